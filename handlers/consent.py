"""The data notice: nothing personal is kept before somebody has said yes to it, and the answer itself is kept."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from handlers.forms import Form, Misunderstood, Prompt, Question, word_button
from handlers.heard import Heard
from handlers.personal import about_age
from handlers.turn import Turn
from storage import attachments, contacts, inbox, outbox
from vietnamese import fold

PURPOSE = "membership"
GUARDIAN = "guardian"
VERSION = "2026-11"
GIVEN, REFUSED, WITHDRAWN = "given", "refused", "withdrawn"

NOTICE = (
    "Để ghi tên vào Tổ, {commune} cần: họ tên, năm sinh, thôn, số điện thoại, nghề nghiệp;"
    " chỉ Tổ trưởng và cán bộ phụ trách xem được, không cần số căn cước.\n{you} có đồng ý không ạ?"
)
MORE = (
    "UBND {commune} giữ các thông tin này để lập danh sách Tổ và liên hệ công việc, trong thời gian tham gia."
    " Danh sách đăng trong nhóm chỉ có tên và vai trò. Tin nhắn gốc được xóa sau 7 ngày."
    " Lúc nào cũng xem, rút đồng ý, xin xóa được: gõ «xem dữ liệu của tôi», «rút lại đồng ý», «xóa thông tin của tôi»."
)
_YES = frozenset(
    {"dong y", "toi dong y", "em dong y", "co", "co dong y", "dong y a", "vang dong y", "da dong y"}
)
_NO = frozenset({"khong", "khong dong y", "ko", "ko dong y", "khong a", "chua dong y", "toi khong dong y"})
_ASKS_WHY = re.compile(
    r"(?:da |vang |the |o )*(?:sao|vi sao|tai sao|sao lai|lay lam gi|de lam gi|hoi lam gi|lam gi ma|can lam gi)\b"
)
"""Why this is asked: answered here, and not taken for a question about figures."""
_NO_WORD_OF_CONSENT = re.compile(r"(?:gui|lam|xong|tiep)\b")
"""A yes to something else: whoever sends or goes on has not said that his data may be kept."""


class Consent(Question[str]):
    """Yes, no, or tell me more; silence and anything doubtful are no consent."""

    kind = "consent"

    def prompt(self, form: Form) -> Prompt:
        """The notice with its three buttons."""
        text = NOTICE.format(commune=form.facts["commune"], you=form.facts["you"].capitalize())
        return Prompt(text, (word_button("Đồng ý"), word_button("Không"), word_button("Xem thêm")))

    def at_sight(self, form: Form, text: str) -> str | None:
        said = fold(text).strip(" .!?")
        if said in _YES:
            return GIVEN
        if _ASKS_WHY.match(said):
            raise Misunderstood(MORE.format(commune=form.facts["commune"]), meant=True)
        return REFUSED if said in _NO else None

    def read(self, form: Form, heard: Heard) -> str:
        if fold(heard.text).strip(" .!?").startswith("xem them"):
            raise Misunderstood(MORE.format(commune=form.facts["commune"]))
        plain = self.at_sight(form, heard.text)
        if plain is not None:
            return plain
        if heard.says("yes", "no") and heard.sure and not _NO_WORD_OF_CONSENT.match(fold(heard.text)):
            return GIVEN if heard.says("yes") else REFUSED
        raise Misunderstood(
            about_age(heard.text) or "Trợ lý cần một câu trả lời rõ ràng: «đồng ý» hoặc «không»."
        )

    def fits(self, form: Form, value: Any) -> bool:
        return value in (GIVEN, REFUSED)


def addresses(turn: Turn) -> list[str]:
    """Under which addresses the speaker may have answered before: as an account, and as a person."""
    return list(dict.fromkeys((turn.speaker.account, turn.speaker.address)))


async def given_before(turn: Turn) -> bool:
    """Whether the newest answer of this speaker was yes."""
    return await contacts.consent(turn.rows, addresses(turn), PURPOSE) == GIVEN


async def record(turn: Turn, verdict: str, purpose: str = PURPOSE, address: str | None = None) -> None:
    """Keep the answer with the text's version, the moment and the message."""
    to = address or turn.speaker.address
    await contacts.record_consent(turn.rows, to, purpose, VERSION, verdict, turn.at, turn.incoming.key)
    turn.audit(f"consent_{verdict}", to, purpose=purpose, version=VERSION)


async def forget_what_was_sent(turn: Turn) -> None:
    """Let go of the photos, files and places this speaker sent; what belongs to a sent report stays with it."""
    await attachments.forget(turn.rows, addresses(turn))


async def forget_what_was_said(turn: Turn, within: timedelta = inbox.KEPT_AFTER_REFUSAL) -> None:
    """Empty this account's raw messages within a day, what was sent to it at once (refusal, ID number, withdrawal)."""
    await outbox.empty_for(turn.rows, addresses(turn))
    await inbox.hurry_emptying(turn.rows, turn.speaker.oa_id, turn.speaker.user_id, turn.at + within)
