"""One's own data: what is kept, withdrawing the consent, having it erased; explained, with the law's clocks."""

from __future__ import annotations

import re
from typing import Any

from domain.authority import Action, may
from domain.calendar import VN
from domain.messages import MessageKind
from domain.privacy import Right, clocks
from handlers.announcing import tell_persons
from handlers.consent import (
    WITHDRAWN,
    addresses,
    forget_what_was_said,
    forget_what_was_sent,
    given_before,
    record,
)
from handlers.conversation import Conversation
from handlers.forms import Form, Misunderstood, word_button
from handlers.heard import Heard
from handlers.naming import held
from handlers.officers import pass_on, who_speaks
from handlers.questions import YesNo
from handlers.turn import Turn
from storage import attachments, dialogs, notes, people, requests
from storage.requests import Case
from vietnamese import fold, writing
from vietnamese.writing import sentence

KEPT_BY_LAW = "Quyết định đã ký và báo cáo đã gửi phải lưu theo luật, không xóa được."
WHAT = {
    Right.WITHDRAW: "Rút đồng ý: Trợ lý ngừng dùng thông tin của mình, đơn đang chờ sẽ được rút, tin nhắn cũ bị xóa.",
    Right.ERASE: "Xóa dữ liệu: năm sinh, số điện thoại, tài khoản Zalo của mình bị xóa, đơn đang chờ được rút.",
}


_CERTAIN = re.compile(
    r"(?:da |vang )*(?:(?:toi|em|tui|minh|chau|bac|co|chu) )?(?:chac|chac chan|dong y|co|dung|xoa|rut)"
    r"(?: (?:chan|di|luon|het|a|nhe|roi|vay|the|rua))*"
)


class Certain(YesNo):
    """What cannot be undone takes a word that means just this: "gửi" or a button of something else does nothing."""

    def read(self, form: Form, heard: Heard) -> bool:
        plain = self.at_sight(form, heard.text)
        if plain is not None:
            return plain
        if _CERTAIN.fullmatch(fold(heard.text).strip(" .!,")):
            return True
        if heard.says("no", "cancel"):
            return False
        raise Misunderstood("Việc này không lấy lại được, nên mời bấm «Tôi chắc chắn» hoặc «Thôi» ạ.")


class Sure(Form):
    """Nothing is withdrawn or erased before it has been confirmed."""

    sure = Certain(
        lambda form: f"{WHAT[Right(form.facts['right'])]}\n{KEPT_BY_LAW} Mình có chắc không ạ?",
        yes="Tôi chắc chắn",
        no="Thôi",
    )


privacy = Conversation(
    "privacy",
    Sure,
    intents=("privacy",),
    words=r"(xem |coi )?(du lieu|thong tin)( ca nhan)? (cua )?(toi|tui|em|minh|bac|chau)",
    help="xem, rút đồng ý, xóa dữ liệu của mình",
    example="xem dữ liệu của tôi",
    title="Dữ liệu của tôi",
)


@privacy.opens
async def begin(turn: Turn) -> Sure | None:
    """What is asked: to see, to withdraw, to erase; unclear is answered with what is kept and the two other ways."""
    said = turn.heard.slot("right") if turn.heard.says("privacy") else None
    right = Right(said) if said in set(Right) else Right.ACCESS
    if right is Right.ACCESS:
        await _show(turn)
        return None
    if turn.speaker.person is None and not await given_before(turn):
        await forget_what_was_said(turn)
        await forget_what_was_sent(turn)
        turn.say(
            "Trợ lý không lưu thông tin cá nhân nào của mình; tin nhắn đã gửi sẽ được xóa trong 24 giờ ạ."
        )
        return None
    return Sure(right=str(right))


async def _show(turn: Turn) -> None:
    lines = await kept_about(turn)
    turn.audit("saw_own_data", turn.speaker.address)
    turn.say(
        "\n".join(lines),
        word_button("Rút đồng ý", "rút lại đồng ý"),
        word_button("Xóa dữ liệu", "xóa thông tin của tôi"),
    )


