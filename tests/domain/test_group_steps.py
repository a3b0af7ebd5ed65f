"""What has to be done with a group of the account, and what its owner is asked: pure functions."""

from __future__ import annotations

from datetime import date

import pytest

from domain.group_steps import Seen, Steps, Wanted, changed, group_name, steps, to_do_text, warning_due

WANTED = Wanted("Tổ CĐS thôn Đông Trung", frozenset("abc"), once=frozenset("xy"), admins=frozenset("y"))


def test_a_group_that_is_as_it_should_be_needs_nothing() -> None:
    seen = Seen(WANTED.name, frozenset("abc"))
    assert steps(WANTED, seen, WANTED.name).nothing


def test_who_is_missing_is_invited_and_who_asked_already_is_let_in() -> None:
    found = steps(WANTED, Seen("", frozenset("a"), frozenset("b")))
    assert (found.accept, found.invite) == (("b",), ("c",))


def test_a_stranger_who_asks_is_shown_to_the_leader_and_one_inside_is_left_alone() -> None:
    found = steps(WANTED, Seen("", frozenset("abcs"), frozenset("t")))
    assert found == Steps(ask=("t",))


def test_only_who_once_belonged_is_removed_and_an_administrator_never() -> None:
    assert steps(WANTED, Seen("", frozenset("abcxys"))).remove == ("x",)


def test_a_group_is_renamed_only_when_its_unit_was() -> None:
    own_name = Seen("Nhóm vui", frozenset("abc"))
    assert steps(WANTED, own_name, None).rename is None
    assert steps(WANTED, own_name, WANTED.name).rename is None
    assert steps(WANTED, own_name, "Tổ CĐS thôn Cũ").rename == WANTED.name
    assert steps(WANTED, Seen(WANTED.name, frozenset("abc")), "Tổ CĐS thôn Cũ").rename is None


def test_a_name_fits_what_zalo_allows() -> None:
    assert group_name("thôn Đông Trung") == "Tổ CĐS thôn Đông Trung"
    assert len(group_name("tổ dân phố Nguyễn Thị Minh Khai số 12")) <= 30


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 11, 30), None),
        (date(2026, 12, 1), 14),
        (date(2026, 12, 11), 14),
        (date(2026, 12, 12), 3),
        (date(2026, 12, 15), 3),
        (date(2026, 12, 16), None),
    ],
)
def test_the_officer_is_warned_14_and_3_days_before(today: date, days: int | None) -> None:
    assert warning_due(date(2026, 12, 15), today) == days


def test_a_group_without_end_needs_no_warning() -> None:
    assert warning_due(None, date(2026, 12, 1)) is None


def test_an_owner_lets_in_who_came_and_out_who_left_but_not_himself() -> None:
    assert changed({"owner", "new", "old"}, {"old", "gone"}, "owner") == (["new"], ["gone"])


def test_the_owner_reads_two_lines_at_most() -> None:
    assert to_do_text("thôn Liên Giang", ["Nguyễn Thị Lan"], ["Trần Văn Đạt"]) == (
        "Nhóm Zalo thôn Liên Giang:\nMời vào: Nguyễn Thị Lan\nMời ra: Trần Văn Đạt\n"
        "Làm xong, nhờ {you} bấm «Đã làm xong» ạ."
    )
    assert "Mời ra" not in to_do_text("thôn Liên Giang", ["Nguyễn Thị Lan"], [])
