"""OAuth v4 of the account: the consent page and the token endpoint (Zalo reference, section 1)."""

from html import escape
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from simulator.gate import WORLD
from simulator.tokens import ACCESS_LIFE, OAuthError
from simulator.world import World

_CONSENT = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Cấp quyền cho ứng dụng</title>
<style>body{{font:18px system-ui;max-width:32rem;margin:3rem auto;padding:0 1rem}}
button{{font:inherit;padding:.6rem 1.2rem;margin-right:.5rem}}</style>
<h1>Cấp quyền cho ứng dụng</h1>
<p>Ứng dụng <b>{app}</b> xin được gửi, nhận tin nhắn và quản lý nhóm thay cho Official Account
<b>{oa}</b>.</p><form method="post">{fields}
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
    page = _CONSENT.format(app=escape(world.app.id), oa=escape(world.oa.name), fields=fields)
    return web.Response(text=page, content_type="text/html")


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
        challenge = form.get("code_challenge") or world.app.code_challenge
        query = {"code": world.tokens.new_code(world.clock.now(), challenge), "oa_id": world.oa.id} | query
    uri = str(form["redirect_uri"])
    raise web.HTTPFound(uri + ("&" if "?" in uri else "?") + urlencode(query))


def _check_link(world: World, params: Any) -> None:
    if params.get("app_id") != world.app.id:
        raise OAuthError("app_id")
    uri = params.get("redirect_uri") or ""
    expected = world.app.redirect_uri
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
    if form.get("app_id") != world.app.id:
        raise OAuthError("app_id")
    if request.headers.get("secret_key") != world.app.secret:
        raise OAuthError("secret_key")
    now = world.clock.now()
    match form.get("grant_type"):
        case "authorization_code":
            pair = world.tokens.exchange(str(form.get("code", "")), str(form.get("code_verifier", "")), now)
        case "refresh_token":
            pair = world.tokens.rotate(str(form.get("refresh_token", "")), now)
        case _:
            raise OAuthError("grant_type")
    world.journal.write("token")
    return pair


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
