"""Requests in rows: filed under a fresh code, moved on by one at a time, found by whom they wait for."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from domain.authority import Delegation
from domain.effects import effects
from domain.errors import SeatTaken
from domain.people import Appointment, AppointmentStatus, Office, Person
from domain.requests import Request, RequestKind, RequestStatus, is_code
from storage import delegations, people, requests, teams
from storage.database import Database, Rows
from storage.requests import Case, Moved
from storage.tables import requests as table
from storage.tables import teams as teams_table
from tests.domain.cast import (
    CHAIRMAN,
    COMMUNE,
    COMMUNE_LEADER,
    DONG_TRUNG,
    FULL_TEAM,
    HOA_BINH,
    HUNG,
    LAN,
    LONG_AGO,
    MINH,
    OFFICES,
    THAM,
    TODAY,
    TREE,
    VICE,
    asks,
    at,
)

KHOA = "khoa"


@pytest.fixture
async def village(database: Database) -> Database:
    """Đông Trung with leader and deputy, the member's seat open; Lan and Khoa are known."""
    async with database.write() as rows:
        for person_id in (HUNG, MINH, THAM, LAN, KHOA, CHAIRMAN, VICE, COMMUNE_LEADER):
            await people.add(rows, Person(person_id, f"Nguyễn {person_id.title()}", 1990), "test", at(1))
        for one in (*FULL_TEAM[:2], *OFFICES):
            await people.appoint(rows, one)
        await rows.add(
            teams_table, {"unit_code": DONG_TRUNG, "valid_from": LONG_AGO, "status": "established"}
        )
    return database


async def filed(rows: Rows, **facts: object) -> Case:
    """A request of Lan, in rows."""
    return await requests.create(rows, asks(**facts), told={"occupation": "giáo viên"})  # type: ignore[arg-type]


def offices(person_id: str) -> list[Appointment]:
    """What somebody of the cast holds."""
    return [one for one in (*FULL_TEAM, *OFFICES) if one.person_id == person_id]


async def test_what_is_filed_is_loaded_alike(village: Database) -> None:
    async with village.write() as rows:
        case = await filed(rows, reason="muốn góp sức", office=Office.CONG_TAC_VIEN)
    assert is_code(case.code)
    async with village.read() as rows:
        assert await requests.load(rows, f" {case.code.lower()} ") == case
        assert await requests.load(rows, "X9Q") is None
        assert [one.code for one in await requests.of_person(rows, LAN)] == [case.code]


async def test_a_code_in_use_is_not_given_again(village: Database) -> None:
    same = iter(["K", "A", "7"] * 2 + ["L", "A", "7"])
    async with village.write() as rows:
        first = await requests.create(rows, asks(), choice=lambda _letters: next(same))
        second = await requests.create(rows, asks(), choice=lambda _letters: next(same))
    assert (first.code, second.code) == ("A7K", "A7L")


async def test_nothing_personal_is_readable_in_the_table(village: Database) -> None:
    async with village.write() as rows:
        await filed(rows, reason="sức khỏe yếu")
        [row] = await rows.all(table.select())
    assert b"Lan" not in row.applicant
    assert "sức khỏe".encode() not in row.detail


async def test_steps_are_kept_with_office_and_reason(village: Database) -> None:
    async with village.write() as rows:
        case = await filed(rows)
        said = case.request.declined(HUNG, at(17), "nhà ở thôn khác")
        saved = await requests.save(rows, case, said, at(17), office=Office.TO_TRUONG, event_key="m1")
    async with village.read() as rows:
        loaded = await requests.load(rows, case.code)
    assert loaded == saved
    assert loaded is not None
    [step] = loaded.request.steps
    assert (step.by, step.reason, step.at) == (HUNG, "nhà ở thôn khác", at(17))


