"""Figures for other programs: `GET /api/v1/…`, read only, with a token for a unit's subtree; nothing personal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

from domain.calendar import in_vietnam
from domain.errors import Malformed
from domain.periods import Period, WindowMode
from storage import api_tokens, warehouse
from storage.database import Rows
from storage.directory import Directory
from storage.listing import LISTINGS, Listed, NoSuchUnit, Scene, View, subtree
from web.api_description import DESCRIPTION, MOST, PARAMETERS, USUAL
from web.rendering import secured
from web.site import Site

PREFIX = "/api/v1/"
DESCRIBED = "/api/openapi.json"


class Wrong(Exception):
    """The question cannot be answered; the message says why, for who wrote the program."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: these units on that day; so many, after that key."""

    rows: Rows
    known: Directory
    view: View
    codes: frozenset[str]
    unit: str
    closed: Period
    after: str
    limit: int

    @property
    def period(self) -> Period:
        """The period asked for, else the one whose window closed last."""
        return self.view.period or self.closed


Asks = Callable[[Question], Awaitable[list[Listed]]]


def add(app: web.Application, site: Site) -> None:
    """Serve the figures and their description."""
    for name, asks in ANSWERS.items():
        app.router.add_get(PREFIX + name, Api(site, asks).get)
    app.router.add_get(DESCRIBED, describe)
    for path in (PREFIX, PREFIX.rstrip("/")):
        app.router.add_get(path, index)
    app.router.add_get("/api/{tail:.*}", nothing_there)


async def describe(_request: web.Request) -> web.Response:
    """GET /api/openapi.json: no secret."""
    return web.json_response(DESCRIPTION, dumps=lambda one: orjson.dumps(one).decode())


async def index(_request: web.Request) -> web.Response:
    """GET /api/v1/: which lists there are, and where they are described; no secret."""
    return _json({"lists": [PREFIX + name for name in ANSWERS], "description": DESCRIBED}, 200)


async def nothing_there(_request: web.Request) -> web.Response:
    """Any other address below /api/: what there is."""
    lists = ", ".join(PREFIX + name for name in ANSWERS)
    return _json({"error": f"nothing at this address; there are {lists}, described in {DESCRIBED}"}, 404)


class Api:
    """One listing on the server."""

    def __init__(self, site: Site, asks: Asks) -> None:
        self._site = site
        self._asks = asks

    async def get(self, request: web.Request) -> web.StreamResponse:
        """One page: {"items": […], "next": key or null}."""
        try:
            async with self._site.database.read() as rows:
                question = await self._question(rows, request)
                found = await self._asks(question)
            body = {"items": found[: question.limit], "next": _next(found, question.limit)}
            answer = _json(body, 200)
        except Wrong as why:
            answer = _json({"error": str(why)}, why.status)
            if why.status == 401:
                answer.headers["WWW-Authenticate"] = "Bearer"
        return secured(answer, self._site.is_secure)

    async def _question(self, rows: Rows, request: web.Request) -> Question:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        mine = await api_tokens.find(rows, token.strip()) if kind.lower() == "bearer" else None
        if mine is None:
            raise Wrong(401, "a token is needed: Authorization: Bearer …")
        _refuse_unknown(request.query)
        at, window = await self._site.clock.now(), WindowMode(self._site.window)
        period = _period(request.query)
        view = View(in_vietnam(at).date(), mine.unit_code, period, window)
        known, closed = await self._site.known(rows), Period.closed(at, window)
        unit = request.query.get("unit", mine.unit_code)
        codes = _codes(known, view, mine.unit_code, unit)
        return Question(
            rows, known, view, codes, unit, closed, request.query.get("after", ""), _limit(request.query)
        )


def _json(body: Any, status: int) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")


def _next(found: list[Listed], limit: int) -> str | None:
    return _key(found[limit - 1]) if len(found) > limit else None


def _key(one: Listed) -> str:
    return str(one.get("code") if "parent_code" in one else one["unit_code"])


def _refuse_unknown(query: Mapping[str, str]) -> None:
    """A misspelt parameter would be answered as if it were not there: with the whole list."""
    unknown = [name for name in query if name not in PARAMETERS]
    if unknown:
        raise Wrong(400, f"unknown parameter {', '.join(unknown)}; there are {', '.join(PARAMETERS)}")


def _period(query: Mapping[str, str]) -> Period | None:
    try:
        return Period.parse(query["period"]) if "period" in query else None
    except Malformed as why:
        raise Wrong(400, str(why)) from None


def _limit(query: Mapping[str, str]) -> int:
    given = query.get("limit", str(USUAL))
    if not given.isdecimal() or not 1 <= int(given[:6]) <= MOST:
        raise Wrong(400, f"limit is a number from 1 to {MOST}")
    return int(given)


def _codes(known: Directory, view: View, own: str, asked: str) -> frozenset[str]:
    """The units asked for on the day, within those of the token; elsewhere and nowhere look the same."""
    tree = known.tree(view.day)
    try:
        mine = subtree(known, tree, own)
        wanted = subtree(known, tree, asked) if asked in mine else None
    except NoSuchUnit:
        wanted = None
    if wanted is None:
        raise Wrong(404, "no such unit within those of the token")
    return frozenset(wanted)


# --- the listings ----------------------------------------------------------------------------------------------------


async def _units(asked: Question) -> list[Listed]:
    return await _listed("units", asked)


async def _teams(asked: Question) -> list[Listed]:
    """The team that stands on the day, one a unit."""
    day = asked.view.day
    found = await _listed("teams", asked)
    return [
        one
        for one in found
        if one["valid_from"] <= day and (one["valid_to"] is None or day < one["valid_to"])
    ]


async def _listed(what: str, asked: Question) -> list[Listed]:
    tree = asked.known.tree(asked.view.day)
    scene = Scene(asked.view, asked.known, tree, asked.codes)
    found = sorted(await LISTINGS[what](asked.rows, scene), key=_key)
    return [one for one in found if _key(one) > asked.after]


async def _reports(asked: Question) -> list[Listed]:
    return await warehouse.sent_reports(asked.rows, asked.codes, asked.period, asked.after, asked.limit + 1)


async def _consolidations(asked: Question) -> list[Listed]:
    """Of the unit asked for and of every unit below it that is no village."""
    tree = asked.known.tree(asked.period.window(asked.view.window)[1])
    standing = [unit for unit in tree if unit.code in asked.codes]
    above = {asked.unit, *(unit.parent_code for unit in standing)}
    wanted = sorted(unit.code for unit in standing if unit.code in above)
    page = [code for code in wanted if code > asked.after][: asked.limit + 1]
    return await warehouse.consolidated(asked.rows, page, asked.period, asked.view.window, asked.known)


ANSWERS: Mapping[str, Asks] = {
    "units": _units,
    "teams": _teams,
    "reports": _reports,
    "consolidations": _consolidations,
}
