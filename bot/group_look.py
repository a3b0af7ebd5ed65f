"""A look at one group of the account: made if it is not there, compared with who belongs in it, and mended."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import structlog

from bot.group_news import News
from bot.zalo.errors import Busy, WayClosed, ZaloError
from bot.zalo.gmf import DISABLED, FULL, NO_SUCH_PERSON, NOT_OURS, TAKEN, Asset, Calls, Gmf, Info
from domain.group_steps import MOST_A_CALL, Seen, Steps, steps
from domain.groups import GroupChannel
from scheduler.lines import Scene
from storage import audit, contacts, group_rolls, group_tasks, groups, people
from storage.audit import Entry
from storage.database import Database
from storage.group_rolls import Roll
from storage.group_tasks import Task

TRY_AGAIN = timedelta(days=7)
"""Whom Zalo did not let us invite is tried again when he has written, or after so long."""
LOST_FOR = 3
"""So many looks wait for a noted asset that Zalo calls free and refuses: the group may have been made with it."""
_log = structlog.get_logger("groups")


class Spent(Exception):
    """The account's calls of this minute are used up: the rest is done later."""


class _NoAdmin(Exception):
    """None of those who may administer the account could be the group's first member."""


@dataclass(slots=True)
class _Memory:
    """What is kept from look to look: whom Zalo refused and when, of whom the leader heard, about whom he was asked.

    ``strange``: which strangers in the group the officer has heard of, or the leader let in.
    """

    refused: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, detail: Mapping[str, Any]) -> _Memory:
        """As the task carries it."""
        lists = [list(detail.get(name, ())) for name in ("told", "asked", "strange")]
        return cls(dict(detail.get("refused", {})), *lists)

    @property
    def detail(self) -> dict[str, Any]:
        """For the task to carry."""
        return {"refused": self.refused, "told": self.told, "asked": self.asked, "strange": self.strange}


