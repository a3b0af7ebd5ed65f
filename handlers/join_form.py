"""What somebody is asked who wants to join a team: which team, as what, consent, and the few facts the list needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from domain.membership import Outcome
from domain.people import Office
from handlers.consent import GIVEN, REFUSED, Consent
from handlers.forms import Doubt, Form, Misunderstood, Prompt, Question, word_button
from handlers.guardian import GuardianSays, needs_guardian
from handlers.heard import Heard
from handlers.personal import BirthYear, FullName, Occupation, Phone, Sex, about_age, name_in, sex_in
from handlers.places import PlaceForm
from handlers.questions import Choice, OneOf, YesNo
from vietnamese import find_phone, fold
from vietnamese.writing import sentence

WAITING, NOTHING = "waiting", "none"
SELF, OTHER = "self", "other"
LIVES, WORKS, ELSEWHERE = "lives", "works", "elsewhere"
TEACHER = re.compile(r"\b(giao vien|thay giao|co giao|day hoc)\b")


def _has_choice(form: Form) -> bool:
    return form.facts.get("outcomes") is not None and not form.facts.get("ended")


class Wish(OneOf):
    """As what somebody wants to take part; what is possible is said with the question (plan II.3.1 c, d)."""

    def __init__(self) -> None:
        super().__init__(_prospects, _wishes, when=_has_choice)

    def at_sight(self, form: Form, text: str) -> str | None:
        return NOTHING if fold(text).strip(" .!") in ("thoi", "thoi a", "khong", "thoi khong") else None

    def hear(self, form: Form, heard: Heard) -> None:
        """The choice; of a seat that goes with an office it is looked up, and said, whether it is free."""
        seat = _seat_said(heard.text)
        if seat is None or form.facts.get("claims") == seat:
            super().hear(form, heard)
            return
        form.facts |= {"claims": seat, "looked_at": None}

    def read(self, form: Form, heard: Heard) -> Any:
        seat = _seat_said(heard.text)
        if seat is not None and any(one.value == seat for one in _wishes(form)):
            return seat
        about = about_age(heard.text)
        if about is not None:
            raise Misunderstood(about, meant=True)
        return super().read(form, heard)

    def fits(self, form: Form, value: Any) -> bool:
        return value == NOTHING or super().fits(form, value)


_SEATS_SAID = (
    (Office.TO_PHO, re.compile(r"\b(?:to pho|bi thu (?:chi )?doan)\b")),
    (Office.TO_TRUONG, re.compile(r"\b(?:to truong|truong (?:thon|xom|khoi|ban))\b")),
)


def _seat_said(text: str) -> str | None:
    """The seat by office that somebody names as the wish: "làm tổ phó"."""
    said = fold(text)
    if re.search(r"\b(?:thanh vien|cong tac vien|khong|ko|ctv)\b", said):
        return None
    return next((str(office) for office, words in _SEATS_SAID if words.search(said)), None)


_WISH = {
    Outcome.OPEN_SEAT: Choice(str(Office.THANH_VIEN), "Thành viên của Tổ", "Thành viên"),
    Outcome.COLLABORATOR: Choice(str(Office.CONG_TAC_VIEN), "Cộng tác viên của Tổ", "Cộng tác viên"),
    Outcome.WAITING_LIST: Choice(WAITING, "Chờ khi có chỗ", "Chờ có chỗ"),
}
_BY_OFFICE = {
    str(Office.TO_TRUONG): Choice(str(Office.TO_TRUONG), "Tổ trưởng (là Trưởng thôn)", "Tổ trưởng"),
    str(Office.TO_PHO): Choice(str(Office.TO_PHO), "Tổ phó (là Bí thư chi đoàn)", "Tổ phó"),
}


def _wishes(form: Form) -> Sequence[Choice]:
    by_office = _BY_OFFICE.get(form.facts.get("claims") or "")
    offered = [_WISH.get(Outcome(one), by_office) for one in form.facts["outcomes"]]
    return [*filter(None, offered), Choice(NOTHING, "Thôi, không đăng ký", "Thôi")]


_CLAIMED = {
    str(Office.TO_TRUONG): ("Tổ trưởng", "Trưởng thôn", "Tổ trưởng cấp xã"),
    str(Office.TO_PHO): ("Tổ phó", "Bí thư chi đoàn", "Tổ trưởng"),
}


def _prospects(form: Form) -> str:
    """What an application to this team can end as, kindly and before anything else is asked."""
    facts, you = form.facts, sentence(form.facts["you"])
    team, outcomes = facts["team"], facts["outcomes"]
    if Outcome.SEAT_BY_OFFICE in outcomes:
        seat, office, looks = _CLAIMED[facts["claims"]]
        return (
            f"{team} đang trống chỗ {seat}, dành cho {office}. {looks} giới thiệu, Chủ tịch UBND xã quyết định.\n"
            f"{you} muốn tham gia với vai trò nào ạ?"
        )
    if facts.get("claims"):
        return (
            f"Chỗ Tổ trưởng, Tổ phó theo chức danh Trưởng thôn, Bí thư chi đoàn và đang có người; thay đổi thì"
            f" UBND xã kiện toàn: gõ «gặp cán bộ». {you} có thể chọn:"
        )
    if Outcome.OPEN_SEAT in outcomes:
        others = (
            " Đã có người xin chỗ này; Tổ trưởng chọn giới thiệu một người." if facts["contested"] else ""
        )
        return (
            f"{team} còn 1 chỗ thành viên.{others} Tổ trưởng giới thiệu, Chủ tịch UBND xã quyết định.\n"
            f"{you} muốn tham gia với vai trò nào ạ?"
        )
    if facts["kind"] == "xa":
        return f"{team} gồm các chức danh do UBND xã phân công. {you} có thể làm cộng tác viên, chọn nhé?"
    return (
        f"{team} hiện đủ {facts['size']} thành viên. {you} có thể tham gia nhóm cộng tác viên của Tổ,"
        f" khi có chỗ xã sẽ ưu tiên xem xét.\n{you} chọn nhé?"
    )


class ReadBack(Question[bool]):
    """Everything read back, numbered, before it is sent; "sửa 2" asks that line again."""

    kind = "read_back"

    def prompt(self, form: Form) -> Prompt:
        """The lines of the form."""
        assert isinstance(form, JoinForm)
        lines = [f"{number}. {name}: {value}" for number, (_, name, value) in enumerate(form.lines(), 1)]
        head = f"Trợ lý đọc lại đơn xin tham gia {form.facts['team']} ({form.role}):"
        return Prompt(
            "\n".join([head, *lines, "Đúng thì bấm Gửi; sai thì gõ «sửa» và số dòng, ví dụ «sửa 2»."]),
            (word_button("Gửi"), word_button("Hủy")),
        )

    def at_sight(self, form: Form, text: str) -> bool | None:
        said = fold(text).strip(" .!")
        return (
            True
            if said in ("gui", "dung", "dung roi", "gui di", "dung, gui di", "dong y", "ok gui")
            else None
        )

    def read(self, form: Form, heard: Heard) -> bool:
        if self.at_sight(form, heard.text) or (heard.says("yes") and heard.sure):
            return True
        mends = re.match(r"(?:sua|sai|nham|doi)\b", fold(heard.text)) is not None
        raise Misunderstood("Trợ lý cần: «gửi», hoặc «sửa» và số dòng.", meant=mends)

    def hear(self, form: Form, heard: Heard) -> None:
        """Yes, or the lines that are wrong, perhaps with their right values."""
        assert isinstance(form, JoinForm)
        wrong = wrong_lines(heard.text, [name for name, _, _ in form.lines()])
        doubts = []
        for name, value in wrong:
            try:
                form.mend(name, value)
            except Doubt as doubt:
                doubts.append(doubt)
        if doubts:
            raise doubts[0]
        if not wrong:
            form.take(self.name, self.read(form, heard))


def wrong_lines(text: str, lines: Sequence[str]) -> list[tuple[str, str]]:
    """Which lines a text mends and to what ("" if it does not say): "sửa 1 = …, sửa 5 …", "tên: …", "sai rồi em là nữ".

    Nothing where any part of it is something else: what is not understood is never half done.
    """
    parts = re.split(
        r"\s*[,;\n]+\s*(?=(?:sửa|sua|sai|đổi|doi)\s|[^\W\d]+(?: [^\W\d]+)?\s*[:=])", text.strip()
    )
    found = [_wrong_line(part, lines) for part in parts if part]
    return [one for one in found if one is not None] if None not in found else []


def _wrong_line(text: str, lines: Sequence[str]) -> tuple[str, str] | None:
    numbered = re.fullmatch(
        r"\s*(?:sửa|sua)\s+(?:\w+\s+)?(\d{1,2})\s*(?:[=:]|\s(?:là|thành|la|thanh)\s)?\s*(.*)",
        text,
        re.IGNORECASE,
    )
    if numbered is not None:
        place = int(numbered[1])
        return (lines[place - 1], numbered[2].strip()) if 1 <= place <= len(lines) else None
    named = _line_named(fold(text))
    if named is not None:
        return (named, "") if named in lines else None
    said = _line_told(text)
    return said if said is not None and said[0] in lines else None


_LINES = {
    "name": r"(?:ho )?(?:va )?ten",
    "birth_year": r"nam sinh|tuoi",
    "sex": r"gioi tinh|nam nu",
    "phone": r"(?:so )?(?:dien thoai|dt|sdt)",
    "occupation": r"nghe(?: nghiep)?",
    "belongs": r"(?:noi|cho) o|thon",
    "guardian": r"nguoi giam ho",
}


def _line_named(said: str) -> str | None:
    """The line that "sửa năm sinh" or "sai tên rồi" names."""
    for name, words in _LINES.items():
        if re.fullmatch(
            rf"(?:sua|sai|nham|doi)(?: lai)? (?:{words})(?: roi| a| sai| nham)*", said.strip(" .!")
        ):
            return name
    return None


_WRONG = re.compile(r"(?:sửa|sua|sai|nhầm|nham|đổi|doi)(?:\s+(?:lại|lai|rồi|roi))*[\s,:]+", re.IGNORECASE)


def _line_told(text: str) -> tuple[str, str] | None:
    """The line named with its right value: "tên: …", "nghề nghiệp giáo viên"; of the sex the word is enough."""
    opening = _WRONG.match(text)
    said = text.strip() if opening is None else text[opening.end() :].strip()
    sex = sex_in(said)
    if sex is not None:
        return "sex", said
    words = said.replace(":", " : ").replace("=", " = ").split()
    for many in range(min(3, len(words) - 1), 0, -1):
        label = fold(" ".join(words[:many]))
        name = next((one for one, pattern in _LINES.items() if re.fullmatch(pattern, label)), None)
        rest = words[many:]
        while rest and fold(rest[0]).strip() in (":", "=", "", "la", "thanh"):
            rest = rest[1:]
        if name is not None and rest:
            return name, " ".join(rest)
    return None


def _for_other(form: Form) -> bool:
    return form.answers.get("whom") == OTHER


def _open(more: Callable[[Form], bool] = lambda form: True) -> Callable[[Form], bool]:
    """Asked only once consent is given and while nothing has ended the form."""
    return lambda form: is_agreed(form) and over(form) is None and more(form)


def is_agreed(form: Form) -> bool:
    """Whether personal facts may be asked and kept."""
    return bool(form.facts.get("consented")) or form.answers.get("consent") == GIVEN


def over(form: Form) -> str | None:
    """Why the form ends before it is complete, or None."""
    answers = form.answers
    if form.facts.get("ended"):
        return str(form.facts["ended"])
    if answers.get("wish") == NOTHING:
        return NOTHING
    if answers.get("other_agrees") is False:
        return "other_disagrees"
    if answers.get("consent") == REFUSED:
        return REFUSED
    if answers.get("belongs") == ELSEWHERE and answers.get("same_commune") is False:
        return ELSEWHERE
    return "guardian" if answers.get("guardian_says") is False else None


def _of_whom(form: Form) -> str:
    return "của người đó" if _for_other(form) else f"của {form.facts['you']}"


def _belongings(form: Form) -> Sequence[Choice]:
    """Where the applicant belongs; a teacher registers where he lives (plan IV.3, IV.5)."""
    village = form.facts["village"]
    lives = Choice(LIVES, f"Đang ở {village}", "Đang ở đây")
    works = Choice(WORKS, f"Làm việc ở {village}", "Làm việc ở đây")
    other = Choice(ELSEWHERE, "Nơi khác", "Nơi khác")
    return [lives, other] if is_teacher(form) else [lives, works, other]


def is_teacher(form: Form) -> bool:
    """Whether the occupation given is a teacher's."""
    return TEACHER.search(fold(str(form.answers.get("occupation") or ""))) is not None


