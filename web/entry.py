"""An officer types in what a team has told him: the form, everything read back, and then sent as from the chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.authority import Action
from domain.forms import ReportTemplate, Value
from domain.reports import ReportStatus
from domain.units import Unit
from handlers import report_filing as filing
from handlers import report_words as words
from handlers.correction import circumstances as circumstances_of_change
from handlers.desk import replies
from handlers.naming import OFFICE_WORDS
from handlers.report import blank, circumstances, periods_taken
from handlers.report_form import ReportForm
from storage import people, reports, teams
from storage.reports import Kept
from vietnamese.writing import sentence
from web.about import by_unit
from web.crumbs import Crumb, up_from
from web.entry_fields import GIVER, NIL, ONTO, PREFIX, Given, asked_of, of_standing, read
from web.page import Again, Context, Elsewhere, NotFound, Page, Refused
from web.report import lines_of
from web.visit import PERIOD, Visit

entry = Page(
    "entry",
    "/to/{unit}/nhap-bao-cao",
    "Nhập báo cáo hộ",
    sees=(Action.REPORT_FOR,),
    about=by_unit,
    by_period=True,
)
PHOTOS = "anh"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Whose report of which period it is, what stands already, and who of the team may have given the figures."""

    unit: Unit
    form: ReportForm
    standing: Kept | None
    givers: Mapping[str, str]
    leaders: tuple[str, ...]

    @property
    def template(self) -> ReportTemplate:
        """The version of the form that is valid for the period."""
        return self.form.template

    @property
    def before(self) -> Mapping[str, Value]:
        """What was written before."""
        return {} if self.standing is None else self.standing.report.values


async def _sheet(visit: Visit, unit: str) -> Sheet:
    """Raises NotFound where there is no team, or the period is none that reports are taken for."""
    standing_unit, roster = visit.tree.get(unit), await teams.roster(visit.rows, unit, visit.tree)
    if standing_unit is None or roster is None or visit.period not in periods_taken(visit.turn):
        raise NotFound
    givers: dict[str, str] = {}
    if filing.is_on_behalf(visit.turn, unit):
        persons = await people.by_ids(visit.rows, [one.person_id for one in roster.everybody])
        givers = {
            one.person_id: f"{persons[one.person_id].name}, {OFFICE_WORDS[one.office]}"
            for one in roster.everybody
            if one.person_id in persons
        }
    return Sheet(
        standing_unit,
        await blank(visit.turn, standing_unit, visit.period),
        await reports.find(visit.rows, unit, visit.period),
        givers,
        tuple(await filing.leaders_of(visit.turn, unit)),
    )


@entry.shows
async def show(visit: Visit, unit: str) -> Context:
    """The form, with what stands or was typed; or what was typed, to be read once more before it is sent."""
    sheet = await _sheet(visit, unit)
    deed = str(visit.sent.get("viec", ""))
    given = read(sheet.template, visit.sent, sheet.givers) if deed else _begun(sheet)
    visit.turn.audit("saw_members", f"unit:{unit}")
    reads_back = deed in ("check", "send") and not given.faults
    return {
        "title": sentence(f"Nhập báo cáo cho {filing.team_of(visit.turn, unit)}"),
        "unit": unit,
        "sheet": sheet,
        "given": given,
        "reads_back": reads_back,
        **({"periods": ()} if reads_back else {}),
        "lines": lines_of(sheet.template, given.values),
        "warnings": _warnings(sheet, given),
        "told": await _told(visit, sheet),
        "about": await _about(visit, sheet),
        "fields": asked_of(sheet.template),
        "names": {"nil": NIL, "giver": GIVER, "onto": ONTO, "prefix": PREFIX},
        "address": visit.link("entry", {PERIOD: str(visit.period)}, unit=unit),
        "window": visit.period.window_label(visit.site.window),
        "crumbs": up_from(visit, unit, Crumb("Nhập báo cáo")),
    }


