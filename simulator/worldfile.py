"""The world file: one JSON object that says who lives in the local Zalo.

    {"app_id": "1234567890", "app_secret": "…",
     "redirect_uri": "http://127.0.0.1:8080/zalo/oauth/callback",      (optional: the only one accepted)
     "code_challenge": "…",                                            (optional: fixed PKCE of the console)
     "now": "2026-11-18T08:00:00+07:00",                               (optional: the clock starts here)
     "oa": {"id": "…", "name": "Chuyển đổi số xã …", "secret_key": "…",
            "access_token": "…", "refresh_token": "…"},                (tokens optional, both or none)
     "people": [{"id": "8001000000000000001", "name": "Nguyễn Văn Minh", "phone": "0912345678",
                 "note": "Trưởng thôn Đông Trung", "follower": true, "admin": false,
                 "last_interaction": "2026-11-18T07:00:00+07:00" | "now" | null}],
     "groups": [{"id": "a1b2c3d4e5f6a7b8c9d0", "name": "Tổ CĐS thôn …", "kind": "gmf",
                 "members": ["8001…"], "admins": ["8001…"], "asset_id": "…", "description": "…"}],
     "assets": [{"id": "…", "type": "gmf10|gmf50|gmf100|gmf1000", "valid_through": "2027-06-30T00:00+07:00"}],
     "phones": ["8001…"],                    (people and groups first on the page; default: six people, two groups)
     "settings": {"rate_per_minute": 100, …}}                          (see simulator.settings.Settings)

Required are app_id, app_secret, oa.id, oa.name, oa.secret_key, and id and name of people and groups.
`note` is what the page shows under the name. A follower without `last_interaction` is taken to have followed
just now; a person with `"follower": false` has never interacted. A group without an asset gets one that fits.
Unknown keys are refused.
"""

import json
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from simulator.clock import ClockError, parse_instant
from simulator.errors import Impossible, SimulatorError
from simulator.world import ASSET_SIZES, App, Asset, Group, Json, OfficialAccount, Person, World, new_number

FIRST_PEOPLE = 6
FIRST_GROUPS = 2


class WorldFileError(SimulatorError):
    """The world file is wrong; the text names the place."""


def load(path: Path) -> World:
    """Reads a world file; raises WorldFileError that names what is wrong."""
    try:
        described = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise WorldFileError(f"{path}: cannot be read: {error}") from error
    except ValueError as error:
        raise WorldFileError(f"{path}: not JSON: {error}") from error
    try:
        return build(described)
    except WorldFileError as error:
        raise WorldFileError(f"{path}: {error}") from error


def build(described: object) -> World:
    """The world of a description; raises WorldFileError that names what is wrong."""
    top = _Part("", described)
    app = App(
        top.text("app_id"), top.text("app_secret"), top.maybe("redirect_uri"), top.maybe("code_challenge")
    )
    oa = _Part("oa", top.take("oa", dict))
    start = top.instant("now", None)
    world = World(app, OfficialAccount(oa.text("id"), oa.text("name"), oa.text("secret_key")), start)
    _add_tokens(world, oa)
    _add_all(world, top)
    top.finish()
    return world


def _add_tokens(world: World, oa: "_Part") -> None:
    access, refresh = oa.maybe("access_token"), oa.maybe("refresh_token")
    if (access is None) != (refresh is None):
        raise WorldFileError("oa: access_token and refresh_token belong together")
    if access is not None and refresh is not None:
        world.tokens.add_pair(access, refresh, world.clock.now())
    oa.finish()


def _add_all(world: World, top: "_Part") -> None:
    for part in top.parts("people"):
        _add_person(world, part)
    for part in top.parts("assets"):
        _add_asset(world, part)
    for part in top.parts("groups"):
        _add_group(world, part)
    phones = top.ids("phones", {**world.people, **world.groups})
    world.phones = phones or [*list(world.people)[:FIRST_PEOPLE], *list(world.groups)[:FIRST_GROUPS]]
    try:
        world.settings.change(top.take("settings", dict, {}))
    except Impossible as error:
        raise WorldFileError(f"settings: {error}") from error


