"""The chairman's decision to establish a team or to change its members (kiện toàn), with its annex (plan 6.4)."""

from __future__ import annotations

from dataclasses import dataclass

from documents.bases import listed
from documents.changes import SEAT, Change, annex, decided, named, what
from documents.issuers import TEAM, committee, issuer_of, plan_line, team_name
from documents.paper import Annex, Block, Paper, PaperKind, Registered, Signature, Style, Table, goes_with
from documents.typography import date_words, upper
from domain.requests import RequestKind
from domain.units import Unit, UnitTree, label
from vietnamese.writing import number, sentence

MOST_IN_ARTICLE = 3
"""More changes than that go into an annex."""


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What a decision speaks of. `bases`: the legal bases as they are to be cited, without their endings."""

    commune: Unit
    tree: UnitTree
    changes: tuple[Change, ...]
    bases: tuple[str, ...]
    signer: str = ""
    deputy_signs: bool = False
    registered: Registered | None = None


def decision(facts: DecisionFacts) -> Paper:
    """The chairman as a person decides: head of the committee, body and signature of the chairman (plan, 1 and 6.4)."""
    issuer = issuer_of(facts.commune, facts.tree)
    listed_apart = _apart(facts)
    capacity = ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH") if facts.deputy_signs else ("CHỦ TỊCH",)
    return Paper(
        kind=PaperKind.DECISION,
        template="decision",
        head=issuer.head,
        symbol=issuer.symbol("QĐ"),
        type_name="QUYẾT ĐỊNH",
        about=f"Về việc {what(facts.changes, facts.commune)}",
        year=facts.tree.on.year,
        blocks=(*_bases(facts), *_articles(facts, listed_apart)),
        signature=Signature(capacity, facts.signer),
        recipients=("Như Điều 3", issuer.above, "Lưu: VT"),
        registered=facts.registered,
        annexes=_annexes(facts, issuer.name) if listed_apart else (),
        names={"so_thay_doi": number(len(facts.changes)), "xa": label(facts.commune)},
        file_name=f"Quyết định {what(facts.changes, facts.commune)}",
    )


def _apart(facts: DecisionFacts) -> bool:
    founds = [one for one in facts.changes if one.kind is RequestKind.ESTABLISH]
    return len(facts.changes) > (1 if founds else MOST_IN_ARTICLE)


def _bases(facts: DecisionFacts) -> list[Block]:
    lines = listed([*facts.bases, _proposal(facts)])
    authority = f"CHỦ TỊCH {upper(committee(facts.commune))}"
    return [Block(Style.AUTHORITY, authority), *(Block(Style.BASIS, one) for one in lines)]


def _proposal(facts: DecisionFacts) -> str:
    """On whose word: the leader's proposal, with its day where it is one."""
    first = facts.changes[0]
    teams = {(one.proposed_by or one.unit).code for one in facts.changes}
    if len({one.unit.code for one in facts.changes}) > 1 or len(teams) > 1:
        return f"Xét đề xuất của Tổ trưởng các {TEAM} và nguyện vọng của cá nhân"
    if first.proposed_on is None:
        return "Xét nguyện vọng của cá nhân và tình hình thực tế"
    on = f" {date_words(first.proposed_on)}" if len(facts.changes) == 1 else ""
    # A team that is not there yet has no leader to propose it: the commune team's does.
    team = facts.commune if first.kind is RequestKind.ESTABLISH else first.proposed_by or first.unit
    return f"Xét đề xuất{on} của Tổ trưởng {team_name(team)}"


def _articles(facts: DecisionFacts, listed_apart: bool) -> list[Block]:
    return [
        Block(Style.DECIDES, "QUYẾT ĐỊNH:"),
        *_first(facts, listed_apart),
        Block(Style.ARTICLE, _duties(facts), "Điều 2."),
        Block(Style.ARTICLE, _in_force(facts), "Điều 3."),
    ]


def _first(facts: DecisionFacts, listed_apart: bool) -> list[Block]:
    act = sentence(what(facts.changes, facts.commune))
    if listed_apart:
        return [Block(Style.ARTICLE, f"{act} (có danh sách kèm theo).", "Điều 1.")]
    only = facts.changes[0]
    if only.kind is RequestKind.ESTABLISH:
        members = [f"{place}. {one}" for place, one in enumerate(_seats(only), 1)]
        return [
            Block(Style.ARTICLE, f"{act}, gồm các ông (bà) có tên sau đây:", "Điều 1."),
            *(Block(Style.ITEM, one) for one in listed(members)),
        ]
    if len(facts.changes) == 1:
        return [Block(Style.ARTICLE, f"{decided(only)}.", "Điều 1.")]
    lines = [f"{place}. {decided(one)}" for place, one in enumerate(facts.changes, 1)]
    return [
        Block(Style.ARTICLE, f"{act}, cụ thể như sau:", "Điều 1."),
        *(Block(Style.ITEM, one) for one in listed(lines)),
    ]


def _seats(one: Change) -> list[str]:
    return [f"{sentence(named(person))} - {SEAT[office]}" for person, office in one.seats]


def _duties(facts: DecisionFacts) -> str:
    plan = plan_line(facts.tree, facts.commune)
    if all(one.kind is RequestKind.ESTABLISH for one in facts.changes):
        return (
            f"{TEAM} tuyên truyền, hướng dẫn người dân sử dụng nền tảng số, công nghệ số; tham gia các nhiệm vụ chuyển"
            f" đổi số trên địa bàn; báo cáo {committee(facts.commune)} kết quả hoạt động định kỳ hoặc đột xuất theo"
            f" {plan}."
        )
    comes = [one for one in facts.changes if one.kind is not RequestKind.LEAVE]
    goes = [one for one in facts.changes if one.kind is not RequestKind.JOIN]
    told = [f"Người tham gia Tổ thực hiện nhiệm vụ theo phân công của Tổ trưởng và {plan}."] if comes else []
    told += ["Người thôi tham gia Tổ bàn giao công việc, tài liệu (nếu có) cho Tổ trưởng."] if goes else []
    return " ".join(told)


def _in_force(facts: DecisionFacts) -> str:
    where = label(facts.commune)
    place = "danh sách kèm theo" if _apart(facts) else "Điều 1"
    only = facts.changes[0]
    whom = f"các ông (bà) có tên tại {place}"
    if len(facts.changes) == 1 and only.replaces is None and only.kind is not RequestKind.ESTABLISH:
        whom = named(only.person, born=False)
    units = {one.unit.code for one in facts.changes} | {
        one.from_unit.code for one in facts.changes if one.from_unit
    }
    leaders = f"Tổ trưởng {team_name(only.unit)}" if len(units) == 1 else f"Tổ trưởng các {TEAM} liên quan"
    return (
        "Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"
        f" {where}, Trưởng phòng Văn hóa - Xã hội, {leaders} và {whom}"
        " chịu trách nhiệm thi hành Quyết định này./."
    )


def _annexes(facts: DecisionFacts, issuer: str) -> tuple[Annex, ...]:
    table: Table = annex(facts.changes)
    said = goes_with("Quyết định", facts.registered, f"Chủ tịch {issuer}")
    title = f"DANH SÁCH {upper(what(facts.changes, facts.commune))}"
    return (Annex(title, said, (Block(Style.TABLE, table=table),)),)
