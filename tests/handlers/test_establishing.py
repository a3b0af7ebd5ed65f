"""A new village's team: the commune team's leader names three people, the chairman decides, the decision follows."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from documents.paper import PaperKind
from domain.people import AppointmentStatus, Office
from domain.requests import Request, RequestKind, RequestStatus
from handlers.establishing import establishing
from handlers.heard import Heard
from handlers.nominees import nominee_in, words_of
from storage import named, requests
from storage.tables import people as people_table
from storage.tables import teams
from tests.documents.desk import paper, told, word
from tests.handlers.cases import places, request_of, status_of, takes
from tests.town import Town

YEN_MY = "18685-07"
TODAY = date(2026, 11, 16)
UNITS = "code,name,kind,parent_code,valid_from\n18685-07,Thôn Yên Mỹ,thon,18685,2025-07-01\n"


async def villages(town: Town) -> None:
    """A seventh village, without a team."""
    await town.import_csv("units", UNITS)


async def filed(town: Town) -> str:
    """The commune team's leader has proposed the team of Yên Mỹ. The request's code."""
    await villages(town)
    await town.tan.says("đề nghị thành lập tổ thôn Yên Mỹ")
    await town.tan.says("ông Phan Văn Thực, 1968", "bà Lê Thị Hà sinh năm 1999", "Đặng Văn Toàn 1985")
    receipt = await town.tan.taps("Gửi")
    [code] = re.findall(r"đề nghị (\w+) thành lập", receipt)
    return str(code)


async def persons(town: Town) -> int:
    """How many persons are known."""
    async with town.rows() as rows:
        return len(await rows.all(people_table.select()))


async def state(town: Town) -> list[tuple[str, str | None]]:
    """Status and decision of the village's team."""
    async with town.rows() as rows:
        found = await rows.all(teams.select().where(teams.c.unit_code == YEN_MY))
    return [(row.status, row.decision_no) for row in found]


async def test_three_people_are_named_read_back_and_the_chairman_is_asked(town: Town) -> None:
    await villages(town)
    assert "Ai làm Tổ trưởng" in await town.tan.says("de nghi thanh lap to thon yen my")
    assert "Ai làm Tổ phó" in await town.tan.says("ông Phan Văn Thực, 1968")
    assert "Ai làm thành viên" in await town.tan.says("bà Lê Thị Hà sinh năm 1999")
    assert await town.tan.says("Đặng Văn Toàn 1985") == (
        "Trợ lý ghi: đề nghị thành lập Tổ thôn Yên Mỹ, gồm:\n"
        "1. Tổ trưởng: ông Phan Văn Thực (1968)\n"
        "2. Tổ phó: bà Lê Thị Hà (1999)\n"
        "3. Thành viên: Đặng Văn Toàn (1985)\n"
        "Sai thì gõ «sửa» và số dòng, ví dụ «sửa 2». Bấm «Gửi» là mình xác nhận những người này đã đồng ý"
        " tham gia, để xã ghi tên. Gửi Chủ tịch UBND xã chứ ạ?"
    )
    await town.tan.taps("Gửi")
    asked = town.chairman.heard[-1]
    assert "đề nghị thành lập Tổ thôn Yên Mỹ: bác Phan Văn Thực (1968) làm Tổ trưởng" in asked
    assert "Tổ trưởng cấp xã đề xuất ngày 16/11" in asked
    assert town.chairman.buttons == ["Đồng ý", "Từ chối", "Xem"]
    assert await state(town) == []


