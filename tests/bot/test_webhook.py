"""The webhook: 413, 400, 403, 503 or 200, in this order; what is acknowledged is in the inbox, once."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as sa_event
from sqlalchemy import text
from structlog.testing import capture_logs

from bot import intake as intake_room
from bot.intake import Intake
from bot.settings import Settings
from bot.web import make_app
from bot.webhook import MOST_BYTES, Doorman, Webhook
from bot.zalo import events, register
from bot.zalo.register import Register
from storage import accounts, apps, tables
from storage.apps import App
from storage.database import Database
from storage.migrate import upgrade
from storage.vault import Vault
from tests.bot.stage import APP_ID, OA_ID, SECRET, START, HandClock, Wire, encoded, payload, rows_of, signed
from tests.databases import Server, drop_database, fresh_database

Client = TestClient[Any, Any]
SETTINGS = Settings.model_validate(
    {"secret_key": "s" * 40, "data_key": base64.b64encode(b"k" * 32).decode(), "zalo_app_id": APP_ID}
)
OTHER_OA = "2718281828459045236"
BODY = b'{"event_name":"user_send_text","timestamp":"1763254800000"}'


@asynccontextmanager
async def open_door(database: Database) -> AsyncIterator[Client]:
    """The webhook on a real port, its intake at work."""
    intake = Intake(database, lambda: None)
    async with database.write() as rows:
        await apps.put(rows, App(APP_ID, "app-secret", SECRET), START)
        await apps.put(rows, App("77", "another-app-secret", "another-secret"), START)
        await accounts.enter(rows, OA_ID, APP_ID, None)
        await accounts.enter(rows, OTHER_OA, "77", None)

    async def revoked(oa_id: str, at: datetime) -> None:
        async with database.write() as rows:
            await accounts.lose(rows, oa_id, at)

    doorman = Doorman(Register(database))
    app = make_app(database, SETTINGS, Webhook(doorman, intake, HandClock(), revoked))
    working = asyncio.create_task(intake.run())
    try:
        server = TestServer(app)
        await server.start_server(auto_decompress=False)
        async with TestClient(server) as client:
            yield client
    finally:
        working.cancel()
        await asyncio.wait([working])


@pytest.fixture
async def door(database: Database) -> AsyncIterator[Client]:
    async with open_door(database) as client:
        yield client


async def post(door: Client, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """Status and body of the answer."""
    async with door.post("/webhook/zalo", data=body, headers=headers) as answer:
        return answer.status, await answer.text()


async def hand_in(door: Client, event: dict[str, Any], body: bytes | None = None) -> int:
    """Post an event as Zalo does; the status."""
    body = encoded(event) if body is None else body
    return (await post(door, body, signed(body, str(event["timestamp"]))))[0]


async def say(door: Client, request: bytes) -> bytes:
    """Send these bytes and nothing more; what comes back until the connection ends or is silent."""
    server: Any = door.server
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(request)
    try:
        return await asyncio.wait_for(reader.read(4096), 1)
    except TimeoutError:
        return b""
    finally:
        writer.close()


async def kept(database: Database) -> list[str]:
    """Keys in the inbox."""
    return [row.key for row in await rows_of(database, tables.inbox)]


async def test_an_event_is_in_the_inbox_when_it_is_acknowledged(door: Client, database: Database) -> None:
    assert await hand_in(door, payload("1001", "Xin chào", msg_id="m1")) == 200
    [row] = await rows_of(database, tables.inbox)
    assert (row.key, row.sender, row.status) == (f"{OA_ID}:user_send_text:m1", "1001", "waiting")
    assert (row.event_at, row.received_at) == (START, START)
    assert "chào".encode() not in row.body


async def test_the_same_event_again_is_acknowledged_and_kept_once(door: Client, database: Database) -> None:
    event = payload("1001", "Xin chào", msg_id="m1")
    answers = await asyncio.gather(*(hand_in(door, event) for _ in range(8)))
    assert answers == [200] * 8
    assert await hand_in(door, event) == 200
    assert len(await kept(database)) == 1


async def test_the_exact_bytes_are_signed_however_they_are_written(door: Client, database: Database) -> None:
    event = payload("1001", "Tổ/số ạ\u2028", msg_id="m1")
    escaped = json.dumps(event).replace("/", "\\/").encode()
    assert await hand_in(door, event, escaped) == 200
    spaced = json.dumps(payload("1001", "b", msg_id="m2"), ensure_ascii=False, indent=3).encode()
    assert await hand_in(door, payload("1001", "b", msg_id="m2"), spaced) == 200
    assert len(await kept(database)) == 2
    compact = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    assert (await post(door, compact, signed(escaped, event["timestamp"])))[0] == 403


async def test_too_large_comes_before_everything_else(door: Client, database: Database) -> None:
    assert (await post(door, b"x" * (MOST_BYTES + 1), {}))[0] == 413

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b"x" * 65536

    async with door.post("/webhook/zalo", data=pieces()) as answer:
        assert answer.status == 413
    assert (await post(door, b"x" * MOST_BYTES, {}))[0] == 400
    whole = payload("1001", "")
    whole["message"]["text"] = "a" * (MOST_BYTES - len(encoded(whole)))
    assert len(encoded(whole)) == MOST_BYTES
    assert await hand_in(door, whole) == 200
    assert len(await kept(database)) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        b"[]",
        b"null",
        b'"timestamp"',
        b"{}",
        b'{"timestamp":null}',
        b'{"timestamp":true}',
        b'{"timestamp":["1"]}',
        b'{"timestamp":"soon"}',
        b'{"timestamp":"' + b"9" * 30 + b'"}',
        b'{"timestamp":"1"',
        b'\xff\xfe{"timestamp":"1"}',
        b'{"a":"\\ud800","timestamp":"1"}',
        b"[" * 100_000,
        b'{"a":' * 2000 + b"1" + b"}" * 2000,
    ],
)
async def test_no_json_object_with_a_timestamp_comes_before_the_signature(door: Client, body: bytes) -> None:
    assert (await post(door, body, signed(body, "1")))[0] == 400
    assert (await post(door, body, {}))[0] == 400


async def test_a_wrong_signature_is_refused_and_nothing_is_kept(door: Client, database: Database) -> None:
    event = payload("1001", "a")
    body, right = encoded(event), signed(encoded(event), event["timestamp"])["X-ZEvent-Signature"]
    for header in (
        "",
        "mac=",
        right[:-1],
        right[:-1] + ("0" if right[-1] != "0" else "1"),
        "mac=" + "0" * 64,
    ):
        assert (await post(door, body, {"X-ZEvent-Signature": header}))[0] == 403
    assert (await post(door, body, {}))[0] == 403
    assert (await post(door, body + b" ", {"X-ZEvent-Signature": right}))[0] == 403
    wrong = signed(body, event["timestamp"], app_id="99")
    assert (await post(door, body, wrong))[0] == 403
    assert (await post(door, body, signed(body, event["timestamp"], secret="guessed")))[0] == 403
    assert (await post(door, body, signed(body, "1")))[0] == 403
    assert await kept(database) == []


async def test_refused_signatures_are_told_in_the_log_a_line_a_minute(door: Client) -> None:
    event = payload("1001", "a")
    with capture_logs() as told:
        for _ in range(3):
            await post(door, encoded(event), signed(encoded(event), event["timestamp"], secret="guessed"))
    [line] = [one for one in told if one["event"] == "events_refused"]
    assert (line["log_level"], "ZALO_OA_SECRET_KEY" in line["why"]) == ("warning", True)


async def test_a_header_that_is_no_text_is_a_wrong_signature(door: Client, database: Database) -> None:
    head = f"POST /webhook/zalo HTTP/1.1\r\nHost: x\r\nContent-Length: {len(BODY)}\r\n"
    answer = await say(door, head.encode() + b"X-ZEvent-Signature: mac=\xff\xfe\xc3\x28\r\n\r\n" + BODY)
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert await kept(database) == []


@pytest.mark.parametrize("write", ["mac={}", "MAC={}", "{}", " mac = {} ", "mac={}".upper()])
async def test_the_header_is_read_leniently(door: Client, database: Database, write: str) -> None:
    event = payload("1001", "a")
    mac = events.signature(APP_ID, encoded(event), event["timestamp"], SECRET)
    assert (await post(door, encoded(event), {"x-zevent-signature": write.format(mac)}))[0] == 200
    assert len(await kept(database)) == 1


async def test_each_app_signs_for_its_own_accounts_only(door: Client, database: Database) -> None:
    event = payload("1001", "a", recipient={"id": OTHER_OA}, app_id="77")
    headers = signed(encoded(event), event["timestamp"], "77", "another-secret")
    assert (await post(door, encoded(event), headers))[0] == 200
    unnamed = payload("1002", "a", recipient={"id": OTHER_OA}, app_id=["77"])
    headers = signed(encoded(unnamed), unnamed["timestamp"], "77", "another-secret")
    assert (await post(door, encoded(unnamed), headers))[0] == 200
    assert [row.oa_id for row in await rows_of(database, tables.inbox)] == [OTHER_OA, OTHER_OA]
    foreign = payload("1001", "a")
    headers = signed(encoded(foreign), foreign["timestamp"], "77", "another-secret")
    status, text = await post(door, encoded(foreign), headers)
    assert (status, "another app" in text) == (403, True)
    assert len(await kept(database)) == 2


async def test_an_account_that_was_just_added_is_heard_and_a_removed_one_is_not(
    door: Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "READ_AGAIN", 0.0)
    event = payload("1001", "a", recipient={"id": "new"}, app_id="88")
    headers = signed(encoded(event), event["timestamp"], "88", "new-key")
    assert (await post(door, encoded(event), headers))[0] == 403
    async with database.write() as rows:
        await apps.put(rows, App("88", "new-secret", "new-key"), START)
        await accounts.enter(rows, "new", "88", None)
    assert (await post(door, encoded(event), headers))[0] == 200
    assert len(await kept(database)) == 1
    async with database.write() as rows:
        await accounts.remove(rows, OA_ID, START)
    monkeypatch.setattr(register, "READ_EVERY", 0.0)
    assert await hand_in(door, payload("1001", "a")) == 200
    assert len(await kept(database)) == 1


async def test_a_grant_taken_back_is_written_down_before_it_is_acknowledged(
    door: Client, database: Database
) -> None:
    event = {
        "event_name": "permission_revoked",
        "oa_id": OA_ID,
        "app_id": APP_ID,
        "timestamp": "1763254800000",
    }
    assert await hand_in(door, event) == 200
    async with database.read() as rows:
        found = await accounts.account(rows, OA_ID)
    assert found is not None
    assert found.needs_consent
    assert await kept(database) == []


@pytest.mark.parametrize(
    "event",
    [
        payload("1001", "a", recipient={"id": "999"}),
        payload("246845883529197922", "This is testing message", recipient={"id": "388613280878808645"}),
        payload("246845883529197922", "This is testing message", msg_id=events.TEST_MESSAGE_ID),
        payload(OA_ID, "x", event_name="oa_send_text", recipient={"id": "1001"}),
        payload(OA_ID, "x", event_name="oa_send_group_text", recipient={"id": "g"}, oa_id=OA_ID),
        payload("1001", "", event_name="user_seen_message"),
        {"timestamp": "1763254800000"},
        {"timestamp": "1763254800000", "oa_id": {"a": []}, "sender": 5, "event_name": ["follow"]},
    ],
)
async def test_what_is_not_ours_or_has_no_effect_is_acknowledged_and_not_kept(
    door: Client, database: Database, event: dict[str, Any]
) -> None:
    assert await hand_in(door, event) == 200
    assert await kept(database) == []


async def test_an_officer_who_answers_by_hand_is_heard(door: Client, database: Database) -> None:
    by_hand = payload(OA_ID, "để em giúp", event_name="oa_send_text", recipient={"id": "1001"})
    by_hand["sender"]["admin_id"] = "42"
    assert await hand_in(door, by_hand) == 200
    [row] = await rows_of(database, tables.inbox)
    assert row.sender == "1001"


async def test_characters_a_database_cannot_hold_do_not_spoil_the_others(
    door: Client, database: Database
) -> None:
    odd = payload("10\x0001", "a\x00b", msg_id="m\x001", event_name="user_send_text")
    answers = await asyncio.gather(hand_in(door, odd), hand_in(door, payload("1002", "a", msg_id="m2")))
    assert list(answers) == [200, 200]
    assert f"{OA_ID}:user_send_text:m2" in await kept(database)


async def test_ids_of_any_length_are_kept(door: Client, database: Database) -> None:
    assert await hand_in(door, payload("1" * 300, "a", msg_id="m" * 900, event_name="user_send_text")) == 200
    [row] = await rows_of(database, tables.inbox)
    assert len(row.key) == 160


async def test_a_compressed_body_is_taken_as_it_came(door: Client, database: Database) -> None:
    bomb = gzip.compress(b"x" * 3_000_000)
    for body, coding in ((bomb, "gzip"), (b"no gzip", "gzip"), (b"no deflate", "deflate"), (b"x", "br")):
        headers = {"Content-Encoding": coding, **signed(body, "1763254800000")}
        assert (await post(door, body, headers))[0] == 400
    assert await kept(database) == []


async def test_pieces_that_do_not_hold_together_are_no_event(door: Client, database: Database) -> None:
    head = b"POST /webhook/zalo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    for rest in (b"5\r\nabc", b"zz\r\nabc\r\n", b"-1\r\n"):
        answer = await say(door, head + rest)
        assert answer == b"" or answer[8:13] == b" 400 "
    assert await kept(database) == []


async def test_what_cannot_be_stored_is_503_and_accepted_later(door: Client, database: Database) -> None:
    event = payload("1001", "a", msg_id="m1")
    async with database.write() as rows:
        await rows.run(text("ALTER TABLE inbox RENAME TO elsewhere"))
    assert await hand_in(door, event) == 503
    async with database.write() as rows:
        await rows.run(text("ALTER TABLE elsewhere RENAME TO inbox"))
    assert await hand_in(door, event) == 200
    assert len(await kept(database)) == 1


async def test_a_commit_that_fails_is_503_for_everybody_in_it(door: Client, database: Database) -> None:
    left = [2]

    def fail(_connection: Any) -> None:
        if left[0]:
            left[0] -= 1
            raise OSError("the disk is full")

    sa_event.listen(database.engine.sync_engine, "commit", fail)
    answers = await asyncio.gather(*(hand_in(door, payload("1", "a", msg_id=f"m{n}")) for n in range(5)))
    sa_event.remove(database.engine.sync_engine, "commit", fail)
    assert 503 in answers
    assert len(await kept(database)) == answers.count(200)
    assert await hand_in(door, payload("1", "a")) == 200


async def test_an_overfull_intake_is_503(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_room, "MOST_WAITING", 3)
    async with open_door(database) as door:
        async with database.write() as rows:
            await rows.run(text("UPDATE inbox SET attempts = 0"))
            if not rows.is_sqlite:
                await rows.run(text("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE"))
            posting = [
                asyncio.create_task(hand_in(door, payload("1", "a", msg_id=f"m{n}"))) for n in range(12)
            ]
            early = await asyncio.wait_for(next(asyncio.as_completed(posting)), 5)
            assert early == 503
        answers = await asyncio.gather(*posting)
        assert set(answers) == {200, 503}
        assert len(await kept(database)) == answers.count(200)


async def test_the_database_goes_away_and_comes_back(postgres: Server, tmp_path: Any) -> None:
    url = await fresh_database(postgres)
    vault = Vault([b"k" * 32], b"s" * 40)
    async with Wire(postgres.port).laid() as wire:
        database = Database(url.replace(f":{postgres.port}/", f":{wire.port}/"), vault)
        await upgrade(database)
        async with open_door(database) as door:
            assert await hand_in(door, payload("1", "a", msg_id="m1")) == 200
            wire.cut()
            assert await hand_in(door, payload("1", "a", msg_id="m2")) == 503
            assert await hand_in(door, payload("1", "a", msg_id="m3")) == 503
            async with door.get("/readyz") as answer:
                assert answer.status == 503
            async with door.get("/healthz") as answer:
                assert answer.status == 200
            wire.mend()
            assert await hand_in(door, payload("1", "a", msg_id="m2")) == 200
            async with door.get("/readyz") as answer:
                assert answer.status == 200
            assert [key[-2:] for key in await kept(database)] == ["m1", "m2"]
        await database.dispose()
    await drop_database(postgres, url)


SHAPES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["timestamp", "sender", "recipient", "message", "event_name", "oa_id", "users", "info"]
)
OBJECTS = st.dictionaries(FIELDS, SHAPES, max_size=6)


async def test_arbitrary_bytes_are_never_an_error_of_ours(door: Client, database: Database) -> None:
    loop = asyncio.get_running_loop()

    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.binary(max_size=400) | OBJECTS.map(lambda one: json.dumps(one).encode()), st.binary(max_size=80)
    )
    def knock(body: bytes, header: bytes) -> None:
        mac = header.decode("latin-1").translate(dict.fromkeys((*range(32), 127)))
        headers = {"X-ZEvent-Signature": mac}
        future = asyncio.run_coroutine_threadsafe(post(door, body, headers), loop)
        status, said = future.result(10)
        assert status in (400, 403)
        assert json.loads(said)["error"]

    await asyncio.to_thread(knock)
    assert await kept(database) == []


async def test_signed_events_of_any_shape_are_taken_and_can_be_told(door: Client, database: Database) -> None:
    loop = asyncio.get_running_loop()

    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
    @given(OBJECTS)
    def knock(shape: dict[str, Any]) -> None:
        event = {**shape, "timestamp": "1763254800000", "oa_id": OA_ID}
        future = asyncio.run_coroutine_threadsafe(hand_in(door, event, json.dumps(event).encode()), loop)
        assert future.result(10) == 200 or any("\\ud" in one for one in json.dumps(shape).split('"'))

    await asyncio.to_thread(knock)
    for row in await rows_of(database, tables.inbox):
        body = database.vault.open("inbox.body", row.key, row.body)
        assert json.loads(body)["oa_id"] == OA_ID
