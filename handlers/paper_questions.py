"""What a report between the months speaks of: an officer's question, and the answers of all teams that were asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from documents.answers import AnswersFacts, answered
from documents.paper import NothingToWrite, Paper
from domain.questions import Answer, Question, Tally
from domain.units import UnitKind
from handlers.paper_reports import numbered, signer
from storage import people, questions

if TYPE_CHECKING:
    from handlers.papers import Desk

KIND = "adhoc"
"""The kind under which number and date of such a report are kept."""
_CODE = re.compile(r"\bHN ?[-–]? ?([A-Z]\d[A-Z0-9]{3})\b", re.IGNORECASE)


def question_code(text: str) -> str | None:
    """The code of a question in a text: "hn a7km2" → "HN-A7KM2"."""
    found = _CODE.search(text)
    return None if found is None else f"HN-{found[1].upper()}"


async def told(desk: Desk, unit_code: str, code: str | None) -> Paper:
    """The report on the question of that code, else on the unit's newest; live up to the desk's moment."""
    unit = desk.unit(unit_code)
    if unit.kind is UnitKind.THON:
        raise NothingToWrite("Báo cáo đột xuất do cấp xã trở lên lập.")
    one = await _question(desk, unit_code, code)
    given = await questions.answers(desk.rows, one.code)
    order = {each: place for place, each in enumerate(desk.tree_order(unit_code))}
    tally = Tally.of(sorted(given, key=lambda each: (order.get(each.unit_code, len(order)), each.unit_code)))
    name, deputy = await signer(desk, unit)
    return answered(
        AnswersFacts(
            unit=unit,
            tree=desk.tree,
            question=one,
            tally=tally,
            names=await _names(desk, given),
            as_of=desk.at,
            signer=name,
            deputy_signs=deputy,
            registered=await numbered(desk, unit_code, KIND, one.code),
        )
    )


async def _question(desk: Desk, unit_code: str, code: str | None) -> Question:
    """To whom a question does not belong it is not there."""
    if code is not None:
        one = await questions.by_code(desk.rows, code)
        if one is None or one.unit_code != unit_code:
            raise NothingToWrite(f"Không có câu hỏi nhanh nào mang mã {code} ở đây.")
        return one
    asked = await questions.asked_in(desk.rows, [unit_code])
    if not asked:
        raise NothingToWrite("Chưa có câu hỏi nhanh nào gửi các Tổ.")
    return asked[0]


async def _names(desk: Desk, given: list[Answer]) -> dict[str, str]:
    known = await people.by_ids(desk.rows, {one.by for one in given} - {""})
    return {key: person.name for key, person in known.items()}
