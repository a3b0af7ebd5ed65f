"""Everything that was sent up and waits is received with one word: "nhận hết"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from domain.consolidations import Passage, went_up
from domain.errors import WrongState
from domain.periods import Period
from domain.units import Unit, label
from handlers import chain_words as words
from handlers.chain_acts import receive_one
from handlers.chain_parts import GATHERS, SENDERS, receiver, tree_of
from handlers.consolidating import may_pass, own_units, period_named
from handlers.conversation import Conversation
from handlers.forms import Fact, Form
from handlers.read_back import ReadBack
from handlers.turn import Turn
from storage import chain
from vietnamese.writing import join_vi, number

NOT_YOURS = "Dạ, việc này dành cho cấp nhận tổng hợp: huyện hoặc Sở ạ."
NOTHING = "Hiện không có tổng hợp nào{of} chờ xác nhận đã nhận ạ."
ALL_DONE = "Dạ, các tổng hợp này đã có người xác nhận hoặc đã có bản mới hơn, Trợ lý không ghi gì thêm ạ."
_WHAT = r"(?:tong hop|bao cao)(?: (?:cua )?(?:cac )?(?:xa|huyen|don vi))?"


class ReceivingForm(Form):
    """Which parts, and the word that they are received."""

    waiting = Fact[list[list[str]]]()
    """(unit code, period, part)"""
    told = Fact[str]()

    sure = ReadBack(lambda form: form.told, yes="Nhận hết")


receiving = Conversation(
    "receiving",
    ReceivingForm,
    words=rf"(?:(?:toi|minh|so|xac nhan|da|bao) )*nhan (?:het|tat ca|du ca)(?: (?:cac )?{_WHAT})?"
    r"(?: thang (?:0?[1-9]|1[0-2]))?(?: (?:a|nhe|roi))*",
    help="xác nhận đã nhận mọi tổng hợp đang chờ",
    example="nhận hết",
    title="Nhận hết",
)


@receiving.opens
async def begin(turn: Turn) -> Form | None:
    """What waits, or of it the month that is named, is read back by month; the sender is told only after the word."""
    mine = await receiving_units(turn)
    if not mine:
        turn.say(NOT_YOURS)
        return None
    month = period_named(turn)
    waiting = [one for one in await _waiting(turn, mine) if month in (None, one[0].period)]
    if not waiting:
        of = "" if month is None else f" của {words.named_period(month, turn.today.year)}"
        turn.say(NOTHING.format(of=of))
        return None
    listed = [[one.unit_code, str(one.period), str(one.part)] for one, _ in waiting]
    return ReceivingForm(waiting=listed, told=_told(turn, [one for one, _ in waiting]))


async def receiving_units(turn: Turn) -> list[Unit]:
    """The units for which the speaker confirms receipts: those that have consolidating units below."""
    above = [unit for unit in own_units(turn) if unit.kind in GATHERS]
    return [unit for unit in above if await may_pass(turn, unit.code)]


async def _waiting(turn: Turn, mine: Sequence[Unit]) -> list[tuple[Passage, Unit]]:
    """What waits for one of these units, with the unit it was sent to."""
    below = {one for unit in mine for one in turn.tree.subtree(unit.code) if one.kind in SENDERS}
    codes = {one.code for one in below} - {one.code for one in mine}
    by_code = {unit.code: unit for unit in mine}
    found = []
    for one in await chain.unconfirmed(turn.rows, codes):
        above = receiver(turn, one.unit_code, one.period)
        if above is not None and above.code in by_code:
            found.append((one, above))
    return found


def _told(turn: Turn, waiting: Iterable[Passage]) -> str:
    lines = []
    for period, some in groupby(waiting, key=lambda one: one.period):
        codes = [one.unit_code for one in some]
        name = words.named_period(period, turn.today.year)
        lines.append(f"• {name}: {number(len(codes))} nơi ({_names(turn, codes, period)})")
    return "\n".join(["Các tổng hợp đang chờ xác nhận:", *lines, "Xác nhận đã nhận hết chứ ạ?"])


def _names(turn: Turn, codes: Sequence[str], period: Period) -> str:
    tree = tree_of(turn, period)
    named = [code if (unit := tree.get(code)) is None else label(unit) for code in codes]
    if len(named) <= words.MOST_NAMED:
        return join_vi(named)
    return f"{', '.join(named[: words.MOST_NAMED])} và {number(len(named) - words.MOST_NAMED)} nơi khác"


@receiving.completes
async def submit(form: ReceivingForm, turn: Turn) -> None:
    """Each by itself: what was received or replaced meanwhile is left alone."""
    if not form.sure:
        turn.say("Dạ, Trợ lý chưa xác nhận gì ạ.")
        return
    above = {(one.unit_code, str(one.period), str(one.part)): to for one, to in await _again(turn)}
    done = 0
    for unit_code, month, part in form.waiting:
        to = above.get((unit_code, month, part))
        done += to is not None and await _receive(turn, unit_code, month, part, to)
    if not done:
        turn.say(ALL_DONE)
        return
    left = len(form.waiting) - done
    more = f" {number(left)} tổng hợp đã có người xác nhận hoặc có bản mới hơn." if left else ""
    turn.say(f"✅ Đã xác nhận đã nhận {number(done)} tổng hợp và báo lại nơi gửi.{more}")


async def _again(turn: Turn) -> list[tuple[Passage, Unit]]:
    mine = await receiving_units(turn)
    return await _waiting(turn, mine) if mine else []


async def _receive(turn: Turn, unit_code: str, month: str, part: str, above: Unit) -> bool:
    """Only the part that was read back: a newer one may have come up to the moment of the lock."""
    parts = (await chain.passages(turn.rows, [unit_code], Period.parse(month), lock=True)).get(unit_code, [])
    sent = went_up(parts)
    if sent is None or str(sent.part) != part:
        return False
    try:
        await receive_one(turn, sent, above)
    except WrongState:
        return False
    return True
