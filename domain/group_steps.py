"""What has to be done with a group of the account: a pure function of who belongs in it and what Zalo shows of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

MOST_A_CALL = 99
"""So many people may be named in one call (Zalo reference 4.1)."""
MOST_NAME = 30
WARN_DAYS = (14, 3)
"""So many days before its asset runs out the officer hears of it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A group as Zalo shows it: user ids of who is in, and of who asked to come in."""

    name: str
    members: frozenset[str]
    pending: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a group should be: its name, who belongs in it, who once did, and who stays whatever becomes of his seat."""

    name: str
    members: frozenset[str]
    once: frozenset[str] = frozenset()
    admins: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Steps:
    """What is to be done, in this order; `ask` lists strangers whom only the team's leader lets in."""

    accept: tuple[str, ...] = ()
    invite: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    rename: str | None = None

    @property
    def nothing(self) -> bool:
        """Whether the group is as it should be."""
        return not (self.accept or self.invite or self.remove or self.ask or self.rename)


def steps(wanted: Wanted, seen: Seen, named_as: str | None = None) -> Steps:
    """The way from what is seen to what is wanted.

    Only who once belonged is removed: strangers and the account's administrators never are. It is renamed only when
    the unit was: `named_as` is what the unit's group was to be called when it was last looked at.
    """
    missing = wanted.members - seen.members
    asking = seen.pending - seen.members
    leaving = (seen.members & wanted.once) - wanted.members - wanted.admins
    renamed = named_as is not None and wanted.name not in (named_as, seen.name)
    return Steps(
        accept=tuple(sorted(asking & missing)),
        invite=tuple(sorted(missing - asking)),
        remove=tuple(sorted(leaving)),
        ask=tuple(sorted(asking - wanted.members)),
        rename=wanted.name if renamed else None,
    )


def group_name(label: str) -> str:
    """ "Tổ CĐS thôn Đông Trung": as a group may be called."""
    return f"Tổ CĐS {label}"[:MOST_NAME].rstrip()


def warning_due(expires_on: date | None, today: date) -> int | None:
    """The newest warning whose day has come (14 or 3), or None: too early, or over already."""
    if expires_on is None or today > expires_on:
        return None
    come = [days for days in WARN_DAYS if expires_on - timedelta(days=days) <= today]
    return min(come, default=None)


def changed(
    expected: Collection[str], believed: Collection[str], keeper: str | None
) -> tuple[list[str], list[str]]:
    """Whom a group's owner is to let in and to let out; himself he need not."""
    comes = set(expected) - set(believed) - {keeper}
    return sorted(comes), sorted(set(believed) - set(expected))


def to_do_text(where: str, comes: Collection[str], goes: Collection[str]) -> str:
    """The two lines for a group's owner, by names: "Mời vào: …", "Mời ra: …"."""
    lines = [f"Nhóm Zalo {where}:"]
    lines += [f"Mời vào: {', '.join(comes)}"] if comes else []
    lines += [f"Mời ra: {', '.join(goes)}"] if goes else []
    return "\n".join([*lines, "Làm xong, nhờ {you} bấm «Đã làm xong» ạ."])
