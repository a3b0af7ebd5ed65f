"""The postman: in order per recipient and lane, replies first, retries with pauses, the rate shared by all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.carrier import Carrier
from bot.doubts import Doubts
from bot.fates import MOST_ATTEMPTS
from bot.postman import Judge, Postman
from bot.turns import Turns
from bot.zalo.client import Past, Rate, Sent
from bot.zalo.errors import Busy, NeedsHuman, NotNow, Refused, Unreachable, ZaloError
from domain.messages import MessageKind
from handlers.router import Router
from storage import accounts, echoes, inbox, outbox, tables
from storage.accounts import Tokens
from storage.database import Database, Rows
from storage.outbox import Letter
from tests.bot.stage import OA_ID, START, HandClock, Said, arrived, note, rows_of
from tests.conftest import VAULT
from vietnamese.writing import split

Fault = Callable[[str, str], Exception | None]


class Post:
    """Zalo's end of the wire: what arrived in which order; answers as told."""

    def __init__(self, fault: Fault = lambda _to, _text: None, pace: float = 0.0) -> None:
        self.came: list[tuple[str, str]] = []
        self.fault, self.pace = fault, pace
        self.under_way: list[str] = []
        self.past: dict[str, list[Past]] = {}
        self.refuses: ZaloError | None = None

    async def send_to_user(
        self, oa_id: str, user_id: str, text: str, buttons: Sequence[dict[str, object]] = ()
    ) -> Sent:
        return await self._take(user_id, text)

    async def send_to_group(self, oa_id: str, group_id: str, text: str) -> Sent:
        return await self._take(group_id, text)

    async def send_template(
        self, oa_id: str, user_id: str, template_id: str, data: Mapping[str, str]
    ) -> Sent:
        return await self._take(user_id, f"{template_id} {dict(data)}")

    async def send_template_to_phone(
        self, oa_id: str, phone: str, template_id: str, data: Mapping[str, str], tracking_id: str
    ) -> Sent:
        return await self._take(phone, f"{template_id} {dict(data)}")

    async def past_of_user(self, oa_id: str, user_id: str, offset: int = 0) -> list[Past]:
        return self._read(user_id, offset)

    async def past_of_group(self, oa_id: str, group_id: str, offset: int = 0) -> list[Past]:
        return self._read(group_id, offset)

    def _read(self, who: str, offset: int) -> list[Past]:
        if self.refuses is not None:
            raise self.refuses
        return self.past.get(who, [])[offset : offset + 10]

    async def _take(self, to: str, text: str) -> Sent:
        assert to not in self.under_way
        self.under_way.append(to)
        try:
            await asyncio.sleep(self.pace)
        finally:
            self.under_way.remove(to)
        error = self.fault(to, text)
        if error is not None:
            raise error
        self.came.append((to, text))
        return Sent(f"z{len(self.came)}")

    def texts(self, to: str) -> list[str]:
        """What arrived at one address."""
        return [text for one, text in self.came if one == to]


async def judged(_rows: Rows, letter: Letter, _now: datetime) -> Letter | None:
    """Judge by the letter's own check."""
    return letter if (letter.check or {}).get("true", True) else None


def postman_of(
    database: Database, post: Post, clock: HandClock, rate: int = 0, judge: Judge = judged
) -> Postman:
    carrier = Carrier(post, clock, Doubts(database, post))
    return Postman(database, carrier, clock, judge, default_oa=OA_ID, rate=rate)


def letter(key: str, to: str = "1", kind: MessageKind = MessageKind.REPLY, **more: Any) -> Letter:
    """A letter whose text is its key."""
    values: dict[str, Any] = {
        "key": key,
        "to": to if ":" in to else f"user:{OA_ID}/{to}",
        "kind": str(kind),
        "lane": int(kind.lane),
        "text": key,
        "created_at": START,
        "not_before": START,
    }
    return Letter(**(values | more))


async def owe(database: Database, *letters: Letter) -> None:
    async with database.write() as rows:
        await outbox.owe(rows, letters)


async def deliver(postman: Postman) -> int:
    """One round to its end."""
    taken = await postman.round()
    await postman.finish()
    return taken


async def fates(database: Database) -> dict[str, tuple[str, int, str | None]]:
    """Status, attempts and error by key."""
    return {row.key: (row.status, row.attempts, row.error) for row in await rows_of(database, tables.outbox)}


