"""What works everywhere: hủy, quay lại, bỏ qua, changing one's mind, and what is said when nothing was understood."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import unread
from handlers.forms import Prompt, word_button
from handlers.heard import Heard
from handlers.help import three
from handlers.reading import read_text
from handlers.said_buttons import remind
from handlers.turn import Open, Turn
from vietnamese import fold

if TYPE_CHECKING:
    from handlers.conversation import Conversation
    from handlers.router import Router

WAY_OUT = "Gõ «hủy» để thôi, «gặp cán bộ» để có người giúp."
MOST_CHOICES = 3
STAYS = "Dạ, phần đang viết vẫn giữ; khi nào tiện, {you} nhắn lại là viết tiếp được ạ."
_PUT_OFF = frozenset(
    f"{word}{more}"
    for word in "de sau|de lat nua|lat nua|chut nua|ti nua|luc khac|de luc khac|de mai|de do|de toi".split(
        "|"
    )
    for more in ("", " nhe", " a", " lam", " viet", " gui", " da")
)
"""Not now: the form stays as it is, and the question is not put again at once."""
_CHANGES = frozenset(("chuyen", "chuyen di", "chuyen nhe", "bo", "bo di"))
_STAYS = frozenset(("viet tiep", "viet tiep nhe", "thoi", "khong", "ko", "tiep", "tiep tuc"))
_BARE = frozenset("co|co a|co chu|khong|khong a|ko|k|kg|hong|chua|thoi|lam|gui".split("|"))
"""Answers to no question: nothing is open any more."""

_REPORTS = re.compile(r"(?:(?:gui|nop|em|toi|tui) )*(?:bao cao|bc) .*\d")


def doubtful(sentence: str) -> Prompt:
    """A reading that has to be confirmed before it counts."""
    return Prompt(sentence, (word_button("Đúng"), word_button("Sửa")))


async def take(turn: Turn, router: Router) -> bool:
    """Hủy, quay lại, bỏ qua, and the answer to "bỏ việc đang viết?". Whether it was one of these."""
    opened = turn.open
    if opened is None:
        return _nothing_open(turn)
    if opened.offer is not None:
        return await _answer_offer(turn, router, opened)
    if turn.heard.says("cancel"):
        _cancel(turn, router)
    elif turn.heard.says("back"):
        before = "" if opened.form.back() else "Đây là câu đầu tiên ạ."
        router.ask(turn, opened.form, before)
    elif fold(turn.heard.text).strip(" .!") in _PUT_OFF:
        turn.say(STAYS.format(you=turn.you))
    elif turn.heard.says("skip"):
        await _skip(turn, router, opened)
    else:
        return await _aside(turn, router, opened)
    return True


def _nothing_open(turn: Turn) -> bool:
    if not turn.heard.says("back", "skip"):
        return False
    turn.say("Hiện không có việc nào đang làm dở ạ. Gõ «trợ giúp» để xem Trợ lý làm được gì.")
    return True


def _cancel(turn: Turn, router: Router) -> None:
    turn.close()
    turn.say("Trợ lý đã bỏ phần đang viết. Khi cần, mời gõ lại từ đầu ạ.")
    router.resume(turn)


async def _skip(turn: Turn, router: Router, opened: Open) -> None:
    if opened.form.skip():
        await router.go_on(turn, opened)
    else:
        router.ask(turn, opened.form, "Câu này cần có câu trả lời ạ.")


async def _aside(turn: Turn, router: Router, opened: Open) -> bool:
    """Help and the like in the middle of a form: answered, then the question stands again."""
    aside = _claimed(turn, router)
    if aside is None or not aside.aside or aside.name == opened.conversation:
        return False
    await router.begin(turn, aside)
    return True


def _claimed(turn: Turn, router: Router) -> Conversation | None:
    """The conversation a text asks for; a bare yes or no answers the open question and asks for nothing."""
    found = None if turn.heard.says("yes", "no", "ack") else router.claimed(turn.heard)
    return None if found is None else found.meant_by(turn)


async def meant_something_else(turn: Turn, router: Router, opened: Open) -> bool:
    """The text does not answer the question but clearly opens another conversation: answer it, or offer to change."""
    other = _claimed(turn, router)
    if other is None or other.name == opened.conversation or not turn.heard.sure:
        return False
    if other.form is None:
        await router.begin(turn, other)
        return True
    opened.offer = turn.heard.text
    turn.ask(_offer(router, opened, other))
    return True


def _offer(router: Router, opened: Open, other: Conversation) -> Prompt:
    current = router.named(opened.conversation)
    doing = "việc khác" if current is None else current.help
    text = f"Mình đang dở việc: {doing}. Bỏ phần đang viết để chuyển sang: {other.help}, được không ạ?"
    return Prompt(text, (word_button("Chuyển"), word_button("Viết tiếp")))


async def _answer_offer(turn: Turn, router: Router, opened: Open) -> bool:
    text, opened.offer = opened.offer or "", None
    said = fold(turn.heard.text).strip(" .!")
    if said in _CHANGES or (turn.heard.says("yes") and not said.startswith(("gui", "nop"))):
        turn.close()
        turn.hear(await read_text(turn, text))
        await router.start(turn)
    elif said in _STAYS or turn.heard.says("no", "cancel", "back"):
        router.ask(turn, opened.form)
    else:  # neither: the form goes on, and what was typed is heard like any other message
        await router.converse(turn)
    return True


async def lost(turn: Turn, router: Router) -> None:
    """Nothing was understood, or two things: offer choices, never act."""
    choices = _choices(turn.heard, router)
    if choices:
        buttons = [word_button(one.title, one.example) for one in choices]
        turn.say("Ý mình là việc nào dưới đây ạ?", *buttons)
        return
    report = router.named("report")
    if not turn.speaker.offices and report is not None and _REPORTS.match(fold(turn.heard.text)):
        await router.begin(turn, report)  # of no team (any more): told who reports
        return
    greeting = router.named("welcome")
    if turn.speaker.contact.greeted_at is None and turn.speaker.person is None and greeting is not None:
        await router.begin(turn, greeting)
        return
    if fold(turn.heard.text).strip(" .!?") in _BARE:
        await _bare(turn, router)
        return
    if await remind(turn):
        return
    await unread.collect(turn)
    buttons = [word_button(one.title, one.example) for one in menu(turn, router)]
    turn.say("Dạ, Trợ lý chưa hiểu ý mình. Mời chọn một việc, hoặc gõ «trợ giúp», «gặp cán bộ» ạ.", *buttons)


async def _bare(turn: Turn, router: Router) -> None:
    """A lone "có" or "không": meant for what waits, where something does."""
    smalltalk = router.named("smalltalk")
    if smalltalk is not None:
        turn.hear(replace(turn.heard, intent="yes" if fold(turn.heard.text).startswith("co") else "no"))
        await router.begin(turn, smalltalk)


def menu(turn: Turn, router: Router) -> list[Conversation]:
    """What this speaker most likely wants: leaders report, chairmen decide, residents join."""
    return [one for wanted in three(turn) if (one := router.named(wanted.name)) is not None]


def _choices(heard: Heard, router: Router) -> list[Conversation]:
    wanted = heard.slot("choices") or []
    if set(wanted) <= {"help", "handover"}:  # no reading at all: the menu of this speaker says more
        return []
    found = [one for one in router.conversations if one.title and set(one.intents) & set(wanted)]
    return found[:MOST_CHOICES] if len(found) > 1 else []
