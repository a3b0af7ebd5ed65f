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

from simulator.clock import Clock
from simulator.errors import SimulatorError
from simulator.gate import WORLD
from simulator.platform import Platform
from simulator.records import (
    App,
    Asset,
    Circle,
    Group,
    Json,
    Message,
    OfficialAccount,
    Person,
    Template,
    TemplateMessage,
    Upload,
    ZaloBot,
)
from simulator.tokens import Ticket
from simulator.world import World

FORMAT = 2
_PAUSE = 2.0  # real seconds between two looks whether something changed
_TICKETS = ("codes", "access", "refresh")


class SnapshotError(SimulatorError):
    """The state file cannot be used; the text says why."""


def dump(world: World) -> Json:
    """The world as JSON values."""
    ground = world.platform
    described = {
        "format": FORMAT,
        "now": world.clock.now(),
        "apps": [_app(world, app) for app in ground.apps.values()],
        "accounts": [_account(account) for account in ground.accounts.values()],
        "messages": [asdict(message) for message in world.messages.values()],
        "uploads": [asdict(upload) for upload in world.uploads.values()],
        "bots": [asdict(bot) for bot in ground.bots.values()],
        "updates": ground.updates,
        "circles": [asdict(circle) for circle in ground.circles.values()],
        "settings": world.settings.shown(),
        "phones": world.phones,
    }
    plain: Json = json.loads(json.dumps(described, default=_plain))
    return plain


def _app(world: World, app: App) -> Json:
    webhooks = world.platform.webhooks[app.id]
    # The first app's address is an option of the command line, which a stored one must not override.
    url = None if app is next(iter(world.platform.apps.values())) else webhooks.url
    return asdict(app) | {"subscribed": webhooks.subscribed, "url": url}


def _account(account: World) -> Json:
    return {
        "app": account.app.id,
        "oa": asdict(account.oa),
        "people": [asdict(person) for person in account.people.values()],
        "assets": [asdict(asset) for asset in account.assets.values()],
        "groups": [asdict(group) for group in account.groups.values()],
        "templates": [asdict(template) for template in account.templates.values()],
        "sent": [asdict(one) for one in account.sent.values()],
        "tokens": {kind: _tickets(account, kind) for kind in _TICKETS},
        "used": account.used,
    }


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
    if not isinstance(described, dict) or described.get("format") not in (1, FORMAT):
        raise SnapshotError(f"not a state of format {FORMAT}")
    try:
        return _restored(_upgraded(described) if described["format"] == 1 else described)
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotError(f"a damaged state: {error!r}") from error


def _restored(described: Json) -> World:
    kept = {one["id"]: (one.pop("subscribed"), one.pop("url", None)) for one in described["apps"]}
    apps = {one["id"]: App(**one) for one in described["apps"]}
    platform = Platform(Clock(_now(described["now"])))
    platform.add_apps(apps.values())
    first, *_ = [_restore_account(platform, apps[one["app"]], one) for one in described["accounts"]]
    _restore_chats(first, described)
    for app_id, webhooks in platform.webhooks.items():
        webhooks.subscribed, webhooks.url = kept[app_id]
    first.settings.change(described["settings"])
    first.phones[:] = described["phones"]
    return first


def _restore_chats(world: World, described: Json) -> None:
    for one in described["messages"]:
        world.post(Message(**one))
    for one in described["uploads"]:
        upload = _instants(one, "at") | {"content": base64.b64decode(one["content"])}
        world.uploads[one["id"]] = Upload(**upload)
    for one in described["bots"]:
        world.platform.add_bot(ZaloBot(**one))
    world.platform.updates.update(described["updates"])
    world.platform.circles.update({one["id"]: Circle(**one) for one in described["circles"]})


def _restore_account(platform: Platform, app: App, described: Json) -> World:
    oa = OfficialAccount(**_instants(described["oa"], "package_until"))
    world = World(app, oa, platform=platform)
    world.people = {one["id"]: Person(**_instants(one, "last_interaction")) for one in described["people"]}
    world.assets = {one["id"]: Asset(**_instants(one, "valid_through")) for one in described["assets"]}
    world.groups = {one["id"]: Group(**one) for one in described["groups"]}
    world.templates = {one["id"]: Template(**one) for one in described["templates"]}
    world.sent = {one["id"]: TemplateMessage(**one) for one in described["sent"]}
    world.used = described["used"]
    for kind in _TICKETS:
        tickets = {
            name: Ticket(**_instants(one, "expires")) for name, one in described["tokens"][kind].items()
        }
        getattr(world.tokens, kind).update(tickets)
    return world


def _upgraded(described: Json) -> Json:
    """A state of format 1, when there was one account only, read as format 2."""
    account = {name: described[name] for name in ("oa", "people", "assets", "groups", "tokens", "used")}
    app = described["app"] | {"secret_key": described["oa"]["secret_key"]}
    return described | {
        "apps": [app | {"subscribed": described["subscribed"]}],
        "accounts": [account | {"app": app["id"], "templates": [], "sent": []}],
        "bots": [],
        "updates": {},
        "circles": [],
        "uploads": [one | {"owner": described["oa"]["id"]} for one in described["uploads"]],
    }


def _now(text: str) -> datetime:
    """Time went on while the world was stopped, and the clock never goes back."""
    stopped = datetime.fromisoformat(text)
    return max(stopped, datetime.now(stopped.tzinfo))


def _instants(described: Json, name: str) -> Json:
    text = described.get(name)
    return described | {name: datetime.fromisoformat(text) if text else None}


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
