"""Number and date of a report or a letter: "số 12/BC-UBND ngày 20/11"; from then on it is no draft."""

from __future__ import annotations

import re
from datetime import date

from domain.authority import Action, may
from domain.periods import Period
from domain.units import Unit, UnitKind, label
from handlers.conversation import Conversation
from handlers.deciding_questions import NUMBER, Number, SigningDay
from handlers.forms import Fact, Form
from handlers.read_back import ReadBack
from handlers.turn import Turn
from storage import issued
from vietnamese import fold
from vietnamese.dates import read_date, read_period
from vietnamese.writing import day

NOT_YOURS = "Dạ, số và ngày văn bản do Chủ tịch hoặc cán bộ phụ trách nhập ạ."
_KINDS = {"report": "Báo cáo", "reminder": "Công văn đôn đốc báo cáo"}


class PaperNumberForm(Form):
    """The number, its day, and which document it is for."""

    today = Fact[str]()
    unit = Fact[str]()
    label = Fact[str]()
    kind = Fact[str]()
    about = Fact[str]()

    number = Number("Văn bản số mấy ạ? Ví dụ 12/BC-UBND.")
    on = SigningDay("Văn bản ký ngày nào ạ?")
    sure = ReadBack(lambda form: _read_back(form))


def _read_back(form: PaperNumberForm) -> str:
    period = Period.parse(form.about)
    on = day(date.fromisoformat(form.on), year=True)
    what = f"{_KINDS[form.kind]} {period.label()} năm {period.year} của {form.label}"
    return f"Trợ lý ghi: số {form.number} ngày {on} cho {what}. Đúng chứ ạ?"


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
    said = read_period(text, turn.today)
    period = Period.closed(turn.at, turn.house.window) if said is None else Period.parse(said)
    kind = "report" if re.search(r"/ ?(?:\d{4} ?/ ?)?bc\b", fold(text)) else "reminder"
    form = PaperNumberForm(
        today=turn.today.isoformat(), unit=unit.code, label=label(unit), kind=kind, about=str(period)
    )
    found = NUMBER.search(re.sub(r"(?i)\bng[aà]y\b.*", "", text))
    if found is not None:
        form.take("number", re.sub(r"\s+", "", found["number"]))
    dated = re.search(r"(?is)\b(?:ng[aà]y|k[yý])\b(.*)", text)
    signed = read_date(dated[0], turn.today) if dated else None
    if signed is not None and signed <= turn.today:
        form.take("on", signed.isoformat())
    return form


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
    again = "báo cáo" if form.kind == "report" else "công văn đôn đốc"
    turn.say(
        f"Đã ghi số {form.number}. Lấy bản chính thức: gõ «{again} {Period.parse(form.about).label()} bản word» ạ."
    )
