"""Imports: every bad row named by line and column, all rows or none, safe to run again."""

from __future__ import annotations

import csv
from asyncio import create_task, gather, sleep
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from importlib import import_module
from io import StringIO
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from domain.calendar import VN
from domain.forms import default_template
from domain.people import Appointment, AppointmentStatus, Office, Person
from domain.periods import Period
from storage import accounts, audit, bots, directory, people
from storage.database import Database
from storage.imports import KINDS, Circumstances, ImportRefused, import_csv
from storage.migrate import upgrade
from storage.reports import hold
from storage.tables import (
    bindings,
    groups,
    holidays,
    metadata,
    offices,
    report_revisions,
    reports,
    stamps,
    successions,
    teams,
    unit_aliases,
)
from storage.tables import people as persons
from storage.vault import Vault

COLUMNS = {
    kind: import_module(f"storage.imports.{kind}").COLUMNS.known + (("so_buoi",) if kind == "reports" else ())
    for kind in KINDS
}
NOW = datetime(2026, 11, 16, 8, 0, tzinfo=VN)
LATER = NOW + timedelta(days=1)

UNITS = """\
code,valid_from,parent_code,kind,name,valid_to
42,1991-01-01,,tinh,Hà Tĩnh,
446,1991-01-01,42,huyen,Cẩm Xuyên,2025-07-01
18676,1991-01-01,446,xa,Xã Cẩm Bình,2025-07-01
18676,2025-07-01,42,xa,Xã Cẩm Bình,
18676.01,1991-01-01,18676,thon,Thôn Đông Trung,
18676.02,1991-01-01,18676,thon,Thôn Hòa Bình,
"""
PEOPLE = """\
person_id,name,birth_year,sex,phone,unit_code,office,zalo_user_id,valid_from
hung,Nguyễn Văn Hùng,1961,nam,0912 345 678,18676.01,to_truong,z-hung,2026-01-01
nga,Trần Thị Nga,1990,nu,,18676.01,to_pho,,2026-01-01
an,Lê An,,,,18676.01,thanh_vien,,2026-01-01
tan,Phan Tân,1975,nam,0912345678,18676,chu_tich_xa,z-tan,2025-07-01
tan,Phan Tân,1975,nam,0912345678,18676,to_truong,z-tan,2025-08-01
"""
TEAMS = """\
unit_code,status,valid_from,decision_no,decision_date
18676,established,,12/QĐ-UBND,2025-08-01
18676.01,proposed,2026-02-01,,
"""


async def imported(
    database: Database, kind: str, text: str, now: datetime = NOW, oa_id: str = "oa-1", dry_run: bool = False
) -> str:
    return await import_csv(database, kind, text.encode(), Circumstances(now, oa_id), dry_run)


async def faults_of(database: Database, kind: str, text: str, oa_id: str = "oa-1") -> list[str]:
    """What is wrong with the file; that nothing was written is checked too."""
    before = await everything(database)
    with pytest.raises(ImportRefused) as refused:
        await imported(database, kind, text, oa_id=oa_id)
    assert await everything(database) == before
    return [str(fault) for fault in refused.value.faults]


async def everything(database: Database) -> list[list[tuple[object, ...]]]:
    async with database.read() as rows:
        return [[tuple(row) for row in await rows.all(select(table))] for table in metadata.sorted_tables]


async def settled(database: Database) -> None:
    """The commune with its people, before any team is known."""
    await imported(database, "units", UNITS)
    await imported(database, "people", PEOPLE)


async def statuses(database: Database) -> dict[tuple[str, str], str]:
    async with database.read() as rows:
        return {(row.person_id, row.office): row.status for row in await rows.all(select(offices))}


# ---- the sheet ----


async def test_bom_order_and_blank_lines_do_not_matter(database: Database) -> None:
    text = "\ufeffname,kind,parent_code,valid_from,code\r\n\r\nHà Tĩnh,tinh,,1991-01-01,42\r\n"
    assert await imported(database, "units", text) == "units: 1 new, 0 changed, 0 unchanged"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "line 1: the file is empty; it needs a header: code,valid_from,parent_code,kind,name"),
        ("code;valid_from;kind\n", "line 1: the columns are separated by ';' or tabs; use commas"),
        ("code,valid_from,parent_code,kind,name,colour\n", "line 1, colour: unknown column"),
        ("code,valid_from,parent_code,kind\n", "line 1, name: required column missing"),
        ("code,code,valid_from,parent_code,kind,name\n", "line 1, code: column named twice"),
        ("code,valid_from,parent_code,kind,name\n42,x\n", "line 2: has 2 cells, the header 5"),
        ('code,valid_from,parent_code,kind,name\n42,"x\n', "line 2: not CSV: unexpected end of data"),
    ],
)
async def test_a_file_that_cannot_be_read_says_where(database: Database, text: str, fault: str) -> None:
    assert await faults_of(database, "units", text) == [fault]


