"""Listings: what is stored, as `show` and monitoring read it; the keys of every row are fixed by the contract."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, select

from domain.calendar import in_vietnam
from domain.groups import Group, GroupChannel, GroupKind, difference, expected
from domain.people import PLACES, Appointment
from domain.periods import Period, WindowMode
from domain.teams import Roster, Team, TeamKind, TeamStatus, rosters_of
from domain.units import Unit, UnitTree
from storage import directory, outbox
from storage.database import Rows
from storage.directory import Directory
from storage.imports.known import UNKNOWN_START
from storage.people import appointment
from storage.tables import (
    audit,
    bindings,
    group_members,
    groups,
    inbox,
    offices,
    people,
    reports,
    request_steps,
    requests,
    teams,
    units,
)
from storage.tables import outbox as letters

Listed = dict[str, Any]


class NoSuchUnit(Exception):
    """No unit has ever had this code."""


@dataclass(frozen=True, slots=True)
class View:
    """What is asked for: a subtree, a period, and the day that counts as today."""

    today: date
    unit: str | None = None
    period: Period | None = None
    window: WindowMode = WindowMode.MID_MONTH
    texts: bool = False

    @property
    def day(self) -> date:
        """The day whose tree and rosters are shown: the end of the period's window, else today."""
        return self.today if self.period is None else self.period.window(self.window)[1]

    def is_within(self, at: datetime) -> bool:
        """Whether a moment lies in the period's window; always without a period."""
        if self.period is None:
            return True
        first, last = self.period.window(self.window)
        return first <= in_vietnam(at).date() <= last


@dataclass(frozen=True, slots=True)
class _Scene:
    """The view with what every listing needs of the directory."""

    view: View
    known: Directory
    tree: UnitTree
    codes: frozenset[str] | None

    def shows(self, code: str | None) -> bool:
        """Whether a thing of this unit is within the subtree."""
        return self.codes is None or code in self.codes

    def unit(self, code: str) -> Unit | None:
        """The unit on the day, else as it was last."""
        lives = [unit for unit in self.known.units if unit.code == code] if code not in self.tree else []
        return self.tree.get(code) or (lives[-1] if lives else None)

    def team_kind(self, code: str) -> TeamKind | None:
        """The kind of the unit's team."""
        unit = self.unit(code)
        return None if unit is None else TeamKind.of(unit.kind)


async def listed(rows: Rows, what: str, view: View) -> list[Listed]:
    """The rows of one listing. Raises NoSuchUnit; KeyError for a listing that is not there."""
    known = await directory.load(rows)
    tree = known.tree(view.day)
    codes = None if view.unit is None else frozenset(_subtree(known, tree, view.unit))
    return await LISTINGS[what](rows, _Scene(view, known, tree, codes))


def _subtree(known: Directory, tree: UnitTree, code: str) -> list[str]:
    """The codes below a unit on the day; of one that is gone, on its last day."""
    if code not in tree:
        lives = [unit for unit in known.units if unit.code == code]
        if not lives:
            raise NoSuchUnit(f"no unit {code}")
        last = lives[-1]
        begun = last.valid_to is None or last.valid_from > tree.on
        tree = known.tree(
            last.valid_from if begun or last.valid_to is None else last.valid_to - timedelta(days=1)
        )
    return [unit.code for unit in tree.subtree(code)]


async def _units(rows: Rows, scene: _Scene) -> list[Listed]:
    found = await rows.all(select(units).order_by(units.c.code, units.c.valid_from))
    columns = ("code", "valid_from", "parent_code", "kind", "name", "valid_to")
    everything = scene.codes is None and scene.view.period is None
    return [
        _columns(row, columns)
        for row in found
        if everything or (scene.shows(row.code) and _valid(row, scene))
    ]


def _valid(row: Any, scene: _Scene) -> bool:
    today = scene.tree.get(row.code)
    return today is None or today.valid_from == row.valid_from


async def _teams(rows: Rows, scene: _Scene) -> list[Listed]:
    rosters = await _rosters(rows, scene)
    columns = ("unit_code", "valid_from", "decision_no", "decision_date", "status", "valid_to")
    shown = []
    for row in await rows.all(select(teams).order_by(teams.c.unit_code, teams.c.valid_from)):
        if not scene.shows(row.unit_code) or (scene.view.period and not _holds(row, scene.view.day)):
            continue
        roster = rosters.get(row.unit_code)
        own = roster if roster is not None and roster.team.valid_from == row.valid_from else None
        shown.append(
            _columns(row, columns)
            | {
                "team_kind": scene.team_kind(row.unit_code),
                "active": [0 if own is None else len(own.active), 3 if own is None else own.size],
            }
        )
    return shown


