"""Requests and their steps: introduced, agreed, refused with a reason, never approved by silence."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import default_calendar
from domain.errors import Malformed, ReasonRequired, WrongState
from domain.people import Office
from domain.requests import (
    CODE_ALPHABET,
    Need,
    Request,
    RequestKind,
    RequestStatus,
    StepKind,
    Verdict,
    by_code,
    expiry_of,
    has_reason,
    is_code,
    new_code,
)
from tests.domain.cast import CHAIRMAN, DONG_TRUNG, HOA_BINH, HUNG, THAM, asks, at

CALENDAR = default_calendar()
WHY = "chưa đủ tuổi"


def introduced() -> Request:
    return asks().introduced(HUNG, at(16, 10))


def approved() -> Request:
    return introduced().approved(CHAIRMAN, at(17))


def test_a_join_is_introduced_agreed_to_and_decided() -> None:
    decided = approved().decided("05/QĐ-UBND", date(2026, 11, 18))
    assert decided.status is RequestStatus.DECIDED
    assert [(step.step, step.by, step.verdict) for step in decided.steps] == [
        (StepKind.INTRODUCTION, HUNG, Verdict.YES),
        (StepKind.APPROVAL, CHAIRMAN, Verdict.YES),
    ]
    assert (decided.decision_no, decided.decision_date) == ("05/QĐ-UBND", date(2026, 11, 18))


def test_a_request_says_what_it_waits_for() -> None:
    assert asks().needs() == (Need(StepKind.INTRODUCTION, DONG_TRUNG),)
    assert introduced().needs() == (Need(StepKind.APPROVAL, DONG_TRUNG),)
    assert approved().needs() == ()


def test_the_chairman_cannot_come_before_the_leader() -> None:
    with pytest.raises(WrongState):
        asks().approved(CHAIRMAN, at(17))


@pytest.mark.parametrize(
    "again",
    [
        lambda request: request.approved(CHAIRMAN, at(18)),
        lambda request: request.introduced(HUNG, at(18)),
        lambda request: request.rejected(CHAIRMAN, at(18), WHY),
        lambda request: request.declined(HUNG, at(18), WHY),
        lambda request: request.returned(CHAIRMAN, at(18), WHY),
        lambda request: request.resubmitted(at(18)),
        lambda request: request.withdrawn(),
        lambda request: request.without_introduction(),
        lambda request: request.expired(at(18) + timedelta(days=60)),
    ],
)
def test_what_is_approved_cannot_be_answered_again(again: Callable[[Request], Request]) -> None:
    with pytest.raises(WrongState):
        again(approved())


def test_a_number_can_only_be_entered_for_what_is_approved() -> None:
    with pytest.raises(WrongState):
        introduced().decided("05/QĐ-UBND", date(2026, 11, 18))
    with pytest.raises(Malformed):
        approved().decided("QĐ", date(2026, 11, 18))


def test_a_leader_declines_with_a_reason() -> None:
    declined = asks().declined(HUNG, at(16), WHY)
    assert declined.status is RequestStatus.DECLINED
    assert declined.steps[-1].reason == WHY
    assert not declined.is_open


def test_j19_a_refusal_needs_a_reason() -> None:
    for reason in ("", "không", "Từ chối"):
        with pytest.raises(ReasonRequired):
            introduced().rejected(CHAIRMAN, at(17), reason)
    rejected = introduced().rejected(CHAIRMAN, at(17), f" {WHY} ")
    assert (rejected.status, rejected.steps[-1].reason) == (RequestStatus.REJECTED, WHY)


@pytest.mark.parametrize("text", [WHY, "chua du tuoi", "Tổ đã đủ người", "bận việc", "không ở thôn"])
def test_two_words_that_say_why_are_a_reason(text: str) -> None:
    assert has_reason(text)


@pytest.mark.parametrize(
    "text",
    ["", "không", "ko", "Không!", "không ạ", "từ chối", "không đồng ý", "bận", "…", "chưa được đâu em"],
)
def test_a_bare_no_is_no_reason(text: str) -> None:
    assert not has_reason(text)


def test_what_is_returned_waits_for_the_same_step_after_the_answer() -> None:
    back = introduced().returned(CHAIRMAN, at(17), "xin bổ sung năm sinh")
    assert (back.status, back.needs(), back.is_open) == (RequestStatus.RETURNED, (), True)
    again = back.resubmitted(at(18), "sinh năm 1998")
    assert (again.status, again.reason) == (RequestStatus.INTRODUCED, "sinh năm 1998")
    by_leader = asks().returned(HUNG, at(16), "cho bác xin năm sinh").resubmitted(at(17))
    assert by_leader.status is RequestStatus.SUBMITTED


def test_a_return_says_what_is_asked_for() -> None:
    with pytest.raises(ReasonRequired):
        introduced().returned(CHAIRMAN, at(17), "không")


def test_the_applicant_withdraws_until_it_is_approved() -> None:
    for request in (asks(), introduced(), introduced().returned(CHAIRMAN, at(17), "xin thêm giấy")):
        assert request.withdrawn().status is RequestStatus.WITHDRAWN


def test_j20_a_request_expires_thirty_days_after_it_last_moved() -> None:
    request = introduced()
    assert expiry_of(request) == at(16, 10) + timedelta(days=30)
    assert not request.is_expired(expiry_of(request) - timedelta(seconds=1))
    assert request.expired(expiry_of(request)).status is RequestStatus.EXPIRED
    with pytest.raises(WrongState):
        request.expired(at(20))


def test_j5_without_an_introducer_it_goes_straight_to_the_chairman() -> None:
    request = asks(RequestKind.LEAVE, self_proposed=True)
    assert request.needs() == (Need(StepKind.APPROVAL, DONG_TRUNG),)
    assert request.approved(CHAIRMAN, at(17)).status is RequestStatus.APPROVED
    assert asks().without_introduction().self_proposed
    back = request.returned(CHAIRMAN, at(17), "xin nêu lý do").resubmitted(at(18))
    assert back.needs() == request.needs()


def test_a_collaborator_is_accepted_by_the_leader_alone() -> None:
    accepted = asks(office=Office.CONG_TAC_VIEN).introduced(HUNG, at(16))
    assert accepted.status is RequestStatus.APPROVED
    assert accepted.steps[-1].step is StepKind.APPROVAL


def transfer(one_chairman: bool = True) -> Request:
    return asks(RequestKind.TRANSFER, from_unit_code=HOA_BINH, one_chairman=one_chairman)


def test_j13_a_transfer_needs_both_leaders_and_one_chairman_of_one_commune() -> None:
    half = transfer().introduced("leader-a", at(16), HOA_BINH)
    assert half.status is RequestStatus.SUBMITTED
    assert half.needs() == (Need(StepKind.INTRODUCTION, DONG_TRUNG),)
    both = half.introduced(HUNG, at(16), DONG_TRUNG)
    assert both.status is RequestStatus.INTRODUCED
    assert both.approved(CHAIRMAN, at(17)).status is RequestStatus.APPROVED


def test_j13_over_the_border_of_a_commune_both_chairmen_agree() -> None:
    both = transfer(one_chairman=False).introduced("a", at(16), HOA_BINH).introduced(HUNG, at(16))
    half = both.approved("chairman-a", at(17), HOA_BINH)
    assert half.status is RequestStatus.INTRODUCED
    assert half.approved(CHAIRMAN, at(17)).status is RequestStatus.APPROVED


def test_one_leader_cannot_speak_twice_for_the_same_team() -> None:
    half = transfer().introduced("a", at(16), HOA_BINH)
    with pytest.raises(WrongState):
        half.introduced("a", at(16), HOA_BINH)


def test_a_transfer_names_two_teams_and_a_replacement_two_people() -> None:
    with pytest.raises(Malformed):
        asks(RequestKind.TRANSFER, from_unit_code=DONG_TRUNG)
    with pytest.raises(Malformed):
        asks(RequestKind.REPLACE)
    assert asks(RequestKind.REPLACE, replaces=THAM).replaces == THAM


def test_j11_nobody_is_named_for_two_seats_of_a_new_team() -> None:
    with pytest.raises(Malformed):
        asks(RequestKind.ESTABLISH, seats=((THAM, Office.TO_TRUONG), (THAM, Office.TO_PHO)))


@given(st.integers(), st.integers(3, 8))
def test_codes_are_short_unambiguous_and_never_digits_only(seed: int, length: int) -> None:
    code = new_code(random.Random(seed).choice, length)
    assert len(code) == length
    assert not code.isdigit()
    assert set(code) <= set(CODE_ALPHABET)
    assert is_code(code.lower())


def test_a_code_of_two_characters_is_refused() -> None:
    with pytest.raises(Malformed):
        new_code(random.Random(1).choice, 2)


@pytest.mark.parametrize("text", ["123", "OK", "A7", "thôi", "7AK", "A1K"])
def test_other_words_are_no_codes(text: str) -> None:
    assert not is_code(text)


def test_a_code_is_found_however_it_is_typed() -> None:
    request = asks()
    assert by_code({request.code: request}, " a7k ") is request
    assert by_code({request.code: request}, "B7K") is None


def test_no_wait_however_long_approves_anything() -> None:
    late = at(1, month=12) + timedelta(days=400)
    request = introduced()
    assert request.is_expired(late)
    assert request.expired(late).status is RequestStatus.EXPIRED
    assert not any(step.step is StepKind.APPROVAL for step in request.expired(late).steps)
