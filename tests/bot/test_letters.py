"""What becomes of letters whose way is closed, whose answer is lost, or of which nothing is left."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.carrier import WRITTEN_WITHIN, Carrier
from bot.doubts import Doubts
from bot.fates import Destination
from bot.files.sending import FileSender
from bot.postman import Postman
from bot.turns import Turns
from bot.zalo.client import Sent
from bot.zalo.errors import Busy, NeedsHuman, Refused, Unreachable, WayClosed, error_of
from domain.messages import MessageKind
from domain.people import Person
from domain.ways import Template
from handlers.router import Router
from handlers.turn import Turn
from storage import accounts, contacts, groups, inbox, outbox, people, purse, tables
from storage.accounts import Tokens
from storage.database import Database, Rows
from storage.outbox import Letter
from tests.bot.stage import OA_ID, START, HandClock, Said, arrived, rows_of
from tests.bot.test_postman import Post, deliver, fates, judged, letter, owe, past, postman_of

DAY = timedelta(days=1)


async def test_a_letter_of_which_nothing_is_left_is_not_called_sent(database: Database) -> None:
    """Its text was emptied, say because the person withdrew the consent; that says nothing of the person's reach."""
    async with database.write() as rows:
        await contacts.keep(rows, [contact()])
    await owe(database, letter("a"), letter("b", text=" \n"), letter("c"))
    async with database.write() as rows:
        await rows.run(update(tables.outbox).where(tables.outbox.c.key == "a").values(body=None))
    post = Post()
    await deliver(postman_of(database, post, HandClock()))
    assert post.texts("1") == ["c"]
    found = await fates(database)
    assert found["a"][::2] == found["b"][::2] == ("failed", "nothing is left of its text")
    assert [one.unreachable for one in await rows_of(database, tables.contacts)] == [None]


async def test_a_letter_put_off_until_the_person_writes_keeps_its_count(database: Database) -> None:
    """It was knocked for an hour ago: what is owed besides waits for the same word, and nothing was tried."""
    async with database.write() as rows:
        knocked = {"last_interaction_at": START - timedelta(days=8), "knocked_at": START - timedelta(hours=1)}
        await contacts.keep(rows, [contact() | knocked])
    await owe(database, letter("a", kind=MessageKind.PROMPT))
    post = Post()
    await deliver(postman_of(database, post, HandClock()))
    assert post.came == []
    assert await fates(database) == {"a": ("waiting", 0, "waits until the person writes")}


async def test_an_emptied_question_is_not_put_when_the_person_writes(database: Database) -> None:
    await owe(database, letter("a", kind=MessageKind.PROMPT), letter("b", kind=MessageKind.PROMPT))
    async with database.write() as rows:
        await rows.run(update(tables.outbox).values(status="failed", way="call"))
        await rows.run(update(tables.outbox).where(tables.outbox.c.key == "a").values(body=None))
        assert await outbox.release(rows, [f"user:{OA_ID}/1"], START) == 1
    assert [one.status for one in await rows_of(database, tables.outbox)] == ["failed", "waiting"]


def contact(user_id: str = "1") -> dict[str, object]:
    """Somebody known for a month."""
    long_ago = START - timedelta(days=30)
    unknown = ("greeted_at", "officer_until", "last_interaction_at", "replies_left", "knocked_at")
    nothing = dict.fromkeys((*unknown, "unreachable", "unreachable_at"))
    seen = {"first_seen_at": long_ago, "last_seen_at": long_ago, "follows": True}
    return {"oa_id": OA_ID, "user_id": user_id, **seen, **nothing}


# --- ways that are closed, answers that are lost ----------------------------------------------------------------------


async def closed(database: Database, days: float = 8, budget: int = 1000) -> None:
    """The person last wrote so many days ago; the account may pay for templates, its package is used up."""
    async with database.write() as rows:
        await accounts.add_first(rows, OA_ID, "app", Tokens("a", "r", None))
        oa = tables.accounts.c.oa_id == OA_ID
        await rows.run(update(tables.accounts).where(oa).values(monthly_budget=budget, package_left=0))
        await purse.keep_template(rows, OA_ID, Template("321", ("ten",), price_uid=200), START)
        await contacts.keep(rows, [contact() | {"last_interaction_at": START - timedelta(days=days)}])