async def _rosters(rows: Rows, scene: _Scene) -> Mapping[str, Roster]:
    held = [appointment(row) for row in await rows.all(select(offices).order_by(offices.c.id))]
    return rosters_of(await _all_teams(rows, scene), held, scene.view.day)


async def _all_teams(rows: Rows, scene: _Scene) -> list[Team]:
    found = []
    for row in await rows.all(select(teams)):
        kind = scene.team_kind(row.unit_code)
        if kind is not None:
            status = TeamStatus(row.status)
            days = row.valid_from, row.valid_to
            found.append(Team(row.unit_code, kind, status, *days, row.decision_no, row.decision_date))
    return found


async def _members(rows: Rows, scene: _Scene) -> list[Listed]:
    """Everybody who has or had a place in a team, and who sits in a commune's by office."""
    held = [appointment(row) for row in await rows.all(select(offices).order_by(offices.c.id))]
    places = [one for one in held if one.office in PLACES and scene.shows(one.unit_code)]
    if scene.view.period is not None:
        places = [one for one in places if one.holds_on(scene.view.day)]
    places += _seated_by_office(rosters_of(await _all_teams(rows, scene), held, scene.view.day), scene)
    names = await _names(rows)
    places.sort(key=lambda one: (one.unit_code, PLACES.index(one.office), one.valid_from, one.person_id))
    return [_member(one, names, scene) for one in places]


def _seated_by_office(rosters: Mapping[str, Roster], scene: _Scene) -> list[Appointment]:
    return [
        Appointment(place.person_id, code, place.office, place.valid_from, place.valid_to, place.status)
        for code, roster in rosters.items()
        for place in roster.active
        if place.by_office is not None and scene.shows(code)
    ]


async def _names(rows: Rows) -> dict[str, str]:
    found = await rows.all(select(people.c.id, people.c.name))
    return {row.id: rows.vault.open("people.name", row.id, row.name) for row in found}


def _member(one: Appointment, names: Mapping[str, str], scene: _Scene) -> Listed:
    is_over = one.valid_to is not None and one.valid_to <= scene.view.day
    return {
        "person_id": one.person_id,
        "name": names[one.person_id],
        "unit_code": one.unit_code,
        "team_kind": scene.team_kind(one.unit_code),
        "seat": one.office,
        "status": "ended" if is_over else one.status,
        "valid_from": None if one.valid_from == UNKNOWN_START else one.valid_from,
        "valid_to": one.valid_to,
    }


async def _requests(rows: Rows, scene: _Scene) -> list[Listed]:
    steps: dict[str, list[Listed]] = {}
    for row in await rows.all(
        select(request_steps).order_by(request_steps.c.request_code, request_steps.c.position)
    ):
        steps.setdefault(row.request_code, []).append(_step(rows, row))
    shown = []
    for row in await rows.all(select(requests).order_by(requests.c.created_at, requests.c.code)):
        mine = scene.shows(row.unit_code) or scene.shows(row.from_unit_code)
        if mine and scene.view.is_within(row.created_at):
            applicant = rows.vault.open_json("requests.applicant", row.code, row.applicant)
            shown.append(
                _columns(row, ("code", "kind", "status"))
                | {"applicant": applicant["name"]}
                | _columns(row, ("unit_code", "created_at"))
                | {"steps": steps.get(row.code, [])}
            )
    return shown


def _step(rows: Rows, row: Any) -> Listed:
    place = f"{row.request_code}/{row.position}"
    reason = None if row.reason is None else rows.vault.open("request_steps.reason", place, row.reason)
    return {"step": row.step, "by": row.by, "verdict": row.verdict, "reason": reason, "at": row.at}


async def _reports(rows: Rows, scene: _Scene) -> list[Listed]:
    query = select(reports).order_by(reports.c.period, reports.c.unit_code, reports.c.id)
    if scene.view.period is not None:
        query = query.where(reports.c.period == str(scene.view.period))
    columns = ("submitted_at", "submitted_by", "revision", "on_time")
    shown = []
    for row in await rows.all(query):
        if scene.shows(row.unit_code):
            texts = (
                rows.vault.open_json("reports.texts", row.code, row.texts) if row.texts is not None else {}
            )
            shown.append(
                _columns(row, ("code", "unit_code", "period", "kind", "status"))
                | {"values": {**row.figures, **texts}, "nil": row.nil}
                | _columns(row, columns)
            )
    return shown


