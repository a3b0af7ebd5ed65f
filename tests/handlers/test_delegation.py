"""The chairman goes away and lets the vice chairman decide for a time (J18)."""

from __future__ import annotations

from datetime import datetime

from domain.calendar import VN
from domain.people import Office
from domain.requests import RequestStatus
from storage.tables import request_steps
from tests.handlers.cases import files, introduced, request_of, status_of
from tests.town import Town

IN_FORCE = datetime(2026, 11, 23, 9, 0, tzinfo=VN)
OVER = datetime(2026, 12, 1, 9, 0, tzinfo=VN)


async def delegates(town: Town, words: str = "ủy quyền cho anh Tân từ 20/11 đến 30/11") -> None:
    """Said, read back, done."""
    read_back = await town.chairman.says(words)
    assert "Lê Quang Tân" in read_back
    assert "thứ Sáu, 20/11/2026" in read_back
    assert "hết thứ Hai, 30/11/2026" in read_back
    await town.chairman.taps("Làm")


async def test_the_delegate_decides_within_his_days_only(town: Town) -> None:
    code = await files(town, "lan")
    await delegates(town)
    assert "ủy quyền cho đồng chí" in town.tan.heard[-1]
    await town.hung.says(f"giới thiệu {code}")
    await town.tan.says(f"đồng ý {code}")
    assert await status_of(town, code) is RequestStatus.INTRODUCED
    await town.until(IN_FORCE)
    await town.tan.says("chờ duyệt")
    assert "ký thay Chủ tịch" in town.tan.heard[-1]
    await town.tan.taps("Đồng ý")
    assert await status_of(town, code) is RequestStatus.APPROVED
    async with town.rows() as rows:
        offices = [
            row.office for row in await rows.all(request_steps.select().order_by(request_steps.c.position))
        ]
    assert offices == [Office.TO_TRUONG, Office.PHO_CHU_TICH_XA]
    assert (await request_of(town, code)).steps[-1].by == "P002"


async def test_while_it_is_in_force_the_delegate_is_asked(town: Town) -> None:
    await delegates(town)
    await town.until(IN_FORCE)
    await town.tan.says("chào Trợ lý")
    asked = len(town.chairman.heard)
    code = await introduced(town, "lan")
    assert code in town.tan.heard[-1]
    assert len(town.chairman.heard) == asked
    await town.chairman.says(f"đồng ý {code}")
    assert await status_of(town, code) is RequestStatus.APPROVED


async def test_afterwards_the_chairman_decides_again(town: Town) -> None:
    await delegates(town)
    await town.until(OVER)
    await town.chairman.says("chào Trợ lý")
    code = await introduced(town, "lan")
    await town.tan.says(f"đồng ý {code}")
    assert await status_of(town, code) is RequestStatus.INTRODUCED
    assert code in town.chairman.heard[-1]


async def test_dates_are_asked_where_they_are_missing(town: Town) -> None:
    assert "từ ngày nào" in await town.chairman.says("ủy quyền cho anh Tân")
    assert "trở đi" in await town.chairman.says("1/11")
    assert "hết ngày nào" in await town.chairman.says("20/11")
    assert "trở đi" in await town.chairman.says("18/11")
    assert "thứ Hai, 30/11/2026" in await town.chairman.says("30/11")
    await town.chairman.taps("Làm")
    assert "ủy quyền cho đồng chí" in town.tan.heard[-1]


async def test_ended_early(town: Town) -> None:
    await delegates(town)
    await town.until(IN_FORCE)
    await town.tan.says("chào Trợ lý")
    await town.chairman.says("thôi ủy quyền")
    await town.chairman.taps("Làm")
    assert "thôi ủy quyền" in town.tan.heard[-1]
    code = await introduced(town, "lan")
    await town.tan.says(f"đồng ý {code}")
    assert await status_of(town, code) is RequestStatus.INTRODUCED


async def test_nobody_else_delegates(town: Town) -> None:
    for who in (town.tan, town.hung, town.tuan):
        assert "Chỉ Chủ tịch" in await who.says("ủy quyền cho anh Tân từ 20/11 đến 30/11")


async def test_thinking_better_of_it(town: Town) -> None:
    await town.chairman.says("ủy quyền cho anh Tân từ 20/11 đến 30/11")
    assert "chưa ghi ủy quyền" in await town.chairman.taps("Thôi")
    assert not any("ủy quyền cho đồng chí" in one for one in town.tan.heard)


async def test_nothing_to_end_and_keeping_it(town: Town) -> None:
    assert "không có ủy quyền" in await town.chairman.says("thôi ủy quyền")
    await delegates(town)
    await town.chairman.says("thôi ủy quyền")
    assert "giữ nguyên" in await town.chairman.taps("Thôi")
    assert "Chỉ Chủ tịch" in await town.tan.says("thôi ủy quyền")


async def test_a_command_is_not_taken_for_a_day(town: Town) -> None:
    await town.chairman.says("ủy quyền cho anh Tân")
    for said in ("họp các tổ trưởng lúc 2h chiều mai", "tạm dừng nhắc vì bão đến 20/12"):
        await town.chairman.says(said)
        assert not any("ủy quyền cho" in one and "từ" in one for one in town.chairman.heard[-1:]), said


async def test_until_the_end_of_the_week(town: Town) -> None:
    answer = await town.chairman.says("uy quyen cho anh Tan tu mai den het tuan")
    assert "từ thứ Ba, 17/11/2026 đến hết Chủ nhật, 22/11/2026" in answer
