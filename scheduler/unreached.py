"""Whom questions, escalations and announcements of the day before could not reach: told to an officer, who calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from domain.calendar import moment
from domain.messages import Address, MessageKind
from domain.people import Office, Person
from domain.recipients import COMMUNE_OFFICERS, holders
from scheduler.ledger import told_to
from scheduler.lines import Line, Scene
from scheduler.notices import Notice, lines_of
from scheduler.wording import MOST_NAMES
from storage import people, roster, sweeping
from storage.database import Rows
from vietnamese.writing import number

AT = time(8, 0)
TOLD = (*COMMUNE_OFFICERS, Office.TO_TRUONG)
LISTED = (MessageKind.PROMPT, MessageKind.ESCALATION, MessageKind.BROADCAST)
"""Reminders of reports have a call list of their own (`scheduler/private.py`)."""


async def plan(rows: Rows, scene: Scene) -> list[Line]:
    """One list a commune and day, from 08:00 on: name, number, and why no message arrived."""
    until = moment(scene.today, AT)
    if scene.now < until:
        return []
    failed = await sweeping.failed_between(rows, until - timedelta(days=1), until, LISTED)
    persons = await people.by_ids(rows, [Address.parse(one.to).id for one in failed])
    held = await roster.officials(rows, scene.today)
    notices: list[Notice] = []
    for commune in sorted({one.commune for one in failed}):
        entries = {
            person.id: _entry(person, one.error)
            for one in failed
            if one.commune == commune and (person := persons.get(Address.parse(one.to).id)) is not None
        }
        if entries:
            heard = [
                one for one in holders(scene.tree.get(commune), TOLD, held, scene.tree) if one not in entries
            ]
            notices += told_to(_list(commune, list(entries.values()), until), heard[:1], held)
    return await lines_of(rows, scene, notices)


def _entry(person: Person, error: str) -> str:
    phone = person.phone or "chưa có số điện thoại"
    return f"- {person.name}, {phone} ({_reason(error)})"


def _reason(error: str) -> str:
    if "bound" in error:
        return "chưa kết nối Zalo"
    if error == sweeping.EXPIRED:
        return "chưa kịp nhận tin"
    return "lâu chưa nhắn Trợ lý" if "seven days" in error else "tin không gửi được"


def _list(commune: str, entries: Sequence[str], at: datetime) -> Notice:
    rest = len(entries) - MOST_NAMES
    listed = [*entries[:MOST_NAMES], *([f"- và {number(rest)} người nữa"] if rest > 0 else [])]
    return Notice(
        "people no message reached",
        commune,
        f"{len(entries)} could not be reached since the day before",
        at,
        at + timedelta(days=1),
        f"unreached:{commune}:{at:%Y-%m-%d}",
        "Thưa {hail}, Trợ lý chưa nhắn được việc cần trả lời hoặc thông báo cho những người sau,"
        " nhờ {you} gọi giúp ạ:\n" + "\n".join(listed),
        kind=MessageKind.ESCALATION,
    )
