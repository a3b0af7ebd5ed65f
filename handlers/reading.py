"""How a text is read: what the language package is told of the speaker, the open form and the places around."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import vietnamese
from domain.forms import ReportTemplate
from domain.people import Office
from domain.periods import Period
from domain.units import UnitKind
from handlers import pending
from handlers.heard import Heard
from handlers.turn import Speaker, Turn
from vietnamese import fold

_ROLE_BY_OFFICE = {
    Office.CHU_TICH_XA: "chairman",
    Office.PHO_CHU_TICH_XA: "chairman",
    Office.TRUONG_PHONG_VHTT: "district",
    Office.CAN_BO_HUYEN: "district",
    Office.CAN_BO_SO: "department",
    Office.CAN_BO_CNTT_XA: "commune_leader",
    Office.TRUONG_PHONG_VHXH_XA: "commune_leader",
    Office.TO_TRUONG: "leader",
    Office.TO_PHO: "deputy",
    Office.THANH_VIEN: "member",
    Office.CONG_TAC_VIEN: "member",
}


ORDERS = frozenset({"member_list", "retract"})
ASKED = frozenset({"deadline", "report_status"})
ASKING = re.compile(r"\b(?:bao gio|khi nao|khi mo|ngay nao|hom nao|may|chua)\b")
MOST_WORDS = 6
"""A longer message is somebody's words, whatever it could be read as."""


async def read(turn: Turn) -> Heard:
    """The reading of this turn's text."""
    return await read_text(turn, turn.incoming.text)


async def read_text(turn: Turn, text: str) -> Heard:
    """The reading of a text in this turn's circumstances."""
    opened = turn.open
    question = None if opened is None else opened.form.asked()
    message = {
        "text": text,
        "speaker": role_of(turn.speaker, turn),
        "asked": None if question is None else question.key,
        "form": None if opened is None else opened.conversation,
        "pending": await pending.count(turn),
        "today": turn.today.isoformat(),
        "context": _context(turn),
    }
    read = vietnamese.understand(message)
    if question is not None and question.hears_orders and read["intent"] == "answer":
        read = _order_in(message) or read
    return Heard(text, read["intent"], read["slots"], read["sure"])


def _order_in(message: dict[str, Any]) -> dict[str, Any] | None:
    """Where any words would do for an answer: a short message that plainly asks for something else."""
    text = str(message["text"])
    if len(text.split()) > MOST_WORDS:
        return None
    freely = vietnamese.understand(message | {"asked": None, "form": None})
    asks = freely["intent"] in ORDERS or (freely["intent"] in ASKED and ASKING.search(fold(text)))
    return freely if freely["sure"] and asks else None


def role_of(speaker: Speaker, turn: Turn) -> str:
    """The speaker's role as the language contract names it: the highest office held."""
    for office, role in _ROLE_BY_OFFICE.items():
        units = speaker.units_with(office)
        if units and role == "leader" and any(_is_commune(turn, code) for code in units):
            return "commune_leader"
        if units:
            return role
    return "resident"


def _is_commune(turn: Turn, code: str) -> bool:
    unit = turn.tree.get(code)
    return unit is not None and unit.kind is UnitKind.XA


def _context(turn: Turn) -> dict[str, Any]:
    """Places of the speaker's commune, and the fields of the report form with their synonyms."""
    fields = fields_of(_form_meant(turn))
    question = None if turn.open is None else turn.open.form.asked()
    if question is not None and all(one["key"] != question.key for one in fields):
        fields = [*fields, {"key": question.key, "label": "", "synonyms": [], "kind": question.kind}]
    return {"places": places_around(turn), "fields": fields}


def _form_meant(turn: Turn) -> ReportTemplate:
    """The form of the report that is open, else of the period that a report sent now is for."""
    opened = None if turn.open is None else getattr(turn.open.form, "template", None)
    if isinstance(opened, ReportTemplate):
        return opened
    period = Period.current(turn.at, turn.house.window)
    return turn.directory.form(period.window(turn.house.window)[1])


@lru_cache(maxsize=16)
def fields_of(template: ReportTemplate) -> list[dict[str, Any]]:
    """The report form as the language package takes it; the very same list every time, so that it can be known."""
    return [
        {"key": one.key, "label": one.label, "synonyms": list(one.synonyms), "kind": str(one.kind)}
        for one in template.fields
    ]


def places_around(turn: Turn) -> list[dict[str, Any]]:
    """Villages of the communes in which the speaker holds an office, by name and other names."""
    communes = {turn.tree.commune_of(one.unit_code) for one in turn.speaker.offices}
    return [
        {"name": village.name, "code": village.code, "aliases": turn.directory.aliases_of(village.code)}
        for commune in communes
        if commune is not None
        for village in turn.tree.children(commune.code, UnitKind.THON)
    ]
