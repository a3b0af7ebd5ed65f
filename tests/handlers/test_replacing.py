"""One person for another in a seat: who goes is asked first, then the chairman decides on both in one case."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from documents.paper import PaperKind
from domain.people import Office
from domain.requests import RequestKind, RequestStatus
from handlers.heard import Heard
from handlers.replacing import replacing
from handlers.replacing_words import both_in
from storage import named, people, requests
from storage.tables import bindings, taps
from storage.tables import people as people_table
from tests.documents.desk import paper, told, word
from tests.handlers.cases import COMMUNE, HOA_BINH, XOM_5, request_of, seats, status_of, takes, vacates
from tests.town import Town

WORDS = "thay chị Thắm bằng bà Trần Thị Hoa, 1990"


async def asked(town: Town) -> None:
    """The leader of Hòa Bình wants Hoa on the seat of Thắm, his deputy, who is asked."""
    await town.binh.says(WORDS, "chuyển vào Nam làm ăn")
    await town.binh.taps("Làm")


async def agreed(town: Town) -> str:
    """Thắm has agreed; the chairman is asked. The request's code."""
    await asked(town)
    await town.tham.taps("Tôi xin thôi")
    [code] = re.findall(r"đơn (\w+) đã gửi", town.binh.heard[-1])
    return str(code)


async def known(town: Town) -> list[str]:
    """The ids of everybody whose data is kept."""
    async with town.rows() as rows:
        return [row.id for row in await rows.all(people_table.select()) if row.erased_at is None]


async def test_both_are_read_back_and_who_goes_is_asked_first(town: Town) -> None:
    assert "Vì sao thay" in await town.binh.says(WORDS)
    read_back = await town.binh.says("chuyển vào Nam làm ăn")
    assert "(Tổ phó Tổ thôn Hòa Bình) thôi tham gia, bà Trần Thị Hoa (1990) vào thay." in read_back
    assert "đã hỏi ý kiến người đó" in await town.binh.taps("Làm")
    assert town.tham.heard[-1] == (
        "Tổ trưởng đề nghị để bà Trần Thị Hoa (1990) giữ chỗ Tổ phó của bạn trong Tổ thôn Hòa Bình, "
        "lý do: chuyển vào Nam làm ăn.\n"
        "Chỉ khi bạn đồng ý, Trợ lý mới gửi Chủ tịch UBND xã. Bạn có đồng ý thôi tham gia không ạ?"
    )
    assert town.tham.buttons == ["Tôi xin thôi", "Tôi vẫn tham gia"]
    assert not any("Hoa" in one for one in town.chairman.heard)


async def test_the_chairman_decides_on_both_in_one_case(town: Town) -> None:
    code = await agreed(town)
    assert "Trần Thị Hoa (1990) xin tham gia Tổ thôn Hòa Bình thay" in town.chairman.heard[-1]
    assert "Tổ trưởng giới thiệu ngày 16/11" in town.chairman.heard[-1]
    request = await request_of(town, code)
    assert (request.kind, request.replaces, request.office) == (RequestKind.REPLACE, "P022", Office.TO_PHO)
    await town.chairman.taps("Đồng ý")
    sitting = await seats(town, HOA_BINH)
    assert "P022" not in sitting
    assert sitting[request.person_id or ""] is Office.TO_PHO
    assert "đã có người thay" in town.tham.heard[-1]
    assert "UBND xã đã đồng ý: từ hôm nay, thứ Hai, 16/11, chị Trần Thị Hoa là Tổ phó" in town.binh.heard[-1]
    said = told(word(await paper(town, PaperKind.DECISION, COMMUNE, request=code))).replace("\u00a0", " ")
    assert (
        "Công nhận bà Trần Thị Hoa, sinh năm 1990, tham gia Tổ chuyển đổi số cộng đồng thôn Hòa Bình" in said
    )
    assert "giữ nhiệm vụ Tổ phó, thay bà Lê Thị Thắm thôi tham gia Tổ" in said
    await town.chairman.says("số 22/QĐ-UBND ngày 16/11")
    await town.chairman.taps("Làm")
    assert await status_of(town, code) is RequestStatus.DECIDED


async def test_nobody_is_made_to_leave_and_nothing_is_kept_of_who_was_named(town: Town) -> None:
    before = await known(town)
    await asked(town)
    assert len(await known(town)) == len(before) + 1
    await town.tham.taps("Tôi vẫn tham gia")
    assert "vẫn tham gia Tổ" in town.binh.heard[-1]
    assert (await seats(town, HOA_BINH))["P022"] is Office.TO_PHO
    assert await known(town) == before


