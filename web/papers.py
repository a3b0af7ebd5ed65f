"""Documents to download: report, members, reminder, ad hoc report of a unit; decision and proposal of a request."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from documents import Form, Paper, render
from documents.paper import NothingToWrite, PaperKind
from domain.authority import Action
from domain.calendar import in_vietnam
from domain.questions import Question
from domain.units import UnitKind
from handlers.paper_orders import FORM_WORDS, NO_UNIT
from handlers.papers import Desk, Wanted, gather
from storage import questions, requests
from storage.listing import NoSuchUnit
from vietnamese.writing import day
from web.about import by_unit
from web.crumbs import Crumb, up_from
from web.file import File
from web.page import About, Context, Names, Page, is_allowed
from web.visit import Visit

FORM = "dang"
"""The name of the form in addresses: `?dang=pdf`; without it the page says what there is."""
CODE = "ma"
"""The name of a question's code in addresses."""
NO_QUESTION = "Chưa có câu hỏi nhanh nào gửi các Tổ."
MOST = 12
"""So many questions are offered."""
TITLES = {
    PaperKind.REPORT: "Báo cáo tháng",
    PaperKind.MEMBERS: "Danh sách thành viên",
    PaperKind.REMINDER: "Công văn đôn đốc",
    PaperKind.DECISION: "Quyết định",
    PaperKind.PROPOSAL: "Tờ trình",
    PaperKind.ADHOC: "Báo cáo đột xuất",
}
NOTES = {
    PaperKind.REPORT: "Số liệu của kỳ đang chọn.",
    PaperKind.MEMBERS: "Các Tổ của đơn vị, tính đến hôm nay.",
    PaperKind.REMINDER: "Gửi các Tổ chưa báo cáo kỳ đang chọn.",
    PaperKind.DECISION: "Cùng mọi đơn chung số quyết định.",
    PaperKind.PROPOSAL: "Tổ trưởng trình Chủ tịch.",
    PaperKind.ADHOC: "Trả lời của các Tổ cho câu hỏi nhanh mới nhất.",
}
_OF_PERIOD = (PaperKind.REPORT, PaperKind.REMINDER)


@dataclass(frozen=True, slots=True)
class Offer:
    """A document that can be had: its name, its page, what it tells, and an address for each form."""

    title: str
    address: str
    note: str
    forms: tuple[tuple[str, str], ...]


class PaperPage(Page):
    """The page of one kind of document: without a form it offers, with one it gives the file."""

    def __init__(
        self, name: str, path: str, kind: PaperKind, sees: tuple[Action, ...], about: About = by_unit
    ) -> None:
        super().__init__(name, path, TITLES[kind], sees=sees, about=about, by_period=kind in _OF_PERIOD)
        self.kind = kind
        self.template = "papers.html"
        self.shows(self._given)

    async def _given(self, visit: Visit, **names: str) -> Any:
        found = await self.units(visit, names)
        unit = next(iter(found or ()))
        form = visit.asked.get(FORM, "")
        if form not in [str(one) for one in Form]:
            return _context(visit, unit, self.title, [self.offer(visit, names)])
        try:
            paper = await gather(_desk(visit), self._wanted(visit, unit, names.get("code")))
        except NothingToWrite as why:
            return _context(visit, unit, self.title, [], str(why))
        except NoSuchUnit:
            return _context(visit, unit, self.title, [], NO_UNIT)
        visit.turn.audit("took_paper", f"unit:{unit}", paper=str(self.kind), form=form)
        return file_of(visit, paper, Form(form))

    def _wanted(self, visit: Visit, unit: str, code: str | None) -> Wanted:
        """The document; years of birth and phones only for those whose office needs them."""
        wanted = Wanted(self.kind, unit, request=code, personal=visit.may(Action.SEE_PHONES, unit))
        return replace(wanted, period=visit.period) if self.kind in _OF_PERIOD else wanted

    def offer(self, visit: Visit, names: Names) -> Offer:
        """This document in every form."""
        forms = tuple(
            (FORM_WORDS[one], visit.link(self.name, {FORM: str(one)}, **names)) for one in FORM_WORDS
        )
        return Offer(self.title, visit.link(self.name, None, **names), NOTES[self.kind], forms)