async def writes(database: Database, at: datetime) -> None:
    """The person opens the window."""
    async with database.write() as rows:
        await contacts.keep(rows, [contact() | {"last_interaction_at": at}])
        await outbox.release(rows, [f"user:{OA_ID}/1"], at)


async def knows(database: Database) -> Any:
    """What is known of the person."""
    [row] = await rows_of(database, tables.contacts)
    return row


async def ledger(database: Database) -> list[tuple[str, int, datetime]]:
    """The lines of the ledger: way, cost, when the attempt was chosen."""
    return [(row.way, row.cost, row.at) for row in await rows_of(database, tables.spendings)]


class Dying(Postman):
    """A process that is gone after its calls, before anything of them is written down."""

    async def _settle(self) -> None:
        self._results.clear()


async def dies_sending(database: Database, post: Post, clock: HandClock) -> None:
    """Letters go out, and nobody keeps that they did."""
    carrier = Carrier(post, clock, Doubts(database, post), Parcels(post))
    await deliver(Dying(database, carrier, clock, judged, default_oa=OA_ID, rate=0))


def mute(_to: str, _text: str) -> Exception:
    """Zalo does not answer in time."""
    return Unreachable(None, "TimeoutError")


class Parcels(FileSender):
    """Files go to the same post."""

    def __init__(self, post: Post) -> None:
        self._post = post

    async def send_enclosed(
        self, oa_id: str, recipient: Mapping[str, str], enclosed: Mapping[str, Any]
    ) -> Sent:
        return await self._post.send_to_user(oa_id, recipient["user_id"], f"file {enclosed['id']}")


def with_files(database: Database, post: Post, clock: HandClock) -> Postman:
    carrier = Carrier(post, clock, Doubts(database, post), Parcels(post))
    return Postman(database, carrier, clock, judged, default_oa=OA_ID, rate=0)


async def test_a_question_whose_template_got_no_answer_waits_as_after_any_knock(database: Database) -> None:
    """Whether the template arrived nobody knows: it may be paid, and the person may answer it."""
    await closed(database, budget=200)
    post, clock = Post(mute), HandClock()
    postman = postman_of(database, post, clock)
    await owe(database, letter("q", kind=MessageKind.PROMPT))
    await deliver(postman)
    [row] = await rows_of(database, tables.outbox)
    assert (row.status, row.way, row.attempts, row.not_before) == ("waiting", "template_uid", 0, START + DAY)
    assert (await knows(database)).knocked_at == START
    assert await ledger(database) == [("template_uid", 200, START)]
    post.fault = lambda _to, _text: None
    clock.passes(hours=1)
    await deliver(postman)
    assert post.came == []
    await writes(database, clock.at)
    await deliver(postman)
    assert post.texts("1") == ["q"]


async def test_who_writes_while_the_template_is_under_way_need_not_write_again(database: Database) -> None:
    """The word lets the question go at once, not with the next knock a day later."""
    await closed(database, budget=200)
    clock = HandClock()
    post = Answered(database, clock)
    postman = postman_of(database, post, clock)
    await owe(database, letter("q", kind=MessageKind.PROMPT))
    await deliver(postman)
    await deliver(postman)
    assert post.texts("1")[1:] == ["q"]
    assert await ledger(database) == [("template_uid", 200, START)]


class Answered(Post):
    """The person writes before Zalo has answered the template's call."""

    def __init__(self, database: Database, clock: HandClock) -> None:
        super().__init__()
        self._database, self._clock = database, clock

    async def send_template(
        self, oa_id: str, user_id: str, template_id: str, data: Mapping[str, str]
    ) -> Sent:
        await writes(self._database, self._clock.passes(seconds=1))
        return await super().send_template(oa_id, user_id, template_id, data)


