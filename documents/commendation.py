"""The proposal of commendations: what the teams have proposed this year, for the chairman to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.issuers import TEAM, plan_line, team_issuer
from documents.paper import Align, Block, Column, Paper, PaperKind, Signature, Style, Table
from documents.report import team_label
from documents.typography import clean, short_date, upper
from domain.units import Unit, UnitTree, label
from vietnamese.writing import number, sentence


@dataclass(frozen=True, slots=True)
class Nomination:
    """What somebody proposed: for which unit, in his words, who, when."""

    unit: Unit
    text: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class CommendationFacts:
    """What it speaks of. `unit`: the commune; `year`: of the nominations; `leader`: of the commune's team."""

    unit: Unit
    tree: UnitTree
    year: int
    nominations: tuple[Nomination, ...]
    leader: str = ""


_REVIEW = (
    "Ghi chú: cột “Nội dung đề nghị” là nguyên văn do các Tổ gửi; thành tích và hình thức khen thưởng được rà soát,"
    " bổ sung trước khi trình."
)


def commendation(facts: CommendationFacts) -> Paper:
    """The commune team proposes, the chairman awards or passes it on; the words are for the officer to edit."""
    issuer = team_issuer(facts.unit, facts.tree)
    chairman = f"Chủ tịch {issuer.above}"
    opening = (
        f"Thực hiện {plan_line(facts.tree, facts.unit)}, căn cứ đề nghị của các Tổ trong năm {facts.year},"
        f" {issuer.name} kính trình {chairman} xem xét khen thưởng {number(len(facts.nominations))} trường hợp sau:"
    )
    return Paper(
        kind=PaperKind.COMMENDATION,
        template="proposal",
        head=issuer.head,
        symbol="",
        type_name="TỜ TRÌNH",
        about=f"Về việc đề nghị khen thưởng trong hoạt động {TEAM} năm {facts.year}",
        year=facts.tree.on.year,
        to=(chairman,),
        blocks=(
            Block(Style.TEXT, opening),
            Block(Style.TABLE, table=_table(facts)),
            Block(Style.NOTE, _REVIEW),
            Block(Style.TEXT, f"{issuer.name} kính trình {chairman} xem xét, quyết định./."),
        ),
        signature=Signature(issuer.signs, facts.leader),
        recipients=("Như trên", f"Lưu: {issuer.file}"),
        dated=facts.tree.on,
        names={"to": upper(issuer.name)},
        file_name=f"Tờ trình khen thưởng {facts.year} {label(facts.unit)}",
        is_form=False,
    )


def _table(facts: CommendationFacts) -> Table:
    rows = [
        (
            str(place),
            sentence(team_label(one.unit)),
            clean(one.text),
            ", ".join(part for part in (clean(one.by), short_date(one.on)) if part),
            "",
        )
        for place, one in enumerate(facts.nominations, 1)
    ]
    return Table(
        (
            Column("TT", 0.9, Align.CENTER),
            Column("Nơi đề nghị", 3.0),
            Column("Nội dung đề nghị", 6.0),
            Column("Người đề nghị, ngày", 3.0),
            Column("Hình thức khen thưởng", 2.4),
        ),
        tuple(rows),
    )
