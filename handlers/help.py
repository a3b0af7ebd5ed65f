"""Help: what the assistant can do, first what this speaker most likely needs, then everything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers.conversation import Conversation
from handlers.reading import role_of
from handlers.turn import Turn

help_ = Conversation(
    "help",
    intents=("help",),
    help="xem Trợ lý làm được gì",
    example="trợ giúp",
    title="Trợ giúp",
    aside=True,
)

FIRST: dict[str, tuple[str, ...]] = {
    "resident": ("join", "mine", "verify", "activation", "handover"),
    "member": ("report", "members", "mine", "deadline", "handover"),
    "deputy": ("report", "members", "deadline", "mine", "handover"),
    "leader": ("report", "pending", "members", "deadline", "handover"),
    "commune_leader": ("pending", "consolidating", "not_yet", "report", "members", "page_link", "handover"),
    "chairman": ("pending", "consolidating", "not_yet", "members", "page_link", "handover"),
    "district": ("consolidating", "not_yet", "receiving", "asking", "page_link", "handover"),
    "department": ("consolidating", "not_yet", "receiving", "asking", "page_link", "handover"),
}
THREE: dict[str, tuple[str, ...]] = {
    "resident": ("join", "handover", "help"),
    "commune_leader": ("report", "consolidating", "help"),
    "chairman": ("pending", "consolidating", "help"),
    "district": ("consolidating", "not_yet", "help"),
    "department": ("consolidating", "not_yet", "help"),
}
WAYS = "Lúc nào cũng gõ được: «hủy», «quay lại», «bỏ qua»."


def everything() -> Sequence[Conversation]:
    """Every conversation of the house, in its order."""
    from handlers import CONVERSATIONS

    return CONVERSATIONS


def shown() -> list[Conversation]:
    """Those that one can open by typing; the others are only ever opened from within another."""
    return [one for one in everything() if one.example]


def three(turn: Turn) -> list[Conversation]:
    """The three conversations this speaker most likely wants, for buttons."""
    by_name = {one.name: one for one in everything()}
    names = THREE.get(role_of(turn.speaker, turn), ("report", "members", "help"))
    return [by_name[name] for name in names if name in by_name]


def line(one: Conversation) -> str:
    """One line of the help: what it is for and what to type."""
    return f"• {one.help}: «{one.example}»"


@help_.opens
async def begin(turn: Turn) -> None:
    """The help about one thing, or what this speaker most likely needs."""
    topic = _topic(turn.heard.slot("topic")) if turn.is_read else None
    if topic is not None and topic is not help_:
        turn.say(f"Để {topic.help}, mình gõ «{topic.example}» rồi trả lời từng câu Trợ lý hỏi ạ.\n{WAYS}")
        return
    turn.say("\n".join(_short(turn)), turn.tap("Xem tất cả", "help_all", "help", turn.speaker.address))


def _topic(topic: Any) -> Conversation | None:
    return next((one for one in shown() if topic and topic in (one.name, *one.intents)), None)


def _short(turn: Turn) -> list[str]:
    names = FIRST.get(role_of(turn.speaker, turn), ("members", "mine", "handover"))
    by_name = {one.name: one for one in everything()}
    chosen = [by_name[name] for name in names if name in by_name]
    return ["Trợ lý giúp được những việc này, mời gõ như trong ngoặc ạ:", *map(line, chosen), WAYS]


@help_.presses("help_all", once=False)
async def all_of_it(turn: Turn, tap: Any) -> None:
    """Every conversation there is."""
    turn.say("\n".join(["Tất cả những việc Trợ lý làm được ạ:", *map(line, shown()), WAYS]))
