"""The end of joining: the world is looked at again, the applicant becomes known, the request goes to the leader."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from domain.errors import AlreadyMember, ConsentRequired, NoSuchSeat, NotFromHere, RuleBroken, SeatTaken
from domain.membership import Applicant, Outcome, check_join
from domain.people import Office, Person, Sex
from domain.requests import Request, RequestKind
from domain.teams import Roster
from domain.units import full_label
from handlers.announcing import prompt_next, route_of
from handlers.consent import GIVEN, record
from handlers.forms import word_button
from handlers.guardian import NO_GUARDIAN_YET, needs_guardian, record_guardian
from handlers.join_form import ELSEWHERE, LIVES, NOTHING, WAITING, WORKS, JoinForm, is_teacher
from handlers.naming import called, team_of
from handlers.turn import Turn
from storage import notes, people, requests, teams
from storage.requests import Case
from vietnamese import names
from vietnamese.writing import sentence


def farewell(facts: dict[str, Any], reason: str) -> str:
    """What is said when the form ends before it is complete."""
    endings = {
        str(
            Outcome.NO_TEAM
        ): f"{facts['village']} chưa có Tổ trong danh sách của xã ạ. Cần hỏi, gõ «gặp cán bộ».",
        NOTHING: f"Dạ, Trợ lý không ghi gì. Khi nào muốn tham gia, {facts['you']} nhắn lại ạ.",
        "other_disagrees": "Dạ, khi nào người đó đồng ý thì mình nhắn lại, hoặc người đó tự nhắn cho Trợ lý ạ.",
        ELSEWHERE: (
            f"Tổ chỉ nhận người đang ở hoặc làm việc tại {facts['commune']} ạ. Mời đăng ký Tổ nơi mình ở:"
            " gõ «xin vào tổ» kèm tên thôn, tên xã."
        ),
        "guardian": NO_GUARDIAN_YET,
    }
    return sentence(endings[reason])


async def checked(form: JoinForm, turn: Turn) -> Roster:
    """The team as it stands now, locked; RuleBroken if nothing can come of it any more."""
    unit_code = form.unit_code or ""
    roster = await teams.roster(turn.rows, unit_code, turn.tree, lock=True)
    commune = turn.tree.commune_of(unit_code)
    if roster is None or commune is None:
        raise NoSuchSeat("the team is gone")
    seat = Office.CONG_TAC_VIEN if form.wish in (str(Office.CONG_TAC_VIEN), WAITING) else Office(form.wish)
    applicant = _applicant(form, turn, commune.code)
    leaving = [one.person_id for one in await requests.leaving(turn.rows, unit_code) if one.person_id]
    if form.wish != WAITING or not any(one.person_id == applicant.person_id for one in roster.collaborators):
        check_join(applicant, roster, seat, commune.code, leaving)
    return roster


def _applicant(form: JoinForm, turn: Turn, commune_code: str) -> Applicant:
    return Applicant(
        person_id=None if form.for_other else turn.speaker.person_id,
        birth_year=form.birth_year,
        lives_in=commune_code if form.belongs in (LIVES, ELSEWHERE) else None,
        works_in=commune_code if form.belongs == WORKS else None,
        guardian_consents=bool(form.guardian_says),
        is_teacher=is_teacher(form),
        holds_office=form.wish == form.facts.get("claims"),
    )


def refusal(form: JoinForm, error: RuleBroken) -> str:
    """Why the rules refuse it after all."""
    team = form.facts["team"]
    if isinstance(error, SeatTaken):
        return f"{team} vừa đủ người ạ. Gõ «xin vào tổ» lần nữa để làm cộng tác viên hoặc ghi tên chờ."
    if isinstance(error, AlreadyMember):
        return f"Mình đã có tên trong {team} rồi ạ. Gõ «danh sách tổ» để xem."
    if isinstance(error, NotFromHere):
        return farewell(form.facts, ELSEWHERE)
    if isinstance(error, ConsentRequired):
        return NO_GUARDIAN_YET
    return f"Chỗ này của {team} theo chức danh, không nhận đơn ạ. Gõ «xin vào tổ» để chọn vai trò khác."


async def _person(form: JoinForm, turn: Turn) -> Person:
    """The applicant as a person: the speaker, or somebody new; never merged by name with somebody on the list."""
    if form.for_other:
        return await _new_person(form, turn)
    known = turn.speaker.person
    if known is None:
        person = await _new_person(form, turn)
        await _bind(turn, person)
        return person
    told = replace(
        known,
        birth_year=known.birth_year or form.birth_year,
        sex=known.sex or (Sex(form.sex) if form.sex else None),
        phone=form.phone or known.phone,
    )
    if told != known:
        await people.change(turn.rows, told)
    return told


async def _new_person(form: JoinForm, turn: Turn) -> Person:
    sex = Sex(form.sex) if form.sex else None
    person = Person(_new_id(), form.name, form.birth_year, sex, form.phone)
    await people.add(turn.rows, person, "chat", turn.at)
    return person


def _new_id() -> str:
    return f"Z{secrets.token_hex(6)}"


async def _bind(turn: Turn, person: Person) -> None:
    """The account speaks for this person from now on; its answer to the data notice goes with it."""
    await people.bind(turn.rows, turn.speaker.oa_id, turn.speaker.user_id, person.id, "self", turn.at)
    await record(turn, GIVEN, address=f"person:{person.id}")
    turn.audit("bound", f"person:{person.id}", how="self")


async def _asker(form: JoinForm, turn: Turn) -> str | None:
    """Who files for somebody else; a stranger who does becomes known by the name given."""
    if not form.for_other:
        return None
    if turn.speaker.person_id is not None:
        return turn.speaker.person_id
    person = Person(_new_id(), form.asker)
    await people.add(turn.rows, person, "chat", turn.at)
    await _bind(turn, person)
    return person.id


async def file(form: JoinForm, turn: Turn, roster: Roster) -> None:
    """The applicant becomes known; the request goes its way, or the name stands on the waiting list."""
    applicant = await _person(form, turn)
    if form.wish == WAITING:
        await _put_on_the_list(form, turn, applicant)
    else:
        await _request(form, turn, applicant, roster)


async def _request(form: JoinForm, turn: Turn, applicant: Person, roster: Roster) -> None:
    """The request, its prompt to the leader, and the receipt."""
    if needs_guardian(form):
        await record_guardian(turn, applicant.id)
    draft = Request(
        code="",
        kind=RequestKind.JOIN,
        applicant=applicant.name,
        unit_code=roster.team.unit_code,
        created_at=turn.at,
        office=Office(form.wish),
        person_id=applicant.id,
    )
    told = {
        name: form.answers.get(name)
        for name in ("birth_year", "sex", "phone", "occupation", "belongs", "guardian")
    }
    more = await _supplement(form, turn, applicant)
    case = await requests.create(
        turn.rows,
        draft,
        told=told,
        detail={"supplement": more} if more else {},
        asked_by=await _asker(form, turn),
    )
    await notes.drop(turn.rows, await _waiting_notes(turn, applicant.id, draft.unit_code))
    turn.audit("join_submitted", f"request:{case.code}", unit=draft.unit_code, person=applicant.id)
    case = await prompt_next(turn, case)
    turn.say(await _receipt(form, turn, case, roster))
    await _hint_same_name(turn, applicant, roster)


async def _supplement(form: JoinForm, turn: Turn, applicant: Person) -> str:
    """What the leader has to know besides: who filed it, who answers for a child."""
    parts = []
    if form.for_other:
        parts.append(f"{form.facts.get('asker') or form.asker} ghi hộ, mời hỏi lại người đó")
    if needs_guardian(form):
        parts.append(f"dưới 16 tuổi, người giám hộ {form.guardian} đã đồng ý, mời xác nhận lại với gia đình")
    return sentence("; ".join(parts))


async def _receipt(form: JoinForm, turn: Turn, case: Case, roster: Roster) -> str:
    """The code, who looks at it, who decides, and where to see how it goes."""
    leader = None if roster.leader is None else await people.by_id(turn.rows, roster.leader.person_id)
    looks = "Tổ trưởng" if leader is None else f"{called(leader, turn.today, [Office.TO_TRUONG])}, Tổ trưởng,"
    if case.request.self_proposed:
        way = "Đơn được chuyển thẳng lên Chủ tịch UBND xã quyết định."
    elif leader is None or case.request.person_id == leader.id:
        way = "Tổ trưởng cấp xã xem và giới thiệu, Chủ tịch UBND xã quyết định."
    elif any([(await route_of(turn, case, need)).recorders for need in case.request.needs()[:1]]):
        way = f"{sentence(looks)} chưa kết nối Zalo nên có người hỏi và ghi hộ câu trả lời."
        way = way if case.request.is_collaboration else f"{way} Chủ tịch UBND xã quyết định."
    elif case.request.is_collaboration:
        way = f"{sentence(looks)} xem và trả lời."
    else:
        way = f"{sentence(looks)} xem và giới thiệu, Chủ tịch UBND xã quyết định."
    you = form.facts["you"]
    return f"✅ Trợ lý đã nhận đơn {case.code} xin vào {form.facts['team']}. {way}\nXem đơn: {you} gõ «đơn của tôi» ạ."


async def _hint_same_name(turn: Turn, applicant: Person, roster: Roster) -> None:
    """Somebody of that name is on the list without an account: only a code joins the two."""
    persons = await people.by_ids(turn.rows, [place.person_id for place in roster.everybody])
    mine = names.fold_name(applicant.name)
    same = [
        one.id for one in persons.values() if one.id != applicant.id and names.fold_name(one.name) == mine
    ]
    if set(same) - set(await people.accounts_of(turn.rows, same)):
        turn.say(
            "Trong danh sách của Tổ đã có một người cùng tên chưa kích hoạt. Nếu đó chính là mình, xin mã kích hoạt"
            " ở cán bộ xã rồi gõ mã vào đây; Trợ lý không tự ghép theo tên ạ."
        )


async def _put_on_the_list(form: JoinForm, turn: Turn, applicant: Person) -> None:
    """J2: kept for the day a seat opens, once; the leader knows of it."""
    await _asker(form, turn)
    unit_code = form.unit_code or ""
    to = f"person:{applicant.id}"
    event = turn.incoming.key
    already = await _waiting_notes(turn, applicant.id, unit_code)
    if already:
        turn.say(f"Mình đã có tên trong danh sách chờ, mã {already[0]} ạ. Khi có chỗ, Trợ lý báo ngay.")
        return
    code = await notes.record(
        turn.rows, WAITING, to, applicant.name, turn.at, unit_code=unit_code, event_key=event
    )
    turn.audit("waits_for_seat", f"note:{code}", unit=unit_code, person=applicant.id)
    leaders = await people.offices_in(turn.rows, [unit_code], turn.today, [Office.TO_TRUONG])
    for one in leaders:
        text = (
            f"{sentence(called(applicant, turn.today))} xin ghi tên chờ làm thành viên {form.facts['team']} khi có chỗ"
            f" (mã {code}). Khi có chỗ, Trợ lý nhắc lại ạ."
        )
        turn.tell(f"person:{one.person_id}", text, about=f"{code}:waits")
    turn.say(
        f"✅ Trợ lý đã ghi tên chờ, mã {code}. Khi {form.facts['team']} có chỗ, Trợ lý báo {form.facts['you']} ạ."
    )


async def _waiting_notes(turn: Turn, person_id: str, unit_code: str) -> list[str]:
    """Codes under which this person waits for a seat in that team."""
    found = await notes.of(turn.rows, [f"person:{person_id}"], [WAITING])
    return [one.code for one in found if one.unit_code == unit_code]


async def seat_opened(turn: Turn, unit_code: str) -> None:
    """Whoever waits for a seat in this team hears that one is free, and so does its leader."""
    unit = turn.tree.get(unit_code)
    waiting = [] if unit is None else await notes.in_unit(turn.rows, unit_code, WAITING)
    if unit is None or not waiting:
        return
    team = team_of(unit, turn.tree)
    for one in waiting:
        text = f"{team} vừa có một chỗ thành viên. Muốn tham gia, mời gõ «xin vào tổ {full_label(unit, turn.tree)}» ạ."
        turn.tell(
            one.address,
            text,
            word_button("Đăng ký", f"xin vào tổ {full_label(unit, turn.tree)}"),
            about=f"{one.code}:seat:{turn.today}",
        )
    listed = "; ".join(one.text for one in waiting[:5])
    for leader in await people.offices_in(turn.rows, [unit_code], turn.today, [Office.TO_TRUONG]):
        text = (
            f"{team} vừa có một chỗ thành viên. Đang chờ có chỗ: {listed}. Trợ lý đã báo những người này ạ."
        )
        turn.tell(f"person:{leader.person_id}", text, about=f"seat:{unit_code}:{turn.today}")
