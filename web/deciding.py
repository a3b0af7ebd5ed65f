"""What somebody says to requests on a page: read from the form, settled as if it had been said in the chat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from domain.authority import Action
from domain.requests import Need, RequestKind, StepKind, Verdict, has_reason
from handlers.announcing import route_of
from handlers.deciding_many import cover, outcome, settle_all
from handlers.deciding_number import given_before, used_words
from handlers.deciding_questions import NUMBER, number_in
from handlers.deciding_settle import Word, owed_by
from handlers.on_behalf import records, steps_words, titles_of, warning
from handlers.request_words import introduction_words, matter, reason_words, status_words
from storage.requests import Case
from vietnamese.writing import day, join_vi, sentence
from web.page import Again, Refused
from web.visit import Visit

ANSWERS = (Action.INTRODUCE, Action.PROPOSE_LEAVE, Action.ACCEPT_COLLABORATOR, Action.DECIDE)
SEES = (Action.SEE_REQUESTS, *ANSWERS)
LATER = "later"
_DEEDS = {Verdict.YES: "đồng ý", Verdict.NO: "không đồng ý", Verdict.RETURN: "trả lại để bổ sung"}
WHY = "Mời ghi rõ lý do, từ hai từ trở lên, ví dụ: chưa đủ tuổi."


async def words_on(visit: Visit, case: Case) -> str:
    """ "Anh Trần Quốc Đạt (1998) xin tham gia Tổ thôn Đông Trung; Tổ trưởng giới thiệu ngày 16/11. Lý do: …"."""
    return sentence(
        f"{await matter(visit.turn, case)}{await steps_words(visit.turn, case)}.{reason_words(case)}"
    )


def standing(case: Case) -> str:
    """How far it has come."""
    return status_words(case)


async def buttons(visit: Visit, case: Case) -> list[tuple[str, str]]:
    """What this visitor may say to it now: (value, title), yes first; nothing where it is not for him to answer."""
    found = await owed_by(visit.turn, case)
    if found is None:
        return []
    if records(visit.turn, found[1]):
        yes, no = titles_of(case.request, found[0])
        return [("yes", yes), ("no", no)]
    return _titles(case, found[0])


async def for_another(visit: Visit, case: Case) -> str:
    """Whose word the visitor would write down, "" where he answers for himself."""
    found = await owed_by(visit.turn, case)
    return await warning(visit.turn, found[1]) if found is not None and records(visit.turn, found[1]) else ""


def _titles(case: Case, need: Need) -> list[tuple[str, str]]:
    if need.step is StepKind.INTRODUCTION:
        yes, no, _ = introduction_words(case.request, need)
    elif case.request.kind is RequestKind.LEAVE:
        return [("yes", "Chấp thuận ngay"), (LATER, "Khi có người thay"), ("no", "Không chấp thuận")]
    else:
        yes, no = "Đồng ý", "Từ chối"
    return [("yes", yes), ("no", no), ("return", "Trả lại bổ sung")]


async def own_seat(visit: Visit, case: Case) -> bool:
    """Whether the visitor decides on his own seat, so that number and date come first (J6)."""
    needs = [one for one in case.request.needs() if one.step is StepKind.APPROVAL]
    mine = (case.request.person_id, case.request.replaces)
    return visit.person.id in mine and any(
        [(await route_of(visit.turn, case, one)).own_seat for one in needs]
    )


async def decide(visit: Visit, form: Any, codes: Sequence[str]) -> str:
    """Let the word of the form take effect on these requests. Raises Refused where nothing was done."""
    if not codes:
        raise Refused("Chưa chọn đơn nào. Mời đánh dấu đơn rồi bấm lại ạ.")
    word = _word(form)
    if word.decision is not None and await _is_used(visit, form, codes[0], *word.decision):
        raise Again
    results = await settle_all(visit.turn, codes, word)
    told = " ".join(_for_page(one) for one in outcome(results, _DEEDS[word.verdict]))
    if not any(one.done for one in results):
        raise Refused(told)
    return told


def _for_page(text: str) -> str:
    return re.sub(r": mời gõ «[^»]*»\.", "; mời mở đơn, điền số và ngày quyết định.", text)


def _word(form: Any) -> Word:
    said, reason = str(form.get("loi", "")), str(form.get("ly_do", "")).strip()
    if said not in ("yes", LATER, "no", "return"):
        raise Refused("Chưa rõ đồng ý hay không. Mời bấm một nút ạ.")
    verdict = Verdict.YES if said in ("yes", LATER) else Verdict(said)
    if verdict is not Verdict.YES and not has_reason(reason):
        raise Refused(WHY)
    decision = _decision(form) if str(form.get("so", "")).strip() else None
    return Word(verdict, "" if verdict is Verdict.YES else reason, later=said == LATER, decision=decision)


def _decision(form: Any) -> tuple[str, date]:
    found = NUMBER.search(str(form.get("so", "")))
    if found is None:
        raise Refused("Số quyết định chưa đúng, ví dụ 05/QĐ-UBND.")
    try:
        on = date.fromisoformat(str(form.get("ngay", "")))
    except ValueError:
        raise Refused("Mời chọn ngày ký quyết định.") from None
    return number_in(found[0]) or found[0], on


async def _is_used(visit: Visit, form: Any, code: str, number: str, on: date) -> bool:
    """Whether the number stands on another decision of the year, which nobody has been asked about yet."""
    given = await given_before(visit.turn, code, number, on)
    return given not in (None, on) and form.get("chac") != f"{number} {on}"


async def used_number(visit: Visit, codes: Sequence[str]) -> tuple[str, str]:
    """What is asked about the number that was just sent, and the token that says yes; nothing where it is new."""
    form = visit.sent
    try:
        number, on = _decision(form)
    except Refused:
        return "", ""
    given = await given_before(visit.turn, codes[0], number, on) if codes else None
    if given is None or given == on or on > visit.today:
        return "", ""
    return (
        f"Số {number}: {used_words(given)} Vẫn ghi số này cho quyết định {day(on, year=True)} ạ?",
        f"{number} {on}",
    )


async def enter_decision(visit: Visit, form: Any, codes: Sequence[str]) -> str:
    """The number and date of the decision that covers these agreed requests. Raises Refused."""
    if not codes:
        raise Refused("Chưa chọn đơn nào. Mời đánh dấu đơn rồi bấm lại ạ.")
    number, on = _decision(form)
    if on > visit.today:
        raise Refused("Ngày ký chưa tới. Mời xem lại ạ.")
    if await _is_used(visit, form, codes[0], number, on):
        raise Again
    done = await cover(visit.turn, codes, number, on)
    if not done:
        raise Refused("Các đơn này đã có quyết định hoặc không còn chờ số quyết định ạ.")
    return f"Đã ghi Quyết định số {number} cho đơn {join_vi(done)}. Người có tên đã được báo."
