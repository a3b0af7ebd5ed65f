"""Decisions: a leader introduces or proposes, the chairman agrees; by button, by code, several at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from domain.errors import NumberRequired, ReasonRequired
from domain.people import Office
from domain.requests import RequestKind, StepKind, Verdict, is_code
from handlers.conversation import Conversation
from handlers.deciding_many import outcome, settle_all
from handlers.deciding_questions import Number, Reason, SigningDay
from handlers.deciding_reading import LISTED, WORDS, Decided, codes_in, read_decided
from handlers.deciding_settle import NOT_YOURS, Word, owed_by, settle
from handlers.forms import Fact, Form
from handlers.heard import Heard
from handlers.on_behalf import records, warning
from handlers.pending import NOTHING, UNSURE, numbered, show_waiting, waiting
from handlers.read_back import ReadBack
from handlers.request_words import introduction_words
from handlers.turn import Turn
from storage.requests import Case
from vietnamese import fold
from vietnamese.writing import day, join_vi

_ANSWERS_ANYTHING = (Office.CHU_TICH_XA, Office.PHO_CHU_TICH_XA, Office.TO_TRUONG)


class Decisions(Conversation):
    """Also claims what is unclear but seems to decide something: then the list is shown and nothing is done."""

    def claims(self, heard: Heard) -> bool:
        choices = heard.slot("choices") or ()
        decides = heard.says("unclear") and bool({"approve", "introduce"} & set(choices))
        return decides or super().claims(heard)

    def insists(self, heard: Heard) -> bool:
        """A verb of deciding with codes or places of the list, also where the open form hides it from the reading."""
        said = fold(heard.text).strip(" .!?")
        by_code = self.words is not None and self.words.fullmatch(said) is not None
        listed = re.fullmatch(LISTED, said) is not None
        return super().insists(heard) or listed or (by_code and any(map(is_code, codes_in(heard.text))))


decisions = Decisions(
    "decisions",
    intents=("introduce", "approve", "reject", "defer", "return_for_info"),
    words=WORDS,
    help="giới thiệu, duyệt hoặc từ chối đơn",
    example="đồng ý A7K",
    title="Trả lời đơn",
    outranks=True,
)


NO_SUCH_REQUEST = (
    "Trợ lý chưa có đơn của {name}. Mời người đó nhắn Trợ lý «xin tham gia Tổ»;\n"
    "có đơn rồi, {you} bấm «Giới thiệu» là xong ạ."
)
AHEAD = (RequestKind.JOIN, RequestKind.LEAVE)
"""What the chairman may agree to from a day to come; the calendar makes it effective."""
AT_ONCE = (
    "Trợ lý chưa hẹn trước ngày được: làm là có hiệu lực ngay hôm nay, {day}. Muốn từ ngày khác, mời chọn Thôi"
    " rồi đến ngày đó trả lời."
)
_ASK_REASON = {
    "no": "Vì sao chưa đồng ý ạ? Mời viết ngắn gọn, Trợ lý sẽ báo lại người làm đơn.",
    "return": "Cần người làm đơn bổ sung gì ạ?",
}


class VerdictForm(Form):
    """What is still missing of a decision: a reason, a number first, the read-back."""

    codes = Fact[list[str]]()
    verdict = Fact[str]()
    at_step = Fact[str]()
    unit = Fact[str]()
    later = Fact[bool]()
    lines = Fact[list[str]]()
    deed = Fact[str]()
    at_once = Fact[str]()
    effective = Fact[str]()
    numbered = Fact[bool]()
    today = Fact[str]()

    reason = Reason(lambda form: _ASK_REASON[form.verdict], when=lambda form: form.verdict != "yes")
    number = Number(
        "Đơn này liên quan đến chỗ của chính đồng chí nên cần số quyết định trước. Quyết định số mấy ạ?",
        when=lambda form: form.numbered,
    )
    on = SigningDay("Quyết định ký ngày nào ạ?", when=lambda form: form.numbered)
    sure = ReadBack(lambda form: _read_back(form), when=lambda form: bool(form.lines))


_DEEDS = {"yes": "đồng ý", "no": "không đồng ý", "return": "trả lại để bổ sung"}


def _read_back(form: VerdictForm) -> str:
    why = form.answers.get("reason")
    reason = f"\nLý do: {why}" if why else ""
    deed = "chấp thuận khi có người thay" if form.later and form.verdict == "yes" else _said_as(form)
    at_once = f"\n{form.at_once}" if form.at_once else ""
    return (
        "\n".join([f"Trợ lý ghi: {deed} {len(form.lines)} đơn.", *form.lines])
        + f"{reason}{at_once}\nLàm như vậy chứ ạ?"
    )


def _said_as(form: VerdictForm) -> str:
    return form.deed or _DEEDS[form.verdict]


def _deed(word: Verdict, chosen: Sequence[Case]) -> str:
    """The verb of these requests' step where it is one for all: giới thiệu, đề xuất, nhận, chấp thuận; else ""."""
    if word is Verdict.RETURN:
        return ""
    steps = [(case.request, need) for case in chosen for need in case.request.needs()[:1]]
    words = {
        introduction_words(request, need)[:2]
        if need.step is StepKind.INTRODUCTION
        else ("Chấp thuận", "Không chấp thuận")
        if request.kind is RequestKind.LEAVE
        else ("Đồng ý", "Không đồng ý")
        for request, need in steps
    }
    return words.pop()[0 if word is Verdict.YES else 1].lower() if len(words) == 1 else ""