async def test_in_order_for_each_recipient_and_replies_before_everything(database: Database) -> None:
    post = Post()
    reminder, prompt, broadcast = MessageKind.REMINDER, MessageKind.PROMPT, MessageKind.BROADCAST
    await owe(
        database,
        letter("b", kind=broadcast),
        letter("m", kind=reminder),
        letter("p", kind=prompt),
        *(letter(f"r{n}") for n in range(5)),
        letter("other", to="2"),
    )
    await deliver(postman_of(database, post, HandClock()))
    assert post.texts("1") == ["r0", "r1", "r2", "r3", "r4", "p", "m", "b"]
    assert post.texts("2") == ["other"]
    rows = await rows_of(database, tables.outbox)
    assert {(row.status, row.attempts, row.sent_at) for row in rows} == {("sent", 1, START)}
    assert all(row.message_id for row in rows)
    assert await deliver(postman_of(database, post, HandClock())) == 0


async def test_expired_and_no_longer_true_are_dropped_and_early_ones_wait(database: Database) -> None:
    post, clock = Post(), HandClock()
    await owe(
        database,
        letter("late", expires_at=START),
        letter("untrue", check={"true": False}),
        letter("true", check={"true": True}, expires_at=START + timedelta(hours=1)),
        letter("early", not_before=START + timedelta(minutes=1)),
    )
    postman = postman_of(database, post, clock)
    await deliver(postman)
    assert post.texts("1") == ["true"]
    found = await fates(database)
    assert found["late"][::2] == ("dropped", "expired")
    assert found["untrue"][::2] == ("dropped", "no longer true")
    assert found["early"] == ("waiting", 0, None)
    clock.passes(minutes=1)
    await deliver(postman)
    assert post.texts("1") == ["true", "early"]


async def test_a_failure_is_tried_again_after_longer_and_longer_pauses(database: Database) -> None:
    post, clock = Post(lambda _to, _text: Busy(-32, "rate")), HandClock()
    postman = postman_of(database, post, clock)
    await owe(database, letter("a"))
    pauses = []
    for _ in range(MOST_ATTEMPTS):
        assert await deliver(postman) == 1
        assert await deliver(postman) == 0
        [row] = await rows_of(database, tables.outbox)
        pauses.append((row.not_before - clock.at).total_seconds())
        clock.at = max(clock.at, row.not_before)
    assert pauses[:-1] == [2, 5, 15, 60, 300, 900, 1800]
    assert (await fates(database))["a"] == ("failed", 8, "-32: rate")


async def test_what_follows_a_failed_letter_waits_with_it_and_other_lanes_go_on(database: Database) -> None:
    down = [True]
    post = Post(lambda _to, text: Unreachable(None, "away") if text == "m1" and down[0] else None)
    clock = HandClock()
    postman = postman_of(database, post, clock)
    kind = MessageKind.REMINDER
    await owe(
        database, letter("m1", kind=kind), letter("m2", kind=kind), letter("b", kind=MessageKind.BROADCAST)
    )
    await deliver(postman)
    await owe(database, letter("m3", kind=kind), letter("r"))
    await deliver(postman)
    assert post.texts("1") == ["b", "r"]
    assert (await fates(database))["m2"][:2] == ("waiting", 0)
    down[0] = False
    clock.passes(seconds=3)
    await deliver(postman)
    assert post.texts("1") == ["b", "r", "m1", "m2", "m3"]


async def test_a_permanent_failure_is_recorded_and_holds_up_nothing(database: Database) -> None:
    post = Post(lambda _to, text: Refused(-201, "bad") if text == "a" else None)
    await owe(database, letter("a"), letter("b"))
    await deliver(postman_of(database, post, HandClock()))
    assert post.texts("1") == ["b"]
    assert (await fates(database))["a"] == ("failed", 1, "-201: bad")


async def test_a_matter_for_a_human_waits_half_an_hour(database: Database) -> None:
    clock = HandClock()
    await owe(database, letter("a"))
    await deliver(postman_of(database, Post(lambda _t, _x: NeedsHuman(-224, "package")), clock))
    [row] = await rows_of(database, tables.outbox)
    assert (row.status, row.not_before) == ("waiting", START + timedelta(minutes=30))


