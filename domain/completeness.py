"""Completeness and timeliness: one definition of expected, received, on time, nil and missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
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


@dataclass(frozen=True, slots=True)
class Arrived:
    """Units whose report counts, all in the same way; a unit has one report a period."""

    codes: Collection[str]
    on_time: bool = True
    nil: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """In which line of a table each unit stands, and how many of the expected teams stand in each."""

    of: Mapping[str, str]
    expected: Mapping[str, int]

    @classmethod
    def among(cls, of: Mapping[str, str], expected: Iterable[str]) -> Lines:
        """Counted once for all periods in which the same teams are expected."""
        return cls(of, Counter(of[code] for code in expected))


@dataclass(frozen=True, slots=True)
class Attendance:
    """Of the teams expected for one period those of whom there is something to say: every other reported in time.

    Most report, and in time: of a country only the few that differ are looked at one by one.
    """

    expected: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    nil: frozenset[str] = frozenset()

    @classmethod
    def of(cls, expected: frozenset[str], arrived: Iterable[Arrived]) -> Attendance:
        """Who of the expected is among those that arrived; whatever else has reported does not count."""
        missing, late, nil = set(expected), set[str](), set[str]()
        for some in arrived:
            missing.difference_update(some.codes)
            if not some.on_time:
                late.update(some.codes)
            if some.nil:
                nil.update(some.codes)
        return cls(expected, frozenset(missing), expected & late, expected & nil)

    @property
    def received(self) -> frozenset[str]:
        """Whose report counts."""
        return self.expected - self.missing

    @property
    def number_received(self) -> int:
        """How many these are."""
        return len(self.expected) - len(self.missing)

    @property
    def whole(self) -> Completeness:
        """The completeness of all of them together."""
        missing = tuple(sorted(self.missing))
        return _completeness(len(self.expected), missing, len(self.late), len(self.nil))

    def by(self, lines: Lines) -> dict[str, Completeness]:
        """The completeness of each line that expects anybody; the lines are those of these teams."""
        missing: defaultdict[str, list[str]] = defaultdict(list)
        for code in sorted(self.missing):
            missing[lines.of[code]].append(code)
        late, nil = (Counter(lines.of[code] for code in some) for some in (self.late, self.nil))
        return {
            line: _completeness(many, tuple(missing.get(line, ())), late[line], nil[line])
            for line, many in lines.expected.items()
        }


def _completeness(expected: int, missing: tuple[str, ...], late: int, nil: int) -> Completeness:
    received = expected - len(missing)
    return Completeness(expected, received, received - late, nil, missing)
