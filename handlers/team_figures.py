"""The report of one team for whoever watches over it: "tổng hợp thôn Đông Trung", "số liệu thôn Bắc Hải tháng 10"."""

from __future__ import annotations

from domain.authority import Action, reach
from domain.reports import ReportStatus
from domain.units import Unit, full_label
from handlers import report_words as words
from handlers.consolidating import period_meant
from handlers.conversation import Conversation
from handlers.naming import team_of
from handlers.places import villages_named
from handlers.turn import Turn
from storage import reports
from vietnamese.writing import day, join_vi, sentence

NOT_YOURS = "Dạ, số liệu của Tổ này dành cho Tổ, lãnh đạo, cán bộ xã và cấp trên ạ."
MOST_NAMED = 4

team_figures = Conversation(
    "team_figures",
    words=r"(?:(?:cho|toi|tui|em|minh|muon|can|xin) )*(?:xem )?(?:tong hop|so lieu|ket qua|xem bao cao|xem bc)"
    r"(?: (?:bao cao|bc|so lieu))?(?: cua)?(?: to)? (?:thon|xom|khoi pho|khoi|to dan pho|tdp) .+",
    help="xem số liệu một Tổ đã báo cáo",
    example="số liệu thôn Đông Trung",
    title="Số liệu một Tổ",
    outranks=True,
    aside=True,
)


@team_figures.opens
async def begin(turn: Turn) -> None:
    """The report of the period that is named, else of the one whose window closed last; several of a name are told."""
    own = [one.unit_code for one in turn.speaker.offices]
    communes = [unit.code for code in own if (unit := turn.tree.commune_of(code)) is not None]
    found, _ = villages_named(turn.tree, turn.directory, turn.heard.text, list(dict.fromkeys(communes)))
    seen = reach(Action.SEE_REPORTS, turn.speaker.offices, turn.tree)
    mine = [unit for unit in found if unit.code in seen]
    if not mine:
        turn.say(NOT_YOURS if found or not seen else "Trợ lý chưa thấy thôn nào tên như vậy ạ.")
    elif len(mine) > 1:
        named = join_vi([full_label(one, turn.tree) for one in mine[:MOST_NAMED]])
        turn.say(f"Có nhiều thôn tên như vậy: {named}. Mời gõ kèm tên xã ạ.")
    else:
        turn.say(await _told(turn, mine[0]))


async def _told(turn: Turn, unit: Unit) -> str:
    period = period_meant(turn)
    kept = await reports.find(turn.rows, unit.code, period)
    who = sentence(team_of(unit))
    if kept is None or (kept.report.status is ReportStatus.DRAFT and not kept.report.values):
        name = words.period_label(period, turn.house.window, turn.today.year)
        due = reports.due_of(turn.directory, unit.code, period, turn.house.window)
        return f"{who} chưa gửi báo cáo {name}; hạn {day(due.team)} ạ."
    template = turn.directory.form_version(kept.report.form_version)
    return f"{who}. {words.status_of(kept, template, turn.house.window, turn.today.year)}"
