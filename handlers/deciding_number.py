"""The numbered decision: "số 05/QĐ-UBND ngày 12/11 cho A7K, B3M"; one decision may cover several requests."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from domain.authority import Action, may
from domain.requests import is_code
from handlers.conversation import Conversation
from handlers.deciding_many import agreed, cover
from handlers.deciding_questions import Number, SigningDay, number_in
from handlers.deciding_settle import NOT_YOURS, issuer_of
from handlers.forms import Fact, Form, Misunderstood, Prompt, Question
from handlers.heard import Heard
from handlers.pending import numbered
from handlers.read_back import ReadBack
from handlers.turn import Turn
from storage import delegations, requests
from vietnamese import fold
from vietnamese.dates import read_date
from vietnamese.writing import day, join_vi


class Some(Question[list[str]]):
    """One, several or all of numbered requests: "1, 3", "1-3 trừ 2", "hết", codes."""

    def at_sight(self, form: Form, text: str) -> list[str] | None:
        """Codes of the list alone; a code would else be read as a question about that request."""
        words = re.findall(r"[^\W_]+", text)
        return chosen_of(text, form.facts["offered"]) or None if words and all(map(is_code, words)) else None

    def prompt(self, form: Form) -> Prompt:
        """The list as it stands now: what got its number elsewhere meanwhile is offered no more."""
        now = form.facts.get("now") or {}
        if now.get("offered"):
            form.facts |= now
        return super().prompt(form)

    def read(self, form: Form, heard: Heard) -> list[str]:
        offered: list[str] = form.facts["offered"]
        chosen = chosen_of(heard.text, offered)
        if not chosen:
            raise Misunderstood("Mời gõ số thứ tự, ví dụ 1, 3 hoặc «hết».")
        return chosen

    def fits(self, form: Form, value: Any) -> bool:
        return isinstance(value, list) and bool(value) and set(value) <= set(form.facts["offered"])


def chosen_of(text: str, offered: Sequence[str]) -> list[str]:
    """Which of these codes a text names, by code, number, range or "hết"; nothing if any of it fits none."""
    codes = [word.upper() for word in re.findall(r"[^\W_]+", text) if is_code(word)]
    if codes:
        return codes if set(codes) <= set(offered) else []
    said, _, but = fold(text).partition(" tru ")
    places = (
        list(range(1, len(offered) + 1))
        if re.search(r"\b(?:het|tat ca|toan bo|ca)\b", said)
        else _places(said)
    )
    places = [one for one in places if one not in _places(but)]
    if any(not 1 <= one <= len(offered) for one in places):
        return []
    return [offered[one - 1] for one in dict.fromkeys(places)]


def _places(text: str) -> list[int]:
    found: list[int] = []
    for first, last in re.findall(r"(\d{1,3})(?:\s*(?:-|den|toi)\s*(\d{1,3}))?", text):
        found.extend(range(int(first), int(last or first) + 1))
    return found


class NumberForm(Form):
    """The decision's number, its day, and which agreed requests it covers."""

    today = Fact[str]()
    offered = Fact[list[str]]()
    lines = Fact[list[str]]()

    number = Number("Quyết định số mấy ạ? Ví dụ 05/QĐ-UBND.")
    on = SigningDay("Quyết định ký ngày nào ạ?")
    covered = Some(
        lambda form: "\n".join(
            ["Quyết định này cho những đơn nào ạ?", *form.lines, "Gõ số thứ tự, hoặc «hết»."]
        )
    )
    sure = ReadBack(lambda form: _read_back(form))

    async def attend(self, turn: Turn) -> None:
        """Whether the commune has a decision of that number in that year already."""
        await self._look_again(turn)
        answers = self.answers
        if not (answers.get("number") and answers.get("on") and answers.get("covered")):
            return
        given = await given_before(turn, self.covered[0], self.number, date.fromisoformat(self.on))
        self.facts["given"] = None if given is None else given.isoformat()

    async def _look_again(self, turn: Turn) -> None:
        """What still waits for its number; the list is changed only when it is shown again."""
        cases = await agreed(turn)
        self.facts["now"] = {
            "offered": [case.code for case in cases],
            "lines": await numbered(turn, cases),
        }


