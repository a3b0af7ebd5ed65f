"""The form is data; and a report typed in, returned, imported or proposed late stays one report."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from domain.periods import Period
from storage import people, reports
from storage.directory import STAMP
from storage.tables import report_forms, stamps
from tests.handlers.test_correction import sent
from tests.handlers.test_report import FIGURES, only, stored
from tests.town import Town

NOVEMBER = Period(2026, 11)
OWN_FORM = {
    "version": "tinh-2",
    "name": "Biểu của tỉnh",
    "fields": [
        {"key": "so_buoi", "label": "Số buổi", "unit": "buổi", "kind": "int", "max": 50, "core": True},
        {"key": "loa", "label": "Số lượt phát loa", "unit": "lượt", "kind": "int", "max": 99, "core": True},
        {"key": "y_kien", "label": "Ý kiến của dân", "kind": "text", "max": 20},
    ],
}


async def adopt(town: Town) -> None:
    """The province puts its own form in force."""
    async with town.database.write() as rows:
        form = {"version": "tinh-2", "valid_from": date(2026, 1, 1), "definition": OWN_FORM}
        await rows.add(report_forms, form)
        await rows.put(stamps, {"name": STAMP, "value": 99})


async def test_a_provinces_own_form_is_asked_and_kept_with_its_version(town: Town) -> None:
    await adopt(town)
    assert "(1/2)" in await town.hung.says("báo cáo")
    assert "lượt phát loa" in await town.hung.says("4")
    assert "0 đến 99 lượt" in await town.hung.says("100")
    assert "ý kiến của dân" in await town.hung.says("12")
    assert "20 chữ cái" in await town.hung.says("bà con mong có thêm nhiều lớp học")
    await town.hung.says("thêm lớp học", "xong")
    assert "3. Ý kiến của dân: thêm lớp học" in town.hung.heard[-1]
    await town.hung.says("gửi")
    report = await only(town)
    assert report["values"] == {"so_buoi": 4, "loa": 12, "y_kien": "thêm lớp học"}
    async with town.rows() as rows:
        kept = await reports.by_code(rows, report["code"])
    assert kept is not None
    assert kept.report.form_version == "tinh-2"


@pytest.mark.parametrize("definition", ["{", "[]", '{"version": "x", "fields": [{"key": "a"}]}'])
async def test_a_form_that_is_none_stops_nobody_and_is_named(town: Town, definition: str) -> None:
    await adopt(town)
    with capture_logs() as logs:
        async with town.database.write() as rows:
            broken = {"version": "hỏng", "valid_from": date(2026, 2, 1), "definition": {}}
            await rows.add(report_forms, broken)
            sql = text("UPDATE report_forms SET definition = :it WHERE version = 'hỏng'")
            await rows.run(sql, {"it": definition})
            await rows.put(stamps, {"name": STAMP, "value": 100})
        assert "(1/2)" in await town.hung.says("báo cáo")
    assert [one["version"] for one in logs if one["event"] == "report_form_malformed"] == ["hỏng"]


async def test_a_dialog_outlives_a_change_of_form(town: Town) -> None:
    await town.hung.says("báo cáo", "5")
    await adopt(town)
    await town.hung.says(*FIGURES[1:], "không", "không", "không", "xong", "gửi")
    assert (await only(town))["values"]["vneid"] == 14


async def test_an_import_mends_the_very_report_sent_by_chat(town: Town) -> None:
    await sent(town.hung)
    before = await only(town)
    await town.import_csv(
        "reports", "unit_code,period,submitted_at,so_buoi\n18685-01,2026-11,2026-11-17T20:00:00+07:00,8\n"
    )
    after = await only(town)
    assert (after["code"], after["values"]["so_buoi"], after["revision"]) == (before["code"], 8, 2)


async def test_a_returned_report_is_gone_through_and_sent_again(town: Town) -> None:
    await sent(town.hung)
    async with town.database.write() as rows:
        standing = await reports.find(rows, "18685-01", NOVEMBER, lock=True)
        assert standing is not None
        returned = standing.report.returned("thiếu số hồ sơ")
        await reports.change(rows, standing, returned, None, by="P004", at=town.now)
    assert "bổ sung" in await town.hung.says("xã nhận báo cáo chưa")
    await town.hung.says("báo cáo")
    assert "bổ sung" in town.hung.heard[-2]
    await town.hung.says("5 = 10", "gửi")
    report = await only(town)
    assert (report["status"], report["values"]["ho_so_dvc"]) == ("submitted", 10)


async def test_a_proposal_taken_after_the_lock_is_an_amendment(town: Town) -> None:
    await sent(town.hung)
    await town.passes(days=10)
    await town.tuan.says("chào Trợ lý")
    await town.hung.says("chào Trợ lý")
    await town.nga.says("sửa báo cáo tháng 11", "4 = 20", "gửi")
    await town.hung.taps("Dùng số mới")
    report = await only(town)
    assert (report["status"], report["values"]["vneid"]) == ("amended", 20)
    assert any("VNeID: 14 → 20" in text for text in town.tuan.heard)


async def test_a_button_of_a_draft_that_was_sent_meanwhile_has_no_effect(town: Town) -> None:
    await town.minh.says("báo cáo", *FIGURES, "không", "không", "không", "xong", "gửi")
    await town.tham.says("báo cáo", "gửi")
    assert (await only(town))["submitted_by"] == "P022"
    assert "đã được gửi" in await town.binh.taps("Gửi")
    assert "đã được gửi" in await town.binh.taps("Sửa")
    assert (await only(town))["revision"] == 1


async def test_who_left_the_team_meanwhile_sends_nothing(town: Town) -> None:
    await town.minh.says("báo cáo", *FIGURES, "không", "không", "không", "xong")
    async with town.database.write() as rows:
        [seat] = [
            one
            for one in await people.offices_in(rows, ["18685-02"], town.now.date())
            if one.person_id == "P023"
        ]
        await people.end(rows, seat, town.now.date())
    await town.minh.taps("Gửi")
    assert (await stored(town)) == []
    assert "gặp cán bộ" in town.minh.heard[-1]
