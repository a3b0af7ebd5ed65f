"""Requests answered on a page: the same rules, letters and audit as in the chat, one or many at once."""

from __future__ import annotations

from datetime import UTC, timedelta

from storage import people
from storage.tables import requests
from tests.handlers.cases import HOA_BINH, files, introduced, request_of, status_of, vacates
from tests.town import Town
from tests.web.conftest import Enter


async def test_a_request_goes_its_whole_way_on_pages(paged: Town, enter: Enter) -> None:
    code = await files(paged, "lan")
    hung, _ = await enter("hung")
    listed = await hung.get("/don")
    assert "Đang chờ trả lời (1)" in listed.text
    assert "Nguyễn Thị Lan" in listed.text
    assert "xin tham gia Tổ thôn Đông Trung" in listed.text
    done = await hung.does(listed, "decide", ma=code, loi="yes")
    assert f"giới thiệu đơn {code}" in done.text
    assert "Không có đơn nào chờ trả lời" in done.text
    await paged.settle()
    assert code in paged.chairman.heard[-1]

    chairman, _ = await enter("chairman")
    one = await chairman.get(f"/don/{code}")
    assert "giới thiệu hoặc đề xuất" in one.text
    agreed = await chairman.does(one, "decide", loi="yes")
    assert f"đồng ý đơn {code}" in agreed.text
    await paged.settle()
    assert "đồng ý" in paged.lan.heard[-1]
    assert "Nguyễn Thị Lan" in paged.dong_trung_group[-1]

    waiting = await chairman.get("/don")
    assert "chờ số quyết định (1)" in waiting.text
    numbered = await chairman.does(waiting, "number", ma=code, so="05/QĐ-UBND", ngay="2026-11-16")
    assert f"Đã ghi Quyết định số 05/QĐ-UBND cho đơn {code}" in numbered.text
    assert await status_of(paged, code) == "decided"
    settled = (await chairman.get("/don")).text.partition("Đã trả lời trong 90 ngày qua")[2]
    assert code in settled
    assert "05/QĐ-UBND" in settled
    async with paged.database.write() as rows:
        await rows.run(requests.update().values(updated_at=paged.now - timedelta(days=91)))
    assert "Đã trả lời trong 90 ngày qua" not in (await chairman.get("/don")).text


async def test_a_refusal_wants_a_reason_and_nothing_happens_without(paged: Town, enter: Enter) -> None:
    code = await files(paged, "lan")
    hung, _ = await enter("hung")
    one = await hung.get(f"/don/{code}")
    for reason in ("", "không"):
        refused = await hung.does(one, "decide", loi="no", ly_do=reason)
        assert (refused.status, "Mời ghi rõ lý do" in refused.text) == (400, True)
    assert (await hung.does(one, "decide", loi="perhaps")).status == 400
    assert await status_of(paged, code) == "submitted"
    told = await hung.does(one, "decide", loi="no", ly_do="nhà ở thôn khác")
    assert "Người làm đơn đã được báo lý do" in told.text
    assert await status_of(paged, code) == "declined"


async def test_several_are_answered_at_once_and_what_has_moved_is_said(paged: Town, enter: Enter) -> None:
    codes = [await files(paged, "lan"), await files(paged, "khoa")]
    hung, _ = await enter("hung")
    listed = await hung.get("/don")
    assert "các đơn đã chọn" in listed.text
    sent = [*listed.form("decide").items(), *(("ma", code) for code in codes), ("loi", "yes")]
    done = await hung.post("/don", sent)  # type: ignore[arg-type]
    assert "2 đơn" in done.text
    again = await hung.post("/don", sent)  # type: ignore[arg-type]
    assert (again.status, "đã trả lời rồi" in again.text) == (400, True)
    assert (await hung.does(listed, "decide", loi="yes")).status == 400


async def test_who_may_see_but_not_decide_has_no_buttons(paged: Town, enter: Enter) -> None:
    code = await files(paged, "lan")
    tuan, _ = await enter("tuan")
    one = await tuan.get(f"/don/{code}")
    assert one.status == 200
    assert all(form.get("viec") != "decide" for form in one.forms)
    csrf = (await tuan.get("/phien")).form("end_all")["csrf"]
    forced = await tuan.post(f"/don/{code}", {"viec": "decide", "csrf": csrf, "loi": "yes"})
    assert forced.status == 404
    assert await status_of(paged, code) == "submitted"


