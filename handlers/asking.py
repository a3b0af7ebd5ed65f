"""An officer asks all teams below one question with a deadline, and sees how the answers stand (đột xuất, top down)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from domain.authority import Action, reach
from domain.calendar import in_vietnam
from domain.questions import STAYS_OPEN, Question, Tally
from domain.units import UnitKind, full_label, label
from handlers.asking_words import LEAD, deadline_in, question_in
from handlers.conversation import Conversation
from handlers.forms import Fact, Form, Misunderstood, word_button
from handlers.heard import Heard
from handlers.incident import incident
from handlers.naming import team_of
from handlers.notes import noted
from handlers.questions import ShortText
from handlers.read_back import ReadBack
from handlers.recipients import highest, leaders_of_teams, named_below, ways_and_price
from handlers.turn import Turn
from storage import questions
from vietnamese import fold
from vietnamese.writing import clock, day, join_vi, number, sentence

LONGEST = timedelta(days=60)
MOST_SHOWN = 40
NOT_YOURS = (
    "Kết quả hỏi nhanh dành cho lãnh đạo, cán bộ xã và cấp trên ạ. Trả lời câu hỏi của xã: gõ «trả lời: 3»."
)
_BARE = re.compile(
    r"(?:toi |minh )?(?:muon |can |xin )?(?:gui |lam )?(?:yeu cau |de nghi |hoi |mot )*"
    r"(?:bao cao|hoi)? ?(?:nhanh|dot xuat)(?: (?:cac|tat ca|toan bo) (?:to|thon|xom|xa))?"
    r"|hoi (?:cac|tat ca|toan bo)(?: cac)? (?:to|thon|xom|to truong|xa)"
)


class Deadline(ShortText):
    """A day and an hour in the future, kept as ISO 8601."""

    kind = "text"

    def read(self, form: Form, heard: Heard) -> str:
        at = datetime.fromisoformat(form.facts["now"])
        found = deadline_in(heard.text, at)
        if found is None:
            raise Misunderstood("Trợ lý cần ngày giờ, ví dụ: 17h thứ Sáu.")
        if not at < found <= at + LONGEST:
            raise Misunderstood(f"Hạn cần sau bây giờ và trong {LONGEST.days} ngày ạ.")
        return found.isoformat()

    def fits(self, form: Form, value: object) -> bool:
        return isinstance(value, str) and value > form.facts["now"]


class AskForm(Form):
    """What is asked, until when, of how many, at which price."""

    now = Fact[str]()
    unit = Fact[str]()
    label = Fact[str]()
    teams = Fact[dict[str, str]]()
    plan = Fact[str]()

    what = ShortText(
        "Hỏi các Tổ điều gì ạ? Trợ lý gửi nguyên văn, mỗi Tổ trả lời một dòng.", least=5, most=500
    )
    due = Deadline(lambda form: _due_asked(form))
    sure = ReadBack(lambda form: _read_back(form), yes="Gửi")


def _due_asked(form: AskForm) -> str:
    """What is about to be done stands before the question: a message may have been taken for it by mistake."""
    return (
        f"Trợ lý soạn câu hỏi nhanh gửi {number(len(form.teams))} Tổ ({form.label}): «{form.what}»\n"
        "Hạn trả lời lúc nào ạ? Ví dụ: 17h thứ Sáu. Không phải hỏi nhanh thì gõ «hủy»."
    )


def _read_back(form: AskForm) -> str:
    return (
        f"Hỏi {number(len(form.teams))} Tổ ({form.label}), hạn {until(datetime.fromisoformat(form.due))}:\n"
        f"«{form.what}»\n{form.plan} Gửi chứ ạ?"
    )


def until(due: datetime) -> str:
    """ "17:00 thứ Sáu, 27/11"."""
    local = in_vietnam(due)
    return f"{clock(local)} {day(local.date())}"


asking = Conversation(
    "asking",
    AskForm,
    intents=("adhoc_request",),
    words=rf"{_BARE.pattern}|hoi (?:nhanh )?(?:cac|tat ca|toan bo)(?: cac)? (?:to|thon|xom|xa)\b[\s\S]*"
    r"|(?:yeu cau )?(?:bao cao|hoi) (?:nhanh|dot xuat) ?:[\s\S]*",
    help="hỏi nhanh các Tổ, có hạn trả lời",
    example="hỏi các tổ: mỗi thôn có mấy nhà văn hóa có wifi? trước 17h thứ Sáu",
    title="Hỏi nhanh các Tổ",
)
tallying = Conversation(
    "tallying",
    words=r"(?:xem |cho xem )?(?:tinh hinh|ket qua|tong hop)(?: tra loi)?(?: cac)?"
    r" (?:(?:cau )?hoi (?:nhanh|dot xuat)|bao cao (?:nhanh|dot xuat)|cau hoi)(?: .*)?"
    r"|(?:xem |cho xem )?(?:tinh hinh|ket qua)(?: tra loi)? (?:hoi|hoi (?:cac |tat ca )*(?:to|thon|xom|xa))"
    r"|(?:hoi nhanh|hoi|(?:(?:cac|nhung|may) )*(?:to|thon|xom|xa)(?: truong)?(?: da)? tra loi)(?: (?:cau )?hoi nhanh)?"
    r" (?:den|toi) dau(?: roi)?(?: (?:a|nhi|the))?"
    r"|(?:con )?(?:(?:nhung |may |cac )?(?:to|thon|xom|xa|noi|ai)(?: nao| mo)?)(?: con| van)? chua tra loi"
    r"(?: (?:cau hoi|hoi nhanh|cau hoi nhanh))?(?: (?:a|nhi|the|vay))?",
    help="xem các Tổ đã trả lời hỏi nhanh đến đâu",
    example="tình hình hỏi nhanh",
    title="Kết quả hỏi nhanh",
)


@asking.yields
def meant(turn: Turn) -> Conversation:
    """From below it is something told to the commune: urgent news, or a note."""
    if highest(turn, Action.ANNOUNCE) is not None:
        return asking
    return incident if turn.heard.says("report_adhoc") else noted


@asking.opens
async def begin(turn: Turn) -> Form | None:
    """Who is asked is settled here, and read back with the price; from below it is something told to the commune."""
    unit = highest(turn, Action.ANNOUNCE)
    if unit is None:
        return await meant(turn).begin(turn)
    teams = await _asked_teams(turn, unit)
    if not teams:
        turn.say("Danh sách chưa có Tổ trưởng nào để hỏi ạ.")
        return None
    place = turn.tree.get(unit)
    form = AskForm(
        now=turn.at.isoformat(),
        unit=unit,
        label=unit if place is None else full_label(place, turn.tree),
        teams=teams,
        plan=await ways_and_price(turn, list(dict.fromkeys(teams.values()))),
    )
    _fill(form, turn)
    return form


async def _asked_teams(turn: Turn, unit: str) -> dict[str, str]:
    """The teams below, or those that are named; asked of "các xã" from above, the communes' own."""
    lead = LEAD.match(turn.heard.text)
    named = named_below(turn, unit, lead[0]) if lead else []
    teams: dict[str, str] = {}
    for code in named or [unit]:
        teams |= await leaders_of_teams(turn, code)
    place, said = turn.tree.get(unit), fold(turn.heard.text)
    if place is not None and place.kind is not UnitKind.XA and re.search(r"\bcac xa\b", said):
        kinds = {code: one.kind for code in teams if (one := turn.tree.get(code)) is not None}
        teams = {code: who for code, who in teams.items() if kinds.get(code) is UnitKind.XA}
    return teams