async def test_a_file_that_is_not_utf8_says_so(database: Database) -> None:
    data = "code,valid_from\n42,1991-01-01\nHà".encode("cp1258", "replace") + b"\xff"
    with pytest.raises(ImportRefused, match="line 3: not UTF-8"):
        await import_csv(database, "units", data, Circumstances(NOW))


async def test_lines_are_those_of_the_file_even_after_a_quoted_line_break(database: Database) -> None:
    text = (
        'code,valid_from,parent_code,kind,name\n42,1991-01-01,,tinh,"Hà\nTĩnh"\n43,1991-1-1,,tinh,Nghệ An\n'
    )
    [fault] = await faults_of(database, "units", text)
    assert fault == "line 4, valid_from: '1991-1-1' is no date of the calendar as YYYY-MM-DD"


async def test_control_characters_are_refused(database: Database) -> None:
    [fault] = await faults_of(database, "units", UNITS.replace("Hà Tĩnh", "Hà\0Tĩnh"))
    assert fault == "line 2, name: contains a control character"


async def test_a_dry_run_checks_and_writes_nothing(database: Database) -> None:
    before = await everything(database)
    assert await imported(database, "units", UNITS, dry_run=True) == "units: 6 new, 0 changed, 0 unchanged"
    assert await everything(database) == before


# ---- units and what hangs on them ----


async def test_units_are_imported_once_however_often(database: Database) -> None:
    assert await imported(database, "units", UNITS) == "units: 6 new, 0 changed, 0 unchanged"
    assert await imported(database, "units", UNITS) == "units: 0 new, 0 changed, 6 unchanged"
    renamed = UNITS.replace("Thôn Hòa Bình", "Thôn Tân Hòa")
    assert await imported(database, "units", renamed) == "units: 0 new, 1 changed, 5 unchanged"


async def test_only_a_change_tells_the_running_service(database: Database) -> None:
    for text, stamp in ((UNITS, 1), (UNITS, 1), (UNITS.replace("Hòa Bình", "Bình An"), 2)):
        await imported(database, "units", text)
        async with database.read() as rows:
            assert await rows.scalar(select(stamps.c.value).where(stamps.c.name == directory.STAMP)) == stamp


async def test_every_bad_unit_is_named(database: Database) -> None:
    bad = UNITS + (
        "18676.03,2024-13-01,18676,thon,Thôn Ba,\n"
        "18676.04,2026-01-01,99999,thon,Thôn Bốn,\n"
        "18676.05,2026-01-01,42,thon,Thôn Năm,\n"
        "18676.06,2026-01-01,18676,lang,Thôn Sáu,\n"
        "18676.07,2026-01-01,18676,thon,,\n"
        "18676.08,2026-02-01,18676,thon,Thôn Tám,2026-01-01\n"
        "43,1991-01-01,42,tinh,Nghệ An,\n"
        "18676.02,1991-01-01,18676,thon,Thôn Hòa Bình,\n"
        "18676.01,2026-01-01,18676,thon,Thôn Đông Trung,\n"
        "447,1980-01-01,42,huyen,Can Lộc,\n"
    )
    faults = await faults_of(database, "units", bad)
    for expected in (
        "line 8, valid_from: '2024-13-01' is no date",
        "line 9, parent_code: no such unit",
        "line 10, parent_code: a thon cannot stand under a tinh",
        "line 11, kind: 'lang' is none of tinh huyen xa thon",
        "line 12, name: is empty",
        "line 13, valid_to: 2026-01-01 is not after valid_from 2026-02-01",
        "line 14, parent_code: a province has none",
        "line 15, code: the same code and valid_from as line 7",
        "line 6, valid_from: its days overlap those of 18676.01 from 2026-01-01 (line 16)",
        "line 16, valid_from: its days overlap those of 18676.01 from 1991-01-01 (line 6)",
        "line 17, parent_code: unit 42 is not valid on 1980-01-01",
    ):
        assert any(fault.startswith(expected) for fault in faults), expected
    assert {fault.partition(",")[0] for fault in faults} == {f"line {n}" for n in (6, *range(8, 18))}


async def test_overlap_with_what_is_stored_is_refused(database: Database) -> None:
    await imported(database, "units", UNITS)
    again = "code,valid_from,parent_code,kind,name\n18676,2026-01-01,42,xa,Xã Cẩm Bình\n"
    [fault] = await faults_of(database, "units", again)
    assert fault == "line 2, valid_from: its days overlap those of 18676 from 2025-07-01 (stored)"


async def test_ending_a_commune_must_not_leave_its_villages_alone(database: Database) -> None:
    await imported(database, "units", UNITS)
    ended = "code,valid_from,parent_code,kind,name,valid_to\n18676,2025-07-01,42,xa,Xã Cẩm Bình,2027-01-01\n"
    faults = await faults_of(database, "units", ended)
    assert (
        "line 2, valid_to: leaves 18676.01 from 1991-01-01 (stored) without a parent on 2027-01-01" in faults
    )


