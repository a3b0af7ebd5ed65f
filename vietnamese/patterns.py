"""A small language for phrases, so that rules read as Vietnamese.

    xin (vào|tham gia) .. tổ     `..` up to four words between, `...` any number
    ^(hủy|thôi)$                 the whole message, but for particles ("hủy nha em")
    có # buổi (nhé)?             `#` a number in digits; what a `?` follows may be absent
    {không} làm nữa              a class of words

A word written with marks matches the same word with those marks or with none; one written without marks matches
whatever its marks ("duyet": duyệt, duyêt, duyet); "bão!" matches only when typed
with its marks, "mai!" only without any. hỏi, ngã and nặng
count as one tone.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vietnamese.folding import fold, marked_key
from vietnamese.tokens import Text, Token

__all__ = ["Pattern", "compile_pattern", "spelled"]

FILLERS = (
    "a|ạ", "da|dạ", "nha", "nhe", "nhá", "nghe", "hè", "hầy", "oi|ơi", "em", "anh", "bot", "ne|nè", "voi|với", "gium",
    "dum", "giup", "luon|luôn", "đi", "bác", "chu|chú", "ad", "admin", "hi", "he", "hen", "nghen", "alo", "thưa", "nớ",
    "tro ly", "thưa", "đồng chí", "hỉ", "cái", "đó", "con", "cháu",
)  # fmt: skip
_PART = re.compile(r"\.\.\.|\.\.|\(|\)|\||\?|\*|\^|\$|\{[^}]+\}|#|\w+!?")


@dataclass(slots=True)
class Pattern:
    """A phrase; of each set in `needs` one word must be in a message that matches. Compiled on first use."""

    parts: list[str]
    needs: tuple[frozenset[str], ...]
    _begins: frozenset[str] | None = None  # with which words, where that is known
    _heads: frozenset[str] | None = None  # the same of a phrase for a whole message: fillers may come first
    _regex: re.Pattern[str] | None = None
    _search: Callable[[str], re.Match[str] | None] | None = None

    def search(self, line: str) -> re.Match[str] | None:
        return (self._search or self._compile().search)(line)

    def is_in(self, line: str, places: Mapping[str, Sequence[int]]) -> bool:
        """Whether `search` finds it in a line of which it is known where every word stands."""
        regex = self._regex or self._compile()
        if self._heads is not None and line[: line.find(":")] not in self._heads:
            return False
        if self._begins is None or self._search is None:
            return self.search(line) is not None
        for word in self._begins.intersection(places):
            for start in places[word]:
                if regex.match(line, start):
                    return True
        return False

    def finditer(self, line: str) -> Iterator[re.Match[str]]:
        return (self._regex or self._compile()).finditer(line)

    def _compile(self) -> re.Pattern[str]:
        first = _first_places(self.parts)
        if first is not None:
            self._begins = frozenset(fold(self.parts[place].rstrip("!")) for place in first)
        self._heads = _heads_of(self.parts)
        regex = re.compile(_regex_of_all(self.parts, first))
        self._regex, self._search = regex, regex.match if self.parts[:1] == ["^"] else regex.search
        return regex


def _regex_of_all(parts: list[str], first: set[int] | None) -> str:
    """The phrase as a regular expression; that a word begins where it begins is asked after its first letters,
    because the search for letters is a fast one, and the search for a place between words is not."""
    if first is None:
        return r"(?<!\S)" + "".join(map(_regex_of, parts))
    return "".join(_beginning(part) if at in first else _regex_of(part) for at, part in enumerate(parts))


def _first_places(parts: list[str]) -> set[int] | None:
    """Where the words stand with which a phrase may begin; None when it may begin otherwise than with a word."""
    end = _closing(parts, 0) if parts[:1] == ["("] else 0
    if end + 1 < len(parts) and parts[end + 1] in ("?", "*"):
        return None
    if end == 0:
        return {0} if parts and parts[0] not in _NO_WORDS else None
    places: set[int] = set()
    for start in _alternatives(parts, end):
        first = _first_places(parts[start:end])
        if first is None:
            return None
        places.update(start + place for place in first)
    return places


def _alternatives(parts: list[str], end: int) -> Iterator[int]:
    """Where the alternatives of a group begin that ends at parts[end]."""
    depth = 0
    for at, part in enumerate(parts[:end]):
        depth += {"(": 1, ")": -1}.get(part, 0)
        if depth == 1 and (at == 0 or part == "|"):
            yield at + 1


def _beginning(part: str) -> str:
    """A word with which a phrase begins."""
    plain = re.escape(fold(part.rstrip("!")))
    return _regex_of(part).replace(f"{plain}:", rf"{plain}(?<!\S.{{{len(fold(part.rstrip('!')))}}}):", 1)


def spelled(text: Text, tokens: Sequence[Token] | None = None) -> str:
    """The form of a message that patterns are matched against: "plain:marks " for every word, number and "?".

    Where the writer uses marks throughout, a word without any is spelled "cho:- ", so that it is not taken for "chờ".
    """
    bare = "-" if text.fully_marked else ""
    return "".join(
        f"{token.plain}:{token.key or (bare if token.kind == 'w' else '')} "
        for token in (text.tokens if tokens is None else tokens)
        if token.kind in ("w", "n") or token.plain == "?"
    )


def compile_pattern(source: str, classes: Mapping[str, str] | None = None) -> Pattern:
    """Reads a phrase. Raises KeyError for an unknown class, ValueError (re.error) for unbalanced parentheses."""
    for name, words in (classes or {}).items():
        source = source.replace("{" + name + "}", f"({words})")
    parts = _PART.findall(source)
    return Pattern(parts, tuple(_needs(parts)))


_SIGNS = {
    "...": r"(?:\S+ )*?",
    "..": r"(?:\S+ ){0,4}?",
    "(": "(?:",
    ")": ")",
    "|": "|",
    "?": "?",
    "*": "*",
    "#": r"\d\S* ",
}


@lru_cache(maxsize=5_000)
def _regex_of(part: str) -> str:
    if part in _SIGNS:
        return _SIGNS[part]
    if part == "^":
        return rf"^(?:{_fillers()})*"
    if part == "$":
        return rf"(?:{_fillers()}|\?: )*$"
    if part.startswith("{"):
        raise KeyError(part)
    if part.endswith("!"):
        key = re.escape(marked_key(part[:-1])) or "-?"
        return f"(?:{re.escape(fold(part[:-1]))}:{key} )"
    plain, key = re.escape(fold(part)), re.escape(marked_key(part))
    return f"(?:{plain}:(?:{key})? )" if key else rf"(?:{plain}:\S* )"


@lru_cache(maxsize=1)
def _fillers() -> str:
    return "|".join("".join(_regex_of(word) for word in phrase.split()) if "|" not in phrase
                    else _regex_of(phrase.split("|")[1]) for phrase in FILLERS)  # fmt: skip


def _needs(parts: list[str]) -> Iterator[frozenset[str]]:
    """The first words of every element that must be there, where they are known; the first element's come first."""
    at = 0
    while at < len(parts):
        end = _closing(parts, at) if parts[at] == "(" else at
        optional = end + 1 < len(parts) and parts[end + 1] in ("?", "*")
        if not optional and parts[at] not in ("^", "$", "..", "...", "#"):
            words = _first_words(parts[at : end + 1])
            if words:
                yield words
        at = end + 2 if optional else end + 1


