"""The figures for Prometheus: what waits is counted when they are read, and they come although the database is away."""

from __future__ import annotations

import math
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families as families

from bot.metrics import Counted
from bot.web import make_app
from storage import inbox, outbox
from storage.database import Database
from tests.bot.stage import START, arrived
from tests.bot.test_postman import letter
from tests.bot.test_webhook import SETTINGS
from tests.conftest import VAULT


async def figures(database: Database) -> dict[str, float]:
    """Every figure without labels."""
    server = TestServer(make_app(database, SETTINGS, None))
    async with TestClient[Any, Any](server) as client, client.get("/metrics") as answer:
        assert answer.status == 200
        found = [one for family in families(await answer.text()) for one in family.samples]
    return {one.name: one.value for one in found if not one.labels} | {
        f"{one.name} {one.labels['result']}": one.value for one in found if set(one.labels) == {"result"}
    }


async def test_what_waits_is_counted_when_it_is_asked(database: Database) -> None:
    async with database.write() as rows:
        await inbox.store(rows, [arrived("1", "a"), arrived("2", "b"), arrived("2", "c")])
        await outbox.owe(rows, [letter("a"), letter("b")])
        await outbox.settle(rows, [outbox.Outcome("a", "sent", START)])
    found = await figures(database)
    assert (found["tocds_inbox_waiting"], found["tocds_outbox_waiting"]) == (3, 1)
    async with database.write() as rows:
        await inbox.finish(rows, [one.id for one in await inbox.claim(rows, START, 9)], START)
    assert (await figures(database))["tocds_inbox_waiting"] == 0


async def test_the_figures_come_although_the_database_is_away() -> None:
    away = Database("postgresql+asyncpg://nobody@127.0.0.1:9/nothing", VAULT)
    found = await figures(away)
    await away.dispose()
    assert math.isnan(found["tocds_inbox_waiting"])
    assert math.isnan(found["tocds_outbox_waiting"])
    assert "tocds_turn_batch_seconds_count" in found


class Ticks:
    """Fails when it is told to."""

    fails = False

    async def tick(self) -> None:
        if self.fails:
            raise RuntimeError


async def test_sweeps_are_counted_by_outcome(database: Database) -> None:
    ticks = Ticks()
    counted = Counted(ticks)
    await counted.tick()
    before = await figures(database)
    await counted.tick()
    ticks.fails = True
    with pytest.raises(RuntimeError):
        await counted.tick()
    after = await figures(database)
    assert after["tocds_sweeps_total done"] == before["tocds_sweeps_total done"] + 1
    assert after["tocds_sweeps_total failed"] == before.get("tocds_sweeps_total failed", 0) + 1
