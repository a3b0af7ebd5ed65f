"""Leaving: people who want out, or whose leader proposes it, and everything that is not leaving."""

from __future__ import annotations

import pytest

from domain.people import Office
from domain.requests import RequestKind, RequestStatus
from storage import notes, requests
from storage.requests import Case
from tests.handlers.cases import (
    COMMUNE,
    HOA_BINH,
    LIEN_GIANG,
    RESIDENTS,
    files,
    request_of,
    seats,
    status_of,
)
from tests.town import Somebody, Town
from vietnamese.absences import is_of_another


async def asks_to_leave(who: Somebody, words: str = "em xin thôi tham gia tổ vì sức khỏe yếu") -> str:
    """Says so, gives no more reason, sends."""
    answer = await who.says(words)
    if "Vì sao" in answer:
        answer = await who.says("bỏ qua")
    assert "Gửi đơn này" in answer
    return await who.taps("Gửi")


async def leave_of(town: Town, person_id: str) -> Case:
    """The newest leave of this person."""
    async with town.rows() as rows:
        found = await requests.of_person(rows, person_id)
    return [one for one in found if one.request.kind is RequestKind.LEAVE][-1]


async def test_a_deputy_leaves_and_two_of_three_are_left(town: Town) -> None:
    """J12: the chairman sees that two of three are left before he accepts."""
    receipt = await asks_to_leave(town.tham)
    assert "vẫn ở trong Tổ thôn Hòa Bình" in receipt
    assert "Lê Thị Thắm" in town.binh.heard[-1]
    assert town.binh.buttons == ["Đề xuất", "Chưa đề xuất"]
    await town.binh.taps("Đề xuất")
    assert "đề xuất" in town.tham.heard[-1]
    assert "Tổ sẽ còn 2/3 người" in town.chairman.heard[-1]
    assert town.chairman.buttons == ["Chấp thuận", "Không", "Xem"]
    assert len(await seats(town, HOA_BINH)) == 3
    await town.chairman.taps("Chấp thuận")
    assert await seats(town, HOA_BINH) == {"P021": Office.TO_TRUONG, "P023": Office.THANH_VIEN}
    assert "thôi tham gia Tổ thôn Hòa Bình" in town.tham.heard[-1]
    assert any("thôi làm Tổ phó" in one and "2/3" in one for one in town.commune_group)
    assert "sức khỏe" not in "".join(town.commune_group)


async def test_accepted_from_a_day_to_come_the_seat_is_held_until_then(town: Town) -> None:
    await asks_to_leave(town.tham)
    await town.binh.taps("Đề xuất")
    code = (await leave_of(town, "P022")).code
    assert "Có hiệu lực từ thứ Ba, 1/12/2026." in await town.chairman.says(f"chấp thuận {code} từ 1/12")
    await town.chairman.taps("Làm")
    assert "từ thứ Ba, 1/12" in town.tham.heard[-1]
    assert "P022" in await seats(town, HOA_BINH)
    await town.until(town.now.replace(month=12, day=1, hour=7))
    assert "P022" not in await seats(town, HOA_BINH)


async def test_only_when_there_is_a_successor(town: Town) -> None:
    """J12: accepted for the day somebody takes the seat; then one comes and one goes in the same moment."""
    await asks_to_leave(town.minh)
    await town.binh.taps("Đề xuất")
    await town.chairman.taps("Xem")
    assert town.chairman.buttons == ["Chấp thuận ngay", "Khi có người thay", "Không"]
    await town.chairman.taps("Khi có người thay")
    assert "khi có người thay" in town.minh.heard[-1]
    assert "P023" in await seats(town, HOA_BINH)
    code = await files(town, "lan", HOA_BINH)
    await town.binh.says(f"giới thiệu {code}")
    await town.chairman.says(f"đồng ý {code}")
    assert await seats(town, HOA_BINH) == {
        "P021": Office.TO_TRUONG,
        "P022": Office.TO_PHO,
        RESIDENTS["lan"].id: Office.THANH_VIEN,
    }
    assert "đã có người thay" in town.minh.heard[-1]
    assert "thôi làm thành viên" in town.commune_group[-1]


async def test_the_chairman_does_not_accept(town: Town) -> None:
    """J19 for a leave: with a reason; the member stays."""
    await asks_to_leave(town.tham)
    await town.binh.taps("Đề xuất")
    await town.chairman.taps("Không")
    await town.chairman.says("chờ hết nhiệm kỳ này")
    assert "hết nhiệm kỳ" in town.tham.heard[-1]
    assert len(await seats(town, HOA_BINH)) == 3


