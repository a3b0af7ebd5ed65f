"""The two kinds of Zalo group of the plan (II.3.3) and who belongs in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.people import SEATS, Appointment, Office
from domain.teams import Roster, TeamStatus
from domain.units import Unit, UnitKind, UnitTree


class GroupKind(StrEnum):
    """The commune-wide group and the village group."""

    XA = "xa"
    THON = "thon"


class GroupChannel(StrEnum):
    """How a group is reached: owned by the account, by a Zalo Bot that people added, or through its owner only."""

    GMF = "gmf"
    ZALO_BOT = "zalo_bot"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Group:
    """A Zalo group of a unit; `group_id` is empty for a manual one, and for one that is still to be created."""

    unit_code: str
    kind: GroupKind
    channel: GroupChannel
    group_id: str | None = None
    oa_id: str | None = None
    bot_id: str | None = None

    @property
    def can_be_posted_to(self) -> bool:
        """Whether we can post there: through the account that owns it, or the Zalo Bot that is in it."""
        if self.group_id is None or self.channel is GroupChannel.MANUAL:
            return False
        return self.channel is GroupChannel.GMF or self.bot_id is not None


@dataclass(frozen=True, slots=True)
class InvitedRole:
    """An office that is invited to a kind of group while it is valid, found in the unit of `level` above."""

    kind: GroupKind
    office: Office
    level: UnitKind
    valid_from: date = date.min
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the role is invited on that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


TWO_TIERS_FROM = date(2025, 7, 1)
"""The first day without districts."""

INVITED_ROLES = (
    InvitedRole(GroupKind.XA, Office.TRUONG_PHONG_VHTT, UnitKind.HUYEN, valid_to=TWO_TIERS_FROM),
    InvitedRole(GroupKind.XA, Office.TRUONG_PHONG_GDDT, UnitKind.HUYEN, valid_to=TWO_TIERS_FROM),
    InvitedRole(GroupKind.XA, Office.BI_THU_DOAN_HUYEN, UnitKind.HUYEN, valid_to=TWO_TIERS_FROM),
    InvitedRole(GroupKind.XA, Office.TRUONG_PHONG_VHXH_XA, UnitKind.XA, valid_from=TWO_TIERS_FROM),
)
"""The default invitees: the plan's three of the district, since 1/7/2025 the commune's own office."""


def required(group: Group, rosters: Mapping[str, Roster], tree: UnitTree) -> set[str]:
    """Who must be in a group: `rosters` by unit code, on the tree's day.

    Commune group: the commune team's three, every village leader and every village deputy below it. Village group:
    the team's three. Closed teams have nobody; collaborators and ordinary village members are not in the commune's.
    """
    own = _standing(rosters.get(group.unit_code))
    found = {place.person_id for roster in own for place in roster.active}
    if group.kind is GroupKind.XA:
        for village in tree.children(group.unit_code, UnitKind.THON):
            for roster in _standing(rosters.get(village.code)):
                found.update(place.person_id for place in (roster.leader, roster.deputy) if place)
    return found


def invited(
    group: Group,
    rosters: Mapping[str, Roster],
    offices: Iterable[Appointment],
    tree: UnitTree,
    roles: Collection[InvitedRole] = INVITED_ROLES,
) -> set[str]:
    """Who is to be invited: the officials of the day; to a village group the commune team's leader."""
    found: set[str] = set()
    if group.kind is GroupKind.THON:
        commune = tree.commune_of(group.unit_code)
        for roster in _standing(None if commune is None else rosters.get(commune.code)):
            found.update(place.person_id for place in (roster.leader,) if place)
    wanted = {
        (role.office, unit.code)
        for role in roles
        if role.kind is group.kind and role.holds_on(tree.on)
        for unit in (_unit_of(group.unit_code, role.level, tree),)
        if unit is not None
    }
    held = {
        one.person_id for one in offices if (one.office, one.unit_code) in wanted and one.holds_on(tree.on)
    }
    return found | held


def expected(
    group: Group,
    rosters: Mapping[str, Roster],
    offices: Iterable[Appointment],
    tree: UnitTree,
    roles: Collection[InvitedRole] = INVITED_ROLES,
) -> set[str]:
    """Everybody who belongs in the group, required or invited; one person with two hats once."""
    return required(group, rosters, tree) | invited(group, rosters, offices, tree, roles)


@dataclass(frozen=True, slots=True)
class Difference:
    """Who is missing and who is there without belonging: "thiếu: …; thừa: …"."""

    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether the group is as it should be."""
        return not self.missing and not self.extra


def difference(expected: Collection[str], known: Collection[str]) -> Difference:
    """Compares who should be in a group with who is known to be."""
    return Difference(tuple(sorted(set(expected) - set(known))), tuple(sorted(set(known) - set(expected))))


def owner(group: Group, rosters: Mapping[str, Roster]) -> str | None:
    """Who owns the group and keeps it: the leader of its team."""
    for roster in _standing(rosters.get(group.unit_code)):
        return None if roster.leader is None else roster.leader.person_id
    return None


def keeper(group: Group, rosters: Mapping[str, Roster]) -> str | None:
    """Who is asked to look after the group: its owner, or the deputy while the team has no leader."""
    for roster in _standing(rosters.get(group.unit_code)):
        place = roster.leader or roster.deputy
        return None if place is None else place.person_id
    return None


def once_belonged(
    group: Group,
    held: Iterable[Appointment],
    tree: UnitTree,
    roles: Collection[InvitedRole] = INVITED_ROLES,
) -> set[str]:
    """Who was put into the group for a seat or office that has ended; nobody else may ever be taken out of it."""
    places = _places(group, tree, roles)
    ended = (one for one in held if one.valid_to is not None and one.valid_to <= tree.on)
    return {one.person_id for one in ended if (one.office, one.unit_code) in places}


def _places(group: Group, tree: UnitTree, roles: Collection[InvitedRole]) -> set[tuple[Office, str]]:
    """The seats and offices that have to do with the group, on whatever day."""
    found = {(seat, group.unit_code) for seat in SEATS}
    if group.kind is GroupKind.XA:
        villages = tree.children(group.unit_code, UnitKind.THON)
        found |= {(seat, one.code) for one in villages for seat in (Office.TO_TRUONG, Office.TO_PHO)}
    else:
        commune = tree.commune_of(group.unit_code)
        found |= set() if commune is None else {(Office.TO_TRUONG, commune.code)}
    for role in roles:
        unit = _unit_of(group.unit_code, role.level, tree)
        if role.kind is group.kind and unit is not None:
            found.add((role.office, unit.code))
    return found


def _standing(roster: Roster | None) -> tuple[Roster, ...]:
    stands = roster is not None and roster.team.status is not TeamStatus.CLOSED
    return (roster,) if roster is not None and stands else ()


def _unit_of(unit_code: str, level: UnitKind, tree: UnitTree) -> Unit | None:
    if level is UnitKind.XA:
        return tree.commune_of(unit_code)
    return tree.district_of(unit_code) if level is UnitKind.HUYEN else tree.province_of(unit_code)
