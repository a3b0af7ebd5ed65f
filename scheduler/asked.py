"""Questions of officers to their teams: whoever has not answered is reminded before the deadline, then it is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.calendar import in_vietnam, weekday_and_date
from domain.messages import Button, MessageKind
from domain.people import Office
from domain.questions import Question, Tally, reminders_of
from domain.teams import Roster
from domain.units import team_label
from scheduler.lines import Line, Scene
from scheduler.notices import Notice, lines_of
from scheduler.wording import teams
from storage import questions, roster
from storage.database import Rows
from vietnamese.writing import clock, number

END_LIVES = timedelta(days=2)
"""So long after the deadline it is still worth telling who asked how it ended."""
STANDS = Button("Kết quả hỏi nhanh", "tình hình hỏi nhanh")


async def plan(rows: Rows, scene: Scene) -> list[Line]:
    """The newest reminder of each question that has come, to who has not answered; at the deadline, how it ended."""
    found = await questions.running(rows, scene.now - END_LIVES)
    if not found:
        return []
    rosters = await roster.every_roster(rows, scene.tree)
    notices: list[Notice] = []
    for one in found:
        tally = Tally.of(await questions.answers(rows, one.code))
        if scene.now > one.due_at:
            notices += _ended(scene, one, tally)
        else:
            notices += _reminders(scene, one, tally, rosters)
    return await lines_of(rows, scene, notices)


async def next_moment(rows: Rows, scene: Scene) -> datetime | None:
    """When the next of these is due."""
    found = await questions.running(rows, scene.now - END_LIVES)
    times = [at for one in found for at in (*reminders_of(one, scene.calendar), _end(scene, one))]
    return min((at for at in times if at > scene.now), default=None)


def _end(scene: Scene, one: Question) -> datetime:
    return scene.calendar.next_loud_moment(one.due_at + timedelta(seconds=1))


def _until(one: Question) -> str:
    due = in_vietnam(one.due_at)
    return f"{clock(due)} {weekday_and_date(due.date())}"


def _reminders(scene: Scene, one: Question, tally: Tally, rosters: dict[str, Roster]) -> list[Notice]:
    come = [at for at in reminders_of(one, scene.calendar) if at <= scene.now]
    return (
        [_reminder(scene, one, code, come[-1], rosters.get(code)) for code in tally.missing] if come else []
    )


def _reminder(scene: Scene, one: Question, code: str, at: datetime, team: Roster | None) -> Notice:
    place = None if team is None else team.acting_leader
    later = [when for when in reminders_of(one, scene.calendar) if when > at]
    ends = later[0] if later else one.due_at
    why = f"has not answered {one.code}"
    if place is None:
        return Notice("question", code, f"{why}; but the team has neither leader nor deputy", at, ends)
    unit = scene.tree.get(code)
    return Notice(
        "question",
        code,
        why,
        at,
        ends,
        f"question:{one.code}:{at:%m%dT%H%M}:{code}:{place.person_id}",
        f"⏰ Thưa {{hail}}, hạn {_until(one)} trả lời câu hỏi nhanh «{one.text}»"
        f" của {code if unit is None else team_label(unit)}. Mời nhắn một con số hoặc một dòng ạ.",
        person_id=place.person_id,
        office=place.office,
        check={"question": one.code, "teams": code, "holds": str(place.office), "unit": code},
    )


def _ended(scene: Scene, one: Question, tally: Tally) -> list[Notice]:
    """Who asked is told how many have answered, the sum, and who has not; nothing where all had answered."""
    if not tally.missing:
        return []
    at = _end(scene, one)
    names = [team_label(unit) if (unit := scene.tree.get(code)) else code for code in tally.missing]
    total = f", tổng {number(sum(tally.figures))}" if tally.figures else ""
    notice = Notice(
        "question ended",
        one.unit_code,
        f"{len(tally.given)}/{len(tally.answers)} answered {one.code}",
        at,
        one.due_at + END_LIVES,
        f"question:{one.code}:ended",
        f"Kính gửi {{hail}}, đã hết hạn câu hỏi nhanh «{one.text}»: {len(tally.given)}/{len(tally.answers)} Tổ trả"
        f" lời{total}. Chưa trả lời: {teams(names)} ạ.",
        person_id=one.asked_by,
        office=Office.CAN_BO_CNTT_XA,
        kind=MessageKind.ESCALATION,
        buttons=(STANDS,),
    )
    return [notice] if scene.now >= at else []
