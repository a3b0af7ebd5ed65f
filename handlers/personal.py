"""Questions about a person: the name, the year of birth, the phone number."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from domain.errors import Malformed
from domain.people import normalise_phone
from handlers.forms import Doubt, Form, Misunderstood, Question
from handlers.heard import Heard
from handlers.questions import Choice, OneOf, ShortText
from vietnamese import find_phone, fold, looks_like_name, tidy_name

YOUNGEST, OLDEST = 10, 100
"""Years of age between which a year of birth is believed."""


_NONE = frozenset("khong|khong co|ko|ko co|k co|chua co|khong dung|khong muon noi|khong noi|no co".split("|"))


class OrNothing(Question[Any]):
    """An optional question to which "không có" is an answer too."""

    def hear(self, form: Form, heard: Heard) -> None:
        """Take the answer, or that there is none."""
        if fold(heard.text).strip(" .!") in _NONE:
            form.take(self.name, None)
        else:
            super().hear(form, heard)


class Sex(OrNothing, OneOf):
    """Man or woman, for the form of address."""

    def __init__(self, text: str, **more: Any) -> None:
        choices = [Choice("nam", "Nam", "Nam"), Choice("nu", "Nữ", "Nữ")]
        super().__init__(text, lambda form: choices, optional=True, **more)

    def read(self, form: Form, heard: Heard) -> Any:
        said = sex_in(heard.text)
        if said is None:
            raise Misunderstood("Trợ lý cần một chữ: nam hoặc nữ.")
        return said


_YEAR_MARK = re.compile(r"\bnăm\b", re.IGNORECASE)
_BEFORE_SEX = (
    r"(?:(?:da|vang|thi|la|toi|tui|em|minh|bac|co|chu|anh|chi|ong|ba|chau|con"
    r"|gioi tinh|phai|nguoi|chon)[ :]+)*"
)
_SEX = re.compile(
    rf"{_BEFORE_SEX}(?:(nam|(?:con )?trai|dan ong)|(?:nu|(?:con )?gai|dan ba|phu nu))"
    r"(?: (?:gioi|tinh|a|nhe|nha|roi|thoi|em|anh|chi|bac|co|chu|do|day|ma|chu khong phai (?:nam|nu)))*"
)


def sex_in(text: str) -> str | None:
    """ "em là nữ ạ"; None unless the answer says nothing else: "ở đây 5 năm rồi" speaks of years."""
    first = re.split(r"[,;.\n]", text.strip())[0]
    found = None if _YEAR_MARK.search(first) else _SEX.fullmatch(fold(first).strip(" .!?"))
    return None if found is None else "nam" if found[1] else "nu"


_A_PLACE = re.compile(
    r"(?:(?:da|em|toi|tui|minh|dang|o|tai|nha|cu tru|la) )*"
    r"(?:thon|xom|to dan pho|tdp|xa|phuong|thi tran) (?!truong\b|pho\b|doi\b|vien\b|hoi\b)\w+(?: \w+){0,3}"
)


class Occupation(OrNothing, ShortText):
    """What somebody does, or which association somebody belongs to; where he lives is neither."""

    def read(self, form: Form, heard: Heard) -> str:
        if _A_PLACE.fullmatch(fold(heard.text).strip(" .!")):
            raise Misunderstood("Câu này hỏi nghề nghiệp; nơi ở Trợ lý hỏi sau.", meant=True)
        return super().read(form, heard)


_UNMARKED = re.compile(
    r"\b(?:nguyen|tran|pham|le|huynh|vo|vu|dang|bui|do|ngo|duong|hoang|van|phan|dinh|truong|luong|trinh|dao|doan"
    r"|hung|tuan|thang|dung|duc|hanh|hong|phuong|huong|quynh|huyen|thuy|thuong|thao|hien|lien|cuong|tien|viet|dat|phuc"
    r"|tho|chien|hoan|binh|yen|nguyet|hue|hoai|vinh|thinh|cong|kien|thom|tham|dong|bang)\b|\bthi \w",
    re.IGNORECASE,
)
"""Syllables that no name has without its marks."""


def lacks_marks(name: str) -> bool:
    """Whether a name was typed without the marks that it must have."""
    return name.isascii() and _UNMARKED.search(name) is not None


def may_ask_for_marks(form: Form, question: str) -> bool:
    """Whether the marks of a name have not been asked for yet: once is enough, whoever insists is believed."""
    return question not in form.facts.get("marks_asked", [])


def marks_asked(form: Form, question: str) -> None:
    """Remember that the marks of this name have been asked for."""
    form.facts["marks_asked"] = [*form.facts.get("marks_asked", []), question]


class FullName(Question[str]):
    """A person's name, tidied; what does not look like one is asked twice, then believed.

    ``marked``: typed without marks it is asked for once more, since it goes on lists and into decisions.
    """

    kind = "text"

    def __init__(self, text: str | Callable[[Any], str], *, marked: bool = True, **more: Any) -> None:
        super().__init__(text, **more)
        self._marked = marked

    def read(self, form: Form, heard: Heard) -> str:
        said = self._name(form, heard)
        if self._marked and lacks_marks(said) and may_ask_for_marks(form, self.name):
            raise Doubt(
                said,
                f"Trợ lý ghi {said}. Viết có dấu giúp: mời gõ lại họ tên có dấu; đúng như vậy rồi thì bấm «Đúng» ạ.",
                self.name,
            )
        return said

    def _name(self, form: Form, heard: Heard) -> str:
        value = heard.slot("value")
        text = value if isinstance(value, str) else heard.text
        said = name_in(text)
        bare = _NAME_IS.sub("", text.strip())
        if said is None and form.misses > 0 and re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+){1,5}", bare):
            said = tidy_name(bare)
        if said is None:
            raise Misunderstood("Trợ lý cần đủ họ và tên, ví dụ: Nguyễn Thị Lan.")
        return said

    def hear(self, form: Form, heard: Heard) -> None:
        """Take the name; that its marks were asked for is remembered."""
        try:
            super().hear(form, heard)
        except Doubt:
            marks_asked(form, self.name)
            raise

    def fits(self, form: Form, value: Any) -> bool:
        return isinstance(value, str) and 2 <= len(value) <= 80


_NAME_IS = re.compile(
    r"^(?:(?:dạ|da|em|tôi|toi|mình|minh|họ|ho|và|va)\s+)*(?:tên|ten)(?:\s+(?:là|la))?\s+", re.IGNORECASE
)
_NO_NAMES = frozenset(
    {"dong y", "toi dong y", "cam on", "nhat tri", "xem them", "gui di", "tiep tuc", "thanh vien"}
)


_NOT_A_NAME = re.compile(
    r"(?:sua|xoa|sai roi|sai ten)\b.*"
    r"|(?:(?:lam|giu|chuc|sua|sai|doi|bo)(?: lai)? )*"
    r"(?:to truong|to pho|thanh vien|cong tac vien|truong thon|bi thu(?: chi doan)?|chu tich(?: xa)?)\b.*"
)
"""A word on the form, or an office: "sửa tổ trưởng", "là tổ trưởng"."""


def name_in(text: str) -> str | None:
    """The name in "tên em là Nguyễn Thị Lan" or "Nguyễn Thị Lan ạ"; None if there is none."""
    said = re.sub(r"[\s.,!]+(?:ạ|a|nhé|nha)?[\s.!]*$", "", text.strip(), flags=re.IGNORECASE)
    if fold(said) in _NO_NAMES:
        return None
    first = re.split(r"[,;\n]|\s(?:sinh|năm sinh|nam sinh|sn|sđt|sdt)\b", said)[0]
    for part in dict.fromkeys((said, first, *reversed(re.split(r"\s(?:là|la|tên)\s|:", f" {first}")))):
        if looks_like_name(part.strip()) and not _NOT_A_NAME.fullmatch(fold(part).strip()):
            return tidy_name(part)
    return None


class BirthYear(Question[int]):
    """A year of birth, in four digits or two."""

    kind = "int"

    def at_sight(self, form: Form, text: str) -> int | None:
        found = re.fullmatch(r"\D{0,20}?((?:19|20)\d\d|\d\d)(?! ?t\b)\D{0,4}", text.strip())
        return self._checked(form, int(found[1])) if found else None

    def read(self, form: Form, heard: Heard) -> int:
        value = heard.slot("value")
        year = self.at_sight(form, heard.text) or (
            self._checked(form, value) if isinstance(value, int) else None
        )
        age = re.search(r"\b(\d{2})\s*(?:tuoi|t)\b", fold(heard.text)) if year is None else None
        by_age = None if age is None else self._checked(form, int(form.facts["today"][:4]) - int(age[1]))
        if by_age is not None and age is not None:
            raise Doubt(by_age, f"{age[1]} tuổi thì Trợ lý ghi năm sinh {by_age}, đúng không ạ?", self.name)
        if year is None:
            raise Misunderstood("Trợ lý cần năm sinh, ví dụ 1975.")
        return year

    def _checked(self, form: Form, said: int) -> int | None:
        today = int(form.facts["today"][:4])
        year = said if said > 99 else said + (2000 if said <= today % 100 else 1900)
        return year if today - OLDEST <= year <= today - YOUNGEST else None

    def fits(self, form: Form, value: Any) -> bool:
        return isinstance(value, int) and self._checked(form, value) == value


_AGED = re.compile(r"(?<!\d)(\d{2}) ?(?:tuoi|t)\b")
GROWN = 16


def about_age(text: str) -> str | None:
    """What is answered to somebody who tells an age where something else was asked; None if none is told (J21)."""
    found = _AGED.search(fold(text))
    age = 0 if found is None else int(found[1])
    if not YOUNGEST <= age <= OLDEST:
        return None
    if age >= GROWN:
        return f"Dạ, {age} tuổi tham gia Tổ được ạ."
    return (
        f"Dạ, {age} tuổi vẫn tham gia Tổ được ạ; dưới {GROWN} tuổi thì bố, mẹ hoặc người giám hộ đồng ý trước,"
        " Trợ lý sẽ hỏi ở cuối."
    )


class Phone(OrNothing):
    """A phone number, which may be skipped; relatives may share one."""

    kind = "phone"

    def at_sight(self, form: Form, text: str) -> str | None:
        return find_phone(text) if len(text) < 40 else None

    def read(self, form: Form, heard: Heard) -> str:
        try:
            return find_phone(heard.text) or normalise_phone(heard.text)
        except Malformed as error:
            raise Misunderstood("Trợ lý cần số điện thoại 10 số, ví dụ 0912345678.") from error
