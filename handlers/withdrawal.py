"""Taking back one's own request, which is possible until it is approved."""

from __future__ import annotations

import re

from domain.requests import OPEN, is_code
from handlers.announcing import route_of, tell_persons
from handlers.conversation import Conversation
from handlers.deciding_applicants import own
from handlers.forms import Fact, Form
from handlers.questions import Choice, OneOf
from handlers.read_back import ReadBack
from handlers.request_words import matter, status_words
from handlers.turn import Turn
from storage import requests
from storage.requests import Case


class WithdrawalForm(Form):
    """Which request, and the read-back."""

    open = Fact[list[list[str]]]()

    code = OneOf(
        "Mình muốn rút đơn nào ạ?",
        among=lambda form: [Choice(code, f"{code} · {words}", code) for code, words in form.open],
        when=lambda form: len(form.open) > 1,
    )
    sure = ReadBack(lambda form: f"Rút đơn {_words(form)}, đúng không ạ?", yes="Rút đơn", no="Giữ lại")


def _chosen(form: WithdrawalForm) -> str:
    return str(form.answers.get("code") or form.open[0][0])


def _words(form: WithdrawalForm) -> str:
    code = _chosen(form)
    return f"{code} ({next(words for known, words in form.open if known == code)})"


withdrawal = Conversation(
    "withdrawal",
    WithdrawalForm,
    intents=("cancel",),
    words=r"(?:toi |em |minh )?(?:xin |muon |cho )?(?:toi |em |minh )?(?:rut|huy|bo) (?:lai )?don.*",
    help="rút đơn của mình",
    example="rút đơn",
    title="Rút đơn",
)


@withdrawal.opens
async def begin(turn: Turn) -> WithdrawalForm | None:
    """The speaker's own requests that are still open."""
    person = turn.speaker.person_id
    mine = [] if person is None else await requests.of_person(turn.rows, person)
    waiting = [case for case in mine if case.request.status in OPEN]
    codes = [word.upper() for word in re.findall(r"[^\W_]+", turn.heard.text) if is_code(word)]
    named = [case for case in waiting if case.code in codes]
    if not waiting or (codes and not named):
        turn.say(_nothing_to_withdraw(mine, codes))
        return None
    return WithdrawalForm(open=[[case.code, await matter(turn, case)] for case in named or waiting])


def _nothing_to_withdraw(mine: list[Case], codes: list[str]) -> str:
    for case in mine:
        if case.code in codes:
            return f"Đơn {case.code} {status_words(case)}, không rút được nữa ạ."
    return "Hiện không có việc nào đang làm dở và không có đơn nào của mình đang chờ ạ."


@withdrawal.completes
async def submit(form: WithdrawalForm, turn: Turn) -> None:
    """Withdrawn, unless it was approved meanwhile; whoever was asked hears of it."""
    if not form.sure:
        turn.say("Dạ, đơn vẫn giữ nguyên ạ.")
        return
    case = await own(turn, _chosen(form), lock=True)
    if case is None or case.request.status not in OPEN:
        turn.say("Đơn này đã có kết quả nên không rút được nữa ạ. Gõ «đơn của tôi» để xem.")
        return
    asked = [await route_of(turn, case, need) for need in case.request.needs()[:1]]
    await requests.save(turn.rows, case, case.request.withdrawn(), turn.at, event_key=turn.incoming.key)
    turn.audit("withdrawn", f"request:{case.code}")
    text = f"Đơn {case.code} ({await matter(turn, case)}) đã được người làm đơn rút lại, không cần trả lời nữa ạ."
    await tell_persons(
        turn,
        [one for route in asked for one in (*route.persons, *route.recorders[:1])],
        text,
        f"{case.code}:withdrawn",
    )
    turn.say(f"Đã rút đơn {case.code} ạ.")
