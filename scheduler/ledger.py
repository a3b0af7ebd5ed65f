"""What a pass knows of one period: who owes, who has reported, who leads whom, and which moments are due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from domain.deadlines import DueDates, Tier
from domain.people import Appointment, address
from domain.periods import Period
from domain.recipients import who_hears, who_owes
from domain.reminders import Audience, Moment, moments
from domain.teams import Roster, Team
from domain.units import Unit, UnitKind, UnitTree, label, team_label
from scheduler.lines import Scene
from scheduler.notices import Notice
from storage import people, roster
from storage.database import Rows

MOST_CHECKED = 200
"""So many missing reports do not all come in while a letter waits: it is not judged again."""

DueMoment = tuple[Moment, datetime]
"""A moment that has come, and until when its message is worth sending: its end, or the next moment of its kind."""


def tree_of_the_due_date(scene: Scene, period: Period) -> UnitTree:
    """The tree that decides whether there is a district: that of the last tier's due date."""
    return scene.directory.tree(scene.directory.rules.last_due(period, scene.window))


def chains(scene: Scene, period: Period) -> tuple[bool, ...]:
    """Which chains there are on the due date: with a district above the commune, without, or both."""
    tree = tree_of_the_due_date(scene, period)
    communes = [unit.code for unit in tree if unit.kind is UnitKind.XA]
    return tuple(sorted({tree.district_of(code) is not None for code in communes}))


def moments_of(scene: Scene, period: Period, has_district: bool) -> list[Moment]:
    """All moments of a period in one chain."""
    offsets = scene.directory.rules.offsets(period, scene.window)
    return moments(period, scene.calendar, has_district, scene.window, offsets)


@dataclass(frozen=True)
class Ledger:
    """One period in one chain. `then` is the tree at the window's end: reports belong to the units of that day."""

    scene: Scene
    period: Period
    has_district: bool
    then: UnitTree
    teams: dict[str, Team]
    reported: frozenset[str]
    rosters: dict[str, Roster]
    officials: list[Appointment]
    drafted: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Of the units with a report that is written and not sent: whose it is (id), and how he is named."""

    @cached_property
    def due(self) -> DueDates:
        """The due dates of this chain."""
        return self.scene.directory.rules.due(self.period, self.has_district, self.scene.window)

    @property
    def named(self) -> str:
        """ "kỳ tháng 11 (15/10–14/11)": a period is named with its days."""
        return self.period.long_label(self.scene.window)

    @cached_property
    def by_commune(self) -> dict[str, list[str]]:
        """The teams that are expected to report, the commune's own first, by commune of this chain."""
        at_due = tree_of_the_due_date(self.scene, self.period)
        found: dict[str, list[str]] = {}
        for code in sorted(self.teams, key=lambda code: (len(code), code)):
            commune = self.then.commune_of(code)
            if commune is not None and (at_due.district_of(commune.code) is not None) is self.has_district:
                found.setdefault(commune.code, []).append(code)
        return {
            commune: sorted(codes, key=lambda code: (code != commune, code))
            for commune, codes in found.items()
        }

    def missing_in(self, commune: str) -> list[str]:
        """The teams of a commune whose report is not there yet."""
        return [code for code in self.by_commune[commune] if code not in self.reported]

    def tally(self, commune: str) -> tuple[int, int]:
        """(24, 28): so many of so many teams have reported."""
        expected = self.by_commune[commune]
        return len(expected) - len(self.missing_in(commune)), len(expected)

    @cached_property
    def by_district(self) -> dict[str, list[str]]:
        """The communes of this chain by their district, on the last tier's due date."""
        at_due = tree_of_the_due_date(self.scene, self.period)
        return _grouped(self.by_commune, at_due.district_of)

    @cached_property
    def by_province(self) -> dict[str, list[str]]:
        """The communes of this chain by their province."""
        return _grouped(self.by_commune, self.then.province_of)

    def incomplete(self, communes: Iterable[str]) -> list[str]:
        """Those in which a team's report is missing."""
        return [commune for commune in communes if self.missing_in(commune)]

    def complete(self, communes: Iterable[str]) -> str:
        """ "60/69": in so many of so many communes nothing is missing."""
        listed = list(communes)
        return f"{len(listed) - len(self.incomplete(listed))}/{len(listed)}"

    def still_missing(self, communes: Iterable[str]) -> dict[str, object]:
        """The check of what lists these communes: it holds as long as one of what is missing now is missing."""
        codes = [code for commune in communes for code in self.missing_in(commune)]
        listed = " ".join(codes)
        return {"missing": listed, "period": str(self.period)} if len(codes) <= MOST_CHECKED else {}

    def name(self, code: str) -> str:
        """ "thôn Đông Trung", as the unit was called at the window's end."""
        unit = self.then.get(code)
        return code if unit is None else label(unit)

    def team(self, code: str) -> str:
        """ "Tổ thôn Đông Trung"."""
        unit = self.then.get(code)
        return f"Tổ {code}" if unit is None else team_label(unit)

    def names(self, codes: Iterable[str], commune: str) -> list[str]:
        """The teams of a commune in a list, its own as "Tổ xã"."""
        return ["Tổ xã" if code == commune else self.name(code) for code in codes]

    def commune_of(self, code: str) -> str | None:
        """The commune of a team at the window's end."""
        unit = self.then.commune_of(code)
        return None if unit is None else unit.code

    def leader(self, code: str) -> str | None:
        """Who leads the team today."""
        roster = self.rosters.get(code)
        return None if roster is None or roster.leader is None else roster.leader.person_id

    def deputy(self, code: str) -> str | None:
        """The deputy today."""
        roster = self.rosters.get(code)
        return None if roster is None or roster.deputy is None else roster.deputy.person_id

    def owing(self, notice: Notice, tier: Tier, code: str) -> list[Notice]:
        """The notice for everybody who is reminded of what this unit owes."""
        persons = who_owes(tier, code, self.rosters, self.officials, self.scene.tree)
        return told_to(notice, persons, self.officials)

    def hearing(self, notice: Notice, audience: Audience, code: str) -> list[Notice]:
        """The notice for everybody one tier above this unit."""
        persons = who_hears(audience, code, self.rosters, self.officials, self.scene.tree)
        return told_to(notice, persons, self.officials)


