"""Decisions and proposals: whose they are, what they say, and when they stop being drafts."""

from __future__ import annotations

from datetime import date

import pytest

from documents.changes import Change
from documents.decision import DecisionFacts, decision
from documents.paper import NothingToWrite, PaperKind, Registered
from documents.setting import set_out
from documents.typography import padded
from domain.people import Office, Person, Sex
from domain.requests import RequestKind
from domain.units import Unit, UnitKind, UnitTree
from tests.documents.desk import paper, told, word
from tests.handlers.cases import DONG_TRUNG, HOA_BINH, files, introduced
from tests.town import MORNING, Town

DAY = MORNING.date()
COMMUNE = Unit("X", UnitKind.XA, "Phường Thành Sen", "42", DAY)
VILLAGES = tuple(Unit(f"X-{place}", UnitKind.THON, f"Tổ dân phố {place}", "X", DAY) for place in range(1, 6))
TREE = UnitTree([Unit("42", UnitKind.TINH, "Tỉnh Hà Tĩnh", None, DAY), COMMUNE, *VILLAGES], DAY)


async def test_a_join_is_proposed_agreed_and_decided_on_paper(town: Town) -> None:
    code = await introduced(town, "lan")
    proposed = told(word(await paper(town, PaperKind.PROPOSAL, DONG_TRUNG, request=code)))
    assert (
        "Giới thiệu bà Nguyễn Thị Lan, sinh năm 1995, tham gia Tổ chuyển đổi số cộng đồng thôn Đông Trung"
        in proposed
    )
    assert "Kính gửi: Chủ tịch Ủy ban nhân dân xã Cẩm Bình" in proposed
    with pytest.raises(NothingToWrite, match="chưa được Chủ tịch đồng ý"):
        await paper(town, PaperKind.DECISION, "18685", request=code)
    await town.chairman.says(f"đồng ý {code}")
    draft = told(word(await paper(town, PaperKind.DECISION, "18685")))
    assert "DỰ THẢO" in draft
    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ CẨM BÌNH" in draft
    assert "Điều 1. Công nhận bà Nguyễn Thị Lan" in draft
    assert "Xét đề xuất ngày\u00a016 tháng\u00a011 năm\u00a02026 của Tổ trưởng" in draft
    assert "TM. ỦY BAN" not in draft
    await town.chairman.says(f"số 5/QĐ-UBND ngày 15/11 cho {code}")
    await town.chairman.taps("Làm")
    final = told(word(await paper(town, PaperKind.DECISION, "18685", request=code)))
    assert "Số: 05/QĐ-UBND" in final
    assert "Cẩm Bình, ngày\u00a015 tháng\u00a011 năm\u00a02026" in final
    assert "DỰ THẢO" not in final
    with pytest.raises(NothingToWrite, match="Không có đơn"):
        await paper(town, PaperKind.DECISION, "18685")


async def test_a_request_of_elsewhere_is_not_there(town: Town) -> None:
    code = await files(town, "cuc", HOA_BINH)
    with pytest.raises(NothingToWrite, match="Không có đơn nào mang mã"):
        await paper(town, PaperKind.PROPOSAL, DONG_TRUNG, request=code)
    assert (await paper(town, PaperKind.PROPOSAL, HOA_BINH)).type_name == "TỜ TRÌNH"


def changes(count: int) -> tuple[Change, ...]:
    """So many people who come, each into another team."""
    return tuple(
        Change("A7K", RequestKind.JOIN, Person("p", "Lê Văn <Ba>", 1990, Sex.NAM), Office.THANH_VIEN, one)
        for one in VILLAGES[:count]
    )


def test_many_changes_go_into_an_annex() -> None:
    written = decision(DecisionFacts(COMMUNE, TREE, changes(5), ("Căn cứ Luật A",)))
    said = told(word(written))
    assert (
        "Điều 1. Kiện toàn các Tổ chuyển đổi số cộng đồng trên địa bàn phường Thành Sen (có danh sách kèm theo)."
        in said
    )
    assert "Phụ lục\nDANH SÁCH KIỆN TOÀN CÁC TỔ" in said
    assert "(Kèm theo Quyết định của Chủ tịch Ủy ban nhân dân phường Thành Sen)" in said
    assert said.count("Lê Văn <Ba>") == 5
    assert not decision(DecisionFacts(COMMUNE, TREE, changes(3), ())).annexes


def test_bases_end_as_the_decree_asks() -> None:
    written = decision(DecisionFacts(COMMUNE, TREE, changes(1), ("Căn cứ Luật A", "Căn cứ Kế hoạch số ……")))
    bases = [one.text for one in written.blocks if one.style == "basis"]
    assert [one[-1] for one in bases] == [";", ";", "."]


def test_a_vice_chairman_signs_for_the_chairman() -> None:
    written = decision(DecisionFacts(COMMUNE, TREE, changes(1), (), signer="Lê Quang Tân", deputy_signs=True))
    assert written.signature.capacity == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


def test_a_team_is_established_with_its_members() -> None:
    seats = ((Person("a", "Trần A", 1960, Sex.NAM), Office.TO_TRUONG), (Person("b", "Lê B"), Office.TO_PHO))
    one = Change("A7K", RequestKind.ESTABLISH, seats[0][0], Office.TO_TRUONG, VILLAGES[0], seats=seats)
    said = told(word(decision(DecisionFacts(COMMUNE, TREE, (one,), ()))))
    assert "Về việc thành lập Tổ chuyển đổi số cộng đồng tổ dân phố 1" in said.replace("\u00a0", " ")
    assert "1. Ông Trần A, sinh năm 1960 - Tổ trưởng;\n2. Ông (bà) Lê B - Tổ phó." in said


@pytest.mark.parametrize(
    ("typed", "set_as"), [("5/QĐ-UBND", "05/QĐ-UBND"), ("12/QĐ-UBND", "12/QĐ-UBND"), ("105", "105")]
)
def test_numbers_below_ten_are_padded(typed: str, set_as: str) -> None:
    assert padded(typed) == set_as


def test_the_line_below_a_heading_is_a_third_to_a_half_of_it() -> None:
    data = set_out(decision(DecisionFacts(COMMUNE, TREE, changes(1), ())))
    assert 13 < data["ke_co_quan"] < 26


def test_an_annex_names_the_decision_it_goes_with_once_that_has_a_number() -> None:
    given = Registered("5/QĐ-UBND", date(2026, 11, 12))
    said = told(word(decision(DecisionFacts(COMMUNE, TREE, changes(4), (), registered=given)))).replace(
        "\u00a0", " "
    )
    assert "Kèm theo Quyết định số 05/QĐ-UBND ngày 12 tháng 11 năm 2026 của Chủ tịch" in said
