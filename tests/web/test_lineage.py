"""A unit that was merged: its months over the merger, where it comes from, and the reports of what is gone."""

from __future__ import annotations

import re

import pytest

from storage import reports
from tests.town import Town
from tests.web.conftest import Enter

UNITS = """code,valid_from,valid_to,parent_code,kind,name
42,2020-01-01,2025-07-01,,tinh,Tỉnh Hà Tĩnh
18685,2020-01-01,2025-07-01,42,xa,Xã Cẩm Bình
18697,2020-01-01,2025-07-01,42,xa,Xã Cẩm Vịnh
18697-01,2020-01-01,2025-07-01,18697,thon,Thôn Tam Đồng
18700,2020-01-01,2025-07-01,42,xa,Xã Cẩm Lĩnh
"""
SUCCESSIONS = """old_code,new_code,date,kind
18685,18685,2025-07-01,merge
18697,18685,2025-07-01,merge
18700,18748,2025-07-01,merge
"""
TEAMS = """unit_code,status,valid_from,valid_to
18685,established,2022-06-01,2025-07-01
18697,established,2022-06-01,2025-07-01
18697-01,established,2022-06-01,2025-07-01
18700,established,2022-06-01,2025-07-01
"""
REPORTS = """unit_code,period,submitted_at,nil,so_buoi,vneid
18697,2025-06,2025-06-18T12:00:00+07:00,0,1,
18697-01,2025-06,2025-06-16T08:00:00+07:00,0,4,40
18700,2025-06,2025-06-16T08:00:00+07:00,0,9,90
"""
UNIT = "/don-vi/18685?ky=2025-08"


@pytest.fixture
async def merged(paged: Town) -> Town:
    """The commune of the town came out of two; the neighbour out of a third."""
    await merge(paged)
    return paged


async def merge(town: Town) -> None:
    """Import what was before."""
    kinds = {"units": UNITS, "successions": SUCCESSIONS, "teams": TEAMS, "reports": REPORTS}
    for kind, text in kinds.items():
        await town.import_csv(kind, text)


async def code_of(town: Town, unit: str) -> str:
    async with town.rows() as rows:
        [kept] = await reports.newest(rows, [unit], 1)
    return kept.report.code


async def test_the_page_of_the_unit_says_where_it_comes_from(merged: Town, enter: Enter) -> None:
    chairman, _ = await enter("chairman")
    shown = (await chairman.get(UNIT)).text
    assert "Từ thứ Ba, 1/7/2025: gộp từ xã Cẩm Bình và xã Cẩm Vịnh." in shown
    assert "Các kỳ khép lại trước thứ Ba, 1/7/2025 là số cộng của các đơn vị cũ" in shown
    assert re.search(r"6/2025 2/3 gộp từ xã Cẩm Bình và xã Cẩm Vịnh", shown)
    assert re.search(r"8/2025 \S+ chính đơn vị này", shown)
    now = (await chairman.get("/don-vi/18685")).text
    assert "gộp từ xã Cẩm Bình và xã Cẩm Vịnh" in now
    assert "chính đơn vị này" not in now, "no month of these is of others"
    chart = (await chairman.get("/bieu-do/18685?ky=2025-08")).text
    assert "tháng 6 (gộp): 2/3" in chart
    assert "Tháng ghi (gộp): số cộng của các đơn vị cũ." in chart


async def test_reports_of_units_that_are_gone_open_for_who_answers_for_them_now(
    merged: Town, enter: Enter
) -> None:
    chairman, _ = await enter("chairman")
    listed = await chairman.get("/don-vi/18685/truoc-day")
    assert "Báo cáo tháng 6/2025" in listed.text
    assert "Thôn Tam Đồng, xã Cẩm Vịnh" in listed.text
    assert "Cẩm Lĩnh" not in listed.text
    for unit, name in (("18697", "Xã Cẩm Vịnh"), ("18697-01", "Thôn Tam Đồng")):
        path = f"/bao-cao/{await code_of(merged, unit)}"
        assert path in [one.split("?")[0] for one in listed.links]
        shown = await chairman.get(path)
        assert shown.status == 200
        assert f"{name}, kỳ 15/5–14/6" in shown.text
        assert "Đơn vị này nay thuộc xã Cẩm Bình" in shown.text
        assert "Lý do: nhập từ tệp" in shown.text
        assert "Người gửi nạp từ tệp, không ghi người gửi" in shown.text
        assert "/to/18697" not in "".join(shown.links)
        csrf = (await chairman.get("/phien")).form("end_all")["csrf"]
        sent = {"viec": "return", "csrf": csrf, "ly_do": "số chưa đúng"}
        assert (await chairman.post(path, sent)).status == 400


async def test_what_went_elsewhere_stays_closed(merged: Town, enter: Enter) -> None:
    theirs, ours = [await code_of(merged, one) for one in ("18700", "18697")]
    chairman, _ = await enter("chairman")
    assert (await chairman.get(f"/bao-cao/{theirs}")).status == 404
    other, _ = await enter("giot")
    assert (await other.get(f"/bao-cao/{theirs}")).status == 200
    assert (await other.get(f"/bao-cao/{ours}")).status == 404
    leader, _ = await enter("hung")
    assert (await leader.get(f"/bao-cao/{ours}")).status == 404


async def test_a_unit_that_gave_a_part_away_keeps_its_own_reports(paged: Town, enter: Enter) -> None:
    """Cẩm Bình took one village over; its officers read what that one reported, and nothing of those that stayed."""
    units = UNITS.replace("18700,2020-01-01,2025-07-01", "18748,2020-01-01,2025-07-01").replace(
        "18697-01,2020-01-01,2025-07-01,18697,thon,Thôn Tam Đồng\n",
        "18748-71,2020-01-01,2025-07-01,18748,thon,Thôn Ở Lại\n18748-71,2025-07-01,,18748,thon,Thôn Ở Lại\n"
        "18748-72,2020-01-01,2025-07-01,18748,thon,Thôn Chuyển Đi\n18748-72,2025-07-01,,18685,thon,Thôn Chuyển Đi\n",
    )
    parts = "old_code,new_code,date,kind\n18685,18685,2025-07-01,merge\n18748,18685,2025-07-01,partial\n"
    old = ("18748", "18748-71", "18748-72")
    teams = "unit_code,status,valid_from,valid_to\n" + "".join(
        f"{one},established,2022-06-01,2025-07-01\n" for one in old
    )
    sent = "unit_code,period,submitted_at,nil,so_buoi,vneid\n" + "".join(
        f"{one},2025-06,2025-06-13T08:00:00+07:00,0,1,2\n" for one in old
    )
    for kind, text in {"units": units, "successions": parts, "teams": teams, "reports": sent}.items():
        await paged.import_csv(kind, text)
    its, stayed, moved = [f"/bao-cao/{await code_of(paged, one)}" for one in old]
    chairman, _ = await enter("chairman")
    other, _ = await enter("giot")
    assert [(await other.get(one)).status for one in (its, stayed, moved)] == [200, 200, 404]
    assert [(await chairman.get(one)).status for one in (its, stayed, moved)] == [404, 404, 200]
    listed = [one.split("?")[0] for one in (await chairman.get("/don-vi/18685/truoc-day")).links]
    assert [one in listed for one in (its, stayed, moved)] == [False, False, True]
