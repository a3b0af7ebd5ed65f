"""Questions of officers to all teams of a unit; each answer is a report of kind "adhoc" with its revisions."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update

from domain.calendar import in_vietnam
from domain.forms import Value
from domain.periods import Period
from domain.questions import STAYS_OPEN, Answer, Question
from domain.requests import new_code
from storage import reports
from storage.database import Rows
from storage.tables import question_teams, questions
from storage.tables import reports as reports_table

FIGURE, WORDS, ABOUT = "tra_loi", "noi_dung", "cau_hoi"
"""Keys of an answer's report: its figure, what was written, the code of the question."""
CODE_LENGTH = 5


def new_question_code() -> str:
    """A code that hardly anybody has yet: "HN-A7KM2"."""
    return f"HN-{new_code(secrets.choice, CODE_LENGTH)}"


async def ask(rows: Rows, one: Question, units: Iterable[str], event_key: str) -> None:
    """Keep a question and whom it is put to."""
    await rows.add(
        questions,
        {
            "code": one.code,
            "unit_code": one.unit_code,
            "text": rows.vault.seal("questions.text", one.code, one.text),
            "asked_by": one.asked_by,
            "asked_at": one.asked_at,
            "due_at": one.due_at,
            "event_key": event_key,
        },
    )
    await rows.add_unless_there(
        question_teams, [{"question_code": one.code, "unit_code": unit} for unit in units]
    )


def _question(rows: Rows, row: Any) -> Question:
    text = rows.vault.open("questions.text", row.code, row.text)
    return Question(row.code, row.unit_code, text, row.asked_by, row.asked_at, row.due_at)


async def _all(rows: Rows, query: Select[Any]) -> list[Question]:
    return [_question(rows, row) for row in await rows.all(query)]


async def by_code(rows: Rows, code: str) -> Question | None:
    """The question of that code."""
    found = await _all(rows, select(questions).where(questions.c.code == code))
    return found[0] if found else None


async def put_to(
    rows: Rows, units: Collection[str], now: datetime, *, answered: bool = False
) -> list[tuple[Question, str]]:
    """What these teams are asked and still may answer, with the team, the most urgent first."""
    query = (
        select(questions, question_teams.c.unit_code.label("team"))
        .join(question_teams, question_teams.c.question_code == questions.c.code)
        .where(question_teams.c.unit_code.in_(sorted(units)), questions.c.due_at >= now - STAYS_OPEN)
        .order_by(questions.c.due_at, questions.c.code, question_teams.c.unit_code)
    )
    if not answered:
        query = query.where(question_teams.c.report_code.is_(None))
    return [(_question(rows, row), row.team) for row in await rows.all(query)]


async def answered_last(
    rows: Rows, units: Collection[str], since: datetime
) -> tuple[Question, str, datetime] | None:
    """The question that one of these teams answered last, not before a moment, with the team and the moment."""
    query = (
        select(questions, question_teams.c.unit_code.label("team"), question_teams.c.answered_at.label("at"))
        .join(question_teams, question_teams.c.question_code == questions.c.code)
        .where(question_teams.c.unit_code.in_(sorted(units)), question_teams.c.answered_at >= since)
        .order_by(question_teams.c.answered_at.desc())
        .limit(1)
    )
    row = await rows.first(query)
    return None if row is None else (_question(rows, row), row.team, row.at)


async def asked_in(rows: Rows, units: Collection[str], most: int = 1) -> list[Question]:
    """The newest questions of these units."""
    mine = questions.c.unit_code.in_(sorted(units))
    return await _all(rows, select(questions).where(mine).order_by(questions.c.asked_at.desc()).limit(most))


async def running(rows: Rows, since: datetime) -> list[Question]:
    """Questions whose deadline is not before this moment."""
    return await _all(rows, select(questions).where(questions.c.due_at >= since).order_by(questions.c.code))


async def mark(rows: Rows, since: datetime) -> tuple[int, int]:
    """Changes whenever a question came, or one of those still running was answered."""
    recent = questions.c.due_at >= since
    many: int = await rows.scalar(select(func.count()).select_from(questions).where(recent))
    join = questions.join(question_teams, question_teams.c.question_code == questions.c.code)
    answered = select(func.count()).select_from(join).where(recent, question_teams.c.report_code.is_not(None))
    return many, await rows.scalar(answered) if many else 0


async def answers(rows: Rows, code: str) -> list[Answer]:
    """Every team that was asked, with its answer."""
    query = (
        select(
            question_teams.c.unit_code,
            question_teams.c.report_code,
            reports_table.c.figures,
            reports_table.c.texts,
            reports_table.c.on_time,
            reports_table.c.submitted_by,
            reports_table.c.submitted_at,
        )
        .select_from(
            question_teams.outerjoin(reports_table, reports_table.c.code == question_teams.c.report_code)
        )
        .where(question_teams.c.question_code == code)
        .order_by(question_teams.c.unit_code)
    )
    return [_answer(rows, row) for row in await rows.all(query)]


def _answer(rows: Rows, row: Any) -> Answer:
    if row.report_code is None:
        return Answer(row.unit_code)
    texts = {} if row.texts is None else rows.vault.open_json("reports.texts", row.report_code, row.texts)
    figure = row.figures.get(FIGURE)
    return Answer(
        row.unit_code,
        row.report_code,
        figure,
        str(texts.get(WORDS, "")),
        row.on_time,
        row.submitted_by or "",
        row.submitted_at,
    )


async def answer(
    rows: Rows,
    one: Question,
    unit_code: str,
    values: dict[str, Value],
    by: str,
    at: datetime,
    event_key: str,
    window: str,
) -> str:
    """Keep a team's answer, or the next revision of it; the code of its report. In time is judged by the first."""
    told = {**values, ABOUT: one.code}
    mine = question_teams.c.question_code == one.code, question_teams.c.unit_code == unit_code
    place = await rows.first(select(question_teams).where(*mine).with_for_update())
    if place is not None and place.report_code is not None:
        standing = await reports.by_code(rows, place.report_code, lock=True)
        if standing is not None:
            await reports.change(
                rows, standing, standing.report.corrected(told, by, at, at), None, event_key=event_key
            )
            return str(place.report_code)
    period = Period.running(at, window)
    code = (await reports.add_adhoc(rows, unit_code, period, told, by, at, event_key)).code
    judged = {"on_time": one.in_time(at), "due_on": in_vietnam(one.due_at).date()}
    await rows.run(update(reports_table).where(reports_table.c.code == code).values(judged))
    await rows.run(update(question_teams).where(*mine).values(report_code=code, answered_at=at))
    return code


async def has_answered(rows: Rows, code: str, units: Iterable[str]) -> bool:
    """Whether all of these teams have answered the question."""
    owing = (
        question_teams.c.question_code == code,
        question_teams.c.unit_code.in_(sorted(units)),
        question_teams.c.report_code.is_(None),
    )
    return await rows.scalar(select(question_teams.c.unit_code).where(*owing).limit(1)) is None
