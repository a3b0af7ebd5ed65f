"""Routes: to which account and by which way a letter goes, or why it does not go now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from bot.fates import Destination, given_up, is_said_by, later, tried
from domain.calendar import in_vietnam
from domain.groups import GroupChannel
from domain.messages import Address, AddressKind, Lane, MessageKind
from domain.people import Person, international
from domain.ways import KNOCK_AGAIN, Choices, Reach, Step, Way, label
from scheduler.knocking import KNOCK, template_values
from storage import directory, ends, groups, people, reach
from storage.database import Rows
from storage.outbox import Letter, Outcome
from storage.people import Binding
from storage.reach import Ends, Trace

Pair = tuple[Letter, Destination]
KNOCK_LIVES = timedelta(hours=12)
NOT_BOUND = "no Zalo account is bound"
NO_WAY = "has not written for seven days, and no other way is open"


@dataclass(slots=True)
class Routes:
    """What becomes of some letters: those to send, those settled or put off, knocks to be written, traces."""

    pairs: list[Pair] = field(default_factory=list)
    settled: list[Outcome] = field(default_factory=list)
    knocks: list[Letter] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)


async def destinations(rows: Rows, letters: Sequence[Letter], default_oa: str) -> dict[str, Destination]:
    """Where each letter, by key, goes; a person whom no account is bound to is left out."""
    addresses = {letter.to: Address.parse(letter.to) for letter in letters}
    persons = [one.id for one in addresses.values() if one.kind is AddressKind.PERSON]
    bound = await people.all_accounts_of(rows, persons)
    chats = [one.id for one in addresses.values() if one.kind is AddressKind.GROUP]
    known = await groups.by_group_ids(rows, chats)
    found: dict[str, Destination] = {}
    for letter in letters:
        address = addresses[letter.to]
        if address.kind is AddressKind.USER:
            found[letter.key] = Destination(address.oa_id or default_oa, user_id=address.id)
        elif address.kind is AddressKind.GROUP:
            group = known.get(address.id)
            oa_id = default_oa if group is None or group.oa_id is None else group.oa_id
            bot_id = None if group is None or group.channel != GroupChannel.ZALO_BOT else group.bot_id
            found[letter.key] = Destination(oa_id, group_id=address.id, bot_id=bot_id)
        elif address.id in bound:
            one = _best(bound[address.id], letter.oa_id)
            found[letter.key] = Destination(one.oa_id, user_id=one.user_id)
    return found


def _best(bound: Sequence[Binding], oa_id: str | None) -> Binding:
    """The account that the letter names (an answer goes where the person wrote), else the one that reaches best."""
    return next((one for one in bound if one.oa_id == oa_id), bound[0])


async def routes(rows: Rows, letters: Sequence[Letter], now: datetime, default_oa: str) -> Routes:
    """The cheapest open way for each letter. Answers, and what goes to groups, go straight."""
    found = Routes()
    straight = [one for one in letters if one.lane == Lane.REPLY or one.to.startswith("group:")]
    places = await destinations(rows, straight, default_oa)
    for letter in straight:
        if letter.key in places:
            found.pairs.append((letter, places[letter.key]))
        else:
            found.settled.append(Outcome.of(letter, "failed", now, NOT_BOUND))
    others = [one for one in letters if one.lane != Lane.REPLY and not one.to.startswith("group:")]
    if others:
        await _Chooser(rows, found, now).choose(others, await _ends(rows, others, default_oa))
    return found


async def _ends(rows: Rows, letters: Sequence[Letter], default_oa: str) -> dict[str, list[Ends]]:
    """The ends that are tried for each letter, by its key; the one through which an answer was lost alone."""
    addresses = {one.key: Address.parse(one.to) for one in letters}
    persons = [one.id for one in addresses.values() if one.kind is AddressKind.PERSON]
    of_each = await ends.of_persons(rows, persons, default_oa)
    found: dict[str, list[Ends]] = {}
    for letter in letters:
        address = addresses[letter.key]
        if address.kind is AddressKind.USER:
            found[letter.key] = [Ends(address.oa_id or default_oa, address.id)]
            continue
        some = of_each[address.id]
        same = [one for one in some if one.oa_id == letter.oa_id and letter.uncertain_since is not None]
        found[letter.key] = same or some
    return found


class _Chooser:
    """Chooses ways for letters to persons; what one of them costs is no longer there for the next."""

    def __init__(self, rows: Rows, found: Routes, now: datetime) -> None:
        self._rows = rows
        self._found = found
        self._now = now
        self._choices = Choices(now)
        self._several: set[str] = set()
        """Keys of letters to persons who are bound to several accounts."""
        self._knocked: dict[tuple[str, str], list[str]] = {}
        self._templated: list[tuple[Letter, Ends, Step, Reach]] = []

    async def choose(self, letters: Sequence[Letter], of_each: Mapping[str, Sequence[Ends]]) -> None:
        self._several = {key for key, some in of_each.items() if len(some) > 1}
        every = [one for some in of_each.values() for one in some]
        known = await reach.reaches(self._rows, every, self._now)
        for letter in letters:
            if any(not Way(one).carries_text for one in letter.doubtful_ways):
                self._after_a_lost_template(letter, of_each[letter.key], known)
            else:
                self._choose(letter, of_each[letter.key], known)
        await self._write_templates()
        if self._knocked:
            self._found.knocks += await self._knocks()
        await reach.set_aside(self._rows, [self._trace(letter, place) for letter, place in self._found.pairs])

    def _choose(self, letter: Letter, some: Sequence[Ends], every: Mapping[Ends, Reach]) -> None:
        number, step = self._choices.take_best(
            [(one.oa_id, one.who, every[one]) for one in some], letter.ways
        )
        end, known = some[number], every[some[number]]
        if step.wait_until is not None:
            self._put_off(letter, step.wait_until, letter.ways or (str(Way.GROUP),))
        elif step.way.carries_text:
            self._found.pairs.append((letter, self._place(letter, end, step)))
        elif step.way is Way.GROUP:
            self._knock(letter, end, known.group_id or "")
        elif step.way is Way.CALL:
            self._give_up(letter, end)
        else:
            self._templated.append((letter, end, step, known))

    def _place(self, letter: Letter, end: Ends, step: Step) -> Destination:
        several = letter.key in self._several
        return Destination(
            end.oa_id, user_id=end.user_id, way=step.way, cost=step.cost, is_one_of_many=several
        )

    def _after_a_lost_template(
        self, letter: Letter, some: Sequence[Ends], every: Mapping[Ends, Reach]
    ) -> None:
        """The process died while it sent a template: it may have arrived, and counts as a knock (noted when chosen)."""
        texts = tuple(one for one in letter.doubtful_ways if Way(one).carries_text)
        lost = tuple(one for one in letter.doubtful_ways if one not in texts)
        if is_said_by(letter, lost[0]):
            place = Destination(some[0].oa_id, user_id=some[0].user_id, way=Way(lost[0]))
            self._found.settled.append(given_up(letter, place, self._now).outcome)
            return
        since = letter.uncertain_since if texts else None
        waiting = replace(letter, ways=letter.ways + lost, doubtful_ways=texts, uncertain_since=since)
        self._choose(waiting, some, every)

    def _put_off(self, letter: Letter, until: datetime, ways: tuple[str, ...]) -> None:
        at = until if letter.expires_at is None else min(until, letter.expires_at)
        waiting = later(letter, "waits until the person writes", at, self._now)
        self._found.settled.append(replace(waiting, ways=ways))

    def _knock(self, letter: Letter, end: Ends, group_id: str) -> None:
        self._knocked.setdefault((end.oa_id, group_id), []).append(end.user_id or "")
        noted = label(Way.GROUP, end.oa_id, is_one_of_many=letter.key in self._several)
        self._put_off(letter, self._now + KNOCK_AGAIN, (*letter.ways, noted))
        self._found.traces.append(self._knock_trace(letter, end, Way.GROUP))

    def _knock_trace(self, letter: Letter, end: Ends, way: Way) -> Trace:
        return Trace(letter.key, end.oa_id, self._now, end.user_id, letter.unit_code, way, knocked=True)

    def _give_up(self, letter: Letter, end: Ends) -> None:
        reason = NO_WAY if end.user_id is not None else NOT_BOUND
        ways = tried(letter, Destination(end.oa_id, way=Way.CALL))
        self._found.settled.append(replace(Outcome.of(letter, "failed", self._now, reason), ways=ways))
        self._found.traces.append(
            Trace(letter.key, end.oa_id, self._now, end.user_id, letter.unit_code, unreachable=reason)
        )

    async def _write_templates(self) -> None:
        persons = await people.by_ids(self._rows, [end.person_id or "" for _, end, *_ in self._templated])
        for letter, end, step, known in self._templated:
            person = persons.get(end.person_id or "")
            if known.template is not None:
                self._found.pairs.append((letter, self._templated_place(letter, end, step, known, person)))
                self._found.traces.append(self._knock_trace(letter, end, step.way))

    def _templated_place(
        self, letter: Letter, end: Ends, step: Step, known: Reach, person: Person | None
    ) -> Destination:
        template = known.template
        assert template is not None
        values = template_values(person, MessageKind(letter.kind), self._now)
        phone = None if person is None or person.phone is None else international(person.phone)
        return replace(
            self._place(letter, end, step),
            phone=phone,
            template_id=template.id,
            data={name: values[name] for name in template.params},
        )

    def _trace(self, letter: Letter, place: Destination) -> Trace:
        return Trace(
            letter.key, place.oa_id, self._now, place.user_id, letter.unit_code, place.way, place.cost
        )

    async def _knocks(self) -> list[Letter]:
        """One post in each group, naming nobody's business: who is mentioned has something waiting."""
        calendar = (await directory.load(self._rows)).calendar
        at = self._now if calendar.is_loud(self._now) else calendar.next_loud_moment(self._now)
        day = in_vietnam(at).date()
        return [
            Letter(
                key=f"knock:{group_id}:{day}:{sha256(' '.join(sorted(users)).encode()).hexdigest()[:12]}",
                to=f"group:{group_id}",
                kind=str(MessageKind.REMINDER),
                lane=int(Lane.PROMPT),
                text=KNOCK,
                created_at=self._now,
                not_before=at,
                expires_at=at + KNOCK_LIVES,
                oa_id=oa_id,
                detail={"mentions": sorted(set(users))},
            )
            for (oa_id, group_id), users in self._knocked.items()
        ]
