"""Was it received: code, time, in time or not, figures; "số liệu tháng 11" of whoever asks."""

from __future__ import annotations

import re

from domain.authority import Action, reach
from domain.periods import Period
from domain.reports import ReportStatus
from handlers import report_words as words
from handlers.consolidating import begin as consolidated
from handlers.consolidating import period_named
from handlers.conversation import Conversation
from handlers.forms import Form, word_button
from handlers.report_form import ReportForm
from handlers.several_months import MORE_MONTHS, asks_one_month
from handlers.turn import Turn
from storage import reports, teams
from storage.reports import Kept
from vietnamese import fold
from vietnamese.writing import day

MOST_TEAMS = 4
_OWN = r"(?: (?:cua )?(?:to(?: (?:toi|tui|em|minh|ta))?|toi|tui|em|minh))?"
OF_A_MONTH = re.compile(
    r"(?:(?:cho|toi|tui|em|minh|muon|can|xin|xem|coi) )*so lieu(?: bao cao)?"
    rf"{_OWN}(?: cua| trong)?(?: ky)? (?:(?:thang|t) ?\d{{1,2}}(?:[/.-](?:20)?\d{{2}})?{MORE_MONTHS}"
    r"|(?:thang|ky) (?:nay|ni|truoc))"
    rf"{_OWN}(?: (?:a|voi|nhe|di))*"
)
""" "Số liệu tháng 11", "cho xem số liệu của tổ em kỳ này"."""

report_status = Conversation(
    "report_status",
    intents=("report_status",),
    words=r"(?:xa )?(?:da )?nhan (?:duoc )?(?:bao cao )?chua|bao cao (?:cua )?(?:toi|tui|to|em|minh)"
    r"|xem bao cao|da gui chua|(?:xem |cho (?:toi |tui |em )?xem )?so lieu (?:cua )?to"
    rf"(?: (?:toi|tui|em|minh))?|{OF_A_MONTH.pattern}",
    help="hỏi xã đã nhận báo cáo chưa",
    example="xã đã nhận chưa",
    title="Đã nhận chưa",
    aside=True,
)


@report_status.opens
async def begin(turn: Turn) -> Form | None:
    """What who gathers the reports asks of a month is its sum; else it is told of the speaker's teams."""
    asks = turn.is_read and OF_A_MONTH.fullmatch(fold(turn.heard.text).strip(" .!?"))
    if asks and reach(Action.CONSOLIDATE, turn.speaker.offices, turn.tree):
        return await consolidated(turn)
    if asks and asks_one_month(turn):
        return None
    await of_own_team(turn)
    return None


async def of_own_team(turn: Turn) -> None:
    """Each of the speaker's teams: the period that is asked about, else the current one and the last that was sent."""
    own = reach(Action.SEE_REPORTS, turn.speaker.offices, turn.tree) & reach(
        Action.DRAFT_REPORT, turn.speaker.offices, turn.tree
    )
    standing = [team.unit_code for team in await teams.of_units(turn.rows, own, turn.tree)]
    if not standing:
        await _of_person(turn)
        return
    period = _period_meant(turn)
    shown = [await _team(turn, code, period, len(standing) > 1) for code in standing[:MOST_TEAMS]]
    turn.say("\n".join(shown), *(() if all("✅" in one for one in shown) else (word_button("Báo cáo"),)))


def _period_meant(turn: Turn) -> Period:
    """The period that is named, else that of the report being written, else the current one."""
    if (said := period_named(turn)) is not None:
        return said
    written = (one.form for one in reversed(turn.dialogs))
    form = next((one for one in written if isinstance(one, ReportForm)), None)
    return Period.current(turn.at, turn.house.window) if form is None else form.period


async def _team(turn: Turn, code: str, period: Period, named: bool) -> str:
    window, year = turn.house.window, turn.today.year
    kept = await reports.find(turn.rows, code, period)
    before = f"{words.team_label(turn.tree.get(code), code)}: " if named else ""
    if kept is not None and (kept.report.values or kept.report.status is not ReportStatus.DRAFT):
        return before + _one(turn, kept)
    due = reports.due_of(turn.directory, code, period, window)
    text = (
        f"{before}Xã chưa nhận được báo cáo {words.period_label(period, window, year)};"
        f" {'hạn' if turn.today <= due.team else 'đã qua hạn'} {day(due.team)}."
    )
    last = [one for one in await reports.newest(turn.rows, [code]) if one.report.counts]
    return f"{text}\n{_one(turn, last[0])}" if last else text


async def _of_person(turn: Turn) -> None:
    """An officer without a team of his own: what he typed in for others."""
    person = turn.speaker.person_id
    mine = [] if person is None else await reports.of_person(turn.rows, person)
    if mine:
        turn.say("\n".join(_one(turn, one) for one in mine[:MOST_TEAMS]))
    else:
        turn.say(f"Trợ lý chưa thấy báo cáo nào của {turn.you}. Gõ «trợ giúp» để xem Trợ lý làm được gì ạ.")


def _one(turn: Turn, kept: Kept) -> str:
    template = turn.directory.form_version(kept.report.form_version)
    return words.status_of(kept, template, turn.house.window, turn.today.year)
