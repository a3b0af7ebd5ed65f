"""The leader's proposal (tờ trình): whom he introduces, for whom he proposes to leave, for the chairman to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.bases import listed
from documents.changes import Change, proposed, what
from documents.issuers import plan_line, team_issuer
from documents.paper import Block, Paper, PaperKind, Signature, Style
from documents.typography import upper
from domain.units import Unit, UnitTree


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """What a proposal speaks of; `unit` is the team's, `on` the day of the leader's word if he has given it."""

    unit: Unit
    tree: UnitTree
    changes: tuple[Change, ...]
    leader: str = ""
    on: date | None = None


def proposal(facts: ProposalFacts) -> Paper:
    """A team is no agency: neither number nor seal, signed by its leader (plan 6.4)."""
    issuer = team_issuer(facts.unit, facts.tree)
    chairman = f"Chủ tịch {issuer.above}"
    lines = [proposed(one) for one in facts.changes]
    if len(lines) > 1:
        lines = [f"{place}. {line}" for place, line in enumerate(lines, 1)]
    opening = (
        f"Thực hiện {plan_line(facts.tree, facts.unit)}, xét nguyện vọng của cá nhân và tình hình thực tế,"
        f" {issuer.name} kính trình {chairman} xem xét, quyết định việc sau:"
    )
    return Paper(
        kind=PaperKind.PROPOSAL,
        template="proposal",
        head=issuer.head,
        symbol="",
        type_name="TỜ TRÌNH",
        about=f"Về việc đề nghị {what(facts.changes, facts.tree.commune_of(facts.unit.code) or facts.unit)}",
        year=facts.tree.on.year,
        to=(chairman,),
        blocks=(
            Block(Style.TEXT, opening),
            *(Block(Style.ITEM, one) for one in listed(lines)),
            Block(Style.TEXT, f"{issuer.name} kính trình {chairman} xem xét, quyết định./."),
        ),
        signature=Signature(issuer.signs, facts.leader),
        recipients=("Như trên", f"Lưu: {issuer.file}"),
        dated=facts.on,
        names={"to": upper(issuer.name)},
        file_name=f"Tờ trình {what(facts.changes, facts.unit)}",
        is_form=False,
    )
