"""What waits for somebody's word: how many, the numbered list, and one request in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.authority import Action, may
from domain.messages import Button
from domain.people import Office, Person
from domain.requests import Need, RequestKind, StepKind, is_code
from handlers.announcing import prompt_of, route_of
from handlers.conversation import Conversation
from handlers.on_behalf import records, steps_words, titles_of, warning
from handlers.request_words import (
    PLACE_WORDS,
    introduction_words,
    matter,
    reason_words,
    status_words,
    team_words,
)
from handlers.turn import Turn
from storage import people, requests, teams
from storage.requests import Case
from vietnamese import writing
from vietnamese.writing import sentence

MOST_LISTED = 10
UNSURE = "Trợ lý chưa rõ ý nên chưa làm gì ạ."
NOTHING = "Hiện không có đơn nào chờ {you} trả lời ạ."

pending = Conversation(
    "pending",
    words=(
        r"cho duyet|danh sach cho(?: duyet)?|con don nao(?: khong)?|(?:co )?(?:xem )?(?:danh sach )?(?:cac |nhung )?"
        r"(?:don|viec)(?: nao)?(?: dang| con)? cho(?: duyet| toi duyet| toi)?(?: khong| nao)?|duyet don"
    ),
    help="xem các đơn đang chờ trả lời",
    example="chờ duyệt",
    title="Đơn chờ duyệt",
    outranks=True,
    aside=True,
)
view = Conversation(
    "view",
    words=(
        r"xem (?:don |so |don so )?(?:[a-z]\d[a-z0-9]+|\d{1,2})"
        r"|[acdefhjklmnpqrtuvxy][2345679][acdefhjklmnpqrtuvxy2345679]{1,2}"
    ),
    help="xem kỹ một đơn đang chờ",
    example="xem 1",
    outranks=True,
    aside=True,
)


async def count(turn: Turn) -> int:
    """How many requests wait for this speaker's decision; free for those who never answer any."""
    return await requests.count_waiting(turn.rows, turn.speaker.offices, turn.tree)


async def waiting(turn: Turn) -> list[Case]:
    """The requests that wait for this speaker's word, oldest first."""
    return await requests.waiting_for(turn.rows, turn.speaker.offices, turn.tree)


@pending.opens
async def show(turn: Turn) -> None:
    """The list, numbered; a single request with its buttons."""
    await show_waiting(turn, await waiting(turn))


async def show_waiting(turn: Turn, cases: Sequence[Case], before: str = "") -> None:
    """Show these, and remember in which order: numbers said later mean this list."""
    await requests.remember_list(turn.rows, turn.speaker.address, [one.code for one in cases], turn.at)
    lead = f"{before}\n" if before else ""
    if not cases:
        turn.say(lead + NOTHING.format(you=turn.you))
    elif len(cases) == 1:
        await _show_one(turn, cases[0], lead)
    else:
        turn.say(lead + await _list(turn, cases))


async def _list(turn: Turn, cases: Sequence[Case]) -> str:
    lines = [f"Có {len(cases)} đơn đang chờ {turn.you}:"]
    lines += await numbered(turn, cases[:MOST_LISTED])
    if len(cases) > MOST_LISTED:
        lines.append(f"… và {len(cases) - MOST_LISTED} đơn nữa.")
    chairs = {Office.CHU_TICH_XA, Office.PHO_CHU_TICH_XA} & {one.office for one in turn.speaker.offices}
    do = "duyệt 1-2" if chairs else "giới thiệu 1"
    lines.append(f"Gõ «{do}», «từ chối 2, lý do…» hoặc «xem 1» ạ.")
    return "\n".join(lines)


async def numbered(turn: Turn, cases: Sequence[Case]) -> list[str]:
    """ "1. A7K · chị Nguyễn Thị Lan xin tham gia Tổ thôn Đông Trung" for each."""
    return [f"{place}. {case.code} · {await matter(turn, case)}" for place, case in enumerate(cases, 1)]


async def _show_one(turn: Turn, case: Case, lead: str) -> None:
    asked = turn.speaker.person
    for need in case.request.needs():
        route = await route_of(turn, case, need)
        if asked is not None and asked.id in (*route.persons, *route.recorders):
            text, buttons = await prompt_of(turn, case, need, route, asked)
            turn.say(lead + text, *buttons)
            return
    turn.say(lead + sentence(await matter(turn, case)))


# --- one request in full -------------------------------------------------------------------------------------------


