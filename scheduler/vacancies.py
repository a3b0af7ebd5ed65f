"""Teams with fewer than three: every 15 days an alert until the seat is filled; a village without a leader at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.calendar import moment
from domain.messages import MessageKind
from domain.people import OFFICE_LABEL, Appointment, Office
from domain.recipients import holders
from domain.teams import Roster, TeamKind, TeamStatus
from domain.units import label, team_label
from scheduler.ledger import told_to
from scheduler.lines import Line, Scene
from scheduler.notices import Notice, lines_of
from scheduler.wording import teams
from storage import roster
from storage.database import Rows

EVERY = timedelta(days=15)
AT = time(8, 0)
TOLD = (Office.CHU_TICH_XA, Office.TO_TRUONG)
"""The chairman and the commune team's leader are told."""


@dataclass(frozen=True, slots=True)
class _Short:
    """A team that is short, since when, and on which day its newest alert is due."""

    roster: Roster
    commune: str
    since: date
    alert: date

    @property
    def code(self) -> str:
        """Its unit."""
        return self.roster.team.unit_code


async def plan(rows: Rows, scene: Scene) -> list[Line]:
    """The alerts that are due, one message a commune, person and day (J12), and the leaders to be found (J7)."""
    rosters = await roster.every_roster(rows, scene.tree)
    vacated = await roster.last_vacated(rows, scene.today)
    held = await roster.officials(rows, scene.today)
    short = _short(scene, rosters, vacated)
    notices = [*_alerts(scene, short, held), *_leaderless(scene, short, held)]
    return await lines_of(rows, scene, notices)


def _short(scene: Scene, rosters: Mapping[str, Roster], vacated: Mapping[str, date]) -> list[_Short]:
    found = []
    for code, one in sorted(rosters.items()):
        commune = scene.tree.commune_of(code)
        if one.is_full or commune is None or one.team.status is not TeamStatus.ESTABLISHED:
            continue
        begun = one.team.valid_from or one.team.decision_date or scene.today
        since = max(begun, vacated.get(code, begun))
        found.append(_Short(one, commune.code, since, _newest(since, scene)))
    return found


def _newest(since: date, scene: Scene) -> date:
    """The day of the newest alert that has come; `since` itself while none has."""
    day = since + EVERY * ((scene.today - since) // EVERY)
    has_come = scene.calendar.next_loud_moment(moment(day, AT)) <= scene.now
    return day if has_come or day == since else day - EVERY


def _alerts(scene: Scene, short: Sequence[_Short], held: Sequence[Appointment]) -> list[Notice]:
    days = sorted({(one.commune, one.alert) for one in short if one.alert > one.since})
    found = []
    for commune, day in days:
        listed = [one for one in short if (one.commune, one.alert) == (commune, day)]
        persons = holders(scene.tree.get(commune), TOLD, held, scene.tree)
        found += told_to(_alert(scene, listed, commune, day), persons, held)
    return found


def _alert(scene: Scene, listed: Sequence[_Short], commune: str, day: date) -> Notice:
    names = [f"{_name(scene, one.code)} {len(one.roster.active)}/{one.roster.size}" for one in listed]
    codes = " ".join(one.code for one in listed)
    return Notice(
        "vacant seats",
        commune,
        f"short of three: {codes}",
        scene.calendar.next_loud_moment(moment(day, AT)),
        _at(day + EVERY),
        f"vacant:{commune}:{day}",
        f"Kính gửi {{hail}}, các Tổ sau chưa đủ người: {teams(names)}. Nhờ {{you}} xem xét giới thiệu,"
        " kiện toàn để Tổ đủ người ạ.",
        kind=MessageKind.ESCALATION,
        check={"short": codes},
    )


def _leaderless(scene: Scene, short: Sequence[_Short], held: Sequence[Appointment]) -> list[Notice]:
    """The chairman is asked for the new Trưởng thôn; until then the deputy is in charge of reporting (J7)."""
    return [
        notice
        for one in short
        if one.roster.leader is None and one.roster.team.kind is TeamKind.THON and _at(one.since) <= scene.now
        for notice in told_to(_succession(scene, one), _chairman(scene, one, held), held)
    ]


def _chairman(scene: Scene, one: _Short, held: Sequence[Appointment]) -> tuple[str, ...]:
    return holders(scene.tree.get(one.commune), (Office.CHU_TICH_XA,), held, scene.tree)


def _succession(scene: Scene, one: _Short) -> Notice:
    acting = "Trong khi chờ, Tổ phó phụ trách việc báo cáo. " if one.roster.deputy else ""
    unit = scene.tree.get(one.code)
    name = f"Tổ {one.code}" if unit is None else team_label(unit)
    return Notice(
        "leader to be found",
        one.code,
        f"no {OFFICE_LABEL[Office.TO_TRUONG]} since {one.since}",
        _at(one.since),
        None,
        f"succession:{one.code}:{one.since}",
        f"Kính gửi {{hail}}, {name} hiện chưa có Tổ trưởng. {acting}"
        "Nhờ {you} cho biết Trưởng thôn (Tổ trưởng TDP) mới để kiện toàn Tổ ạ.",
        kind=MessageKind.ESCALATION,
        check={"leaderless": one.code},
    )


def _name(scene: Scene, code: str) -> str:
    unit = scene.tree.get(code)
    return code if unit is None else label(unit)


def _at(day: date) -> datetime:
    return moment(day, AT)
