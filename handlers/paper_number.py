"""Number and date of a report or a letter: "số 12/BC-UBND ngày 20/11"; from then on it is no draft."""

from __future__ import annotations

import re
from datetime import date

from domain.authority import Action, may
from domain.calendar import in_vietnam
from domain.consolidations import SENT, Act, Stage
from domain.periods import Period
from domain.units import Unit, UnitKind, label
from handlers.conversation import Conversation
from handlers.deciding_questions import Number, SigningDay, number_in
from handlers.forms import Fact, Form
from handlers.heard import Heard
from handlers.paper_orders import period_in
from handlers.paper_questions import KIND as ADHOC
from handlers.paper_questions import question_code
from handlers.read_back import ReadBack
from handlers.turn import Turn
from storage import chain, issued, questions
from vietnamese import fold
from vietnamese.dates import read_date
from vietnamese.writing import day

_DATED = re.compile(r"(?is)\b(?:ng[aà]y|k[yý])\b(.*)")
_UNDATED = re.compile(r"(?is)\bng[aà]y\b.*")
MOST_MENDED = 8
"""So many words mend a number or a day; more of them ask for something else."""
MOST_ASKED = 50
"""So many of a unit's questions are looked through for a code."""
NOT_YOURS = "Dạ, số và ngày văn bản do Chủ tịch hoặc cán bộ phụ trách nhập ạ."
NO_QUESTION = (
    "Trợ lý không thấy câu hỏi nhanh nào như vậy của đơn vị mình ạ. Xem lại: gõ «tình hình hỏi nhanh»."
)
_KINDS = {"report": "Báo cáo", "reminder": "Công văn đôn đốc báo cáo", ADHOC: "Báo cáo đột xuất"}


class Settled(ReadBack):
    """The read-back; a number or a day typed there takes the place of the one read back."""

    def hear(self, form: Form, heard: Heard) -> None:
        """Take the mended line, or yes or no."""
        found: dict[str, str | None] = {}
        if len(heard.text.split()) <= MOST_MENDED:
            found = {"number": number_in(_UNDATED.sub("", heard.text)), "on": _day_in(form, heard.text)}
        if not any(found.values()):
            super().hear(form, heard)
        for name, value in found.items():
            if value is not None:
                form.take(name, value)


class PaperNumberForm(Form):
    """The number, its day, and which document it is for; ``agreed``: the day on which its figures were approved."""

    today = Fact[str]()
    unit = Fact[str]()
    label = Fact[str]()
    kind = Fact[str]()
    about = Fact[str]()
    agreed = Fact[str | None]()

    number = Number("Văn bản số mấy ạ? Ví dụ 12/BC-UBND.")
    on = SigningDay("Văn bản ký ngày nào ạ?")
    sure = Settled(lambda form: _read_back(form))


def _read_back(form: PaperNumberForm) -> str:
    on = day(date.fromisoformat(form.on), year=True)
    what = f"{_KINDS[form.kind]} {_about_words(form)} của {form.label}"
    read = f"Trợ lý ghi: số {form.number}, {on}, cho {what}."
    if form.agreed and form.on < form.agreed:
        agreed = day(date.fromisoformat(form.agreed), year=True)
        return f"{read}\nLưu ý: số liệu duyệt {agreed}, sau ngày văn bản. Vẫn ghi ngày ấy ạ? Cần đổi, gõ ngày khác."
    return f"{read} Đúng chứ ạ?"


def _about_words(form: PaperNumberForm) -> str:
    """ "tháng 11 năm 2026"; of an ad hoc report the question's code."""
    if form.kind == ADHOC:
        return str(form.about)
    period = Period.parse(form.about)
    return f"{period.label()} năm {period.year}"


paper_number = Conversation(
    "paper_number",
    PaperNumberForm,
    words=r"(?:nhap |ghi )?(?:bao cao |cong van )?so \d{1,5}[a-z]? ?/ ?(?:\d{4} ?/ ?)?(?:bc|ubnd|skhcn|stttt)\b.*",
    help="nhập số và ngày của báo cáo, công văn",
    example="số 12/BC-UBND ngày 20/11",
    title="Số báo cáo",
    outranks=True,
)


