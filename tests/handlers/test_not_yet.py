"""Who has not reported: told to those who gather the reports, by whatever words they ask."""

from __future__ import annotations

import pytest

from tests.handlers.test_consolidating import reported, sent
from tests.handlers.test_correction import sent as report_sent
from tests.town import Town


@pytest.mark.parametrize(
    "words",
    [
        "ai chua gui",
        "tổ nào chưa báo cáo",
        "thon nao chua nop",
        "còn ai chưa gửi báo cáo tháng 11 ạ?",
        "còn thiếu báo cáo của thôn nào",
        "bc cac to",
        "danh sách các tổ chưa nộp",
    ],
)
async def test_an_officer_hears_who_is_missing(town: Town, words: str) -> None:
    await reported(town)
    answer = await town.hong.says(words)
    assert "Báo cáo tháng 11 (15/10–14/11), xã Cẩm Bình: đã nhận 4/7 Tổ." in answer
    assert "Hạn của Tổ: thứ Tư, 18/11 (còn 2 ngày)." in answer
    assert "Chưa nhận: thôn Bắc Hải, xóm 5 và thôn Tân Phong." in answer
    assert town.hong.buttons == ["Tổng hợp"]


async def test_chairman_and_leader_of_the_communes_team_ask_as_well(town: Town) -> None:
    await reported(town)
    for who in (town.chairman, town.tan, town.tuan):
        assert "Chưa nhận: thôn Bắc Hải, xóm 5 và thôn Tân Phong." in await who.says("ai chưa gửi")


async def test_after_the_window_of_december_has_begun_november_is_still_meant(town: Town) -> None:
    await reported(town)
    await town.passes(days=12)
    assert "Báo cáo tháng 11" in await town.tuan.says("ai chưa gửi")


async def test_the_department_hears_by_commune_and_who_has_sent_its_consolidation(town: Town) -> None:
    await sent(town)
    for words in ("thon nao thieu bao cao xa cam binh", "tổ nào chưa nộp báo cáo xã Cẩm Bình"):
        assert "Chưa nhận: thôn Bắc Hải, xóm 5 và thôn Tân Phong." in await town.son.says(words)
    answer = await town.son.says("xa nao chua gui")
    assert "xã Cẩm Bình (3 Tổ)" in answer
    assert "Đã gửi tổng hợp lên: 1/2 nơi (chờ xác nhận 1); chưa gửi: xã Cẩm Lạc." in answer
    assert "công văn đôn đốc tháng 11" in await town.son.says("nhắc các xã chưa gửi")


async def test_a_village_leader_hears_of_his_own_team(town: Town) -> None:
    await reported(town)
    await report_sent(town.sau)
    answer = await town.sau.says("ai chưa gửi")
    assert "✅" in answer
    assert "Chưa nhận" not in answer