async def test_what_only_time_or_a_human_mends_is_tried_until_the_letter_is_over(database: Database) -> None:
    clock = HandClock()
    postman = postman_of(database, Post(lambda _t, _x: NotNow(-144, "daily limit")), clock)
    await owe(database, letter("a", expires_at=START + timedelta(hours=12)))
    for _ in range(3 * MOST_ATTEMPTS):
        assert (await fates(database))["a"][0] == "waiting"
        await deliver(postman)
        clock.passes(minutes=30)
    await deliver(postman)
    assert (await fates(database))["a"] == ("dropped", 24, "expired")


async def test_a_letter_that_cannot_be_judged_holds_up_nobody(database: Database) -> None:
    async def judge(rows: Rows, one: Letter, now: datetime) -> Letter | None:
        return one if (one.check or {})["true"] else None

    post, clock = Post(), HandClock()
    postman = postman_of(database, post, clock, judge=judge)
    await owe(
        database, letter("a", check={"of": "an older release"}), letter("b", to="2", check={"true": True})
    )
    await deliver(postman)
    assert post.came == [("2", "b")]
    assert (await fates(database))["a"] == ("waiting", 0, "KeyError")
    assert await deliver(postman) == 0


async def test_an_error_nobody_foresaw_leaves_the_letter_and_the_person_is_served_again(
    database: Database,
) -> None:
    broken = [True]
    post = Post(lambda _to, _text: ValueError("of all things") if broken[0] else None)
    clock = HandClock()
    postman = postman_of(database, post, clock)
    await owe(database, letter("a"), letter("b"))
    await deliver(postman)
    assert post.came == []
    broken[0] = False
    await owe(database, letter("c"))
    await deliver(postman)
    clock.passes(seconds=70)
    await deliver(postman)
    assert post.texts("1") == ["a", "b", "c"]


async def test_a_person_nobody_bound_cannot_be_reached(database: Database) -> None:
    await owe(database, letter("a", to="person:P9"))
    await deliver(postman_of(database, Post(), HandClock()))
    assert (await fates(database))["a"][::2] == ("failed", "no Zalo account is bound")


async def test_a_letter_claimed_by_one_that_died_is_sent_when_its_claim_is_over(database: Database) -> None:
    post, clock = Post(), HandClock()
    await owe(database, letter("a"), letter("b"))
    async with database.write() as rows:
        [first, *_] = await outbox.due(rows, START, 1)
        await outbox.claim(rows, [first], "somebody else", START)
    postman = postman_of(database, post, clock)
    await deliver(postman)
    assert post.came == []
    clock.passes(seconds=61)
    await deliver(postman)
    assert post.texts("1") == ["a", "b"]


async def test_two_postmen_send_everything_once_and_in_order(database: Database) -> None:
    post = Post(pace=0.002)
    other = Database(database.url.render_as_string(hide_password=False), VAULT)
    await owe(database, *(letter(f"{n:03d}", to=str(n % 9)) for n in range(120)))
    postmen = [postman_of(one, post, HandClock()) for one in (database, other)]

    async def work(postman: Postman) -> None:
        for _ in range(40):
            await postman.round()
            await asyncio.sleep(0.003)
        await postman.finish()

    await asyncio.gather(*map(work, postmen))
    assert sorted(text for _, text in post.came) == [f"{n:03d}" for n in range(120)]
    for person in range(9):
        assert post.texts(str(person)) == [f"{n:03d}" for n in range(120) if n % 9 == person]
    await other.dispose()


async def add_account(database: Database) -> None:
    async with database.write() as rows:
        await accounts.add_first(rows, OA_ID, "app", Tokens("a", "r", None))


async def test_two_postmen_share_the_account_s_rate(database: Database) -> None:
    await add_account(database)
    post, clock = Post(), HandClock()
    other = Database(database.url.render_as_string(hide_password=False), VAULT)
    postmen = [postman_of(one, post, clock, rate=60) for one in (database, other)]
    await owe(database, *(letter(f"{n:03d}", to=str(n)) for n in range(100)))
    await asyncio.gather(*map(deliver, postmen))
    assert len(post.came) == 60
    clock.passes(seconds=59)
    await asyncio.gather(*map(deliver, postmen))
    assert len(post.came) == 60
    clock.passes(seconds=2)
    await asyncio.gather(*map(deliver, postmen))
    assert len(post.came) == 100
    clock.passes(seconds=60)
    await asyncio.gather(*map(deliver, postmen))
    assert len(post.came) == 100
    await other.dispose()


