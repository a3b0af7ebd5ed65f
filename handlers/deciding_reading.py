"""Which requests a message decides, how, and for what reason; what is not plain is left for a read-back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.requests import Verdict, has_reason, is_code
from handlers.heard import Heard
from handlers.turn import Turn
from storage import requests
from storage.requests import Case
from vietnamese import fold
from vietnamese.dates import read_date
from vietnamese.names import fold_name

_A_DAY = re.compile(
    r"\d{1,2} ?[/.-] ?\d{1,2}|\bngay \d|\b(?:ngay )?mai\b|\bthu (?:hai|ba|tu|nam|sau|[2-6])\b"
)
LONGEST_AHEAD = timedelta(days=366)
_YES = r"(?:gioi thieu|de xuat|de cu|dong y|chap thuan|chap nhan|duyet|nhat tri|nhan)"
_NO = r"(?:tu choi|bac don)"
_BACK = r"(?:tra lai|tra ve|yeu cau bo sung)"
_NOT = r"(?:khong|ko|k|kg|chua|dung|khoan|no|chang|cha)"
_CODE = r"[a-z]\d[a-z0-9]+"
_PLACES = r"\d{1,2}(?: ?(?:-|–|den|toi|,|;|va|voi) ?\d{1,2})*"
_ALL = rf"{_YES} (?:het|tat|tat ca|toan bo|ca)(?: (?:di|luon|nhe|cac don))?"
_FROM_A_DAY = re.compile(
    r"\b(?:hieu luc|ke tu|(?:tu|sang|den|toi|dau|cuoi|qua) (?:ngay|thang|tuan|nam|dau|mai|mot|hom|thu|chu nhat|quy)"
    r"|thang sau|tuan sau|nam sau|ngay mai|ngay kia|mai mot|\d{1,2} ?/ ?\d{1,2}|ngay \d|thang \d)"
)
"""A word on a later (or earlier) day, however it is put: an agreement takes effect at once, so it is asked back."""
WORDS = rf"(?:{_NOT} )?(?:{_YES}|{_NO}|{_BACK})(?: cho)?(?: don)?(?: ma)?(?: so)? (?:{_CODE}|\d{{1,2}}\b).*"
"""A verb of deciding and a code or number, for whatever the speaker's role is read as."""
LISTED = (
    rf"(?:duyet|dong y|chap thuan|gioi thieu|tu choi)(?: don)?(?: so)? {_PLACES}(?: (?:tru|bo) {_PLACES})?"
)
"""A verb of deciding and places of the list, nothing else."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a message says: ``verdict`` is None for "not yet". ``codes`` are requests, ``unknown`` what fits none.

    ``plain``: one request named by its code and a clear verdict, so that it is done without reading it back.
    ``on_a_day``: an agreement that speaks of a day to take effect; ``effective``: which, if it is a clear one to come.
    """

    verdict: Verdict | None
    codes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    reason: str = ""
    later: bool = False
    plain: bool = False
    named: bool = False
    on_a_day: bool = False
    effective: date | None = None


async def read_decided(turn: Turn, waiting: Sequence[Case]) -> Decided:
    """The message's decision against what waits and what was last shown."""
    heard = turn.heard
    listed = await requests.last_list(turn.rows, turn.speaker.address)
    said = list(heard.slot("codes") or []) or codes_in(heard.text)
    excepted = {_resolved(one, listed) for one in heard.slot("except") or []}
    codes = [_resolved(one, listed) for one in said]
    unknown = [one for one, code in zip(said, codes, strict=True) if code is None]
    found = [code for code in codes if code is not None]
    everything = bool(heard.slot("all")) or re.fullmatch(_ALL, fold(heard.text).strip(" .!")) is not None
    if everything:
        found += [case.code for case in waiting]
    named = bool(said) or everything
    if not named:
        found = _by_name(heard.text, waiting)
    found = [code for code in dict.fromkeys(found) if code not in excepted]
    verdict, clear = _verdict(heard)
    one_code = len(said) == 1 and is_code(said[0]) and not everything
    on_a_day = verdict is Verdict.YES and _names_a_day(heard)
    return Decided(
        verdict=verdict,
        codes=found,
        unknown=unknown,
        reason="" if verdict in (None, Verdict.YES) else reason_in(heard),
        later=bool(re.search(r"\b(?:khi|luc|sau khi) (?:nao )?(?:co|tim duoc) nguoi thay", fold(heard.text))),
        plain=one_code and clear and not on_a_day,
        named=named,
        on_a_day=on_a_day,
        effective=_effective(turn) if on_a_day else None,
    )


