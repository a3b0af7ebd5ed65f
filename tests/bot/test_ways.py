"""The ways to people whose window is closed, against the local Zalo: knocks, templates, the call list, the purse."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.__main__ import parser
from bot.commands import CommandRefused, costs
from domain.messages import MessageKind
from domain.ways import Template
from simulator.records import Template as SimTemplate
from storage import outbox, people, purse, tables
from storage.outbox import Letter
from tests.bot.stage import rows_of
from tests.town import CAST, Town

HUNG, OPEN = "P011", timedelta(hours=1)


async def owed(
    town: Town,
    key: str,
    kind: MessageKind = MessageKind.REMINDER,
    to: str = "hung",
    person: str = "",
    lives: timedelta = timedelta(days=20),
) -> None:
    """Something is owed to a person of the cast."""
    now = town.world.clock.now()
    bound = {row.user_id: row.person_id for row in await rows_of(town.database, tables.bindings)}
    person = person or bound[CAST[to]]
    letter = Letter(
        key=key,
        to=f"person:{person}",
        kind=str(kind),
        lane=int(kind.lane),
        text=f"Tin {key}",
        created_at=now,
        not_before=now,
        expires_at=now + lives,
    )
    async with town.database.write() as rows:
        await outbox.owe(rows, [letter])


async def budget(town: Town, amount: int | None, **prices: int) -> None:
    """What the account may spend a month, and its template."""
    oa = tables.accounts.c.oa_id == town.world.oa.id
    async with town.database.write() as rows:
        await rows.run(update(tables.accounts).where(oa).values(monthly_budget=amount, package_left=0))
        if prices:
            town.world.templates["321456"] = SimTemplate(
                "321456", "Nhắc", "Kính gửi <ten>: <viec>.", price_uid=200
            )
            town.world.oa.linked_zca, town.world.oa.wallet = True, 10_000
            template = Template("321456", ("ten", "viec"), **prices)
            await purse.keep_template(rows, town.world.oa.id, template, town.world.clock.now())


async def fate(town: Town, key: str) -> Any:
    """The letter's row."""
    [row] = [one for one in await rows_of(town.database, tables.outbox) if one.key == key]
    return row


async def silent(town: Town, days: float) -> None:
    """Ông Hùng has written, and then not again."""
    await town.hung.says("chào")
    town.world.clock.advance(timedelta(days=days))
    await town.settle()


async def test_within_two_days_it_goes_free_and_costs_nothing(town: Town) -> None:
    await town.hung.says("chào")
    await owed(town, "a")
    await town.settle()
    assert town.hung.heard[-1] == "Tin a"
    assert (await fate(town, "a")).cost is None
    assert await rows_of(town.database, tables.spendings) == []


async def test_a_mention_in_the_group_asks_for_a_word_and_the_word_brings_the_message(town: Town) -> None:
    await silent(town, days=8)
    async with town.database.write() as rows:
        await rows.add_unless_there(
            tables.group_members,
            {
                "group_id": "a1b2c3d4e5f6a7b8c9d1",
                "user_id": CAST["hung"],
                "oa_id": town.world.oa.id,
                "since": town.world.clock.now(),
            },
        )
    await owed(town, "a")
    await owed(town, "b")
    await town.settle()
    posts = town.dong_trung_group
    assert posts[-1].startswith(f"[@{CAST['hung']}] Trợ lý có tin gửi riêng.")
    assert sum("tin gửi riêng" in one for one in posts) == 1
    assert (await fate(town, "a")).status == "waiting"
    await town.hung.says("ơi")
    await town.settle()
    assert [one for one in town.hung.heard if one.startswith("Tin")] == ["Tin a", "Tin b"]


async def test_a_template_reminds_and_is_entered_in_the_ledger(town: Town) -> None:
    await silent(town, days=8)
    await budget(town, 1000, price_uid=200)
    await owed(town, "a")
    await town.settle()
    row = await fate(town, "a")
    assert (row.status, row.way, row.cost) == ("sent", "template_uid", 200), row.error
    [spent] = await rows_of(town.database, tables.spendings)
    assert (spent.letter_key, spent.cost, spent.way) == ("a", 200, "template_uid")


async def test_a_question_waits_behind_its_template_until_the_person_writes(town: Town) -> None:
    await silent(town, days=8)
    await budget(town, 1000, price_uid=200)
    await owed(town, "q", MessageKind.PROMPT)
    await town.settle()
    row = await fate(town, "q")
    assert (row.status, row.way) == ("waiting", "template_uid")
    await town.hung.says("vâng")
    await town.settle()
    row = await fate(town, "q")
    assert "Tin q" in town.hung.heard, (row.status, row.error, row.way, row.not_before, town.now)
    assert (await fate(town, "q")).status == "sent"


