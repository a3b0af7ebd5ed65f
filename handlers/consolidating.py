"""The consolidation on one card for the busy: sums beside how many gave them, who is missing, what stands out."""

from __future__ import annotations

from domain.authority import Action, may, reach
from domain.consolidations import Course, Passage, Stage
from domain.messages import Button
from domain.people import Office
from domain.periods import Period
from domain.units import Unit, UnitKind, short_name
from handlers import chain_words as words
from handlers.chain_parts import parts_of, receiver, sent_words, tree_of, unit_of
from handlers.conversation import Conversation
from handlers.forms import Form, word_button
from handlers.month_meant import month_meant
from handlers.places import UNIT_NAME
from handlers.questions import Choice, OneOf
from handlers.several_months import MORE_MONTHS, asks_one_month
from handlers.turn import Turn
from storage import chain, delegations, people, sources
from storage.listing.scene import NoSuchUnit
from vietnamese import fold
from vietnamese.dates import read_period

COMMUNE = (Office.TO_TRUONG, Office.CAN_BO_CNTT_XA, Office.TRUONG_PHONG_VHXH_XA)
PASSERS = {
    UnitKind.XA: COMMUNE,
    UnitKind.HUYEN: (Office.TRUONG_PHONG_VHTT, Office.CAN_BO_HUYEN),
    UnitKind.TINH: (Office.CAN_BO_SO,),
}
"""Who is told about the consolidations of a unit of that kind."""
LIVE = "Số trên cộng mọi báo cáo đã nhận, kể cả của nơi chưa duyệt, chưa gửi."
NOT_YOURS = "Tổng hợp dành cho lãnh đạo, cán bộ xã và cấp trên. Gõ «báo cáo» để gửi báo cáo của Tổ ạ."
_PERIOD = (
    r"(?: (?:ky |bao cao |so lieu )*(?:(?:thang|t) ?\d{1,2}(?:[/.-](?:20)?\d{2})?"
    rf"{MORE_MONTHS}|ky nay|thang nay|thang truoc))?"
)
_OF = (
    r"(?: (?:cua )?(?:xa|phuong|huyen|tinh|so|thi xa|thanh pho) .+| (?:cua )?(?:toan |ca )?(?:tinh|huyen|xa|phuong)"
    r"| (?!(?:y kien|hoi|tra|ket|thon|xom|khoi|to|cac|lai|bao|so|va|xong|giup|cho|gui|duyet|bang|khen|danh|don|tu)\b)"
    r"[a-z]+ [a-z]+(?: [a-z]+)?)?"
)
"""Of which unit; a name of two or three words may stand without its kind: "tổng hợp Cẩm Bình"."""
_ASKING = r"(?:xem |cho (?:toi |tui )?xem |bao cao |so |so lieu |ban )*tong hop(?: so lieu| bao cao)?"
_FIGURES = (
    r"(?:xem |cho (?:toi |tui )?xem )?so lieu(?: (?:bao cao|tong hop))?"
    rf"(?: (?:cua )?(?:toan |ca )?(?:tinh|huyen|xa|phuong)|(?: cua)? (?:xa|phuong|huyen|tinh) {UNIT_NAME})"
)
""" "Số liệu xã Cẩm Bình"; without a unit it may be one's own report that is meant."""
WORDS = rf"{_ASKING}{_PERIOD}{_OF}|{_FIGURES}{_PERIOD}"


class WhichForm(Form):
    """Of which unit, where one has several."""

    asks = "Tổng hợp của đơn vị nào ạ?"

    unit = OneOf(lambda form: form.asks, lambda form: [Choice(*one) for one in form.facts["among"]])


consolidating = Conversation(
    "consolidating",
    WhichForm,
    words=WORDS,
    help="xem, duyệt và gửi tổng hợp lên cấp trên",
    example="tổng hợp",
    title="Tổng hợp",
    outranks=True,
    aside=True,
)


@consolidating.opens
async def begin(turn: Turn) -> Form | None:
    """The card of the unit that was named, of the speaker's own, or the question which."""
    if asks_one_month(turn):
        return None
    period = period_meant(turn)
    units = units_meant(turn)
    if not units:
        turn.say(NOT_YOURS)
    elif len(units) == 1:
        await show(turn, units[0].code, period)
    else:
        among = [[one.code, words.of_whom(one)] for one in units]
        return WhichForm(among=among, period=str(period))
    return None


@consolidating.completes
async def chosen(form: WhichForm, turn: Turn) -> None:
    """The card of the unit that was chosen."""
    await show(turn, form.unit, Period.parse(form.facts["period"]))


def period_meant(turn: Turn) -> Period:
    """The period that a message names, else the one whose window closed last."""
    return period_named(turn) or Period.closed(turn.at, turn.house.window)


def period_named(turn: Turn) -> Period | None:
    """The period that a message names."""
    if not turn.is_read:
        return None
    text = turn.heard.text
    said = turn.heard.slot("period") or read_period(text, turn.today)
    return month_meant(said, text, turn.at, turn.house.window) if isinstance(said, str) else None


def units_meant(turn: Turn) -> list[Unit]:
    """The units whose consolidation the message may mean: one that it names below the speaker, else his own."""
    own = own_units(turn)
    said = fold(turn.heard.text) if turn.is_read else ""
    below = reach(Action.CONSOLIDATE, turn.speaker.offices, turn.tree)
    named = [
        unit
        for code in sorted(below)
        if (unit := turn.tree.get(code)) is not None
        and unit.kind is not UnitKind.THON
        and fold(words.of_whom(unit)) in said
    ]
    return named or _bare(turn, said, below) or own


