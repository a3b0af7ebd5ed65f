"""The webhook of the Zalo Bot platform: 200 once the event is durable; a refusal names what is wrong."""

from __future__ import annotations

import hmac
from typing import Any

import orjson
import structlog
from aiohttp import web

from bot.clock import Clock
from bot.intake import Intake
from bot.metrics import EVENTS
from bot.webhook import read_body, refuse
from bot.zalo import bot_events
from storage import bots
from storage.bots import Bot
from storage.database import Database

_log = structlog.get_logger("webhook")


class BotWebhook:
    """Receives events of the bots (contract, HTTP); which bot it is, is told by the secret."""

    def __init__(self, database: Database, intake: Intake, clock: Clock) -> None:
        self._database = database
        self._intake = intake
        self._clock = clock

    async def post(self, request: web.Request) -> web.Response:
        """POST /webhook/zalo-bot: 413, 400, 403, 503 or 200, in this order."""
        body = await read_body(request)
        if body is None:
            return refuse(413, "the body is larger than 256 KiB")
        payload = _payload(body)
        if payload is None:
            return refuse(400, "the body is not a JSON object with a message")
        try:
            bot = await self._known(request.headers.get(bot_events.HEADER, ""))
            if bot is None:
                return refuse(403, f"{bot_events.HEADER} is missing or wrong")
            if bot_events.matters(payload):
                now = await self._clock.now()
                await self._intake.put(bot_events.arrived(bot.bot_id, payload, body, now))
        except Exception as error:  # noqa: BLE001 - whatever keeps it from being durable, the platform may try again
            _log.error("event_not_stored", error=type(error).__name__)
            return refuse(503, "the event cannot be stored now")
        EVENTS.labels("stored" if bot_events.matters(payload) else "ignored").inc()
        return web.Response(body=b"{}", content_type="application/json")

    async def _known(self, secret: str) -> Bot | None:
        """The bot whose secret this is; every one is compared, in constant time."""
        given = secret.encode("utf-8", "surrogateescape")
        async with self._database.read() as rows:
            every = await bots.everything(rows)
        found = [one for one in every if hmac.compare_digest(one.webhook_secret.encode(), given)]
        return found[0] if found else None


def _payload(body: bytes) -> dict[str, Any] | None:
    try:
        payload = orjson.loads(body)
    except ValueError:
        return None
    is_update = isinstance(payload, dict) and isinstance(bot_events.update_of(payload).get("message"), dict)
    return payload if is_update else None
