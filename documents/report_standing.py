"""Where the figures of a monthly report stand: agreed to and sent up, or still open; and what came after that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from documents.typography import NBSP, date_words
from domain.calendar import in_vietnam
from domain.consolidations import Difference
from domain.forms import ReportTemplate
from vietnamese.writing import clock, inside, join_vi, number

MOST_NAMED = 12
"""So many teams are named in a line; of the others the number is told."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How binding the figures are, and since when.

    ``as_of``: when they were read; ``approved_at``: when they were agreed to, None while they are open; ``sent_at``:
    when they were sent up and so closed; ``addendum``: which addendum they are, 0 for the first sending; ``change``:
    what the reports have said since; ``exact``: whether the teams' own figures are those that were agreed to.
    """

    as_of: datetime
    approved_at: datetime | None = None
    sent_at: datetime | None = None
    addendum: int = 0
    change: Difference | None = None
    exact: bool = True

    @property
    def is_open(self) -> bool:
        """Whether nobody has agreed to the figures yet: what is written of them is a draft."""
        return self.approved_at is None

    def lines(self, template: ReportTemplate, teams: Mapping[str, str]) -> list[str]:
        """What is said on paper; ``teams``: names of teams by unit."""
        later = [] if not self.change else [self._later(self.change, template, teams)]
        return [self._settled(), *later]

    def _settled(self) -> str:
        if self.approved_at is None:
            return f"Số liệu chưa duyệt, tính đến {_moment(self.as_of)}, còn có thể thay đổi."
        agreed = f"Số liệu đã duyệt {date_words(in_vietnam(self.approved_at).date())}"
        if self.sent_at is None:
            return f"{agreed}, chưa gửi lên cấp trên."
        which = f", bản bổ sung {self.addendum}" if self.addendum else ""
        return f"{agreed}, chốt {_moment(self.sent_at)} khi gửi lên cấp trên{which}."

    def _later(self, change: Difference, template: ReportTemplate, teams: Mapping[str, str]) -> str:
        told = [
            f"{inside(template.field(key).label)} {number(was)}{NBSP}→{NBSP}{number(now)}"
            for key, was, now in change.sums
            if key in template
        ]
        if change.arrived:
            told.append(f"nhận thêm báo cáo của {_names(change.arrived, teams)}")
        if change.gone:
            told.append(f"không còn tính báo cáo của {_names(change.gone, teams)}")
        if self.sent_at is None:
            return f"Thay đổi sau khi duyệt (cần duyệt lại): {'; '.join(told)}."
        return f"Thay đổi sau khi chốt (chưa cộng vào báo cáo này, đưa vào bản bổ sung): {'; '.join(told)}."


def _moment(at: datetime) -> str:
    local = in_vietnam(at)
    return f"{clock(local)}{NBSP}{date_words(local.date())}"


def _names(codes: tuple[str, ...], teams: Mapping[str, str]) -> str:
    if len(codes) > MOST_NAMED:
        return f"{number(len(codes))} Tổ"
    return join_vi([teams.get(code, code) for code in codes])
