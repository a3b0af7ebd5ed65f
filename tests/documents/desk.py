"""Reports of the demo commune, written and opened again."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx import Document

from documents import Form, render
from documents.paper import Paper, PaperKind
from domain.periods import Period
from handlers.papers import Desk, Wanted, gather
from storage import directory
from tests.town import Town

NOVEMBER = Period(2026, 11)
REPORTS = """\
unit_code,period,submitted_at,submitted_by,nil,so_buoi,luot_tuyen_truyen,luot_huong_dan,vneid,ho_so_dvc,tt_khong_tien_mat,ho_tan_nha,kho_khan,cach_lam_hay
18685,2026-11,2026-11-18T09:10:00+07:00,P002,0,2,86,40,6,12,15,,,
18685-01,2026-11,2026-11-17T19:42:00+07:00,P011,0,5,120,86,14,9,21,12,"Sóng 4G cuối thôn yếu <b>& chậm",
18685-02,2026-11,2026-11-18T20:05:00+07:00,P021,0,3,1250,64,8,20,18,5,,
18685-03,2026-11,2026-11-16T08:00:00+07:00,P031,1,,,,,,,,,
18685-04,2026-11,2026-11-19T07:30:00+07:00,P041,0,4,95,51,7,11,13,,"{{ 7*7 }} =SUM(1) #panic() $x$ *đậm* {% if 1 %}",
"""


async def paper(town: Town, kind: PaperKind, unit: str, **more: Any) -> Paper:
    """The paper as of the town's moment."""
    async with town.rows() as rows:
        desk = Desk(rows, await directory.load(rows), "15-14", town.now)
        return await gather(desk, Wanted(kind, unit, **more))


async def reported(town: Town, unit: str = "18685") -> Paper:
    """The commune's report for November, five of seven teams having reported."""
    await town.import_csv("reports", REPORTS)
    return await paper(town, PaperKind.REPORT, unit, period=NOVEMBER)


def word(written: Paper) -> Any:
    """The Word file, opened again."""
    return Document(io.BytesIO(render(written, Form.DOCX)))


def told(document: Any) -> str:
    """Every text of a Word file in its order, those of tables too."""
    return "\n".join(one.text for one in document.element.body.iter() if one.tag.endswith("}p"))


def part(content: bytes, name: str) -> str:
    """One part of an Office file."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return opened.read(name).decode()
