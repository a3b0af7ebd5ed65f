"""People who want to join: what it can end as, consent first, one request, the cases J1-J4, J10-J21 of the plan."""

import pytest
from sqlalchemy import select

from handlers.join_form import wrong_lines
from handlers.personal import sex_in
from storage.tables import bindings, consents, dialogs, inbox, notes, people, requests
from tests.town import Somebody, Town

NOTICE = "có đồng ý không"


async def fills_in(who: Somebody, name: str = "Nguyễn Thị Lan", year: str = "1995", **more: str) -> str:
    """Answer the form from the data notice to the end."""
    await who.taps("Đồng ý")
    await who.says(name, year, more.get("sex", "Nữ"), more.get("phone", "0987654321"))
    await who.says(more.get("occupation", "nông dân"), more.get("belongs", "Đang ở đây"))
    return who.heard[-1]


async def count(town: Town, table: object) -> int:
    async with town.rows() as rows:
        return len(await rows.all(select(table)))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("wants", "name"),
    [
        ("em muốn vào tổ thôn Đông Trung", "Nguyễn Thị Lan"),
        ("em muon vao to thon dong trung", "nguyễn thị lan"),
    ],
)
async def test_a_resident_joins_from_wish_to_list(town: Town, wants: str, name: str) -> None:
    assert "còn 1 chỗ thành viên" in await town.lan.says(wants)
    assert NOTICE in await town.lan.taps("Thành viên")
    read_back = await fills_in(town.lan, name)
    assert "1. Họ tên: Nguyễn Thị Lan" in read_back
    assert "2. Năm sinh: 1995" in read_back
    receipt = await town.lan.taps("Gửi")
    assert "đã nhận đơn" in receipt
    assert "Nguyễn Văn Hùng, Tổ trưởng," in receipt
    assert "Nguyễn Thị Lan (1995, nông dân) xin tham gia Tổ thôn Đông Trung" in town.hung.heard[-1]
    await town.hung.taps("Giới thiệu")
    await town.chairman.taps("Đồng ý")
    assert "bạn là thành viên của Tổ thôn Đông Trung" in town.lan.heard[-1]
    assert "3. Thành viên: Nguyễn Thị Lan" in await town.lan.says("danh sách tổ")


async def test_nothing_is_kept_before_consent_and_nothing_after_a_refusal(town: Town) -> None:
    await town.lan.says("cho em Nguyễn Thị Lan sinh 1995 vào tổ thôn Đông Trung")
    await town.lan.taps("Thành viên")
    async with town.rows() as rows:
        [row] = await rows.all(select(dialogs))
        state = str(rows.vault.open_json("dialogs.state", row.address, row.state))
    assert "Lan" not in state
    assert "1995" not in state
    assert "không ghi lại" in await town.lan.taps("Không")
    async with town.rows() as rows:
        [answer] = await rows.all(select(consents))
        bodies = await rows.all(select(inbox).where(inbox.c.sender == town.lan.id))
        assert await rows.all(select(people).where(people.c.origin == "chat")) == []
        assert await rows.all(select(dialogs)) == []
    assert (answer.verdict, answer.text_version) == ("refused", "2026-11")
    assert all((one.empty_at - one.received_at).total_seconds() <= 86_400 for one in bodies)


async def test_the_answer_to_the_notice_is_kept_with_its_message(town: Town) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Cộng tác viên")
    assert "7 ngày" in await town.lan.taps("Xem thêm")
    assert NOTICE in town.lan.heard[-1]
    assert "rõ ràng" in await town.lan.says("để coi đã")
    await town.lan.says("dong y")
    async with town.rows() as rows:
        [answer] = await rows.all(select(consents))
    assert answer.verdict == "given"
    assert answer.event_key


async def test_a_line_read_back_is_mended(town: Town) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Cộng tác viên")
    await fills_in(town.lan)
    assert "2. Năm sinh: 1996" in await town.lan.says("sửa 2 = 1996")
    assert "Họ và tên" in await town.lan.says("sua 1")
    assert "1. Họ tên: Nguyễn Thị Lành" in await town.lan.says("Nguyễn Thị Lành")
    assert "Năm sinh" in await town.lan.says("sửa 2 thành 3000")
    await town.lan.says("96")
    assert "đã nhận đơn" in await town.lan.says("gửi")


