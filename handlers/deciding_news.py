"""Who hears what after a word on a request: the applicant at each step, leaders, commune, those who also wait."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.effects import Appoint, Change, End
from domain.people import SEATS, Office, address
from domain.recipients import superiors_of
from domain.requests import Need, RequestKind, RequestStatus, StepKind
from domain.teams import Roster
from domain.units import label
from handlers.announcing import (
    announce,
    effective_on,
    prompt_next,
    tell_applicant,
    tell_commune,
    tell_introducers,
    tell_persons,
    you_of,
)
from handlers.join_filing import seat_opened
from handlers.officers import officer_of
from handlers.request_words import PLACE_WORDS, introduction_words, matter, subject, team_words
from handlers.turn import Turn
from storage import people, requests, teams
from storage.requests import Case
from vietnamese import writing
from vietnamese.writing import sentence


async def introduced(turn: Turn, case: Case, need: Need) -> None:
    """The applicant hears that the leader said yes; who waits for the same seat is offered to help (J16)."""
    if need.step is not StepKind.INTRODUCTION:
        return
    verb = introduction_words(case.request, need)[0].lower()
    more = case.request.needs()
    next_one = "Chủ tịch UBND xã" if more and more[0].step is StepKind.APPROVAL else "Tổ trưởng nơi đến"
    text = f"Tổ trưởng đã {verb} đơn {case.code} của {await you_of(turn, case)}. Trợ lý đã gửi {next_one} xem xét ạ."
    await tell_applicant(turn, case, text, about=f"introduced:{need.unit_code}")
    for rival in await _rivals(turn, case):
        if rival.request.status is RequestStatus.SUBMITTED:
            await no_seat(turn, rival, "Tổ trưởng đã giới thiệu một người khác cho chỗ còn trống")


async def _rivals(turn: Turn, case: Case) -> list[Case]:
    """Others who wait for the one open seat of the same team (J16)."""
    request = case.request
    if request.kind is not RequestKind.JOIN or request.office is not Office.THANH_VIEN:
        return []
    return [
        other
        for other in await requests.open_in(turn.rows, [request.unit_code])
        if other.request.kind is RequestKind.JOIN
        and other.request.office is Office.THANH_VIEN
        and other.code != case.code
    ]


async def no_seat(turn: Turn, case: Case, why: str = "Hiện chưa có chỗ trống") -> None:
    """The applicant is offered to help as collaborator, or to stay on the waiting list (J2, J16)."""
    you = sentence(await you_of(turn, case))
    text = (
        f"{why} trong {team_words(turn, case.request.unit_code)} (đơn {case.code}).\n"
        f"{you} có thể tham gia nhóm cộng tác viên của Tổ; khi có chỗ xã sẽ ưu tiên xem xét. {you} chọn nhé?"
    )
    await tell_applicant(turn, case, text, "be_helper", "keep_waiting", about=f"no_seat:{why}")


async def seat_gone(turn: Turn, case: Case) -> None:
    """Who proposed the team hears that a seat of it was given to somebody else meanwhile, and what to do."""
    team = team_words(turn, case.request.unit_code)
    text = (
        f"Một chỗ trong {team} nay đã có người giữ nên đề nghị {case.code} chưa thực hiện được.\n"
        f"Mời gõ «rút đơn {case.code}», rồi «đề nghị thành lập {team}» để gửi lại ạ."
    )
    told = {step.by for step in case.request.steps if step.step is StepKind.INTRODUCTION} | {case.asked_by}
    await tell_persons(turn, sorted(one for one in told if one), text, f"{case.code}:seat_gone")


async def returned(turn: Turn, case: Case, reason: str) -> None:
    """The applicant is asked for more."""
    what = re.sub(r"(?i)^cần (?=\w)", "", reason.rstrip("."))
    text = f"Đơn {case.code} cần bổ sung: {what}.\nBấm «Bổ sung» rồi trả lời tại đây ạ."
    await tell_applicant(turn, case, text, "supplement", about=f"returned:{case.version}")


async def refused(turn: Turn, case: Case, need: Need, reason: str) -> None:
    """Softened for the applicant; the leader hears the chairman's verdict with its reason (J19)."""
    who = "UBND xã" if need.step is StepKind.APPROVAL else "Tổ trưởng"
    verb = introduction_words(case.request, need)[0].lower() if who == "Tổ trưởng" else "đồng ý"
    you = await you_of(turn, case)
    text = f"{who} chưa {verb} đơn {case.code} lần này. Lý do: {reason.rstrip('.')}.\n{await _way_on(turn, case, you)}"
    joins = case.request.kind is RequestKind.JOIN and not case.request.is_collaboration
    await tell_applicant(turn, case, text, *(("be_helper",) if joins else ()), about="refused")
    if need.step is StepKind.APPROVAL:
        why = reason.rstrip(".")
        told = f"Chủ tịch UBND xã chưa đồng ý đơn {case.code}: {await matter(turn, case)}. Lý do: {why}."
        await tell_introducers(turn, case, told, "refused")


