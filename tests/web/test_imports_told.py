"""What the import pages tell: all faults at once, in words, the codes to use, what comes next, and who hears of it."""

from __future__ import annotations

import io

import openpyxl
import pytest

from storage import audit, tables
from storage.audit import OPERATOR, Entry
from storage.imports import Fault
from storage.imports.sheet import Columns, ImportRefused, read_sheet
from tests.town import Town
from tests.web.conftest import Enter
from tests.web.test_imports import PAGE, PEOPLE, THU, count, looks
from tests.web.test_papers import taken
from web.import_words import fault_words


async def test_every_fault_is_told_at_once_and_none_in_english(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    text = (
        f"{PEOPLE}P901,Lê Thị Thu,09123,Thôn Liên Giang,tổ phó,2026-13-01,\n"
        "P902,Lê Thị Hoa,,18697-01,tổ phó,hôm qua,\n"
        "P 903,,,18685-03,thư ký,,\n"
    )
    refused = (await looks(browser, text)).text
    told = [
        "Thôn Liên Giang không phải là mã đơn vị",
        "Chưa đúng số điện thoại",
        "2026-13-01 chưa đúng ngày",
        "Đơn vị 18697-01 không thuộc phạm vi phụ trách.",
        "hôm qua chưa đúng ngày",
        "P 903 không phải là mã",
        "Ô này đang trống",
        "thư ký không có trong các từ được dùng: Tổ trưởng, Tổ phó, Thành viên, Cộng tác viên.",
    ]
    assert [one for one in told if one not in refused] == []
    assert "Chưa đúng: " not in refused
    assert "Tệp có 8 chỗ cần sửa" in refused


async def test_what_is_stored_elsewhere_is_not_told_by_a_fault(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    row = "P902,Lê Thị Hoa,,18697-01,to_truong,2025-08-15,\n"
    refused = (await looks(browser, PEOPLE + row)).text
    assert "Tệp có 1 chỗ cần sửa" in refused


async def test_an_office_in_words_is_refused_as_its_code_is(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    refused = await looks(browser, f"{PEOPLE}P901,Lê Thị Thu,,18685,Chủ tịch UBND xã,,\n")
    assert "Chức danh «Chủ tịch UBND xã» do người quản trị" in refused.text
    assert await count(paged, tables.people, tables.people.c.id == "P901") == 0


async def test_a_form_in_which_nothing_is_filled_in_is_told_so(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    _, form = await taken(browser, f"{PAGE}?mau=xlsx")
    assert "Tệp chưa có dòng nào dưới dòng tên cột" in (await looks(browser, form)).text


async def test_the_form_names_the_codes_there_are(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    _, form = await taken(browser, f"{PAGE}?mau=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(form))
    units = list(book["Mã đơn vị"].iter_rows(values_only=True))
    assert ("18685-03", "Thôn Liên Giang") in [row[:2] for row in units]
    assert not [row for row in units if str(row[0]).startswith("18697")]
    people = list(book["Người đang có"].iter_rows(values_only=True))
    assert ("P031", "18685-03", "Tổ trưởng") in [(row[0], row[2], row[3]) for row in people]
    assert [cell.value for cell in book["Danh sách"][1]][:2] == ["Mã người *", "Họ và tên *"]
    how = {row[0]: str(row[2]) for row in book["Cách ghi"].iter_rows(values_only=True)}
    assert [one for one in how.values() if one.startswith(" ")] == []
    assert "nếu cột không bắt buộc" not in "".join(how.values())


async def test_what_comes_next_is_told_and_the_leader_hears_of_it(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    heard = len(paged.lai.heard)
    done = await browser.does(await looks(browser, PEOPLE + THU), "load")
    assert "nhờ người quản trị hệ thống in phiếu kích hoạt" in done.text
    await paged.settle()
    [told] = paged.lai.heard[heard:]
    assert "Tổ thôn Liên Giang" in told
    assert "thêm Lê Thị Thu (Tổ phó)" in told
    unbound = await browser.get("/chua-co-zalo/18685")
    assert "nhờ người quản trị hệ thống in phiếu kích hoạt" in unbound.text
    assert "codes" not in unbound.text


async def test_the_audit_names_things_in_words(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("son")
    units = "code,valid_from,parent_code,kind,name\n18685-09,2026-12-01,18685,thon,Thôn Mới\n"
    await browser.does(await looks(browser, units, "/nap-du-lieu/don-vi"), "load")
    async with paged.house.database.write() as rows:
        entries = [
            Entry(paged.now, "P004", "consolidation_approved", "consolidation:18685/2026-11/2"),
            Entry(paged.now, "P004", "bound", "user:2718281828459045235/8001000000000000501"),
            Entry(paged.now, OPERATOR, "account_authorised", "account:2718281828459045235"),
            Entry(paged.now, OPERATOR, "import", "reports"),
        ]
        await audit.note(rows, *entries)
    page = (await browser.get("/nhat-ky")).text
    assert "danh sách «Đơn vị»" in page
    assert "danh sách «Báo cáo đã có»" in page
    assert "tổng hợp tháng 11/2026 của xã Cẩm Bình, bản thứ 2" in page
    assert "một tài khoản Zalo" in page
    assert "nối lại trang Zalo OA" in page
    assert "trang Zalo OA …5235" in page
    assert "2718281828459045235" not in page


@pytest.mark.parametrize("cell", ["1-12-2026", "1.12.2026", "01/12/2026", "2026-12-01"])
def test_a_day_may_be_written_as_people_write_it(cell: str) -> None:
    columns = Columns(("day",))
    [line] = read_sheet(f"day\n{cell}\n".encode(), columns, is_by_hand=True)
    found = line.day("day")
    assert found is not None
    assert found.isoformat() == "2026-12-01"


def test_a_list_without_rows_is_empty_only_by_hand() -> None:
    columns = Columns(("day",))
    assert list(read_sheet(b"day\n", columns)) == []
    with pytest.raises(ImportRefused):
        read_sheet(b"day\n", columns, is_by_hand=True)


def test_a_name_where_a_code_is_asked_is_told_so() -> None:
    why = "'Thôn Đông' is no code: letters, digits, '.', '-' and '_' only"
    assert "không phải là mã đơn vị" in fault_words(Fault(2, "unit_code", why))
    assert "không phải là mã;" in fault_words(Fault(2, "person_id", why))
