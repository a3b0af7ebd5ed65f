"""Calls to Zalo's groups of an account, GMF (Zalo reference 4.1): made, looked at, filled, renamed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from domain.group_steps import MOST_A_CALL

SIZES = {"gmf10": 10, "gmf50": 50, "gmf100": 100, "gmf1000": 1000}
"""Kinds of assets and how many people a group of each may have."""
QUOTAS = ("sub_quota", "purchase_quota", "reward_quota")
FULL = -210
NO_SUCH_PERSON = -201
NOT_OURS = -403
DISABLED = -237
TAKEN = (-238, -241)
_PATH = "/v3.0/oa/group/"
_PAGE = 50


class Calls(Protocol):
    """Whatever carries a call to the Official Account API: the data of the answer, or a ZaloError."""

    async def get(self, oa_id: str, path: str, params: dict[str, str]) -> Any:
        """Ask."""

    async def post(self, oa_id: str, path: str, body: dict[str, Any]) -> Any:
        """Let something be done."""


@dataclass(frozen=True, slots=True)
class Asset:
    """The right to one group; `used_id` is the group that uses it."""

    asset_id: str
    size: int
    used_id: str | None


@dataclass(frozen=True, slots=True)
class Info:
    """What Zalo says of a group."""

    group_id: str
    name: str
    link: str
    enabled: bool
    asset_id: str | None
    valid_through: date | None
    auto_renew: bool
    deleted_on: date | None

    def is_lapsed(self, today: date) -> bool:
        """Whether its asset is known to have ended; a group may be off for other reasons too."""
        return self.valid_through is not None and self.valid_through < today


class Gmf:
    """The groups of one account. Raises ZaloError."""

    def __init__(self, calls: Calls, oa_id: str) -> None:
        self._calls = calls
        self.oa_id = oa_id

    async def assets(self, people: int) -> AsyncIterator[Asset]:
        """The assets for a group of so many people, the smallest that fits first."""
        for kind, size in SIZES.items():
            for quota in QUOTAS if size >= people else ():
                asked = {"quota_owner": "OA", "product_type": kind, "quota_type": quota}
                found = await self._calls.post(self.oa_id, "/v3.0/oa/quota/group", asked)
                for one in _items(found):
                    yield _asset(one, size)

    async def create(self, name: str, asset_id: str, members: Sequence[str]) -> str:
        """Make a group with an asset; its id. One of the members must be an administrator of the account."""
        body = {"group_name": name, "asset_id": asset_id, "member_user_ids": list(members)}
        body["group_description"] = "Nhóm của Tổ chuyển đổi số cộng đồng; trang OA quản lý nhóm."
        made = await self._calls.post(self.oa_id, f"{_PATH}creategroupwithoa", body)
        return str(made["group_id"])

    async def info(self, group_id: str) -> Info:
        """Its name, link, state, and how long its asset lasts."""
        found = await self._calls.get(self.oa_id, f"{_PATH}getgroup", {"group_id": group_id})
        group, asset = found.get("group_info") or {}, found.get("asset_info") or {}
        return Info(
            group_id,
            str(group.get("name") or ""),
            str(group.get("group_link") or ""),
            group.get("status") != "disabled",
            str(asset.get("asset_id") or "") or None,
            _day(asset.get("valid_through")),
            str(asset.get("auto_renew")).lower() == "true",
            _day(group.get("auto_delete_date")),
        )

    async def members(self, group_id: str) -> dict[str, str]:
        """The people in it: names by user id; the account itself is not among them."""
        return await self._names("listmember", group_id)

    async def pending(self, group_id: str) -> dict[str, str]:
        """Who asked to come in: names by user id."""
        return await self._names("listpendinginvite", group_id)

    async def _names(self, what: str, group_id: str) -> dict[str, str]:
        found = [one async for one in self._paged(what, group_id)]
        return {str(one["user_id"]): str(one.get("name") or "") for one in found if one.get("user_id")}

    async def _paged(self, what: str, group_id: str) -> AsyncIterator[dict[str, Any]]:
        offset = 0
        while True:
            asked = {"group_id": group_id, "offset": str(offset), "count": str(_PAGE)}
            answer = await self._calls.get(self.oa_id, f"{_PATH}{what}", asked)
            page = _items(answer.get("members"))
            for one in page:
                yield one
            offset += len(page)
            if not page or offset >= int(answer.get("total") or 0):
                return

    async def invite(self, group_id: str, user_ids: Iterable[str]) -> None:
        """Bring people in, or ask them; the answer does not tell who came."""
        await self._people("invite", group_id, user_ids)

    async def accept(self, group_id: str, user_ids: Iterable[str]) -> None:
        """Let in who asked."""
        await self._people("acceptpendinginvite", group_id, user_ids)

    async def reject(self, group_id: str, user_ids: Iterable[str]) -> None:
        """Refuse who asked."""
        await self._people("rejectpendinginvite", group_id, user_ids)

    async def remove(self, group_id: str, user_ids: Iterable[str]) -> None:
        """Put people out."""
        await self._people("removemembers", group_id, user_ids)

    async def _people(self, what: str, group_id: str, user_ids: Iterable[str]) -> None:
        listed = list(user_ids)
        for start in range(0, len(listed), MOST_A_CALL):
            some = listed[start : start + MOST_A_CALL]
            await self._calls.post(
                self.oa_id, f"{_PATH}{what}", {"group_id": group_id, "member_user_ids": some}
            )

    async def rename(self, group_id: str, name: str) -> None:
        """Give it another name."""
        await self._calls.post(self.oa_id, f"{_PATH}updateinfo", {"group_id": group_id, "group_name": name})


def _items(found: Any) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _asset(one: dict[str, Any], size: int) -> Asset:
    used = str(one.get("used_id") or "") or None
    is_used = one.get("status") == "used"
    return Asset(str(one.get("asset_id") or ""), size, (used or "?") if is_used else None)


def _day(text: object) -> date | None:
    """ "10/10/2024", as Zalo writes days."""
    try:
        return datetime.strptime(str(text), "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
