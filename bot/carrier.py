"""The carrier: takes one letter to Zalo by the way that was chosen, and says what became of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.doubts import Doubts, Found
from bot.files.sending import FileSender
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
from bot.zalo.gmf import DISABLED
from domain.messages import Lane, MessageKind
from domain.ways import KNOCK_AGAIN, Way, ends_with_a_knock, is_repeated, label
from storage.outbox import Letter, Outcome
from storage.reach import Trace
from vietnamese.writing import split

MOST_ATTEMPTS = 8
SURELY_ONE = 1_000
"""Characters of a text that needs no cutting up."""
DOUBTFUL_ATTEMPTS = 4
"""So often the history is asked while it is away; then the kind of the message decides."""
UNPAID = (-320, -321, -136, -137)
"""The Zalo Cloud Account that pays is missing or empty (at both hosts; Zalo reference 8.2, 8.3)."""
_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 60, 300, 900, 1800))
_LONG = timedelta(minutes=30)
_log = structlog.get_logger("carrier")


class Sender(Protocol):
    """Whatever carries a message to Zalo."""

    async def send_to_user(
        self, oa_id: str, user_id: str, text: str, buttons: Sequence[dict[str, object]] = ()
    ) -> Sent:
        """Send to a person."""

    async def send_to_group(self, oa_id: str, group_id: str, text: str) -> Sent:
        """Send to a group."""

    async def send_template(
        self, oa_id: str, user_id: str, template_id: str, data: Mapping[str, str]
    ) -> Sent:
        """Send a template to a person's id in the account."""

    async def send_template_to_phone(
        self, oa_id: str, phone: str, template_id: str, data: Mapping[str, str], tracking_id: str
    ) -> Sent:
        """Send a template to a phone number."""


class Bots(Protocol):
    """Whatever speaks through a Zalo Bot."""

    async def send(self, bot_id: str, chat_id: str, text: str) -> str:
        """Send to a chat in which the bot is; the message's id."""


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


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an attempt, and what it leaves behind."""

    outcome: Outcome
    trace: Trace | None = None
    is_rate: bool = False
    """Zalo said that the account's calls of this minute are used up."""
    unspent: bool = False
    """What was set aside for it has not been spent."""
    is_shut: bool = False
    """The account's group that it was for takes no messages any more."""


