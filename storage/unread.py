"""Lines that were not understood: masked, sealed, counted, kept for the officers to label."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select, update

from storage.database import Rows
from storage.tables import unread

KEPT = timedelta(days=90)
"""After the last time that it was said."""
MOST = 2000
"""Lines; while so many are kept no further one is."""
NOTHING = "nothing"
"""The label of a line that means nothing: it stays out of the list and becomes no test."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was said, masked (`vietnamese.masking`), and the circumstances of the language contract; never by whom."""

    text: str
    speaker: str
    asked: str = ""
    form: str = ""
    pending: int = 0

    @property
    def digest(self) -> str:
        """The same for the same line in the same circumstances."""
        said = "\n".join((self.text, self.speaker, self.asked, self.form, str(self.pending)))
        return hashlib.sha256(said.encode()).hexdigest()


async def keep(rows: Rows, line: Line, today: date) -> None:
    """Keep a line; one that is known is counted."""
    line = replace(
        line, asked=line.asked[:40], form=line.form[:24]
    )  # before the digest: it is told from the row too
    mine = unread.c.digest == line.digest
    if await rows.run(update(unread).where(mine).values(times=unread.c.times + 1, last_on=today)):
        return
    if await rows.scalar(select(func.count()).select_from(unread)) >= MOST:
        return
    values = {
        "digest": line.digest,
        "line": rows.vault.seal("unread.line", line.digest, line.text),
        "speaker": line.speaker,
        "asked": line.asked,
        "form": line.form,
        "pending": line.pending,
        "times": 1,
        "last_on": today,
    }
    await rows.add_unless_there(unread, values)


@dataclass(frozen=True, slots=True)
class Kept:
    """A line as it is kept: how often it was said, the last day, and once labelled its intent (or `NOTHING`), when."""

    line: Line
    times: int
    last_on: date
    meaning: str | None = None
    labelled_at: datetime | None = None

    @property
    def is_test(self) -> bool:
        """Whether it is labelled with what it means."""
        return self.meaning not in (None, NOTHING)


async def kept(rows: Rows) -> Sequence[Kept]:
    """All lines, the commonest first, those said last before others."""
    found = await rows.all(
        select(unread).order_by(unread.c.times.desc(), unread.c.last_on.desc(), unread.c.digest)
    )
    return [
        Kept(
            Line(
                rows.vault.open("unread.line", row.digest, row.line),
                row.speaker,
                row.asked,
                row.form,
                row.pending,
            ),
            row.times,
            row.last_on,
            row.meaning,
            row.labelled_at,
        )
        for row in found
    ]


async def count_waiting(rows: Rows) -> int:
    """How many wait for a label."""
    query = select(func.count()).select_from(unread).where(unread.c.meaning.is_(None))
    return int(await rows.scalar(query))


async def label(rows: Rows, digest: str, meaning: str, at: datetime) -> bool:
    """Say what a line means; False where it waits for no label (any more)."""
    waits = unread.c.digest == digest, unread.c.meaning.is_(None)
    return bool(await rows.run(update(unread).where(*waits).values(meaning=meaning, labelled_at=at)))


async def unlabel(rows: Rows, digest: str) -> bool:
    """Let a line wait again; False where it has no label (any more)."""
    labelled = unread.c.digest == digest, unread.c.meaning.is_not(None)
    return bool(await rows.run(update(unread).where(*labelled).values(meaning=None, labelled_at=None)))


async def forget(rows: Rows, today: date) -> int:
    """Drop those that nobody has said for ninety days, labelled or not."""
    return await rows.run(delete(unread).where(unread.c.last_on < today - KEPT))


async def drop(rows: Rows, lines: Iterable[Kept]) -> int:
    """Drop these lines: they were taken along."""
    return await rows.run(delete(unread).where(unread.c.digest.in_([one.line.digest for one in lines])))
