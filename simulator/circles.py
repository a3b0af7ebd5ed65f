"""Chats of personal accounts, in which no Official Account can be; a Zalo Bot can, if people add it."""

import secrets

from simulator import updates
from simulator.errors import Impossible
from simulator.world import Circle, Message, Person, World


def make(world: World, name: str, members: list[str]) -> Circle:
    """Somebody makes a group of personal accounts."""
    for one in members:
        world.person(one)
    circle = Circle(secrets.token_hex(10), name, list(members))
    world.platform.circles[circle.id] = circle
    world.journal.write("groups")
    return circle


def chat_with(world: World, person: Person, bot_id: str) -> Circle:
    """The private chat of a person with a bot, opened when it is first asked for."""
    bot = updates.bot(world, bot_id)
    for circle in world.platform.circles.values():
        if circle.private and circle.members == [person.id] and circle.bots == [bot.id]:
            return circle
    circle = make(world, f"{bot.name} – {person.name}", [person.id])
    circle.bots, circle.private = [bot.id], True
    return circle


def add_bot(world: World, circle: Circle, bot_id: str) -> None:
    """A member brings the bot in; some bots cannot be added."""
    bot = updates.bot(world, bot_id)
    if circle.private or not bot.can_join_groups:
        raise Impossible(f"không thêm được {bot.name} vào {circle.name!r}")
    if bot.id not in circle.bots:
        circle.bots.append(bot.id)
    world.journal.write("groups")


def remove_bot(world: World, circle: Circle, bot_id: str) -> None:
    """A member puts the bot out; nobody tells it."""
    if bot_id not in circle.bots:
        raise Impossible("bot không ở trong nhóm này")
    circle.bots.remove(bot_id)
    world.journal.write("groups")


def join(world: World, circle: Circle, person: Person) -> None:
    """Comes into the group; no bot and no account hears of it."""
    if person.id in circle.members or circle.private:
        raise Impossible(f"{person.name} không vào thêm {circle.name!r} được")
    circle.members.append(person.id)
    world.journal.write("groups")


def leave(world: World, circle: Circle, person: Person) -> None:
    """Goes out of the group."""
    if person.id not in circle.members or circle.private:
        raise Impossible(f"{person.name} không rời {circle.name!r} được")
    circle.members.remove(person.id)
    world.journal.write("groups")


def say(world: World, circle: Circle, person: Person, message: Message) -> Message:
    """A member writes; each bot there hears what is meant for it."""
    if person.id not in circle.members:
        raise Impossible(f"{person.name} không ở trong nhóm {circle.name!r}")
    world.post(message)
    for bot_id in circle.bots:
        bot = updates.bot(world, bot_id)
        if circle.private or updates.is_meant(world, bot, message):
            updates.tell(world, bot, circle, person, message)
    return message
