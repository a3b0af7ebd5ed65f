"""OAuth v4: the consent link with PKCE, and what the token endpoint answers (Zalo reference 1)."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import orjson
from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, ConnectionTimeoutError

from storage.accounts import ACCESS_LIFE, Tokens
from storage.apps import App, ConsentLink

CALLBACK = "/zalo/oauth/callback"
BUSY = -32
WRONG_SECRET = -14004
_TIMEOUT = ClientTimeout(total=20, sock_connect=5)


class Answered(Exception):
    """Zalo has refused: only a human helps."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Zalo answered {code}")
        self.code = code


class Hiccup(Exception):
    """Zalo was not reached, or its infrastructure answered in its place: nothing was used up, ask again later."""


class Lost(Exception):
    """The request went out and its answer was lost: whether the token or code is used up is not known."""


def redirect_uri(public_url: str) -> str:
    """Where Zalo sends the administrator back to; the console's callback address must be the same, byte for byte."""
    return public_url.rstrip("/") + CALLBACK


def new_verifier() -> str:
    """The secret half of a PKCE pair: 32 random bytes in base64url (1.2)."""
    return secrets.token_urlsafe(32)


def challenge_of(verifier: str) -> str:
    """The public half of a PKCE pair."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def new_link(app: App, oa_id: str | None, unit_code: str | None) -> ConsentLink:
    """A consent to be asked for; its code challenge is its own unless the app has a fixed one."""
    verifier = None if app.code_verifier else new_verifier()
    return ConsentLink(secrets.token_urlsafe(24), app.app_id, oa_id, unit_code, verifier)


def address_of(link: ConsentLink, app: App, oauth_url: str, public_url: str) -> str:
    """The address at which an administrator of the account agrees (1.1)."""
    query = {
        "app_id": app.app_id,
        "redirect_uri": redirect_uri(public_url),
        "code_challenge": challenge_of(link.verifier or app.code_verifier or ""),
        "state": link.state,
    }
    return f"{oauth_url}/v4/oa/permission?{urlencode(query)}"


async def exchange(
    session: ClientSession, oauth_url: str, app: App, code: str, verifier: str, now: datetime
) -> Tokens | Answered | Hiccup | Lost:
    """The pair for the code of a consent; the code is good for ten minutes and one use."""
    form = {
        "code": code,
        "app_id": app.app_id,
        "grant_type": "authorization_code",
        "code_verifier": verifier,
    }
    return await ask(session, oauth_url, app, form, now)


async def ask(
    session: ClientSession, oauth_url: str, app: App, form: Mapping[str, str], now: datetime
) -> Tokens | Answered | Hiccup | Lost:
    """Ask the token endpoint once; what came of it."""
    url = f"{oauth_url}/v4/oa/access_token"
    # A connection of its own: one kept open may be closed by the other side just when it is written to.
    headers = {"secret_key": app.secret, "Connection": "close"}
    status = 0
    try:
        async with session.post(
            url, data=form, headers=headers, timeout=_TIMEOUT, allow_redirects=False
        ) as response:
            status = response.status
            raw = await response.read()
    except (ClientConnectorError, ConnectionTimeoutError) as error:
        return Hiccup(type(error).__name__)
    except (ClientError, TimeoutError) as error:
        return Hiccup(f"HTTP {status}") if status >= 500 else Lost(type(error).__name__)
    return _read(status, raw, now)


def _read(status: int, raw: bytes, now: datetime) -> Tokens | Answered | Hiccup | Lost:
    """A pair; else a refusal with Zalo's code; else HTML or an error of the infrastructure; else a torn answer."""
    body = _json(raw)
    if status < 500 and body.get("access_token") and body.get("refresh_token"):
        ends = now + _lifetime(body.get("expires_in"))
        return Tokens(str(body["access_token"]), str(body["refresh_token"]), ends)
    code = _code(body.get("error"))
    if status >= 500 or code == BUSY:
        return Hiccup(f"HTTP {status}")
    if code != 0:
        return Answered(code)
    if status >= 300 or raw.lstrip().startswith(b"<"):
        return Hiccup(f"HTTP {status} without JSON")
    return Lost(f"HTTP {status} that cannot be read")


def _json(raw: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(raw)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _code(value: object) -> int:
    text = str(value)
    return int(text) if text.removeprefix("-").isdecimal() and len(text) <= 9 else 0


def _lifetime(seconds: object) -> timedelta:
    """As the answer says; a pair whose lifetime cannot be read is kept all the same, it is the only one there is."""
    text = str(seconds)
    return timedelta(seconds=int(text)) if text.isdecimal() and len(text) <= 8 else ACCESS_LIFE
