"""A stated total beside the reckoned one."""

from __future__ import annotations

import pytest

from domain.explaining import Slip, explain

VALUES = {"X1": 40, "X1-1": 120, "X1-2": 874, "X1-3": 0}


@pytest.mark.parametrize(
    ("stated", "slip", "about"),
    [
        (1034, Slip.NONE, None),
        (994, Slip.WITHOUT_OWN, "X1"),
        (1074, Slip.OWN_TWICE, "X1"),
        (914, Slip.ONLY_IN_TIME, None),
        (1000, Slip.AS_SENT, None),
        (160, Slip.WITHOUT_ONE, "X1-2"),
        (1154, Slip.ONE_TWICE, "X1-1"),
        (1035, Slip.UNKNOWN, None),
    ],
)
def test_the_commonest_slips_are_found(stated: int, slip: Slip, about: str | None) -> None:
    found = explain(stated, VALUES, "X1", frozenset({"X1-1"}), 1000)
    assert (found.reckoned, found.slip, found.about) == (1034, slip, about)
    assert found.difference == stated - 1034


def test_two_teams_that_would_both_explain_it_are_not_guessed_at() -> None:
    assert explain(30, {"a": 10, "b": 10, "c": 20}, "X").slip is Slip.UNKNOWN
