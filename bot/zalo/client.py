"""Calls to Zalo's Official Account API (Zalo reference 2 and 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import orjson
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.zalo.errors import TokenRefused, Unreachable, error_of
from bot.zalo.tokens import TokenKeeper

_TIMEOUT = ClientTimeout(total=15, sock_connect=5)
_JSON = {"Content-Type": "application/json"}


class ZaloClient:
    """Sends messages in the name of an account. Raises ZaloError."""

    def __init__(self, session: ClientSession, tokens: TokenKeeper, api_url: str) -> None:
        self._session = session
        self._tokens = tokens
        self._rates: dict[str, int] = {}
        self._user_url = f"{api_url}/v3.0/oa/message/cs"
        self._group_url = f"{api_url}/v3.0/oa/group/message"
        self._getgroup_url = f"{api_url}/v3.0/oa/group/getgroup"
        self._getoa_url = f"{api_url}/v2.0/oa/getoa"

    async def send_to_user(
        self, oa_id: str, user_id: str, text: str, buttons: Sequence[dict[str, Any]] = ()
    ) -> str:
        """A consultation message, with up to five buttons (2.1). The message's id."""
        message: dict[str, Any] = {"text": text}
        if buttons:
            payload = {"buttons": [_button(one) for one in buttons[:5]]}
            message["attachment"] = {"type": "template", "payload": payload}
        body = {"recipient": {"user_id": user_id}, "message": message}
        return _message_id(await self._post(oa_id, self._user_url, body))

    async def send_to_group(self, oa_id: str, group_id: str, text: str) -> str:
        """A text to a group of the account (4.3); groups know no buttons."""
        body = {"recipient": {"group_id": group_id}, "message": {"text": text}}
        return _message_id(await self._post(oa_id, self._group_url, body))

    async def account_info(self, oa_id: str) -> dict[str, Any]:
        """Name, package and state of the account (7, getoa): the best health check."""
        token = await self._tokens.token(oa_id)
        info = await self._call(oa_id, "GET", self._getoa_url, token, None)
        return info if isinstance(info, dict) else {}

    async def group_info(self, oa_id: str, group_id: str) -> dict[str, Any]:
        """What Zalo says of a group of the account (4.1, getgroup)."""
        token = await self._tokens.token(oa_id)
        info = await self._call(oa_id, "GET", f"{self._getgroup_url}?group_id={quote(group_id)}", token, None)
        return info if isinstance(info, dict) else {}

    def rate(self, oa_id: str) -> int | None:
        """Calls a minute that Zalo's answers name for the account (8.1), or None: they have not said yet."""
        return self._rates.get(oa_id)

    def _learn_rate(self, oa_id: str, header: str | None) -> None:
        if header is not None and header.isdigit() and int(header) > 0:
            self._rates[oa_id] = int(header)

    async def _post(self, oa_id: str, url: str, body: dict[str, Any]) -> Any:
        token = await self._tokens.token(oa_id)
        data = orjson.dumps(body)
        try:
            return await self._call(oa_id, "POST", url, token, data)
        except TokenRefused:
            return await self._call(oa_id, "POST", url, await self._tokens.refused(oa_id, token), data)

    async def _call(self, oa_id: str, method: str, url: str, token: str, data: bytes | None) -> Any:
        headers = {"access_token": token, **_JSON} if data is not None else {"access_token": token}
        try:
            async with self._session.request(
                method, url, data=data, headers=headers, timeout=_TIMEOUT
            ) as response:
                status, raw = response.status, await response.read()
                self._learn_rate(oa_id, response.headers.get("X-RateLimit-Limit"))
        except (ClientError, TimeoutError) as error:
            raise Unreachable(None, type(error).__name__) from error
        return _result(status, raw)


def _result(status: int, raw: bytes) -> Any:
    """The data of an answer: errors come with HTTP 200, and HTML from the infrastructure now and then."""
    try:
        answer = orjson.loads(raw)
    except ValueError as error:
        raise Unreachable(None, f"HTTP {status} without JSON") from error
    if not isinstance(answer, dict) or status >= 500:
        raise Unreachable(None, f"HTTP {status}")
    code = answer.get("error", 0)
    if code != 0:
        raise error_of(int(code), str(answer.get("message", "")))
    return answer.get("data", {})


def _message_id(data: Any) -> str:
    return str(data.get("message_id", "")) if isinstance(data, dict) else ""


def _button(one: dict[str, Any]) -> dict[str, Any]:
    kind = "oa.query.show" if one.get("visible", True) else "oa.query.hide"
    return {"title": one["title"], "type": kind, "payload": one["payload"]}
