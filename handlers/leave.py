"""Leaving a team of one's own will: the leader proposes it, the chairman accepts it, until then one is a member."""

from __future__ import annotations

from domain.effects import End
from domain.people import SEATS, Office, Person
from domain.requests import Request, RequestKind
from domain.teams import Place
from handlers.announcing import prompt_next, route_of, tell_persons
from handlers.asked_to_go import way_out
from handlers.conversation import Conversation
from handlers.forms import Fact, Form
from handlers.leave_of_others import ProposalForm, propose
from handlers.naming import called
from handlers.questions import Choice, OneOf, Why
from handlers.read_back import ReadBack
from handlers.request_words import PLACE_WORDS, status_words, team_words
from handlers.turn import Turn
from storage import people, requests, teams
from storage.requests import Case
from vietnamese.writing import sentence

REPLACED = (
    "Đã có đề nghị {code} để người khác thay mình trong {team} ({status}), nên không cần xin thôi nữa ạ. "
    "Có gì chưa đúng, gõ «gặp cán bộ»."
)


class LeaveForm(Form):
    """From which team, why if one likes to say, and the read-back."""

    teams = Fact[list[list[str]]]()
    after_replacement = Fact[bool]()
    who = Fact[str]()

    unit = OneOf(
        "Mình muốn thôi tham gia Tổ nào ạ?",
        among=lambda form: [Choice(code, words, words[-20:]) for code, words, _ in form.teams],
        when=lambda form: len(form.teams) > 1,
    )
    reason = Why(
        lambda form: f"Xin thôi tham gia {_chosen(form)[1]}. Vì sao ạ? Không muốn nói cũng không sao.",
        least=2,
        most=300,
        optional=True,
        slot="reason",
    )
    sure = ReadBack(lambda form: _read_back(form), yes="Gửi", no="Thôi")


def _chosen(form: LeaveForm) -> list[str]:
    code = form.answers.get("unit") or form.teams[0][0]
    return next((one for one in form.teams if one[0] == code), form.teams[0])


_WAYS = {
    PLACE_WORDS[Office.CONG_TAC_VIEN]: "Tổ trưởng sẽ được báo.",
    PLACE_WORDS[Office.TO_TRUONG]: "Tổ trưởng cấp xã đề xuất, Chủ tịch UBND xã chấp thuận thì mới thôi.",
}


def _read_back(form: LeaveForm) -> str:
    _, team, place = _chosen(form)
    when = " khi có người thay" if form.after_replacement else ""
    why = f" Lý do: {form.reason}." if form.reason else ""
    way = _WAYS.get(place, "Tổ trưởng đề xuất, Chủ tịch UBND xã chấp thuận thì mới thôi.")
    return f"Trợ lý ghi: {form.who} ({place}) xin thôi tham gia {team}{when}.{why}\n{way} Gửi đơn này chứ ạ?"


NO_PLACE = "Mình hiện không có tên trong Tổ nào nên không cần {need} ạ."
NOT_KNOWN = (
    "Trợ lý chưa nhận ra tài khoản Zalo này là ai trong danh sách Tổ ạ. Có phiếu mã kích hoạt do xã cấp thì gõ mã"
    " vào đây rồi nhắn lại; chưa có, gõ «gặp cán bộ»."
)


leave = Conversation(
    "leave",
    LeaveForm,
    intents=("leave",),
    help="xin thôi tham gia Tổ",
    example="xin thôi tham gia Tổ",
    title="Xin thôi",
)


@leave.opens
async def begin(turn: Turn) -> LeaveForm | ProposalForm | None:
    """One's own leave, or a leader's proposal about somebody else (J14)."""
    if turn.heard.slot("subject"):
        handled, form = await propose(turn, str(turn.heard.slot("subject")))
        if handled:
            return form
    places = await places_of(turn)
    if not places:
        turn.say(NOT_KNOWN if turn.speaker.person is None else NO_PLACE.format(need="xin thôi"))
        return None
    waiting = await _waiting_leave(turn)
    if waiting is not None:
        turn.say(f"Đơn xin thôi {waiting.code} {status_words(waiting)}. Muốn rút, gõ «rút đơn» ạ.")
        return None
    for code in places:
        replaced = await way_out(turn, code, turn.speaker.person_id or "")
        if replaced is not None:
            turn.say(
                REPLACED.format(
                    team=team_words(turn, code), code=replaced.code, status=status_words(replaced)
                )
            )
            return None
    return LeaveForm(
        teams=[[code, team_words(turn, code), PLACE_WORDS[place.office]] for code, place in places.items()],
        after_replacement=bool(turn.heard.slot("after_replacement")),
        who="" if turn.speaker.person is None else called(turn.speaker.person, turn.today),
    )


