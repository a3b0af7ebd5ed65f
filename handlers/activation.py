"""The one-time code from the commune: whoever sends it is known from then on, and an older account no longer is."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.people import Person
from handlers.conversation import Conversation
from handlers.forms import word_button
from handlers.heard import Heard
from handlers.naming import introduced
from handlers.officers import officer_of
from handlers.turn import Turn
from storage import codes, people
from storage.codes import Redeemed, Verdict
from storage.people import Binding
from vietnamese import fold
from vietnamese.writing import sentence

REFUSED = {
    Verdict.WRONG: "Mã này không đúng ạ. Mời xem lại 8 ký tự trên phiếu; sai 5 lần thì phải chờ một giờ.",
    Verdict.EXPIRED: "Mã này đã hết hạn ạ. Mời xin cán bộ xã mã mới: gõ «gặp cán bộ».",
    Verdict.USED: "Mã này đã được dùng rồi ạ. Nếu không phải mình dùng, gõ «gặp cán bộ» ngay.",
    Verdict.TOO_MANY: "Mình đã thử sai nhiều lần, mời chờ một giờ rồi gõ lại, hoặc gõ «gặp cán bộ» ạ.",
    Verdict.TOO_MANY_HERE: "Nơi này vừa có quá nhiều lần thử sai, mời chờ một giờ rồi gõ lại ạ.",
}
HOW = "Mời gõ mã 8 ký tự do cán bộ xã cấp, ví dụ «mã CFHJ2345». Chưa có mã, gõ «gặp cán bộ» ạ."

_MISREAD = r"(nhap |go )?ma( kich hoat)?( cua toi)?( la)? (?=[a-z -]*\d)[a-z0-9]{4}[ -]?[a-z0-9]{4}"
"""Eight characters sent as a code of which one stands on no slip, such as a B read for an 8."""


class ByCode(Conversation):
    """Opened by an activation code anywhere in a short message, however the message reads otherwise."""

    def claims(self, heard: Heard) -> bool:
        """Whether there is a code, or the word for it."""
        return (len(heard.text) <= 80 and codes.find(heard.text) is not None) or super().claims(heard)


activation = ByCode(
    "activation",
    words=rf"(toi )?(muon |xin |nhap |go )?(ma )?kich hoat( tai khoan)?|nhap ma|{_MISREAD}",
    help="kích hoạt tài khoản bằng mã của xã",
    example="mã CFHJ2345",
    title="Kích hoạt",
    aside=True,
)


@activation.opens
async def begin(turn: Turn) -> None:
    """Redeem the code."""
    code = codes.find(turn.heard.text)
    if code is None:
        misread = re.fullmatch(_MISREAD, fold(turn.heard.text).strip(" .!?")) is not None
        turn.say(REFUSED[Verdict.WRONG] if misread else HOW)
        return
    account = (turn.speaker.oa_id, turn.speaker.user_id)
    redeemed = await codes.redeem(turn.rows, code, account, turn.at)
    if redeemed.verdict is not Verdict.ACTIVATED or redeemed.person_id is None:
        turn.audit("activation_refused", turn.speaker.account, verdict=str(redeemed.verdict))
        turn.say(REFUSED[redeemed.verdict])
        return
    person = await people.by_id(turn.rows, redeemed.person_id)
    if person is not None:
        await _welcome(turn, person, redeemed)


async def _welcome(turn: Turn, person: Person, redeemed: Redeemed) -> None:
    turn.audit("bound", f"person:{person.id}", how="code")
    # What the account had open belonged to whoever it was before.
    turn.dialogs.clear()
    turn.effects.contact["greeted_at"] = turn.at
    held = (await people.offices_of(turn.rows, [person.id], turn.today)).get(person.id, [])
    # Relatives share a phone: whoever spoke from it until now has no account any more that could be answered.
    turn.speaker = replace(turn.speaker, person=person, offices=tuple(held))
    turn.say(
        f"✅ Đã kích hoạt. Kính chào {introduced(person, held, turn.tree)}.\nXã giữ họ tên, năm sinh, số điện thoại của"
        " mình để quản lý danh sách Tổ; xem thì gõ «xem dữ liệu của tôi» ạ.",
        word_button("Trợ giúp", "trợ giúp"),
    )
    await tell_of_change(turn, person, redeemed.ended, redeemed.unit_code)


async def tell_of_change(
    turn: Turn, person: Person, ended: tuple[Binding, ...], unit_code: str | None, *, always: bool = False
) -> None:
    """A new account took the place of an older one: the old account and the commune's officer hear of it (J22).

    A person may speak from several Official Accounts; in each of them a new Zalo account ends the older one.
    """
    old = [one for one in ended if one.person_id == person.id]
    for one in old:
        text = (
            "Tài khoản Zalo này không còn gắn với tên mình trong Tổ: đã kích hoạt ở tài khoản khác."
            " Nếu không phải mình, gõ «gặp cán bộ» ạ."
        )
        turn.tell(f"user:{one.oa_id}/{one.user_id}", text, about=f"unbound:{turn.incoming.key}")
    commune = None if unit_code is None else turn.tree.commune_of(unit_code)
    officer = None if commune is None else await officer_of(turn, commune)
    if officer is None or not (ended or always):
        return
    held = (await people.offices_of(turn.rows, [person.id], turn.today)).get(person.id, [])
    who = sentence(introduced(person, held, turn.tree))
    stopped = "; tài khoản cũ đã ngừng" if old or not await _speaks_elsewhere(turn, person) else ""
    text = f"{who}, vừa dùng tài khoản Zalo mới{stopped}. Thấy lạ, mời đồng chí kiểm tra."
    turn.tell(officer.address, text, about=f"rebound:{turn.incoming.key}")


async def _speaks_elsewhere(turn: Turn, person: Person) -> bool:
    """Whether the person goes on speaking from another Official Account too."""
    bound = await people.all_accounts_of(turn.rows, [person.id])
    return len(bound.get(person.id, ())) > 1
