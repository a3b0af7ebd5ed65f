"""The HTTP server: the webhook, the signs of life, and the proof that the domain is ours."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import structlog
from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy import text

from bot import downloads
from bot.bot_webhook import BotWebhook
from bot.clock import Clock, MachineClock
from bot.consent import ConsentDesk
from bot.downloads import Downloads
from bot.files.store import Cabinet, FileLost
from bot.metrics import ACCOUNTS_NEEDING_CONSENT, INBOX_WAITING, OUTBOX_WAITING, REGISTRY
from bot.settings import Settings
from bot.webhook import MOST_BYTES, Webhook
from bot.zalo.oauth import CALLBACK
from storage import accounts, inbox, outbox
from storage.database import Database, Rows
from storage.migrate import is_current
from web import routes as pages
from web.site import Site

_log = structlog.get_logger("web")
_VERIFIER = '<!doctype html><meta name="zalo-platform-site-verification" content="{code}">'


def make_app(
    database: Database,
    settings: Settings,
    webhook: Webhook | None,
    desk: ConsentDesk | None = None,
    clock: Clock | None = None,
    bot_webhook: BotWebhook | None = None,
    owed: Callable[[], None] | None = None,
    cabinet: Cabinet | None = None,
) -> web.Application:
    """The routes of the contract, part HTTP."""
    app = web.Application(client_max_size=MOST_BYTES + 1)
    probes = Probes(database)
    app.router.add_get("/healthz", probes.alive)
    app.router.add_get("/readyz", probes.ready)
    app.router.add_get("/metrics", probes.metrics)
    app.router.add_get(downloads.PATH, Downloads(database, clock or MachineClock()).get)
    if webhook is not None:
        app.router.add_post("/webhook/zalo", webhook.post)
    if desk is not None:
        app.router.add_get(CALLBACK, desk.callback)
    if bot_webhook is not None:
        app.router.add_post("/webhook/zalo-bot", bot_webhook.post)
    for code in settings.zalo_verifier_codes:
        app.router.add_get(f"/zalo_verifier{code}.html", _verifier(code))
    pages.add(app, site_of(database, settings, clock or MachineClock(), owed, cabinet))
    return app


def site_of(
    database: Database,
    settings: Settings,
    clock: Clock,
    owed: Callable[[], None] | None = None,
    cabinet: Cabinet | None = None,
) -> Site:
    """Where the pages stand; ``owed`` is called when one of them has written messages."""
    site = Site(database, clock, settings.public_url, settings.report_window, settings.templates_folder)
    site.oa_id = settings.zalo_oa_id
    if cabinet is not None:
        site.stored = partial(_content, cabinet)
    return site if owed is None else replace(site, owed=owed)


async def _content(cabinet: Cabinet, sha256: str) -> bytes | None:
    """What the store holds; a file that it has lost is the operator's to restore."""
    try:
        return await cabinet.open(sha256)
    except FileLost as error:
        _log.error("file_lost", error=str(error))
        return None


class Probes:
    """Whether the process lives, and whether it can work."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def alive(self, _request: web.Request) -> web.Response:
        """GET /healthz"""
        return web.json_response({"status": "ok"})

    async def ready(self, _request: web.Request) -> web.Response:
        """GET /readyz: the database answers and its schema is the newest."""
        try:
            async with self._database.read() as rows:
                await rows.scalar(text("SELECT 1"))
            current = await is_current(self._database)
        except Exception as error:  # noqa: BLE001 - any fault of the database means the same here: not ready
            return web.json_response({"status": "no database", "error": type(error).__name__}, status=503)
        if not current:
            return web.json_response({"status": "schema is not the newest"}, status=503)
        return web.json_response({"status": "ok"})

    async def metrics(self, _request: web.Request) -> web.Response:
        """GET /metrics: what waits is counted now; not a number while the database is away."""
        INBOX_WAITING.set(await self._counted(inbox.count_waiting))
        OUTBOX_WAITING.set(await self._counted(outbox.count_waiting))
        ACCOUNTS_NEEDING_CONSENT.set(await self._counted(accounts.count_needing_consent))
        return web.Response(body=generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _counted(self, count: Callable[[Rows], Awaitable[int]]) -> float:
        try:
            async with self._database.read() as rows:
                return await count(rows)
        except Exception as error:  # noqa: BLE001 - the other figures are wanted most when the database is away
            _log.warning("not_counted", error=type(error).__name__)
            return math.nan


def _verifier(code: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(text=_VERIFIER.format(code=code), content_type="text/html")

    return page
