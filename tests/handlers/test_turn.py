"""A turn's letters: whatever they are about, their keys fit the column and differ."""

from __future__ import annotations

from handlers.turn import fitting
from storage.outbox import KEY_LENGTH
from storage.tables import outbox


def test_long_keys_are_cut_to_the_column_and_still_differ() -> None:
    assert outbox.c.key.type.length == KEY_LENGTH  # type: ignore[attr-defined]
    assert fitting("prompt:person:P1:A7K") == "prompt:person:P1:A7K"
    whole = "k" * KEY_LENGTH
    assert fitting(whole) == whole
    long = [fitting(f"{whole}{end}") for end in ("", "a", "b", "a")]
    assert max(map(len, long)) <= KEY_LENGTH
    assert long[1] == long[3]
    assert len(set(long)) == 3
