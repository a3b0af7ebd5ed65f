"""The monthly report: whose team, which period, the form, the receipt; drafts and second reporters."""

from __future__ import annotations

import re

from domain.authority import Action, may, reach
from domain.periods import Period
from domain.reports import ReportStatus
from domain.units import Unit, label
from handlers import report_filing as filing
from handlers import report_words as words
from handlers.brought import Brought
from handlers.conversation import Conversation
from handlers.forms import Form, word_button
from handlers.heard import Heard
from handlers.just_sent import is_afterthought, just_sent
from handlers.month_meant import month_meant
from handlers.places import named_places
from handlers.questions import Choice, OneOf
from handlers.report_form import ReportForm
from handlers.report_known import definition_of
from handlers.several_months import asks_which_first
from handlers.team_figures import of_another
from handlers.turn import Turn
from storage import reports, teams
from storage.reports import Kept
from vietnamese import fold
from vietnamese.dates import read_period
from vietnamese.writing import day

OLDEST = 11
"""So many periods before the one that closed last a report may still be for."""
FOR_OTHERS = re.compile(r"\b(?:nhap|bao cao|bc|gui|nop|lam) (?:ho|giup|thay)\b|\bnhap ho\b")
MONTH_OF_A_YEAR = re.compile(r"\bthang \d{1,2} ?(?:/|nam) ?20\d\d\b")

report = Conversation(
    "report",
    ReportForm,
    intents=("report", "report_nil"),
    words=r"(?:bao cao|bc) (?:nhu|y nhu) (?:thang|ky) truoc|(?:nhap|bao cao|bc) (?:ho|giup|thay)(?: .+)?"
    r"|(?:bao cao|bc) (?:cua )?(?:to )?(?:thon|xom|khoi|to dan pho|tdp) .+|\d+(?:[ ,;.]+\d+){5}"
    r"|(?:gui )?(?:bao cao|bc) thang \d{1,2} ?(?:/|nam) ?20\d\d",
    help="gửi báo cáo của Tổ",
    example="báo cáo",
    title="Báo cáo",
)


class WhichForm(Brought):
    """Which team, and which period, where that is open; the message that began it is kept for its figures."""

    team = OneOf(
        "Báo cáo của Tổ nào ạ?",
        lambda form: [Choice(code, name, name[:20]) for code, name in form.facts["teams"]],
    )
    period = OneOf(
        "Tổ chưa gửi báo cáo kỳ trước. Báo cáo cho kỳ nào ạ?",
        lambda form: [
            Choice(period, f"{name}, kỳ {which}", name)
            for (period, name), which in zip(form.facts["periods"], ("trước", "này"), strict=False)
        ],
        when=lambda form: bool(form.facts["periods"]),
    )

    def keep(self, heard: Heard) -> None:
        """Remember what was said."""
        self.facts["heard"] = [heard.text, heard.intent, heard.slots, heard.sure]

    @property
    def heard(self) -> Heard:
        """What was said at the beginning."""
        return Heard(*self.facts["heard"])


which_report = Conversation("which_report", WhichForm)


@report.opens
async def begin(turn: Turn) -> Form | None:
    """Find the team and the period; ask for what is open."""
    meant, named = await _teams(turn)
    own = reach(Action.DRAFT_REPORT, turn.speaker.offices, turn.tree)
    if not (named and any(one.code in own for one in meant)) and await of_another(turn, types_in=named):
        return None
    if not meant:
        turn.say(refusal(turn))
        return None
    if asks_which_first(turn, "báo cáo"):
        return None
    if len(meant) == 1:
        return await open_for(turn, meant[0], turn.heard, None)
    form = WhichForm(teams=[[unit.code, label(unit)] for unit in meant], periods=[])
    form.keep(turn.heard)
    return form


def refusal(turn: Turn) -> str:
    """Who may report, told kindly."""
    if turn.speaker.offices:
        return "Báo cáo tháng do Tổ trưởng, Tổ phó, thành viên của Tổ soạn và gửi ạ. Gõ «trợ giúp» để xem việc khác."
    if turn.speaker.person is not None:
        return (
            "Báo cáo tháng do Tổ trưởng, Tổ phó, thành viên của Tổ gửi;"
            f" {turn.you} hiện không có tên trong Tổ nào ạ. Nếu chưa đúng, gõ «gặp cán bộ» để xã kiểm tra giúp."
        )
    return (
        f"Báo cáo tháng chỉ người của Tổ chuyển đổi số cộng đồng gửi được. "
        f"Nếu {turn.you} là người của Tổ, gõ «gặp cán bộ» để xã kiểm tra giúp ạ."
    )


async def teams_meant(turn: Turn) -> list[Unit]:
    """The teams the speaker may report for that the message can mean: his own, or one he names and may type in for."""
    return (await _teams(turn))[0]


