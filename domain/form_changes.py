"""How a version of the report form is changed before its first period begins: one line at a time, judged first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.forms import Field, FieldKind, ReportTemplate

MOST_LABEL, MOST_SHORT, MOST_HELP, MOST_UNIT = 160, 30, 200, 20
MOST_SYNONYMS, MOST_SYNONYM = 40, 40
MOST_FIELDS = 40
LARGEST = 10_000
"""The largest figure that a line made on a page takes."""


class Standing(StrEnum):
    """Whether a line is asked always, offered beside the others, or no longer asked and read."""

    CORE = "core"
    OPTIONAL = "optional"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Line:
    """What of a line can be changed. ``place`` counts from 1 among the lines that are asked."""

    label: str
    short: str
    help: str
    unit: str
    synonyms: tuple[str, ...]
    standing: Standing
    place: int


class LineFault(StrEnum):
    """Why a line cannot be so."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TAKEN = "taken"
    NO_PLACE = "no_place"
    ONLY_FIGURE = "only_figure"
    KIND = "kind"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Wrong:
    """Which part of a line is wrong, why, and the word or line it concerns."""

    part: str
    fault: LineFault
    about: str = ""


def line_of(template: ReportTemplate, field: Field) -> Line:
    """The line as it stands."""
    over = field in template.ended
    standing = Standing.ENDED if over else Standing.CORE if field.core else Standing.OPTIONAL
    place = len(template.fields) + 1 if over else template.fields.index(field) + 1
    return Line(field.label, field.short, field.help, field.unit or "", field.synonyms, standing, place)


def field_of(template: ReportTemplate, key: str) -> Field | None:
    """The line with this key, also one that has ended."""
    return next((one for one in (*template.fields, *template.ended) if one.key == key), None)


def wrongs(template: ReportTemplate, field: Field, line: Line) -> list[Wrong]:
    """Everything that is wrong with a line, the parts in their order."""
    found = [
        *_of_length("label", line.label, MOST_LABEL, needed=True),
        *_of_length("short", line.short, MOST_SHORT, needed=True),
        *_of_length("help", line.help, MOST_HELP),
        *_of_length("unit", line.unit, MOST_UNIT),
        *_of_synonyms(template, field, line),
    ]
    others = [one for one in template.fields if one.key != field.key]
    same = next((one for one in others if one.label.casefold() == line.label.casefold()), None)
    if same is not None and line.standing is not Standing.ENDED:
        found.append(Wrong("label", LineFault.TAKEN, same.label))
    if line.standing is not Standing.ENDED and not 1 <= line.place <= len(others) + 1:
        found.append(Wrong("place", LineFault.NO_PLACE, str(len(others) + 1)))
    if line.standing is Standing.CORE and not field.is_count:
        found.append(Wrong("standing", LineFault.KIND))
    if line.standing is Standing.ENDED and field.kind is FieldKind.PHOTOS:
        found.append(Wrong("standing", LineFault.KIND))
    if line.standing is not Standing.CORE and not any(one.core for one in others):
        found.append(Wrong("standing", LineFault.ONLY_FIGURE))
    return found


def _of_length(part: str, text: str, most: int, *, needed: bool = False) -> list[Wrong]:
    if needed and not text:
        return [Wrong(part, LineFault.EMPTY)]
    return [Wrong(part, LineFault.TOO_LONG, str(most))] if len(text) > most or not text.isprintable() else []


def _of_synonyms(template: ReportTemplate, field: Field, line: Line) -> list[Wrong]:
    if len(line.synonyms) > MOST_SYNONYMS:
        return [Wrong("synonyms", LineFault.TOO_MANY, str(MOST_SYNONYMS))]
    for word in line.synonyms:
        if len(word) > MOST_SYNONYM or not any(one.isalpha() for one in word) or not word.isprintable():
            return [Wrong("synonyms", LineFault.TOO_LONG, word)]
    if line.standing is Standing.ENDED:
        return []
    # What was shared before this change is not held against it.
    before = field.synonyms if field in template.fields else ()
    mine = {word.casefold() for word in line.synonyms} - {word.casefold() for word in before}
    for other in (one for one in template.fields if one.key != field.key):
        shared = mine & {word.casefold() for word in other.synonyms}
        if shared:
            return [Wrong("synonyms", LineFault.TAKEN, f"{min(shared)}» … «{other.label}")]
    return []


def changed(template: ReportTemplate, field: Field, line: Line) -> ReportTemplate:
    """The form with the line so; one without faults."""
    new = replace(
        field,
        label=line.label,
        short=line.short,
        help=line.help,
        unit=line.unit or None,
        synonyms=line.synonyms,
        core=line.standing is Standing.CORE,
    )
    fields = [one for one in template.fields if one.key != field.key]
    ended = [one for one in template.ended if one.key != field.key]
    if line.standing is Standing.ENDED:
        ended.append(new)
    else:
        fields.insert(line.place - 1, new)
    return replace(template, fields=tuple(fields), ended=tuple(ended))


def added(template: ReportTemplate, key: str, label: str) -> ReportTemplate:
    """The form with one figure more, offered beside the others until somebody says that it is asked always."""
    made = Field(key, label, label[:MOST_SHORT].strip().lower(), FieldKind.INT, 0, LARGEST)
    place = sum(one.is_count for one in template.fields)
    return replace(template, fields=(*template.fields[:place], made, *template.fields[place:]))


def next_version(versions: Iterable[str]) -> str:
    """The number after the highest so far; names that are no numbers stay what they are."""
    return str(max((int(one) for one in versions if one.isascii() and one.isdecimal()), default=0) + 1)
