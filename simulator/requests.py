"""A move of the tester under /sim/: JSON object in, JSON object out, 400 with the reason when it cannot be."""

import base64
import binascii
import json
from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from simulator.clock import ClockError, parse_instant
from simulator.errors import Impossible, OaError
from simulator.gate import WORLD
from simulator.phones import Phone
from simulator.world import Circle, Json, World


class Wanted:
    """The fields of a request to /sim/; raises Impossible where one is missing or of the wrong type."""

    def __init__(self, world: World, fields: Json) -> None:
        self.world = world
        self.fields = fields

    def text(self, name: str, default: str | None = None) -> str:
        """A field that is a string."""
        value = self.fields.get(name, default)
        if not isinstance(value, str):
            raise Impossible(f"the field {name!r} must be text, not {value!r}")
        return value

    def number(self, name: str, default: float) -> float:
        """A field that is a number, or reads as one."""
        try:
            return float(self.fields.get(name, default))
        except (TypeError, ValueError) as error:
            raise Impossible(f"the field {name!r} must be a number") from error

    def maybe(self, name: str) -> str | None:
        """A field that may be absent."""
        return self.text(name) if self.fields.get(name) is not None else None

    def count(self, name: str, default: int) -> int:
        """A field that is a whole number from 0 on."""
        value = self.fields.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise Impossible(f"the field {name!r} must be a whole number from 0 on")
        return value

    def switch(self, name: str, default: bool) -> bool:
        """A field that is true or false."""
        value = self.fields.get(name, default)
        if not isinstance(value, bool):
            raise Impossible(f"the field {name!r} must be true or false")
        return value

    def instant(self, name: str, default: datetime | None) -> datetime | None:
        """A field that is an instant (ISO 8601 with offset), or null."""
        if name not in self.fields:
            return default
        text = self.maybe(name)
        try:
            return parse_instant(text) if text else None
        except ClockError as error:
            raise Impossible(str(error)) from error

    @property
    def account(self) -> World:
        """Which account it is about: the field `oa`, else the first one."""
        oa = self.maybe("oa") or self.world.oa.id
        if oa not in self.world.platform.accounts:
            raise Impossible(f"không có tài khoản OA nào mang mã {oa!r}")
        return self.world.platform.accounts[oa]

    @property
    def circle(self) -> Circle:
        """Which group of personal accounts it is about: the field `group`."""
        circle = self.world.platform.circles.get(self.text("group"))
        if circle is None:
            raise Impossible(f"không có nhóm riêng nào mang mã {self.text('group')!r}")
        return circle

    @property
    def phone(self) -> Phone:
        """Whose phone it is about: the field `person`."""
        return Phone(self.world, self.text("person"))

    @property
    def group(self) -> str | None:
        """The group written into, if any."""
        return self.maybe("group")

    def content(self, default: bytes) -> bytes:
        """The bytes of the field `content` (base64, or a data: address), else the sample."""
        given = self.maybe("content")
        if given is None:
            return default
        try:
            return base64.b64decode(given.rpartition(",")[2], validate=True)
        except binascii.Error as error:
            raise Impossible("the field 'content' must be base64") from error


def _refused(error: Exception) -> web.Response:
    return web.json_response({"error": str(error)}, status=400)


def action(path: str, act: Callable[[Wanted], Json | None]) -> web.RouteDef:
    """A POST route under /sim/: JSON object in, JSON object out, 400 with the reason when it cannot be."""

    async def handle(request: web.Request) -> web.Response:
        try:
            fields = json.loads(await request.text() or "{}")
        except ValueError as error:
            return _refused(error)
        if not isinstance(fields, dict):
            return _refused(Impossible("expected a JSON object"))
        try:
            return web.json_response(act(Wanted(request.app[WORLD], fields)) or {})
        except (Impossible, OaError) as error:
            return _refused(error)

    return web.post(f"/sim/{path}", handle)
