"""Who belongs in the teams' groups, and who is known to be in them: what the rules and the rows say together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select

from domain.group_steps import Wanted, group_name
from domain.groups import INVITED_ROLES, GroupChannel, GroupKind, InvitedRole, expected, keeper, once_belonged
from domain.people import Appointment, Office
from domain.recipients import COMMUNE_OFFICERS, holders
from domain.teams import Roster, rosters_of
from domain.units import UnitKind, UnitTree, label
from storage import groups, people
from storage.database import Rows
from storage.groups import Group
from storage.people import appointment
from storage.roster import every_team
from storage.tables import bindings, group_members, group_people, invited_roles, offices
from storage.teams import of_units

ADMINS = (Office.QUAN_TRI, Office.CAN_BO_CNTT_XA)
"""Who administers the account: one of them must be among the first members of a group, and stays in it."""


@dataclass(frozen=True, slots=True)
class Present:
    """Who is in a group: persons, and user ids in its account to which no person is bound."""

    known: frozenset[str] = frozenset()
    strangers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Roll:
    """One group, by persons: who belongs in it, once did, is known to be in it; who keeps it and whom to tell.

    ``strangers``: user ids of who is in it and is nobody that we know.
    """

    group: Group
    label: str
    expected: frozenset[str]
    once: frozenset[str]
    known: frozenset[str]
    strangers: frozenset[str]
    keeper: str | None
    admins: tuple[str, ...]
    officers: tuple[str, ...]

    @property
    def name(self) -> str:
        """What a group of the account is called: "Tổ CĐS thôn Đông Trung"."""
        return group_name(self.label)

    def wanted(self, accounts: Mapping[str, str]) -> Wanted:
        """How the group should be, by the user ids of its account; who has none there is left out."""
        of = {
            name: frozenset(accounts[one] for one in persons if one in accounts)
            for name, persons in self._sets()
        }
        return Wanted(self.name, of["expected"], of["once"], of["admins"])

    def _sets(self) -> Iterable[tuple[str, Collection[str]]]:
        return ("expected", self.expected), ("once", self.once), ("admins", self.admins)

    @property
    def persons(self) -> set[str]:
        """Everybody who is named on it."""
        return {*self.expected, *self.once, *self.admins}


async def rolls(rows: Rows, tree: UnitTree, unit_codes: Collection[str] | None = None) -> list[Roll]:
    """The rolls of these units' groups on the tree's day, or of all; groups of units that are gone are left out."""
    found = await (groups.everything(rows) if unit_codes is None else groups.of_units(rows, unit_codes))
    found = [one for one in found if one.unit_code in tree]
    if not found:
        return []
    around = None if unit_codes is None else _around(found, tree)
    held = await _held(rows, around)
    standing = await (every_team(rows, tree) if around is None else of_units(rows, around, tree))
    rosters = rosters_of(standing, held, tree.on)
    roles, present = await roles_of(rows), await present_in(rows, found)
    return [_roll(one, rosters, held, tree, roles, present[one.unit_code, one.kind]) for one in found]


def _around(found: Sequence[Group], tree: UnitTree) -> set[str]:
    """The units whose seats and offices have to do with these groups."""
    codes: set[str] = set()
    for one in found:
        codes |= {one.unit_code, *(unit.code for unit in tree.ancestors(one.unit_code))}
        if one.kind == GroupKind.XA:
            codes |= {village.code for village in tree.children(one.unit_code, UnitKind.THON)}
    return codes


async def _held(rows: Rows, unit_codes: Collection[str] | None) -> list[Appointment]:
    query = select(offices).order_by(offices.c.id)
    if unit_codes is not None:
        query = query.where(offices.c.unit_code.in_(sorted(unit_codes)))
    return [appointment(row) for row in await rows.all(query)]


def _roll(
    group: Group,
    rosters: Mapping[str, Roster],
    held: Sequence[Appointment],
    tree: UnitTree,
    roles: Collection[InvitedRole],
    present: Present,
) -> Roll:
    rule, unit = group.as_rule, tree.get(group.unit_code)
    return Roll(
        group,
        group.unit_code if unit is None else label(unit),
        frozenset(expected(rule, rosters, held, tree, roles)),
        frozenset(once_belonged(rule, held, tree, roles)),
        present.known,
        present.strangers,
        keeper(rule, rosters),
        _holders(group, ADMINS, held, tree),
        holders(tree.commune_of(group.unit_code), (*COMMUNE_OFFICERS, Office.QUAN_TRI), held, tree),
    )


def _holders(
    group: Group, wanted: Sequence[Office], held: Sequence[Appointment], tree: UnitTree
) -> tuple[str, ...]:
    """Holders in the commune, then above it."""
    commune = tree.commune_of(group.unit_code)
    units = [] if commune is None else [commune, *tree.ancestors(commune.code)]
    return tuple(dict.fromkeys(one for unit in units for one in holders(unit, wanted, held, tree)))


async def roles_of(rows: Rows) -> Sequence[InvitedRole]:
    """The invited offices with their days: what the province has entered, else the plan's."""
    found = await rows.all(select(invited_roles).order_by(invited_roles.c.id))
    return [_role(row) for row in found] or INVITED_ROLES


