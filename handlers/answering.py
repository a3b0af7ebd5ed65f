"""A team's leader answers what an officer asked: one message, a number or a line of words."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from domain.people import Office
from domain.questions import Question, Tally
from handlers.asking import tally_lines, until
from handlers.conversation import Conversation
from handlers.forms import Fact, Form
from handlers.just_sent import just_sent
from handlers.questions import Choice, OneOf, ShortText, YesNo
from handlers.request_words import team_words
from handlers.turn import Turn
from storage import questions
from vietnamese import fold, read_number, redact
from vietnamese.writing import number

if TYPE_CHECKING:
    from handlers.router import Router

WHO = (Office.TO_TRUONG, Office.TO_PHO)
OVER = "Câu hỏi này đã khép lại hoặc không còn chờ Tổ mình ạ."
JUST_NOW = timedelta(hours=1)
FEW = 2
_NONE = re.compile(r"(?:da )?(?:khong|ko|k|hong|chua|no)(?: (?:co|gi|chi|ai|nao|mo|ca|het|dau|a))+")
""" "Ko co": words that answer a question as well as they tell a nil report."""
_SLIP = re.compile(
    r"(?:(?:a|ui|o|oi|da|thoi|xin loi) )*(?:ghi |go |bao |tra loi )?(?:nham|lon|sai|quen)(?: (?:roi|mat|a|xin loi))*"
    r"(?: |, ?|: ?)+(?:(?:la|phai|phai la|sua|sua lai|sua thanh|chinh xac|moi dung) )*"
)
_COURTESY = re.compile(r"(?<=\w)[\s,]+(?:ạ|nhé|nhe|a)[\s.!]*$", re.IGNORECASE)
"""What ends "1 ạ" and is no part of the answer."""
_REPLY = re.compile(r"^\s*(?:trả lời|tra loi|đáp|dap)\s*[:,.-]?\s*", re.IGNORECASE)


class AnswerForm(Form):
    """To which question, for which team, what."""

    open = Fact[list[list[str]]]()
    """(question code, unit code, team and question in words, question)"""
    told = Fact[str]()

    which = OneOf(
        "Trả lời cho câu nào ạ?",
        among=lambda form: [Choice(f"{one[0]}/{one[1]}", one[2]) for one in form.open],
        when=lambda form: len(form.open) > 1,
    )
    is_meant = YesNo(
        lambda form: f"Ghi «{form.told}» là câu trả lời cho câu hỏi nhanh của xã phải không ạ?",
        when=lambda form: form.is_doubtful,
    )
    what = ShortText(
        lambda form: f"«{form.chosen()[3]}»\nMời nhắn một con số hoặc một dòng ạ.",
        least=1,
        most=500,
        when=lambda form: not form.told,
    )

    @property
    def is_doubtful(self) -> bool:
        """Whether the words may mean something else; whoever has chosen one of several questions has answered it."""
        return bool(self.told) and len(self.open) == 1

    def chosen(self) -> list[str]:
        """The question that is answered, with its team."""
        key = self.answers.get("which") or f"{self.open[0][0]}/{self.open[0][1]}"
        return next((one for one in self.open if f"{one[0]}/{one[1]}" == key), self.open[0])


answering = Conversation(
    "answering",
    AnswerForm,
    words=r"tra loi[ :,.-][\s\S]*",
    help="trả lời câu hỏi nhanh của xã",
    example="trả lời: 3",
)


@answering.opens
async def begin(turn: Turn) -> None:
    """What answers a question that waits was taken before; here none waits."""
    turn.say("Hiện không có câu hỏi nhanh nào chờ mình trả lời ạ.")


@answering.presses("answer_question", once=False)
async def press(turn: Turn, tap: Any) -> Form | None:
    """The button under the question."""
    mine = [one for one in await _open(turn, answered=True) if one[0].code == tap.object]
    if not mine:
        turn.say(OVER)
        return None
    return _form(turn, mine)


async def take(turn: Turn, router: Router) -> bool:
    """A message that says nothing else plainly answers the question that waits. Whether it was one.

    A number is taken at once and read back in the receipt; words that may mean something else are asked about.
    """
    said = turn.heard.text.strip()
    is_reply = _REPLY.match(said) is not None
    if not turn.speaker.units_with(*WHO) or not said:
        return False
    is_none = _NONE.fullmatch(fold(said).strip(" .!?")) is not None
    if not is_reply and not is_none and (turn.heard.sure or _is_a_report(turn)):
        return await _mends(turn, said)
    told = _REPLY.sub("", said, count=1)
    found = await _open(turn, answered=is_reply)
    if is_none and not is_reply:  # "ko co": no answer to put into a report that nobody asked for
        found = [one for one in found if one[0].in_time(turn.at)]
        if found:
            await router.open_form(turn, _form(turn, found, told))
        return bool(found)
    if not is_reply:
        # To which of several questions mere words belong nobody can tell; what is over waits behind what is not.
        found = [one for one in found if one[0].in_time(turn.at)] or found
        found = found if len(found) == 1 or _figure(told) is not None else []
    if not found:
        return await _mends(turn, said)
    if not told or fold(told).strip(" .!?") in ("co", "khong", "da", "vang", "ok"):
        await router.open_form(turn, _form(turn, found))
    elif len(found) == 1 and (is_reply or _figure(told) is not None):
        await _record(turn, *found[0], told)
    else:
        await router.open_form(turn, _form(turn, found, told))
    return True


async def _mends(turn: Turn, said: str) -> bool:
    """ "Nhầm, 2" of somebody who has just answered a question: the answer is corrected."""
    slip = _SLIP.match(fold(said))
    told = "" if slip is None else said[slip.end() :].strip(" ,.:")
    if not told or (turn.heard.says("report") and _is_a_report(turn)):
        return False
    found = await questions.answered_last(turn.rows, turn.speaker.units_with(*WHO), turn.at - JUST_NOW)
    sent = await just_sent(turn, JUST_NOW)
    if found is None or (sent is not None and (sent.report.submitted_at or turn.at) > found[2]):
        return False
    if _figure(told) is None and len(told.split()) < FEW:
        return False
    await _record(turn, found[0], found[1], told)
    return True


def _is_a_report(turn: Turn) -> bool:
    """Whether it has figures of a month's work, be they unsure: those are never the answer to one question."""
    figures = [one for one in turn.heard.slots.values() if isinstance(one, int) and not isinstance(one, bool)]
    told = len(figures) > 1 or turn.heard.slot("period") is not None
    return told and turn.heard.says("report", "report_nil", "correct")