async def _groups(rows: Rows, scene: _Scene) -> list[Listed]:
    rosters = await _rosters(rows, scene)
    held = [appointment(row) for row in await rows.all(select(offices))]
    known = await _known_members(rows)
    shown = []
    for row in await rows.all(select(groups).order_by(groups.c.unit_code, groups.c.kind)):
        if scene.shows(row.unit_code):
            group = Group(
                row.unit_code, GroupKind(row.kind), GroupChannel(row.channel), row.group_id, row.oa_id
            )
            belong, there = expected(group, rosters, held, scene.tree), known.get(row.group_id, set())
            differ = difference(belong, there)
            shown.append(
                _columns(row, ("unit_code", "kind", "channel", "group_id", "oa_id"))
                | {"expected": sorted(belong), "known": sorted(there)}
                | {"missing": list(differ.missing), "extra": list(differ.extra)}
            )
    return shown


async def _known_members(rows: Rows) -> dict[str, set[str]]:
    """Who is known to be in each group, by group id; accounts of strangers are nobody's."""
    bound = {
        (row.oa_id, row.user_id): row.person_id
        for row in await rows.all(select(bindings).where(bindings.c.valid_to.is_(None)))
    }
    found: dict[str, set[str]] = {}
    for row in await rows.all(select(group_members)):
        person = bound.get((row.oa_id, row.user_id))
        if person is not None:
            found.setdefault(row.group_id, set()).add(person)
    return found


async def _inbox(rows: Rows, scene: _Scene) -> list[Listed]:
    columns = ("id", "event", "sender", "received_at", "status", "attempts")
    found = await rows.all(select(inbox.c.oa_id, *_of(inbox.c, columns)).order_by(inbox.c.id))
    mine = await _addresses(rows, scene)
    return [
        _columns(row, columns)
        for row in found
        if scene.view.is_within(row.received_at)
        and (mine is None or f"user:{row.oa_id}/{row.sender}" in mine)
    ]


async def _outbox(rows: Rows, scene: _Scene) -> list[Listed]:
    columns = ("id", "key", "to", "kind", "status", "attempts", "created_at", "sent_at", "error")
    wanted = [letters] if scene.view.texts else _of(letters.c, columns)
    mine = await _addresses(rows, scene)
    shown = []
    for row in await rows.all(select(*wanted).order_by(letters.c.id)):
        if scene.view.is_within(row.created_at) and (mine is None or row.to in mine):
            text = {"text": outbox.opened(row, rows.vault).text} if scene.view.texts else {}
            shown.append(_columns(row, columns) | text)
    return shown


async def _audit(rows: Rows, scene: _Scene) -> list[Listed]:
    mine = await _addresses(rows, scene)
    found = await rows.all(select(audit).order_by(audit.c.id))
    return [
        _columns(row, ("at", "who", "action", "object", "detail"))
        for row in found
        if scene.view.is_within(row.at) and (mine is None or row.who in mine or f"person:{row.who}" in mine)
    ]


async def _addresses(rows: Rows, scene: _Scene) -> set[str] | None:
    """Every address of the subtree: its office-holders, their accounts, its groups. None: no subtree is asked for."""
    if scene.codes is None:
        return None
    held = await rows.all(select(offices.c.person_id, offices.c.unit_code))
    persons = {row.person_id for row in held if scene.shows(row.unit_code)}
    found = {f"person:{person}" for person in persons}
    for row in await rows.all(select(bindings)):
        if row.person_id in persons:
            found.add(f"user:{row.oa_id}/{row.user_id}")
    for row in await rows.all(select(groups)):
        if row.group_id is not None and scene.shows(row.unit_code):
            found.add(f"group:{row.group_id}")
    return found


def _of(table: Any, names: Iterable[str]) -> list[Column[Any]]:
    return [table[name] for name in names]


def _columns(row: Any, names: Iterable[str]) -> Listed:
    return {name: getattr(row, name) for name in names}


def _holds(row: Any, day: date) -> bool:
    return bool(row.valid_from <= day and (row.valid_to is None or day < row.valid_to))


LISTINGS: Mapping[str, Callable[[Rows, _Scene], Awaitable[list[Listed]]]] = {
    "units": _units,
    "teams": _teams,
    "members": _members,
    "requests": _requests,
    "reports": _reports,
    "groups": _groups,
    "inbox": _inbox,
    "outbox": _outbox,
    "audit": _audit,
}
