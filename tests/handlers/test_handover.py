"""People who want a human, and people who come for the first time."""

from datetime import timedelta

import pytest

from tests.town import Town


async def test_a_leader_gets_the_officer_with_name_office_and_number(town: Town) -> None:
    said = await town.hung.says("cho tui gặp cán bộ")
    assert "Hoàng Minh Tuấn" in said
    assert "cán bộ công nghệ thông tin xã Cẩm Bình" in said
    assert "0912000004" in said
    assert "Nguyễn Văn Hùng, Tổ trưởng thôn Đông Trung" in town.tuan.heard[-1]


@pytest.mark.parametrize("asking", ["gặp cán bộ", "gap can bo"])
async def test_a_stranger_says_the_commune_and_gets_no_number(town: Town, asking: str) -> None:
    assert "xã, phường nào" in await town.lan.says(asking)
    said = await town.lan.says("Cam Binh")
    assert "Hoàng Minh Tuấn" in said
    assert "0912" not in said
    assert "chưa đăng ký tên" in town.tuan.heard[-1]
    assert len(town.hong.heard) == 0


async def test_the_officer_himself_is_handed_to_somebody_else(town: Town) -> None:
    said = await town.tuan.says("gặp cán bộ")
    assert "Đặng Thị Hồng" in said


async def test_an_officer_is_called_once_in_ten_minutes_however_often_somebody_asks(town: Town) -> None:
    town.world.clock.jump_to(town.now.replace(minute=1))
    before = len(town.tuan.heard)
    for _ in range(4):
        assert "đã báo" in await town.hung.says("gặp cán bộ")
    assert len(town.tuan.heard) == before + 1
    await town.nga.says("gặp cán bộ")
    assert len(town.tuan.heard) == before + 2
    town.world.clock.jump_to(town.now + timedelta(minutes=11))
    await town.hung.says("gặp cán bộ")
    assert len(town.tuan.heard) == before + 3


async def test_the_first_word_of_a_stranger_is_greeted(town: Town) -> None:
    await town.khoa.does("follow")
    assert "Trợ lý tự động" in town.khoa.heard[-1]
    assert len(town.khoa.buttons) >= 1
    said = await town.cuc.says("qwrt zxcv")
    assert "Trợ lý tự động" in said
    assert "Trợ lý tự động" not in await town.cuc.says("qwrt zxcv")
