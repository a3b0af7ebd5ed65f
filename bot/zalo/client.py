"""Calls to Zalo's Official Account API and to its host of template messages (Zalo reference 2, 4, 6 and 7)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import orjson
from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, FormData
from yarl import URL

from bot.zalo.codes import Host
from bot.zalo.errors import NotReached, NotServed, TokenRefused, Unreachable, error_of
from bot.zalo.tokens import TokenKeeper
from storage.apps import App

PAGE = 10
"""Messages that one look into the history gives at most (2.5)."""
EPOCH = datetime.fromtimestamp(0, UTC)
_TIMEOUT = ClientTimeout(total=15, sock_connect=5)
_LONG_TIMEOUT = ClientTimeout(total=90, sock_connect=5)
_JSON = {"Content-Type": "application/json"}
Form = Callable[[], FormData]
Count = Callable[[str], Awaitable[None]]
Body = bytes | Form | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that Zalo took: its id, which quota paid for it ("reply": none), and what is left of that."""

    message_id: str
    paid_by: str | None = None
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """Calls a minute that an account may make, and how many are left of this minute, as Zalo said last."""

    limit: int
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """A message of a conversation's history; texts of others are not kept."""

    message_id: str
    text: str
    at: datetime
    ours: bool


class ZaloClient:
    """Speaks to the account API, and to the host of template messages, in the name of an account. Raises ZaloError."""

    def __init__(self, session: ClientSession, tokens: TokenKeeper, api_url: str, zbs_url: str = "") -> None:
        self._session = session
        self._tokens = tokens
        self._api_url = api_url
        self._zbs_url = zbs_url or api_url
        self._rates: dict[str, Rate] = {}
        self._count: Count | None = None

    def counted(self, count: Count) -> ZaloClient:
        """The same client, which tells of every call that counts in an account's rate before it makes it."""
        twin = copy(self)
        twin._count = count
        return twin

    # --- messages ---------------------------------------------------------------------------------------------------

    async def send_to_user(
        self, oa_id: str, user_id: str, text: str, buttons: Sequence[dict[str, Any]] = ()
    ) -> Sent:
        """A consultation message, with up to five buttons (2.1)."""
        message: dict[str, Any] = {"text": text}
        if buttons:
            payload = {"buttons": [_button(one) for one in buttons[:5]]}
            message["attachment"] = {"type": "template", "payload": payload}
        body = {"recipient": {"user_id": user_id}, "message": message}
        return _sent(await self.post(oa_id, "/v3.0/oa/message/cs", body))

    async def send_to_group(self, oa_id: str, group_id: str, text: str) -> Sent:
        """A text to a group of the account (4.3); groups know no buttons."""
        body = {"recipient": {"group_id": group_id}, "message": {"text": text}}
        return _sent(await self.post(oa_id, "/v3.0/oa/group/message", body))

    async def send_message(
        self, oa_id: str, recipient: Mapping[str, str], message: Mapping[str, Any]
    ) -> Sent:
        """Any message to {"user_id": …} or {"group_id": …} (2.1, 4.3)."""
        path = "/v3.0/oa/group/message" if "group_id" in recipient else "/v3.0/oa/message/cs"
        return _sent(await self.post(oa_id, path, {"recipient": dict(recipient), "message": dict(message)}))

    async def send_template(
        self, oa_id: str, user_id: str, template_id: str, data: Mapping[str, str]
    ) -> Sent:
        """A template message to a person whose id in the account is known (2.7)."""
        body = {"user_id": user_id, "template_id": template_id, "template_data": dict(data)}
        return _sent(await self.post(oa_id, "/v3.0/oa/message/template", body))

    async def send_template_to_phone(
        self, oa_id: str, phone: str, template_id: str, data: Mapping[str, str], tracking_id: str
    ) -> Sent:
        """A template message to a phone number such as "84912000001" (6); it counts in no account's rate."""
        body = {
            "phone": phone,
            "template_id": template_id,
            "template_data": dict(data),
            "tracking_id": tracking_id[:48],
        }
        return _sent(await self.post(oa_id, "/message/template", body, Host.ZBS))

    # --- looking up -------------------------------------------------------------------------------------------------

    async def account_info(self, oa_id: str) -> dict[str, Any]:
        """Name, package and state of the account (7, getoa): the best health check."""
        return _object(await self.get(oa_id, "/v2.0/oa/getoa"))

    async def account_behind(self, app: App, token: str) -> dict[str, Any]:
        """What Zalo says of whichever account this token of the app belongs to, before the token is anybody's."""
        headers = self._tokens.proved(app, token)
        status, raw, _ = await self._exchanged("GET", f"{self._api_url}/v2.0/oa/getoa", headers, None)
        return _object(_result(status, raw, Host.OA))

    async def group_info(self, oa_id: str, group_id: str) -> dict[str, Any]:
        """What Zalo says of a group of the account (4.1, getgroup)."""
        return _object(await self.get(oa_id, "/v3.0/oa/group/getgroup", {"group_id": group_id}))

    async def template_info(self, oa_id: str, template_id: str) -> dict[str, Any]:
        """What Zalo says of a template: its parameters and prices (6)."""
        found = await self.get(oa_id, "/template/info/v2", {"template_id": template_id}, Host.ZBS)
        return _object(found)

    async def past_of_user(self, oa_id: str, user_id: str, offset: int = 0) -> list[Past]:
        """The newest ten messages of a conversation from ``offset`` on (2.5)."""
        asked = {"user_id": user_id, "offset": offset, "count": PAGE}
        found = await self.get(oa_id, "/v2.0/oa/conversation", {"data": orjson.dumps(asked).decode()})
        return _past(found)

    async def past_of_group(self, oa_id: str, group_id: str, offset: int = 0) -> list[Past]:
        """The newest ten messages of a group from ``offset`` on (4.1)."""
        asked = {"group_id": group_id, "offset": str(offset), "count": str(PAGE)}
        return _past(await self.get(oa_id, "/v3.0/oa/group/conversation", asked))

    # --- calls ------------------------------------------------------------------------------------------------------

    async def get(
        self, oa_id: str, path: str, params: Mapping[str, str] | None = None, host: Host = Host.OA
    ) -> Any:
        """The data of a GET; a refused token is renewed once."""
        query = f"?{urlencode(params)}" if params else ""
        return await self._answered(oa_id, host, "GET", f"{path}{query}", None)

    async def post(self, oa_id: str, path: str, body: Mapping[str, Any], host: Host = Host.OA) -> Any:
        """The data of a POST; a refused token is renewed once."""
        return await self._answered(oa_id, host, "POST", path, orjson.dumps(body))

    async def upload(self, oa_id: str, path: str, form: Form) -> Any:
        """The data of a POST of a form, which is made anew for each try; a refused token is renewed once."""
        return await self._answered(oa_id, Host.OA, "POST", path, form)

    def rate(self, oa_id: str) -> Rate | None:
        """What Zalo's newest answer said of the account's calls (8.1), or None: it has not said yet."""
        return self._rates.get(oa_id)

    async def _answered(self, oa_id: str, host: Host, method: str, path: str, data: Body) -> Any:
        token = await self._tokens.token(oa_id)
        try:
            return await self._call(oa_id, host, method, path, token, data)
        except TokenRefused:
            token = await self._tokens.refused(oa_id, token)
            return await self._call(oa_id, host, method, path, token, data)

    async def _call(self, oa_id: str, host: Host, method: str, path: str, token: str, data: Body) -> Any:
        if self._count is not None and host is Host.OA:
            await self._count(oa_id)
        headers = await self._tokens.headers(oa_id, token) | (_JSON if isinstance(data, bytes) else {})
        url = f"{self._zbs_url if host is Host.ZBS else self._api_url}{path}"
        status, raw, heard = await self._exchanged(method, url, headers, data)
        self._learn_rate(oa_id, heard)
        return _result(status, raw, host)

    async def _exchanged(
        self, method: str, url: str, headers: Mapping[str, str], data: Body
    ) -> tuple[int, bytes, Mapping[str, str]]:
        """Status, body and headers of the answer."""
        content, patience = (data(), _LONG_TIMEOUT) if callable(data) else (data, _TIMEOUT)
        try:
            async with self._session.request(
                method, URL(url, encoded=True), data=content, headers=headers, timeout=patience
            ) as response:
                return response.status, await response.read(), response.headers
        except ClientConnectorError as error:
            raise NotReached(None, type(error).__name__) from error
        except (ClientError, TimeoutError) as error:
            raise Unreachable(None, type(error).__name__) from error

    def _learn_rate(self, oa_id: str, headers: Mapping[str, str]) -> None:
        limit, remain = headers.get("X-RateLimit-Limit", ""), headers.get("X-RateLimit-Remain", "")
        if limit.isdigit() and int(limit) > 0:
            self._rates[oa_id] = Rate(int(limit), int(remain) if remain.isdigit() else None)