async def given_before(turn: Turn, code: str, number: str, signed: date) -> date | None:
    """On which day of that year the commune of this request has given the number already; the same day goes first."""
    case = await requests.load(turn.rows, code)
    if case is None:
        return None
    given = await requests.decisions_in_year(turn.rows, issuer_of(turn, case), signed.year)
    days = [on for one, on in given if _same(one, number)]
    return signed if signed in days else days[-1] if days else None


def used_words(given: date) -> str:
    """What is said where the number stands on another decision."""
    return f"trong năm, xã đã ghi số này cho quyết định ngày {day(given, year=True)}."


def _same(one: str, other: str) -> bool:
    """Whether two numbers are one on paper: "6/QD-UBND", "06/QĐ-UBND"."""
    plain = [(number_in(each) or each).casefold().lstrip("0") for each in (one, other)]
    return plain[0] == plain[1]


def _note(form: NumberForm) -> list[str]:
    """What is said where the number was given before."""
    given = form.facts.get("given")
    if given is None:
        return []
    if given == form.on:
        return ["Số và ngày này xã đã ghi rồi; các đơn trên sẽ thuộc cùng quyết định ấy."]
    return [f"Lưu ý: {used_words(date.fromisoformat(given))} Nhầm thì bấm «Thôi»."]


def _read_back(form: NumberForm) -> str:
    lines = [line for code, line in zip(form.offered, form.lines, strict=True) if code in form.covered]
    on = day(date.fromisoformat(form.on), year=True)
    return "\n".join(
        [
            f"Trợ lý ghi: Quyết định số {form.number}, {on}, cho:",
            *lines,
            *_note(form),
            "Làm như vậy chứ ạ?",
        ]
    )


number = Conversation(
    "decision_number",
    NumberForm,
    words=(
        r"(?!.* (?:pdf|word|docx?|excel|xlsx?)\b)"
        r"(?:(?:nhap |ghi )?(?:(?:quyet dinh|qd) ?(?:so)?|so (?:quyet dinh|qd))(?: .*\d.*)?"
        r"|so \d{1,5}[a-z]? ?/.*|\d{1,5} ?/ ?(?:\d{4} ?/ ?)?qd.*)"
    ),
    help="nhập số và ngày của quyết định",
    example="số 05/QĐ-UBND ngày 12/11",
    title="Số quyết định",
    outranks=True,
)


@number.opens
async def begin(turn: Turn) -> NumberForm | None:
    """Only who may enter decisions, and only for requests that were agreed."""
    if not await _may(turn):
        turn.say(NOT_YOURS)
        return None
    cases = await agreed(turn)
    if not cases:
        turn.say("Hiện không có đơn nào đã được đồng ý mà chưa có số quyết định ạ.")
        return None
    form = NumberForm(
        today=turn.today.isoformat(),
        offered=[case.code for case in cases],
        lines=await numbered(turn, cases),
    )
    _fill(form, turn)
    return form


async def _may(turn: Turn) -> bool:
    given = await delegations.in_force(turn.rows, turn.tree)
    units = [one.unit_code for one in turn.speaker.offices]
    return any(may(Action.ENTER_DECISION, turn.speaker.offices, code, turn.tree, given) for code in units)


def _fill(form: NumberForm, turn: Turn) -> None:
    """What the message tells already; codes that are not among the agreed ones are asked about."""
    text = turn.heard.text
    found = number_in(re.sub(r"(?i)\bng[aà]y\b.*", "", text))
    if found is not None:
        form.take("number", found)
    dated = re.search(r"(?is)\b(?:ng[aà]y|k[yý])\b(.*)", text)
    signed = read_date(dated[0], turn.today) if dated else None
    if signed is not None and signed <= turn.today:
        form.take("on", signed.isoformat())
    codes = [word.upper() for word in re.findall(r"[^\W_]+", text) if is_code(word)]
    if codes and set(codes) <= set(form.offered):
        form.take("covered", codes)
    elif not codes and len(form.offered) == 1:
        form.take("covered", list(form.offered))


@number.completes
async def submit(form: NumberForm, turn: Turn) -> None:
    """The requests and the places they gave are decided; who may is checked again."""
    if not form.sure:
        turn.say("Dạ, Trợ lý chưa ghi gì ạ.")
        return
    done = await cover(turn, form.covered, form.number, date.fromisoformat(form.on))
    if done:
        turn.say(f"Đã ghi Quyết định số {form.number} cho đơn {join_vi(done)}. Người có tên đã được báo ạ.")
    else:
        turn.say("Các đơn này đã có quyết định hoặc không còn chờ số quyết định ạ.")
