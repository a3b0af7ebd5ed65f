"""The webhook: 200 once the event is durable, before it is handled; a refusal names what is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import orjson
import structlog
from aiohttp import web

from bot.clock import Clock
from bot.intake import Intake
from bot.metrics import EVENTS
from bot.zalo import events
from bot.zalo.register import Register
from storage.echoes import Echo
from storage.inbox import Arrived

MOST_BYTES = 256 * 1024
TOLD_EVERY = 60.0
"""Seconds."""
_log = structlog.get_logger("webhook")
_OK = b"{}"


class Doorman:
    """Who may hand us events: whoever signs with the key of an app of ours, for that app's accounts."""

    def __init__(self, register: Register) -> None:
        self._register = register

    async def signer(self, request: web.Request, payload: Mapping[str, Any], body: bytes) -> str | None:
        """Id of the app that has signed the body, or None; the app that the event names is tried first."""
        header = request.headers.get("X-ZEvent-Signature", "")
        named = str(payload.get("app_id", ""))
        known = await self._register.known()
        if named not in known.apps:
            known = await self._register.anew()
        for app_id in sorted(known.apps, key=lambda one: one != named):
            key = known.apps[app_id].oa_secret_key
            if events.signed_rightly(header, app_id, body, str(payload["timestamp"]), key):
                return app_id
        return None

    async def app_of(self, oa_id: str) -> str | None:
        """Id of the app to which an account of ours belongs; None: it is not (or no longer) ours."""
        known = await self._register.known()
        if oa_id not in known.accounts:
            known = await self._register.anew()
        return known.accounts.get(oa_id)


class Refusals:
    """Events that are refused for their signature are told in the log, a line a minute however many there are."""

    def __init__(self) -> None:
        self._told_at = float("-inf")
        self._untold = 0

    def tell(self, why: str) -> None:
        """One more."""
        self._untold += 1
        now = asyncio.get_running_loop().time()
        if now - self._told_at >= TOLD_EVERY:
            _log.warning("events_refused", why=why, number=self._untold)
            self._told_at, self._untold = now, 0


class Webhook:
    """Receives Zalo's events (contract, HTTP). ``revoked``: an account took its grant back at that moment."""

    def __init__(
        self,
        doorman: Doorman,
        intake: Intake,
        clock: Clock,
        revoked: Callable[[str, datetime], Awaitable[None]],
    ) -> None:
        self._doorman = doorman
        self._intake = intake
        self._clock = clock
        self._revoked = revoked
        self._refused = Refusals()

    async def post(self, request: web.Request) -> web.Response:
        """POST /webhook/zalo: 413, 400, 403, 503 or 200, in this order."""
        body = await read_body(request)
        if body is None:
            return refuse(413, "the body is larger than 256 KiB")
        payload = _payload(body)
        if payload is None:
            return refuse(400, "the body is not a JSON object with a timestamp")
        try:
            return await self._judge(request, payload, body)
        except Exception as error:  # noqa: BLE001 - whatever keeps it from being durable, Zalo may try again
            _log.error("event_not_stored", error=type(error).__name__)
            return refuse(503, "the event cannot be stored now")

    async def _judge(self, request: web.Request, payload: dict[str, Any], body: bytes) -> web.Response:
        signer = await self._doorman.signer(request, payload, body)
        if signer is None:
            self._refused.tell(
                "signed with none of our OA secret keys: is ZALO_OA_SECRET_KEY that of the webhook page?"
            )
            return refuse(403, "X-ZEvent-Signature is missing or wrong")
        oa_id = events.account_of(payload)
        app_id = await self._doorman.app_of(oa_id)
        if app_id is None:
            return _ignore()
        if app_id != signer:
            self._refused.tell(
                f"account {oa_id} belongs to app {app_id}, signed by {signer}: `python -m bot oa list`"
            )
            return refuse(403, "the account belongs to another app than the one that has signed")
        return await self._keep(oa_id, payload, body)

    async def _keep(self, oa_id: str, payload: dict[str, Any], body: bytes) -> web.Response:
        if events.is_revocation(payload):
            await self._revoked(oa_id, events.moment_of(payload))
        elif (arrived := await self._arrived(oa_id, payload, body)) is not None:
            await self._intake.put(arrived)
        else:
            return _ignore()
        EVENTS.labels("stored").inc()
        return web.Response(body=_OK, content_type="application/json")

    async def _arrived(self, oa_id: str, payload: dict[str, Any], body: bytes) -> Arrived | Echo | None:
        """What is to be kept: an event for the inbox, an echo of our own message, or nothing."""
        echo = events.echoed(payload)
        if echo is not None:
            message_id, recipient, text = echo
            digest = self._intake.digest(text)
            return Echo(message_id, oa_id, recipient, digest, events.moment_of(payload))
        return events.arrived(payload, body, await self._clock.now()) if events.matters(payload) else None


def _ignore() -> web.Response:
    EVENTS.labels("ignored").inc()
    return web.Response(body=_OK, content_type="application/json")


async def read_body(request: web.Request) -> bytes | None:
    """The body as it came, or None for one that is too large."""
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


def refuse(status: int, reason: str) -> web.Response:
    """An answer that says in one line why."""
    EVENTS.labels("refused").inc()
    return web.json_response({"error": reason}, status=status)
