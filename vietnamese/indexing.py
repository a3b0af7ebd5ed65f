"""Finds the phrases that a message may hold by its words, so that most of them are never looked at."""

from collections.abc import Iterable, Iterator, Sequence

from vietnamese.patterns import Pattern

__all__ = ["Index"]

_MOST = 5  # of the words that a way of saying a phrase needs, so many are asked for


class Index:
    """For every word a row of bits: for which ways of saying a phrase it is needed as the first word, the second, ….

    The rows of a message's words laid over each other tell of which ways everything needed is there.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        ways = [(place, way) for place, pattern in enumerate(patterns) for way in pattern.ways]
        self._places = [place for place, _ in ways]
        bits: dict[str, list[int]] = {}
        given: list[int] = []  # of what ways do not need
        for nth in range(_MOST):
            for bit, (_, way) in enumerate(ways, nth * len(ways)):
                if nth >= len(way):
                    given.append(bit)
                else:
                    for word in way[nth]:
                        bits.setdefault(word, []).append(bit)
        self._given = _row(given, len(ways))
        self._rows = {word: _row(those, len(ways)) for word, those in bits.items()}

    def places(self, words: Iterable[str]) -> Iterator[int]:
        """The places of the patterns that a message of these folded words may match, in their order."""
        laid, row_of, places = self._given, self._rows.get, self._places
        for word in words:
            row = row_of(word)
            if row is not None:
                laid |= row
        found = (1 << len(places)) - 1
        for _ in range(_MOST):
            found &= laid
            laid >>= len(places)
        before = -1
        while found:
            lowest = found & -found
            found ^= lowest
            place = places[lowest.bit_length() - 1]
            if place != before:
                yield place
                before = place


def _row(bits: Sequence[int], width: int) -> int:
    row = bytearray(_MOST * width // 8 + 1)
    for bit in bits:
        row[bit >> 3] |= 1 << (bit & 7)
    return int.from_bytes(row, "little")
