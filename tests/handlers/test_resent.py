"""A report that the commune sent back comes again: who asked for it hears so, with what is other now."""

from __future__ import annotations

from sqlalchemy import and_, update

from storage.tables import offices
from tests.handlers.test_consolidating import reported
from tests.town import Town

BACK = "trả lại báo cáo thôn Đông Trung, số VNeID hơi lớn"


def told(heard: list[str]) -> list[str]:
    """What was said of a report that came again."""
    return [one for one in heard if "đã sửa và gửi lại báo cáo" in one]


async def test_who_sent_it_back_hears_that_it_came_again_and_what_changed(town: Town) -> None:
    await reported(town)
    await town.tuan.says(BACK)
    await town.hung.taps("Sửa báo cáo")
    await town.hung.says("4", "40", "gửi")
    [letter] = told(town.tuan.heard)
    assert "Tổ thôn Đông Trung đã sửa và gửi lại báo cáo tháng 11" in letter
    assert "số VNeID hơi lớn" in letter
    assert "400 → 40" in letter
    assert not told(town.tan.heard), "who did not ask for it is not told"
    receipt = next(one for one in reversed(town.hung.heard) if "✅" in one)
    assert "đã nhận bản sửa báo cáo tháng 11" in receipt


async def test_who_sent_it_back_and_types_it_in_himself_is_not_told(town: Town) -> None:
    await reported(town)
    await town.tuan.says(BACK)
    await town.tuan.says("nhập hộ thôn Đông Trung")
    await town.tuan.says("sửa 4 = 40", "gửi")
    assert not told(town.tuan.heard)


async def test_a_first_report_tells_nobody_that_it_came_again(town: Town) -> None:
    await town.hung.says(
        "báo cáo tháng 11: 5 buổi 120 người dự, hướng dẫn 86 lượt, vneid 14, dvc 9 hồ sơ, thanh toán số 21"
    )
    await town.hung.says("không có thêm", "không", "không", "không", "gửi")
    assert not told(town.tuan.heard)
    assert any("✅ UBND xã đã nhận báo cáo tháng 11" in one for one in town.hung.heard)


async def test_who_left_the_office_meanwhile_is_not_told_but_who_holds_it_now(town: Town) -> None:
    await reported(town)
    await town.tuan.says(BACK)
    async with town.database.write() as rows:
        ends = and_(offices.c.person_id == "P004", offices.c.office == "can_bo_cntt_xa")
        await rows.run(update(offices).where(ends).values(valid_to=town.now.date(), status="ended"))
    await town.hung.says("sửa báo cáo", "4", "40", "gửi")
    assert not told(town.tuan.heard)
    assert told(town.hong.heard)