async def test_a_village_leader_goes_and_what_waits_for_him_moves_up(town: Town) -> None:
    """J7, J8: the deputy acts, the chairman is asked for the new one, what waited goes to the commune leader."""
    waiting = await files(town, "lan")
    await asks_to_leave(town.hung, "tôi xin thôi làm tổ trưởng")
    assert "Nguyễn Văn Hùng" in town.tan.heard[-1]
    await town.tan.taps("Đề xuất")
    await town.chairman.taps("Chấp thuận")
    assert "P011" not in await seats(town)
    assert "trưởng nhóm" in town.hung.heard[-1]
    assert "phụ trách báo cáo" in town.nga.heard[-1]
    assert any("Trưởng thôn mới" in one for one in town.chairman.heard[-2:])
    assert any(waiting in one for one in town.tan.heard[-3:])
    await town.nga.says(f"giới thiệu {waiting}")
    assert await status_of(town, waiting) is RequestStatus.SUBMITTED
    await town.tan.says(f"giới thiệu {waiting}")
    await town.chairman.says(f"đồng ý {waiting}")
    assert await status_of(town, waiting) is RequestStatus.APPROVED


async def test_the_commune_leader_has_nobody_above_but_the_chairman(town: Town) -> None:
    """J5: straight to the chairman, and the request says so."""
    assert "Chủ tịch UBND xã" in await asks_to_leave(town.tan, "tôi xin thôi tham gia tổ")
    assert (await leave_of(town, "P002")).request.self_proposed
    await town.chairman.taps("Chấp thuận")
    assert "P002" not in await seats(town, COMMUNE)


# --- the leader proposes it ----------------------------------------------------------------------------------------


async def test_a_member_confirms_in_person(town: Town) -> None:
    """J14: nobody is put out of a team by chat without having said so himself."""
    await proposes(town.binh, "cho anh Minh nghỉ tổ vì anh chuyển vào Nam làm ăn")
    assert "Mình có đồng ý thôi không" in town.minh.heard[-1]
    await town.minh.taps("Tôi xin thôi")
    case = await leave_of(town, "P023")
    assert [step.by for step in case.request.steps] == ["P021"]
    await town.chairman.taps("Chấp thuận")
    assert "P023" not in await seats(town, HOA_BINH)


async def test_a_member_who_stays(town: Town) -> None:
    """J14: a no ends it."""
    await proposes(town.binh, "cho anh Minh nghỉ tổ vì anh chuyển vào Nam làm ăn")
    await town.minh.taps("Tôi vẫn tham gia")
    assert "vẫn tham gia" in town.binh.heard[-1]
    assert "P023" in await seats(town, HOA_BINH)
    assert not any("Phan Văn Minh" in one for one in town.chairman.heard)


async def test_a_member_nobody_reaches(town: Town) -> None:
    """J14: unreachable, the chairman decides with the reason "thay đổi theo thực tế"."""
    await proposes(town.binh, "cho anh Minh nghỉ tổ vì anh chuyển vào Nam làm ăn")
    await town.binh.taps("Không liên lạc được")
    assert "thay đổi theo thực tế" in town.chairman.heard[-1]
    await town.chairman.taps("Chấp thuận")
    assert "P023" not in await seats(town, HOA_BINH)
    assert not any("thực tế" in one for one in town.commune_group)


async def test_a_member_without_zalo(town: Town) -> None:
    """J14: who has no account here cannot be asked; it goes to the chairman at once."""
    await proposes(town.xuan, "cho chị Bích ra khỏi tổ vì chị đã chuyển đi")
    assert "thay đổi theo thực tế" in town.chairman.heard[-1]
    assert "Nguyễn Thị Bích" in town.chairman.heard[-1]


async def proposes(leader: Somebody, words: str) -> None:
    """Says so, gives the reason if asked, confirms."""
    answer = await leader.says(words)
    if "Vì sao" in answer:
        await leader.says("chuyển đi làm ăn xa")
    await leader.taps("Làm")


async def test_asked_twice_there_is_one_request(town: Town) -> None:
    """J14: confirmed by the member, then called unreachable all the same."""
    await proposes(town.binh, "cho anh Minh nghỉ tổ vì anh chuyển vào Nam làm ăn")
    await town.minh.taps("Tôi xin thôi")
    assert "đã có đơn đang chờ" in await town.binh.taps("Không liên lạc được")
    async with town.rows() as rows:
        assert len(await requests.of_person(rows, "P023")) == 1


async def test_nobody_of_that_name(town: Town) -> None:
    assert "không thấy ai tên" in await town.binh.says("cho anh Quyền ra khỏi tổ")


