"""The pages put on the server: a visit is let in, judged against the table of pages, shown or carried out."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

from handlers.desk import keep
from storage import page_sessions
from storage.database import Rows
from web import PAGES, api, door, tables
from web.door import Door
from web.file import AT_ONCE, Given
from web.layout import page_text
from web.page import Again, Elsewhere, NotFound, Page, Refused, is_allowed
from web.rendering import secured, static
from web.site import Site
from web.visit import Visit, begin

Answer = web.StreamResponse
Halfway = Answer | Given
DEED = "viec"
"""The field of a form that names what is to be done."""
_ELSEWHERE = r"/{tail:(?!webhook/|zalo|files/|healthz|readyz|metrics|api/|static/).+}"
"""Addresses that no page has: answered as those that are not for the visitor. Machines' addresses stay their own."""


def add(app: web.Application, site: Site, pages: Sequence[Page] = PAGES) -> None:
    """Serve the pages at `/` and below."""
    entrance = Door(site)
    site.paths = {page.name: page.path for page in pages}
    app.router.add_get("/static/{name}", static)
    api.add(app, site)
    app.router.add_get(door.LINK, entrance.knock)
    app.router.add_post(door.LINK, entrance.enter)
    app.router.add_post(door.OUT, entrance.leave)
    turnstile = asyncio.Semaphore(AT_ONCE)
    for page in pages:
        desk = Desk(site, page, pages, turnstile)
        app.router.add_get(page.path, desk.get)
        if page.deeds:
            app.router.add_post(page.path, desk.post)
    nowhere = Desk(site, Page("nowhere", "/", ""), pages, turnstile)
    app.router.add_get(_ELSEWHERE, nowhere.get)


