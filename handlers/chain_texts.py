"""What the teams wrote, listed by unit; an officer edits a line for the consolidation, the team's own words stay."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby

from domain.consolidations import SENT
from domain.periods import Period
from handlers import chain_words as words
from handlers.chain_parts import tree_of
from handlers.consolidating import NOT_YOURS, may_pass, period_meant, units_meant
from handlers.conversation import Conversation
from handlers.correction import begin as mend_own
from handlers.forms import Fact, Form
from handlers.pressing import Tap
from handlers.questions import Choice, OneOf
from handlers.reasons import AsTyped
from handlers.report_words import short_label
from handlers.turn import Turn
from storage import chain
from storage import chain_texts as texts
from storage.chain_texts import UnitText
from vietnamese import fold

MOST = 20
AFTER_SENDING = (
    "Bản đã gửi lên giữ nguyên lời cũ; lời mới đi cùng bản bổ sung khi có. "
    "Cần sửa ngay, nhờ cấp trên trả lại ạ."
)
"""Said of an edit that comes after the sending: what was sent never changes."""
_EDITS = re.compile(r"(?:sua|bien tap)\b\D*(\d+)?")


class EditForm(Form):
    """Which line, and how it shall read."""

    unit_code = Fact[str]()
    period = Fact[str]()
    line = OneOf("Sửa dòng nào ạ?", lambda form: [Choice(*one) for one in form.facts["lines"]])
    text = AsTyped("Nội dung mới ạ? Bản gốc của Tổ vẫn được giữ.")


team_texts = Conversation(
    "team_texts",
    EditForm,
    words=r"(?:xem |tong hop )*(?:y kien|kho khan|kien nghi|sang kien|cach lam hay)(?: kien nghi)?"
    r" (?:cua )?cac (?:to|thon|xa)"
    r"(?: thang \d{1,2})?"
    r"|(?:sua|bien tap)(?: lai)? (?:cac )?(?:y kien|kien nghi)(?: (?:so |thu )?\d{1,2})?(?: (?:a|nhe))*",
    help="xem, biên tập ý kiến của các Tổ trong tổng hợp",
    example="ý kiến các Tổ",
    title="Ý kiến các Tổ",
)


@team_texts.opens
async def begin(turn: Turn) -> Form | None:
    """Every text by field and unit, numbered; with "sửa ý kiến 2" that line is edited at once."""
    units, period = units_meant(turn), period_meant(turn)
    edits = _EDITS.match(fold(turn.heard.text))
    if not units:
        if edits:
            return await mend_own(turn)
        turn.say(NOT_YOURS)
        return None
    unit_code = units[0].code
    found = await _texts(turn, unit_code, period)
    if not found:
        turn.say(f"Chưa có Tổ nào ghi ý kiến trong kỳ {period.label()} ạ.")
        return None
    if edits and await may_pass(turn, unit_code):
        return _edit_form(turn, found, unit_code, period, edits[1])
    to, buttons = turn.speaker.address, []
    if await may_pass(turn, unit_code):
        buttons = [turn.tap("Sửa một dòng", "edit_text", f"{unit_code}/{period}", to)]
    turn.say("\n".join(_lines(turn, found, unit_code, period)), *buttons)
    return None


async def _texts(turn: Turn, unit_code: str, period: Period) -> list[UnitText]:
    return await texts.texts_of(turn.rows, unit_code, period, turn.house.window, turn.directory)


def _lines(turn: Turn, found: list[UnitText], unit_code: str, period: Period) -> list[str]:
    template = turn.directory.form(period.window(turn.house.window)[1])
    lines, place = [], 0
    for field, some in groupby(found[:MOST], key=lambda one: one.field):
        lines.append(f"{short_label(template.field(field)) if field in template else field}:")
        for one in some:
            place += 1
            edited = " (đã biên tập)" if one.edited is not None else ""
            lines.append(f"{place}. {_where(turn, one, unit_code, period)}: {one.text}{edited}")
    if len(found) > MOST:
        lines.append(f"Còn {len(found) - MOST} ý kiến nữa trong văn bản tổng hợp.")
    return lines


def _where(turn: Turn, one: UnitText, unit_code: str, period: Period) -> str:
    return words.name(one.about, tree_of(turn, period), unit_code)


@team_texts.presses("edit_text", once=False)
async def edit(turn: Turn, tap: Tap) -> Form | None:
    """Which line, and how it shall read."""
    unit_code, _, month = tap.object.rpartition("/")
    period = Period.parse(month)
    found = (await _texts(turn, unit_code, period))[:MOST]
    if not found or not await may_pass(turn, unit_code):
        turn.say(NOT_YOURS)
        return None
    return _edit_form(turn, found, unit_code, period)


def _edit_form(
    turn: Turn, found: list[UnitText], unit_code: str, period: Period, line: str | None = None
) -> EditForm:
    """Which line, unless its number was said, and how it shall read."""
    lines = [
        [f"{one.field}/{one.about}", f"{_where(turn, one, unit_code, period)}: {one.text[:60]}", str(place)]
        for place, one in enumerate(found[:MOST], 1)
    ]
    form = EditForm(unit_code=unit_code, period=str(period), lines=lines)
    if line is not None and 1 <= int(line) <= len(lines):
        form.take("line", lines[int(line) - 1][0])
    return form


@team_texts.completes
async def edited(form: EditForm, turn: Turn) -> None:
    """The new wording is the officer's; it goes up with the next sending."""
    period = Period.parse(form.period)
    found = {f"{one.field}/{one.about}": one for one in await _texts(turn, form.unit_code, period)}
    one = found.get(form.line)
    if one is None or not await may_pass(turn, form.unit_code):
        turn.say("Dòng này không còn nữa ạ.")
        return
    by = turn.speaker.person_id or ""
    changed = replace(one, edited=form.text, edited_by=by)
    await texts.edit(turn.rows, form.unit_code, period, changed, by, turn.at, turn.incoming.key)
    turn.audit("text_edited", f"consolidation:{form.unit_code}/{period}", field=one.field, about=one.about)
    sent = f" {AFTER_SENDING}" if await is_sent(turn, form.unit_code, period) else ""
    turn.say(
        f"Đã biên tập ý kiến của {_where(turn, one, form.unit_code, period)}; bản gốc của Tổ vẫn giữ ạ.{sent}"
    )


async def is_sent(turn: Turn, unit_code: str, period: Period) -> bool:
    """Whether the texts have gone up already."""
    passed = (await chain.passages(turn.rows, [unit_code], period)).get(unit_code, [])
    return any(one.stage in SENT for one in passed)