async def test_j1_who_sits_there_already_is_told_so(town: Town) -> None:
    said = await town.nga.says("xin vào tổ thôn Đông Trung xã Cẩm Bình")
    assert "đang là Tổ phó thôn Đông Trung" in said
    assert town.nga.buttons == ["Danh sách Tổ", "Đăng ký giúp"]


async def test_j2_a_full_team_offers_to_help_or_to_wait(town: Town) -> None:
    said = await town.lan.says("xin vào tổ thôn Hòa Bình xã Cẩm Bình")
    assert "hiện đủ 3 thành viên" in said
    assert town.lan.buttons == ["Cộng tác viên", "Chờ có chỗ", "Thôi"]
    await town.lan.taps("Chờ có chỗ")
    await fills_in(town.lan)
    assert "đã ghi tên chờ" in await town.lan.taps("Gửi")
    assert "ghi tên chờ" in town.binh.heard[-1]
    assert "ghi tên chờ" in await town.lan.says("đơn của tôi")
    assert await count(town, requests) == 0
    assert await count(town, notes) == 1


async def test_j2_who_waits_hears_when_a_seat_opens(town: Town) -> None:
    await town.lan.says("xin vào tổ thôn Hòa Bình xã Cẩm Bình")
    await town.lan.taps("Chờ có chỗ")
    await fills_in(town.lan)
    await town.lan.taps("Gửi")
    await town.minh.says("xin chuyển sang tổ thôn Đông Trung")
    await town.minh.taps("Xin chuyển")
    await town.minh.taps("Bỏ qua")
    await town.binh.taps("Đề xuất")
    await town.hung.taps("Giới thiệu")
    await town.chairman.taps("Đồng ý")
    assert "vừa có một chỗ thành viên" in town.lan.heard[-1]
    assert any("Đang chờ có chỗ: Nguyễn Thị Lan" in one for one in town.binh.heard)
    assert "còn 1 chỗ thành viên" in await town.lan.taps("Đăng ký")
    await town.lan.taps("Thành viên")
    await town.lan.says("bỏ qua", "Đang ở đây")
    await town.lan.taps("Gửi")
    assert await count(town, notes) == 0


async def test_j3_a_seat_by_office_that_is_held_is_explained(town: Town) -> None:
    said = await town.lan.says("tôi mới làm trưởng thôn, xin vào tổ thôn Đông Trung xã Cẩm Bình")
    assert "theo chức danh" in said
    assert "Tổ trưởng" not in town.lan.buttons


async def test_j3_a_youth_secretary_applies_for_the_vacant_deputy_seat(town: Town) -> None:
    await town.lan.says("em là bí thư chi đoàn, cho em vào tổ thôn Liên Giang")
    await town.lan.taps("Tổ phó")
    await fills_in(town.lan)
    await town.lan.taps("Gửi")
    await town.lai.taps("Giới thiệu")
    await town.chairman.taps("Đồng ý")
    assert "2. Tổ phó: Nguyễn Thị Lan" in await town.lai.says("danh sách tổ")


async def test_j4_a_newly_elected_leader_is_introduced_by_the_commune_leader(town: Town) -> None:
    await town.import_csv(
        "people",
        "person_id,name,birth_year,sex,phone,unit_code,office,valid_from,valid_to\n"
        "P031,Võ Thị Lài,1968,nu,0912000031,18685-03,to_truong,2025-08-15,2026-11-01\n",
    )
    await town.cuc.says("tôi mới được bầu làm trưởng thôn, xin vào tổ thôn Liên Giang")
    await town.cuc.taps("Tổ trưởng")
    await fills_in(town.cuc, "Phan Thị Cúc", "1975")
    assert "Tổ trưởng cấp xã" in await town.cuc.taps("Gửi")
    await town.tan.taps("Giới thiệu")
    await town.chairman.taps("Đồng ý")
    assert "1. Tổ trưởng: Phan Thị Cúc" in await town.cuc.says("danh sách tổ")


async def test_j10_one_person_sits_in_two_teams(town: Town) -> None:
    await town.dat.says("cho em vào thêm tổ thôn Đông Trung xã Cẩm Bình")
    await town.dat.taps("Thành viên")
    await town.dat.taps("Đồng ý")
    await town.dat.says("bỏ qua", "Làm việc ở đây")
    assert "Trần Quốc Đạt" in town.dat.heard[-1]
    await town.dat.taps("Gửi")
    await town.hung.taps("Giới thiệu")
    await town.chairman.taps("Đồng ý")
    await town.dat.says("danh sách tổ")
    assert len(town.dat.buttons) == 3


