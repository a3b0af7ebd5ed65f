"""When the report is due, to whom, and how many days are left."""

from __future__ import annotations

import re
from datetime import date

from domain.authority import Action, reach
from domain.periods import Period
from domain.units import UnitKind
from handlers import report_words as words
from handlers.conversation import Conversation
from handlers.forms import word_button
from handlers.report_filing import commune_label
from handlers.turn import Turn
from storage import reports, teams
from vietnamese import fold
from vietnamese.writing import day

_LATE = re.compile(r"\b(?:muon|tre|qua han)\b(?! (?:gui|nop|bao cao)\b)")
""" "Nộp muộn có sao không": not the wish "muốn nộp"."""

deadline = Conversation(
    "deadline",
    intents=("deadline",),
    help="hỏi hạn gửi báo cáo",
    example="bao giờ đến hạn",
    title="Hạn báo cáo",
    aside=True,
)


@deadline.opens
async def begin(turn: Turn) -> None:
    """The date with its weekday, to whom, and how many days are left; whether the team has sent it already."""
    own = sorted(reach(Action.DRAFT_REPORT, turn.speaker.offices, turn.tree))
    mine = [team.unit_code for team in await teams.of_units(turn.rows, own, turn.tree)]
    period = Period.current(turn.at, turn.house.window)
    unit_code = mine[0] if mine else next((one.unit_code for one in turn.speaker.offices), "")
    sent = await reports.of_teams(turn.rows, mine, period)
    lines = [_when(turn, unit_code, period)]
    lines += _for_commune(turn, unit_code, period)
    if _LATE.search(fold(turn.heard.text)):
        lines.append("Quá hạn xã vẫn nhận và ghi là nộp muộn.")
    if mine and all(code in sent and sent[code].report.counts for code in mine):
        lines.append(f"Tổ đã gửi rồi, cảm ơn {turn.you} ạ.")
        turn.say("\n".join(lines))
    elif mine:
        lines.append("Gõ «báo cáo», mất khoảng 2 phút ạ.")
        turn.say("\n".join(lines), word_button("Báo cáo"))
    else:
        turn.say("\n".join(lines))


def _when(turn: Turn, unit_code: str, period: Period) -> str:
    due = reports.due_of(turn.directory, unit_code, period, turn.house.window)
    name = words.period_label(period, turn.house.window, turn.today.year)
    where = commune_label(turn, unit_code)
    return f"Hạn gửi báo cáo {name}: {day(due.team)} ({left(due.team, turn.today)}). Gửi về {where}, ngay tại đây."


def _for_commune(turn: Turn, unit_code: str, period: Period) -> list[str]:
    """Who leads a commune's team also owes the consolidation."""
    unit = turn.tree.get(unit_code)
    if unit is None or unit.kind is not UnitKind.XA:
        return []
    due = reports.due_of(turn.directory, unit_code, period, turn.house.window)
    above = "huyện" if due.district is not None else "Sở Khoa học và Công nghệ"
    return [f"Tổng hợp của xã gửi {above}: {day(due.commune)} ({left(due.commune, turn.today)})."]


def left(due: date, today: date) -> str:
    """ "còn 3 ngày", "hôm nay", "đã qua 2 ngày, xã vẫn nhận"."""
    days = (due - today).days
    if days == 0:
        return "hôm nay"
    return f"còn {days} ngày" if days > 0 else f"đã qua {-days} ngày, xã vẫn nhận"