def told_to(notice: Notice, persons: Sequence[str], held: Iterable[Appointment]) -> list[Notice]:
    """The notice for each of these persons, in the office he holds; one that tells if there are none."""
    if not persons:
        return [replace(notice, text="", why=f"{notice.why}; but nobody holds the office")]
    # Who holds several offices is told in that of the unit concerned.
    ordered = sorted(held, key=lambda one: one.unit_code == notice.about)
    offices = {one.person_id: one for one in ordered if one.person_id in persons}
    return [_told_to(notice, person, offices[person]) for person in persons]


def _told_to(notice: Notice, person: str, held: Appointment) -> Notice:
    check = {**(notice.check or {}), "holds": str(held.office), "unit": held.unit_code}
    return replace(notice, key=f"{notice.key}:{person}", person_id=person, office=held.office, check=check)


def _grouped(communes: Iterable[str], above: Callable[[str], Unit | None]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for commune in communes:
        unit = above(commune)
        if unit is not None:
            found.setdefault(unit.code, []).append(commune)
    return found


async def open_ledgers(rows: Rows, scene: Scene, wanted: Iterable[tuple[Period, bool]]) -> list[Ledger]:
    """The ledgers of these periods and chains."""
    rosters = await roster.every_roster(rows, scene.tree)
    officials = await roster.officials(rows, scene.today)
    found = []
    for period, has_district in wanted:
        then = scene.directory.tree(period.window(scene.window)[1])
        teams = await roster.expected_teams(rows, then)
        reported = frozenset(await roster.reported(rows, period))
        drafted = await _drafted(rows, scene, period)
        found.append(Ledger(scene, period, has_district, then, teams, reported, rosters, officials, drafted))
    return found


async def _drafted(rows: Rows, scene: Scene, period: Period) -> dict[str, tuple[str, str]]:
    drafts = await roster.drafted(rows, period)
    persons = await people.by_ids(rows, [one for one in drafts.values() if one])
    named = {key: f"{address(one, scene.today)} {one.given_name()}" for key, one in persons.items()}
    return {code: (by, named.get(by, "một thành viên")) for code, by in drafts.items()}
