"""Turns Telex and VNI keystrokes that were typed with the keyboard off ("dduwowcj", "ngu7o72i") back into words."""

import re
import unicodedata
from functools import lru_cache

from vietnamese.expressions import Expression, expression
from vietnamese.folding import fold
from vietnamese.names import is_syllable

__all__ = ["from_telex", "from_vni", "is_telex", "is_vni", "telex_read"]

_TELEX_TONES = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"2": "\u0300", "1": "\u0301", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_LETTER_AND_DIGIT = Expression(r"[a-zA-Z]\d")
_VNI_INSIDE = Expression(r"(?<![^\W_])[a-zA-Z]+(?:\d{1,2}[a-zA-Z]+)+\d{0,2}(?![^\W_])|(?<![^\W_])d9\w+")
_VNI_WORD = Expression(r"(?<![^\W_])[a-zA-Z]+[1-9][a-zA-Z1-9]*(?![^\W_])")
_VNI_END = Expression(r"(?<![^\W_])[a-zA-Z]+(?:[678][1-5]?|[1-5])(?![^\W_])")
_PLACE_WITH_NUMBER = Expression(
    r"(?i)(xom|thon|to|khoi|tdp|thang|ap|so|cau|muc|t|ban|quy|lop|x|k|lan|dot)\d+$"
)
# English words that would come out as syllables
_NOT_TELEX = frozenset(
    "next test text best list post rest just last must cost fast max box fix mix tax fax new now how show wow off "
    "shopee voso momo "
    "server user users plus news bus gas file reset set get net post web app add admin book boot good cool zoom food "
    "google facebook youtube tiktok windows wifi internet iphone android otp ios is as us yes was has does this".split()
)
_NO_RIME = Expression("[âă][aeio]|ê[aeio]|ô[aeou]")
_VOWEL_ORDER = "ơêôâăư"


