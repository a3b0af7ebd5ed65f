"""The report form as data: its fields, their hard ranges, and what makes a figure worth a second look."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from domain.errors import Malformed

DEFAULT_FORM = Path(__file__).parent / "data" / "monthly_form.json"

Value = int | str
Values = Mapping[str, Value]


class FieldKind(StrEnum):
    """What a field takes; of photos only their number is a value here."""

    INT = "int"
    TEXT = "text"
    PHOTOS = "photos"


class SoftRule(StrEnum):
    """Why a figure is asked about once more; it may be confirmed as it is."""

    OVER = "over"
    OVER_AVERAGE = "over_average"
    OVER_POPULATION = "over_population"
    OVER_ADULTS = "over_adults"
    OVER_HOUSEHOLDS = "over_households"
    POSITIVE_WHILE_ZERO = "positive_while_zero"
    ZERO_WHILE_POSITIVE = "zero_while_positive"
    BELOW_LARGEST_OF = "below_largest_of"
    ROUND_HUNDREDS = "round_hundreds"


@dataclass(frozen=True, slots=True)
class Soft:
    """One soft rule of a field; `value` is its bound or factor, `others` the fields it compares with."""

    rule: SoftRule
    value: int = 0
    last: int = 0
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the form; `min` and `max` bound the figure, the length of the text, or the number of photos."""

    key: str
    label: str
    short: str
    kind: FieldKind
    min: int
    max: int
    unit: str | None = None
    core: bool = False
    soft: tuple[Soft, ...] = ()
    synonyms: tuple[str, ...] = ()
    help: str = ""
    """What is said beside the question, a whole sentence or nothing."""
    max_bytes: int | None = None
    formats: tuple[str, ...] = ()

    @property
    def is_count(self) -> bool:
        """Whether it is a figure that is summed."""
        return self.kind is FieldKind.INT