async def test_j11_one_person_has_one_seat_in_a_team(town: Town) -> None:
    said = await town.lai.says("tôi là bí thư chi đoàn, xin vào tổ thôn Liên Giang làm tổ phó")
    assert "đang là Tổ trưởng" in said


async def test_j16_two_for_one_seat_and_a_second_application_of_the_same_person(town: Town) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Thành viên")
    await fills_in(town.lan)
    await town.lan.taps("Gửi")
    assert "đang chờ Tổ trưởng" in await town.lan.says("em muốn vào tổ thôn Đông Trung")
    assert "Đã có người xin chỗ này" in await town.khoa.says("cho vô tổ thôn Đông Trung với")
    await town.khoa.taps("Thành viên")
    await fills_in(town.khoa, "Lê Văn Khoa", "1980", sex="Nam")
    await town.khoa.taps("Gửi")
    await town.hung.taps("Giới thiệu")
    assert "Cộng tác viên" in town.lan.buttons or "Cộng tác viên" in town.khoa.buttons


@pytest.mark.parametrize("occupation", ["nông dân", "giáo viên"])
async def test_j17_who_is_not_from_here_hears_why(town: Town, occupation: str) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Thành viên")
    last = await fills_in(town.lan, occupation=occupation, belongs="Nơi khác")
    assert "có thuộc xã Cẩm Bình không" in last
    assert "đang ở hoặc làm việc tại xã Cẩm Bình" in await town.lan.says("Không")
    assert await count(town, requests) == 0


async def test_j17_a_teacher_registers_where_she_lives(town: Town) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Cộng tác viên")
    await town.lan.taps("Đồng ý")
    await town.lan.says("Nguyễn Thị Lan", "1995", "Nữ", "bỏ qua", "giáo viên tiểu học")
    assert "nơi cư trú" in town.lan.heard[-1]
    assert town.lan.buttons == ["Đang ở đây", "Nơi khác"]


@pytest.mark.parametrize(
    ("said", "line"),
    [("em ở đây", "đang ở thôn Đông Trung"), ("tui lam viec o do", "làm việc ở thôn Đông Trung")],
)
async def test_where_somebody_belongs_is_said_in_any_words(town: Town, said: str, line: str) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Cộng tác viên")
    assert f"6. Nơi ở: {line}" in await fills_in(town.lan, belongs=said)


async def test_j21_a_child_needs_a_guardian(town: Town) -> None:
    await town.khoa.says("em muốn vào tổ thôn Đông Trung")
    await town.khoa.taps("Cộng tác viên")
    assert "người giám hộ" in await fills_in(
        town.khoa, "Trần Minh Khoa", "2012", sex="Nam", occupation="học sinh"
    )
    assert "Mời Trần Văn Ba" in await town.khoa.says("Trần Văn Ba")
    assert "chưa ghi gì" in await town.khoa.taps("Chưa đồng ý")
    assert await count(town, requests) == 0
    await town.khoa.says("em muốn vào tổ thôn Đông Trung")
    await town.khoa.taps("Cộng tác viên")
    await town.khoa.says("Trần Minh Khoa", "2012", "Nam", "bỏ qua", "học sinh", "Đang ở đây", "Trần Văn Ba")
    assert "7. Người giám hộ: Trần Văn Ba" in await town.khoa.taps("Tôi đồng ý")
    await town.khoa.taps("Gửi")
    assert "người giám hộ Trần Văn Ba" in town.hung.heard[-1]
    async with town.rows() as rows:
        assert "guardian" in [one.purpose for one in await rows.all(select(consents))]


async def test_no_is_an_answer_to_what_need_not_be_said(town: Town) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Cộng tác viên")
    last = await fills_in(town.lan, sex="dạ nữ ạ", phone="không có", occupation="ko", belongs="o day")
    for line in ("3. Giới tính: nữ", "4. Điện thoại: không có", "5. Nghề nghiệp: không nói"):
        assert line in last
    assert "một chữ" in await town.lan.says("sửa 3", "chịu")


