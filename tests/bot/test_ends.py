"""Persons of several accounts, and of none: the account that can reach them is found, and the next one tried."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.zalo.errors import Unreachable, WayClosed
from domain.messages import MessageKind
from domain.people import Appointment, Office, Person
from domain.ways import Template
from storage import accounts, contacts, people, purse, recipients, tables
from storage.accounts import Tokens
from storage.database import Database
from tests.bot.stage import OA_ID, START, HandClock, rows_of
from tests.bot.test_postman import Post, deliver, fates, letter, owe, past, postman_of

OTHER = "3141592653589793238"
UNIT = "18685-02"
REMINDER = MessageKind.REMINDER


@pytest.fixture
async def hung(database: Database) -> Person:
    """He leads a team that the first account serves; there is another account."""
    person = Person("P1", "Nguyễn Văn Hùng", None, None, "0912345678")
    async with database.write() as rows:
        await accounts.add_first(rows, OA_ID, "app", Tokens("a", "r", None))
        await accounts.enter(rows, OA_ID, "app", UNIT)
        await accounts.add_first(rows, OTHER, "app", Tokens("a", "r", None))
        await people.add(rows, person, "test", START)
        await people.appoint(rows, Appointment(person.id, UNIT, Office.TO_TRUONG, date(2026, 1, 1)))
    return person


async def bound(database: Database, oa_id: str, user_id: str, wrote: timedelta) -> None:
    """He is bound there, and wrote so long ago."""
    contact = {"oa_id": oa_id, "user_id": user_id, "first_seen_at": START - wrote, "follows": True}
    contact |= {"last_seen_at": START - wrote, "last_interaction_at": START - wrote}
    async with database.write() as rows:
        await people.bind(rows, oa_id, user_id, "P1", "code", START)
        await contacts.keep(rows, [contact])


async def row_of(database: Database, key: str) -> Any:
    """The letter as it is now."""
    [found] = [row for row in await rows_of(database, tables.outbox) if row.key == key]
    return found


async def test_where_the_best_account_s_window_is_closed_another_s_is_used(
    database: Database, hung: Person
) -> None:
    await bound(database, OA_ID, "here", timedelta(days=9))
    await bound(database, OTHER, "there", timedelta(days=1))
    async with database.read() as rows:
        assert [one.oa_id for one in (await people.all_accounts_of(rows, ["P1"]))["P1"]] == [OA_ID, OTHER]
        seen = (await recipients.recipients(rows, ["P1"], START))["P1"]
    assert seen.account == (OTHER, "there")
    post = Post()
    await owe(database, letter("a", to="person:P1", kind=REMINDER))
    await deliver(postman_of(database, post, HandClock()))
    assert post.came == [("there", "a")]
    assert (await row_of(database, "a")).oa_id == OTHER


async def test_a_refusal_of_one_account_leads_to_the_next(database: Database, hung: Person) -> None:
    await bound(database, OA_ID, "here", timedelta(hours=2))
    await bound(database, OTHER, "there", timedelta(days=1))
    post = Post(lambda to, _text: WayClosed(-230, "seven days") if to == "here" else None)
    postman = postman_of(database, post, HandClock())
    await owe(database, letter("a", to="person:P1", kind=REMINDER))
    await deliver(postman)
    await deliver(postman)
    assert post.came == [("there", "a")]
    assert (await row_of(database, "a")).way == "free@5235 free@3238"


async def test_an_account_that_waits_for_its_administrator_is_not_tried_while_another_works(
    database: Database, hung: Person
) -> None:
    await bound(database, OA_ID, "here", timedelta(hours=2))
    await bound(database, OTHER, "there", timedelta(days=3))
    async with database.write() as rows:
        await accounts.lose(rows, OA_ID, START)
    post = Post()
    await owe(database, letter("a", to="person:P1", kind=REMINDER))
    await deliver(postman_of(database, post, HandClock()))
    assert post.came == [("there", "a")]


async def test_a_lost_answer_is_looked_for_where_it_was_lost(database: Database, hung: Person) -> None:
    await bound(database, OA_ID, "here", timedelta(days=9))
    await bound(database, OTHER, "there", timedelta(days=1))
    post, clock = Post(lambda _to, _text: Unreachable(None, "TimeoutError")), HandClock()
    postman = postman_of(database, post, clock)
    await owe(database, letter("a", to="person:P1", kind=REMINDER))
    await deliver(postman)
    async with database.write() as rows:
        await rows.run(update(tables.contacts).values(last_interaction_at=START))
    post.fault, post.past["there"] = lambda _to, _text: None, [past("a")]
    clock.passes(seconds=3)
    await deliver(postman)
    assert post.came == []
    assert (await fates(database))["a"][0] == "sent"


async def test_who_is_bound_nowhere_is_reached_by_the_account_of_his_unit(
    database: Database, hung: Person
) -> None:
    async with database.write() as rows:
        await accounts.enter(rows, OA_ID, "app", "18")
        await accounts.enter(rows, OTHER, "app", UNIT)
        await purse.set_budget(rows, OTHER, 1000)
        await purse.keep_template(rows, OTHER, Template("7", price_phone=300), START)
    post = Post()
    await owe(database, letter("a", to="person:P1", kind=REMINDER))
    await deliver(postman_of(database, post, HandClock()))
    assert post.came == [("84912345678", "7 {}")]
    [spent] = await rows_of(database, tables.spendings)
    assert (spent.oa_id, spent.cost) == (OTHER, 300)
    async with database.read() as rows:
        seen = (await recipients.recipients(rows, ["P1"], START))["P1"]
    assert seen.reach.template == Template("7", price_phone=300)