class AdhocPage(PaperPage):
    """Ad hoc reports: the newest question's by itself, an older one's by its code in the address (`?ma=`)."""

    async def _given(self, visit: Visit, **names: str) -> Any:
        if visit.asked.get(FORM):
            return await super()._given(visit, **names)
        asked = await questions.asked_in(visit.rows, [names["unit"]], MOST)
        offers = [self._of_question(visit, one, names) for one in asked]
        return _context(visit, names["unit"], self.title, offers, "" if asked else NO_QUESTION)

    def _of_question(self, visit: Visit, one: Question, names: Names) -> Offer:
        forms = tuple(
            (FORM_WORDS[form], visit.link(self.name, {FORM: str(form), CODE: one.code}, **names))
            for form in FORM_WORDS
        )
        asked = day(in_vietnam(one.asked_at).date(), year=True)
        return Offer(
            f"{self.title} {one.code}", visit.link(self.name, None, **names), f"{asked}: {one.text}", forms
        )

    def _wanted(self, visit: Visit, unit: str, code: str | None) -> Wanted:
        return super()._wanted(visit, unit, visit.asked.get(CODE) or code)


def file_of(visit: Visit, paper: Paper, form: Form) -> File:
    """The paper as a file."""
    return File(f"{paper.file_name}.{form}", partial(render, paper, form, visit.site.templates))


def _desk(visit: Visit) -> Desk:
    return Desk(visit.rows, visit.directory, visit.site.window, visit.at, visit.site.templates)


def _context(visit: Visit, unit: str, last: str, offers: list[Offer], nothing: str = "") -> Context:
    crumbs = up_from(visit, unit, Crumb(last))
    return {"offers": offers, "nothing": nothing, "unit": unit, "crumbs": crumbs}


# --- what each is about --------------------------------------------------------------------------------------------


async def by_village(visit: Visit, names: Names) -> Collection[str] | None:
    """The unit, where it is a village."""
    unit = visit.tree.get(names["unit"])
    return [unit.code] if unit is not None and unit.kind is UnitKind.THON else None


async def above_villages(visit: Visit, names: Names) -> Collection[str] | None:
    """The unit, where it is one that asks teams: no village."""
    unit = visit.tree.get(names["unit"])
    return [unit.code] if unit is not None and unit.kind is not UnitKind.THON else None


async def by_place_asked(visit: Visit, names: Names) -> Collection[str] | None:
    """The unit that somebody wants to join or leave, alone: its leader's proposal is for nobody else's."""
    found = await requests.load(visit.rows, names["code"])
    return None if found is None else [found.request.unit_code]


async def by_deciding_commune(visit: Visit, names: Names) -> Collection[str] | None:
    """The commune whose chairman decides on the request."""
    found = await requests.load(visit.rows, names["code"])
    commune = None if found is None else visit.tree.commune_of(found.request.unit_code)
    return None if commune is None else [commune.code]


# --- the pages -----------------------------------------------------------------------------------------------------

report_paper = PaperPage("report_paper", "/van-ban/{unit}/bao-cao", PaperKind.REPORT, (Action.CONSOLIDATE,))
team_paper = PaperPage(
    "team_paper", "/van-ban/{unit}/bao-cao-to", PaperKind.REPORT, (Action.SEE_REPORTS,), by_village
)
members_paper = PaperPage(
    "members_paper", "/van-ban/{unit}/danh-sach", PaperKind.MEMBERS, (Action.SEE_MEMBERS,)
)
reminder_paper = PaperPage(
    "reminder_paper", "/van-ban/{unit}/cong-van", PaperKind.REMINDER, (Action.CONSOLIDATE,)
)
adhoc_paper = AdhocPage(
    "adhoc_paper", "/van-ban/{unit}/dot-xuat", PaperKind.ADHOC, (Action.ANNOUNCE,), above_villages
)
decision_paper = PaperPage(
    "decision_paper",
    "/don/{code}/quyet-dinh",
    PaperKind.DECISION,
    (Action.ENTER_DECISION,),
    by_deciding_commune,
)
proposal_paper = PaperPage(
    "proposal_paper",
    "/don/{code}/to-trinh",
    PaperKind.PROPOSAL,
    (Action.INTRODUCE, Action.PROPOSE_LEAVE, Action.SEE_REQUESTS),
    by_place_asked,
)
OF_UNIT = (report_paper, team_paper, members_paper, reminder_paper, adhoc_paper)
OF_REQUEST = (proposal_paper, decision_paper)


async def offered(visit: Visit, pages: Collection[PaperPage], **names: str) -> list[Offer]:
    """Those of these documents that the visitor may have, each once."""
    found: dict[str, Offer] = {}
    for page in pages:
        units = None if page.about is None else await page.about(visit, names)
        if units and is_allowed(visit, page.sees, units):
            found.setdefault(page.title, page.offer(visit, names))
    return list(found.values())
