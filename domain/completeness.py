"""Completeness and timeliness: one definition of expected, received, on time, nil and missing."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far the reports of some teams have come in for one period, or for several added up.

    Expected is a team that stood established at the end of the window; received one whose report counts (nil too);
    on time one whose first such submission arrived by its own due date. A missing team is not zero.
    """

    expected: int = 0
    received: int = 0
    on_time: int = 0
    nil: int = 0
    missing: tuple[str, ...] = ()

    @property
    def late(self) -> int:
        """Received after the due date."""
        return self.received - self.on_time

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing; where nothing is expected nothing is complete either."""
        return 0 < self.expected == self.received

    def __add__(self, other: Completeness) -> Completeness:
        """Both together; who is missing in both is named once."""
        return Completeness(
            self.expected + other.expected,
            self.received + other.received,
            self.on_time + other.on_time,
            self.nil + other.nil,
            tuple(dict.fromkeys((*self.missing, *other.missing))),
        )


NOTHING = Completeness()
"""Nobody is expected."""


def judge(expected: Iterable[str], received: Set[str], on_time: Set[str], nil: Set[str]) -> Completeness:
    """The completeness of the expected teams; whatever else has reported does not count."""
    wanted = set(expected)
    given = wanted & received
    return Completeness(
        len(wanted), len(given), len(given & on_time), len(given & nil), tuple(sorted(wanted - given))
    )
