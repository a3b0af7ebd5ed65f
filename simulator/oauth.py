"""OAuth v4 of the accounts: the consent page and the token endpoint (Zalo reference, section 1)."""

from html import escape
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from simulator.gate import WORLD
from simulator.tokens import ACCESS_LIFE, OAuthError
from simulator.world import App, World

_CONSENT = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Cấp quyền cho ứng dụng</title>
<style>body{{font:18px system-ui;max-width:32rem;margin:3rem auto;padding:0 1rem}}
button{{font:inherit;padding:.6rem 1.2rem;margin-right:.5rem}}</style>
<h1>Cấp quyền cho ứng dụng</h1>
<p>Ứng dụng <b>{app}</b> xin được gửi, nhận tin nhắn và quản lý nhóm thay cho Official Account:</p>
<form method="post">{fields}{accounts}
<button name="verdict" value="yes">Đồng ý</button>
<button name="verdict" value="no">Từ chối</button></form></html>"""


async def ask_permission(request: web.Request) -> web.Response:
    """GET /v4/oa/permission: what the account's admin sees."""
    world = request.app[WORLD]
    try:
        _check_link(world, request.query)
    except OAuthError as error:
        return _refusal(error)
    names = ("app_id", "redirect_uri", "state", "code_challenge")
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(request.query.get(name, ""))}">' for name in names
    )
    app_id = request.query["app_id"]
    page = _CONSENT.format(app=escape(app_id), fields=fields, accounts=_choice(world, app_id))
    return web.Response(text=page, content_type="text/html")


def _choice(world: World, app_id: str) -> str:
    chosen = _usual_account(world, app_id)
    return "".join(
        f'<p><label><input type="radio" name="oa_id" value="{escape(account.oa.id)}"'
        f"{' checked' if account is chosen else ''}> {escape(account.oa.name)}</label></p>"
        for account in world.platform.accounts.values()
    )


def _usual_account(world: World, app_id: str) -> World:
    accounts = world.platform.accounts.values()
    return next((account for account in accounts if account.app.id == app_id), world)


async def give_permission(request: web.Request) -> web.Response:
    """POST /v4/oa/permission: the admin pressed a button; redirects with code, oa_id and state."""
    world = request.app[WORLD]
    form: dict[str, Any] = dict(await request.post())
    try:
        _check_link(world, form)
    except OAuthError as error:
        return _refusal(error)
    query = {"state": form["state"]} if form.get("state") else {}
    if form.get("verdict") == "yes":
        query = _code(world, form) | query
    uri = str(form["redirect_uri"])
    raise web.HTTPFound(uri + ("&" if "?" in uri else "?") + urlencode(query))


def _code(world: World, form: dict[str, Any]) -> dict[str, str]:
    app = world.platform.apps[form["app_id"]]
    account = world.platform.accounts.get(form.get("oa_id", "")) or _usual_account(world, app.id)
    challenge = form.get("code_challenge") or app.code_challenge
    return {"code": account.tokens.new_code(world.clock.now(), challenge, app.id), "oa_id": account.oa.id}


def _check_link(world: World, params: Any) -> None:
    app = world.platform.apps.get(params.get("app_id") or "")
    if app is None:
        raise OAuthError("app_id")
    uri = params.get("redirect_uri") or ""
    expected = app.redirect_uri
    if not uri.startswith(("http://", "https://")) or (expected is not None and uri != expected):
        raise OAuthError("redirect_uri")


async def access_token(request: web.Request) -> web.Response:
    """POST /v4/oa/access_token: code or refresh token → a new pair; failures arrive with HTTP 200."""
    world = request.app[WORLD]
    try:
        access, refresh = _grant(world, request, dict(await request.post()))
    except OAuthError as error:
        return _refusal(error)
    seconds = str(int(ACCESS_LIFE.total_seconds()))
    return web.json_response({"access_token": access, "refresh_token": refresh, "expires_in": seconds})


def _grant(world: World, request: web.Request, form: dict[str, Any]) -> tuple[str, str]:
    app = world.platform.apps.get(str(form.get("app_id")))
    if app is None:
        raise OAuthError("app_id")
    if request.headers.get("secret_key") != app.secret:
        raise OAuthError("secret_key")
    match form.get("grant_type"):
        case "authorization_code":
            pair = _exchange(world, app, str(form.get("code", "")), str(form.get("code_verifier", "")))
        case "refresh_token":
            pair = _refresh(world, app, str(form.get("refresh_token", "")))
        case _:
            raise OAuthError("grant_type")
    world.journal.write("token")
    return pair


def _exchange(world: World, app: App, code: str, verifier: str) -> tuple[str, str]:
    accounts = world.platform.accounts.values()
    account = next((one for one in accounts if code in one.tokens.codes), world)
    ticket = account.tokens.codes.get(code)
    if ticket is not None and ticket.app_id != app.id:
        raise OAuthError("owner")
    pair = account.tokens.exchange(code, verifier, world.clock.now())
    if account.app is not app:
        _move(account, app, pair)
    return pair


def _move(account: World, app: App, pair: tuple[str, str]) -> None:
    """An account has one app: the tokens and events of the former app end (Zalo reference 1.1)."""
    account.tokens.revoke_grant()
    account.tokens.add_pair(*pair, account.clock.now())
    account.app = app


def _refresh(world: World, app: App, token: str) -> tuple[str, str]:
    accounts = world.platform.accounts.values()
    account = next((one for one in accounts if token in one.tokens.refresh), world)
    if token in account.tokens.refresh and account.app is not app:
        raise OAuthError("owner")
    return account.tokens.rotate(token, world.clock.now())


def _refusal(error: OAuthError) -> web.Response:
    body = {
        "error": error.code,
        "error_name": error.message,
        "error_reason": error.message,
        "error_description": error.message,
        "ref_doc": "https://developers.zalo.me/docs/official-account/phu-luc/ma-loi",
    }
    return web.json_response(body)


ROUTES = [
    web.get("/v4/oa/permission", ask_permission),
    web.post("/v4/oa/permission", give_permission),
    web.post("/v4/oa/access_token", access_token),
]
