"""Persons whom a leader names for a seat: read in one line, looked for among those known, made known otherwise."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.people import PLACES, Person, Sex, is_minor
from handlers.forms import Doubt, Form, Misunderstood, Question
from handlers.heard import Heard
from handlers.naming import held
from handlers.personal import (
    OLDEST,
    YOUNGEST,
    BirthYear,
    lacks_marks,
    marks_asked,
    may_ask_for_marks,
    name_in,
)
from handlers.questions import YesNo
from handlers.report_said import FILLERS, says_none
from handlers.turn import Turn
from storage import people
from vietnamese import fold
from vietnamese.names import fold_name
from vietnamese.writing import sentence

EXAMPLE = "ông Nguyễn Văn An, 1965"
WANTED = f"Trợ lý cần họ tên và năm sinh, ví dụ: {EXAMPLE}."
MINOR = "Người dưới 16 tuổi cần tự nhắn Trợ lý xin vào Tổ, có người giám hộ đồng ý ạ."
_OPENING = re.compile(
    r"\s*(?:(?:dạ|da|vâng|vang|thưa|thua)(?:\s+ạ)?[\s,.:]+|(?:là|em|o)\s+"
    r"|(?:tổ trưởng|to truong|tổ phó|to pho|thành viên|thanh vien)\s*(?::|=|\s(?:là|la)\s)\s*)*",
    re.IGNORECASE,
)
_NEXT_ONE = re.compile(
    r"[,;\n]\s*(?:và\s+|va\s+)?(?=(?:ông|bà|anh|chị|cô|chú|bác|ong|ba|chi|co|chu|bac)\s+\S+\s+\S)",
    re.IGNORECASE,
)
_YEAR_WITHIN = re.compile(
    r"(?<=\w)[\s,;(–-]+(?:(?:sinh )?năm|sinh|nam sinh|sinh nam|sn)?\s*((?:19|20)\d\d)\b(?!\s*\d)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    # Without its mark a title may be a family name: "Ong Văn An", "Ba Văn Hùng", "Ong Thị Kim Chi".
    r"(?:(ông|bà|anh|chị|cô|chú|bác|đồng chí)\s+|(ong|ba|chi|co|bac)\s+(?!(?:văn|van|thị|thi)\s)(?=\S+\s+\S+\s+\S))",
    re.IGNORECASE,
)
_MEN, _WOMEN = {"ong", "anh", "chu"}, {"ba", "chi", "co"}
_BORN = re.compile(
    r"[\s,;(–-]*(?:(?:sinh )?năm|sinh|nam sinh|sinh nam)?\s*((?:19|20)\d\d)\)?[\s.ạ]*$", re.IGNORECASE
)
_AGED = re.compile(r"[\s,;(–-]*\b(\d{1,3})\s*(?:tuổi|tuoi)\)?[\s.ạ]*$", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?:da )?(?:de )?sau(?: nay)?|(?:da )?chua (?:biet|ro|(?:co|biet) (?:ai|nguoi)(?: nao)?)"
)
_WORDS = {Sex.NAM: "ông", Sex.NU: "bà"}


class Nominee(Question[dict[str, Any]]):
    """Name, with "ông" or "bà" and the year of birth if they are told: all that a decision says of somebody.

    Who may still be under 16 asks in person, because a guardian has to consent (J21). The form knows the fact "today".
    """

    def read(self, form: Form, heard: Heard) -> dict[str, Any]:
        found = _with_what_was_told(form, self.name, nominee_for(form, heard.text))
        asked = asks_for_marks(found)
        if asked and may_ask_for_marks(form, self.name):
            raise Doubt(found, asked, self.name)
        return found

    def hear(self, form: Form, heard: Heard) -> None:
        """Take the person, or that there is none yet where a seat may stay open."""
        if self.optional and _is_nobody(heard.text):
            form.take(self.name, None)
            return
        try:
            super().hear(form, heard)
        except Doubt as doubt:
            nominee_doubted(form, self.name, doubt.value)
            raise

    def fits(self, form: Form, value: Any) -> bool:
        return isinstance(value, dict) and bool(value.get("name"))


def nominee_doubted(form: Form, question: str, found: dict[str, Any]) -> None:
    """Remember that the marks of this name have been asked for, and what else was told with it."""
    marks_asked(form, question)
    form.facts["told_before"] = {**form.facts.get("told_before", {}), question: found}


def _with_what_was_told(form: Form, question: str, found: dict[str, Any]) -> dict[str, Any]:
    """A name typed again for its marks keeps the year and the "ông" or "bà" that came with it the first time."""
    before = form.facts.get("told_before", {}).get(question)
    if not before or fold_name(before["name"]) != fold_name(found["name"]):
        return found
    return {key: before.get(key) if value is None else value for key, value in found.items()}


def asks_for_marks(found: Mapping[str, Any]) -> str:
    """What is asked of a name typed without its marks, before it goes into a decision; else nothing."""
    if not lacks_marks(str(found["name"])):
        return ""
    return (
        f"Trợ lý ghi {words_of(found)}. Viết có dấu giúp, vì tên vào quyết định: mời gõ lại có dấu; đúng như vậy"
        " rồi thì bấm «Đúng» ạ."
    )


def nominee_for(form: Form, text: str) -> dict[str, Any]:
    """The person in this text. Raises Misunderstood if there is none, or none who may be named."""
    today = date.fromisoformat(form.facts["today"])
    found = nominee_in(text, today)
    year = None if found is None else found["birth_year"]
    if found is None or (year is not None and not today.year - OLDEST <= year <= today.year - YOUNGEST):
        raise Misunderstood(WANTED)
    if is_minor(year, today):
        raise Misunderstood(MINOR, meant=True)
    return found


def nominee_in(text: str, today: date) -> dict[str, Any] | None:
    """ "bà Trần Thị Hoa, sinh năm 1990" as name, year of birth and sex; None without a full name."""
    if _is_nobody(text):
        return None
    opening = _OPENING.match(text)
    said, year = _dated(text if opening is None else text[opening.end() :], today)
    title = _TITLE.match(said)
    name = name_in(said if title is None else said[title.end() :])
    if name is None:
        return None
    word = "" if title is None else fold(title[1] or title[2])
    sex = Sex.NAM if word in _MEN else Sex.NU if word in _WOMEN else None
    return {"name": name, "birth_year": year, "sex": None if sex is None else str(sex)}


def _is_nobody(text: str) -> bool:
    """Whether it is said that nobody is named (yet)."""
    said = fold(text).strip(" .!")
    return says_none(text) or _NOBODY.fullmatch(FILLERS.sub("", said) or said) is not None


def _dated(text: str, today: date) -> tuple[str, int | None]:
    """What stands before the year of birth or the age, and the year of birth."""
    text = _NEXT_ONE.split(text.strip(), maxsplit=1)[0]  # one person at a time
    born, aged = _BORN.search(text), _AGED.search(text)
    born = born or (None if aged else _YEAR_WITHIN.search(text))
    found = born or aged
    if found is None:
        return text.strip(" ,;"), None
    year = int(found[1]) if born else today.year - int(found[1])
    return text[: found.start()].strip(" ,;"), year


def words_of(told: Mapping[str, Any]) -> str:
    """ "bà Trần Thị Hoa (1990)"."""
    title = f"{_WORDS[Sex(told['sex'])]} " if told.get("sex") else ""
    born = f" ({told['birth_year']})" if told.get("birth_year") else ""
    return f"{title}{told['name']}{born}"


# --- one who is known already --------------------------------------------------------------------------------------


class IsKnown(YesNo):
    """Whether the one who was named is somebody of that name on the commune's lists: never joined by name alone.

    ``of``: the name of the question that names the person.
    """

    def __init__(self, of: str) -> None:
        self._of = of
        super().__init__(
            lambda form: f"Trong danh sách đã có {_same(form, of)[1]}. Có phải chính người này không ạ?",
            yes="Đúng người này",
            no="Người khác",
            when=lambda form: bool(_same(form, of)),
        )


def _same(form: Form, of: str) -> list[str]:
    told = form.answers.get(of)
    known: dict[str, list[str]] = form.facts.get("same", {})
    return known.get(fold_name(told["name"]), []) if told else []


async def look_up(form: Form, turn: Turn, commune_code: str, *names: str) -> None:
    """Note who of the commune's lists has the name of somebody that these questions were answered with."""
    known = form.facts.setdefault("same", {})
    told = [form.answers[one]["name"] for one in names if form.answers.get(one)]
    fresh = [one for one in map(fold_name, told) if one not in known]
    if not fresh:
        return
    codes = [unit.code for unit in turn.tree.subtree(commune_code)]
    places = await people.offices_in(turn.rows, codes, turn.today, PLACES)
    persons = await people.by_ids(turn.rows, [one.person_id for one in places])
    for name in fresh:
        same = [one for one in places if fold_name(persons[one.person_id].name) == name]
        # Several of that name cannot be told apart here: whoever comes is kept as somebody new.
        if len({one.person_id for one in same}) == 1:
            person = persons[same[0].person_id]
            where = held(same[0].office, turn.tree.get(same[0].unit_code))
            known[name] = [person.id, f"{person.name}, {where}"]
        else:
            known[name] = []


