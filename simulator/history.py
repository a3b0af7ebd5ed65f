"""What was said, read back by the account: the gap filler after an outage (Zalo reference 2.5, 4.1)."""

from simulator.errors import invalid
from simulator.gate import Call, oa_route
from simulator.groups import owned
from simulator.profiles import AVATAR, check_address
from simulator.world import Json, Message, World

MOST = 10
MOST_OF_GROUPS = 50
_TYPES = {"image": "photo", "gif": "GIF", "audio": "voice"}


def recent_chats(call: Call) -> list[Json]:
    """GET /v2.0/oa/listrecentchat: the last message with each person, newest first."""
    return _last_messages(call, "person:", MOST)


def recent_group_chats(call: Call) -> list[Json]:
    """GET /v3.0/oa/group/listrecentchat: the last message of each group, newest first."""
    return _last_messages(call, "group:", MOST_OF_GROUPS)


def _last_messages(call: Call, prefix: str, most: int) -> list[Json]:
    check_address(call.world)
    last = [
        chat[-1]
        for key, chat in call.world.chats.items()
        if key.startswith(prefix) and call.world.has_chat(key)
    ]
    last.sort(key=lambda message: message.at, reverse=True)
    return _page(call, last, most)


def conversation(call: Call) -> list[Json]:
    """GET /v2.0/oa/conversation: with one person, newest first."""
    check_address(call.world)
    user_id = call.text("user_id")
    if user_id not in call.world.people:
        raise invalid("user_id")
    return _page(call, call.world.chat(f"person:{user_id}")[::-1], MOST)


def group_conversation(call: Call) -> list[Json]:
    """GET /v3.0/oa/group/conversation: in one group, newest first."""
    check_address(call.world)
    return _page(call, call.world.chat(f"group:{owned(call).id}")[::-1], MOST_OF_GROUPS)


def _page(call: Call, messages: list[Message], most: int) -> list[Json]:
    offset, count = call.number("offset", 0, 10**6), call.number("count", 5, most)
    return [_item(call.world, message) for message in messages[offset : offset + count]]


def _item(world: World, message: Message) -> Json:
    item: Json = {
        "src": 0 if message.by_oa else 1,
        "time": message.at,
        "type": _TYPES.get(message.kind, message.kind),
        "message": message.text,
        "message_id": message.id,
        "from_id": _id(world, message.sender),
        "from_display_name": _name(world, message.sender),
        "from_avatar": AVATAR,
    }
    kind, _, chat_id = message.chat.partition(":")
    if kind == "group":
        return item | {"group_id": chat_id} | _media(message)
    to = chat_id if message.by_oa else world.oa.id
    return (
        item
        | {"to_id": _id(world, to), "to_display_name": _name(world, to), "to_avatar": AVATAR}
        | _media(message)
    )


def _id(world: World, one: str) -> str | int:
    return int(one) if world.settings.numeric_ids and one.isdigit() else one


def _name(world: World, sender: str) -> str:
    return world.people[sender].name if sender in world.people else world.oa.name


def _media(message: Message) -> Json:
    if not message.attachments:
        return {}
    payload = message.attachments[0]["payload"]
    if message.kind == "location":
        return {"location": payload["coordinates"]}
    url = payload.get("url", "")
    return {"url": url, "thumb": payload.get("thumbnail", url), "description": payload.get("description", "")}


ROUTES = [
    oa_route("GET", "/v2.0/oa/listrecentchat", recent_chats),
    oa_route("GET", "/v2.0/oa/conversation", conversation),
    oa_route("GET", "/v3.0/oa/group/listrecentchat", recent_group_chats),
    oa_route("GET", "/v3.0/oa/group/conversation", group_conversation),
]
