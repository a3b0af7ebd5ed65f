"""The overview, and the consolidation on its way upward: the same steps, words and letters as in the chat."""

from __future__ import annotations

import re

from tests.town import Town
from tests.web.conftest import Enter
from tests.web.test_pages import reports


async def test_the_overview_has_a_line_a_team_and_a_column_a_month(paged: Town, enter: Enter) -> None:
    await reports(paged)
    browser, first = await enter("chairman")
    assert "hạn của các Tổ: thứ Tư, 18/11" in first.text
    assert "1/7 Tổ đã gửi" in first.text
    line = re.search(r"Thôn Đông Trung</a>.*?</tr>", first.html, re.DOTALL)
    assert line
    assert "đúng hạn" in line[0]
    assert len(re.findall(r"<td", line[0])) == 6
    assert "Tổ xã Cẩm Bình" in first.text
    year = await browser.get("/?thang=12")
    assert "12/2025" in year.text
    october = await browser.get("/?ky=2026-10")
    assert "Báo cáo tháng 10/2026" in october.text
    assert "/don-vi/18685-01?ky=2026-10" in october.links
    leader, own = await enter("hung")
    assert "Thôn Hòa Bình" not in own.text
    assert (await leader.get("/don-vi/18685-02")).status == 404


async def test_a_consolidation_is_approved_and_sent_upward_on_the_page(paged: Town, enter: Enter) -> None:
    await reports(paged)
    browser, _ = await enter("tuan")
    page = await browser.get("/tong-hop/18685?ky=2026-11")
    assert page.status == 200
    assert "1.250" in page.text
    assert "1/7" in page.text
    stale = await browser.post(str(page.url), page.form("approve") | {"seen": "other figures"})
    assert "Số liệu vừa thay đổi" in stale.text
    asked = await browser.does(page, "approve")
    assert "Còn 6/7 Tổ chưa báo cáo: " in asked.text
    assert "Vẫn duyệt" in asked.text
    assert "Chưa duyệt." in (await browser.get(str(page.url))).text
    approved = await browser.does(asked, "approve")
    assert "Đã duyệt" in approved.text
    reopened = await browser.does(approved, "reopen")
    assert "Đã hủy duyệt tổng hợp tháng 11" in reopened.text
    approved = await browser.does(await browser.does(reopened, "approve"), "approve")
    assert all(one.get("viec") != "approve" for one in approved.forms)
    sent = await browser.does(approved, "forward")
    assert "Đã gửi" in sent.text
    assert "1 báo cáo đã khóa" in sent.text
    assert all(one.get("viec") not in ("approve", "forward") for one in sent.forms)
    await paged.settle()
    assert "Đã duyệt" not in "\n".join(paged.tuan.heard)


async def test_who_only_watches_sees_figures_and_no_buttons(paged: Town, enter: Enter) -> None:
    await reports(paged)
    browser, _ = await enter("tan")
    csrf = (await browser.get("/phien")).form("end_all")["csrf"]
    giot, _ = await enter("giot")
    assert (await giot.get("/tong-hop/18685")).status == 404
    forced = await giot.post("/tong-hop/18685", {"viec": "approve", "csrf": csrf})
    assert forced.status == 404


async def test_a_text_is_edited_and_the_teams_own_words_stay(paged: Town, enter: Enter) -> None:
    await paged.hung.says(
        "báo cáo tháng 11: 5 buổi 120 người dự, hướng dẫn 86 lượt, vneid 14, dvc 9 hồ sơ, thanh toán số 21"
    )
    await paged.hung.taps("Không có thêm")
    await paged.hung.says("mạng ở xóm yếu lắm", "bỏ qua", "bỏ qua")
    await paged.hung.taps("Gửi")
    browser, _ = await enter("tuan")
    page = await browser.get("/tong-hop/18685?ky=2026-11")
    assert "mạng ở xóm yếu lắm" in page.text
    edited = await browser.does(page, "edit", text="Đường truyền tại một số xóm còn yếu.")
    assert "Đường truyền tại một số xóm còn yếu." in edited.text
    assert "Bản gốc: mạng ở xóm yếu lắm" in edited.text
    assert (await browser.does(page, "edit", text=" ")).status == 400


async def test_pages_and_chat_begin_with_the_same_period(paged: Town, enter: Enter) -> None:
    """On the 28th the window of December runs, and the work at hand is still November's."""
    await paged.until(paged.now.replace(day=28))
    said = await paged.tuan.says("ai chưa gửi")
    assert "Báo cáo tháng 11 (15/10–14/11)" in said
    browser, _ = await enter("tuan")
    for path in ("/", "/don-vi/18685", "/tong-hop/18685", "/bieu-do/18685", "/to/18685-02/nhap-bao-cao"):
        shown = (await browser.get(path)).html
        assert '<option value="2026-11" selected>' in shown, path


async def test_after_the_receipt_an_addendum_is_named_as_what_is_not_approved(
    paged: Town, enter: Enter
) -> None:
    await reports(paged)
    browser, _ = await enter("tuan")
    page = await browser.get("/tong-hop/18685?ky=2026-11")
    approved = await browser.does(await browser.does(page, "approve"), "approve")
    await browser.does(approved, "forward")
    await paged.settle()
    await paged.son.taps("Đã nhận")
    line = "18685-02,2026-11,2026-11-16T07:30:00+07:00,0,1,1,1,1,1,1"
    head = "unit_code,period,submitted_at,nil,so_buoi,luot_tuyen_truyen,luot_huong_dan,vneid,ho_so_dvc,"
    await paged.import_csv("reports", f"{head}tt_khong_tien_mat\n{line}\n")
    shown = (await browser.get("/tong-hop/18685?ky=2026-11")).text
    assert "Bản bổ sung 1 chưa duyệt; bản trước Sở Khoa học và Công nghệ đã nhận lúc" in shown
    assert " Chưa duyệt." not in shown