async def test_on_behalf_of_a_mother(town: Town) -> None:
    await town.khoa.says("đăng ký cho mẹ vào tổ thôn Đông Trung")
    await town.khoa.taps("Giúp người khác")
    await town.khoa.taps("Cộng tác viên")
    await town.khoa.taps("Đã đồng ý")
    await town.khoa.taps("Đồng ý")
    await town.khoa.says("Lê Văn Khoa", "Phan Thị Mơ", "1968", "Nữ", "bỏ qua", "nông dân", "Đang ở đây")
    await town.khoa.taps("Gửi")
    assert "Phan Thị Mơ" in town.hung.heard[-1]
    assert "Lê Văn Khoa ghi hộ" in town.hung.heard[-1]
    await town.hung.taps("Nhận")
    assert "cộng tác viên" in town.khoa.heard[-1]
    async with town.rows() as rows:
        [bound] = await rows.all(select(bindings).where(bindings.c.user_id == town.khoa.id))
        mother = await rows.scalar(select(requests.c.person_id))
    assert bound.person_id != mother


async def test_a_name_on_the_list_is_never_merged_without_a_code(town: Town) -> None:
    await town.lan.says("xin vào tổ thôn Tân Phong")
    await town.lan.taps("Cộng tác viên")
    await fills_in(town.lan, "Nguyễn Thị Bích", "1979")
    await town.lan.taps("Gửi")
    assert "mã kích hoạt" in town.lan.heard[-1]
    async with town.rows() as rows:
        assert await rows.scalar(select(requests.c.person_id)) != "P063"


async def test_a_village_is_found_by_old_names_and_asked_back_when_it_only_sounds_alike(town: Town) -> None:
    await town.lan.says("xin vào tổ thôn Hòa Bình")
    assert town.lan.buttons == ["xã Cẩm Bình", "xã Cẩm Lạc", "Thôn khác"]
    assert "thôn nào" in await town.lan.taps("Thôn khác")
    assert "Có phải mình nói thôn Đông Trung" in await town.lan.says("dong trunh")
    assert "thôn nào" in await town.lan.taps("Thôn khác")
    assert "chưa tìm thấy" in await town.lan.says("thôn Xyz Qwr")
    assert "gặp cán bộ" in await town.lan.says("thôn Xyz Qwr")


async def test_the_commune_team_has_no_open_seat(town: Town) -> None:
    said = await town.lan.says("xin vào tổ xã Cẩm Bình")
    assert "chức danh" in said
    assert town.lan.buttons == ["Cộng tác viên", "Thôi"]
    assert "không ghi gì" in await town.lan.taps("Thôi")


async def test_back_and_cancel_in_the_middle(town: Town) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Thành viên")
    await town.lan.taps("Đồng ý")
    await town.lan.says("Nguyễn Thị Lan")
    assert "Họ và tên" in await town.lan.says("quay lại")
    await town.lan.says("cccd của em 042090001234")
    assert "không lưu số căn cước" in town.lan.heard[-2]
    assert "Họ và tên" in town.lan.heard[-1]
    assert "đã bỏ" in await town.lan.says("hủy")
    assert await count(town, dialogs) == 0


# --- how people really answer --------------------------------------------------------------------------------------


async def to_the_name(town: Town) -> None:
    await town.lan.says("em muon vao to thon dong trung")
    await town.lan.taps("Thành viên")


async def test_an_age_is_read_back_as_a_year_of_birth(town: Town) -> None:
    await to_the_name(town)
    await town.lan.taps("Đồng ý")
    await town.lan.says("nguyễn thị lan")
    assert "năm sinh 1964, đúng không ạ?" in await town.lan.says("62 tuoi")
    assert "Nam hay nữ" in await town.lan.says("đúng rồi")


async def test_why_the_data_is_asked_for_is_answered_there(town: Town) -> None:
    await to_the_name(town)
    answer = await town.lan.says("sao lai hoi the")
    assert "lập danh sách Tổ" in answer
    assert "có đồng ý không ạ?" in answer


async def test_why_a_choice_is_asked_for_is_answered_of_that_choice(town: Town) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.says("sao lai hoi the")
    assert "thuộc việc đang làm: xin tham gia Tổ" in town.lan.heard[-2]
    assert "vai trò nào" in town.lan.heard[-1]


