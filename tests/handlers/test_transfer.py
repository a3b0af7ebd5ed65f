"""Moving to another village's team (J13)."""

import pytest

from tests.town import Town


async def test_j13_a_member_moves_and_becomes_a_helper_where_the_team_is_full(town: Town) -> None:
    assert "cộng tác viên" in await town.dat.says("xin chuyển sang tổ thôn Hòa Bình")
    await town.dat.taps("Xin chuyển")
    assert "đã nhận đơn" in await town.dat.says("chuyển nhà")
    assert "còn đang được xem xét" in await town.dat.says("xin chuyển sang tổ thôn Bắc Hải")
    await town.lai.taps("Đề xuất")
    await town.binh.taps("Giới thiệu")
    await town.chairman.taps("Đồng ý")
    said = await town.dat.says("danh sách tổ")
    assert "Tổ thôn Hòa Bình" in said
    assert "Cộng tác viên: Trần Quốc Đạt" in said


async def test_j13_a_member_moves_to_a_free_seat(town: Town) -> None:
    assert "còn chỗ thành viên" in await town.minh.says("cho tui chuyển tổ sang thôn Đông Trung")
    await town.minh.taps("Xin chuyển")
    await town.minh.taps("Bỏ qua")
    await town.binh.taps("Đề xuất")
    await town.hung.taps("Giới thiệu")
    await town.chairman.taps("Đồng ý")
    assert "3. Thành viên: Phan Văn Minh" in await town.hung.says("danh sách tổ")
    assert "2/3" in await town.binh.says("danh sách tổ")


async def test_who_has_no_place_cannot_move_it_and_a_leader_neither(town: Town) -> None:
    assert "chưa có tên" in await town.lan.says("xin chuyển sang tổ thôn Bắc Hải")
    assert "theo chức danh" in await town.hung.says("xin chuyển sang tổ thôn Bắc Hải")


async def test_second_thoughts_send_nothing(town: Town) -> None:
    await town.dat.says("xin chuyển sang tổ thôn Hòa Bình")
    assert "không gửi gì" in await town.dat.taps("Thôi")
    assert town.lai.heard == []


@pytest.mark.parametrize("said", ["tui xin qua tổ xóm 5", "xin chuyen sang to xom 5"])
async def test_plain_words_are_enough(town: Town, said: str) -> None:
    assert "Tổ xóm 5" in await town.minh.says(said)


async def test_moving_to_where_one_is(town: Town) -> None:
    assert "đã có tên" in await town.dat.says("xin chuyển sang tổ thôn Liên Giang")
