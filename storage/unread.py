"""Lines that were not understood: masked, sealed, counted, kept for the officers to label."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, select, update

from storage.database import Rows
from storage.tables import unread

KEPT = timedelta(days=90)
"""After the last time that it was said."""
MOST = 2000
"""Lines; while so many are kept no further one is."""


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
    mine = unread.c.digest == line.digest
    if await rows.run(update(unread).where(mine).values(times=unread.c.times + 1, last_on=today)):
        return
    if await rows.scalar(select(func.count()).select_from(unread)) >= MOST:
        return
    values = {
        "digest": line.digest,
        "line": rows.vault.seal("unread.line", line.digest, line.text),
        "speaker": line.speaker,
        "asked": line.asked[:40],
        "form": line.form[:24],
        "pending": line.pending,
        "times": 1,
        "last_on": today,
    }
    await rows.add_unless_there(unread, values)


async def kept(rows: Rows) -> Sequence[tuple[Line, int]]:
    """All lines with how often each was said, the commonest first."""
    found = await rows.all(
        select(unread).order_by(unread.c.times.desc(), unread.c.last_on.desc(), unread.c.digest)
    )
    return [
        (
            Line(
                rows.vault.open("unread.line", row.digest, row.line),
                row.speaker,
                row.asked,
                row.form,
                row.pending,
            ),
            row.times,
        )
        for row in found
    ]


async def forget(rows: Rows, today: date) -> int:
    """Drop those that nobody has said for ninety days."""
    return await rows.run(delete(unread).where(unread.c.last_on < today - KEPT))


async def forget_all(rows: Rows) -> int:
    """Drop every line: they have been labelled."""
    return await rows.run(delete(unread))
