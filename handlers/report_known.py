"""What a report form knows: whose report it is, which figures were given, which wait for a yes."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from domain.forms import (
    Place,
    ReportTemplate,
    SoftWarning,
    Value,
    check_all,
    default_template,
    load_template,
    written,
)
from domain.periods import Period
from handlers import report_words as words
from handlers.brought import Brought
from handlers.forms import Fact
from handlers.heard import Heard
from storage import attachments
from vietnamese.writing import inside

if TYPE_CHECKING:
    from handlers.turn import Turn

PHOTOS = 5


@lru_cache(maxsize=16)
def template_of(definition: str | None) -> ReportTemplate:
    """The template a form remembers."""
    return default_template() if definition is None else load_template(definition)


def definition_of(template: ReportTemplate) -> str | None:
    """What a form has to remember of its template: nothing for the built-in one, else all of it."""
    return None if template == default_template() else json.dumps(written(template), ensure_ascii=False)


class ReportKnown(Brought):
    """What a report form knows; subclasses say what it takes, and what is asked."""

    unit_code = Fact[str]()
    team_label = Fact[str]()
    period_label = Fact[str]()
    window_label = Fact[str]()

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self._mended: Heard | None = None

    @property
    def template(self) -> ReportTemplate:
        """The form as data."""
        return template_of(self.facts.get("form"))

    @property
    def period(self) -> Period:
        """Which period it is for."""
        return Period.parse(self.facts["period"])

    @property
    def values(self) -> dict[str, Value]:
        """What was answered; what was passed over is not there."""
        given = {
            field.key: self.answers[field.key]
            for field in self.template.fields
            if self.answers.get(field.key) not in (None, "")
        }
        photos = len(self.photos) + (self.facts.get("photos_before") or 0)
        return given | ({"anh": min(photos, PHOTOS)} if photos and "anh" in self.template else {})

    @property
    def has_figures(self) -> bool:
        """Whether it says anything that can be sent."""
        return any(field.key in self.values for field in self.template.counts)

    @property
    def standing(self) -> dict[str, Value] | None:
        """The values that were sent before, when this is a correction."""
        return self.facts.get("standing")

    @property
    def history(self) -> list[dict[str, int]]:
        """The figures of earlier periods, newest first."""
        return self.facts.get("history") or []

    @property
    def place(self) -> Place:
        """The size of the village as far as known."""
        return Place(**(self.facts.get("place") or {}))

    @property
    def doubts(self) -> dict[str, Any]:
        """Figures that wait for a yes, with the sentence that asks for it."""
        return self.facts.setdefault("doubts", {})  # type: ignore[no-any-return]

    @property
    def offered(self) -> dict[str, int]:
        """Several figures at once that wait for a yes."""
        return self.facts.get("offered") or {}

    async def attend(self, turn: Turn) -> None:
        """A photo or file that could not be fetched for good belongs to it no more."""
        for ids in (self.photos, self.enclosed):
            ids[:] = await attachments.still_here(turn.rows, ids)

    @property
    def editing(self) -> str | None:
        """The field that is being given anew."""
        return self.facts.get("editing")

    @property
    def is_fixing(self) -> bool:
        """Whether a line is to be named: asked for, or a correction in which nothing differs yet."""
        return bool(self.facts.get("fixing")) or (
            self.standing is not None and self.standing == self.values and self.editing is None
        )

    @property
    def title(self) -> str:
        """The first line of a read-back."""
        return f"{self.team_label}, báo cáo {self.period_label}:"

    def warnings(self) -> list[str]:
        """What is still worth a second look and has not been confirmed."""
        found = check_all(self.template, self.values, self.history, self.place)
        confirmed = self.facts.get("confirmed") or []
        return [
            f"{inside(words.short_label(self.template.field(one.field)))}: {words.soft(self.template, one)}"
            for one in found
            if isinstance(one, SoftWarning) and one.field not in confirmed
        ]
