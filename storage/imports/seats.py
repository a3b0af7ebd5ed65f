"""The seats of teams as they would be after an import: three at most, one leader, nobody twice; and how far in law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.people import PLACES, SEATS, AppointmentStatus, Office
from domain.teams import TEAM_SIZE
from storage.imports.known import Span, overlap
from storage.imports.sheet import Sheet

TeamSpan = tuple[Span, bool]
"""The days of a team, and whether its decision has a number."""


@dataclass(frozen=True, slots=True)
class Held:
    """An office held over a span of days; ``line`` is where the file says so, None: only stored."""

    person_id: str
    unit_code: str
    office: Office
    valid_from: date
    valid_to: date | None
    line: int | None = None

    @property
    def key(self) -> tuple[str, str, str, date]:
        """What makes it the same office when it is imported again."""
        return self.person_id, self.unit_code, str(self.office), self.valid_from

    @property
    def span(self) -> Span:
        """Its days."""
        return self.valid_from, self.valid_to

    def __str__(self) -> str:
        return f"line {self.line}" if self.line is not None else f"{self.person_id} (stored)"


def check_seats(sheet: Sheet, held: Iterable[Held]) -> None:
    """Refuse a fourth seat, a second leader, one person twice in a team, one office twice at a time."""
    by_unit: dict[str, list[Held]] = {}
    for one in held:
        by_unit.setdefault(one.unit_code, []).append(one)
    for here in by_unit.values():
        for day in sorted({one.valid_from for one in here}):
            _check_day(
                sheet, [one for one in here if overlap(one.span, (day, None)) and one.valid_from <= day], day
            )


def _check_day(sheet: Sheet, here: Sequence[Held], day: date) -> None:
    seated = [one for one in here if one.office in SEATS]
    if len(seated) > TEAM_SIZE:
        _refuse(sheet, seated, f"more than {TEAM_SIZE} seats of this unit are held on {day}")
    leaders = [one for one in seated if one.office is Office.TO_TRUONG]
    if len(leaders) > 1:
        _refuse(sheet, leaders, f"two leaders of this unit on {day}")
    places: dict[tuple[str, object], list[Held]] = {}
    for one in here:
        kind = "place" if one.office in PLACES else one.office
        places.setdefault((one.person_id, kind), []).append(one)
    for (person, _), same in places.items():
        if len(same) > 1:
            _refuse(sheet, same, f"{person} holds two places of this unit on {day}")


def _refuse(sheet: Sheet, together: Sequence[Held], why: str) -> None:
    everybody = ", ".join(str(one) for one in together)
    for one in together:
        if one.line is not None:
            sheet.refuse(one.line, "office", f"{why}: {everybody}")


def status_of(one: Held, teams: Mapping[str, Sequence[TeamSpan]]) -> AppointmentStatus:
    """How far an imported office has come in law.

    A place in a team is decided once the team of that time has a decision with its number (the decision names the
    members, plan II.3.1 a); until then the chairman has agreed. Offices of the administration are held by decision.
    """
    if one.office not in PLACES:
        return AppointmentStatus.DECIDED
    numbered = any(known and overlap(one.span, days) for days, known in teams.get(one.unit_code, ()))
    return AppointmentStatus.DECIDED if numbered else AppointmentStatus.AGREED
