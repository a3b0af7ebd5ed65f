"""A unit's consolidated report of a period: its figures, its way upward, and what comes after it was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.completeness import Completeness
from domain.errors import ReasonRequired, WrongState
from domain.periods import Period
from domain.requests import has_reason
from domain.units import Unit, UnitTree


@dataclass(frozen=True, slots=True)
class Consolidation:
    """Figures of a subtree for one period (contract, `consolidate`).

    ``of``: how many teams gave a figure, out of how many were expected. A missing team is not zero. ``proposed``:
    teams that reported though they are only proposed: they stand apart. ``late``: whose report came after its due
    date.
    """

    unit_code: str
    period: Period
    expected: int
    received: int
    on_time: int
    nil: int
    missing: tuple[str, ...]
    sums: Mapping[str, int] = field(default_factory=dict)
    of: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    proposed: tuple[str, ...] = ()
    late: tuple[str, ...] = ()

    @property
    def completeness(self) -> Completeness:
        """The same without the figures."""
        return Completeness(self.expected, self.received, self.on_time, self.nil, self.missing)

    def to_json(self) -> dict[str, Any]:
        """As it is kept when it was approved or sent."""
        return {
            "unit_code": self.unit_code,
            "period": str(self.period),
            "expected": self.expected,
            "received": self.received,
            "on_time": self.on_time,
            "nil": self.nil,
            "missing": list(self.missing),
            "sums": dict(self.sums),
            "of": {key: list(pair) for key, pair in self.of.items()},
            "proposed": list(self.proposed),
            "late": list(self.late),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Consolidation:
        """What was approved or sent."""
        return cls(
            kept["unit_code"],
            Period.parse(kept["period"]),
            kept["expected"],
            kept["received"],
            kept["on_time"],
            kept["nil"],
            tuple(kept["missing"]),
            dict(kept["sums"]),
            {key: (pair[0], pair[1]) for key, pair in kept["of"].items()},
            tuple(kept["proposed"]),
            tuple(kept["late"]),
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """What an addendum changes: figures that are others now, and teams that reported since."""

    sums: tuple[tuple[str, int, int], ...]
    arrived: tuple[str, ...]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.sums or self.arrived or self.gone)


def difference(sent: Consolidation, now: Consolidation) -> Difference:
    """From what was sent to what the reports say now; ``gone``: teams whose report counts no more."""
    keys = [*now.sums, *(key for key in sent.sums if key not in now.sums)]
    was, has = sent.sums, now.sums
    return Difference(
        tuple((key, was.get(key, 0), has.get(key, 0)) for key in keys if was.get(key, 0) != has.get(key, 0)),
        tuple(code for code in sent.missing if code not in now.missing),
        tuple(code for code in now.missing if code not in sent.missing),
    )


# --- the way upward -------------------------------------------------------------------------------------------------


class Stage(StrEnum):
    """Where a consolidation stands on its way upward."""

    OPEN = "open"
    APPROVED = "approved"
    FORWARDED = "forwarded"
    RECEIVED = "received"
    RETURNED = "returned"


class Act(StrEnum):
    """What somebody did with it."""

    APPROVE = "approve"
    FORWARD = "forward"
    RECEIVE = "receive"
    RETURN = "return"
    REOPEN = "reopen"


SENT = frozenset({Stage.FORWARDED, Stage.RECEIVED})
"""Its figures are used by the level above; the reports it consumed are locked."""


@dataclass(frozen=True, slots=True)
class ActStep:
    """One step: who, in which office, when, by which message, and why it was sent back."""

    act: Act
    by: str
    at: datetime
    office: str = ""
    reason: str = ""
    event_key: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One part of a unit's consolidation of a period: part 1, and addenda (bổ sung) after it was sent.

    ``figures`` are those approved, from the sending on those sent: never changed again. ``adds``: how many parts that
    stand it adds to; ``mends``: it takes the place of one that was sent back (see `numbered`).
    """

    unit_code: str
    period: Period
    part: int = 1
    stage: Stage = Stage.OPEN
    figures: Consolidation | None = None
    steps: tuple[ActStep, ...] = ()
    adds: int = 0
    mends: bool = False

    def approved(self, figures: Consolidation, step: ActStep) -> Passage:
        """The figures as they stand are agreed to; again, when others came in before they were sent."""
        self._from(Stage.OPEN, Stage.APPROVED)
        return self._after(step, Stage.APPROVED, figures)

    def forwarded(self, now: Consolidation, step: ActStep) -> Passage:
        """Sent upward; what was approved is what is sent, so figures that moved meanwhile are approved anew first."""
        self._from(Stage.APPROVED)
        if self.figures != now:
            raise WrongState("the figures changed after the approval", status=self.stage)
        return self._after(step, Stage.FORWARDED, now)

    def reopened(self, step: ActStep) -> Passage:
        """The approval is taken back, which is possible until it is sent."""
        self._from(Stage.APPROVED)
        return self._after(step, Stage.OPEN, None)

    def received(self, step: ActStep) -> Passage:
        """The level above confirms that it has it."""
        self._from(Stage.FORWARDED)
        return self._after(step, Stage.RECEIVED, self.figures)

    def returned(self, step: ActStep) -> Passage:
        """The level above asks for it again and says why; the next part takes its place."""
        self._from(*SENT)
        if not has_reason(step.reason):
            raise ReasonRequired
        return self._after(step, Stage.RETURNED, self.figures)

    def last(self, act: Act) -> ActStep | None:
        """The newest step of that kind."""
        return next((one for one in reversed(self.steps) if one.act is act), None)

    def _after(self, step: ActStep, stage: Stage, figures: Consolidation | None) -> Passage:
        return replace(self, stage=stage, figures=figures, steps=(*self.steps, step))

    def _from(self, *stages: Stage) -> None:
        if self.stage not in stages:
            raise WrongState(f"{self.unit_code}/{self.period}/{self.part} is {self.stage}", status=self.stage)