async def test_a_vice_chairman_decides_on_pages_while_he_is_delegated(paged: Town, enter: Enter) -> None:
    code = await introduced(paged, "lan")
    await paged.chairman.says("ủy quyền cho anh Tân từ 16/11 đến 30/11")
    await paged.chairman.taps("Làm")
    tan, _ = await enter("tan")
    one = await tan.get(f"/don/{code}")
    assert one.status == 200
    assert any(form.get("viec") == "decide" for form in one.forms)
    assert (await tan.does(one, "decide", loi="yes")).status == 200
    assert await status_of(paged, code) == "approved"


async def test_for_a_leader_without_zalo_the_officer_records_his_word(paged: Town, enter: Enter) -> None:
    async with paged.database.write() as rows:
        for person in ("P011", "P012"):
            await people.unbind(rows, person, paged.now.astimezone(UTC))
    code = await files(paged, "lan")
    tuan, _ = await enter("tuan")
    listed = await tuan.get("/don")
    assert "Chờ Tổ trưởng chưa kết nối Zalo (1)" in listed.text
    one = await tuan.get(f"/don/{code}")
    assert "Bác Nguyễn Văn Hùng, Tổ trưởng, chưa kết nối Zalo: đây là ghi hộ câu trả lời của bác." in one.text
    done = await tuan.does(one, "record", loi="yes")
    assert f"bác Nguyễn Văn Hùng giới thiệu đơn {code}" in done.text
    assert await status_of(paged, code) == "introduced"
    again = await tuan.post(f"/don/{code}", one.form("record") | {"loi": "yes"})
    assert (again.status, "không chờ ai ghi hộ" in again.text) == (400, True)
    read = await tuan.get(f"/don/{code}")
    assert "Bác Nguyễn Văn Hùng giới thiệu hoặc đề xuất, ghi hộ bởi anh Hoàng Minh Tuấn" in read.text
    await paged.settle()
    assert "ghi hộ bởi anh Hoàng Minh Tuấn" in paged.chairman.heard[-1]


async def test_a_number_used_already_is_asked_about_and_written_with_its_marks(
    paged: Town, enter: Enter
) -> None:
    codes = [await introduced(paged, "lan"), await introduced(paged, "khoa", HOA_BINH, "binh")]
    await vacates(paged, "P023", HOA_BINH)
    chairman, _ = await enter("chairman")
    for code in codes:
        await chairman.does(await chairman.get(f"/don/{code}"), "decide", loi="yes")
    waiting = await chairman.get("/don")
    first = await chairman.does(waiting, "number", ma=codes[0], so="06/QĐ-UBND", ngay="2026-11-12")
    assert "Đã ghi Quyết định số 06/QĐ-UBND" in first.text
    asked = await chairman.does(first, "number", ma=codes[1], so="6/QD-UBND", ngay="2026-11-16")
    assert "Số 6/QĐ-UBND: trong năm, xã đã ghi số này cho quyết định ngày thứ Năm, 12/11/2026." in asked.text
    assert await status_of(paged, codes[1]) == "approved"
    done = await chairman.does(asked, "number", {"so": "6/QD-UBND"})
    assert f"Đã ghi Quyết định số 6/QĐ-UBND cho đơn {codes[1]}" in done.text
    assert (await request_of(paged, codes[1])).decision_no == "6/QĐ-UBND"


async def test_the_same_number_of_the_same_day_is_one_decision_and_not_asked_about(
    paged: Town, enter: Enter
) -> None:
    codes = [await introduced(paged, "lan"), await introduced(paged, "khoa", HOA_BINH, "binh")]
    await vacates(paged, "P023", HOA_BINH)
    chairman, _ = await enter("chairman")
    for code in codes:
        await chairman.does(await chairman.get(f"/don/{code}"), "decide", loi="yes")
    page = await chairman.get("/don")
    for code in codes:
        page = await chairman.does(page, "number", ma=code, so="06/qd-ubnd", ngay="2026-11-12")
        assert f"Đã ghi Quyết định số 06/QĐ-UBND cho đơn {code}" in page.text
