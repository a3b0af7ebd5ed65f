"""The report of one team for whoever watches over it: "tổng hợp thôn Đông Trung", "số liệu thôn Bắc Hải tháng 10"."""

from __future__ import annotations

import re

from domain.authority import Action, may, reach
from domain.forms import ReportTemplate
from domain.reports import ReportStatus
from domain.units import Unit, full_label, label
from handlers import report_words as words
from handlers.consolidating import period_meant
from handlers.conversation import Conversation
from handlers.forms import word_button
from handlers.heard import Heard
from handlers.naming import team_of
from handlers.places import villages_named
from handlers.turn import Turn
from storage import reports
from vietnamese import fold
from vietnamese.writing import day, join_vi, sentence

NOT_YOURS = "Dạ, số liệu của Tổ này dành cho Tổ, lãnh đạo, cán bộ xã và cấp trên ạ."
UNKNOWN = "Trợ lý chưa thấy thôn nào tên như vậy ạ."
OWN = " Số liệu của Tổ mình thì gõ «báo cáo của tôi» ạ."
NOT_YOUR_REPORT = (
    "Dạ, báo cáo của {whose} do Tổ ấy gửi, Trợ lý chưa ghi số nào. Của Tổ mình thì gõ «báo cáo» kèm số ạ."
)
MOST_NAMED = 4
_HEAD = re.compile(
    r"(?:bao cao|bc)(?: cua)?(?: to)? ((?:thon|xom|khoi pho|khoi|to dan pho|tdp)((?: [a-z0-9]+){1,3}))"
)
_NO_NAMES = frozenset("em minh toi tui ta nay ni cua thang ky".split())

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
    found, _ = villages_named(turn.tree, turn.directory, turn.heard.text, _own_communes(turn))
    seen = reach(Action.SEE_REPORTS, turn.speaker.offices, turn.tree)
    mine = [unit for unit in found if unit.code in seen]
    if not mine:
        theirs = f"{NOT_YOURS}{OWN if seen else ''}"
        turn.say(theirs if found or not seen else UNKNOWN)
    elif len(mine) > 1:
        named = join_vi([full_label(one, turn.tree) for one in mine[:MOST_NAMED]])
        turn.say(f"Có nhiều thôn tên như vậy: {named}. Mời gõ kèm tên xã ạ.")
    else:
        await _tell(turn, mine[0])


async def of_another(turn: Turn, *, types_in: bool) -> bool:
    """ "Báo cáo thôn Bắc Hải" from somebody who is not of that team: told what he may see; False otherwise.

    ``types_in``: he may type in its figures, where he brings any.
    """
    named = _HEAD.match(fold(turn.heard.text))
    seen = reach(Action.SEE_REPORTS, turn.speaker.offices, turn.tree)
    if named is None or not seen:
        return False
    communes = _own_communes(turn)
    found, sure = villages_named(turn.tree, turn.directory, named[1], communes)
    if not found or not sure:
        return _of_none(turn, named, found)
    if not _brings_figures(turn.heard, turn.directory.form(turn.today)):
        await begin(turn)
        return True
    if types_in:
        return False
    # "báo cáo thôn 5 buổi": a number beside figures, or a name from far away, need be no name.
    near = {one.code for code in communes for one in turn.tree.children(code)}
    if found[0].code not in near or re.search(r"\d", named[1].split()[1]):
        return False
    turn.say(NOT_YOUR_REPORT.format(whose=team_of(found[0])))
    return True


def _of_none(turn: Turn, named: re.Match[str], found: list[Unit]) -> bool:
    """ "Báo cáo thôn Không Có": no village has that name, which has a capital, and it is not the own one's misspelt."""
    text, own = turn.heard.text, reach(Action.DRAFT_REPORT, turn.speaker.offices, turn.tree)
    rest = text.split()[len(named.string[: named.start(2)].split()) :]
    is_name = bool(rest) and rest[0][0].isupper() and not text.isupper() and fold(rest[0]) not in _NO_NAMES
    if not is_name or _brings_figures(turn.heard, turn.directory.form(turn.today)):
        return False
    if any(one.code in own for one in found):
        return False
    turn.say(f"{UNKNOWN} Báo cáo của Tổ mình thì gõ «báo cáo»." if own else UNKNOWN)
    return True


def _own_communes(turn: Turn) -> list[str]:
    own = [turn.tree.commune_of(one.unit_code) for one in turn.speaker.offices]
    return list(dict.fromkeys(unit.code for unit in own if unit is not None))


def _brings_figures(heard: Heard, template: ReportTemplate) -> bool:
    return heard.says("report_nil") or any(key in heard.slots for key in template.keys)


async def _tell(turn: Turn, unit: Unit) -> None:
    period = period_meant(turn)
    kept = await reports.find(turn.rows, unit.code, period)
    who = sentence(team_of(unit))
    if kept is None or (kept.report.status is ReportStatus.DRAFT and not kept.report.values):
        name = words.period_label(period, turn.house.window, turn.today.year)
        due = reports.due_of(turn.directory, unit.code, period, turn.house.window)
        until = f"hạn {day(due.team)}" if turn.today <= due.team else f"đã qua hạn {day(due.team)}"
        order = f"nhập hộ {label(unit)} {period.label()}"
        types_in = may(Action.REPORT_FOR, turn.speaker.offices, unit.code, turn.tree)
        turn.say(
            f"{who} chưa gửi báo cáo {name}; {until} ạ.",
            *([word_button("Nhập hộ", order)] if types_in else []),
        )
        return
    template = turn.directory.form_version(kept.report.form_version)
    turn.say(f"{who}. {words.status_of(kept, template, turn.house.window, turn.today.year)}")