@dataclass(frozen=True, slots=True)
class Course:
    """Everything about a unit's consolidation of a period: its parts, and the figures as the reports say them now."""

    now: Consolidation
    parts: tuple[Passage, ...] = ()

    @property
    def sent(self) -> Passage | None:
        """The newest part that the level above uses."""
        return next((one for one in reversed(self.parts) if one.stage in SENT), None)

    @property
    def went_up(self) -> Passage | None:
        """The newest part that the level above got, whatever it did with it."""
        return went_up(self.parts)

    @property
    def change(self) -> Difference | None:
        """What differs from what was sent; None while nothing was sent."""
        sent = self.sent
        return None if sent is None or sent.figures is None else difference(sent.figures, self.now)

    @property
    def mended(self) -> Difference | None:
        """What differs from what was sent back; None unless the part that stands takes the place of such a one."""
        before = went_up([one for one in self.parts if one.part < self.current.part])
        if before is None or before.stage is not Stage.RETURNED or before.figures is None:
            return None
        return difference(before.figures, self.now)

    @property
    def current(self) -> Passage:
        """The part that stands or is to be sent next: a new one once the last was sent and the figures moved since,
        or was sent back.
        """
        if not self.parts:
            return Passage(self.now.unit_code, self.now.period)
        last = self.parts[-1]
        is_settled = last.stage in SENT and not self.change
        if is_settled or last.stage in (Stage.OPEN, Stage.APPROVED):
            return last
        return numbered([*self.parts, Passage(self.now.unit_code, self.now.period, last.part + 1)])[-1]

    @property
    def is_addendum(self) -> bool:
        """Whether the current part adds to one that the level above uses already."""
        return self.sent is not None and self.current.stage not in SENT


def numbered(parts: Sequence[Passage]) -> list[Passage]:
    """The parts of one unit and period, oldest first, knowing what they are: what replaces a part is no addendum."""
    return [
        replace(
            one,
            adds=sum(before.stage in SENT for before in parts[:place]),
            mends=place > 0 and parts[place - 1].stage is Stage.RETURNED,
        )
        for place, one in enumerate(parts)
    ]


def went_up(parts: Sequence[Passage]) -> Passage | None:
    """The newest part that was sent, received or sent back: one that is only being approved has not gone up."""
    return next((one for one in reversed(parts) if one.stage in (*SENT, Stage.RETURNED)), None)


def above(unit_code: str, then: UnitTree, today: UnitTree) -> Unit | None:
    """To whom a unit's consolidation goes: the next unit above on the due date's tree that still is one today.

    The commune's to the district where there is one, else to the department, which has its seat in the province's
    unit; the province's own goes to its People's Committee, outside of here: None.
    """
    for unit in then.ancestors(unit_code):
        if (still := today.get(unit.code)) is not None and still.kind is unit.kind:
            return still
    return None


def named(codes: Sequence[str], tree: UnitTree) -> list[str]:
    """The names of units in a tree, codes where it has none."""
    return [code if (unit := tree.get(code)) is None else unit.name for code in codes]