async def test_every_message_of_a_person_renews_the_free_replies(town: Town) -> None:
    await town.hung.says("chào")
    mine = tables.contacts.c.user_id == CAST["hung"]
    async with town.database.write() as rows:
        await rows.run(update(tables.contacts).where(mine).values(replies_left=0))
    await town.hung.says("còn gì nữa không")
    [contact] = [one for one in await rows_of(town.database, tables.contacts) if one.user_id == CAST["hung"]]
    assert contact.replies_left is None, "also within the five minutes for which an act need not be written"


async def test_one_template_a_day_and_person_however_much_waits(town: Town) -> None:
    await silent(town, days=8)
    await budget(town, 5000, price_uid=200)
    for key in "abc":
        await owed(town, key)
    await town.settle()
    assert [one.letter_key for one in await rows_of(town.database, tables.spendings)] == ["a"]
    assert [(await fate(town, key)).status for key in "abc"] == ["sent", "waiting", "waiting"]
    await owed(town, "d")
    await town.settle()
    assert len(await rows_of(town.database, tables.spendings)) == 1
    await town.hung.says("ơi")
    assert [one for one in town.hung.heard if one.startswith("Tin")] == ["Tin b", "Tin c", "Tin d"]


async def test_somebody_without_an_account_gets_one_template_a_day_too(town: Town) -> None:
    await silent(town, days=8)
    await budget(town, 5000, price_phone=300)
    town.world.people[CAST["hung"]].phone = "84912345678"
    async with town.database.write() as rows:
        await people.unbind(rows, HUNG, town.now)
        person = await people.by_id(rows, HUNG)
        assert person is not None
        await people.change(rows, replace(person, phone="0912345678"))
    for key in "ab":
        await owed(town, key, person=HUNG)
        await town.settle()
    [spent] = await rows_of(town.database, tables.spendings)
    assert (spent.letter_key, spent.way) == ("a", "template_phone")
    town.world.clock.advance(timedelta(hours=25))
    await town.settle()
    assert [one.letter_key for one in await rows_of(town.database, tables.spendings)] == ["a", "b"]


async def test_a_template_that_zalo_refuses_is_no_knock(town: Town) -> None:
    await silent(town, days=8)
    await budget(town, 5000, price_uid=200, price_phone=300)
    town.world.people[CAST["hung"]].phone = "84912345678"
    async with town.database.write() as rows:
        person = await people.by_id(rows, HUNG)
        assert person is not None
        await people.change(rows, replace(person, phone="0912345678"))
    town.world.faults.add({"kind": "error", "code": -213, "path": "/oa/message/template"})
    await owed(town, "a")
    await town.settle()
    row = await fate(town, "a")
    assert (row.status, row.way) == ("sent", "template_uid template_phone"), row.error
    assert [one.cost for one in await rows_of(town.database, tables.spendings)] == [300]


async def test_the_month_s_budget_is_kept(town: Town) -> None:
    await silent(town, days=8)
    await budget(town, 450, price_uid=200)
    for key in "abc":
        await owed(town, key)
    await town.settle()
    spent = [one.cost for one in await rows_of(town.database, tables.spendings)]
    assert sum(spent) <= 450
    fates = [(await fate(town, key)).status for key in "abc"]
    assert "sent" in fates


async def test_without_any_way_the_reason_is_kept_where_an_officer_sees_it(town: Town) -> None:
    await silent(town, days=8)
    await owed(town, "a")
    await town.settle()
    row = await fate(town, "a")
    assert (row.status, row.way) == ("failed", "call")
    assert "no other way is open" in row.error
    [contact] = [one for one in await rows_of(town.database, tables.contacts) if one.user_id == CAST["hung"]]
    assert "seven days" in contact.unreachable
    await town.hung.says("chào lại")
    [contact] = [one for one in await rows_of(town.database, tables.contacts) if one.user_id == CAST["hung"]]
    assert contact.unreachable is None


async def test_a_refusal_of_the_window_leads_to_the_next_way(town: Town) -> None:
    await town.hung.says("chào")
    town.world.faults.add({"kind": "error", "code": -230, "path": "/message/cs"})
    await budget(town, 1000, price_uid=200)
    await owed(town, "a")
    await town.settle()
    row = await fate(town, "a")
    assert (row.status, row.way) == ("sent", "free template_uid"), row.error