async def test_successions_name_the_old_unit_the_day_before_and_the_new_one_that_day(
    database: Database,
) -> None:
    await imported(database, "units", UNITS)
    good = "old_code,new_code,date,kind\n18676,18676,2025-07-01,merge\n"
    assert await imported(database, "successions", good) == "successions: 1 new, 0 changed, 0 unchanged"
    assert await imported(database, "successions", good.replace("merge", "rename")) == (
        "successions: 0 new, 1 changed, 0 unchanged"
    )
    bad = "old_code,new_code,date,kind\n446,446,2025-07-01,join\n446,446,2026-07-01,merge\n"
    assert await faults_of(database, "successions", bad) == [
        "line 2, kind: 'join' is none of merge split rename partial",
        "line 3, old_code: no unit 446 on 2026-06-30, the day before",
        "line 3, new_code: no unit 446 on 2026-07-01",
    ]
    async with database.read() as rows:
        assert [row.kind for row in await rows.all(select(successions))] == ["rename"]


async def test_faults_stand_in_the_order_of_the_files_columns(database: Database) -> None:
    swapped = "new_code,date,old_code,kind\n446,1-7,447,join\n446,2026-07-01,447,merge\n"
    assert [one.partition(":")[0] for one in await faults_of(database, "successions", swapped)] == [
        "line 2, date",
        "line 2, kind",
        "line 3, new_code",
        "line 3, old_code",
    ]
    header = "new_code,zone,old_code,area\n"
    assert await faults_of(database, "successions", header) == [
        "line 1, zone: unknown column",
        "line 1, area: unknown column",
        "line 1, date: required column missing",
        "line 1, kind: required column missing",
    ]


async def test_aliases_are_keyed_by_unit_name_and_first_day(database: Database) -> None:
    await imported(database, "units", UNITS)
    text = "unit_code,alias,valid_from,valid_to\n18676.01,xóm 5,,\n18676.01,Đông  Trung cũ,2000-01-01,2010-01-01\n"
    assert await imported(database, "aliases", text) == "aliases: 2 new, 0 changed, 0 unchanged"
    assert await imported(database, "aliases", text) == "aliases: 0 new, 0 changed, 2 unchanged"
    async with database.read() as rows:
        assert {row.alias for row in await rows.all(select(unit_aliases))} == {"xóm 5", "Đông Trung cũ"}
    [fault] = await faults_of(database, "aliases", "unit_code,alias\nnowhere,xóm\n")
    assert fault == "line 2, unit_code: no unit nowhere on these days"


async def test_holidays_replace_by_date(database: Database) -> None:
    text = "date,name,working\n2026-11-24,Ngày Văn hóa Việt Nam,0\n2026-11-28,Làm bù,1\n"
    assert await imported(database, "holidays", text) == "holidays: 2 new, 0 changed, 0 unchanged"
    assert await imported(database, "holidays", "date,name\n2026-11-24,Ngày Văn hóa\n") == (
        "holidays: 0 new, 1 changed, 0 unchanged"
    )
    async with database.read() as rows:
        assert [row.working for row in await rows.all(select(holidays).order_by(holidays.c.date))] == [
            False,
            True,
        ]
    bad = "date,name,working\n2026-02-30,Tết,0\n2026-02-17,Tết,yes\n2026-02-17,Tết,0\n"
    assert [fault.partition(":")[0] for fault in await faults_of(database, "holidays", bad)] == [
        "line 2, date",
        "line 3, working",
        "line 4, date",
    ]


# ---- people ----


async def test_people_come_with_their_offices_and_accounts(database: Database) -> None:
    await imported(database, "units", UNITS)
    assert await imported(database, "people", PEOPLE) == "people: 5 new, 0 changed, 0 unchanged"
    assert await imported(database, "people", PEOPLE) == "people: 0 new, 0 changed, 5 unchanged"
    async with database.read() as rows:
        hung = await people.by_id(rows, "hung")
        assert hung is not None
        assert (hung.name, hung.birth_year, hung.sex, hung.phone) == (
            "Nguyễn Văn Hùng",
            1961,
            "nam",
            "0912345678",
        )
        held = await people.offices_of(rows, ["tan"], NOW.date())
        assert [one.office for one in held["tan"]] == [Office.CHU_TICH_XA, Office.TO_TRUONG]
        accounts = await people.accounts_of(rows, ["hung", "nga", "tan"])
        assert {one.person_id: (one.oa_id, one.user_id) for one in accounts.values()} == {
            "hung": ("oa-1", "z-hung"),
            "tan": ("oa-1", "z-tan"),
        }


async def test_personal_data_is_sealed_and_relatives_share_a_phone(database: Database) -> None:
    await settled(database)
    async with database.read() as rows:
        stored = {row.id: row for row in await rows.all(select(persons))}
    assert "Hùng".encode() not in bytes(stored["hung"].name)
    assert b"1961" not in bytes(stored["hung"].birth_year)
    assert b"0912345678" not in bytes(stored["hung"].phone)
    assert stored["hung"].phone_index == stored["tan"].phone_index == database.vault.phone_index("0912345678")


