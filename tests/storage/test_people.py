"""Persons sealed, offices with their days, and accounts bound to one person at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from domain.people import Appointment, AppointmentStatus, Office, Person, Sex
from storage import people, tables
from storage.database import Database, Rows
from tests.bot.stage import OA_ID, START, rows_of

LAN = Person("P1", "Lê Thị Lan", 1990, Sex("nu"), "0912345678")
HUNG = Person("P2", "Nguyễn Văn Hùng", None, None, None)
FIRST = date(2026, 1, 1)


def seat(person: str = "P1", office: Office = Office.TO_TRUONG, **more: date | None) -> Appointment:
    start, end = more.get("valid_from") or FIRST, more.get("valid_to")
    return Appointment(person, "18685-01", office, start, end, AppointmentStatus.DECIDED)


async def settle_in(rows: Rows) -> None:
    for one in (LAN, HUNG):
        await people.add(rows, one, "import", START)


async def test_a_person_is_sealed_and_comes_back_whole(database: Database) -> None:
    async with database.write() as rows:
        await settle_in(rows)
        assert await people.by_ids(rows, ["P1", "P2", "P9"]) == {"P1": LAN, "P2": HUNG}
        assert await people.by_ids(rows, []) == {}
        await people.change(rows, replace(LAN, name="Lê Thị Lan Anh", phone=None))
        assert await people.by_id(rows, "P1") == replace(LAN, name="Lê Thị Lan Anh", phone=None)
        assert await people.by_id(rows, "P9") is None
    for row in await rows_of(database, tables.people):
        stored = b"".join(value for value in row if isinstance(value, bytes))
        assert not any(word.encode() in stored for word in ("Lan", "Hùng", "0912345678", "1990"))


async def test_an_office_is_held_from_its_first_day_to_the_day_before_its_last(database: Database) -> None:
    async with database.write() as rows:
        await settle_in(rows)
        await people.appoint(rows, seat())
        await people.appoint(rows, seat("P2", Office.TO_PHO))
        assert await people.offices_of(rows, ["P1"], FIRST - timedelta(days=1)) == {}
        assert (await people.offices_of(rows, ["P1"], FIRST))["P1"] == [seat()]
        held = await people.offices_in(rows, ["18685-01"], FIRST, [Office.TO_PHO])
        assert [one.person_id for one in held] == ["P2"]
        on = FIRST + timedelta(days=10)
        assert await people.end(rows, seat(), on) == 1
        assert "P1" in await people.offices_of(rows, ["P1"], on - timedelta(days=1))
        assert await people.offices_of(rows, ["P1"], on) == {}
        assert await people.end(rows, seat(), on + timedelta(days=5)) == 0
        assert len(await people.offices_in(rows, ["18685-01"], on)) == 1


async def test_an_account_speaks_for_one_person_and_a_person_from_one_account(database: Database) -> None:
    async with database.write() as rows:
        await settle_in(rows)
        assert await people.bind(rows, OA_ID, "u1", "P1", "code", START) == []
        assert (await people.bindings_of(rows, [(OA_ID, "u1"), (OA_ID, "u9")]))[OA_ID, "u1"].person_id == "P1"
        [ended] = await people.bind(rows, OA_ID, "u2", "P1", "code", START)
        assert (ended.user_id, ended.person_id) == ("u1", "P1")
        [ended] = await people.bind(rows, OA_ID, "u2", "P2", "officer", START)
        assert ended.person_id == "P1"
        assert await people.bind(rows, OA_ID, "u2", "P2", "officer", START) == []
        assert list(await people.accounts_of(rows, ["P1", "P2"])) == ["P2"]
        assert await people.bindings_of(rows, []) == {}
    open_rows = [row for row in await rows_of(database, tables.bindings) if row.valid_to is None]
    assert [(row.user_id, row.person_id) for row in open_rows] == [("u2", "P2")]
