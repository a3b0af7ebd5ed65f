"""A team's report: sent, corrected until the lock, amended after it, in time or late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.calendar import default_calendar
from domain.deadlines import due_dates, due_moment
from domain.errors import Malformed, ReasonRequired, WrongState
from domain.forms import default_template
from domain.periods import Period
from domain.reports import (
    Arrival,
    FieldChange,
    Report,
    ReportStatus,
    arrival,
    changes,
    draft,
    locked_at,
    on_time,
)
from tests.domain.cast import DONG_TRUNG, HUNG, MINH, THAM, at

FORM = default_template()
NOVEMBER = Period(2026, 11)
DUE = due_dates(NOVEMBER, default_calendar(), has_district=False)
LOCK = locked_at(DUE)
FIGURES = {"so_buoi": 5, "luot_tuyen_truyen": 120}
BETTER = {"so_buoi": 6, "luot_tuyen_truyen": 120}


def drafted(by: str = HUNG) -> Report:
    return draft("BC-1142", DONG_TRUNG, NOVEMBER, FIGURES, by, FORM)


def sent() -> Report:
    return drafted().submitted(HUNG, at(17, 19, 42))


def test_a_draft_counts_for_nothing_until_it_is_sent() -> None:
    assert not drafted().counts
    assert drafted().on_time(DUE) is None
    report = sent()
    assert (report.status, report.revision, report.counts) == (ReportStatus.SUBMITTED, 1, True)


def test_a_members_draft_is_sent_by_the_leader_who_confirms_it() -> None:
    report = drafted(THAM).submitted(HUNG, at(17))
    assert report.submitted_by == HUNG


def test_a_draft_holds_only_what_the_form_takes() -> None:
    for values in ({"so_buoi": 101}, {"khong_co": 1}, {"vneid": "nhiều"}):
        with pytest.raises(Malformed):
            draft("BC-1", DONG_TRUNG, NOVEMBER, values, HUNG, FORM)


def nothing_happened() -> Report:
    """A draft that says so, as the conversation writes it."""
    return replace(draft("BC-1", DONG_TRUNG, NOVEMBER, FORM.nil(), HUNG, FORM), nil=True)


def test_a_nil_report_is_a_report_of_zeros() -> None:
    report = nothing_happened().submitted(HUNG, at(17))
    assert report.nil
    assert report.counts
    assert set(report.values.values()) == {0}


def test_a_nil_report_corrected_with_a_figure_is_nil_no_longer() -> None:
    report = nothing_happened().submitted(HUNG, at(17))
    assert not report.corrected(FIGURES, HUNG, at(18), LOCK).nil


def test_before_the_lock_a_correction_is_a_new_revision() -> None:
    report = sent().corrected(BETTER, HUNG, at(18), LOCK)
    assert (report.status, report.revision, report.values) == (ReportStatus.SUBMITTED, 2, BETTER)
    assert sent().values == FIGURES


def test_after_the_lock_a_correction_is_an_amendment() -> None:
    late = at(25)
    for standing in (sent(), sent().locked()):
        report = standing.corrected(BETTER, HUNG, late, LOCK)
        assert (report.status, report.revision) == (ReportStatus.AMENDED, 2)
    assert sent().locked().amended(BETTER, HUNG, late).amended(FIGURES, HUNG, late).revision == 3


def test_a_corrected_report_is_in_time_if_its_first_submission_was() -> None:
    report = sent().corrected(BETTER, HUNG, at(20), LOCK)
    assert report.on_time(DUE) is True
    assert report.submitted_at == at(20)


def test_the_due_date_counts_to_its_last_second() -> None:
    assert on_time(at(18, 23, 59, second=59), DUE)
    assert not on_time(at(19, 0), DUE)
    assert drafted().submitted(HUNG, at(19)).on_time(DUE) is False


def test_a_report_before_the_window_closes_is_in_time() -> None:
    assert on_time(at(10), DUE)


def test_what_is_returned_counts_again_from_its_next_arrival() -> None:
    returned = sent().returned("số lượt hơi lớn")
    assert not returned.counts
    again = returned.corrected(BETTER, HUNG, at(19), LOCK)
    assert again.counts
    assert again.on_time(DUE) is False
    assert returned.corrected(BETTER, HUNG, at(26), LOCK).status is ReportStatus.SUBMITTED


def test_a_return_needs_a_reason() -> None:
    with pytest.raises(ReasonRequired):
        sent().returned("không")


def test_a_report_is_retracted_until_the_lock() -> None:
    assert sent().retracted(at(18), LOCK).status is ReportStatus.RETRACTED
    with pytest.raises(WrongState):
        sent().retracted(at(25), LOCK)
    with pytest.raises(WrongState):
        sent().locked().retracted(at(18), LOCK)


@pytest.mark.parametrize(
    "change",
    [
        lambda report: report.submitted(HUNG, at(18)),
        lambda report: report.locked(),
        lambda report: report.returned("xem lại giúp"),
        lambda report: report.corrected(BETTER, HUNG, at(18), LOCK),
        lambda report: report.retracted(at(18), LOCK),
    ],
)
def test_a_retracted_report_stays_so(change: Callable[[Report], Report]) -> None:
    with pytest.raises(WrongState):
        change(sent().retracted(at(18), LOCK))


def test_a_report_locks_when_the_communes_own_report_is_due() -> None:
    assert due_moment(DUE.commune) == LOCK == at(24, 23, 59, second=59)
    assert locked_at(DUE) == LOCK


def test_a_consolidation_locks_earlier() -> None:
    assert locked_at(DUE, at(20, 15)) == at(20, 15)
    assert locked_at(DUE, at(27)) == LOCK


@pytest.mark.parametrize(
    ("standing", "values", "by", "day", "leader", "expected"),
    [
        (None, FIGURES, HUNG, 17, True, Arrival.FIRST),
        (drafted(THAM), FIGURES, HUNG, 17, True, Arrival.FIRST),
        (sent(), FIGURES, MINH, 18, False, Arrival.SAME),
        (sent(), BETTER, MINH, 18, False, Arrival.PROPOSED_CHANGE),
        (sent(), BETTER, HUNG, 18, True, Arrival.CORRECTION),
        (drafted().submitted(MINH, at(16)), BETTER, HUNG, 18, True, Arrival.CORRECTION),
        (drafted().submitted(MINH, at(16)), BETTER, MINH, 18, False, Arrival.CORRECTION),
        (sent(), BETTER, HUNG, 25, True, Arrival.AMENDMENT),
        (sent().locked(), BETTER, HUNG, 18, True, Arrival.AMENDMENT),
        (sent().returned("xem lại giúp"), FIGURES, HUNG, 18, True, Arrival.CORRECTION),
        (sent().returned("xem lại giúp"), BETTER, MINH, 18, False, Arrival.CORRECTION),
        (sent().retracted(at(18), LOCK), FIGURES, HUNG, 18, True, Arrival.FIRST),
    ],
)
def test_a_second_report_of_a_team_is_a_correction_or_a_proposed_change(
    standing: Report | None, values: dict[str, int], by: str, day: int, leader: bool, expected: Arrival
) -> None:
    assert arrival(standing, values, by, at(day), LOCK, by_leader=leader) is expected


def test_what_changed_is_listed_figure_by_figure() -> None:
    assert changes({"so_buoi": 5, "vneid": 1}, {"so_buoi": 6, "ho_so_dvc": 2}) == (
        FieldChange("so_buoi", 5, 6),
        FieldChange("ho_so_dvc", None, 2),
        FieldChange("vneid", 1, None),
    )
