"""The line in which a leader says who is to go from a seat, who comes and why."""

from __future__ import annotations

import re

_TITLE = r"(?:ông|ong|bà|ba|anh|chị|chi|em|cô|co|chú|cháu|bác|bac|o|đồng chí)"
_SAID = re.compile(r"\bthay\s+(?:thế\s+)?(?P<both>.+)$", re.IGNORECASE)
_BY = re.compile(r"\s+(?:bằng|bang|bởi|boi)(?!\s+(?:vì|vi)\b)(?=\s+[^\W\d])", re.IGNORECASE)
_TITLED = re.compile(rf"\s+{_TITLE}\s", re.IGNORECASE)
_WHY = re.compile(
    r"[\s,;(]+(?:(?:bởi\s+vì|boi\s+vi|vì|lý do(?:\s+là)?)|(?:(?<=[,;]\s)|(?<=\d\s))(?:vi|do|ly do))\s*:?\s+"
    r"(?P<why>.+)$",
    re.IGNORECASE,
)
_POLITE = re.compile(r"\s+(?:ạ|a|nhé|nhe)$")


def both_in(text: str) -> tuple[str, str, str] | None:
    """Who goes, who comes and why ("" if not told) in "thay anh Minh bằng bà Trần Thị Hoa, vì chuyển đi".

    "Bằng" is a name too: who comes begins after the last "bằng" before a title, else after the last one.
    """
    said = _SAID.search(_POLITE.sub("", text.strip(" .!")))
    first = None if said is None else _BY.search(said["both"])
    if said is None or first is None:
        return None
    why = _WHY.search(said["both"], first.end())
    both = said["both"] if why is None else said["both"][: why.start()]
    cuts = list(_BY.finditer(both))
    cut = next((one for one in reversed(cuts) if _TITLED.match(both, one.end())), cuts[-1])
    goes = both[: cut.start()].strip()
    if not goes or re.search("[,;:]", goes):
        return None
    return goes, both[cut.end() :].strip(" ,;"), "" if why is None else why["why"].strip(" .)")