def _fill(form: AskForm, turn: Turn) -> None:
    text = turn.heard.text.strip()
    if _BARE.fullmatch(fold(text).strip(" .!?:")):
        return
    told, due = question_in(text, turn.at)
    if len(told) >= 5:
        form.take("what", told)
    if due is not None and turn.at < due <= turn.at + LONGEST:
        form.take("due", due.isoformat())


@asking.completes
async def submit(form: AskForm, turn: Turn) -> None:
    """Asked at once; whoever leads two teams is asked once."""
    person = turn.speaker.person_id
    if not form.sure or person is None or highest(turn, Action.ANNOUNCE) != form.unit:
        turn.say("Dạ, Trợ lý chưa gửi câu hỏi ạ.")
        return
    due = datetime.fromisoformat(form.due)
    one = Question(questions.new_question_code(), form.unit, form.what, person, turn.at, due)
    await questions.ask(turn.rows, one, form.teams, turn.incoming.key)
    turn.audit("asked", f"question:{one.code}", teams=len(form.teams))
    for leader in dict.fromkeys(form.teams.values()):
        _put(turn, form, one, leader)
    turn.say(
        f"Đã hỏi {number(len(form.teams))} Tổ, mã {one.code}, hạn {until(due)}.\n"
        "Xem các Tổ trả lời đến đâu: gõ «tình hình hỏi nhanh» ạ."
    )


