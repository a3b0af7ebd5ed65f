"""The cheapest open way to a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.ways import KNOCK_AGAIN, PAID_MESSAGE, Choices, Reach, Step, Template, Way, next_step

NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
TEMPLATE = Template("321", ("ten",), price_uid=200, price_phone=400)


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


EVERYTHING = Reach(group_id="g1", template=TEMPLATE, has_phone=True, budget_left=1000)


@pytest.mark.parametrize(
    ("reach", "step"),
    [
        (Reach(), Step(Way.FREE)),
        (Reach(last_act=ago(hours=48)), Step(Way.FREE)),
        (Reach(last_act=ago(hours=49)), Step(Way.PACKAGE)),
        (Reach(last_act=ago(hours=49), package_left=0), Step(Way.CALL)),
        (Reach(last_act=ago(hours=49), package_left=0, budget_left=55), Step(Way.PACKAGE, PAID_MESSAGE)),
        (Reach(last_act=ago(hours=49), package_left=0, group_id="g1", budget_left=55), Step(Way.GROUP)),
        (Reach(last_act=ago(hours=1), replies_left=0), Step(Way.PACKAGE)),
        (Reach(last_act=ago(days=8)), Step(Way.CALL)),
        (replace(EVERYTHING, last_act=ago(days=8)), Step(Way.GROUP)),
        (replace(EVERYTHING, last_act=ago(days=8), group_id=None), Step(Way.TEMPLATE_UID, 200)),
        (replace(EVERYTHING, last_act=ago(days=366), group_id=None), Step(Way.TEMPLATE_PHONE, 400)),
        (replace(EVERYTHING, has_account=False, group_id=None), Step(Way.TEMPLATE_PHONE, 400)),
        (replace(EVERYTHING, has_account=False, group_id=None, budget_left=399), Step(Way.CALL)),
        (replace(EVERYTHING, last_act=ago(days=8), group_id=None, budget_left=199), Step(Way.CALL)),
    ],
)
def test_the_cheapest_open_way_is_taken(reach: Reach, step: Step) -> None:
    assert next_step(reach, NOW) == step


def test_what_was_refused_is_not_tried_again_and_every_way_ends_on_the_call_list() -> None:
    reach = replace(EVERYTHING, last_act=ago(hours=1))
    tried: list[str] = []
    while (step := next_step(reach, NOW, tried)).way is not Way.CALL:
        tried.append(str(step.way))
    assert tried == ["free", "group", "template_uid", "template_phone"]


def test_after_a_knock_nothing_is_tried_for_a_day_unless_the_person_writes() -> None:
    knocked = replace(EVERYTHING, last_act=ago(days=8), knocked_at=ago(hours=2))
    assert next_step(knocked, NOW) == Step(Way.GROUP, wait_until=ago(hours=2) + KNOCK_AGAIN)
    assert next_step(replace(knocked, last_act=ago(hours=1)), NOW) == Step(Way.FREE)
    assert next_step(replace(knocked, knocked_at=ago(hours=24)), NOW, ["group"]) == Step(
        Way.TEMPLATE_UID, 200
    )


def test_what_one_message_costs_the_next_of_that_account_cannot_spend() -> None:
    rests = Reach(last_act=NOW - timedelta(days=3), package_left=1, budget_left=2 * PAID_MESSAGE)
    choices = Choices(NOW)
    found = [choices.take(oa_id, f"u{number}", rests) for number in range(5) for oa_id in "AB"]
    assert [(one.way, one.cost) for one in found[::2]] == [
        (Way.PACKAGE, 0),
        (Way.PACKAGE, PAID_MESSAGE),
        (Way.PACKAGE, PAID_MESSAGE),
        (Way.CALL, 0),
        (Way.CALL, 0),
    ]
    assert found[1::2] == found[::2]


def test_nobody_is_knocked_for_twice_in_a_row() -> None:
    silent = Reach(last_act=NOW - timedelta(days=9), template=Template("1", price_uid=200), budget_left=1000)
    choices = Choices(NOW)
    assert choices.take("A", "u1", silent) == Step(Way.TEMPLATE_UID, 200)
    assert choices.take("A", "u1", silent).wait_until == NOW + KNOCK_AGAIN
    assert choices.take("A", "u2", silent) == Step(Way.TEMPLATE_UID, 200)


@pytest.mark.parametrize(
    ("here", "there", "taken"),
    [
        (Reach(last_act=ago(hours=1)), Reach(last_act=ago(hours=1)), (0, Way.FREE)),
        (Reach(last_act=ago(days=9)), Reach(last_act=ago(hours=1)), (1, Way.FREE)),
        (Reach(), Reach(last_act=ago(days=3)), (1, Way.PACKAGE)),
        (Reach(last_act=ago(hours=1), works=False), Reach(last_act=ago(days=3)), (1, Way.PACKAGE)),
        (Reach(last_act=ago(hours=1), works=False), Reach(works=False), (0, Way.FREE)),
        (Reach(last_act=ago(days=9), group_id="g"), Reach(last_act=ago(days=9)), (0, Way.GROUP)),
        (Reach(last_act=ago(days=9)), Reach(last_act=ago(days=9), knocked_at=ago(hours=1)), (1, Way.GROUP)),
        (Reach(last_act=ago(days=9)), Reach(last_act=ago(days=9)), (0, Way.CALL)),
    ],
)
def test_of_several_accounts_the_one_that_reaches(here: Reach, there: Reach, taken: tuple[int, Way]) -> None:
    number, step = Choices(NOW).take_best([("1", "u1", here), ("2", "u2", there)])
    assert (number, step.way) == taken


def test_a_way_that_was_tried_through_one_account_is_open_through_another() -> None:
    ends = [("1111", "u1", Reach()), ("2222", "u2", Reach())]
    assert Choices(NOW).take_best(ends, ["free@1111"]) == (1, Step(Way.FREE))
    assert Choices(NOW).take_best(ends, ["free"])[1] == Step(Way.CALL)