async def test_a_reminder_whose_template_got_no_answer_is_not_repeated_and_stays_in_the_ledger(
    database: Database,
) -> None:
    await closed(database)
    post, clock = Post(mute), HandClock()
    await owe(database, letter("m", kind=MessageKind.REMINDER))
    postman = postman_of(database, post, clock)
    await deliver(postman)
    post.fault = lambda _to, _text: None
    clock.passes(minutes=5)
    await deliver(postman)
    assert post.came == []
    assert (await fates(database))["m"][0] == "failed"
    assert await ledger(database) == [("template_uid", 200, START)]


@pytest.mark.parametrize(
    ("kind", "status"), [(MessageKind.PROMPT, "waiting"), (MessageKind.REMINDER, "failed")]
)
async def test_a_process_that_dies_with_a_template_under_way_does_not_knock_twice(
    database: Database, kind: MessageKind, status: str
) -> None:
    await closed(database)
    post, clock = Post(), HandClock()
    await owe(database, letter("q", kind=kind))
    await dies_sending(database, post, clock)
    clock.passes(seconds=61)
    await deliver(postman_of(database, post, clock))
    assert len(post.came) == 1
    assert (await fates(database))["q"][0] == status
    assert await ledger(database) == [("template_uid", 200, START)]
    await writes(database, clock.passes(hours=1))
    await deliver(postman_of(database, post, clock))
    assert post.texts("1")[1:] == (["q"] if status == "waiting" else [])


async def test_who_writes_while_it_is_not_known_whether_a_template_came_gets_the_question(
    database: Database,
) -> None:
    await closed(database)
    post, clock = Post(), HandClock()
    await owe(database, letter("q", kind=MessageKind.PROMPT))
    await dies_sending(database, post, clock)
    await writes(database, clock.passes(seconds=30))
    clock.passes(seconds=31)
    await deliver(postman_of(database, post, clock))
    assert post.texts("1")[1:] == ["q"]


async def test_a_text_in_doubt_is_looked_up_though_the_window_has_closed_meanwhile(
    database: Database,
) -> None:
    """The way in doubt counts, not the one that is open today."""
    await closed(database, days=7)
    post, clock = Post(mute), HandClock()
    await owe(database, letter("m", kind=MessageKind.REMINDER))
    postman = postman_of(database, post, clock)
    await deliver(postman)
    post.fault = lambda _to, _text: None
    post.past["1"] = [past("m", START)]
    clock.passes(minutes=1)
    await deliver(postman)
    assert post.came == []
    [row] = await rows_of(database, tables.outbox)
    assert (row.status, row.message_id, row.way) == ("sent", "z-lost", "package")
    assert await ledger(database) == [("package", 55, START)]


# --- knocks in a group ------------------------------------------------------------------------------------------------

GROUP, UNIT = "a1b2c3d4e5f6a7b8c9d1", "18685-01"


async def in_a_group(database: Database) -> None:
    """The person, bound, is in a group of the account."""
    async with database.write() as rows:
        await people.add(rows, Person("P1", "An", None, None, None), "test", START)
        await people.bind(rows, OA_ID, "1", "P1", "code", START)
        of = {"unit_code": UNIT, "kind": "thon", "channel": "gmf", "group_id": GROUP, "oa_id": OA_ID}
        await rows.add(tables.groups, of | {"status": "enabled"})
        await groups.joined(rows, OA_ID, GROUP, ["1"], START)