def _effective(turn: Turn) -> date | None:
    """The day named, if it is one of the coming year; "sang tháng 12" names none."""
    slot = turn.heard.slot("effective")
    has_day = _A_DAY.search(fold(turn.heard.text))
    named = date.fromisoformat(slot) if isinstance(slot, str) and has_day else None
    named = named or (read_date(turn.heard.text, turn.today) if has_day else None)
    return named if named is not None and turn.today < named <= turn.today + LONGEST_AHEAD else None


def _names_a_day(heard: Heard) -> bool:
    return bool(heard.slot("effective")) or _FROM_A_DAY.search(fold(heard.text)) is not None


def codes_in(text: str) -> list[str]:
    """The request codes that stand in a text, and numbers right after a verb of deciding."""
    words = [word.upper() for word in re.findall(r"[^\W_]+", text)]
    codes = [word for word in words if is_code(word)]
    if codes:
        return codes
    found = re.match(
        rf"(?:{_NOT} )?(?:{_YES}|{_NO}|{_BACK})(?: don)?(?: so)? ({_PLACES})\b(?: (?:tru|bo) ({_PLACES})\b)?",
        fold(text),
    )
    return [] if found is None else [one for one in _places(found[1]) if one not in _places(found[2] or "")]


def _places(said: str) -> list[str]:
    """The places of a list that "1-3, 5 và 7" names."""
    spread = re.sub(r"(\d+) ?(?:-|–|den|toi) ?(\d+)", _between, said)
    return list(dict.fromkeys(re.findall(r"\d+", spread)))


def _between(ends: re.Match[str]) -> str:
    return " ".join(str(place) for place in range(int(ends[1]), int(ends[2]) + 1)) or ends[0]


def _resolved(said: str, listed: Sequence[str]) -> str | None:
    """A code as it is, a number as the request in that place of the list last shown."""
    if is_code(said):
        return said.strip().upper()
    place = int(said) if said.isdecimal() else 0
    return listed[place - 1] if 1 <= place <= len(listed) else None


def _by_name(text: str, waiting: Sequence[Case]) -> list[str]:
    """Requests whose applicant is called by name; several of one name are all meant, so nothing is done unasked."""
    words = f" {fold(text)} "
    full = [case.code for case in waiting if f" {fold_name(case.request.applicant)} " in words]
    if full:
        return full
    called = r"(?:anh|chi|em|ong|ba|bac|co|chu|chau|o|ban|cho|don cua) "
    return [
        case.code
        for case in waiting
        if re.search(rf" {called}{re.escape(fold_name(case.request.applicant).split()[-1])}\b", words)
    ]


def _verdict(heard: Heard) -> tuple[Verdict | None, bool]:
    """The verdict, and whether it is beyond doubt."""
    said = fold(heard.text)
    if heard.says("introduce"):
        verdict = Verdict.NO if heard.slot("declined") else Verdict.YES
        doubtful = verdict is Verdict.YES and re.search(rf"\b{_NOT}\b", said) is not None
        return verdict, not doubtful and not heard.text.rstrip().endswith("?")
    by_intent = {"approve": Verdict.YES, "reject": Verdict.NO, "return_for_info": Verdict.RETURN}
    if heard.intent in by_intent:
        return by_intent[heard.intent], heard.sure
    if heard.says("defer"):
        return None, heard.sure
    return _by_words(said)


def _by_words(said: str) -> tuple[Verdict | None, bool]:
    """The verdict of a text that was read as something else, by its first words."""
    if re.match(rf"{_NOT} {_YES}|{_NO}", said):
        return Verdict.NO, True
    if re.match(_BACK, said):
        return Verdict.RETURN, True
    plain = re.fullmatch(
        rf"{_YES}(?: cho)?(?: don)?(?: ma)? {_CODE}(?: (?:nhe|a|di|luon|nha))?", said.strip(" .!")
    )
    return (Verdict.YES, True) if plain else (Verdict.YES if re.match(_YES, said) else None, False)


_LEAD = re.compile(r"(?is)^.*?\b(?:v[iì]|do|t[aạ]i|l[yý] do(?: l[aà])?)\b\s*:?\s*(?P<why>.+)$")


def reason_in(heard: Heard) -> str:
    """Why somebody refuses or sends back, without the verb and the code; empty where no reason is given."""
    given = heard.slot("reason")
    text = given if isinstance(given, str) and given.strip() else heard.text
    codes = codes_in(text)
    if codes and is_code(codes[-1]):
        text = re.split(rf"(?i)\b{codes[-1]}\b", text)[-1]
    elif text is heard.text:
        marked = _LEAD.match(text)
        parts = text.split(",", 1)
        text = marked["why"] if marked else parts[1] if len(parts) == 2 else ""
    text = re.sub(r"(?i)^[\s,.;:\-–]*(?:(?:v[iì]|do|t[aạ]i|l[yý] do)\b\s*:?)?\s*", "", text).strip(" .,;!\n")
    return text if has_reason(text) else ""
