"""The way up: from a thing to the units above it, as far as the visitor may see."""

from __future__ import annotations

from dataclasses import dataclass

from domain.authority import Action
from domain.units import label
from vietnamese.writing import sentence
from web.visit import Visit


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way up: what it is called, and its address unless it is where we are."""

    title: str
    address: str = ""


def up_from(visit: Visit, unit_code: str, *last: Crumb) -> tuple[Crumb, ...]:
    """The units above this one from the top down, the unit itself, and what comes below it."""
    unit = visit.tree.get(unit_code)
    line = [] if unit is None else [*reversed(list(visit.tree.ancestors(unit_code))), unit]
    sees = visit.reach(Action.SEE_REPORTS, Action.SEE_MEMBERS)
    steps = [
        Crumb(sentence(label(one)), visit.link("unit", unit=one.code)) for one in line if one.code in sees
    ]
    if steps and not last:
        steps[-1] = Crumb(steps[-1].title)
    return (*steps, *last)
