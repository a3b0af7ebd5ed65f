"""Every number up to a million comes back as it was said: in digits, in words, with and without marks.

`make test` tries 20,000 of them, the same every time; `make drill` tries all.
"""

import os
import random
import re
from collections.abc import Iterable

import pytest

from vietnamese import fold, read_number, say_number
from vietnamese.numbers import reading_of
from vietnamese.tokens import read
from vietnamese.writing import number

MOST = 1_000_000
LONG = os.environ.get("DRILL") == "long"
TRIED = (
    range(MOST + 1) if LONG else sorted({*random.Random(4).sample(range(MOST + 1), 19_990), *range(9), MOST})
)

_TENS = re.compile(r"(?<=trăm )(hai|ba|bốn|năm|sáu|bảy|tám|chín) mươi (?=\w+$)")


def standard(value: int) -> str:
    """ "một trăm linh năm nghìn hai trăm mười lăm"."""
    return say_number(value)


def southern(value: int) -> str:
    """ "một trăm lẻ năm ngàn hai trăm mười lăm"."""
    return say_number(value).replace("linh", "lẻ").replace("nghìn", "ngàn")


def quick(value: int) -> str:
    """ "ba trăm bốn nhăm", "một trăm hai ba": the last tens without their "mươi"."""
    return _TENS.sub(r"\1 ", say_number(value)).replace("lăm", "nhăm")


def without_zero(value: int) -> str:
    """ "một nghìn linh năm" without its "không trăm"."""
    return say_number(value).replace(" không trăm linh", " linh")


def misread(texts: Iterable[tuple[int, str]]) -> list[str]:
    """What does not come back as the number it says; the first few."""
    wrong = (
        f"{text!r} is {value}, read as {got}"
        for value, text in texts
        if (got := reading_of(read.__wrapped__(text)).value) != value
    )
    return [line for line, _ in zip(wrong, range(5), strict=False)]


SAID = (standard, southern, quick, without_zero)


def share(place: int) -> Iterable[int]:
    """One number in eight: together the eight shares are all that is tried."""
    return TRIED[place::8]


@pytest.mark.drill
def test_digits_come_back() -> None:
    assert (
        misread(
            (value, str(value) if value % 2 else number(value)) for value in (TRIED if LONG else TRIED[::2])
        )
        == []
    )


@pytest.mark.drill
@pytest.mark.parametrize("place", range(8))
def test_words_come_back(place: int) -> None:
    said = SAID[place % 4]
    texts = ((value, said(value)) for value in (TRIED if LONG else share(place)))
    assert misread((value, fold(text) if place > 3 else text) for value, text in texts) == []


def test_what_is_said_with_its_unit_comes_back() -> None:
    for value in range(1, 400):
        assert read_number(f"{say_number(value)} người").value == value
