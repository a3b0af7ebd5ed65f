"""The signed events of one app's webhook (Zalo reference, section 5)."""

import hashlib
import json
from typing import Any

from simulator.clock import Clock
from simulator.courier import Courier, Delivery
from simulator.journal import Journal
from simulator.settings import Settings

Json = dict[str, Any]


def signature(app_id: str, body: bytes, timestamp: str, secret_key: str) -> str:
    """The value of X-ZEvent-Signature over the exact bytes (Zalo reference 5.2)."""
    text = app_id.encode() + body + timestamp.encode() + secret_key.encode()
    return "mac=" + hashlib.sha256(text).hexdigest()


def encode(event: Json, escaped: bool) -> bytes:
    """The event as bytes: plain UTF-8, or with \\u and \\/ escapes to catch whoever re-serialises."""
    if escaped:
        return json.dumps(event).replace("/", "\\/").encode()
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


class Webhooks(Courier):
    """Where one app hears of all accounts that authorised it."""

    def __init__(
        self, app_id: str, secret_key: str, clock: Clock, settings: Settings, journal: Journal
    ) -> None:
        super().__init__(clock, settings, journal)
        self.app_id = app_id
        self.secret_key = secret_key

    def emit(self, event: Json, lane: str, **headers: str) -> Delivery:
        """Signs and queues the event."""
        body = encode(event, self._settings.escape_json)
        mac = signature(self.app_id, body, str(event["timestamp"]), self._key())
        if self._settings.signature_spelling % 2:
            mac = mac.replace("=", " = ").upper()
        return self.carry(str(event["event_name"]), lane, body, {"X-ZEvent-Signature": mac} | headers)

    def _key(self) -> str:
        if not self._settings.bad_signatures:
            return self.secret_key
        self._settings.bad_signatures -= 1
        return "not " + self.secret_key