async def test_who_wrote_a_leaders_word_down_is_kept_beside_him(village: Database) -> None:
    async with village.write() as rows:
        case = await filed(rows)
        introduced = case.request.introduced(HUNG, at(17)).recorded(COMMUNE_LEADER)
        saved = await requests.save(rows, case, introduced, at(17), office=Office.TO_TRUONG)
        await requests.save(rows, saved, saved.request.approved(CHAIRMAN, at(18)), at(18))
        await requests.forget_told(rows, "P-lan", "Nguyễn Thị Lan")
    async with village.read() as rows:
        loaded = await requests.load(rows, case.code)
    assert loaded is not None
    said = [(step.by, step.recorded_by) for step in loaded.request.steps]
    assert said == [(HUNG, COMMUNE_LEADER), (CHAIRMAN, None)]


async def test_what_somebody_else_moved_is_not_moved_again(village: Database) -> None:
    async with village.write() as rows:
        case = await filed(rows)
        await requests.save(rows, case, case.request.introduced(HUNG, at(17)), at(17))
        with pytest.raises(Moved):
            await requests.save(rows, case, case.request.withdrawn(), at(17))


async def test_for_whom_it_waits(village: Database) -> None:
    async with village.write() as rows:
        case = await filed(rows)
        await people.bind(rows, "oa-1", "u-hung", HUNG, "code", at(15))

        async def waits_for(person_id: str) -> bool:
            held = offices(person_id)
            found = await requests.waiting_for(rows, held, TREE)
            assert await requests.count_waiting(rows, held, TREE) == len(found)
            return case.code in [one.code for one in found]

        asked = [await waits_for(one) for one in (HUNG, MINH, COMMUNE_LEADER, CHAIRMAN, VICE)]
        assert asked == [True, False, False, False, False]
        await people.unbind(rows, HUNG, at(16))
        asked = [await waits_for(one) for one in (HUNG, MINH, COMMUNE_LEADER, CHAIRMAN, VICE)]
        assert asked == [True, True, True, False, False]
        await requests.save(rows, case, case.request.introduced(HUNG, at(17)), at(17))
        asked = [await waits_for(one) for one in (HUNG, MINH, COMMUNE_LEADER, CHAIRMAN, VICE)]
        assert asked == [False, False, False, True, False]
        given = Delegation(CHAIRMAN, VICE, COMMUNE, TODAY, date(2026, 12, 1))
        await delegations.give(rows, given, at(17), "m2")
        assert await waits_for(VICE)
        await delegations.end(rows, [VICE], COMMUNE, TODAY)
        assert not await waits_for(VICE)


async def test_leaves_that_wait_for_a_successor(village: Database) -> None:
    async with village.write() as rows:
        later = await filed(rows, kind=RequestKind.LEAVE, person_id=MINH, after_replacement=True)
        at_once = await filed(rows, kind=RequestKind.LEAVE, person_id=HUNG)
        for case in (later, at_once):
            said = replace(case.request, status=RequestStatus.APPROVED)
            await requests.save(rows, case, said, at(17))
        assert [one.code for one in await requests.leaving(rows, DONG_TRUNG)] == [later.code]
        assert await requests.leaving(rows, HOA_BINH) == []


async def test_a_numbered_decision_is_one_row(village: Database) -> None:
    async with village.write() as rows:
        first = await requests.enter_decision(rows, COMMUNE, "05/QĐ-UBND", TODAY, CHAIRMAN, at(17))
        again = await requests.enter_decision(rows, COMMUNE, "05/QĐ-UBND", TODAY, CHAIRMAN, at(17))
        other = await requests.enter_decision(rows, COMMUNE, "06/QĐ-UBND", TODAY, CHAIRMAN, at(17))
        case = await filed(rows)
        decided = replace(
            case.request, status=RequestStatus.DECIDED, decision_no="05/QĐ-UBND", decision_date=TODAY
        )
        await requests.save(rows, case, decided, at(17))
        await requests.attach_decision(rows, case.code, first)
        loaded = await requests.load(rows, case.code)
    assert first == again != other
    assert loaded is not None
    assert (loaded.request.decision_no, loaded.request.decision_date) == ("05/QĐ-UBND", TODAY)


async def test_the_list_last_shown(village: Database) -> None:
    async with village.write() as rows:
        await requests.remember_list(rows, "person:hung", ["A7K", "B3M"], at(17))
        await requests.remember_list(rows, "person:hung", ["B3M"], at(17))
        assert await requests.last_list(rows, "person:hung") == ["B3M"]
        assert await requests.last_list(rows, "person:minh") == []


