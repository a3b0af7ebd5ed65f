"""Completeness and timeliness: one definition. The boundary cases follow what DHIS2 tests for its reporting rates
(dhis2-core, BSD-3: `AnalyticsServiceReportingRateTest`), told anew for our tiers.
"""

from __future__ import annotations

from domain.completeness import NOTHING, Completeness, judge


def test_received_on_time_nil_and_missing_are_counted_apart() -> None:
    found = judge({"a", "b", "c", "d"}, {"a", "b", "c"}, {"a", "b"}, {"b"})
    assert found == Completeness(4, 3, 2, 1, ("d",))
    assert (found.late, found.is_complete) == (1, False)


def test_who_is_not_expected_adds_nothing_to_either_side() -> None:
    # A proposed team, a unit of another subtree: neither in the numerator nor in the denominator.
    assert judge({"a"}, {"a", "x"}, {"a", "x"}, {"x"}) == Completeness(1, 1, 1, 0, ())


def test_in_time_never_exceeds_received() -> None:
    # Sent in time and taken back since: in time alone does not count.
    assert judge({"a", "b"}, {"a"}, {"a", "b"}, {"b"}) == Completeness(2, 1, 1, 0, ("b",))


def test_nobody_expected_is_neither_complete_nor_missing() -> None:
    found = judge((), {"a"}, {"a"}, set())
    assert found == NOTHING
    assert not found.is_complete


def test_several_periods_add_up_and_name_each_team_once() -> None:
    # A team that owes two months is expected twice; its name is on the list once.
    november, december = judge({"a", "b"}, {"a"}, {"a"}, set()), judge({"a", "b"}, set(), set(), set())
    assert november + december == Completeness(4, 1, 1, 0, ("b", "a"))
    assert sum((november, december), NOTHING).expected == 4
