"""Whether a message tells of several months at once: their figures are never added up."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from vietnamese.dates import month_of
from vietnamese.numbers import Found
from vietnamese.tokens import Text

__all__ = ["months_told"]

_COMPARED = frozenset("nhu giong bang voi hon cua den toi ke".split())  # "nhiều hơn tháng 10 2 buổi"
_JOINED = frozenset("+ & va voi lan".split())
_Named = tuple[int, int, str]  # the first token of a month, the one behind it, "YYYY-MM"


def months_told(text: Text, numbers: Sequence[Found], today: date) -> list[str]:
    """The months ("YYYY-MM") of which a message tells each its figures, or which it joins ("t10 + t11").

    Empty unless there are two or more.
    """
    if text.plain.count("thang ") < 2:
        return []
    figures = [one for one in numbers if one.reading.value is not None]
    named = _named(text, figures, today)
    months = list(dict.fromkeys(month for _, _, month in named))
    if len(months) < 2:
        return []
    edges = [-1, *(start for start, _, _ in named), len(text.tokens)]
    told = [any(first < one.start < last for one in figures) for first, last in pairwise(edges)]
    of_each = sum(told[1:]) > 1 or (sum(told[:-1]) > 1 and not told[-1])  # "3 buổi tháng 10, 2 buổi tháng 11"
    return months if of_each or _joined(text, named) else []


def _named(text: Text, figures: Sequence[Found], today: date) -> list[_Named]:
    words = [token.plain for token in text.tokens]
    after_figures = {one.end for one in figures}
    found: list[_Named] = []
    for at, word in enumerate(words[:-1]):
        before = text.tokens[at - 1] if at else None
        of_a_date = before is not None and before.kind == "n" and at not in after_figures  # "5 tháng 11"
        if word != "thang" or of_a_date or (before and before.plain in _COMPARED):
            continue
        for end in (at + 3, at + 2):  # "tháng mười một" before "tháng mười"
            month = month_of(" ".join(words[at + 1 : end]), today)
            if month:
                found.append((at, end, month))
                break
    return found


def _joined(text: Text, named: Sequence[_Named]) -> bool:
    """ "tháng 10 và tháng 11": one figure for both."""
    return any(
        start - end == 1 and text.tokens[end].plain in _JOINED
        for (_, end, _), (start, _, _) in pairwise(named)
    )