_SAID = (
    (ELSEWHERE, re.compile(r"\bnoi khac|\bthon khac|\bxa khac|^khong\b|\bo noi khac")),
    (WORKS, re.compile(r"\blam viec\b|\bcong tac\b|\bday hoc\b|\blam (?:o|tai)\b")),
    (LIVES, re.compile(r"\bo (?:day|do|thon|trong thon|nha)\b|\b(?:dang o|song|cu tru|thuong tru)\b")),
)


class Belongs(OneOf):
    """Where the applicant belongs, also in everyday words ("em ở đây", "dạy học ở trường")."""

    def read(self, form: Form, heard: Heard) -> Any:
        said = fold(heard.text)
        offered = [one.value for one in self._among(form)]
        found = next((value for value, words in _SAID if value in offered and words.search(said)), None)
        return found or super().read(form, heard)


def _where(form: Form) -> str:
    teacher = " Thầy cô giáo tham gia Tổ ở nơi cư trú." if is_teacher(form) else ""
    who = "Người đó" if _for_other(form) else sentence(form.facts["you"])
    return f"{who} đang ở {form.facts['village']}, làm việc ở đó, hay ở nơi khác ạ?{teacher}"


class Whom(OneOf):
    """Oneself or another, also in everyday words ("con tôi", "cho mẹ", "tôi")."""

    def read(self, form: Form, heard: Heard) -> Any:
        said = fold(heard.text).strip(" .!")
        if re.search(r"\b(?:con|chau|vo|chong|bo|me|ba|ong|ban|nguoi khac|hang xom|ho|giup)\b", said):
            return OTHER
        if re.fullmatch(r"(?:cho )?(?:chinh )?(?:toi|tui|em|minh|ban than)(?: a)?", said):
            return SELF
        return super().read(form, heard)


