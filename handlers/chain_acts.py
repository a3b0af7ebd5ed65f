"""The steps of a consolidation upward, by button: approve, forward, receive, send back with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from domain.consolidations import SENT, Act, ActStep, Course, Passage, Stage, went_up
from domain.errors import WrongState
from domain.messages import MessageKind
from domain.periods import Period
from domain.units import Unit
from handlers import chain_words as words
from handlers.chain_parts import receiver, tree_of, unit_of
from handlers.consolidating import card, course_of, may_pass, passers, show
from handlers.conversation import Conversation
from handlers.forms import Fact, Form
from handlers.pressing import Tap
from handlers.reasons import Reason
from handlers.report_words import arrived
from handlers.turn import Turn
from storage import chain, chain_texts, taps
from vietnamese.writing import sentence

MAY_NOT = "Việc này do lãnh đạo, cán bộ phụ trách của đơn vị thực hiện ạ."
MOVED = "Số liệu vừa thay đổi, mời xem lại rồi duyệt ạ."
NOT_APPROVED = "Bản này chưa duyệt, hoặc đã gửi lên rồi nên không hủy duyệt được ạ."
TAKEN = "Việc này đã có người làm rồi ạ."


class SendBackForm(Form):
    """Why it is sent back."""

    unit_code = Fact[str]()
    period = Fact[str]()
    part = Fact[int]()
    reason = Reason("Lý do trả lại để bên gửi biết mà bổ sung ạ?", most=300)


chain_acts = Conversation("chain_acts", SendBackForm)


def _step(turn: Turn, act: Act, unit_code: str, reason: str = "") -> ActStep:
    office = next((str(one.office) for one in turn.speaker.offices if one.unit_code == unit_code), "")
    return ActStep(act, turn.speaker.person_id or "", turn.at, office, reason, turn.incoming.key)


def _subject(tap: Tap) -> tuple[str, Period]:
    unit_code, _, period = tap.object.rpartition("/")
    return unit_code, Period.parse(period)


async def _held(turn: Turn, tap: Tap) -> Course | None:
    """The consolidation behind a button, kept from changing, if the speaker passes it upward."""
    unit_code, period = _subject(tap)
    if not await may_pass(turn, unit_code):
        turn.say(MAY_NOT)
        return None
    return await course_of(turn, unit_code, period, lock=True)


# --- below ----------------------------------------------------------------------------------------------------------


@chain_acts.presses("approve_sums")
async def approve(turn: Turn, tap: Tap) -> None:
    """The figures that were shown are agreed to; the next button sends them."""
    course = await _held(turn, tap)
    if course is None:
        return
    current = course.current
    if course.now.to_json() != tap.detail.get("seen"):
        await show(turn, current.unit_code, current.period, MOVED)
        return
    if current.part != tap.detail.get("part") or current.stage not in (Stage.OPEN, Stage.APPROVED):
        await show(turn, current.unit_code, current.period, TAKEN)
        return
    if course.now.missing and not tap.detail.get("sure"):
        again = {"part": current.part, "seen": tap.detail["seen"], "sure": True}
        turn.say(
            words.still_missing(course.now, tree_of(turn, current.period)),
            turn.tap("Vẫn duyệt", "approve_sums", tap.object, turn.speaker.address, **again),
        )
        return
    approved = current.approved(course.now, _step(turn, Act.APPROVE, current.unit_code))
    await chain.keep(turn.rows, current, approved)
    turn.audit("consolidation_approved", _object(approved))
    to = words.above_words(receiver(turn, current.unit_code, current.period))
    unit = unit_of(turn, current.unit_code, current.period)
    turn.say(
        f"Đã duyệt {words.title(approved, unit, turn.today.year)}. Gửi {to} ạ?",
        turn.tap("Gửi lên", "forward_sums", tap.object, turn.speaker.address, part=approved.part),
        turn.tap("Hủy duyệt", "reopen_sums", tap.object, turn.speaker.address, part=approved.part),
    )


@chain_acts.presses("reopen_sums")
async def reopen(turn: Turn, tap: Tap) -> None:
    """The approval is taken back; nothing was sent yet, so nobody else has to hear of it."""
    course = await _held(turn, tap)
    if course is None:
        return
    current = course.current
    if current.part != tap.detail.get("part") or current.stage is not Stage.APPROVED:
        await show(turn, current.unit_code, current.period, NOT_APPROVED)
        return
    open_again = current.reopened(_step(turn, Act.REOPEN, current.unit_code))
    await chain.keep(turn.rows, current, open_again)
    turn.audit("consolidation_reopened", _object(open_again))
    what = words.title(open_again, unit_of(turn, current.unit_code, current.period), turn.today.year)
    turn.say(f"Đã hủy duyệt {what}; chưa có gì gửi lên. Gõ «tổng hợp» để xem và duyệt lại ạ.")


@chain_acts.presses("forward_sums")
async def forward(turn: Turn, tap: Tap) -> None:
    """What was approved is sent; the reports it consumed are locked; the level above is asked to confirm."""
    course = await _held(turn, tap)
    if course is None:
        return
    current = course.current
    try:
        sent = current.forwarded(course.now, _step(turn, Act.FORWARD, current.unit_code))
    except WrongState:
        await show(
            turn, current.unit_code, current.period, MOVED if current.stage is Stage.APPROVED else TAKEN
        )
        return
    key = await chain.keep(turn.rows, current, sent)
    await chain.consume(turn.rows, key, sent, turn.house.window, turn.directory)
    window = turn.house.window
    texts = await chain_texts.texts_of(turn.rows, sent.unit_code, sent.period, window, turn.directory)
    await chain_texts.keep_sent(turn.rows, sent, texts)
    turn.audit("consolidation_forwarded", _object(sent), received=course.now.received)
    above = receiver(turn, sent.unit_code, sent.period)
    told = await _tell_above(turn, course, sent, above)
    unit = unit_of(turn, sent.unit_code, sent.period)
    what, to = words.title(sent, unit, turn.today.year), words.above_words(above)
    waits = f" {sentence(to)} bấm «Đã nhận» thì Trợ lý báo lại." if told else ""
    turn.say(
        f"✅ Đã gửi {what} lên {to} lúc {arrived(turn.at)}. {course.now.received} báo cáo đã khóa; "
        f"có sửa sẽ vào bản bổ sung.{waits}"
    )


def _object(passage: Passage) -> str:
    return f"consolidation:{passage.unit_code}/{passage.period}/{passage.part}"


async def _tell_above(turn: Turn, course: Course, sent: Passage, above: Unit | None) -> int:
    unit = unit_of(turn, sent.unit_code, sent.period)
    title = words.title(sent, unit, turn.today.year)
    lines = [f"Kính gửi đồng chí, {title} đã gửi lên: {_tally(course)}."]
    lines += _differs(turn, course, sent)
    persons = [one for one in await passers(turn, above) if one != turn.speaker.person_id]
    for person in persons:
        to, subject = f"person:{person}", f"{sent.unit_code}/{sent.period}"
        turn.tell(
            to,
            "\n".join(lines),
            turn.tap("Đã nhận", "receive_sums", subject, to, part=sent.part),
            turn.tap("Xem số liệu", "see_sums", subject, to, part=sent.part),
            turn.tap("Trả lại", "return_sums", subject, to, part=sent.part),
            about=f"{_object(sent)}:forwarded:{len(sent.steps)}",
        )
    return len(persons)


def _differs(turn: Turn, course: Course, sent: Passage) -> list[str]:
    """What an addendum changes in what was sent, or a new part in what was sent back."""
    change, mended = course.change, course.mended
    found = mended if change is None else change
    if found is None:
        return []
    template = turn.directory.form(sent.period.window(turn.house.window)[1])
    differ = words.changed(found, template, tree_of(turn, sent.period), sent.unit_code)
    if change is not None:
        return differ
    return ["So với bản đã trả lại:", *differ] if differ else ["Số liệu vẫn như bản đã trả lại."]


def _tally(course: Course) -> str:
    return f"{course.now.received}/{course.now.expected} Tổ có báo cáo, đúng hạn {course.now.on_time}"


# --- above ----------------------------------------------------------------------------------------------------------


async def _from_below(turn: Turn, unit_code: str, period: Period, part: int | None) -> Passage | None:
    """The part behind a button of the level above, if the speaker receives it and nothing newer was sent."""
    above = receiver(turn, unit_code, period)
    if above is None or not await may_pass(turn, above.code):
        turn.say(MAY_NOT)
        return None
    parts = (await chain.passages(turn.rows, [unit_code], period, lock=True)).get(unit_code, [])
    sent = went_up(parts)
    if sent is None or sent.part != part:
        turn.say("Đã có bản mới hơn, nút này không còn tác dụng ạ.")
        return None
    return sent


@chain_acts.presses("receive_sums")
async def receive(turn: Turn, tap: Tap) -> None:
    """The receipt goes back to who sent it."""
    unit_code, period = _subject(tap)
    sent = await _from_below(turn, unit_code, period, tap.detail.get("part"))
    if sent is None:
        return
    try:
        title = await receive_one(turn, sent, receiver(turn, unit_code, period))
    except WrongState:
        turn.say(TAKEN)
        return
    turn.say(f"Đã ghi nhận {title} và báo lại nơi gửi ạ.")


async def receive_one(turn: Turn, sent: Passage, above: Unit | None) -> str:
    """Confirm the receipt of one part and tell who sent it; what it is called. Raises WrongState."""
    received = sent.received(_step(turn, Act.RECEIVE, above.code if above else ""))
    await chain.keep(turn.rows, sent, received)
    turn.audit("consolidation_received", _object(received))
    unit = unit_of(turn, sent.unit_code, sent.period)
    title, who = words.title(received, unit, turn.today.year), words.above_words(above)
    _tell_sender(turn, received, f"✅ {sentence(who)} đã nhận {title} lúc {arrived(turn.at)} ạ.")
    return title


@chain_acts.presses("see_sums", once=False)
async def see(turn: Turn, tap: Tap) -> None:
    """The figures exactly as they were sent."""
    unit_code, period = _subject(tap)
    sent = await _from_below(turn, unit_code, period, tap.detail.get("part"))
    if sent is not None and sent.figures is not None:
        turn.say("\n".join(await card(turn, Course(sent.figures, (sent,)))))


@chain_acts.presses("return_sums", once=False)
async def send_back(turn: Turn, tap: Tap) -> Form | None:
    """Sent back with a reason only: the button asks for it, again where it was pressed and "hủy" was typed."""
    unit_code, period = _subject(tap)
    if any(_is_asked(one.form, unit_code, period) for one in turn.dialogs):
        return None
    return await may_send_back(turn, unit_code, period, tap.detail.get("part"))


def _is_asked(form: Form, unit_code: str, period: Period) -> bool:
    """Pressed twice: the reason is being asked for already."""
    return isinstance(form, SendBackForm) and (form.unit_code, form.period) == (unit_code, str(period))


async def may_send_back(turn: Turn, unit_code: str, period: Period, part: int | None) -> SendBackForm | None:
    """The form that asks why, unless the part may not be sent back any more."""
    sent = await _from_below(turn, unit_code, period, part)
    if sent is None:
        return None
    if sent.stage not in SENT:
        turn.say(TAKEN)
        return None
    above = receiver(turn, unit_code, period)
    if above is not None and await chain.sent_above(turn.rows, [above.code], period):
        turn.say(
            "Số này đã nằm trong tổng hợp gửi lên cấp trên, không trả lại được; mời yêu cầu gửi bản bổ sung ạ."
        )
        return None
    return SendBackForm(unit_code=unit_code, period=str(period), part=sent.part)


@chain_acts.completes
async def sent_back(form: SendBackForm, turn: Turn) -> None:
    """The part is closed with its reason; below, the next one is open."""
    period = Period.parse(form.period)
    sent = await _from_below(turn, form.unit_code, period, form.part)
    if sent is None:
        return
    above = receiver(turn, form.unit_code, period)
    try:
        returned = sent.returned(_step(turn, Act.RETURN, above.code if above else "", form.reason))
    except WrongState:
        turn.say(TAKEN)
        return
    await chain.release(turn.rows, await chain.keep(turn.rows, sent, returned))
    subject = f"{form.unit_code}/{form.period}"
    await taps.use_up(turn.rows, turn.speaker.address, subject, ("receive_sums", "return_sums"), turn.at)
    turn.audit("consolidation_returned", _object(returned))
    unit = unit_of(turn, form.unit_code, period)
    title, who = words.title(returned, unit, turn.today.year), words.above_words(above)
    _tell_sender(
        turn,
        returned,
        f"{sentence(who)} nhờ bổ sung {title}. Lý do: {form.reason}.\nXem lại và gửi lại: gõ TỔNG HỢP ạ.",
        await passers(turn, turn.tree.get(form.unit_code)),
    )
    turn.say(f"Đã trả lại {title}, kèm lý do, cho nơi gửi ạ.")


def _tell_sender(turn: Turn, passage: Passage, text: str, others: Sequence[str] = ()) -> None:
    """Who approved and who forwarded hear what became of it, and others who have to do with it."""
    steps = [one for one in passage.steps if one.act in (Act.APPROVE, Act.FORWARD)]
    for person in dict.fromkeys([*(one.by for one in steps), *others]):
        if person != turn.speaker.person_id:
            about = f"{_object(passage)}:{passage.stage}:{len(passage.steps)}"
            turn.tell(f"person:{person}", text, about=about, kind=MessageKind.PROMPT)
