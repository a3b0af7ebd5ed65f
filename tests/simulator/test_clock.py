"""The clock runs, jumps forward, and never back."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from simulator.clock import Clock, ClockError, parse_duration
from tests.simulator.stage import Zalo

START = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)


def test_it_runs_in_vietnams_time_from_where_it_was_put() -> None:
    clock = Clock(START)
    assert clock.now().isoformat().startswith("2026-11-18T08:00:00")
    assert clock.now().isoformat().endswith("+07:00")
    assert clock.now() >= START


@pytest.mark.parametrize(
    ("text", "hours"),
    [("2d 3h", 51), ("1w", 168), ("30m 30m", 0.5), ("90m", 1.5), ("3600s", 1), ("1.5h", 1.5)],
)
def test_durations(text: str, hours: float) -> None:
    assert parse_duration(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "3", "-1d", "2 days", "99999999999w"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ClockError):
        parse_duration(text)


async def test_who_waits_is_woken_by_a_jump() -> None:
    clock = Clock(START)
    waiting = asyncio.create_task(clock.wait_until(START + timedelta(days=1)))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    clock.advance(timedelta(hours=25))
    await asyncio.wait_for(waiting, 1)


async def test_it_is_read_and_moved_over_http(zalo: Zalo) -> None:
    async def post(body: object) -> tuple[int, dict[str, str]]:
        async with zalo.session.post(zalo.url + "/clock", json=body) as answer:
            return answer.status, await answer.json()

    async with zalo.session.get(zalo.url + "/clock") as answer:
        before = datetime.fromisoformat((await answer.json())["now"])
    status, body = await post({"advance": "2d 3h"})
    after = datetime.fromisoformat(body["now"])
    assert status == 200
    assert timedelta(days=2, hours=3) <= after - before < timedelta(days=2, hours=3, seconds=10)
    status, body = await post({"now": before.isoformat()})
    assert status == 400
    assert "never goes back" in body["error"]
    wrongs: list[object] = [{}, [], {"now": "2027-01-01"}, {"now": "x"}, {"advance": "9999999d"}]
    for wrong in [*wrongs, {"now": "2027-01-01T00:00+07:00", "advance": "1d"}]:
        assert (await post(wrong))[0] == 400
    target = (after + timedelta(days=30)).isoformat()
    assert (await post({"now": target}))[1]["now"].startswith(target[:16])
