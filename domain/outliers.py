"""Figures that stand out against the team's own last months: a reason to look again, never to judge a team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.forms import ReportTemplate, Value

FACTOR = 3
"""More than so many times its own average stands out (plan 4.3)."""
LAST = 3
LEAST = 10
"""Below this difference small numbers jump about and nothing is said."""


@dataclass(frozen=True, slots=True)
class Outlier:
    """A figure that stands out; ``usual`` is the average of the team's last months, rounded."""

    unit_code: str
    field: str
    value: int
    usual: int


def outliers(
    unit_code: str,
    template: ReportTemplate,
    values: Mapping[str, Value],
    history: Sequence[Mapping[str, int]],
) -> list[Outlier]:
    """What stands out in one report: above three times the average of the last three months, or nothing where there
    used to be something. ``history``: the figures of the months before, newest first; without any nothing stands out.
    """
    found = []
    for field in template.counts:
        value = values.get(field.key)
        past = [one[field.key] for one in history[:LAST] if field.key in one]
        if not isinstance(value, int) or not past:
            continue
        usual = sum(past) / len(past)
        jumped = value > FACTOR * usual and usual > 0
        if (jumped or value == 0) and abs(value - usual) >= LEAST:
            found.append(Outlier(unit_code, field.key, value, round(usual)))
    return found
