"""Figures that stand out against the team's own last months."""

from __future__ import annotations

import pytest

from domain.forms import default_template
from domain.outliers import outliers


@pytest.mark.parametrize(
    ("value", "past", "usual"),
    [
        (400, [20, 24], 22),
        (0, [30, 30, 30], 30),
        (67, [22, 22, 22], 22),
        (66, [22, 22, 22], None),  # three times is not more than three times
        (9, [1, 1], None),  # small numbers jump about
        (0, [9], None),
        (400, [], None),  # nothing to compare with
        (400, [0, 0], None),
        (100, [20, 20, 20, 1000], 20),  # the fourth month back is long ago
    ],
)
def test_one_figure(value: int, past: list[int], usual: int | None) -> None:
    found = outliers("X1-1", default_template(), {"vneid": value}, [{"vneid": one} for one in past])
    assert [one.usual for one in found] == ([] if usual is None else [usual])