async def test_nobody_else_puts_somebody_out(town: Town) -> None:
    for who in (town.minh, town.hung, town.chairman):
        await who.says("cho chị Thắm ra khỏi tổ")
    assert not any("đồng ý thôi không" in one for one in town.tham.heard)
    assert len(await seats(town, HOA_BINH)) == 3


# --- what is not leaving -------------------------------------------------------------------------------------------


async def test_away_for_a_month_is_not_leaving(town: Town) -> None:
    answer = await town.minh.says("em bận, xin nghỉ một tháng")
    assert "khoảng 1 tháng" in answer
    assert "thứ Tư, 16/12" in answer
    assert "báo vắng" in town.binh.heard[-1]
    assert "P023" in await seats(town, HOA_BINH)
    async with town.rows() as rows:
        [note] = await notes.in_unit(rows, HOA_BINH, "absence")
    assert note.address == "person:P023"


async def test_who_only_asks_to_rest_chooses_between_leaving_and_being_away(town: Town) -> None:
    await town.minh.says("cho em nghỉ")
    assert town.minh.buttons == ["Xin thôi", "Báo vắng"]
    await town.minh.taps("Báo vắng")
    async with town.rows() as rows:
        assert await requests.of_person(rows, "P023") == []


async def test_a_leader_who_is_away_tells_his_deputy_and_the_commune(town: Town) -> None:
    assert "2 tháng" in await town.hung.says("tôi xin nghỉ 2 tháng đi thăm con")
    for who in (town.nga, town.tan):
        assert "Nguyễn Văn Hùng báo vắng" in who.heard[-1]
    assert "P011" in await seats(town)


@pytest.mark.parametrize(
    "said",
    [
        "anh Tuấn xin nghỉ phép 2 tuần",
        "chi Mai nghi de 6 thang",
        "xin cho anh Tuan nghi 2 tuan",
        "Tuấn nghỉ ốm 2 tuần",
        "tổ phó thôn Hòa Bình đi vắng 2 tuần",
    ],
)
async def test_somebody_elses_absence_is_never_the_speakers_own(town: Town, said: str) -> None:
    heard = len(town.nga.heard), len(town.tuan.heard)
    assert "chưa ghi gì" in await town.tan.says(said)
    async with town.rows() as rows:
        assert await notes.in_unit(rows, COMMUNE, "absence") == []
    assert (len(town.nga.heard), len(town.tuan.heard)) == heard


@pytest.mark.parametrize(
    ("said", "is_other"),
    [
        ("anh Tuấn xin nghỉ phép 2 tuần", True),
        ("ong Hung di vang 2 tuan", True),
        ("anh ấy nghỉ 1 tháng", True),
        ("báo anh Tuấn nghỉ ốm 1 tuần", True),
        ("anh Tân xin nghỉ 2 tuần", False),
        ("em Tân xin nghỉ 2 tuần", False),
        ("anh xin nghỉ 1 tuần", False),
        ("bác đi vắng 1 tháng", False),
        ("em bận, xin nghỉ một tháng", False),
        ("anh Tuấn ơi em xin nghỉ 2 tuần", False),
        ("chị Mai cho em nghỉ 1 tháng", False),
        ("tôi xin nghỉ 2 tháng đi thăm con", False),
        ("tôi xin nghỉ 2 tuần vì chị Mai ốm", False),
        ("xin nghỉ một tháng", False),
        ("em là tổ phó thôn Đông Trung xin nghỉ 1 tháng", False),
        ("Xin nghỉ 2 tuần", False),
        ("Em xin nghỉ 2 tuần", False),
        ("Mai tôi nghỉ 1 tuần", False),
    ],
)
def test_who_is_away(said: str, is_other: bool) -> None:
    assert is_of_another(said, "Nguyễn Duy Tân") is is_other


async def test_out_of_the_zalo_group_is_not_out_of_the_team(town: Town) -> None:
    answer = await town.minh.says("em lỡ out nhóm zalo rồi")
    assert "không phải là thôi tham gia Tổ" in answer
    assert "P023" in await seats(town, HOA_BINH)

    assert "thêm lại" in town.binh.heard[-1]


async def test_wanting_out_of_the_group_only(town: Town) -> None:
    answer = await town.minh.says("em muốn ra khỏi nhóm zalo của tổ")
    assert "vẫn ở trong Tổ" in answer
    assert not any("nhóm Zalo" in one for one in town.binh.heard)


