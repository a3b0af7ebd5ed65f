"""Offices, appointments over time, forms of address and phone numbers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import pytest

from domain.errors import Malformed
from domain.people import (
    OFFICE_LABEL,
    OFFICIALS,
    SEATS,
    AppointmentStatus,
    Office,
    Person,
    Sex,
    address,
    age_of,
    is_minor,
    mask_phone,
    normalise_phone,
    office_label,
)
from tests.domain.cast import HUNG, TODAY, holds


def test_every_office_has_a_vietnamese_name() -> None:
    assert set(OFFICE_LABEL) == set(Office)


def test_an_office_is_named_after_the_type_of_its_commune() -> None:
    assert office_label(Office.CHU_TICH_XA, "phường") == "Chủ tịch UBND phường"
    assert office_label(Office.CHU_TICH_XA) == "Chủ tịch UBND xã"
    assert office_label(Office.TO_TRUONG, "phường") == "Tổ trưởng"


def test_seats_and_collaborators_are_no_offices_of_the_administration() -> None:
    assert not OFFICIALS & {*SEATS, Office.CONG_TAC_VIEN}


def test_an_appointment_holds_from_its_first_day_until_before_its_last() -> None:
    held = holds(HUNG, Office.TO_TRUONG, since=TODAY, to=TODAY + timedelta(2))
    days = [TODAY + timedelta(n) for n in range(-1, 3)]
    assert [held.holds_on(day) for day in days] == [False, True, True, False]


def test_what_ended_holds_no_longer_from_that_day_on_but_did_before() -> None:
    ended = holds(HUNG, Office.TO_TRUONG).ended(TODAY)
    assert ended.status is AppointmentStatus.ENDED
    assert not ended.holds_on(TODAY)
    assert ended.holds_on(TODAY - timedelta(1))


def test_what_ends_before_it_began_was_never_held() -> None:
    ended = holds(HUNG, Office.TO_TRUONG, since=TODAY).ended(TODAY - timedelta(5))
    assert ended.valid_to == TODAY
    assert not ended.holds_on(TODAY)


def test_what_ended_without_a_date_is_held_on_no_day() -> None:
    assert not holds(HUNG, Office.TO_TRUONG, status=AppointmentStatus.ENDED).holds_on(TODAY)


def test_agreed_becomes_decided() -> None:
    agreed = holds(HUNG, Office.THANH_VIEN, status=AppointmentStatus.AGREED)
    assert agreed.decided().status is AppointmentStatus.DECIDED


@pytest.mark.parametrize(
    ("born", "sex", "offices", "formal", "expected"),
    [
        (1966, Sex.NAM, (), False, "bác"),
        (1976, Sex.NU, (), False, "bác"),
        (1977, Sex.NU, (), False, "chị"),
        (1985, Sex.NAM, (), False, "anh"),
        (1985, None, (), False, "anh/chị"),
        (1998, Sex.NAM, (), False, "bạn"),
        (2011, Sex.NU, (), False, "bạn"),
        (1995, Sex.NU, (Office.TO_TRUONG,), False, "chị"),
        (1993, Sex.NAM, (Office.CAN_BO_CNTT_XA,), False, "anh"),
        (None, Sex.NAM, (), False, "bác/anh/chị"),
        (None, None, (), True, "ông/bà"),
        (1980, Sex.NAM, (Office.CHU_TICH_XA,), True, "đồng chí"),
        (1980, Sex.NAM, (Office.CHU_TICH_XA,), False, "anh"),
        (1960, Sex.NU, (Office.THANH_VIEN,), True, "bác"),
    ],
)
def test_people_are_addressed_by_age_sex_and_office(
    born: int | None, sex: Sex | None, offices: Collection[Office], formal: bool, expected: str
) -> None:
    assert address(Person("p", "Nguyễn Văn Hùng", born, sex), TODAY, offices, formal) == expected


def test_a_stranger_is_addressed_openly_and_never_as_comrade() -> None:
    assert address(None, TODAY) == "bác/anh/chị"
    assert address(None, TODAY, formal=True) == "ông/bà"


def test_a_person_is_called_by_the_last_word_of_the_name() -> None:
    assert Person("p", "Nguyễn Văn Hùng").given_name() == "Hùng"
    assert Person("p", "").given_name() == ""


@pytest.mark.parametrize(("born", "minor"), [(2009, False), (2010, True), (2011, True), (None, False)])
def test_who_may_still_be_under_sixteen_counts_as_a_minor(born: int | None, minor: bool) -> None:
    assert is_minor(born, date(2026, 11, 17)) is minor


def test_age_is_counted_by_year() -> None:
    assert age_of(1966, TODAY) == 60
    assert age_of(None, TODAY) is None


@pytest.mark.parametrize(
    "typed",
    ["0912345678", "+84912345678", "84 912 345 678", "0912.345.678", "+84 (0)912-345-678", "0084912345678"],
)
def test_phones_are_normalised(typed: str) -> None:
    assert normalise_phone(typed) == "0912345678"


@pytest.mark.parametrize(
    "typed", ["", "12345", "091234567", "0123456789", "abc", "09123456789", "042097001234"]
)
def test_what_is_no_vietnamese_phone_is_refused(typed: str) -> None:
    with pytest.raises(Malformed):
        normalise_phone(typed)


def test_a_landline_has_eleven_digits() -> None:
    assert normalise_phone("0239 3855 555") == "02393855555"


def test_phones_are_masked() -> None:
    assert mask_phone("0912345678") == "0912***678"
    assert mask_phone("0912") == "***"
    assert mask_phone(None) == ""
