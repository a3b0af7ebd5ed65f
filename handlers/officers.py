"""Which officer of a commune people are handed to, and how things are passed on to that officer."""

from __future__ import annotations

from dataclasses import dataclass

from domain.messages import Button
from domain.people import Office, Person
from domain.units import Unit, UnitKind
from handlers.naming import called, held, introduced
from handlers.places import PlaceForm
from handlers.turn import Turn
from storage import people, requests
from vietnamese import redact
from vietnamese.writing import sentence

ORDER = (Office.CAN_BO_CNTT_XA, Office.TRUONG_PHONG_VHXH_XA, Office.TO_TRUONG)
"""Who answers people in a commune, in this order (plan II.3.1 b; the commune's counterpart since 7/2025)."""
ABOVE = (Office.QUAN_TRI, Office.CAN_BO_SO)
MOST_QUOTED = 300


@dataclass(frozen=True, slots=True)
class Officer:
    """Who looks after the people of a unit, in which office."""

    person: Person
    office: Office
    unit: Unit

    @property
    def address(self) -> str:
        """Where messages for the officer go."""
        return f"person:{self.person.id}"

    def introduced(self, turn: Turn) -> str:
        """ "anh Hoàng Minh Tuấn, cán bộ công nghệ thông tin xã Cẩm Bình"."""
        return f"{called(self.person, turn.today, [self.office])}, {held(self.office, self.unit)}"


async def officer_of(turn: Turn, commune: Unit) -> Officer | None:
    """The officer of the commune, not the speaker himself; one who can be reached by Zalo goes first."""
    found = await _holders(turn, commune, ORDER)
    reached = await people.accounts_of(turn.rows, [one.person.id for one in found])
    found.sort(key=lambda one: (one.person.id not in reached, ORDER.index(one.office)))
    return found[0] if found else None


async def _holders(turn: Turn, unit: Unit, wanted: tuple[Office, ...]) -> list[Officer]:
    appointments = await people.offices_in(turn.rows, [unit.code], turn.today, wanted)
    persons = await people.by_ids(turn.rows, [one.person_id for one in appointments])
    return [
        Officer(persons[one.person_id], one.office, unit)
        for one in appointments
        if one.person_id in persons and one.person_id != turn.speaker.person_id
    ]


async def communes_of(turn: Turn) -> list[Unit]:
    """The communes a speaker belongs to: by office, else by what is being or was applied for, else the only one."""
    codes = [one.unit_code for one in turn.speaker.offices] or _named_in_forms(turn)
    if not codes and turn.speaker.person_id is not None:
        asked = await requests.of_person(turn.rows, turn.speaker.person_id)
        codes = [case.request.unit_code for case in reversed(asked)]
    found = {unit.code: unit for code in codes if (unit := turn.tree.commune_of(code)) is not None}
    if found or turn.speaker.offices:
        return list(found.values())
    only = [unit for unit in turn.tree if unit.kind is UnitKind.XA]
    return only if len(only) == 1 else []


def _named_in_forms(turn: Turn) -> list[str]:
    """The team that an open form is about."""
    forms = [one.form for one in reversed(turn.dialogs)]
    return [one.unit_code for one in forms if isinstance(one, PlaceForm) and one.unit_code is not None]


def who_speaks(turn: Turn) -> str:
    """The speaker as an officer is told: name and office, or that it is nobody we know."""
    if turn.speaker.person is None:
        return "Một người chưa đăng ký tên"
    return sentence(introduced(turn.speaker.person, turn.speaker.offices, turn.tree))


def quoted(text: str) -> str:
    """What somebody wrote, short and without ID numbers."""
    said = " ".join(redact(text).split())
    return f"«{said[:MOST_QUOTED]}…»" if len(said) > MOST_QUOTED else f"«{said}»"


async def pass_on(turn: Turn, text: str, *buttons: Button, about: str) -> Officer | None:
    """Tell the officer of the speaker's commune; where there is none, whoever runs the house above. Who was told."""
    for commune in await communes_of(turn):
        officer = await officer_of(turn, commune)
        if officer is not None:
            turn.tell(officer.address, text, *buttons, about=about)
            return officer
    above = [unit for unit in turn.tree if unit.kind is UnitKind.TINH]
    for unit in above:
        for officer in (await _holders(turn, unit, ABOVE))[:1]:
            turn.tell(officer.address, text, *buttons, about=about)
            return officer
    return None


def may_call(turn: Turn) -> bool:
    """Whether the speaker may have an officer's number: only who holds an office or a seat."""
    return bool(turn.speaker.offices)
