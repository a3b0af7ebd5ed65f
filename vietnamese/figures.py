"""Finds which number of a message belongs to which field of the report, in any order and any style."""

from dataclasses import replace
from itertools import takewhile

from vietnamese.assigning import Assignment
from vietnamese.expressions import Expression, expression
from vietnamese.fields import CORE, Field
from vietnamese.mentions import (
    Figures,
    find_mentions,
    is_line_number,
    level_one,
    none_said,
    none_then,
    other_matters,
    take_texts,
)
from vietnamese.numbers import COUNT_UNITS, Found, find_numbers
from vietnamese.tokens import Text

__all__ = ["Figures", "in_order", "read_figures"]


_LEVEL = Expression(r"(?<![^\W_])(?:muc|cap) (?:1|2|01|02|mot|hai)\b")


def read_figures(text: Text, fields: tuple[Field, ...], numbers: list[Found] | None = None) -> Figures:
    """Reads all figures of a message; what is unclear is left out and counted in `doubtful` or `loose`."""
    numbers = find_numbers(text) if numbers is None else numbers
    figures = Figures()
    mentions = find_mentions(text, fields)
    if not numbers and not mentions:
        return figures
    cut = take_texts(text, mentions, fields, figures)
    skipped = other_matters(text, mentions)
    usable = [n for n in numbers if n.start < cut and not any(a <= n.start < b for a, b in skipped)]
    if usable and len(_LEVEL.findall(text.plain)) > 1:
        usable = [n for n in usable if not level_one(text, n.start)]
    usable = [n for n in usable if n.reading.problem != "not_count" and not is_line_number(text, n)]
    usable = _without_places(text, _without_slips(text, usable))
    named = [m for m in mentions if m.start < cut]
    counted = {one.key for one in fields if one.kind != "text"}
    mentions = [m for m in named if m.key in counted and not any(a <= m.start < b for a, b in skipped)]
    mentions = none_then(text, named, none_said(text, mentions, figures), usable, figures)
    assignment = Assignment(text, mentions, usable, figures, cut)
    if not mentions and not figures.values and len({m.key for m in named}) == 1:
        assignment.topic = named  # "lũy kế VNeID 320, riêng tháng này 14"
    assignment.run()
    _take_level_two(text, figures)
    return figures


_SLIP = Expression(r"\b(?:(?:a|y|u|ay) (?:khong|nham|quen|lon)|xin loi|noi lai)(?: phai)?(?: la)?$")
# "sáu lượt nhầm, à sáu buổi": the first was said in place of the second, whatever either counts
_SAID_WRONG = Expression(r"\b(?:nham|lon) (?:roi )?(?:a|u|y|ay|xin loi) (?:la |phai la )?$")


_MAY_SLIP = Expression(
    r"\b(?:a|y|u|ay) (?:khong|nham|quen|lon)\b|\b(?:nham|lon) (?:roi )?(?:, )?(?:a|u|y|ay)\b|xin loi|noi lai"
)


def _without_slips(text: Text, numbers: list[Found]) -> list[Found]:
    """ "2 buổi à không 4 buổi": of two figures of one kind the second stands where the first did."""
    if len(numbers) < 2 or not _MAY_SLIP.search(text.plain):
        return numbers
    kept: list[Found] = []
    for number in numbers:
        said = [
            token.plain for token in text.tokens[max(0, number.start - 5) : number.start] if token.kind == "w"
        ]
        wrong = kept and _SAID_WRONG.search(" ".join([*said, ""]))
        if wrong or (kept and _SLIP.search(" ".join(said))):
            unit = _unit(text, number)
            same = [one for one in kept if _unit(text, one) == unit]
            if wrong and not same:
                kept[-1] = replace(number, reading=replace(number.reading, confirm=True))
                continue
            if same or unit not in COUNT_UNITS:
                at = kept.index((same or kept)[-1])
                kept[at] = replace(kept[at], reading=replace(number.reading, confirm=True))
                continue
        kept.append(number)
    return kept


def _without_places(text: Text, numbers: list[Found]) -> list[Found]:
    """ "2 buổi, 1 buổi ở nhà văn hóa, 1 ở chợ": where the two were adds nothing to them."""
    for at, total in enumerate(numbers[:-2]):
        parts = list(takewhile(lambda one: _at_place(text, one), numbers[at + 1 :]))
        if len(parts) > 1 and sum(one.reading.value or 0 for one in parts) == total.reading.value:
            return [*numbers[: at + 1], *numbers[at + 1 + len(parts) :]]
    return numbers


def _at_place(text: Text, number: Found) -> bool:
    after = [token.plain for token in text.tokens[number.end : number.end + 2]]
    return after[:1] in (["o"], ["tai"]) or (after[:1] == ["buoi"] and after[1:] in (["o"], ["tai"]))


def _unit(text: Text, number: Found) -> str:
    return text.tokens[number.end].plain if number.end < len(text.tokens) else ""


_OF_LEVEL_TWO = Expression(
    r"(?:\btrong do\b|\bgom\b|\().*\b(?:muc|cap)(?: do)? (?:2|02|hai)(?: (?:la|co|duoc|:|nguoi))* (\d{1,4})\b"
)


def _take_level_two(text: Text, figures: Figures) -> None:
    """ "VNeID 12 người, trong đó cấp 1 có 4, cấp 2 có 8": the form counts the second level."""
    told = _OF_LEVEL_TWO.search(text.plain) if "vneid" in figures.values else None
    if told and int(told[1]) <= figures.values["vneid"]:
        figures.values["vneid"] = int(told[1])


def in_order(text: Text, keys: tuple[str, ...] = CORE) -> dict[str, int] | None:
    """Bare figures in the order of the form ("3 45 10 0 7 12"); None unless the message is nothing but those."""
    values: list[int] = []
    for token in text.tokens:
        if token.kind == "n" and expression(r"\d+(?:[.,]\d+)*").fullmatch(token.raw):
            parts = expression("[.,]").split(token.raw)
            grouped = len(parts) == 2 and len(parts[1]) == 3 and parts[0] != "0"
            values.extend([int("".join(parts))] if grouped else [int(part) for part in parts])
        elif token.plain in ("khong", "o"):
            values.append(0)
        elif (
            token.plain not in (",", ";", ".", "-", "–", "/", "|", "va", "bao", "cao", "da", "a", "la", ":")
            and token.kind != "nl"
        ):
            return None
    return dict(zip(keys, values, strict=True)) if len(values) == len(keys) else None
