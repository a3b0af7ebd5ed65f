"""The JSON API under /sim/ by which the page and the tests play everybody."""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from simulator import content, events, messages
from simulator.errors import Impossible, OaError, SimulatorError
from simulator.gate import WORLD
from simulator.media import PHOTO, SILENCE
from simulator.phones import Phone, wait_for_more
from simulator.world import Group, Json, Message, Person, World, new_number

MOST_WAIT = 60.0


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


def say(wanted: Wanted) -> Json:
    """{person, text, group?, quote?}."""
    sent = wanted.phone.say(wanted.text("text"), wanted.group, wanted.maybe("quote"))
    return {"message_id": sent.id}


def tap(wanted: Wanted) -> Json:
    """{person, message_id, button}: the button's place from 0, or its title."""
    return wanted.phone.tap(wanted.text("message_id"), wanted.fields.get("button", 0))


def photo(wanted: Wanted) -> Json:
    """{person, group?, text?, name?, content?}."""
    name = wanted.text("name", "anh.png")
    sent = wanted.phone.photo(name, wanted.content(PHOTO), wanted.text("text", ""), wanted.group)
    return {"message_id": sent.id}


def file(wanted: Wanted) -> Json:
    """{person, group?, name?, content?}."""
    name = wanted.text("name", "bao_cao.txt")
    return {"message_id": wanted.phone.file(name, wanted.content(b"Bao cao"), wanted.group).id}


def voice(wanted: Wanted) -> Json:
    """{person, group?, content?}."""
    return {"message_id": wanted.phone.voice(wanted.content(SILENCE), wanted.group).id}


def sticker(wanted: Wanted) -> Json:
    """{person, group?}."""
    return {"message_id": wanted.phone.sticker(wanted.group).id}


def location(wanted: Wanted) -> Json:
    """{person, group?, latitude?, longitude?}: Hà Tĩnh unless told."""
    latitude, longitude = wanted.number("latitude", 18.3428), wanted.number("longitude", 105.9057)
    return {"message_id": wanted.phone.location(latitude, longitude, wanted.group).id}


def link(wanted: Wanted) -> Json:
    """{person, url, group?}."""
    return {"message_id": wanted.phone.link(wanted.text("url"), wanted.group).id}


def react(wanted: Wanted) -> None:
    """{person, message_id, icon?}."""
    wanted.phone.react(wanted.text("message_id"), wanted.text("icon", "/-strong"))


def share_info(wanted: Wanted) -> None:
    """{person, info?}: answers the card that asks for contact details."""
    info = wanted.fields.get("info")
    if info is not None and not isinstance(info, dict):
        raise Impossible("the field 'info' must be an object")
    wanted.phone.share_info(info)


def follow(wanted: Wanted) -> None:
    """{person}."""
    wanted.phone.follow()


def unfollow(wanted: Wanted) -> None:
    """{person}."""
    wanted.phone.unfollow()


def chatnow(wanted: Wanted) -> None:
    """{person}."""
    wanted.phone.click_chatnow()


def withdraw(wanted: Wanted) -> None:
    """{person}: asks for the erasure of their data."""
    wanted.phone.withdraw()


def add_person(wanted: Wanted) -> Json:
    """{name, phone?, note?, id?, follower?}: a new phone; not a follower unless told."""
    name = wanted.text("name").strip()
    if not name:
        raise Impossible("a person needs a name")
    person_id = wanted.maybe("id") or new_number(wanted.world.people)
    person = Person(person_id, name, wanted.text("phone", ""), wanted.text("note", ""), follower=False)
    wanted.world.add_person(person)
    if wanted.fields.get("follower"):
        Phone(wanted.world, person_id).follow()
    return {"person": person_id}


def change_person(wanted: Wanted) -> None:
    """{person, refuses}: every message to this person is answered with that error code; 0 ends it."""
    wanted.phone.person.refuses = int(wanted.number("refuses", 0))


def write_by_hand(wanted: Wanted) -> Json:
    """{person, text, admin_id?}: an officer writes in the account's inbox; the echo bears admin_id."""
    read = content.read(wanted.world, {"text": wanted.text("text")})
    person, admin = wanted.phone.person, wanted.text("admin_id", "9000000000000000001")
    return {"message_id": messages.say_as_account(wanted.world, person, read, admin).id}


def join(wanted: Wanted) -> None:
    """{person, group}."""
    wanted.phone.join(wanted.text("group"))


def leave(wanted: Wanted) -> None:
    """{person, group}."""
    wanted.phone.leave(wanted.text("group"))


def disable_group(wanted: Wanted) -> None:
    """{group, disabled?}: the account's group stops (or works again)."""
    group: Group = wanted.world.group(wanted.text("group"))
    group.disabled = bool(wanted.fields.get("disabled", True))
    wanted.world.journal.write("groups")


def console_test(wanted: Wanted) -> None:
    """{}: the console's test button."""
    events.console_test(wanted.world)


