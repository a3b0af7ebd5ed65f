"""GET /files/ID: a file that was handed out, to whoever holds its signed link, until it expires."""

from __future__ import annotations

import hmac
import re
from urllib.parse import quote

from aiohttp import web

from bot.clock import Clock
from bot.metrics import HANDOUTS
from bot.zalo.uploads import plain_name
from storage import handouts
from storage.database import Database
from storage.handouts import Handout

PATH = "/files/{id}"
UNKNOWN = "Không có tệp này. Mời kiểm tra lại đường liên kết ạ."
OVER = "Liên kết này đã hết hạn. Mời nhắn Trợ lý để nhận lại tệp ạ."
_ID = re.compile(r"[0-9a-f]{32}")
_UNTIL = re.compile(r"[0-9]{1,12}")
_PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


class Downloads:
    """Gives a file out. Looking changes nothing: browsers inside apps load a link before anybody has tapped it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def get(self, request: web.Request) -> web.Response:
        """404 for a link we did not write, 410 for one that is over; HEAD is answered alike."""
        key, until = request.match_info["id"], request.query.get("e", "")
        if not self._is_ours(key, until, request.query.get("s", "")):
            return _refused(404, UNKNOWN)
        if (await self._clock.now()).timestamp() >= int(until):
            return _refused(410, OVER)
        async with self._database.read() as rows:
            file = await handouts.find(rows, key)
        if file is None:
            return _refused(410, OVER)
        if request.method == "GET":
            HANDOUTS.labels("loaded").inc()
        return _answer(file)

    def _is_ours(self, key: str, until: str, given: str) -> bool:
        if not (_ID.fullmatch(key) and _UNTIL.fullmatch(until)):
            return False
        right = self._database.vault.link_mac(f"{key} {until}")
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), right.encode())


def _answer(file: Handout) -> web.Response:
    """Always to be saved, never shown in place; its own name beside a plain one for old browsers."""
    plain, full = plain_name(file.name, file.ending or "bin"), quote(file.name, safe="")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"
    headers = {**_PRIVATE, "Content-Type": file.content_type, "Content-Disposition": disposition}
    return web.Response(body=file.content, headers=headers)


def _refused(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=text, headers=_PRIVATE)
