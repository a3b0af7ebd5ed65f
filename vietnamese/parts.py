"""A phrase cut into its words and signs, with its groups and their alternatives (how one is written: patterns.py)."""

import re
from collections.abc import Iterator, Sequence

__all__ = ["NO_WORDS", "Parts", "alternatives", "parts_of", "words_of"]

_PART = re.compile(r"\.\.\.|\.\.|\(|\)|\||\?|\*|\^|\$|\{[^}]+\}|#|\w+!?")
NO_WORDS = frozenset({"...", "..", "#", "(", ")", "|", "?", "*", "^", "$"})


class Parts(list[str]):
    """The words and signs of a phrase; `closing`: where each "(" is closed."""

    def __init__(self, parts: Sequence[str]) -> None:
        super().__init__(parts)
        self.closing: dict[int, int] = {}
        opened: list[int] = []
        for at, part in enumerate(parts):
            if part == "(":
                opened.append(at)
            elif part == ")" and opened:
                self.closing[opened.pop()] = at
        if opened:
            raise ValueError(f"unbalanced parentheses: {' '.join(parts)}")


def parts_of(source: str) -> Parts:
    """Cuts a phrase; alternatives at its top are put in parentheses."""
    found = _PART.findall(source)
    return Parts(["(", *found, ")"] if "|" in source else found)


def words_of(parts: Parts) -> list[str]:
    """The words of a phrase, once each, and the "{…}" of classes that were not put in."""
    return sorted({part.rstrip("!") for part in {*parts} - NO_WORDS})


def alternatives(parts: Parts, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The first and last part of every alternative of the group from parts[start] to parts[end]."""
    at = first = start + 1
    while at < end:
        if parts[at] == "(":
            at = parts.closing[at]
        elif parts[at] == "|":
            yield first, at - 1
            first = at + 1
        at += 1
    yield first, end - 1