async def _way_on(turn: Turn, case: Case, you: str) -> str:
    commune = turn.tree.commune_of(case.request.unit_code)
    officer = None if commune is None else await officer_of(turn, commune)
    ask = "gõ «gặp cán bộ»" if officer is None else f"hỏi {officer.introduced(turn)} (gõ «gặp cán bộ»)"
    if case.request.kind is RequestKind.JOIN and not case.request.is_collaboration:
        return f"{sentence(you)} có thể đăng ký làm cộng tác viên hoặc {ask} ạ."
    return f"Cần trao đổi thêm, mời {you} {ask} ạ."


async def approved(turn: Turn, case: Case, changes: Sequence[Change]) -> None:
    """Applicant, leaders, commune and groups hear of it at that moment; so does who gives up a seat with it."""
    await tell_applicant(turn, case, await _approved_words(turn, case, changes), about="approved")
    if case.request.is_collaboration:
        text = (
            f"{team_words(turn, case.request.unit_code)} vừa nhận cộng tác viên: {await subject(turn, case)}."
        )
        await tell_commune(turn, case, text, "collaborator")
        return
    verdict = "chấp thuận" if case.request.kind is RequestKind.LEAVE else "đồng ý"
    text = f"Chủ tịch UBND xã đã {verdict} đơn {case.code}: {await matter(turn, case)}."
    await tell_introducers(turn, case, text, "approved")
    await announce(turn, case, changes)
    await _who_goes(turn, case, changes)
    await _rivals_after(turn, case)
    if effective_on(turn, changes) > turn.today:
        return  # until then everybody stays where he is; the clock tells of an open seat on that day
    await _leader_gone(turn, case, changes)
    for unit_code in _with_open_seat(case, changes):
        await seat_opened(turn, unit_code)


def _with_open_seat(case: Case, changes: Sequence[Change]) -> list[str]:
    """The teams whose member seat nobody holds now, or will only be held until there is a successor (J2, J12)."""
    gone = [one.unit_code for one in changes if isinstance(one, End) and one.office is Office.THANH_VIEN]
    come = [one.unit_code for one in changes if isinstance(one, Appoint) and one.office is Office.THANH_VIEN]
    if case.request.after_replacement and case.request.office is Office.THANH_VIEN:
        gone.append(case.request.unit_code)
    return [code for code in dict.fromkeys(gone) if code not in come]


async def _approved_words(turn: Turn, case: Case, changes: Sequence[Change]) -> str:
    you, request = await you_of(turn, case), case.request
    team, since = team_words(turn, request.unit_code), from_when(turn, changes)
    got = [one for one in changes if isinstance(one, Appoint) and one.person_id == request.person_id]
    if request.kind is RequestKind.LEAVE:
        if request.after_replacement:
            until = f"UBND xã đã chấp thuận cho {you} thôi tham gia {team} khi có người thay."
            return f"{until} Đến lúc đó Trợ lý sẽ báo ạ."
        key = "\nTrước khi rời nhóm Zalo, nhờ giao quyền trưởng nhóm lại cho Tổ phó." if _led(case) else ""
        gone = f"UBND xã đã chấp thuận: {since}, {you} thôi tham gia {team}."
        return f"{gone}{key}\nCảm ơn {you} đã góp sức ạ."
    if request.kind is RequestKind.ESTABLISH:
        return f"UBND xã đã đồng ý thành lập {team}. Có số quyết định, Trợ lý sẽ báo {you} ạ."
    place = PLACE_WORDS[got[0].office] if got else "thành viên"
    if request.is_collaboration:
        return f"{team} đã nhận {you} làm cộng tác viên {since}. Cảm ơn {you} đã chung sức ạ."
    return (
        f"UBND xã đã đồng ý: {since}, {you} là {place} của {team}.\nCó số quyết định, Trợ lý sẽ báo {you} ạ."
    )


def from_when(turn: Turn, changes: Sequence[Change]) -> str:
    """ "từ hôm nay, thứ Hai, 16/11", "từ thứ Ba, 1/12"."""
    on = effective_on(turn, changes)
    return f"từ hôm nay, {writing.day(on)}" if on == turn.today else f"từ {writing.day(on)}"


