""" "Vì sao 412?": the reports that sum to a figure, each with its code, who sent it, and by which message."""

from __future__ import annotations

import re
from collections.abc import Mapping

from domain.authority import Action, reach
from domain.calendar import in_vietnam
from domain.consolidations import Course
from domain.explaining import Explanation, Slip, explain
from domain.forms import Field, ReportTemplate
from domain.periods import Period
from domain.units import Unit, UnitKind, label
from handlers import chain_words as words
from handlers.chain_parts import tree_of, unit_of
from handlers.consolidating import NOT_YOURS, course_of, period_meant, units_meant
from handlers.conversation import Conversation
from handlers.help import everything
from handlers.places import named_places
from handlers.report_filing import name_of
from handlers.report_form import ReportForm
from handlers.report_words import figure_named, short_label
from handlers.turn import Turn
from storage import sources
from storage.sources import Source, Step
from vietnamese import fold
from vietnamese.writing import inside, moment, number

MOST_SHOWN = 12
_WHY = r"(?:vi sao|tai sao|sao lai|vi dau|dau ra|o dau ra)"
WORDS = rf"{_WHY}\b.*|(?:so |tong )?.*\d.* (?:o )?dau ra"
STATED = (
    r"(?:(?:toan xa|toan phuong|xa|chung toi|tong hop)[ :,]*)*\d{1,3} ?/ ?\d{1,3} (?:to|thon|xom|tdp|khoi|ban)\b"
    r".*\b(?:tong|cong)\b.*\d.*"
)
_QUESTIONED = re.compile(
    r"(?:da |o |the )*(?:vi sao|tai sao|sao lai|sao) (?:lai |cu |phai |can )*hoi\b(?!.*\d)"
)
_PERIOD = re.compile(r"(?:tháng|thang|kỳ|ky)\s*\d{1,2}(?:[/.-]\d{4})?|\d{4}-\d{2}", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[. ]\d{3})*(?!\d)")
_TALLY = re.compile(r"(\d{1,3}) ?/ ?(\d{1,3})")

why = Conversation(
    "why",
    words=WORDS,
    help="hỏi một con số tổng hợp từ đâu ra",
    example="vì sao VNeID 412",
    title="Vì sao",
    outranks=True,
    aside=True,
)
stated = Conversation(
    "stated",
    words=STATED,
    help="đối chiếu tổng của xã với tổng của Trợ lý",
    example="9/9 thôn, tổng 1.034",
    title="Đối chiếu",
    outranks=True,
)


@why.opens
async def begin(turn: Turn) -> None:
    """Of the unit and period that the message names; of one team the revisions of its report."""
    if turn.open is not None and _QUESTIONED.match(fold(turn.heard.text)):
        turn.say(_of_question(turn.open.conversation))
        return
    units, period = units_meant(turn), period_meant(turn)
    if not units:
        turn.say(_of_own_team(turn))
        return
    unit = units[0]
    course = await course_of(turn, unit.code, period)
    given = await sources.sources(turn.rows, unit.code, period, turn.house.window, turn.directory)
    figure, field = _asked(turn, course)
    team = _team_named(turn, given)
    if field is None:
        turn.say(_no_such(figure, unit, period))
    elif team is not None:
        turn.say(await _of_team(turn, team, field))
    else:
        turn.say(await _of_sum(turn, course, given, field, figure))


def _of_question(conversation: str) -> str:
    """To whoever asks why the question that stands is asked."""
    doing = next(
        (one.help for one in everything() if one.name == conversation and one.help), "việc đang viết"
    )
    return (
        f"Dạ, câu này thuộc việc đang làm: {doing}. Có câu trả lời thì Trợ lý mới làm tiếp được; không muốn làm nữa thì"
        " gõ «hủy» ạ."
    )


def _of_own_team(turn: Turn) -> str:
    """To whoever sees no consolidation: where the figures of his own team come from."""
    if not reach(Action.DRAFT_REPORT, turn.speaker.offices, turn.tree):
        return NOT_YOURS
    if any(isinstance(one.form, ReportForm) for one in turn.dialogs):
        return (
            f"Dạ, đây là số {turn.you} đã gõ cho báo cáo đang viết; chưa đúng thì gõ, ví dụ «sửa 3 = 40» ạ."
        )
    return (
        "Dạ, số của Tổ là số trong báo cáo Tổ đã gửi: gõ «báo cáo của tôi» để xem, «sửa báo cáo» để sửa ạ."
        " Tổng hợp toàn xã dành cho lãnh đạo, cán bộ xã."
    )


def _no_such(figure: int | None, unit: Unit, period: Period) -> str:
    said = "con số đó" if figure is None else f"số {number(figure)}"
    return (
        f"Tổng hợp {period.label()} của {words.of_whom(unit)} không có {said}."
        " Mời gõ tên chỉ tiêu, ví dụ «vì sao VNeID» ạ."
    )


