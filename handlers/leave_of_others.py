"""A leader proposes that somebody else leaves: the member confirms in person, or the chairman decides (J14, J7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.authority import Action, reach
from domain.requests import Request, RequestKind
from handlers.asked_to_go import (
    AS_IT_IS,
    GONE,
    ask,
    may_go_on,
    members_called,
    proposes,
    tell_goes,
    tell_sent_as_it_is,
    tell_stays,
    way_out,
)
from handlers.conversation import Conversation
from handlers.forms import Fact, Form
from handlers.naming import called
from handlers.questions import Why
from handlers.read_back import ReadBack
from handlers.request_words import PLACE_WORDS, team_words
from handlers.sending_up import send_up
from handlers.turn import Turn
from storage import people, teams
from storage.requests import Case
from vietnamese.names import fold_name


class ProposalForm(Form):
    """Why, and the read-back."""

    person = Fact[str]()
    unit = Fact[str]()
    words = Fact[str]()

    reason = Why("Vì sao ạ? Ví dụ: chuyển đi nơi khác.", least=3, most=300, slot="reason")
    sure = ReadBack(
        lambda form: (
            f"Trợ lý ghi: đề xuất cho {form.words} thôi tham gia, lý do: {form.reason}.\n"
            "Trợ lý sẽ hỏi ý kiến người đó trước. Làm như vậy chứ ạ?"
        ),
        yes="Làm",
        no="Thôi",
    )


proposal = Conversation("leave_of_others", ProposalForm, help="đề xuất cho người khác thôi tham gia Tổ")

_ADDRESS = r"(?:anh|chi|em|ong|ba|bac|co|o|chu|cau|dong chi|dc|thanh vien|to vien|nguoi)"
leave_how = Conversation(
    "leave_how",
    words=(
        rf"(?:.*\b)?{_ADDRESS} (?!(?:muon|xin|khong|ko|thoi|nghi|dinh)\b)\S+.*\b(?:khong|ko|k|thoi|nghi|bo|roi)\b.*"
        r"\b(?:tham gia|lam|nghi|theo|to|nua)\b.*"
        r"\b(?:lam sao|lam the nao|lam rang|phai lam gi|phai lam chi|lam gi|xu ly sao|xu ly the nao)\b.*"
    ),
    help="hỏi cách cho một người thôi tham gia Tổ",
    example="chị Lan không tham gia nữa thì làm sao",
    aside=True,
)
HOW = (
    "Ai muốn thôi thì tự gõ «xin thôi tham gia Tổ» trên Zalo của mình ạ. Tổ trưởng cũng đề xuất được:"
    " gõ «đề xuất cho chị Lan thôi tham gia Tổ» (thay bằng đúng tên), Trợ lý hỏi ý kiến người ấy trước."
)


@leave_how.opens
async def tell_how(turn: Turn) -> None:
    """How somebody else leaves; nothing is begun, and least of all the speaker's own leave."""
    turn.say(HOW)


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


@proposal.completes
async def submit(form: ProposalForm, turn: Turn) -> None:
    """The member is asked in person; who has no Zalo here cannot be, and the chairman decides."""
    if not form.sure or not await proposes(turn, form.person, form.unit):
        turn.say("Dạ, Trợ lý chưa làm gì ạ.")
        return
    detail = {"by": turn.speaker.person_id, "unit": form.unit, "person": form.person}
    turn.audit("proposed_leave", f"person:{form.person}", unit=form.unit)
    if form.person not in await people.accounts_of(turn.rows, [form.person]):
        await _as_it_is(turn, detail, form.reason)
        return
    text = (
        f"Tổ trưởng đề xuất cho mình thôi tham gia {team_words(turn, form.unit)}, lý do: {form.reason}.\n"
        "Chỉ khi mình đồng ý, Trợ lý mới gửi Chủ tịch UBND xã. Mình có đồng ý thôi không ạ?"
    )
    ask(turn, "leave", text, detail, form.reason)


@proposal.presses("leave_agreed")
async def press_agreed(turn: Turn, tap: Any) -> None:
    """The member confirms in person: it is a voluntary leave that the leader has proposed."""
    if await _file(turn, tap.detail, tap.words, asked_by=None):
        await tell_goes(
            turn, tap, "Người được đề xuất đã đồng ý thôi tham gia; đơn đã gửi Chủ tịch UBND xã ạ."
        )


@proposal.presses("leave_refused")
async def press_refused(turn: Turn, tap: Any) -> None:
    """Nobody is made to leave by chat."""
    turn.audit("refused_to_leave", f"person:{tap.object}", unit=tap.detail["unit"])
    await tell_stays(turn, tap)


@proposal.presses("leave_unreachable")
async def press_unreachable(turn: Turn, tap: Any) -> None:
    """The member cannot be asked: the chairman decides, and sees why."""
    if await may_go_on(turn, tap):
        await _as_it_is(turn, tap.detail, tap.words)


async def _as_it_is(turn: Turn, detail: Mapping[str, Any], reason: str) -> None:
    why = f"{AS_IT_IS} ({reason}); không liên lạc được với người này"
    tell_sent_as_it_is(turn, await _file(turn, detail, why, asked_by=detail["by"]))


async def _file(turn: Turn, detail: Mapping[str, Any], reason: str, *, asked_by: str | None) -> Case | None:
    """The request, if the member still sits there; who proposed it is its applicant where the member was not asked."""
    unit, person_id = detail["unit"], detail["person"]
    roster = await teams.roster(turn.rows, unit, turn.tree, lock=True)
    place = None if roster is None else roster.place_of(person_id)
    person = await people.by_id(turn.rows, person_id)
    if place is None or person is None or await way_out(turn, unit, person_id):
        turn.say(GONE)
        return None
    draft = Request(
        code="",
        kind=RequestKind.LEAVE,
        applicant=person.name,
        unit_code=unit,
        created_at=turn.at,
        office=place.office,
        person_id=person.id,
        reason=reason,
    )
    return await send_up(turn, draft, detail["by"], asked_by=asked_by, by_leader=asked_by is not None)