async def test_a_share_of_the_rate_is_kept_for_replies(database: Database) -> None:
    await add_account(database)
    post, clock = Post(), HandClock()
    postman = postman_of(database, post, clock, rate=100)
    await owe(database, *(letter(f"m{n}", to=str(n), kind=MessageKind.REMINDER) for n in range(200)))
    await deliver(postman)
    for _ in range(240):
        clock.passes(seconds=0.5)
        await deliver(postman)
    in_a_minute = len(post.came) / 2
    assert 85 <= in_a_minute <= 96
    before = len(post.came)
    await owe(database, *(letter(f"r{n}", to=f"9{n}") for n in range(6)))
    await deliver(postman)
    assert [text for _, text in post.came[before:]][:6] == [f"r{n}" for n in range(6)]


async def test_communes_take_turns_and_a_busy_account_holds_up_no_other(database: Database) -> None:
    await add_account(database)
    post, clock = Post(), HandClock()
    many = [letter(f"a{n}", to=f"1{n}", kind=MessageKind.BROADCAST, unit_code="A") for n in range(300)]
    few = [letter(f"b{n}", to=f"2{n}", kind=MessageKind.BROADCAST, unit_code="B") for n in range(3)]
    other = [letter(f"c{n}", to=f"user:other/3{n}", kind=MessageKind.BROADCAST) for n in range(400)]
    await owe(database, *many, *few, *other)
    await deliver(postman_of(database, post, clock, rate=100))
    assert [text for _, text in post.came if text[0] in "ab"] == ["a0", "b0", "a1", "b1", "a2", "b2", "a3"]
    assert sum(text[0] == "c" for _, text in post.came) > 90


async def test_every_piece_of_a_long_text_is_a_call(database: Database) -> None:
    await add_account(database)
    post = Post()
    await owe(database, *(letter(f"{n}", to=str(n), text="một hai ba. " * 400) for n in range(40)))
    await deliver(postman_of(database, post, HandClock(), rate=30))
    assert len(split("một hai ba. " * 400)) == 3
    assert len(post.came) == 30, "pieces, not letters"


async def test_answers_of_an_account_without_calls_hold_up_no_other_s(database: Database) -> None:
    await add_account(database)
    post = Post()
    many = [letter(f"a{n}", to=f"1{n}") for n in range(320)]
    other = [letter(f"b{n}", to=f"user:other/2{n}") for n in range(3)]
    group = {"unit_code": "T1", "kind": "thon", "channel": "gmf", "group_id": "g1", "oa_id": "other"}
    async with database.write() as rows:
        await rows.add(tables.groups, group)
    await owe(database, *many, *other, letter("g", to="group:g1"))
    await deliver(postman_of(database, post, HandClock(), rate=100))
    assert [text for _, text in post.came if text[0] in "bg"] == ["b0", "b1", "b2", "g"]


async def test_what_goes_through_an_account_of_which_nothing_is_said_waits_with_the_first_one(
    database: Database,
) -> None:
    await add_account(database)
    postman = postman_of(database, Post(), HandClock(), rate=20)
    await owe(database, *(letter(f"m{n}", to=f"group:g{n}", kind=MessageKind.REMINDER) for n in range(330)))
    await owe(database, letter("b", to="user:other/2", kind=MessageKind.BROADCAST))
    await deliver(postman)
    await deliver(postman)
    assert (await fates(database))["b"][0] == "sent"


async def test_when_zalo_says_enough_the_account_rests_for_a_minute(database: Database) -> None:
    await add_account(database)
    said = [True]
    post, clock = Post(lambda _to, _text: Busy(-32, "rate") if said[0] else None), HandClock()
    carrier = Carrier(post, clock, Doubts(database, post))
    postman = Postman(database, carrier, clock, judged, default_oa=OA_ID, heard_rate=lambda _: Rate(20, 0))
    await owe(database, letter("a"))
    await deliver(postman)
    said[0] = False
    await owe(database, *(letter(f"r{n}", to=f"9{n}") for n in range(30)))
    clock.passes(seconds=5)
    assert await deliver(postman) == 0
    clock.passes(seconds=57)
    await deliver(postman)
    assert len(post.came) == 20


def past(text: str, at: datetime = START, message_id: str = "z-lost") -> Past:
    return Past(message_id, text, at, ours=True)


async def lost_once(database: Database, post: Post, clock: HandClock, *letters: Letter) -> Postman:
    """Letters whose first answers were lost."""
    await owe(database, *letters)
    postman = postman_of(database, post, clock)
    post.fault = lambda _to, _text: Unreachable(None, "TimeoutError")
    await deliver(postman)
    post.fault = lambda _to, _text: None
    clock.passes(seconds=3)
    return postman


