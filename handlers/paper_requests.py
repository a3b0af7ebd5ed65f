"""What a decision and a leader's proposal speak of: requests, the people they name, who introduced and who decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from documents.bases import bases_for
from documents.changes import Change
from documents.decision import DecisionFacts, decision
from documents.paper import NothingToWrite, Paper, Registered
from documents.proposal import ProposalFacts, proposal
from domain.calendar import in_vietnam
from domain.people import SEATS, Office, Person
from domain.requests import Request, RequestKind, RequestStatus, Step, StepKind, Verdict
from domain.teams import Roster
from domain.units import Unit, UnitKind, label
from handlers.paper_reports import holder, signer
from storage import people, requests, teams
from storage.listing import NoSuchUnit
from storage.requests import Case

if TYPE_CHECKING:
    from handlers.papers import Desk

MOST = 500


async def decide(desk: Desk, unit_code: str, code: str | None) -> Paper:
    """The decision on a request and whatever else its number covers; else on all agreed ones without a number."""
    unit = desk.unit(unit_code)
    commune = desk.tree.commune_of(unit_code)
    if commune is None:
        raise NothingToWrite(f"Quyết định do Chủ tịch UBND cấp xã ban hành, {label(unit)} không phải cấp xã.")
    cases = await _covered(desk, unit, code)
    decided_by, deputy = await _decided_by(desk, commune, cases)
    first = cases[0].request
    registered = (
        Registered(first.decision_no, first.decision_date)
        if first.decision_no and first.decision_date
        else None
    )
    province = desk.tree.province_of(commune.code)
    on = desk.tree.on if registered is None else registered.on
    where = "tỉnh" if province is None else label(province)
    return decision(
        DecisionFacts(
            commune=commune,
            tree=desk.tree,
            changes=await _changes(desk, cases),
            bases=tuple(bases_for("decision", on, where, desk.templates)),
            signer=decided_by,
            deputy_signs=deputy,
            registered=registered,
        )
    )


async def _covered(desk: Desk, unit: Unit, code: str | None) -> list[Case]:
    within = [one.code for one in desk.tree.subtree(unit.code)]
    if code is None:
        agreed = await requests.of_unit(desk.rows, within, statuses=[RequestStatus.APPROVED])
        found = [one for one in agreed if not one.request.is_collaboration][:MOST]
        if not found:
            raise NothingToWrite("Không có đơn nào đã được đồng ý mà chưa có số quyết định.")
        return found
    case = await _of(desk, within, code)
    if case.request.status is RequestStatus.APPROVED:
        return [case]
    if case.request.status is not RequestStatus.DECIDED:
        raise NothingToWrite(f"Đơn {case.code} chưa được Chủ tịch đồng ý nên chưa có quyết định.")
    commune = desk.tree.commune_of(unit.code)
    everywhere = [one.code for one in desk.tree.subtree(unit.code if commune is None else commune.code)]
    same = await requests.of_unit(desk.rows, everywhere, statuses=[RequestStatus.DECIDED])
    number = case.request.decision_no, case.request.decision_date
    return [one for one in same if (one.request.decision_no, one.request.decision_date) == number]


async def _of(desk: Desk, within: Iterable[str], code: str) -> Case:
    """The request of that code in these units; to whom it does not belong it is not there."""
    case = await requests.load(desk.rows, code)
    units = set(within)
    if case is None or not {case.request.unit_code, case.request.from_unit_code} & units:
        raise NothingToWrite(f"Không có đơn nào mang mã {code.strip().upper()} ở đây.")
    if case.request.is_collaboration:
        raise NothingToWrite("Cộng tác viên do Tổ trưởng nhận, không cần quyết định.")
    return case


async def _decided_by(desk: Desk, commune: Unit, cases: Sequence[Case]) -> tuple[str, bool]:
    """The vice chairman who agreed for the chairman signs for him (KT.), where he agreed to all; else as of today."""
    by = {
        step.by
        for case in cases
        for step in case.request.steps
        if step.step is StepKind.APPROVAL and step.verdict is Verdict.YES
    }
    if len(by) == 1:
        [who] = by
        held = (await people.offices_of(desk.rows, [who], desk.tree.on)).get(who, [])
        person = await people.by_id(desk.rows, who)
        if person is not None and any(one.office is Office.PHO_CHU_TICH_XA for one in held):
            return person.name, True
        if person is not None and any(one.office is Office.CHU_TICH_XA for one in held):
            return person.name, False
    return await signer(desk, commune)


async def propose(desk: Desk, unit_code: str, code: str | None) -> Paper:
    """The proposal on a request; without one on all of the team that are not decided yet."""
    unit = desk.unit(unit_code)
    if unit.kind not in (UnitKind.XA, UnitKind.THON):
        raise NoSuchUnit(f"{unit_code} has no team")
    cases = [await _of(desk, [unit_code], code)] if code else await _pending(desk, unit_code)
    if all(case.request.kind is RequestKind.ESTABLISH for case in cases):
        unit = desk.tree.commune_of(unit_code) or unit  # the commune team proposes a village's
    changes = await _changes(desk, cases)
    if all(one.proposed_by is not None for one in changes):
        unit = changes[0].proposed_by or unit  # so does the commune team for a leader who goes himself
    said = [on for case in cases if (on := _introduced(case.request)) is not None]
    return proposal(
        ProposalFacts(
            unit=unit,
            tree=desk.tree,
            changes=changes,
            leader=await holder(desk, unit.code, Office.TO_TRUONG, desk.tree.on),
            on=max(said, default=desk.tree.on),
        )
    )


async def _pending(desk: Desk, unit_code: str) -> list[Case]:
    statuses = [RequestStatus.SUBMITTED, RequestStatus.INTRODUCED, RequestStatus.APPROVED]
    found = await requests.of_unit(desk.rows, [unit_code], statuses=statuses)
    wanted = [one for one in found if not one.request.is_collaboration][:MOST]
    if not wanted:
        raise NothingToWrite("Tổ không có đơn nào đang chờ để trình.")
    return wanted


def _introduction(request: Request) -> Step | None:
    said = [one for one in request.steps if one.step is StepKind.INTRODUCTION and one.verdict is Verdict.YES]
    return said[-1] if said else None


def _introduced(request: Request) -> date | None:
    said = _introduction(request)
    return None if said is None else in_vietnam(said.at).date()


# --- changes --------------------------------------------------------------------------------------------------------


async def _changes(desk: Desk, cases: Sequence[Case]) -> tuple[Change, ...]:
    ids = {one for case in cases for one in (case.request.person_id, case.request.replaces) if one}
    founded = [case.request.unit_code for case in cases if case.request.kind is RequestKind.ESTABLISH]
    rosters = await teams.rosters(desk.rows, founded, desk.tree)
    ids |= {place.person_id for roster in rosters.values() for place in roster.active}
    ids |= {person for case in cases for person, _ in case.request.seats}
    known = await people.by_ids(desk.rows, ids)
    above = await _proposers_above(desk, cases)
    return tuple(_change(desk, case, known, rosters, above.get(case.code)) for case in cases)


async def _proposers_above(desk: Desk, cases: Sequence[Case]) -> dict[str, Unit]:
    """By request the commune whose team's leader proposed it in place of the team's own (J5, J8)."""
    by_day: dict[date, set[str]] = {}
    for case in cases:
        step = _introduction(case.request)
        if step is not None:
            by_day.setdefault(in_vietnam(step.at).date(), set()).add(step.by)
    held = {day: await people.offices_of(desk.rows, sorted(ids), day) for day, ids in by_day.items()}
    found = {}
    for case in cases:
        step, commune = _introduction(case.request), desk.tree.commune_of(case.request.unit_code)
        if step is None or commune is None or commune.code == case.request.unit_code:
            continue
        places = held[in_vietnam(step.at).date()].get(step.by, [])
        led = {one.unit_code for one in places if one.office is Office.TO_TRUONG}
        if commune.code in led and case.request.unit_code not in led:
            found[case.code] = commune
    return found


def _change(
    desk: Desk, case: Case, known: Mapping[str, Person], rosters: Mapping[str, Roster], above: Unit | None
) -> Change:
    request = case.request
    told = Person(request.person_id or "", request.applicant)
    roster = rosters.get(request.unit_code)
    sitting = [] if roster is None else [(one.person_id, one.office) for one in roster.active]
    coming = [one for one in request.seats if one not in sitting]
    placed = sorted([*sitting, *coming], key=lambda one: SEATS.index(one[1]))
    seats = tuple((known[person], office) for person, office in placed if person in known)
    old = desk.tree.get(request.from_unit_code)
    return Change(
        code=request.code,
        kind=request.kind,
        person=known.get(request.person_id or "", told),
        office=request.office,
        unit=desk.unit(request.unit_code),
        from_unit=old,
        replaces=known.get(request.replaces or ""),
        seats=seats if request.kind is RequestKind.ESTABLISH else (),
        proposed_on=_introduced(request),
        proposed_by=above,
    )