async def test_who_cannot_be_asked_is_for_the_chairman_to_see(town: Town) -> None:
    await asked(town)
    assert "thay đổi theo thực tế" in await town.binh.taps("Không liên lạc được")
    assert "không liên lạc được với người thôi tham gia" in town.chairman.heard[-1]
    assert "không còn ở trong Tổ, hoặc đã có đơn" in await town.tham.taps("Tôi xin thôi")


async def test_an_old_refusal_erases_nobody_who_sits_by_now(town: Town) -> None:
    await asked(town)
    await town.binh.taps("Không liên lạc được")
    await town.chairman.taps("Đồng ý")
    newcomer = next(one for one in await seats(town, HOA_BINH) if one.startswith("Z"))
    told_before = len(town.binh.heard)
    assert "không còn ở trong Tổ, hoặc đã có đơn" in await town.tham.taps("Tôi vẫn tham gia")
    assert len(town.binh.heard) == told_before
    assert newcomer in await known(town)
    async with town.rows() as rows:
        person = await people.by_id(rows, newcomer)
    assert person is not None
    assert (person.name, person.birth_year) == ("Trần Thị Hoa", 1990)


async def test_a_refusal_erases_nobody_whom_the_chairman_is_asked_about(town: Town) -> None:
    await asked(town)
    await town.binh.taps("Không liên lạc được")
    before = await known(town)
    assert "không còn ở trong Tổ, hoặc đã có đơn" in await town.tham.taps("Tôi vẫn tham gia")
    assert await known(town) == before
    await town.chairman.taps("Đồng ý")
    assert Office.TO_PHO in (await seats(town, HOA_BINH)).values()
    assert "chị Trần Thị Hoa là Tổ phó" in town.binh.heard[-1]


@pytest.mark.parametrize("title", ["Tôi xin thôi", "Không liên lạc được"])
async def test_after_a_refusal_nothing_goes_up(town: Town, title: str) -> None:
    await asked(town)
    await town.tham.taps("Tôi vẫn tham gia")
    heard = len(town.chairman.heard)
    who = town.tham if title == "Tôi xin thôi" else town.binh
    assert "không còn ở trong Tổ, hoặc đã có đơn" in await who.taps(title)
    assert len(town.chairman.heard) == heard
    assert (await seats(town, HOA_BINH))["P022"] is Office.TO_PHO


async def test_a_refusal_is_passed_on_when_the_newcomer_was_known_before(town: Town) -> None:
    await takes(town, "P042", HOA_BINH, Office.CONG_TAC_VIEN)
    async with town.rows() as rows:
        helper = await people.by_id(rows, "P042")
    assert helper is not None
    await town.binh.says(f"thay chị Thắm bằng {helper.name}")
    await town.binh.taps("Đúng người này")
    await town.binh.says("chuyển vào Nam làm ăn")
    await town.binh.taps("Làm")
    assert "mình vẫn tham gia Tổ" in await town.tham.taps("Tôi vẫn tham gia")
    assert "cho biết vẫn tham gia Tổ" in town.binh.heard[-1]
    assert "P042" in await known(town)


async def test_who_has_given_up_the_seat_meanwhile_is_not_asked(town: Town) -> None:
    before = await known(town)
    await town.binh.says(WORDS, "chuyển vào Nam làm ăn")
    await vacates(town, "P022", HOA_BINH, Office.TO_PHO)
    heard = len(town.tham.heard)
    await town.binh.taps("Làm")
    assert len(town.tham.heard) == heard
    assert await known(town) == before


async def test_who_has_no_zalo_here_goes_straight_to_the_chairman(town: Town) -> None:
    async with town.database.write() as rows:
        await rows.run(bindings.delete().where(bindings.c.person_id == "P022"))
    await asked(town)
    assert "Trần Thị Hoa (1990) xin tham gia" in town.chairman.heard[-1]


async def test_a_helper_of_the_team_moves_up(town: Town) -> None:
    await takes(town, "P042", HOA_BINH, Office.CONG_TAC_VIEN)
    async with town.rows() as rows:
        helper = await people.by_id(rows, "P042")
    assert helper is not None
    await town.binh.says(f"thay chị Thắm bằng {helper.name}")
    assert f"đã có {helper.name}" in town.binh.heard[-1]
    await town.binh.taps("Đúng người này")
    await town.binh.says("chuyển vào Nam làm ăn")
    await town.binh.taps("Làm")
    await town.tham.taps("Tôi xin thôi")
    await town.chairman.taps("Đồng ý")
    assert (await seats(town, HOA_BINH))["P042"] is Office.TO_PHO


