"""Whoever asks why no reminder came, or asks to remind others, never loses his own reminders by it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.tables import people
from tests.town import Town

HUNG, SON = "P011", "P900"
WHY = [
    "sao khong thay nhac",
    "sao không thấy nhắc nữa",
    "tai sao tro ly khong nhac toi",
    "răng tháng ni không nhắc chi cả",
    "không thấy nhắc gì cả",
    "sao mấy hôm nay không thấy nhắn tin nữa",
    "quen khong nhac toi a",
    "sao ko nhắc báo cáo",
    "không ai nhắc tôi cả",
    "tôi không được nhắc",
]


async def snoozed(town: Town) -> list[str]:
    """Who is not reminded now."""
    async with town.database.read() as rows:
        found = await rows.all(select(people.c.id).where(people.c.snoozed_until.is_not(None)))
    return [row.id for row in found]


@pytest.mark.parametrize("words", WHY)
async def test_who_asks_why_no_reminder_came_is_told_and_keeps_them(town: Town, words: str) -> None:
    answer = await town.hung.says(words)
    assert "Lời nhắc của bác vẫn đang bật ạ." in answer
    assert "Báo cáo tháng 11 (15/10–14/11) chưa gửi, hạn thứ Tư, 18/11" in answer
    assert await snoozed(town) == []


async def test_in_the_middle_of_a_report_as_well(town: Town) -> None:
    await town.hung.says("báo cáo", "5", "120", "sao không thấy nhắc")
    assert "vẫn đang bật" in town.hung.heard[-2]
    assert "(3/6)" in town.hung.heard[-1]
    assert await snoozed(town) == []


async def test_who_has_stopped_them_is_told_until_when_and_how_to_have_them_again(town: Town) -> None:
    assert "đến hết thứ Ba, 15/12" in await town.hung.says("đừng nhắc nữa")
    assert "đang tạm ngừng đến hết thứ Ba, 15/12" in await town.hung.says("sao không thấy nhắc")
    assert "nhắc lại như thường" in await town.hung.taps("Bật nhắc")
    assert await snoozed(town) == []


async def test_a_pause_of_the_commune_is_the_reason(town: Town) -> None:
    await town.tuan.says("tạm dừng nhắc vì bão đến 28/11", "Tạm dừng")
    answer = await town.hung.says("sao không thấy nhắc")
    assert "Xã Cẩm Bình đang tạm dừng nhắc vì bão đến hết thứ Bảy, 28/11" in answer


async def test_what_has_been_sent_needs_no_reminder(town: Town) -> None:
    await town.hung.says("báo cáo tháng 11 không phát sinh", "đúng")
    assert "xã đã nhận nên không phải nhắc" in await town.hung.says("sao không thấy nhắc")


OTHERS = [
    "nhac xa cam lac gui bc",
    "nhắc xã Cẩm Lạc gửi báo cáo",
    "nhắc xã Cẩm Lạc chiều nay gửi báo cáo",
    "gửi lời nhắc cho xã Cẩm Lạc",
]


@pytest.mark.parametrize("words", OTHERS)
async def test_to_remind_a_commune_shows_who_is_missing_there(town: Town, words: str) -> None:
    answer = await town.son.says(words)
    assert "xã Cẩm Lạc: đã nhận 0/" in answer
    assert "Trợ lý tự nhắc từng Tổ trưởng trước hạn và khi quá hạn." in answer
    assert await snoozed(town) == []


@pytest.mark.parametrize("words", ["nhac bac hung nop bao cao", "nhắc các tổ nộp báo cáo", "nhắc xã Cẩm Lạc"])
@pytest.mark.parametrize("name", ["son", "tuan", "chairman", "nga"])
async def test_to_remind_somebody_else_stops_nobodys_reminders(town: Town, name: str, words: str) -> None:
    await getattr(town, name).says(words)
    assert await snoozed(town) == []


async def test_the_words_that_do_stop_them_still_do(town: Town) -> None:
    for words in (
        "đừng nhắc nữa",
        "thôi không nhắc nữa nha, biết rồi",
        "tắt nhắc đi",
        "ngày 20 nhắc tui nghe",
    ):
        await town.hung.says("bật nhắc", words)
        assert await snoozed(town) == [HUNG], words


DOUBTFUL = [
    "nhắc chị Thắm nộp báo cáo giúp tôi",
    "nhac anh minh mai gui bao cao",
    "nhắc chị Mai nộp báo cáo",
    "nhắc ông Sáu",
    "gọi nhắc bác Sáu nộp báo cáo",
    "nhắn các thôn sáng mai nộp",
    "hỏi bác Bính chiều nay họp mấy giờ",
    "thôn Bắc Hải mai mới gửi",
    "ai tắt nhắc của tôi",
    "sao lại tắt nhắc của tôi",
    "đã tắt nhắc chưa",
    "đừng tắt nhắc",
    "không muốn tắt nhắc",
    "nhắc tui nộp báo cáo",
]


@pytest.mark.parametrize("words", DOUBTFUL)
async def test_what_may_mean_somebody_else_or_asks_switches_nothing_off(town: Town, words: str) -> None:
    for who in (town.tuan, town.chairman) if "thôn" in words else (town.hung, town.tuan):
        await who.says(words)
        assert await snoozed(town) == []


async def test_what_is_doubtful_is_asked_back_with_a_button(town: Town) -> None:
    assert "lời nhắc của bác vẫn như thường ạ." in await town.hung.says("đã tắt nhắc chưa")
    assert "đến hết thứ Ba, 15/12" in await town.hung.taps("Đừng nhắc nữa")
    assert await snoozed(town) == [HUNG]


async def test_later_is_not_for_a_month(town: Town) -> None:
    for words, until in (
        ("nhắc sau nhé", "thứ Hai, 16/11"),
        ("nhac toi sau 3 ngay", "thứ Tư, 18/11"),
        ("nhắc lại sau một tuần", "Chủ nhật, 22/11"),
    ):
        assert f"ngừng nhắc đến hết {until}." in await town.hung.says(words)


@pytest.mark.parametrize("words", ["đừng nhắc nữa phiền quá", "mai tui gưỉ hè", "tắt nhắc đi em"])
async def test_what_is_plain_is_not_asked_back(town: Town, words: str) -> None:
    assert "ngừng nhắc đến hết" in await town.hung.says(words)
