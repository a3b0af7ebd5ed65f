"""Files brought on a page: looked at first, taken whole or not at all, and never further than one's own units."""

from __future__ import annotations

import io
import random
import re
from enum import StrEnum
from typing import Any

import openpyxl
import pytest
from aiohttp import FormData
from sqlalchemy import select

from storage import people, tables
from storage.imports import Fault, header_of
from storage.imports.reach import ACCOUNTS, BEYOND
from storage.imports.words import CHOICE_LABELS, column_called, value_called
from tests.storage.test_workbook import workbook
from tests.town import Town
from tests.web.conftest import Enter
from tests.web.stage import Browser, Read
from tests.web.test_papers import taken
from vietnamese import fold
from web.import_words import fault_words
from web.imports import NEEDS, data_of, packed
from web.page import Refused

PEOPLE = "person_id,name,phone,unit_code,office,valid_from,valid_to\n"
THU = "P901,Lê Thị Thu,0912345601,18685-03,to_pho,2026-11-01,\n"
PAGE = "/nap-du-lieu/nguoi"


async def looks(browser: Browser, text: str | bytes, path: str = PAGE) -> Read:
    """Choose a file and look at what it would do."""
    page = await browser.get(path)
    assert page.status == 200, page.text
    form = FormData()
    for name, value in page.form("look").items():
        form.add_field(name, value)
    data = text if isinstance(text, bytes) else text.encode()
    form.add_field("tap_tin", data, filename="tep.csv", content_type="text/csv")
    sent: Any = form
    return await browser.post(path, sent)


async def count(town: Town, table: Any, *where: Any) -> int:
    """How many rows there are."""
    async with town.rows() as rows:
        return len(await rows.all(select(table).where(*where)))


