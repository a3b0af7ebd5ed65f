"""Texts beside the sums: what teams wrote, listed by unit, and what an officer made of it for his consolidation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update

from domain.consolidations import SENT, Passage
from domain.forms import FieldKind, ReportTemplate
from domain.periods import Period
from domain.units import UnitKind, UnitTree
from storage.database import Rows
from storage.directory import Directory
from storage.sources import sources
from storage.tables import consolidation_edits, consolidations

_PLACE = "consolidation_edits.text"


@dataclass(frozen=True, slots=True)
class UnitText:
    """One text of one team: what was written, and as an officer edited it. ``edited_by``: his id."""

    field: str
    about: str
    written: str
    edited: str | None = None
    edited_by: str | None = None

    @property
    def text(self) -> str:
        """What stands in the consolidation."""
        return self.written if self.edited is None else self.edited


async def texts_of(
    rows: Rows, unit_code: str, period: Period, window: str, known: Directory
) -> list[UnitText]:
    """The texts of a commune's teams in the order of the form; above, those that the units below have sent up."""
    closes = period.window(window)[1]
    tree, form = known.tree(closes), known.form(closes)
    unit = tree.get(unit_code)
    if unit is not None and unit.kind in (UnitKind.XA, UnitKind.THON):
        found = await _written(rows, unit_code, period, window, known)
    else:
        found = await _from_below(rows, unit_code, period, tree)
    edits = await _edits(rows, unit_code, period)
    ordered = sorted(found, key=lambda one: (_place(form, one.field), one.about != unit_code, one.about))
    return [_edited(one, edits.get((one.field, one.about))) for one in ordered]


def _place(form: ReportTemplate, field: str) -> int:
    return form.keys.index(field) if field in form else len(form.keys)


def _edited(one: UnitText, edit: tuple[str, str] | None) -> UnitText:
    return one if edit is None else UnitText(one.field, one.about, one.written, *edit)


async def _written(
    rows: Rows, unit_code: str, period: Period, window: str, known: Directory
) -> list[UnitText]:
    found = []
    for one in await sources(rows, unit_code, period, window, known):
        fields = known.form_version(one.form_version).fields
        wanted = [field.key for field in fields if field.kind is FieldKind.TEXT]
        found += [UnitText(key, one.unit_code, one.texts[key]) for key in wanted if one.texts.get(key)]
    return found


async def _from_below(rows: Rows, unit_code: str, period: Period, tree: UnitTree) -> list[UnitText]:
    below = [one.code for one in tree.children(unit_code)]
    sent = await sent_texts(rows, below, period)
    return [one for texts in sent.values() for one in texts]


async def sent_texts(rows: Rows, unit_codes: Iterable[str], period: Period) -> dict[str, list[UnitText]]:
    """The texts as these units sent them with their newest part."""
    table = consolidations
    mine = (
        table.c.unit_code.in_(sorted(set(unit_codes))),
        table.c.period == str(period),
        table.c.stage.in_([str(one) for one in SENT]),
    )
    found: dict[str, list[UnitText]] = {}
    for row in await rows.all(select(table).where(*mine).order_by(table.c.part)):
        place = f"{row.unit_code}/{row.period}/{row.part}"
        kept = [] if row.texts is None else rows.vault.open_json("consolidations.texts", place, row.texts)
        found[row.unit_code] = [UnitText(one["field"], one["about"], one["text"]) for one in kept]
    return found


async def _edits(rows: Rows, unit_code: str, period: Period) -> dict[tuple[str, str], tuple[str, str]]:
    table = consolidation_edits
    mine = table.c.unit_code == unit_code, table.c.period == str(period)
    found = {}
    for row in await rows.all(select(table).where(*mine).order_by(table.c.id)):
        text = rows.vault.open(_PLACE, _row(unit_code, period, row.field, row.about), row.text)
        found[row.field, row.about] = (text, row.by)
    return found


def _row(unit_code: str, period: Period, field: str, about: str) -> str:
    return f"{unit_code}/{period}/{field}/{about}"


# --- writing ------------------------------------------------------------------------------------------------------


async def edit(
    rows: Rows, unit_code: str, period: Period, one: UnitText, by: str, at: datetime, event_key: str
) -> None:
    """Keep what an officer made of a text; the newest holds, the older ones and the original stay."""
    sealed = rows.vault.seal(_PLACE, _row(unit_code, period, one.field, one.about), one.text)
    values: dict[str, Any] = {
        "unit_code": unit_code,
        "period": str(period),
        "field": one.field,
        "about": one.about,
        "text": sealed,
        "by": by,
        "at": at,
        "event_key": event_key,
    }
    await rows.add(consolidation_edits, values)


async def keep_sent(rows: Rows, sent: Passage, texts: Sequence[UnitText]) -> None:
    """The texts as they go up with this part, sealed beside its figures."""
    if not texts:
        return
    kept = [{"field": one.field, "about": one.about, "text": one.text} for one in texts]
    place = f"{sent.unit_code}/{sent.period}/{sent.part}"
    mine = and_(
        consolidations.c.unit_code == sent.unit_code,
        consolidations.c.period == str(sent.period),
        consolidations.c.part == sent.part,
    )
    sealed = rows.vault.seal_json("consolidations.texts", place, kept)
    await rows.run(update(consolidations).where(mine).values(texts=sealed))