@pytest.mark.parametrize("kind", [MessageKind.PROMPT])
async def test_a_question_nobody_could_be_asked_is_put_when_the_person_writes(
    town: Town, kind: MessageKind
) -> None:
    await silent(town, days=8)
    await owed(town, "q", kind)
    await town.settle()
    assert (await fate(town, "q")).status == "failed"
    await town.hung.says("có ai không")
    await town.settle()
    assert "Tin q" in town.hung.heard


async def test_an_account_without_a_budget_is_said_to_have_none(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    await asyncio.to_thread(costs.run, parser(["costs"]).parse_args(["costs"]), town.house.settings)
    assert f"{town.world.oa.id}: no budget, spent 0, template none\n" in capsys.readouterr().out


async def test_the_ledger_the_budget_and_the_template_by_command(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    await silent(town, days=8)
    await budget(town, None, price_uid=200)
    args = parser(["costs"]).parse_args(
        ["costs", "--oa", town.world.oa.id, "--budget", "1000", "--template", "321456"]
    )
    await asyncio.to_thread(costs.run, args, town.house.settings)
    assert "budget 1.000 đồng a month, spent 0, template 321456" in capsys.readouterr().out
    await owed(town, "a")
    await town.settle()
    args = parser(["costs"]).parse_args(["costs"])
    await asyncio.to_thread(costs.run, args, town.house.settings)
    assert "template_uid: 1 messages, 200 đồng" in capsys.readouterr().out
    refused = parser(["costs"]).parse_args(["costs", "--oa", town.world.oa.id, "--template", "nope"])
    with pytest.raises(CommandRefused, match="--template: Zalo says"):
        await asyncio.to_thread(costs.run, refused, town.house.settings)


@pytest.mark.parametrize("code", [-320, -321])
async def test_what_nobody_pays_for_goes_the_next_way(town: Town, code: int) -> None:
    await silent(town, days=3)
    town.world.faults.add({"kind": "error", "code": code, "path": "/message/cs"})
    await budget(town, 1000, price_uid=200)
    await owed(town, "a")
    await town.settle()
    row = await fate(town, "a")
    assert (row.status, row.way) == ("sent", "package template_uid"), row.error


async def listed(town: Town, *, days: int) -> list[str]:
    """The lists of people whom nothing reached that the officer has had by 08:05 so many mornings later."""
    for _ in range(days):
        await town.until((town.now + timedelta(days=1)).replace(hour=8, minute=5))
    return [one for one in town.tuan.heard if "chưa nhắn được việc cần trả lời" in one]


async def test_the_list_goes_by_when_a_message_was_given_up_not_by_when_it_was_written(town: Town) -> None:
    await silent(town, days=8)
    await budget(town, 1000, price_uid=200)
    await owed(town, "q", MessageKind.PROMPT)
    await town.settle()
    assert (await fate(town, "q")).status == "waiting"
    town.world.clock.advance(timedelta(hours=25))
    await town.tuan.says("chào")
    assert (await fate(town, "q")).status == "failed"
    [told] = await listed(town, days=1)
    assert "Nguyễn Văn Hùng" in told
    assert len(await listed(town, days=1)) == 1


async def test_what_ran_out_of_time_on_its_way_is_listed_too(town: Town) -> None:
    await silent(town, days=8)
    await budget(town, 1000, price_uid=200)
    await owed(town, "b", MessageKind.BROADCAST, lives=timedelta(hours=5))
    await town.settle()
    town.world.clock.advance(timedelta(hours=6))
    await town.tuan.says("chào")
    row = await fate(town, "b")
    assert (row.status, row.error) == ("dropped", "expired")
    [told] = await listed(town, days=1)
    assert "Nguyễn Văn Hùng" in told
    assert "(chưa kịp nhận tin)" in told


async def test_the_officer_is_told_next_morning_whom_no_question_reached(town: Town) -> None:
    await silent(town, days=8)
    await town.tuan.says("chào")
    await owed(town, "q", MessageKind.PROMPT)
    await town.settle()
    await town.until((town.now + timedelta(days=1)).replace(hour=8, minute=5))
    [told] = [one for one in town.tuan.heard if "chưa nhắn được việc cần trả lời" in one]
    assert "Nguyễn Văn Hùng" in told
    assert "(lâu chưa nhắn Trợ lý)" in told
    await town.passes(hours=2)
    assert sum("chưa nhắn được việc cần trả lời" in one for one in town.tuan.heard) == 1