async def kept_about(turn: Turn) -> list[str]:
    """Everything that is kept about the speaker, line by line."""
    person = turn.speaker.person
    told = await notes.of(turn.rows, addresses(turn))
    if person is None:
        kept = f"{len(told)} ghi nhận đã gửi. " if told else ""
        return [
            f"Trợ lý chưa lưu họ tên hay số điện thoại của mình. {kept}Tin nhắn gốc được xóa sau 7 ngày ạ."
        ]
    sex = "" if person.sex is None else f", {'nam' if person.sex == 'nam' else 'nữ'}"
    year = person.birth_year or "không lưu"
    seats = [held(one.office, turn.tree.get(one.unit_code)) for one in turn.speaker.offices]
    cases = await requests.of_person(turn.rows, person.id)
    consented = "đã đồng ý" if await given_before(turn) else "do UBND xã lập danh sách theo quy định"
    return [
        "Dữ liệu của mình trong Trợ lý ạ:",
        f"Họ tên: {person.name}{sex}; năm sinh: {year}; điện thoại: {person.phone or 'không lưu'}.",
        f"Vai trò: {writing.join_vi(seats) or 'không'}.",
        f"Đơn: {', '.join(case.code for case in cases) or 'không'}; ghi nhận: {len(told)}. Căn cứ: {consented}.",
        "Tin nhắn gốc được mã hóa và xóa sau 7 ngày.",
    ]


@privacy.completes
async def submit(form: Sure, turn: Turn) -> None:
    """A ticket with the law's clocks; what can be done at once is done at once."""
    right = Right(form.facts["right"])
    if not form.sure:
        turn.say("Dạ, Trợ lý giữ nguyên như cũ ạ.")
        return
    await carry_out(turn, right)


async def carry_out(turn: Turn, right: Right) -> None:
    """Withdraw or erase: by a yes in the chat, or because Zalo passed the wish on (5, user_withdraw)."""
    # Half-filled forms hold what is withdrawn here.
    turn.dialogs.clear()
    await forget_what_was_said(turn)
    await forget_what_was_sent(turn)
    for address in addresses(turn):
        await record(turn, WITHDRAWN, address=address)
    withdrawn = await _withdraw_requests(turn)
    waiting = await notes.of(turn.rows, addresses(turn), ["waiting"])
    await notes.drop(turn.rows, [one.code for one in waiting])
    code = await _ticket(turn, right)
    if right is Right.ERASE and turn.speaker.person_id is not None and not turn.speaker.offices:
        await _erase(turn, turn.speaker.person_id, code)
        return
    turn.say(_promise(turn, right, code, withdrawn))


async def _withdraw_requests(turn: Turn) -> list[str]:
    """The speaker's own open requests are withdrawn; whoever was asked about them hears that it is over."""
    codes = []
    for case in await _own_open(turn):
        await requests.save(turn.rows, case, case.request.withdrawn(), turn.at, event_key=turn.incoming.key)
        turn.audit("withdrawn", f"request:{case.code}", because="privacy")
        asked = [step.by for step in case.request.steps]
        leaders = await people.offices_in(turn.rows, [case.request.unit_code], turn.today)
        asked += [one.person_id for one in leaders if one.office == "to_truong"]
        text = f"Đơn {case.code} đã được người làm đơn rút lại; không cần trả lời nữa ạ."
        await tell_persons(turn, asked, text, f"{case.code}:withdrawn")
        codes.append(case.code)
    return codes


async def _own_open(turn: Turn) -> list[Case]:
    if turn.speaker.person_id is None:
        return []
    mine = await requests.of_person(turn.rows, turn.speaker.person_id)
    return [one for one in mine if one.request.is_open and one.request.person_id == turn.speaker.person_id]


