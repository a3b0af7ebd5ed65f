"""A report that a member has written and nobody has sent is named in the reminder to who leads the team."""

from __future__ import annotations

from dataclasses import replace

from domain.periods import Period
from storage import directory, reports
from tests.scheduler.conftest import Commune, on, texts

NOVEMBER = Period(2026, 11)


async def test_a_report_that_a_member_has_written_is_named_in_the_reminder(commune: Commune) -> None:
    async with commune.database.write() as rows:
        form = (await directory.load(rows)).form(on(14).date())
        for code, by, values in (("18685-04", "P043", {"so_buoi": 3}), ("18685-05", "P051", {})):
            held = await reports.hold(rows, code, NOVEMBER, by, form)
            await reports.change(rows, held, replace(held.report, values=values), None)
    letters = await commune.sweep(on(15))
    [letter] = [one for one in letters if one.to == "person:P041"]
    assert "Đã có bản chị Hoa soạn sẵn: bác bấm «Báo cáo» xem lại rồi gửi là xong ạ." in letter.text
    assert [one["title"] for one in letter.buttons] == ["Báo cáo"]
    assert "mất khoảng 2 phút" in "".join(texts(letters, "person:P051")), "an empty draft is none"
