"""The Zalo groups of one's units: who belongs in them and is not there, and who is there and does not belong."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from domain.authority import Action
from domain.groups import GroupChannel
from domain.people import Person
from storage import group_rolls, people
from storage.group_rolls import Roll
from vietnamese.names import by_given_name
from web.page import Context, Page
from web.visit import Visit

groups = Page("groups", "/nhom", "Nhóm Zalo", sees=(Action.SEE_GROUPS,), menu="Nhóm Zalo")
CHANNELS = {
    GroupChannel.GMF: "nhóm của trang Zalo",
    GroupChannel.ZALO_BOT: "nhóm của Tổ, có Zalo Bot",
    GroupChannel.MANUAL: "nhóm của Tổ, Tổ trưởng mời ra vào",
}
OFF = {"disabled": "Zalo đã khóa nhóm", "gone": "không còn trên trang Zalo"}
"""What is said of a group of the account in which nothing can be posted."""
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A group with the names of who is missing, whose seat in it has ended, and who is in it beside those.

    ``others`` were never there for a seat: who serves the commune may well be in its group without being invited. Of
    the roll's strangers no name is kept.
    """

    roll: Roll
    channel: str
    off: str | None
    missing: tuple[Person, ...]
    extra: tuple[Person, ...]
    others: tuple[Person, ...]


@groups.shows
async def show(visit: Visit) -> Context:
    """Those that are off first, then those where somebody is missing."""
    found = await group_rolls.rolls(visit.rows, visit.tree, visit.reach(Action.SEE_GROUPS))
    found.sort(
        key=lambda one: (not _off(one), -len(one.expected - one.known), one.group.unit_code, one.group.kind)
    )
    shown = found[:SHOWN]
    named = {one for roll in shown for one in roll.expected ^ roll.known}
    persons = await people.by_ids(visit.rows, named)
    return {
        "lines": [_line(one, persons) for one in shown],
        "more": len(found) - len(shown),
        "off": sum(bool(_off(one)) for one in found),
        "complete": sum(not (one.expected - one.known) for one in found),
        "count": len(found),
    }


def _line(roll: Roll, persons: dict[str, Person]) -> Line:
    def named(ids: Collection[str]) -> tuple[Person, ...]:
        return tuple(
            sorted((persons[one] for one in ids if one in persons), key=lambda one: by_given_name(one.name))
        )

    missing, more = named(roll.expected - roll.known), roll.known - roll.expected
    channel = CHANNELS[GroupChannel(roll.group.channel)]
    return Line(roll, channel, _off(roll), missing, named(more & roll.once), named(more - roll.once))


def _off(roll: Roll) -> str | None:
    """Why nothing can be posted in a group of the account; None: it can."""
    return OFF.get(roll.group.status or "") if roll.group.channel == GroupChannel.GMF else None