async def test_the_agreement_seats_them_and_the_number_establishes_the_team(town: Town) -> None:
    code = await filed(town)
    said = told(word(await paper(town, PaperKind.PROPOSAL, YEN_MY, request=code))).replace("\u00a0", " ")
    assert "TỔ CHUYỂN ĐỔI SỐ\nCỘNG ĐỒNG\nXÃ CẨM BÌNH" in said
    assert "thôn Yên Mỹ, gồm: ông Phan Văn Thực, sinh năm 1968 - Tổ trưởng; bà Lê Thị Hà" in said
    await town.chairman.taps("Đồng ý")
    seated = await places(town, YEN_MY)
    assert [place.office for place in seated.values()] == [Office.TO_TRUONG, Office.TO_PHO, Office.THANH_VIEN]
    assert await state(town) == [("proposed", None)]
    assert "đồng ý thành lập Tổ thôn Yên Mỹ" in town.tan.heard[-1]
    assert any("Phan Văn Thực là Tổ trưởng" in post for post in town.commune_group)
    draft = told(word(await paper(town, PaperKind.DECISION, "18685", request=code))).replace("\u00a0", " ")
    assert "Về việc thành lập Tổ chuyển đổi số cộng đồng thôn Yên Mỹ" in draft
    assert (
        "Xét đề xuất ngày 16 tháng 11 năm 2026 của Tổ trưởng Tổ chuyển đổi số cộng đồng xã Cẩm Bình" in draft
    )
    assert "1. Ông Phan Văn Thực, sinh năm 1968 - Tổ trưởng" in draft
    assert "3. Ông (bà) Đặng Văn Toàn, sinh năm 1985 - Thành viên" in draft
    await town.chairman.says("số 21/QĐ-UBND ngày 16/11")
    await town.chairman.taps("Làm")
    assert await state(town) == [("established", "21/QĐ-UBND")]
    assert {one.status for one in (await places(town, YEN_MY)).values()} == {AppointmentStatus.DECIDED}
    assert await status_of(town, code) is RequestStatus.DECIDED


async def test_a_refusal_leaves_no_team(town: Town) -> None:
    code = await filed(town)
    await town.chairman.taps("Từ chối")
    await town.chairman.says("chờ sáp nhập thôn")
    assert await status_of(town, code) is RequestStatus.REJECTED
    assert "chờ sáp nhập thôn" in town.tan.heard[-1]
    assert await state(town) == []


async def test_the_officer_files_and_the_leader_proposes(town: Town) -> None:
    await villages(town)
    await town.tuan.says("đề nghị thành lập tổ thôn Yên Mỹ")
    await town.tuan.says("ông Phan Văn Thực, 1968", "bỏ qua", "Đặng Văn Toàn 1985")
    assert "2. Tổ phó: chưa có" in town.tuan.heard[-1]
    assert "Tổ trưởng cấp xã đề xuất, Chủ tịch" in await town.tuan.taps("Gửi")
    assert town.tan.buttons == ["Đề xuất", "Chưa đề xuất"]
    await town.tan.taps("Đề xuất")
    await town.chairman.taps("Đồng ý")
    assert len(await places(town, YEN_MY)) == 2


async def test_the_chairman_files_it_too_and_the_leader_proposes(town: Town) -> None:
    await villages(town)
    assert "Ai làm Tổ trưởng" in await town.chairman.says("đề nghị thành lập tổ thôn Yên Mỹ")


async def test_somebody_of_that_name_is_asked_about_and_never_joined_by_name(town: Town) -> None:
    await villages(town)
    before = await persons(town)
    await town.tan.says("đề nghị thành lập tổ thôn Yên Mỹ")
    asked = await town.tan.says("ông Nguyễn Văn Hùng, 1960")
    assert "Trong danh sách đã có Nguyễn Văn Hùng, Tổ trưởng thôn Đông Trung" in asked
    await town.tan.taps("Đúng người này")
    await town.tan.says("bà Lê Thị Hà 1999", "Đặng Văn Toàn 1985")
    await town.tan.taps("Gửi")
    assert await persons(town) == before + 2
    await town.chairman.taps("Đồng ý")
    assert (await places(town, YEN_MY))["P011"].office is Office.TO_TRUONG


