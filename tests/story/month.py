"""A month of a province, sweep by sweep: what the teams do, what the clock tells whom, what is consolidated.

Expected is reckoned by `tests/story/by_hand.py` and by the plain arithmetic below, never by the product's own rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import pairwise

from sqlalchemy import select, update

from domain.periods import Period
from scheduler.digests import items_of
from scheduler.sweep import Sweeper
from storage import tables
from storage.consolidation import Consolidation, consolidate
from storage.database import Database
from storage.imports import import_csv
from storage.outbox import Letter
from tests.province import MERGER, PROVINCE, Province, csv_of
from tests.scheduler.conftest import HandClock
from tests.story.by_hand import DAY, VIETNAM, DaysOff, Month, is_in_time
from tests.town import circumstances

FIGURES = ("so_buoi", "luot_tuyen_truyen", "luot_huong_dan", "vneid", "ho_so_dvc", "tt_khong_tien_mat")
HEADER = ("unit_code", "period", "submitted_at", "submitted_by", "nil", *FIGURES)
HOURS = (time(6, 30), time(8), time(19))
_KEY = re.compile(r"reminder:[\d-]+:(\w+):(\w+):\d{4}T\d{4}:([^:]+)(?::(.+))?")

Told = tuple[str, str, str]
"""(what, unit, to whom)"""


@dataclass(frozen=True)
class Sent:
    """A report as a team sends it: when, whether there was nothing, its figures."""

    team: str
    at: datetime
    nil: bool
    figures: tuple[int, ...]

    def row(self, period: str) -> tuple[str, ...]:
        """Its line of reports.csv."""
        cells = [""] * len(FIGURES) if self.nil else [str(one) for one in self.figures]
        return (self.team, period, self.at.isoformat(), "", "1" if self.nil else "0", *cells)


def behaves(place: int, team: str, month: Month) -> list[Sent]:
    """What the team with this number does in a month: early, at the last second, late, never; amended; nil."""
    number = place * 7 + month.month * 3
    due = datetime.combine(month.team, time(23, 59, 59), VIETNAM)
    opened = datetime.combine(month.closes, time(20), VIETNAM)
    steps = (due - opened) / 8
    arrives = {
        0: opened + timedelta(minutes=place % 50),
        6: due,
        7: due + timedelta(seconds=1),
        8: due + 2 * DAY,
        9: None,
    }.get(number % 10, opened + steps * (number % 10))
    if arrives is None:
        return []
    arrives = arrives.replace(microsecond=0)
    figures = tuple((number + 11 * field) % 40 for field in range(len(FIGURES)))
    nil = number % 13 == 0
    sent = [Sent(team, arrives, nil, figures)]
    if number % 17 == 0 and not nil:
        amended = datetime.combine(month.last_tier + DAY, time(10, 15), VIETNAM)
        sent.append(Sent(team, amended, False, (*figures[:-1], figures[-1] + 100)))
    return sent


@dataclass
class Story:
    """A province on a database, and its clock."""

    database: Database
    province: Province
    days: DaysOff
    every: tuple[time, ...] = HOURS
    """When it is swept each day besides the moments themselves."""
    clock: HandClock = field(default_factory=lambda: HandClock(datetime(2024, 12, 1, 8, tzinfo=VIETNAM)))

    def __post_init__(self) -> None:
        self.sweeper = Sweeper(self.database, self.clock, lambda: None)

    async def imports(self, kind: str, text: str) -> None:
        """Import a file."""
        await import_csv(self.database, kind, text.encode(), circumstances(self.clock.at))

    async def founded(self, holidays: str = "") -> None:
        """The units, their merger, the teams, their people with their accounts, a group in every commune."""
        for kind in ("units", "successions", "people", "teams"):
            await self.imports(kind, getattr(self.province, kind)())
        if holidays:
            await self.imports("holidays", holidays)
        async with self.database.write() as rows:
            bound = await rows.all(select(tables.bindings.c.oa_id, tables.bindings.c.user_id))
            seen = {"first_seen_at": self.clock.at, "last_seen_at": self.clock.at, "follows": True}
            await rows.run(
                rows.insert(tables.contacts),
                [{"oa_id": one.oa_id, "user_id": one.user_id, **seen} for one in bound],
            )

    async def _wrote_a_word(self, at: datetime) -> None:
        """Everybody has written to the account that day, so that every message may go."""
        async with self.database.write() as rows:
            await rows.run(update(tables.contacts).values(last_interaction_at=at))

    # --- a month --------------------------------------------------------------------------------------------------

    async def plays(self, month: Month) -> None:
        """From the day before the window closes to the 26th; every sweep and, at the end, every sum is checked."""
        sent = [one for place, team in enumerate(self.teams(month)) for one in behaves(place, team, month)]
        told, expected = month.told(), Counter[Told]()
        sweeps = list(self._sweeps(month))
        for before, now in pairwise([month.closes_at() - 30 * DAY, *sweeps]):
            came = [one for one in sent if before < one.at <= now]
            if came:
                rows = [one.row(self.period(month)) for one in sorted(came, key=lambda one: one.at)]
                self.clock.at = now
                await self._report(rows)
            await self._wrote_a_word(now)
            reported = {one.team for one in sent if one.at <= now}
            wanted = set(self._wanted(month, told.get(now, set()), reported))
            found = await self._sweep(now)
            assert found == wanted, (
                f"{now:%d/%m/%Y %H:%M}: too many {found - wanted}, missing {wanted - found}"
            )
            expected.update(wanted)
        assert expected, "a month without any reminder proves nothing"
        await self._is_consolidated(month, sent)

    async def _report(self, rows: list[tuple[str, ...]]) -> None:
        """A correction on the same day follows what it corrects in a file of its own."""
        while rows:
            first: dict[str, tuple[str, ...]] = {}
            rest = []
            for one in rows:
                if one[0] in first:
                    rest.append(one)
                else:
                    first[one[0]] = one
            await self.imports("reports", csv_of(HEADER, first.values()))
            rows = rest

    def period(self, month: Month) -> str:
        """ "2025-05"."""
        return f"{month.year}-{month.month:02d}"

    def _sweeps(self, month: Month) -> Iterator[datetime]:
        """Every day, and a quarter of an hour after each moment once more: nothing is told twice."""
        days = [month.closes - DAY + number * DAY for number in range(14)]
        often = [datetime.combine(day, hour, VIETNAM) for day in days for hour in self.every]
        moments = list(month.told())
        again = [at + timedelta(minutes=15) for at in moments[:3]]
        last = datetime.combine(days[-1], HOURS[-1], VIETNAM)
        yield from sorted({*often, *moments, *again, last})

    def teams(self, month: Month) -> list[str]:
        """The teams that owe a report: of the units at the window's end."""
        return sorted([*self.province.all_villages(), *self.province.communes(month.closes)])

    async def _sweep(self, now: datetime) -> set[Told]:
        """What a sweep tells: the single things; no person gets two messages."""
        self.clock.at = now
        letters = [line.letter for line in await self.sweeper.sweep(now) if line.is_new and line.letter]
        mine = [one for one in letters if one.kind in ("reminder", "escalation")]
        twice = [to for to, many in Counter(one.to for one in mine).items() if many > 1]
        assert twice == [], "one message a person"
        return {_told(thing) for one in mine for thing in items_of(one) or [one]}

    # --- what is expected -------------------------------------------------------------------------------------------

    def _wanted(self, month: Month, whats: Iterable[str], reported: set[str]) -> Iterator[Told]:
        missing = {
            commune: [one for one in [commune, *villages] if one not in reported]
            for commune, villages in self._by_commune(month).items()
        }
        incomplete = [commune for commune, owed in missing.items() if owed]
        for what in whats:
            if what == "private/team":
                yield from (
                    (what, one, self._leader(one, month)) for owed in missing.values() for one in owed
                )
            elif what == "escalation/team":
                for commune in incomplete:
                    yield what, commune, self._leader(commune, month)
                    yield from ((what, one, f"V{one}-2") for one in missing[commune] if one != commune)
            elif what == "private/commune":
                yield from ((what, one, self._leader(one, month)) for one in incomplete)
            elif what in ("private/district", "escalation/commune") and month.has_district:
                districts = {self.province.old[one] for one in incomplete}
                yield from ((what, one, f"H{one}") for one in districts)
            elif what.startswith("escalation/") and incomplete:
                yield what, PROVINCE, "S42"

    def _by_commune(self, month: Month) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {one: [] for one in self.province.communes(month.closes)}
        for village in self.province.all_villages():
            found[self.province.commune_of(village, month.closes)].append(village)
        return found

    def _leader(self, team: str, month: Month) -> str:
        if "-" in team:
            return f"V{team}-1"
        return f"C{team}-1" if month.closes < MERGER else f"N{team}-1"

    # --- what is consolidated ---------------------------------------------------------------------------------------

    async def _is_consolidated(self, month: Month, sent: list[Sent]) -> None:
        communes = self._by_commune(month)
        subtrees = {PROVINCE: self.teams(month)} | {
            commune: [commune, *villages] for commune, villages in list(communes.items())[::9]
        }
        async with self.database.read() as rows:
            for unit, teams in subtrees.items():
                found = await consolidate(rows, unit, Period(month.year, month.month), "15-14")
                assert _figures(found) == _by_hand(month, teams, sent), unit


