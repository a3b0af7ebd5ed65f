""" "Sao không thấy nhắc": why no reminder came, told; a question about reminders never switches them off."""

from __future__ import annotations

from datetime import date, timedelta

from domain.authority import Action, reach
from domain.periods import Period
from domain.units import full_label
from handlers import report_words as words
from handlers.conversation import Conversation
from handlers.forms import word_button
from handlers.snooze import NEVER_REMINDED
from handlers.turn import Turn
from storage import pauses, recipients, reports, teams
from vietnamese.writing import day, sentence

_NONE_CAME = (
    r"(?:khong|ko|k|hong|chua|chang|no|het)(?: (?:thay|nghe|nhan duoc|nhan|duoc|con|co|ai|bao gio|he))*"
    r" (?:tro ly |bot |duoc |ai )*(?:nhac|(?:tin |loi )nhac|bao nhac)\b"
)
_ASKS = r"\b(?:sao|rang|vi sao|tai sao|the nao|ly do)\b"
_WAS_SEEN = (
    r"(?:khong|ko|k|hong|chua|chang|no)(?: (?:bao gio|he))? (?:thay|nghe|nhan duoc)"
    r" (?:\S+ ){0,3}(?:nhac|loi nhac|tin nhac)\b"
)
WORDS = (
    rf".*{_ASKS}.*\b{_NONE_CAME}.*|.*\b{_NONE_CAME}.*{_ASKS}.*"
    rf"|.*{_ASKS}.*\b(?:khong|ko|k|chua|no) thay (?:tro ly |bot )?(?:nhan tin|nhan|thong bao)\b.*"
    r"|.*\b(?:khong|ko|k|chua|chang|no) (?:duoc|ai|co ai|thay ai)(?: ai)? nhac\b.*"
    rf"|.*\b{_WAS_SEEN}.*|(?:tro ly |bot )?quen (?:khong )?nhac\b.*"
)

unreminded = Conversation(
    "unreminded",
    words=WORDS,
    help="hỏi vì sao không thấy nhắc",
    example="sao không thấy nhắc",
    outranks=True,
    aside=True,
)


@unreminded.opens
async def begin(turn: Turn) -> None:
    """What keeps reminders from coming, or that nothing does; nothing is changed."""
    person_id = turn.speaker.person_id
    if person_id is None:
        turn.say(NEVER_REMINDED)
        return
    until = await _snoozed_until(turn, person_id)
    if until is not None:
        text = f"Lời nhắc của {turn.you} đang tạm ngừng đến hết {day(until - timedelta(days=1))}."
        turn.say(
            f"{text} Muốn được nhắc lại ngay, bấm nút dưới ạ.",
            word_button("Bật nhắc", "bật nhắc"),
        )
        return
    turn.say(await _paused(turn) or await _as_usual(turn))


async def _snoozed_until(turn: Turn, person_id: str) -> date | None:
    """The first day on which this person is reminded again, if that is still to come."""
    known = (await recipients.recipients(turn.rows, [person_id], turn.at)).get(person_id)
    until = None if known is None else known.snoozed_until
    return until if until is not None and until > turn.today else None


async def _paused(turn: Turn) -> str:
    """Where an officer has stopped the reminders of the speaker's units; empty where none has."""
    held = {one.unit_code for one in turn.speaker.offices}
    above = held | {one.code for code in held for one in turn.tree.ancestors(code)}
    holding = await pauses.in_force(turn.rows, turn.at, above) if above else []
    if not holding:
        return ""
    unit = turn.tree.get(holding[0].unit_code)
    name = holding[0].unit_code if unit is None else sentence(full_label(unit, turn.tree))
    why = f" vì {holding[0].reason}" if holding[0].reason else ""
    last = day(holding[0].until - timedelta(days=1))
    return f"{name} đang tạm dừng nhắc{why} đến hết {last}; sau đó Trợ lý nhắc lại như thường ạ."


async def _as_usual(turn: Turn) -> str:
    """Reminders are on: whether there is anything to be reminded of, and what Zalo allows."""
    own = sorted(reach(Action.DRAFT_REPORT, turn.speaker.offices, turn.tree))
    mine = [team.unit_code for team in await teams.of_units(turn.rows, own, turn.tree)]
    on = f"Lời nhắc của {turn.you} vẫn đang bật ạ."
    if not mine:
        return f"{on} Trợ lý chỉ nhắc khi có việc đang chờ {turn.you}."
    window, period = turn.house.window, Period.current(turn.at, turn.house.window)
    name = words.period_label(period, window, turn.today.year)
    sent = await reports.of_teams(turn.rows, mine, period)
    if all(code in sent and sent[code].report.counts for code in mine):
        return f"{on} Báo cáo {name} xã đã nhận nên không phải nhắc; kỳ sau Trợ lý lại nhắc."
    due = reports.due_of(turn.directory, mine[0], period, window)
    return (
        f"{on} Báo cáo {name} chưa gửi, hạn {day(due.team)}; Trợ lý chỉ nhắc lúc gần hạn và khi quá hạn.\n"
        f"Zalo chỉ cho nhắn trong 7 ngày kể từ tin cuối của {turn.you}: thỉnh thoảng nhắn một chữ là nhắc được."
    )
