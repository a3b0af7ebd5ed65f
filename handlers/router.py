"""How a message finds its conversation: gestures and buttons, then decisions, then what is open, then what it asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers import gestures, pressing, said_buttons, universal, unread
from handlers.answering import take as answers_question
from handlers.conversation import Conversation
from handlers.forms import Doubt, Form, Misunderstood, Question
from handlers.heard import Heard
from handlers.reading import read
from handlers.turn import Open, Turn
from vietnamese import fold

MOST_MISSES = 2
_NO = ("khong", "ko", "k", "khong a", "khong phai", "khong dung", "chua dung", "sai", "sai roi", "sua")

_YES = ("dung", "dung roi", "dung vay", "dung a", "phai", "vang", "da dung", "chinh xac")
"""A plain yes to a doubt, whatever kind of question was asked."""


class Router:
    """The conversations of the house, in the order in which they are offered a message."""

    def __init__(self, conversations: Sequence[Conversation]) -> None:
        self.conversations = tuple(conversations)
        self._by_name = {one.name: one for one in self.conversations}

    def named(self, name: str) -> Conversation | None:
        """The conversation of that name, or None when a release has removed it."""
        return self._by_name.get(name)

    def claimed(self, heard: Heard) -> Conversation | None:
        """The conversation that this reading opens."""
        return next((one for one in self.conversations if one.claims(heard)), None)

    async def answer(self, turn: Turn) -> None:
        """Answer one event."""
        for opened in turn.dialogs:
            await opened.form.attend(turn)
        if await gestures.take(turn, self):
            return
        if await pressing.press(turn, self):
            self.resume(turn)
            return
        if turn.open is not None and await self._plain_answer(turn, turn.open):
            return
        turn.hear(await read(turn))
        await self.converse(turn)

    async def converse(self, turn: Turn) -> None:
        """Answer a text that has been read."""
        deciding = self._outranking(turn)
        if turn.open is None and await said_buttons.take(turn, self, deciding is not None):
            return
        if deciding is not None:
            await self.begin(turn, deciding)
        elif await universal.take(turn, self):
            return
        elif turn.open is not None:
            await self._continue(turn, turn.open)
        else:
            await self.start(turn)

    async def start(self, turn: Turn) -> None:
        """Open the conversation that the message asks for, or answer a question that waits; else say what there is."""
        if await answers_question(turn, self):
            return
        conversation = self.claimed(turn.heard)
        if conversation is None:
            await universal.lost(turn, self)
        else:
            await self.begin(turn, conversation)

    async def begin(self, turn: Turn, conversation: Conversation) -> None:
        """Open a conversation on top of whatever is open; what the message tells already is not asked again."""
        form = await conversation.begin(turn)
        if form is None:
            self.resume(turn)
            return
        if turn.is_read:
            await form.attend(turn)
            form.fill(turn.heard)
        await self.open_form(turn, form)

    async def open_form(self, turn: Turn, form: Form) -> None:
        """Put a form on top of what is open and ask its first question."""
        await self.go_on(turn, turn.begin(form.conversation, form))

    def ask(self, turn: Turn, form: Form, before: str = "") -> None:
        """Put the question that the form asks now."""
        question = form.asked()
        if question is not None:
            turn.ask(question.prompt(form), before)

    def resume(self, turn: Turn) -> None:
        """What lies under a finished conversation goes on with its question."""
        question = None if turn.open is None or turn.asked else turn.open.form.asked()
        if turn.open is not None and question is not None:
            turn.ask(question.again(turn.open.form), "Mời tiếp tục việc đang làm.")

    # --- inside ---------------------------------------------------------------------------------------------------

    def _outranking(self, turn: Turn) -> Conversation | None:
        """A decision by code outranks an open form; without a code it may be an answer to the form."""
        opened = turn.open
        for one in self.conversations:
            if one.outranks and one.claims(turn.heard) and (opened is None or one.insists(turn.heard)):
                return None if opened is not None and opened.conversation == one.name else one
        return None

    async def _plain_answer(self, turn: Turn, opened: Open) -> bool:
        """Some questions know a plain answer by sight; nothing needs to be read for it."""
        question = opened.form.asked()
        if question is None or opened.offer is not None or opened.form.doubt is not None:
            return False
        try:
            value = question.at_sight(opened.form, turn.incoming.text)
        except Misunderstood as asks:  # about the question itself: answered, and the question stands again
            turn.ask(question.prompt(opened.form), asks.sentence)
            return True
        if value is None:
            return False
        opened.form.take(question.name, value)
        await self.go_on(turn, opened)
        return True

    async def _continue(self, turn: Turn, opened: Open) -> None:
        question = opened.form.asked()
        if question is None:
            await self._finish(turn, opened)
            return
        before = dict(opened.form.answers)
        try:
            _hear(opened.form, question, turn.heard)
        except Doubt as doubt:
            opened.form.doubt = {"name": doubt.of or question.name, "value": doubt.value}
            turn.ask(universal.doubtful(doubt.sentence))
        except Misunderstood as error:
            await self._missed(turn, opened, question, error)
        else:
            mended = [name for name, value in before.items() if opened.form.answers.get(name, value) != value]
            await self.go_on(turn, opened, opened.form.noted(mended))

    async def _missed(self, turn: Turn, opened: Open, question: Question[Any], error: Misunderstood) -> None:
        if not error.meant and await universal.meant_something_else(turn, self, opened):
            return
        await unread.collect(turn)
        opened.form.misses += 1
        lost = opened.form.misses >= MOST_MISSES
        before = f"{error.sentence} {universal.WAY_OUT}" if lost else error.sentence
        turn.ask(question.prompt(opened.form), before)

    async def go_on(self, turn: Turn, opened: Open, before: str = "") -> None:
        """Ask what is still missing, after a sentence that leads to it, or finish."""
        await opened.form.attend(turn)
        if opened.form.asked() is None:
            await self._finish(turn, opened)
        else:
            self.ask(turn, opened.form, before)

    async def _finish(self, turn: Turn, opened: Open) -> None:
        conversation = self.named(opened.conversation)
        turn.dialogs.remove(opened)
        if conversation is not None:
            await conversation.complete(opened.form, turn)
        self.resume(turn)


def _denies(heard: Heard) -> bool:
    """A no to "có đúng 500 không ạ?": where a number was asked, "không" alone would be read as 0."""
    return heard.says("no") or fold(heard.text).strip(" .!") in _NO


def _hear(form: Form, question: Question[Any], heard: Heard) -> None:
    """Take what the text answers: a doubt, the question asked, or other questions of the form."""
    doubt, form.doubt = form.doubt, None
    if doubt is not None and doubt["name"] == question.name:
        if _denies(heard):
            raise Misunderstood("Dạ.")
        if heard.says("yes") or fold(heard.text).strip(" .!") in _YES:
            form.take(question.name, doubt["value"])
            return
    filled = not heard.says("answer") and form.fill(heard)
    if filled and question.name in form.answers:
        return
    try:
        question.hear(form, heard)
    except Misunderstood:
        if not filled:
            raise
