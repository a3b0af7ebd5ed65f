"""An account's calls a minute: never above the limit in any minute, an even flow, replies first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.pace import Pace, kept

START = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@given(
    st.integers(1, 300), st.lists(st.tuples(st.floats(0, 20), st.integers(0, 80), st.booleans()), max_size=60)
)
def test_no_minute_ever_sees_more_than_the_limit(limit: int, asked: list[tuple[float, int, bool]]) -> None:
    pace, now, made = Pace(), 0.0, []
    for pause, wanted, urgent in asked:
        now += pause
        granted, pace = pace.grant(wanted, limit, at(now), urgent=urgent)
        assert 0 <= granted <= wanted
        made.append((now, granted))
    for start, _ in made:
        assert sum(calls for when, calls in made if start <= when < start + 60) <= limit


def _sent(limit: int, seconds: int, *, urgent: bool) -> list[int]:
    pace, done = Pace(), []
    for half in range(seconds * 2):
        granted, pace = pace.grant(1000, limit, at(half / 2), urgent=urgent)
        done.append(granted)
    return done


def test_reminders_flow_evenly_at_nine_tenths_of_the_limit_or_more() -> None:
    done = _sent(100, 2700, urgent=False)
    assert sum(done) >= 4000
    assert max(done) <= 8


def test_a_reply_finds_room_while_reminders_go_out() -> None:
    pace = Pace()
    for half in range(600):
        _, pace = pace.grant(1000, 100, at(half / 2), urgent=False)
    granted, _ = pace.grant(20, 100, at(300), urgent=True)
    assert granted >= kept(100)


def test_replies_may_use_the_whole_limit_at_once() -> None:
    assert Pace().grant(150, 100, START, urgent=True)[0] == 100


def test_after_zalo_s_refusal_the_account_rests_for_a_minute() -> None:
    pace = Pace().exhausted(100, START)
    assert pace.grant(1, 100, at(59), urgent=True)[0] == 0
    assert pace.grant(1, 100, at(61), urgent=True)[0] == 1


def test_questions_go_at_once_but_leave_what_is_kept_for_replies() -> None:
    granted, pace = Pace().grant(1000, 100, START, urgent=False, paced=False)
    assert granted == 100 - kept(100)
    assert pace.grant(1000, 100, START, urgent=True)[0] == kept(100)


def test_a_message_of_many_calls_goes_while_one_is_left() -> None:
    granted, pace = Pace().grant_each([3] * 40, 100, START, urgent=True)
    assert granted == 34
    assert pace.grant(1, 100, START, urgent=True)[0] == 0
    assert Pace().counted(98, START).grant(5, 100, START, urgent=True)[0] == 2