async def test_an_absent_column_keeps_what_is_stored_and_an_empty_cell_clears_it(database: Database) -> None:
    await settled(database)
    line = "hung,Nguyễn Văn Hùng,18676.01,to_truong,2026-01-01"
    text = f"person_id,name,unit_code,office,valid_from\n{line}\n"
    assert await imported(database, "people", text) == "people: 0 new, 0 changed, 1 unchanged"
    text = f"person_id,name,unit_code,office,valid_from,phone\n{line},\n"
    assert await imported(database, "people", text) == "people: 0 new, 1 changed, 0 unchanged"
    async with database.read() as rows:
        hung = await people.by_id(rows, "hung")
    assert hung is not None
    assert (hung.birth_year, hung.phone) == (1961, None)


async def test_every_bad_person_is_named_and_no_phone_is_repeated(database: Database) -> None:
    await imported(database, "units", UNITS)
    bad = PEOPLE + (
        "binh,Bình,19x0,nam,,18676.02,to_truong,,2026-01-01\n"
        "tham,Thắm,1850,nữ,12345,18676.02,to_pho,,2026-01-01\n"
        "tan,Phan Văn Tân,1975,nam,0912345679,18676.02,thanh_vien,,2026-01-01\n"
        "minh,Minh,,,,18676,to_pho,,2026-01-01\n"
        "giot,Giọt,,,,42,chu_tich_xa,,2026-01-01\n"
        "bay,Bảy,,,,77777,to_truong,,2026-01-01\n"
        "sau,Sáu,,,,18676.02,trum_truong,,2026-01-01\n"
        "an,Lê An,,,,18676.01,thanh_vien,,2026-01-01\n"
    )
    faults = await faults_of(database, "people", bad)
    for expected in (
        "line 7, birth_year: '19x0' is no whole number",
        "line 8, birth_year: 1850 is not between 1900 and 2026",
        "line 8, phone: not a Vietnamese phone number",
        "line 8, sex: 'nữ' is none of nam nu",
        "line 9, name: differs from line 5, the same person tan",
        "line 9, phone: differs from line 5, the same person tan",
        "line 10, office: there is no to_pho in a unit of kind xa",
        "line 11, office: there is no chu_tich_xa in a unit of kind tinh",
        "line 12, unit_code: no unit 77777 on these days",
        "line 13, office: 'trum_truong' is none of chu_tich_xa",
        "line 14, person_id: the same person, unit, office and valid_from as line 4",
    ):
        assert any(fault.startswith(expected) for fault in faults), expected
    assert not any("091234567" in fault or "12345" in fault for fault in faults)


async def test_a_fourth_seat_and_a_second_leader_are_refused_naming_the_lines(database: Database) -> None:
    await settled(database)
    fourth = "person_id,name,unit_code,office,valid_from\nxuan,Xuân,18676.01,thanh_vien,2026-03-01\n"
    [fault] = await faults_of(database, "people", fourth)
    assert fault == (
        "line 2, office: more than 3 seats of this unit are held on 2026-03-01: "
        "hung (stored), nga (stored), an (stored), line 2"
    )
    leaders = (
        "person_id,name,unit_code,office,valid_from,valid_to\n"
        "lai,Lai,18676.02,to_truong,2026-01-01,\n"
        "dat,Đạt,18676.02,to_truong,2026-05-01,\n"
    )
    assert await faults_of(database, "people", leaders) == [
        f"line {line}, office: two leaders of this unit on 2026-05-01: line 2, line 3" for line in (2, 3)
    ]
    successor = leaders.replace("2026-01-01,", "2026-01-01,2026-05-01")
    assert await imported(database, "people", successor) == "people: 2 new, 0 changed, 0 unchanged"


async def test_a_file_may_replace_a_member_in_one_go(database: Database) -> None:
    await settled(database)
    text = (
        "person_id,name,unit_code,office,valid_from,valid_to\n"
        "an,Lê An,18676.01,thanh_vien,2026-01-01,2026-11-01\n"
        "xuan,Xuân,18676.01,thanh_vien,2026-11-01,\n"
    )
    assert await imported(database, "people", text) == "people: 1 new, 1 changed, 0 unchanged"


async def test_nobody_has_two_places_in_one_team(database: Database) -> None:
    await settled(database)
    text = (
        "person_id,name,unit_code,office,valid_from\nhung,Nguyễn Văn Hùng,18676.01,cong_tac_vien,2026-02-01\n"
    )
    [fault] = await faults_of(database, "people", text)
    assert fault.startswith("line 2, office: hung holds two places of this unit on 2026-02-01")


async def test_a_zalo_id_belongs_to_one_person(database: Database) -> None:
    await settled(database)
    text = (
        "person_id,name,unit_code,office,zalo_user_id\n"
        "binh,Bình,18676.02,to_truong,z-new\n"
        "tham,Thắm,18676.02,to_pho,z-new\n"
        "minh,Minh,18676.02,thanh_vien,z-hung\n"
    )
    assert await faults_of(database, "people", text) == [
        "line 3, zalo_user_id: the same Zalo id as line 2, which is binh",
        "line 4, zalo_user_id: this Zalo id is bound to hung",
    ]
    [fault, *_] = await faults_of(database, "people", text.replace("z-hung", "z-free"), oa_id="")
    assert fault.startswith("line 2, oa_id: is empty and ZALO_OA_ID is not set")


