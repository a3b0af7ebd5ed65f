"""What an applicant answers along the way: helps instead, goes on waiting, or adds what was missing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from domain.people import Office
from domain.requests import OPEN, RequestKind, RequestStatus
from handlers.announcing import prompt_next
from handlers.conversation import Conversation
from handlers.forms import Fact, Form
from handlers.questions import ShortText
from handlers.request_words import team_words
from handlers.turn import Turn
from storage import requests, teams
from storage.requests import Case

_SETTLED = "Đơn {code} không còn chờ nữa nên không cần làm thêm gì ạ."


class SupplementForm(Form):
    """What the request was returned for."""

    code = Fact[str]()
    more = ShortText("Mời viết phần cần bổ sung, Trợ lý sẽ gửi lại ngay.", least=3, most=500)


supplement = Conversation(
    "supplement",
    SupplementForm,
    words=r"bo sung(?: cho)?(?: don)? [a-z]\d[a-z0-9]+.*",
    help="bổ sung cho đơn được trả lại",
    example="bổ sung A7K: …",
)


@supplement.opens
async def begin(turn: Turn) -> SupplementForm | None:
    """ "bổ sung A7K: em sinh năm 1998"."""
    said = re.search(r"(?is)([a-z]\d[a-z0-9]+)\s*[:,.\-]?\s*(.*)", turn.heard.text)
    if said is None:
        return None
    form = await _supplement(turn, said[1].upper())
    if form is not None and len(said[2].strip()) >= 3:
        form.take("more", said[2].strip())
    return form


@supplement.presses("supplement", once=False)
async def press(turn: Turn, tap: Any) -> SupplementForm | None:
    """[Bổ sung] under the message that something is missing."""
    return await _supplement(turn, tap.object)


async def _supplement(turn: Turn, code: str) -> SupplementForm | None:
    case = await own(turn, code)
    if case is None or case.request.status is not RequestStatus.RETURNED:
        turn.say(_SETTLED.format(code=code))
        return None
    return SupplementForm(code=code)


@supplement.completes
async def submit(form: SupplementForm, turn: Turn) -> None:
    """The request waits for the same step again."""
    case = await own(turn, form.code, lock=True)
    if case is None or case.request.status is not RequestStatus.RETURNED:
        turn.say(_SETTLED.format(code=form.code))
        return
    again = case.request.resubmitted(turn.at)
    saved = await requests.save(turn.rows, case, again, turn.at, detail={"supplement": form.more})
    turn.audit("resubmitted", f"request:{case.code}")
    await prompt_next(turn, saved)
    turn.say(f"Trợ lý đã gửi lại đơn {case.code} kèm phần bổ sung ạ.")


async def own(turn: Turn, code: str, *, lock: bool = False) -> Case | None:
    """The speaker's own request of that code, or one he filed for another."""
    case = await requests.load(turn.rows, code, lock=lock)
    mine = case is not None and turn.speaker.person_id in (case.request.person_id, case.asked_by)
    return case if mine and turn.speaker.person_id is not None else None


@supplement.presses("keep_waiting")
async def press_waiting(turn: Turn, tap: Any) -> None:
    """[Chờ có chỗ]: the request stays on the waiting list (J2)."""
    case = await own(turn, tap.object)
    if case is None or not case.request.is_open:
        turn.say(_SETTLED.format(code=tap.object))
        return
    turn.say(f"Dạ, đơn {case.code} vẫn ở trong danh sách chờ. Có chỗ trống, xã sẽ xem xét ạ.")


@supplement.presses("be_helper")
async def press_helper(turn: Turn, tap: Any) -> None:
    """[Cộng tác viên]: the application goes on as that of a collaborator, for the leader alone to accept (J2, J16)."""
    case = await own(turn, tap.object, lock=True)
    if case is None or case.request.person_id is None:
        turn.say(_SETTLED.format(code=tap.object))
        return
    team = team_words(turn, case.request.unit_code)
    roster = await teams.roster(turn.rows, case.request.unit_code, turn.tree)
    if (
        roster is None
        or roster.place_of(case.request.person_id) is not None
        or await _asked_already(turn, case)
    ):
        turn.say(f"Mình đã ở trong {team} hoặc đã có đơn rồi, không cần làm thêm gì ạ.")
        return
    if case.request.status in OPEN:
        await requests.save(turn.rows, case, case.request.withdrawn(), turn.at)
    helper = await requests.create(
        turn.rows, _as_helper(turn, case), told=case.told, detail=case.detail, asked_by=case.asked_by
    )
    turn.audit("filed", f"request:{helper.code}", instead_of=case.code)
    await prompt_next(turn, helper)
    turn.say(
        f"Trợ lý đã chuyển thành đơn xin làm cộng tác viên của {team}, mã {helper.code}. Tổ trưởng sẽ trả lời ạ."
    )


def _as_helper(turn: Turn, case: Case) -> Any:
    asked = case.request
    return replace(
        asked,
        kind=RequestKind.JOIN,
        office=Office.CONG_TAC_VIEN,
        created_at=turn.at,
        status=RequestStatus.SUBMITTED,
        steps=(),
        from_unit_code=None,
        replaces=None,
        self_proposed=False,
        decision_no=None,
        decision_date=None,
    )


async def _asked_already(turn: Turn, case: Case) -> bool:
    found = await requests.of_person(turn.rows, case.request.person_id or "")
    return any(
        one.request.is_collaboration
        and one.request.is_open
        and one.request.unit_code == case.request.unit_code
        for one in found
    )
