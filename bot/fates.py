"""Fates: what becomes of an attempt to deliver a letter - sent, tried again, put off, given up - and what it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.metrics import DOUBTS
from bot.zalo.client import Sent
from bot.zalo.errors import (
    Busy,
    NeedsHuman,
    NotNow,
    NotReached,
    Refused,
    TokenRefused,
    Unreachable,
    WayClosed,
    ZaloError,
)
from bot.zalo.gmf import DISABLED, NOT_OURS
from domain.messages import Lane, MessageKind
from domain.ways import KNOCK_AGAIN, Way, ends_with_a_knock, label
from storage.outbox import Letter, Outcome
from storage.reach import Trace

MOST_ATTEMPTS = 8
UNPAID = (-320, -321, -136, -137)
"""The Zalo Cloud Account that pays is missing or empty (at both hosts; Zalo reference 8.2, 8.3)."""
_SHUT: Mapping[int | None, str] = {DISABLED: "disabled", NOT_OURS: "gone"}
_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 60, 300, 900, 1800))
_LONG = timedelta(minutes=30)
_log = structlog.get_logger("carrier")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a letter goes and by which way: an account, and a user, group or phone in it."""

    oa_id: str
    user_id: str | None = None
    group_id: str | None = None
    bot_id: str | None = None
    """The Zalo Bot that speaks there for the account."""
    way: Way | None = None
    cost: int = 0
    is_one_of_many: bool = False
    """Whether the person is bound to other accounts too."""
    phone: str | None = None
    template_id: str | None = None
    data: Mapping[str, str] = field(default_factory=dict)

    @property
    def noted(self) -> str:
        """How the way is noted when it was tried."""
        return label(self.way or Way.FREE, self.oa_id, is_one_of_many=self.is_one_of_many)

    @property
    def route(self) -> str:
        """The name of the way; what goes straight goes free."""
        return str(self.way or Way.FREE)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an attempt, and what it leaves behind."""

    outcome: Outcome
    trace: Trace | None = None
    is_rate: bool = False
    """Zalo said that the account's calls of this minute are used up."""
    unspent: datetime | None = None
    """What was set aside at this moment, when the attempt was chosen, has not been spent."""
    shut: str | None = None
    """What the account's group that it was for is now (`storage/groups.py`): it takes no messages any more."""
    unheard: tuple[str, ...] = ()
    """Who was mentioned, by the ids in the account, in a knock that has certainly not arrived."""
    never_arrived: tuple[datetime, datetime] | None = None
    """Nor was what attempts with the text have set aside from the one moment to before the other."""


def tried(letter: Letter, place: Destination) -> tuple[str, ...]:
    """The ways tried so far; a letter that goes straight has none."""
    if place.way in (None, Way.FREE) and not letter.ways:
        return ()
    return (*letter.ways, place.noted) if place.way is not None else letter.ways


def is_said_by(letter: Letter, way: str) -> bool:
    """Whether a letter that went by this way is delivered with it: a template says that there is something, no more."""
    return Way(way).carries_text or ends_with_a_knock(
        MessageKind(letter.kind), encloses="file" in letter.detail
    )


# --- it arrived -------------------------------------------------------------------------------------------------------


def sent(letter: Letter, place: Destination, answer: Sent, at: datetime, now: datetime) -> Result:
    """Zalo took it. Where that was only a knock the letter itself waits until the person writes."""
    trace = Trace(
        letter.key,
        place.oa_id,
        at,
        place.user_id,
        letter.unit_code,
        place.way,
        place.cost,
        answer.paid_by,
        answer.left,
    )
    if place.template_id is not None and not is_said_by(letter, place.route):
        return Result(_knocked(letter, place, now, None), trace)
    outcome = replace(
        Outcome.of(letter, "sent", at),
        message_id=answer.message_id,
        ways=tried(letter, place),
        cost=place.cost or None,
    )
    is_plain = place.way in (None, Way.FREE) and answer.left != 0 and answer.paid_by != "sub_quota"
    return Result(outcome, None if is_plain else trace)


def _knocked(letter: Letter, place: Destination, now: datetime, why: str | None) -> Outcome:
    until = now + KNOCK_AGAIN if letter.expires_at is None else min(now + KNOCK_AGAIN, letter.expires_at)
    return replace(later(letter, why, until, now), counted=False, ways=tried(letter, place))


# --- it did not, or nobody knows --------------------------------------------------------------------------------------