async def test_a_lost_answer_is_looked_up_and_what_arrived_is_not_sent_again(database: Database) -> None:
    post, clock = Post(), HandClock()
    postman = await lost_once(database, post, clock, letter("đã tới"), letter("chưa tới", to="2"))
    post.past["1"] = [
        past("khác"),
        past("đã tới", message_id="z77"),
        past("đã tới", START - timedelta(hours=1)),
    ]
    await deliver(postman)
    assert post.came == [("2", "chưa tới")]
    [arrived, missing] = await rows_of(database, tables.outbox)
    assert (arrived.status, arrived.message_id) == ("sent", "z77")
    assert missing.status == "sent"


async def test_an_echo_settles_what_the_history_withholds(database: Database) -> None:
    post, clock = Post(), HandClock()
    post.refuses = NeedsHuman(-501, "outside Vietnam")
    postman = await lost_once(database, post, clock, letter("có tiếng vọng", kind=MessageKind.REMINDER))
    async with database.write() as rows:
        digest = rows.vault.text_digest("có tiếng vọng")
        await echoes.keep(rows, [echoes.Echo("z9", OA_ID, "1", digest, clock.at)])
    await deliver(postman)
    assert post.came == []
    assert (await fates(database))["có tiếng vọng"][0] == "sent"


async def test_where_nothing_tells_the_kind_decides(database: Database) -> None:
    post, clock = Post(), HandClock()
    post.refuses = NeedsHuman(-501, "outside Vietnam")
    reminder = letter("lời nhắc", to="2", kind=MessageKind.REMINDER)
    postman = await lost_once(database, post, clock, letter("câu trả lời"), reminder)
    await deliver(postman)
    assert post.came == [("1", "câu trả lời")]
    found = await fates(database)
    assert found["lời nhắc"][0] == "failed"
    assert "not repeated" in str(found["lời nhắc"][2])


async def test_while_the_history_is_away_nothing_is_sent_twice(database: Database) -> None:
    post, clock = Post(), HandClock()
    post.refuses = Unreachable(None, "HTTP 502")
    postman = await lost_once(database, post, clock, letter("a"))
    await deliver(postman)
    assert post.came == []
    post.refuses, post.past["1"] = None, [past("a")]
    clock.passes(minutes=1)
    await deliver(postman)
    assert post.came == []
    assert (await fates(database))["a"][0] == "sent"


async def test_however_often_postmen_die_the_first_attempt_is_remembered(database: Database) -> None:
    post, clock = Post(), HandClock()
    await owe(database, letter("a"))
    for _ in range(5):
        async with database.write() as rows:
            await outbox.claim(rows, await outbox.due(rows, clock.at, 10), "one that died", clock.at)
        clock.passes(seconds=61)
    post.past["1"] = [past("a", START + timedelta(seconds=1))]
    await deliver(postman_of(database, post, clock))
    assert post.came == []
    assert (await fates(database))["a"][0] == "sent"


async def test_two_alike_answers_are_two_messages(database: Database) -> None:
    post, clock = Post(), HandClock()
    await owe(database, letter("k1", text="Dạ"))
    await deliver(postman_of(database, post, clock))
    postman = await lost_once(database, post, clock, letter("k2", text="Dạ"))
    post.past["1"] = [past("Dạ", message_id="z1")]
    await deliver(postman)
    assert post.texts("1") == ["Dạ", "Dạ"]


async def test_of_a_long_text_only_the_missing_pieces_are_sent_again(database: Database) -> None:
    post, clock = Post(), HandClock()
    text = "một. " * 399 + "\n\n" + "hai. " * 399
    first = split(text)[0]
    post.fault = lambda _to, said: Busy(-200, "x") if said.startswith("hai") else None
    await owe(database, letter("dài", text=text))
    postman = postman_of(database, post, clock)
    await deliver(postman)
    post.fault = lambda _to, _said: None
    clock.passes(minutes=1)
    await deliver(postman)
    assert [said[:3] for said in post.texts("1")] == ["một", "hai"]
    assert post.texts("1")[0] == first


async def test_what_a_person_typed_never_becomes_a_mention(database: Database) -> None:
    post = Post()
    await owe(database, letter("k", text="ghi [@8001] giúp"), letter("g", to="group:g1", text="[@all]"))
    await deliver(postman_of(database, post, HandClock()))
    assert all("[@" not in text for _, text in post.came)


