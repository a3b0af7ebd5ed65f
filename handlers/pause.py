"""Storm pause: an officer stops the reminders of a unit for a time, and has them come again."""

from __future__ import annotations

import re
from datetime import date, timedelta

from domain.authority import Action, reach
from domain.messages import MessageKind
from domain.units import full_label
from handlers.conversation import Conversation
from handlers.forms import Fact, Form, Misunderstood
from handlers.heard import Heard
from handlers.questions import Choice, Day, OneOf
from handlers.read_back import ReadBack
from handlers.recipients import highest, leaders_below, named_below
from handlers.snooze import begin as snoozed
from handlers.turn import Turn
from storage import pauses
from storage.imports.changes import stamp
from storage.pauses import Pause
from vietnamese import fold
from vietnamese.dates import read_date, read_span
from vietnamese.writing import day, join_vi, number, sentence

LONGEST = timedelta(days=31)
TOLD_FOR = timedelta(days=7)
_REASON = re.compile(
    r"\b(?P<bao>bao)\b(?! cao)|\b(?P<lu>lu|lut|ngap|mua lon|mua lu)\b|\b(?P<other>thien tai|dich|mat dien|hoa hoan)\b"
)
_REASONS = {"bao": "bão", "lu": "mưa lũ", "other": "tình hình địa phương"}
_OF_UNIT = re.compile(r"\b(?:ca|toan) (?:xa|tinh|huyen)\b|\b(?:cac|tat ca|toan bo) (?:to|thon|xa)\b")


class LastDay(Day):
    """The last day without reminders."""

    def read(self, form: Form, heard: Heard) -> str:
        today = date.fromisoformat(form.facts["today"])
        found = read_date(heard.text, today)
        if found is None:
            raise Misunderstood("Trợ lý cần một ngày, ví dụ 28/11.")
        if not today <= found <= today + LONGEST:
            raise Misunderstood(f"Ngày này cần từ hôm nay đến {day(today + LONGEST)}.")
        return found.isoformat()

    def fits(self, form: Form, value: object) -> bool:
        return isinstance(value, str) and value >= form.facts["today"]


class PauseForm(Form):
    """Where, until when, and a yes."""

    today = Fact[str]()
    units = Fact[list[list[str]]]()
    reason = Fact[str]()
    teams = Fact[dict[str, int]]()

    unit = OneOf(
        "Tạm dừng nhắc ở đâu ạ?",
        among=lambda form: [Choice(one[0], one[1], one[1][:20]) for one in form.units],
    )
    last = LastDay("Tạm dừng đến hết ngày nào ạ?")
    sure = ReadBack(lambda form: _read_back(form), yes="Tạm dừng")


def _read_back(form: PauseForm) -> str:
    name = {one[0]: one[1] for one in form.units}[form.unit]
    why = f" vì {form.reason}" if form.reason else ""
    last = day(date.fromisoformat(form.last))
    return (
        f"Tạm dừng mọi lời nhắc của {name} ({number(form.teams[form.unit])} Tổ){why} đến hết {last}."
        " Hạn nộp không đổi, tin khẩn vẫn chuyển ngay. Làm như vậy chứ ạ?"
    )


pause = Conversation(
    "pause",
    PauseForm,
    words=r"(?:toi |xin |cho |de nghi )*tam (?:dung|ngung|hoan|thoi) (?:viec |moi |cac )*(?:nhac|loi nhac)\b[\s\S]*",
    help="tạm dừng nhắc cả đơn vị khi bão lũ",
    example="tạm dừng nhắc vì bão đến 28/11",
    title="Tạm dừng nhắc",
)
resuming = Conversation(
    "pause_end",
    words=r"(?:hay |bat |mo )?(?:lai )?nhac lai(?: (?:cac to|ca xa|cho ca xa|cho cac to|nhu cu|binh thuong|di|nhe|a))*",
    help="nhắc lại sau khi tạm dừng",
    example="nhắc lại",
)


