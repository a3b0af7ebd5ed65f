"""Alarms about an Official Account: whoever runs the house is told in Zalo, once an incident."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from domain.calendar import in_vietnam
from domain.messages import MessageKind
from domain.people import Office
from domain.units import UnitKind, UnitTree
from storage import accounts, directory, outbox, people
from storage.accounts import Account
from storage.database import Rows
from storage.outbox import Letter
from vietnamese.writing import day

LIVES = timedelta(days=30)
ABROAD_LIVES = timedelta(days=7)
WARNED_AT = (14, 3, 0)
"""Days before the end of a package or of a refresh token on which the humans hear of it."""
_log = structlog.get_logger("alarm")

_CONSENT = (
    "⚠️ Trang Zalo «{name}» không còn cho Trợ lý gửi tin: quản trị viên của trang cần cấp quyền lại.\nMời người quản trị"
    " máy chủ chạy lệnh «python -m bot oa authorize {oa_id}» rồi gửi đường dẫn in ra cho quản trị viên trang ạ."
)
_SECRET = (
    "⚠️ Trang Zalo «{name}» không còn cho Trợ lý gửi tin: khóa bí mật của ứng dụng không đúng.\nMời người quản trị"
    " máy chủ {deed} ạ."
)
_UNANSWERED = (
    "⚠️ Trang Zalo «{name}» sắp không cho Trợ lý gửi tin: lần đổi mã vừa rồi không nhận được trả lời của Zalo.\nMời"
    " người quản trị máy chủ chạy lệnh «python -m bot oa authorize {oa_id}» trước {until}, rồi gửi đường dẫn in ra cho"
    " quản trị viên trang ạ."
)
_ABROAD = (
    "⚠️ Zalo không cho Trợ lý xem ai đang ở trong các nhóm, vì máy chủ không có địa chỉ mạng ở Việt Nam. Tin vẫn gửi"
    " được; mời vào, mời ra và đối chiếu nhóm thì phải dừng.\nMời người quản trị máy chủ cho máy ra mạng bằng địa chỉ ở"
    " Việt Nam (chuyển máy về nước, hoặc tắt VPN), rồi chạy lệnh «python -m bot check» để xem đã được chưa ạ."
)
_LAPSING = {
    "package": (
        "⚠️ Gói dịch vụ của trang Zalo «{name}» {when}. Hết gói thì Trợ lý không gửi được tin.\nMời gia hạn trong Zalo"
        " OA Manager ạ."
    ),
    "refresh": (
        "⚠️ Mã gia hạn của trang Zalo «{name}» {when} mà chưa đổi được mã mới.\nMời người quản trị máy chủ xem lại"
        " kết nối, hoặc chạy «python -m bot oa authorize {oa_id}» ạ."
    ),
}


@dataclass(frozen=True, slots=True)
class WrongSecret:
    """The app whose secret Zalo does not take, and where it is changed."""

    app_id: str
    is_in_settings: bool

    @property
    def mended_by(self) -> str:
        """For the operator at the command line."""
        if self.is_in_settings:
            return "mend ZALO_APP_SECRET in .env and restart"
        return f"`python -m bot oa add --app {self.app_id} --app-secret-file FILE`"

    @property
    def deed(self) -> str:
        """For the administrators in Zalo."""
        if self.is_in_settings:
            return "sửa ZALO_APP_SECRET trong tệp .env rồi khởi động lại"
        return f"chạy lệnh «python -m bot oa add --app {self.app_id} --app-secret-file TỆP»"


def what_is_lost(oa_id: str, why: str, secret: WrongSecret | None = None) -> str:
    """One line for the operator: which account, why, and what helps."""
    if secret is not None:
        return f"account {oa_id} is refused, the secret of app {secret.app_id} is wrong ({why}): {secret.mended_by}"
    return f"account {oa_id} has to be authorised again ({why}): `python -m bot oa authorize {oa_id}`"


def why_lost(account: Account) -> str:
    """The same for an account of which that is known already."""
    return account.health or what_is_lost(account.oa_id, "by its administrator")


async def consent_needed(
    rows: Rows, oa_id: str, now: datetime, why: str, secret: WrongSecret | None = None
) -> bool:
    """Only a new consent helps, or another secret: note it, tell the humans; False where that was known already."""
    if not await accounts.lose(rows, oa_id, now, what_is_lost(oa_id, why, secret)):
        return False
    _log.error("account_needs_consent", oa_id=oa_id, why=why)
    account = await accounts.account(rows, oa_id)
    if account is not None:
        name = account.name or oa_id
        text = _CONSENT.format(name=name, oa_id=oa_id)
        if secret is not None:
            text = _SECRET.format(name=name, deed=secret.deed)
        about = f"consent:{int(now.timestamp() * 1000)}"
        await _tell(rows, account, text, about, now, LIVES, {"needs_consent": oa_id})
    return True


async def unanswered(rows: Rows, account: Account, now: datetime) -> None:
    """The answer to a refresh was lost: told while the old token lasts, which is the last way by which it can be."""
    since, tokens = account.refreshing_since, account.tokens
    ends = None if tokens is None else tokens.expires_at
    if since is None or ends is None or ends <= now:
        return
    local = in_vietnam(ends)
    until = f"{local:%H:%M} {day(local.date())}"
    text = _UNANSWERED.format(name=account.name or account.oa_id, oa_id=account.oa_id, until=until)
    await _tell(rows, account, text, f"unanswered:{int(since.timestamp() * 1000)}", now, ends - now, None)


async def abroad(rows: Rows, account: Account, now: datetime) -> None:
    """Zalo withholds who is in the groups (-501). One server has one address: told once a month, not by account."""
    about = f"abroad:{in_vietnam(now):%Y-%m}"
    await _tell(rows, account, _ABROAD, about, now, ABROAD_LIVES, None, of="server")


async def lapsing(rows: Rows, account: Account, what: str, until: date, now: datetime) -> int | None:
    """Warn 14 and 3 days before the end, and at it; how many days are left if it is time to warn."""
    left = (until - in_vietnam(now).date()).days
    reached = [days for days in WARNED_AT if left <= days]
    if not reached:
        return None
    when = f"{'' if left > 0 else 'đã '}hết hạn {day(until, year=True)}"
    text = _LAPSING[what].format(name=account.name or account.oa_id, oa_id=account.oa_id, when=when)
    about = f"{what}:{until}:{reached[-1]}"
    await _tell(rows, account, text, about, now, timedelta(days=max(1, left)), None)
    return left


async def _tell(
    rows: Rows,
    account: Account,
    text: str,
    about: str,
    now: datetime,
    lives: timedelta,
    check: dict[str, Any] | None,
    of: str | None = None,
) -> None:
    """``of``: what is said is of this and not of the one account."""
    letters = [
        Letter(
            key=f"alarm:{of or account.oa_id}:{about}:{person}",
            to=f"person:{person}",
            kind=str(MessageKind.PROMPT),
            lane=int(MessageKind.PROMPT.lane),
            text=text,
            created_at=now,
            not_before=now,
            expires_at=now + lives,
            check=check,
        )
        for person in await _humans(rows, account, in_vietnam(now).date())
    ]
    await outbox.owe(rows, letters)


async def _humans(rows: Rows, account: Account, today: date) -> Iterable[str]:
    """The administrators above the account, else any; else the IT officer of its commune; else the department."""
    tree = (await directory.load(rows)).tree(today)
    code = account.unit_code
    above = [] if code is None else [code, *(unit.code for unit in tree.ancestors(code))]
    everywhere = [unit.code for unit in tree]
    places = (
        (above, Office.QUAN_TRI),
        (everywhere, Office.QUAN_TRI),
        (_communes(tree, account), Office.CAN_BO_CNTT_XA),
        (everywhere, Office.CAN_BO_SO),
    )
    for codes, office in places:
        if found := await people.offices_in(rows, codes, today, [office]):
            return sorted({one.person_id for one in found})
    return []


def _communes(tree: UnitTree, account: Account) -> list[str]:
    """The commune of the account; the only one there is, where the account serves no unit or one above."""
    own = None if account.unit_code is None else tree.commune_of(account.unit_code)
    if own is not None:
        return [own.code]
    communes = [unit.code for unit in tree if unit.kind is UnitKind.XA]
    return communes if len(communes) == 1 else []