verdict = Conversation("verdict", VerdictForm, help="trả lời đơn đang chờ")


@decisions.opens
async def begin(turn: Turn) -> VerdictForm | None:
    """Plain words on one request take effect; everything else is read back or answered with the list."""
    cases = await waiting(turn)
    said = await read_decided(turn, cases)
    if turn.heard.slot("candidate") and not said.codes:
        turn.say(NO_SUCH_REQUEST.format(name=turn.heard.slot("candidate"), you=turn.you))
        return None
    if not cases and not said.codes:
        turn.say(_nothing_to_decide(turn))
        return None
    if said.verdict is None:
        await _not_now(turn, said, cases)
        return None
    if said.unknown and not said.codes:
        await show_waiting(turn, cases, f"Trợ lý không thấy đơn {join_vi(said.unknown)} trong danh sách.")
        return None
    return await _decide(turn, said, cases)


def _nothing_to_decide(turn: Turn) -> str:
    answers = any(one.office in _ANSWERS_ANYTHING for one in turn.speaker.offices)
    return NOTHING.format(you=turn.you) if answers else NOT_YOURS


async def _not_now(turn: Turn, said: Decided, cases: Sequence[Case]) -> None:
    if turn.heard.says("defer"):
        turn.say("Dạ, Trợ lý chưa ghi gì; đơn vẫn chờ. Khi quyết định, mời gõ «chờ duyệt» để xem lại ạ.")
    else:
        await show_waiting(turn, cases, UNSURE)


async def _decide(turn: Turn, said: Decided, cases: Sequence[Case]) -> VerdictForm | None:
    mine = {case.code: case for case in cases}
    codes = said.codes
    if not said.named and len(codes) != 1:
        if len(cases) != 1 or codes:
            meant = [mine[code] for code in codes] or cases
            await show_waiting(turn, meant, "Có nhiều đơn, mời nói rõ đơn nào ạ.")
            return None
        codes = [cases[0].code]
    chosen = [mine[code] for code in codes if code in mine]
    if not chosen:
        await _refuse(turn, codes, said)
        return None
    for_another = await _for_another(turn, chosen)
    if said.plain and not for_another:
        return await carry_out(turn, chosen[0].code, _word(said))
    form = _form(said, [case.code for case in chosen])
    form.facts |= {"lines": await numbered(turn, chosen), "deed": _deed(said.verdict or Verdict.YES, chosen)}
    if said.on_a_day and not said.later:
        form.facts |= _when(turn, said, chosen)
    form.facts["at_once"] = "\n".join(filter(None, [*for_another, form.facts.get("at_once")]))
    _replaces(turn, form.codes)
    return form


async def _for_another(turn: Turn, chosen: Sequence[Case]) -> list[str]:
    """What is said first where it would be the word of a leader whom no message reaches, written down for him."""
    owed = [await owed_by(turn, case) for case in chosen]
    said = [await warning(turn, found[1]) for found in owed if found is not None and records(turn, found[1])]
    return list(dict.fromkeys(said))


def _when(turn: Turn, said: Decided, chosen: Sequence[Case]) -> dict[str, str]:
    """The day on which it takes effect, where that may be put ahead; else that it is at once."""
    ahead = all(
        case.request.kind in AHEAD
        and not case.request.is_collaboration
        and not case.request.after_replacement
        and case.request.needs()[:1] == case.request.needs()
        and all(need.step is StepKind.APPROVAL for need in case.request.needs())
        for case in chosen
    )
    if said.effective is None or not ahead:
        return {"at_once": AT_ONCE.format(day=day(turn.today))}
    return {
        "at_once": f"Có hiệu lực từ {day(said.effective, year=True)}.",
        "effective": said.effective.isoformat(),
    }


