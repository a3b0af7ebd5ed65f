"""A team's report for a period: its states, its revisions, its lock and whether it was in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.deadlines import DueDates, due_moment, is_on_time
from domain.errors import Malformed, ReasonRequired, WrongState
from domain.forms import HardError, ReportTemplate, Value, hard_check
from domain.periods import Period
from domain.requests import has_reason


class ReportKind(StrEnum):
    """The monthly report, or what an officer asked for between."""

    PERIODIC = "periodic"
    ADHOC = "adhoc"


class ReportStatus(StrEnum):
    """Where a report stands (`show reports`)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    LOCKED = "locked"
    AMENDED = "amended"
    RETRACTED = "retracted"


COUNTED = frozenset({ReportStatus.SUBMITTED, ReportStatus.LOCKED, ReportStatus.AMENDED})
"""States that count in a consolidation; drafts, returned and retracted ones do not."""

_AMENDABLE = frozenset({ReportStatus.SUBMITTED, ReportStatus.LOCKED, ReportStatus.AMENDED})


@dataclass(frozen=True, slots=True)
class Report:
    """One revision of a report; a sent revision is never changed, the next one follows it.

    `submitted_at`: arrival of this revision; `first_submitted_at`: arrival of the first that counts, by which being
    in time is judged. A nil report holds 0 for every figure.
    """

    code: str
    unit_code: str
    period: Period
    values: Mapping[str, Value]
    submitted_by: str
    form_version: str
    status: ReportStatus = ReportStatus.DRAFT
    kind: ReportKind = ReportKind.PERIODIC
    nil: bool = False
    revision: int = 0
    submitted_at: datetime | None = None
    first_submitted_at: datetime | None = None
    reason: str = ""

    @property
    def counts(self) -> bool:
        """Whether a consolidation counts it."""
        return self.status in COUNTED

    def submitted(self, by: str, at: datetime) -> Report:
        """A draft is sent, by the leader, who thereby confirms a member's; after the lock too, then it is late."""
        self._from(ReportStatus.DRAFT)
        return self._revised(self.values, by, at, ReportStatus.SUBMITTED)

    def corrected(self, values: Mapping[str, Value], by: str, at: datetime, locked_at: datetime) -> Report:
        """A new revision; before the lock a correction, after it an amendment (báo cáo đính chính)."""
        if self.is_open_to_correction(at, locked_at):
            return self._revised(values, by, at, ReportStatus.SUBMITTED)
        return self.amended(values, by, at)

    def amended(self, values: Mapping[str, Value], by: str, at: datetime) -> Report:
        """After the lock: a new revision that stands beside what was already passed on."""
        self._from(*_AMENDABLE)
        return self._revised(values, by, at, ReportStatus.AMENDED)

    def locked(self) -> Report:
        """It was consumed by a consolidation, or the lock has come."""
        self._from(ReportStatus.SUBMITTED)
        return replace(self, status=ReportStatus.LOCKED)

    def returned(self, reason: str) -> Report:
        """The commune asks for it again and says why; none of its revisions counts until it is sent again."""
        self._from(ReportStatus.SUBMITTED, ReportStatus.AMENDED)
        if not has_reason(reason):
            raise ReasonRequired
        return replace(self, status=ReportStatus.RETURNED, reason=reason.strip())

    def retracted(self, at: datetime, locked_at: datetime) -> Report:
        """Taken back by who sent it, before the lock only, all its revisions with it; what follows starts anew."""
        if not self.is_open_to_correction(at, locked_at):
            raise WrongState(f"{self.code} is locked: amend it instead", status=self.status)
        return replace(self, status=ReportStatus.RETRACTED)

    def is_open_to_correction(self, at: datetime, locked_at: datetime) -> bool:
        """Whether it may still be replaced: sent and before the lock, or asked for again."""
        return self.status is ReportStatus.RETURNED or (
            self.status is ReportStatus.SUBMITTED and at <= locked_at
        )

    def on_time(self, due: DueDates) -> bool | None:
        """Whether its first submission arrived by the teams' due date; None while nothing was sent."""
        return None if self.first_submitted_at is None else on_time(self.first_submitted_at, due)

    def _revised(self, values: Mapping[str, Value], by: str, at: datetime, status: ReportStatus) -> Report:
        return replace(
            self,
            values=dict(values),
            nil=self.nil and not any(values.values()),
            submitted_by=by,
            submitted_at=at,
            first_submitted_at=self._first(at),
            status=status,
            revision=self.revision + 1,
            reason="",
        )

    def _first(self, at: datetime) -> datetime:
        """What was asked for again did not count, so the next arrival is the first that does."""
        counted = None if self.status is ReportStatus.RETURNED else self.first_submitted_at
        return counted or at

    def _from(self, *statuses: ReportStatus) -> None:
        if self.status not in statuses:
            raise WrongState(f"{self.code} is {self.status}", status=self.status)


def draft(
    code: str,
    unit_code: str,
    period: Period,
    values: Mapping[str, Value],
    by: str,
    template: ReportTemplate,
) -> Report:
    """A draft, by a member (the leader confirms it) or by the leader before he sends it.

    Malformed names a field that the form does not have or whose value it cannot hold.
    """
    for key, value in values.items():
        verdict = hard_check(template.field(key), value)
        if isinstance(verdict, HardError):
            raise Malformed(f"{key}: {verdict.code}", field=key, code=verdict.code)
    return Report(code, unit_code, period, dict(values), by, template.version)


def on_time(first_submitted_at: datetime, due: DueDates) -> bool:
    """Whether the first submission of a team arrived by 23:59:59 of the teams' due date."""
    return is_on_time(first_submitted_at, due.team)


def locked_at(due: DueDates, consolidated_at: datetime | None = None) -> datetime:
    """From when on a team's report is amended rather than corrected.

    It is locked when a consolidation consumes it; at the latest when the commune's own consolidation is due, for
    from then on the figures count as passed on. (The teams' own due date is what the receipt asks for, not the lock:
    between the two the commune checks, and a correction costs nobody anything.)
    """
    latest = due_moment(due.commune)
    return latest if consolidated_at is None else min(latest, consolidated_at)


class Arrival(StrEnum):
    """What a new report of a team is, given the one that stands."""

    FIRST = "first"
    CORRECTION = "correction"
    AMENDMENT = "amendment"
    PROPOSED_CHANGE = "proposed_change"
    SAME = "same"


def arrival(
    standing: Report | None,
    values: Mapping[str, Value],
    by: str,
    at: datetime,
    locked_at: datetime,
    by_leader: bool = False,
) -> Arrival:
    """What it means that this report arrives while another one stands (plan II.3.2, "Two people of one team submit").

    The same figures again are nothing new. From a second person it is a proposed change that the leader is asked
    about, unless the second person is the leader or what stands was asked for again and counts no more. Otherwise a
    correction, after the lock an amendment.
    """
    if standing is None or not (standing.counts or standing.status is ReportStatus.RETURNED):
        return Arrival.FIRST
    if dict(standing.values) == dict(values) and standing.counts:
        return Arrival.SAME
    if standing.counts and by != standing.submitted_by and not by_leader:
        return Arrival.PROPOSED_CHANGE
    return Arrival.CORRECTION if standing.is_open_to_correction(at, locked_at) else Arrival.AMENDMENT


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One figure that differs; None where it was or is not given."""

    field: str
    was: Value | None
    now: Value | None


def changes(before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[FieldChange, ...]:
    """The figures that differ, in the order of the newer report."""
    keys = [*after, *(key for key in before if key not in after)]
    return tuple(
        FieldChange(key, before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)
    )