async def test_a_collaborator_simply_stops(town: Town) -> None:
    code = await files(town, "cuc", LIEN_GIANG, Office.CONG_TAC_VIEN)
    await town.lai.says(f"nhận {code}")
    assert (await seats(town, LIEN_GIANG))[RESIDENTS["cuc"].id] is Office.CONG_TAC_VIEN
    assert "Từ hôm nay" in await asks_to_leave(town.cuc, "tôi xin thôi làm cộng tác viên")
    assert RESIDENTS["cuc"].id not in await seats(town, LIEN_GIANG)
    assert "Hoàng Thị Cúc thôi làm cộng tác viên" in town.lai.heard[-1]


async def test_an_account_that_is_nobody_yet_may_still_be_on_a_list(town: Town) -> None:
    assert "gõ mã" in await town.khoa.says("tôi xin thôi tham gia tổ")
    assert "không có tên" not in town.khoa.heard[-1]
    assert "chỉ người của Tổ" in await town.khoa.says("bao cao 3 buoi 40 nguoi")


async def test_thinking_better_of_it_before_and_after_sending(town: Town) -> None:
    await town.tham.says("em xin thôi tham gia tổ vì sức khỏe yếu")
    assert "chưa gửi" in await town.tham.taps("Thôi")
    await asks_to_leave(town.tham)
    code = (await leave_of(town, "P022")).code
    assert code in await town.tham.says("em xin thôi tham gia tổ")
    assert code in await town.tham.says("rút đơn")
    await town.tham.taps("Rút đơn")
    assert await status_of(town, code) is RequestStatus.WITHDRAWN
    assert "rút lại" in town.binh.heard[-1]
    assert "đã xong" in await town.binh.taps("Đề xuất")
    assert (await request_of(town, code)).steps == ()
    assert len(await seats(town, HOA_BINH)) == 3


async def test_too_late_to_withdraw(town: Town) -> None:
    await asks_to_leave(town.tham)
    await town.binh.taps("Đề xuất")
    await town.chairman.taps("Chấp thuận")
    code = (await leave_of(town, "P022")).code
    assert "không rút được nữa" in await town.tham.says(f"rút đơn {code}")
    assert "P022" not in await seats(town, HOA_BINH)


async def test_the_owner_of_a_group_without_bot_gets_a_line_to_do(town: Town) -> None:
    """No bot posts in the group of Liên Giang: its owner is asked to let the member go from it."""
    await asks_to_leave(town.dat, "em xin thôi tham gia tổ vì đi học xa")
    await town.lai.taps("Đề xuất")
    await town.chairman.taps("Chấp thuận")
    assert "P033" not in await seats(town, LIEN_GIANG)
    [asked] = [one for one in town.lai.heard[-3:] if "Mời ra: Trần Quốc Đạt" in one]
    assert "Mời vào" not in asked
    assert "đã ghi" in await town.lai.taps("Đã làm xong")


async def test_how_somebody_else_leaves_is_told_and_nobody_leaves(town: Town) -> None:
    await town.binh.says("báo cáo", "1", "22", "em Thắm ở tổ không tham gia nữa thì làm sao")
    assert "đề xuất cho chị Lan thôi tham gia Tổ" in town.binh.heard[-2]
    assert "(3/6)" in town.binh.heard[-1]


async def test_what_is_typed_at_an_offer_to_change_is_heard(town: Town) -> None:
    await town.binh.says("báo cáo", "1", "22", "tôi xin thôi tham gia tổ")
    assert "Bỏ phần đang viết" in town.binh.heard[-1]
    answer = await town.binh.says("de xuat cho chi Tham thoi tham gia to vi di xa")
    assert "Bỏ phần đang viết" in answer
    assert "(3/6)" not in answer
    assert "đề xuất cho Lê Thị Thắm" in await town.binh.says("chuyển")


async def test_to_send_is_no_yes_to_an_offer_to_change(town: Town) -> None:
    await town.binh.says("báo cáo", "1", "22", "tôi xin thôi tham gia tổ", "gui")
    assert "Còn 4 con số" in town.binh.heard[-1]


@pytest.mark.parametrize("words", ["gui", "dung", "ok", "Đúng rồi ạ"])
async def test_a_yes_is_no_reason(town: Town, words: str) -> None:
    await town.tham.says("xin thôi tham gia tổ")
    assert "không muốn nói thì bấm «Bỏ qua»" in await town.tham.says(words)
    answer = await town.tham.taps("Bỏ qua")
    assert "Gửi đơn này" in answer
    assert "Lý do" not in answer


async def test_who_will_not_say_why_need_not(town: Town) -> None:
    await town.tham.says("xin thôi tham gia tổ")
    answer = await town.tham.says("không muốn nói")
    assert "Gửi đơn này" in answer
    assert "Lý do" not in answer
