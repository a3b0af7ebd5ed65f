"""Column types: an instant that refuses to be naive, and JSON written the same way on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import BigInteger, ColumnElement, Dialect, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """A moment in time, kept as microseconds since 1970 UTC so that both databases sort and compare it alike.

    Raises ValueError for a naive datetime: a moment without its offset is not a moment.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC of an aware moment."""
    if moment.tzinfo is None:
        raise ValueError(f"an instant needs its offset: {moment!r}")
    return (moment - _EPOCH) // _MICROSECOND


class Json(TypeDecorator[Any]):
    """A JSON value in a text column (small, read whole, never queried inside)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)


class FigureOf(ColumnElement[int]):
    """One figure of the document in column `figures`, for a column that the database computes."""

    inherit_cache = False
    type = BigInteger()

    def __init__(self, key: str) -> None:
        self.key = key


@compiles(FigureOf, "sqlite")
def _figure_in_sqlite(element: FigureOf, compiler: Any, **more: Any) -> str:
    return f"json_extract(figures, '$.{element.key}')"


@compiles(FigureOf, "postgresql")
def _figure_in_postgresql(element: FigureOf, compiler: Any, **more: Any) -> str:
    return f"((figures::jsonb) ->> '{element.key}'::text)::bigint"