async def _teams(turn: Turn) -> tuple[list[Unit], bool]:
    """The same, and whether the message names them."""
    own = reach(Action.DRAFT_REPORT, turn.speaker.offices, turn.tree)
    others = reach(Action.REPORT_FOR, turn.speaker.offices, turn.tree)
    standing = {team.unit_code for team in await teams.of_units(turn.rows, own | others, turn.tree)}
    units = [unit for unit in turn.tree if unit.code in standing]
    named, sure = named_places(units, turn.heard.text, turn.directory)
    if named and sure:
        return named, True
    mine = [unit for unit in units if unit.code in own]
    if others and (not mine or FOR_OTHERS.search(fold(turn.heard.text))):
        return [unit for unit in units if unit.code in others], False
    return mine, False


# --- the form -----------------------------------------------------------------------------------------------------


async def open_for(turn: Turn, unit: Unit, heard: Heard, period: Period | None) -> Form | None:
    """The form for this team; None when all has been said."""
    meant = period or _period_said(turn, heard)
    if isinstance(meant, str):
        turn.say(meant)
        return None
    if meant is None and is_afterthought(heard):
        last = await just_sent(turn)
        meant = last.report.period if last is not None and last.report.unit_code == unit.code else None
    if meant is None:
        meant = Period.current(turn.at, turn.house.window)
        owed = await _owed_before(turn, unit, meant)
        if owed is not None:
            return _ask_period(turn, unit, heard, [owed, meant])
    return await form_for(turn, unit, heard, meant)


def _period_said(turn: Turn, heard: Heard) -> Period | str | None:
    """The period that was named; a sentence when there can be no report for it; None when none was."""
    said = heard.slot("period") or _month_of_a_year(turn, heard)
    if not isinstance(said, str):
        return None
    taken = periods_taken(turn)
    named = month_meant(said, heard.text, turn.at, turn.house.window)
    if named > taken[0]:
        return f"Kỳ {named.label()} chưa bắt đầu. Gõ «báo cáo» để gửi kỳ này ạ."
    if named not in taken:
        return f"Kỳ {named.label()}/{named.year} đã lâu, Trợ lý không nhận thêm. Mời gõ «gặp cán bộ» ạ."
    return named


def periods_taken(turn: Turn) -> list[Period]:
    """The periods that reports are still taken for, the running one first."""
    running = Period.running(turn.at, turn.house.window)
    return [running.shifted(-back) for back in range(OLDEST + 2)]


def _month_of_a_year(turn: Turn, heard: Heard) -> str | None:
    """ "báo cáo tháng 3/2024": a month with its year is a period even where the reading is not sure of it."""
    return read_period(heard.text, turn.today) if MONTH_OF_A_YEAR.search(fold(heard.text)) else None


async def _owed_before(turn: Turn, unit: Unit, current: Period) -> Period | None:
    """The closed period this team still owes when the current one is not closed yet."""
    closed = Period.closed(turn.at, turn.house.window)
    if current == closed:
        return None
    tree = turn.directory.tree(closed.window(turn.house.window)[1])
    owing = [one for one in await teams.of_units(turn.rows, [unit.code], tree) if one.owes_report(tree.on)]
    sent = await reports.find(turn.rows, unit.code, closed)
    return closed if owing and (sent is None or not sent.report.counts) else None


def _ask_period(turn: Turn, unit: Unit, heard: Heard, periods: list[Period]) -> WhichForm:
    choices = [[str(one), one.label().capitalize()] for one in periods]
    form = WhichForm(teams=[[unit.code, label(unit)]], periods=choices)
    form.take("team", unit.code)
    form.keep(heard)
    return form


@which_report.completes
async def chosen(form: WhichForm, turn: Turn) -> None:
    """Team and period are known: the report itself begins, with what the first message told."""
    unit = turn.tree.get(form.team)
    period = Period.parse(form.period) if form.period else None
    opened = None if unit is None else await open_for(turn, unit, form.heard, period)
    if opened is None:
        return
    if isinstance(opened, ReportForm):
        opened.photos.extend(form.photos)
        opened.enclosed.extend(form.enclosed)
        opened.fill(form.heard)
    turn.begin(opened.conversation, opened)
    question = opened.asked()
    if question is not None:
        turn.ask(question.prompt(opened))


