"""A visit: who looks at a page, with which offices, when, and at which period."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from domain.authority import Action, Delegation, may, reach
from domain.calendar import in_vietnam
from domain.errors import Malformed
from domain.people import Appointment, Person
from domain.periods import Period
from domain.units import Unit, UnitTree, label
from handlers.desk import at_desk
from handlers.turn import House, Turn
from storage import delegations, people
from storage.database import Rows
from storage.directory import Directory
from storage.page_sessions import Session

if TYPE_CHECKING:
    from web.site import Site

PERIOD = "ky"
"""The name of the period in addresses: `?ky=2026-11`."""


@dataclass(slots=True)
class Visit:
    """One look at a page by somebody who is logged in; on the same rows from beginning to end."""

    site: Site
    rows: Rows
    session: Session
    person: Person
    offices: tuple[Appointment, ...]
    directory: Directory
    delegations: Collection[Delegation]
    at: datetime
    asked: Mapping[str, str]
    key: str
    sent: Mapping[str, Any] = field(default_factory=dict)
    """What a form has sent, where the page is shown with it once more: refused, or to be confirmed."""
    faults: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with it, by field."""
    _turn: Turn | None = None
    _reach: dict[Action, set[str]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day of the visit in Vietnam."""
        return in_vietnam(self.at).date()

    @property
    def tree(self) -> UnitTree:
        """The units valid today."""
        return self.directory.tree(self.today)

    @property
    def chosen(self) -> Period | None:
        """The period that the address names, if it names one."""
        try:
            return Period.parse(self.asked.get(PERIOD, ""))
        except Malformed:
            return None

    @property
    def period(self) -> Period:
        """The period that the page is for: the one chosen, else the one whose window closed last, as in the chat."""
        return self.chosen or Period.closed(self.at, self.site.window)

    def may(self, action: Action, unit_code: str) -> bool:
        """Whether the visitor may do this in that unit."""
        return may(action, self.offices, unit_code, self.tree, self.delegations)

    def reach(self, *actions: Action) -> set[str]:
        """The units in which the visitor may do one of these."""
        for action in actions:
            if action not in self._reach:
                found = reach(action, self.offices, self.tree)
                # A delegation reaches further than the office of its holder.
                own = {one.unit_code for one in self.offices}
                found |= {unit for unit in self._below(own) if self.delegations and self.may(action, unit)}
                self._reach[action] = found
        return set().union(*(self._reach[action] for action in actions))

    def _below(self, codes: Collection[str]) -> set[str]:
        if not any(one.delegate_id == self.person.id for one in self.delegations):
            return set()
        return {unit.code for code in codes for unit in self.tree.subtree(code)}

    def tops(self, *actions: Action) -> list[Unit]:
        """The highest units in which the visitor may do one of these, by code."""
        units = self.reach(*actions)
        found = [unit for code in units if (unit := self.tree.get(code)) is not None]
        return sorted((one for one in found if one.parent_code not in units), key=lambda one: one.code)

    def named(self, code: str | None) -> str:
        """What a unit is called in a sentence; its code where it is gone."""
        unit = self.tree.get(code)
        return (code or "") if unit is None else label(unit)

    def link(self, page: str, asked: Mapping[str, str] | None = None, **names: str) -> str:
        """The address of a page by its name, with ``asked`` behind the question mark; a period chosen goes along."""
        chosen = {} if self.chosen is None else {PERIOD: str(self.chosen)}
        question = urlencode({key: value for key, value in {**chosen, **(asked or {})}.items() if value})
        address = self.site.paths[page].format(**names)
        return f"{address}?{question}" if question else address

    @property
    def turn(self) -> Turn:
        """What is done on the page, as a turn of the visitor: it says and tells as conversations do."""
        if self._turn is None:
            house = House(self.directory, self.site.window, self.site.public_url)
            account = self.session.account
            self._turn = at_desk(self.rows, house, account, self.person, self.offices, self.at, self.key)
        return self._turn

    @property
    def acted(self) -> Turn | None:
        """The turn, if anything was done in it."""
        return self._turn


async def begin(
    site: Site, rows: Rows, session: Session, at: datetime, asked: Mapping[str, str], key: str
) -> Visit | None:
    """The visit of a session; None where its person is gone or holds no office any more."""
    person = await people.by_id(rows, session.person_id)
    today = in_vietnam(at).date()
    held = (await people.offices_of(rows, [session.person_id], today)).get(session.person_id, [])
    if person is None or not held:
        return None
    known = await site.known(rows)
    given = await delegations.in_force(rows, known.tree(today))
    return Visit(site, rows, session, person, tuple(held), known, given, at, asked, key)
