"""Doubts: whether a message whose answer was lost has arrived, settled by Zalo's echo, else by its history."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.zalo.client import PAGE, Past
from bot.zalo.errors import Busy, NotNow, NotServed, TokenRefused, Unreachable, ZaloError
from storage import echoes
from storage.database import Database

SLACK = timedelta(minutes=2)
"""By how much Zalo's clock may differ from ours."""
PAGES = 5
"""How far the history is turned back."""


class History(Protocol):
    """Where what was said can be read back."""

    async def past_of_user(self, oa_id: str, user_id: str, offset: int = 0) -> list[Past]:
        """The newest messages of a conversation."""

    async def past_of_group(self, oa_id: str, group_id: str, offset: int = 0) -> list[Past]:
        """The newest messages of a group."""


@dataclass(frozen=True, slots=True)
class Found:
    """Which of the texts have arrived, with their message ids; ``is_sure`` when the others have not."""

    arrived: tuple[str, ...]
    is_sure: bool
    is_away: bool = False
    """Zalo did not answer: ask again later."""


class Doubts:
    """Looks for messages in the echoes and in Zalo's history."""

    def __init__(self, database: Database, history: History) -> None:
        self._database = database
        self._history = history

    async def settle(
        self, oa_id: str, user_id: str | None, group_id: str | None, texts: Sequence[str], since: datetime
    ) -> Found:
        """Which of the pieces, in order, have arrived since then: the first ones, for each waits for the one before."""
        recipient = group_id or user_id or ""
        arrived = await self._heard(recipient, texts, since - SLACK)
        if len(arrived) == len(texts):
            return Found(arrived, True)
        look = self._looker(oa_id, user_id, group_id)
        try:
            past = await self._since(look, since - SLACK)
        except NotServed:
            return Found(arrived, False)
        except (Unreachable, Busy, NotNow, TokenRefused):
            return Found(arrived, False, is_away=True)
        except ZaloError:
            return Found(arrived, False)
        read = await self._matched(texts, past)
        return Found(max(arrived, read, key=len), True)

    async def _heard(self, recipient: str, texts: Sequence[str], since: datetime) -> tuple[str, ...]:
        found: list[str] = []
        async with self._database.read() as rows:
            for text in texts:
                digest = rows.vault.text_digest(text)
                ids = await echoes.heard_since(rows, recipient, digest, since)
                taken = await echoes.ours_already(rows, ids)
                free = [one for one in ids if one not in taken and one not in found]
                if not free:
                    break
                found.append(free[0])
        return tuple(found)

    def _looker(
        self, oa_id: str, user_id: str | None, group_id: str | None
    ) -> Callable[[int], Awaitable[list[Past]]]:
        if group_id is not None:
            return lambda offset: self._history.past_of_group(oa_id, group_id, offset)
        return lambda offset: self._history.past_of_user(oa_id, user_id or "", offset)

    async def _since(self, look: Callable[[int], Awaitable[list[Past]]], since: datetime) -> list[Past]:
        """Our messages since then, oldest first."""
        found: list[Past] = []
        for page in range(PAGES):
            some = await look(page * PAGE)
            found += [one for one in some if one.at >= since]
            if len(some) < PAGE or some[-1].at < since:
                break
        return [one for one in reversed(found) if one.ours]

    async def _matched(self, texts: Sequence[str], past: Sequence[Past]) -> tuple[str, ...]:
        async with self._database.read() as rows:
            taken = await echoes.ours_already(rows, [one.message_id for one in past])
        free = [one for one in past if one.message_id not in taken]
        found: list[str] = []
        for text in texts:
            same = [one for one in free if one.text == text and one.message_id not in found]
            if not same:
                break
            found.append(same[0].message_id)
        return tuple(found)
