"""One event of every name of the reference, as the local Zalo sends it."""

import json
from collections.abc import Callable
from typing import Any

from simulator import circles, events, rare
from simulator.media import PHOTO, SILENCE
from simulator.phones import Phone
from simulator.records import Message, TemplateMessage
from simulator.sample import SAMPLE
from simulator.world import Group, Person, World, new_message_id, new_number
from simulator.worldfile import build

Json = dict[str, Any]
MINH = SAMPLE["people"][0]["id"]
LIFECYCLE = ("create_group", "update_group_info", "delete_group")
OF_PEOPLE = (
    "user_join_group",
    "user_request_join_group",
    "accept_request_join_group",
    "reject_request_join_group",
    "add_group_admin",
    "remove_group_admin",
    "user_out_group",
)


def every_event() -> dict[str, Json]:
    """The body of one event of each name; of a name with several shapes the last one."""
    world = build(SAMPLE | {"bots": [{"id": "3001", "name": "Bot Tổ", "token": "1:x"}]})
    world.webhooks.url = "http://127.0.0.1:9/"  # nothing is posted, for no courier runs
    cause_all(world)
    bodies = [json.loads(delivery.body) for delivery in world.webhooks.recent]
    return {one["event_name"]: one for one in [*bodies, *_of_bots(world)]}


def cause_all(world: World) -> None:
    """Lets every event of an account happen once at least: to a follower, to a newcomer, in a group."""
    follower = next(one for one in world.people.values() if one.follower)
    group = next(iter(world.groups.values()))
    if follower.id not in group.members:
        group.members.append(follower.id)
    _newcomer(world)
    for cause in (_person, _echoes, _groups):
        cause(world, follower, group)
    _templates(world, follower)
    for name, body in rare.BODIES.items():
        events.emit(world, name, follower.id, **body(world, follower))


def _newcomer(world: World) -> None:
    person = world.add_person(Person(new_number(world.people), "Người mới", follower=False))
    Phone(world, person.id).click_chatnow()


def _person(world: World, person: Person, place: Group) -> None:
    minh = Phone(world, person.id)
    for group in (None, place.id):
        minh.say("chào", group)
        minh.photo("anh.png", PHOTO, group=group)
        minh.link("https://hatinh.gov.vn", group)
        minh.voice(SILENCE, group)
        minh.sticker(group)
        minh.location(18.3, 105.9, group)
        minh.file("bao cao.docx", b"PK", group)
    minh.share_info()
    minh.unfollow()
    minh.follow()
    minh.withdraw()


def _echoes(world: World, person: Person, group: Group) -> None:
    world.settings.receipts = True
    for kind in ("text", "image", "file", "sticker", "template"):
        events.echo(world, person, _said(world, person, kind))
        if kind != "template":
            events.group_echo(world, group, _said(world, person, kind))
    said = world.post(_said(world, person, "text"))
    events.receipts(world, person, said)
    events.oa_reacted(world, person, said, "/-heart")
    Phone(world, person.id).react(said.id, "/-heart")


def _said(world: World, person: Person, kind: str) -> Message:
    pieces = [] if kind == "text" else [{"type": kind, "payload": {"url": "https://a.vn/b"}}]
    now = world.clock.millis()
    text = "chào" if kind in ("text", "image", "template") else ""
    return Message(new_message_id(), f"person:{person.id}", world.oa.id, True, now, kind, text, pieces)


def _groups(world: World, person: Person, group: Group) -> None:
    for spelling in (0, 1, 2):
        world.settings.group_spelling = spelling
        for name in LIFECYCLE:
            events.group_changed(world, name, group)
        for name in OF_PEOPLE:
            events.group_changed(world, name, group, [person.id])
    world.settings.group_spelling = 0


def _templates(world: World, person: Person) -> None:
    sent = TemplateMessage(new_message_id(), "321450", "84912000001", "nhac-1", world.clock.millis(), 800)
    events.template_received(world, sent)
    events.feedback(world, sent, {"rate": 5, "note": "tốt", "feedbacks": []})
    events.response_button(world, sent, "có")
    events.template_status(world, "321450", "PENDING_REVIEW", "ENABLE", "")
    events.daily_quota(world, 500)
    for name, users in (
        ("add_user_to_tag", [person.id]),
        ("remove_user_from_tag", [person.id]),
        ("remove_tag", []),
    ):
        events.tagged(world, name, "to", users)
    events.permission_revoked(world)


def _of_bots(world: World) -> list[Json]:
    minh = Phone(world, MINH)
    chat = circles.chat_with(world, world.people[MINH], "3001").id
    kinds: tuple[Callable[[], object], ...] = (
        lambda: minh.say("chào", chat),
        lambda: minh.photo("anh.png", PHOTO, group=chat),
        lambda: minh.sticker(chat),
        lambda: minh.voice(SILENCE, chat),
        lambda: minh.file("a.xlsx", b"PK", chat),
    )
    for act in kinds:
        act()
    return world.platform.updates["3001"]