async def test_an_import_rebinds_and_even_swaps_accounts(database: Database) -> None:
    await settled(database)
    swapped = PEOPLE.replace("z-tan", "z-x").replace("z-hung", "z-tan").replace("z-x", "z-hung")
    assert await imported(database, "people", swapped, LATER) == "people: 0 new, 2 changed, 3 unchanged"
    async with database.read() as rows:
        found = await rows.all(select(bindings).order_by(bindings.c.id))
    ended = {(row.person_id, row.user_id, row.valid_to) for row in found if row.valid_to is not None}
    assert ended == {("hung", "z-hung", LATER), ("tan", "z-tan", LATER)}
    async with database.read() as rows:
        assert [one.action for one in await audit.about(rows, "person:hung")] == ["rebind"]
    assert {(row.person_id, row.user_id) for row in found if row.valid_to is None} == {
        ("hung", "z-tan"),
        ("tan", "z-hung"),
    }


async def test_an_old_roster_does_not_bring_back_an_old_phone(database: Database) -> None:
    await settled(database)
    async with database.write() as rows:
        await people.bind(rows, "oa-1", "z-second-phone", "hung", "code", LATER)
    again = await imported(database, "people", PEOPLE, LATER)
    assert again == "people: 0 new, 0 changed, 5 unchanged, 1 kept as changed since"
    async with database.read() as rows:
        account = (await people.accounts_of(rows, ["hung"]))["hung"]
    assert account.user_id == "z-second-phone"


async def test_an_old_roster_does_not_bring_back_who_has_left(database: Database) -> None:
    await settled(database)
    an = Appointment("an", "18676.01", Office.THANH_VIEN, date(2026, 1, 1))
    async with database.write() as rows:
        await people.end(rows, an, date(2026, 11, 10))
    assert (await imported(database, "people", PEOPLE)).endswith("4 unchanged, 1 kept as changed since")
    assert (await statuses(database))["an", "thanh_vien"] == "ended"
    successor = "person_id,name,unit_code,office,valid_from\nxuan,Xuân,18676.01,thanh_vien,2026-11-10\n"
    assert await imported(database, "people", successor) == "people: 1 new, 0 changed, 0 unchanged"


async def test_who_asked_for_erasure_is_not_entered_again(database: Database) -> None:
    await settled(database)
    async with database.write() as rows:
        await rows.run(update(persons).where(persons.c.id == "an").values(erased_at=NOW))
    assert await faults_of(database, "people", PEOPLE) == [
        "line 4, person_id: an asked for erasure; use a new id"
    ]


async def test_an_office_without_a_first_day_is_the_same_every_time(database: Database) -> None:
    await imported(database, "units", UNITS)
    text = "person_id,name,unit_code,office\nbinh,Bình,18676.02,to_truong\n"
    assert await imported(database, "people", text, NOW) == "people: 1 new, 0 changed, 0 unchanged"
    assert await imported(database, "people", text, LATER) == "people: 0 new, 0 changed, 1 unchanged"


async def test_what_happens_meanwhile_in_the_service_is_not_overrun(database: Database) -> None:
    await imported(database, "units", UNITS)
    async with database.write() as rows:
        await people.add(rows, Person("lan", "Lan"), "chat", NOW)
    async with database.write() as rows:
        await people.bind(rows, "oa-1", "z-hung", "lan", "code", NOW)
        importing = create_task(imported(database, "people", PEOPLE))
        await sleep(0.3)
    with pytest.raises(ImportRefused):
        await importing
    async with database.read() as rows:
        assert [row.id for row in await rows.all(select(persons))] == ["lan"]


async def test_two_imports_at_once_are_one_after_the_other(database: Database) -> None:
    done = await gather(imported(database, "units", UNITS), imported(database, "units", UNITS))
    assert sorted(done) == ["units: 0 new, 0 changed, 6 unchanged", "units: 6 new, 0 changed, 0 unchanged"]


# ---- teams ----


async def test_a_numbered_decision_decides_the_seats_whichever_file_comes_first(database: Database) -> None:
    await settled(database)
    before = await statuses(database)
    assert before["hung", "to_truong"] == before["tan", "to_truong"] == AppointmentStatus.AGREED
    assert before["tan", "chu_tich_xa"] == AppointmentStatus.DECIDED
    assert await imported(database, "teams", TEAMS) == "teams: 2 new, 0 changed, 0 unchanged"
    after = await statuses(database)
    assert after["tan", "to_truong"] == AppointmentStatus.DECIDED
    assert after["hung", "to_truong"] == AppointmentStatus.AGREED
    numbered = "unit_code,status,valid_from,decision_no\n18676.01,established,2026-02-01,13/QĐ-UBND\n"
    assert await imported(database, "teams", numbered) == "teams: 0 new, 1 changed, 0 unchanged"
    assert await imported(database, "people", PEOPLE) == "people: 0 new, 0 changed, 5 unchanged"
    assert (await statuses(database))["hung", "to_truong"] == AppointmentStatus.DECIDED


