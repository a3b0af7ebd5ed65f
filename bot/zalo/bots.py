"""Calls to the Zalo Bot platform (Zalo reference 9): a bot that people add to their own groups."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout

from bot.zalo.codes import Host
from bot.zalo.errors import NeedsHuman, NotReached, Unreachable, error_of
from storage import bots
from storage.database import Database

MOST_TEXT = 2000
_TIMEOUT = ClientTimeout(total=15, sock_connect=5)
_JSON = {"Content-Type": "application/json"}
_BAD_TOKEN = "the bot's token is not valid: enter the new one with `python -m bot bot add`"
TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
"""What a bot's token looks like."""


@dataclass(frozen=True, slots=True)
class Me:
    """Who a bot is, as the platform says."""

    bot_id: str
    name: str
    can_join_groups: bool


class BotClient:
    """Speaks for the bots of this deployment. Raises ZaloError."""

    def __init__(self, database: Database, session: ClientSession, url: str) -> None:
        self._database = database
        self._session = session
        self._url = url.rstrip("/")

    async def send(self, bot_id: str, chat_id: str, text: str) -> str:
        """Send a text of at most 2000 characters to a chat in which the bot is; the message's id."""
        async with self._database.read() as rows:
            bot = await bots.bot(rows, bot_id)
        if bot is None:
            raise NeedsHuman(None, f"bot {bot_id} is not known: enter it with `python -m bot bot add`")
        body = {"chat_id": chat_id, "text": text[:MOST_TEXT]}
        answer = await self.call(bot.token, "sendMessage", body)
        return str(answer.get("message_id", ""))

    async def me(self, token: str) -> Me:
        """Whose token it is."""
        found = await self.call(token, "getMe", {})
        name = str(found.get("account_name") or found.get("display_name") or "")
        return Me(str(found.get("id", "")), name, found.get("can_join_groups") is not False)

    async def listen(self, token: str, url: str, secret: str) -> None:
        """From now on the bot's events are posted to this address, with the secret in their header."""
        await self.call(token, "setWebhook", {"url": url, "secret_token": secret})

    async def heard_at(self, token: str) -> str:
        """The address to which the bot's events are posted; empty: none."""
        return str((await self.call(token, "getWebhookInfo", {})).get("url") or "")

    async def be_deaf(self, token: str) -> None:
        """Its events are posted nowhere any more."""
        await self.call(token, "deleteWebhook", {})

    async def call(self, token: str, method: str, body: dict[str, Any]) -> dict[str, Any]:
        """The result of a method. The token stands in the address, so that no error may name it."""
        url = f"{self._url}/bot{token}/{method}"
        try:
            async with self._session.post(
                url, data=orjson.dumps(body), headers=_JSON, timeout=_TIMEOUT
            ) as response:
                status, raw = response.status, await response.read()
        except ClientConnectorError as error:
            raise NotReached(None, type(error).__name__) from None
        except (ClientError, TimeoutError) as error:
            raise Unreachable(None, type(error).__name__) from None
        return _result(status, raw)


def _result(status: int, raw: bytes) -> dict[str, Any]:
    try:
        answer = orjson.loads(raw)
    except ValueError:
        raise Unreachable(None, f"HTTP {status} without JSON") from None
    if not isinstance(answer, dict) or status >= 500:
        raise Unreachable(None, f"HTTP {status}")
    if answer.get("ok") is True:
        result = answer.get("result")
        return result if isinstance(result, dict) else {}
    code, why = str(answer.get("error_code") or status), str(answer.get("description") or "")
    number = int(code) if code.isdecimal() else status
    raise error_of(number, _BAD_TOKEN if number == 401 else why, Host.BOT)
