"""Figures summed inside the database: a year of a province is a few rows, however many reports it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB

from domain.periods import Period
from storage.arrivals import COUNTS, MOST_NAMED, among
from storage.completeness import Roll
from storage.database import Rows
from storage.directory import Directory
from storage.tables import FIGURES, reports


@dataclass(frozen=True, slots=True)
class Given:
    """What the teams together gave whose reports were filled in with one version of the form, nil ones apart."""

    form_version: str
    nil: bool
    teams: int
    sums: Mapping[str, int]
    gave: Mapping[str, int]


def given_by(form_version: str, nil: bool, values: Mapping[str, Any]) -> Given:
    """What one report gives, to be added with others."""
    figures = {key: value for key, value in values.items() if isinstance(value, int)}
    return Given(form_version, nil, 1, figures, dict.fromkeys(figures, 1))


def added(
    known: Directory, keys: Iterable[str], given: Iterable[Given]
) -> tuple[dict[str, int], dict[str, int]]:
    """Sums, and how many teams gave each: the one place that adds figures. ``keys``: of the period's form.

    Every one of these is there, be it given by nobody; a nil report gives 0 to each of them.
    """
    wanted = list(keys)
    sums, gave = Counter(dict.fromkeys(wanted, 0)), Counter(dict.fromkeys(wanted, 0))
    for one in given:
        # The figures that are summed, as the form says that was filled in; photos are not.
        counts = {each.key for each in known.form_version(one.form_version).counts}
        sums.update({key: total for key, total in one.sums.items() if key in counts})
        gave.update({key: one.teams if one.nil else many for key, many in one.gave.items() if key in counts})
        if one.nil:
            gave.update({key: one.teams for key in wanted if key not in one.gave or key not in counts})
    return dict(sums), dict(gave)


async def summed(rows: Rows, known: Directory, rolls: Iterable[Roll]) -> dict[Period, list[Given]]:
    """The figures of everybody received, by period and form; in one statement unless too many others reported."""
    keys = _keys(known)
    found: dict[Period, list[Given]] = {}
    for some in _together(rolls):
        for row in await rows.all(_query(keys, some, rows.is_sqlite)):
            found.setdefault(Period.parse(row.period), []).append(_given(keys, row))
    return found


def _keys(known: Directory) -> list[str]:
    """Every figure that any version of the form has."""
    forms = [known.form_version(""), *(template for _, template in known.forms)]
    return list(dict.fromkeys(one.key for form in forms for one in form.counts))


def _together(rolls: Iterable[Roll]) -> list[list[Roll]]:
    """Rolls that one statement may sum: all whose others are few; each by itself where they are many."""
    wanted = [one for one in rolls if one.attendance.number_received]
    few = [one for one in wanted if len(one.others) <= MOST_NAMED]
    apart = [[one] for one in wanted if len(one.others) > MOST_NAMED]
    return [few, *apart] if few else apart


def _query(keys: Sequence[str], rolls: Sequence[Roll], is_sqlite: bool) -> Select[Any]:
    """One row for each period, form and whether it was nil; of every figure the sum and how many gave it."""
    periods = [str(one.period) for one in rolls]
    added = [key for key in keys if key not in FIGURES]
    columns = [reports.c[f"f_{key}"] for key in keys if key in FIGURES]
    kinds = reports.c.period, reports.c.form_version, reports.c.nil
    document = [_document(is_sqlite).label("document")] if added else []
    given = select(*kinds, *columns, *document).where(COUNTS, reports.c.period.in_(periods))
    given = given.where(_received(rolls, is_sqlite))
    # The offset keeps PostgreSQL from reading the text of the document anew for every figure.
    one = (given if is_sqlite or not added else given.offset(0)).subquery("given").c
    sums: list[ColumnElement[Any]] = []
    for key in keys:
        value = one[f"f_{key}"] if key in FIGURES else _figure(one.document, key, is_sqlite)
        sums += [func.sum(value), func.count(value)]
    groups = one.period, one.form_version, one.nil
    return select(*groups, func.count().label("teams"), *sums).group_by(*groups)


def _received(rolls: Sequence[Roll], is_sqlite: bool) -> ColumnElement[bool]:
    """Who was received: named where they are few, else all but the others, be it that these are few."""
    named = _named(rolls)
    if named is None and len(rolls) == 1 and len(rolls[0].others) > MOST_NAMED:
        return among(rolls[0].attendance.received, is_sqlite)
    others = [
        and_(reports.c.period == str(one.period), among(one.others, is_sqlite)) for one in rolls if one.others
    ]
    but = not_(or_(*others)) if others else literal(True)
    return but if named is None else and_(among(named, is_sqlite), but)


def _named(rolls: Sequence[Roll]) -> set[str] | None:
    """Everybody whose report was seen in one of these periods; None where they are too many to be named."""
    if any(one.attendance.number_received + len(one.others) > MOST_NAMED for one in rolls):
        return None
    named = set[str]().union(*(one.attendance.received | one.others for one in rolls))
    return named if len(named) <= MOST_NAMED else None


def _document(is_sqlite: bool) -> ColumnElement[Any]:
    return type_coerce(reports.c.figures, Text) if is_sqlite else cast(reports.c.figures, JSONB)


def _figure(document: ColumnElement[Any], key: str, is_sqlite: bool) -> ColumnElement[int]:
    if is_sqlite:
        quoted = key.replace('"', '""')
        return func.json_extract(document, f'$."{quoted}"', type_=BigInteger)
    return cast(document[key].astext, BigInteger)


def _given(keys: Sequence[str], row: Any) -> Given:
    values = row[4:]
    gave = {key: many for key, many in zip(keys, values[1::2], strict=True) if many}
    sums = {key: int(total) for key, total in zip(keys, values[::2], strict=True) if total is not None}
    return Given(row.form_version, bool(row.nil), row.teams, sums, gave)
