"""`python -m bot consolidate`: one object on one line, or lines for people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bot.test_cli import desk, said
from tests.storage.test_consolidation import REPORTS, TEAMS, UNITS

__all__ = ["desk"]


def filled(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A database with the units, teams and reports of the consolidation tests."""
    said(capsys, "migrate")
    for kind, text in (("units", UNITS), ("teams", TEAMS), ("reports", REPORTS)):
        (desk / f"{kind}.csv").write_text(text, encoding="utf-8")
        assert said(capsys, "import", kind, f"{kind}.csv")[0] == 0


def test_one_object_on_the_last_line(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(desk, capsys)
    status, out, _ = said(capsys, "consolidate", "--unit", "42", "--period", "2026-11", "--json")
    found = json.loads(out.splitlines()[-1])
    assert status == 0
    assert list(found) == "unit_code period expected received on_time nil missing sums of".split()
    assert (found["expected"], found["received"], found["on_time"], found["nil"]) == (4, 3, 2, 1)
    assert found["missing"] == ["X2-1"]
    assert found["sums"]["so_buoi"] == 7
    assert found["of"]["vneid"] == [2, 4]


def test_lines_for_people(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(desk, capsys)
    status, out, _ = said(capsys, "consolidate", "--unit", "42", "--period", "2026-11")
    assert status == 0
    assert "Đã nhận 3/4 Tổ, đúng hạn 2, không phát sinh 1, chưa nhận 1" in out
    assert "(3/4 Tổ có số liệu)" in out
    assert "X1-3" in out.splitlines()[-1]


@pytest.mark.parametrize(
    ("unit", "period", "why"),
    [("42", "2026-13", "--period"), ("nowhere", "2026-11", "--unit: no unit nowhere")],
)
def test_one_clear_line(
    desk: Path, capsys: pytest.CaptureFixture[str], unit: str, period: str, why: str
) -> None:
    filled(desk, capsys)
    status, out, err = said(capsys, "consolidate", "--unit", unit, "--period", period)
    assert (status, out) == (1, "")
    assert why in err
    assert err.count("\n") == 1
