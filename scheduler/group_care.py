"""The teams' groups: what an owner has still to do is told again, and the officer hears before a group runs out."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from domain.group_steps import to_do_text, warning_due
from domain.groups import GroupChannel
from domain.messages import Button, MessageKind
from domain.people import Office
from scheduler.lines import Deed, Line, Scene
from scheduler.notices import Notice, lines_of
from storage import group_rolls, group_tasks, taps
from storage.database import Rows
from storage.group_rolls import Roll
from storage.group_tasks import AGAIN_AFTER, MOST_REMINDERS, ToDo
from vietnamese.writing import day

TAP_LIVES = AGAIN_AFTER * 6


async def plan(rows: Rows, scene: Scene) -> list[Line]:
    """What owners are asked where something differs, reminders of it, and warnings that a group's asset runs out."""
    rolls = await group_rolls.rolls(rows, scene.tree)
    cared = [one for one in rolls if one.group.channel != GroupChannel.GMF]
    books = await group_tasks.todos(rows, cared)
    lines: list[Line] = []
    for roll in cared:
        lines += await _asked(rows, scene, roll, books[roll.group.unit_code, roll.group.kind])
    return lines + await lines_of(rows, scene, [one for roll in rolls for one in _warnings(scene, roll)])


async def _asked(rows: Rows, scene: Scene, roll: Roll, stands: ToDo) -> list[Line]:
    """A group seen for the first time is taken to be as it should; from then on every difference is told."""
    if not stands.is_known:
        there = roll.known or roll.expected
        return [_noted(scene, roll, replace(stands, believed=tuple(sorted(there)), is_known=True))]
    todo = group_tasks.news(roll, stands)
    if todo is stands:
        again = _again(scene, stands)
        return [] if again is None else await _told(rows, scene, roll, again)
    if not todo.is_open:
        return [_noted(scene, roll, todo)]
    return await _told(rows, scene, roll, todo)


def _again(scene: Scene, stands: ToDo) -> ToDo | None:
    """The same once more, after a week, twice at most."""
    due = stands.told_at is not None and stands.told_at + AGAIN_AFTER <= scene.now
    more = stands.is_open and stands.reminded < MOST_REMINDERS and due
    return replace(stands, reminded=stands.reminded + 1) if more else None


def _noted(scene: Scene, roll: Roll, todo: ToDo) -> Line:
    return Line("group roll", roll.group.unit_code, "noted, nobody is asked", deed=_keep(scene, roll, todo))


def _keep(scene: Scene, roll: Roll, todo: ToDo, tap: dict[str, Any] | None = None) -> Deed:
    async def keep(rows: Rows) -> None:
        await group_tasks.keep_todo(rows, roll.group, todo, scene.now)
        await taps.keep(rows, [] if tap is None else [tap])

    return keep


async def _told(rows: Rows, scene: Scene, roll: Roll, todo: ToDo) -> list[Line]:
    group = roll.group
    if roll.keeper is None:
        return [Line("group roll", group.unit_code, "nobody keeps the group")]
    tap = _tap(scene, roll, todo)
    notice = Notice(
        "group roll",
        group.unit_code,
        f"version {todo.version}: {len(todo.comes)} to come, {len(todo.goes)} to go",
        scene.now,
        None,
        f"todo:{group.unit_code}:{group.kind}:{todo.version}:{todo.reminded}",
        f"Thưa {{hail}}. {await _text(rows, roll, todo)}",
        roll.keeper,
        kind=MessageKind.PROMPT,
        buttons=(Button("Đã làm xong", f"#{tap['key']}", visible=False),),
        check={"todo": group.unit_code, "kind": group.kind, "version": todo.version},
    )
    lines = await lines_of(rows, scene, [notice])
    # Only what was written counts as told: who cannot be reached now is told when he can.
    return [one if one.letter is None else replace(one, deed=_keep(scene, roll, todo, tap)) for one in lines]


async def _text(rows: Rows, roll: Roll, todo: ToDo) -> str:
    comes = await group_rolls.names_of(rows, todo.comes)
    return to_do_text(roll.label, comes, await group_rolls.names_of(rows, todo.goes))


def _tap(scene: Scene, roll: Roll, todo: ToDo) -> dict[str, Any]:
    group = roll.group
    return {
        "key": secrets.token_urlsafe(18),
        "address": f"person:{roll.keeper}",
        "verb": "group_done",
        "object": f"{group.unit_code}:{group.kind}",
        "detail": {"unit": group.unit_code, "kind": group.kind, "people": list(todo.expected)},
        "created_at": scene.now,
        "expires_at": scene.now + TAP_LIVES,
    }


def _warnings(scene: Scene, roll: Roll) -> Sequence[Notice]:
    """14 and 3 days before the asset runs out."""
    group, on = roll.group, roll.group.expires_on
    days = warning_due(on, scene.today)
    if group.channel != GroupChannel.GMF or group.status != "enabled" or days is None or on is None:
        return ()
    officers = roll.officers or ((roll.keeper,) if roll.keeper else ())
    text = (
        f"Kính gửi {{hail}}, gói của nhóm Zalo {roll.label} hết hạn {day(on, year=on.year != scene.today.year)}. "
        "Mời gia hạn trong OA Manager để nhóm không bị khóa ạ."
    )
    key = f"group:{group.unit_code}:{group.kind}:expires:{on}:{days}"
    notice = Notice("group expires", group.unit_code, f"on {on}", scene.now, None, key, text)
    office = Office.CAN_BO_CNTT_XA if roll.officers else Office.TO_TRUONG
    one = replace(notice, person_id=officers[0] if officers else None, office=office, kind=MessageKind.PROMPT)
    return (one,)
