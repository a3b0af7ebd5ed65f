"""A consolidation on its way upward. The cases are those that DHIS2 tests for data approval, reporting rates and locks
(dhis2-core, BSD-3: `DataApprovalServiceTest`, `AnalyticsServiceReportingRateTest`,
`DefaultDataEntryServiceLockStatusTest`), told anew for village, commune, district and department; no code is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.authority import Action, Delegation, may
from domain.consolidations import Act, ActStep, Consolidation, Course, Passage, Stage, above, difference
from domain.errors import ReasonRequired, WrongState
from domain.people import Appointment, Office
from domain.periods import Period
from domain.units import Unit, UnitKind, UnitTree

NOVEMBER = Period(2026, 11)
FOUND = Consolidation("X1", NOVEMBER, 3, 2, 2, 0, ("X1-2",), {"vneid": 412, "so_buoi": 7}, {"vneid": (2, 3)})
AT = datetime(2026, 11, 19, 1, tzinfo=UTC)


def step(act: Act, reason: str = "", by: str = "p") -> ActStep:
    """One step of somebody."""
    return ActStep(act, by, AT, "can_bo_cntt_xa", reason, "event")


def approved() -> Passage:
    """The figures above, approved."""
    return Passage("X1", NOVEMBER).approved(FOUND, step(Act.APPROVE))


def forwarded() -> Passage:
    """And sent."""
    return approved().forwarded(FOUND, step(Act.FORWARD))


def test_it_goes_up_step_by_step_and_keeps_who_and_when() -> None:
    received = forwarded().received(step(Act.RECEIVE, by="above"))
    assert received.stage is Stage.RECEIVED
    assert [one.act for one in received.steps] == [Act.APPROVE, Act.FORWARD, Act.RECEIVE]
    assert received.last(Act.RECEIVE) == step(Act.RECEIVE, by="above")
    assert received.figures == FOUND


@pytest.mark.parametrize(
    "too_early",
    [
        # Unapproved data is neither accepted nor passed on; what is received is not received twice.
        lambda: Passage("X1", NOVEMBER).forwarded(FOUND, step(Act.FORWARD)),
        lambda: Passage("X1", NOVEMBER).received(step(Act.RECEIVE)),
        lambda: approved().received(step(Act.RECEIVE)),
        lambda: forwarded().received(step(Act.RECEIVE)).received(step(Act.RECEIVE)),
        lambda: forwarded().forwarded(FOUND, step(Act.FORWARD)),
        lambda: forwarded().approved(FOUND, step(Act.APPROVE)),
        lambda: approved().returned(step(Act.RETURN, "thiếu số liệu")),
        lambda: forwarded().reopened(step(Act.REOPEN)),
        lambda: Passage("X1", NOVEMBER).reopened(step(Act.REOPEN)),
    ],
)
def test_no_step_is_skipped_or_taken_twice(too_early: Callable[[], Passage]) -> None:
    with pytest.raises(WrongState):
        too_early()


def test_an_addendum_that_is_only_approved_takes_nothing_from_what_was_sent() -> None:
    second = Passage("X1", NOVEMBER, 2).approved(FOUND, step(Act.APPROVE))
    assert Course(FOUND, (forwarded(), second)).went_up == forwarded()
    assert Course(FOUND, (approved(),)).went_up is None


def test_what_takes_the_place_of_a_part_that_was_sent_back_differs_from_it() -> None:
    now = replace(FOUND, sums={"vneid": 40, "so_buoi": 7})
    back = forwarded().returned(step(Act.RETURN, "thiếu số liệu"))
    mended = Course(now, (back,)).mended
    assert mended is not None
    assert mended.sums == (("vneid", 412, 40),)
    assert Course(now, (forwarded(),)).mended is None


def test_approving_again_is_no_fault_while_nothing_was_sent() -> None:
    assert approved().approved(FOUND, step(Act.APPROVE)).stage is Stage.APPROVED


def test_an_approval_is_taken_back_while_nothing_was_sent() -> None:
    reopened = approved().reopened(step(Act.REOPEN))
    assert (reopened.stage, reopened.figures) == (Stage.OPEN, None)
    assert reopened.approved(FOUND, step(Act.APPROVE)).stage is Stage.APPROVED


def test_what_changed_after_the_approval_is_not_sent() -> None:
    with pytest.raises(WrongState):
        approved().forwarded(replace(FOUND, received=3, missing=()), step(Act.FORWARD))


@pytest.mark.parametrize("reason", ["", "không", "  . "])
def test_it_is_sent_back_with_a_reason_only(reason: str) -> None:
    with pytest.raises(ReasonRequired):
        forwarded().returned(step(Act.RETURN, reason))


def test_what_is_kept_reads_back_as_it_was() -> None:
    assert Consolidation.from_json(FOUND.to_json()) == FOUND


# --- parts -----------------------------------------------------------------------------------------------------------


def test_while_nothing_was_sent_there_is_one_part() -> None:
    assert Course(FOUND).current == Passage("X1", NOVEMBER)
    assert Course(FOUND, (approved(),)).current.part == 1
    assert Course(FOUND).change is None


def test_nothing_is_sent_again_while_nothing_changed() -> None:
    course = Course(FOUND, (forwarded(),))
    assert course.current.stage is Stage.FORWARDED
    assert not course.is_addendum


def test_what_changes_after_the_sending_is_an_addendum_to_what_was_sent() -> None:
    now = replace(FOUND, received=3, missing=(), sums={"vneid": 430, "so_buoi": 7})
    course = Course(now, (forwarded(),))
    assert course.change == difference(FOUND, now)
    assert course.change is not None
    assert (course.change.sums, course.change.arrived) == ((("vneid", 412, 430),), ("X1-2",))
    assert (course.current.part, course.current.stage, course.is_addendum) == (2, Stage.OPEN, True)
    assert course.sent == forwarded()


def test_what_was_sent_back_is_sent_again_whole() -> None:
    back = forwarded().returned(step(Act.RETURN, "thiếu số liệu"))
    course = Course(FOUND, (back,))
    assert (course.current.part, course.is_addendum, course.sent) == (2, False, None)


def test_a_team_whose_report_counts_no_more_is_named() -> None:
    change = difference(FOUND, replace(FOUND, received=1, missing=("X1-1", "X1-2")))
    assert (change.gone, bool(change)) == (("X1-1",), True)
    assert not difference(FOUND, FOUND)


# --- to whom, and who may --------------------------------------------------------------------------------------------

OLD, NEW = date(2025, 6, 24), date(2025, 7, 24)
UNITS = [
    Unit("42", UnitKind.TINH, "Hà Tĩnh", None, date(2020, 1, 1)),
    Unit("H1", UnitKind.HUYEN, "Cẩm Xuyên", "42", date(2020, 1, 1), date(2025, 7, 1)),
    Unit("X1", UnitKind.XA, "Cẩm Bình", "H1", date(2020, 1, 1), date(2025, 7, 1)),
    Unit("X1", UnitKind.XA, "Cẩm Bình", "42", date(2025, 7, 1)),
]


def test_the_tree_of_the_due_date_says_to_whom_it_goes() -> None:
    before, after = UnitTree(UNITS, OLD), UnitTree(UNITS, NEW)
    found = above("X1", before, before), above("X1", after, after), above("X1", before, after)
    # A district that is gone when it is sent at last no longer receives: the department does.
    assert [None if one is None else one.code for one in found] == ["H1", "42", "42"]
    assert above("42", after, after) is None


@pytest.mark.parametrize(
    ("office", "unit", "own", "other"),
    [
        (Office.CHU_TICH_XA, "X1", True, False),
        (Office.CAN_BO_CNTT_XA, "X1", True, False),
        (Office.TO_TRUONG, "X1", True, False),
        (Office.PHO_CHU_TICH_XA, "X1", False, False),
        (Office.TO_PHO, "X1", False, False),
        # Who is above receives, and does not approve in the place of those below.
        (Office.CAN_BO_SO, "42", False, True),
        (Office.QUAN_TRI, "42", False, False),
    ],
)
def test_each_level_approves_its_own(office: Office, unit: str, own: bool, other: bool) -> None:
    tree = UnitTree(UNITS, NEW)
    held = [Appointment("p", unit, office, date(2025, 7, 1))]
    assert (may(Action.PASS_UPWARD, held, "X1", tree), may(Action.PASS_UPWARD, held, "42", tree)) == (
        own,
        other,
    )


def test_a_vice_chairman_approves_while_he_signs_for_the_chairman() -> None:
    tree = UnitTree(UNITS, NEW)
    held = [Appointment("vice", "X1", Office.PHO_CHU_TICH_XA, date(2025, 7, 1))]
    given = Delegation("chairman", "vice", "X1", date(2025, 7, 20), date(2025, 7, 25))
    assert may(Action.PASS_UPWARD, held, "X1", tree, [given])
    assert not may(Action.PASS_UPWARD, held, "X1", UnitTree(UNITS, date(2025, 7, 25)), [given])