@lru_cache(maxsize=5_000)
def from_telex(word: str) -> str:
    """ "dduwowcj" → "được"; a word that is no Telex residue comes back as it was."""
    low = word.lower()
    if not low.isascii() or not low.isalpha() or len(low) < 2 or low in _NOT_TELEX:
        return word
    if is_syllable(low) and not ("oo" in low and low not in ("xoong", "boong", "goong", "soong")):
        return word
    tone = ""
    body = ""
    for char in low:
        if char in _TELEX_TONES and body and expression("[aeiouy]").search(body):
            tone = _TELEX_TONES[char]
        else:
            body += char
    body = body.replace("dd", "đ", 1)
    for typed, letter in (("uow", "ươ"), ("uwow", "ươ"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"),
                          ("aw", "ă"), ("ow", "ơ"), ("uw", "ư")):  # fmt: skip
        body = body.replace(typed, letter, 1)
    body = expression(r"^(\w*?)([aeo])(\w+)\2$").sub(_late_hat, body)
    body = expression(r"^d(\w+)d$").sub(r"đ\1", body)
    body = expression(r"uo(\w*)w$").sub(r"ươ\1", body)
    body = expression(r"([aou])([^w]*)w$").sub(lambda m: {"a": "ă", "o": "ơ", "u": "ư"}[m[1]] + m[2], body)
    if _NO_RIME.search(body):
        return word  # "haai" is no Telex: there is no "hâi"
    return _with_tone(body, tone) if is_syllable(fold(body)) and (tone or body != low) else word


def _late_hat(match: re.Match[str]) -> str:
    return match[1] + {"a": "â", "e": "ê", "o": "ô"}[match[2]] + match[3]


_TELEX_WORD = Expression(r"(?<![^\W_])[a-zA-Z]{2,8}(?![^\W_]|[.@/]\w)")


def is_telex(text: str) -> bool:
    """Whether a message was typed in Telex with the keyboard off: three words of it, or most of a short one."""
    if not text.isascii():
        return False
    words = [match.group() for match in _TELEX_WORD.finditer(text)]
    read = sum(from_telex(word) != word for word in words)
    return read >= 3 or (read > 0 and read * 2 >= len(words))


def telex_read(text: str) -> str:
    """The message with all Telex residue read, capitals kept."""
    return _TELEX_WORD.sub(lambda match: _telex_cased(match.group()), text)


def _telex_cased(word: str) -> str:
    read = from_telex(word)
    return word if read == word else _cased_like(word, read)


def is_vni(text: str) -> bool:
    """Whether a message holds VNI residue: digits inside words that become syllables ("bu6o3i", not "A7K")."""
    if not _LETTER_AND_DIGIT.search(text):
        return False
    if any(_vni_syllable(match.group()) is not None for match in _VNI_INSIDE.finditer(text)):
        return True
    if not text.isascii():
        return False
    if expression(r"(?i)\b(?:xom1|thang1) \d").search(text):
        return True
    ends = [one.group() for one in _VNI_END.finditer(text) if _vni_syllable(one.group()) is not None]
    return len(ends) >= 2 or (
        len(ends) == 1 and len(text.split()) <= 4 and len(expression(r"\d+").findall(text)) == 1
    )


def from_vni(text: str) -> str:
    """The message with VNI residue read; places ("xom5") stay."""
    return _VNI_WORD.sub(lambda match: _vni_word(match.group(), text[match.end() : match.end() + 4]), text)


def _vni_word(typed: str, after: str) -> str:
    """In a message typed so, "thang1 10" is tháng 10 and "so7" is sơ, but "xom5" stays a place."""
    label = expression(r"(?i)(?:thang|so|cau|muc|ban|to|ap|t|xom|khoi|lop|quy)\d$").match(typed)
    toned = label and (
        expression(r"\s+(?:\d|ni|nay|tru|vu7|ro6|sau)").match(after)
        or (typed.lower() == "khoi3" and expression(r"\s+(?:ca6|to6|pha|ho3|d9)").match(after))
        or typed[-1] in "678"
        or typed[:2].lower() == "so"
    )
    read = _vni_syllable(typed, labelled=bool(toned))
    return _cased_like(typed, read)


def _cased_like(typed: str, read: str | None) -> str:
    if read is None:
        return typed
    return (
        read.upper()
        if typed.isupper() and len(read) > 1
        else read.capitalize()
        if typed[:1].isupper()
        else read
    )


@lru_cache(maxsize=5_000)
def _vni_syllable(word: str, labelled: bool = False) -> str | None:
    if not labelled and _PLACE_WITH_NUMBER.match(word) and not expression(r"\D[678][1-5]$").search(word):
        return None
    tone, body = "", ""
    for char in word.lower():
        if char in _VNI_TONES:
            tone = _VNI_TONES[char]
        elif char in "678":
            body = _vni_letter(body, char)
        elif char == "9" and body.startswith("d"):
            body = "đ" + body[1:]
        else:
            body += char
    if not body.isalpha() or not is_syllable(fold(body)):
        return None
    if tone and tone not in (_VNI_TONES["1"], _VNI_TONES["5"]) and expression(r"(?:c|ch|p|t)$").search(body):
        return None  # such syllables bear only two tones: "duyet2" is no VNI
    return _with_tone(body, tone)


def _vni_letter(body: str, digit: str) -> str:
    table = {"6": {"a": "â", "e": "ê", "o": "ô"}, "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}}[digit]
    if digit == "7" and "uo" in body:
        return body.replace("uo", "ươ", 1)
    if digit == "7" and body.endswith("ư"):
        return body
    for at in range(len(body) - 1, -1, -1):
        if body[at] in table:
            return body[:at] + table[body[at]] + body[at + 1 :]
    return body + digit


def _with_tone(body: str, tone: str) -> str:
    if not tone:
        return body
    at = _tone_seat(body)
    return unicodedata.normalize("NFC", body[: at + 1] + tone + body[at + 1 :])


def _tone_seat(body: str) -> int:
    for at in range(len(body) - 1, -1, -1):
        if body[at] in _VOWEL_ORDER:
            return at
    seats = [at for at, char in enumerate(body) if char in "aeiouy"]
    if body[:2] in ("qu", "gi") and len(seats) > 1:
        seats = seats[1:]
    if len(seats) == 1:
        return seats[0]
    return seats[1] if seats[-1] < len(body) - 1 or len(seats) == 3 else seats[0]
