"""The steps of a consolidation in words: "gửi lên" shows its card, "hủy duyệt" takes back, "trả lại tổng hợp xã …"."""

from __future__ import annotations

import re

from domain.consolidations import SENT, went_up
from domain.requests import has_reason
from domain.units import Unit
from handlers import chain_words as words
from handlers.chain_acts import MAY_NOT, SendBackForm, may_send_back, reopen
from handlers.chain_parts import receiver
from handlers.consolidating import begin as shows_card
from handlers.consolidating import course_of, own_units, period_meant, units_meant
from handlers.conversation import Conversation
from handlers.correction import begin_retracting as take_back_report
from handlers.forms import Form
from handlers.pressing import Tap
from handlers.receiving import receiving_units
from handlers.turn import Turn
from storage import chain

_WHY = re.compile(r"(?:,|;|:| vì | vi | lý do | ly do )\s*(.+)$", re.IGNORECASE | re.DOTALL)
_MONTH = r"(?: (?:thang|t) ?\d{1,2})?"
WHICH = "Trả lại tổng hợp của đơn vị nào ạ? Mời gõ, ví dụ: trả lại tổng hợp xã Cẩm Bình."

forwarding = Conversation(
    "forwarding",
    words=rf"(?:gui|nop|chuyen|trinh) len(?: (?:cap tren|tren|huyen|so|tinh))?(?: di| nhe| a| luon)*"
    rf"|(?:gui|nop|chuyen|trinh|duyet)(?: bao cao| so lieu)? tong hop{_MONTH}"
    r"(?: len)?(?: (?:cap tren|tren|huyen|so|tinh))?(?: di| nhe| a| luon)*",
    help="gửi tổng hợp đã duyệt lên cấp trên",
    example="gửi lên",
)
sending_back = Conversation(
    "sending_back",
    words=r"(?:tra|gui tra|tra ve)(?: lai)? (?:giup )?(?:(?:bao cao|bc|so lieu) )?tong hop\b.*",
    help="trả lại tổng hợp của cấp dưới",
    example="trả lại tổng hợp xã Cẩm Bình",
)


reopening = Conversation(
    "reopening",
    words=rf"(?:toi |xin |cho (?:toi )?)*(?:huy|bo|rut|thu hoi)(?: lai)? (?:viec |phe )*duyet"
    rf"(?: (?:bao cao |so lieu )?(?:ban )?tong hop)?{_MONTH}(?: di| nhe| a| giup)*",
    help="hủy duyệt tổng hợp chưa gửi lên",
    example="hủy duyệt tổng hợp",
    outranks=True,
)


@reopening.opens
async def begin_reopening(turn: Turn) -> Form | None:
    """The approval of the one own unit is taken back; of several the card shows the button."""
    period, units = period_meant(turn), units_meant(turn)
    if len(units) != 1:
        return await shows_card(turn)
    subject = f"{units[0].code}/{period}"
    course = await course_of(turn, units[0].code, period)
    await reopen(turn, Tap("reopen_sums", subject, {"part": course.current.part}))
    return None


taking_back = Conversation(
    "taking_back",
    words=rf"(?:toi |xin |cho (?:toi )?)*(?:(?:huy|rut|thu hoi)(?: lai)? (?:viec |lenh )?gui"
    rf"(?: len)?(?: (?:bao cao |so lieu )?(?:ban )?tong hop)?|(?:rut|thu hoi)(?: lai)? (?:bao cao |ban )?tong hop)"
    rf"{_MONTH}(?: (?:di|nhe|a|giup))*",
    help="rút tổng hợp đã gửi lên",
    example="hủy gửi tổng hợp",
)


@taking_back.opens
async def begin_taking_back(turn: Turn) -> Form | None:
    """What the level above has got is not taken back: what can be done instead; of a team, its report is meant."""
    units, period = own_units(turn), period_meant(turn)
    if not units:
        return await take_back_report(turn)
    course = await course_of(turn, units[0].code, period)
    sent, when = course.sent, words.named_period(period, turn.today.year)
    if sent is None:
        turn.say(f"Tổng hợp {when} của {words.of_whom(units[0])} chưa gửi lên nên không cần rút ạ.")
        return None
    to = words.above_words(receiver(turn, sent.unit_code, period))
    turn.say(words.kept_above(sent, to, turn.today.year))
    return None


@forwarding.opens
async def begin(turn: Turn) -> Form | None:
    """The card, under which stands the button of the step that comes next."""
    return await shows_card(turn)


@sending_back.opens
async def begin_sending_back(turn: Turn) -> SendBackForm | None:
    """Of the one unit that is named: the newest part that was sent; the reason is asked unless it was said."""
    mine = [unit.code for unit in await receiving_units(turn)]
    period = period_meant(turn)
    named = [one for one in units_meant(turn) if one.code not in mine]
    theirs = [one for one in named if (to := receiver(turn, one.code, period)) and to.code in mine]
    if not mine or (named and not theirs):
        turn.say(MAY_NOT)
        return None
    if len(theirs) != 1:
        turn.say(WHICH)
        return None
    return await _of(turn, theirs[0])


async def _of(turn: Turn, unit: Unit) -> SendBackForm | None:
    period = period_meant(turn)
    parts = (await chain.passages(turn.rows, [unit.code], period)).get(unit.code, [])
    sent = went_up(parts)
    if sent is None or sent.stage not in SENT:
        when = words.named_period(period, turn.today.year)
        turn.say(f"Tổng hợp {when} của {words.of_whom(unit)} hiện không ở trạng thái đã gửi ạ.")
        return None
    form = await may_send_back(turn, unit.code, period, sent.part)
    said = _WHY.search(turn.heard.text)
    if form is not None and said is not None and has_reason(said[1]):
        form.take("reason", said[1].strip(" ."))
    return form
