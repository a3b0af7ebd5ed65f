"""One sign for every word that phrases know, so that a phrase is a short regular expression over signs.

A word has a block of signs: one for each way of marking it that a phrase asks for, one for "without marks", one for
"without marks, by somebody who uses them", one for all other marks. The signs are code points that nobody types.
"""

from collections.abc import Iterable
from itertools import count

from vietnamese.folding import fold, marked_key

__all__ = ["OF_A_NUMBER", "learn", "learn_folded", "learned", "signs_like", "signs_of", "word_of"]

_BLOCK = 64  # more than a syllable has ways to be marked
_WORDS, _NUMBERS, _LAST = 0x10000, 0xF0000, 0x10FFFF
OF_A_NUMBER = f"{chr(_NUMBERS)}-{chr(_LAST)}"
"""The signs of all words that begin with a digit, as a range."""
_OTHER_WORD, _OTHER_NUMBER = chr(_WORDS), chr(_NUMBERS)
_OTHER_MARKS = "*"
_known: dict[str, dict[str, str]] = {}  # word without marks → its marks → sign
_word_of_block: dict[int, str] = {}
_free_words, _free_numbers = count(_WORDS + _BLOCK, _BLOCK), count(_NUMBERS + _BLOCK, _BLOCK)


_learned: set[str] = set()  # the words as phrases write them


def learned() -> int:
    """How many words have signs: as long as it is the same, so are the signs of a message."""
    return len(_learned)


def learn(word: str) -> None:
    """Gives a word of a phrase its sign; must come before the first message in which it is to be found."""
    if word not in _learned:
        learn_folded(word, fold(word), marked_key(word))


def learn_folded(word: str, plain: str, key: str) -> None:
    """`learn`, where it is known what the word is without marks and how it is marked."""
    _learned.add(word)
    block = _known.get(plain)
    if block is None:
        first = next(_free_numbers if plain[:1].isdecimal() else _free_words)
        _word_of_block[first // _BLOCK] = plain
        block = _known[plain] = {kind: chr(first + at) for at, kind in enumerate(("", "-", _OTHER_MARKS))}
    if key not in block:
        block[key] = chr(ord(block[""]) + len(block))


def signs_of(words: Iterable[tuple[str, str]]) -> str:
    """The signs of words, each with its key as `marked_key` has it, "-" for one without marks where marks are used."""
    line = []
    for plain, key in words:
        block = _known.get(plain)
        if block is None:
            line.append(_OTHER_NUMBER if plain[:1].isdecimal() else _OTHER_WORD)
        else:
            line.append(block.get(key) or block[_OTHER_MARKS])
    return "".join(line)


def word_of(sign: str) -> str:
    """The word of a sign without its marks; "" for the sign of all words that no phrase knows."""
    return _word_of_block.get(ord(sign) // _BLOCK, "")


def signs_like(plain: str, *keys: str) -> str:
    """The signs of a word with one of these marks (without any given: of the word however marked), as in [...]."""
    block = _known[plain]
    if keys:
        return "".join(block[key] for key in keys)
    first = ord(block[""])
    return f"{chr(first)}-{chr(first + _BLOCK - 1)}"


learn("?")
