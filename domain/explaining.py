"""Why a total that somebody states is not the one we reckon: the commonest slips, looked for one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Slip(StrEnum):
    """What accounts for the difference."""

    NONE = "none"
    WITHOUT_OWN = "without_own"
    OWN_TWICE = "own_twice"
    WITHOUT_ONE = "without_one"
    ONE_TWICE = "one_twice"
    ONLY_IN_TIME = "only_in_time"
    AS_SENT = "as_sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a stated total is beside ours. ``about``: the unit left out or counted twice."""

    stated: int
    reckoned: int
    slip: Slip
    about: str | None = None

    @property
    def difference(self) -> int:
        """How much more was stated."""
        return self.stated - self.reckoned


def explain(
    stated: int,
    values: Mapping[str, int],
    own: str,
    late: frozenset[str] = frozenset(),
    sent: int | None = None,
) -> Explanation:
    """Compare a stated total with the sum of the teams' values.

    In this order: the same; the commune's own team left out, or counted once more beside its villages; what was sent
    before; without those that came late; one team left out or counted twice; else unknown. Of several teams that
    would explain it none is named, for it would be a guess.
    """
    reckoned = sum(values.values())
    mine = values.get(own, 0)
    punctual = sum(value for code, value in values.items() if code not in late)
    known = (
        (Slip.NONE, reckoned, None),
        (Slip.WITHOUT_OWN, reckoned - mine, own),
        (Slip.OWN_TWICE, reckoned + mine, own),
        (Slip.AS_SENT, sent, None),
        (Slip.ONLY_IN_TIME, punctual, None),
    )
    for slip, total, about in known:
        if total == stated:
            return Explanation(stated, reckoned, slip, about)
    slip, about = _one_of(stated - reckoned, values)
    return Explanation(stated, reckoned, slip, about)


def _one_of(difference: int, values: Mapping[str, int]) -> tuple[Slip, str | None]:
    alike = [code for code, value in values.items() if value == abs(difference)]
    if len(alike) != 1:
        return Slip.UNKNOWN, None
    return (Slip.ONE_TWICE if difference > 0 else Slip.WITHOUT_ONE), alike[0]
