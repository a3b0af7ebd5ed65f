"""What is known of the ways to persons: windows, groups shared with an account, templates, what may be spent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, select, tuple_, update

from domain.groups import GroupChannel
from domain.ways import KNOCK_AGAIN, TEMPLATES, Reach, Way
from storage.database import Rows
from storage.purse import spent_this_month, templates_of
from storage.tables import accounts, contacts, group_members, groups, outbox, people, spendings

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Ends:
    """The two ends of a way: an account, and a person with his id in it (None: not bound there)."""

    oa_id: str
    user_id: str | None
    person_id: str | None = None

    @property
    def addresses(self) -> list[str]:
        """How letters name the far end."""
        person = [] if self.person_id is None else [f"person:{self.person_id}"]
        return [*person, f"user:{self.oa_id}/{self.user_id}"] if self.user_id is not None else person

    @property
    def who(self) -> str:
        """The same for the same human: the id in the account, else the person."""
        return self.user_id if self.user_id is not None else f"person:{self.person_id}"


async def reaches(rows: Rows, ends: Iterable[Ends], now: datetime) -> dict[Ends, Reach]:
    """What is known of each of these, at this moment."""
    wanted = list(dict.fromkeys(ends))
    found: dict[Ends, Reach] = {}
    if not wanted:
        return found
    purses = await _purses(rows, {one.oa_id for one in wanted}, now)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        pairs = [(one.oa_id, one.user_id) for one in some if one.user_id is not None]
        known, shared = await _contacts(rows, pairs), await _shared(rows, pairs)
        phones = await _with_phone(rows, {one.person_id for one in some if one.person_id is not None})
        knocked = await _templated(rows, some, now)
        for one in some:
            found[one] = _reach(one, purses.get(one.oa_id, Reach()), known, shared, phones, knocked)
    return found


def _reach(
    one: Ends,
    purse: Reach,
    known: Mapping[tuple[str, str], Any],
    shared: Mapping[tuple[str, str], str],
    phones: set[str],
    templated: Mapping[tuple[str, str], datetime],
) -> Reach:
    pair = (one.oa_id, one.user_id or "")
    contact = known.get(pair)
    knocks = [templated.get((one.oa_id, to)) for to in one.addresses]
    knocks.append(None if contact is None else contact.knocked_at)
    return replace(
        purse,
        last_act=None if contact is None else contact.last_interaction_at or contact.last_seen_at,
        replies_left=None if contact is None else contact.replies_left,
        knocked_at=max((at for at in knocks if at is not None), default=None),
        group_id=shared.get(pair),
        has_account=one.user_id is not None,
        has_phone=one.person_id in phones,
    )


async def _contacts(rows: Rows, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    if not pairs:
        return {}
    pair = tuple_(contacts.c.oa_id, contacts.c.user_id)
    return {(row.oa_id, row.user_id): row for row in await rows.all(select(contacts).where(pair.in_(pairs)))}


async def hold(rows: Rows, pairs: Collection[tuple[str, str]]) -> None:
    """Take these contacts, by account and user id, in the order in which everybody takes them."""
    await rows.hold(contacts, tuple_(contacts.c.oa_id, contacts.c.user_id).in_(sorted(pairs)))


async def knocks_answered(rows: Rows, pairs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the contacts held, by account and user id, who have written since they were asked to.

    Who has never written has no contact, and no answer either.
    """
    if not pairs:
        return set()
    theirs = tuple_(contacts.c.oa_id, contacts.c.user_id).in_(sorted(pairs))
    query = select(contacts.c.oa_id, contacts.c.user_id).where(theirs, contacts.c.knocked_at.is_(None))
    return {(row.oa_id, row.user_id) for row in await rows.all(query)}