async def test_one_person_does_not_hold_two_seats(town: Town) -> None:
    await villages(town)
    before = await persons(town)
    await town.tan.says("đề nghị thành lập tổ thôn Yên Mỹ")
    await town.tan.says("ông Phan Văn Thực, 1968", "ông Phan Văn Thực, 1968", "Đặng Văn Toàn 1985")
    assert "không giữ hai chỗ" in await town.tan.taps("Gửi")
    assert await persons(town) == before


async def test_a_team_that_is_there_or_asked_for_is_not_asked_for_again(town: Town) -> None:
    assert "đã được thành lập rồi" in await town.tan.says("đề nghị thành lập tổ thôn Hòa Bình")
    code = await filed(town)
    assert f"đã gửi rồi, mã {code}" in await town.tan.says("đề nghị thành lập tổ thôn Yên Mỹ")
    assert "chưa gửi gì" not in town.tan.heard[-1]


async def test_others_are_told_who_proposes(town: Town) -> None:
    await villages(town)
    for who in (town.hung, town.lan, town.son):
        said = await who.says("đề nghị thành lập tổ thôn Yên Mỹ")
        assert "do Tổ trưởng cấp xã hoặc cán bộ phụ trách đề nghị" in said
    async with town.rows() as rows:
        assert await requests.of_unit(rows, [YEN_MY]) == []


async def test_who_may_be_under_sixteen_asks_in_person(town: Town) -> None:
    await villages(town)
    await town.tan.says("đề nghị thành lập tổ thôn Yên Mỹ", "ông Phan Văn Thực, 1968", "bỏ qua")
    assert "người giám hộ" in await town.tan.says("em Trần Văn Bé, 2011")


async def test_an_age_counts_for_the_year_of_birth(town: Town) -> None:
    await villages(town)
    await town.tan.says("đề nghị thành lập tổ thôn Yên Mỹ")
    assert "người giám hộ" in await town.tan.says("bà Trần Thị Hoa, 15 tuổi")


async def test_the_year_of_somebody_new_is_asked_for(town: Town) -> None:
    await villages(town)
    await town.tan.says("đề nghị thành lập tổ thôn Yên Mỹ")
    assert await town.tan.says("dạ ông Phan Văn Thực") == "Ông Phan Văn Thực sinh năm nào ạ?"
    assert "người giám hộ" in await town.tan.says("2012")
    assert "Ai làm Tổ phó" in await town.tan.says("1968")
    assert "Ai làm thành viên" in await town.tan.says("dạ chưa có ai ạ")
    assert "Trần Văn Bé sinh năm nào" in await town.tan.says("em Trần Văn Bé")
    assert "người giám hộ" in await town.tan.says("15 tuổi")
    read_back = await town.tan.says("1990")
    assert (
        "1. Tổ trưởng: ông Phan Văn Thực (1968)\n2. Tổ phó: chưa có\n3. Thành viên: Trần Văn Bé (1990)"
        in (read_back)
    )
    await town.tan.taps("Gửi")
    assert "bác Phan Văn Thực (1968) làm Tổ trưởng" in town.chairman.heard[-1]


async def test_the_year_of_somebody_on_the_lists_is_not_asked_for(town: Town) -> None:
    await villages(town)
    await town.tan.says("đề nghị thành lập tổ thôn Yên Mỹ", "ông Nguyễn Văn Hùng")
    assert "Ai làm Tổ phó" in await town.tan.taps("Đúng người này")


async def test_nobody_is_called_later(town: Town) -> None:
    await villages(town)
    await town.tan.says("đề nghị thành lập tổ thôn Yên Mỹ")
    assert "phần đang viết vẫn giữ" in await town.tan.says("để sau")
    assert "họ tên và năm sinh" in await town.tan.says("để sau này")