class Desk:
    """One page on the server."""

    def __init__(self, site: Site, page: Page, pages: Sequence[Page], turnstile: asyncio.Semaphore) -> None:
        self._site = site
        self._page = page
        self._pages = pages
        self._turnstile = turnstile

    async def get(self, request: web.Request) -> Answer:
        """Show the page: 401 for whoever is not logged in, 404 for what is not there or not for the visitor."""
        async with self._site.database.read() as rows:
            visit = await self._visit(request, rows)
            answer = await self._answer(visit, lambda one: self._shown(one, request))
        if visit is not None:
            await self._noted(visit)
        return await self._ready(answer)

    async def post(self, request: web.Request) -> Answer:
        """Carry something out, in one transaction with the messages it owes, and show the page anew."""
        try:
            form = await request.post()
        except web.HTTPRequestEntityTooLarge:
            return await self._again(request, {}, _TOO_LARGE, status=413)
        try:
            async with self._site.database.write() as rows:
                visit = await self._visit(request, rows)
                answer = await self._answer(visit, lambda one: self._done(one, request, form))
                owed = 0 if visit is None or visit.acted is None else await keep(visit.acted, rows)
        except Refused as no:
            return await self._again(request, form, str(no), 400, no.faults)
        except Again:
            return await self._again(request, form)
        if owed:
            self._site.owed()
        return await self._ready(answer)

    async def _again(
        self,
        request: web.Request,
        form: Any,
        sentence: str = "",
        status: int = 200,
        faults: Mapping[str, str] | None = None,
    ) -> Answer:
        """Nothing was written; the page again with what was sent, and with the reasons if it was refused."""
        async with self._site.database.read() as rows:
            visit = await self._visit(request, rows)
            if visit is not None:
                visit.sent, visit.faults = form, faults or {}
            answer = await self._answer(visit, lambda one: self._shown(one, request, sentence, status))
        return await self._ready(answer)

    # --- who comes ------------------------------------------------------------------------------------------------

    async def _visit(self, request: web.Request, rows: Rows) -> Visit | None:
        token = request.cookies.get(self._site.cookie(door.SESSION), "")
        at = await self._site.clock.now()
        session = await page_sessions.session(rows, token, at) if token else None
        if session is None:
            return None
        key = f"page:{session.id}:{secrets.token_hex(8)}"
        return await begin(self._site, rows, session, at, request.query, key)

    async def _noted(self, visit: Visit) -> None:
        """A session in use does not end (written down every few minutes only); who looked at what is kept."""
        stale = visit.at - visit.session.last_seen_at > page_sessions.SEEN_WITHIN
        if stale or visit.acted is not None:
            async with self._site.database.write() as rows:
                await page_sessions.seen(rows, visit.session, visit.at)
                if visit.acted is not None:
                    await keep(visit.acted, rows)

    async def _answer(self, visit: Visit | None, work: Callable[[Visit], Awaitable[Halfway]]) -> Halfway:
        if visit is None:
            return door.plain_page(self._site, "outside.html", 401)
        try:
            answer = await work(visit)
        except NotFound:
            return door.plain_page(self._site, "nowhere.html", 404)
        return answer

    async def _ready(self, answer: Halfway) -> Answer:
        """What goes out; a file is made here, when no rows are held any more."""
        whole = await answer.answer(self._turnstile) if isinstance(answer, Given) else answer
        return secured(whole, self._site.is_secure)

    # --- what is shown and done -----------------------------------------------------------------------------------

    async def _shown(
        self, visit: Visit, request: web.Request, refused: str = "", status: int = 200
    ) -> Halfway:
        names = dict(request.match_info)
        await self._judge(visit, self._page.sees, names)
        notice = door.read_notice(self._site, request) if request.method == "GET" else ""
        return await self._written(visit, request, notice, refused, status)

    async def _judge(self, visit: Visit, needs: Any, names: dict[str, str]) -> None:
        if self._page.name == "nowhere":
            raise NotFound
        if not is_allowed(visit, needs, await self._page.units(visit, names)):
            raise NotFound

    async def _written(
        self, visit: Visit, request: web.Request, notice: str = "", refused: str = "", status: int = 200
    ) -> Halfway:
        context = await self._page.show(visit, dict(request.match_info))
        if isinstance(context, web.StreamResponse | Given):
            return context
        if (file := tables.wanted(self._page.name, context, visit.asked)) is not None:
            return file
        context["files"] = tables.links(self._page.name, context, request)
        token = request.cookies.get(self._site.cookie(door.SESSION), "")
        csrf = door.csrf_of(self._site, token)
        text = page_text(self._page, self._pages, visit, context, csrf=csrf, notice=notice, refused=refused)
        answer = web.Response(text=text, status=status, content_type="text/html")
        answer.enable_compression()
        if notice:
            door.set_cookie(self._site, answer, door.NOTICE, "", 0)
        return answer

    async def _done(self, visit: Visit, request: web.Request, form: Any) -> Halfway:
        names = dict(request.match_info)
        await self._judge(visit, self._page.sees, names)
        deed = self._page.deeds.get(str(form.get(DEED, "")))
        if deed is None:
            raise NotFound
        await self._judge(visit, deed.needs, names)
        token = request.cookies.get(self._site.cookie(door.SESSION), "")
        ours = door.comes_from_here(self._site, request)
        if not (ours and door.proves(self._site, token, str(form.get("csrf", "")))):
            visit.sent = form if ours else {}
            return await self._written(visit, request, refused=_OLD_FORM, status=403)
        try:
            sentence, address = await deed.does(visit, form, **names), request.path_qs
        except Elsewhere as gone:
            sentence, address = gone.sentence, gone.address
        answer = web.Response(status=303, headers={"Location": address})
        door.leave_notice(self._site, answer, sentence)
        return answer


_TOO_LARGE = "Tệp hoặc nội dung gửi lên lớn quá nên chưa làm gì. Mời chia nhỏ rồi gửi lại ạ."
_OLD_FORM = "Trang này đã mở lâu quá nên chưa làm gì. Mời xem lại rồi bấm lần nữa ạ."