class Carrier:
    """Carries letters. The platform's codes have become errors by then; ``permanent`` is what is asked of them."""

    def __init__(
        self,
        sender: Sender,
        clock: Clock,
        doubts: Doubts,
        files: FileSender | None = None,
        bots: Bots | None = None,
    ) -> None:
        self._sender = sender
        self._bots = bots
        self._clock = clock
        self._doubts = doubts
        self._files = files

    async def carry(self, letter: Letter, place: Destination) -> Result:
        """One attempt. A doubt from an earlier one is settled first."""
        now = await self._clock.now()
        if letter.uncertain_since is not None:
            settled = await self._settle(letter, place, letter.uncertain_since, now)
            if isinstance(settled, Result):
                return settled
            letter = settled
        return await self._attempt(letter, place, now)

    async def _attempt(self, letter: Letter, place: Destination, now: datetime) -> Result:
        sent, answer = letter.parts_sent, Sent("")
        try:
            if place.template_id is not None:
                answer = await self._send_template(letter, place)
            else:
                texts = split(safe(letter.text))
                if not texts and "file" not in letter.detail:
                    raise Refused(None, "nothing is left of its text")
                for sent, text in enumerate(texts):
                    if sent >= letter.parts_sent:
                        answer = await self._send_text(letter, place, text, is_last=sent + 1 == len(texts))
                if self._files is not None and "file" in letter.detail:
                    sent, recipient = len(texts), _recipient(place)
                    answer = await self._files.send_enclosed(place.oa_id, recipient, letter.detail["file"])
        except ZaloError as error:
            return _failed(replace(letter, parts_sent=max(sent, letter.parts_sent)), place, error, now)
        return _sent(letter, place, answer, await self._clock.now(), now)

    async def _send_text(self, letter: Letter, place: Destination, text: str, *, is_last: bool) -> Sent:
        if place.bot_id is not None and place.group_id is not None and self._bots is not None:
            return Sent(await self._bots.send(place.bot_id, place.group_id, text))
        if place.group_id is not None:
            mentions = "".join(f"[@{one}] " for one in letter.detail.get("mentions", ()))
            return await self._sender.send_to_group(place.oa_id, place.group_id, mentions + text)
        buttons = letter.buttons if is_last else ()
        return await self._sender.send_to_user(place.oa_id, place.user_id or "", text, buttons)

    async def _send_template(self, letter: Letter, place: Destination) -> Sent:
        template, data = place.template_id or "", place.data
        if place.way is Way.TEMPLATE_PHONE:
            tracking = f"{letter.id}-{letter.attempts}"
            return await self._sender.send_template_to_phone(
                place.oa_id, place.phone or "", template, data, tracking
            )
        return await self._sender.send_template(place.oa_id, place.user_id or "", template, data)

    # --- doubts -----------------------------------------------------------------------------------------------------

    async def _settle(
        self, letter: Letter, place: Destination, since: datetime, now: datetime
    ) -> Result | Letter:
        """What is known of the earlier attempt: it arrived; or the letter, to be sent (on)."""
        if place.template_id is not None:
            DOUBTS.labels("given_up").inc()
            return _given_up(letter, place, now)
        mentions = "".join(f"[@{one}] " for one in letter.detail.get("mentions", ()))
        texts = [mentions + text if place.group_id else text for text in split(safe(letter.text))]
        left = texts[letter.parts_sent :]
        if place.bot_id is not None:  # the Bot platform tells no history
            return self._judged(letter, place, Found((), False), len(left), now)
        found = await self._doubts.settle(place.oa_id, place.user_id, place.group_id, left, since)
        return self._judged(letter, place, found, len(left), now)

    def _judged(
        self, letter: Letter, place: Destination, found: Found, wanted: int, now: datetime
    ) -> Result | Letter:
        if found.arrived and len(found.arrived) == wanted and "file" not in letter.detail:
            DOUBTS.labels("arrived").inc()
            return _sent(letter, place, Sent(found.arrived[-1]), now, now)
        on = replace(letter, parts_sent=letter.parts_sent + len(found.arrived))
        # A file leaves no text by which it could be found: where only it is in doubt nothing is sure.
        if found.is_sure and wanted:
            DOUBTS.labels("missing").inc()
            return replace(on, uncertain_since=None)
        if found.is_away and letter.attempts < DOUBTFUL_ATTEMPTS:
            return Result(_later(on, "is it there? Zalo does not say", now + _step(letter.attempts), now))
        if not is_repeated(MessageKind(letter.kind)):
            DOUBTS.labels("given_up").inc()
            return _given_up(letter, place, now)
        DOUBTS.labels("repeated").inc()
        return replace(on, uncertain_since=None)


def calls_of(letter: Letter) -> int:
    """How many calls its text takes; an enclosed file is counted when it goes."""
    if len(letter.text) <= SURELY_ONE:
        return 1
    return max(1, len(split(safe(letter.text))) - letter.parts_sent)


def _recipient(place: Destination) -> dict[str, str]:
    return {"group_id": place.group_id} if place.group_id is not None else {"user_id": place.user_id or ""}


def safe(text: str) -> str:
    """The text in NFC, which counts fewer characters, and without what Zalo would take for a mention (4.3, 11)."""
    return unicodedata.normalize("NFC", text).replace("[@", "[\u200b@")


# --- outcomes ---------------------------------------------------------------------------------------------------------


def tried(letter: Letter, place: Destination) -> tuple[str, ...]:
    """The ways tried so far; a letter that goes straight has none."""
    if place.way in (None, Way.FREE) and not letter.ways:
        return ()
    return (*letter.ways, place.noted) if place.way is not None else letter.ways