@pytest.mark.parametrize(
    ("said", "name", "year", "sex"),
    [
        ("dạ bà Trần Thị Hoa, 1990", "Trần Thị Hoa", 1990, "nu"),
        ("Dạ thưa, ông Phan Văn Thực 1968 ạ", "Phan Văn Thực", 1968, "nam"),
        ("vâng ạ, chị Lê Thị Hà", "Lê Thị Hà", None, "nu"),
        ("da ba Tran Thi Hoa 1990", "Tran Thi Hoa", 1990, "nu"),
        ("em Trần Thị Hoa", "Trần Thị Hoa", None, None),
        ("o Trần Thị Hoa, 36 tuổi", "Trần Thị Hoa", 1990, None),
        ("bà Trần Thị Hoa (36 tuổi)", "Trần Thị Hoa", 1990, "nu"),
        ("Ong Văn An", "Ong Văn An", None, None),
        ("Ba Văn Hùng, 1970", "Ba Văn Hùng", 1970, None),
        ("Ong Thị Kim Chi", "Ong Thị Kim Chi", None, None),
        ("ông Ong Văn An", "Ong Văn An", None, "nam"),
        ("ong Phan Van Thuc", "Phan Van Thuc", None, "nam"),
        ("ông Văn An", "Văn An", None, "nam"),
        ("là bà Trần Thị Hoa", "Trần Thị Hoa", None, "nu"),
        ("đồng chí Đặng Văn Toàn", "Đặng Văn Toàn", None, None),
    ],
)
def test_how_people_name_somebody(said: str, name: str, year: int | None, sex: str | None) -> None:
    assert nominee_in(said, TODAY) == {"name": name, "birth_year": year, "sex": sex}


@pytest.mark.parametrize(
    "said", ["để sau", "để sau nhé", "sau", "chưa có", "chưa có ai", "dạ chưa có ạ", "em Hoa"]
)
def test_nobody_is_named(said: str) -> None:
    assert nominee_in(said, TODAY) is None


def test_a_person_in_one_line() -> None:
    assert nominee_in("bà Trần Thị Hoa, sinh năm 1990", TODAY) == {
        "name": "Trần Thị Hoa",
        "birth_year": 1990,
        "sex": "nu",
    }
    assert nominee_in("ong nguyen van an 1965", TODAY) == {
        "name": "Nguyen Van An",
        "birth_year": 1965,
        "sex": "nam",
    }
    assert nominee_in("Chu Văn An", TODAY) == {"name": "Chu Văn An", "birth_year": None, "sex": None}
    assert nominee_in("chưa có", TODAY) is None
    assert words_of({"name": "Chu Văn An", "birth_year": 1970, "sex": "nam"}) == "ông Chu Văn An (1970)"


@pytest.mark.parametrize(
    ("said", "is_it"),
    [
        ("đề nghị thành lập tổ thôn Yên Mỹ", True),
        ("xin lập tổ chuyển đổi số cộng đồng xóm 7", True),
        ("thành lập tổ", True),
        ("tổ mới thành lập nên chưa có số liệu", False),
        ("xin vào tổ thôn Đông Trung", False),
    ],
)
def test_what_opens_it(said: str, is_it: bool) -> None:
    assert establishing.claims(Heard(said, "unclear", {}, False)) is is_it


async def test_what_was_filed_is_kept_as_it_was_named(town: Town) -> None:
    request: Request = await request_of(town, await filed(town))
    assert (request.kind, request.applicant) == (RequestKind.ESTABLISH, "Phan Văn Thực")
    assert [office for _, office in request.seats] == [Office.TO_TRUONG, Office.TO_PHO, Office.THANH_VIEN]


async def test_a_seat_given_away_meanwhile_is_told_to_who_proposed_it(town: Town) -> None:
    code = await filed(town)
    async with town.database.write() as rows:
        await rows.add(teams, {"unit_code": YEN_MY, "valid_from": TODAY, "status": "proposed"})
    await takes(town, "P033", YEN_MY, Office.TO_PHO)
    assert f"đề nghị {code} chưa thực hiện được" in await town.chairman.taps("Đồng ý")
    assert f"«rút đơn {code}»" in town.tan.heard[-1]
    assert "cộng tác viên" not in town.tan.heard[-1]
    await town.tan.says(f"rút đơn {code}")
    assert f"Đã rút đơn {code}" in await town.tan.says("đúng")
    assert "Ai làm Tổ trưởng" in await town.tan.says("đề nghị thành lập Tổ thôn Yên Mỹ")


