"""The letter to those whose report has not arrived (công văn đôn đốc): kind words, names only, no figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.issuers import TEAM, committee, issuer_of, plan_line, team_name
from documents.paper import Align, Annex, Block, Column, Paper, PaperKind, Registered, Style, Table, goes_with
from documents.report import window_words
from documents.typography import date_words
from domain.periods import Period
from domain.units import Unit, UnitKind, UnitTree, label
from vietnamese.writing import number, sentence

MOST_ADDRESSED = 8
"""More addressees than that are named in an annex."""
ADVISES = {UnitKind.XA: "VHXH", UnitKind.HUYEN: "", UnitKind.TINH: "CĐS"}
"""The office that drafted a letter, in its symbol."""


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """What the letter speaks of. `missing`: the teams; `as_of`: the day of the count; `due`: until when, if to come."""

    unit: Unit
    tree: UnitTree
    period: Period
    window: str
    expected: int
    received: int
    missing: tuple[Unit, ...]
    as_of: date
    due: date | None = None
    signer: str = ""
    deputy_signs: bool = False
    registered: Registered | None = None


def reminder(facts: ReminderFacts) -> Paper:
    """An official letter: no name of type, "V/v" under the number."""
    issuer = issuer_of(facts.unit, facts.tree)
    named = _addressees(facts)
    many = len(named) > MOST_ADDRESSED
    advises = ADVISES[facts.unit.kind]
    return Paper(
        kind=PaperKind.REMINDER,
        template="reminder",
        head=issuer.head,
        symbol=f"{issuer.mark}-{advises}" if advises else issuer.mark,
        type_name="",
        about=f"đôn đốc báo cáo kết quả hoạt động {TEAM} tháng {facts.period.month} năm {facts.period.year}",
        year=facts.as_of.year,
        to=(f"{_collective(facts)} (có danh sách kèm theo)",) if many else named,
        blocks=tuple(Block(Style.TEXT, one) for one in _body(facts, issuer.name)),
        signature=issuer.signed(facts.signer, facts.deputy_signs),
        recipients=("Như trên", issuer.above, f"Lưu: {issuer.file}"),
        registered=facts.registered,
        annexes=(_annex(facts, issuer.name),) if many or facts.unit.kind is not UnitKind.XA else (),
        file_name=f"Công văn đôn đốc báo cáo tháng {facts.period.month}-{facts.period.year} {label(facts.unit)}",
    )


def _addressees(facts: ReminderFacts) -> tuple[str, ...]:
    if facts.unit.kind is UnitKind.XA:
        return tuple(team_name(one) for one in facts.missing)
    communes = [facts.tree.commune_of(one.code) for one in facts.missing]
    found = {one.code: committee(one) for one in communes if one is not None}
    return tuple(found.values())


def _collective(facts: ReminderFacts) -> str:
    return f"Các {TEAM}" if facts.unit.kind is UnitKind.XA else "Ủy ban nhân dân các xã, phường"


def _body(facts: ReminderFacts, issuer: str) -> tuple[str, ...]:
    until = (
        "ngay sau khi nhận được Công văn này"
        if facts.due is None
        else f"chậm nhất hết {date_words(facts.due)}"
    )
    asked = "các Tổ" if facts.unit.kind is UnitKind.XA else "Ủy ban nhân dân các xã, phường chỉ đạo các Tổ"
    help_ = "Phòng Văn hóa - Xã hội" if facts.unit.kind is UnitKind.XA else issuer
    counted = (
        f"Thực hiện {plan_line(facts.tree, facts.unit)} về chế độ báo cáo kỳ tháng {facts.period.month} năm"
        f" {facts.period.year} ({window_words(facts.period, facts.window)}), đến {date_words(facts.as_of)}, {issuer}"
        f" đã nhận được báo cáo của {number(facts.received)}/{number(facts.expected)} {TEAM}; chưa nhận được báo cáo"
        f" của {number(len(facts.missing))} Tổ."
    )
    request = (
        f"Để kịp tổng hợp, {issuer} đề nghị {asked} chưa gửi báo cáo hoàn thành và gửi báo cáo {until}. Trong kỳ"
        " không có hoạt động thì báo cáo “không phát sinh”."
    )
    offer = (
        f"Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị liên hệ {help_} để được hướng dẫn./."
    )
    return counted, request, offer


def _annex(facts: ReminderFacts, issuer: str) -> Annex:
    table = Table(
        (Column("TT", 1, Align.CENTER), Column("Tổ chưa gửi báo cáo", 8), Column("Đơn vị cấp xã", 6)),
        tuple(
            (str(place), sentence(f"Tổ {label(one)}"), _commune(one, facts))
            for place, one in enumerate(facts.missing, 1)
        ),
    )
    note = goes_with("Công văn", facts.registered, issuer)
    return Annex("DANH SÁCH TỔ CHƯA GỬI BÁO CÁO", note, (Block(Style.TABLE, table=table),))


def _commune(unit: Unit, facts: ReminderFacts) -> str:
    commune = facts.tree.commune_of(unit.code)
    return "" if commune is None else sentence(label(commune))