def _begun(sheet: Sheet) -> Given:
    """What stands may be a draft of the team, or a report to be mended."""
    if sheet.standing is None:
        given = Given()
    else:
        report = sheet.standing.report
        given = of_standing(sheet.template, report.values, report.nil)
        given.onto = report.revision
    before = None if sheet.standing is None else sheet.standing.on_behalf_of
    likely = [one for one in (before, *sheet.leaders) if one in sheet.givers]
    given.giver = (likely[0] or "") if likely else ""
    return given


def _warnings(sheet: Sheet, given: Given) -> list[str]:
    """What is worth a second look, as the read-back of the chat has it."""
    if given.nil:
        return []
    sheet.form.begin_with(given.values)
    return [sentence(one) for one in sheet.form.warnings()]


async def _about(visit: Visit, sheet: Sheet) -> str:
    """What stands already and what becomes of other figures; for a first report, whether it is early or late."""
    kept = sheet.standing
    if kept is None or kept.report.status is ReportStatus.RETRACTED:
        return circumstances(visit.turn, sheet.unit, visit.period)
    if kept.report.status is ReportStatus.DRAFT:
        by = await filing.name_of(visit.turn, kept.report.submitted_by)
        begun = f"Đang có bản soạn dở của {by}; mời xem lại. " if kept.report.values else ""
        return begun + circumstances(visit.turn, sheet.unit, visit.period)
    stands = words.status_of(kept, sheet.template, visit.site.window, visit.today.year)
    lines = [*stands.replace("✅ ", "").splitlines(), await circumstances_of_change(visit.turn, kept)]
    return " ".join(f"{sentence(one).rstrip('.')}." for one in lines if one)


async def _told(visit: Visit, sheet: Sheet) -> str:
    """Who hears of it; a leader without Zalo has to be told otherwise."""
    if not sheet.givers or not sheet.leaders:
        return ""
    leader = await filing.name_of(visit.turn, sheet.leaders[0])
    if await people.accounts_of(visit.rows, sheet.leaders[:1]):
        return f"Gửi xong, Trợ lý báo cho {leader} qua Zalo."
    return f"{sentence(leader)} chưa có Zalo với Trợ lý, nhờ báo lại giúp bằng điện thoại."


# --- what is done -----------------------------------------------------------------------------------------------------


@entry.does("check", Action.REPORT_FOR)
async def check(visit: Visit, form: Any, unit: str) -> str:
    """Everything once more before it is sent; nothing is written."""
    _without_faults(read((sheet := await _sheet(visit, unit)).template, form, sheet.givers))
    raise Again


@entry.does("mend", Action.REPORT_FOR)
async def mend(visit: Visit, form: Any, unit: str) -> str:
    """Back to the form, with everything that was typed."""
    raise Again


@entry.does("send", Action.REPORT_FOR)
async def send(visit: Visit, form: Any, unit: str) -> str:
    """The report goes the way of one by chat: in time or late, correction, amendment or proposal, letters, audit."""
    sheet = await _sheet(visit, unit)
    given = read(sheet.template, form, sheet.givers)
    _without_faults(given)
    photos = {PHOTOS: sheet.before[PHOTOS]} if PHOTOS in sheet.before and not given.nil else {}
    wanted = filing.Filing(
        unit,
        visit.period,
        given.values | photos,
        given.nil,
        sheet.template,
        onto=given.onto,
        given_by=given.giver if sheet.givers else "",
    )
    await filing.file(visit.turn, wanted)
    said = replies(visit.turn).replace("gõ SỬA", "mở lại trang nhập này")
    kept = await reports.find(visit.rows, unit, visit.period)
    sent = kept is not None and kept.report.first_submitted_at is not None
    there = visit.link("report", code=kept.report.code) if kept and sent else visit.link("team", unit=unit)
    raise Elsewhere(there, said or ASKED)


ASKED = "Kỳ này đã có báo cáo với số khác. Trợ lý đã hỏi qua Zalo nên dùng số nào ạ."


def _without_faults(given: Given) -> None:
    if given.faults:
        raise Refused(f"Chưa gửi gì. Có {len(given.faults)} chỗ cần xem lại, ghi ngay bên dưới ạ.")
