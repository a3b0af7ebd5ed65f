"""A property worked out once: like functools.cached_property, but without its lock (a message has one reader)."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

__all__ = ["kept"]

Kept = TypeVar("Kept")


class kept(Generic[Kept]):  # noqa: N801
    """Worked out on first use, and then an attribute like any other."""

    def __init__(self, make: Callable[[Any], Kept]) -> None:
        self._make, self.__doc__ = make, make.__doc__

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    def __get__(self, one: Any, _: type) -> Kept:
        value: Kept = self._make(one)
        one.__dict__[self._name] = value
        return value
