"""Activation codes: hashed, used once, thirty days, few tries an hour."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from domain.calendar import VN
from domain.people import Appointment, Office, Person
from storage import codes, people
from storage.codes import Slip, Verdict
from storage.database import Database
from storage.tables import activation_codes, code_attempts

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=VN)
MINUTE = timedelta(minutes=1)
VILLAGE = "18676.01"


async def settled(database: Database) -> None:
    """Hung leads, nga deputises, an is bound, old has left."""
    async with database.write() as rows:
        for person_id, name in (("hung", "Hùng"), ("nga", "Nga"), ("an", "An"), ("old", "Cựu")):
            await people.add(rows, Person(person_id, name), "import", NOW)
        offices = {"hung": Office.TO_TRUONG, "nga": Office.TO_PHO, "an": Office.THANH_VIEN}
        for person_id, office in offices.items():
            await people.appoint(rows, Appointment(person_id, VILLAGE, office, date(2026, 1, 1)))
        await people.appoint(
            rows, Appointment("old", VILLAGE, Office.THANH_VIEN, date(2025, 1, 1), date(2026, 1, 1))
        )
        await people.bind(rows, "oa-1", "z-an", "an", "import", NOW)


async def issued(database: Database, now: datetime = NOW) -> dict[str, Slip]:
    async with database.write() as rows:
        slips = await codes.issue(rows, [VILLAGE], now, now.date())
    return {slip.person_id: slip for slip in slips}


async def redeemed(
    database: Database, code: str, user: str = "z-1", now: datetime = NOW, unit: str | None = None
) -> codes.Redeemed:
    async with database.write() as rows:
        return await codes.redeem(rows, code, ("oa-1", user), now, unit)


async def test_only_office_holders_who_are_not_bound_get_one(database: Database) -> None:
    await settled(database)
    slips = await issued(database)
    assert list(slips) == ["hung", "nga"]
    assert slips["hung"].name == "Hùng"
    assert slips["hung"].offices == ((Office.TO_TRUONG, VILLAGE),)
    assert slips["hung"].expires_at == NOW + timedelta(days=30)
    assert len(slips["hung"].code) >= 8
    async with database.read() as rows:
        hashes = {bytes(row.code_hash) for row in await rows.all(select(activation_codes))}
    assert hashes == {database.vault.code_hash(slip.code) for slip in slips.values()}


async def test_a_code_binds_once(database: Database) -> None:
    await settled(database)
    slip = (await issued(database))["hung"]
    done = await redeemed(database, slip.code)
    assert (done.verdict, done.person_id, done.unit_code, done.ended) == (
        Verdict.ACTIVATED,
        "hung",
        VILLAGE,
        (),
    )
    async with database.read() as rows:
        account = (await people.accounts_of(rows, ["hung"]))["hung"]
    assert (account.oa_id, account.user_id, account.how) == ("oa-1", "z-1", "code")
    assert (await redeemed(database, slip.code, "z-2")).verdict is Verdict.USED
    assert "hung" not in await issued(database, NOW + MINUTE)


async def test_binding_tells_which_bindings_ended(database: Database) -> None:
    await settled(database)
    slip = (await issued(database))["hung"]
    done = await redeemed(database, slip.code, "z-an")
    assert [(one.person_id, one.user_id) for one in done.ended] == [("an", "z-an")]


async def test_a_new_code_ends_the_old_one_and_a_month_ends_any(database: Database) -> None:
    await settled(database)
    old = (await issued(database))["hung"].code
    new = (await issued(database, NOW + MINUTE))["hung"].code
    assert (await redeemed(database, old, now=NOW + 2 * MINUTE)).verdict is Verdict.EXPIRED
    assert (await redeemed(database, new, now=NOW + timedelta(days=31))).verdict is Verdict.EXPIRED
    assert (await redeemed(database, new, now=NOW + timedelta(days=29))).verdict is Verdict.ACTIVATED


async def test_after_five_wrong_tries_a_sender_waits_an_hour(database: Database) -> None:
    await settled(database)
    code = (await issued(database))["hung"].code
    for minute in range(5):
        assert (await redeemed(database, "CCCC2222", now=NOW + minute * MINUTE)).verdict is Verdict.WRONG
    assert (await redeemed(database, code, now=NOW + 5 * MINUTE)).verdict is Verdict.TOO_MANY
    assert (await redeemed(database, code, "z-other", now=NOW + 5 * MINUTE)).verdict is Verdict.ACTIVATED
    nga = (await issued(database, NOW + 6 * MINUTE))["nga"].code
    assert (await redeemed(database, nga, now=NOW + 65 * MINUTE)).verdict is Verdict.ACTIVATED


async def test_after_twenty_wrong_tries_a_unit_waits_an_hour(database: Database) -> None:
    await settled(database)
    code = (await issued(database))["hung"].code
    for number in range(20):
        assert (await redeemed(database, "CCCC2222", f"z-{number}", unit=VILLAGE)).verdict is Verdict.WRONG
    refused = await redeemed(database, code, "z-hung", NOW + MINUTE)
    assert (refused.verdict, refused.unit_code) == (Verdict.TOO_MANY_HERE, VILLAGE)
    assert (await redeemed(database, code, "z-hung", NOW + timedelta(hours=1))).verdict is Verdict.ACTIVATED


async def test_tries_are_kept_a_day(database: Database) -> None:
    await settled(database)
    await redeemed(database, "CCCC2222")
    async with database.write() as rows:
        assert await codes.forget(rows, NOW + timedelta(hours=2)) == 0
        assert await codes.forget(rows, NOW + timedelta(days=2)) == 1
        assert await rows.all(select(code_attempts)) == []


@pytest.mark.parametrize("text", ["hk4m7tqx", "HK4M 7TQX", "mã của tôi là hk4m-7tqx ạ", "HK4M.7TQX"])
def test_a_code_is_found_however_it_is_typed(text: str) -> None:
    assert codes.find(text) == "HK4M7TQX"


@pytest.mark.parametrize("text", ["", "0912345678", "2345 6799", "CHTX NVKL", "HK4M7TQXX", "đồng ý A7K"])
def test_what_is_no_code_is_not_taken_for_one(text: str) -> None:
    assert codes.find(text) is None


def test_new_codes_are_found_and_never_the_same() -> None:
    made = {codes.new_code() for _ in range(2000)}
    assert len(made) == 2000
    assert all(codes.find(code.lower()) == code for code in made)
