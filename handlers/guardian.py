"""Somebody under 16: a parent or guardian says yes first, on the same phone or from an own account (J21)."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.people import is_minor
from handlers.consent import GUARDIAN, record
from handlers.forms import Form, Misunderstood, Prompt, Question, word_button
from handlers.heard import Heard
from handlers.turn import Turn
from vietnamese import fold

AGREES, NOT_YET = "Tôi đồng ý", "Chưa đồng ý"
NO_GUARDIAN_YET = (
    "Dạ, Trợ lý chưa ghi gì. Khi bố, mẹ hoặc người giám hộ đồng ý, mời nhắn lại từ máy này;"
    " hoặc bố, mẹ nhắn «đăng ký cho con vào tổ» từ Zalo của mình ạ."
)


def needs_guardian(form: Form) -> bool:
    """Whether the one who is to join may still be under 16; only the year of birth is known."""
    year = form.answers.get("birth_year")
    return isinstance(year, int) and is_minor(year, date.fromisoformat(form.facts["today"]))


class GuardianSays(Question[bool]):
    """The guardian's own word, read out with both names; a child cannot be added by silence."""

    kind = "guardian"

    def prompt(self, form: Form) -> Prompt:
        """The declaration, to be read and confirmed by the guardian."""
        name, guardian = form.answers.get("name"), guardian_of(form)
        text = (
            f"Mời {guardian} tự đọc và bấm: «Tôi là bố, mẹ hoặc người giám hộ, đồng ý cho {name} tham gia Tổ"
            f" và cho xã lưu tên, năm sinh, thôn của {name}»."
        )
        return Prompt(text, (word_button(AGREES), word_button(NOT_YET)))

    def at_sight(self, form: Form, text: str) -> bool | None:
        said = fold(text).strip(" .!")
        if said in (fold(AGREES), "dong y"):
            return True
        return False if said in (fold(NOT_YET), "khong", "chua", "khong dong y") else None

    def read(self, form: Form, heard: Heard) -> bool:
        plain = self.at_sight(form, heard.text)
        if plain is None:
            raise Misunderstood("Trợ lý cần chính bố, mẹ hoặc người giám hộ trả lời ạ.")
        return plain

    def fits(self, form: Form, value: Any) -> bool:
        return isinstance(value, bool)


def guardian_of(form: Form) -> str:
    """The guardian's name: given, or the one who writes for the child."""
    return str(
        form.answers.get("guardian")
        or form.answers.get("asker")
        or form.facts.get("asker")
        or "người giám hộ"
    )


async def record_guardian(turn: Turn, applicant: str) -> None:
    """Keep that the guardian consented for this person."""
    await record(turn, "given", GUARDIAN, f"person:{applicant}")