@view.opens
async def open_view(turn: Turn) -> None:
    """ "xem A7K", "xem 2": the request, if it waits for this speaker."""
    said = "".join(turn.heard.text.split()[-1:]).strip(" .!?").upper()
    listed = await requests.last_list(turn.rows, turn.speaker.address)
    if said.isdigit():
        said = listed[int(said) - 1] if 1 <= int(said) <= len(listed) else ""
    await show_full(turn, said)


@view.presses("view", once=False)
async def press_view(turn: Turn, tap: Any) -> None:
    """The button under a prompt."""
    await show_full(turn, tap.object)


async def show_full(turn: Turn, code: str) -> None:
    """Everything that who decides may know, with the buttons of his step; nothing to anybody else."""
    mine = {case.code: case for case in await waiting(turn)} if is_code(code) else {}
    case, person = mine.get(code), turn.speaker.person
    if case is None and await _show_status(turn, code):
        return
    if case is None or person is None:
        turn.say("Trợ lý không thấy đơn này trong các đơn đang chờ mình ạ. Gõ «chờ duyệt» để xem danh sách.")
        return
    for need in case.request.needs():
        route = await route_of(turn, case, need)
        if records(turn, route):
            lines = [*await _full(turn, case), await warning(turn, route)]
            turn.say("\n".join(lines), *_recording_buttons(turn, case, need, person))
            return
        if person.id in route.persons:
            turn.say("\n".join(await _full(turn, case)), *_full_buttons(turn, case, need, person))
            return


async def _show_status(turn: Turn, code: str) -> bool:
    """How far a request has come, for the applicant and for those whose office lets them see it."""
    person = turn.speaker.person_id
    case = await requests.load(turn.rows, code) if is_code(code) and person is not None else None
    if case is None:
        return False
    own = person in (case.request.person_id, case.asked_by)
    if not own and not may(Action.SEE_REQUESTS, turn.speaker.offices, case.request.unit_code, turn.tree):
        return False
    turn.say(f"Đơn {case.code}: {await matter(turn, case)}. Hiện {status_words(case)} ạ.")
    return True


async def _full(turn: Turn, case: Case) -> list[str]:
    lines = [
        f"Đơn {case.code}: {await matter(turn, case)}{await steps_words(turn, case)}.{reason_words(case)}"
    ]
    roster = await teams.roster(turn.rows, case.request.unit_code, turn.tree)
    if roster is None:
        return lines
    persons = await people.by_ids(turn.rows, [place.person_id for place in roster.everybody])
    seated = [
        f"{PLACE_WORDS[place.office]} {persons[place.person_id].name}"
        for place in roster.active
        if place.person_id in persons
    ]
    team = team_words(turn, case.request.unit_code)
    lines.append(
        f"{team} có {len(roster.active)}/{roster.size} người: {writing.join_vi(seated) or 'chưa có ai'}."
    )
    helpers = [persons[one.person_id].name for one in roster.collaborators if one.person_id in persons]
    if helpers and case.request.kind is RequestKind.LEAVE:
        lines.append(f"Cộng tác viên có thể thay: {writing.join_vi(helpers[:5])}.")
    return lines


def _recording_buttons(turn: Turn, case: Case, need: Need, person: Person) -> list[Button]:
    where = {"step": str(need.step), "unit": need.unit_code}
    titles = zip(titles_of(case.request, need), ("say_yes", "say_no"), strict=True)
    return [turn.tap(title, verb, case.code, f"person:{person.id}", **where) for title, verb in titles]


def _full_buttons(turn: Turn, case: Case, need: Need, person: Person) -> list[Button]:
    titles: tuple[tuple[str, str], ...]
    if need.step is StepKind.INTRODUCTION:
        yes, no, _ = introduction_words(case.request, need)
        titles = ((yes, "say_yes"), (no, "say_no"), ("Trả lại bổ sung", "say_return"))
    elif case.request.kind is RequestKind.LEAVE:
        titles = (("Chấp thuận ngay", "say_yes"), ("Khi có người thay", "say_later"), ("Không", "say_no"))
    else:
        titles = (("Đồng ý", "say_yes"), ("Từ chối", "say_no"), ("Trả lại bổ sung", "say_return"))
    where = {"step": str(need.step), "unit": need.unit_code}
    to = f"person:{person.id}"
    return [turn.tap(title, verb, case.code, to, **where) for title, verb in titles]