@paper_number.opens
async def begin(turn: Turn) -> PaperNumberForm | None:
    """Only whoever enters decisions in a commune, or consolidates above it."""
    unit = _unit(turn)
    if unit is None:
        turn.say(NOT_YOURS)
        return None
    text = turn.heard.text
    subject = await _subject(turn, unit, text)
    if subject is None:
        turn.say(NO_QUESTION)
        return None
    kind, about = subject
    form = PaperNumberForm(
        today=turn.today.isoformat(),
        unit=unit.code,
        label=label(unit),
        kind=kind,
        about=about,
        agreed=await _agreed(turn, unit, about) if kind == "report" else None,
    )
    found, signed = number_in(_UNDATED.sub("", text)), _day_in(form, text)
    if found is not None:
        form.take("number", found)
    if signed is not None:
        form.take("on", signed)
    return form


def _day_in(form: Form, text: str) -> str | None:
    """The day after "ngày" or "ký", unless it has not come yet."""
    dated, today = _DATED.search(text), date.fromisoformat(str(form.facts["today"]))
    signed = read_date(dated[0], today) if dated else None
    return signed.isoformat() if signed is not None and signed <= today else None


async def _agreed(turn: Turn, unit: Unit, period: str) -> str | None:
    """The day on which the newest figures that the level above uses, or is to get, were approved."""
    parts = (await chain.passages(turn.rows, [unit.code], Period.parse(period))).get(unit.code, [])
    steps = [one.last(Act.APPROVE) for one in parts if one.stage in (*SENT, Stage.APPROVED)]
    return in_vietnam(steps[-1].at).date().isoformat() if steps and steps[-1] is not None else None


async def _subject(turn: Turn, unit: Unit, text: str) -> tuple[str, str] | None:
    """Which document is meant: its kind, and its month or the code of its question."""
    said, code = fold(text), question_code(text)
    if code is not None or re.search(r"\b(?:dot xuat|hoi nhanh)\b", said):
        asked = await questions.asked_in(turn.rows, [unit.code], most=1 if code is None else MOST_ASKED)
        meant = [one.code for one in asked if code in (None, one.code)]
        return (ADHOC, meant[0]) if meant else None
    period = period_in(turn) or Period.closed(turn.at, turn.house.window)
    return "report" if re.search(r"/ ?(?:\d{4} ?/ ?)?bc\b", said) else "reminder", str(period)


def _unit(turn: Turn) -> Unit | None:
    units = [unit for one in turn.speaker.offices if (unit := turn.tree.get(one.unit_code)) is not None]
    return next((one for one in units if _may(turn, one)), None)


def _may(turn: Turn, unit: Unit) -> bool:
    action = Action.ENTER_DECISION if unit.kind is UnitKind.XA else Action.CONSOLIDATE
    return unit.kind is not UnitKind.THON and may(action, turn.speaker.offices, unit.code, turn.tree)


@paper_number.completes
async def submit(form: PaperNumberForm, turn: Turn) -> None:
    """Number and date are kept; who may is checked again."""
    unit = turn.tree.get(form.unit)
    if not form.sure or unit is None or not _may(turn, unit):
        turn.say("Dạ, Trợ lý chưa ghi gì ạ.")
        return
    by, on = turn.speaker.person_id or "", date.fromisoformat(form.on)
    await issued.enter(turn.rows, form.unit, form.kind, form.about, form.number, on, by, turn.at)
    turn.audit("numbered_paper", f"unit:{form.unit}", paper=form.kind, about=form.about)
    again = f"báo cáo đột xuất {form.about}"
    if form.kind != ADHOC:
        name = "báo cáo" if form.kind == "report" else "công văn đôn đốc"
        again = f"{name} {Period.parse(form.about).label()}"
    turn.say(f"Đã ghi số {form.number}. Lấy bản chính thức: gõ «{again} bản word» ạ.")