async def places_of(turn: Turn, *, lock: bool = False) -> dict[str, Place]:
    """Where the speaker stands, by unit; a seat that comes with an office counts as well."""
    if turn.speaker.person_id is None:
        return {}
    units = {one.unit_code for one in turn.speaker.offices}
    found = await teams.rosters(turn.rows, units, turn.tree, lock=lock)
    placed = {code: roster.place_of(turn.speaker.person_id) for code, roster in found.items()}
    return {code: place for code, place in placed.items() if place is not None}


async def _waiting_leave(turn: Turn) -> Case | None:
    mine = await requests.of_person(turn.rows, turn.speaker.person_id or "")
    own = [one for one in mine if one.request.person_id == turn.speaker.person_id]
    return next((one for one in own if one.request.kind is RequestKind.LEAVE and one.request.is_open), None)


@leave.completes
async def submit(form: LeaveForm, turn: Turn) -> None:
    """File it; a collaborator, whom nobody appointed, simply stops."""
    person = turn.speaker.person
    code = _chosen(form)[0]
    place = (await places_of(turn, lock=True)).get(code)
    if not form.sure or person is None or place is None or await way_out(turn, code, person.id) is not None:
        turn.say("Dạ, Trợ lý chưa gửi gì; mình vẫn ở trong Tổ ạ.")
        return
    if place.office not in SEATS:
        await _helper_stops(turn, person, code, place)
        return
    draft = Request(
        code="",
        kind=RequestKind.LEAVE,
        applicant=person.name,
        unit_code=code,
        created_at=turn.at,
        office=place.office,
        person_id=person.id,
        reason=form.reason or "",
        after_replacement=form.after_replacement,
    )
    case = await requests.create(turn.rows, draft)
    turn.audit("filed", f"request:{case.code}", kind="leave", unit=code)
    case = await prompt_next(turn, case)
    turn.say(await _receipt(turn, case))


async def _receipt(turn: Turn, case: Case) -> str:
    team = team_words(turn, case.request.unit_code)
    to = "Tổ trưởng cấp xã" if case.request.office is Office.TO_TRUONG else "Tổ trưởng"
    to = "Chủ tịch UBND xã" if case.request.self_proposed else to
    way = f"Trợ lý đã gửi đơn {case.code} đến {to}."
    needs = case.request.needs()
    if needs and (await route_of(turn, case, needs[0])).recorders:
        way = (
            f"Trợ lý đã nhận đơn {case.code}. {to} chưa kết nối Zalo nên có người hỏi và ghi hộ câu trả lời."
        )
    return f"{way} Trong lúc chờ, {turn.you} vẫn ở trong {team}.\nĐổi ý thì gõ «rút đơn» ạ."


async def _helper_stops(turn: Turn, person: Person, code: str, place: Place) -> None:
    """Nobody decided about a collaborator, so nobody decides about the end of it: it is done and the leader knows."""
    gone = End(person.id, code, place.office, turn.today, place.valid_from)
    await teams.apply(turn.rows, [gone])
    turn.audit("helper_stopped", f"unit:{code}", person=person.id)
    leaders = await people.offices_in(turn.rows, [code], turn.today, [Office.TO_TRUONG])
    text = f"{sentence(called(person, turn.today))} thôi làm cộng tác viên của {team_words(turn, code)} từ hôm nay."
    await tell_persons(turn, [one.person_id for one in leaders], text, f"helper_stopped:{turn.incoming.key}")
    turn.say(
        f"Từ hôm nay {turn.you} thôi làm cộng tác viên của {team_words(turn, code)}. Cảm ơn {turn.you} ạ."
    )