def _asked(turn: Turn, course: Course) -> tuple[int | None, Field | None]:
    """The figure and the field that are meant: by name, else by a sum that is that very number."""
    template = _template(turn, course.now.period)
    found = _NUMBER.search(_PERIOD.sub(" ", turn.heard.text))
    figure = None if found is None else int(re.sub(r"\D", "", found[0]))
    named = [field for field in template.counts if field.key in turn.heard.slots]
    if not named and (by_name := figure_named(template, fold(turn.heard.text))) is not None:
        named = [by_name[0]]
    if not named and figure is not None:
        sent = course.sent.figures.sums if course.sent and course.sent.figures else {}
        named = [
            one for one in template.counts if figure in (course.now.sums.get(one.key), sent.get(one.key))
        ]
    return figure, named[0] if named else None


def _template(turn: Turn, period: Period) -> ReportTemplate:
    return turn.directory.form(period.window(turn.house.window)[1])


def _team_named(turn: Turn, given: list[Source]) -> Source | None:
    tree = turn.tree
    villages = [unit for one in given if (unit := tree.get(one.unit_code)) and unit.kind is UnitKind.THON]
    named, sure = named_places(villages, turn.heard.text, turn.directory)
    if len(named) != 1 or not sure:
        return None
    return next(one for one in given if one.unit_code == named[0].code)


# --- a sum ----------------------------------------------------------------------------------------------------------


async def _of_sum(turn: Turn, course: Course, given: list[Source], field: Field, figure: int | None) -> str:
    found = course.now
    unit = unit_of(turn, found.unit_code, found.period)
    head = (
        f"{short_label(field)}, {words.of_whom(unit)}, {found.period.label()}: {words.figure(found, field)}."
    )
    lines = [head]
    if figure is not None and figure != found.sums.get(field.key, 0):
        lines.append(_other(turn, course, given, field, figure))
    if unit.kind is UnitKind.XA:
        lines += await _by_report(turn, given, field, found.unit_code)
    else:
        lines += _by_commune(turn, given, field, found.period)
    return "\n".join(lines)


async def _by_report(turn: Turn, given: list[Source], field: Field, own: str) -> list[str]:
    saying = [one for one in given if one.value(field.key) is not None]
    ordered = sorted(saying, key=lambda one: -(one.value(field.key) or 0))
    shown = [await _line(turn, one, field, own) for one in ordered[:MOST_SHOWN]]
    rest = ordered[MOST_SHOWN:]
    if rest:
        total = sum(one.value(field.key) or 0 for one in rest)
        shown.append(f"• {len(rest)} Tổ khác: {number(total)}")
    silent = [one.unit_code for one in given if one.value(field.key) is None]
    if silent:
        shown.append(f"Không ghi số này: {words.names(silent, turn.tree, own)}.")
    return shown


async def _line(turn: Turn, one: Source, field: Field, own: str) -> str:
    where = words.name(one.unit_code, turn.tree, own)
    value = "0 (không phát sinh)" if one.nil else number(one.value(field.key) or 0)
    late = "" if one.on_time else ", nộp muộn"
    return f"• {where}: {value}, mã {one.code}, {await _came(turn, one)}{late}"


async def _came(turn: Turn, one: Source) -> str:
    """By whom, for whom, and when by which way."""
    who = await name_of(turn, one.submitted_by) if one.submitted_by else ""
    if one.on_behalf_of:
        who = f"{who} nhập hộ {await name_of(turn, one.on_behalf_of)}"
    when = "" if one.submitted_at is None else moment(in_vietnam(one.submitted_at))
    way = "tin nhắn" if one.event_key and not one.event_key.startswith("import") else "nhập từ tệp"
    again = f", bản sửa lần {one.revision - 1}" if one.revision > 1 else ""
    return f"{who}{', ' if who else ''}{way} {when}{again}"


def _by_commune(turn: Turn, given: list[Source], field: Field, period: Period) -> list[str]:
    tree = tree_of(turn, period)
    sums: dict[str, tuple[int, int]] = {}
    for one in given:
        commune, value = tree.commune_of(one.unit_code), one.value(field.key)
        if commune is not None and value is not None:
            total, many = sums.get(label(commune), (0, 0))
            sums[label(commune)] = (total + value, many + 1)
    ordered = sorted(sums.items(), key=lambda pair: -pair[1][0])
    lines = [f"• {where}: {number(total)} ({many} Tổ)" for where, (total, many) in ordered[:MOST_SHOWN]]
    rest = ordered[MOST_SHOWN:]
    if rest:
        lines.append(f"• {len(rest)} xã khác: {number(sum(total for _, (total, _) in rest))}")
    return [*lines, "Muốn xem từng Tổ, gõ thêm tên xã ạ."]


def _values(given: list[Source], field: Field) -> dict[str, int]:
    return {one.unit_code: value for one in given if (value := one.value(field.key)) is not None}


def _other(turn: Turn, course: Course, given: list[Source], field: Field, figure: int) -> str:
    return _explained(turn, _compared(course, given, field, figure), course.now.unit_code)


def _compared(course: Course, given: list[Source], field: Field, figure: int) -> Explanation:
    late = frozenset(one.unit_code for one in given if not one.on_time)
    sent = course.sent.figures.sums.get(field.key) if course.sent and course.sent.figures else None
    return explain(figure, _values(given, field), course.now.unit_code, late, sent)


