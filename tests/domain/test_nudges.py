"""When somebody is reminded of a request that waits."""

from __future__ import annotations

from domain.calendar import default_calendar
from domain.nudges import NudgeKind, due_nudge, due_of, nudges
from domain.requests import Request
from tests.domain.cast import CHAIRMAN, HUNG, asks, at

CALENDAR = default_calendar()


def introduced() -> Request:
    return asks().introduced(HUNG, at(16, 10))


def approved() -> Request:
    return introduced().approved(CHAIRMAN, at(17))


def test_a_leader_has_three_working_days_and_is_reminded_after_half_and_at_the_end() -> None:
    request = asks(created_at=at(16, 10))
    half, end = nudges(request, CALENDAR)
    assert (half.kind, half.at) == (NudgeKind.HALF, at(18, 6, 30))
    assert (end.kind, end.at) == (NudgeKind.END, at(19, 10))
    assert (half.escalates, end.escalates) == (False, True)
    assert due_of(request, CALENDAR) == at(19, 10)


def test_a_chairman_has_five_working_days_from_the_introduction_on() -> None:
    half, end = nudges(introduced(), CALENDAR)
    assert half.at == at(19, 6, 30)
    assert end.at == at(23, 10)
    assert due_of(introduced(), CALENDAR) == at(23, 10)


def test_nobody_is_reminded_of_what_waits_for_nobody() -> None:
    assert nudges(approved(), CALENDAR) == ()
    assert due_of(approved(), CALENDAR) is None
    assert due_nudge(approved(), CALENDAR, at(30)) is None


def test_after_downtime_only_the_newest_reminder_of_a_request_is_due() -> None:
    request = asks(created_at=at(16, 10))
    assert due_nudge(request, CALENDAR, at(17)) is None
    for now, kind in ((at(18, 7), NudgeKind.HALF), (at(25), NudgeKind.END)):
        found = due_nudge(request, CALENDAR, now)
        assert found is not None
        assert found.kind is kind


def test_each_reminder_of_a_request_has_its_own_identity() -> None:
    waits = [asks(), introduced(), asks().returned(HUNG, at(17), "xin năm sinh").resubmitted(at(18))]
    keys = [one.key(request) for request in waits for one in nudges(request, CALENDAR)]
    assert len(set(keys)) == len(keys)
    assert keys[0] == nudges(asks(), CALENDAR)[0].key(asks())