def _result(status: int, raw: bytes, host: Host) -> Any:
    """The data of an answer: errors come with HTTP 200, and HTML from the infrastructure now and then."""
    try:
        answer = orjson.loads(raw)
    except ValueError as error:
        kind = NotServed if 400 <= status < 500 else Unreachable
        raise kind(None, f"HTTP {status} without JSON") from error
    if not isinstance(answer, dict) or status >= 500:
        raise Unreachable(None, f"HTTP {status}")
    code = answer.get("error", 0)
    if code != 0:
        raise error_of(_number(code), str(answer.get("message", "")), host)
    return answer.get("data", {})


def _number(code: object) -> int:
    """The code as a number; one that is none means nothing that we know."""
    text = str(code)
    return int(text) if text.removeprefix("-").isdecimal() and len(text) <= 9 else 0


def _object(data: Any) -> dict[str, Any]:
    return data if isinstance(data, dict) else {}


def _sent(data: Any) -> Sent:
    """The id is "message_id" at the account API and "msg_id" at the template host."""
    found = _object(data)
    quota = _object(found.get("quota"))
    remain = str(quota.get("remain", ""))
    return Sent(
        str(found.get("message_id") or found.get("msg_id") or ""),
        str(quota.get("quota_type") or "") or None,
        int(remain) if remain.isdecimal() else None,
    )


def _past(data: Any) -> list[Past]:
    items = data if isinstance(data, list) else _object(data).get("messages", [])
    return [
        Past(str(one.get("message_id", "")), str(one.get("message") or ""), _moment(one.get("time")), True)
        if str(one.get("src")) == "0"
        else Past(str(one.get("message_id", "")), "", _moment(one.get("time")), False)
        for one in items
        if isinstance(one, dict)
    ]


def _moment(value: object) -> datetime:
    text = str(value)
    return datetime.fromtimestamp(int(text) / 1000, UTC) if text.isdecimal() and len(text) <= 15 else EPOCH


def _button(one: dict[str, Any]) -> dict[str, Any]:
    kind = "oa.query.show" if one.get("visible", True) else "oa.query.hide"
    return {"title": one["title"], "type": kind, "payload": one["payload"]}