async def test_what_a_file_would_do_is_seen_before_it_is_done(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    seen = await looks(
        browser,
        PEOPLE
        + THU
        + "P033,Trần Quốc Đạt,0912000099,18685-03,thanh_vien,2025-08-15,\n"
        + "P042,Hồ Thị Yến,0912000042,18685-04,to_pho,2025-08-15,2026-12-01\n"
        + "P041,Trương Văn Sáu,0912000041,18685-04,to_truong,2025-08-15,\n",
    )
    assert "Thêm 1, đổi 2, không đổi 1." in seen.text
    assert "Lê Thị Thu (P901), tổ phó thôn Liên Giang, từ Chủ nhật, 1/11/2026" in seen.text
    assert "Trần Quốc Đạt (P033): điện thoại" in seen.text
    assert "Hồ Thị Yến (P042), tổ phó thôn Bắc Hải, đến trước thứ Ba, 1/12/2026" in seen.text
    assert "0912345601" not in seen.text
    assert await count(paged, tables.people, tables.people.c.id == "P901") == 0
    done = await browser.does(seen, "load")
    assert "Đã nạp. Thêm 1, đổi 2, không đổi 1." in done.text
    async with paged.rows() as rows:
        [thu] = (await people.by_ids(rows, ["P901"])).values()
        noted = await rows.all(select(tables.audit).where(tables.audit.c.action == "import"))
    assert (thu.name, noted[-1].who) == ("Lê Thị Thu", "P004")
    again = await browser.does(seen, "load")
    assert "đã có đủ, không phải nạp nữa" in again.text


async def test_an_excel_file_is_taken_like_a_csv(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    rows: list[list[Any]] = [one.split(",") for one in (PEOPLE + THU).splitlines()]
    rows[1][2] = 912345601  # as Excel keeps what looks like a number
    seen = await looks(browser, workbook(*rows))
    assert "Lê Thị Thu (P901), tổ phó thôn Liên Giang, từ Chủ nhật, 1/11/2026" in seen.text
    assert "Đã nạp. Thêm 1" in (await browser.does(seen, "load")).text
    async with paged.rows() as found:
        assert (await people.by_ids(found, ["P901"]))["P901"].phone == "0912345601"
    refused = await looks(browser, b"PK\x03\x04 no workbook")
    assert "Không đọc được tệp Excel này" in refused.text


async def test_the_form_that_is_given_is_taken_when_it_is_filled_in(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    page = await browser.get(PAGE)
    assert "Phải có: Mã người, Họ và tên, Mã đơn vị, Vai trò; có thể thêm: Năm sinh" in page.text
    _, form = await taken(browser, f"{PAGE}?mau=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet = book["Danh sách"]
    head = [cell.value for cell in sheet[1]]
    assert head[:4] == ["Mã người *", "Họ và tên *", "Mã đơn vị *", "Vai trò *"]
    told = {row[0]: row for row in book["Cách ghi"].iter_rows(values_only=True)}
    assert "Tổ trưởng, Tổ phó, Thành viên, Cộng tác viên" in str(told["Vai trò"][2])
    filled = {
        "Mã người": "P901",
        "Họ và tên": "Lê Thị Thu",
        "Mã đơn vị": "18685-03",
        "Vai trò": "tổ phó",
        "Giới tính": "nu",
        "Điện thoại": 912345601,
        "Từ ngày": "1/11/2026",
    }
    for place, name in enumerate(head, 1):
        sheet.cell(2, place, filled.get(str(name).removesuffix(" *")))
    written = io.BytesIO()
    book.save(written)
    seen = await looks(browser, written.getvalue())
    assert "Lê Thị Thu (P901), tổ phó thôn Liên Giang, từ Chủ nhật, 1/11/2026" in seen.text
    await browser.does(seen, "load")
    async with paged.rows() as rows:
        assert (await people.by_ids(rows, ["P901"]))["P901"].phone == "0912345601"
    refused = await looks(browser, "Mã người,Họ và tên,Mã đơn vị,Vai trò\nP901,Lê Thị Thu,18685-03,tổ viên\n")
    assert "Vai trò tổ viên không có trong các từ được dùng: Tổ trưởng, Tổ phó" in refused.text


@pytest.mark.parametrize("kind", list(NEEDS))
def test_every_column_and_word_has_a_name_that_people_know(kind: str) -> None:
    header = header_of(kind)
    labels = [header.labels[one] for one in header.known if one not in ACCOUNTS]
    assert len({fold(one) for one in labels}) == len(labels)
    assert [column_called(fold(one), header.labels) for one in labels] == [
        one for one in header.known if one not in ACCOUNTS
    ]


@pytest.mark.parametrize("choices", list(CHOICE_LABELS))
def test_every_value_is_found_by_what_it_is_called(choices: type[StrEnum]) -> None:
    listed = CHOICE_LABELS[choices]
    assert list(listed) == list(choices)
    assert [value_called(fold(label), choices) for label in listed.values()] == [str(one) for one in choices]
    assert [value_called(str(one), choices) for one in choices] == [str(one) for one in choices]


async def test_each_place_that_a_file_moves_is_noted_and_the_chairman_hears_of_it(
    paged: Town, enter: Enter
) -> None:
    browser, _ = await enter("tuan")
    heard = len(paged.chairman.heard)
    yen = "P042,Hồ Thị Yến,0912000042,18685-04,to_pho,2025-08-15,2026-12-01\n"
    await browser.does(await looks(browser, PEOPLE + THU + yen), "load")
    async with paged.rows() as rows:
        noted = await rows.all(select(tables.audit).where(tables.audit.c.action.like("seat%")))
    assert [(one.action, one.object, one.detail["unit"], one.detail["office"]) for one in noted] == [
        ("seat_imported", "person:P901", "18685-03", "to_pho"),
        ("seat_ended_by_import", "person:P042", "18685-04", "to_pho"),
    ]
    await paged.settle()
    [told] = paged.chairman.heard[heard:]
    assert "thêm 1 người và ghi thôi 1 người" in told
    assert "Thu" not in told
    assert "Yến" not in told
    assert "thêm chỗ trong Tổ bằng tệp nạp vào" in (await browser.get("/nhat-ky")).text


async def test_every_fault_is_named_by_line_and_column_and_nothing_is_written(
    paged: Town, enter: Enter
) -> None:
    browser, _ = await enter("tuan")
    text = PEOPLE + THU + "P902,,09123,18685-03,to_pho,2026-13-01,\nP903,Lê A,,18685-03,xyz,,\n"
    refused = await looks(browser, text)
    told = [
        "2026-13-01 chưa đúng ngày",
        "Ô này đang trống, xin điền.",
        "Chưa đúng số điện thoại",
        "xyz không có trong các từ được dùng",
    ]
    assert [one for one in told if one not in refused.text] == []
    assert re.search(r"3</th><td>Điện thoại</td>", refused.html)
    assert [one for one in refused.forms if one.get("viec") == "load"] == []
    pressed = refused.form("look") | {"viec": "load", "goi": packed(text.encode()), "xem": ""}
    forced = await browser.post(PAGE, pressed)
    assert (forced.status, "Chưa nạp gì: tệp có 4 chỗ cần sửa" in forced.text) == (400, True)
    assert await count(paged, tables.people, tables.people.c.id == "P901") == 0


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("P901,Lê Thị Thu,,18697-01,to_pho,,", "Đơn vị 18697-01 không thuộc phạm vi phụ trách."),
        ("P901,Lê Thị Thu,,18685,chu_tich_xa,,", "Chức danh «Chủ tịch UBND xã» do người quản trị"),
        ("P901,Lê Thị Thu,,18685,to_truong,,", "Chức danh «Tổ trưởng» do người quản trị"),
        ("P004,Hoàng Minh Tuấn,,18685-03,to_pho,,", "Không ai tự nạp chức danh của mình."),
        ("P001,Nguyễn Văn Đức,0900000000,18685-03,cong_tac_vien,,", "P001 đã có và không chỉ là người"),
    ],
)
async def test_nobody_imports_further_than_the_own_teams(
    paged: Town, enter: Enter, row: str, why: str
) -> None:
    browser, _ = await enter("tuan")
    refused = await looks(browser, f"{PEOPLE}{THU}{row}\n")
    assert why in refused.text
    assert await count(paged, tables.people, tables.people.c.id == "P901") == 0


async def test_an_account_is_never_bound_by_a_file_on_a_page(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    text = "person_id,name,unit_code,office,zalo_user_id\nP901,Lê Thị Thu,18685-03,to_pho,800999\n"
    assert "Xin để trống; mỗi người tự kích hoạt" in (await looks(browser, text)).text


async def test_what_has_moved_since_it_was_seen_is_looked_at_again(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    row = "P033,Trần Quốc Đạt,0912000099,18685-03,thanh_vien,2025-08-15,\n"
    seen = await looks(browser, PEOPLE + THU + row)
    await paged.import_csv("people", PEOPLE + row)
    again = await browser.does(seen, "load")
    assert again.status == 400
    assert "vừa thay đổi so với lúc xem" in again.text
    assert await count(paged, tables.people, tables.people.c.id == "P901") == 0
    assert "Đã nạp." in (await browser.does(again, "load")).text


async def test_what_is_packed_is_checked_like_a_file(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    seen = await looks(browser, PEOPLE + THU)
    for broken in ("", "!!!", "AAAA"):
        assert (await browser.does(seen, "load", goi=broken)).status == 400
    assert (await browser.does(seen, "load", xem="")).status == 400


async def test_sizes_have_a_limit_that_is_told(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    large = PEOPLE + "".join(f"P{one},Người {one * 7919},,18685-03,cong_tac_vien,,\n" for one in range(9000))
    told = await looks(browser, large[:230_000])
    assert (told.status, "Tệp lớn quá: mỗi lần nạp được khoảng 90 KB" in told.text) == (400, True)
    assert "tối đa khoảng 90 KB (chừng 1.200 dòng)" in told.text
    huge = await looks(browser, b"x" * 400_000)
    assert (huge.status, "lớn quá" in huge.text) == (413, True)
    stranger, _ = await enter("hung")
    form: Any = FormData()
    form.add_field("tap_tin", b"x" * 400_000, filename="tep.csv")
    assert (await stranger.post(PAGE, form)).status == 404
    assert "Cần làm gì" not in (await looks(browser, PEOPLE + THU)).text


async def test_the_department_brings_units_and_teams_are_the_communes(paged: Town, enter: Enter) -> None:
    son, first = await enter("son")
    assert "/nap-du-lieu" in first.links
    offered = await son.get("/nap-du-lieu")
    assert "/nap-du-lieu/don-vi" in offered.links
    assert PAGE not in offered.links
    units = "code,valid_from,parent_code,kind,name\n18685-09,2026-12-01,18685,thon,Thôn Mới\n"
    seen = await looks(son, units, "/nap-du-lieu/don-vi")
    assert "Thôn Mới (18685-09), cấp thôn, thuộc xã Cẩm Bình, từ thứ Ba, 1/12/2026" in seen.text
    assert "Đã nạp. Thêm 1" in (await son.does(seen, "load")).text
    tuan, _ = await enter("tuan")
    assert (await tuan.get("/nap-du-lieu/don-vi")).status == 404
    teams = (
        "unit_code,decision_no,decision_date,status,valid_from\n18685-03,99/QĐ-UBND,2025-08-15,established,\n"
    )
    seen = await looks(tuan, teams, "/nap-du-lieu/to")
    assert "Tổ thôn Liên Giang" in seen.text
    _, first = await enter("hung")
    assert "/nap-du-lieu" not in first.links


def test_the_limit_that_is_told_is_the_one_that_holds() -> None:
    """A list of people of the length that the page names goes in; one of half as much again does not."""
    chance = random.Random(1)
    names = "An Bình Cường Dũng Hà Hải Hạnh Hiếu Hoa Hùng Lan Linh Mai Nam Nga Phúc Quang Sơn Tâm Thảo Thu".split()
    lines = [
        f"P{one:04},Nguyễn {chance.choice(names)} {chance.choice(names)},09{chance.randrange(10**8):08},"
        f"18685-{one % 40:02},{chance.choice(('to_truong', 'to_pho', 'thanh_vien'))},2025-08-15,\n"
        for one in range(1800)
    ]
    whole = (PEOPLE + "".join(lines[:1200])).encode()
    assert data_of({"goi": packed(whole)}) == whole
    with pytest.raises(Refused, match="khoảng 90 KB"):
        data_of({"goi": packed((PEOPLE + "".join(lines)).encode())})


async def test_what_becomes_of_units_is_told_with_its_kind_and_from_what_to_what(
    paged: Town, enter: Enter
) -> None:
    son, _ = await enter("son")
    path, head = "/nap-du-lieu/sap-nhap", "old_code,new_code,date,kind\n"
    seen = await looks(son, f"{head}18685,18748,2026-11-01,partial\n", path)
    assert "18685 → 18748, chuyển một phần, Chủ nhật, 1/11/2026" in seen.text
    assert "Đã nạp." in (await son.does(seen, "load")).text
    changed = await looks(son, f"{head}18685,18748,2026-11-01,split\n", path)
    assert "hình thức (chuyển một phần → tách)" in changed.text
    async with paged.rows() as rows:
        [row] = await rows.all(select(tables.units).where(tables.units.c.code == "18685-03"))
    unit = f"18685-03,{row.valid_from},18748,thon,{row.name}\n"
    moved = await looks(son, f"code,valid_from,parent_code,kind,name\n{unit}", "/nap-du-lieu/don-vi")
    assert "đơn vị cấp trên (xã Cẩm Bình → xã Cẩm Lạc)" in moved.text


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("no unit 18699 on 2026-06-30, the day before", "Không có đơn vị 18699 vào thứ Ba, 30/6/2026."),
        ("unit 18699 is not valid on 2026-06-30", "Đơn vị 18699 không có vào thứ Ba, 30/6/2026."),
        (
            "2026-06-30 is not after valid_from 2026-07-01",
            "Ngày kết thúc (thứ Ba, 30/6/2026) phải sau ngày bắt đầu (thứ Tư, 1/7/2026).",
        ),
        ("there is no to_truong in a unit of kind tinh", "Cấp này không có chức danh «Tổ trưởng»."),
        ("there is no xyz in a unit of kind tinh", "Cấp này không có chức danh «xyz»."),
        (BEYOND.format("-"), "Ô này đang trống; xin ghi mã đơn vị cấp trên thuộc phạm vi phụ trách."),
    ],
)
def test_faults_are_told_in_the_words_of_officers(why: str, told: str) -> None:
    assert fault_words(Fault(2, "x", why)) == told