@pytest.mark.parametrize(("code", "status"), [(-237, "disabled"), (-403, "gone")])
async def test_a_knock_that_a_group_refuses_lets_the_next_way_be_taken_at_once(
    database: Database, code: int, status: str
) -> None:
    """Nobody was asked for a word: neither the question nor what waits behind it waits a day for an answer."""
    await closed(database)
    await in_a_group(database)
    post, clock = Post(lambda to, _text: error_of(code, "no") if to == GROUP else None), HandClock()
    postman = postman_of(database, post, clock)
    await owe(database, letter("q", to="person:P1", kind=MessageKind.PROMPT))
    await owe(database, letter("m", kind=MessageKind.REMINDER))
    await deliver(postman)
    await deliver(postman)
    assert [one.status for one in await rows_of(database, tables.outbox)] == ["waiting", "waiting", "failed"]
    assert (await knows(database)).knocked_at is None
    await deliver(postman)
    assert post.texts("1") == ["321 {'ten': 'An'}"]
    asked, reminded, _ = await rows_of(database, tables.outbox)
    assert (asked.way, asked.not_before) == ("group template_uid", START + DAY)
    assert (reminded.status, reminded.way) == ("waiting", "group")
    [group] = await rows_of(database, tables.groups)
    assert group.status == status
    assert [one.action for one in await rows_of(database, tables.group_tasks)] == ["look"]


@pytest.mark.parametrize("code", [-237, -201, -233, -9999])
async def test_after_a_refused_knock_the_next_question_of_that_day_knocks_again(
    database: Database, code: int
) -> None:
    """Whatever the refusal: the same people have not been asked for a word that day."""
    await closed(database, budget=0)
    await in_a_group(database)
    post, clock = Post(lambda to, _text: error_of(code, "no") if to == GROUP else None), HandClock()
    postman = postman_of(database, post, clock)
    await owe(database, letter("q", kind=MessageKind.PROMPT))
    for _ in range(3):
        await deliver(postman)
    async with database.write() as rows:  # the group takes messages again
        await rows.run(update(tables.groups).values(status="enabled"))
    post.fault = lambda _to, _text: None
    clock.passes(hours=1)
    await owe(database, letter("r", kind=MessageKind.PROMPT))
    await deliver(postman)
    await deliver(postman)
    [knock] = post.texts(GROUP)
    assert knock.startswith("[@1] ")
    refused = (await rows_of(database, tables.outbox))[1]
    assert (refused.status, refused.to) == ("failed", f"group:{GROUP}")
    async with database.read() as rows:
        assert rows.vault.open_json("outbox.body", refused.key, refused.body)["mentions"] == ["1"]


async def test_a_knock_of_which_nobody_knows_whether_it_came_is_not_repeated_that_day(
    database: Database,
) -> None:
    await closed(database, budget=0)
    await in_a_group(database)
    post, clock = Post(mute), HandClock()
    post.refuses = Refused(-201, "no history")
    postman = postman_of(database, post, clock)
    await owe(database, letter("q", kind=MessageKind.PROMPT))
    for _ in range(6):
        await deliver(postman)
        clock.passes(minutes=5)
    post.fault = lambda _to, _text: None
    await owe(database, letter("r", kind=MessageKind.PROMPT))
    await deliver(postman)
    await deliver(postman)
    asked, knock, more = await rows_of(database, tables.outbox)
    assert (asked.status, knock.status, more.status) == ("waiting", "failed", "waiting")
    assert post.came == []


async def test_after_a_knock_refused_in_the_evening_nobody_is_written_to_at_night(database: Database) -> None:
    await closed(database)
    await in_a_group(database)
    busy, off = error_of(-32, "rate"), error_of(-237, "disabled")
    post, clock = (
        Post(lambda to, _text: (busy if clock.at == late else off) if to == GROUP else None),
        HandClock(),
    )
    late = clock.passes(hours=12, minutes=59)
    postman = postman_of(database, post, clock)
    await owe(database, letter("q", kind=MessageKind.PROMPT))
    await deliver(postman)
    await deliver(postman)
    clock.passes(minutes=30)
    await deliver(postman)
    await deliver(postman)
    assert post.came == []
    assert (await rows_of(database, tables.outbox))[0].not_before == late + timedelta(hours=9, minutes=31)


# --- the ledger -------------------------------------------------------------------------------------------------------