async def form_for(turn: Turn, unit: Unit, heard: Heard, period: Period) -> ReportForm | None:
    """The form beside whatever stands: a new one, a draft to go on with, a correction; None when that was told."""
    standing = await reports.find(turn.rows, unit.code, period)
    form = await blank(turn, unit, period)
    form.facts["onto"] = 0 if standing is None else standing.report.revision
    if standing is None or standing.report.status is ReportStatus.RETRACTED:
        if said := circumstances(turn, unit, period):
            turn.say(said)
    elif standing.report.counts:
        if not (form.names_field(heard) or heard.says("report_nil")):
            await _say_it_stands(turn, standing)
            return None
        begin_correction(form, standing)
    elif standing.report.status is ReportStatus.RETURNED:
        begin_correction(form, standing)
        turn.say(f"Xã đề nghị bổ sung báo cáo {period.label()}; mời xem lại rồi gửi ạ.")
    elif standing.report.values:
        form.begin_with(standing.report.values)
        by = await filing.name_of(turn, standing.report.submitted_by)
        turn.say(f"Đang có bản soạn dở báo cáo {period.label()} (của {by}); mời xem lại ạ.")
    if heard.says("report_nil"):
        form.offer_nil()
    return form


async def blank(turn: Turn, unit: Unit, period: Period) -> ReportForm:
    """An empty form with what it has to know."""
    window = turn.house.window
    template = turn.directory.form(period.window(window)[1])
    place = await reports.place_of(turn.rows, unit.code)
    known = {"population": place.population, "adults": place.adults, "households": place.households}
    return ReportForm(
        unit_code=unit.code,
        team_label=words.team_label(unit, unit.code),
        period=str(period),
        period_label=words.period_label(period, window, turn.today.year),
        window_label=period.window_label(window),
        form=definition_of(template),
        history=await reports.history(turn.rows, unit.code, period),
        place={name: value for name, value in known.items() if value is not None},
        is_draft=not filing.may_send(turn, unit.code),
    )


def begin_correction(form: ReportForm, standing: Kept) -> None:
    """Start from what was sent; of a nil report only the figures that are asked always."""
    values = dict(standing.report.values)
    if standing.report.nil:
        values = {field.key: 0 for field in form.template.core}
    form.correct(values)
    form.facts["from_nil"] = standing.report.nil


def circumstances(turn: Turn, unit: Unit, period: Period) -> str:
    """A report for someone else, before its window closes or after its due date is accepted, and said so."""
    window = turn.house.window
    due = reports.due_of(turn.directory, unit.code, period, window)
    name = words.period_label(period, window, turn.today.year)
    said = f"Nhập hộ {words.team_label(unit, unit.code)}. " if filing.is_on_behalf(turn, unit.code) else ""
    if not period.is_closed(turn.at, window):
        said += f"Kỳ {name} đến hết {words.period_end(period, window)} mới khép; {turn.you} gửi sớm vẫn được."
    elif turn.today > due.team:
        said += f"Kỳ {name} đã qua hạn {day(due.team)}; xã vẫn nhận và ghi là nộp muộn."
    return said.strip()


async def _say_it_stands(turn: Turn, standing: Kept) -> None:
    """It was sent already: what stands, and how to mend it."""
    template = turn.directory.form_version(standing.report.form_version)
    text = words.status_of(standing, template, turn.house.window, turn.today.year)
    by = standing.report.submitted_by
    who = "" if by in ("", turn.speaker.person_id) else f"\nNgười gửi: {await filing.name_of(turn, by)}."
    buttons = [word_button("Sửa báo cáo", f"sửa báo cáo {standing.report.period.label()}")]
    running = Period.running(turn.at, turn.house.window)
    if standing.report.period.next() == running:
        buttons.append(word_button(f"Báo cáo {running.label()}"))
    turn.say(f"{text}{who}", *buttons)


# --- sending ------------------------------------------------------------------------------------------------------


@report.completes
async def submit(form: ReportForm, turn: Turn) -> None:
    """Check once more who may, then send, propose or keep as a draft."""
    if not (
        filing.may_send(turn, form.unit_code)
        or may(Action.DRAFT_REPORT, turn.speaker.offices, form.unit_code, turn.tree)
    ):
        turn.say(refusal(turn))
        return
    wanted = filing_of(form)
    if form.answers.get("verdict") == "later":
        kept = await filing.save_draft(turn, wanted)
        turn.say(
            "Báo cáo đã gửi vẫn giữ nguyên số cũ ạ."
            if kept is None
            else f"Trợ lý đã cất bản soạn (mã {kept.report.code}), xã chưa nhận. Gõ «báo cáo» để xem lại và gửi ạ."
        )
        return
    await filing.file(turn, wanted)


def filing_of(form: ReportForm) -> filing.Filing:
    """What the form says, ready to be sent."""
    nil = bool(form.answers.get("nil"))
    values = form.values
    if nil:  # no figure but 0; photos that came with it do not undo the word
        values = {**form.template.nil(), **{key: one for key, one in values.items() if key == "anh"}}
    onto = form.facts.get("onto")
    brought = [*form.photos, *form.enclosed]
    return filing.Filing(form.unit_code, form.period, values, nil, form.template, brought, onto)
