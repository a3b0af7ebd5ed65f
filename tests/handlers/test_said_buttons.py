"""The words of a button are typed where it could be pressed: they count for the newest question, nothing else does."""

from __future__ import annotations

import pytest

from handlers import CONVERSATIONS
from handlers.said_buttons import TITLES
from tests.town import Town

DRAFT = "báo cáo 3 buổi 60 người, hướng dẫn 40, vneid 10, dvc 4, thanh toán số 3"


async def drafted(town: Town) -> None:
    """Hoa has drafted the report of Bắc Hải; Sáu is asked whether it goes."""
    await town.hoa.says(DRAFT, "không", "không", "không", "xong", "gửi")
    assert town.sau.buttons == ["Gửi", "Sửa"]


@pytest.mark.parametrize("said", ["gui", "Gửi", "gửi đi", "ok gui nhe"])
async def test_the_word_gui_sends_the_draft_under_which_it_stands(town: Town, said: str) -> None:
    await drafted(town)
    assert "UBND xã đã nhận báo cáo tháng 11" in await town.sau.says(said)


@pytest.mark.parametrize("said", ["ok", "vâng", "đồng ý"])
async def test_a_bare_word_sends_nothing_and_shows_the_buttons_again(town: Town, said: str) -> None:
    await drafted(town)
    assert "chưa làm gì ạ. Nếu bác trả lời về bản báo cáo thành viên đã soạn" in await town.sau.says(said)
    assert town.sau.buttons[0] == "Gửi"
    assert "UBND xã đã nhận báo cáo tháng 11" in await town.sau.taps("Gửi")


async def test_once_it_was_sent_the_word_sends_nothing_more(town: Town) -> None:
    await drafted(town)
    await town.sau.taps("Gửi")
    assert "rồi, mã" in await town.sau.says("gửi")


async def test_who_is_asked_to_go_answers_in_the_words_of_the_button(town: Town) -> None:
    await town.binh.says("thay anh Minh bằng bà Trần Thị Hòa, 1990", "chuyển đi", "làm")
    assert "vẫn tham gia Tổ, không có gì thay đổi" in await town.minh.says("toi van tham gia")
    assert "cho biết vẫn tham gia Tổ" in town.binh.heard[-1]


async def test_words_of_agreement_are_asked_back_where_a_leave_hangs_on_them(town: Town) -> None:
    await town.binh.says("thay anh Minh bằng bà Trần Thị Hòa, 1990", "chuyển đi", "làm")
    assert "việc có thôi tham gia Tổ hay không" in await town.minh.says("dong y")
    assert town.minh.buttons == ["Tôi xin thôi", "Tôi vẫn tham gia"]


async def test_a_leave_is_proposed_and_a_collaborator_taken_in_the_words_of_the_button(town: Town) -> None:
    await town.minh.says("xin thôi tham gia Tổ vì đi làm xa", "gửi")
    assert "Trợ lý ghi: đề xuất 1 đơn." in await town.binh.says("đề xuất")


async def test_duyet_is_the_consolidations_where_no_request_waits(town: Town) -> None:
    await town.hung.says("báo cáo tháng 11 không phát sinh", "đúng")
    await town.tuan.says("tổng hợp")
    assert "Vẫn duyệt ạ?" in await town.tuan.says("duyet")
    assert "Đã duyệt tổng hợp tháng 11" in await town.tuan.says("van duyet")
    assert "Đã hủy duyệt" in await town.tuan.says("huy duyet")
    await town.tuan.says("tổng hợp")
    await town.tuan.says("duyệt")
    assert "Đã duyệt tổng hợp tháng 11" in await town.tuan.says("vẫn duyệt")
    assert "Đã gửi tổng hợp tháng 11" in await town.tuan.says("gui len")
    await town.son.says(
        "tổng hợp"
    )  # a card with buttons of its own: the letter's are still meant by their words
    assert "Đã ghi nhận tổng hợp tháng 11" in await town.son.says("da nhan")


def test_every_verb_of_the_table_is_somebodys() -> None:
    verbs = {verb for one in CONVERSATIONS for verb in one.verbs}
    assert {verb for behind in TITLES.values() for verb in behind} <= verbs
