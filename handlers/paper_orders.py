"""Documents ordered in chat: who may have which, what an order says, and how the finished document is handed over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from documents import Form, Paper, render
from documents.charts import Chart, png
from documents.paper import NothingToWrite, PaperKind
from domain.authority import Action, Delegation, may
from domain.people import Appointment
from domain.periods import Period
from domain.units import UnitKind, UnitTree
from handlers.month_meant import month_in
from handlers.paper_charts import drawn
from handlers.papers import Desk, Wanted, gather
from handlers.turn import Turn
from vietnamese.writing import inside

SORRY = "Dạ, Trợ lý chưa soạn được văn bản này và đã báo người quản trị. Mời thử lại sau ít phút ạ."
NO_UNIT = "Dạ, đơn vị này không có trong danh sách của kỳ đó ạ."
CHART = "chart"
"""The kind of an order for a picture."""
FORM_WORDS = {Form.DOCX: "Word", Form.PDF: "PDF", Form.XLSX: "Excel"}
_NUMBERED = {
    PaperKind.REPORT: "số 05/BC-UBND ngày 20/11",
    PaperKind.DECISION: "số 05/QĐ-UBND ngày 20/11",
    PaperKind.REMINDER: "số 15/UBND-VHXH ngày 20/11",
    PaperKind.ADHOC: "số 14/BC-UBND ngày 20/11 cho báo cáo đột xuất",
}
_NEEDS: Mapping[PaperKind, tuple[Action, ...]] = {
    PaperKind.REPORT: (Action.CONSOLIDATE,),
    PaperKind.DECISION: (Action.ENTER_DECISION,),
    PaperKind.PROPOSAL: (Action.INTRODUCE, Action.PROPOSE_LEAVE, Action.SEE_REQUESTS),
    PaperKind.MEMBERS: (Action.SEE_MEMBERS,),
    PaperKind.REMINDER: (Action.CONSOLIDATE,),
    PaperKind.ADHOC: (Action.ANNOUNCE,),
    PaperKind.COMMENDATION: (Action.ANNOUNCE,),
}


@dataclass(frozen=True, slots=True)
class Ordered:
    """What was ordered: as it is kept in the order's row, codes and words of ours only."""

    kind: str
    unit: str
    form: str
    period: str | None = None
    request: str | None = None
    personal: bool = False
    figure: str | None = None

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Ordered:
        """From the row."""
        return cls(**kept)

    def kept(self) -> dict[str, Any]:
        """For the row."""
        return asdict(self)


def entitled(
    kind: PaperKind,
    unit_code: str,
    actor: Iterable[Appointment],
    tree: UnitTree,
    delegations: Collection[Delegation] = (),
) -> bool:
    """Whether somebody may have this document of a unit (least privilege: `domain.authority`).

    A village's own report is for its team and for whoever sees its reports.
    """
    unit, held = tree.get(unit_code), tuple(actor)
    needs = _NEEDS[kind]
    if kind is PaperKind.REPORT and unit is not None and unit.kind is UnitKind.THON:
        needs = (Action.SEE_REPORTS,)
    return any(may(one, held, unit_code, tree, delegations) for one in needs)


def period_in(turn: Turn) -> Period | None:
    """The month that a message names, or None."""
    return month_in(turn.heard.text, turn.at, turn.house.window)


def lowered(error: NothingToWrite) -> str:
    """Why there is nothing to write, in the middle of a sentence to the person."""
    text = str(error).rstrip(".")
    return f"{inside(text)} ạ."


async def gathered(desk: Desk, ordered: Ordered) -> Paper | Chart:
    """The paper of an order, or the chart."""
    period = None if ordered.period is None else Period.parse(ordered.period)
    if ordered.kind == CHART:
        return await drawn(desk, ordered.unit, period or Period.closed(desk.at, desk.window), ordered.figure)
    wanted = Wanted(PaperKind(ordered.kind), ordered.unit, period, ordered.request, ordered.personal)
    return await gather(desk, wanted)


def set_in_form(paper: Paper | Chart, ordered: Ordered, templates: Path | None) -> bytes:
    """The file."""
    if isinstance(paper, Chart):
        return png(paper)
    return render(paper, Form(ordered.form), templates)


def caption(paper: Paper | Chart, ordered: Ordered) -> tuple[str, str]:
    """The file's name, and the sentence that goes with it."""
    if isinstance(paper, Chart):
        return f"{paper.title}.png", f"{paper.title}: {paper.about}"
    text = f"{paper.file_name}, bản {FORM_WORDS[Form(ordered.form)]} ạ."
    if not paper.is_settled:
        text += "\nĐây là dự thảo vì số liệu chưa duyệt; mời gõ «tổng hợp» để xem và duyệt."
    elif paper.is_draft and paper.kind in _NUMBERED:
        text += f"\nĐây là dự thảo; khi có số và ngày, mời gõ ví dụ «{_NUMBERED[paper.kind]}» rồi lấy lại."
    return f"{paper.file_name}.{ordered.form}", text
