"""The methods of the Zalo Bot Platform: /bot<TOKEN>/getMe, sendMessage … (Zalo reference 9)."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from simulator.errors import SimulatorError
from simulator.gate import WORLD
from simulator.records import Circle, Json, Message, ZaloBot
from simulator.world import World, new_message_id

MOST_TEXT = 2000
SECRET_SIZE = range(8, 257)


class BotError(SimulatorError):
    """A method refuses: {"ok": false, "error_code": …, "description": …}."""

    def __init__(self, code: int, description: str) -> None:
        self.code, self.description = code, description
        super().__init__(f"{code}: {description}")


@dataclass(frozen=True)
class Ask:
    """One call of a method."""

    world: World
    bot: ZaloBot
    params: Json

    def text(self, name: str, most: int = 10**6) -> str:
        """A parameter that must be there, not longer than `most` characters."""
        value = self.params.get(name)
        if not isinstance(value, str) or not value or len(value) > most:
            raise BotError(400, f"Bad request: {name} is invalid")
        return value

    def chat(self) -> Circle:
        """The chat of `chat_id`, of which the bot must be part."""
        circle = self.world.platform.circles.get(self.text("chat_id"))
        if circle is None or self.bot.id not in circle.bots:
            raise BotError(403, "Forbidden: bot is not in this chat")
        return circle


async def get_me(ask: Ask) -> Json:
    """Who the bot is."""
    bot = ask.bot
    return {
        "id": bot.id,
        "account_name": bot.name,
        "account_type": "BASIC",
        "can_join_groups": bot.can_join_groups,
    }


async def get_updates(ask: Ask) -> Json:
    """The oldest update, waited for at most `timeout` real seconds; 408 when none came."""
    if ask.bot.url is not None:
        raise BotError(409, "Conflict: getUpdates does not work while a webhook is set")
    waiting = ask.world.platform.updates[ask.bot.id]
    try:
        end = asyncio.get_running_loop().time() + float(ask.params.get("timeout", 30))
    except (TypeError, ValueError) as error:
        raise BotError(400, "Bad request: timeout is invalid") from error
    while not waiting:
        left = end - asyncio.get_running_loop().time()
        if left <= 0 or not await ask.world.journal.bell(f"bot:{ask.bot.id}", left):
            raise BotError(408, "Request timeout")
    return waiting.pop(0)


async def set_webhook(ask: Ask) -> Json:
    """From now on updates are posted; plain http is let pass here, with a warning."""
    url, secret = ask.text("url"), ask.text("secret_token")
    if not url.startswith(("https://", "http://")):
        raise BotError(400, "Bad request: url is invalid")
    if len(secret) not in SECRET_SIZE:
        raise BotError(400, "Bad request: secret_token must have 8 to 256 characters")
    if url.startswith("http://"):
        ask.world.warn("Webhook của bot phải là https.")
    ask.bot.secret = secret
    return _listen(ask, url)


async def delete_webhook(ask: Ask) -> Json:
    """From now on updates are kept for getUpdates."""
    return _listen(ask, None)


def _listen(ask: Ask, url: str | None) -> Json:
    ask.bot.url = ask.world.platform.ears[ask.bot.id].url = url
    ask.bot.updated_at = ask.world.clock.millis()
    ask.world.journal.write("webhook")
    return _webhook(ask.bot)


async def webhook_info(ask: Ask) -> Json:
    """Where updates go; never the secret."""
    return _webhook(ask.bot)


def _webhook(bot: ZaloBot) -> Json:
    return {"url": bot.url or "", "updated_at": bot.updated_at}


async def send_message(ask: Ask) -> Json:
    """A text of 1 to 2000 characters."""
    return _say(ask, "text", ask.text("text", MOST_TEXT))


async def send_photo(ask: Ask) -> Json:
    """A picture by its address, with a caption if given."""
    caption = ask.text("caption", MOST_TEXT) if ask.params.get("caption") else ""
    url = ask.text("photo")
    if not url.startswith(("https://", "http://")):
        raise BotError(400, "Bad request: photo is invalid")
    return _say(ask, "image", caption, {"thumbnail": url, "url": url})


async def send_sticker(ask: Ask) -> Json:
    """A sticker by its id."""
    return _say(ask, "sticker", "", {"id": ask.text("sticker"), "url": ""})


async def send_voice(ask: Ask) -> Json:
    """A voice message (.aac), for private chats; a group gets nothing although the answer reads well."""
    url = ask.text("voice_url")
    if not url.endswith(".aac"):
        raise BotError(400, "Bad request: voice_url must end with .aac")
    if ask.chat().private:
        return _say(ask, "audio", "", {"url": url})
    return {"message_id": new_message_id(), "date": ask.world.clock.millis()}


async def send_chat_action(ask: Ask) -> None:
    """Shows that the bot types."""
    ask.chat()
    if ask.text("action") != "typing":
        raise BotError(400, "Bad request: action is invalid")


def _say(ask: Ask, kind: str, text: str, payload: Json | None = None) -> Json:
    chat, now = ask.chat(), ask.world.clock.millis()
    attachments = [{"type": kind, "payload": payload}] if payload else []
    key = f"group:{chat.id}"
    message = Message(new_message_id(), key, ask.bot.id, True, now, kind, text, attachments)
    ask.world.post(message)
    return {"message_id": message.id, "date": message.at}


METHODS: dict[str, Callable[[Ask], Awaitable[Json | None]]] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendSticker": send_sticker,
    "sendVoice": send_voice,
    "sendChatAction": send_chat_action,
}


async def answer(request: web.Request) -> web.Response:
    """GET or POST /bot<TOKEN>/<method>, parameters in the query, a form or JSON."""
    try:
        ask = await _ask(request)
        method = METHODS.get(request.match_info["method"])
        if method is None:
            raise BotError(404, "Not found: no such method")
        result = await method(ask)
    except BotError as error:
        status = error.code if request.app[WORLD].settings.bot_statuses else 200
        body = {"ok": False, "error_code": error.code, "description": error.description}
        return web.json_response(body, status=status)
    return web.json_response({"ok": True} if result is None else {"ok": True, "result": result})


async def _ask(request: web.Request) -> Ask:
    world, token = request.app[WORLD], request.match_info["token"]
    bot = next((one for one in world.platform.bots.values() if one.token == token), None)
    if bot is None:
        raise BotError(401, "Unauthorized")
    return Ask(world, bot, dict(request.query) | await _body(request))


async def _body(request: web.Request) -> Json:
    if request.content_type != "application/json":
        return dict(await request.post())
    try:
        found = json.loads(await request.text() or "{}")
    except ValueError as error:
        raise BotError(400, "Bad request: not JSON") from error
    if not isinstance(found, dict):
        raise BotError(400, "Bad request: expected an object")
    return found


_PATH = r"/bot{token:\d+:[\w-]+}/{method}"
ROUTES = [web.get(_PATH, answer), web.post(_PATH, answer)]
