"""Logs and rows at rest: no text of a message, no name, no phone; what was typed is sealed, then emptied."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from bot.logs import set_up_logs
from handlers.turn import Turn
from storage import inbox, outbox, tables
from tests.bot.stage import HandClock, Said, arrived, rows_of, turns_of
from tests.town import Town

PRIVATE = ("Nguyễn Thị Hồng Thắm", "0987654321", "gánh nước", "gãy cầu")


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the service logs, set up as in production."""
    before, handlers = structlog.get_config(), logging.root.handlers[:]
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    logging.root.handlers[:] = []
    set_up_logs()
    structlog.configure(cache_logger_on_first_use=False)
    yield written
    structlog.configure(**before)
    logging.root.handlers[:] = handlers


async def test_a_failing_turn_names_places_in_the_code_and_nothing_that_was_said(
    logged: io.StringIO, town: Town
) -> None:
    async def boom(turn: Turn) -> None:
        raise ValueError(f"{turn.incoming.text} của {PRIVATE[0]}")

    async with town.database.write() as rows:
        await inbox.store(rows, [arrived("1", f"hong {' '.join(PRIVATE)}", msg_id="m1")])
    await turns_of(town.database, HandClock(), Said("hong", boom)).batch()
    [line] = [json.loads(one) for one in logged.getvalue().splitlines() if "turn_failed" in one]
    assert line["traceback"][0] == "ValueError"
    assert any("test_logs.py" in frame for frame in line["traceback"])
    assert not any(word in logged.getvalue() for word in PRIVATE)


async def test_talks_leave_nothing_personal_in_the_log_nor_in_the_file(
    logged: io.StringIO, town: Town, tmp_path: Path
) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung", "Đồng ý", PRIVATE[0], PRIVATE[1], "1990")
    await town.hung.says("báo cáo", "5 buổi 120 người", f"khó khăn: {PRIVATE[2]}")
    await town.binh.says(f"báo sự cố {PRIVATE[3]} thôn Hòa Bình")
    town.world.faults.add({"kind": "error", "code": -201, "path": "/message/cs", "calls": 2})
    await town.minh.says(f"cho tui hỏi {PRIVATE[2]}")
    words = (*PRIVATE, "Nguyễn Văn Hùng", "0912000011", "Lê Quang Tân")
    assert [word for word in words if word in logged.getvalue()] == []
    if town.database.is_sqlite:
        async with town.database.write() as rows:
            await rows.run(tables.stamps.delete())
        raw = b"".join(one.read_bytes() for one in tmp_path.iterdir() if one.name.startswith("bot.db"))
        assert len(raw) > 100_000
        assert [word for word in words if word.encode() in raw] == []


async def test_a_reply_that_fails_is_found_by_its_key(logged: io.StringIO, town: Town) -> None:
    town.world.faults.add({"kind": "error", "code": -201, "path": "/message/cs", "calls": 1})
    await town.minh.says("trợ giúp")
    [line] = [json.loads(one) for one in logged.getvalue().splitlines() if "send_failed" in one]
    assert line["key"] in [row.key for row in await rows_of(town.database, tables.outbox)]


async def test_errors_of_other_libraries_are_logged_without_what_they_quote(logged: io.StringIO) -> None:
    try:
        raise ValueError(f"INSERT … {PRIVATE[1]}")
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling request")
    assert "Error handling request" in logged.getvalue()
    assert PRIVATE[1] not in logged.getvalue()


async def test_bodies_are_emptied_on_time_and_keys_stay(town: Town) -> None:
    await town.hung.says("trợ giúp")
    await town.passes(days=6)
    assert all(row.body for row in await rows_of(town.database, tables.inbox))
    await town.passes(days=2)
    old = [row for row in await rows_of(town.database, tables.inbox) if row.event == "user_send_text"]
    assert old
    assert {row.body for row in old} == {None}
    assert all(row.key for row in old)
    limit = town.now - outbox.KEPT - timedelta(minutes=1)
    sent = [row for row in await rows_of(town.database, tables.outbox) if row.created_at < limit]
    assert sent
    assert {row.body for row in sent if row.status != "waiting"} == {None}
