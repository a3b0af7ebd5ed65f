"""What a change of the calendar moves, and that nothing past is moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.calendar import Holiday, default_calendar
from domain.deadlines import Offsets, Rules, Tier, out_of_bounds
from domain.moves import HolidayFault, around, fault_of, moves, touches_past, with_day, without_day
from domain.periods import Period, WindowMode

RULES = Rules(default_calendar())
DAY = date(2026, 11, 24)
FREE = replace(RULES, calendar=with_day(RULES.calendar, Holiday(DAY, "Nghỉ bão")))


def test_a_day_off_moves_every_due_date_that_is_counted_back_over_it() -> None:
    found = moves(RULES, FREE, around(DAY), [False], WindowMode.MID_MONTH)
    assert [(str(one.period), one.tier, one.before.day, one.after.day) for one in found] == [
        ("2026-11", Tier.TEAM, 18, 17),
        ("2026-11", Tier.COMMUNE, 24, 23),
    ]
    back = replace(FREE, calendar=without_day(FREE.calendar, DAY))
    assert moves(RULES, back, around(DAY), [False, True], WindowMode.MID_MONTH) == []


def test_with_a_district_above_it_has_a_due_date_of_its_own() -> None:
    found = moves(RULES, FREE, [Period(2026, 11)], [True], WindowMode.MID_MONTH)
    assert [one.tier for one in found] == [Tier.TEAM, Tier.COMMUNE, Tier.DISTRICT]


@pytest.mark.parametrize(
    ("today", "tier"),
    [(date(2026, 11, 17), None), (date(2026, 11, 18), Tier.TEAM), (date(2026, 11, 30), Tier.TEAM)],
)
def test_a_due_date_that_is_over_or_would_be_is_not_touched(today: date, tier: Tier | None) -> None:
    found = moves(RULES, FREE, around(DAY), [False], WindowMode.MID_MONTH)
    past = touches_past(found, today)
    assert (None if past is None else past.tier) is tier


def test_settings_hold_for_periods_that_close_on_their_day_or_later() -> None:
    later = replace(RULES, settings=(Offsets(team_before_last=5, valid_from=date(2026, 12, 14)),))
    assert later.due(Period(2026, 11), False, WindowMode.MID_MONTH).team == date(2026, 11, 18)
    assert later.due(Period(2026, 12), False, WindowMode.MID_MONTH).team == date(2026, 12, 17)


@pytest.mark.parametrize(
    ("day", "working", "fault"),
    [
        (date(2026, 11, 16), False, HolidayFault.PAST),
        (date(2030, 1, 1), False, HolidayFault.TOO_FAR),
        (date(2026, 11, 25), True, HolidayFault.WORKED_ANYHOW),
        (date(2026, 11, 28), True, None),
        (date(2026, 11, 17), False, None),
    ],
)
def test_what_cannot_be_entered(day: date, working: bool, fault: HolidayFault | None) -> None:
    assert fault_of(Holiday(day, "Tên", working), date(2026, 11, 17)) is fault


def test_settings_within_bounds_never_let_teams_report_after_communes() -> None:
    assert out_of_bounds(Offsets(), True) == []
    assert out_of_bounds(Offsets(last_day=25), False) == ["last_day"]
    late = Offsets(commune_before_last=4, team_before_last=3)
    assert (out_of_bounds(late, True), out_of_bounds(late, False)) == (["team_before_last"], [])
