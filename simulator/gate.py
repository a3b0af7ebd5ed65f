"""The way in to the OA API: faults, delay, token, rate limit, parameters, envelope."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from simulator import lifecycle, packages
from simulator.errors import ZBS_PATHS, OaError, invalid, zbs
from simulator.settings import Fault
from simulator.world import Json, World

WORLD = web.AppKey("world", World)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Call:
    """One call of the API: its parameters from the query, from `data=` or from the body."""

    world: World
    params: Json
    request: web.Request

    def text(self, name: str) -> str:
        """A parameter that must be a string; ids sent as numbers are refused, for JSON readers break them."""
        value = self.params.get(name)
        if not isinstance(value, str) or not value:
            raise invalid(name)
        return value

    def number(self, name: str, default: int, most: int) -> int:
        """A count or offset from 0 to `most`; more is -210."""
        try:
            value = int(self.params.get(name, default))
        except (TypeError, ValueError) as error:
            raise invalid(name) from error
        if value < 0:
            raise invalid(name)
        if value > most:
            raise OaError(-210)
        return value


Answer = Callable[[Call], Any]


def oa_route(method: str, path: str, answer: Answer) -> web.RouteDef:
    """A route of the OA API: its function returns `data`, or raises OaError."""
    return web.route(method, path, _handler(answer, _admitted))


def zbs_route(method: str, path: str, answer: Answer) -> web.RouteDef:
    """A route of the template messages by phone: codes of their own, outside the account's rate limit."""
    return web.route(method, path, _handler(answer, _admitted_to_zbs))


def _handler(answer: Answer, admit: Callable[[web.Request, dict[str, str]], World]) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        headers: dict[str, str] = {}
        try:
            world = admit(request, headers)
            data = answer(Call(world, await _parameters(request), request))
            data = await data if asyncio.iscoroutine(data) else data
            body: Json = {"data": data, "error": 0, "message": "Success"}
            if data is None:
                del body["data"]
        except OaError as error:
            body = {"error": error.code, "message": error.message}
        return web.json_response(body, headers=headers)

    return handle


def _admitted(request: web.Request, headers: dict[str, str]) -> World:
    world = _account(request)
    packages.check(world, request.path)
    _count_call(world, headers)
    return world


def _admitted_to_zbs(request: web.Request, headers: dict[str, str]) -> World:
    try:
        return _account(request)
    except OaError as error:
        raise zbs(-1241 if error.code == -242 else -124) from error


def _account(request: web.Request) -> World:
    """The account whose token was sent."""
    token = request.headers.get("access_token") or ""
    world = _owner(request, token) or request.app[WORLD]
    world.tokens.check(token, world.clock.now())
    _check_proof(world, request.headers.get("appsecret_proof"), token)
    lifecycle.keep_up(world)
    return world


def _owner(request: web.Request, token: str) -> World | None:
    accounts = request.app[WORLD].platform.accounts.values()
    return next((account for account in accounts if token in account.tokens.access), None)


def _check_proof(world: World, proof: str | None, token: str) -> None:
    if proof is None and world.settings.proof_required:
        raise OaError(-242)
    if proof is not None:
        right = hmac.new(world.app.secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(proof.lower(), right):
            raise OaError(-242)


def _count_call(world: World, headers: dict[str, str]) -> None:
    app_limit = world.settings.app_rate_per_minute
    calls_of_app = world.platform.app_calls[world.app.id]
    if app_limit and calls_of_app.count(world.clock.now(), app_limit) < 0:
        raise OaError(-32, "Your application reached limit call api")
    limit = packages.of(world).rate
    if not limit:
        return
    left = world.calls.count(world.clock.now(), limit)
    headers |= {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remain": str(max(left, 0))}
    if left < 0:
        raise OaError(-32)


async def _parameters(request: web.Request) -> Json:
    params: Json = dict(request.query)
    if "data" in params:
        params |= _object(params.pop("data"))
    if request.method == "POST" and request.content_type != "multipart/form-data":
        params |= _object(await request.text() or "{}")
    return params


def _object(text: str) -> Json:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise invalid("data") from error
    if not isinstance(value, dict):
        raise invalid("data")
    return value


@web.middleware
async def faulty(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Delays and breaks the calls of the API as the tester armed it; other paths pass."""
    if request.path == "/" or request.path.startswith(("/sim/", "/static/", "/clock")):
        return await handler(request)
    world = request.app[WORLD]
    owner = _owner(request, request.headers.get("access_token") or "") if world.faults.waiting else None
    fault = world.faults.take(request.path, owner.oa.id if owner else "")
    if fault is None:
        answer = await handler(request)
        await asyncio.sleep(world.settings.answer_delay)
        return answer
    world.journal.write("fault", path=request.path, fault=fault.kind)
    if fault.kind == "slow":
        answer = await handler(request)
        await asyncio.sleep(fault.seconds)
        return answer
    if fault.after:
        await handler(request)
    return await _broken(request, fault)


async def _broken(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.kind == "error":
        return _refusal(request.path, fault.code)
    if fault.kind == "http":
        return web.Response(status=fault.code if fault.code >= 400 else 500, text="Internal Server Error")
    if fault.kind == "html":
        page = "<html><body><h1>502 Bad Gateway</h1></body></html>"
        return web.Response(status=502, text=page, content_type="text/html")
    if fault.kind == "redirect":
        return web.Response(status=302, headers={"Location": fault.to})
    if fault.kind == "garbage":
        return web.Response(text='{"data":{"message_id":"', content_type="application/json")
    if fault.kind == "timeout":
        await asyncio.sleep(fault.seconds)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _refusal(path: str, code: int) -> web.Response:
    """A refusal as the host of that path words it: -100 has two meanings, and a Zalo Bot its own form."""
    if path.startswith("/bot"):
        body = {"ok": False, "error_code": abs(code), "description": "Request failed"}
        return web.json_response(body)
    error = zbs(code) if path.startswith(ZBS_PATHS) else OaError(code)
    return web.json_response({"error": error.code, "message": error.message})
