"""The questions that take words: a figure, a line or an order typed there is none of the Tổ's difficulties."""

from __future__ import annotations

import pytest

from tests.handlers.test_report import FIGURES, only
from tests.town import Somebody, Town


async def up_to_words(who: Somebody) -> str:
    """The figures; then the first question that takes words."""
    return await who.says("báo cáo", *FIGURES, "không có thêm")


async def finished(town: Town, *more: str) -> dict[str, object]:
    """The rest of the questions, then sent: what was kept."""
    await town.hung.says(*more, "xong", "gửi")
    values: dict[str, object] = (await only(town))["values"]
    return values


async def test_a_figure_at_a_question_for_words_is_mended_and_read_back(town: Town) -> None:
    assert "khó khăn" in await up_to_words(town.hung)
    said = await town.hung.says("vneid 10 thoi")
    assert "Đã ghi lại: số người được cài đặt/kích hoạt VNeID 10." in said
    assert "khó khăn" in said
    assert "Trợ lý ghi là 6 buổi, đúng không" in await town.hung.says("nhầm, 6 buổi chứ không phải 5")
    assert "khó khăn" in await town.hung.says("đúng")
    assert "đã ghi như vậy rồi" in await town.hung.says("vneid 10")
    assert "trực tiếp 90" in await town.hung.says("sửa 3 = 90")
    values = await finished(town, "kho khan khong co", "Sáng kiến: quay phim ngắn")
    assert values["cach_lam_hay"] == "quay phim ngắn"
    assert (values["so_buoi"], values["luot_huong_dan"], values["vneid"]) == (6, 90, 10)
    assert "kho_khan" not in values


@pytest.mark.parametrize(
    ("choice", "words", "figure"),
    [
        ("Ghi lời", "mạng yếu, vneid 10 thôi", 14),
        ("Ghi số", None, 10),
        ("Cả hai", "mạng yếu, vneid 10 thôi", 10),
    ],
)
async def test_words_and_a_figure_together_are_asked_back(
    town: Town, choice: str, words: str | None, figure: int
) -> None:
    await up_to_words(town.hung)
    asked = await town.hung.says("mạng yếu, vneid 10 thôi")
    assert "VNeID 10 (đang ghi 14)" in asked
    assert town.hung.buttons == ["Ghi lời", "Ghi số", "Cả hai"]
    assert "«Ghi số»" in await town.hung.says("đúng")
    assert town.hung.buttons == ["Ghi lời", "Ghi số", "Cả hai"]
    await town.hung.taps(choice)
    values = await finished(town, *(["không có"] if words is None else []), "không có")
    assert (values.get("kho_khan"), values["vneid"]) == (words, figure)


async def test_another_sentence_instead_of_a_choice_is_the_answer(town: Town) -> None:
    await up_to_words(town.hung)
    await town.hung.says("mạng yếu, vneid 10 thôi")
    assert "sáng kiến" in await town.hung.says("ý tôi là mạng ở xóm trên yếu lắm")
    values = await finished(town, "không")
    assert (values["kho_khan"], values["vneid"]) == ("ý tôi là mạng ở xóm trên yếu lắm", 14)


async def test_old_buttons_and_orders_are_no_words_of_the_team(town: Town) -> None:
    await up_to_words(town.hung)
    assert "sáng kiến" in await town.hung.says("không có")
    for order in ("gửi", "gui", "Gửi", "gửi đi", "Đúng", "Sửa", "ok", "12", "Báo cáo", "lưu lại"):
        said = await town.hung.says(order)
        assert "sáng kiến" in said, (order, said)
    assert "Còn 2 câu ngắn nữa là gửi được" in await town.hung.says("gui")
    await town.hung.says("danh sach to")
    assert any("Tổ trưởng: Nguyễn Văn Hùng" in one for one in town.hung.heard[-2:])
    await town.hung.says("bao giờ đến hạn")
    assert any("thứ Tư, 18/11" in one for one in town.hung.heard[-2:])
    assert "cach_lam_hay" not in await finished(town, "không có")


@pytest.mark.parametrize(
    "words",
    [
        "có 2 người già không có điện thoại",
        "đề nghị xã cấp 5 máy tính",
        "15 hộ chưa có mạng",
        "sóng 4G yếu",
        "vneid mức 2 khó cài cho người già",
        "thời hạn gấp quá",
        "báo cáo khó quá",
        "tổ chức 5 buổi mà ít người đến",
    ],
)
async def test_words_that_speak_of_numbers_stay_words(town: Town, words: str) -> None:
    await up_to_words(town.hung)
    assert "sáng kiến" in await town.hung.says(words)
    assert (await finished(town, "không"))["kho_khan"] == words


async def test_words_and_figure_each_under_its_name(town: Town) -> None:
    await up_to_words(town.hung)
    assert "sáng kiến" in await town.hung.says("vneid 10, khó khăn: mạng yếu")
    values = await finished(town, "không")
    assert (values["kho_khan"], values["vneid"]) == ("mạng yếu", 10)
