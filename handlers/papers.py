"""Papers from rows: what a document speaks of is gathered here, for the command line, for chat and for the pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from documents.paper import NothingToWrite, Paper, PaperKind
from domain.calendar import in_vietnam
from domain.periods import Period
from domain.units import Unit, UnitTree
from handlers import paper_commendation, paper_lists, paper_questions, paper_reports, paper_requests
from storage.database import Rows
from storage.directory import Directory
from storage.listing import NoSuchUnit


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that somebody wants.

    ``request``: the code of a request, of an ad hoc report that of the question.
    ``personal``: whether years of birth and phones may stand in it; who may see them is for the caller to judge.
    """

    kind: PaperKind
    unit_code: str
    period: Period | None = None
    request: str | None = None
    personal: bool = True


@dataclass(frozen=True, slots=True)
class Desk:
    """Where papers are gathered: the rows, the directory, the reporting window, the moment.

    ``templates``: the folder of a province's own templates and legal bases (DOCUMENTS_PATH), if it has one.
    """

    rows: Rows
    directory: Directory
    window: str
    at: datetime
    templates: Path | None = None

    @property
    def tree(self) -> UnitTree:
        """The units valid today."""
        return self.directory.tree(in_vietnam(self.at).date())

    def unit(self, code: str, tree: UnitTree | None = None) -> Unit:
        """The unit; NoSuchUnit where there is none on the tree's day."""
        within = self.tree if tree is None else tree
        found = within.get(code)
        if found is None:
            raise NoSuchUnit(f"no unit {code} on {within.on}")
        return found

    def tree_order(self, code: str) -> list[str]:
        """The codes of a subtree, every unit followed by what lies below it."""
        below = [one for child in self.tree.children(code) for one in self.tree_order(child.code)]
        return [code, *below]


async def gather(desk: Desk, wanted: Wanted) -> Paper:
    """The paper. Raises NoSuchUnit, and NothingToWrite where there is nothing to speak of."""
    return await _GATHERED[wanted.kind](desk, wanted)


async def _report(desk: Desk, wanted: Wanted) -> Paper:
    period = wanted.period or Period.closed(desk.at, desk.window)
    return await paper_reports.report(desk, wanted.unit_code, period)


async def _decision(desk: Desk, wanted: Wanted) -> Paper:
    return await paper_requests.decide(desk, wanted.unit_code, wanted.request)


async def _proposal(desk: Desk, wanted: Wanted) -> Paper:
    return await paper_requests.propose(desk, wanted.unit_code, wanted.request)


async def _members(desk: Desk, wanted: Wanted) -> Paper:
    return await paper_lists.listed(desk, wanted.unit_code, wanted.personal)


async def _reminder(desk: Desk, wanted: Wanted) -> Paper:
    period = wanted.period or Period.closed(desk.at, desk.window)
    return await paper_lists.remind(desk, wanted.unit_code, period)


async def _adhoc(desk: Desk, wanted: Wanted) -> Paper:
    return await paper_questions.told(desk, wanted.unit_code, wanted.request)


async def _commendation(desk: Desk, wanted: Wanted) -> Paper:
    return await paper_commendation.nominated(desk, wanted.unit_code)


_GATHERED: dict[PaperKind, Callable[[Desk, Wanted], Awaitable[Paper]]] = {
    PaperKind.REPORT: _report,
    PaperKind.DECISION: _decision,
    PaperKind.PROPOSAL: _proposal,
    PaperKind.MEMBERS: _members,
    PaperKind.REMINDER: _reminder,
    PaperKind.ADHOC: _adhoc,
    PaperKind.COMMENDATION: _commendation,
}

__all__ = ["Desk", "NothingToWrite", "Wanted", "gather"]
