"""PDF of a paper, and PNG of a chart, set by typst; texts of people go in as data and are never read as markup."""

from __future__ import annotations

import json
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from documents.paper import Paper
from documents.setting import MOTTO, NATION, set_out

if TYPE_CHECKING:
    import typst

_HERE = Path(__file__).parent
FONTS = _HERE / "fonts"
PAGE = _HERE / "paper.typ"
CHART = _HERE / "chart.typ"
_one_at_a_time = threading.Lock()
"""One compiler keeps its fonts loaded; it sets one document after the other."""


def pdf(paper: Paper) -> bytes:
    """The paper as PDF with its fonts embedded and its text tagged for screen readers."""
    title = f"{paper.type_name} {paper.about}".strip()
    data = {**set_out(paper), "quoc_hieu": NATION, "tieu_ngu": MOTTO, "tieu_de_tep": title}
    found = _compiled(PAGE, {"paper": json.dumps(data, ensure_ascii=False)}, "pdf")
    return found[0]


def picture(svg: str, ppi: float) -> bytes:
    """An SVG as PNG."""
    return _compiled(CHART, {"svg": svg}, "png", ppi)[0]


def _compiled(source: Path, inputs: dict[str, str], form: str, ppi: float | None = None) -> list[bytes]:
    with _one_at_a_time:
        made = _compiler(source).compile(format=form, ppi=ppi, sys_inputs=inputs)  # type: ignore[arg-type]
    if made is None:
        raise RuntimeError("typst gave nothing")
    return made if isinstance(made, list) else [made]


@cache
def _compiler(source: Path) -> typst.Compiler:
    import typst

    return typst.Compiler(
        source, root=_HERE, font_paths=[FONTS], ignore_system_fonts=True, sys_inputs={"paper": "{}"}
    )
