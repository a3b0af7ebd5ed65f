"""To whom something goes that is said to all teams of a unit, by which ways, and what that costs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from domain.authority import Action, may
from domain.teams import TeamStatus
from domain.units import Unit, UnitKind, label, short_name
from domain.ways import Choices, Reach, Way
from handlers.turn import Turn
from storage import ends, teams
from storage.reach import Ends, reaches
from vietnamese import fold
from vietnamese.writing import join_vi, number

WAYS = {
    Way.FREE: "nhắn thẳng",
    Way.PACKAGE: "nhắn bằng gói tin của trang",
    Way.GROUP: "nhắc trong nhóm để nhắn lại",
    Way.TEMPLATE_UID: "tin theo mẫu",
    Way.TEMPLATE_PHONE: "tin theo mẫu tới số điện thoại",
    Way.CALL: "chưa nhắn được, cần gọi",
}


def highest(turn: Turn, action: Action) -> str | None:
    """The highest unit in which the speaker may do this."""
    mine = dict.fromkeys(one.unit_code for one in turn.speaker.offices)
    found = [code for code in mine if may(action, turn.speaker.offices, code, turn.tree)]
    return max(found, key=lambda code: len(turn.tree.subtree(code)), default=None)


async def leaders_of_teams(turn: Turn, unit: str) -> dict[str, str]:
    """Who leads each team of a unit and below it, by unit; the speaker's own teams are left out."""
    codes = [one.code for one in turn.tree.subtree(unit)]
    rosters = await teams.rosters(turn.rows, codes, turn.tree)
    standing = [one for one in rosters.values() if one.team.status is not TeamStatus.CLOSED]
    return {
        one.team.unit_code: one.acting_leader.person_id
        for one in standing
        if one.acting_leader is not None and one.acting_leader.person_id != turn.speaker.person_id
    }


async def leaders_below(turn: Turn, unit: str) -> list[str]:
    """Who leads the teams of a unit and below it, each once, but not the speaker."""
    return list(dict.fromkeys((await leaders_of_teams(turn, unit)).values()))


def named_below(turn: Turn, unit: str | None, text: str) -> list[str]:
    """The communes and villages below a unit that a text names; villages of one name stay apart."""
    said = f" {' '.join(re.sub(r'[,:;.]', ' ', fold(text)).split())} "
    found = [
        one
        for one in (turn.tree.subtree(unit) if unit else ())
        if one.code != unit and (f" {fold(label(one))} " in said or _listed(one, said))
    ]
    villages = [one.code for one in found if one.kind is UnitKind.THON]
    return villages or [one.code for one in found]


def _listed(unit: Unit, said: str) -> bool:
    """ "thôn Bắc Hải, Liên Giang": the second is named without its type."""
    name = fold(short_name(unit))
    return unit.kind is UnitKind.THON and len(name) >= 5 and " thon " in said and f" {name} " in said


async def ways_and_price(turn: Turn, persons: list[str]) -> str:
    """How many go by which way, and what that costs."""
    of_each = await ends.of_persons(turn.rows, persons, turn.speaker.oa_id)
    known = await reaches(turn.rows, [end for one in persons for end in of_each[one]], turn.at)
    cost, ways = price([[(end, known[end]) for end in of_each[one]] for one in persons], turn.at)
    told = [f"{number(count)} {WAYS[way]}" for way in Way if (count := ways[way])]
    money = f"dự kiến tốn {number(cost)} đồng" if cost else "không tốn tiền"
    return f"Cách gửi: {join_vi(told)}; {money}."


def price(known: Sequence[Sequence[tuple[Ends, Reach]]], at: datetime) -> tuple[int, Counter[Way]]:
    """Đồng and the number of messages by way, as of now: by the same arithmetic by which they go out."""
    choices = Choices(at)
    steps = [choices.take_best([(one.oa_id, one.who, ways) for one, ways in some])[1] for some in known]
    return sum(step.cost for step in steps), Counter(step.way for step in steps)
