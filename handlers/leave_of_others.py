"""A leader proposes that somebody else leaves: the member confirms in person, or the chairman decides (J14, J7)."""

from __future__ import annotations

from typing import Any

from domain.authority import Action, introducer, reach
from domain.people import Office, Person
from domain.requests import Request, RequestKind
from domain.teams import Place
from handlers.announcing import prompt_next, tell_persons
from handlers.conversation import Conversation
from handlers.forms import Fact, Form
from handlers.naming import called
from handlers.questions import ShortText
from handlers.read_back import ReadBack
from handlers.request_words import PLACE_WORDS, team_words
from handlers.turn import Turn
from storage import people, requests, teams
from storage.requests import Case
from vietnamese.names import fold_name
from vietnamese.writing import sentence

ASKED = "Trợ lý đã hỏi ý kiến người đó. Nếu không liên lạc được (đi xa, đã mất…), mời bấm nút dưới ạ."
AS_IT_IS = "thay đổi theo thực tế"
"""The reason on record where the member cannot be asked (plan II.3.3, "phù hợp với tình hình thực tế")."""


class ProposalForm(Form):
    """Why, and the read-back."""

    person = Fact[str]()
    unit = Fact[str]()
    words = Fact[str]()

    reason = ShortText("Vì sao ạ? Ví dụ: chuyển đi nơi khác.", least=3, most=300, slot="reason")
    sure = ReadBack(
        lambda form: (
            f"Trợ lý ghi: đề xuất cho {form.words} thôi tham gia, lý do: {form.reason}.\n"
            "Trợ lý sẽ hỏi ý kiến người đó trước. Làm như vậy chứ ạ?"
        ),
        yes="Làm",
        no="Thôi",
    )


proposal = Conversation("leave_of_others", ProposalForm, help="đề xuất cho người khác thôi tham gia Tổ")


async def propose(turn: Turn, name: str) -> tuple[bool, ProposalForm | None]:
    """Whether the message is about somebody else, and the form if the speaker may propose it.

    A name that is nobody's but the speaker's own is about the speaker.
    """
    wanted = fold_name(name).split()
    own = turn.speaker.person
    found = await members_called(turn, wanted)
    if not found:
        is_own = own is not None and fold_name(own.name).split()[-len(wanted) :] == wanted
        if is_own:
            return False, None
        turn.say(_not_found(turn, name))
        return True, None
    if len(found) > 1:
        turn.say(f"Có {len(found)} người tên như vậy; mời gõ cả họ tên để Trợ lý khỏi nhầm ạ.")
        return True, None
    person, code, place = found[0]
    words = f"{called(person, turn.today)} ({PLACE_WORDS[place.office]} {team_words(turn, code)})"
    return True, ProposalForm(person=person.id, unit=code, words=words)


def _not_found(turn: Turn, name: str) -> str:
    if reach(Action.PROPOSE_LEAVE, turn.speaker.offices, turn.tree):
        return f"Trợ lý không thấy ai tên {name} trong Tổ mình phụ trách ạ. Mời gõ cả họ tên."
    return "Việc thôi tham gia do chính người đó xin, hoặc Tổ trưởng đề xuất ạ. Mình xin cho mình thì gõ «xin thôi»."


async def members_called(turn: Turn, wanted: list[str]) -> list[tuple[Person, str, Place]]:
    """Members of that name whose leave this speaker may propose."""
    units = reach(Action.PROPOSE_LEAVE, turn.speaker.offices, turn.tree)
    if not units or not wanted:
        return []
    rosters = await teams.rosters(turn.rows, units, turn.tree)
    places = [(code, place) for code, roster in rosters.items() for place in roster.everybody]
    persons = await people.by_ids(turn.rows, [place.person_id for _, place in places])
    return [
        (persons[place.person_id], code, place)
        for code, place in places
        if place.person_id != turn.speaker.person_id
        and fold_name(persons[place.person_id].name).split()[-len(wanted) :] == wanted
        and await proposes(turn, place.person_id, code)
    ]


async def proposes(turn: Turn, person_id: str, unit_code: str) -> bool:
    """Whether the speaker is the one who may propose that this member leaves."""
    around = await teams.around(turn.rows, [unit_code], turn.tree)
    route = introducer(unit_code, turn.tree, around, (person_id,), RequestKind.LEAVE)
    return turn.speaker.person_id in route.persons


@proposal.completes
async def submit(form: ProposalForm, turn: Turn) -> None:
    """The member is asked in person; who has no Zalo here cannot be, and the chairman decides."""
    if not form.sure or not await proposes(turn, form.person, form.unit):
        turn.say("Dạ, Trợ lý chưa làm gì ạ.")
        return
    detail = {"by": turn.speaker.person_id, "unit": form.unit, "reason": form.reason, "person": form.person}
    turn.audit("proposed_leave", f"person:{form.person}", unit=form.unit)
    if form.person not in await people.accounts_of(turn.rows, [form.person]):
        await _as_it_is(turn, detail)
        return
    to = f"person:{form.person}"
    text = (
        f"Tổ trưởng đề xuất cho mình thôi tham gia {team_words(turn, form.unit)}, lý do: {form.reason}.\n"
        "Chỉ khi mình đồng ý, Trợ lý mới gửi Chủ tịch UBND xã. Mình có đồng ý thôi không ạ?"
    )
    yes = turn.tap("Tôi xin thôi", "leave_agreed", form.person, to, **detail)
    no = turn.tap("Tôi vẫn tham gia", "leave_refused", form.person, to, **detail)
    turn.tell(to, text, yes, no, about=f"leave_of_others:{turn.incoming.key}")
    gone = turn.tap("Không liên lạc được", "leave_unreachable", form.person, turn.speaker.address, **detail)
    turn.say(ASKED, gone)


