"""Storm pause: an officer stops the reminders below, the leaders hear of it once, and "nhắc lại" ends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from scheduler.judging import still_true
from storage.tables import outbox
from tests.town import Town

STORM = "tạm dừng nhắc vì bão đến 17/11"


def reminders(heard: list[str]) -> list[str]:
    """Those that ask for a report."""
    return [one for one in heard if "gửi báo cáo kỳ" in one]


async def test_nobody_is_reminded_until_the_day_is_over(town: Town) -> None:
    read_back = await town.tuan.says(STORM)
    assert read_back == (
        "Tạm dừng mọi lời nhắc của xã Cẩm Bình (7 Tổ) vì bão đến hết thứ Ba, 17/11."
        " Hạn nộp không đổi, tin khẩn vẫn chuyển ngay. Làm như vậy chứ ạ?"
    )
    assert "«nhắc lại»" in await town.tuan.taps("Tạm dừng")
    told = [one for one in town.hung.heard if "tạm dừng nhắc" in one]
    assert len(told) == 1
    assert told[0] == (
        "Xã Cẩm Bình tạm dừng nhắc báo cáo vì bão đến hết thứ Ba, 17/11. Hạn nộp không đổi, Tổ gửi được lúc nào"
        " Trợ lý nhận lúc ấy. Có việc khẩn, gõ «báo tin khẩn» ạ."
    )
    posts = len(town.commune_group)
    await town.until(town.now.replace(day=17, hour=19))
    assert reminders(town.hung.heard) == []
    assert len(town.commune_group) == posts
    await town.until(town.now + timedelta(hours=12))
    assert len(reminders(town.hung.heard)) == 1, "the newest that is still true, once"


async def test_the_officer_has_reminders_come_again(town: Town) -> None:
    await town.tuan.says(STORM)
    await town.tuan.taps("Tạm dừng")
    assert "Đã nhắc lại như thường ở xã Cẩm Bình" in await town.tuan.says("nhắc lại")
    assert town.hung.heard[-1] == "Xã Cẩm Bình nhắc báo cáo lại như thường từ hôm nay ạ."
    await town.until(town.now.replace(day=17, hour=19))
    assert len(reminders(town.hung.heard)) == 1


async def test_one_village_under_water(town: Town) -> None:
    assert "của thôn Bắc Hải, xã Cẩm Bình (1 Tổ) vì mưa lũ" in await town.tan.says(
        "tam dung nhac thon Bac Hai vi lut den 17/11"
    )
    await town.tan.taps("Tạm dừng")
    await town.until(town.now.replace(day=17, hour=19))
    assert reminders(town.sau.heard) == []
    assert len(reminders(town.hung.heard)) == 1


async def test_a_day_is_asked_for_and_no_means_no(town: Town) -> None:
    assert "đến hết ngày nào" in await town.chairman.says("tạm dừng nhắc cả xã vì bão")
    await town.chairman.says("18/11")
    assert "vẫn như thường" in await town.chairman.taps("Thôi")


async def test_of_a_village_leader_only_his_own_reminders_stop(town: Town) -> None:
    assert "Trợ lý ngừng nhắc đến" in await town.hung.says(STORM)
    await town.until(town.now.replace(day=17, hour=19))
    assert len(reminders(town.sau.heard)) == 1
    assert "nhắc lại như thường" in await town.hung.says("nhắc lại")


async def test_who_could_not_be_told_of_a_pause_does_not_hear_of_it_when_it_is_over(town: Town) -> None:
    await town.tuan.says(STORM)
    await town.tuan.taps("Tạm dừng")
    async with town.rows() as rows:
        found: list[Any] = [
            one
            for one in await rows.all(outbox.select())
            if one.to == "person:P011" and one.kind == "broadcast"
        ]
    [letter] = found
    assert letter.check == {"paused": "18685"}
    async with town.rows() as rows:
        assert await still_true(rows, letter, town.now)
    await town.tuan.says("nhắc lại")
    async with town.rows() as rows:
        assert not await still_true(rows, letter, town.now)
