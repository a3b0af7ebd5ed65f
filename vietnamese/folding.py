"""Brings what people type to one shape: lower case, one Unicode form, marks taken off or made comparable."""

import unicodedata
from functools import lru_cache

__all__ = ["fold", "marked_key", "strip_marks"]

_TONES = {"\u0300": "2", "\u0301": "1", "\u0309": "3", "\u0303": "3", "\u0323": "3"}
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFE0F, 0xFEFF])


def fold(text: str) -> str:
    """Lower case, marks removed, đ→d, whitespace squeezed: "Hoà  Bình" and "hòa bình" fold alike. Idempotent."""
    quick = text.lower().translate(_PLAIN)
    if quick.isascii():
        return " ".join(quick.split())
    folded = strip_marks(text)
    again = strip_marks(folded)  # a few exotic letters change twice (lower-casing after losing a mark)
    return folded if again == folded else fold(again)


def strip_marks(text: str) -> str:
    """One pass of `fold`."""
    lowered = text.lower()
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFD", lowered.translate(_INVISIBLE))
        lowered = "".join(c for c in lowered if unicodedata.category(c) != "Mn")
        lowered = unicodedata.normalize("NFC", lowered).replace("đ", "d")
    return " ".join(lowered.split())


# every letter of the alphabet with its marks, and the marks alone: what they are without
_PLAIN: dict[int, str | int | None] = {
    code: strip_marks(chr(code)) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
}
_PLAIN |= dict.fromkeys([*_INVISIBLE, *range(0x300, 0x370)])


@lru_cache(maxsize=20_000)
def marked_key(word: str) -> str:
    """A spelling of one word that keeps its marks but not where the tone sits; "" for a word without marks.

    hỏi, ngã and nặng count as one tone, because Nghệ Tĩnh writing mixes them ("sữa" for "sửa").
    """
    if word.isascii():
        return ""
    tone, letters = "", []
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in _TONES:
            tone = _TONES[char]
        else:
            letters.append(char)
    key = unicodedata.normalize("NFC", "".join(letters)) + tone
    return "" if key.isascii() and not tone else key