async def test_the_leader_himself_is_for_the_commune_to_replace(town: Town) -> None:
    await town.tan.says("thay ông Bùi Xuân Bính bằng ông Phan Văn Thực, 1970", "bầu trưởng thôn mới")
    await town.tan.taps("Làm")
    assert (
        "Tổ trưởng cấp xã đề nghị để ông Phan Văn Thực (1970) giữ chỗ Tổ trưởng của" in (town.binh.heard[-1])
    )
    await town.binh.taps("Tôi xin thôi")
    assert "Tổ trưởng cấp xã giới thiệu ngày 16/11" in town.chairman.heard[-1]
    await town.chairman.taps("Đồng ý")
    assert "P021" not in await seats(town, HOA_BINH)


async def test_only_by_who_may_and_of_who_is_there(town: Town) -> None:
    assert "do Tổ trưởng đề xuất" in await town.tham.says("thay anh Minh bằng bà Trần Thị Hoa, 1990")
    assert "do Tổ trưởng đề xuất" in await town.lan.says(WORDS)
    assert "không thấy ai tên" in await town.hung.says(WORDS)
    assert "không thấy ai tên" in await town.binh.says("thay ông Trần Nobody bằng bà Trần Thị Hoa, 1990")
    await town.binh.says("thay chị Thắm bằng anh Minh")
    assert "họ tên và năm sinh" in await town.binh.says("Minh")


async def test_a_minor_named_with_the_one_who_goes_asks_in_person(town: Town) -> None:
    assert "người giám hộ" in await town.binh.says("thay chị Thắm bằng em Trần Văn Bé, 15 tuổi")


async def test_the_year_of_the_newcomer_is_asked_for(town: Town) -> None:
    asked = await town.binh.says("thay chị Thắm bằng bà Trần Thị Hoa vì chuyển đi")
    assert asked == "Bà Trần Thị Hoa sinh năm nào ạ?"
    assert "bà Trần Thị Hoa (1990) vào thay" in await town.binh.says("1990")
    await town.binh.taps("Làm")
    assert "để bà Trần Thị Hoa (1990) giữ chỗ Tổ phó" in town.tham.heard[-1]


async def test_the_reason_may_be_told_with_the_names(town: Town) -> None:
    read_back = await town.binh.says(f"{WORDS}, vì chuyển vào Nam làm ăn ạ")
    assert "bà Trần Thị Hoa (1990) vào thay. Lý do: chuyển vào Nam làm ăn." in read_back


@pytest.mark.parametrize(
    ("said", "both"),
    [
        (WORDS, ("chị Thắm", "bà Trần Thị Hoa, 1990", "")),
        ("thay ông Bùi Xuân Bằng bằng ông A Văn B", ("ông Bùi Xuân Bằng", "ông A Văn B", "")),
        ("thay ông Bằng bằng bà Lê Thị Hà, 1999 ạ.", ("ông Bằng", "bà Lê Thị Hà, 1999", "")),
        ("thay anh Minh bằng ông Trần Văn Bằng 1970", ("anh Minh", "ông Trần Văn Bằng 1970", "")),
        ("thay anh Minh bằng ông Vi Văn Bằng", ("anh Minh", "ông Vi Văn Bằng", "")),
        ("thay ong Minh bang ong Vi Van Do", ("ong Minh", "ong Vi Van Do", "")),
        ("thay ông Bùi Xuân Bằng bằng Trần Văn An", ("ông Bùi Xuân Bằng", "Trần Văn An", "")),
        ("thay ong Bang bang ba Tran Thi Hoa", ("ong Bang", "ba Tran Thi Hoa", "")),
        (
            "thay anh Minh bởi bà Trần Thị Hoa, 1990 bởi vì anh chuyển đi",
            ("anh Minh", "bà Trần Thị Hoa, 1990", "anh chuyển đi"),
        ),
        ("thay anh Minh bằng bà Hoa vì ốm lâu", ("anh Minh", "bà Hoa", "ốm lâu")),
        ("thay anh Minh bằng bà Hoa 1990 do chuyển đi", ("anh Minh", "bà Hoa 1990", "chuyển đi")),
        ("thay anh Minh, Tổ phó bằng bà Hoa", None),
        ("thay anh Minh bởi vì ốm", None),
    ],
)
def test_who_goes_who_comes_and_why(said: str, both: tuple[str, str, str] | None) -> None:
    assert both_in(said) == both


@pytest.mark.parametrize(
    ("said", "is_it"),
    [
        (WORDS, True),
        ("de nghi thay ong Minh bang ba Tran Thi Hoa", True),
        ("thay sim bằng số mới", False),
        ("thay đổi số điện thoại", False),
        ("hướng dẫn 5 người thay căn cước bằng thẻ mới", False),
    ],
)
def test_what_opens_it(said: str, is_it: bool) -> None:
    assert replacing.claims(Heard(said, "unclear", {}, False)) is is_it


