"""Finds the phrases that a message may hold by its words, so that most of them are never looked at."""

from collections.abc import Sequence, Set
from functools import lru_cache

from vietnamese.patterns import Pattern
from vietnamese.spelling import vocabulary

__all__ = ["Index"]


class Index:
    """Patterns by the rarest word that each of them needs."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._by_word: dict[str, list[int]] = {}
        self._always: list[int] = []
        self._further: list[tuple[frozenset[str], ...]] = []
        for place, pattern in enumerate(patterns):
            rarest = _rarest(pattern.needs)
            if not rarest:
                self._always.append(place)
            for word in rarest:
                self._by_word.setdefault(word, []).append(place)
            self._further.append(tuple(need for need in pattern.needs if need is not rarest))

    def places(self, words: Set[str]) -> list[int]:
        """The places of the patterns that a message of these folded words may match, in their order."""
        tried, by_word, further = {*self._always}, self._by_word, self._further
        for word in words:
            if word in by_word:
                tried.update(by_word[word])
        found = []
        for place in tried:
            for need in further[place]:
                if need.isdisjoint(words):
                    break
            else:
                found.append(place)
        found.sort()
        return found


@lru_cache(maxsize=4_000)
def _rarest(needs: tuple[frozenset[str], ...]) -> frozenset[str]:
    return min(needs, key=_commonness, default=frozenset[str]())


def _commonness(words: frozenset[str]) -> int:
    """How often one of these words is said, in the phrases and the phrasebook."""
    known = vocabulary()
    return sum(known[word][1] if word in known else 1 for word in words)
