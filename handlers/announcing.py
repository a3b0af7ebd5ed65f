"""What others are told about a request: whoever is entitled next is asked, applicant, leaders and groups hear of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from domain.authority import Entitled, Route
from domain.effects import Appoint, Change, End, left_over
from domain.groups import GroupChannel
from domain.messages import Button, MessageKind
from domain.people import SEATS, Office, Person, address
from domain.recipients import COMMUNE_OFFICERS
from domain.requests import Need, RequestKind, RequestStatus, StepKind
from handlers import group_care, on_behalf
from handlers.naming import called
from handlers.request_words import (
    PLACE_WORDS,
    introduction_words,
    matter,
    reason_words,
    team_words,
)
from handlers.turn import Turn
from storage import delegations, groups, people, requests, teams
from storage.requests import Case
from vietnamese import writing
from vietnamese.writing import sentence

# --- who is asked next ---------------------------------------------------------------------------------------------


async def prompt_next(turn: Turn, case: Case) -> Case:
    """Ask whoever is entitled to the next answer: the team's leader, then the chairman or his delegate.

    Where no leader stands between applicant and chairman the request goes straight on (J5, J8). The case as it then
    stands; one that waits for nobody is left alone.
    """
    for need in case.request.needs()[:1]:
        route = await route_of(turn, case, need)
        if route.skip and case.request.status is RequestStatus.SUBMITTED:
            straight = case.request.without_introduction()
            return await prompt_next(turn, await requests.save(turn.rows, case, straight, turn.at))
        await _prompt_all(turn, case, need, route)
    return case


async def route_of(turn: Turn, case: Case, need: Need) -> Route:
    """Who may give that answer today."""
    [route] = await requests.routes(turn.rows, [(need, case.request)], turn.tree)
    return route


async def _prompt_all(turn: Turn, case: Case, need: Need, route: Route) -> None:
    asked = await _asked_of(turn, need, route)
    if not asked:
        await tell_commune(
            turn, case, f"Đơn {case.code} chưa có người quyết định. Mời kiểm tra danh sách ạ.", "nobody"
        )
    for person in (await people.by_ids(turn.rows, asked)).values():
        text, buttons = await prompt_of(turn, case, need, route, person)
        about = f"{case.code}:{need.step}:{need.unit_code}:{case.version}"
        turn.tell(f"person:{person.id}", text, *buttons, about=about, check=_as_it_stands(case))


def _as_it_stands(case: Case) -> dict[str, Any]:
    """A question that comes late is not put any more once somebody has answered it."""
    return {"request": case.code, "status": str(case.request.status), "steps": len(case.request.steps)}


async def _asked_of(turn: Turn, need: Need, route: Route) -> list[str]:
    """While a delegation is in force its holder is asked; the chairman still finds the request in his list (J18).

    Where no message reaches the leader somebody beside him is asked to hear his word.
    """
    if route.recorders and (instead := await on_behalf.asked_instead(turn, route)):
        return instead
    if route.quality is not Entitled.DELEGATE:
        return list(route.persons)
    given = await delegations.in_force(turn.rows, turn.tree)
    return [one.delegate_id for one in given if one.delegate_id in route.persons]


async def prompt_of(
    turn: Turn, case: Case, need: Need, route: Route, asked: Person
) -> tuple[str, tuple[Button, ...]]:
    """The question and its buttons for one of those entitled."""
    if asked.id in route.recorders:
        return await on_behalf.question(turn, case, need, route, asked)
    if need.step is StepKind.INTRODUCTION:
        return await _introduction_prompt(turn, case, need, asked)
    return await _approval_prompt(turn, case, need, route, asked)


async def _introduction_prompt(
    turn: Turn, case: Case, need: Need, asked: Person
) -> tuple[str, tuple[Button, ...]]:
    you = address(asked, turn.today, [Office.TO_TRUONG])
    what = sentence(await matter(turn, case))
    yes, no, ask = introduction_words(case.request, need)
    text = f"{what}.{reason_words(case)} {sentence(you)} có {ask} không ạ?\nMã đơn: {case.code}."
    return text, (_tap(turn, case, need, asked, yes, "say_yes"), _tap(turn, case, need, asked, no, "say_no"))


async def _approval_prompt(
    turn: Turn, case: Case, need: Need, route: Route, asked: Person
) -> tuple[str, tuple[Button, ...]]:
    request = case.request
    about = f"{await matter(turn, case)}{await on_behalf.steps_words(turn, case)}.{reason_words(case)}"
    lines = [f"Kính gửi đồng chí {_style(route)}. Đơn {case.code}: {about}"]
    if route.both_roles:
        lines.append("Đồng chí cũng là người đã giới thiệu đơn này.")
    if request.kind is RequestKind.LEAVE:
        lines.append(await _left_words(turn, case))
    goes = request.kind is RequestKind.LEAVE
    yes, no = ("Chấp thuận", "Không") if goes else ("Đồng ý", "Từ chối")
    lines.append(f"Đồng chí có {yes.lower()} không ạ?")
    buttons = (
        _tap(turn, case, need, asked, yes, "say_yes"),
        _tap(turn, case, need, asked, no, "say_no"),
        _tap(turn, case, need, asked, "Xem", "view"),
    )
    return "\n".join(one for one in lines if one), buttons


def _style(route: Route) -> str:
    return "Phó Chủ tịch (ký thay Chủ tịch)" if route.quality is Entitled.DELEGATE else "Chủ tịch"


async def _left_words(turn: Turn, case: Case) -> str:
    """ "Nếu chấp thuận, Tổ còn 2/3 người." (J12)"""
    roster = await teams.roster(turn.rows, case.request.unit_code, turn.tree)
    if roster is None:
        return ""
    left, size = left_over(roster, case.request)
    when = "khi có người thay" if case.request.after_replacement else ""
    return f"Xin thôi {when}." if when else f"Nếu chấp thuận, Tổ sẽ còn {left}/{size} người."


def _tap(turn: Turn, case: Case, need: Need, asked: Person, title: str, verb: str) -> Button:
    return turn.tap(title, verb, case.code, f"person:{asked.id}", step=str(need.step), unit=need.unit_code)


# --- applicant, leaders, commune -----------------------------------------------------------------------------------


async def tell_applicant(turn: Turn, case: Case, text: str, *buttons: str, about: str) -> None:
    """Tell who applied, and who filed it for him; ``buttons`` are verbs of `APPLICANT_BUTTONS`."""
    told = [one for one in (case.request.person_id, case.asked_by) if one]
    for person_id in dict.fromkeys(told):
        to = f"person:{person_id}"
        shown = [turn.tap(APPLICANT_BUTTONS[verb], verb, case.code, to) for verb in buttons]
        turn.tell(to, text, *shown, about=f"{case.code}:{about}")


APPLICANT_BUTTONS = {"be_helper": "Cộng tác viên", "keep_waiting": "Chờ có chỗ", "supplement": "Bổ sung"}


async def you_of(turn: Turn, case: Case) -> str:
    """How the applicant is addressed; by name where somebody else filed the request and hears of it too."""
    person = await people.by_id(turn.rows, case.request.person_id or "")
    if person is not None and case.asked_by not in (None, person.id):
        return called(person, turn.today)
    return address(person, turn.today)


async def tell_introducers(turn: Turn, case: Case, text: str, about: str) -> None:
    """Tell the leaders who introduced or proposed it, and whoever wrote it down for one."""
    steps = [one for one in case.request.steps if one.step is StepKind.INTRODUCTION]
    await tell_persons(
        turn,
        [name for one in steps for name in (one.by, one.recorded_by) if name],
        text,
        f"{case.code}:{about}",
    )


async def tell_commune(turn: Turn, case: Case, text: str, about: str) -> None:
    """Tell the commune team's leader and the commune's officers."""
    commune = turn.tree.commune_of(case.request.unit_code)
    if commune is not None:
        wanted = (Office.TO_TRUONG, *COMMUNE_OFFICERS)
        found = await people.offices_in(turn.rows, [commune.code], turn.today, wanted)
        await tell_persons(turn, [one.person_id for one in found], text, f"{case.code}:{about}")


async def tell_persons(turn: Turn, ids: Iterable[str], text: str, about: str) -> None:
    """Tell each of these persons once, but not the speaker, who has his answer."""
    for person_id in dict.fromkeys(ids):
        if person_id != turn.speaker.person_id:
            turn.tell(f"person:{person_id}", text, about=about)


# --- groups --------------------------------------------------------------------------------------------------------


async def announce(turn: Turn, case: Case, changes: Sequence[Change]) -> None:
    """Tell the village group and the commune group who sits where now: names and roles only (plan II.3.3)."""
    if effective_on(turn, changes) <= turn.today:  # else the clock finds the difference on that day
        await group_care.roster_changed(turn, changes)
    for unit_code in dict.fromkeys(one.unit_code for one in changes if isinstance(one, Appoint | End)):
        mine = [one for one in changes if isinstance(one, Appoint | End) and one.unit_code == unit_code]
        seated = [one for one in mine if one.office in SEATS]
        if seated:
            await _announce_in(turn, case, unit_code, seated)


def effective_on(turn: Turn, changes: Sequence[Change]) -> date:
    """From when the changes count: today unless a day to come was agreed."""
    days = [
        one.valid_from if isinstance(one, Appoint) else one.on
        for one in changes
        if isinstance(one, Appoint | End)
    ]
    return max([turn.today, *days])


async def _announce_in(turn: Turn, case: Case, unit_code: str, changes: Sequence[Appoint | End]) -> None:
    persons = await people.by_ids(turn.rows, [one.person_id for one in changes])
    roster = await teams.roster(turn.rows, unit_code, turn.tree)
    on = effective_on(turn, changes)
    now = (
        "" if roster is None or on > turn.today else f" Tổ hiện có {len(roster.active)}/{roster.size} người."
    )
    news = writing.join_vi([_news(turn, one, persons) for one in changes])
    text = f"{team_words(turn, unit_code)} từ {writing.day(on)}: {news}.{now}"
    commune = turn.tree.commune_of(unit_code)
    places = [unit_code, *((commune.code,) if commune is not None else ())]
    for group in await groups.of_units(turn.rows, places):
        about = f"{case.code}:changes:{unit_code}"
        if group.address is not None:
            turn.tell(group.address, text, about=about, kind=MessageKind.BROADCAST)
        elif group.group_id is not None or group.channel == GroupChannel.MANUAL:
            await group_care.forward_card(turn, group, text, about)


def _news(turn: Turn, one: Appoint | End, persons: dict[str, Person]) -> str:
    name = called(persons[one.person_id], turn.today) if one.person_id in persons else "một người"
    return f"{name} {'là' if isinstance(one, Appoint) else 'thôi làm'} {PLACE_WORDS[one.office]}"