def _add_person(world: World, part: "_Part") -> None:
    follower = part.take("follower", bool, True)
    person = Person(
        id=part.text("id"),
        name=part.text("name"),
        phone=part.maybe("phone") or "",
        note=part.maybe("note") or "",
        follower=follower,
        admin=part.take("admin", bool, False),
        last_interaction=part.instant("last_interaction", world.clock.now() if follower else None),
    )
    part.finish()
    if person.id in world.people:
        raise WorldFileError(f"{part.place}.id: {person.id} is given twice")
    world.add_person(person)


def _add_asset(world: World, part: "_Part") -> None:
    asset = Asset(part.text("id"), part.text("type"), valid_through=part.instant("valid_through", None))
    part.finish()
    if asset.product_type not in ASSET_SIZES:
        raise WorldFileError(f"{part.place}.type: {asset.product_type!r} is none of {', '.join(ASSET_SIZES)}")
    world.assets[asset.id] = asset


def _add_group(world: World, part: "_Part") -> None:
    members = part.ids("members", world.people)
    group = Group(
        id=part.text("id"),
        name=part.text("name"),
        asset_id=part.maybe("asset_id") or _fitting_asset(world, len(members)),
        members=members,
        admins=part.ids("admins", world.people),
        description=part.maybe("description") or "",
    )
    if (kind := part.maybe("kind") or "gmf") != "gmf":
        raise WorldFileError(f"{part.place}.kind: {kind!r} is not known (only 'gmf')")
    part.finish()
    if group.id in world.groups:
        raise WorldFileError(f"{part.place}.id: {group.id} is given twice")
    if group.asset_id not in world.assets:
        raise WorldFileError(f"{part.place}.asset_id: no asset {group.asset_id!r}")
    world.add_group(group)


def _fitting_asset(world: World, size: int) -> str:
    kind = next((kind for kind, most in ASSET_SIZES.items() if most >= max(size, 100)), "gmf1000")
    asset = Asset(new_number(world.assets), kind)
    world.assets[asset.id] = asset
    return asset.id


class _Part:
    """One object of the file: its values are taken out one by one, what is left over is unknown."""

    def __init__(self, place: str, described: object) -> None:
        if not isinstance(described, dict):
            raise WorldFileError(f"{place or 'the file'}: expected an object")
        self.place = place
        self._left: Json = dict(described)

    def at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name

    def take(self, name: str, kind: type, default: Any = None) -> Any:
        value = self._left.pop(name, default)
        if not isinstance(value, kind):
            problem = "is missing" if value is None else f"expected {_KINDS[kind]}, not {value!r}"
            raise WorldFileError(f"{self.at(name)}: {problem}")
        return value

    def text(self, name: str) -> str:
        value: str = self.take(name, str)
        if not value.strip():
            raise WorldFileError(f"{self.at(name)}: is empty")
        return value

    def maybe(self, name: str) -> str | None:
        if self._left.get(name) is None:
            self._left.pop(name, None)
            return None
        value: str = self.take(name, str)
        return value

    def instant(self, name: str, default: datetime | None) -> datetime | None:
        if name not in self._left:
            return default
        value = self.maybe(name)
        if value is None or value == "now":
            return default if value else None
        try:
            return parse_instant(value)
        except ClockError as error:
            raise WorldFileError(f"{self.at(name)}: {error}") from error

    def parts(self, name: str) -> list["_Part"]:
        return [_Part(f"{name}[{place}]", one) for place, one in enumerate(self.take(name, list, []))]

    def ids(self, name: str, known: Collection[str]) -> list[str]:
        ids: list[str] = list(self.take(name, list, []))
        for one in ids:
            if one not in known:
                raise WorldFileError(f"{self.at(name)}: {one!r} is not in this file")
        return ids

    def finish(self) -> None:
        if self._left:
            raise WorldFileError(f"{self.at(next(iter(self._left)))}: unknown key")


_KINDS = {str: "text", bool: "true or false", list: "a list", dict: "an object"}
