"""Whether a letter is still true right before it is sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from domain.calendar import in_vietnam
from domain.messages import MessageKind
from scheduler.digests import items_of, of_what_holds
from scheduler.wording import recounted
from storage import accounts, group_tasks, pauses, questions, recipients, requests, roster, teams
from storage.database import Rows
from storage.directory import load
from storage.outbox import Letter

Check = Mapping[str, Any]


async def judged(rows: Rows, letter: Letter, now: datetime) -> Letter | None:
    """The letter as it is to be sent now, or None if it is no longer true; of a digest what still holds of it."""
    items = items_of(letter)
    if not items:
        return worded(letter, now) if await still_true(rows, letter, now) else None
    held = [
        said
        for one in items
        if (one.expires_at is None or now <= one.expires_at)
        and await still_true(rows, one, now)
        and (said := worded(one, now)) is not None
    ]
    return of_what_holds(letter, held) if held else None


def worded(letter: Letter, now: datetime) -> Letter | None:
    """The letter with the days that are left on the day it goes ("còn 3 ngày"); None where none are.

    One of which it is not known whether it came stays as it was said then: by its words it is looked up.
    """
    check: Check = letter.check or {}
    if "due" not in check:
        return letter
    said_on = in_vietnam(letter.uncertain_since or now).date()
    due = date.fromisoformat(check["due"])
    text = recounted(letter.text, check["left"], (due - said_on).days, due)
    return None if text is None else replace(letter, text=text)


async def still_true(rows: Rows, letter: Letter, now: datetime) -> bool:
    """Judge every statement of the letter's check again; without one it is true.

    `owes`+`period`: that unit has not reported. `missing`+`period`: one of these units has not. `request`+`status`
    (+`steps`): it has not moved. `short`, `leaderless`: the team still is. `person`: he has neither withdrawn his
    consent nor asked, since it was written, not to be reminded. `holds`+`unit`+`person`: he still holds the office.
    `needs_consent`: that account still waits for its administrator.
    `question`+`teams`: one of these teams has not answered that question.
    `not_paused`: no officer has stopped the reminders of that unit. `paused`: they are stopped still.
    `due`+`left`: not judged but worded again, see `worded`.
    `todo`+`kind`+`version`: that is still what the owner of the unit's group is asked.
    """
    check: Check = letter.check or {}
    for name, judge in _JUDGES.items():
        if name in check and not await judge(rows, check, letter, now):
            return False
    return True


async def _owes(rows: Rows, check: Check, _letter: Letter, _now: datetime) -> bool:
    return not await roster.has_reported(rows, check["owes"], check["period"])


async def _missing(rows: Rows, check: Check, _letter: Letter, _now: datetime) -> bool:
    for code in check["missing"].split():
        if not await roster.has_reported(rows, code, check["period"]):
            return True
    return False


async def _request(rows: Rows, check: Check, _letter: Letter, _now: datetime) -> bool:
    case = await requests.load(rows, check["request"])
    if case is None:
        return False
    now_is = {"status": str(case.request.status), "steps": len(case.request.steps)}
    return all(check.get(name, value) == value for name, value in now_is.items())


async def _person(rows: Rows, check: Check, letter: Letter, now: datetime) -> bool:
    found = (await recipients.recipients(rows, [check["person"]], now)).get(check["person"])
    if found is None or found.has_withdrawn or found.is_erased:
        return False
    snoozed = found.snoozed_until
    is_reminder = letter.kind == MessageKind.REMINDER and "request" not in check
    return not (is_reminder and snoozed is not None and in_vietnam(now).date() < snoozed)


async def _holds(rows: Rows, check: Check, _letter: Letter, now: datetime) -> bool:
    today = in_vietnam(now).date()
    return await roster.still_holds(rows, check["person"], check["unit"], [check["holds"]], today)


async def _short(rows: Rows, check: Check, _letter: Letter, now: datetime) -> bool:
    found = await teams.rosters(rows, check["short"].split(), (await load(rows)).tree(in_vietnam(now).date()))
    return any(not one.is_full for one in found.values())


async def _leaderless(rows: Rows, check: Check, _letter: Letter, now: datetime) -> bool:
    found = await teams.roster(rows, check["leaderless"], (await load(rows)).tree(in_vietnam(now).date()))
    return found is not None and found.leader is None


async def _needs_consent(rows: Rows, check: Check, _letter: Letter, _now: datetime) -> bool:
    account = await accounts.account(rows, check["needs_consent"])
    return account is not None and account.needs_consent


async def _question(rows: Rows, check: Check, _letter: Letter, _now: datetime) -> bool:
    return not await questions.has_answered(rows, check["question"], check["teams"].split())


async def _not_paused(rows: Rows, check: Check, _letter: Letter, now: datetime) -> bool:
    holding = {one.unit_code for one in await pauses.in_force(rows, now)}
    if not holding:
        return True
    unit, tree = check["not_paused"], (await load(rows)).tree(in_vietnam(now).date())
    return not holding & {unit, *(one.code for one in tree.ancestors(unit))}


async def _paused(rows: Rows, check: Check, letter: Letter, now: datetime) -> bool:
    return not await _not_paused(rows, {"not_paused": check["paused"]}, letter, now)


async def _todo(rows: Rows, check: Check, _letter: Letter, _now: datetime) -> bool:
    return await group_tasks.is_current_todo(rows, check["todo"], check["kind"], check["version"])


_JUDGES: Mapping[str, Callable[[Rows, Check, Letter, datetime], Awaitable[bool]]] = {
    "owes": _owes,
    "missing": _missing,
    "request": _request,
    "person": _person,
    "holds": _holds,
    "short": _short,
    "leaderless": _leaderless,
    "needs_consent": _needs_consent,
    "todo": _todo,
    "not_paused": _not_paused,
    "paused": _paused,
    "question": _question,
}
