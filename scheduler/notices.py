"""Notices: what somebody is to be told, before it is known how he is addressed and whether he can be reached."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.messages import Button, MessageKind
from domain.people import OFFICIALS, Office, address
from domain.ways import Way, next_step
from scheduler.lines import Deed, Line, Scene, letter
from storage import recipients
from storage.database import Rows
from storage.recipients import Recipient
from vietnamese.writing import sentence


def spoken(text: str, recipient: Recipient, scene: Scene, office: Office) -> str:
    """The text for this person in that office: {hail} is "bác Hùng", {you} "bác", {You} "Bác".

    An official is "đồng chí"; what somebody asked to be called comes first.
    """
    usual = address(recipient.person, scene.today, (office,), formal=office in OFFICIALS)
    you = recipient.call_me or usual
    if you == "bạn":
        text = re.sub(r"^Thưa ", "Chào ", text)
    hail = f"{you} {recipient.person.given_name()}"
    return text.replace("{hail}", hail).replace("{you}", you).replace("{You}", sentence(you))


PAUSED = (MessageKind.REMINDER, MessageKind.ESCALATION, MessageKind.BROADCAST)
"""What an officer's pause holds back: everything but questions that follow from somebody's act."""
AT_A_STRETCH = 200
"""After so many lines whoever else waits in this process has a turn."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one person, in the office in which he is told, or one group (`to`).

    With neither, or without a text, nobody is told and `why` says why. `text` may hold {hail}, {you}, {You}.
    """

    rule: str
    about: str
    why: str
    at: datetime
    until: datetime | None
    key: str = ""
    text: str = ""
    person_id: str | None = None
    office: Office = Office.TO_TRUONG
    to: str | None = None
    kind: MessageKind = MessageKind.REMINDER
    buttons: tuple[Button, ...] = ()
    check: dict[str, object] | None = None
    deed: Deed | None = None
    comes_anyway: bool = False
    """Whether it comes even to somebody who asked not to be reminded."""
    unit: str = ""
    """The unit by which it is paused, where `about` is none."""

    @property
    def paused_by(self) -> str | None:
        """The unit whose pause (storm) holds it back; None: what was asked for is told all the same."""
        return (self.unit or self.about) if self.kind in PAUSED else None


async def lines_of(rows: Rows, scene: Scene, notices: Sequence[Notice]) -> list[Line]:
    """A line for every notice: the letter, or why there is none."""
    wanted = [one.person_id for one in notices if one.person_id is not None]
    known = await recipients.recipients(rows, wanted, scene.now) if wanted else {}
    lines = []
    for number, one in enumerate(notices):
        if number % AT_A_STRETCH == 0:
            await asyncio.sleep(0)
        lines.append(_line(scene, one, known))
    return lines


def _line(scene: Scene, notice: Notice, known: dict[str, Recipient]) -> Line:
    if notice.text and notice.paused_by in scene.silent:
        why = f"{notice.why}; but reminders are paused there"
        return Line(notice.rule, notice.about, why, notice.at, deed=notice.deed)
    if notice.person_id is None or not notice.text:
        return _without_person(scene, notice)
    recipient = known.get(notice.person_id)
    to = f"person:{notice.person_id}"
    against = "unknown person" if recipient is None else reason_against(recipient, scene, notice)
    if recipient is None or against is not None:
        why = f"{notice.why}; but {against}"
        return Line(notice.rule, notice.about, why, notice.at, to, deed=notice.deed)
    return _written(scene, notice, to, spoken(notice.text, recipient, scene, notice.office))


def _without_person(scene: Scene, notice: Notice) -> Line:
    if notice.to is None or not notice.text:
        return Line(notice.rule, notice.about, notice.why, notice.at, deed=notice.deed)
    return _written(scene, notice, notice.to, notice.text)


def _written(scene: Scene, notice: Notice, to: str, text: str) -> Line:
    check = notice.check
    if check is not None and notice.person_id is not None:
        check = {**check, "person": notice.person_id}
    if notice.paused_by is not None:
        check = {**(check or {}), "not_paused": notice.paused_by}
    owed = letter(
        scene,
        notice.key,
        to,
        text,
        until=notice.until,
        check=check,
        kind=notice.kind,
        buttons=notice.buttons,
    )
    return Line(notice.rule, notice.about, notice.why, notice.at, to, owed, notice.deed)


def reason_against(recipient: Recipient, scene: Scene, notice: Notice) -> str | None:
    """Why this person is not written to, or None."""
    if recipient.is_erased or recipient.has_withdrawn:
        return "consent was withdrawn"
    snoozed, minds = recipient.snoozed_until, notice.kind is MessageKind.REMINDER and not notice.comes_anyway
    if minds and snoozed is not None and scene.today < snoozed:
        return f"asked not to be reminded until {snoozed}"
    return unreachable(recipient, scene)


def unreachable(recipient: Recipient, scene: Scene) -> str | None:
    """Why no message can reach this person by any way, or None."""
    if next_step(recipient.reach, scene.now).way is not Way.CALL:
        return None
    if recipient.account is None:
        return "no Zalo account is bound"
    wrote = recipient.last_wrote_at
    return f"Zalo's window is closed, last wrote {wrote:%Y-%m-%d}" if wrote else "Zalo's window is closed"
