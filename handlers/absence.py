"""Being away for a while, or out of the Zalo group, which both do not end the membership."""

from __future__ import annotations

import re
from datetime import date, timedelta

from domain.people import Office
from handlers.announcing import tell_persons
from handlers.conversation import Conversation
from handlers.leave import NO_PLACE, NOT_KNOWN, places_of
from handlers.naming import called
from handlers.request_words import team_words
from handlers.turn import Turn
from storage import notes, people
from vietnamese import fold
from vietnamese.absences import is_of_another
from vietnamese.writing import day, join_vi, sentence

absence = Conversation(
    "absence",
    intents=("absence",),
    help="báo vắng một thời gian",
    example="em xin nghỉ một tháng",
    title="Báo vắng",
)
out_of_group = Conversation(
    "out_of_group",
    words=r"(?!.*cong tac).*\b(?:out|ra khoi|roi|thoat|roi khoi|ra)(?: ra)?(?: khoi)? (?:cai )?(?:nhom|group|gr)\b.*",
    help="hỏi về việc rời nhóm Zalo",
    example="em lỡ rời nhóm Zalo",
)


@absence.opens
async def away(turn: Turn) -> None:
    """Recorded and told to the leader; the person stays a member."""
    places = await places_of(turn)
    person = turn.speaker.person
    if person is None or not places:
        turn.say(NOT_KNOWN if person is None else NO_PLACE.format(need="báo vắng"))
        return
    if is_of_another(turn.heard.text, person.name):
        turn.say(
            f"Dạ, Trợ lý chưa ghi gì ạ: ai vắng thì chính người ấy nhắn Trợ lý, ví dụ «{absence.example}».\n"
            f"Nếu {turn.you} vắng, mời gõ «tôi xin nghỉ» và nghỉ bao lâu; cần giúp, gõ «gặp cán bộ»."
        )
        return
    length, until = _length(turn)
    units = list(places)
    await notes.record(
        turn.rows,
        "absence",
        turn.speaker.address,
        turn.heard.text,
        turn.at,
        unit_code=units[0],
        event_key=turn.incoming.key,
    )
    who = sentence(called(person, turn.today))
    teams = join_vi([team_words(turn, code) for code in units])
    text = (
        f"{who} báo vắng{length}{until}; vẫn là người của {teams}. Tổ phân công giúp việc trong lúc vắng ạ."
    )
    await tell_persons(turn, await _who_hears(turn, units), text, f"absence:{turn.incoming.key}")
    turn.say(
        f"Trợ lý đã ghi {turn.you} vắng{length}{until} và báo {_whom(turn)}. {sentence(turn.you)} vẫn ở trong Tổ.\n"
        "Nếu muốn thôi hẳn, gõ «xin thôi tham gia Tổ» ạ."
    )


def _length(turn: Turn) -> tuple[str, str]:
    """ " khoảng 1 tháng" and " (đến thứ Tư, 16/12)", as far as said."""
    months, days = turn.heard.slot("months"), turn.heard.slot("days")
    if isinstance(months, int) and 0 < months <= 36:
        return f" khoảng {months} tháng", f" (đến {day(_after_months(turn.today, months))})"
    if isinstance(days, int) and 0 < days <= 1000:
        return f" {days} ngày", f" (đến {day(turn.today + timedelta(days=days))})"
    return " một thời gian", ""


def _after_months(today: date, months: int) -> date:
    years, month = divmod(today.month - 1 + months, 12)
    first = date(today.year + years, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(today.day, last.day))


async def _who_hears(turn: Turn, units: list[str]) -> list[str]:
    """The leader; when the leader himself is away, his deputy and the commune team's leader."""
    own = await people.offices_in(turn.rows, units, turn.today, [Office.TO_TRUONG])
    leaders = [one.person_id for one in own if one.person_id != turn.speaker.person_id]
    if leaders:
        return leaders
    communes = [commune.code for code in units if (commune := turn.tree.commune_of(code)) is not None]
    deputies = await people.offices_in(turn.rows, units, turn.today, [Office.TO_PHO])
    above = await people.offices_in(turn.rows, communes, turn.today, [Office.TO_TRUONG])
    return [one.person_id for one in (*deputies, *above)]


def _whom(turn: Turn) -> str:
    """Who hears of it, in words."""
    leads = any(one.office is Office.TO_TRUONG for one in turn.speaker.offices)
    return "Tổ phó và Tổ trưởng cấp xã" if leads else "Tổ trưởng"


@out_of_group.opens
async def not_out_of_team(turn: Turn) -> None:
    """Out of the Zalo group is not out of the team."""
    places = await places_of(turn)
    if not places:
        turn.say("Rời nhóm Zalo không ảnh hưởng gì đến danh sách Tổ ạ.")
        return
    still = f"Ra khỏi nhóm Zalo không phải là thôi tham gia Tổ: {turn.you} vẫn ở trong Tổ."
    leave = "Nếu muốn thôi hẳn, gõ «xin thôi tham gia Tổ» ạ."
    if re.search(r"\b(?:muon|xin|cho)\b", fold(turn.heard.text)) or turn.speaker.person is None:
        turn.say(f"{still}\n{leave}")
        return
    who = sentence(called(turn.speaker.person, turn.today))
    text = f"{who} báo đã ra khỏi nhóm Zalo (vẫn ở trong Tổ). Mời thêm lại vào nhóm giúp ạ."
    await tell_persons(turn, await _who_hears(turn, list(places)), text, f"out_of_group:{turn.incoming.key}")
    turn.say(f"{still}\nTrợ lý đã nhờ {_whom(turn)} thêm lại vào nhóm. {leave}")