def _explained(turn: Turn, found: Explanation, own: str) -> str:
    """The difference in a sentence."""
    where = "" if found.about is None else words.name(found.about, turn.tree, own)
    how = (
        f"nhiều hơn {number(found.difference)}"
        if found.difference > 0
        else f"ít hơn {number(-found.difference)}"
    )
    why_: Mapping[Slip, str] = {
        Slip.WITHOUT_OWN: f"chưa cộng số của {where}",
        Slip.OWN_TWICE: f"số của {where} được cộng hai lần",
        Slip.AS_SENT: "đó là số trong bản đã gửi, sau đó có đính chính hoặc nộp muộn",
        Slip.ONLY_IN_TIME: "chưa cộng các Tổ nộp muộn",
        Slip.WITHOUT_ONE: f"chưa cộng số của {where}",
        Slip.ONE_TWICE: f"số của {where} được cộng hai lần",
        Slip.UNKNOWN: "Trợ lý chưa rõ vì đâu, mời xem từng Tổ",
    }
    return f"Số {number(found.stated)} {how}: {why_[found.slip]}."


# --- one team -------------------------------------------------------------------------------------------------------


async def _of_team(turn: Turn, one: Source, field: Field) -> str:
    """The revisions of a team's report, as far as they say something else of this figure."""
    steps = await sources.history(turn.rows, one.code)
    head = f"{short_label(field)}, {words.name(one.unit_code, turn.tree)}, mã {one.code}:"
    return "\n".join([head, *[await _step(turn, step, field) for step in steps]])


async def _step(turn: Turn, step: Step, field: Field) -> str:
    done = {"returned": "xã trả lại", "retracted": "rút lại", "proposed": "đề nghị đổi"}.get(step.status)
    value = "không phát sinh" if step.nil else _shown(step.figures.get(field.key))
    what = f"bản {step.revision}: {value}" if done is None else f"{done} ({value})"
    reason = f", lý do: {step.reason}" if step.reason else ""
    who = f", {await name_of(turn, step.by)}" if step.by else ""
    return f"• {what}{who}, {moment(in_vietnam(step.at))}{reason}"


def _shown(value: int | None) -> str:
    return "chưa có số" if value is None else number(value)


# --- a total that was stated ----------------------------------------------------------------------------------------


@stated.opens
async def compare(turn: Turn) -> None:
    """What a commune says of its total beside what the reports give, and why they differ."""
    units, period = units_meant(turn), period_meant(turn)
    tally, total = _TALLY.search(turn.heard.text), _total(turn.heard.text)
    if not units or tally is None or total is None:
        turn.say(NOT_YOURS)
        return
    course = await course_of(turn, units[0].code, period)
    given = await sources.sources(turn.rows, units[0].code, period, turn.house.window, turn.directory)
    lines = [_tally_line(turn, course, int(tally[1]), int(tally[2]))]
    lines += _totals(turn, course, given, total)
    turn.say("\n".join(lines))


def _total(text: str) -> int | None:
    found = re.search(r"(?:tong|cong)\D{0,20}(\d+(?:[. ]\d{3})*)", fold(text))
    return None if found is None else int(re.sub(r"\D", "", found[1]))


def _tally_line(turn: Turn, course: Course, said: int, of: int) -> str:
    now = course.now
    villages = now.expected - 1
    in_villages = now.received - (now.unit_code not in now.missing)
    if (said, of) in ((now.received, now.expected), (in_villages, villages)):
        return f"Đúng {said}/{of} đã gửi."
    absent = f" Chưa nhận: {words.missing(now, tree_of(turn, now.period))}." if now.missing else ""
    return f"Mình báo {said}/{of}; Trợ lý nhận được {now.received}/{now.expected} Tổ (kể cả Tổ xã).{absent}"


def _totals(turn: Turn, course: Course, given: list[Source], total: int) -> list[str]:
    """The field whose sum it is; else that which a known slip explains; else the nearest."""
    template = _template(turn, course.now.period)
    named = [one for one in template.counts if turn.heard.slots.get(one.key) == total]
    fields = named or [one for one in template.counts if course.now.of.get(one.key, (0, 0))[0]]
    found = [(one, _compared(course, given, one, total)) for one in fields]
    for one, explained in found:
        if explained.slip is Slip.NONE:
            return [f"Tổng {number(total)} khớp với {inside(short_label(one))} ạ."]
    for one, explained in found:
        if explained.slip is not Slip.UNKNOWN:
            return [_difference(turn, course, one, explained)]
    if not found:
        return ["Trợ lý chưa có số nào để đối chiếu ạ."]
    one, explained = min(found, key=lambda pair: abs(pair[1].difference))
    return [_difference(turn, course, one, explained)]


def _difference(turn: Turn, course: Course, field: Field, explained: Explanation) -> str:
    ours = f"{short_label(field)}: Trợ lý cộng được {number(explained.reckoned)}."
    return f"{ours} {_explained(turn, explained, course.now.unit_code)} Gõ «vì sao {field.short}» để xem ạ."
