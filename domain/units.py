"""Administrative units and the tree they form on a given day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.errors import Malformed


class UnitKind(StrEnum):
    """Tier of a unit, highest first."""

    TINH = "tinh"
    HUYEN = "huyen"
    XA = "xa"
    THON = "thon"


_RANK = {kind: rank for rank, kind in enumerate(UnitKind)}


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit for one stretch of its life; codes are reused, so (code, valid_from) is its identity."""

    code: str
    kind: UnitKind
    name: str
    parent_code: str | None
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the unit is valid on that day; `valid_to` is the first day no longer valid."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class UnitTree:
    """The units that are valid on one day."""

    def __init__(self, units: Iterable[Unit], on: date) -> None:
        self.on = on
        self._units: dict[str, Unit] = {}
        for unit in units:
            if unit.holds_on(on):
                if unit.code in self._units:
                    raise Malformed(f"unit {unit.code} is valid twice on {on}", unit=unit.code)
                self._units[unit.code] = unit
        self._children: dict[str, list[Unit]] = {}
        for unit in self._units.values():
            if unit.parent_code is not None:
                self._children.setdefault(unit.parent_code, []).append(unit)
        for siblings in self._children.values():
            siblings.sort(key=lambda unit: unit.code)
        tops = [unit for unit in self._units.values() if unit.parent_code is None]
        self.top = tops[0] if len(tops) == 1 else None
        """The one unit that has all others below it; None where there is no such unit."""

    def moved(self, on: date) -> UnitTree:
        """The same units on another day, between which and this one no unit began or ended."""
        other = copy(self)
        other.on = on
        return other

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units.values())

    def __len__(self) -> int:
        return len(self._units)

    def __contains__(self, code: object) -> bool:
        return code in self._units

    def get(self, code: str | None) -> Unit | None:
        """The unit with this code on that day."""
        return None if code is None else self._units.get(code)

    def parent(self, code: str) -> Unit | None:
        """The unit directly above."""
        unit = self.get(code)
        return None if unit is None else self.get(unit.parent_code)

    def ancestors(self, code: str) -> list[Unit]:
        """The units above, nearest first; a circle in the data ends the walk."""
        found: list[Unit] = []
        seen = {code}
        above = self.parent(code)
        while above is not None and above.code not in seen:
            found.append(above)
            seen.add(above.code)
            above = self.parent(above.code)
        return found

    def children(self, code: str, kind: UnitKind | None = None) -> list[Unit]:
        """The units directly below, by code."""
        return [unit for unit in self._children.get(code, ()) if kind is None or unit.kind is kind]

    def subtree(self, code: str) -> list[Unit]:
        """The unit itself and everything below it, from the top down; empty if it is not valid."""
        top = self.get(code)
        found = [] if top is None else [top]
        seen = {code}
        for unit in found:
            if children := self._children.get(unit.code):
                below = [child for child in children if child.code not in seen]
                seen.update(child.code for child in below)
                found.extend(below)
        return found

    def commune_of(self, code: str) -> Unit | None:
        """The commune of a village, or the commune itself; None above that."""
        return self._nearest(code, UnitKind.XA)

    def district_of(self, code: str) -> Unit | None:
        """The district of a unit, or None where there is none (Hà Tĩnh since 1/7/2025)."""
        return self._nearest(code, UnitKind.HUYEN)

    def province_of(self, code: str) -> Unit | None:
        """The province of a unit."""
        return self._nearest(code, UnitKind.TINH)

    def contains(self, above: str, below: str) -> bool:
        """Whether `below` is `above` itself or lies in its subtree."""
        if above not in self or below not in self:
            return False
        return above == below or any(unit.code == above for unit in self.ancestors(below))

    def has_districts(self) -> bool:
        """Whether any district is valid on that day."""
        return any(unit.kind is UnitKind.HUYEN for unit in self._units.values())

    def _nearest(self, code: str, kind: UnitKind) -> Unit | None:
        unit = self.get(code)
        if unit is None:
            return None
        return next((one for one in (unit, *self.ancestors(code)) if one.kind is kind), None)


def may_stand_under(kind: UnitKind, parent: UnitKind | None) -> bool:
    """Whether a unit of this kind may have such a parent: a commune stands under a district or a province."""
    if parent is None:
        return kind is UnitKind.TINH
    if kind is UnitKind.THON:
        return parent is UnitKind.XA
    return _RANK[parent] < _RANK[kind] and kind is not UnitKind.TINH and parent is not UnitKind.XA


_TYPES: dict[UnitKind, tuple[str, ...]] = {
    UnitKind.THON: ("tổ dân phố", "khối phố", "tdp", "thôn", "khối", "xóm", "bản", "ấp", "khu phố", "tổ"),
    UnitKind.XA: ("xã", "phường", "thị trấn", "đặc khu"),
    UnitKind.HUYEN: ("huyện", "quận", "thị xã", "thành phố"),
    UnitKind.TINH: ("tỉnh", "thành phố"),
}
_DEFAULT_TYPE = {
    UnitKind.THON: "thôn",
    UnitKind.XA: "xã",
    UnitKind.HUYEN: "huyện",
    UnitKind.TINH: "tỉnh",
}


def split_name(kind: UnitKind, name: str) -> tuple[str, str]:
    """("thôn", "Đông Trung") from "Thôn Đông Trung" or "Đông Trung"; the type in lower case, default if absent.

    A name that is nothing but a type and a number keeps its type: ("xóm", "5").
    """
    text = " ".join(name.split())
    for word in sorted(_TYPES[kind], key=len, reverse=True):
        found = re.match(rf"{word}\s+(\S.*)", text, re.IGNORECASE)
        if found:
            return ("tổ dân phố" if word == "tdp" else word), found.group(1)
    return _DEFAULT_TYPE[kind], text


def short_name(unit: Unit) -> str:
    """The name alone: "Đông Trung"."""
    return split_name(unit.kind, unit.name)[1]


def label(unit: Unit) -> str:
    """The name with its type inside a sentence: "thôn Đông Trung", "phường Thành Sen", "tổ dân phố 7"."""
    return " ".join(split_name(unit.kind, unit.name))


def team_label(unit: Unit) -> str:
    """The unit's team in a sentence: "Tổ thôn Đông Trung"; "Tổ chuyển đổi số tổ dân phố 7", not "Tổ tổ"."""
    text = label(unit)
    return f"Tổ chuyển đổi số {text}" if text.startswith("tổ ") else f"Tổ {text}"


def full_label(unit: Unit, tree: UnitTree) -> str:
    """A village with its commune, so that homonyms stay apart: "thôn Đông Trung, xã Cẩm Bình"."""
    commune = tree.commune_of(unit.code) if unit.kind is UnitKind.THON else None
    return label(unit) if commune is None else f"{label(unit)}, {label(commune)}"
