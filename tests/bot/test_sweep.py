"""`python -m bot sweep`: writes what became due as of a moment, delivers it at once, and explains itself."""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

import pytest

from bot.__main__ import parser
from bot.commands import CommandRefused, sweep
from tests.town import GROUPS, Town

EVENING = "2026-11-17T19:00:00+07:00"


def _arguments(*given: str) -> argparse.Namespace:
    return parser(("sweep",)).parse_args(["sweep", *given])


async def _run(town: Town, *given: str, **settings: Any) -> int:
    changed = town.house.settings.model_copy(update=settings)
    return await asyncio.to_thread(sweep.carry_out, _arguments(*given), changed)


async def test_what_is_due_is_written_and_delivered_at_once(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await _run(town, "--now", EVENING) == 0
    printed = capsys.readouterr().out
    assert "write   person:P011 · private/team third_evening+eve · 19:00 ngày 17/11" in printed
    assert "owes 2026-11, due 2026-11-18" in printed
    assert "Hùng" not in printed
    assert town.hung.heard == [
        (
            "⏰ Thưa bác Hùng, còn 1 ngày (hạn thứ Tư, 18/11) gửi báo cáo kỳ tháng 11 (15/10–14/11)"
            " của Tổ thôn Đông Trung. Bác bấm «Báo cáo», mất khoảng 2 phút ạ."
        )
    ]
    assert town.hung.buttons == ["Báo cáo", "Không phát sinh"]
    assert len(town.posts(GROUPS["commune_group"])) == 1
    assert town.nga.heard == []


async def test_run_twice_nothing_is_new(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    await _run(town, "--now", EVENING)
    capsys.readouterr()
    assert await _run(town, "--now", EVENING) == 0
    assert capsys.readouterr().out == "0 messages due\n"
    await town.settle()
    assert len(town.hung.heard) == 1


async def test_a_dry_run_lists_everybody_and_changes_nothing(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await _run(town, "--now", EVENING, "--dry-run") == 0
    printed = capsys.readouterr().out
    assert "write   person:P011" in printed
    assert "(dry run, nothing written)" in printed
    await town.settle()
    assert town.hung.heard == []


async def test_a_real_host_needs_a_clear_yes(town: Town) -> None:
    with pytest.raises(CommandRefused, match=r"openapi\.zalo\.me, a real host: say --yes"):
        await _run(town, "--now", EVENING, zalo_api_url="https://openapi.zalo.me")
    assert await _run(town, "--now", EVENING, "--dry-run", zalo_api_url="https://openapi.zalo.me") == 0
    await town.settle()
    assert town.hung.heard == []


async def test_in_quiet_hours_nothing_goes_out(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    await _run(town, "--now", "2026-11-17T22:00+07:00")
    assert capsys.readouterr().out == "0 messages due\n"
    assert town.hung.heard == []


async def test_what_the_rate_does_not_allow_is_left_to_the_service(
    town: Town, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "PAUSE", 0.01)
    monkeypatch.setattr(sweep, "MOST_PAUSES", 2)
    await _run(town, "--now", EVENING, zalo_rate_per_minute=5)
    assert "left to the service: the account's rate)" in capsys.readouterr().out
    town.world.clock.jump_to(sweep.moment_of(EVENING))
    await town.settle()
    assert len(town.hung.heard) == len(town.trang.heard) - 1 == 1


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01T19:00"])
def test_a_moment_that_is_none_is_named(text: str) -> None:
    with pytest.raises(CommandRefused, match=r"--now: .* is not ISO 8601"):
        sweep.moment_of(text)


def test_a_moment_without_an_offset_is_vietnams() -> None:
    assert sweep.moment_of("2026-11-17T19:00").isoformat() == EVENING
    assert sweep.moment_of("2026-11-17T12:00Z") == sweep.moment_of(EVENING)