async def test_a_reason_that_waits_for_a_button_is_sealed(town: Town) -> None:
    await asked(town)
    async with town.rows() as rows:
        found = await rows.all(taps.select().where(taps.c.verb == "replace_agreed"))
    assert len(found) == 1
    assert "Nam" not in str(found[0].detail)
    assert b"Nam" not in found[0].words
    await town.tham.taps("Tôi xin thôi")
    assert "chuyển vào Nam làm ăn" in town.chairman.heard[-1]


async def test_who_is_being_replaced_needs_no_leave_of_his_own(town: Town) -> None:
    code = await agreed(town)
    answer = await town.tham.says("cho tôi xin thôi tham gia tổ")
    assert f"Đã có đề nghị {code}" in answer
    async with town.rows() as rows:
        assert [one.request.kind for one in await requests.open_in(rows, [HOA_BINH])] == [RequestKind.REPLACE]


async def test_a_leave_is_not_proposed_beside_a_replacement(town: Town) -> None:
    await agreed(town)
    await town.binh.says("cho chị Thắm ra khỏi tổ")
    if "Vì sao" in town.binh.heard[-1]:
        await town.binh.says("chuyển đi làm ăn xa")
    await town.binh.taps("Làm")
    assert "đã có đơn đang chờ" in await town.binh.taps("Không liên lạc được")


async def test_who_was_only_named_is_forgotten_when_nothing_came_of_it(town: Town) -> None:
    before = await known(town)
    await asked(town)
    async with town.database.write() as rows:
        assert await named.forget_named(rows, town.now + timedelta(days=89)) == 0
    async with town.database.write() as rows:
        assert await named.forget_named(rows, town.now + timedelta(days=91)) == 1
    assert await known(town) == before


async def test_who_stands_in_a_request_or_in_the_team_is_not_forgotten(town: Town) -> None:
    await agreed(town)
    async with town.database.write() as rows:
        assert await named.forget_named(rows, town.now + timedelta(days=91)) == 0
    await town.chairman.taps("Đồng ý")
    async with town.database.write() as rows:
        assert await named.forget_named(rows, town.now + timedelta(days=900)) == 0


async def test_a_leader_is_replaced_without_being_looked_for_and_the_commune_team_proposed_it(
    town: Town,
) -> None:
    await town.tan.says("thay ông Tráng bằng ông Hồ Văn Phước, 1975", "tuổi cao")
    await town.tan.taps("Làm")
    await town.trang.taps("Tôi xin thôi")
    [code] = re.findall(r"đơn (\w+) đã gửi", town.tan.heard[-1])
    await town.chairman.taps("Đồng ý")
    await town.tuan.says("số 06/QĐ-UBND ngày 16/11", "làm")
    assert "đã có Quyết định số 06/QĐ-UBND" in town.trang.heard[-1]
    for who in (town.chairman, town.tan):
        assert not any("Trưởng thôn mới" in one for one in who.heard)
    said = told(word(await paper(town, PaperKind.DECISION, COMMUNE, request=code))).replace("\u00a0", " ")
    assert "của Tổ trưởng Tổ chuyển đổi số cộng đồng xã Cẩm Bình" in said
    said = told(word(await paper(town, PaperKind.PROPOSAL, XOM_5, request=code))).replace("\u00a0", " ")
    assert "TỔ CHUYỂN ĐỔI SỐ\nCỘNG ĐỒNG\nXÃ CẨM BÌNH" in said


async def test_a_command_is_no_reason(town: Town) -> None:
    await town.binh.says(WORDS)
    assert "cần lý do" in await town.binh.says("Đúng")
    assert "Lý do: chuyển vào Nam làm ăn." in await town.binh.says("chuyển vào Nam làm ăn")
    assert "Bấm «Làm» là mình xác nhận người vào thay đã đồng ý" in town.binh.heard[-1]


async def test_a_newcomer_named_without_marks_is_asked_about(town: Town) -> None:
    assert "gõ lại có dấu" in await town.binh.says("thay chi Tham bang ba Tran Thi Hoa, 1990")
    assert town.binh.buttons == ["Đúng", "Sửa"]
    # Year and sex were told with the name and are not asked again.
    assert "Vì sao thay" in await town.binh.says("Trần Thị Hoa")
    assert "bà Trần Thị Hoa (1990) vào thay" in await town.binh.says("chuyển vào Nam làm ăn")


async def test_who_insists_on_a_newcomer_without_marks_is_believed(town: Town) -> None:
    assert "Viết có dấu giúp" in await town.binh.says("thay chi Tham bang ba Tran Thi Hoa, 1990")
    assert "Vì sao thay" in await town.binh.says("ba Tran Thi Hoa, 1990")
    assert "bà Tran Thi Hoa (1990) vào thay" in await town.binh.says("chuyển vào Nam làm ăn")
