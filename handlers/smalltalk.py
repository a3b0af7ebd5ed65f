"""Greetings, thanks, a bare "dạ", and what is not this assistant's matter: one kind line each."""

from __future__ import annotations

import re

from handlers.conversation import Conversation
from handlers.forms import word_button
from handlers.help import three
from handlers.just_sent import A_WHILE, just_sent
from handlers.pending import UNSURE, show_waiting, waiting
from handlers.said_buttons import remind
from handlers.turn import Turn
from handlers.welcome import begin as greet
from vietnamese import fold
from vietnamese.writing import sentence

smalltalk = Conversation(
    "smalltalk",
    intents=("smalltalk", "ack", "yes", "no"),
    help="chào hỏi, cảm ơn",
    example="cảm ơn",
    aside=True,
)
elsewhere = Conversation(
    "elsewhere",
    intents=("out_of_scope",),
    help="biết việc khác thì hỏi ở đâu",
    example="làm căn cước ở đâu",
)

enough = Conversation(
    "enough",
    words=(
        r"(?!.*\b(?:to|nhom)\b)(?:.*\b)?(?:ra khoi|thoat khoi|thoat ra khoi|roi khoi)"
        r" (?:day|cho nay|cai nay|zalo nay)\b.*"
        r"|.*\b(?:cu |toan )?(?:nhan|gui|nhan tin) (?:tin )?(?:hoai|mai|suot|lien tuc)\b.*\bphien\b.*"
        r"|.*\bphien (?:qua|phuc|the)\b.*\b(?:nhan|tin|gui)\b.*"
    ),
    help="biết cách ngừng nhận tin của Trợ lý",
    example="cho tôi ra khỏi đây",
    aside=True,
)

_OF_THE_POLICE = re.compile(
    r"\b(?:can cuoc|cccd|cmnd|cmt|chung minh (?:nhan dan|thu)|dinh danh|ho khau|tam tru|thuong tru|tam vang|cu tru)\b"
)

_THANKS = ("cam on", "thank", "camon", "tks", "da ta")
_HELLO = ("chao", "alo", "hello", "hi ", "hey")
_MACHINE = ("nguoi hay may", "la nguoi", "la ai", "ten gi", "ten la", "may tuoi")


@smalltalk.opens
async def chat(turn: Turn) -> None:
    """One line back; whoever says hello for the first time is told who this is."""
    said = f"{fold(turn.heard.text)} "
    hello = turn.heard.says("smalltalk") and any(word in said for word in _HELLO)
    if hello and turn.speaker.contact.greeted_at is None and turn.open is None:
        await greet(turn)
    elif any(word in said for word in _MACHINE):
        turn.say(
            "Dạ, đây là Trợ lý tự động, một chương trình máy tính giúp việc cho Tổ chuyển đổi số cộng đồng ạ."
        )
    elif any(word in said for word in _THANKS):
        turn.say(f"Dạ, không có gì ạ. Cảm ơn {turn.you}.")
    elif hello:
        turn.say(f"Kính chào {turn.you}. Cần việc gì, mời gõ bằng lời hoặc gõ «trợ giúp» ạ.")
    elif turn.open is None and await _means_something(turn, said):
        return
    elif turn.heard.says("yes", "no"):
        turn.say("Dạ, hiện Trợ lý không có câu hỏi nào đang chờ trả lời ạ. Gõ «trợ giúp» để xem các việc.")
    elif said.startswith("xem "):
        buttons = [word_button(one.title, one.example) for one in three(turn)]
        turn.say(f"{sentence(turn.you)} muốn xem gì ạ? Gõ «trợ giúp» để thấy mọi việc.", *buttons)
    else:
        turn.say("Dạ vâng ạ.")


async def _means_something(turn: Turn, said: str) -> bool:
    """Whether a word that answers nothing was about what has just been sent or what waits, and that was told."""
    if said.startswith("gui ") and await _sent_already(turn):
        return True
    return turn.heard.says("yes", "no", "ack") and (await what_waits(turn) or await remind(turn))


async def _sent_already(turn: Turn) -> bool:
    """ "Gửi" pressed twice: the report it sent has been received."""
    kept = await just_sent(turn, A_WHILE)
    if kept is not None:
        turn.say(
            f"Xã đã nhận báo cáo {kept.report.period.label()} rồi, mã {kept.report.code}. Không cần gửi lại ạ."
        )
    return kept is not None


async def what_waits(turn: Turn) -> bool:
    """A bare "có", "ừ", "không" that may be meant for a request that waits: it is shown, nothing is decided."""
    cases = await waiting(turn)
    if cases:
        await show_waiting(turn, cases, UNSURE)
    return bool(cases)


@elsewhere.opens
async def not_ours(turn: Turn) -> None:
    """Not this assistant's matter: say where to ask."""
    if _OF_THE_POLICE.search(fold(turn.heard.text)):
        turn.say(
            "Dạ, việc này ngoài phạm vi của Trợ lý ạ. Căn cước, định danh, cư trú do Công an làm: mời hỏi Công an xã;"
            " cần cán bộ giúp thì gõ «gặp cán bộ»."
        )
        return
    turn.say(
        "Dạ, việc này ngoài phạm vi của Trợ lý ạ. Mời hỏi bộ phận một cửa của UBND xã hoặc Trưởng thôn;"
        " cần cán bộ giúp thì gõ «gặp cán bộ»."
    )


@enough.opens
async def stop(turn: Turn) -> None:
    """Whoever has had enough is told every way out; nothing is ended by a guess."""
    person = turn.speaker.person
    if person is None:
        turn.say(
            "Dạ, Trợ lý xin lỗi đã làm phiền ạ. Không muốn nhận tin nữa, mời bấm «Bỏ quan tâm» ở trang của tài"
            " khoản Zalo này; muốn xóa những gì đã nhắn, gõ «xóa thông tin của tôi»."
        )
        return
    leave = " Muốn thôi tham gia Tổ, gõ «xin thôi tham gia Tổ»." if turn.speaker.offices else ""
    turn.say(
        f"Dạ, Trợ lý xin lỗi đã làm phiền {turn.you} ạ. Bấm nút dưới để ngừng lời nhắc.{leave}",
        word_button("Đừng nhắc nữa", "đừng nhắc nữa"),
    )