async def test_each_way_of_a_letter_has_its_line_and_loses_no_other_s(database: Database) -> None:
    """A question is knocked for, then asked within the package: both are paid; what is refused is taken back alone."""
    await closed(database)
    post, clock = Post(), HandClock()
    postman = postman_of(database, post, clock)
    await owe(database, letter("q", kind=MessageKind.PROMPT))
    await deliver(postman)
    await writes(database, clock.passes(hours=1))
    clock.passes(hours=49)
    post.fault = lambda _to, _text: Busy(-32, "rate")
    await deliver(postman)
    assert await ledger(database) == [("template_uid", 200, START)]
    post.fault = lambda _to, _text: None
    clock.passes(minutes=1)
    await deliver(postman)
    assert post.texts("1")[1:] == ["q"]
    assert await ledger(database) == [("template_uid", 200, START), ("package", 55, clock.at)]


async def test_what_was_perhaps_paid_stays_when_the_next_attempt_is_refused(database: Database) -> None:
    await closed(database, days=3)
    post, clock = Post(mute), HandClock()
    post.refuses = NeedsHuman(-501, "outside Vietnam")
    postman = postman_of(database, post, clock)
    await owe(database, letter("q", kind=MessageKind.PROMPT))
    await deliver(postman)
    post.fault = lambda _to, _text: Busy(-32, "rate")
    clock.passes(seconds=3)
    await deliver(postman)
    assert (await fates(database))["q"] == ("waiting", 2, "-32: rate")
    assert await ledger(database) == [("package", 55, START)]


async def test_what_the_history_does_not_know_was_not_paid(database: Database) -> None:
    await closed(database, days=3)
    post, clock = Post(mute), HandClock()
    postman = postman_of(database, post, clock)
    await owe(database, letter("q", kind=MessageKind.PROMPT))
    await deliver(postman)
    post.refuses = Unreachable(None, "HTTP 502")
    clock.passes(seconds=3)
    await deliver(postman)
    assert await ledger(database) == [("package", 55, START)]
    post.refuses, post.fault = None, lambda _to, _text: None
    clock.passes(minutes=1)
    await deliver(postman)
    assert post.texts("1") == ["q"]
    assert await ledger(database) == [("package", 55, clock.at)]


# --- pieces and files -------------------------------------------------------------------------------------------------


async def test_when_the_window_closes_within_a_long_text_only_its_rest_waits(database: Database) -> None:
    await closed(database, days=1)
    text = "một. " * 399 + "\n\n" + "hai. " * 399
    post, clock = (
        Post(lambda _to, said: WayClosed(-230, "x") if said.startswith("hai") else None),
        HandClock(),
    )
    postman = postman_of(database, post, clock)
    await owe(database, letter("dài", kind=MessageKind.PROMPT, text=text))
    await deliver(postman)
    await deliver(postman)
    post.fault = lambda _to, _said: None
    await writes(database, clock.passes(hours=1))
    await deliver(postman)
    assert [said[:3] for said in post.texts("1")] == ["một", "321", "hai"]


async def test_what_is_put_off_forgets_neither_its_pieces_nor_its_doubt(database: Database) -> None:
    await closed(database, days=3, budget=0)
    async with database.write() as rows:
        await contacts.keep(rows, [contact() | {"last_interaction_at": START - 8 * DAY, "knocked_at": START}])
    await owe(
        database, letter("a", kind=MessageKind.PROMPT), letter("b", check={}, kind=MessageKind.REMINDER)
    )
    known = {"parts_sent": 1, "uncertain_since": START, "doubtful_ways": "free", "way": "free"}

    async def judge(_rows: Rows, _letter: Letter, _now: datetime) -> Letter | None:
        raise ValueError("of an older release")

    async with database.write() as rows:
        await rows.run(update(tables.outbox).values(known))
    await deliver(postman_of(database, Post(), HandClock(), judge=judge))
    for row in await rows_of(database, tables.outbox):
        assert row.not_before > START, row.key
        assert {name: getattr(row, name) for name in known} == known, row.key