async def _open(turn: Turn, answered: bool) -> list[tuple[Question, str]]:
    return await questions.put_to(turn.rows, turn.speaker.units_with(*WHO), turn.at, answered=answered)


def _form(turn: Turn, found: list[tuple[Question, str]], told: str = "") -> AnswerForm:
    listed = [
        [one.code, unit, f"{team_words(turn, unit)}: {one.text[:60]}", one.text] for one, unit in found[:9]
    ]
    return AnswerForm(open=listed, told=told)


@answering.completes
async def submit(form: AnswerForm, turn: Turn) -> None:
    """Kept as a report of its own."""
    code, unit = form.chosen()[:2]
    one = await questions.by_code(turn.rows, code)
    if one is None or not one.is_open(turn.at):
        turn.say(OVER)
    elif form.is_doubtful and not form.is_meant:
        turn.say("Dạ, Trợ lý chưa ghi gì. Gõ «trợ giúp» để xem Trợ lý làm được gì ạ.")
    else:
        await _record(turn, one, unit, form.told or _REPLY.sub("", form.what, count=1))


def _figure(told: str) -> int | None:
    """The one number of an answer, if there is one."""
    found = read_number(told)
    return found.value if not found.problem else None


async def _record(turn: Turn, one: Question, unit: str, told: str) -> None:
    told = _COURTESY.sub("", told)
    figure = _figure(told)
    values: dict[str, Any] = {} if figure is None else {questions.FIGURE: figure}
    if figure is None or not told.strip().replace(".", "").isdigit():
        values[questions.WORDS] = redact(told)
    code = await questions.answer(
        turn.rows,
        one,
        unit,
        values,
        turn.speaker.person_id or "",
        turn.at,
        turn.incoming.key,
        turn.house.window,
    )
    turn.audit("answered", f"question:{one.code}", report=code)
    shown = number(figure) if figure is not None else f"«{redact(told)[:80]}»"
    late = "" if one.in_time(turn.at) else f" (sau hạn {until(one.due_at)})"
    turn.say(
        f"✅ Đã ghi câu trả lời của {team_words(turn, unit)}: {shown}{late}. Mã {code}.\n"
        "Cần sửa, gõ «trả lời: …» ạ."
    )
    await _tell_when_complete(turn, one)


async def _tell_when_complete(turn: Turn, one: Question) -> None:
    """Who asked hears when the last team has answered, once."""
    tally = Tally.of(await questions.answers(turn.rows, one.code))
    if not tally.missing:
        lines = tally_lines(turn, tally)
        turn.tell(
            f"person:{one.asked_by}",
            "\n".join([f"Đủ câu trả lời cho «{one.text}» ạ.", *lines]),
            about=f"question:{one.code}:complete",
        )
