"""Several requests at once: one word on each of them, one numbered decision over them; for chat and pages alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.authority import Action, reach
from domain.errors import Malformed, NumberRequired
from domain.people import Office
from domain.requests import RequestStatus
from handlers.deciding_settle import Settled, Word, enter_number, may_enter_number, settle
from handlers.turn import Turn
from storage import requests
from storage.requests import Case
from vietnamese.writing import join_vi

MOST = 20


async def settle_all(turn: Turn, codes: Sequence[str], word: Word) -> list[Settled]:
    """Every request gets the word; what has moved meanwhile says so. Raises ReasonRequired."""
    await requests.by_codes(turn.rows, codes, lock=True)  # locks in one order, words in the list's
    return [await _one(turn, code, word) for code in codes]


async def _one(turn: Turn, code: str, word: Word) -> Settled:
    try:
        return await settle(turn, code, word)
    except NumberRequired:
        return Settled(
            f"Đơn {code} liên quan đến chỗ của chính đồng chí, cần số quyết định: mời gõ «đồng ý {code}»."
        )
    except Malformed:
        return Settled("Số quyết định chưa đúng, ví dụ 05/QĐ-UBND. Mời gõ lại ạ.")


def outcome(results: Sequence[Settled], said_as: str) -> list[str]:
    """What became of them: one sentence for several that were done, one each for those that were not."""
    done = [one.case for one in results if one.case is not None]
    if len(done) <= 1:
        return [one.sentence for one in results]
    names = [f"{case.code} ({case.request.applicant})" for case in done]
    told = f"Đã ghi nhận: {said_as} {len(done)} đơn {join_vi(names)}."
    return [told, *(one.sentence for one in results if not one.done)]


async def agreed(turn: Turn) -> list[Case]:
    """The requests that were agreed and wait for their number, as far as the speaker may enter it."""
    units = reach(Action.ENTER_DECISION, turn.speaker.offices, turn.tree)
    for one in turn.speaker.offices:
        if one.office is Office.PHO_CHU_TICH_XA:
            units |= {unit.code for unit in turn.tree.subtree(one.unit_code)}
    found = await requests.of_unit(turn.rows, units, statuses=[RequestStatus.APPROVED])
    return [case for case in found if not case.request.is_collaboration][:MOST]


async def cover(turn: Turn, codes: Sequence[str], number: str, on: date) -> list[str]:
    """The numbered decision covers those of them that still wait for one; who may is checked again. Their codes."""
    done = []
    for case in (await requests.by_codes(turn.rows, codes, lock=True)).values():
        waits = case.request.status is RequestStatus.APPROVED
        if waits and await may_enter_number(turn, case):
            done.append((await enter_number(turn, case, number, on)).code)
    return done
