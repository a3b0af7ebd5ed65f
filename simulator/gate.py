"""The way in to the OA API: faults, delay, token, rate limit, parameters, envelope."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from simulator.errors import OaError, invalid
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

    async def handle(request: web.Request) -> web.StreamResponse:
        headers: dict[str, str] = {}
        try:
            data = await _answered(request, answer, headers)
            body: Json = {"data": data, "error": 0, "message": "Success"}
            if data is None:
                del body["data"]
        except OaError as error:
            body = {"error": error.code, "message": error.message}
        return web.json_response(body, headers=headers)

    return web.route(method, path, handle)


async def _answered(request: web.Request, answer: Answer, headers: dict[str, str]) -> Any:
    world = request.app[WORLD]
    _check_token(world, request)
    _count_call(world, headers)
    call = Call(world, await _parameters(request), request)
    result = answer(call)
    return await result if asyncio.iscoroutine(result) else result


def _check_token(world: World, request: web.Request) -> None:
    token = request.headers.get("access_token")
    world.tokens.check(token, world.clock.now())
    proof = request.headers.get("appsecret_proof")
    if proof is not None and token is not None:
        right = hmac.new(world.app.secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(proof.lower(), right):
            raise OaError(-242)


def _count_call(world: World, headers: dict[str, str]) -> None:
    limit = world.settings.rate_per_minute
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
    if not request.path.startswith(("/v2.0/", "/v3.0/", "/v4/")):
        return await handler(request)
    world = request.app[WORLD]
    fault = world.faults.take(request.path)
    if fault is None:
        answer = await handler(request)
        await asyncio.sleep(world.settings.answer_delay)
        return answer
    world.journal.write("fault", path=request.path, fault=fault.kind)
    if fault.after:
        await handler(request)
    return await _broken(request, fault)


async def _broken(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.kind == "error":
        error = OaError(fault.code)
        return web.json_response({"error": error.code, "message": error.message})
    if fault.kind == "http":
        return web.Response(status=fault.code if fault.code >= 400 else 500, text="Internal Server Error")
    if fault.kind == "html":
        page = "<html><body><h1>502 Bad Gateway</h1></body></html>"
        return web.Response(status=502, text=page, content_type="text/html")
    if fault.kind == "garbage":
        return web.Response(text='{"data":{"message_id":"', content_type="application/json")
    if fault.kind == "timeout":
        await asyncio.sleep(fault.seconds)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
