"""What somebody has under way."""

from tests.handlers.test_join import fills_in
from tests.town import Town


async def test_nothing_yet(town: Town) -> None:
    assert "chưa có đơn" in await town.lan.says("don cua toi")


async def test_a_request_is_followed_to_its_end(town: Town) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Thành viên")
    await fills_in(town.lan)
    await town.lan.taps("Gửi")
    assert "chờ Tổ trưởng, trả lời chậm nhất hết thứ Năm, 19/11" in await town.lan.says("đơn của tôi")
    await town.hung.taps("Giới thiệu")
    assert "chờ Chủ tịch UBND xã" in await town.lan.says("xem đơn của em đến đâu rồi")
    await town.chairman.taps("Đồng ý")
    assert "chờ số quyết định" in await town.lan.says("đơn của tôi")


async def test_a_reason_is_told_again(town: Town) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Thành viên")
    await fills_in(town.lan)
    await town.lan.taps("Gửi")
    await town.hung.taps("Chưa giới thiệu")
    await town.hung.says("nhà ở thôn khác, bận buôn bán")
    assert "Lý do: nhà ở thôn khác" in await town.lan.says("đơn của tôi")
