"""A page: its address, who may see it, what it shows, and what can be done on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from domain.authority import Action
from web.visit import Visit

Context = dict[str, Any]
Names = Mapping[str, str]
About = Callable[[Visit, Names], Awaitable[Collection[str] | None]]
"""The units that the thing named in the address belongs to; None: there is no such thing."""
Shows = Callable[..., Awaitable[Any]]
Does = Callable[..., Awaitable[str]]


class NotFound(Exception):
    """There is no such thing, or it is not for this visitor: the two look the same."""


class Refused(Exception):
    """What was asked cannot be done; the message is the sentence for whoever asked.

    ``faults``: what is wrong by field; the page finds it in `visit.faults`, what was typed in `visit.sent`.
    """

    def __init__(self, sentence: str, faults: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.faults = faults or {}


class Again(Exception):
    """Nothing was done yet: the page is shown with what was sent (`visit.sent`), to be read and confirmed."""


class Elsewhere(Exception):
    """Done, and the visitor goes on to another address, with a sentence to read there."""

    def __init__(self, address: str, sentence: str = "") -> None:
        super().__init__(address)
        self.address = address
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to be done on a page: a POST whose field `viec` names it."""

    name: str
    needs: tuple[Action, ...]
    does: Does


class Page:
    """One page.

    ``path`` is its address ("/to/{unit}"), the names in braces come to ``about`` and to its functions. ``sees`` are
    the actions one of which its visitor needs: in a unit that the page is ``about``, or without that anywhere; empty:
    being logged in is enough. ``menu`` is its name in the menu, empty for none. ``by_period``: it shows one period,
    which can be chosen (`visit.period`). ``title`` may be replaced by the context's. Its template stands beside its
    module: ``<name>.html``.
    """

    def __init__(
        self,
        name: str,
        path: str,
        title: str,
        *,
        sees: tuple[Action, ...] = (),
        about: About | None = None,
        menu: str = "",
        by_period: bool = False,
    ) -> None:
        self.name = name
        self.path = path
        self.title = title
        self.sees = sees
        self.about = about
        self.menu = menu
        self.by_period = by_period
        self.template = f"{name}.html"
        self.deeds: dict[str, Deed] = {}
        self._shows: Shows | None = None

    def shows(self, function: Shows) -> Shows:
        """What it shows: the function gets visit and names of the address, and gives the context or a response."""
        self._shows = function
        return function

    def does(self, name: str, *needs: Action) -> Callable[[Does], Does]:
        """What can be done on it: the function gets the visit, the form and the names, and gives a sentence.

        It may raise Refused, Again or Elsewhere. ``needs``: one of these, as with ``sees``.
        """

        def register(function: Does) -> Does:
            self.deeds[name] = Deed(name, needs, function)
            return function

        return register

    async def show(self, visit: Visit, names: Names) -> Any:
        """The context for the template, or a whole response."""
        if self._shows is None:
            raise LookupError(f"page {self.name} shows nothing")
        return await self._shows(visit, **names)

    async def units(self, visit: Visit, names: Names) -> Collection[str] | None:
        """The units that the page is about, None where they are not asked for. Raises NotFound."""
        if self.about is None:
            return None
        found = await self.about(visit, names)
        if found is None:
            raise NotFound
        return found

    def address(self, **names: str) -> str:
        """The address of the page for these names."""
        return self.path.format(**names)


def is_allowed(visit: Visit, needs: Collection[Action], units: Collection[str] | None) -> bool:
    """Whether the visitor has one of these rights in one of these units (None: in any unit at all)."""
    if not needs:
        return True
    if units is None:
        return any(visit.reach(action) for action in needs)
    return any(visit.may(action, unit) for action in needs for unit in units)