def _bare(turn: Turn, said: str, below: set[str]) -> list[Unit]:
    """The one commune below whose name stands in the message without its kind: "vì sao Cẩm Bình VNeID"."""
    found = [
        unit
        for code in sorted(below)
        if (unit := turn.tree.get(code)) is not None
        and unit.kind is UnitKind.XA
        and " " in (name := fold(short_name(unit)))
        and f" {name} " in f" {said} "
    ]
    return found if len(found) == 1 else []


def own_units(turn: Turn) -> list[Unit]:
    """The units in which the speaker holds an office that lets him see consolidations."""
    codes = dict.fromkeys(one.unit_code for one in turn.speaker.offices)
    held = {code: [one for one in turn.speaker.offices if one.unit_code == code] for code in codes}
    found = [code for code, offices in held.items() if may(Action.CONSOLIDATE, offices, code, turn.tree)]
    return [unit for code in found if (unit := turn.tree.get(code)) is not None]


# --- the card -------------------------------------------------------------------------------------------------------


async def show(turn: Turn, unit_code: str, period: Period, before: str = "") -> None:
    """Say the card of a unit and period with the step that comes next."""
    try:
        course = await course_of(turn, unit_code, period)
    except NoSuchUnit:
        turn.say(f"Cuối kỳ {period.label()} chưa có đơn vị này ạ.")
        return
    lines = [before, *await card(turn, course)] if before else await card(turn, course)
    parts = await parts_of(turn, unit_of(turn, unit_code, period), period)
    if parts is not None and parts.expected:
        lines.insert(-1, f"{sent_words(parts)} {LIVE}")
    if (sent := await waits_for(turn, course)) is not None:
        lines[-1] = words.waits(sent, bool(course.change))
    turn.say("\n".join(lines), *await buttons(turn, course))


async def course_of(turn: Turn, unit_code: str, period: Period, *, lock: bool = False) -> Course:
    """The unit's consolidation. Raises NoSuchUnit."""
    return await chain.course(turn.rows, unit_code, period, turn.house.window, turn.directory, lock=lock)


async def card(turn: Turn, course: Course) -> list[str]:
    """Every line of the card."""
    found, tree = course.now, tree_of(turn, course.now.period)
    unit = unit_of(turn, found.unit_code, found.period)
    template = turn.directory.form(found.period.window(turn.house.window)[1])
    lines = words.head(found, unit, turn.house.window, turn.today.year)
    lines += words.sums(found, template)
    lines += words.absent(found, tree)
    if unit.kind is UnitKind.XA:
        given = await sources.sources(
            turn.rows, found.unit_code, found.period, turn.house.window, turn.directory
        )
        odd = await sources.standing_out(turn.rows, given, found.period, turn.directory)
        lines += words.unusual(odd, template, tree, found.unit_code)
    if course.change:
        lines += ["So với bản đã gửi:", *words.changed(course.change, template, tree, found.unit_code)]
    lines.append(words.standing(course, words.above_words(receiver(turn, found.unit_code, found.period))))
    return lines


async def buttons(turn: Turn, course: Course) -> list[Button]:
    """The step that comes next, for who may take it; then what else one may want to see."""
    found = course.now
    shown = [word_button("Ý kiến các Tổ")] if found.received else []
    if not await may_pass(turn, found.unit_code):
        return await _receiving(turn, course, shown)
    current, to = course.current, turn.speaker.address
    subject = f"{found.unit_code}/{found.period}"
    if current.stage is Stage.APPROVED and current.figures == found:
        up = turn.tap("Gửi lên", "forward_sums", subject, to, part=current.part)
        return [up, turn.tap("Hủy duyệt", "reopen_sums", subject, to, part=current.part), *shown]
    if current.stage in (Stage.OPEN, Stage.APPROVED) and found.received:
        title = "Duyệt bổ sung" if course.is_addendum else "Duyệt"
        return [turn.tap(title, "approve_sums", subject, to, part=current.part, seen=found.to_json()), *shown]
    return shown


async def _receiving(turn: Turn, course: Course, shown: list[Button]) -> list[Button]:
    """The steps of the level above, where something waits for it."""
    sent = await waits_for(turn, course)
    if sent is None:
        return shown
    subject, to = f"{sent.unit_code}/{sent.period}", turn.speaker.address
    received = turn.tap("Đã nhận", "receive_sums", subject, to, part=sent.part)
    back = turn.tap("Trả lại", "return_sums", subject, to, part=sent.part)
    if course.change:
        return [received, turn.tap("Xem số liệu", "see_sums", subject, to, part=sent.part), back]
    return [received, back, *shown]


async def waits_for(turn: Turn, course: Course) -> Passage | None:
    """The part that waits for the speaker's word that it is received, whatever arises below meanwhile."""
    sent = course.went_up
    if sent is None or sent.stage is not Stage.FORWARDED or await may_pass(turn, sent.unit_code):
        return None
    above = receiver(turn, sent.unit_code, sent.period)
    return sent if above is not None and await may_pass(turn, above.code) else None


async def may_pass(turn: Turn, unit_code: str) -> bool:
    """Whether the speaker approves and forwards for this unit; a vice chairman only while he signs for the chairman."""
    given = await delegations.in_force(turn.rows, turn.tree, unit_code)
    return may(Action.PASS_UPWARD, turn.speaker.offices, unit_code, turn.tree, given)


async def passers(turn: Turn, unit: Unit | None) -> list[str]:
    """Who approves, forwards and receives for a unit today."""
    if unit is None or unit.kind not in PASSERS:
        return []
    held = await people.offices_in(turn.rows, [unit.code], turn.today, PASSERS[unit.kind])
    return list(dict.fromkeys(one.person_id for one in held))
