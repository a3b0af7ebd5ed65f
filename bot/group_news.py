"""What the people who look after a group are told of it: its leader, and the commune's officer."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.zalo.gmf import Info
from domain.messages import Button, MessageKind
from domain.people import Office
from handlers.turn import TAP_LIVES
from scheduler.lines import Scene
from scheduler.notices import Notice, lines_of
from storage import outbox, taps
from storage.database import Rows
from storage.group_rolls import Roll
from vietnamese.writing import day, join_vi

MOST_NAMES = 6


class News:
    """Tells of one group; every piece of news is told to a person once."""

    def __init__(self, rows: Rows, scene: Scene, roll: Roll) -> None:
        self._rows = rows
        self._scene = scene
        self._roll = roll
        self._name = f"nhóm Zalo {roll.label}"

    async def to_officer(self, what: str, text: str, office: Office = Office.CAN_BO_CNTT_XA) -> bool:
        """Tell the commune's officer, without one the group's keeper. Whether it could be written."""
        told = self._roll.officers[:1] or ((self._roll.keeper,) if self._roll.keeper else ())
        return await self._tell(told[0], what, f"Kính gửi {{hail}}, {text}", office) if told else False

    async def to_keeper(self, what: str, text: str, buttons: Sequence[Button] = ()) -> bool:
        """Tell who keeps the group. Whether it could be written."""
        keeper = self._roll.keeper
        return keeper is not None and await self._tell(
            keeper, what, f"Thưa {{hail}}, {text}", Office.TO_TRUONG, buttons
        )

    async def _tell(
        self, person_id: str, what: str, text: str, office: Office, buttons: Sequence[Button] = ()
    ) -> bool:
        group = self._roll.group
        key = f"group:{group.unit_code}:{group.kind}:{what}:{person_id}"
        notice = Notice(
            "group", group.unit_code, what, self._scene.now, None, key, text, kind=MessageKind.PROMPT
        )
        told = replace(notice, person_id=person_id, office=office, buttons=tuple(buttons))
        letters = [one.letter for one in await lines_of(self._rows, self._scene, [told]) if one.letter]
        await outbox.owe(self._rows, letters)
        return bool(letters)

    # --- what there is to tell ----------------------------------------------------------------------------------

    async def made(self) -> None:
        """The account has made the group."""
        text = f"trang OA vừa lập {self._name}, tên «{self._roll.name}», và đang mời các thành viên vào ạ."
        await self.to_keeper("made", text)

    async def no_asset(self, today: date) -> None:
        """There is no asset left to make it with."""
        text = (
            f"chưa lập được {self._name}: trang OA không còn gói nhóm (GMF) trống. "
            "Mời mua thêm gói nhóm trong OA Manager ạ."
        )
        await self.to_officer(f"no_asset:{today:%Y-%m}", text)

    async def no_admin(self, today: date) -> None:
        """None of those who may administer the account could be put into it."""
        text = (
            f"chưa lập được {self._name}: cần một quản trị viên của trang OA làm thành viên đầu tiên. "
            "Mời {you} (hoặc quản trị viên) nhắn cho trang OA một tin rồi chờ Trợ lý làm lại ạ."
        )
        await self.to_officer(f"no_admin:{today:%Y-%m}", text)

    async def disabled(self, today: date, info: Info | None) -> bool:
        """Zalo has switched it off. Why is said only where its asset tells; ``info`` None: Zalo told nothing."""
        text = (
            f"{self._name} đang bị Zalo tạm khóa{_why_off(info, today)}; "
            "trong lúc đó tin của nhóm được gửi Tổ trưởng chuyển giúp ạ."
        )
        return await self.to_officer(f"disabled:{today}", text)

    async def gone(self, today: date) -> bool:
        """It is not there any more."""
        text = (
            f"{self._name} không còn trên trang OA. Tin của nhóm từ nay gửi Tổ trưởng chuyển giúp; "
            "muốn lập nhóm mới, mời báo người quản trị ạ."
        )
        return await self.to_officer(f"gone:{today}", text)

    async def full(self, today: date) -> None:
        """Nobody more fits in."""
        text = f"{self._name} đã đủ số người của gói nhóm, chưa mời thêm được. Mời nâng gói nhóm ạ."
        await self.to_officer(f"full:{today:%Y-%m}", text)

    async def uninvited(self, names: Sequence[str], link: str, mark: str) -> bool:
        """Zalo does not let the account invite these people: their leader hands on the link."""
        more = f" và {len(names) - MOST_NAMES} người nữa" if len(names) > MOST_NAMES else ""
        text = (
            f"Trợ lý chưa mời được vào {self._name}: {join_vi(list(names[:MOST_NAMES]))}{more} "
            "(chưa dùng Trợ lý, hoặc lâu chưa nhắn).\n"
            f"Nhờ {{you}} gửi giúp đường dẫn vào nhóm: {link}"
        )
        return await self.to_keeper(f"uninvited:{mark}", text)

    async def strangers(self, names: Sequence[str], mark: str) -> bool:
        """Accounts that nobody we know has are in the group; ``names`` are those at Zalo, empty where hidden."""
        known = [f"«{one[:60]}»" for one in names if one][:MOST_NAMES]
        listed = (
            f": {join_vi(known)}{' …' if len(known) < len(names) else ''} (tên trên Zalo)" if known else ""
        )
        text = (
            f"trong {self._name} có {len(names)} người Trợ lý chưa biết là ai{listed}.\n"
            "Người của Tổ thì nhờ họ nhắn trang OA và gõ mã kích hoạt; không phải thì mời {you} cho ra khỏi nhóm trong "
            "OA Manager ạ."
        )
        return await self.to_officer(f"strangers:{mark}", text)

    async def stranger(self, user_id: str, name: str, at: datetime) -> bool:
        """Somebody who is in no list asked to come in: the leader says."""
        keeper, group = self._roll.keeper, self._roll.group
        if keeper is None:
            return False
        detail = {"kind": group.kind, "user": user_id}
        pair = [
            _tap(title, verb, group.unit_code, keeper, at, detail)
            for title, verb in (("Cho vào", "group_accept"), ("Không", "group_reject"))
        ]
        who = f"«{name[:60]}» (tên trên Zalo)" if name else "một người"
        text = f"{who} xin vào {self._name} nhưng không có trong danh sách Tổ. {{You}} có cho vào không ạ?"
        told = await self.to_keeper(f"asks:{user_id}:{at:%Y%m%d}", text, [button for button, _ in pair])
        if told:
            await taps.keep(self._rows, [row for _, row in pair])
        return told


def _why_off(info: Info | None, today: date) -> str:
    """What is known of the reason, and what to do."""
    look = "Mời xem lý do trong OA Manager"
    if info is None or info.valid_through is None:
        return f". {look}"
    if not info.is_lapsed(today):
        return f", dù gói nhóm còn hạn đến {day(info.valid_through, year=True)}. {look}"
    until = f" Quá {day(info.deleted_on, year=True)}, Zalo sẽ giải tán nhóm." if info.deleted_on else ""
    return f" vì gói nhóm đã hết hạn.{until} Mời gia hạn trong OA Manager"


def _tap(
    title: str, verb: str, unit_code: str, person_id: str, at: datetime, detail: dict[str, Any]
) -> tuple[Button, dict[str, Any]]:
    key = secrets.token_urlsafe(18)
    row = {"key": key, "address": f"person:{person_id}", "verb": verb, "object": unit_code, "detail": detail}
    times = {"created_at": at, "expires_at": at + TAP_LIVES}
    return Button(title, f"#{key}", visible=False), row | times
