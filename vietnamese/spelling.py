"""Mends a word that cannot be Vietnamese by the one known word it is one slip away from ("huonsg" → "hướng")."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from vietnamese.folding import fold

__all__ = ["mended", "vocabulary"]

_KNOWN = ("intents.toml", "fields.toml", "decisions.toml", "phrasebook.txt")
_SHORTEST = 4  # letters; of shorter words too many are one slip apart


@lru_cache(maxsize=5_000)
def mended(word: str) -> str:
    """The known word, with its usual marks; the word itself when it is known, too short, or like "
    "no or several words."""
    plain = fold(word)
    words = vocabulary()
    if len(plain) < _SHORTEST or plain in words:
        return word
    near = [known for known in _of_length(len(plain)) if OSA.distance(plain, known, score_cutoff=1) <= 1]
    if not near:
        return word
    near.sort(key=lambda known: -words[known][1])
    clear = len(near) == 1 or words[near[0]][1] >= 3 * words[near[1]][1]
    return words[near[0]][0] if clear else word


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, tuple[str, int]]:
    """Folded words of the phrases with their commonest spelling and how often they occur."""
    counts: dict[str, Counter[str]] = {}
    for name in _KNOWN:
        text = unicodedata.normalize("NFC", Path(__file__).with_name(name).read_text(encoding="utf-8"))
        for word in re.findall(r"[^\W\d_]{2,}", text.lower()):
            counts.setdefault(fold(word), Counter())[word] += 1
    return {plain: (spelled.most_common(1)[0][0], spelled.total()) for plain, spelled in counts.items()}


@lru_cache(maxsize=32)
def _of_length(length: int) -> tuple[str, ...]:
    return tuple(word for word in vocabulary() if abs(len(word) - length) <= 1)
