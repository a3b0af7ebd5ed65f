"""The list of a team's members, or of all teams of a unit; years of birth and phones for those entitled only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from documents.changes import SEAT
from documents.issuers import TEAM, issuer_of, team_issuer, team_name
from documents.paper import Align, Block, Cell, Column, Paper, PaperKind, Sheet, Signature, Style, Table
from documents.typography import clean, short_date
from domain.people import Office, Person, Sex
from domain.teams import Headcount, Roster, TeamStatus
from domain.units import Unit, UnitKind, UnitTree, label
from vietnamese.writing import number, sentence

VACANT = "(còn trống)"
_SEX = {Sex.NAM: "Nam", Sex.NU: "Nữ", None: ""}


@dataclass(frozen=True, slots=True)
class MembersFacts:
    """Whose list it is; `rosters` in the order in which the teams are to stand."""

    unit: Unit
    tree: UnitTree
    rosters: tuple[Roster, ...]
    persons: Mapping[str, Person]
    people: Headcount
    personal: bool = True
    signer: str = ""
    deputy_signs: bool = False


def members(facts: MembersFacts) -> Paper:
    """The list as of the tree's day; it needs no number."""
    of_team = facts.unit.kind is UnitKind.THON
    issuer = team_issuer(facts.unit, facts.tree) if of_team else issuer_of(facts.unit, facts.tree)
    signature = (
        Signature(issuer.signs, facts.signer) if of_team else issuer.signed(facts.signer, facts.deputy_signs)
    )
    whose = team_name(facts.unit) if of_team else f"các {TEAM} trên địa bàn {label(facts.unit)}"
    return Paper(
        kind=PaperKind.MEMBERS,
        template="members",
        head=issuer.head,
        symbol="",
        type_name="DANH SÁCH",
        about=f"Thành viên {whose}",
        year=facts.tree.on.year,
        blocks=(
            Block(Style.NOTE, f"Tính đến ngày {short_date(facts.tree.on)}: {_count(facts)}"),
            Block(Style.TABLE, table=_table(facts)),
        ),
        signature=signature,
        recipients=(issuer.above, f"Lưu: {issuer.file}"),
        dated=facts.tree.on,
        sheets=(_sheet(facts, whose),),
        file_name=f"Danh sách thành viên {label(facts.unit)}",
        is_form=False,
    )


def _count(facts: MembersFacts) -> str:
    if facts.unit.kind is UnitKind.THON and len(facts.rosters) == 1:
        return _count_of(facts.rosters[0])
    people = facts.people
    return (
        f"{number(people.teams)} Tổ ({number(people.full_teams)} Tổ đủ thành viên), {number(people.seats)} lượt"
        f" thành viên ({number(people.persons)} người), {number(people.collaborators)} cộng tác viên."
    )


def _count_of(roster: Roster) -> str:
    held, helpers = len(roster.active), len(roster.collaborators)
    seats = f"Tổ đủ {number(held)}" if held == roster.size else f"Tổ có {number(held)}/{number(roster.size)}"
    return f"{seats} thành viên{f', {number(helpers)} cộng tác viên' if helpers else ''}."


def _seats(roster: Roster) -> list[tuple[Office, str | None]]:
    """Every seat with who holds it, the empty ones too, then the collaborators."""
    held: list[tuple[Office, str | None]] = [(one.office, one.person_id) for one in roster.active]
    held += [(office, None) for office in roster.vacant_seats()]
    order = list(SEAT)
    held.sort(key=lambda one: order.index(one[0]))
    return held + [(one.office, one.person_id) for one in roster.collaborators]


def _columns(facts: MembersFacts) -> tuple[Column, ...]:
    more = (
        (Column("Năm sinh", 1.4, Align.CENTER), Column("Giới tính", 1.2, Align.CENTER))
        if facts.personal
        else ()
    )
    phone = (Column("Điện thoại", 2.4, Align.CENTER),) if facts.personal else ()
    return (
        Column("TT", 0.9, Align.CENTER),
        Column("Họ và tên", 4.6),
        *more,
        Column("Nhiệm vụ trong Tổ", 2.6),
        *phone,
    )


def _table(facts: MembersFacts) -> Table:
    columns = _columns(facts)
    rows: list[tuple[str, ...]] = []
    bold = []
    for roster in facts.rosters:
        if facts.unit.kind is not UnitKind.THON:
            bold.append(len(rows))
            rows.append(("", _team_line(roster, facts), *("" for _ in columns[2:])))
        for place, (office, person_id) in enumerate(_seats(roster), 1):
            rows.append((str(place), *_person(facts, office, person_id)))
    return Table(columns, tuple(rows), frozenset(bold))


def _team_line(roster: Roster, facts: MembersFacts) -> str:
    unit = facts.tree.get(roster.team.unit_code)
    name = roster.team.unit_code if unit is None else f"Tổ {label(unit)}"
    waits = " (đề nghị thành lập)" if roster.team.status is TeamStatus.PROPOSED else ""
    return f"{sentence(name)}{waits}: {len(roster.active)}/{roster.size}"


def _person(facts: MembersFacts, office: Office, person_id: str | None) -> tuple[str, ...]:
    person = facts.persons.get(person_id or "")
    if person is None:
        return (
            VACANT,
            *(("", "") if facts.personal else ()),
            SEAT[office],
            *(("",) if facts.personal else ()),
        )
    if not facts.personal:
        return clean(person.name), SEAT[office]
    year = str(person.birth_year or "")
    return clean(person.name), year, _SEX[person.sex], SEAT[office], person.phone or ""


def _sheet(facts: MembersFacts, whose: str) -> Sheet:
    """One row a place; a phone is a text, so that its zero stays."""
    fixed = (Column("Đơn vị cấp xã", 22), Column("Tổ", 24), Column("Tình trạng Tổ", 16))
    columns = _columns(facts)[1:]
    rows: list[tuple[Cell, ...]] = []
    for roster in facts.rosters:
        unit = facts.tree.get(roster.team.unit_code)
        commune = facts.tree.commune_of(roster.team.unit_code)
        status = "đề nghị" if roster.team.status is TeamStatus.PROPOSED else "đã thành lập"
        where = (
            "" if commune is None else sentence(label(commune)),
            "" if unit is None else sentence(label(unit)),
        )
        rows += [(*where, status, *_person(facts, *seat)) for seat in _seats(roster)]
    wide = tuple(Column(one.title, 8 + 4 * one.share, one.align) for one in columns)
    return Sheet(
        "Thành viên", f"Danh sách thành viên {whose}", (*fixed, *wide), tuple(rows), (_count(facts),)
    )
