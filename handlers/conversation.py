"""A conversation: its name, its form, how it opens and how it ends."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from handlers.forms import Form
from handlers.heard import Heard
from handlers.turn import Turn
from vietnamese import fold

Opens = Callable[[Turn], Awaitable[Form | None]]
Completes = Callable[[Any, Turn], Awaitable[None]]
Presses = Callable[[Turn, Any], Awaitable[Form | None]]
Yields = Callable[[Turn], "Conversation"]


class Conversation:
    """One thing people come for. Everything else (help, routing, expiry, "hủy", "quay lại") follows from this.

    ``intents`` are the readings that open it; ``help`` is its line in the help ("gửi báo cáo của Tổ"), ``example``
    what to type for it, ``title`` its button (≤ 20 characters). ``words`` opens it too: a pattern for the whole text
    without marks, where the language contract has no reading of its own. ``outranks``: it answers even in the middle of
    another form (decisions). ``aside``: it answers in the middle and the open question stands again (help).
    """

    def __init__(
        self,
        name: str,
        form: type[Form] | None = None,
        *,
        intents: tuple[str, ...] = (),
        words: str = "",
        help: str = "",
        example: str = "",
        title: str = "",
        outranks: bool = False,
        aside: bool = False,
    ) -> None:
        self.name = name
        self.form = form
        self.intents = intents
        self.words = re.compile(words) if words else None
        self.help = help
        self.example = example
        self.title = title
        self.outranks = outranks
        self.aside = aside
        self._opens: Opens | None = None
        self._completes: Completes | None = None
        self._yields: Yields | None = None
        self.verbs: dict[str, Presses] = {}
        self._many: set[str] = set()
        if form is not None:
            form.conversation = name

    def opens(self, function: Opens) -> Opens:
        """What happens first: the form to fill in, or None when all has been said."""
        self._opens = function
        return function

    def completes(self, function: Completes) -> Completes:
        """What happens when nothing is left to ask; the only part that writes."""
        self._completes = function
        return function

    def yields(self, function: Yields) -> Yields:
        """Which conversation the same words mean from this speaker: itself, or another that its opening leads to."""
        self._yields = function
        return function

    def meant_by(self, turn: Turn) -> Conversation:
        """The conversation that this speaker means by what claims this one: it is the one to be offered to him."""
        return self if self._yields is None else self._yields(turn)

    def presses(self, verb: str, *, once: bool = True) -> Callable[[Presses], Presses]:
        """What happens when a button with this verb is pressed by the one it was made for.

        The function may give a form to fill in. ``once=False`` for buttons that only ask something and may be
        pressed again.
        """

        def register(function: Presses) -> Presses:
            self.verbs[verb] = function
            if not once:
                self._many.add(verb)
            return function

        return register

    async def begin(self, turn: Turn) -> Form | None:
        """Open the conversation."""
        if self._opens is None:
            raise LookupError(f"conversation {self.name} has no opening")
        return await self._opens(turn)

    async def complete(self, form: Form, turn: Turn) -> None:
        """End the conversation."""
        if self._completes is None:
            raise LookupError(f"conversation {self.name} has no end")
        await self._completes(form, turn)

    def is_once(self, verb: str) -> bool:
        """Whether a button with this verb is used up when pressed."""
        return verb not in self._many

    def insists(self, heard: Heard) -> bool:
        """Whether the message speaks of it so plainly that it may outrank an open form: it names what it decides."""
        return bool(heard.slot("codes") or heard.slot("all"))

    def claims(self, heard: Heard) -> bool:
        """Whether the reading, the very words, or the title of its button open this conversation."""
        if heard.intent in self.intents:
            return True
        if self.words is None and not self.title:
            return False
        said = fold(heard.text).strip(" .!?")
        by_title = bool(said) and said == fold(self.title)
        return by_title or (self.words is not None and self.words.fullmatch(said) is not None)