async def test_a_team_begins_with_its_decision_and_a_unit_has_one_at_a_time(database: Database) -> None:
    await imported(database, "units", UNITS)
    await imported(database, "teams", TEAMS)
    async with database.read() as rows:
        days = {row.unit_code: row.valid_from for row in await rows.all(select(teams))}
    assert days == {"18676": date(2025, 8, 1), "18676.01": date(2026, 2, 1)}
    bad = (
        "unit_code,status,valid_from,decision_date,valid_to\n"
        "18676,established,2026-01-01,,\n"
        "446,established,2022-01-01,,2025-07-01\n"
        "18676.02,established,,,\n"
        "18676.02,started,,2026-01-01,\n"
        "18676.02,established,,2026-01-01,2025-01-01\n"
        "999,established,2026-01-01,,\n"
    )
    assert [fault.partition(" and so")[0] for fault in await faults_of(database, "teams", bad)] == [
        "line 2, valid_from: its days overlap those of the team from 2025-08-01 (stored)",
        "line 3, unit_code: a unit of kind huyen has no team",
        "line 4, valid_from: is empty,",
        "line 5, status: 'started' is none of proposed established closed",
        "line 6, valid_to: 2025-01-01 is not after the first day 2026-01-01",
        "line 7, unit_code: no unit 999 on these days",
    ]


# ---- groups ----


async def test_groups_by_channel(database: Database) -> None:
    await imported(database, "units", UNITS)
    text = (
        "unit_code,kind,channel,group_id\n"
        "18676,xa,gmf,g-commune\n18676.01,thon,zalo_bot,g-east\n18676.02,thon,manual,\n"
    )
    assert await imported(database, "groups", text) == "groups: 3 new, 0 changed, 0 unchanged"
    swapped = text.replace("g-commune", "g-x").replace("g-east", "g-commune").replace("g-x", "g-east")
    assert await imported(database, "groups", swapped) == "groups: 0 new, 2 changed, 1 unchanged"
    async with database.read() as rows:
        stored = {row.unit_code: (row.group_id, row.oa_id) for row in await rows.all(select(groups))}
    assert stored == {
        "18676": ("g-east", "oa-1"),
        "18676.01": ("g-commune", None),
        "18676.02": (None, None),
    }
    bad = (
        "unit_code,kind,channel,group_id\n"
        "18676,thon,gmf,g-1\n18676.01,thon,zalo_bot,\n18676.02,thon,manual,g-2\n18676,xa,sms,g-3\n"
        "18676.02,thon,gmf,g-east\n"
    )
    faults = await faults_of(database, "groups", bad)
    assert faults == [
        "line 2, kind: unit 18676 is of kind xa",
        "line 3, group_id: is empty; a group reached by zalo_bot needs it",
        "line 4, group_id: a manual group has none",
        "line 5, channel: 'sms' is none of gmf zalo_bot manual",
        "line 6, group_id: this group belongs to unit 18676",
    ]


async def test_a_group_without_an_id_is_to_be_made_and_then_keeps_it(database: Database) -> None:
    await imported(database, "units", UNITS)
    text = "unit_code,kind,channel\n18676,xa,gmf\n"
    assert await imported(database, "groups", text) == "groups: 1 new, 0 changed, 0 unchanged"
    async with database.write() as rows:
        await rows.run(update(groups).values(group_id="made", status="enabled"))
    assert await imported(database, "groups", text) == "groups: 0 new, 0 changed, 1 unchanged"
    async with database.write() as rows:
        await rows.run(update(groups).values(status="gone"))
    assert await imported(database, "groups", text) == "groups: 0 new, 1 changed, 0 unchanged"
    async with database.read() as rows:
        assert await rows.scalar(select(groups.c.group_id)) is None


async def test_a_group_of_the_bot_platform_gets_the_bot_that_serves_its_unit(database: Database) -> None:
    await imported(database, "units", UNITS)
    async with database.write() as rows:
        for bot_id, unit in (("1", None), ("2", "18676")):
            await bots.keep(rows, bots.Bot(bot_id, "Bot", "1:t", "secret-of-it", unit, None), NOW)
    text = "unit_code,kind,channel,group_id,oa_id\n18676.01,thon,zalo_bot,c1,\n18676.02,thon,zalo_bot,c2,1\n"
    await imported(database, "groups", text)
    async with database.read() as rows:
        found = {row.group_id: row.bot_id for row in await rows.all(select(groups))}
    assert found == {"c1": "2", "c2": "1"}


# ---- reports ----