async def test_who_has_told_year_and_sex_is_addressed_by_them(town: Town) -> None:
    await to_the_name(town)
    assert "của bác/anh/chị" in await town.lan.says("đồng ý")
    assert "Số điện thoại của chị ạ?" in await town.lan.says("Nguyễn Thị Lan", "1985", "nữ")
    assert "nơi ở Trợ lý hỏi sau" in await town.lan.says("bỏ qua", "o thon dong trung")
    assert "Chị đang ở thôn Đông Trung" in await town.lan.says("xóm trưởng")


@pytest.mark.parametrize(
    ("said", "mended"),
    [
        ("sửa 1 = Trần Thị Hoa, sửa 5 giáo viên", [("name", "Trần Thị Hoa"), ("occupation", "giáo viên")]),
        ("sua 2", [("birth_year", "")]),
        ("ten: Tran Thi Hoa", [("name", "Tran Thi Hoa")]),
        ("nghe nghiep giao vien", [("occupation", "giao vien")]),
        ("sai roi em la nu", [("sex", "em la nu")]),
        ("sai tên rồi", [("name", "")]),
        ("sửa 9", []),
        ("sửa 1 = Trần Thị Hoa, sửa 9 = x", []),
        ("gửi", []),
        ("báo cáo tháng 11", []),
    ],
)
def test_which_lines_are_mended(said: str, mended: list[tuple[str, str]]) -> None:
    lines = ["name", "birth_year", "sex", "phone", "occupation", "belongs"]
    assert wrong_lines(said, lines) == mended


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("nam", "nam"),
        ("Nữ", "nu"),
        ("em là nữ ạ", "nu"),
        ("con trai", "nam"),
        ("nam, 1990", "nam"),
        ("giới tính: nữ", "nu"),
        ("o day 5 nam roi", None),
        ("ở đây 5 năm rồi", None),
        ("năm", None),
        ("nam sinh 1990", None),
        ("quê ở Nam Định", None),
        ("con gai toi muon vao", None),
    ],
)
def test_a_sex_is_read_only_from_a_clear_answer(said: str, found: str | None) -> None:
    assert sex_in(said) == found


async def test_a_line_is_mended_by_its_name_and_a_line_that_is_not_there_is_no_report(town: Town) -> None:
    await to_the_name(town)
    assert "1. Họ tên: Nguyễn Thị Lan" in await fills_in(town.lan, "nguyễn thị lan")
    assert "«sửa» và số dòng" in await town.lan.says("sửa 9")
    assert "Họ và tên" in await town.lan.says("sai tên rồi")
    assert "1. Họ tên: Nguyễn Thị Lan" in await town.lan.says("Nguyễn Thị Lan")
    assert "Năm sinh" in await town.lan.says("sua nam sinh")
    assert "2. Năm sinh: 1996" in await town.lan.says("1996")


async def test_sending_is_no_consent(town: Town) -> None:
    await to_the_name(town)
    assert NOTICE in await town.lan.says("gửi")
    assert await count(town, consents) == 0


async def test_saying_the_guessed_village_again_means_yes(town: Town) -> None:
    assert "Có phải mình nói xóm 5" in await town.cuc.says("xin vào tổ thôn 5")
    assert "Tổ xóm 5" in await town.cuc.says("xóm 5")


async def test_what_is_told_with_the_name_is_not_asked_again(town: Town) -> None:
    await to_the_name(town)
    await town.lan.taps("Đồng ý")
    assert "Nam hay nữ" in await town.lan.says("Nguyễn Thị Lan, sinh 1985, sđt 0912345678")
    read_back = await town.lan.says("nữ", "nông dân", "đang ở đây")
    assert "1. Họ tên: Nguyễn Thị Lan\n2. Năm sinh: 1985" in town.lan.heard[-1]
    assert "4. Điện thoại: 0912345678" in read_back


async def test_who_files_for_a_child_hears_of_the_child_by_name(town: Town) -> None:
    await town.khoa.says(
        "cho con tôi vào tổ thôn Đông Trung", "con tôi", "cộng tác viên", "đã đồng ý", "đồng ý"
    )
    await town.khoa.says("Trần Văn Khoa", "Trần Thị Bé", "2008", "nữ", "bỏ qua", "học sinh", "đang ở đây")
    await town.khoa.taps("Gửi")
    await town.hung.taps("Nhận")
    assert "đã nhận Trần Thị Bé làm cộng tác viên" in town.khoa.heard[-1]