async def test_who_is_named_for_a_team_that_waits_is_not_forgotten(town: Town) -> None:
    await filed(town)
    async with town.database.write() as rows:
        assert await named.forget_named(rows, town.now + timedelta(days=91)) == 0
    await town.chairman.taps("Từ chối")
    await town.chairman.says("chờ sáp nhập thôn")
    async with town.database.write() as rows:
        assert await named.forget_named(rows, town.now + timedelta(days=91)) == 3


async def test_a_line_of_the_read_back_is_mended_and_an_office_is_no_name(town: Town) -> None:
    await villages(town)
    await town.tan.says("đề nghị thành lập tổ thôn Yên Mỹ")
    assert "Ai làm Tổ phó" in await town.tan.says("ông Phan Văn Thực 1968 là tổ trưởng, chị Hà là tổ phó")
    assert "Ai làm Tổ trưởng" in await town.tan.says("sửa tổ trưởng")
    assert "Ai làm Tổ phó" in await town.tan.says("ông Phan Văn Thực 1967 sđt 0912345678")
    assert "Ai làm thành viên" in await town.tan.says("chị Lê Thị Hà 1999, nhân viên y tế")
    assert "3. Thành viên: Đặng Văn Toàn (1985)" in await town.tan.says("Đặng Văn Toàn 1985")
    assert "«sửa 2»" in await town.tan.says("ông Nguyễn Văn Bốn, 1970")
    assert "Ai làm Tổ phó" in await town.tan.says("sửa 2")
    assert "2. Tổ phó: bà Lê Thị Hạnh (1998)" in await town.tan.says("bà Lê Thị Hạnh, 1998")
    read_back = await town.tan.says("sửa 1 = ông Phan Văn Thức, 1967")
    assert "1. Tổ trưởng: ông Phan Văn Thức (1967)" in read_back
    assert "Bấm «Gửi» là mình xác nhận" in read_back
    assert "Đã gửi đề nghị" in await town.tan.taps("Gửi")


async def test_a_name_without_marks_is_asked_about_once(town: Town) -> None:
    await villages(town)
    await town.tan.says("đề nghị thành lập tổ thôn Yên Mỹ")
    assert "gõ lại có dấu" in await town.tan.says("ong Phan Van Thuc 1968")
    assert "Ai làm Tổ phó" in await town.tan.says("ông Phan Văn Thực, 1968")
    assert "gõ lại có dấu" in await town.tan.says("chi Le Thi Ha 1999")
    assert "Ai làm thành viên" in await town.tan.taps("Đúng")


async def test_who_insists_on_a_name_without_marks_is_believed_also_when_mending(town: Town) -> None:
    await villages(town)
    await town.tan.says("đề nghị thành lập tổ thôn Yên Mỹ", "ong Phan Van Thuc, 1968")
    assert "Ai làm Tổ phó" in await town.tan.says("ong Phan Van Thuc, 1968")
    await town.tan.says("anh Lê Văn Hải, 1999", "chị Đào Thị Lý, 1995")
    assert "Viết có dấu giúp" in await town.tan.says("sửa 2 = anh Le Van Hai, 1998")
    assert "2. Tổ phó: ông Le Van Hai (1998)" in await town.tan.says("đúng")


async def test_a_village_that_is_on_no_list_is_said_to_be_so(town: Town) -> None:
    await town.tan.says("đề nghị thành lập tổ thôn Quỳnh Phụ")
    assert any("chưa tìm thấy thôn này" in one for one in town.tan.heard[-2:])


@pytest.mark.parametrize(
    "said", ["sửa tổ trưởng", "là tổ trưởng", "sua to pho", "thành viên", "Sửa Tổ Trưởng"]
)
def test_a_word_on_the_form_is_no_name(said: str) -> None:
    assert nominee_in(said, TODAY) is None
