"""The tick: cheap when nothing is due, in time when something is, quiet at night; and what housekeeping empties."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from domain.people import Office
from domain.requests import Request, RequestKind
from scheduler import clock
from scheduler.clock import Metronome
from storage import requests, tables
from tests.scheduler.conftest import Commune, on, to


class Drum:
    """Counts its ticks; some of them fail."""

    def __init__(self) -> None:
        self.ticks = 0

    async def tick(self) -> None:
        """One beat."""
        self.ticks += 1
        if self.ticks == 1:
            raise ConnectionError


async def test_the_metronome_goes_on_after_a_failed_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "TICK_EVERY", 0.02)
    drum = Drum()
    metronome = Metronome(drum)
    metronome.start()
    for _ in range(200):
        await asyncio.sleep(0.01)
        if drum.ticks >= 3:
            break
    metronome.stop()
    metronome.stop()
    assert drum.ticks >= 3


async def _tick(commune: Commune, **time: float) -> list[str]:
    """Let time pass and tick; the keys that are new."""
    before = {one.key for one in await commune.outbox()}
    commune.clock.at += timedelta(**time)
    await commune.sweeper.tick()
    return [one.key for one in await commune.outbox() if one.key not in before]


async def test_a_tick_tells_what_became_due_since_the_last(commune: Commune) -> None:
    commune.clock.at = on(15, 18, 58)
    await _tick(commune)
    assert await _tick(commune, seconds=5) == []
    woken = commune.woken
    assert len([key for key in await _tick(commune, minutes=2) if ":private:" in key]) == 9
    assert commune.woken == woken + 1
    assert await _tick(commune, seconds=5) == []
    assert commune.woken == woken + 1


async def test_a_tick_without_anything_due_asks_little(commune: Commune) -> None:
    commune.clock.at = on(15, 19)
    await _tick(commune)
    asked: list[str] = []
    engine = commune.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    await _tick(commune, seconds=5)
    assert len([one for one in asked if "SELECT" in one and "pg_catalog" not in one]) <= 7


async def test_a_clock_that_jumps_is_caught_up_with(commune: Commune) -> None:
    commune.clock.at = on(10, 12)
    await _tick(commune)
    assert any(":private:" in key for key in await _tick(commune, days=5, hours=7))
    assert any("escalation" in key for key in await _tick(commune, days=3, hours=13))


async def test_a_tick_sees_a_request_that_came_and_its_moments(commune: Commune) -> None:
    commune.clock.at = on(2, 9)
    await _tick(commune)
    async with commune.database.write() as rows:
        draft = Request(
            "", RequestKind.LEAVE, "Phan Văn Minh", "18685-02", on(2, 9), Office.THANH_VIEN, "P023"
        )
        await requests.create(rows, draft)
    assert await _tick(commune, seconds=5) == []
    commune.clock.at = on(4, 6, 29)
    await _tick(commune)
    assert [key.split(":")[0] for key in await _tick(commune, minutes=1)] == ["request"]


async def test_reminders_still_waiting_at_nine_in_the_evening_wait_for_the_morning(commune: Commune) -> None:
    await commune.sweep(on(15, 20, 59))
    commune.clock.at = on(15, 21)
    await _tick(commune)
    held = {one.not_before for one in await commune.outbox() if one.kind == "reminder"}
    assert held == {on(16, 6, 30)}
    await _tick(commune, seconds=5)


async def test_on_postgresql_only_one_machine_sweeps_at_a_time(commune: Commune) -> None:
    commune.clock.at = on(15)
    machines = [commune.another_sweeper() for _ in range(3)]
    await asyncio.gather(*(one.tick() for one in machines))
    found = await commune.outbox()
    assert len(found) == len({one.key for one in found})
    assert "P041" in to(found)


async def test_housekeeping_empties_and_locks_in_time(commune: Commune) -> None:
    await commune.reports("18685-01", at=on(15, 9))
    await commune.sweep(on(15))
    await commune.change("outbox", {"lane": 2}, status="sent")
    dialog = {"address": "person:P041", "conversation": "report", "state": b"x"}
    times = {"opened_at": on(1), "updated_at": on(1), "expires_at": on(20)}
    await commune.add("dialogs", **dialog, **times)
    await commune.sweep(on(24, 23, 30))
    async with commune.database.read() as rows:
        assert await rows.scalar(select(tables.reports.c.status)) == "submitted"
        assert await rows.scalar(select(tables.dialogs.c.address)) is None
        sent = await rows.all(select(tables.outbox).where(tables.outbox.c.status == "sent"))
    assert {row.body for row in sent} == {None}
    await commune.sweep(on(25, 7))
    async with commune.database.read() as rows:
        assert await rows.scalar(select(tables.reports.c.status)) == "locked"
