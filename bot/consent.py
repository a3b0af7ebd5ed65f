"""The page to which Zalo sends an administrator back: the code of a consent becomes a token pair (Zalo reference 1)."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from html import escape
from typing import Any

import structlog
from aiohttp import ClientSession, web

from bot.clock import Clock
from bot.zalo import oauth
from bot.zalo.client import ZaloClient
from bot.zalo.errors import ZaloError
from bot.zalo.oauth import Answered, Hiccup, Lost
from bot.zalo.register import Register
from bot.zalo.tokens import TokenKeeper
from bot.zalo.watch import facts_of, id_in
from storage import accounts, apps, audit, outbox
from storage.accounts import WELL, Account, Tokens
from storage.apps import App, ConsentLink
from storage.audit import OPERATOR, Entry
from storage.database import Database

_log = structlog.get_logger("consent")
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}
_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>body{{font:18px/1.5 system-ui;max-width:34rem;margin:3rem auto;padding:0 1rem}}</style>
<h1>{title}</h1>{body}</html>
"""
_ID = re.compile(r"[\w.-]{1,40}", re.ASCII)
_STATE = re.compile(r"[\w-]{0,64}", re.ASCII)
_AGAIN = "Mời chạy lại lệnh «python -m bot oa authorize» trên máy chủ để có đường dẫn mới ạ."


class Sorry(Exception):
    """The consent came to nothing; status and the sentences for whoever stands before the page."""

    def __init__(self, status: int, why: str, *sentences: str) -> None:
        super().__init__(why)
        self.status = status
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Given:
    """What Zalo's redirect says."""

    code: str
    oa_id: str
    state: str