def _closing(parts: list[str], at: int) -> int:
    depth = 0
    for end in range(at, len(parts)):
        depth += {"(": 1, ")": -1}.get(parts[end], 0)
        if not depth:
            return end
    raise ValueError(f"unbalanced parentheses: {' '.join(parts)}")


def _heads_of(parts: list[str]) -> frozenset[str] | None:
    """The words with which a message may begin that "^ …" matches; None when that is not known."""
    if parts[:1] != ["^"]:
        return None
    heads = {fold(phrase.split("|")[-1].split()[0]) for phrase in FILLERS}
    at = 1
    while at < len(parts) and parts[at] != "$":
        end = _closing(parts, at) if parts[at] == "(" else at
        words = _first_words(parts[at : end + 1])
        if parts[at] in ("..", "...", "#") or not words:
            return None
        heads |= words
        if end + 1 >= len(parts) or parts[end + 1] not in ("?", "*"):
            return frozenset(heads)
        at = end + 2
    return frozenset(heads) if at < len(parts) else None


_NO_WORDS = frozenset({*_SIGNS, "^", "$"})
_folded = lru_cache(maxsize=5_000)(fold)


def _first_words(group: list[str]) -> frozenset[str]:
    """The words with which the alternatives of a group begin; empty when one of them is not a plain word."""
    words, depth, fresh = set(), 0, True
    for at, part in enumerate(group):
        if part == "(":
            depth += 1
        elif part == ")":
            depth -= 1
        elif part == "|":
            fresh = fresh or depth == 1
            fresh = True if depth <= 2 else fresh
        elif fresh:
            optional = at + 1 < len(group) and group[at + 1] == "?"
            if part in _NO_WORDS or part[0] == "{" or optional:
                return frozenset()
            words.add(_folded(part.rstrip("!")))
            fresh = False
    return frozenset(words)
