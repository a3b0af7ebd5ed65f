"""The kinds of question a form may ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.messages import Button
from handlers.forms import Form, Misunderstood, Prompt, Question, word_button
from handlers.heard import Heard
from vietnamese import fold
from vietnamese.writing import number


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers: the value kept, the words shown, and a short title for its button (≤ 20 characters)."""

    value: Any
    label: str
    title: str = ""


class OneOf(Question[Any]):
    """One of several: by button, by number, or by (part of) its words."""

    kind = "choice"

    def __init__(
        self, text: str | Callable[[Any], str], among: Callable[[Any], Sequence[Choice]], **more: Any
    ) -> None:
        super().__init__(text, **more)
        self._among = among

    def prompt(self, form: Form) -> Prompt:
        text = self._text if isinstance(self._text, str) else self._text(form)
        choices = self._among(form)
        if len(choices) <= 3 and all(len(one.title or one.label) <= 20 for one in choices):
            return Prompt(text, tuple(word_button(one.title or one.label) for one in choices))
        lines = [f"{place}. {one.label}" for place, one in enumerate(choices, 1)]
        return Prompt("\n".join([text, *lines, "Gõ số thứ tự."]), ())

    def read(self, form: Form, heard: Heard) -> Any:
        choices = self._among(form)
        found = _chosen(choices, heard.text) or _chosen(choices, str(heard.slot("value") or ""))
        if found is None:
            raise Misunderstood("Trợ lý chưa rõ lựa chọn của mình.")
        return found.value

    def fits(self, form: Form, value: Any) -> bool:
        return any(one.value == value for one in self._among(form))


def _chosen(choices: Sequence[Choice], text: str) -> Choice | None:
    said = re.sub(r"\bctv\b", "cong tac vien", fold(text).strip(" ."))
    if said.isdigit() and 1 <= int(said) <= len(choices):
        return choices[int(said) - 1]
    exact = [one for one in choices if said in (fold(one.label), fold(one.title))]
    within = [one for one in choices if len(said) >= 3 and said in fold(one.label)]
    named = [one for one in choices if len(fold(one.label)) >= 3 and fold(one.label) in said]
    for found in (exact, within, named):
        if len(found) == 1:
            return found[0]
    return None


class YesNo(Question[bool]):
    """Yes or no. What is neither is asked again."""

    kind = "yes_no"

    def __init__(
        self, text: str | Callable[[Any], str], *, yes: str = "Đúng", no: str = "Không", **more: Any
    ) -> None:
        super().__init__(text, buttons=(word_button(yes), word_button(no)), **more)
        self._yes, self._no = fold(yes), fold(no)

    def at_sight(self, form: Form, text: str) -> bool | None:
        said = fold(text).strip(" .!")
        return said == self._yes if said in (self._yes, self._no) else None

    def read(self, form: Form, heard: Heard) -> bool:
        plain = YesNo.at_sight(self, form, heard.text)
        if plain is not None:
            return plain
        if heard.says("yes", "no") and heard.sure:
            return heard.says("yes")
        raise Misunderstood("Trợ lý cần câu trả lời rõ ràng ạ.")


class ShortText(Question[str]):
    """Words of the person, kept as typed."""

    def __init__(
        self, text: str | Callable[[Any], str], *, least: int = 2, most: int = 1000, **more: Any
    ) -> None:
        super().__init__(text, **more)
        self._least, self._most = least, most

    def read(self, form: Form, heard: Heard) -> str:
        value = heard.slot("value")
        said = (value if isinstance(value, str) else heard.text).strip()
        if len(said) < self._least:
            raise Misunderstood("Trợ lý cần thêm vài chữ nữa ạ.")
        if len(said) > self._most:
            raise Misunderstood(f"Xin viết gọn trong {number(self._most)} chữ cái ạ.")
        return said

    def fits(self, form: Form, value: Any) -> bool:
        return isinstance(value, str) and self._least <= len(value) <= self._most


_NO_REASON = re.compile(
    r"(?:dung|dung roi|dung vay|dong y|vang|da|co|ok|gui|lam|khong|thoi)(?: a| di| nhe| roi)*"
    r"|(?:de nghi |xin |cho toi |toi muon |toi )*(?:thay (?:ong|ba|anh|chi|co|chu|bac|dong chi) .+ (?:bang|boi) .+"
    r"|thanh lap to\b.*|bao cao(?: thang)?\b.*|(?:tra lai|duyet|dong y|tu choi) [a-z]\d\w*\b.*"
    r"|danh sach(?: to)?|cho duyet|don cua toi|tong hop|tro giup|gap can bo|mo trang"
    r"|(?:nhac|dong|tra lai|xuat|soan) .*)"
)
"""What is no reason but a yes, or the next thing somebody asks for."""


_NOTHING_TO_SAY = frozenset(
    f"{word}{more}"
    for word in (
        "khong",
        "ko",
        "k",
        "khong co",
        "ko co",
        "khong noi",
        "khong muon noi",
        "khong co gi",
        "thoi khong noi",
    )
    for more in ("", " a", " gi", " gi a", " dau")
)


class Why(ShortText):
    """A reason in the person's words; a command that comes next is not swallowed as one."""

    def at_sight(self, form: Form, text: str) -> str | None:
        if self.optional and fold(text).strip(" .!") in _NOTHING_TO_SAY:
            return ""
        return None

    def fits(self, form: Form, value: object) -> bool:
        return (self.optional and value == "") or super().fits(form, value)

    def read(self, form: Form, heard: Heard) -> str:
        if _NO_REASON.fullmatch(fold(heard.text).strip(" .!")):
            if self.optional:
                raise Misunderstood("Câu này xin vài lời; không muốn nói thì bấm «Bỏ qua».", meant=True)
            raise Misunderstood("Trợ lý cần lý do, ví dụ: chuyển đi nơi khác. Gõ «hủy» để thôi.")
        return super().read(form, heard)


class Count(Question[int]):
    """A whole number between two bounds."""

    kind = "count"

    def __init__(
        self, text: str | Callable[[Any], str], *, least: int = 0, most: int = 10_000, **more: Any
    ) -> None:
        super().__init__(text, **more)
        self._least, self._most = least, most

    def read(self, form: Form, heard: Heard) -> int:
        value = heard.slot("value")
        if isinstance(value, bool) or not isinstance(value, int):
            raise Misunderstood("Trợ lý cần một con số, ví dụ 12.")
        if not self._least <= value <= self._most:
            raise Misunderstood(f"Số cần trong khoảng {number(self._least)} đến {number(self._most)} ạ.")
        return value

    def fits(self, form: Form, value: Any) -> bool:
        return isinstance(value, int) and self._least <= value <= self._most


class Day(Question[str]):
    """A date, kept as ISO."""

    kind = "date"

    def read(self, form: Form, heard: Heard) -> str:
        value = heard.slot("value") or heard.slot("effective") or heard.slot("until")
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError as error:
            raise Misunderstood("Trợ lý cần một ngày, ví dụ 12/11/2026.") from error


def buttons_for(*titles: str) -> tuple[Button, ...]:
    """Plain word buttons."""
    return tuple(word_button(title) for title in titles)