@proposal.presses("leave_agreed")
async def press_agreed(turn: Turn, tap: Any) -> None:
    """The member confirms in person: it is a voluntary leave that the leader has proposed."""
    if not await _file(turn, tap.detail, tap.detail["reason"], asked_by=None, by_leader=False):
        return
    turn.say(f"Trợ lý đã gửi đơn lên Chủ tịch UBND xã. Trong lúc chờ, {turn.you} vẫn ở trong Tổ ạ.")
    text = "Người được đề xuất đã đồng ý thôi tham gia; đơn đã gửi Chủ tịch UBND xã ạ."
    await tell_persons(turn, [tap.detail["by"]], text, f"leave_agreed:{turn.incoming.key}")


@proposal.presses("leave_refused")
async def press_refused(turn: Turn, tap: Any) -> None:
    """Nobody is made to leave by chat."""
    turn.audit("refused_to_leave", f"person:{tap.object}", unit=tap.detail["unit"])
    await tell_stays(turn, tap.detail["by"], f"leave_refused:{turn.incoming.key}")


async def tell_stays(turn: Turn, proposer: str, about: str) -> None:
    """Who was asked to go stays: he hears that nothing changes, who proposed it that nothing is sent."""
    turn.say("Dạ, Trợ lý đã ghi: mình vẫn tham gia Tổ, không có gì thay đổi ạ.")
    who = "" if turn.speaker.person is None else sentence(called(turn.speaker.person, turn.today))
    text = f"{who} cho biết vẫn tham gia Tổ, nên Trợ lý không gửi đề xuất ạ."
    await tell_persons(turn, [proposer], text, about)


@proposal.presses("leave_unreachable")
async def press_unreachable(turn: Turn, tap: Any) -> None:
    """The member cannot be asked: the chairman decides, and sees why."""
    if not await proposes(turn, tap.detail["person"], tap.detail["unit"]):
        turn.say("Việc này hiện không thuộc phần mình phụ trách nữa ạ.")
        return
    await _as_it_is(turn, tap.detail)


async def _as_it_is(turn: Turn, detail: dict[str, Any]) -> None:
    reason = f"{AS_IT_IS} ({detail['reason']}); không liên lạc được với người này"
    case = await _file(turn, detail, reason, asked_by=detail["by"], by_leader=True)
    if case is not None:
        turn.say(f"Trợ lý đã gửi đề xuất {case.code} lên Chủ tịch UBND xã với lý do: {AS_IT_IS} ạ.")


async def _file(
    turn: Turn, detail: dict[str, Any], reason: str, *, asked_by: str | None, by_leader: bool
) -> Case | None:
    """The request with the leader's proposal already in it, if he still may propose; the chairman is asked next."""
    # Locked: the member and the leader may speak at the same moment, and one request is enough.
    roster = await teams.roster(turn.rows, detail["unit"], turn.tree, lock=True)
    place = None if roster is None else roster.place_of(detail["person"])
    person = await people.by_id(turn.rows, detail["person"])
    if place is None or person is None or await _waits_already(turn, detail):
        turn.say("Người này không còn ở trong Tổ, hoặc đã có đơn đang chờ rồi ạ.")
        return None
    draft = Request(
        code="",
        kind=RequestKind.LEAVE,
        applicant=person.name,
        unit_code=detail["unit"],
        created_at=turn.at,
        office=place.office,
        person_id=person.id,
        reason=reason,
    )
    case = await requests.create(turn.rows, draft, asked_by=asked_by, detail={"by_leader": by_leader})
    turn.audit("filed", f"request:{case.code}", kind="leave", unit=detail["unit"], by_leader=by_leader)
    around = await teams.around(turn.rows, [detail["unit"]], turn.tree)
    route = introducer(detail["unit"], turn.tree, around, (person.id,), RequestKind.LEAVE)
    if detail["by"] in route.persons:
        proposed = case.request.introduced(detail["by"], turn.at, detail["unit"])
        case = await requests.save(
            turn.rows, case, proposed, turn.at, office=Office.TO_TRUONG, event_key=turn.incoming.key
        )
    return await prompt_next(turn, case)


async def _waits_already(turn: Turn, detail: dict[str, Any]) -> bool:
    return any(
        one.request.kind is RequestKind.LEAVE and one.request.is_open
        for one in await requests.of_person(turn.rows, detail["person"])
        if one.request.person_id == detail["person"] and one.request.unit_code == detail["unit"]
    )