class OwnName(FullName):
    """The name; a year of birth and a phone number in the same breath are not asked again, only read back."""

    def hear(self, form: Form, heard: Heard) -> None:
        about = about_age(heard.text)
        if about is not None and name_in(heard.text) is None:
            raise Misunderstood(about, meant=True)
        try:
            super().hear(form, heard)
        except Doubt:
            self._take_more(form, heard)
            raise
        self._take_more(form, heard)

    def _take_more(self, form: Form, heard: Heard) -> None:
        year = re.search(r"\b(?:19[3-9]|20[01])\d\b", heard.text)
        found = {"birth_year": None if year is None else int(year[0]), "phone": find_phone(heard.text)}
        for name, value in found.items():
            question = form.step(name)
            if (
                value is not None
                and name not in form.answers
                and question is not None
                and question.fits(form, value)
            ):
                form.take(name, value)


class JoinForm(PlaceForm):
    """From the team to the read-back; nothing personal is asked or kept before consent."""

    whom = Whom(
        "Đăng ký cho mình hay giúp người khác ạ?",
        lambda form: [
            Choice(SELF, "Cho tôi", "Cho tôi"),
            Choice(OTHER, "Giúp người khác", "Giúp người khác"),
        ],
        when=lambda form: bool(form.facts.get("ask_whom")),
    )
    wish = Wish()
    other_agrees = YesNo(
        "Người đó đã đồng ý để mình ghi tên hộ chưa ạ?",
        yes="Đã đồng ý",
        no="Chưa",
        when=lambda form: _for_other(form) and "wish" in form.answers and over(form) is None,
    )
    consent = Consent(
        "",
        when=lambda form: (
            "wish" in form.answers and not form.facts.get("consented") and over(form) in (None, REFUSED)
        ),
    )
    asker = FullName(
        "Họ và tên của chính mình (người ghi hộ) là gì ạ?",
        when=_open(lambda form: _for_other(form) and not form.facts.get("asker")),
    )
    name = OwnName(
        lambda form: f"Họ và tên đầy đủ, có dấu, {_of_whom(form)} là gì ạ?", when=_open(), slot="name"
    )
    birth_year = BirthYear(
        lambda form: f"Năm sinh {_of_whom(form)} ạ? Ví dụ 1975.", when=_open(), slot="birth_year"
    )
    sex = Sex("Nam hay nữ ạ? (để Trợ lý xưng hô cho đúng)", when=_open())
    phone = Phone(
        lambda form: f"Số điện thoại {_of_whom(form)} ạ? Không có thì bấm Bỏ qua.",
        when=_open(),
        optional=True,
    )
    occupation = Occupation(
        "Nghề nghiệp hoặc đoàn thể ạ? Ví dụ: giáo viên, đoàn viên, nông dân.",
        when=_open(),
        optional=True,
        most=80,
        slot="occupation",
    )
    belongs = Belongs(_where, _belongings, when=_open())
    same_commune = YesNo(
        lambda form: f"Nơi đó có thuộc {form.facts['commune']} không ạ?",
        yes="Có",
        no="Không",
        when=lambda form: is_agreed(form) and form.answers.get("belongs") == ELSEWHERE,
    )
    guardian = FullName(
        "Dưới 16 tuổi thì cần bố, mẹ hoặc người giám hộ đồng ý. Họ và tên người đó là gì ạ?",
        when=_open(lambda form: needs_guardian(form)),
    )
    guardian_says = GuardianSays(
        "", when=lambda form: is_agreed(form) and needs_guardian(form) and over(form) in (None, "guardian")
    )
    confirmed = ReadBack("", when=_open())

    @property
    def role(self) -> str:
        """What is applied for, in words."""
        return {
            str(Office.CONG_TAC_VIEN): "cộng tác viên",
            WAITING: "thành viên, chờ khi có chỗ",
            str(Office.TO_TRUONG): "Tổ trưởng",
            str(Office.TO_PHO): "Tổ phó",
        }.get(self.wish, "thành viên")

    @property
    def for_other(self) -> bool:
        """Whether somebody else is to join."""
        return _for_other(self)

    def lines(self) -> list[tuple[str, str, str]]:
        """Question, label and value of every line read back."""
        belongs = {LIVES: f"đang ở {self.facts['village']}", WORKS: f"làm việc ở {self.facts['village']}"}
        sex = {"nam": "nam", "nu": "nữ"}.get(self.sex or "", "không nói")
        found = [
            ("name", "Họ tên", self.name),
            ("birth_year", "Năm sinh", str(self.birth_year)),
            ("sex", "Giới tính", sex),
            ("phone", "Điện thoại", self.phone or "không có"),
            ("occupation", "Nghề nghiệp", self.occupation or "không nói"),
            ("belongs", "Nơi ở", belongs.get(self.belongs, f"nơi khác trong {self.facts['commune']}")),
        ]
        return [*found, ("guardian", "Người giám hộ", self.guardian)] if needs_guardian(self) else found

    def mend(self, name: str, value: str) -> None:
        """Ask a line again, or take its new value if one was said that fits."""
        question = self.step(name)
        self.forget(name)
        if question is None or not value:
            return
        try:
            question.hear(self, Heard(value, "answer", {"value": value}, True))
        except Misunderstood:
            # What was said does not fit: the line is simply asked again.
            self.forget(name)