@dataclass(frozen=True, slots=True)
class ReportTemplate:
    """One version of the form; a report keeps the version it was filled in with."""

    version: str
    fields: tuple[Field, ...]
    name: str = ""
    ended: tuple[Field, ...] = ()
    """What is no longer asked or read in this version; kept so that a later one can take it up again."""

    def __contains__(self, key: object) -> bool:
        return any(field.key == key for field in self.fields)

    def field(self, key: str) -> Field:
        """The field with this key; Malformed if the form has none."""
        for one in self.fields:
            if one.key == key:
                return one
        raise Malformed(f"the form {self.version} has no field {key}", field=key)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in the order of the form."""
        return tuple(field.key for field in self.fields)

    @property
    def core(self) -> tuple[Field, ...]:
        """The fields that are asked always."""
        return tuple(field for field in self.fields if field.core)

    @property
    def optional(self) -> tuple[Field, ...]:
        """The figures that are offered in one message."""
        return tuple(field for field in self.fields if not field.core and field.is_count)

    @property
    def counts(self) -> tuple[Field, ...]:
        """All figures."""
        return tuple(field for field in self.fields if field.is_count)

    def nil(self) -> dict[str, int]:
        """What a nil report says: 0 to every figure; it is not the same as a missing report."""
        return {field.key: 0 for field in self.counts}

    def missing_core(self, values: Values) -> tuple[Field, ...]:
        """Core fields without an answer, in order; 0 is an answer."""
        return tuple(field for field in self.core if field.key not in values)


@dataclass(frozen=True, slots=True)
class Place:
    """Facts about a village against which figures are weighed; None where not known."""

    population: int | None = None
    adults: int | None = None
    households: int | None = None


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Ok:
    """The value as it is kept."""

    value: Value


@dataclass(frozen=True, slots=True)
class SoftWarning:
    """Worth a second look: which rule, the bound it crossed, the other field it was compared with."""

    field: str
    rule: SoftRule
    value: int
    bound: int
    other: str | None = None


class HardCode(StrEnum):
    """Why a value cannot be kept."""

    NOT_A_COUNT = "not_a_count"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class HardError:
    """The value cannot be kept; `bound` is the limit it crossed."""

    field: str
    code: HardCode
    bound: int = 0


Verdict = Ok | SoftWarning | HardError


def check(
    field: Field,
    value: object,
    values: Values | None = None,
    history: Sequence[Values] = (),
    place: Place = NOWHERE,
) -> Verdict:
    """Judges one answer: a hard error, else the first soft warning, else Ok.

    `values`: the other answers so far; `history`: the values of earlier periods, newest first.
    """
    hard = hard_check(field, value)
    if isinstance(hard, HardError):
        return hard
    return next(iter(soft_warnings(field, hard.value, values or {}, history, place)), hard)


def hard_check(field: Field, value: object) -> Ok | HardError:
    """Whether the value can be kept at all: type, range, length."""
    if field.kind is FieldKind.TEXT:
        return _check_text(field, value)
    if isinstance(value, bool) or not isinstance(value, int):
        return HardError(field.key, HardCode.NOT_A_COUNT)
    if value < field.min:
        return HardError(field.key, HardCode.TOO_SMALL, field.min)
    if value > field.max:
        return HardError(field.key, HardCode.TOO_LARGE, field.max)
    return Ok(value)


def _check_text(field: Field, value: object) -> Ok | HardError:
    text = unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else ""
    if not text:
        return HardError(field.key, HardCode.EMPTY)
    if len(text) > field.max:
        return HardError(field.key, HardCode.TOO_LONG, field.max)
    return Ok(text)


def soft_warnings(
    field: Field, value: object, values: Values, history: Sequence[Values] = (), place: Place = NOWHERE
) -> list[SoftWarning]:
    """Everything about one figure that is worth a second look."""
    if not field.is_count or not isinstance(value, int):
        return []
    found = (_weigh(field, soft, value, values, history, place) for soft in field.soft)
    return [warning for warning in found if warning is not None]


def check_all(
    template: ReportTemplate, values: Values, history: Sequence[Values] = (), place: Place = NOWHERE
) -> list[SoftWarning | HardError]:
    """Everything wrong or unusual in a whole report, in the order of the form; fields not given are not judged."""
    found: list[SoftWarning | HardError] = []
    for field in template.fields:
        if field.key in values:
            hard = hard_check(field, values[field.key])
            if isinstance(hard, HardError):
                found.append(hard)
            else:
                found.extend(soft_warnings(field, hard.value, values, history, place))
    return found


def _weigh(
    field: Field, soft: Soft, value: int, values: Values, history: Sequence[Values], place: Place
) -> SoftWarning | None:
    if soft.rule in _UPPER_BOUNDS or soft.rule in (SoftRule.OVER, SoftRule.OVER_AVERAGE):
        bound = _bound(field, soft, history, place)
        crossed = bound is not None and value > bound
        return SoftWarning(field.key, soft.rule, value, int(bound or 0)) if crossed else None
    if soft.rule is SoftRule.ROUND_HUNDREDS:
        return SoftWarning(field.key, soft.rule, value, 100) if value > 0 and value % 100 == 0 else None
    return _compare(field, soft, value, values)


_UPPER_BOUNDS = {
    SoftRule.OVER_POPULATION: "population",
    SoftRule.OVER_ADULTS: "adults",
    SoftRule.OVER_HOUSEHOLDS: "households",
}


def _bound(field: Field, soft: Soft, history: Sequence[Values], place: Place) -> float | None:
    if soft.rule is SoftRule.OVER:
        return soft.value
    if soft.rule is not SoftRule.OVER_AVERAGE:
        known: int | None = getattr(place, _UPPER_BOUNDS[soft.rule])
        return known
    given = [past[field.key] for past in history[: soft.last] if field.key in past]
    figures = [figure for figure in given if isinstance(figure, int)]
    total = sum(figures)
    return soft.value * total / len(figures) if total else None


def _compare(field: Field, soft: Soft, value: int, values: Values) -> SoftWarning | None:
    known = {key: values[key] for key in soft.others if isinstance(values.get(key), int)}
    figures = {key: figure for key, figure in known.items() if isinstance(figure, int)}
    if not figures:
        return None
    other = max(figures, key=lambda key: figures[key])
    bound = figures[other]
    unusual = {
        SoftRule.POSITIVE_WHILE_ZERO: value > 0 and bound == 0,
        SoftRule.ZERO_WHILE_POSITIVE: value == 0 and bound > 0,
        SoftRule.BELOW_LARGEST_OF: value < bound,
    }
    return SoftWarning(field.key, soft.rule, value, bound, other) if unusual[soft.rule] else None


def load_template(text: str) -> ReportTemplate:
    """A form from its JSON; Malformed names the field that is wrong."""
    try:
        data = json.loads(text)
        fields = tuple(_field(entry) for entry in data["fields"] if not entry.get("ended"))
        ended = tuple(_field(entry) for entry in data["fields"] if entry.get("ended"))
        version = str(data["version"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Malformed(f"not a report form: {error!r}") from error
    keys = [field.key for field in (*fields, *ended)]
    for key in keys:
        if keys.count(key) > 1:
            raise Malformed(f"the form has the field {key} twice", field=key)
    for field in fields:
        for other in (other for soft in field.soft for other in soft.others if other not in keys):
            raise Malformed(
                f"{field.key} is compared with {other}, which the form does not have", field=field.key
            )
    return ReportTemplate(version, fields, str(data.get("name", "")), ended)


def written(template: ReportTemplate) -> dict[str, Any]:
    """A form as `load_template` reads it."""
    listed = [(field, False) for field in template.fields] + [(field, True) for field in template.ended]
    return {
        "version": template.version,
        "name": template.name,
        "fields": [asdict(field) | ({"ended": True} if over else {}) for field, over in listed],
    }


def _field(entry: Mapping[str, Any]) -> Field:
    field = Field(
        key=str(entry["key"]),
        label=str(entry["label"]),
        short=str(entry.get("short", entry["label"])),
        kind=FieldKind(entry["kind"]),
        min=int(entry.get("min", 0)),
        max=int(entry["max"]),
        unit=entry.get("unit"),
        core=bool(entry.get("core", False)),
        soft=tuple(_soft(rule) for rule in entry.get("soft", ())),
        synonyms=tuple(str(word) for word in entry.get("synonyms", ())),
        help=str(entry.get("help", "")),
        max_bytes=entry.get("max_bytes"),
        formats=tuple(entry.get("formats", ())),
    )
    if field.min > field.max:
        raise Malformed(f"{field.key}: min is above max", field=field.key)
    return field


def _soft(rule: Mapping[str, Any]) -> Soft:
    others = rule.get("others", [rule["other"]] if "other" in rule else [])
    value = rule.get("value", rule.get("factor", 0))
    return Soft(SoftRule(rule["rule"]), int(value), int(rule.get("last", 0)), tuple(others))


@cache
def default_template() -> ReportTemplate:
    """The built-in monthly form with its sixteen fields (`data/monthly_form.json`)."""
    return load_template(DEFAULT_FORM.read_text(encoding="utf-8"))
