"""A report that an officer types in for a team: the form, the read-back, and what follows as from the chat."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import delete, select, update

from domain.forms import default_template
from domain.periods import Period
from storage import reports, tables
from storage.reports import Kept
from tests.town import Town
from tests.web.conftest import Enter
from tests.web.stage import Browser, Read
from tests.web.test_pages import reports as hung_reports

PAGE = "/to/18685-01/nhap-bao-cao"
FIGURES = {
    "o_so_buoi": "5",
    "o_luot_tuyen_truyen": "1.250",
    "o_luot_huong_dan": "86",
    "o_vneid": "14",
    "o_ho_so_dvc": "9",
    "o_tt_khong_tien_mat": "21",
}
NOVEMBER = Period(2026, 11)


async def kept(town: Town, unit: str = "18685-01", period: Period = NOVEMBER) -> Kept | None:
    """The report as it stands."""
    async with town.rows() as rows:
        return await reports.find(rows, unit, period)


async def press(browser: Browser, page: Read, deed: str, **fields: str) -> Read:
    """Press the button of a form on the page, with these fields filled in."""
    return await browser.post(str(page.url), page.form(deed) | fields)


async def sends(browser: Browser, path: str = PAGE, **fields: str) -> Read:
    """Fill in the form, read it back, send it."""
    form = await browser.get(path)
    asked = await press(browser, form, "check", **({"nguoi": "P011"} | fields))
    assert asked.status == 200, asked.text
    return await press(browser, asked, "send")


async def count(town: Town, table: Any, *where: Any) -> int:
    """How many rows there are."""
    async with town.rows() as rows:
        return len(await rows.all(select(table).where(*where)))


async def test_an_officer_types_in_what_the_deputy_told_her(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    team = await browser.get("/to/18685-01")
    assert PAGE in team.links
    form = await browser.get(PAGE)
    assert "Trần Thị Nga, Tổ phó" in form.text
    asked = await press(browser, form, "check", nguoi="P012", o_kho_khan="mạng yếu", **FIGURES)
    assert "Xem lại trước khi gửi" in asked.text
    assert "1.250 lượt" in asked.text
    assert "mạng yếu" in asked.text
    assert "Trần Thị Nga" in asked.text
    assert await kept(paged) is None
    done = await press(browser, asked, "send")
    assert "UBND xã đã nhận báo cáo tháng 11" in done.text
    assert "nhập hộ Trần Thị Nga" in done.text
    found = await kept(paged)
    assert found is not None
    assert found.report.values == {
        "so_buoi": 5,
        "luot_tuyen_truyen": 1250,
        "luot_huong_dan": 86,
        "vneid": 14,
        "ho_so_dvc": 9,
        "tt_khong_tien_mat": 21,
        "kho_khan": "mạng yếu",
    }
    assert (found.report.submitted_by, found.on_behalf_of, found.on_time) == ("P004", "P012", True)
    await paged.settle()
    assert "của Tổ thôn Đông Trung (số do bạn Nga cho): 5 buổi" in paged.hung.heard[-1]
    assert await count(paged, tables.audit, tables.audit.c.action == "report_sent") == 1


async def test_nothing_typed_is_lost_when_something_is_wrong(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    form = await browser.get(PAGE)
    wrong = FIGURES | {"o_so_buoi": "500", "o_vneid": "mấy chục", "o_kho_khan": "mạng <yếu>", "nguoi": "P999"}
    for deed in ("check", "send"):
        sent = form.form("check") | wrong | {"viec": deed}
        again = await browser.post(PAGE, sent)
        assert again.status == 400
        assert "Có 3 chỗ cần xem lại" in again.text
        assert "Số cần trong khoảng 0 đến 100 buổi ạ." in again.text
        assert "Xin ghi một con số bằng chữ số" in again.text
        assert "Xin chọn ai của Tổ đã cho số liệu" in again.text
        for typed in ('value="1.250"', 'value="500"', 'value="mấy chục"', "mạng &lt;yếu&gt;</textarea>"):
            assert typed in again.html
        assert again.html.count('aria-invalid="true"') == 3
    assert await kept(paged) is None


async def test_back_from_the_read_back_to_the_form(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    form = await browser.get(PAGE)
    asked = await press(browser, form, "check", nguoi="P012", **(FIGURES | {"o_vneid": "không"}))
    back = await press(browser, asked, "mend")
    assert back.status == 200
    assert 'value="1.250"' in back.html
    assert 'value="P012" selected' in back.html
    assert 'role="alert"' not in back.html


async def test_figures_worth_a_second_look_are_told_before_sending(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    form = await browser.get(PAGE)
    asked = await press(browser, form, "check", nguoi="P011", **(FIGURES | {"o_so_buoi": "60"}))
    assert "60 buổi là nhiều hơn thường gặp (20)" in asked.text


async def test_nil_is_said_and_is_not_the_same_as_nothing(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    form = await browser.get(PAGE)
    for fields, told in (
        ({}, "Chưa có con số nào"),
        ({"khong": "1", "o_so_buoi": "5"}, "Đã chọn không phát sinh mà vẫn có"),
    ):
        assert told in (await press(browser, form, "check", nguoi="P011", **fields)).text
    done = await sends(browser, khong="1", o_kho_khan="bão về, cả thôn chạy lụt")
    assert "Tổ báo không phát sinh" in done.text
    assert "bão về, cả thôn chạy lụt" in done.text
    found = await kept(paged)
    assert found is not None
    assert found.report.nil
    assert found.report.values == {**default_template().nil(), "kho_khan": "bão về, cả thôn chạy lụt"}


async def test_posting_twice_is_once(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    form = await browser.get(PAGE)
    asked = await press(browser, form, "check", nguoi="P011", **FIGURES)
    await press(browser, asked, "send")
    again = await press(browser, asked, "send")
    assert "Xã đã có đúng các số này rồi" in again.text
    found = await kept(paged)
    assert found is not None
    assert found.report.revision == 1
    await paged.settle()
    assert len([one for one in paged.hung.heard if "nhập hộ" in one]) == 1


async def test_her_own_entry_is_mended_by_her(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    await sends(browser, nguoi="P012", **FIGURES)
    form = await browser.get(PAGE)
    assert 'value="1250"' in form.html
    assert re.search(r"Mã BC-\w{6}\. 5 buổi · 1\.250 .*21 thanh toán số\. ", form.text), "sentences"
    assert 'value="P012" selected' in form.html
    await press(
        browser, await press(browser, form, "check", nguoi="P012", **(FIGURES | {"o_vneid": "41"})), "send"
    )
    found = await kept(paged)
    assert found is not None
    assert (found.report.revision, found.report.values["vneid"], found.on_behalf_of) == (2, 41, "P012")


async def test_what_the_leader_has_sent_is_never_overwritten(paged: Town, enter: Enter) -> None:
    await hung_reports(paged)
    browser, _ = await enter("tuan")
    form = await browser.get(PAGE)
    assert "số mới sẽ chuyển Tổ trưởng chọn" in form.text
    asked = await press(browser, form, "check", nguoi="P012", **(FIGURES | {"o_vneid": "41"}))
    first = await press(browser, asked, "send")
    assert "chuyển số mới để Tổ trưởng chọn" in first.text
    again = await press(browser, asked, "send")
    assert "đã chuyển các số này để Tổ trưởng chọn rồi" in again.text
    await paged.settle()
    assert len([one for one in paged.hung.heard if "Dùng số nào ạ?" in one]) == 1
    found = await kept(paged)
    assert found is not None
    assert (found.report.revision, found.report.values["vneid"]) == (1, 14)
    await paged.hung.taps("Dùng số mới")
    found = await kept(paged)
    assert found is not None
    assert (found.report.revision, found.report.values["vneid"]) == (2, 41)


async def test_what_came_from_a_file_was_sent_by_nobody(paged: Town, enter: Enter) -> None:
    columns = "unit_code,period,submitted_at,so_buoi,luot_tuyen_truyen,luot_huong_dan"
    await paged.import_csv("reports", f"{columns}\n18685-01,2026-11,2026-11-16T07:00:00+07:00,5,120,86\n")
    tuan, _ = await enter("tuan")
    shown = (await tuan.get(PAGE)).text
    assert "Báo cáo này nạp từ tệp; số mới sẽ chuyển Tổ trưởng chọn." in shown
    assert "một thành viên" not in shown


async def test_a_leader_without_zalo_is_not_asked_in_vain(paged: Town, enter: Enter) -> None:
    """The officers of the commune confirm what nobody else can."""
    await hung_reports(paged)
    async with paged.database.write() as rows:
        await rows.run(delete(tables.bindings).where(tables.bindings.c.person_id == "P011"))
    tuan, _ = await enter("tuan")
    form = await tuan.get(PAGE)
    asked = await press(tuan, form, "check", nguoi="P011", **(FIGURES | {"o_vneid": "41"}))
    assert "chưa có Zalo với Trợ lý, nhờ báo lại giúp bằng điện thoại" in asked.text
    await press(tuan, asked, "send")
    await paged.settle()
    assert "Dùng số nào ạ?" in paged.hong.heard[-1]
    await paged.hong.taps("Dùng số mới")
    found = await kept(paged)
    assert found is not None
    assert found.report.values["vneid"] == 41


async def test_what_was_sent_back_can_be_typed_in(paged: Town, enter: Enter) -> None:
    code = await hung_reports(paged)
    browser, _ = await enter("tuan")
    await press(browser, await browser.get(f"/bao-cao/{code}"), "return", ly_do="số VNeID chưa khớp")
    done = await sends(browser, **(FIGURES | {"o_vneid": "41"}))
    assert "đã nhận bản sửa báo cáo tháng 11" in done.text
    found = await kept(paged)
    assert found is not None
    assert (found.report.counts, found.report.submitted_by, found.on_behalf_of) == (True, "P004", "P011")


async def test_after_the_lock_it_is_an_amendment_and_late_is_late(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    await sends(browser, **FIGURES)
    await paged.passes(days=14)
    await paged.hong.says("trợ giúp")
    browser, _ = await enter("tuan")
    path = f"{PAGE}?ky=2026-11"
    form = await browser.get(path)
    assert "ghi là đính chính" in form.text
    told = len(paged.hong.heard)
    await sends(browser, path, **(FIGURES | {"o_vneid": "41"}))
    found = await kept(paged)
    assert found is not None
    assert (found.report.status, found.report.values["vneid"], found.on_time) == ("amended", 41, True)
    await paged.settle()
    assert any("đính chính" in one for one in paged.hong.heard[told:])
    late = await browser.get("/to/18685-02/nhap-bao-cao?ky=2026-11")
    assert "đã qua hạn" in late.text
    done = await sends(browser, "/to/18685-02/nhap-bao-cao?ky=2026-11", nguoi="P021", **FIGURES)
    assert "nộp muộn" in done.text


async def test_only_periods_that_reports_are_taken_for(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    for period, status in (("2026-12", 200), ("2027-01", 404), ("2025-12", 200), ("2025-11", 404)):
        assert (await browser.get(f"{PAGE}?ky={period}")).status == status, period
    await sends(browser, f"{PAGE}?ky=2026-10", **FIGURES)
    assert await kept(paged) is None
    assert await kept(paged, period=Period(2026, 10)) is not None


async def test_figures_that_came_meanwhile_are_not_overwritten_unseen(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tan")
    form = await browser.get(PAGE)
    asked = await press(browser, form, "check", nguoi="P011", **FIGURES)
    await hung_reports(paged)
    async with paged.database.write() as rows:
        await rows.run(update(tables.reports).values(submitted_by="P002"))
    told = await press(browser, asked, "send", o_vneid="77")
    assert "Tổ trưởng chọn" in told.text
    found = await kept(paged)
    assert found is not None
    assert found.report.values["vneid"] == 14


async def test_nobody_else_types_in(paged: Town, enter: Enter) -> None:
    for who in ("hung", "giot", "chairman", "son"):
        browser, _ = await enter(who)
        assert (await browser.get(PAGE)).status == 404, who
        team = await browser.get("/to/18685-01")
        assert PAGE not in team.links
    browser, _ = await enter("tuan")
    assert (await browser.get("/to/18685-99/nhap-bao-cao")).status == 404