async def test_a_reply_that_cannot_go_is_not_overtaken_by_the_next_turn_s(database: Database) -> None:
    down, clock = [True], HandClock()
    post = Post(lambda _to, _text: Unreachable(None, "away") if down[0] else None)
    postman = postman_of(database, post, clock)
    turns = Turns(database, Router([Said("note", note)]), clock, postman.wake, express=postman)
    for number in range(3):
        async with database.write() as rows:
            await inbox.store(rows, [arrived("1", f"note {number}", START)])
        await turns.batch()
        if number == 0:
            await asyncio.sleep(0.02)
        down[0] = False
    await postman.finish()
    assert post.came == []
    clock.passes(seconds=3)
    await deliver(postman)
    await deliver(postman)
    assert post.texts("1") == ["đã ghi note 0", "đã ghi note 1", "đã ghi note 2"]


async def test_a_long_text_goes_in_pieces_in_order(database: Database) -> None:
    post = Post()
    body = "\n".join(f"dòng {n} " + "x" * 90 for n in range(60))
    await owe(database, letter("a", text=body))
    await deliver(postman_of(database, post, HandClock()))
    pieces = post.texts("1")
    assert len(pieces) > 1
    assert all(len(one) <= 2000 for one in pieces)
    assert [line for one in pieces for line in one.splitlines()] == body.splitlines()


async def test_outcomes_are_written_when_the_database_is_back(database: Database) -> None:
    post, clock = Post(), HandClock()
    postman = postman_of(database, post, clock)
    await owe(database, letter("a"))
    await postman.round()
    async with database.write() as rows:
        await rows.run(text("ALTER TABLE outbox RENAME TO elsewhere"))
    await postman.finish()
    assert post.texts("1") == ["a"]
    async with database.write() as rows:
        await rows.run(text("ALTER TABLE elsewhere RENAME TO outbox"))
    clock.passes(seconds=120)
    await deliver(postman)
    assert post.texts("1") == ["a"]
    assert (await fates(database))["a"][0] == "sent"


async def test_a_postman_that_is_stopped_finishes_what_is_under_way(database: Database) -> None:
    post = Post(pace=0.1)
    postman = postman_of(database, post, HandClock())
    await owe(database, *(letter(f"{n}", to=str(n)) for n in range(20)))
    working = asyncio.create_task(postman.run())
    async with asyncio.timeout(5):
        while not post.under_way:
            await asyncio.sleep(0.01)
    working.cancel()
    await asyncio.wait([working])
    assert {status for status, _, _ in (await fates(database)).values()} == {"sent"}


@pytest.mark.parametrize("error", [Busy(-32, "x"), Refused(-201, "x")])
async def test_permanence_is_all_that_is_asked_of_an_error(database: Database, error: ZaloError) -> None:
    await owe(database, letter("a"))
    await deliver(postman_of(database, Post(lambda _t, _x: error), HandClock()))
    assert (await fates(database))["a"][0] == ("failed" if error.permanent else "waiting")


async def test_a_sweep_s_own_letters_are_delivered_at_once_and_by_it_alone(database: Database) -> None:
    post = Post()
    await owe(database, letter("a", claimed_by="sweep:1"), letter("b", to="2"))
    postman = postman_of(database, post, HandClock())
    await deliver(postman)
    assert post.came == [("2", "b")]
    await postman.deliver_claimed("sweep:1", START)
    assert post.came == [("2", "b"), ("1", "a")]


async def test_a_recipient_whose_letter_waits_long_does_not_stop_the_others(database: Database) -> None:
    post = Post(lambda to, _text: Busy(-32, "x") if to == "1" else None)
    postman = postman_of(database, post, HandClock())
    await owe(database, *(letter(f"{n}", to=str(n % 4)) for n in range(40)))
    await deliver(postman)
    assert len(post.came) == 30


async def test_a_months_reminders_written_at_once_do_not_slow_down_the_rounds(database: Database) -> None:
    """PostgreSQL knows nothing of a table that has just filled, and once compared each letter with all others."""
    await owe(database, *(letter(f"m{n}", str(n), MessageKind.REMINDER) for n in range(4000)))
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        async with database.read() as rows:
            assert len(await outbox.due(rows, START, 300)) == 300
        taken.append(time.perf_counter() - begun)
    assert min(taken) < 1.0, taken
