"""Who is proposed to go, for good or for another in the seat: asked in person first, then the chairman decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domain.authority import Action, reach
from domain.people import Person
from domain.requests import Request, RequestKind
from domain.teams import Place
from handlers.announcing import tell_persons
from handlers.naming import called
from handlers.sending_up import route_of
from handlers.turn import Turn
from storage import people, requests, teams
from storage.requests import Case
from vietnamese.names import fold_name
from vietnamese.writing import sentence

if TYPE_CHECKING:
    from handlers.pressing import Tap

AS_IT_IS = "thay đổi theo thực tế"
"""The reason on record where the member cannot be asked (plan II.3.3, "phù hợp với tình hình thực tế")."""
GONE = "Người này không còn ở trong Tổ, hoặc đã có đơn đang chờ rồi ạ."


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
    route = await route_of(turn, RequestKind.LEAVE, unit_code, [person_id])
    return turn.speaker.person_id in route.persons


# --- the question ----------------------------------------------------------------------------------------------------


def ask(turn: Turn, verb: str, text: str, detail: Mapping[str, Any], reason: str) -> None:
    """Put it to who is to go; the proposer has a button in case that person cannot be reached.

    ``verb`` is the beginning of the buttons' verbs: "leave" for leave_agreed, leave_refused, leave_unreachable.
    """
    person, to = detail["person"], f"person:{detail['person']}"
    yes = turn.tap("Tôi xin thôi", f"{verb}_agreed", person, to, reason, **detail)
    no = turn.tap("Tôi vẫn tham gia", f"{verb}_refused", person, to, reason, **detail)
    turn.tell(to, text, yes, no, about=f"{verb}:asked:{turn.incoming.key}")
    turn.say(
        "Trợ lý đã hỏi ý kiến người đó. Nếu không liên lạc được (đi xa, đã mất…), mời bấm nút dưới ạ.",
        turn.tap(
            "Không liên lạc được", f"{verb}_unreachable", person, turn.speaker.address, reason, **detail
        ),
    )


async def tell_goes(turn: Turn, tap: Tap, text: str) -> None:
    """Who was asked goes: he hears what comes next, who proposed it that the chairman has it."""
    turn.say(f"Trợ lý đã gửi đơn lên Chủ tịch UBND xã. Trong lúc chờ, {turn.you} vẫn ở trong Tổ ạ.")
    await tell_persons(turn, [tap.detail["by"]], text, f"{tap.verb}:{turn.incoming.key}")


async def tell_stays(turn: Turn, tap: Tap) -> None:
    """Who was asked to go stays: he hears that nothing changes, who proposed it that nothing is sent."""
    turn.say("Dạ, Trợ lý đã ghi: mình vẫn tham gia Tổ, không có gì thay đổi ạ.")
    who = "" if turn.speaker.person is None else sentence(called(turn.speaker.person, turn.today))
    text = f"{who} cho biết vẫn tham gia Tổ, nên Trợ lý không gửi đề xuất ạ."
    await tell_persons(turn, [tap.detail["by"]], text, f"{tap.verb}:{turn.incoming.key}")


async def may_go_on(turn: Turn, tap: Tap) -> bool:
    """Whether who pressed "cannot be reached" is still the one who may propose; says so if not."""
    if await proposes(turn, tap.detail["person"], tap.detail["unit"]):
        return True
    turn.say("Việc này hiện không thuộc phần mình phụ trách nữa ạ.")
    return False


# --- the request -----------------------------------------------------------------------------------------------------


async def way_out(turn: Turn, unit_code: str, person_id: str) -> Case | None:
    """The leave of this member, or the replacement by somebody else, that waits already."""
    found = await requests.open_in(turn.rows, [unit_code])
    return next((one for one in found if person_id == _leaver(one.request)), None)


def _leaver(request: Request) -> str | None:
    if request.kind is RequestKind.LEAVE:
        return request.person_id
    return request.replaces if request.kind is RequestKind.REPLACE else None


def tell_sent_as_it_is(turn: Turn, case: Case | None) -> None:
    """The leader hears that it went up for the reason on record."""
    if case is not None:
        turn.say(f"Trợ lý đã gửi đề xuất {case.code} lên Chủ tịch UBND xã với lý do: {AS_IT_IS} ạ.")