def _replaces(turn: Turn, codes: Sequence[str]) -> None:
    """The newest word on these requests counts: what was still being asked about them is over."""
    turn.dialogs[:] = [
        one
        for one in turn.dialogs
        if not (isinstance(one.form, VerdictForm) and set(one.form.codes) <= set(codes))
    ]


def _word(said: Decided) -> Word:
    return Word(said.verdict or Verdict.YES, said.reason, later=said.later)


def _form(said: Decided, codes: list[str]) -> VerdictForm:
    form = verdict_form(codes, said.verdict or Verdict.YES, later=said.later)
    if said.reason:
        form.take("reason", said.reason)
    return form


def verdict_form(codes: list[str], word: Verdict, **facts: Any) -> VerdictForm:
    """The form of a verdict that still lacks something."""
    known: dict[str, Any] = {"at_step": None, "unit": None, "later": False, "lines": [], "numbered": False}
    return VerdictForm(codes=codes, verdict=str(word), **(known | facts))


async def _refuse(turn: Turn, codes: Sequence[str], said: Decided) -> None:
    """Somebody else's request, or one that is settled: a kind answer, no effect."""
    if not codes:
        turn.say("Không còn đơn nào để làm ạ.")
    for code in codes[:3]:
        turn.say(
            (
                await settle(turn, code, Word(said.verdict or Verdict.YES, said.reason or "chưa nêu rõ"))
            ).sentence
        )


async def carry_out(turn: Turn, code: str, word: Word) -> VerdictForm | None:
    """Let the word take effect and say so; the form where a reason or the number is missing."""
    _replaces(turn, [code])
    where = {"at_step": None if word.step is None else str(word.step), "unit": word.unit, "later": word.later}
    try:
        turn.say((await settle(turn, code, word)).sentence)
    except ReasonRequired:
        return verdict_form([code], word.verdict, **where)
    except NumberRequired:
        return verdict_form([code], word.verdict, numbered=True, today=turn.today.isoformat(), **where)
    return None


@verdict.completes
async def submit(form: VerdictForm, turn: Turn) -> None:
    """Every request of the read-back gets its word; what has moved meanwhile is said."""
    if form.lines and not form.sure:
        turn.say("Dạ, Trợ lý chưa làm gì; các đơn vẫn chờ ạ.")
        return
    results = await settle_all(turn, form.codes, _spoken(form))
    for sentence in outcome(results, _said_as(form)):
        turn.say(sentence)


def _spoken(form: VerdictForm) -> Word:
    step = StepKind(form.at_step) if form.at_step else None
    decision = (form.number, date.fromisoformat(form.on)) if form.numbered else None
    reason = form.reason if form.verdict != "yes" else ""
    effective = date.fromisoformat(form.effective) if form.effective else None
    return Word(Verdict(form.verdict), reason, step, form.unit, bool(form.later), decision, effective)


# --- buttons -------------------------------------------------------------------------------------------------------


@decisions.presses("say_yes", once=False)
async def press_yes(turn: Turn, tap: Any) -> VerdictForm | None:
    """[Giới thiệu], [Đề xuất], [Nhận], [Đồng ý], [Chấp thuận]: pressed again they only say what has become of it."""
    return await carry_out(turn, tap.object, _tapped(tap, Verdict.YES))


@decisions.presses("say_later", once=False)
async def press_later(turn: Turn, tap: Any) -> VerdictForm | None:
    """[Khi có người thay]: the leave takes effect with the successor (J12)."""
    return await carry_out(turn, tap.object, _tapped(tap, Verdict.YES, later=True))


@decisions.presses("say_no", once=False)
async def press_no(turn: Turn, tap: Any) -> VerdictForm | None:
    """[Chưa giới thiệu], [Từ chối], [Không]: the reason is asked."""
    return await carry_out(turn, tap.object, _tapped(tap, Verdict.NO))


@decisions.presses("say_return", once=False)
async def press_return(turn: Turn, tap: Any) -> VerdictForm | None:
    """[Trả lại bổ sung]: what is missing is asked."""
    return await carry_out(turn, tap.object, _tapped(tap, Verdict.RETURN))


def _tapped(tap: Any, word: Verdict, later: bool = False) -> Word:
    return Word(word, step=StepKind(tap.detail["step"]), unit=tap.detail["unit"], later=later)
