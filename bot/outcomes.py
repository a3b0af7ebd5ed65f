"""Outcomes: what became of letters that went out is written down, many to a commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.fates import Destination, Result
from storage import directory, group_tasks, groups, knocks, outbox, rates, reach
from storage.database import Rows
from storage.outbox import Outcome
from storage.reach import Trace

Batch = Sequence[tuple[Destination, Result]]


async def write_down(rows: Rows, batch: Batch, limits: Mapping[str, int] | None) -> None:
    """Accounts, then contacts, then letters: the order in which everybody locks them (`storage/database.py`).

    ``limits``: calls a minute that Zalo has newly named, by account; None: the operator has set the rate.
    """
    traces = [result.trace for _, result in batch if result.trace is not None]
    traces += [_unknocked(place, result) for place, result in batch if place.template_id and result.unspent]
    traces += _unheard(batch)
    await rates.hold(rows, _changed(batch, limits))
    await _keep_rates(rows, batch, limits)
    asked = _knocks(batch)
    if asked:  # all in one go: what is remembered now and what is looked at after it
        await reach.hold(
            rows, {(one.oa_id, one.user_id) for one in traces if one.user_id} | {*asked.values()}
        )
    await reach.remember(rows, traces)
    going_on = await knocks.waiting_for(rows, _mentioned(batch))
    await outbox.settle(rows, await _outcomes(rows, batch, asked), going_on)
    await knocks.free_keys(rows, [result.outcome.key for _, result in batch if result.unheard])
    await _let_go_on(rows, batch, going_on)
    of_ways = [result for place, result in batch if place.way is not None]
    await reach.take_back(rows, [(one.outcome.key, one.unspent) for one in of_ways if one.unspent])
    lost = [(one.outcome.key, *one.never_arrived) for one in of_ways if one.never_arrived]
    await reach.take_back_texts(rows, lost)
    await _look_at_shut(rows, batch)


def _knocks(batch: Batch) -> dict[str, tuple[str, str]]:
    """Letters that wait for the person to write, each with the account and the id of the person in it."""
    return {
        result.outcome.key: (place.oa_id, place.user_id)
        for place, result in batch
        if place.template_id and place.user_id and result.outcome.waits_for_word
    }


async def _outcomes(rows: Rows, batch: Batch, asked: Mapping[str, tuple[str, str]]) -> list[Outcome]:
    """Those of the letters. A knock that was answered while it was under way is not waited for once more."""
    written = await reach.knocks_answered(rows, set(asked.values()))
    answered = {key for key, contact in asked.items() if contact in written}
    outcomes = [result.outcome for _, result in batch]
    return [replace(one, again_at=one.at, ways=()) if one.key in answered else one for one in outcomes]


async def _look_at_shut(rows: Rows, batch: Batch) -> None:
    """Nobody knocks there again; the caretaker looks at them, tells the officer and finds another way for posts."""
    shut = {place.group_id: one for place, one in batch if one.shut and place.group_id}
    for group_id, group in (await groups.by_group_ids(rows, shut)).items():
        await groups.change(rows, group, status=shut[group_id].shut)
        await group_tasks.look_again(rows, [group.unit_code], shut[group_id].outcome.at)


def _changed(batch: Batch, limits: Mapping[str, int] | None) -> set[str]:
    """The accounts of which something is written."""
    left = {
        result.trace.oa_id
        for _, result in batch
        if result.trace is not None and result.trace.left is not None
    }
    tired = {place.oa_id for place, result in batch if result.is_rate and limits is not None}
    return {*left, *tired, *(limits or {})}


def _unknocked(place: Destination, result: Result) -> Trace:
    """The template did not go out: whatever else waits for the person need not wait for an answer to it."""
    return Trace(result.outcome.key, place.oa_id, result.outcome.at, place.user_id, unknocked=True)


def _mentioned(batch: Batch) -> set[tuple[str, str]]:
    """Accounts and ids of those whom a knock in a group was for that has not arrived."""
    return {(place.oa_id, one) for place, result in batch for one in result.unheard}


def _unheard(batch: Batch) -> list[Trace]:
    """They were not asked for a word: nothing waits for one."""
    return [
        Trace(result.outcome.key, place.oa_id, result.outcome.at, one, unknocked=True)
        for place, result in batch
        for one in result.unheard
    ]


async def _let_go_on(rows: Rows, batch: Batch, letter_ids: Sequence[int]) -> None:
    """What waited for an answer to such a knock takes its next way, but at no hour at which nobody is written to."""
    if letter_ids:
        at = max(result.outcome.at for _, result in batch if result.unheard)
        calendar = (await directory.load(rows)).calendar
        await knocks.go_on(rows, letter_ids, calendar.next_loud_moment(at))


async def _keep_rates(rows: Rows, batch: Batch, limits: Mapping[str, int] | None) -> None:
    """What Zalo says of an account's calls holds for all processes."""
    if limits is None:
        return
    tired = {place.oa_id: result.outcome.at for place, result in batch if result.is_rate}
    for oa_id in sorted({*limits, *tired}):
        if oa_id in limits:
            await rates.learn(rows, oa_id, limits[oa_id])
        if oa_id in tired:
            await rates.exhausted(rows, oa_id, tired[oa_id])