# --- two at the same moment ----------------------------------------------------------------------------------------


async def approve(database: Database, code: str, started: asyncio.Event) -> str:
    """What deciding does to rows, in a transaction of its own."""
    async with database.write() as rows:
        started.set()
        case = await requests.load(rows, code, lock=True)
        assert case is not None
        if case.request.status is not RequestStatus.INTRODUCED:
            return "settled"
        await asyncio.sleep(0.05)
        moved = case.request.approved(CHAIRMAN, at(17))
        rosters = await teams.rosters(rows, [DONG_TRUNG], TREE, lock=True)
        try:
            changes = effects(moved, rosters, TODAY)
        except SeatTaken:
            return "full"
        await requests.save(rows, case, moved, at(17))
        await teams.apply(rows, changes, code)
        await asyncio.sleep(0.05)
        return "done"


async def introduced(database: Database, person_id: str) -> str:
    async with database.write() as rows:
        case = await filed(rows, person_id=person_id)
        await requests.save(rows, case, case.request.introduced(HUNG, at(17)), at(17))
    return case.code


async def test_one_request_decided_twice_at_once_has_one_effect(village: Database) -> None:
    code, started = await introduced(village, LAN), asyncio.Event()
    outcomes = await asyncio.gather(*(approve(village, code, started) for _ in range(3)))
    assert sorted(outcomes) == ["done", "settled", "settled"]


async def test_two_requests_for_one_seat_at_once_make_no_fourth_member(village: Database) -> None:
    """J2, J16 between processes: the second finds the team full."""
    codes, started = [await introduced(village, LAN), await introduced(village, KHOA)], asyncio.Event()
    outcomes = await asyncio.gather(*(approve(village, code, started) for code in codes))
    assert sorted(outcomes) == ["done", "full"]
    async with village.read() as rows:
        roster = await teams.roster(rows, DONG_TRUNG, TREE)
    assert roster is not None
    assert len(roster.active) == 3


# --- seats ---------------------------------------------------------------------------------------------------------


async def test_agreed_then_decided(village: Database) -> None:
    code = await introduced(village, LAN)
    assert await approve(village, code, asyncio.Event()) == "done"
    async with village.write() as rows:
        before = await teams.roster(rows, DONG_TRUNG, TREE)
        number = await requests.enter_decision(rows, COMMUNE, "05/QĐ-UBND", TODAY, CHAIRMAN, at(17))
        assert await teams.confirm(rows, code, number) == 1
        after = await teams.roster(rows, DONG_TRUNG, TREE)
    assert before is not None
    assert after is not None
    states = [place.status for roster in (before, after) if (place := roster.place_of(LAN)) is not None]
    assert states == [AppointmentStatus.AGREED, AppointmentStatus.DECIDED]


async def test_a_seat_that_came_with_an_office_is_given_up_without_the_office(database: Database) -> None:
    async with database.write() as rows:
        await people.add(rows, Person("mai", "Phạm Thị Mai", 1994), "test", at(1))
        await people.appoint(rows, Appointment("mai", COMMUNE, Office.BI_THU_DOAN_XA, LONG_AGO))
        await rows.add(teams_table, {"unit_code": COMMUNE, "valid_from": LONG_AGO, "status": "established"})
        roster = await teams.roster(rows, COMMUNE, TREE)
        assert roster is not None
        assert [place.office for place in roster.members] == [Office.THANH_VIEN]
        leave = Request(
            code="A7K",
            kind=RequestKind.LEAVE,
            applicant="Phạm Thị Mai",
            unit_code=COMMUNE,
            created_at=at(16),
            person_id="mai",
            status=RequestStatus.APPROVED,
        )
        await teams.apply(rows, effects(leave, {COMMUNE: roster}, TODAY), "A7K")
        left = await teams.roster(rows, COMMUNE, TREE)
        held = await people.offices_of(rows, ["mai"], TODAY)
    assert left is not None
    assert left.place_of("mai") is None
    assert [one.office for one in held["mai"]] == [Office.BI_THU_DOAN_XA]
