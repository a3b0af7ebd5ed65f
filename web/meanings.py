"""What a message may mean, in words for people, and what one that was not understood likeliest means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from domain.forms import ReportTemplate
from handlers import CONVERSATIONS
from handlers.help import FIRST
from handlers.notes import KINDS
from handlers.reading import fields_of
from storage.unread import Line
from vietnamese import understand
from vietnamese.likeness import guess
from vietnamese.message import message_from

LIKELY = 5
OUT_OF_SCOPE = "out_of_scope"
_OF_SEVERAL = {
    "report": "gửi báo cáo của Tổ",
    "report_nil": "kỳ này không phát sinh",
    "answer": "trả lời câu đang hỏi",
    "introduce": "giới thiệu, đề xuất một người",
    "approve": "đồng ý với đơn",
    "reject": "từ chối đơn",
    "defer": "để đơn lại sau",
    "return_for_info": "trả lại đơn để bổ sung",
    "cancel": "thôi việc đang làm, rút đơn",
    "back": "quay lại câu trước",
    "skip": "bỏ qua câu đang hỏi",
    "yes": "trả lời: đúng, có",
    "no": "trả lời: không",
    "ack": "dạ, vâng, đã nghe",
    "smalltalk": "chào hỏi, cảm ơn",
    OUT_OF_SCOPE: "không phải việc của Trợ lý",
}
"""Intents that share a conversation, or mean more than the one they open."""


@cache
def meanings() -> Mapping[str, str]:
    """Every intent of the language contract but `unclear`, by the words of its conversation's help."""
    told = {intent: one.help for one in CONVERSATIONS for intent in one.intents}
    return told | {kind: words for kind, words in KINDS.items() if kind != "adhoc_request"} | _OF_SEVERAL


def likely(line: Line, template: ReportTemplate, today: date) -> list[str]:
    """A few intents, the likeliest first: what is read now, what it resembles, what such a speaker mostly wants."""
    message: dict[str, object] = {
        "text": line.text,
        "speaker": line.speaker,
        "asked": line.asked or None,
        "form": line.form or None,
        "pending": line.pending,
        "today": today.isoformat(),
        "context": {"fields": fields_of(template)},
    }
    read, like = understand(message), guess(message_from(message))
    by_name = {one.name: one.intents[:1] for one in CONVERSATIONS}
    found = [
        read["intent"],
        *read["slots"].get("choices", ()),
        *(() if like is None else (like.intent,)),
        *(("answer",) if line.asked else ()),
        *(intent for name in FIRST.get(line.speaker, ()) for intent in by_name.get(name, ())),
    ]
    known = meanings().keys() - {OUT_OF_SCOPE}
    return [one for one in dict.fromkeys(found) if one in known][:LIKELY]
