"""Which words a message must hold to match a phrase, so that by them it can be looked up (indexing.py)."""

from vietnamese.parts import NO_WORDS, Parts, alternatives

__all__ = ["Way", "ways_between"]

Way = tuple[frozenset[str], ...]
"""Of each set one word must be there, as the phrase writes it."""
_MOST_WAYS = 24  # then one word of each alternative must do


def ways_between(parts: Parts, at: int, end: int) -> list[Way]:
    """Which words must be there for parts[at:end], a sequence: one entry for each way of saying it."""
    ways: list[Way] = [()]
    while at < end:
        last = parts.closing[at] if parts[at] == "(" else at
        optional = last + 1 < end and parts[last + 1] in ("?", "*")
        if not optional:
            these = _ways_of_one(parts, at, last)
            if len(ways) * len(these) > _MOST_WAYS:
                these = [_any_of(these)]
            ways = [way + this for way in ways for this in these]
        at = last + 2 if optional else last + 1
    return ways


def _ways_of_one(parts: Parts, first: int, last: int) -> list[Way]:
    """The same of a word or a group."""
    if parts[first] != "(":
        return [()] if parts[first] in NO_WORDS else [(frozenset({parts[first]}),)]
    words: set[str] = set()  # of the alternatives that are one word
    ways: list[Way] = []
    for begin, end in alternatives(parts, first, last):
        if begin == end and parts[begin] not in NO_WORDS:
            words.add(parts[begin])
            continue
        for way in ways_between(parts, begin, end + 1):
            if len(way) == 1:
                words |= way[0]
            else:
                ways.append(way)
    return [(frozenset(words),), *ways] if words else ways


def _any_of(ways: list[Way]) -> Way:
    """What all of these ways need: one of their first words."""
    return (frozenset[str]().union(*(way[0] for way in ways)),) if all(ways) else ()
