"""A team: its seats and who holds them, collaborators, its decision, its reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.authority import Action
from domain.people import PLACES, Office, Person, mask_phone
from domain.teams import Place, Roster
from domain.units import full_label
from handlers.naming import OFFICE_WORDS
from storage import people, reports, teams
from vietnamese.writing import sentence
from web.about import by_unit
from web.crumbs import Crumb, up_from
from web.page import Context, NotFound, Page
from web.papers import members_paper, offered, team_paper
from web.visit import Visit

REPORTS_SHOWN = 12

team = Page("team", "/to/{unit}", "Tổ", sees=(Action.SEE_MEMBERS,), about=by_unit)


@dataclass(frozen=True, slots=True)
class Seat:
    """A line of the list: the seat, and who holds it."""

    seat: str
    person: Person | None = None
    place: Place | None = None
    phone: str = ""


@team.shows
async def show(visit: Visit, unit: str) -> Context:
    """Phones in full for those whose office needs them, masked for the rest."""
    standing, roster = visit.tree.get(unit), await teams.roster(visit.rows, unit, visit.tree)
    if standing is None or roster is None:
        raise NotFound
    persons = await people.by_ids(visit.rows, [place.person_id for place in roster.everybody])
    visit.turn.audit("saw_members", f"unit:{unit}")
    sees = visit.may(Action.SEE_REPORTS, unit)
    sent = await reports.newest(visit.rows, [unit], REPORTS_SHOWN) if sees else []
    return {
        "title": sentence(f"Tổ {full_label(standing, visit.tree)}"),
        "unit": unit,
        "roster": roster,
        "seats": seats_of(roster, persons, plain=visit.may(Action.SEE_PHONES, unit)),
        "reports": [one for one in sent if one.report.first_submitted_at is not None],
        "sees_reports": sees,
        "enters": visit.may(Action.REPORT_FOR, unit),
        "offers": await offered(visit, (team_paper, members_paper), unit=unit),
        "crumbs": up_from(visit, unit, Crumb("Tổ")),
    }


def seats_of(roster: Roster, persons: Mapping[str, Person], *, plain: bool) -> list[Seat]:
    """Seats in their order, free ones too, then collaborators."""
    held = [_seat(place.office, place, persons, plain) for place in roster.everybody]
    free = [(office, Seat(OFFICE_WORDS[office])) for office in roster.vacant_seats()]
    return [seat for _, seat in sorted([*held, *free], key=lambda one: PLACES.index(one[0]))]


def _seat(office: Office, place: Place, persons: Mapping[str, Person], plain: bool) -> tuple[Office, Seat]:
    person = persons.get(place.person_id)
    phone = "" if person is None else (person.phone or "") if plain else mask_phone(person.phone)
    return office, Seat(OFFICE_WORDS[office], person, place, phone)