class Look:
    """Raises Spent when the minute's calls are used up, ZaloError for what cannot be done; both are safe to repeat."""

    def __init__(self, database: Database, calls: Calls, scene: Scene, default_oa: str) -> None:
        self._database = database
        self._calls = calls
        self._scene = scene
        self._default_oa = default_oa
        self._waits = True

    async def take(self, task: Task) -> dict[str, Any]:
        """Look at the group of this task; what the next look is to know.

        1. make it where it is to be made; 2. see its state, members and who asks; 3. remove, accept, invite, rename;
        4. tell the leader who asks to come in and whom Zalo does not let us invite, the officer which strangers are in;
        5. write down who is in.
        """
        roll, accounts = await self._roll(task)
        if roll is None:
            return {}
        gmf = Gmf(self._calls, roll.group.oa_id or self._default_oa)
        memory = _Memory.of(task.detail)
        try:
            self._waits = task.attempts < LOST_FOR
            made = roll if roll.group.group_id else await self._made(roll, gmf, accounts)
            if made is not None:
                await self._mend(made, gmf, accounts, memory)
        except ZaloError as error:
            if error.code not in (DISABLED, NOT_OURS) or roll.group.group_id is None:
                raise
            await self._closed(roll, "gone" if error.code == NOT_OURS else "disabled", None)
        return memory.detail

    async def _roll(self, task: Task) -> tuple[Roll | None, dict[str, str]]:
        async with self._database.read() as rows:
            found = await group_rolls.rolls(rows, self._scene.tree, [task.unit_code])
            mine = [one for one in found if one.group.kind == task.kind]
            if not mine or mine[0].group.channel != GroupChannel.GMF:
                return None, {}
            oa_id = mine[0].group.oa_id or self._default_oa
            return mine[0], await group_rolls.accounts_in(rows, oa_id, mine[0].persons)

    # --- made -------------------------------------------------------------------------------------------------------

    async def _made(self, roll: Roll, gmf: Gmf, accounts: Mapping[str, str]) -> Roll | None:
        """The group with its id. The asset is noted before it is used: what was cut off is found again by it."""
        if not roll.expected:
            return None
        found = [one async for one in gmf.assets(len(roll.expected) + 1)]
        found.sort(key=lambda one: one.asset_id != roll.group.asset_id)
        try:
            for asset in found:
                mine = asset.asset_id == roll.group.asset_id
                group_id = await self._with(asset, roll, gmf, accounts) if mine or not asset.used_id else None
                if group_id is not None:
                    return await self._begun(roll, group_id, asset)
        except _NoAdmin:
            await self._tell_that(roll, "no_admin")
            return None
        await self._tell_that(roll, "no_asset")
        return None

    async def _with(self, asset: Asset, roll: Roll, gmf: Gmf, accounts: Mapping[str, str]) -> str | None:
        if asset.used_id:
            is_ours = asset.used_id != "?" and (await gmf.info(asset.used_id)).name == roll.name
            return asset.used_id if is_ours else None
        async with self._database.write() as rows:
            await groups.change(rows, roll.group, asset_id=asset.asset_id)
        for person_id in roll.admins:
            if person_id not in accounts:
                continue
            try:
                return await gmf.create(roll.name, asset.asset_id, [accounts[person_id]])
            except ZaloError as error:
                if error.code in TAKEN:
                    if self._waits and asset.asset_id == roll.group.asset_id:
                        raise Busy(error.code, "the noted asset: was the group made with it?") from None
                    return None
                if not _is_about_the_person(error):
                    raise
        raise _NoAdmin

    async def _begun(self, roll: Roll, group_id: str, asset: Asset) -> Roll:
        values: dict[str, Any] = {"group_id": group_id, "asset_id": asset.asset_id, "name": roll.name}
        async with self._database.write() as rows:
            await groups.change(rows, roll.group, **values, status="enabled")
            await News(rows, self._scene, roll).made()
            unit = f"unit:{roll.group.unit_code}"
            await audit.note(
                rows, Entry(self._scene.now, "clock", "group_made", unit, {"kind": roll.group.kind})
            )
        _log.info("group_made", unit=roll.group.unit_code)
        return replace(roll, group=replace(roll.group, **values, status="enabled"))

    async def _tell_that(self, roll: Roll, what: str) -> None:
        async with self._database.write() as rows:
            news = News(rows, self._scene, roll)
            await getattr(news, what)(self._scene.today)

    # --- mended -----------------------------------------------------------------------------------------------------

    async def _mend(self, roll: Roll, gmf: Gmf, accounts: Mapping[str, str], memory: _Memory) -> None:
        group_id = roll.group.group_id or ""
        info = await gmf.info(group_id)
        if not info.enabled:
            await self._closed(roll, "disabled", info)
            return
        names, there = await gmf.pending(group_id), await gmf.members(group_id)
        seen = Seen(info.name, frozenset(there), frozenset(names))
        todo = steps(roll.wanted(accounts), seen, roll.group.name)
        await self._remember_names(roll, names, todo, memory)
        if await self._change(roll, gmf, todo, memory):
            there = await gmf.members(group_id)
        await self._write(roll, gmf.oa_id, info, there)
        await self._tell_strange(roll, gmf.oa_id, there, memory)
        await self._tell_uninvited(roll, accounts, info, memory)

    async def _change(self, roll: Roll, gmf: Gmf, todo: Steps, memory: _Memory) -> bool:
        """Whether anybody may have come or gone. A full group makes room first."""
        group_id = roll.group.group_id or ""
        invite = await self._worth_trying(gmf.oa_id, todo.invite, memory)
        if todo.remove:
            await gmf.remove(group_id, todo.remove)
        try:
            if todo.accept:
                await gmf.accept(group_id, todo.accept)
            for start in range(0, len(invite), MOST_A_CALL):
                await self._invite(gmf, group_id, invite[start : start + MOST_A_CALL], memory)
        except ZaloError as error:
            if error.code != FULL:
                raise
            await self._tell_that(roll, "full")
        if todo.rename is not None:
            await gmf.rename(group_id, todo.rename)
        return bool(todo.accept or invite or todo.remove)

    async def _worth_trying(self, oa_id: str, user_ids: Sequence[str], memory: _Memory) -> list[str]:
        """Those whom Zalo has not refused, or who have written since."""
        async with self._database.read() as rows:
            known = await contacts.known(rows, [(oa_id, one) for one in user_ids if one in memory.refused])
        found = []
        for one in user_ids:
            since = memory.refused.get(one)
            wrote = known[oa_id, one].last_seen_at if (oa_id, one) in known else None
            at = None if since is None else datetime.fromisoformat(since)
            if at is None or self._scene.now - at >= TRY_AGAIN or (wrote is not None and wrote > at):
                memory.refused.pop(one, None)
                found.append(one)
        return found

    async def _invite(self, gmf: Gmf, group_id: str, user_ids: Sequence[str], memory: _Memory) -> None:
        """Nobody fails for another: a call that is refused is made again for each half."""
        if not user_ids:
            return
        try:
            await gmf.invite(group_id, user_ids)
        except ZaloError as error:
            if not _is_about_the_person(error):
                raise
            if len(user_ids) == 1:
                memory.refused[user_ids[0]] = self._scene.now.isoformat()
                return
            half = len(user_ids) // 2
            await self._invite(gmf, group_id, user_ids[:half], memory)
            await self._invite(gmf, group_id, user_ids[half:], memory)

    # --- told and written -------------------------------------------------------------------------------------------

    async def _remember_names(
        self, roll: Roll, names: Mapping[str, str], todo: Steps, memory: _Memory
    ) -> None:
        """Strangers who ask to come in are shown to the leader, each once while he waits."""
        memory.asked = [one for one in memory.asked if one in todo.ask]
        async with self._database.write() as rows:
            news = News(rows, self._scene, roll)
            for one in todo.ask:
                if one not in memory.asked and await news.stranger(one, names[one], self._scene.now):
                    memory.asked.append(one)

    async def _tell_uninvited(
        self, roll: Roll, accounts: Mapping[str, str], info: Info, memory: _Memory
    ) -> None:
        """Who has no account here, or whom Zalo refused: the leader hears of each once, with the link."""
        out = {
            one for one in roll.expected if accounts.get(one, one) in memory.refused or one not in accounts
        }
        memory.told = sorted(set(memory.told) & out)
        new = sorted(out - set(memory.told) - {roll.keeper})
        if not new or not info.link:
            return
        async with self._database.write() as rows:
            names = await group_rolls.names_of(rows, new)
            if await News(rows, self._scene, roll).uninvited(names, info.link, _mark(new)):
                memory.told += new

    async def _tell_strange(self, roll: Roll, oa_id: str, there: Mapping[str, str], memory: _Memory) -> None:
        """Who is in the group and bound to nobody we know: the officer hears of each once, by the name at Zalo.

        Whom the leader let in is no news.
        """
        async with self._database.write() as rows:
            bound = await people.bindings_of(rows, [(oa_id, one) for one in there])
            strange = [one for one in sorted(there) if (oa_id, one) not in bound]
            let_in = await group_tasks.let_in(rows, roll.group.unit_code, roll.group.kind)
            memory.strange = [one for one in strange if one in let_in or one in memory.strange]
            new = [one for one in strange if one not in memory.strange]
            names = [there[one] for one in new]
            if new and await News(rows, self._scene, roll).strangers(names, _mark(new)):
                memory.strange += new

    async def _write(self, roll: Roll, oa_id: str, info: Info, there: Collection[str]) -> None:
        now, group_id = self._scene.now, roll.group.group_id or ""
        values = {
            "name": roll.name,
            "status": "enabled",
            "asset_id": info.asset_id,
            "expires_on": None if info.auto_renew else info.valid_through,
            "reconciled_at": now,
            "told_at": None,
        }
        async with self._database.write() as rows:
            await groups.change(rows, roll.group, **values)
            await groups.keep_link(rows, roll.group, info.link)
            await groups.seen(rows, oa_id, group_id, there, now)

    async def _closed(self, roll: Roll, status: str, info: Info | None) -> None:
        """Kept as it is; the officer hears of it once, and posts go to the owner meanwhile."""
        now, told_at = self._scene.now, roll.group.told_at
        async with self._database.write() as rows:
            news = News(rows, self._scene, roll)
            if roll.group.status != status or told_at is None:
                told = await (
                    news.gone(self._scene.today)
                    if status == "gone"
                    else news.disabled(self._scene.today, info)
                )
                told_at = now if told else None
            await groups.change(rows, roll.group, status=status, told_at=told_at, reconciled_at=now)


def _mark(ids: Sequence[str]) -> str:
    return sha256(" ".join(ids).encode()).hexdigest()[:16]


def _is_about_the_person(error: ZaloError) -> bool:
    return isinstance(error, WayClosed) or error.code == NO_SUCH_PERSON
