"""The ways to a person: which are open, what each costs, and which is taken (Zalo reference 0b, 2.4, 2.7, 4.3, 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.messages import MessageKind


class Way(StrEnum):
    """How a message that nobody has just asked for reaches a person; in this order where they cost the same."""

    FREE = "free"
    """A consultation message within 48 hours of the person's last act."""
    PACKAGE = "package"
    """The same from 48 hours to seven days: the package pays, then the wallet."""
    GROUP = "group"
    """A mention in a group of the account: "there is something for you, please write me a word"."""
    TEMPLATE_UID = "template_uid"
    """A template message to the person's id in the account."""
    TEMPLATE_PHONE = "template_phone"
    """A template message to the person's phone number."""
    CALL = "call"
    """None of ours: the person goes on the officer's call list."""

    @property
    def carries_text(self) -> bool:
        """Whether the message itself arrives; the other ways only knock."""
        return self in (Way.FREE, Way.PACKAGE)

    @property
    def knocks(self) -> bool:
        """Whether it asks the person to write."""
        return self in (Way.GROUP, *TEMPLATES)


TEMPLATES = (Way.TEMPLATE_UID, Way.TEMPLATE_PHONE)
FREE_FOR = timedelta(hours=48)
OPEN_FOR = timedelta(days=7)
TEMPLATE_FOR = timedelta(days=365)
End = tuple[str, str, "Reach"]
"""An account, the person as it knows him, and what is known of the ways between them."""
KNOCK_AGAIN = timedelta(hours=24)
"""Nobody is knocked for more often than that, however many messages wait."""
PAID_MESSAGE = 55
"""Đồng for a consultation message past the package (Zalo reference 2.4; one source)."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template message that Zalo has approved; prices in đồng, None where that way is not offered."""

    id: str
    params: tuple[str, ...] = ()
    price_uid: int | None = None
    price_phone: int | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known of the ways from one account to one person.

    ``last_act``: when the person last did what opens the window, None: unknown, so it is tried. ``package_left`` and
    ``replies_left``: messages, None: not known or without limit. ``budget_left``: đồng that may still be spent.
    """

    last_act: datetime | None = None
    replies_left: int | None = None
    package_left: int | None = None
    group_id: str | None = None
    template: Template | None = None
    has_account: bool = True
    has_phone: bool = False
    budget_left: int = 0
    knocked_at: datetime | None = None
    works: bool = True
    """False: the account waits for its administrator."""


@dataclass(frozen=True, slots=True)
class Step:
    """The way to take and what it costs; or, without a way, until when to wait for an answer to a knock."""

    way: Way
    cost: int = 0
    wait_until: datetime | None = None


def next_step(reach: Reach, now: datetime, tried: Collection[str] = ()) -> Step:
    """The cheapest way that is open and was not tried for this message; CALL when there is none.

    After a knock nothing else is tried for a day, unless the person has opened the window meanwhile.
    """
    if reach.knocked_at is not None and _was_knocked(reach, now):
        return Step(Way.GROUP, wait_until=reach.knocked_at + KNOCK_AGAIN)
    offers = [Step(way, cost) for way, cost in _offers(reach, now) if way not in tried]
    order = list(Way)
    return min(offers, key=lambda one: (one.cost, order.index(one.way)), default=Step(Way.CALL))


class Choices:
    """Chooses ways one message after the other: what one costs or uses up the next cannot have.

    So that nobody is knocked for twice, and what a round of messages is going to cost can be said before it goes.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._spent: Counter[str] = Counter()
        self._used: Counter[str] = Counter()
        self._knocked: set[tuple[str, str]] = set()

    def take(self, oa_id: str, who: str, known: Reach, tried: Collection[str] = ()) -> Step:
        """The way of one message of this account to this person; ``known``: as it was before the first one."""
        return self.take_best([(oa_id, who, known)], tried)[1]

    def take_best(self, ends: Sequence[End], tried: Collection[str] = ()) -> tuple[int, Step]:
        """Through which of several accounts, the best first, and by which way one message goes to a person.

        Where the message itself can go for nothing it goes; else an answer to a knock is waited for; else the cheapest.
        """
        number, step = self.best(ends, tried)
        if step.wait_until is None:
            oa_id, who, _ = ends[number]
            self._spent[oa_id] += step.cost
            self._used[oa_id] += step.way is Way.PACKAGE
            if step.way.knocks:
                self._knocked.add((oa_id, who))
        return number, step

    def best(self, ends: Sequence[End], tried: Collection[str] = ()) -> tuple[int, Step]:
        """The same, without taking it."""
        works = any(known.works for _, _, known in ends)
        found = [
            (number, next_step(self._as_left(oa_id, who, known), self._now, tried_at(tried, oa_id)))
            for number, (oa_id, who, known) in enumerate(ends)
            if known.works is works
        ]
        return min(found, key=lambda one: _preference(one[1], ends[one[0]][2]))

    def _as_left(self, oa_id: str, who: str, known: Reach) -> Reach:
        package = known.package_left
        return replace(
            known,
            budget_left=known.budget_left - self._spent[oa_id],
            package_left=None if package is None else max(0, package - self._used[oa_id]),
            knocked_at=self._now if (oa_id, who) in self._knocked else known.knocked_at,
        )