async def _ticket(turn: Turn, right: Right) -> str:
    """The note with its dates, passed to the commune's officer."""
    dates = clocks(right, turn.today, turn.directory.calendar)
    text = f"{right}; trả lời trước {dates.acknowledged_by}; xong trước {dates.done_by}"
    event = turn.incoming.key
    code = await notes.record(
        turn.rows, f"privacy_{right}", turn.speaker.address, text, turn.at, event_key=event
    )
    turn.audit(f"privacy_{right}", f"note:{code}")
    what = "rút đồng ý dùng dữ liệu" if right is Right.WITHDRAW else "xóa dữ liệu cá nhân"
    message = (
        f"{who_speaks(turn)}, xin {what}. Mã {code}.\nTheo luật: trả lời chậm nhất hết"
        f" {writing.day(dates.acknowledged_by)}, xong chậm nhất hết {writing.day(dates.done_by)}."
    )
    must_leave = right is Right.ERASE and bool(turn.speaker.offices)
    if must_leave:
        message += " Người này đang giữ chỗ trong Tổ hoặc chức danh: cho thôi trước, rồi bấm Xóa."
    officer = await pass_on(turn, message, about=f"privacy:{code}")
    if officer is not None:
        await notes.passed(turn.rows, code, officer.person.id)
        if must_leave and turn.speaker.person_id is not None:
            asked = {"code": code, "unit": officer.unit.code}
            button = turn.tap("Xóa", "privacy_erase", turn.speaker.person_id, officer.address, **asked)
            text = f"Khi người này đã thôi, bấm Xóa để hoàn tất {code}."
            turn.tell(officer.address, text, button, about=f"erase:{code}")
    return code


def _promise(turn: Turn, right: Right, code: str, withdrawn: list[str]) -> str:
    dates = clocks(right, turn.today, turn.directory.calendar)
    gone = f" Đơn {writing.join_vi(withdrawn)} đã rút." if withdrawn else ""
    return (
        f"✅ Trợ lý đã ghi nhận, mã {code}.{gone} Tin nhắn của mình được xóa trong 24 giờ.\n"
        f"Cán bộ xã trả lời chậm nhất hết {writing.day(dates.acknowledged_by)}, làm xong chậm nhất hết "
        f"{writing.day(dates.done_by)}. {KEPT_BY_LAW}"
    )


def _erased(code: str) -> str:
    done = f"✅ Đã xóa thông tin của mình, mã {code}; tin nhắn được xóa trong 24 giờ."
    return f"{done} {KEPT_BY_LAW} Cảm ơn đã tham gia ạ."


async def _erase(turn: Turn, person_id: str, code: str) -> None:
    """Erase and unbind; every account is told, for the person has no address any more."""
    bound = (await people.all_accounts_of(turn.rows, [person_id])).get(person_id, [])
    keep_name = await people.ever_held(turn.rows, person_id)
    person = await people.by_id(turn.rows, person_id)
    name = person.name if keep_name and person is not None else people.ERASED_NAME
    accounts = [f"user:{one.oa_id}/{one.user_id}" for one in bound]
    await attachments.forget(turn.rows, [f"person:{person_id}", *accounts])
    await people.erase(turn.rows, person_id, turn.at, keep_name=keep_name)
    await people.unbind(turn.rows, person_id, turn.at)
    await requests.forget_told(turn.rows, person_id, name)
    await dialogs.keep(turn.rows, {f"person:{person_id}": []}, turn.at)
    turn.audit("erased", f"person:{person_id}")
    for to in accounts:
        turn.tell(to, _erased(code), about=f"erased:{code}", kind=MessageKind.REPLY)


@privacy.presses("privacy_erase", once=False)
async def erase_now(turn: Turn, tap: Any) -> None:
    """The officer finishes an erasure once no office or seat is held any more."""
    if not may(Action.ERASE_PERSON, turn.speaker.offices, str(tap.detail.get("unit")), turn.tree):
        turn.say("Việc này hiện không thuộc phần mình phụ trách nữa ạ.")
        return
    held_now = (await people.offices_of(turn.rows, [tap.object], turn.today)).get(tap.object, [])
    if held_now:
        turn.say(
            sentence("người này vẫn đang giữ chỗ trong Tổ hoặc chức danh; cho thôi trước rồi bấm Xóa ạ.")
        )
        return
    await _erase(turn, tap.object, tap.detail["code"])
    turn.say(f"✅ Đã xóa dữ liệu theo {tap.detail['code']}, lúc {writing.moment(turn.at.astimezone(VN))}.")
