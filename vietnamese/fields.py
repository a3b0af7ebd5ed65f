"""The figures of the monthly form and the words by which people mean them (plan, part 4.3)."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from vietnamese.folding import fold
from vietnamese.patterns import Pattern, compile_pattern

__all__ = ["CORE", "DEFAULT_FIELDS", "Field", "fields_from", "told"]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One line of the form. `phrases` name it; `general` ones yield to any more exact field beside them.

    The same object is the same field: forms are kept, so that what is made of their phrases is made once.
    """

    key: str
    kind: str  # "int", "text" or "photo"
    phrases: tuple[Pattern, ...]
    general: bool = False
    example: str = ""


def _read_fields() -> Iterator[Field]:
    with Path(__file__).with_name("fields.toml").open("rb") as file:
        for row in tomllib.load(file)["field"]:
            phrases = tuple(compile_pattern(phrase) for phrase in row["phrases"])
            yield Field(row["key"], row["kind"], phrases, row.get("general", False), row.get("example", ""))


DEFAULT_FIELDS: tuple[Field, ...] = tuple(_read_fields())
CORE = tuple(field.key for field in DEFAULT_FIELDS[:6])
_DEFAULT = {field.key: field for field in DEFAULT_FIELDS}

_TOLD = {field.key: f"{field.key} (as «{field.example}»)" for field in DEFAULT_FIELDS if field.example}


def told(key: str) -> str:
    """What `--why` says of a field: its key, and a message in which it is named."""
    return _TOLD.get(key, key)


def fields_from(described: Sequence[Mapping[str, object]]) -> tuple[Field, ...]:
    """The form as the context describes it (key, label, synonyms, kind); known keys keep their usual words too."""
    rows = []
    for one in described:
        synonyms = one.get("synonyms") or ()
        words = [str(word) for word in synonyms] if isinstance(synonyms, list | tuple) else [str(synonyms)]
        label = str(one.get("label") or "").split("(")[0]
        rows.append((str(one.get("key") or ""), str(one.get("kind") or "int"), (label, *words)))
    return _described(tuple(row for row in rows if row[0]))


@lru_cache(maxsize=64)
def _described(rows: tuple[tuple[str, str, tuple[str, ...]], ...]) -> tuple[Field, ...]:
    fields = []
    for key, kind, words in rows:
        usual = _DEFAULT.get(key)
        cleaned = [
            " ".join(w for w in "".join(c if c.isalnum() else " " for c in word).split()) for word in words
        ]
        phrases = tuple(compile_pattern(word) for word in cleaned if fold(word))
        kind = (
            "text"
            if kind in ("text", "str", "string")
            else "photo"
            if kind in ("photo", "file", "image")
            else "int"
        )
        fields.append(
            Field(key, kind, phrases + (usual.phrases if usual else ()), usual is not None and usual.general)
        )
    return tuple(fields)
