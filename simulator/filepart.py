"""One object of the world file, taken apart value by value, so that a mistake is named by its place."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from simulator.clock import ClockError, parse_instant
from simulator.errors import SimulatorError
from simulator.records import Json


class WorldFileError(SimulatorError):
    """The world file is wrong; the text names the place."""


class Part:
    """One object of the file: its values are taken out one by one, what is left over is unknown."""

    def __init__(self, place: str, described: object) -> None:
        if not isinstance(described, dict):
            raise WorldFileError(f"{place or 'the file'}: expected an object")
        self.place = place
        self._left: Json = dict(described)

    def at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name

    def take(self, name: str, kind: type, default: Any = None) -> Any:
        """A value of that type; raises WorldFileError when it is missing or of another."""
        value = self._left.pop(name, default)
        if not isinstance(value, kind):
            problem = "is missing" if value is None else f"expected {_KINDS[kind]}, not {value!r}"
            raise WorldFileError(f"{self.at(name)}: {problem}")
        return value

    def text(self, name: str) -> str:
        value: str = self.take(name, str)
        if not value.strip():
            raise WorldFileError(f"{self.at(name)}: is empty")
        return value

    def maybe(self, name: str) -> str | None:
        if self._left.get(name) is None:
            self._left.pop(name, None)
            return None
        value: str = self.take(name, str)
        return value

    def count(self, name: str, default: int) -> int:
        """A whole number from 0 on."""
        value: int = self.take(name, int, default)
        if isinstance(value, bool) or value < 0:
            raise WorldFileError(f"{self.at(name)}: expected a number from 0 on, not {value!r}")
        return value

    def instant(self, name: str, default: datetime | None) -> datetime | None:
        if name not in self._left:
            return default
        value = self.maybe(name)
        if value is None or value == "now":
            return default if value else None
        try:
            return parse_instant(value)
        except ClockError as error:
            raise WorldFileError(f"{self.at(name)}: {error}") from error

    def parts(self, name: str) -> list["Part"]:
        return [Part(self.at(f"{name}[{place}]"), one) for place, one in enumerate(self.take(name, list, []))]

    def ids(self, name: str, known: Collection[str]) -> list[str]:
        ids: list[str] = list(self.take(name, list, []))
        for one in ids:
            if one not in known:
                raise WorldFileError(f"{self.at(name)}: {one!r} is not in this file")
        return ids

    def finish(self) -> None:
        if self._left:
            raise WorldFileError(f"{self.at(next(iter(self._left)))}: unknown key")


_KINDS = {str: "text", int: "a number", bool: "true or false", list: "a list", dict: "an object"}