async def test_a_member_with_a_new_office_is_shown_the_way_to_the_commune(town: Town) -> None:
    said = await town.dat.says("tôi mới được bầu làm trưởng thôn, xin vào tổ thôn Liên Giang")
    assert "kiện toàn" in said
    assert "gặp cán bộ" in said


async def up_to_the_name(town: Town) -> str:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Thành viên")
    return await town.lan.taps("Đồng ý")


async def test_a_name_without_marks_is_asked_for_once(town: Town) -> None:
    await up_to_the_name(town)
    assert "Viết có dấu giúp" in await town.lan.says("nguyen thi lan")
    assert town.lan.buttons == ["Đúng", "Sửa"]
    assert "Năm sinh" in await town.lan.says("Nguyễn Thị Lan")
    await town.lan.says("1995", "Nữ", "0987654321", "nông dân", "Đang ở đây")
    assert "1. Họ tên: Nguyễn Thị Lan\n" in town.lan.heard[-1]


@pytest.mark.parametrize("insists", ["Đúng", "nguyen thi lan"])
async def test_who_insists_on_a_name_without_marks_is_believed(town: Town, insists: str) -> None:
    await up_to_the_name(town)
    assert "Viết có dấu giúp" in await town.lan.says("nguyen thi lan, 1995")
    assert "Nam hay nữ" in await town.lan.says(insists)


async def test_a_name_mended_without_marks_is_asked_for_too(town: Town) -> None:
    await up_to_the_name(town)
    await town.lan.says("Nguyễn Thị Lan", "1995", "Nữ", "0987654321", "nông dân", "Đang ở đây")
    assert "Trợ lý ghi Tran Thi Hoa. Viết có dấu giúp" in await town.lan.says(
        "sửa 1 = tran thi hoa, sửa 2 = 1994"
    )
    back = await town.lan.says("đúng")
    assert "1. Họ tên: Tran Thi Hoa\n2. Năm sinh: 1994\n" in back


async def test_a_given_name_alone_asks_for_the_whole(town: Town) -> None:
    await up_to_the_name(town)
    assert "đủ họ và tên" in await town.lan.says("tên Hung")
    assert "đủ họ và tên" in await town.lan.says("tên Hung")
    assert "Năm sinh" in await town.lan.says("tên Nguyễn Văn Hùng")


async def test_fifteen_years_are_answered_kindly(town: Town) -> None:
    rule = "15 tuổi vẫn tham gia Tổ được ạ; dưới 16 tuổi thì bố, mẹ hoặc người giám hộ đồng ý trước"
    await town.khoa.says("toi 15 tuoi co vao to thon Dong Trung duoc khong")
    assert any(rule in one for one in town.khoa.heard)
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    assert rule in await town.lan.says("toi 15 tuoi")
    await town.lan.taps("Thành viên")
    assert rule in await town.lan.says("toi 15 tuoi")
    await town.lan.taps("Đồng ý")
    said = await town.lan.says("toi 15 tuoi")
    assert rule in said
    assert "Họ và tên" in said
    await town.lan.says("Nguyễn Thị Lan")
    assert "năm sinh 2011" in await town.lan.says("15t")


async def test_the_deputys_seat_named_as_the_wish(town: Town) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    said = await town.lan.says("lam to pho")
    assert "theo chức danh Trưởng thôn, Bí thư chi đoàn và đang có người" in said
    assert town.lan.buttons == ["Thành viên", "Cộng tác viên", "Thôi"]
    await town.khoa.says("em muốn vào tổ thôn Liên Giang")
    assert "đang trống chỗ Tổ phó, dành cho Bí thư chi đoàn" in await town.khoa.says("lam to pho")
    assert NOTICE in await town.khoa.says("lam to pho")


async def test_identity_cards_are_the_polices(town: Town) -> None:
    for asked in ("làm căn cước", "lam can cuoc o dau"):
        assert "Công an xã" in await town.lan.says(asked)


async def test_ctv_is_a_collaborator(town: Town) -> None:
    assert "cộng tác viên" in await town.khoa.says("xin vào tổ thôn Hòa Bình xã Cẩm Bình")
    assert "có đồng ý không" in await town.khoa.says("ctv")


async def test_who_says_at_once_as_what_is_not_asked_again(town: Town) -> None:
    assert "Tổ nào" in await town.khoa.says("xin vao to thon hoa binh lam ctv")
    assert NOTICE in await town.khoa.taps("xã Cẩm Bình")
