"""The proposal of commendations: what the teams have proposed this year, in their words, for the commune."""

from __future__ import annotations

import pytest

from documents import Form, render
from documents.paper import NothingToWrite, PaperKind
from tests.documents.desk import paper, told, word
from tests.handlers.test_paperwork import count, newest, text_of
from tests.town import Town

SAID = "đề nghị khen thưởng bà Hoa ở thôn, đã giúp 30 hộ cài VNeID <b>"


async def test_what_the_teams_proposed_stands_in_their_words(town: Town) -> None:
    assert "đề xuất khen thưởng" in await town.hung.says(SAID)
    written = await paper(town, PaperKind.COMMENDATION, "18685")
    said = told(word(written)).replace("\u00a0", " ")
    assert "Về việc đề nghị khen thưởng trong hoạt động Tổ chuyển đổi số cộng đồng năm 2026" in said
    assert "Kính gửi: Chủ tịch Ủy ban nhân dân xã Cẩm Bình" in said
    assert "xem xét khen thưởng 1 trường hợp sau:" in said
    lines = said.splitlines()
    place = lines.index("Tổ thôn Đông Trung")
    assert "đã giúp 30 hộ cài VNeID <b>" in lines[place + 1]
    assert lines[place + 2] == "Nguyễn Văn Hùng, 16/11/2026"
    assert "TỔ TRƯỞNG" in said
    assert "Lê Quang Tân" in said
    assert not written.is_draft
    assert render(written, Form.PDF).startswith(b"%PDF-")
    assert render(written, Form.XLSX).startswith(b"PK")


async def test_without_a_proposal_there_is_nothing_to_write(town: Town) -> None:
    with pytest.raises(NothingToWrite, match="chưa có Tổ nào gửi đề xuất khen thưởng"):
        await paper(town, PaperKind.COMMENDATION, "18685")
    with pytest.raises(NothingToWrite, match="do cấp xã lập"):
        await paper(town, PaperKind.COMMENDATION, "18685-01")


async def test_by_chat_for_the_commune_only(town: Town) -> None:
    await town.hung.says(SAID)
    await town.tuan.says("tờ trình khen thưởng")
    assert (await newest(town)).name == "Tờ trình khen thưởng 2026 xã Cẩm Bình.docx"
    assert "VNeID" in text_of(await newest(town))
    before = await count(town)
    for who in (town.hung, town.lan):
        assert "dành cho người phụ trách" in await who.says("cho tôi đề nghị khen thưởng bản pdf")
    await town.giot.says("tờ trình khen thưởng")
    assert "chưa có Tổ nào gửi đề xuất khen thưởng" in town.giot.heard[-1]
    assert await count(town) == before
