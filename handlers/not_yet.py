"""Who has not reported yet: for those who gather the reports, with how many have, and until when it is due."""

from __future__ import annotations

import re

from domain.authority import Action, reach
from domain.periods import Period
from domain.units import Unit, UnitKind
from handlers import chain_words as words
from handlers.chain_parts import parts_of, sent_words, tree_of, unit_of
from handlers.consolidating import WhichForm, course_of, period_meant, units_meant
from handlers.conversation import Conversation
from handlers.deadline import left
from handlers.forms import Form, word_button
from handlers.places import UNIT_NAME
from handlers.report_status import of_own_team
from handlers.report_words import period_label
from handlers.snooze import NO_NAME, TITLES
from handlers.turn import Turn
from storage import reports
from storage.listing.scene import NoSuchUnit
from vietnamese import fold
from vietnamese.writing import day, number

_WHO = r"(?:to truong|to dan pho|to|thon|xom|khoi pho|khoi|xa|phuong|huyen|don vi|noi|cho|nguoi)"
_SENT = r"(?:gui|nop|bao cao|bao|bc|(?:co|lam|xong) (?:bao cao|bc))(?: (?:bao cao|bc|so lieu|so|tong hop|len|ve))*"
_WHEN = r"(?: (?:cua |trong )?(?:ky |thang )?(?:nay|truoc|(?:thang |t)?\d{1,2}(?:[/.-](?:20)?\d{2})?))?"
_END = r"(?: (?:a|nhi|the|vay|rua|ri|ha|em|roi|nua|day|xem|voi))*"
_LEAD = (
    r"(?:(?:cho|toi|tui|em|anh|chi|hoi|xem|biet|liet ke|danh sach|nhung|cac|con|bay gio|hien|may|bao nhieu"
    r"|tro ly) )*"
)
_OF_UNIT = rf"(?: (?:cua |o |trong )?(?:xa|phuong|huyen) {UNIT_NAME})?"
_REMIND = r"(?:(?:nho |giup |tro ly |gui )*(?:nhac|nhac nho|don doc|giuc)(?: lai)? )"
_REMIND_WHOM = (
    rf"(?:{_REMIND}|gui loi nhac (?:cho |toi |den )?)(?:(?:cac|nhung|moi|toan bo|tat ca|ca|giup|ho|gium|cho) )*"
    rf"(?:{_WHO}\b|(?:anh em|moi nguoi|ba con)\b|{TITLES} (?!{NO_NAME})\S+)"
)
WORDS = (
    rf"{_LEAD}(?:ai|{_WHO})(?: (?:nao|mo|truong))*(?: (?:con|da|van|hien|dang))* chua {_SENT}{_OF_UNIT}{_WHEN}{_END}"
    rf"|{_LEAD}(?:thieu|chua co|chua nhan)(?: (?:bao cao|bc|so lieu))?(?: (?:cua|duoc))*"
    rf" (?:ai|{_WHO} (?:nao|mo)){_WHEN}{_END}"
    rf"|(?:ai|{_WHO} (?:nao|mo)) (?:con |dang )*thieu (?:bao cao|bc|so lieu){_OF_UNIT}{_WHEN}{_END}"
    rf"|(?:tinh hinh (?:gui |nop )?)?(?:bao cao|bc) (?:cua )?cac (?:to|thon|xom|xa|phuong){_WHEN}{_END}"
    rf"|{_REMIND}(?:(?:cac|nhung|moi) )*{_WHO}(?: nao)?(?: con| da)? chua {_SENT}{_WHEN}{_END}"
    rf"|{_REMIND_WHOM}(?: (?!hop\b)\S+)*? {_SENT}\b.*"
    rf"|gui loi nhac (?:cho |toi |den )?(?:(?:cac|nhung|moi|tat ca|ca) )*{_WHO}\b.*"
)
REMINDED = (
    "Trợ lý tự nhắc từng Tổ trưởng trước hạn và khi quá hạn. Cần văn bản, gõ «công văn đôn đốc {period}» ạ."
)

BY_ITSELF = "Dạ, Trợ lý tự nhắc từng Tổ trưởng trước hạn và khi quá hạn ạ."


class WhoseForm(WhichForm):
    """Of which unit, where one has several."""

    asks = "Của đơn vị nào ạ?"


not_yet = Conversation(
    "not_yet",
    WhoseForm,
    words=WORDS,
    help="xem nơi nào chưa gửi báo cáo",
    example="ai chưa gửi",
    title="Ai chưa gửi",
    outranks=True,
    aside=True,
)


@not_yet.opens
async def begin(turn: Turn) -> Form | None:
    """The list of the unit that is named or the speaker's own; who gathers nothing hears of his own team."""
    if not reach(Action.CONSOLIDATE, turn.speaker.offices, turn.tree):
        if _asks_to_remind(turn):
            turn.say(BY_ITSELF)
        await of_own_team(turn)
        return None
    period, units = period_meant(turn), units_meant(turn)
    if len(units) == 1:
        await _show(turn, units[0].code, period)
        return None
    return WhoseForm(among=[[one.code, words.of_whom(one)] for one in units], period=str(period))


@not_yet.completes
async def chosen(form: WhoseForm, turn: Turn) -> None:
    """The list of the unit that was chosen."""
    await _show(turn, form.unit, Period.parse(form.facts["period"]))


async def _show(turn: Turn, unit_code: str, period: Period) -> None:
    try:
        found, unit = (await course_of(turn, unit_code, period)).now, unit_of(turn, unit_code, period)
    except NoSuchUnit:
        turn.say(f"Cuối kỳ {period.label()} chưa có đơn vị này ạ.")
        return
    title = f"Báo cáo {period_label(period, turn.house.window, turn.today.year)}, {words.of_whom(unit)}"
    lines = [
        f"{title}: đã nhận {number(found.received)}/{number(found.expected)} Tổ. {_due(turn, unit, period)}"
    ]
    if found.missing:
        lines.append(f"Chưa nhận: {words.missing(found, tree_of(turn, period))}.")
    else:
        lines.append("Các Tổ đã gửi đủ ạ.")
    parts = await parts_of(turn, unit, period)
    if parts is not None and parts.expected:
        lines.append(sent_words(parts))
    if found.missing and _asks_to_remind(turn):
        lines.append(REMINDED.format(period=period.label()))
    turn.say("\n".join(lines), word_button("Tổng hợp"))


def _due(turn: Turn, unit: Unit, period: Period) -> str:
    due = reports.due_of(turn.directory, unit.code, period, turn.house.window)
    when = f"Hạn của Tổ: {day(due.team)} ({left(due.team, turn.today)})"
    return f"{when}." if unit.kind is UnitKind.XA else f"{when}, của xã: {day(due.commune)}."


def _asks_to_remind(turn: Turn) -> bool:
    return turn.is_read and re.match(rf"{_REMIND}|gui loi nhac\b", fold(turn.heard.text)) is not None
