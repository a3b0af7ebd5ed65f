"""Regular expressions that are compiled when they are first used, and then once.

Most messages need few of them, so a process that reads one message does not wait for the others; and what `re.search`
keeps of patterns written where they are used is too little for as many as are used here.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

__all__ = ["Expression", "expression"]


class Expression:
    """A regular expression with a name of its own; it is used like an `re.Pattern`. In place: `expression`."""

    search: Callable[..., re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterator[re.Match[str]]]
    findall: Callable[..., list[str]]
    split: Callable[..., list[str]]
    sub: Callable[..., str]

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> object:
        """Asked for on the first use only: then the methods of the compiled pattern are there."""
        if name not in Expression.__annotations__:
            raise AttributeError(name)
        compiled = re.compile(self._pattern, self._flags)
        for method in Expression.__annotations__:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


@cache
def expression(pattern: str, flags: int = 0) -> Expression:
    """The same where a name would say no more than the pattern does: one that stands where it is used, kept."""
    return Expression(pattern, flags)