@pytest.mark.parametrize(
    ("kind", "came", "status"),
    [
        (MessageKind.PROMPT, ["đây ạ", "file f1", "file f1"], "sent"),
        (MessageKind.BROADCAST, ["đây ạ", "file f1"], "failed"),
    ],
)
async def test_a_file_leaves_no_trace_so_its_kind_decides_whether_it_is_sent_again(
    database: Database, kind: MessageKind, came: list[str], status: str
) -> None:
    post, clock = Post(), HandClock()
    await owe(database, letter("k", kind=kind, text="đây ạ", detail={"file": {"id": "f1"}}))
    await dies_sending(database, post, clock)
    post.past["1"] = [past("đây ạ", START)]
    clock.passes(minutes=6)
    await deliver(with_files(database, post, clock))
    assert post.texts("1") == came
    assert (await fates(database))["k"][0] == status


async def test_a_file_that_a_template_could_not_carry_follows_when_the_person_writes(
    database: Database,
) -> None:
    await closed(database)
    post, clock = Post(), HandClock()
    postman = with_files(database, post, clock)
    await owe(database, letter("m", kind=MessageKind.REMINDER, detail={"file": {"id": "f1"}}))
    await deliver(postman)
    assert [said[:3] for said in post.texts("1")] == ["321"]
    await writes(database, clock.passes(hours=1))
    await deliver(postman)
    assert post.texts("1")[1:] == ["m", "file f1"]


# --- claims -----------------------------------------------------------------------------------------------------------


async def test_a_letter_in_hand_is_not_taken_a_second_time_when_its_claim_runs_out(
    database: Database,
) -> None:
    post, clock = Post(pace=0.2), HandClock()
    postman = postman_of(database, post, clock)
    await owe(database, letter("a"))
    await postman.round()
    await asyncio.sleep(0.02)
    clock.passes(seconds=61)
    assert await postman.round() == 0
    await postman.finish()
    await deliver(postman)
    assert post.texts("1") == ["a"]


async def test_a_letter_whose_turn_comes_too_late_is_claimed_anew_and_keeps_its_place(
    database: Database,
) -> None:
    """A call that took most of the minute: what stands behind it is not begun, the claim would run out under way."""
    clock = HandClock()

    def slowly(_to: str, text: str) -> None:
        if text == "a":
            clock.passes(seconds=50)

    post = Post(slowly)
    postman = postman_of(database, post, clock)
    await owe(database, letter("a"), letter("b"), letter("c"))
    await deliver(postman)
    assert post.texts("1") == ["a"]
    await owe(database, letter("d"))
    await deliver(postman)
    assert post.texts("1") == ["a"]
    clock.passes(seconds=1)
    await deliver(postman)
    assert post.texts("1") == ["a", "b", "c", "d"]


async def test_an_attempt_ends_before_its_claim_does(database: Database) -> None:
    """What is under way then is in doubt: whoever takes it next looks it up first."""
    clock = HandClock()
    carrier = Carrier(post := Post(pace=9), clock, Doubts(database, post))
    held = letter("a", claimed_by="me", claimed_until=START + WRITTEN_WITHIN + timedelta(seconds=0.05))
    result = await carrier.carry(held, Destination(OA_ID, user_id="1"))
    assert post.came == []
    assert result.outcome.error == "the claim ran out"
    assert result.outcome.uncertain_since is not None


async def test_what_two_turns_of_a_batch_owe_alike_is_sent_once(database: Database) -> None:
    async def tells(turn: Turn) -> None:
        turn.tell(f"user:{OA_ID}/7", "một lần thôi", about="the same", kind=MessageKind.REPLY)

    post, clock = Post(), HandClock()
    postman = postman_of(database, post, clock)
    turns = Turns(database, Router([Said("báo", tells)]), clock, postman.wake, express=postman)
    async with database.write() as rows:
        await inbox.store(rows, [arrived(str(who), "báo", START) for who in range(3)])
    await turns.batch()
    await postman.finish()
    assert post.texts("7") == ["một lần thôi"]
    assert [row.status for row in await rows_of(database, tables.outbox)] == ["sent"]
