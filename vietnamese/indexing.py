"""Finds the phrases that a message may hold by its words, so that most of them are never looked at."""

from collections.abc import Iterable, Iterator, Sequence

from vietnamese.patterns import Pattern

__all__ = ["Index"]


class Index:
    """For every word a row of bits: of which phrases it is needed as the first, the second, … of what they need.

    The rows of a message's words laid over each other tell of which phrases everything needed is there.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._length = len(patterns)
        self._needs = max((len(pattern.needs) for pattern in patterns), default=0)
        self._rows: dict[str, int] = {}
        self._given = 0  # bits of what phrases do not need
        for place, pattern in enumerate(patterns):
            for nth in range(self._needs):
                bit = 1 << (nth * self._length + place)
                if nth >= len(pattern.needs):
                    self._given |= bit
                    continue
                for word in pattern.needs[nth]:
                    self._rows[word] = self._rows.get(word, 0) | bit

    def places(self, words: Iterable[str]) -> Iterator[int]:
        """The places of the patterns that a message of these folded words may match, in their order."""
        laid, row_of = self._given, self._rows.get
        for word in words:
            row = row_of(word)
            if row is not None:
                laid |= row
        found = (1 << self._length) - 1
        for _ in range(self._needs):
            found &= laid
            laid >>= self._length
        while found:
            last = found & -found
            yield last.bit_length() - 1
            found ^= last
