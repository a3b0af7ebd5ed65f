"""Finds the phrases that a message may hold by its words, so that most of them are never looked at."""

from collections.abc import Iterator, Sequence

from vietnamese.patterns import Pattern, is_sign_of, without_marks
from vietnamese.signs import word_of

__all__ = ["Index"]

_MOST = 4  # of the words that a way of saying a phrase needs, so many are asked for


class Index:
    """For every word a row of bits: for which ways of saying a phrase it is needed as the first word, the second, ….

    The rows of a message's signs laid over each other tell of which ways everything needed is there. A row is made
    when its sign is first met.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        ways = [(place, way) for place, pattern in enumerate(patterns) for way in pattern.ways]
        self._places = [place for place, _ in ways]
        self._needed: dict[frozenset[str], list[int]] = {}  # the bits of words of which one must be there
        given: list[int] = []  # of what ways do not need
        for bit, (_, way) in enumerate(ways):
            for nth, words in enumerate(way[:_MOST]):
                self._needed.setdefault(words, []).append(nth * len(ways) + bit)
            given += [nth * len(ways) + bit for nth in range(len(way), _MOST)]
        self._given = self._row(given)
        self._among: dict[str, list[frozenset[str]]] = {}  # where a word is, as phrases write it
        for words in self._needed:
            for word in words:
                self._among.setdefault(word, []).append(words)
        self._written: dict[str, list[str]] = {}  # the words of phrases by what they are without marks
        for word in self._among:
            self._written.setdefault(without_marks(word), []).append(word)
        self._rows: dict[str, int] = {}
        self._all = (1 << len(ways)) - 1

    def places(self, line: str) -> Iterator[int]:
        """The places of the patterns that a message of these signs may match, in their order."""
        laid, rows, places = self._given, self._rows, self._places
        for sign in set(line):
            row = rows.get(sign)
            if row is None:
                row = rows[sign] = self._row_of(sign)
            laid |= row
        found = self._all
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

    def _row_of(self, sign: str) -> int:
        written = [word for word in self._written.get(word_of(sign), ()) if is_sign_of(word, sign)]
        return self._row(
            [bit for word in written for words in self._among[word] for bit in self._needed[words]]
        )

    def _row(self, bits: Sequence[int]) -> int:
        row = bytearray(_MOST * len(self._places) // 8 + 1)
        for bit in bits:
            row[bit >> 3] |= 1 << (bit & 7)
        return int.from_bytes(row, "little")