MOMENT = "moment as ISO 8601 with an offset (2026-11-17T19:42:00+07:00)"
HEADER = "unit_code,period,submitted_at,submitted_by,nil,so_buoi,vneid,kho_khan\n"


async def test_reports_are_judged_by_the_teams_due_date(database: Database) -> None:
    await settled(database)
    text = HEADER + (
        "18676.01,2026-11,2026-11-18T23:59:59+07:00,hung,0,5,1250,Mạng yếu\n"
        "18676.02,2026-11,2026-11-18T17:00:00Z,,1,,,\n"
        "18676.01,2022-09,2022-09-19T08:00:00+07:00,,,0,,\n"
    )
    assert await imported(database, "reports", text) == "reports: 3 new, 0 changed, 0 unchanged"
    assert await imported(database, "reports", text) == "reports: 0 new, 0 changed, 3 unchanged"
    async with database.read() as rows:
        stored = {(row.unit_code, row.period): row for row in await rows.all(select(reports))}
    november, nil = stored["18676.01", "2026-11"], stored["18676.02", "2026-11"]
    assert november.figures == {"so_buoi": 5, "vneid": 1250}
    assert database.vault.open_json("reports.texts", november.code, november.texts) == {
        "kho_khan": "Mạng yếu"
    }
    assert (november.due_on, november.on_time, november.status) == (date(2026, 11, 18), True, "submitted")
    assert (nil.nil, nil.on_time, set(nil.figures.values())) == (True, False, {0})
    assert stored["18676.01", "2022-09"].figures == {"so_buoi": 0}


async def test_a_changed_row_is_a_new_revision_and_an_older_one_changes_nothing(database: Database) -> None:
    await settled(database)
    await imported(database, "reports", HEADER + "18676.01,2026-11,2026-11-17T08:00:00+07:00,hung,0,5,,\n")
    corrected = HEADER + "18676.01,2026-11,2026-11-17T09:00:00+07:00,hung,0,6,,\n"
    assert await imported(database, "reports", corrected) == "reports: 0 new, 1 changed, 0 unchanged"
    older = HEADER + "18676.01,2026-11,2026-11-17T08:00:00+07:00,hung,0,5,,\n"
    assert (await imported(database, "reports", older)).endswith("0 unchanged, 1 kept as changed since")
    amended = HEADER + "18676.01,2026-11,2026-11-30T09:00:00+07:00,hung,0,7,,\n"
    await imported(database, "reports", amended)
    async with database.read() as rows:
        [row] = await rows.all(select(reports))
        kept = await rows.all(select(report_revisions).order_by(report_revisions.c.revision))
    assert (row.figures, row.revision, row.status, row.on_time) == ({"so_buoi": 7}, 3, "amended", True)
    assert [one.figures["so_buoi"] for one in kept] == [5, 6, 7]


async def test_every_bad_report_is_named(database: Database) -> None:
    await settled(database)
    bad = HEADER + (
        "18676.01,2026-13,2026-11-17T08:00:00+07:00,,0,5,,\n"
        "18676.01,2026-11,2026-11-17T08:00:00,,0,5,,\n"
        "18676.01,2026-11,2026-11-17T08:00:00Z,nobody,0,5,,\n"
        "18676.01,2026-11,2026-11-17T08:00:00Z,,0,101,-1,\n"
        "18676.01,2026-11,2026-11-17T08:00:00Z,,1,3,,\n"
        "18676.01,2026-11,2026-11-17T08:00:00Z,,0,,,\n"
        "446,2026-11,2026-11-17T08:00:00Z,,0,1,,\n"
        "42,2026-11,2026-11-17T08:00:00Z,,0,1,,\n"
        f"18676.02,2026-11,2026-11-17T08:00:00Z,,0,1,,{'x' * 1001}\n"
        "18676,2026-11,2026-11-17T08:00:00Z,,0,1.5,,\n"
    )
    assert await faults_of(database, "reports", bad) == [
        "line 2, period: no such period: 2026-13",
        f"line 3, submitted_at: '2026-11-17T08:00:00' is no {MOMENT}",
        "line 4, submitted_by: no person nobody",
        "line 5, so_buoi: 101 is not between 0 and 100",
        "line 5, vneid: -1 is not between 0 and 5000",
        "line 6, so_buoi: a nil report has no figures",
        "line 7, nil: neither a figure nor nil: is it a nil report (1) or none at all?",
        "line 8, unit_code: no unit 446 on 2026-11-14, the end of the window of 2026-11",
        "line 9, unit_code: a unit of kind tinh has no team that reports",
        "line 10, kho_khan: longer than 1000 characters",
        "line 11, so_buoi: '1.5' is no whole number",
    ]


async def test_an_import_takes_up_a_draft(database: Database) -> None:
    await settled(database)
    async with database.write() as rows:
        await hold(rows, "18676.01", Period(2026, 11), "hung", default_template())
    text = HEADER + "18676.01,2026-11,2026-11-17T08:00:00+07:00,hung,0,5,,\n"
    assert await imported(database, "reports", text) == "reports: 0 new, 1 changed, 0 unchanged"
    async with database.read() as rows:
        [row] = await rows.all(select(reports))
    assert (row.status, row.revision, row.figures, row.on_time) == ("submitted", 1, {"so_buoi": 5}, True)