def failed(letter: Letter, place: Destination, error: ZaloError, now: datetime) -> Result:
    """Another way, another time, or the end.

    What only time or a human mends is tried until the letter's own time is over, however often that is.
    """
    fault = type(error.__cause__ or error).__name__
    _log.warning(
        "send_failed",
        key=letter.key,
        kind=letter.kind,
        code=error.code,
        fault=fault,
        attempt=letter.attempts + 1,
    )
    unspent = letter.claimed_at
    if isinstance(error, Unreachable) and not isinstance(error, NotReached):
        return _in_doubt(letter, place, error, now)
    if _leads_on(error, place.way) and letter.lane != Lane.REPLY and place.group_id is None:
        other = replace(later(letter, str(error), now, now), ways=(*letter.ways, place.noted))
        return Result(other, unspent=unspent)
    shut = _SHUT.get(error.code) if place.group_id is not None and place.bot_id is None else None
    mentioned = tuple(letter.detail.get("mentions", ()))
    is_tired = _is_tired(letter) and not isinstance(error, NotNow | NeedsHuman)
    if error.permanent or is_tired or (shut and mentioned):
        # What we refuse ourselves (it has no code) says nothing of the person's reach.
        reason = str(error) if isinstance(error, WayClosed | Refused) and error.code is not None else None
        trace = Trace(letter.key, place.oa_id, now, place.user_id, unreachable=reason) if reason else None
        lost = Outcome.of(letter, "failed", now, str(error))
        return Result(lost, trace, unspent=unspent, shut=shut, unheard=mentioned)
    again = later(letter, str(error), now + _pause(error, letter.attempts), now)
    return Result(again, is_rate=error.code == -32, unspent=unspent, shut=shut)


def _leads_on(error: ZaloError, way: Way | None) -> bool:
    """Whether the next way is taken: this one is closed, or nobody pays for it."""
    return isinstance(error, WayClosed) or (error.code in UNPAID and way not in (None, Way.FREE))


def _in_doubt(letter: Letter, place: Destination, error: ZaloError, now: datetime) -> Result:
    """The answer was lost. Of a template nothing tells whether it arrived; a text is looked up before the next try."""
    if place.template_id is not None:
        return _template_in_doubt(letter, place, now)
    if _is_tired(letter):
        return Result(Outcome.of(letter, "failed", now, str(error)))
    again = later(letter, str(error), now + _pause(error, letter.attempts), now)
    since = letter.uncertain_since or letter.claimed_at or now
    ways = (*letter.doubtful_ways, place.route)
    return Result(replace(again, uncertain_since=since, doubtful_ways=ways))


def _template_in_doubt(letter: Letter, place: Destination, now: datetime) -> Result:
    """It may have been paid and heard: a reminder is not repeated, a question waits as after any knock."""
    if is_said_by(letter, place.route):
        DOUBTS.labels("given_up").inc()
        return given_up(letter, place, now)
    DOUBTS.labels("knocked").inc()
    why = "the answer to the template was lost: waits until the person writes"
    return Result(_knocked(letter, place, now, why))


def given_up(letter: Letter, place: Destination, now: datetime) -> Result:
    """Whether it arrived nobody knows, and it is not of a kind that is repeated."""
    error = "the answer was lost, and whether it arrived is not known: not repeated"
    return Result(replace(Outcome.of(letter, "failed", now, error), ways=tried(letter, place)))


# --- it waits ---------------------------------------------------------------------------------------------------------


def later(letter: Letter, why: str | None, at: datetime, now: datetime) -> Outcome:
    """It is tried again then."""
    return replace(Outcome.of(letter, "waiting", now, why), again_at=at)


def put_back(letter: Letter, until: datetime, now: datetime) -> Result:
    """It has not been tried: it waits with the one before it."""
    return Result(replace(later(letter, None, until, now), counted=False), unspent=letter.claimed_at)


def step(attempts: int) -> timedelta:
    """The pause after so many attempts."""
    return _PAUSES[min(attempts, len(_PAUSES) - 1)]


def _pause(error: ZaloError, attempts: int) -> timedelta:
    if isinstance(error, NotNow | NeedsHuman):
        return _LONG
    is_brief = isinstance(error, Busy | Unreachable | TokenRefused)
    return step(attempts) if is_brief else step(attempts + 2)


def _is_tired(letter: Letter) -> bool:
    return letter.attempts + 1 >= MOST_ATTEMPTS