def webhook(wanted: Wanted) -> Json:
    """{url?, subscribed?, hurry?}: where events go; `hurry` tries the waiting ones at once."""
    world = wanted.world
    if "url" in wanted.fields:
        world.webhooks.url = wanted.maybe("url")
    if "subscribed" in wanted.fields:
        world.webhooks.subscribed = bool(wanted.fields["subscribed"])
    if wanted.fields.get("hurry"):
        world.webhooks.hurry()
    world.journal.write("webhook")
    return webhook_state(world)


def settings(wanted: Wanted) -> Json:
    """{name: value, …}: changes switches; answers with all of them."""
    wanted.world.settings.change(wanted.fields)
    wanted.world.journal.write("settings")
    return wanted.world.settings.shown()


def arm_fault(wanted: Wanted) -> Json:
    """{kind, calls?, path?, code?, after?, seconds?}, or {"clear": true}; answers with what waits."""
    if wanted.fields.get("clear"):
        wanted.world.faults.waiting.clear()
    else:
        wanted.world.faults.add(wanted.fields)
    wanted.world.journal.write("settings")
    return {"faults": [asdict(fault) for fault in wanted.world.faults.waiting]}


def revoke_tokens(wanted: Wanted) -> None:
    """{}: the account's admin ends the grant: access tokens stop working."""
    wanted.world.tokens.revoke_access()


def webhook_state(world: World) -> Json:
    """Where events go and how the recent ones fared."""
    hooks = world.webhooks
    recent = [delivery.shown() for delivery in list(hooks.recent)[-30:]]
    return {
        "url": hooks.url,
        "subscribed": hooks.subscribed,
        "counts": dict(hooks.counts),
        "recent": recent[::-1],
    }


def state(world: World) -> Json:
    """All but the chats."""
    return {
        "seq": world.journal.number,
        "now": world.clock.now().isoformat(timespec="milliseconds"),
        "oa": {"id": world.oa.id, "name": world.oa.name},
        "people": [_person(world, person) for person in world.people.values()],
        "groups": [_group(world, group) for group in world.groups.values()],
        "phones": world.phones,
        "settings": world.settings.shown(),
        "faults": [asdict(fault) for fault in world.faults.waiting],
        "webhook": webhook_state(world),
        "warnings": world.warnings[-20:],
    }


def _person(world: World, person: Person) -> Json:
    last = person.last_interaction
    return {
        "id": person.id,
        "name": person.name,
        "phone": person.phone,
        "note": person.note,
        "follower": person.follower,
        "last_interaction": last.isoformat(timespec="seconds") if last else None,
    }


def _group(world: World, group: Group) -> Json:
    return {
        "id": group.id,
        "name": group.name,
        "members": group.members,
        "admins": group.admins,
        "pending": group.pending,
        "invited": group.invited,
        "open": world.group_is_open(group),
    }


def _listed(world: World, query: Any) -> Callable[[], list[Message]]:
    if "group" in query:
        group = world.group(query["group"])
        return lambda: world.heard_in_group(group.id)
    person = world.person(query.get("person", ""))
    return lambda: world.heard(person.id)


async def heard(request: web.Request) -> web.Response:
    """GET /sim/heard?person=ID|group=ID[&after=N][&wait=SECONDS]: what the account said, from place N on."""
    world = request.app[WORLD]
    try:
        listed = _listed(world, request.query)
        after = int(request.query.get("after", "0"))
        wait = min(float(request.query.get("wait", "0")), MOST_WAIT)
    except (SimulatorError, ValueError) as error:
        return web.json_response({"error": str(error)}, status=400)
    try:
        found = await wait_for_more(world, listed, after, wait)
    except TimeoutError:
        found = []
    return web.json_response({"messages": [asdict(message) for message in found], "next": len(listed())})


async def chat(request: web.Request) -> web.Response:
    """GET /sim/chat?key=person:ID|group:ID: the whole chat, newest 200."""
    messages = request.app[WORLD].chat(request.query.get("key", ""))[-200:]
    return web.json_response({"messages": [asdict(message) for message in messages]})


async def show_state(request: web.Request) -> web.Response:
    """GET /sim/state."""
    return web.json_response(state(request.app[WORLD]))


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


ROUTES = [
    web.get("/sim/state", show_state),
    web.get("/sim/heard", heard),
    web.get("/sim/chat", chat),
    action("say", say),
    action("tap", tap),
    action("photo", photo),
    action("file", file),
    action("voice", voice),
    action("sticker", sticker),
    action("location", location),
    action("link", link),
    action("react", react),
    action("share-info", share_info),
    action("follow", follow),
    action("unfollow", unfollow),
    action("chatnow", chatnow),
    action("withdraw", withdraw),
    action("person", add_person),
    action("person/change", change_person),
    action("officer", write_by_hand),
    action("group/say", say),
    action("group/join", join),
    action("group/leave", leave),
    action("group/disable", disable_group),
    action("test-event", console_test),
    action("webhook", webhook),
    action("settings", settings),
    action("faults", arm_fault),
    action("tokens/revoke", revoke_tokens),
]
