"""When groups and persons are reminded, and when what is missing is told one tier up."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Holiday, WorkCalendar, default_calendar, moment
from domain.deadlines import Tier, due_dates, due_moment
from domain.periods import Period, WindowMode
from domain.reminders import Audience, Channel, Moment, Occasion, due, escalates_to, moments, periods_to_sweep
from tests.domain.cast import at

CALENDAR = default_calendar()
NOVEMBER = Period(2026, 11)
PERIODS = st.builds(Period, st.integers(2022, 2027), st.integers(1, 12))
MODES = st.sampled_from(list(WindowMode))


def told(found: list[Moment], channel: Channel, tier: Tier) -> list[datetime]:
    return [one.at for one in found if one.channel is channel and one.tier is tier]


def month(has_district: bool = False, period: Period = NOVEMBER) -> list[Moment]:
    return moments(period, CALENDAR, has_district)


# ── an ordinary month: teams due on 18/11, last tier on 24/11 ────────────────────────────────────────────────


@pytest.mark.parametrize("channel", [Channel.VILLAGE_GROUP, Channel.COMMUNE_GROUP])
def test_groups_hear_of_the_opening_and_three_days_and_one_day_before(channel: Channel) -> None:
    assert told(month(), channel, Tier.TEAM) == [at(14, 19), at(15, 19), at(17, 19)]


def test_the_commune_group_hears_of_the_consolidation_on_its_due_date() -> None:
    assert told(month(), Channel.COMMUNE_GROUP, Tier.COMMUNE) == [at(24, 19)]
    assert told(month(has_district=True), Channel.COMMUNE_GROUP, Tier.COMMUNE) == [at(20, 19)]
    assert told(month(), Channel.VILLAGE_GROUP, Tier.COMMUNE) == []


def test_leaders_who_owe_are_reminded_on_the_first_and_third_evening_and_on_the_eve() -> None:
    found = [one for one in month() if one.channel is Channel.PRIVATE and one.tier is Tier.TEAM]
    assert [one.at for one in found] == [at(15, 19), at(17, 19)]
    assert found[1].occasions == (Occasion.THIRD_EVENING, Occasion.EVE)
    assert found[1].occasion is Occasion.EVE


def test_the_eve_stands_alone_when_the_due_date_is_later() -> None:
    april = month(period=Period(2026, 4))
    assert told(april, Channel.PRIVATE, Tier.TEAM) == [at(day, 19, month=4) for day in (15, 17, 19)]
    assert told(april, Channel.VILLAGE_GROUP, Tier.TEAM) == [at(day, 19, month=4) for day in (14, 17, 19)]


def test_without_a_district_the_commune_is_reminded_as_the_last_tier() -> None:
    assert told(month(), Channel.PRIVATE, Tier.COMMUNE) == [at(22, 19), at(23, 19)]
    assert told(month(), Channel.PRIVATE, Tier.DISTRICT) == []


def test_below_a_district_the_commune_is_reminded_on_the_eve() -> None:
    found = month(has_district=True)
    assert told(found, Channel.PRIVATE, Tier.COMMUNE) == [at(19, 19)]
    assert told(found, Channel.PRIVATE, Tier.DISTRICT) == [at(22, 19), at(23, 19)]


def test_missing_reports_are_told_one_tier_up_at_eight() -> None:
    two_tiers, three_tiers = month(), month(has_district=True)
    assert told(two_tiers, Channel.ESCALATION, Tier.TEAM) == [at(19, 8)]
    assert told(two_tiers, Channel.ESCALATION, Tier.COMMUNE) == [at(24, 8)]
    assert told(three_tiers, Channel.ESCALATION, Tier.TEAM) == [at(19, 8)]
    assert told(three_tiers, Channel.ESCALATION, Tier.COMMUNE) == [at(21, 8)]
    assert told(three_tiers, Channel.ESCALATION, Tier.DISTRICT) == [at(24, 8)]


def test_what_is_missing_goes_to_whom_it_concerns() -> None:
    with_district = due_dates(NOVEMBER, CALENDAR, True)
    without = due_dates(NOVEMBER, CALENDAR, False)
    assert escalates_to(Tier.TEAM, without) is Audience.COMMUNE_LEADER_AND_DEPUTIES
    assert escalates_to(Tier.COMMUNE, without) is Audience.DEPARTMENT
    assert escalates_to(Tier.COMMUNE, with_district) is Audience.DISTRICT
    assert escalates_to(Tier.DISTRICT, with_district) is Audience.DEPARTMENT


# ── months with Tết ──────────────────────────────────────────────────────────────────────────────────────────


def test_all_that_fell_into_tet_is_one_message_on_the_first_morning_after() -> None:
    found = month(period=Period(2026, 2))
    [village] = [one for one in found if one.channel is Channel.VILLAGE_GROUP]
    assert village.at == at(23, 6, 30, month=2)
    assert village.occasions == (Occasion.OPENS, Occasion.THREE_DAYS, Occasion.EVE)
    assert told(found, Channel.PRIVATE, Tier.TEAM) == [at(23, 6, 30, month=2)]
    assert told(found, Channel.ESCALATION, Tier.TEAM) == [at(24, 8, month=2)]
    assert told(found, Channel.ESCALATION, Tier.COMMUNE) == [at(24, 8, month=2)]
    assert told(found, Channel.PRIVATE, Tier.COMMUNE) == [at(23, 6, 30, month=2), at(23, 19, month=2)]


def test_what_lies_before_the_opening_or_after_the_due_date_falls_away() -> None:
    found = moments(Period(2023, 1), CALENDAR, True)
    january = {"month": 1, "year": 2023}
    groups = [one for one in found if one.channel is Channel.COMMUNE_GROUP and one.tier is Tier.TEAM]
    assert [(one.at, one.occasions) for one in groups] == [
        (at(14, 19, **january), (Occasion.OPENS,)),
        (at(15, 19, **january), (Occasion.EVE,)),
    ]
    assert told(found, Channel.PRIVATE, Tier.TEAM) == [at(15, 19, **january)]
    assert told(found, Channel.ESCALATION, Tier.TEAM) == [at(17, 8, **january)]


def test_an_escalation_moved_past_tet_is_still_told() -> None:
    long = {date(2026, 11, day): Holiday(date(2026, 11, day), "Tết") for day in range(17, 29)}
    found = moments(NOVEMBER, WorkCalendar(long), False)
    assert told(found, Channel.ESCALATION, Tier.TEAM) == [at(29, 6, 30)]


# ── sweeps ───────────────────────────────────────────────────────────────────────────────────────────────────


def names(found: list[Moment]) -> set[tuple[str, Occasion]]:
    return {(one.kind, one.occasion) for one in found}


def test_nothing_is_due_before_the_opening() -> None:
    assert due(month(), at(14, 18, 59)) == []


def test_at_the_opening_both_groups_are_told() -> None:
    assert names(due(month(), at(14, 19))) == {
        ("village_group/team", Occasion.OPENS),
        ("commune_group/team", Occasion.OPENS),
    }


def test_after_downtime_only_the_newest_of_each_kind_is_sent() -> None:
    assert names(due(month(), at(18, 9))) == {
        ("village_group/team", Occasion.EVE),
        ("commune_group/team", Occasion.EVE),
        ("private/team", Occasion.EVE),
    }


def test_after_the_due_date_a_reminder_is_no_longer_true_but_the_escalation_is() -> None:
    assert names(due(month(), at(19, 12))) == {("escalation/team", Occasion.MISSING)}


def test_what_was_missing_last_month_is_not_told_when_the_next_period_opens() -> None:
    assert due(month(), at(14, 19, 1, month=12)) == []


def test_two_sweeps_find_the_same_identities() -> None:
    keys = [[one.key("18673", "hung") for one in due(month(), now)] for now in (at(17, 19), at(18, 23))]
    assert keys[0] == keys[1]
    assert keys[0][0].startswith("reminder:2026-11:")


def test_identities_differ_by_moment_unit_and_person() -> None:
    keys = [one.key(unit, person) for one in month(True) for unit in ("1", "2") for person in ("", "a", "b")]
    assert len(set(keys)) == len(keys)


def test_days_left_are_counted_from_the_day_it_is_told() -> None:
    [last] = [one for one in due(month(), at(18, 9)) if one.channel is Channel.PRIVATE]
    assert [last.days_left(now) for now in (at(15, 19), at(17, 19), at(18, 9))] == [3, 1, 0]


def test_the_last_two_opened_periods_are_swept() -> None:
    assert periods_to_sweep(at(14, 18)) == (Period(2026, 9), Period(2026, 10))
    assert periods_to_sweep(at(14, 19)) == (Period(2026, 10), NOVEMBER)
    assert periods_to_sweep(at(24), "calendar") == (Period(2026, 9), Period(2026, 10))


@given(PERIODS, st.booleans(), MODES)
def test_no_moment_disturbs_or_comes_too_early_or_too_late(
    period: Period, has_district: bool, mode: WindowMode
) -> None:
    dates = due_dates(period, CALENDAR, has_district, mode)
    for one in moments(period, CALENDAR, has_district, mode):
        assert CALENDAR.is_loud(one.at)
        assert one.at >= period.opens_at(mode)
        assert one.at <= one.until
        assert one.due == dates.of(one.tier)
        assert one.channel is Channel.ESCALATION or one.until == due_moment(one.due)


@given(PERIODS, st.booleans(), MODES)
def test_one_kind_never_speaks_twice_at_once(period: Period, has_district: bool, mode: WindowMode) -> None:
    found = moments(period, CALENDAR, has_district, mode)
    assert len({(one.kind, one.at) for one in found}) == len(found)
    assert [one.at for one in found] == sorted(one.at for one in found)


@given(PERIODS, st.booleans(), MODES, st.integers(0, 40 * 24 * 4))
def test_sweeping_often_or_once_ends_with_the_same_newest_messages(
    period: Period, has_district: bool, mode: WindowMode, quarters: int
) -> None:
    found = moments(period, CALENDAR, has_district, mode)
    now = period.opens_at(mode) + timedelta(minutes=15 * quarters)
    for one in due(found, now):
        assert one.at <= now <= one.until
        later = [other for other in found if other.kind == one.kind and one.at < other.at <= now]
        assert later == []


def test_every_team_is_reminded_at_least_once_each_month() -> None:
    for year in range(2022, 2028):
        for number in range(1, 13):
            found = month(period=Period(year, number))
            assert told(found, Channel.PRIVATE, Tier.TEAM)
            assert told(found, Channel.VILLAGE_GROUP, Tier.TEAM)
            assert told(found, Channel.ESCALATION, Tier.TEAM)


def test_a_moment_planned_at_night_waits_for_the_morning() -> None:
    assert moment(date(2026, 11, 17), at(17, 19).time()) in told(month(), Channel.PRIVATE, Tier.TEAM)
