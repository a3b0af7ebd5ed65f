"""The department confirms with one word everything that the communes have sent up."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

import pytest

from domain.consolidations import Passage, Stage
from domain.periods import Period
from domain.units import Unit
from handlers.turn import Turn
from storage import chain
from tests.handlers.test_consolidating import COMMUNE, NOVEMBER, sent
from tests.town import Town

module = importlib.import_module("handlers.receiving")
OCTOBER = Period(2026, 10)


async def stages(town: Town, month: Period = NOVEMBER) -> list[Stage]:
    """Where the parts of the commune's consolidation stand."""
    async with town.rows() as rows:
        return [one.stage for one in (await chain.passages(rows, [COMMUNE], month)).get(COMMUNE, [])]


async def october(town: Town) -> None:
    """October's consolidation goes up too."""
    await town.tuan.says("tổng hợp tháng 10")
    await town.tuan.taps("Duyệt")
    await town.tuan.taps("Vẫn duyệt")
    await town.tuan.taps("Gửi lên")


async def test_everything_that_waits_is_read_back_and_received(town: Town) -> None:
    await sent(town)
    await october(town)
    assert await town.son.says("nhận hết") == (
        "Các tổng hợp đang chờ xác nhận:\n"
        "• tháng 10: 1 nơi (xã Cẩm Bình)\n• tháng 11: 1 nơi (xã Cẩm Bình)\n"
        "Xác nhận đã nhận hết chứ ạ?"
    )
    assert await stages(town) == [Stage.FORWARDED]
    assert "Đã xác nhận đã nhận 2 tổng hợp" in await town.son.taps("Nhận hết")
    assert (await stages(town), await stages(town, OCTOBER)) == ([Stage.RECEIVED], [Stage.RECEIVED])
    told = [one for one in town.tuan.heard if "Sở Khoa học và Công nghệ đã nhận tổng hợp" in one]
    assert len(told) == 2
    assert "không có tổng hợp nào chờ" in await town.son.says("xac nhan da nhan het")


async def test_what_moved_meanwhile_is_left_alone(town: Town) -> None:
    await sent(town)
    await october(town)
    await town.son.says("nhận hết")
    await town.hung.says("sửa 4 = 40")
    await town.hung.taps("Gửi")
    await town.tuan.says("tổng hợp")
    await town.tuan.taps("Duyệt bổ sung")
    await town.tuan.taps("Vẫn duyệt")
    await town.tuan.taps("Gửi lên")
    await town.son.says("nhận hết")
    said = "\n".join(town.son.heard[-3:])
    assert "Đã xác nhận đã nhận 1 tổng hợp" in said
    assert "1 tổng hợp đã có người xác nhận hoặc có bản mới hơn" in said
    assert await stages(town) == [Stage.FORWARDED, Stage.FORWARDED]


async def test_no_is_no_and_others_are_told_kindly(town: Town) -> None:
    await sent(town)
    await town.son.says("nhận hết")
    assert "chưa xác nhận gì" in await town.son.taps("Thôi")
    assert await stages(town) == [Stage.FORWARDED]
    for who in (town.tuan, town.hung, town.chairman):
        assert "dành cho cấp nhận tổng hợp" in await who.says("nhận hết")


async def test_a_month_that_is_named_is_received_alone(town: Town) -> None:
    await sent(town)
    await october(town)
    told = await town.son.says("nhận tất cả báo cáo tháng 11")
    assert "• tháng 11: 1 nơi" in told
    assert "tháng 10" not in told
    assert "Đã xác nhận đã nhận 1 tổng hợp và báo lại" in await town.son.taps("Nhận hết")
    assert (await stages(town), await stages(town, OCTOBER)) == ([Stage.RECEIVED], [Stage.FORWARDED])
    said = await town.son.says("nhận hết tháng 11")
    assert said == "Hiện không có tổng hợp nào của tháng 11 chờ xác nhận đã nhận ạ."
    assert "• tháng 10: 1 nơi" in await town.son.says("nhận hết")


async def test_a_part_that_came_after_the_list_is_not_received_for_the_one_that_was_read(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sent(town)
    listed: list[tuple[Passage, Unit]] = []
    was = module._waiting

    async def keeps(turn: Turn, mine: Any) -> list[tuple[Passage, Unit]]:
        listed.extend(await was(turn, mine))
        return listed

    monkeypatch.setattr(module, "_waiting", keeps)
    await town.son.says("nhận hết")

    async def as_before(_turn: Turn) -> list[tuple[Passage, Unit]]:
        return listed

    monkeypatch.setattr(module, "_again", as_before)
    await town.hung.says("sửa 4 = 40")
    await town.hung.taps("Gửi")
    await town.tuan.says("tổng hợp")
    await town.tuan.taps("Duyệt bổ sung")
    await town.tuan.taps("Vẫn duyệt")
    await town.tuan.taps("Gửi lên")
    await town.son.taps("Nhận hết")
    assert module.ALL_DONE in town.son.heard
    assert not any("✅ Đã xác nhận đã nhận" in one for one in town.son.heard)
    assert await stages(town) == [Stage.FORWARDED, Stage.FORWARDED]


async def test_only_units_that_send_are_looked_for(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    was = chain.unconfirmed

    async def looks(rows: Any, codes: Iterable[str]) -> list[Passage]:
        asked.extend(codes)
        return await was(rows, asked)

    monkeypatch.setattr(chain, "unconfirmed", looks)
    await town.son.says("nhận hết")
    assert COMMUNE in asked
    assert not [one for one in asked if "-" in one], "no village"
