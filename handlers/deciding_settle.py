"""The one place where somebody's word on a request is checked and takes effect, whichever way it was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.authority import Action, Route, concerned, may, needs_number_first
from domain.effects import Change, Establish, effects
from domain.errors import (
    AlreadyMember,
    NotMember,
    NumberRequired,
    RuleBroken,
    SeatTaken,
    WrongState,
)
from domain.people import Office
from domain.requests import Need, Request, RequestKind, RequestStatus, StepKind, Verdict
from handlers import deciding_news
from handlers.announcing import prompt_next, route_of
from handlers.deciding_questions import number_in
from handlers.on_behalf import both_names, records
from handlers.request_words import introduction_words, matter, status_words, team_words
from handlers.turn import Turn
from storage import delegations, requests, teams
from storage.requests import Case

NOT_YOURS = "Trợ lý không có quyền duyệt việc này; Chủ tịch UBND xã quyết định ạ."
WAITS_FOR_LEADER = "Đơn {code} chờ chính Tổ trưởng trả lời, không cần ghi hộ ạ."
UNKNOWN = "Trợ lý không thấy đơn nào mang mã {code} ạ. Gõ «chờ duyệt» để xem các đơn đang chờ."


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody says to a request.

    ``step`` and ``unit``: which answer a button stood for; without them the one this person owes. ``later``: a leave
    only with its replacement (J12). ``decision``: the number and date that come first for one's own seat (J6).
    ``effective``: the day to come from which an approval counts.
    """

    verdict: Verdict
    reason: str = ""
    step: StepKind | None = None
    unit: str | None = None
    later: bool = False
    decision: tuple[str, date] | None = None
    effective: date | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of it: the sentence for who said it, and the case if it was done."""

    sentence: str
    case: Case | None = None

    @property
    def done(self) -> bool:
        """Whether the word took effect."""
        return self.case is not None


async def settle(turn: Turn, code: str, word: Word) -> Settled:
    """Let a word take effect, once.

    1. The request's row is locked, so of two words at the same moment the second finds it settled.
    2. Who speaks must be entitled to the step it waits for (`domain.authority`).
    3. The step is taken; an approval's effects are checked before anything is written.
    4. Request, seats, audit, and what applicant, leaders and groups are told go in one turn.

    Raises ReasonRequired and NumberRequired: the conversation then asks.
    """
    case = await requests.load(turn.rows, code, lock=True)
    if case is None:
        return Settled(UNKNOWN.format(code=code.upper()))
    found = await owed_by(turn, case, word)
    if found is None:
        return Settled(await _why_not(turn, case, word))
    need, route = found
    _check_number(turn, case, need, route, word)
    moved = _moved(turn, case.request, need, word, route)
    try:
        changes = await _changes(turn, moved, word.effective or turn.today)
    except (SeatTaken, AlreadyMember, NotMember, WrongState) as error:
        return await _world_moved_on(turn, case, error)
    return await _write(turn, case, moved, need, route, changes, word)


async def owed_by(turn: Turn, case: Case, word: Word | None = None) -> tuple[Need, Route] | None:
    """The answer that this speaker may give now, or None."""
    for need in case.request.needs():
        if (
            word is not None
            and word.step is not None
            and (need.step, need.unit_code) != (word.step, word.unit)
        ):
            continue
        route = await route_of(turn, case, need)
        speaker = turn.speaker.person_id
        if speaker in (*route.persons, *route.recorders) and await _may(turn, case.request, need, route):
            return need, route
    return None


async def _may(turn: Turn, request: Request, need: Need, route: Route) -> bool:
    action = Action.DECIDE
    if need.step is StepKind.INTRODUCTION:
        leaves = request.kind is RequestKind.LEAVE or need.unit_code == request.from_unit_code
        action = Action.PROPOSE_LEAVE if leaves else Action.INTRODUCE
        action = Action.ACCEPT_COLLABORATOR if request.is_collaboration else action
        action = Action.RECORD_INTRODUCTION if records(turn, route) else action
    given = await delegations.in_force(turn.rows, turn.tree)
    return may(action, turn.speaker.offices, need.unit_code, turn.tree, given)


def _check_number(turn: Turn, case: Case, need: Need, route: Route, word: Word) -> None:
    by = turn.speaker.person_id or ""
    own = need.step is StepKind.APPROVAL and needs_number_first(route, by, concerned(case.request))
    if own and word.verdict is Verdict.YES and word.decision is None:
        raise NumberRequired(case.code)


def _moved(turn: Turn, request: Request, need: Need, word: Word, route: Route) -> Request:
    """What the request becomes; what is written down for a leader is his answer, with both names."""
    by = turn.speaker.person_id or ""
    if records(turn, route):
        return _answered(request, need, word, route.persons[0], turn.at).recorded(by)
    return _answered(request, need, word, by, turn.at)


def _answered(request: Request, need: Need, word: Word, by: str, at: datetime) -> Request:
    unit = need.unit_code
    if word.verdict is Verdict.RETURN:
        return request.returned(by, at, word.reason, unit)
    if word.verdict is Verdict.YES:
        if need.step is StepKind.INTRODUCTION:
            return request.introduced(by, at, unit, word.reason)
        later = request.after_replacement or word.later
        return replace(request.approved(by, at, unit, word.reason), after_replacement=later)
    if need.step is StepKind.INTRODUCTION:
        return request.declined(by, at, word.reason, unit)
    return request.rejected(by, at, word.reason, unit)


async def _changes(turn: Turn, moved: Request, on: date) -> tuple[Change, ...]:
    """What an approval changes; the teams' rows are locked, so that two approvals never make a fourth member.

    It must hold on the day from which it counts, and on every later day for which something else is agreed already.
    """
    if moved.status is not RequestStatus.APPROVED:
        return ()
    units = [code for code in (moved.unit_code, moved.from_unit_code) if code is not None]
    leaving = await requests.leaving(turn.rows, moved.unit_code)
    found: list[tuple[Change, ...]] = []
    for day in (on, *await teams.changes_after(turn.rows, units, on)):
        rosters = await teams.rosters(turn.rows, units, turn.directory.tree(day), lock=True)
        if moved.kind is not RequestKind.ESTABLISH and any(code not in rosters for code in units):
            raise WrongState("the team is no longer there")
        found.append(effects(moved, rosters, day, leaving))
    return found[0]


async def _write(
    turn: Turn, case: Case, moved: Request, need: Need, route: Route, changes: Sequence[Change], word: Word
) -> Settled:
    office = Office.TO_TRUONG if records(turn, route) else _office_of(turn, need)
    saved = await requests.save(turn.rows, case, moved, turn.at, office=office, event_key=turn.incoming.key)
    await teams.apply(turn.rows, changes, case.code)
    turn.audit(
        f"{need.step}_{word.verdict}",
        f"request:{case.code}",
        unit=need.unit_code,
        office=None if office is None else str(office),
        both_roles=route.both_roles,
        own_seat=route.own_seat,
        status=str(moved.status),
        **({"on_behalf": saved.request.steps[-1].by} if records(turn, route) else {}),
    )
    sentence = await _done(turn, saved, need, changes, word)
    if word.decision is not None:
        await enter_number(turn, saved, *word.decision)
        await deciding_news.own_seat(turn, saved)
    return Settled(sentence, saved)


def _office_of(turn: Turn, need: Need) -> Office | None:
    """In which office the speaker answers."""
    wanted = (
        (Office.TO_TRUONG,)
        if need.step is StepKind.INTRODUCTION
        else (Office.CHU_TICH_XA, Office.PHO_CHU_TICH_XA)
    )
    held = [one.office for one in turn.speaker.offices]
    return next((one for one in wanted if one in held), None)


async def _done(turn: Turn, case: Case, need: Need, changes: Sequence[Change], word: Word) -> str:
    """Tell whoever it concerns; the sentence for who decided."""
    what = await matter(turn, case)
    if word.verdict is Verdict.RETURN:
        await deciding_news.returned(turn, case, word.reason)
        return f"Đã trả lại đơn {case.code} để bổ sung: {word.reason}."
    if word.verdict is Verdict.NO:
        await deciding_news.refused(turn, case, need, word.reason)
        who, recorded = await both_names(turn, case.request.steps[-1])
        no = _no_words(case, need)
        return f"Đã ghi: {who}{no} đơn {case.code}{recorded}. Người làm đơn đã được báo lý do."
    if case.request.status is RequestStatus.APPROVED:
        await deciding_news.approved(turn, case, changes)
        who, recorded = await both_names(turn, case.request.steps[-1])
        return f"Đã ghi: {who}{_yes_words(case)} đơn {case.code} · {what}{recorded}."
    await prompt_next(turn, case)
    await deciding_news.introduced(turn, case, need)
    if need.step is StepKind.APPROVAL:
        return f"Đã ghi nhận ý kiến của đồng chí với đơn {case.code}; còn chờ Chủ tịch xã bên kia."
    verb = introduction_words(case.request, need)[0].lower()
    who, recorded = await both_names(turn, case.request.steps[-1])
    return f"Đã ghi: {who}{verb} đơn {case.code} · {what}{recorded}. Trợ lý đã chuyển tiếp ạ."


def _yes_words(case: Case) -> str:
    if case.request.is_collaboration:
        return "nhận"
    if case.request.kind is RequestKind.LEAVE:
        return "chấp thuận (khi có người thay)" if case.request.after_replacement else "chấp thuận"
    return "đồng ý"


def _no_words(case: Case, need: Need) -> str:
    if need.step is StepKind.INTRODUCTION:
        return introduction_words(case.request, need)[1].lower()
    return "chưa chấp thuận" if case.request.kind is RequestKind.LEAVE else "chưa đồng ý"


# --- when nothing is done ------------------------------------------------------------------------------------------


async def _why_not(turn: Turn, case: Case, word: Word) -> str:
    """Kindly, and nothing about the request to those whom it does not concern."""
    mine = [step for step in case.request.steps if turn.speaker.person_id in (step.by, step.recorded_by)]
    given = await delegations.in_force(turn.rows, turn.tree)
    sees = may(Action.SEE_REQUESTS, turn.speaker.offices, case.request.unit_code, turn.tree, given)
    if not mine and not sees:
        beside = may(Action.RECORD_INTRODUCTION, turn.speaker.offices, case.request.unit_code, turn.tree)
        waits = beside and case.request.status is RequestStatus.SUBMITTED
        return WAITS_FOR_LEADER.format(code=case.code) if waits else NOT_YOURS
    if mine and case.request.status is RequestStatus.INTRODUCED:
        return f"Đơn {case.code} {turn.you} đã trả lời rồi, hiện đang chờ Chủ tịch UBND xã ạ."
    if not case.request.needs():
        return f"Đơn {case.code} đã xong: {status_words(case)}. Không cần làm thêm gì ạ."
    if case.request.status is RequestStatus.SUBMITTED:
        return f"Đơn {case.code} đang chờ Tổ trưởng, chưa đến bước này ạ."
    return NOT_YOURS


async def _world_moved_on(turn: Turn, case: Case, error: RuleBroken) -> Settled:
    """The seat has gone meanwhile (J2, J16) or the person has: nothing is done, and everybody is told kindly."""
    team = team_words(turn, case.request.unit_code)
    turn.audit("approval_without_effect", f"request:{case.code}", why=error.code)
    if isinstance(error, SeatTaken) and case.request.kind is RequestKind.ESTABLISH:
        await deciding_news.seat_gone(turn, case)
        return Settled(
            f"Một chỗ trong {team} nay đã có người giữ nên đề nghị {case.code} chưa thực hiện được.\n"
            "Trợ lý đã nhắn người gửi đề nghị lại ạ."
        )
    if isinstance(error, SeatTaken):
        await deciding_news.no_seat(turn, case)
        roster = await teams.roster(turn.rows, case.request.unit_code, turn.tree)
        size = 3 if roster is None else roster.size
        return Settled(
            f"{team} hiện đã đủ {size} thành viên nên đơn {case.code} chưa có hiệu lực, vẫn giữ trong danh sách chờ.\n"
            "Trợ lý đã mời người làm đơn vào nhóm cộng tác viên ạ."
        )
    if isinstance(error, AlreadyMember):
        return Settled(f"Người này đã ở trong {team} rồi, đơn {case.code} không cần làm thêm gì ạ.")
    if isinstance(error, NotMember):
        return Settled(f"Người này không còn ở trong {team}, đơn {case.code} không thay đổi gì ạ.")
    return Settled(f"Hiện chưa có {team} nên đơn {case.code} chưa thực hiện được ạ.")


# --- the numbered decision -----------------------------------------------------------------------------------------


async def enter_number(turn: Turn, case: Case, number: str, on: date) -> Case:
    """The numbered decision covers this approved request: it and the places it gave are decided."""
    number = number_in(number) or number
    unit_code = issuer_of(turn, case)
    by = turn.speaker.person_id or ""
    decision = await requests.enter_decision(turn.rows, unit_code, number, on, by, turn.at)
    saved = await requests.save(turn.rows, case, case.request.decided(number, on), turn.at)
    await requests.attach_decision(turn.rows, case.code, decision)
    await teams.confirm(turn.rows, case.code, decision)
    if case.request.kind is RequestKind.ESTABLISH:
        await teams.establish(turn.rows, Establish(case.request.unit_code, on), number, decision)
    turn.audit("decided", f"request:{case.code}", decision=decision)
    await deciding_news.decided(turn, saved)
    return saved


def issuer_of(turn: Turn, case: Case) -> str:
    """The commune whose decision it is."""
    commune = turn.tree.commune_of(case.request.unit_code)
    return case.request.unit_code if commune is None else commune.code


async def may_enter_number(turn: Turn, case: Case) -> bool:
    """Whether the speaker may enter the decision of this request."""
    given = await delegations.in_force(turn.rows, turn.tree)
    return may(Action.ENTER_DECISION, turn.speaker.offices, case.request.unit_code, turn.tree, given)
