"""The report between the months (báo cáo đột xuất): what an officer asked all teams, who answered what, the sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from documents.issuers import TEAM, Issuer, issuer_of
from documents.paper import (
    Align,
    Annex,
    Block,
    Cell,
    Column,
    Paper,
    PaperKind,
    Registered,
    Sheet,
    Style,
    Table,
    goes_with,
)
from documents.report import recipients, team_label
from documents.typography import NBSP, clean, date_words, percent
from domain.calendar import in_vietnam
from domain.questions import Answer, Question, Tally
from domain.units import Unit, UnitKind, UnitTree, label
from vietnamese.writing import clock, join_vi, number, sentence

MOST_IN_BODY = 12
"""The answers of more teams than that stand in an annex."""
NOT_ZERO = "Tổ chưa trả lời không tính là 0."


@dataclass(frozen=True, slots=True)
class AnswersFacts:
    """What it speaks of. ``names``: of those who answered, by id; ``tally``: every team asked, in their order."""

    unit: Unit
    tree: UnitTree
    question: Question
    tally: Tally
    names: Mapping[str, str]
    as_of: datetime
    signer: str = ""
    deputy_signs: bool = False
    registered: Registered | None = None


def answered(facts: AnswersFacts) -> Paper:
    """The report on one question, to the level above."""
    issuer = issuer_of(facts.unit, facts.tree)
    asked = in_vietnam(facts.question.asked_at).date()
    many = len(facts.tally.answers) > MOST_IN_BODY
    return Paper(
        kind=PaperKind.ADHOC,
        template="report",
        head=issuer.head,
        symbol=issuer.symbol("BC"),
        type_name="BÁO CÁO",
        about=f"Kết quả báo cáo đột xuất {date_words(asked)} của các {TEAM}",
        year=in_vietnam(facts.as_of).year,
        to=(issuer.above,),
        blocks=tuple(_body(facts, issuer, many)),
        signature=issuer.signed(facts.signer, facts.deputy_signs),
        recipients=recipients(facts.unit, issuer),
        registered=facts.registered,
        annexes=(_annex(facts, issuer),) if many else (),
        sheets=(_sheet(facts),),
        file_name=f"Báo cáo đột xuất {facts.question.code} {label(facts.unit)}",
    )


def _body(facts: AnswersFacts, issuer: Issuer, many: bool) -> list[Block]:
    asked, due = in_vietnam(facts.question.asked_at).date(), facts.question.due_at
    opening = (
        f"{sentence(issuer.name)} báo cáo kết quả trả lời của các {TEAM} trên địa bàn {label(facts.unit)} đối với"
        f" yêu cầu báo cáo đột xuất {date_words(asked)} (mã {facts.question.code}, hạn trả lời {_moment(due)})"
        " như sau:"
    )
    where = [] if many else [Block(Style.TABLE, table=_table(facts))]
    look = " Trả lời của từng Tổ nêu tại Phụ lục." if many else ""
    return [
        Block(Style.TEXT, opening),
        Block(Style.TEXT, f"“{clean(facts.question.text)}”", "1. Nội dung yêu cầu:"),
        Block(Style.TEXT, _standing(facts), "2. Tình hình trả lời:"),
        *(Block(Style.TEXT, one) for one in _absent(facts, many)),
        Block(Style.TEXT, f"{_result(facts.tally)}{look}", "3. Kết quả:"),
        *where,
        Block(Style.TEXT, f"Trên đây là kết quả báo cáo đột xuất. {issuer.name} trân trọng báo cáo./."),
    ]


def _standing(facts: AnswersFacts) -> str:
    given, asked = facts.tally.given, len(facts.tally.answers)
    late = sum(not one.in_time for one in given)
    return (
        f"Tính đến {_moment(facts.as_of)}, đã nhận trả lời của {number(len(given))}/{number(asked)} Tổ"
        f" ({percent(len(given), asked)}); đúng hạn {number(len(given) - late)}, sau hạn {number(late)}."
    )


def _absent(facts: AnswersFacts, many: bool) -> list[str]:
    missing = facts.tally.missing
    if not missing:
        return []
    named = " (nêu tại Phụ lục)" if many else f": {join_vi([_team(code, facts) for code in missing])}"
    return [f"Chưa nhận được trả lời của {number(len(missing))} Tổ{named}."]


def _result(tally: Tally) -> str:
    if not tally.given:
        return "Chưa có Tổ nào trả lời."
    if not tally.figures:
        return "Các Tổ trả lời bằng lời, không có số liệu để cộng."
    given = f"{number(len(tally.figures))}/{number(len(tally.answers))} Tổ cho số liệu"
    return f"Tổng cộng {number(sum(tally.figures))} ({given}). {NOT_ZERO}"


def _table(facts: AnswersFacts) -> Table:
    counts = bool(facts.tally.figures)
    figure = (Column("Số liệu", 1.6, Align.RIGHT),) if counts else ()
    rows = [
        (str(place), sentence(_team(one.unit_code, facts)), *_cells(one, facts, counts))
        for place, one in enumerate(facts.tally.answers, 1)
    ]
    total = [("", "Cộng", number(sum(facts.tally.figures)), "", "")] if counts else []
    return Table(
        (
            Column("TT", 0.9, Align.CENTER),
            Column("Tổ", 4.2),
            *figure,
            Column("Nội dung trả lời", 4.8),
            Column("Người trả lời, thời gian", 4.0),
        ),
        (*rows, *total),
        frozenset({len(rows)} if counts else ()),
    )


def _cells(one: Answer, facts: AnswersFacts, counts: bool) -> tuple[str, ...]:
    figure = ("–" if one.figure is None else number(one.figure),) if counts else ()
    if not one.is_given:
        return (*figure, "chưa trả lời", "")
    late = "" if one.in_time else " (sau hạn)"
    who = ", ".join(part for part in (_name(one, facts), _when(one)) if part)
    return (*figure, clean(one.words), f"{who}{late}")


def _annex(facts: AnswersFacts, issuer: Issuer) -> Annex:
    note = goes_with("Báo cáo", facts.registered, issuer.name)
    return Annex("TRẢ LỜI CỦA TỪNG TỔ", note, (Block(Style.TABLE, table=_table(facts)),), wide=True)


def _sheet(facts: AnswersFacts) -> Sheet:
    named = (("TT", 5), ("Tổ", 34), ("Cấp xã", 24), ("Số liệu", 12), ("Nội dung trả lời", 44))
    more = (("Người trả lời", 24), ("Lúc trả lời", 18), ("Tình trạng", 14), ("Mã báo cáo", 14))
    columns = tuple(
        Column(name, size, Align.RIGHT if name == "Số liệu" else Align.LEFT) for name, size in named + more
    )
    rows: list[tuple[Cell, ...]] = [
        _row(place, one, facts) for place, one in enumerate(facts.tally.answers, 1)
    ]
    notes = (f"Hạn trả lời {_moment(facts.question.due_at)}.", _standing(facts), _result(facts.tally))
    return Sheet(
        "Trả lời", f"{facts.question.code}: {clean(facts.question.text)}", columns, tuple(rows), notes
    )


def _row(place: int, one: Answer, facts: AnswersFacts) -> tuple[Cell, ...]:
    unit, commune = facts.tree.get(one.unit_code), facts.tree.commune_of(one.unit_code)
    state = "chưa trả lời" if not one.is_given else "đúng hạn" if one.in_time else "sau hạn"
    return (
        place,
        one.unit_code if unit is None else sentence(team_label(unit)),
        "" if commune is None else sentence(label(commune)),
        one.figure,
        clean(one.words),
        _name(one, facts),
        _when(one),
        state,
        one.report_code or "",
    )


def _team(code: str, facts: AnswersFacts) -> str:
    """A village alone in its commune's report, with its commune above that."""
    unit, commune = facts.tree.get(code), facts.tree.commune_of(code)
    if unit is None:
        return code
    if facts.unit.kind is UnitKind.XA or commune is None or commune.code == code:
        return team_label(unit)
    return f"{team_label(unit)}, {label(commune)}"


def _name(one: Answer, facts: AnswersFacts) -> str:
    return clean(facts.names.get(one.by, ""))


def _when(one: Answer) -> str:
    return "" if one.at is None else f"{in_vietnam(one.at):%H:%M %d/%m/%Y}"


def _moment(at: datetime) -> str:
    local = in_vietnam(at)
    return f"{clock(local)}{NBSP}{date_words(local.date())}"