def _role(row: Any) -> InvitedRole:
    level, office = UnitKind(row.level), Office(row.office)
    return InvitedRole(GroupKind(row.kind), office, level, row.valid_from or date.min, row.valid_to)


async def present_in(rows: Rows, found: Sequence[Group]) -> dict[tuple[str, str], Present]:
    """Who is in each group: by the account's own list, or as its owner has told, who names no strangers."""
    told = await _told(rows)
    there = await _there(rows, [one.group_id for one in found if one.group_id is not None])
    return {
        (one.unit_code, one.kind): there.get(one.group_id or "", Present())
        if one.channel == GroupChannel.GMF
        else Present(frozenset(told.get((one.unit_code, one.kind), ())))
        for one in found
    }


async def _told(rows: Rows) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for row in await rows.all(select(group_people)):
        found.setdefault((row.unit_code, row.kind), set()).add(row.person_id)
    return found


async def _there(rows: Rows, group_ids: Sequence[str]) -> dict[str, Present]:
    bound = and_(
        bindings.c.oa_id == group_members.c.oa_id,
        bindings.c.user_id == group_members.c.user_id,
        bindings.c.valid_to.is_(None),
    )
    query = select(group_members.c.group_id, group_members.c.user_id, bindings.c.person_id)
    query = query.select_from(group_members.outerjoin(bindings, bound))
    if len(group_ids) <= 500:
        query = query.where(group_members.c.group_id.in_(sorted(group_ids)))
    known: dict[str, set[str]] = {}
    strangers: dict[str, set[str]] = {}
    for row in await rows.all(query):
        if row.person_id is None:
            strangers.setdefault(row.group_id, set()).add(row.user_id)
        else:
            known.setdefault(row.group_id, set()).add(row.person_id)
    return {
        one: Present(frozenset(known.get(one, ())), frozenset(strangers.get(one, ())))
        for one in {*known, *strangers}
    }


async def accounts_in(rows: Rows, oa_id: str, person_ids: Iterable[str]) -> dict[str, str]:
    """User ids of these persons in one account; who is not bound there is left out."""
    wanted = sorted(set(person_ids))
    mine = bindings.c.oa_id == oa_id, bindings.c.valid_to.is_(None), bindings.c.person_id.in_(wanted)
    found = await rows.all(
        select(bindings.c.person_id, bindings.c.user_id).where(*mine).order_by(bindings.c.id)
    )
    return {row.person_id: row.user_id for row in found}


async def differing(rows: Rows, tree: UnitTree, default_oa: str) -> list[str]:
    """The units whose account's group lacks somebody who can be invited, or holds somebody whose seat has ended."""
    found = [one for one in await rolls(rows, tree) if one.group.channel == GroupChannel.GMF]
    accounts = {(row.oa_id, row.person_id) for row in await rows.all(_BOUND)}
    return [
        one.group.unit_code
        for one in found
        if (one.once & one.known) - one.expected
        or any((one.group.oa_id or default_oa, person) in accounts for person in one.expected - one.known)
    ]


_BOUND = select(bindings.c.oa_id, bindings.c.person_id).where(bindings.c.valid_to.is_(None))


async def names_of(rows: Rows, person_ids: Iterable[str]) -> list[str]:
    """The names of these persons, in order; unknown ids are left out."""
    found = await people.by_ids(rows, person_ids)
    return [person.name for _, person in sorted(found.items())]
