"""November 2026 in the demo commune, evening by evening: teams are due on Wednesday 18, the commune on Tuesday 24."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from domain.reminders import Channel
from tests.scheduler.conftest import COMMUNE, LEADERS, VILLAGES, Commune, on, texts, things, to

GROUP = "group:c1b2c3d4e5f6a7b8c9d0"
WITH_BOT = {"a1b2c3d4e5f6a7b8c9d1", "a1b2c3d4e5f6a7b8c9d2", "a1b2c3d4e5f6a7b8c9d4", "a1b2c3d4e5f6a7b8c9d6"}
ALL_LEADERS = {"P002", *LEADERS.values(), "P102", "P111"}


async def test_the_month_as_the_plan_prescribes_it(commune: Commune) -> None:
    opening = await commune.sweep(on(14))
    assert to(opening, prefix="group:") == WITH_BOT | {GROUP.removeprefix("group:")}
    assert to(opening) == set()
    assert texts(opening, GROUP) == [
        (
            "Kỳ báo cáo tháng 11 (15/10–14/11) đã mở, hạn thứ Tư, 18/11."
            " Mời các Tổ trưởng nhắn «báo cáo» cho Trợ lý, mất khoảng 2 phút ạ."
        )
    ]

    await commune.reports("18685-01", "18685-02", at=on(15, 9))
    first = await commune.sweep(on(15))
    assert to(first) == ALL_LEADERS - {"P011", "P021"}
    assert texts(first, "person:P041") == [
        (
            "⏰ Thưa bác Sáu, còn 3 ngày (hạn thứ Tư, 18/11) gửi báo cáo kỳ tháng 11 (15/10–14/11) của Tổ thôn Bắc Hải."
            " Bác bấm «Báo cáo», mất khoảng 2 phút ạ."
        )
    ]
    assert texts(first, GROUP) == [
        "Nhóm đã có 2/7 Tổ gửi báo cáo tháng 11; còn 3 ngày (hạn thứ Tư, 18/11). Cảm ơn các Tổ!"
    ]

    assert await commune.sweep(on(16)) == []

    await commune.reports("18685-03", at=on(17, 12))
    eve = await commune.sweep(on(17))
    assert to(eve) == ALL_LEADERS - {"P011", "P021", "P031"}
    assert len(eve) == len({(one.to, one.kind) for one in eve}), "third evening and eve are one message"
    assert "còn 1 ngày (hạn thứ Tư, 18/11)" in texts(eve, "person:P041")[0]

    assert await commune.sweep(on(18)) == []

    await commune.reports("18685-04", at=on(18, 20))
    told = await commune.sweep(on(19, 8))
    assert to(told) == set()
    assert to(told, "escalation") == {"P002", "P052", "P062", "P102"}
    assert texts(told, "person:P002") == [
        (
            "Thưa anh Tân, hết hạn thứ Tư, 18/11, xã đã nhận 4/7 báo cáo kỳ tháng 11 (15/10–14/11)."
            " Chưa nhận được: Tổ xã, xóm 5 và thôn Tân Phong. Nhờ anh gọi nhắc giúp ạ."
        )
    ]
    assert "Nếu Tổ trưởng bận, nhờ bạn gửi giúp" in texts(told, "person:P052")[0]

    for day in (19, 20, 21):
        assert await commune.sweep(on(day)) == []

    two_days = await commune.sweep(on(22))
    assert to(two_days) == {"P002", "P004", "P005", "P102"}
    assert "còn 2 ngày (hạn thứ Ba, 24/11) xã gửi tổng hợp" in texts(two_days, "person:P002")[0]

    await commune.reports(COMMUNE, "18685-05", "18685-06", at=on(23, 9))
    assert to(await commune.sweep(on(23)), "reminder") == {"P102"}

    due_morning = await commune.sweep(on(24, 8))
    assert texts(due_morning, "person:P900") == [
        (
            "Kính gửi đồng chí Sơn, hôm nay, thứ Ba, 24/11, là hạn gửi tổng hợp báo cáo kỳ tháng 11 (15/10–14/11)."
            " Đã đủ báo cáo của các Tổ: 1/2 xã; còn thiếu: xã Cẩm Lạc."
            " Chưa gửi tổng hợp (tính đến 08:00 ngày 24/11): xã Cẩm Bình và xã Cẩm Lạc ạ."
        )
    ]
    due_evening = await commune.sweep(on(24))
    assert texts(due_evening, GROUP) == ["Cả 7/7 Tổ đã gửi báo cáo tháng 11. Cảm ơn các Tổ!"]
    assert await commune.sweep(on(25)) == []


async def test_who_has_reported_is_never_reminded_at_any_hour(commune: Commune) -> None:
    await commune.reports(COMMUNE, *VILLAGES, at=on(14, 20))
    written = []
    for hour in range(0, 24 * 12, 2):  # a sweep makes up for the hour before it
        written += await commune.sweep(on(14, 21) + timedelta(hours=hour))
    mine = {"P002", *LEADERS.values()}
    assert mine & (to(written, "reminder") | to(written, "prompt")) == set()
    assert to(written, "broadcast", "group:") == WITH_BOT, "their groups are thanked"
    assert len([one for one in written if one.kind == "broadcast"]) == len(WITH_BOT), "once"


async def test_no_group_hears_a_name_or_who_is_missing(commune: Commune) -> None:
    await commune.reports("18685-01", at=on(15, 9))
    posts = [
        one.text
        for day in range(14, 26)
        for one in await commune.sweep(on(day))
        if one.to.startswith("group:")
    ]
    people = ("Hùng", "Sáu", "Tráng", "Xuân", "Bính", "Lài")
    assert posts
    assert not any(name in post for post in posts for name in people)
    assert not any("chưa" in post.casefold() or "chậm" in post for post in posts)


async def test_a_group_without_a_bot_is_reached_through_its_owner_once(commune: Commune) -> None:
    opening = await commune.sweep(on(14))
    assert to(opening, "prompt") == {"P031", "P051"}
    [card] = texts(opening, "person:P051")
    assert card.startswith("Thưa bác Tráng, nhờ bác chuyển giúp vào nhóm Tổ xóm 5:\n«Kỳ báo cáo")
    assert await commune.sweep(on(14, 20)) == []


async def test_in_quiet_hours_nothing_is_written_and_in_the_morning_the_newest_is(commune: Commune) -> None:
    for at in (on(15, 21), on(15, 23, 59), on(16, 3), on(16, 6, 29)):
        assert await commune.sweep(at) == []
    morning = await commune.sweep(on(16, 6, 30))
    assert to(morning) == ALL_LEADERS
    assert "còn 2 ngày" in texts(morning, "person:P041")[0]
    assert all(one.not_before == on(16, 6, 30) for one in morning)


async def test_twice_late_and_on_three_machines_at_once_is_once(commune: Commune) -> None:
    machines = [commune.another_sweeper() for _ in range(3)]
    await asyncio.gather(*(one.sweep(on(15)) for one in machines))
    await commune.sweep(on(15, 20))
    await commune.sweep(on(16, 12))
    keys = [one.key for one in await commune.outbox()]
    assert len(keys) == len(set(keys))
    reminders = [one for one in await commune.outbox() if f":{Channel.PRIVATE}:" in one.key]
    assert len(reminders) == len(ALL_LEADERS)


async def test_after_a_week_down_only_the_newest_that_is_still_true_is_told(commune: Commune) -> None:
    await commune.sweep(on(13))
    late = await commune.sweep(on(21, 10))
    assert to(late) == set(), "the due date of the teams is over"
    assert to(late, prefix="group:") == set()
    assert to(late, "escalation") >= {"P002", "P102"}
    assert await commune.sweep(on(21, 11)) == []


async def test_back_on_the_eve_one_reminder_is_enough(commune: Commune) -> None:
    back = await commune.sweep(on(17, 20))
    assert len(texts(back, "person:P041")) == 1
    assert "còn 1 ngày" in texts(back, "person:P041")[0]
    assert len(texts(back, GROUP)) == 1


async def test_what_is_weeks_old_is_not_told_any_more(commune: Commune) -> None:
    assert to(await commune.sweep(on(10)), "escalation") <= {"P001", "P002", "P101", "P102"}
    assert not any("hết hạn" in one.text for one in await commune.outbox())


async def test_a_reminder_is_worth_nothing_after_the_next_one_or_the_due_date(commune: Commune) -> None:
    first = await commune.sweep(on(15))
    assert {
        one.expires_at for one in things(first) if ":private:team:" in one.key and ":calls:" not in one.key
    } == {on(17)}
    eve = await commune.sweep(on(17))
    assert {one.expires_at for one in things(eve) if one.kind == "reminder"} == {
        on(18, 23, 59) + timedelta(seconds=59)
    }


async def test_tet_is_silent_and_then_everything_is_one_message(commune: Commune) -> None:
    for day in range(14, 23):
        assert await commune.sweep(on(day, 19, month=2)) == []
    monday = await commune.sweep(on(23, 6, 30, month=2))
    assert len(texts(monday, "person:P041")) == 1
    assert "hôm nay là hạn (thứ Hai, 23/2)" in texts(monday, "person:P041")[0]
    assert to(monday, prefix="group:") == WITH_BOT | {GROUP.removeprefix("group:")}
    assert "còn 1 ngày (hạn thứ Ba, 24/2)" in texts(monday, "person:P004")[0]


async def test_a_proposed_team_and_one_founded_later_are_not_expected(commune: Commune) -> None:
    await commune.change("teams", {"unit_code": "18685-05"}, status="proposed")
    await commune.change("teams", {"unit_code": "18685-06"}, valid_from=on(15).date())
    first = await commune.sweep(on(15))
    assert to(first) == ALL_LEADERS - {"P051", "P061"}
    assert "0/5 Tổ" in texts(first, GROUP)[0]


async def test_in_a_village_without_a_leader_the_deputy_is_reminded(commune: Commune) -> None:
    await commune.change("offices", {"person_id": "P041"}, valid_to=on(1).date(), status="ended")
    first = await commune.sweep(on(15))
    assert "P042" in to(first)
    assert "P041" not in to(first)
    [asked] = [one for one in things(first) if one.key.startswith("succession:")]
    assert asked.to == "person:P001"
    assert "Tổ thôn Bắc Hải hiện chưa có Tổ trưởng" in asked.text


async def test_calendar_month_windows_move_the_dates_into_the_next_month(commune: Commune) -> None:
    calendar = commune.another_sweeper("calendar")
    await calendar.sweep(on(30))
    [post] = texts(await commune.outbox(), GROUP)
    assert "(1/11–30/11) đã mở, hạn thứ Sáu, 18/12" in post
