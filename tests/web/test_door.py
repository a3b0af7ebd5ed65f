"""Coming in by the link from the chat, going out, and everything that must not let anybody in."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import update

from storage import people
from storage.tables import offices
from tests.town import Town
from tests.web.conftest import Enter
from tests.web.stage import Browser, link_of


async def test_a_leader_comes_in_by_the_link_from_the_chat(paged: Town, stranger: Browser) -> None:
    link = await link_of(paged.hung)
    assert "dùng một lần, trong 10 phút" in paged.hung.heard[-1]
    assert len(paged.hung.heard[-1].splitlines()) <= 3
    knocked = await stranger.get(link)
    assert "Vào trang" in knocked.text
    first = await stranger.post(link, {})
    assert (first.status, str(first.url)) == (200, f"{stranger.address}/")
    assert "Nguyễn Văn Hùng" in first.text
    assert "Tổ trưởng thôn Đông Trung" in first.text


async def test_a_browser_that_looks_ahead_uses_nothing_up(paged: Town, stranger: Browser) -> None:
    link = await link_of(paged.hung)
    for _ in range(3):
        assert (await stranger.get(link)).status == 200
    assert (await stranger.post(link, {})).status == 200


async def test_a_link_lets_in_once_and_for_ten_minutes(paged: Town, stranger: Browser) -> None:
    link = await link_of(paged.hung)
    await stranger.post(link, {})
    other = Browser(stranger.address)
    assert (await other.get(link)).status == 410
    assert "không dùng được nữa" in (await other.post(link, {})).text
    assert (await other.get("/")).status == 401
    late = await link_of(paged.hung)
    paged.world.clock.jump_to(paged.now + timedelta(minutes=10))
    assert (await other.post(late, {})).status == 410
    await other.close()


async def test_a_link_sent_from_another_site_lets_nobody_in(paged: Town, stranger: Browser) -> None:
    link = await link_of(paged.hung)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await stranger.post(link, {}, headers=headers)).status == 403
    assert (await stranger.post(link, {}, headers={"Origin": stranger.address})).status == 200


async def test_residents_get_no_link(paged: Town) -> None:
    said = await paged.lan.says("mở trang quản lý")
    assert "http" not in said
    assert "xin tham gia Tổ" in said


async def test_the_link_is_asked_for_in_other_words(paged: Town) -> None:
    for words in ("trang quan ly", "Cho tôi xem trang quản lý", "xin link vào trang", "mo trang web của tổ"):
        assert "http" in await paged.hung.says(words), words


async def test_in_the_middle_of_a_report_the_question_stands_again(paged: Town) -> None:
    await paged.hung.says("báo cáo")
    asked = paged.hung.heard[-1].splitlines()[-1]
    await paged.hung.says("mở trang")
    assert "http" in "\n".join(paged.hung.heard[-2:])
    assert asked in paged.hung.heard[-1]


async def test_whoever_is_outside_sees_how_to_come_in_whatever_he_asks_for(stranger: Browser) -> None:
    pages = [await stranger.get(path) for path in ("/", "/to/18676.01", "/no-such", "/bao-cao/BC-XYZ")]
    assert {one.status for one in pages} == {401}
    assert len({one.html for one in pages}) == 1
    assert "mở trang" in pages[0].text


async def test_leaving_ends_the_session(paged: Town, enter: Enter) -> None:
    browser, first = await enter("hung")
    cookies = {one.key: one.value for one in browser.session.cookie_jar}
    [out] = [one for one in first.forms if set(one) == {"csrf"}]
    await browser.post("/ra", {"csrf": "forged"})
    browser.session.cookie_jar.update_cookies(cookies)
    assert (await browser.get("/")).status == 200
    await browser.post("/ra", out)
    browser.session.cookie_jar.update_cookies(cookies)
    assert (await browser.get("/")).status == 401


async def test_a_session_ends_with_the_offices_of_its_person(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("hung")
    mine = offices.c.person_id == await _id_of(paged, "hung")
    async with paged.database.write() as rows:
        ended = {"valid_to": paged.now.date(), "status": "ended"}
        await rows.run(update(offices).where(mine).values(ended))
    assert (await browser.get("/")).status == 401


async def _id_of(town: Town, name: str) -> str:
    account = (town.world.oa.id, getattr(town, name).id)
    async with town.rows() as rows:
        return (await people.bindings_of(rows, [account]))[account].person_id


async def test_a_session_ends_when_the_account_is_bound_anew(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("hung")
    person = await _id_of(paged, "hung")
    async with paged.database.write() as rows:
        await people.bind(rows, paged.world.oa.id, "another", person, "officer", paged.now)
    assert (await browser.get("/")).status == 401


async def test_twelve_hours_without_a_look_end_a_session(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("hung")
    for _ in range(3):
        paged.world.clock.jump_to(paged.now + timedelta(hours=11))
        assert (await browser.get("/")).status == 200
    paged.world.clock.jump_to(paged.now + timedelta(hours=12))
    assert (await browser.get("/")).status == 401


async def test_sessions_are_listed_and_ended_from_afar(paged: Town, enter: Enter) -> None:
    phone, _ = await enter("hung")
    office, _ = await enter("hung")
    listed = await office.get("/phien")
    assert listed.text.count("Kết thúc phiên này") == 2
    here = re.search(r'phiên này</mark>.*?name="phien" value="(\d+)"', listed.html, re.DOTALL)
    assert here
    [other] = [one["phien"] for one in listed.forms if one.get("phien", here[1]) != here[1]]
    ended = await office.does(listed, "end", {"phien": other})
    assert "Đã kết thúc phiên đăng nhập" in ended.text
    assert "Đã kết thúc" not in (await office.get("/phien")).text
    assert (await phone.get("/")).status == 401
    refused = await office.does(listed, "end", {"phien": other})
    assert (refused.status, "kết thúc rồi" in refused.text) == (400, True)
    assert (await office.does(listed, "end_all")).status == 401


async def test_nobody_ends_the_session_of_another(paged: Town, enter: Enter) -> None:
    hung, _ = await enter("hung")
    tan, _ = await enter("tan")
    [mine] = [one for one in (await hung.get("/phien")).forms if one.get("viec") == "end"]
    page = await tan.get("/phien")
    sent = page.form("end") | {"phien": mine["phien"]}
    assert (await tan.post("/phien", sent)).status == 400
    assert (await hung.get("/")).status == 200


async def test_a_form_of_another_site_or_session_does_nothing(paged: Town, enter: Enter) -> None:
    hung, _ = await enter("hung")
    tan, _ = await enter("tan")
    page, foreign = await hung.get("/phien"), (await tan.get("/phien")).form("end_all")["csrf"]
    good = page.form("end_all")
    for fields, headers in (
        (good | {"csrf": ""}, {}),
        (good | {"csrf": "x" * 88}, {}),
        (good | {"csrf": foreign}, {}),
        (good, {"Origin": "https://evil.example"}),
        (good, {"Sec-Fetch-Site": "cross-site"}),
    ):
        refused = await hung.post("/phien", fields, headers=headers)
        assert (refused.status, "Mời xem lại" in refused.text) == (403, True)
    assert (await hung.get("/")).status == 200


async def test_what_goes_out_is_never_kept_framed_or_scripted(paged: Town, enter: Enter) -> None:
    browser, first = await enter("chairman")
    policy = first.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert first.headers["Cache-Control"] == "no-store"
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert not re.search(r"<script|\son\w+=|\sstyle=|javascript:", first.html)
    [cookie] = [one for one in browser.session.cookie_jar if one.key == "phien"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


async def test_a_used_link_leads_whoever_is_logged_in_to_the_first_page(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("hung")
    link = await link_of(paged.hung)
    assert (await browser.post(link, {})).status == 200
    used = await browser.get(link)
    assert used.status == 410
    assert "Về trang đầu" in used.text
    assert "/" in used.links
    again = await browser.post(link, {})
    assert (again.status, "Về trang đầu" in again.text) == (410, True)
    other = Browser(browser.address)
    assert "Về trang đầu" not in (await other.get(link)).text
    await other.close()


async def test_whoever_asks_for_a_page_of_the_department_is_told_so_and_the_department_gets_a_link(
    paged: Town,
) -> None:
    for words in ("xem câu chưa hiểu", "thêm ngày nghỉ", "đổi mẫu báo cáo", "sửa hạn nộp"):
        for somebody in (paged.hung, paged.tuan, paged.chairman):
            said = await somebody.says(words)
            assert "Trang ấy của Sở ạ" in said, words
            assert "«gặp cán bộ»" in said
            assert "http" not in said
        assert "http" in await paged.son.says(words), words
    assert "http" in await paged.tuan.says("mở trang")