def _told(thing: Letter) -> Told:
    parsed = _KEY.fullmatch(thing.key)
    assert parsed is not None, thing.key
    channel, tier, unit, person = parsed.groups()
    return f"{channel}/{tier}", unit, person or thing.to


Figures = tuple[int, int, int, int, tuple[str, ...], dict[str, int], dict[str, tuple[int, int]]]


def _figures(found: Consolidation) -> Figures:
    sums = {key: found.sums[key] for key in FIGURES}
    of = {key: found.of[key] for key in FIGURES}
    return found.expected, found.received, found.on_time, found.nil, tuple(sorted(found.missing)), sums, of


def _by_hand(month: Month, teams: list[str], sent: list[Sent]) -> Figures:
    first: dict[str, Sent] = {}
    newest: dict[str, Sent] = {}
    for one in sorted(sent, key=lambda one: one.at):
        first.setdefault(one.team, one)
        newest[one.team] = one
    mine = [team for team in teams if team in newest]
    sums = {
        key: sum(0 if newest[team].nil else newest[team].figures[place] for team in mine)
        for place, key in enumerate(FIGURES)
    }
    return (
        len(teams),
        len(mine),
        sum(is_in_time(first[team].at, month.team) for team in mine),
        sum(newest[team].nil for team in mine),
        tuple(sorted(set(teams) - set(mine))),
        sums,
        {key: (len(mine), len(teams)) for key in FIGURES},
    )