class ConsentDesk:
    """Takes consents in: those that we asked for by a link, and those from the ready-made link of the console."""

    def __init__(
        self,
        database: Database,
        session: ClientSession,
        clock: Clock,
        oauth_url: str,
        register: Register,
        tokens: TokenKeeper,
        client: ZaloClient,
    ) -> None:
        self._database = database
        self._session = session
        self._clock = clock
        self._url = oauth_url
        self._register = register
        self._tokens = tokens
        self._client = client
        self._one_at_a_time = asyncio.Lock()

    async def callback(self, request: web.Request) -> web.Response:
        """GET /zalo/oauth/callback"""
        given = Given(*(request.query.get(name, "") for name in ("code", "oa_id", "state")))
        try:
            async with self._one_at_a_time:  # nobody makes us ask Zalo faster than it answers
                name = await self._take(given)
        except Sorry as sorry:
            _log.warning("consent_refused", why=str(sorry))
            return _page(sorry.status, "Chưa kết nối được", *sorry.sentences)
        return _page(
            200,
            f"Đã kết nối trang «{name}»",
            "Trợ lý đã có quyền nhận và gửi tin thay trang này. Đóng cửa sổ này lại là xong ạ.",
        )

    async def _take(self, given: Given) -> str:
        if not given.code:
            raise Sorry(
                400, "no code", "Zalo không gửi kèm sự đồng ý của quản trị viên; chưa có gì thay đổi.", _AGAIN
            )
        if not _ID.fullmatch(given.oa_id) or not _STATE.fullmatch(given.state):
            raise Sorry(
                400,
                "no account or no state",
                "Địa chỉ này không phải do Zalo gửi; chưa có gì thay đổi.",
                _AGAIN,
            )
        link, app = await self._asked(given) if given.state else (None, await self._fixed(given))
        verifier = (link.verifier if link is not None else None) or app.code_verifier or ""
        tokens = await self._exchanged(app, given.code, verifier)
        if link is not None and link.oa_id is not None:
            return await self._kept_first(given.oa_id, app, tokens)
        return await self._proved_first(given.oa_id, app, tokens, None if link is None else link.unit_code)

    # --- what was asked for -------------------------------------------------------------------------------------------

    async def _asked(self, given: Given) -> tuple[ConsentLink, App]:
        """The link that this consent answers; its state is used up."""
        async with self._database.write() as rows:
            link = await apps.use_link(rows, given.state, await self._clock.now())
            app = None if link is None else await apps.app(rows, link.app_id)
        if link is None or app is None:
            raise Sorry(
                400,
                "the state is unknown, used or older than ten minutes",
                "Đường dẫn này đã hết hạn (10 phút) hoặc đã được dùng; chưa có gì thay đổi.",
                _AGAIN,
            )
        if link.oa_id is not None and link.oa_id != given.oa_id:
            raise Sorry(
                409,
                "consent of another account than the one asked",
                f"Đường dẫn này dành cho trang có mã {link.oa_id}, nhưng sự đồng ý là của trang {given.oa_id}; chưa có"
                " gì thay đổi.",
                "Mời xin đường dẫn mới và chọn đúng trang ạ.",
            )
        return link, app

    async def _fixed(self, given: Given) -> App:
        """The app of a consent that nobody asked for here: by the console's ready-made link.

        Anybody can send such a request, so only for an account of ours whose app has a fixed code challenge.
        """
        async with self._database.read() as rows:
            account = await accounts.account(rows, given.oa_id)
            is_ours = account is not None and account.removed_at is None
            app = await apps.app(rows, account.app_id) if account is not None and is_ours else None
        if app is None or app.code_verifier is None:
            raise Sorry(
                400,
                "no state, and the account is unknown or its app has no fixed code challenge",
                "Sự đồng ý này không do Trợ lý xin, hoặc của trang chưa được khai báo; chưa có gì thay đổi.",
                _AGAIN,
            )
        return app

    # --- what becomes of the pair -------------------------------------------------------------------------------------

    async def _kept_first(self, oa_id: str, app: App, tokens: Tokens) -> str:
        """We asked this very account: the pair is durable before it is used; what Zalo says is another's goes back."""
        former = await self._keep(oa_id, app, tokens, None)
        try:
            info = await self._client.account_behind(app, tokens.access)
        except ZaloError:
            return oa_id  # the next health check asks again
        if id_in(info) != oa_id:
            await self._back(oa_id, former)
            raise _not_whose(oa_id)
        return await self._noted(oa_id, info)

    async def _proved_first(self, oa_id: str, app: App, tokens: Tokens, unit_code: str | None) -> str:
        """Which account this is says only the redirect: nothing is kept before Zalo itself has said it."""
        try:
            info = await self._client.account_behind(app, tokens.access)
        except ZaloError as error:
            sentence = f"Zalo chưa cho xem thông tin của trang ({error.code or 'không trả lời'}); chưa có gì thay đổi."
            raise Sorry(502, f"getoa: {error.code}", sentence, _AGAIN) from error
        if id_in(info) != oa_id:
            raise _not_whose(oa_id)
        await self._keep(oa_id, app, tokens, unit_code)
        return await self._noted(oa_id, info)

    async def _keep(self, oa_id: str, app: App, tokens: Tokens, unit_code: str | None) -> Account | None:
        """Write the pair; the account as it was before. An account that serves a unit already goes on doing so."""
        now = await self._clock.now()
        entry = Entry(now, OPERATOR, "account_authorised", f"account:{oa_id}", {"app": app.app_id})
        async with self._database.write() as rows:
            former = await accounts.account(rows, oa_id)
            is_new = former is None or former.removed_at is not None or former.unit_code is None
            await accounts.enter(rows, oa_id, app.app_id, unit_code if is_new else None)
            await accounts.renew(rows, oa_id, tokens, app.app_id)
            await audit.note(rows, entry)
        self._changed(oa_id)
        async with self._database.write() as rows:  # apart: nothing of the letters may cost us the new pair
            await outbox.resume(rows, oa_id, now)
        return former

    async def _back(self, oa_id: str, former: Account | None) -> None:
        async with self._database.write() as rows:
            if former is not None and former.tokens is not None:
                await accounts.renew(rows, oa_id, former.tokens, former.app_id)
            else:
                await accounts.remove(rows, oa_id, await self._clock.now())
        self._changed(oa_id)

    async def _exchanged(self, app: App, code: str, verifier: str) -> Tokens:
        answer = await oauth.exchange(self._session, self._url, app, code, verifier, await self._clock.now())
        match answer:
            case Tokens():
                return answer
            case Answered():
                raise Sorry(
                    400,
                    str(answer),
                    f"Zalo không nhận sự đồng ý này (lỗi {answer.code}): mã đã dùng, quá 10 phút, hoặc khóa bí mật của"
                    " ứng dụng khai báo chưa đúng.",
                    _AGAIN,
                )
            case Hiccup() | Lost():
                raise Sorry(502, str(answer), "Zalo chưa trả lời được; chưa có gì thay đổi.", _AGAIN)

    def _changed(self, oa_id: str) -> None:
        self._register.forget()
        self._tokens.forget(oa_id)

    async def _noted(self, oa_id: str, info: dict[str, Any]) -> str:
        """Keep what Zalo says of the account; its name."""
        async with self._database.write() as rows:
            now = await self._clock.now()
            await accounts.keep_health(rows, oa_id, WELL, checked_at=now, **facts_of(info))
        return str(info.get("name") or oa_id)


def _not_whose(oa_id: str) -> Sorry:
    return Sorry(
        409,
        "the pair belongs to another account",
        f"Zalo cho biết sự đồng ý này không phải của trang có mã {oa_id}; chưa có gì thay đổi.",
        _AGAIN,
    )


def _page(status: int, title: str, *sentences: str) -> web.Response:
    body = "".join(f"<p>{escape(one)}</p>" for one in sentences)
    text = _PAGE.format(title=escape(title), body=body)
    return web.Response(status=status, text=text, content_type="text/html", headers=_HEADERS)
