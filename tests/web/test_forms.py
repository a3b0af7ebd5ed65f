"""The form on the pages: a new version for a period to come, line by line; leaders are asked and read by it then."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from domain.calendar import VN
from domain.form_changes import added
from storage import audit, directory, report_forms
from tests.town import Town
from tests.web.conftest import Enter
from tests.web.stage import Browser, Read

FORMS = "/cai-dat/mau-bao-cao"
VNEID = f"{FORMS}/2/vneid"
LINE = {
    "label": "Số người cài VNeID",
    "short": "VNeID",
    "help": "Tính cả người cài lại.",
    "unit": "người",
    "synonyms": "vneid\ncài thẻ điện tử",
    "standing": "core",
    "place": "1",
}


async def begun(browser: Browser) -> Read:
    """A new version from January on."""
    return await browser.does(await browser.get(FORMS), "begin", None, **{"tu-ky": "2027-01"})


async def versions(town: Town) -> list[str]:
    async with town.rows() as rows:
        return [template.version for _, template in (await directory.load(rows)).forms]


async def test_a_version_is_made_line_by_line_and_leaders_are_asked_by_it(paged: Town, enter: Enter) -> None:
    son, first = await enter("son")
    assert FORMS in first.links
    made = await begun(son)
    assert "Đã lập bản 2, dùng từ kỳ tháng 1/2027" in made.text
    assert str(made.url).endswith(f"{FORMS}/2")
    assert "Đã có bản cho kỳ này" in (await begun(son)).text
    assert await versions(paged) == ["2"]

    line = await son.get(VNEID)
    saved = await son.does(line, "change", None, **LINE)
    assert "Đã ghi dòng «Số người cài VNeID»" in saved.text
    assert (
        "(1/6) Trong kỳ (15/12–14/1), số người cài VNeID là bao nhiêu ạ? Tính cả người cài lại." in saved.text
    )
    assert "không phải ghi lại" in (await son.does(line, "change", None, **LINE)).text
    stale = await son.does(line, "change", None, **LINE | {"unit": "lượt"})
    assert (stale.status, "vừa được sửa ở nơi khác" in stale.text) == (400, True)

    added = await son.does(saved, "add", ten="Số học sinh được hướng dẫn")
    assert str(added.url).endswith("/muc_so_hoc_sinh_duoc_huong_dan")
    assert "Đã có dòng này" in (await son.does(saved, "add", ten="số học sinh được hướng dẫn")).text
    over = await son.get(f"{FORMS}/2/ho_so_dvc")
    kept = {
        "label": "Hồ sơ",
        "short": "DVC",
        "unit": "hồ sơ",
        "synonyms": "",
        "place": "5",
        "standing": "ended",
    }
    assert "Thôi dùng trong bản này" in (await son.does(over, "change", None, **kept)).text
    tried = await son.does(await son.get(f"{FORMS}/2"), "try", tin="cài thẻ điện tử 14 người, 5 buổi")
    assert "Số người cài VNeID: 14" in tried.text
    assert "Số buổi tuyên truyền, hướng dẫn tập trung: 5" in tried.text

    shown = (await son.get("/nhat-ky")).text
    assert (
        "sửa dòng của mẫu báo cáo bản 2, dòng vneid cũ: tên: Số người được cài đặt/kích hoạt VNeID" in shown
    )
    assert "mới: tên: Số người cài VNeID" in shown
    async with paged.rows() as rows:
        [entry] = await audit.about(rows, "form:2/vneid")
    assert entry.detail is not None
    assert "cài thẻ điện tử" in entry.detail["after"]

    assert "lượt người dự" in await paged.hung.says("báo cáo", "5"), "November is asked as before"
    await paged.hung.says("hủy")
    await paged.until(datetime(2027, 1, 15, 8, tzinfo=VN))
    await paged.hung.says("báo cáo tháng 1: cài thẻ điện tử 14 người, 5 buổi")
    asked = paged.hung.heard[-1]
    assert "(3/5)" in asked, "the two figures were read by the new words"
    assert "lượt người dự" in asked

    fresh, _ = await enter("son")
    frozen = await fresh.get(VNEID)
    assert all(form.get("viec") != "change" for form in frozen.forms)
    csrf = (await fresh.get("/phien")).form("end_all")["csrf"]
    forced = await fresh.post(VNEID, LINE | {"viec": "change", "csrf": csrf})
    assert (forced.status, "bản này giữ nguyên" in forced.text) == (400, True)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"label": " "}, "Mời ghi tên dòng."),
        ({"synonyms": "vneid, hồ sơ"}, "«hồ sơ» đã là cách gọi của dòng «Số hồ sơ dịch vụ công"),
        ({"place": "40"}, "Mời ghi một số từ 1 đến 16."),
        ({"place": "x"}, "Mời ghi một số, ví dụ 3."),
        ({"standing": ""}, "Mời chọn cách hỏi."),
    ],
)
async def test_what_is_wrong_is_told_beside_the_field(
    paged: Town, enter: Enter, typed: dict[str, str], told: str
) -> None:
    son, _ = await enter("son")
    await begun(son)
    refused = await son.does(await son.get(VNEID), "change", None, **LINE | typed)
    assert refused.status == 400
    assert told in refused.text
    assert "Tính cả người cài lại." in refused.html, "what was typed is not lost"
    async with paged.rows() as rows:
        assert (await directory.load(rows)).form_version("2").field("vneid").help == ""


async def test_a_version_that_has_not_begun_can_be_dropped(paged: Town, enter: Enter) -> None:
    son, _ = await enter("son")
    made = await begun(son)
    dropped = await son.does(made, "discard")
    assert "Đã bỏ bản 2" in dropped.text
    assert await versions(paged) == []
    assert (await son.get(f"{FORMS}/2")).status == 404
    late = await son.does(await son.get(FORMS), "begin", None, **{"tu-ky": "2026-12"})
    assert (late.status, "Mời chọn một kỳ sau" in late.text) == (400, True)


async def test_nobody_else_comes_here(paged: Town, enter: Enter) -> None:
    for who in ("chairman", "tuan"):
        browser, first = await enter(who)
        assert FORMS not in first.links
        for path in (FORMS, f"{FORMS}/1", f"{FORMS}/1/vneid"):
            assert (await browser.get(path)).status == 404


async def test_two_who_change_at_once_lose_nothing(paged: Town, enter: Enter) -> None:
    """The page waits for the other, and goes on from what he has written."""
    son, _ = await enter("son")
    await begun(son)
    line = await son.get(VNEID)
    async with paged.database.write() as rows:
        known = await report_forms.held(rows, await directory.load(rows))
        saving = asyncio.create_task(son.does(line, "change", None, **LINE))
        await asyncio.sleep(0.5)
        assert await report_forms.change(rows, added(known.form_version("2"), "muc_moi", "Số lớp học"))
    assert "Đã ghi dòng «Số người cài VNeID»" in (await saving).text
    async with paged.rows() as rows:
        template = (await directory.load(rows)).form_version("2")
    assert (template.field("vneid").label, template.field("muc_moi").label) == (LINE["label"], "Số lớp học")


async def test_who_changes_what_another_drops_is_told(paged: Town, enter: Enter) -> None:
    son, _ = await enter("son")
    await begun(son)
    line = await son.get(VNEID)
    async with paged.database.write() as rows:
        await report_forms.held(rows, await directory.load(rows))
        saving = asyncio.create_task(son.does(line, "change", None, **LINE))
        await asyncio.sleep(0.5)
        assert await report_forms.discard(rows, "2")
    found = await saving
    assert "Đã ghi" not in found.text
    # With one writer at a time the page itself opens only afterwards, and is gone.
    assert found.status == 404 or "Bản 2 vừa được bỏ ở nơi khác nên chưa ghi gì." in found.text
    assert await versions(paged) == []
