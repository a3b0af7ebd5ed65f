"""The webhook: 200 once the event is durable, before it is handled; a refusal names what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from aiohttp import web

from bot.clock import Clock
from bot.intake import Intake
from bot.metrics import EVENTS
from bot.zalo import events
from storage.echoes import Echo
from storage.inbox import Arrived

MOST_BYTES = 256 * 1024
_log = structlog.get_logger("webhook")
_OK = b"{}"


@dataclass(frozen=True, slots=True)
class Doorman:
    """Who may hand us events: the secret key for each app id, and the accounts that are ours."""

    secrets: Mapping[str, str]
    accounts: Callable[[], frozenset[str]]

    def admits(self, request: web.Request, payload: Mapping[str, Any], body: bytes) -> bool:
        """Whether the body was signed with a key of ours."""
        header = request.headers.get("X-ZEvent-Signature", "")
        timestamp = str(payload["timestamp"])
        return any(
            events.signed_rightly(header, app_id, body, timestamp, secret)
            for app_id, secret in self.secrets.items()
        )


class Webhook:
    """Receives Zalo's events (contract, HTTP)."""

    def __init__(self, doorman: Doorman, intake: Intake, clock: Clock) -> None:
        self._doorman = doorman
        self._intake = intake
        self._clock = clock

    async def post(self, request: web.Request) -> web.Response:
        """POST /webhook/zalo: 413, 400, 403, 503 or 200, in this order."""
        body = await _body(request)
        if body is None:
            return _refuse(413, "the body is larger than 256 KiB")
        payload = _payload(body)
        if payload is None:
            return _refuse(400, "the body is not a JSON object with a timestamp")
        if not self._doorman.admits(request, payload, body):
            return _refuse(403, "X-ZEvent-Signature is missing or wrong")
        return await self._keep(payload, body)

    async def _keep(self, payload: dict[str, Any], body: bytes) -> web.Response:
        arrived = await self._arrived(payload, body)
        if arrived is None:
            EVENTS.labels("ignored").inc()
            return web.Response(body=_OK, content_type="application/json")
        try:
            await self._intake.put(arrived)
        except Exception as error:  # noqa: BLE001 - whatever keeps it from being durable, Zalo may try again
            _log.error("event_not_stored", error=type(error).__name__)
            return _refuse(503, "the event cannot be stored now")
        EVENTS.labels("stored").inc()
        return web.Response(body=_OK, content_type="application/json")

    async def _arrived(self, payload: dict[str, Any], body: bytes) -> Arrived | Echo | None:
        """What is to be kept: an event for the inbox, an echo of our own message, or nothing."""
        oa_id = events.account_of(payload)
        if oa_id not in self._doorman.accounts():
            return None
        echo = events.echoed(payload)
        if echo is not None:
            message_id, recipient, text = echo
            digest = self._intake.digest(text)
            return Echo(message_id, oa_id, recipient, digest, events.moment_of(payload))
        return events.arrived(payload, body, await self._clock.now()) if events.matters(payload) else None


async def _body(request: web.Request) -> bytes | None:
    if request.content_length is not None and request.content_length > MOST_BYTES:
        return None
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        return None
    except web.RequestPayloadError:  # its pieces do not hold together
        return b""
    return None if len(body) > MOST_BYTES else body


def _payload(body: bytes) -> dict[str, Any] | None:
    try:
        payload = orjson.loads(body)
        if not isinstance(payload, dict) or isinstance(payload.get("timestamp"), (dict, list, bool)):
            return None
        events.moment_of(payload)
    except ValueError:
        return None
    return payload


def _refuse(status: int, reason: str) -> web.Response:
    EVENTS.labels("refused").inc()
    return web.json_response({"error": reason}, status=status)
