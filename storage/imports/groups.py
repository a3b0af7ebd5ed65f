"""Import of groups: the Zalo groups of communes and villages, and the channel that reaches each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from domain.groups import GroupChannel, GroupKind
from storage import bots
from storage.bots import Bot
from storage.database import Rows
from storage.imports.accounts import UNKNOWN
from storage.imports.changes import Changes
from storage.imports.known import Circumstances, KnownUnits, load_units
from storage.imports.sheet import Columns, Line, Sheet, refuse_repeated
from storage.tables import groups

COLUMNS = Columns(("unit_code", "kind", "channel"), ("group_id", "oa_id"))


async def plan(rows: Rows, sheet: Sheet, circumstances: Circumstances) -> Changes:
    """Check the file against the units; what it would change. Key: unit and kind."""
    known = await load_units(rows)
    stored = {(row.unit_code, row.kind): row for row in await rows.all(select(groups))}
    changes = Changes("groups")
    given: dict[Line, dict[str, Any]] = {
        line: values for line in sheet if (values := _read(line, known, circumstances)) is not None
    }
    every = await bots.everything(rows)
    for values in given.values():
        values |= _kept(stored.get((values["unit_code"], values["kind"])), values)
        values |= _bot_of(values, every, known, circumstances)
    keys = {line: (values["unit_code"], values["kind"]) for line, values in given.items()}
    refuse_repeated(
        sheet, {line.number: key for line, key in keys.items()}, "unit_code", "unit_code and kind"
    )
    taken = {row.group_id: key for key, row in stored.items() if key not in keys.values()}
    for line, values in given.items():
        _check_free(line, values["group_id"], keys[line], taken)
        row = stored.get(keys[line])
        changes.put(groups, row, None if row is None else row.id, values)
    return changes


def _read(line: Line, known: KnownUnits, circumstances: Circumstances) -> dict[str, Any] | None:
    faults = len(line.faults)
    code, kind = line.code("unit_code", required=True), line.choice("kind", GroupKind)
    channel = line.choice("channel", GroupChannel)
    group_id, oa_id = line.code("group_id", most=60), line.code("oa_id", most=40)
    unit = None if code is None else known.on(code, circumstances.today) or known.newest(code)
    if code is not None and unit is None:
        line.refuse("unit_code", f"no unit {code}")
    if unit is not None and kind is not None and str(unit.kind) != str(kind):
        line.refuse("kind", f"unit {unit.code} is of kind {unit.kind}")
    if channel is GroupChannel.GMF:
        oa_id = oa_id or circumstances.oa_id or None
        if oa_id is None:
            line.refuse("oa_id", "is empty and ZALO_OA_ID is not set: which account owns the group?")
    if oa_id is not None and channel is not GroupChannel.ZALO_BOT and not circumstances.knows(oa_id):
        line.refuse("oa_id", UNKNOWN.format(oa_id))
    _check_group_id(line, channel, group_id)
    if len(line.faults) > faults or code is None or kind is None or channel is None:
        return None
    return {
        "unit_code": code,
        "kind": str(kind),
        "channel": str(channel),
        "group_id": group_id,
        "oa_id": oa_id,
    }


def _kept(row: Any, values: dict[str, Any]) -> dict[str, Any]:
    """A group of the account that was made for an empty id keeps it; one that is gone is made anew.

    One that is the account's no longer keeps nothing of what Zalo said of it and its asset.
    """
    if values["channel"] != GroupChannel.GMF and row is not None and row.channel == GroupChannel.GMF:
        return dict.fromkeys(("status", "asset_id", "expires_on", "told_at"))
    if values["channel"] != GroupChannel.GMF or values["group_id"] is not None or row is None:
        return {}
    if row.channel != GroupChannel.GMF or row.status == "gone":
        return {"asset_id": None, "status": None}
    return {"group_id": row.group_id}


def _bot_of(
    values: dict[str, Any], every: Sequence[Bot], known: KnownUnits, circumstances: Circumstances
) -> dict[str, Any]:
    """Which Zalo Bot is in the group: the one named in `oa_id`, else the one that serves the unit or a unit above."""
    if values["channel"] != GroupChannel.ZALO_BOT:
        return {"bot_id": None}
    named, above = values["oa_id"], _above(values["unit_code"], known, circumstances)
    serving = [one.bot_id for unit in (*above, None) for one in every if one.unit_code == unit]
    fit = [one.bot_id for one in every if one.bot_id == named] if named else serving
    return {"bot_id": fit[0] if fit else None}


def _above(code: str, known: KnownUnits, circumstances: Circumstances) -> list[str]:
    found: list[str] = []
    while code and code not in found:
        found.append(code)
        unit = known.on(code, circumstances.today) or known.newest(code)
        code = "" if unit is None else unit.parent_code or ""
    return found


def _check_group_id(line: Line, channel: GroupChannel | None, group_id: str | None) -> None:
    if line.cells.get("group_id") and group_id is None:
        return
    if channel is GroupChannel.MANUAL and group_id is not None:
        line.refuse("group_id", "a manual group has none")
    if channel is GroupChannel.ZALO_BOT and group_id is None:
        line.refuse("group_id", f"is empty; a group reached by {channel} needs it")


def _check_free(
    line: Line, group_id: str | None, key: tuple[str, str], taken: dict[str | None, tuple[str, str]]
) -> None:
    if group_id is None:
        return
    holder = taken.setdefault(group_id, key)
    if holder != key:
        line.refuse("group_id", f"this group belongs to unit {holder[0]}")
