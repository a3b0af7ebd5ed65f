"""What a Zalo Bot hears of, by its webhook or by getUpdates (Zalo reference 9)."""

import hashlib

from simulator.errors import Impossible
from simulator.records import Circle, Json, Message, Person, ZaloBot
from simulator.webhooks import encode
from simulator.world import World

_KINDS = {"text": "text", "image": "image", "sticker": "sticker", "audio": "voice"}


def bot(world: World, bot_id: str) -> ZaloBot:
    """The bot of that id; raises Impossible if none."""
    if bot_id not in world.platform.bots:
        raise Impossible(f"không có bot nào mang mã {bot_id!r}")
    return world.platform.bots[bot_id]


def is_meant(world: World, bot: ZaloBot, message: Message) -> bool:
    """Whether a message in a group mentions the bot by its name or answers one of its messages."""
    quoted = world.messages.get(message.quote or "")
    return f"@{bot.name}".casefold() in message.text.casefold() or (
        quoted is not None and quoted.sender == bot.id
    )


def known_as(bot: ZaloBot, person: Person) -> str:
    """The id of a person towards this bot."""
    return hashlib.sha256(f"{bot.id} {person.human}".encode()).hexdigest()[:16]


def tell(world: World, bot: ZaloBot, circle: Circle, person: Person, message: Message) -> None:
    """Posts the update to the bot's webhook, or keeps it until the bot asks."""
    update = _update(bot, circle, person, message)
    if bot.url is None:
        world.platform.updates[bot.id].append(update)
        world.journal.write("bot", bell=f"bot:{bot.id}")
        return
    body = {"ok": True, "result": update} if world.settings.bot_wrapper else update
    raw = encode(body, world.settings.escape_json)
    headers = {"X-Bot-Api-Secret-Token": bot.secret}
    world.platform.ears[bot.id].carry(update["event_name"], circle.id, raw, headers)


def _update(bot: ZaloBot, circle: Circle, person: Person, message: Message) -> Json:
    kind = _KINDS.get(message.kind, "unsupported")
    told: Json = {
        "from": {"id": known_as(bot, person), "display_name": person.name, "is_bot": False},
        "chat": {"id": circle.id, "chat_type": "PRIVATE" if circle.private else "GROUP"},
        "message_id": message.id,
        "date": message.at,
    }
    return {"event_name": f"message.{kind}.received", "message": told | _content(kind, message)}


def _content(kind: str, message: Message) -> Json:
    payload = message.attachments[0]["payload"] if message.attachments else {}
    match kind:
        case "text":
            return {"text": message.text}
        case "image":
            return {"photo": payload["url"]} | ({"caption": message.text} if message.text else {})
        case "sticker":
            return {"sticker": payload["id"], "url": payload["url"]}
        case "voice":
            return {"voice_url": payload["url"]}
        case _:
            return {}
