"""How many calls an account may make now: never more than its limit in any minute, some of it kept for replies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

FIRST_LIMIT = 100
"""Calls a minute of an account until Zalo's answers have said otherwise (Zalo reference 8.1)."""
KEPT_FOR_REPLIES = 0.06
"""Share of the limit that only what answers somebody may use; the rest goes out evenly over the minute."""
WINDOW = 61
"""Seconds looked back on: whether Zalo counts by the clock's minute or by the last sixty seconds is not documented."""


Calls = tuple[int, int]
"""Calls made in a second: replies, and everything else."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Calls made in the last minute, by second; and what is left of the even flow of everything but replies."""

    made: Mapping[int, Calls] = field(default_factory=dict)
    flow: float | None = None
    flow_at: datetime | None = None

    def grant(
        self, wanted: int, limit: int, now: datetime, *, urgent: bool, paced: bool = True
    ) -> tuple[int, Pace]:
        """How many of the wanted calls may be made now, and the pace after them.

        ``urgent``: replies, which may use what is kept for them. ``paced``: what goes out evenly, and not what follows
        at once from somebody's act.
        """
        return self.grant_each((1,) * wanted, limit, now, urgent=urgent, paced=paced)

    def grant_each(
        self, wanted: Sequence[int], limit: int, now: datetime, *, urgent: bool, paced: bool = True
    ) -> tuple[int, Pace]:
        """How many of the wanted messages, of so many calls each, may go now: each for which one call is left."""
        second = int(now.timestamp())
        made = self._lately(second)
        replies, others = _sum(made)
        free = limit - replies - others
        flow = self._flow(limit, now)
        if not urgent:
            free -= max(0, kept(limit) - replies)
        if paced and not urgent:
            free = min(free, int(flow))
        granted, calls = _fitting(wanted, free)
        if granted:
            before = made.get(second, (0, 0))
            made[second] = (before[0] + calls, before[1]) if urgent else (before[0], before[1] + calls)
        return granted, Pace(made, flow - calls if paced and not urgent else flow, now)

    def counted(self, calls: int, now: datetime) -> Pace:
        """The pace after calls that nobody asked leave for: they had to be made."""
        second = int(now.timestamp())
        made = self._lately(second)
        before = made.get(second, (0, 0))
        made[second] = (before[0], before[1] + calls)
        return Pace(made, self.flow, self.flow_at)

    def exhausted(self, limit: int, now: datetime) -> Pace:
        """The pace when Zalo says that the minute's calls are used up, whoever has used them."""
        second = int(now.timestamp())
        made = self._lately(second)
        before = made.get(second, (0, 0))
        made[second] = (before[0], before[1] + max(0, limit - sum(_sum(made))))
        return Pace(made, self.flow, self.flow_at)

    def _lately(self, second: int) -> dict[int, Calls]:
        return {at: calls for at, calls in self.made.items() if second - WINDOW < at <= second}

    def _flow(self, limit: int, now: datetime) -> float:
        """What the even flow has gathered: a twelfth of a minute's share at most."""
        share = limit - kept(limit)
        most = max(1.0, share / 12)
        if self.flow is None or self.flow_at is None:
            return most
        passed = max(timedelta(), now - self.flow_at).total_seconds()
        return min(most, self.flow + passed * share / 60)


def _fitting(wanted: Sequence[int], free: int) -> tuple[int, int]:
    """How many fit, and how many calls they are; the last one may need more than are left."""
    calls = 0
    for granted, one in enumerate(wanted):
        if calls >= free:
            return granted, calls
        calls += one
    return len(wanted), calls


def _sum(made: Mapping[int, Calls]) -> Calls:
    return sum(replies for replies, _ in made.values()), sum(others for _, others in made.values())


def kept(limit: int) -> int:
    """Calls of the limit that are kept for replies."""
    return int(limit * KEPT_FOR_REPLIES)
