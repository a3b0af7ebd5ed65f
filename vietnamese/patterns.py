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

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from vietnamese.folding import fold, marked_key
from vietnamese.parts import NO_WORDS, Parts, alternatives, parts_of, words_of
from vietnamese.signs import OF_A_NUMBER, learn, learn_folded, learned, signs_like, signs_of
from vietnamese.tokens import Text, Token
from vietnamese.ways import Way, ways_between

__all__ = [
    "PREPARED",
    "Pattern",
    "compile_pattern",
    "counts",
    "is_sign_of",
    "prepared",
    "signs",
    "without_marks",
]

FILLERS = (
    "ạ", "dạ", "nha", "nhe", "nhá", "nghe", "hè", "hầy", "ơi", "em", "anh", "bot", "nè", "với", "gium", "dum", "giup",
    "luôn", "đi", "bác", "chú", "ad", "admin", "hi", "he", "hen", "nghen", "alo", "thưa", "nớ", "tro ly", "đồng chí",
    "hỉ", "cái", "đó", "con", "cháu",
)  # fmt: skip
for _word_of_filler in " ".join(FILLERS).split():
    learn(_word_of_filler)


@dataclass(slots=True)
class Pattern:
    """A phrase. A message that matches has, for one of its `ways`, a word of each set in it. Compiled on first use.

    `search` and `finditer` take a message of `signs`, as those of `re.Pattern` do; positions count words.
    """

    source: str
    ways: Sequence[Way]
    search: Callable[[str], re.Match[str] | None] = field(init=False, repr=False)
    finditer: Callable[[str], Iterator[re.Match[str]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.search = lambda line: self._compiled().search(line)
        self.finditer = lambda line: self._compiled().finditer(line)

    def _compiled(self) -> re.Pattern[str]:
        parts = parts_of(self.source)
        regex = re.compile(_regex_of(parts, 0, len(parts)))
        self.search, self.finditer = regex.search, regex.finditer
        return regex


def counts(token: Token) -> bool:
    """Whether phrases see a token: words, numbers and "?"."""
    return token.kind in ("w", "n") or token.plain == "?"


def signs(text: Text, tokens: Sequence[Token] | None = None) -> str:
    """The form of a message that patterns are matched against: one sign for each token that `counts`.

    Where the writer uses marks throughout, a word without any is not taken for one with marks ("cho" for "chờ").
    """
    if tokens is not None:
        return _signs(text, tokens)
    if text.signs is None or text.signs[0] != learned():
        text.signs = learned(), _signs(text, text.tokens)
    return text.signs[1]


def _signs(text: Text, tokens: Sequence[Token]) -> str:
    bare = "-" if text.fully_marked else ""
    return signs_of(
        [
            (token.plain, token.key or bare if token.kind == "w" else token.key)
            for token in tokens
            if token.kind in ("w", "n") or token.plain == "?"
        ]
    )


def compile_pattern(source: str, classes: Mapping[str, str] | None = None) -> Pattern:
    """Reads a phrase. Raises KeyError for an unknown class, ValueError for unbalanced parentheses."""
    for name, words in (classes or {}).items():
        source = source.replace("{" + name + "}", f"({words})")
    ways = _prepared().get(source)
    return Pattern(source, _ways_of(source) if ways is None else ways)


def _ways_of(source: str) -> list[Way]:
    parts = parts_of(source)
    for part in words_of(parts):
        if part.startswith("{"):
            raise KeyError(part)
        learn(part)
    return ways_between(parts, 0, len(parts))


PREPARED = Path(__file__).with_name("phrases.json")


@lru_cache(maxsize=1)
def _prepared() -> dict[str, list[Way]]:
    """The ways of the phrases in the package, worked out beforehand, as it takes long; their words are learned.

    A phrase that is not there, because it is new or of a form, is worked out when it is read.
    """
    if not PREPARED.exists():
        return {}
    held = json.loads(PREPARED.read_text(encoding="utf-8"))
    for word, plain, key in held["words"]:
        learn_folded(word, plain, key)
    sets = [frozenset(words) for words in held["sets"]]
    return {
        source: [tuple([sets[place] for place in way]) for way in ways]
        for source, ways in held["ways"].items()
    }


def prepared(patterns: Iterable[Pattern]) -> str:
    """What phrases.json holds for these phrases: `python -m tests.vietnamese.learn` writes it."""
    sources = sorted({pattern.source for pattern in patterns})
    ways_of = {source: _ways_of(source) for source in sources}
    words = sorted({word for source in sources for word in words_of(parts_of(source))})
    sets = sorted({tuple(sorted(each)) for ways in ways_of.values() for way in ways for each in way})
    places = {frozenset(each): place for place, each in enumerate(sets)}
    held = {
        "words": [(word, fold(word), marked_key(word)) for word in words],
        "sets": sets,
        "ways": {
            source: [[places[each] for each in way] for way in ways] for source, ways in ways_of.items()
        },
    }
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).replace(']],"', ']],\n"') + "\n"


_GAPS = {"...": ".*?", "..": ".{0,4}?", "#": f"[{OF_A_NUMBER}]"}


def _regex_of(parts: Parts, at: int, end: int) -> str:
    """The regular expression of parts[at:end], a sequence without alternatives."""
    pieces = []
    while at < end:
        if parts[at] == "(":
            closing = parts.closing[at]
            pieces.append(_group(parts, at, closing))
            at = closing + 1
        else:
            pieces.append(_piece(parts[at]))
            at += 1
    return "".join(pieces)


def _piece(part: str) -> str:
    if part in ("?", "*", "|"):
        return part
    if part == "^":
        return rf"\A(?:{_fillers()})*"
    if part == "$":
        return rf"(?:{_fillers()}|[{signs_like('?')}])*\Z"
    return _GAPS.get(part) or f"[{_word(part)}]"


@lru_cache(maxsize=5_000)
def _word(part: str) -> str:
    """The signs that a word of a phrase matches."""
    exact = part.endswith("!")
    plain, key = fold(part.rstrip("!")), marked_key(part.rstrip("!"))
    if exact:
        return signs_like(plain, key) if key else signs_like(plain, "", "-")
    return signs_like(plain, "", key) if key else signs_like(plain)


def is_sign_of(part: str, sign: str) -> bool:
    """Whether a word of a phrase matches a sign."""
    like = _word(part)
    return like[0] <= sign <= like[2] if like[1:2] == "-" else sign in like


@lru_cache(maxsize=5_000)
def without_marks(part: str) -> str:
    """A word of a phrase, folded."""
    return fold(part.rstrip("!"))


def _group(parts: Parts, start: int, end: int) -> str:
    """The alternatives between two parentheses: those of one word each are one class of signs."""
    if together := _one_word(parts, start, end):
        return f"[{together}]"
    pieces: list[str] = []
    within = alternatives(parts, start, end)
    for of_one, group in groupby(within, key=lambda place: bool(_one_word(parts, *place))):
        if of_one:
            pieces.append(f"[{''.join(_one_word(parts, *place) for place in group)}]")
        else:
            pieces += [_regex_of(parts, first, last + 1) for first, last in group]
    return f"(?:{'|'.join(pieces)})"


def _one_word(parts: Parts, first: int, last: int) -> str:
    """The signs of parts[first:last + 1] if it is one word or a group of single words; otherwise ""."""
    if first > last:
        return ""
    if parts[first] == "(" and parts.closing[first] == last:
        words = [_one_word(parts, *place) for place in alternatives(parts, first, last)]
        return "".join(words) if all(words) else ""
    return _word(parts[first]) if first == last and parts[first] not in NO_WORDS else ""


@lru_cache(maxsize=1)
def _fillers() -> str:
    """What may stand around the words of a whole message."""
    single = "".join(map(_word, (filler for filler in FILLERS if " " not in filler)))
    longer = ("".join(map(_piece, filler.split())) for filler in FILLERS if " " in filler)
    return "|".join([f"[{single}]", *longer])
