"""The carrier: takes one letter to Zalo by the way that was chosen, and says what became of it."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.doubts import Doubts, Found
from bot.fates import Destination, Result, failed, given_up, later, sent, step
from bot.files.sending import FileSender
from bot.metrics import DOUBTS
from bot.zalo.client import Sent
from bot.zalo.errors import Refused, Unreachable, ZaloError
from domain.messages import MessageKind
from domain.ways import Way, is_repeated
from storage.outbox import Letter
from vietnamese.writing import split

SURELY_ONE = 1_000
"""Characters of a text that needs no cutting up."""
DOUBTFUL_ATTEMPTS = 4
"""So often the history is asked while it is away; then the kind of the message decides."""
WRITTEN_WITHIN = timedelta(seconds=5)


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
class Doubted:
    """A letter whose doubt is settled: it is to be sent (on)."""

    letter: Letter
    never_left: bool = False
    """Nothing of it has arrived."""


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
        since = letter.uncertain_since
        if since is None:
            return await self._attempt(letter, place, now)
        doubted = await self._settle(letter, place, since, now)
        if isinstance(doubted, Result):
            return replace(doubted, unspent=letter.claimed_at)
        result = await self._attempt(doubted.letter, place, now)
        return (
            replace(result, never_arrived=(since, letter.claimed_at or now)) if doubted.never_left else result
        )

    async def _attempt(self, letter: Letter, place: Destination, now: datetime) -> Result:
        done, answer = letter.parts_sent, Sent("")
        try:
            async with asyncio.timeout(_time_left(letter, now)):
                if place.template_id is not None:
                    answer = await self._send_template(letter, place)
                else:
                    async for count, receipt in self._pieces(letter, place):
                        done, answer = count, receipt
        except (ZaloError, TimeoutError) as error:
            problem = error if isinstance(error, ZaloError) else Unreachable(None, "the claim ran out")
            result = failed(replace(letter, parts_sent=done), place, problem, now)
            return result if done == letter.parts_sent else replace(result, unspent=None)
        return sent(letter, place, answer, await self._clock.now(), now)

    async def _pieces(self, letter: Letter, place: Destination) -> AsyncIterator[tuple[int, Sent]]:
        """Send the pieces of the text that have not arrived yet, then the file: how many have, and the answer."""
        texts, encloses = split(safe(letter.text)), self._files is not None and "file" in letter.detail
        if not texts and not encloses:
            raise Refused(None, "nothing is left of its text")
        for number, text in enumerate(texts, 1):
            if number > letter.parts_sent:
                yield number, await self._send_text(letter, place, text, is_last=number == len(texts))
        if self._files is not None and encloses:
            yield len(texts), await self._send_file(self._files, letter, place)

    async def _send_file(self, files: FileSender, letter: Letter, place: Destination) -> Sent:
        enclosed = letter.detail["file"]
        if place.bot_id is not None:  # a Zalo Bot sends no files (9)
            return await self._send_text(letter, place, await files.link_text(enclosed), is_last=False)
        return await files.send_enclosed(place.oa_id, _recipient(place), enclosed)

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
    ) -> Result | Doubted:
        """What is known of the earlier attempt, a text: it arrived; or the letter, to be sent (on)."""
        mentions = "".join(f"[@{one}] " for one in letter.detail.get("mentions", ()))
        texts = [mentions + text if place.group_id else text for text in split(safe(letter.text))]
        left = texts[letter.parts_sent :]
        if place.bot_id is not None:  # the Bot platform tells no history
            return self._judged(letter, place, Found((), False), len(left), now)
        found = await self._doubts.settle(place.oa_id, place.user_id, place.group_id, left, since)
        return self._judged(letter, place, found, len(left), now)

    def _judged(
        self, letter: Letter, place: Destination, found: Found, wanted: int, now: datetime
    ) -> Result | Doubted:
        doubtful = _doubtful_place(letter, place)
        if found.arrived and len(found.arrived) == wanted and "file" not in letter.detail:
            DOUBTS.labels("arrived").inc()
            return sent(letter, doubtful, Sent(found.arrived[-1]), now, now)
        on = replace(letter, parts_sent=letter.parts_sent + len(found.arrived))
        settled = replace(on, uncertain_since=None, doubtful_ways=())
        # The file follows its text: it has not been sent as long as that is not there. Itself it leaves no trace.
        if found.is_sure and len(found.arrived) < wanted:
            DOUBTS.labels("missing").inc()
            return Doubted(settled, never_left=not on.parts_sent)
        if found.is_away and letter.attempts < DOUBTFUL_ATTEMPTS:
            why = "is it there? Zalo does not say"
            return Result(later(on, why, now + step(letter.attempts), now))
        if not is_repeated(MessageKind(letter.kind)):
            DOUBTS.labels("given_up").inc()
            return given_up(letter, doubtful, now)
        DOUBTS.labels("repeated").inc()
        return Doubted(settled)


def _doubtful_place(letter: Letter, place: Destination) -> Destination:
    """Where the attempt in doubt went: as text, whatever way is open today."""
    way = next((Way(one) for one in letter.doubtful_ways if Way(one).carries_text), Way.FREE)
    if place.way in (None, way):
        return place
    return replace(place, way=way, cost=0, template_id=None)


def _time_left(letter: Letter, now: datetime) -> float | None:
    """Seconds until the claim is over, less what it takes to write down what became of it."""
    if letter.claimed_until is None:
        return None
    return max(0.0, (letter.claimed_until - now - WRITTEN_WITHIN).total_seconds())


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
