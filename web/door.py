"""The door: who comes in by a one-time link, who is inside, and that what is sent comes from our own pages."""

from __future__ import annotations

import base64
import hmac
import secrets
from binascii import Error as NotBase64
from urllib.parse import urlsplit

from aiohttp import web

from storage import audit, page_sessions
from storage.database import Rows
from web.rendering import secured, written
from web.site import Site

SESSION = "phien"
NOTICE = "loi-nhan"
LINK = "/vao/{token}"
OUT = "/ra"
WEEK = int(page_sessions.LONGEST.total_seconds())
_NOTICE_LIVES = 120
_MOST_NOTICE = 1_500
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "điện thoại Android"),
    ("Windows", "máy tính Windows"),
    ("Macintosh", "máy tính Mac"),
    ("Linux", "máy tính Linux"),
)
_PROGRAMS = (
    ("Zalo", "Zalo"),
    ("Edg/", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


# --- coming in and going out ---------------------------------------------------------------------------------------


class Door:
    """GET and POST /vao/TOKEN, POST /ra."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def knock(self, request: web.Request) -> web.StreamResponse:
        """The page with the button. Looking uses nothing up: browsers inside apps load a link before it is tapped."""
        token, at = request.match_info["token"], await self._site.clock.now()
        async with self._site.database.read() as rows:
            good = await page_sessions.link_is_good(rows, token, at)
        if not good:
            return await self._used_up(request)
        return plain_page(self._site, "knock.html", 200, good=True, inside=False)

    async def _used_up(self, request: web.Request) -> web.StreamResponse:
        """The link is good no more; whoever is logged in already is shown the way on."""
        held, at = request.cookies.get(self._site.cookie(SESSION), ""), await self._site.clock.now()
        async with self._site.database.read() as rows:
            inside = await page_sessions.session(rows, held, at) is not None
        return plain_page(self._site, "knock.html", 410, good=False, inside=inside)

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """The button was pressed: the link is used up, a session begins."""
        token, at = request.match_info["token"], await self._site.clock.now()
        if not comes_from_here(self._site, request):
            return plain_page(self._site, "knock.html", 403, good=False, inside=False)
        device = device_of(request.headers.get("User-Agent", ""))
        async with self._site.database.write() as rows:
            opened = await page_sessions.open_session(rows, token, device, at)
            if opened is not None:
                await self._leave_old(request, rows)
                who = opened[1]
                await audit.note(rows, audit.Entry(at, who, "page_login", f"person:{who}"))
        if opened is None:
            return await self._used_up(request)
        answer = web.Response(status=303, headers={"Location": "/"})
        set_cookie(self._site, answer, SESSION, opened[0], WEEK)
        return secured(answer, self._site.is_secure)

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """Log out of this session; the CSRF token is asked for, so that nobody is thrown out by another site."""
        form = await request.post()
        token = request.cookies.get(self._site.cookie(SESSION), "")
        if comes_from_here(self._site, request) and proves(self._site, token, str(form.get("csrf", ""))):
            async with self._site.database.write() as rows:
                await self._leave_old(request, rows)
        answer = web.Response(status=303, headers={"Location": "/"})
        set_cookie(self._site, answer, SESSION, "", 0)
        return secured(answer, self._site.is_secure)

    async def _leave_old(self, request: web.Request, rows: Rows) -> None:
        at = await self._site.clock.now()
        old = await page_sessions.session(rows, request.cookies.get(self._site.cookie(SESSION), ""), at)
        if old is not None:
            await page_sessions.end(rows, old.person_id, at, old.id)


def plain_page(site: Site, template: str, status: int, **context: object) -> web.StreamResponse:
    """A page for whoever is not logged in, or one that says that there is nothing here."""
    text = written(template, **context)
    answer = web.Response(text=text, status=status, content_type="text/html")
    answer.enable_compression()
    return secured(answer, site.is_secure)


def device_of(agent: str) -> str:
    """A coarse name of a browser, so that people know their sessions apart: "Zalo, điện thoại Android"."""
    program = next((name for sign, name in _PROGRAMS if sign in agent), "trình duyệt khác")
    machine = next((name for sign, name in _MACHINES if sign in agent), "máy khác")
    return f"{program}, {machine}"


# --- cookies -------------------------------------------------------------------------------------------------------


def set_cookie(site: Site, answer: web.StreamResponse, name: str, value: str, lives: int) -> None:
    """Set a cookie that only this host gets and no script reads."""
    answer.set_cookie(
        site.cookie(name),
        value,
        max_age=lives,
        path="/",
        secure=site.is_secure,
        httponly=True,
        samesite="Lax",
    )


def leave_notice(site: Site, answer: web.StreamResponse, sentence: str) -> None:
    """A sentence to be read on the next page."""
    packed = base64.urlsafe_b64encode(sentence[:_MOST_NOTICE].encode()).decode()
    set_cookie(site, answer, NOTICE, packed, _NOTICE_LIVES)


def read_notice(site: Site, request: web.Request) -> str:
    """The sentence that was left, or nothing."""
    packed = request.cookies.get(site.cookie(NOTICE), "")
    try:
        return base64.urlsafe_b64decode(packed.encode()).decode()
    except (NotBase64, ValueError):
        return ""


# --- what is sent must come from our own pages -----------------------------------------------------------------------


def comes_from_here(site: Site, request: web.Request) -> bool:
    """Whether a POST was sent from a page of this host, as far as the browser tells.

    Under `Referrer-Policy: no-referrer` browsers send `Origin: null` from our own forms too; then `Sec-Fetch-Site`
    tells, and in old browsers, which do not know it, the CSRF token alone.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin", "null")
    return origin == "null" or urlsplit(origin).netloc in (request.host, urlsplit(site.public_url).netloc)


def csrf_of(site: Site, token: str) -> str:
    """The CSRF token of a session, written another way on every page, so that compression gives nothing away."""
    right = bytes.fromhex(site.database.vault.link_mac(f"csrf {token}"))
    pad = secrets.token_bytes(len(right))
    return base64.urlsafe_b64encode(pad + _mixed(pad, right)).decode()


def proves(site: Site, token: str, given: str) -> bool:
    """Whether the CSRF token was written for this session."""
    right = bytes.fromhex(site.database.vault.link_mac(f"csrf {token}"))
    try:
        both = base64.urlsafe_b64decode(given.encode())
    except (NotBase64, ValueError):
        return False
    pad, rest = both[: len(right)], both[len(right) :]
    return len(both) == 2 * len(right) and hmac.compare_digest(_mixed(pad, rest), right)


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