def _sent(letter: Letter, place: Destination, answer: Sent, at: datetime, now: datetime) -> Result:
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
        knocked=place.template_id is not None,
    )
    if place.template_id is not None and not ends_with_a_knock(MessageKind(letter.kind)):
        # The question itself waits until the person writes.
        until = _until(letter, now + KNOCK_AGAIN)
        return Result(
            Outcome(letter.key, "waiting", now, again_at=until, counted=False, ways=tried(letter, place)),
            trace,
        )
    outcome = Outcome(
        letter.key,
        "sent",
        at,
        message_id=answer.message_id,
        ways=tried(letter, place),
        cost=place.cost or None,
        parts_sent=letter.parts_sent,
    )
    is_plain = place.way in (None, Way.FREE) and answer.left != 0 and answer.paid_by != "sub_quota"
    return Result(outcome, None if is_plain else trace)


def _until(letter: Letter, moment: datetime) -> datetime:
    return moment if letter.expires_at is None else min(moment, letter.expires_at)


def _given_up(letter: Letter, place: Destination, now: datetime) -> Result:
    error = "the answer was lost, and whether it arrived is not known: not repeated"
    return Result(Outcome(letter.key, "failed", now, error=error, ways=tried(letter, place)))


def _failed(letter: Letter, place: Destination, error: ZaloError, now: datetime) -> Result:
    """Another way, another time, or the end.

    What only time or a human mends is tried until the letter's own time is over, however often that is.
    """
    _log.warning(
        "send_failed", letter_id=letter.id, kind=letter.kind, code=error.code, attempt=letter.attempts + 1
    )
    if _leads_on(error, place.way) and letter.lane != Lane.REPLY and place.group_id is None:
        ways = (*letter.ways, place.noted)
        waiting = Outcome(letter.key, "waiting", now, error=str(error), again_at=now, ways=ways)
        return Result(waiting, unspent=True)
    tired = letter.attempts + 1 >= MOST_ATTEMPTS and not isinstance(error, NotNow | NeedsHuman)
    if error.permanent or tired:
        # What we refuse ourselves (it has no code) says nothing of the person's reach.
        reason = str(error) if isinstance(error, WayClosed | Refused) and error.code is not None else None
        trace = Trace(letter.key, place.oa_id, now, place.user_id, unreachable=reason) if reason else None
        return Result(
            Outcome(letter.key, "failed", now, error=str(error), ways=letter.ways), trace, unspent=True
        )
    later = _later(letter, str(error), now + _pause(error, letter.attempts), now)
    is_doubtful = isinstance(error, Unreachable) and not isinstance(error, NotReached)
    if is_doubtful:
        later = replace(later, uncertain_since=letter.uncertain_since or now)
    is_shut = error.code == DISABLED and place.group_id is not None and place.bot_id is None
    return Result(later, is_rate=error.code == -32, unspent=not is_doubtful, is_shut=is_shut)


def _leads_on(error: ZaloError, way: Way | None) -> bool:
    """Whether the next way is taken: this one is closed, or nobody pays for it."""
    return isinstance(error, WayClosed) or (error.code in UNPAID and way not in (None, Way.FREE))


def _later(letter: Letter, why: str, at: datetime, now: datetime) -> Outcome:
    return Outcome(
        letter.key,
        "waiting",
        now,
        error=why,
        again_at=at,
        ways=letter.ways,
        parts_sent=letter.parts_sent,
        uncertain_since=letter.uncertain_since,
    )


def _pause(error: ZaloError, attempts: int) -> timedelta:
    if isinstance(error, NotNow | NeedsHuman):
        return _LONG
    steps = _PAUSES if isinstance(error, Busy | Unreachable | TokenRefused) else _PAUSES[2:]
    return steps[min(attempts, len(steps) - 1)]


def _step(attempts: int) -> timedelta:
    return _PAUSES[min(attempts, len(_PAUSES) - 1)]
