"""The same examples typed in twelve other ways are understood about as well."""

import json
import random

import pytest

from tests.vietnamese.score import EXAMPLES, MORE, UNREAD, held_out, score
from tests.vietnamese.stress.fall import Fall, examples, falls
from tests.vietnamese.stress.transformations import TRANSFORMATIONS, telex, vni
from vietnamese import fold, normalise

AIM = 3.0  # points


@pytest.fixture(scope="module")
def measured() -> dict[str, Fall]:
    return {fall.name: fall for fall in falls(examples())}


@pytest.mark.parametrize("name", TRANSFORMATIONS)
def test_little_is_lost(measured: dict[str, Fall], name: str) -> None:
    assert measured[name].intent <= AIM
    assert measured[name].exact <= AIM
    assert measured[name].score.violations == 0, measured[name].score.misses


def test_the_set_is_the_same_every_time() -> None:
    text, nothing = "báo cáo tháng này của tổ", frozenset[str]()
    for change in TRANSFORMATIONS.values():
        assert change(text, nothing, random.Random(1)) == change(text, nothing, random.Random(1))


@pytest.mark.parametrize("text", ["được hướng dẫn", "không có khó khăn", "thôn Đông Trung", "nghỉ hẳn"])
def test_residue_comes_back_as_it_was_meant(text: str) -> None:
    nothing = frozenset[str]()
    for change in (telex, vni):
        assert normalise(f"báo cáo {text}") == normalise(change(f"báo cáo {text}", nothing, random.Random(1)))


@pytest.mark.parametrize(
    ("file", "intents", "slots"), [("unseen-a", 0.98, 0.955), ("unseen-b", 0.97, 0.96), ("misread", 1.0, 1.0)]
)
def test_the_sets_of_others_are_understood(file: str, intents: float, slots: float) -> None:
    scored = score(EXAMPLES.with_name(f"{file}.jsonl"))
    assert scored.intents / scored.total >= intents, scored.misses
    assert scored.slots / scored.total >= slots, scored.misses
    assert scored.violations == 0, scored.misses


def test_messages_never_read_before_are_understood_less_well_but_well() -> None:
    scores = [score(file, held_out) for file in MORE[:2]]
    total = sum(one.total for one in scores)
    assert sum(one.intents for one in scores) / total >= 0.91
    assert sum(one.slots for one in scores) / total >= 0.84


def test_a_set_that_nobody_has_looked_at_is_understood() -> None:
    """Its misses are not told, so that it stays so."""
    scored = score(UNREAD)
    assert (scored.intents / scored.total >= 0.96, scored.slots / scored.total >= 0.92) == (True, True)
    assert scored.violations == 0


def test_no_example_is_there_twice() -> None:
    """But for short ones: "ok", "ừ được", "hơn trăm" are typed by everybody."""
    lines = [line for file in (EXAMPLES, *MORE) for line in file.read_text(encoding="utf-8").splitlines()]
    texts = [
        (fold(one["input"]["text"]), one["input"]["asked"], one["input"]["speaker"])
        for one in map(json.loads, lines)
        if len(one["input"]["text"].split()) > 4
    ]
    assert len(texts) - len(set(texts)) <= 3
