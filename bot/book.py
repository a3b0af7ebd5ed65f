"""The book of a batch: who speaks and what is open, loaded for many events at once, written back at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from domain.calendar import VN
from handlers.heard import Incoming
from handlers.router import Router
from handlers.turn import Contact, Effects, Open, Speaker
from storage import contacts, dialogs, outbox, people, taps
from storage.database import Rows
from storage.outbox import Letter
from storage.tables import audit

Account = tuple[str, str]
SEEN_WITHIN = timedelta(minutes=5)
"""When somebody was last seen is kept to within so much: not every message needs to write it."""


class Book:
    """Speakers and dialogs of a batch. What other turns of the batch have changed is read again."""

    def __init__(self, rows: Rows, router: Router, now: datetime) -> None:
        self._rows = rows
        self._router = router
        self._now = now
        self._speakers: dict[Account, Speaker] = {}
        self._contacts: dict[Account, dict[str, Any]] = {}
        self._dialogs: dict[str, list[dict[str, Any]]] = {}
        self._changed: dict[str, list[dict[str, Any]]] = {}
        self._effects: list[Effects] = []
        self._touched: set[Account] = set()
        self._first: set[Account] = set()
        self._released: set[str] = set()

    async def load(self, accounts: Iterable[Account]) -> None:
        """Read what the turns of these accounts need."""
        wanted = sorted(set(accounts))
        known = await contacts.known(self._rows, wanted)
        for account in wanted:
            if account not in self._contacts:
                if account not in known:
                    self._first.add(account)
                self._contacts[account] = _contact(account, known.get(account), self._now)
        await self._load_people(wanted)
        addresses = {self._speakers[account].address for account in wanted}
        self._dialogs |= await dialogs.under_way(self._rows, addresses - self._changed.keys(), self._now)

    async def _load_people(self, wanted: Sequence[Account]) -> None:
        bound = await people.bindings_of(self._rows, wanted)
        ids = [one.person_id for one in bound.values()]
        persons = await people.by_ids(self._rows, ids)
        offices = await people.offices_of(self._rows, ids, self._now.astimezone(VN).date())
        for account in wanted:
            binding = bound.get(account)
            person = None if binding is None else persons.get(binding.person_id)
            held = () if person is None else tuple(offices.get(person.id, ()))
            self._speakers[account] = Speaker(*account, self._known(account), person, held)

    def _known(self, account: Account) -> Contact:
        row = self._contacts[account]
        return Contact(
            first_seen_at=row["first_seen_at"],
            last_seen_at=row["last_seen_at"],
            greeted_at=row["greeted_at"],
            officer_until=row["officer_until"],
            is_new=row["greeted_at"] is None,
            is_first=account in self._first,
        )

    async def speaker(self, incoming: Incoming) -> Speaker:
        """Who speaks in this event."""
        account = (incoming.oa_id, incoming.user_id)
        if account not in self._speakers:
            await self.load([account])
        return replace(self._speakers[account], contact=self._known(account))

    def dialogs_of(self, speaker: Speaker) -> list[Open]:
        """The conversations that are open with this speaker; those that no release knows any more are dropped."""
        return [
            opened
            for state in self._dialogs.get(speaker.address, ())
            if (opened := self._revived(state)) is not None
        ]

    def _revived(self, state: dict[str, Any]) -> Open | None:
        conversation = self._router.named(state["conversation"])
        if conversation is None or conversation.form is None:
            return None
        # A copy: what a turn that fails has done to it is forgotten with that turn.
        form = conversation.form.from_json(orjson.loads(orjson.dumps(state["form"])))
        return Open(
            state["conversation"], form, datetime.fromisoformat(state["opened_at"]), state.get("offer")
        )

    def keep(
        self, incoming: Incoming, speaker: Speaker, opened: list[Open], effects: Effects, wrote: bool
    ) -> None:
        """Take over what a turn did. Where it changed rows, everybody is looked up anew."""
        contact = self._contacts[speaker.oa_id, speaker.user_id]
        if effects.contact or incoming.at - contact["last_seen_at"] > SEEN_WITHIN or speaker.contact.is_first:
            contact["last_seen_at"] = max(contact["last_seen_at"], incoming.at)
            contact |= effects.contact
            self._touched.add((speaker.oa_id, speaker.user_id))
        if incoming.opens_window:
            self._acted(incoming, speaker, contact)
        state = [_state(one) for one in opened]
        if state or speaker.address in self._dialogs:
            self._dialogs[speaker.address] = self._changed[speaker.address] = state
        self._effects.append(effects)
        if wrote:
            self._speakers.clear()

    def _acted(self, incoming: Incoming, speaker: Speaker, contact: dict[str, Any]) -> None:
        """The person has opened the account's window (Zalo reference 2.4): what waited for that may go."""
        last = contact["last_interaction_at"]
        account = (speaker.oa_id, speaker.user_id)
        if contact["knocked_at"] is not None or contact["unreachable"] is not None:
            self._released |= {speaker.address, speaker.account}
        if (
            last is None
            or incoming.at - last > SEEN_WITHIN
            or account in self._touched
            or self._released
            or (contact["replies_left"] is not None)
        ):
            contact["last_interaction_at"] = incoming.at if last is None else max(last, incoming.at)
            contact |= dict.fromkeys(("replies_left", "unreachable", "unreachable_at", "knocked_at"))
            self._touched.add(account)

    @property
    def letters(self) -> list[Letter]:
        """What the turns of the batch owe."""
        return [letter for effects in self._effects for letter in effects.letters]

    async def write(self) -> None:
        """Write what the turns of the batch changed and left open; the letters are the caller's to write."""
        await contacts.keep(self._rows, [self._contacts[account] for account in sorted(self._touched)])
        if self._released:
            await outbox.release(self._rows, sorted(self._released), self._now)
        await dialogs.keep(self._rows, self._changed, self._now)
        await taps.keep(self._rows, [tap for effects in self._effects for tap in effects.taps])
        traces = [one for effects in self._effects for one in effects.audits]
        if traces:
            await self._rows.run(audit.insert(), traces)


def _state(opened: Open) -> dict[str, Any]:
    return {
        "conversation": opened.conversation,
        "form": opened.form.to_json(),
        "opened_at": opened.opened_at.isoformat(),
        "offer": opened.offer,
    }


def _contact(account: Account, row: Any, now: datetime) -> dict[str, Any]:
    return {
        "oa_id": account[0],
        "user_id": account[1],
        "first_seen_at": now if row is None else row.first_seen_at,
        "last_seen_at": now if row is None else row.last_seen_at,
        "follows": False if row is None else row.follows,
        "greeted_at": None if row is None else row.greeted_at,
        "officer_until": None if row is None else row.officer_until,
        "last_interaction_at": None if row is None else row.last_interaction_at,
        "replies_left": None if row is None else row.replies_left,
        "unreachable": None if row is None else row.unreachable,
        "unreachable_at": None if row is None else row.unreachable_at,
        "knocked_at": None if row is None else row.knocked_at,
    }