def _led(case: Case) -> bool:
    """Whether a leader goes, who owns the team's Zalo group."""
    return case.request.office is Office.TO_TRUONG


async def _who_goes(turn: Turn, case: Case, changes: Sequence[Change]) -> None:
    """Who waited for a successor hears that there is one (J12)."""
    for one in changes:
        if isinstance(one, End) and one.person_id != case.request.person_id and one.office in SEATS:
            team, since = team_words(turn, one.unit_code), from_when(turn, changes)
            person = await people.by_id(turn.rows, one.person_id)
            you = address(person, turn.today, [one.office])
            text = f"{team} đã có người thay: {since}, {you} thôi tham gia Tổ. Cảm ơn {you} đã góp sức ạ."
            await tell_persons(turn, [one.person_id], text, f"{case.code}:replaced")


async def _rivals_after(turn: Turn, case: Case) -> None:
    roster = await teams.roster(turn.rows, case.request.unit_code, turn.tree)
    if roster is not None and Office.THANH_VIEN not in roster.vacant_seats():
        for rival in await _rivals(turn, case):
            await no_seat(turn, rival)


async def _leader_gone(turn: Turn, case: Case, changes: Sequence[Change]) -> None:
    """A village without leader: the deputy acts, the chairman is asked for the new one (J7); what waited for him goes
    to the commune team's leader (J8)."""
    for one in changes:
        if not isinstance(one, End) or one.office is not Office.TO_TRUONG:
            continue
        roster = await teams.roster(turn.rows, one.unit_code, turn.tree)
        if roster is None or roster.leader is None:
            await _without_leader(turn, case, one.unit_code, roster)
        for waiting in await requests.of_unit(turn.rows, [one.unit_code], statuses=[RequestStatus.SUBMITTED]):
            await prompt_next(turn, waiting)


async def _without_leader(turn: Turn, case: Case, unit_code: str, roster: Roster | None) -> None:
    """Nobody has come for the leader who goes."""
    team = team_words(turn, unit_code)
    if roster is not None and roster.deputy is not None:
        text = (
            f"{team} tạm thời chưa có Tổ trưởng. "
            "Từ hôm nay Tổ phó phụ trách báo cáo của Tổ cho đến khi có Tổ trưởng mới ạ."
        )
        await tell_persons(turn, [roster.deputy.person_id], text, f"{case.code}:acting")
    await _ask_successor(turn, case, unit_code, team)


async def _ask_successor(turn: Turn, case: Case, unit_code: str, team: str) -> None:
    commune = turn.tree.commune_of(unit_code)
    if commune is None:
        return
    wanted = [Office.CHU_TICH_XA, Office.TO_TRUONG]
    found = await people.offices_in(turn.rows, [commune.code], turn.today, wanted)
    text = (
        f"{team} hiện chưa có Tổ trưởng; Tổ phó (nếu có) tạm phụ trách. Ai là Trưởng thôn mới ạ?\n"
        "Mời Trưởng thôn mới nhắn Trợ lý xin vào Tổ; Tổ trưởng cấp xã giới thiệu, Chủ tịch UBND xã quyết định."
    )
    for one in found:
        turn.tell(f"person:{one.person_id}", text, about=f"{case.code}:successor")


async def decided(turn: Turn, case: Case) -> None:
    """Applicant and leaders hear the decision's number."""
    number, on = case.request.decision_no, case.request.decision_date
    if on is None:
        return
    text = f"Đơn {case.code} đã có Quyết định số {number}, {writing.day(on, year=True)}."
    await tell_applicant(turn, case, f"{text} Bản giấy nhận tại UBND xã ạ.", about="decided")
    await tell_introducers(turn, case, text, "decided")
    if case.request.replaces is not None:  # named in it as well
        await tell_persons(
            turn, [case.request.replaces], f"{text} Bản giấy nhận tại UBND xã ạ.", f"{case.code}:decided"
        )


async def own_seat(turn: Turn, case: Case) -> None:
    """The level above hears that somebody decided on his own seat (J6 b)."""
    commune = turn.tree.commune_of(case.request.unit_code)
    if commune is None:
        return
    above = [unit.code for unit in turn.tree.ancestors(commune.code)]
    appointments = await people.offices_in(turn.rows, above, turn.today)
    team = team_words(turn, case.request.unit_code)
    text = (
        f"Kính báo: Chủ tịch {label(commune)} vừa quyết định việc liên quan đến chỗ của chính mình trong {team}: "
        f"Quyết định số {case.request.decision_no or ''}, đơn {case.code}."
    )
    await tell_persons(
        turn, superiors_of(commune.code, appointments, turn.tree), text, f"{case.code}:own_seat"
    )
