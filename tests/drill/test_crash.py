"""The crash drill: the service is killed at random moments while sixty leaders report."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage import tables
from storage.database import Database
from storage.imports import import_csv
from storage.outbox import CLAIM
from tests.drill.crowd import APP_ID, MORNING, OA_ID, SECRET, XA, Crowd, commune
from tests.drill.service import VAULT, Service
from tests.town import circumstances

LONG = os.environ.get("DRILL") == "long"
RUNS, KILLS = (20, 5) if LONG else (1, 3)
PEOPLE = 60
MOST_SECONDS = 150
pytestmark = pytest.mark.drill


@pytest.mark.parametrize("run", range(RUNS))
async def test_killed_at_random_moments_nothing_is_lost_nor_done_twice(
    database_url: str, tmp_path: Path, run: int
) -> None:
    seed = int(os.environ.get("DRILL_SEED") or random.randrange(1_000_000))
    print(f"DRILL_SEED={seed} plays this drill again")
    crowd = Crowd(PEOPLE, random.Random(seed))
    database = Database(database_url, VAULT)
    try:
        await settle_in(database, crowd)
        await drill(database, crowd, tmp_path / "service.log", seed)
        assert (await faults(database, crowd))[:20] == [], f"seed {seed}"
    finally:
        await database.dispose()
    print(f"refused {dict(crowd.refused)}, repeated replies {sum(one.repeats for one in crowd.leaders)}")
    assert personal((tmp_path / "service.log").read_text()) == []


async def drill(database: Database, crowd: Crowd, log: Path, seed: int) -> None:
    """The burst with its kills, then a rest and a clean stop."""
    keys = {"ZALO_APP_ID": APP_ID, "ZALO_APP_SECRET": "x", "ZALO_OA_ID": OA_ID, "ZALO_OA_SECRET_KEY": SECRET}
    async with crowd.platform():
        service = Service(database.url.render_as_string(hide_password=False), crowd.port, log, **keys)
        crowd.url = f"http://127.0.0.1:{service.port}/webhook/zalo"
        await service.start()
        try:
            await burst(crowd, service, random.Random(seed + 1))
            await at_rest(database)
            assert await service.stop() == 0
        except TimeoutError:
            raise AssertionError(f"seed {seed}: {(await faults(database, crowd))[:20]}") from None
        finally:
            await service.kill()


async def settle_in(database: Database, crowd: Crowd) -> None:
    """The commune with its villages and leaders."""
    for kind, text in commune(crowd.leaders).items():
        await import_csv(database, kind, text.encode(), circumstances(MORNING))


async def burst(crowd: Crowd, service: Service, chance: random.Random) -> None:
    """Everybody talks while the service is killed and started again."""
    steps = sum(len(one.steps) for one in crowd.leaders)
    moments = sorted(chance.sample(range(1, steps * 9 // 10), KILLS))
    async with asyncio.timeout(MOST_SECONDS):
        talking = asyncio.create_task(crowd.talk())
        for moment in moments:
            await crowd.until(partial(come_so_far, crowd, moment))
            await asyncio.sleep(chance.uniform(0, 0.04))
            await service.kill()
            # Letters claimed by the dead process are free again after their claim.
            crowd.ahead += CLAIM + timedelta(seconds=1)
            await service.start()
        await talking


def come_so_far(crowd: Crowd, moment: int) -> bool:
    """Whether so many events were acknowledged."""
    return len(crowd.acknowledged) >= moment


async def at_rest(database: Database) -> None:
    """Until nothing waits in inbox and outbox."""
    async with asyncio.timeout(MOST_SECONDS):
        while await waiting(database):
            await asyncio.sleep(0.1)


async def waiting(database: Database) -> int:
    """How many events and due letters are under way."""
    async with database.read() as rows:
        events = await rows.all(select(tables.inbox.c.id).where(tables.inbox.c.status == "waiting"))
        letters = await rows.all(
            select(tables.outbox.c.id).where(
                tables.outbox.c.status == "waiting", tables.outbox.c.kind == "reply"
            )
        )
    return len(events) + len(letters)


async def faults(database: Database, crowd: Crowd) -> list[str]:
    """Everything that is not as it has to be."""
    async with database.read() as rows:
        events = await rows.all(select(tables.inbox))
        letters = await rows.all(select(tables.outbox))
        reports = await rows.all(select(tables.reports))
        revisions = await rows.all(select(tables.report_revisions))
        dialogs = await rows.all(select(tables.dialogs))
    found = [f"{one.number} heard {one.wrong}" for one in crowd.leaders if one.wrong]
    found += [
        f"{one.number} got {one.answered} answers" for one in crowd.leaders if one.answered < len(one.steps)
    ]
    found += [f"{one.number} was told {one.repeats} things twice" for one in crowd.leaders if one.repeats]
    found += of_events(events, crowd)
    found += of_replies(letters, crowd)
    found += of_reports(reports, revisions, crowd)
    found += [f"a dialog is open: {row.address}" for row in dialogs]
    return found


def of_events(events: Any, crowd: Crowd) -> list[str]:
    """Every acknowledged event is there once, done at the first attempt."""
    there = Counter(row.key.rpartition(":")[2] for row in events)
    found = [f"event {one} is there {there[one]} times" for one in crowd.acknowledged if there[one] != 1]
    found += [f"event {one} was never posted" for one in there if one not in crowd.acknowledged]
    return found + [f"{row.key} {row.status} {row.error}" for row in events if row.status != "done"]


def of_replies(letters: Any, crowd: Crowd) -> list[str]:
    """Every event has exactly one reply, delivered, and it is the right one."""
    found = []
    replies = {row.key.removeprefix("reply:"): row for row in letters if row.kind == "reply"}
    expected = 0
    for leader in crowd.leaders:
        for place, (typed, mark) in enumerate(leader.steps):
            key = f"{OA_ID}:user_send_text:{leader.number}-{place}:0"
            row, expected = replies.get(key), expected + 1
            if row is None or row.status != "sent":
                found.append(f"{leader.number}: no reply to {typed!r}: {row and row.status}")
            elif mark not in VAULT.open_json("outbox.body", row.key, row.body)["text"]:
                found.append(f"{leader.number}: wrong reply to {typed!r}")
    return found + ([f"{len(replies)} replies, not {expected}"] if len(replies) != expected else [])


def of_reports(reports: Any, revisions: Any, crowd: Crowd) -> list[str]:
    """Every leader's report is there once, with the figures that were typed."""
    by_unit = {row.unit_code: row for row in reports}
    found = [] if len(reports) == len(crowd.leaders) else [f"{len(reports)} reports"]
    for leader in crowd.leaders:
        row = by_unit.get(f"{XA}-{leader.number:02d}")
        if row is None or row.status != "submitted" or row.revision != 1:
            found.append(f"{leader.number}: report {row and (row.status, row.revision)}")
        elif {name: row.figures.get(name) for name in leader.figures} != leader.figures:
            found.append(f"{leader.number}: {row.figures}")
    if len(revisions) != len(crowd.leaders):
        found.append(f"{len(revisions)} revisions")
    return found


def personal(log: str) -> list[str]:
    """Lines of the log with somebody's name or phone."""
    return [line for line in log.splitlines() if "Lê Văn Mật" in line or "09130" in line]
