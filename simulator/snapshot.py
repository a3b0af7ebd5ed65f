"""The whole world in one file, so that it can be stopped and go on later: chats, tokens and clock included."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from simulator.errors import SimulatorError
from simulator.gate import WORLD
from simulator.tokens import Ticket
from simulator.world import App, Asset, Group, Json, Message, OfficialAccount, Person, Upload, World

FORMAT = 1
_PAUSE = 2.0  # real seconds between two looks whether something changed
_TICKETS = ("codes", "access", "refresh")


class SnapshotError(SimulatorError):
    """The state file cannot be used; the text says why."""


def dump(world: World) -> Json:
    """The world as JSON values."""
    described = {
        "format": FORMAT,
        "now": world.clock.now(),
        "app": asdict(world.app),
        "oa": asdict(world.oa),
        "people": [asdict(person) for person in world.people.values()],
        "assets": [asdict(asset) for asset in world.assets.values()],
        "groups": [asdict(group) for group in world.groups.values()],
        "messages": [asdict(message) for message in world.messages.values()],
        "uploads": [asdict(upload) for upload in world.uploads.values()],
        "tokens": {kind: _tickets(world, kind) for kind in _TICKETS},
        "settings": world.settings.shown(),
        "used": world.used,
        "phones": world.phones,
        "subscribed": world.webhooks.subscribed,
    }
    plain: Json = json.loads(json.dumps(described, default=_plain))
    return plain


def _tickets(world: World, kind: str) -> Json:
    return {token: asdict(ticket) for token, ticket in getattr(world.tokens, kind).items()}


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"not for a file: {value!r}")


def restore(described: Any) -> World:
    """The world of a dump; raises SnapshotError when it is not one of this format."""
    if not isinstance(described, dict) or described.get("format") != FORMAT:
        raise SnapshotError(f"not a state of format {FORMAT}")
    try:
        return _restored(described)
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotError(f"a damaged state: {error!r}") from error


def _restored(described: Json) -> World:
    world = World(App(**described["app"]), OfficialAccount(**described["oa"]), _now(described["now"]))
    world.settings.change(described["settings"])
    world.people = {one["id"]: Person(**_instants(one, "last_interaction")) for one in described["people"]}
    world.assets = {one["id"]: Asset(**_instants(one, "valid_through")) for one in described["assets"]}
    world.groups = {one["id"]: Group(**one) for one in described["groups"]}
    for one in described["messages"]:
        world.post(Message(**one))
    for one in described["uploads"]:
        world.uploads[one["id"]] = Upload(
            **(_instants(one, "at") | {"content": base64.b64decode(one["content"])})
        )
    for kind in _TICKETS:
        tickets = {
            name: Ticket(**_instants(one, "expires")) for name, one in described["tokens"][kind].items()
        }
        getattr(world.tokens, kind).update(tickets)
    world.used, world.phones = described["used"], described["phones"]
    world.webhooks.subscribed = described["subscribed"]
    return world


def _now(text: str) -> datetime:
    """Time went on while the world was stopped, and the clock never goes back."""
    stopped = datetime.fromisoformat(text)
    return max(stopped, datetime.now(stopped.tzinfo))


def _instants(described: Json, name: str) -> Json:
    return described | {name: datetime.fromisoformat(described[name]) if described[name] else None}


def read(path: Path) -> World:
    """The world of a state file; raises SnapshotError."""
    try:
        return restore(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise SnapshotError(f"{path}: cannot be read: {error}") from error
    except SnapshotError as error:
        raise SnapshotError(f"{path}: {error}") from error


def write(world: World, path: Path) -> None:
    """Writes the state file whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.write_text(json.dumps(dump(world), ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def keep_in(app: web.Application, path: Path) -> None:
    """Has the server write its world to the file whenever something changed, and when it stops."""

    async def keeping(app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(_keep(app[WORLD], path))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        write(app[WORLD], path)

    app.cleanup_ctx.append(keeping)


async def _keep(world: World, path: Path) -> None:
    written = -1
    while True:
        if world.journal.number != written:
            written = world.journal.number
            write(world, path)
        await asyncio.sleep(_PAUSE)
