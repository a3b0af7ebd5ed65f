"""The department confirms with one word everything that the communes have sent up."""

from __future__ import annotations

from domain.consolidations import Stage
from domain.periods import Period
from storage import chain
from tests.handlers.test_consolidating import COMMUNE, NOVEMBER, sent
from tests.town import Town

OCTOBER = Period(2026, 10)


async def stages(town: Town, month: Period = NOVEMBER) -> list[Stage]:
    """Where the parts of the commune's consolidation stand."""
    async with town.rows() as rows:
        return [one.stage for one in (await chain.passages(rows, [COMMUNE], month)).get(COMMUNE, [])]


async def october(town: Town) -> None:
    """October's consolidation goes up too."""
    await town.tuan.says("tổng hợp tháng 10")
    await town.tuan.taps("Duyệt")
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
    assert "Đã xác nhận nhận 2 tổng hợp" in await town.son.taps("Nhận hết")
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
    await town.tuan.taps("Gửi lên")
    await town.son.says("nhận hết")
    said = "\n".join(town.son.heard[-3:])
    assert "Đã xác nhận nhận 1 tổng hợp" in said
    assert "1 tổng hợp đã có người xác nhận hoặc có bản mới hơn" in said
    assert await stages(town) == [Stage.FORWARDED, Stage.FORWARDED]


async def test_no_is_no_and_others_are_told_kindly(town: Town) -> None:
    await sent(town)
    await town.son.says("nhận hết")
    assert "chưa xác nhận gì" in await town.son.taps("Thôi")
    assert await stages(town) == [Stage.FORWARDED]
    for who in (town.tuan, town.hung, town.chairman):
        assert "dành cho cấp nhận tổng hợp" in await who.says("nhận hết")
