"""What the tester plays with Zalo Bots under /sim/: bots made, groups of personal accounts, private chats."""

import secrets

from simulator import circles
from simulator.errors import Impossible
from simulator.records import ZaloBot
from simulator.requests import Wanted, action
from simulator.world import Json, new_number


def add_bot(wanted: Wanted) -> Json:
    """{name, can_join_groups?}: somebody makes a bot; its name must begin with "Bot"."""
    name = wanted.text("name").strip()
    if not name.startswith("Bot"):
        raise Impossible("tên của bot phải bắt đầu bằng «Bot»")
    ground = wanted.world.platform
    number = new_number(ground.bots)
    bot = ZaloBot(number, name, f"{number}:{secrets.token_hex(16)}", wanted.switch("can_join_groups", True))
    ground.add_bot(bot)
    wanted.world.journal.write("groups")
    return {"bot": bot.id, "token": bot.token}


def make_group(wanted: Wanted) -> Json:
    """{name, members}: people make a group of their own, which no account sees."""
    members = wanted.fields.get("members")
    if not isinstance(members, list) or not all(isinstance(one, str) for one in members):
        raise Impossible("the field 'members' must be a list of ids")
    return {"group": circles.make(wanted.world, wanted.text("name"), members).id}


def bring(wanted: Wanted) -> None:
    """{group, bot}: a member adds the bot."""
    circles.add_bot(wanted.world, wanted.circle, wanted.text("bot"))


def put_out(wanted: Wanted) -> None:
    """{group, bot}: a member puts the bot out."""
    circles.remove_bot(wanted.world, wanted.circle, wanted.text("bot"))


def chat(wanted: Wanted) -> Json:
    """{person, bot}: opens the private chat, whose id then stands for a group in say, photo and sticker."""
    return {"group": circles.chat_with(wanted.world, wanted.phone.person, wanted.text("bot")).id}


ROUTES = [
    action("bot", add_bot),
    action("bot/chat", chat),
    action("circle", make_group),
    action("circle/bring", bring),
    action("circle/put-out", put_out),
]