async def test_photos_are_not_imported(database: Database) -> None:
    await settled(database)
    text = "unit_code,period,submitted_at,so_buoi,anh\n18676.01,2026-11,2026-11-17T08:00:00+07:00,5,a.jpg\n"
    assert await faults_of(database, "reports", text) == [
        "line 2, anh: photos cannot be imported; leave it empty"
    ]
    await imported(database, "reports", text.replace("a.jpg", ""))


async def test_a_field_that_no_form_has_is_an_unknown_column(database: Database) -> None:
    [fault] = await faults_of(database, "reports", "unit_code,period,submitted_at,so_nguoi\n")
    assert fault == "line 1, so_nguoi: unknown column"


# ---- anything at all ----

CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            *(
                "",
                "42",
                "18676",
                "18676.01",
                "hung",
                "2026-11-16",
                "2026-11",
                "9999-12-31",
                "0001-01-01",
                "0",
                "1",
            ),
            *(
                "tinh",
                "xa",
                "thon",
                "to_truong",
                "established",
                "closed",
                "gmf",
                "merge",
                "2026-11-16T08:00:00Z",
            ),
            *("9998-12", "2000-01", "9999-12-31T23:59:59-23:59", "=cmd()", "١٢", "1e3", "-1", '"', "a" * 400),
        ]
    ),
)


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_a_file_holds_it_is_imported_or_refused(sqlite: Database, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    columns = COLUMNS[kind]
    table = data.draw(st.lists(st.tuples(*(CELLS for _ in columns)), max_size=3))
    text = StringIO()
    csv.writer(text).writerows([columns, *table])
    with suppress(ImportRefused):
        await imported(sqlite, kind, text.getvalue().encode("utf-8", "replace").decode())


@given(data=st.binary(max_size=200), kind=st.sampled_from(KINDS))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_what_is_no_file_at_all_is_refused(sqlite: Database, data: bytes, kind: str) -> None:
    with pytest.raises(ImportRefused):
        await import_csv(sqlite, kind, data, Circumstances(NOW, "oa-1"))


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    """One database for all examples of a property."""
    opened = Database(f"sqlite+aiosqlite:///{tmp_path}/bot.db", Vault([b"k" * 32], b"s" * 40))
    await upgrade(opened)
    await settled(opened)
    yield opened
    await opened.dispose()


# ---- size ----


async def test_a_whole_province_takes_seconds(database: Database) -> None:
    communes = [f"C{n}" for n in range(70)]
    villages = [(f"{commune}.{n}", commune) for commune in communes for n in range(28)]
    tree = ["code,valid_from,parent_code,kind,name", "42,1991-01-01,,tinh,Hà Tĩnh"]
    tree += [f"{code},2025-07-01,42,xa,Xã {code}" for code in communes]
    tree += [f"{code},2025-07-01,{commune},thon,Thôn {code}" for code, commune in villages]
    roster = ["person_id,name,birth_year,sex,phone,unit_code,office,zalo_user_id"]
    for index, (code, _) in enumerate(villages):
        for office in ("to_truong", "to_pho", "thanh_vien", "cong_tac_vien"):
            who = f"{code}-{office}"
            roster.append(f"{who},Nguyễn Văn {index},1970,nam,0912345678,{code},{office},z-{who}")
    began = perf_counter()
    assert await imported(database, "units", "\n".join(tree)) == "units: 2031 new, 0 changed, 0 unchanged"
    assert await imported(database, "people", "\n".join(roster)) == "people: 7840 new, 0 changed, 0 unchanged"
    assert await imported(database, "people", "\n".join(roster)) == "people: 0 new, 0 changed, 7840 unchanged"
    assert perf_counter() - began < 30


async def test_an_account_that_nobody_has_entered_is_named_by_line_and_column(database: Database) -> None:
    await imported(database, "units", UNITS)
    listed = (
        "person_id,name,unit_code,office,zalo_user_id,oa_id\nx,Lê Thị Xuân,18676,can_bo_cntt_xa,z-1,oa-2\n"
    )
    chats = "unit_code,kind,channel,group_id,oa_id\n18676,xa,gmf,g-1,oa-2\n"
    for kind, text in (("people", listed), ("groups", chats)):
        [fault] = await faults_of(database, kind, text)
        assert fault.startswith("line 2, oa_id: no account oa-2 here")
    async with database.write() as rows:
        await accounts.enter(rows, "oa-2", "app", None)
    assert "1 new" in await imported(database, "people", listed)
    assert "1 new" in await imported(database, "groups", chats)
    async with database.write() as rows:
        await accounts.remove(rows, "oa-2", NOW)
    again = listed.replace("z-1", "z-2")
    [fault] = await faults_of(database, "people", again)
    assert fault.startswith("line 2, oa_id: no account oa-2 here")