async def _shared(rows: Rows, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """A group of the account in which each of these is: the village's rather than the commune's."""
    if not pairs:
        return {}
    pair = tuple_(group_members.c.oa_id, group_members.c.user_id)
    query = (
        select(group_members.c.oa_id, group_members.c.user_id, group_members.c.group_id)
        .join(groups, groups.c.group_id == group_members.c.group_id)
        .where(pair.in_(pairs), groups.c.channel == GroupChannel.GMF)
        .where(func.coalesce(groups.c.status, "enabled") == "enabled")
        .order_by(groups.c.kind.desc())
    )
    return {(row.oa_id, row.user_id): row.group_id for row in await rows.all(query)}


async def _templated(rows: Rows, ends: Sequence[Ends], now: datetime) -> dict[tuple[str, str], datetime]:
    """When each, by account and address, was last sent a template within the day in which nobody knocks again.

    By the ledger: who has never written has no contact on which it could be noted.
    """
    addresses = sorted({to for one in ends for to in one.addresses})
    lately = and_(
        spendings.c.oa_id.in_(sorted({one.oa_id for one in ends})),
        spendings.c.at > now - KNOCK_AGAIN,
        spendings.c.way.in_([str(way) for way in TEMPLATES]),
    )
    query = (
        select(spendings.c.oa_id, outbox.c.to, func.max(spendings.c.at).label("at"))
        .join(outbox, outbox.c.key == spendings.c.letter_key)
        .where(lately, outbox.c.to.in_(addresses))
        .group_by(spendings.c.oa_id, outbox.c.to)
    )
    return {(row.oa_id, row.to): row.at for row in await rows.all(query)}


async def _with_phone(rows: Rows, person_ids: set[str]) -> set[str]:
    if not person_ids:
        return set()
    query = select(people.c.id).where(people.c.id.in_(sorted(person_ids)), people.c.phone.is_not(None))
    return {row.id for row in await rows.all(query)}


async def _purses(rows: Rows, oa_ids: set[str], now: datetime) -> dict[str, Reach]:
    """What each account has to offer anybody: package, template, and what is left of its monthly budget."""
    found = await rows.all(select(accounts).where(accounts.c.oa_id.in_(sorted(oa_ids))))
    templates = await templates_of(rows, oa_ids)
    spent = await spent_this_month(rows, oa_ids, now)
    return {
        row.oa_id: Reach(
            package_left=row.package_left,
            template=templates.get(row.oa_id),
            works=not row.needs_consent,
            budget_left=max(0, (row.monthly_budget or 0) - spent.get(row.oa_id, 0)),
        )
        for row in found
    }


@dataclass(frozen=True, slots=True)
class Trace:
    """What a delivery leaves behind besides the letter's own fate.

    ``paid_by`` and ``left`` are Zalo's words on the quota; ``knocked``: the person is asked to write; ``unknocked``:
    was not after all;
    ``unreachable``: why no way is open.
    """

    letter_key: str
    oa_id: str
    at: datetime
    user_id: str | None = None
    unit_code: str | None = None
    way: Way | None = None
    cost: int = 0
    paid_by: str | None = None
    left: int | None = None
    knocked: bool = False
    unknocked: bool = False
    unreachable: str | None = None


async def remember(rows: Rows, traces: Sequence[Trace]) -> None:
    """Write the traces: what is left of quotas, who was knocked for, who cannot be reached."""
    left = {one.oa_id: one.left for one in traces if one.left is not None and one.paid_by == "sub_quota"}
    for oa_id in sorted(left):
        await rows.run(update(accounts).where(accounts.c.oa_id == oa_id).values(package_left=left[oa_id]))
    known: dict[tuple[str, str], dict[str, Any]] = {}
    for one in traces:
        if one.user_id is not None and (values := _of_contact(one)):
            known.setdefault((one.oa_id, one.user_id), {}).update(values)
    for (oa_id, user_id), values in sorted(known.items(), key=lambda item: item[0]):
        mine = and_(contacts.c.oa_id == oa_id, contacts.c.user_id == user_id)
        await rows.run(update(contacts).where(mine).values(values))


_TAKE_BACK = delete(spendings).where(
    spendings.c.letter_key == bindparam("key"), spendings.c.at == bindparam("chosen_at")
)
_TAKE_BACK_TEXTS = delete(spendings).where(
    spendings.c.letter_key == bindparam("key"),
    spendings.c.way == Way.PACKAGE,
    spendings.c.at >= bindparam("first"),
    spendings.c.at < bindparam("last"),
)


async def set_aside(rows: Rows, traces: Sequence[Trace]) -> None:
    """Enter into the ledger, before the call, what an attempt is going to cost."""
    spent = [_spending(one) for one in traces if one.cost or one.way in (Way.PACKAGE, *TEMPLATES)]
    if spent:
        await rows.add_unless_there(spendings, spent)


async def take_back(rows: Rows, attempts: Sequence[tuple[str, datetime]]) -> None:
    """These attempts, by their letter and the moment at which they were chosen, were not made or had no effect."""
    if attempts:
        values = [{"key": key, "chosen_at": at} for key, at in attempts]
        await rows.run(_TAKE_BACK, values)


async def take_back_texts(rows: Rows, attempts: Sequence[tuple[str, datetime, datetime]]) -> None:
    """The text of these letters has not arrived: its attempts from the one moment to before the other cost nothing."""
    if attempts:
        values = [{"key": key, "first": first, "last": last} for key, first, last in attempts]
        await rows.run(_TAKE_BACK_TEXTS, values)


def _spending(one: Trace) -> dict[str, Any]:
    return {
        "letter_key": one.letter_key,
        "oa_id": one.oa_id,
        "unit_code": one.unit_code,
        "way": str(one.way),
        "cost": one.cost,
        "at": one.at,
    }


def _of_contact(one: Trace) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if one.paid_by == "reply" and one.left == 0:
        values["replies_left"] = 0
    if one.knocked or one.unknocked:
        values["knocked_at"] = one.at if one.knocked else None
    if one.unreachable is not None:
        values |= {"unreachable": one.unreachable[:120], "unreachable_at": one.at}
    return values
