"""Gives the numbers of a stretch to the labels beside them, all at once ("số buổi 2 lượt dự 55 vneid 0")."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vietnamese.mentions import Mention
from vietnamese.numbers import Found

__all__ = ["AFTER_UNIT", "MISFIT", "OWN_UNIT", "Chosen", "Label", "align", "labels_of"]

# what speaks for a number and a label belonging together; only the differences count
_PAIR, _EXACT, _GENERAL, _TOUCHING, _SAME_SIDE = 10.0, 5.0, 2.0, 2.0, 1.5
_PER_WORD, _FARTHEST, _MODIFIER, _BY_UNIT, _LOOSE, _WEAK = 1.5, 7, -4.0, 7.0, -3.0, -6.0
OWN_UNIT, AFTER_UNIT, MISFIT = 6.0, 3.5, -22.0


@dataclass(slots=True)
class Label:
    """A field named at tokens[start:end]; `modifier` when the next label follows at once ("hướng dẫn vneid")."""

    key: str
    start: int
    end: int
    general: bool
    modifier: bool


@dataclass(slots=True)
class Chosen:
    """The field of a number ("" = none) and the label it came from."""

    key: str = ""
    label: Label | None = None


@dataclass(slots=True)
class _Way:
    score: float
    chosen: tuple[Chosen, ...]
    used: int  # labels before this place are gone
    side: str = ""


def labels_of(mentions: Sequence[Mention], numbers: Sequence[Found]) -> list[Label]:
    """Mentions of one field that no number parts are one label, and so is a field with what is said of it
    ("hồ sơ DVC được hỗ trợ: 21")."""
    labels: list[Label] = []
    for mention in mentions:
        last = labels[-1] if labels else None
        apart = last is None or any(last.end <= number.start < mention.start for number in numbers)
        qualified = (
            last is not None
            and not last.general
            and last.key != "ho_tan_nha"  # "tới nhà bày cho 14 lượt": where, and then what
            and mention.general
            and mention.start - last.end <= 1
        )
        heading = last is not None and last.key == "so_buoi" and mention.general and mention.start == last.end
        if heading and last is not None and any(0 <= last.start - one.end <= 1 for one in numbers):
            heading = False  # "2 buổi tuyên truyền 60 người"
        if last is not None and not apart and (last.key == mention.key or qualified or heading):
            labels[-1] = Label(last.key, last.start, mention.end, last.general and mention.general, False)
            continue
        own = mention.general or any(0 <= one.start - mention.end <= 1 for one in numbers)
        told = last is not None and own and any(0 <= last.start - one.end <= 2 for one in numbers)
        if last is not None and not apart and mention.start == last.end and not told:
            labels[-1] = Label(last.key, last.start, last.end, last.general, last.general)
        labels.append(Label(mention.key, mention.start, mention.end, mention.general, False))
    return labels


def align(
    numbers: Sequence[Found],
    labels: Sequence[Label],
    fit: Callable[[Found, Label], float],
    by_unit: Callable[[Found, str], str],
    before: str,
) -> list[Chosen]:
    """The likeliest field of every number; each label serves one number, the one before or the one after it.

    `fit` says how well a number's unit suits a label, `by_unit` what the unit alone makes of a number after a
    field; `before` is the field of the number before these.
    """
    ways = [_Way(0.0, (), 0)]
    for at, number in enumerate(numbers):
        left_edge = numbers[at - 1].end if at else 0
        right_edge = numbers[at + 1].start if at + 1 < len(numbers) else 10**6
        following: dict[tuple[int, str, str], _Way] = {}
        for way in ways:
            last = way.chosen[-1].key if way.chosen else before
            key = by_unit(number, last)
            used = _past_unit(labels, way.used, number, key)
            options = [_without_label(way, key, used, weak=number.weak)]
            for place in range(way.used, len(labels)):
                label = labels[place]
                if left_edge <= label.start < right_edge:
                    options.append(_with_label(way, number, label, place, fit(number, label)))
            for option in options:
                state = option.used, option.chosen[-1].key, option.side
                if state not in following or following[state].score < option.score:
                    following[state] = option
        ways = list(following.values())
    return list(max(ways, key=lambda way: way.score).chosen)


def _past_unit(labels: Sequence[Label], used: int, number: Found, key: str) -> int:
    """The unit of a number is no label of the next one: the "người" of "60 người 30 hướng dẫn vneid 7"."""
    first = labels[used] if used < len(labels) else None
    is_unit = first is not None and first.start == number.end and first.key == key
    return used + 1 if is_unit else used


def _without_label(way: _Way, key: str, used: int, *, weak: bool) -> _Way:
    gain = _BY_UNIT if key else 0.0 if weak else _LOOSE
    return _Way(way.score + gain, (*way.chosen, Chosen(key)), used, way.side)


def _with_label(way: _Way, number: Found, label: Label, place: int, fit: float) -> _Way:
    left = label.start < number.start
    distance = number.start - label.end if left else label.start - number.end
    gain = (
        _PAIR + (_GENERAL if label.general else _EXACT) + fit - _PER_WORD * min(max(0, distance), _FARTHEST)
    )
    gain += _TOUCHING if distance <= 0 else 0.0
    gain += _SAME_SIDE if way.side == ("left" if left else "right") else 0.0
    gain += _MODIFIER if label.modifier else 0.0
    gain += _WEAK if number.weak and distance > 0 and fit <= 0 else 0.0
    side = "left" if left else "right"
    return _Way(way.score + gain, (*way.chosen, Chosen(label.key, label)), place + 1, side)
