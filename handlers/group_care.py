"""The teams' groups after a change of who sits where: those of the account are compared, owners of others are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from domain.effects import Appoint, Change, End
from domain.group_steps import to_do_text
from domain.groups import GroupChannel
from domain.people import Office, Person, address
from domain.units import UnitKind
from handlers.turn import Turn
from storage import group_rolls, group_tasks, groups, people
from storage.group_rolls import Roll
from storage.group_tasks import ToDo
from vietnamese.writing import sentence

CARD = "Thưa {you}, nhờ {you} chuyển giúp vào nhóm Zalo {where}:\n«{text}»"


async def roster_changed(turn: Turn, changes: Sequence[Change]) -> None:
    """Whoever came or went is let into the groups, or out: by the account, or by the owner of a group of people."""
    moved = [one for one in changes if isinstance(one, Appoint | End)]
    units = _concerned(turn, {one.unit_code for one in moved})
    if not units:
        return
    await group_tasks.look_again(turn.rows, units, turn.at)
    found = await group_rolls.rolls(turn.rows, turn.tree, units)
    cared = [one for one in found if one.group.channel != GroupChannel.GMF]
    books = await group_tasks.todos(turn.rows, cared)
    for roll in cared:
        stands = books[roll.group.unit_code, roll.group.kind]
        stands = stands if stands.is_known else replace(stands, believed=_before(roll, moved))
        todo = group_tasks.news(roll, stands)
        if todo is not stands or not stands.is_known:
            await _ask(turn, roll, todo)


def _concerned(turn: Turn, unit_codes: set[str]) -> list[str]:
    """The units whose groups have to do with these: themselves, their commune; of a commune also its villages."""
    found = set(unit_codes)
    for code in unit_codes:
        commune = turn.tree.commune_of(code)
        found |= set() if commune is None else {commune.code}
        found |= {village.code for village in turn.tree.children(code, UnitKind.THON)}
    return sorted(found)


def _before(roll: Roll, moved: Sequence[Appoint | End]) -> tuple[str, ...]:
    """Who is taken to have been in a group that nobody has looked after yet: whoever belonged before the change."""
    came = {one.person_id for one in moved if isinstance(one, Appoint)}
    left = {one.person_id for one in moved if isinstance(one, End)} & roll.once
    return tuple(sorted((roll.expected - came) | (left - roll.expected) | roll.known))


async def _ask(turn: Turn, roll: Roll, todo: ToDo) -> None:
    """One message with two lines and one button; what stood before is no longer asked."""
    await group_tasks.keep_todo(turn.rows, roll.group, todo, turn.at)
    keeper = await _keeper(turn, roll)
    if keeper is None or not todo.is_open:
        return
    group, to = roll.group, f"person:{keeper.id}"
    comes, goes = [await group_rolls.names_of(turn.rows, persons) for persons in (todo.comes, todo.goes)]
    detail: dict[str, Any] = {"unit": group.unit_code, "kind": group.kind, "people": list(todo.expected)}
    done = turn.tap("Đã làm xong", "group_done", f"{group.unit_code}:{group.kind}", to, **detail)
    text = to_do_text(roll.label, comes, goes).replace("{you}", _you(turn, keeper))
    check = {"todo": group.unit_code, "kind": group.kind, "version": todo.version}
    turn.tell(to, text, done, about=f"todo:{group.unit_code}:{group.kind}:{todo.version}", check=check)


async def _keeper(turn: Turn, roll: Roll) -> Person | None:
    return None if roll.keeper is None else await people.by_id(turn.rows, roll.keeper)


def _you(turn: Turn, person: Person) -> str:
    return address(person, turn.today, [Office.TO_TRUONG])


async def done(turn: Turn, tap: Any) -> None:
    """[Đã làm xong]: who is in the group now is what its owner was asked for; what has come up since is asked next."""
    unit, kind = tap.detail["unit"], tap.detail.get("kind")
    turn.audit("group_updated", f"unit:{unit}", kind=kind)
    turn.say(f"Cảm ơn {turn.you}. Trợ lý đã ghi ạ.")
    found = await group_rolls.rolls(turn.rows, turn.tree, [unit])
    for roll in [one for one in found if one.group.kind == kind]:
        stands = (await group_tasks.todos(turn.rows, [roll]))[unit, roll.group.kind]
        there = tap.detail["people"]
        await groups.confirmed(turn.rows, roll.group, there, turn.speaker.person_id or "", turn.at)
        await _ask(turn, roll, group_tasks.settled(roll, stands, there))


async def decide_stranger(turn: Turn, tap: Any, action: str) -> None:
    """[Cho vào], [Không]: done with the group by whoever looks after it, in a moment."""
    unit, kind, user = tap.object, tap.detail["kind"], tap.detail["user"]
    about = f"{unit}:{kind}:{user}:{turn.at:%Y%m%d%H%M}"
    await group_tasks.order(turn.rows, action, about, (unit, kind), turn.at, users=[user])
    turn.audit(f"group_{action}", f"unit:{unit}", kind=kind)
    turn.say("Dạ, Trợ lý sẽ cho vào nhóm ngay ạ." if action == "accept" else "Dạ, Trợ lý sẽ không nhận ạ.")


async def forward_card(turn: Turn, group: groups.Group, text: str, about: str) -> None:
    """What the bot cannot post itself goes to the owner of the group, to be forwarded."""
    found = await group_rolls.rolls(turn.rows, turn.tree, [group.unit_code])
    for roll in [one for one in found if one.group.kind == group.kind]:
        keeper = await _keeper(turn, roll)
        if keeper is not None and keeper.id != turn.speaker.person_id:
            card = CARD.format(you=_you(turn, keeper), where=roll.label, text=text)
            turn.tell(f"person:{keeper.id}", sentence(card), about=f"{about}:card:{group.unit_code}")
