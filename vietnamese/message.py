"""A message with its circumstances, as the language contract hands it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from vietnamese.dates import read_period
from vietnamese.expressions import Expression
from vietnamese.fields import DEFAULT_FIELDS, Field, fields_from
from vietnamese.folding import fold
from vietnamese.keeping import kept
from vietnamese.months import months_told
from vietnamese.numbers import Found, find_numbers
from vietnamese.patterns import signs
from vietnamese.tokens import Text, Token, is_mistyped, read

__all__ = ["Message", "message_from"]

_QUESTION = Expression(
    r"\b(?:sao|rang|may|nhieu|dau(?! (?:thang|tuan|nam|ky)\b)|ai|gi|bao gio|khi nao|khi mo)\b|\b(?:khong|chua|chu|rua|"
    r"he|hay)$|\b(?:hay|phai) khong\b"
)
_AGREEING = frozenset("dong y duyet chap thuan nhat tri thong phe tat ca het so don cho vao".split())
LEADERS = ("leader", "deputy", "commune_leader")


@dataclass
class Message:
    """What was said, by whom, in answer to what. `why` collects which rule read what."""

    text: Text
    speaker: str
    asked: str
    form: str
    pending: int
    today: date
    fields: tuple[Field, ...]
    places: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    known_people: tuple[str, ...] = ()
    why: list[str] = field(default_factory=list)

    @kept
    def line(self) -> str:
        """What phrases are looked for in; longer numbers in words are written in digits there ("hai trăm mười")."""
        long = [one for one in self.numbers if one.end - one.start > 1 and not one.weak]
        return signs(self.text, _in_digits(self.text, long) if long else None)

    @kept
    def counted(self) -> str:
        """`plain` with all numbers in words written in digits."""
        return " ".join(token.plain for token in self.in_digits if token.kind in ("w", "n"))

    @kept
    def in_digits(self) -> list[Token]:
        """The tokens with all numbers in words written in digits."""
        return _in_digits(self.text, self.numbers)

    @kept
    def words(self) -> list[str]:
        return [token.plain for token in self.text.words]

    @kept
    def plain(self) -> str:
        return " ".join(self.words)

    @kept
    def period(self) -> str | None:
        """The month it speaks of, as typed or as its slips are mended ("thámg 10")."""
        found = read_period(self.raw, self.today)
        if found is not None or self.mended == self.raw:
            return found
        return read_period(self.mended, self.today)

    @kept
    def months(self) -> list[str]:
        """The months it tells figures of, if they are several."""
        return months_told(self.text, self.numbers, self.today)

    @kept
    def mended(self) -> str:
        """The message with the words that were read otherwise than typed put right."""
        pieces, at = [], 0
        for token in self.text.tokens:
            if token.kind == "w" and token.start >= at and fold(token.raw) != token.plain:
                pieces += [self.raw[at : token.start], token.plain]
                at = token.end
        return "".join([*pieces, self.raw[at:]])

    @kept
    def numbers(self) -> list[Found]:
        return find_numbers(self.text)

    @kept
    def mistyped(self) -> list[str]:
        """Words that are none, but for a slip in an agreement itself: what they turn around cannot be known."""
        return [
            token.raw
            for token in self.text.words
            if token.kind == "w"
            and token.plain not in _AGREEING
            and token.raw.isalpha()
            and is_mistyped(token)
        ]

    @kept
    def is_question(self) -> bool:
        return "?" in self.raw or bool(_QUESTION.search(self.plain))

    @property
    def raw(self) -> str:
        return self.text.text

    def field(self, key: str) -> Field | None:
        return next((one for one in self.fields if one.key == key), None)


def _in_digits(text: Text, numbers: Sequence[Found]) -> list[Token]:
    """The tokens of a message, its numbers in words as digits."""
    tokens, at = [], 0
    for one in numbers:
        words = text.tokens[one.start : one.end]
        if one.reading.value is None or one.reading.of or any(token.kind == "p" for token in words):
            continue
        said = str(one.reading.value)
        tokens += [*text.tokens[at : one.start], Token("n", said, said, "", words[0].start, words[-1].end)]
        at = one.end
    return tokens + text.tokens[at:]


def message_from(given: Mapping[str, object]) -> Message:
    """Reads the input of the contract; whatever is missing or of a wrong type counts as not given."""
    context = given.get("context")
    context = context if isinstance(context, Mapping) else {}
    described = [one for one in _list(context.get("fields")) if isinstance(one, Mapping)]
    return Message(
        text=read(_text(given.get("text"))),
        speaker=_text(given.get("speaker")) or "resident",
        asked=_text(given.get("asked")),
        form=_text(given.get("form")),
        pending=_number(given.get("pending")),
        today=_date(given.get("today")),
        fields=fields_from(described) if described else DEFAULT_FIELDS,
        places=tuple(_places(_list(context.get("places")))),
        known_people=tuple(name for name, _, _ in _places(_list(context.get("people"))) if name),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _date(value: object) -> date:
    try:
        return date.fromisoformat(_text(value)[:10])
    except ValueError:
        return date(2026, 1, 1)  # without a day of reference only relative dates suffer


def _places(listed: Sequence[object]) -> list[tuple[str, str, tuple[str, ...]]]:
    places = []
    for one in listed:
        if isinstance(one, Mapping):
            aliases = tuple(_text(alias) for alias in _list(one.get("aliases")))
            places.append((_text(one.get("name")), _text(one.get("code")), aliases))
        elif isinstance(one, list | tuple) and one:
            places.append((_text(one[0]), _text(one[1]) if len(one) > 1 else "", ()))
        elif isinstance(one, str):
            places.append((one, "", ()))
    return places
