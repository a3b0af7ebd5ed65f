"""Which units a unit came out of, so that its months compare over a merger; and what became of one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class SuccessionKind(StrEnum):
    """How one unit came out of another (CSV column `kind`)."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    PARTIAL = "partial"


_SHARED = (SuccessionKind.PARTIAL, SuccessionKind.SPLIT)
"""What may leave the old unit standing, with less."""


@dataclass(frozen=True, slots=True)
class Succession:
    """`old` as of the day before, `new` as of that day; codes are reused, so both may be the same."""

    old: str
    new: str
    date: date
    kind: SuccessionKind


@dataclass(frozen=True, slots=True)
class Forebears:
    """What a unit of today was on an earlier day.

    ``is_partial``: some of them went to other units too, so that their figures say more than this unit's share; shares
    are never guessed, villages move whole.
    """

    codes: tuple[str, ...]
    is_partial: bool = False

    def is_itself(self, code: str) -> bool:
        """Whether it was the same unit then."""
        return self.codes == (code,) and not self.is_partial


def forebears(code: str, today: date, on: date, known: Collection[Succession]) -> Forebears:
    """The units whose figures of a window that ended on `on` stand for the unit that has this code today."""
    came = [one for one in known if one.new == code and on < one.date <= today]
    if not came:
        return Forebears((code,))
    newest = max(one.date for one in came)
    parts = [one for one in came if one.date == newest]
    before = newest - timedelta(days=1)
    found = [forebears(one.old, before, on, known) for one in parts]
    codes = _unique(code for one in found for code in one.codes)
    return Forebears(codes, any(one.kind in _SHARED for one in parts) or any(one.is_partial for one in found))


def heirs(code: str, on: date, today: date, known: Collection[Succession]) -> tuple[str, ...]:
    """The units of today that came out of what had this code on an earlier day; itself where nothing came of it.

    Also itself where only parts of it went: whether it still stands is for the caller, who knows the units.
    """
    went = [one for one in known if one.old == code and on < one.date <= today]
    if not went:
        return (code,)
    first = min(one.date for one in went)
    here = [one for one in went if one.date == first]
    into = {one.new for one in here}
    if all(one.kind in _SHARED for one in here):
        into.add(code)
    parts = [heirs(one, first, today, known) for one in into]
    return _unique(one for part in parts for one in part)


def _unique(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(codes)))