class YearOf(BirthYear):
    """The year of birth of somebody new who was named without it: a decision tells it, and a minor asks in person.

    ``of``, ``is_known``: the names of the question that names the person and of the one about the lists.
    """

    def __init__(self, of: str, is_known: str) -> None:
        self._of = of
        super().__init__(
            lambda form: f"{sentence(words_of(form.answers[of]))} sinh năm nào ạ?",
            when=lambda form: (
                bool(form.answers.get(of))
                and not form.answers[of]["birth_year"]
                and known_id(form, of, is_known) is None
            ),
        )

    def at_sight(self, form: Form, text: str) -> int | None:
        year = super().at_sight(form, text)
        return None if _too_young(form, year) else year

    def read(self, form: Form, heard: Heard) -> int:
        try:
            year = super().read(form, heard)
        except Doubt as doubt:
            if _too_young(form, doubt.value):
                raise Misunderstood(MINOR, meant=True) from doubt
            raise
        if _too_young(form, year):
            raise Misunderstood(MINOR, meant=True)
        return year


def _too_young(form: Form, year: int | None) -> bool:
    return is_minor(year, date.fromisoformat(form.facts["today"]))


def told_of(form: Form, of: str) -> dict[str, Any]:
    """What was told of the person whom a question names, the year of birth included if it was told afterwards."""
    told: dict[str, Any] = form.answers[of]
    return told | {"birth_year": told["birth_year"] or form.answers.get(f"{of}_year")}


def known_id(form: Form, of: str, is_known: str) -> str | None:
    """The person on the lists who was named, if the leader said so."""
    same = _same(form, of)
    return same[0] if same and form.answers.get(is_known) else None


async def person_for(turn: Turn, told: Mapping[str, Any], known: str | None) -> Person:
    """The person on the lists, else somebody new, made known by what was told."""
    found = None if known is None else await people.by_id(turn.rows, known)
    if found is not None:
        return found
    sex = Sex(told["sex"]) if told.get("sex") else None
    person = Person(f"Z{secrets.token_hex(6)}", sentence(told["name"]), told.get("birth_year"), sex)
    await people.add(turn.rows, person, "chat", turn.at)
    return person
