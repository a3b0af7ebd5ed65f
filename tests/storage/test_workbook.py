"""Excel files for imports: the first sheet, line for line, as Excel keeps dates, phones and empty cells."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from storage.imports import ImportRefused
from storage.imports.sheet import Columns, read_sheet
from storage.imports.workbook import MOST_ROWS, as_csv, is_workbook

HEADER = ["person_id", "name", "phone", "unit_code", "valid_from"]


def workbook(*rows: list[Any]) -> bytes:
    """A workbook of one sheet, and a second one that does not count."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    book.add_worksheet().write(0, 0, "khác")
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    book.close()
    return written.getvalue()


def test_it_reads_like_the_csv_of_the_same_list() -> None:
    data = workbook(
        HEADER,
        ["P901", "Lê Thị\nThu ", 912345601, "18685-03", date(2026, 11, 1)],
        [],
        ["P902", "Đặng, Văn «Ba»", "0912 345 602", 18685, "15/8/2025"],
    )
    assert is_workbook(data)
    sheet = read_sheet(as_csv(data), Columns(tuple(HEADER)), is_by_hand=True)
    assert [(line.number, dict(line.cells)) for line in sheet] == [
        (2, dict(zip(HEADER, ["P901", "Lê Thị Thu", "0912345601", "18685-03", "2026-11-01"], strict=True))),
        (4, dict(zip(HEADER, ["P902", "Đặng, Văn «Ba»", "0912 345 602", "18685", "15/8/2025"], strict=True))),
    ]
    assert [line.day("valid_from") for line in sheet] == [date(2026, 11, 1), date(2025, 8, 15)]


def test_the_command_line_takes_the_names_and_dates_of_the_contract_only() -> None:
    columns = Columns(("date",), labels={"date": "Ngày thay đổi"})
    [line] = read_sheet(b"date\n15/8/2025\n", columns)
    assert line.day("date") is None
    assert "no date of the calendar as YYYY-MM-DD" in str(line.faults[0])
    with pytest.raises(ImportRefused, match="unknown column"):
        read_sheet("Ngày thay đổi\n2025-08-15\n".encode(), columns)


def test_numbers_that_are_no_phones_stay_as_they_are() -> None:
    data = workbook(["unit_code", "birth_year"], [912345601, 1990.0], [True, 1.5])
    assert as_csv(data).decode() == "unit_code,birth_year\n912345601,1990\n1,1.5\n"


def test_a_cell_beside_the_header_is_still_a_fault() -> None:
    sheet = read_sheet(as_csv(workbook(["a", "b"], ["1", "2", "", "x"])), Columns(("a", "b")))
    assert [str(one) for one in sheet.faults] == ["line 2: has 4 cells, the header 2"]


@pytest.mark.parametrize("data", [b"PK\x03\x04not a zip", b"PK\x03\x04"])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(ImportRefused, match="no Excel workbook"):
        as_csv(data)


def test_another_zip_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("word/document.xml", "<document/>")
    with pytest.raises(ImportRefused, match="no Excel workbook"):
        as_csv(written.getvalue())


def test_a_broken_sheet_is_refused() -> None:
    whole, written = zipfile.ZipFile(io.BytesIO(workbook(HEADER))), io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for one in whole.namelist():
            content = whole.read(one)
            packed.writestr(one, content[: len(content) // 2] if one.endswith("sheet1.xml") else content)
    with pytest.raises(ImportRefused, match="no Excel workbook"):
        as_csv(written.getvalue())


def test_a_small_file_that_unfolds_into_a_huge_one_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 21_000_000)
    assert len(written.getvalue()) < 100_000
    with pytest.raises(ImportRefused, match="too large"):
        as_csv(written.getvalue())


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(ImportRefused, match=r"more than 5\d* rows"):
        as_csv(workbook(*([["a"]] * (MOST_ROWS + 1))))


def test_an_empty_sheet_is_an_empty_file() -> None:
    with pytest.raises(ImportRefused, match="the file is empty"):
        read_sheet(as_csv(workbook()), Columns(("a",)))
