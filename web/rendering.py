"""How pages are written: templates that escape everything, and the headers under which they go out."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.calendar import in_vietnam
from domain.people import OFFICE_LABEL, mask_phone
from domain.units import label, team_label
from vietnamese.writing import day, moment, number, sentence

ROOM = Path(__file__).parent
STATIC = ROOM / "static"
FILES = ("pico.css", "pages.css")
"""What may be loaded from `/static/`."""
_HALF_A_YEAR = 15_552_000
CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
"""Nothing from elsewhere, no script at all, nothing inline. Pico draws its small signs from data: addresses."""


@cache
def environment() -> Environment:
    """The templates of the room, beside their pages."""
    made = Environment(
        loader=FileSystemLoader(ROOM),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"static": static_address, "office_label": OFFICE_LABEL}
    made.filters |= {
        "number": number,
        "day": day,
        "long_day": lambda on: day(on, year=True),
        "moment": lambda at: moment(in_vietnam(at)),
        "label": label,
        "team": team_label,
        "masked": mask_phone,
        "capital": sentence,
    }
    return made


def written(template: str, **context: Any) -> str:
    """A template filled in."""
    return environment().get_template(template).render(**context)


def secured(response: web.StreamResponse, is_secure: bool) -> web.StreamResponse:
    """The headers of everything that is a page: never kept, never framed, nothing told to other sites."""
    response.headers.update(
        {
            "Content-Security-Policy": CSP,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "X-Robots-Tag": "noindex",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        }
    )
    if is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


# --- what does not change between releases -------------------------------------------------------------------------


@cache
def _static(name: str) -> tuple[bytes, bytes, str]:
    """A file of `static/`: as it is, compressed, and a digest that changes with it."""
    plain = (STATIC / name).read_bytes()
    return plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest()[:12]


def static_address(name: str) -> str:
    """Where a file of `static/` is loaded from: another address after each change, so that it may be kept for long."""
    return f"/static/{name}?{_static(name)[2]}"


async def static(request: web.Request) -> web.Response:
    """GET /static/NAME"""
    name = request.match_info["name"]
    if name not in FILES:
        raise web.HTTPNotFound
    plain, packed, _ = _static(name)
    takes = "gzip" in request.headers.get("Accept-Encoding", "")
    headers = {
        "Content-Type": "text/css; charset=utf-8",
        "Cache-Control": f"public, max-age={_HALF_A_YEAR}, immutable",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if takes:
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=packed if takes else plain, headers=headers)