def _preference(step: Step, known: Reach) -> tuple[int, int, bool, int]:
    """Smaller is better; of alike the first one is taken."""
    order = list(Way).index(step.way)
    if step.wait_until is None and step.way.carries_text and step.cost == 0:
        return 0, 0, known.last_act is None, order
    return (
        (1 if step.wait_until is not None else 2 if step.way is not Way.CALL else 3),
        step.cost,
        False,
        order,
    )


def label(way: Way, oa_id: str, *, is_one_of_many: bool) -> str:
    """How a way that was tried is noted: where a person is bound to several accounts, with the end of its id."""
    return f"{way}@{oa_id[-4:]}" if is_one_of_many else str(way)


def tried_at(tried: Collection[str], oa_id: str) -> set[str]:
    """Which of the noted ways were tried through this account."""
    noted = [one.partition("@") for one in tried]
    return {way for way, _, end in noted if not end or oa_id.endswith(end)}


def _was_knocked(reach: Reach, now: datetime) -> bool:
    """Whether somebody knocked lately and has not been heard since."""
    knocked = reach.knocked_at
    if knocked is None or now - knocked >= KNOCK_AGAIN:
        return False
    return reach.last_act is None or reach.last_act < knocked


def _offers(reach: Reach, now: datetime) -> list[tuple[Way, int]]:
    found: list[tuple[Way, int]] = []
    since = None if reach.last_act is None else now - reach.last_act
    if reach.has_account and (since is None or since <= FREE_FOR) and reach.replies_left != 0:
        found.append((Way.FREE, 0))
    is_paid = since is not None and (
        FREE_FOR < since <= OPEN_FOR or (reach.replies_left == 0 and since <= FREE_FOR)
    )
    if reach.has_account and is_paid:
        found.append((Way.PACKAGE, PAID_MESSAGE if reach.package_left == 0 else 0))
    if reach.group_id is not None:
        found.append((Way.GROUP, 0))
    found += _templates(reach, since)
    return [(way, cost) for way, cost in found if cost <= reach.budget_left]


def _templates(reach: Reach, since: timedelta | None) -> list[tuple[Way, int]]:
    found: list[tuple[Way, int]] = []
    template = reach.template
    if template is None:
        return found
    if reach.has_account and template.price_uid is not None and (since is None or since <= TEMPLATE_FOR):
        found.append((Way.TEMPLATE_UID, template.price_uid))
    if reach.has_phone and template.price_phone is not None:
        found.append((Way.TEMPLATE_PHONE, template.price_phone))
    return found


def ends_with_a_knock(kind: MessageKind, *, encloses: bool = False) -> bool:
    """Whether a template says enough: a reminder is heard with it, a question waits to be put in full.

    A template carries no file: a letter that ``encloses`` one waits with it, whatever its kind.
    """
    return kind in (MessageKind.REMINDER, MessageKind.ESCALATION) and not encloses


def is_repeated(kind: MessageKind) -> bool:
    """Whether a message whose answer was lost, and of which nothing tells if it arrived, is sent again.

    An answer or a question must not get lost; a reminder or an announcement that comes twice is worse than none.
    """
    return kind in (MessageKind.REPLY, MessageKind.PROMPT, MessageKind.ESCALATION)
