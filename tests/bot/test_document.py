"""`python -m bot document`: a file, or one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.test_cli import desk, said
from tests.bot.test_consolidate import filled

__all__ = ["desk"]


@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK"), ("pdf", b"%PDF-"), ("xlsx", b"PK")])
def test_a_report_is_written(
    desk: Path, capsys: pytest.CaptureFixture[str], form: str, begins: bytes
) -> None:
    filled(desk, capsys)
    out = f"bao-cao.{form}"
    status, line, _ = said(capsys, "document", "report", "--unit", "X1", "--period", "2026-11", "--out", out)
    assert status == 0
    assert line.startswith(out)
    assert (desk / out).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--unit", "nowhere", "--out", "a.pdf"), "--unit: no unit nowhere"),
        (("--unit", "X1", "--out", "a.txt"), "--out"),
        (("--unit", "X1", "--period", "11/2026", "--out", "a.pdf"), "--period"),
        (("--unit", "X1-3", "--period", "2026-10", "--out", "a.pdf"), "report: Chưa có báo cáo tháng 10"),
        (("--unit", "X1", "--period", "2026-11", "--out", "no/a.pdf"), "--out"),
    ],
)
def test_one_clear_line(
    desk: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], why: str
) -> None:
    filled(desk, capsys)
    status, out, err = said(capsys, "document", "report", *arguments)
    assert (status, out) == (1, "")
    assert why in err
    assert err.count("\n") == 1


def test_a_damaged_template_is_one_line(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(desk, capsys)
    (desk / "report.docx").write_bytes(b"no Word file")
    monkeypatch.setenv("DOCUMENTS_PATH", str(desk))
    asked = ("document", "report", "--unit", "X1", "--period", "2026-11", "--out", "a.docx")
    status, _, err = said(capsys, *asked)
    assert status == 1
    assert err.startswith("DOCUMENTS_PATH: report.docx")
