"""The legal bases that a decision cites: data that a province edits; numbers not known stay dots, never invented."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

BUILT_IN = Path(__file__).parent / "data" / "bases.json"


class BasesWrong(Exception):
    """A file of legal bases that cannot be read; the message says where."""


@dataclass(frozen=True, slots=True)
class Basis:
    """One line, without its ending; in force from a day to a day. "{tinh}" stands for the province."""

    text: str
    since: date = date.min
    until: date = date.max


def bases_for(kind: str, on: date, province: str, folder: Path | None = None) -> list[str]:
    """The lines for a kind of document on a day: of the folder's own `bases.json`, else the built-in ones."""
    return [
        one.text.replace("{tinh}", province) for one in _read(folder, kind) if one.since <= on < one.until
    ]


def _read(folder: Path | None, kind: str) -> list[Basis]:
    own = None if folder is None else folder / "bases.json"
    source = own if own is not None and own.is_file() else BUILT_IN
    try:
        return [_basis(one) for one in json.loads(source.read_text(encoding="utf-8")).get(kind, [])]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BasesWrong(f"{source}: {error}") from error


def _basis(one: Any) -> Basis:
    days = {name: date.fromisoformat(one[name]) for name in ("since", "until") if name in one}
    return Basis(str(one["text"]), **days)


def listed(lines: list[str]) -> list[str]:
    """Each line ends with ";", the last with "."."""
    last = len(lines) - 1
    return [f"{line.rstrip(' .;')}{'.' if place == last else ';'}" for place, line in enumerate(lines)]
