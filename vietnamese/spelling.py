"""Mends a word that cannot be Vietnamese by the one known word it is one slip away from ("huonsg" → "hướng")."""

import unicodedata
from collections import Counter
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase

from vietnamese.expressions import expression
from vietnamese.folding import fold

__all__ = ["VOCABULARY", "counted", "is_swap", "mended", "one_slip", "vocabulary"]

VOCABULARY = Path(__file__).with_name("vocabulary.tsv")
"""Counted beforehand: counting takes longer than reading."""
_KNOWN = ("intents.toml", "fields.toml", "decisions.toml", "phrasebook.txt")
_SHORTEST = 4  # letters; of shorter words too many are one slip apart


@lru_cache(maxsize=5_000)
def mended(word: str) -> str:
    """The known word, with its usual marks; the word itself when it is known, too short, or like no or several."""
    plain = fold(word)
    words = vocabulary()
    if len(plain) < _SHORTEST or plain in words:
        return word
    near = sorted(one_slip(plain) & words.keys())
    if not near:
        return word
    near.sort(key=lambda known: (not is_swap(known, plain), -words[known][1]))
    clear = is_swap(near[0], plain) or len(near) == 1 or words[near[0]][1] >= 3 * words[near[1]][1]
    return words[near[0]][0] if clear else word


def is_swap(known: str, typed: str) -> bool:
    """Whether two words are of the same letters: fingers that came too early are the commonest slip."""
    return len(known) == len(typed) and sorted(known) == sorted(typed)


Vocabulary = dict[str, tuple[str, int]]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Folded words of the phrases with their commonest spelling and how often they occur."""
    rows = (row.split("\t") for row in VOCABULARY.read_text(encoding="utf-8").splitlines())
    return {plain: (spelled, int(count)) for plain, spelled, count in rows}


def counted() -> Vocabulary:
    """The vocabulary as the phrases have it now: what `python -m tests.vietnamese.learn` writes."""
    counts: dict[str, Counter[str]] = {}
    for name in _KNOWN:
        text = unicodedata.normalize("NFC", Path(__file__).with_name(name).read_text(encoding="utf-8"))
        text = expression(r"(?m)^#.*").sub("", text)  # what is explained in English is no word of the people
        for word in expression(r"[^\W\d_]{2,}").findall(text.lower()):
            counts.setdefault(fold(word), Counter())[word] += 1
    return {plain: (spelled.most_common(1)[0][0], spelled.total()) for plain, spelled in counts.items()}


def one_slip(word: str) -> set[str]:
    """Everything one letter dropped, added, changed or swapped with the next away from a folded word."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    near = {left + right[1:] for left, right in halves}
    near.update(left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1)
    for letter in ascii_lowercase:
        near.update(left + letter + right for left, right in halves)
        near.update(left + letter + right[1:] for left, right in halves if right)
    return near
