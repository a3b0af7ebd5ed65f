"""A person: offices and seats, requests, whether Zalo reaches him; the phone for those whose office needs it."""

from __future__ import annotations

from domain.authority import Action
from domain.people import SEATS, Appointment, Office, mask_phone
from domain.units import UnitKind
from handlers.naming import held
from handlers.request_words import STATUS_WORDS
from storage import people, requests
from storage.requests import Case
from vietnamese.writing import sentence
from web.about import by_person
from web.crumbs import Crumb, up_from
from web.page import Context, NotFound, Page
from web.visit import Visit

person = Page("person", "/nguoi/{person}", "Người", sees=(Action.SEE_MEMBERS,), about=by_person)


@person.shows
async def show(visit: Visit, person: str) -> Context:
    """Only what lies within the visitor's units: offices elsewhere are not told."""
    found = await people.by_id(visit.rows, person)
    held_now = (await people.offices_of(visit.rows, [person], visit.today)).get(person, [])
    mine = [one for one in held_now if visit.may(Action.SEE_MEMBERS, one.unit_code)]
    if found is None or not mine:
        raise NotFound
    plain = any(visit.may(Action.SEE_PHONES, one.unit_code) for one in mine)
    visit.turn.audit("saw_person", f"person:{person}", phone=plain)
    bound = (await people.all_accounts_of(visit.rows, [person])).get(person, [])
    return {
        "title": found.name,
        "phone": (found.phone if plain else mask_phone(found.phone)) or "không lưu",
        "seats": [
            (sentence(held(one.office, visit.tree.get(one.unit_code))), one, _has_team(visit, one))
            for one in mine
        ],
        "reached": bool(bound),
        "requests": [(one, STATUS_WORDS[one.request.status]) for one in await _requests(visit, person)],
        "crumbs": up_from(visit, mine[0].unit_code, Crumb(found.name)),
    }


def _has_team(visit: Visit, one: Appointment) -> bool:
    unit = visit.tree.get(one.unit_code)
    places = (*SEATS, Office.CONG_TAC_VIEN)
    return one.office in places and unit is not None and unit.kind in (UnitKind.XA, UnitKind.THON)


async def _requests(visit: Visit, person_id: str) -> list[Case]:
    found = await requests.of_person(visit.rows, person_id)
    return [one for one in found if visit.may(Action.SEE_REQUESTS, one.request.unit_code)]
