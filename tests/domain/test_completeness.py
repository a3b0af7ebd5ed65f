"""Completeness and timeliness: one definition. The boundary cases follow what DHIS2 tests for its reporting rates
(dhis2-core, BSD-3: `AnalyticsServiceReportingRateTest`), told anew for our tiers.
"""

from __future__ import annotations

from collections.abc import Collection

from domain.completeness import NOTHING, Arrived, Attendance, Completeness, Lines


def attended(
    expected: str, in_time: Collection[str] = (), late: Collection[str] = (), nil: Collection[str] = ()
) -> Attendance:
    """Units of one letter; the nil reports came in time."""
    arrived = Arrived(in_time), Arrived(late, on_time=False), Arrived(nil, nil=True)
    return Attendance.of(frozenset(expected), arrived)


def test_received_on_time_nil_and_missing_are_counted_apart() -> None:
    found = attended("abcd", in_time="a", late="c", nil="b")
    assert found.whole == Completeness(4, 3, 2, 1, ("d",))
    assert (found.whole.late, found.whole.is_complete) == (1, False)
    assert (found.received, found.number_received) == (frozenset("abc"), 3)


def test_a_nil_report_can_be_late_too() -> None:
    arrived = [Arrived(["a"], on_time=False, nil=True)]
    assert Attendance.of(frozenset("ab"), arrived).whole == Completeness(2, 1, 0, 1, ("b",))


def test_who_is_not_expected_adds_nothing_to_either_side() -> None:
    # A proposed team, a unit of another subtree: neither in the numerator nor in the denominator.
    found = attended("a", in_time="ax", late="y", nil="z")
    assert found.whole == Completeness(1, 1, 1, 0, ())
    assert found.received == frozenset("a")


def test_nobody_expected_is_neither_complete_nor_missing() -> None:
    found = attended("", in_time="a").whole
    assert found == NOTHING
    assert not found.is_complete


def test_several_periods_add_up_and_name_each_team_once() -> None:
    # A team that owes two months is expected twice; its name is on the list once.
    november, december = attended("ab", in_time="a").whole, attended("ab").whole
    assert november + december == Completeness(4, 1, 1, 0, ("b", "a"))
    assert sum((november, december), NOTHING).expected == 4


def test_lines_add_up_to_the_whole_and_one_that_expects_nobody_has_no_cell() -> None:
    found = attended("abcdef", in_time="a", late="cx", nil="e")
    where = {"a": "north", "b": "north", "c": "north", "d": "south", "e": "south", "f": "south", "x": "west"}
    cells = found.by(Lines.among(where, found.expected))
    assert cells == {
        "north": Completeness(3, 2, 1, 0, ("b",)),
        "south": Completeness(3, 1, 1, 1, ("d", "f")),
    }
    assert cells["north"] + cells["south"] == found.whole