def _put(turn: Turn, form: AskForm, one: Question, leader: str) -> None:
    mine = [code for code, who in form.teams.items() if who == leader]
    to = f"person:{leader}"
    turn.tell(
        to,
        f"{sentence(form.label)} hỏi nhanh: «{one.text}»\n"
        f"Mời nhắn lại một con số hoặc một dòng trước {until(one.due_at)} ạ.",
        turn.tap("Trả lời", "answer_question", one.code, to),
        about=f"question:{one.code}",
        lives=one.due_at + STAYS_OPEN - turn.at,
        check={"question": one.code, "teams": " ".join(mine)},
    )


# --- how it stands -------------------------------------------------------------------------------------------------


@tallying.opens
async def stands(turn: Turn) -> None:
    """The newest question of the speaker's units, live: n/N, the sum, every answer, who is missing."""
    mine = reach(Action.ANNOUNCE, turn.speaker.offices, turn.tree)
    if not mine:
        turn.say(NOT_YOURS)
        return
    asked = await questions.asked_in(turn.rows, mine)
    if not asked:
        turn.say("Chưa có câu hỏi nhanh nào ạ. Hỏi các Tổ: gõ «hỏi các tổ: … trước 17h thứ Sáu».")
        return
    one = asked[0]
    tally = Tally.of(await questions.answers(turn.rows, one.code))
    lines = [f"«{one.text}» (hạn {until(one.due_at)})", *tally_lines(turn, tally)]
    word = f"báo cáo đột xuất {one.code} bản word"
    turn.say("\n".join(lines), *([word_button("Lấy bản Word", word)] if tally.given else []))


def tally_lines(turn: Turn, tally: Tally) -> list[str]:
    """A missing team is not zero: beside the sum stands how many gave a figure."""
    given, figures = tally.given, tally.figures
    lines = [f"Đã trả lời {number(len(given))}/{number(len(tally.answers))} Tổ."]
    if figures:
        lines[0] += f" Tổng {number(sum(figures))} ({number(len(figures))} Tổ có số)."
    lines += [
        f"- {_name(turn, one.unit_code)}: {one.said()}{'' if one.in_time else ' (sau hạn)'}"
        for one in given[:MOST_SHOWN]
    ]
    if len(given) > MOST_SHOWN:
        lines.append(f"- và {number(len(given) - MOST_SHOWN)} Tổ nữa")
    missing = tally.missing
    if missing:
        shown = join_vi([_name(turn, code) for code in missing[:10]])
        more = f" và {number(len(missing) - 10)} Tổ nữa" if len(missing) > 10 else ""
        lines.append(f"Chưa trả lời: {shown}{more} ạ.")
    return lines


def _name(turn: Turn, code: str) -> str:
    unit = turn.tree.get(code)
    if unit is None:
        return code
    return team_of(unit) if unit.kind is UnitKind.XA else label(unit)
