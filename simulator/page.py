"""The web chat at `/`: its static files and the live feed behind it."""

import json
from pathlib import Path

from aiohttp import web

from simulator.gate import WORLD

STATIC = Path(__file__).parent / "static"
_BREATH = 15.0  # seconds between signs of life, so that a dead page is noticed


async def chat_page(request: web.Request) -> web.FileResponse:
    """GET /."""
    return web.FileResponse(STATIC / "chat.html", headers={"Cache-Control": "no-cache"})


async def changes(request: web.Request) -> web.StreamResponse:
    """GET /sim/changes?since=N: server-sent events, one for each change after number N."""
    journal = request.app[WORLD].journal
    answer = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await answer.prepare(request)
    number = _number(request)
    try:
        while not journal.is_closed():
            number = await _send(answer, journal.since(number), journal.number)
            if journal.number == number and not journal.is_closed() and not await journal.news(_BREATH):
                await answer.write(b": still here\n\n")
    except ConnectionResetError:
        return answer  # the page was closed
    return answer


def _number(request: web.Request) -> int:
    text = request.headers.get("Last-Event-ID") or request.query.get("since", "0")
    return int(text) if text.isdigit() else 0


async def _send(answer: web.StreamResponse, changes: list[dict[str, object]] | None, newest: int) -> int:
    if changes is None:
        changes = [{"seq": newest, "kind": "reload"}]
    if changes:
        text = "".join(
            f"id: {change['seq']}\ndata: {json.dumps(change, ensure_ascii=False)}\n\n" for change in changes
        )
        await answer.write(text.encode())
    return newest


ROUTES = [
    web.get("/", chat_page),
    web.get("/sim/changes", changes),
    web.static("/static", STATIC),
]
