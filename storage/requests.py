"""Requests and their steps: filed, loaded, moved on, found; applicant and detail are sealed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from domain.authority import Action, Route, entitled_to, reach
from domain.people import Appointment, Office
from domain.requests import (
    OPEN,
    WAITING,
    Need,
    Request,
    RequestKind,
    RequestStatus,
    Step,
    StepKind,
    Verdict,
    new_code,
)
from domain.units import UnitTree
from storage import delegations, people, teams
from storage.database import Rows
from storage.tables import decisions, request_steps, requests, shown_lists

_ANSWERS = (
    Action.INTRODUCE,
    Action.PROPOSE_LEAVE,
    Action.ACCEPT_COLLABORATOR,
    Action.RECORD_INTRODUCTION,
    Action.DECIDE,
)
_SEALED = ("reason", "replaces", "after_replacement", "one_chairman", "self_proposed", "seats")


class Moved(Exception):
    """Somebody else has changed the request since it was read."""


@dataclass(frozen=True, slots=True)
class Case:
    """A request as it is kept.

    ``told`` is what the applicant told of himself (at least "name"), ``detail`` whatever else the conversation that
    filed it needs later; both are sealed. ``asked_by``: the person who filed it for the applicant, if another.
    """

    request: Request
    told: Mapping[str, Any] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)
    asked_by: str | None = None
    version: int = 0

    @property
    def code(self) -> str:
        """The code people use."""
        return self.request.code


async def create(
    rows: Rows,
    draft: Request,
    *,
    told: Mapping[str, Any] | None = None,
    detail: Mapping[str, Any] | None = None,
    asked_by: str | None = None,
    choice: Callable[[str], str] = secrets.choice,
) -> Case:
    """File a request under a fresh code; the draft's own code is not looked at. Its applicant is a known person."""
    for attempt in range(40):
        request = replace(draft, code=new_code(choice, length=3 + attempt // 10))
        case = Case(request, {**(told or {}), "name": draft.applicant}, dict(detail or {}), asked_by)
        if await rows.add_unless_there(requests, _columns(rows, case) | _moved(case, draft.created_at)) == 1:
            return case
    raise LookupError("no free request code was found")


def _columns(rows: Rows, case: Case) -> dict[str, Any]:
    """What never changes."""
    request = case.request
    return {
        "code": request.code,
        "kind": str(request.kind),
        "seat": str(request.office),
        "unit_code": request.unit_code,
        "from_unit_code": request.from_unit_code,
        "person_id": request.person_id,
        "asked_by": case.asked_by,
        "applicant": rows.vault.seal_json("requests.applicant", request.code, dict(case.told)),
        "detail": _sealed_detail(rows, case),
        "created_at": request.created_at,
        "version": 0,
    }


def _sealed_detail(rows: Rows, case: Case) -> bytes:
    inner = {name: getattr(case.request, name) for name in _SEALED}
    inner["recorded"] = {
        str(position): step.recorded_by
        for position, step in enumerate(case.request.steps)
        if step.recorded_by is not None
    }
    return rows.vault.seal_json("requests.detail", case.code, {"request": inner, "detail": dict(case.detail)})


def _moved(case: Case, at: datetime) -> dict[str, Any]:
    """What changes as it moves on."""
    status = case.request.status
    since = at if status in WAITING else None
    return {"status": str(status), "updated_at": at, "waiting_since": since}


async def save(
    rows: Rows,
    case: Case,
    moved: Request,
    at: datetime,
    *,
    office: Office | None = None,
    event_key: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Case:
    """Write what became of the request: its state and the steps that are new. Raises Moved.

    ``office`` is in which office the newest step was taken, ``event_key`` the message it was said in; ``detail``
    is kept beside what is there.
    """
    now = replace(case, request=moved, version=case.version + 1, detail={**case.detail, **(detail or {})})
    values = {**_moved(now, at), "version": now.version, "detail": _sealed_detail(rows, now)}
    unchanged = and_(requests.c.code == case.code, requests.c.version == case.version)
    if await rows.run(update(requests).where(unchanged).values(values)) != 1:
        raise Moved(case.code)
    for position in range(len(case.request.steps), len(moved.steps)):
        await rows.add(request_steps, _step_columns(rows, moved, position, office, event_key))
    return now


def _step_columns(
    rows: Rows, request: Request, position: int, office: Office | None, event_key: str | None
) -> dict[str, Any]:
    step = request.steps[position]
    place = f"{request.code}/{position}"
    return {
        "request_code": request.code,
        "position": position,
        "step": str(step.step),
        "unit_code": step.unit_code,
        "by": step.by,
        "office": None if office is None else str(office),
        "verdict": str(step.verdict),
        "reason": rows.vault.seal("request_steps.reason", place, step.reason) if step.reason else None,
        "at": step.at,
        "event_key": event_key,
    }


# --- found ---------------------------------------------------------------------------------------------------------


async def load(rows: Rows, code: str, *, lock: bool = False) -> Case | None:
    """The request of that code, or None; ``lock`` keeps others from changing it until this transaction ends."""
    return (await by_codes(rows, [code], lock=lock)).get(code.strip().upper())


async def by_codes(rows: Rows, codes: Iterable[str], *, lock: bool = False) -> dict[str, Case]:
    """Requests by code, in the order of their codes (so that locks are taken in one order)."""
    wanted = sorted({code.strip().upper() for code in codes})
    found = await _cases(rows, requests.c.code.in_(wanted), by_code=True, lock=lock) if wanted else []
    return {case.code: case for case in found}


async def of_person(rows: Rows, person_id: str) -> list[Case]:
    """What this person asked for, for himself or for another, oldest first."""
    return await _cases(rows, or_(requests.c.person_id == person_id, requests.c.asked_by == person_id))


async def of_unit(
    rows: Rows,
    unit_codes: Iterable[str],
    *,
    statuses: Collection[RequestStatus] = (),
    kinds: Collection[RequestKind] = (),
    since: datetime | None = None,
) -> list[Case]:
    """The requests that concern these units, oldest first; of these states, kinds, changed since then, if named."""
    units = sorted(set(unit_codes))
    wanted: list[ColumnElement[bool]] = [_concerns(units)]
    if statuses:
        wanted.append(requests.c.status.in_([str(one) for one in statuses]))
    if kinds:
        wanted.append(requests.c.kind.in_([str(one) for one in kinds]))
    if since is not None:
        wanted.append(requests.c.updated_at >= since)
    return await _cases(rows, and_(*wanted)) if units else []


async def open_in(rows: Rows, unit_codes: Iterable[str]) -> list[Case]:
    """The requests of these units in which somebody still has to do something."""
    return await of_unit(rows, unit_codes, statuses=OPEN)


async def leaving(rows: Rows, unit_code: str) -> list[Request]:
    """Accepted leaves of a team that take effect with a successor (J12); who has gone already is for the roster."""
    settled = (RequestStatus.APPROVED, RequestStatus.DECIDED)
    found = await of_unit(rows, [unit_code], statuses=settled, kinds=[RequestKind.LEAVE])
    return [one.request for one in found if one.request.after_replacement]


async def everything_open(rows: Rows) -> list[Case]:
    """Every request that is not settled, for expiry."""
    return await _cases(rows, requests.c.status.in_([str(one) for one in OPEN]))


def _concerns(units: Sequence[str]) -> ColumnElement[bool]:
    return or_(requests.c.unit_code.in_(units), requests.c.from_unit_code.in_(units))


async def _cases(
    rows: Rows, which: ColumnElement[bool], *, by_code: bool = False, lock: bool = False
) -> list[Case]:
    order = (requests.c.code,) if by_code else (requests.c.created_at, requests.c.code)
    query = select(requests).where(which).order_by(*order)
    found = await rows.all(query.with_for_update() if lock else query)
    if not found:
        return []
    steps = await _steps(rows, [row.code for row in found])
    numbers = await _numbers(rows, [row.decision_id for row in found if row.decision_id is not None])
    return [_case(rows, row, steps.get(row.code, ()), numbers.get(row.decision_id)) for row in found]


async def _steps(rows: Rows, codes: Sequence[str]) -> dict[str, tuple[Step, ...]]:
    mine = request_steps.c.request_code.in_(codes)
    query = select(request_steps).where(mine).order_by(request_steps.c.request_code, request_steps.c.position)
    found: dict[str, tuple[Step, ...]] = {}
    for row in await rows.all(query):
        found[row.request_code] = (*found.get(row.request_code, ()), _step(rows, row))
    return found


def _step(rows: Rows, row: Any) -> Step:
    place = f"{row.request_code}/{row.position}"
    reason = "" if row.reason is None else rows.vault.open("request_steps.reason", place, row.reason)
    return Step(StepKind(row.step), row.by, Verdict(row.verdict), reason, row.at, row.unit_code or "")


async def _numbers(rows: Rows, ids: Sequence[int]) -> dict[int | None, tuple[str, date]]:
    if not ids:
        return {}
    found = await rows.all(select(decisions).where(decisions.c.id.in_(sorted(set(ids)))))
    return {row.id: (row.number, row.date) for row in found}


def _case(rows: Rows, row: Any, steps: tuple[Step, ...], decision: tuple[str, date] | None) -> Case:
    told = rows.vault.open_json("requests.applicant", row.code, row.applicant)
    kept = rows.vault.open_json("requests.detail", row.code, row.detail)
    inner = kept["request"]
    seats = tuple((person, Office(office)) for person, office in inner.pop("seats", ()))
    recorded = inner.pop("recorded", {})
    number, on = decision or (None, None)
    request = Request(
        code=row.code,
        kind=RequestKind(row.kind),
        applicant=told["name"],
        unit_code=row.unit_code,
        created_at=row.created_at,
        office=Office(row.seat),
        person_id=row.person_id,
        from_unit_code=row.from_unit_code,
        status=RequestStatus(row.status),
        steps=tuple(replace(one, recorded_by=recorded.get(str(n))) for n, one in enumerate(steps)),
        decision_no=number,
        decision_date=on,
        seats=seats,
        **inner,
    )
    return Case(request, told, kept["detail"], row.asked_by, row.version)


async def forget_told(rows: Rows, person_id: str, name: str) -> int:
    """Of what an applicant told of himself only ``name`` stays; the requests and their decisions are kept. How many."""
    mine = await _cases(rows, requests.c.person_id == person_id, lock=True)
    for case in mine:
        bare = replace(case, told={"name": name}, detail={})
        sealed = {name: _columns(rows, bare)[name] for name in ("applicant", "detail")}
        values = sealed | {"version": case.version + 1}
        await rows.run(update(requests).where(requests.c.code == case.code).values(values))
    return len(mine)


# --- who has to answer ---------------------------------------------------------------------------------------------


async def waiting_for(rows: Rows, speaker: Iterable[Appointment], tree: UnitTree) -> list[Case]:
    """The requests that wait for the word of somebody who holds these offices today, oldest first."""
    held = tuple(speaker)
    waiting = await _cases(rows, _might_wait(held, tree)) if _may_answer(held) else []
    if not waiting:
        return []
    persons = {one.person_id for one in held}
    owed = [(need, case.request) for case in waiting for need in case.request.needs()]
    theirs = {
        request.code
        for (_, request), route in zip(owed, await routes(rows, owed, tree), strict=True)
        if persons & {*route.persons, *route.recorders}
    }
    return [case for case in waiting if case.code in theirs]


async def routes(rows: Rows, owed: Sequence[tuple[Need, Request]], tree: UnitTree) -> list[Route]:
    """For each of these answers who may give it today, or write it down for a leader whom no message reaches."""
    around = await teams.around(rows, {need.unit_code for need, _ in owed}, tree)
    given = await delegations.in_force(rows, tree)
    leaders = {
        one
        for need, request in owed
        if need.step is StepKind.INTRODUCTION
        for one in entitled_to(need, request, tree, around, given).persons
    }
    unreached = await people.unreached(rows, leaders)
    return [entitled_to(need, request, tree, around, given, unreached) for need, request in owed]


async def count_waiting(rows: Rows, speaker: Iterable[Appointment], tree: UnitTree) -> int:
    """How many requests wait for this word; nothing is asked of the database for those who never answer any."""
    held = tuple(speaker)
    if not _may_answer(held):
        return 0
    query = select(func.count()).select_from(requests).where(_might_wait(held, tree))
    return len(await waiting_for(rows, held, tree)) if await rows.scalar(query) else 0


def _may_answer(held: Iterable[Appointment]) -> bool:
    return any(one.office in teams.DECIDING for one in held)


def _might_wait(held: Sequence[Appointment], tree: UnitTree) -> ColumnElement[bool]:
    units = set().union(*(reach(action, held, tree) for action in _ANSWERS))
    for one in held:
        if one.office is Office.PHO_CHU_TICH_XA:
            units.update(unit.code for unit in tree.subtree(one.unit_code))
    return and_(requests.c.status.in_([str(one) for one in WAITING]), _concerns(sorted(units)))


# --- the numbered decision -----------------------------------------------------------------------------------------


async def enter_decision(
    rows: Rows, unit_code: str, number: str, on: date, entered_by: str, at: datetime
) -> int:
    """The row of a numbered decision of that unit; entered twice it is the same. Its id."""
    values = {
        "unit_code": unit_code,
        "number": number,
        "date": on,
        "entered_by": entered_by,
        "entered_at": at,
    }
    await rows.add_unless_there(decisions, values)
    same = (decisions.c.unit_code == unit_code, decisions.c.number == number, decisions.c.date == on)
    found: int = await rows.scalar(select(decisions.c.id).where(*same))
    return found


async def decisions_in_year(rows: Rows, unit_code: str, year: int) -> list[tuple[str, date]]:
    """Number and day of every decision of that unit in a year, the oldest first."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    chosen = select(decisions.c.number, decisions.c.date).where(
        decisions.c.unit_code == unit_code, decisions.c.date.between(first, last)
    )
    found = await rows.all(chosen.order_by(decisions.c.date, decisions.c.id))
    return [(row.number, row.date) for row in found]


async def attach_decision(rows: Rows, code: str, decision_id: int) -> None:
    """The request is covered by that decision."""
    await rows.run(update(requests).where(requests.c.code == code).values(decision_id=decision_id))


# --- the list last shown -------------------------------------------------------------------------------------------


async def remember_list(rows: Rows, address: str, codes: Sequence[str], at: datetime) -> None:
    """Which requests this speaker was shown, in order: numbers said later mean these."""
    await rows.put(shown_lists, {"address": address, "codes": list(codes), "at": at})


async def last_list(rows: Rows, address: str) -> list[str]:
    """The codes of the list last shown to this speaker, in order."""
    found: list[str] | None = await rows.scalar(
        select(shown_lists.c.codes).where(shown_lists.c.address == address)
    )
    return found or []
