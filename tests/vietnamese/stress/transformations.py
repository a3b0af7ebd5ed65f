"""The transformations: each takes a message of the examples and types it another way; the meaning stays.

What must survive for the meaning to stay is left alone: digits, codes, links, and the words of slot values where
typos are made. Everything random comes from a generator seeded with the id of the example, so that the set never
changes by itself.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Mapping

__all__ = ["TRANSFORMATIONS", "Transformation"]

Transformation = Callable[[str, frozenset[str], random.Random], str]
_WORD = re.compile(r"[^\W\d_]+")
_TONES = {"\u0300": "f2", "\u0301": "s1", "\u0309": "r3", "\u0303": "x4", "\u0323": "j5"}
_SHAPES = {
    "ă": ("aw", "a8"),
    "â": ("aa", "a6"),
    "ê": ("ee", "e6"),
    "ô": ("oo", "o6"),
    "ơ": ("ow", "o7"),
    "ư": ("uw", "u7"),
    "đ": ("dd", "d9"),
}
_TEENCODE = {
    "không": "ko",
    "được": "dc",
    "rồi": "r",
    "gì": "j",
    "người": "ng",
    "với": "vs",
    "báo": "b",
    "hướng": "hướng",
    "trước": "trc",
    "vậy": "v",
    "mình": "mk",
    "làm": "lm",
    "cũng": "cx",
    "nữa": "nx",
    "tháng": "thg",
    "biết": "bít",
    "giờ": "h",
}
_NEIGHBOURS = {
    "a": "s",
    "e": "r",
    "i": "o",
    "o": "p",
    "u": "i",
    "n": "m",
    "t": "r",
    "h": "g",
    "c": "v",
    "g": "h",
}
_OLD_STYLE = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe",
              "oẽ": "õe",
              "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy"}  # fmt: skip
# nobody says line numbers, and without their stops they would be figures
_LINE_NUMBER = re.compile(r"(?m)^\s*(?:(?:\d+|[IVX]+)[.)](?=\s)|\d\ufe0f?\u20e3)\s*")
_LINK = re.compile(r"https?://\S+|\b[\w-]+\.(?:top|vn|com|net|org|ly|xyz)\b\S*")


def _bare(char: str) -> str:
    decomposed = unicodedata.normalize("NFD", char)
    return (
        "".join(c for c in decomposed if unicodedata.category(c) != "Mn").replace("đ", "d").replace("Đ", "D")
    )


def no_marks(text: str, kept: frozenset[str], chance: random.Random) -> str:
    """Typed without any marks."""
    return "".join(_bare(char) for char in unicodedata.normalize("NFC", text))


def decomposed(text: str, kept: frozenset[str], chance: random.Random) -> str:
    """In the Unicode form of Apple devices."""
    return unicodedata.normalize("NFD", text)


def other_tone_place(text: str, kept: frozenset[str], chance: random.Random) -> str:
    """hòa → hoà and the other way round, at the end of a word."""
    text = unicodedata.normalize("NFC", text)
    swaps = {**_OLD_STYLE, **{new: old for old, new in _OLD_STYLE.items()}}
    return re.sub("(?<![qQ])(" + "|".join(swaps) + r")(?![^\W\d_])", lambda match: swaps[match.group()], text)


def _residue(word: str, which: int) -> str:
    """One word as its keystrokes: which 0 is Telex with its tone typed last, 1 is VNI."""
    out, tone = "", ""
    for char in unicodedata.normalize("NFC", word):
        shape = ""
        for part in unicodedata.normalize("NFD", char):
            if part in _TONES:
                tone = _TONES[part][which]
            else:
                shape += part
        shape = unicodedata.normalize("NFC", shape)
        typed = _SHAPES.get(shape.lower(), (shape, shape))[which]
        out += typed.capitalize() if shape.isupper() else typed
    return out + tone


def _outside_links(text: str, change: Callable[[str], str]) -> str:
    parts, at = [], 0
    for link in _LINK.finditer(text):
        parts += [_WORD.sub(lambda match: change(match.group()), text[at : link.start()]), link.group()]
        at = link.end()
    return "".join(parts) + _WORD.sub(lambda match: change(match.group()), text[at:])


def telex(text: str, kept: frozenset[str], chance: random.Random) -> str:
    """Typed in Telex with the keyboard off."""
    return _outside_links(unicodedata.normalize("NFC", text), lambda word: _residue(word, 0))


def vni(text: str, kept: frozenset[str], chance: random.Random) -> str:
    """Typed in VNI with the keyboard off."""
    return _outside_links(unicodedata.normalize("NFC", text), lambda word: _residue(word, 1))


def typos(text: str, kept: frozenset[str], chance: random.Random) -> str:
    """One letter in twenty dropped, doubled, swapped or struck beside; slot values, digits and short words stay."""

    def change(word: str) -> str:
        if len(word) < 3 or _bare(word).lower() in kept:
            return word
        letters = list(word)
        for at in range(1, len(letters)):
            if chance.random() < 0.05:
                kind = chance.randrange(4)
                letters[at] = ("", letters[at] * 2, letters[at], _NEIGHBOURS.get(letters[at], letters[at]))[
                    kind
                ]
                if kind == 2 and at + 1 < len(letters):
                    letters[at], letters[at + 1] = letters[at + 1], letters[at]
        return "".join(letters)

    return _outside_links(unicodedata.normalize("NFC", text), change)


def capitals(text: str, kept: frozenset[str], chance: random.Random) -> str:
    """With the caps lock on."""
    return text.upper()


def teencode(text: str, kept: frozenset[str], chance: random.Random) -> str:
    """With the abbreviations of the young."""
    return _WORD.sub(lambda match: _TEENCODE.get(match.group().lower(), match.group()), text)


def no_punctuation(text: str, kept: frozenset[str], chance: random.Random) -> str:
    """Without commas and stops between words; those inside numbers stay."""
    return re.sub(r"[.,;!]+(?=\s|$)", "", _LINE_NUMBER.sub("", text))


def emoji(text: str, kept: frozenset[str], chance: random.Random) -> str:
    """With emoji before and after."""
    return f"🙏 {text} {chance.choice(['😊', '❤️', '🌹', '😄'])}"


def quoted(text: str, kept: frozenset[str], chance: random.Random) -> str:
    """Forwarded: a header with name and time, every line quoted."""
    return "\n".join(["[Tin nhắn chuyển tiếp]", *(f"> {line}" for line in text.split("\n"))])


def voice(text: str, kept: frozenset[str], chance: random.Random) -> str:
    """As speech recognition writes: lower case, no signs, but those that belong to a number, a link or a code."""
    if _LINK.search(text):
        return text.lower()
    text = unicodedata.normalize("NFC", _LINE_NUMBER.sub("", text))
    text = text.replace("~", "khoảng ")
    text = re.sub(
        r"\((?=[^)]*\d)(?!\s*(?:19|20)\d\d\b)", " trong đó ", re.sub(r"(?<!\w)-(?=\d)", "âm ", text)
    )
    return re.sub(r"\s+", " ", re.sub(r"(?<!\d)[^\w\s%/]+|[^\w\s%/]+(?!\d)", " ", text)).strip().lower()


TRANSFORMATIONS: Mapping[str, Transformation] = {
    "no marks": no_marks,
    "NFD": decomposed,
    "other tone place": other_tone_place,
    "Telex residue": telex,
    "VNI residue": vni,
    "typos 5 %": typos,
    "capitals": capitals,
    "teencode": teencode,
    "no punctuation": no_punctuation,
    "emoji": emoji,
    "quoted": quoted,
    "voice-like": voice,
}