@pause.opens
async def begin(turn: Turn) -> PauseForm | None:
    """An officer's pause; of anybody else, or where no unit and no reason is named, his own reminders stop."""
    unit, said = highest(turn, Action.ANNOUNCE), fold(turn.heard.text)
    is_of_unit = bool(
        _REASON.search(said) or _OF_UNIT.search(said) or named_below(turn, unit, turn.heard.text)
    )
    if unit is None or not is_of_unit:
        await snoozed(turn)
        return None
    units = named_below(turn, unit, turn.heard.text) or [unit]
    teams = {code: len(await leaders_below(turn, code)) for code in units}
    form = PauseForm(
        today=turn.today.isoformat(),
        units=[[code, _label(turn, code)] for code in units],
        reason=_reason(said),
        teams=teams,
    )
    if len(units) == 1:
        form.take("unit", units[0])
    last = _last(turn)
    if last is not None and turn.today <= last <= turn.today + LONGEST:
        form.take("last", last.isoformat())
    return form


def _label(turn: Turn, code: str) -> str:
    unit = turn.tree.get(code)
    return code if unit is None else full_label(unit, turn.tree)


def _reason(said: str) -> str:
    found = _REASON.search(said)
    return "" if found is None else _REASONS[str(found.lastgroup)]


def _last(turn: Turn) -> date | None:
    span = read_span(turn.heard.text, turn.today)
    return span.last if span is not None and span.last is not None else read_date(turn.heard.text, turn.today)


@pause.completes
async def submit(form: PauseForm, turn: Turn) -> None:
    """From now on, and every leader below hears of it once."""
    person = turn.speaker.person_id
    if (
        not form.sure
        or person is None
        or form.unit not in reach(Action.ANNOUNCE, turn.speaker.offices, turn.tree)
    ):
        turn.say("Dạ, lời nhắc vẫn như thường ạ.")
        return
    last = date.fromisoformat(form.last)
    await pauses.begin(turn.rows, Pause(form.unit, last + timedelta(days=1), form.reason), person, turn.at)
    await stamp(turn.rows)
    turn.audit("paused", f"unit:{form.unit}", until=form.last)
    why = f" vì {form.reason}" if form.reason else ""
    for leader in await leaders_below(turn, form.unit):
        turn.tell(
            f"person:{leader}",
            f"{sentence(_label(turn, form.unit))} tạm dừng nhắc báo cáo{why} đến hết {day(last)}. Hạn nộp không"
            " đổi, Tổ gửi được lúc nào Trợ lý nhận lúc ấy. Có việc khẩn, gõ «báo tin khẩn» ạ.",
            about=f"pause:{turn.incoming.key}",
            kind=MessageKind.BROADCAST,
            lives=TOLD_FOR,
            check={"paused": form.unit},
        )
    turn.say(
        f"Đã tạm dừng nhắc đến hết {day(last)} và báo các Tổ trưởng. Muốn nhắc sớm hơn, gõ «nhắc lại» ạ."
    )


@resuming.opens
async def resume(turn: Turn) -> None:
    """The pauses of the speaker's units end; where there is none, his own reminders come again."""
    mine = reach(Action.ANNOUNCE, turn.speaker.offices, turn.tree)
    person = turn.speaker.person_id
    holding = await pauses.in_force(turn.rows, turn.at, mine) if mine else []
    if not holding or person is None:
        await snoozed(turn)
        return
    units = list(dict.fromkeys(one.unit_code for one in holding))
    await pauses.end(turn.rows, units, person, turn.at)
    await stamp(turn.rows)
    turn.audit("pause_ended", f"unit:{units[0]}", units=",".join(units))
    for code in units:
        for leader in await leaders_below(turn, code):
            turn.tell(
                f"person:{leader}",
                f"{sentence(_label(turn, code))} nhắc báo cáo lại như thường từ hôm nay ạ.",
                about=f"pause_ended:{turn.incoming.key}",
                kind=MessageKind.BROADCAST,
                lives=TOLD_FOR,
                check={"not_paused": code},
            )
    turn.say(f"Đã nhắc lại như thường ở {join_vi([_label(turn, code) for code in units])} ạ.")
