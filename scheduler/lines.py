"""What a sweep sees and what it says: the scene of a pass, and one line for every message that is due or is not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.calendar import WorkCalendar, in_vietnam
from domain.messages import Button, MessageKind
from domain.periods import WindowMode
from domain.units import UnitTree
from storage.database import Rows
from storage.directory import Directory
from storage.outbox import Letter
from vietnamese import writing

Deed = Callable[[Rows], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Scene:
    """The moment of a pass, and what is the same for everything in it."""

    now: datetime
    directory: Directory
    window: WindowMode
    silent: frozenset[str] = frozenset()
    """Units in which an officer has stopped the reminders (`storage/pauses.py`)."""

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return in_vietnam(self.now).date()

    @property
    def calendar(self) -> WorkCalendar:
        """Working days and quiet hours."""
        return self.directory.calendar

    @property
    def tree(self) -> UnitTree:
        """The units of today."""
        return self.directory.tree(self.today)


@dataclass(frozen=True, slots=True)
class Line:
    """One message that is due, or the reason why somebody gets none.

    `rule` is why it stands in the calendar, `about` the unit or request, `to` the address it is for, `why` the reason
    in a few words (ids, never names). `deed`: what else is written together with the letter. `within`: the keys of
    what is told in the same letter (`scheduler/digests.py`).
    """

    rule: str
    about: str
    why: str
    at: datetime | None = None
    to: str | None = None
    letter: Letter | None = None
    deed: Deed | None = None
    was_written: bool = False
    within: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether this pass writes something for it."""
        return not self.was_written and (self.letter is not None or self.deed is not None)

    def __str__(self) -> str:
        """A line of `sweep --dry-run`."""
        verdict = "write" if self.is_new else "written" if self.was_written else "nobody"
        at = "" if self.at is None else f" · {writing.moment(in_vietnam(self.at))}"
        return f"{verdict:<8}{self.to or '-'} · {self.rule}{at} · {self.about}: {self.why}"

    def noted(self) -> Line:
        """The same, found in the outbox already."""
        return replace(self, was_written=True)


def letter(
    scene: Scene,
    key: str,
    to: str,
    text: str,
    *,
    until: datetime | None,
    check: dict[str, object] | None = None,
    kind: MessageKind = MessageKind.REMINDER,
    buttons: tuple[Button, ...] = (),
) -> Letter:
    """A letter of this pass; it goes at once (a pass is silent in quiet hours), worth nothing after `until`."""
    return Letter(
        key=key,
        to=to,
        kind=str(kind),
        lane=int(kind.lane),
        text=text,
        created_at=scene.now,
        not_before=scene.now,
        expires_at=until,
        buttons=tuple(
            {"title": one.title, "payload": one.payload, "visible": one.visible} for one in buttons
        ),
        check=check,
    )
