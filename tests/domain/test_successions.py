"""Months before a merger belong to the units of that time, and are compared with their sum."""

from __future__ import annotations

from datetime import date

from domain.successions import Forebears, Succession, SuccessionKind, forebears, heirs

JULY = date(2025, 7, 1)
MERGE, RENAME, PARTIAL = SuccessionKind.MERGE, SuccessionKind.RENAME, SuccessionKind.PARTIAL
KNOWN = [
    Succession("X1", "X1", JULY, MERGE),
    Succession("X2", "X1", JULY, MERGE),
    Succession("X0", "X2", date(2024, 1, 1), RENAME),
    Succession("X5", "X6", JULY, PARTIAL),
]
TODAY = date(2026, 11, 16)


def test_after_the_merger_it_is_itself() -> None:
    assert forebears("X1", TODAY, JULY, KNOWN) == Forebears(("X1",))
    assert forebears("X1", TODAY, date(2025, 7, 14), KNOWN).is_itself("X1")


def test_the_day_before_it_was_two_one_of_which_had_its_code() -> None:
    found = forebears("X1", TODAY, date(2025, 6, 30), KNOWN)
    assert found == Forebears(("X1", "X2"))
    assert not found.is_itself("X1")


def test_a_chain_of_changes_is_followed() -> None:
    assert forebears("X1", TODAY, date(2023, 12, 14), KNOWN) == Forebears(("X0", "X1"))


def test_what_went_to_several_is_marked() -> None:
    assert forebears("X6", TODAY, date(2025, 6, 14), KNOWN) == Forebears(("X5",), True)
    assert not forebears("X6", TODAY, date(2025, 6, 14), KNOWN).is_itself("X5")


def test_a_unit_that_nothing_is_known_of_is_itself() -> None:
    assert forebears("X9", TODAY, date(2022, 6, 14), KNOWN).is_itself("X9")


def test_what_has_become_of_a_unit_is_followed_to_today() -> None:
    assert heirs("X0", date(2023, 12, 14), TODAY, KNOWN) == ("X1",)
    assert heirs("X2", date(2025, 6, 14), TODAY, KNOWN) == ("X1",)
    assert heirs("X1", date(2025, 7, 14), TODAY, KNOWN) == ("X1",)
    assert heirs("X2", date(2025, 6, 14), date(2025, 6, 30), KNOWN) == ("X2",)
    both = [Succession("A", one, JULY, SuccessionKind.SPLIT) for one in ("B", "C")]
    assert heirs("A", date(2025, 6, 14), TODAY, both) == ("A", "B", "C"), "it may stand on; the units know"
    renamed = [*both, Succession("A", "D", date(2026, 1, 1), RENAME)]
    assert heirs("A", date(2025, 6, 14), TODAY, renamed) == ("B", "C", "D")


def test_what_gave_a_part_away_lives_on() -> None:
    part = [Succession("A", "B", date(2026, 7, 1), PARTIAL)]
    assert heirs("A", date(2026, 6, 14), TODAY, part) == ("A", "B")
    assert heirs("A", date(2026, 7, 14), TODAY, part) == ("A",)
    merged = [*part, Succession("A", "C", date(2026, 7, 1), MERGE)]
    assert heirs("A", date(2026, 6, 14), TODAY, merged) == ("B", "C"), "the rest went too"
