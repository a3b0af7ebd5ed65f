"""Decisions: the leader introduces, the chairman agrees; by button, by code, several at once, twice, by others."""

from __future__ import annotations

import random
from datetime import UTC

import pytest

import vietnamese
from domain.people import AppointmentStatus, Office
from domain.requests import Request, RequestKind, RequestStatus, Verdict, new_code
from storage import requests
from storage.tables import audit, outbox, teams
from tests.handlers.cases import (
    COMMUNE,
    DONG_TRUNG,
    HOA_BINH,
    LIEN_GIANG,
    RESIDENTS,
    XOM_5,
    case_of,
    files,
    introduced,
    places,
    request_of,
    seats,
    status_of,
    takes,
    vacates,
)
from tests.town import Town

# --- the straight way ----------------------------------------------------------------------------------------------


async def test_from_introduction_to_a_seat_by_buttons(town: Town) -> None:
    code = await files(town, "lan")
    await town.hung.says("chờ duyệt")
    assert (
        "chị Nguyễn Thị Lan" in town.hung.heard[-1]
        or "Nguyễn Thị Lan (1995, giáo viên)" in town.hung.heard[-1]
    )
    assert town.hung.buttons == ["Giới thiệu", "Chưa giới thiệu"]
    await town.hung.taps("Giới thiệu")
    assert await status_of(town, code) is RequestStatus.INTRODUCED
    assert "Tổ trưởng đã giới thiệu" in town.lan.heard[-1]
    assert "Kính gửi đồng chí Chủ tịch" in town.chairman.heard[-1]
    assert "Tổ trưởng giới thiệu ngày 16/11" in town.chairman.heard[-1]
    assert town.chairman.buttons == ["Đồng ý", "Từ chối", "Xem"]
    assert RESIDENTS["lan"].id not in await seats(town)
    await town.chairman.taps("Đồng ý")
    assert await status_of(town, code) is RequestStatus.APPROVED
    place = (await places(town))[RESIDENTS["lan"].id]
    assert (place.office, place.status) == (Office.THANH_VIEN, AppointmentStatus.AGREED)
    assert "từ hôm nay, thứ Hai, 16/11" in town.lan.heard[-1]
    assert "Chủ tịch UBND xã đã đồng ý" in town.hung.heard[-1]
    for group in (town.commune_group, town.dong_trung_group):
        assert "Nguyễn Thị Lan là thành viên" in group[-1]
        assert "1995" not in group[-1]
        assert "09" not in group[-1]


async def test_by_code_in_the_middle_of_a_report(town: Town) -> None:
    code = await files(town, "lan")
    await town.hung.says("báo cáo")
    await town.hung.says(f"đồng ý {code.lower()}")
    assert await status_of(town, code) is RequestStatus.INTRODUCED
    await town.chairman.says(f"dong y {code}")
    assert await status_of(town, code) is RequestStatus.APPROVED
    steps = (await request_of(town, code)).steps
    assert [(step.by, step.verdict) for step in steps] == [("P011", Verdict.YES), ("P001", Verdict.YES)]


async def test_a_leader_does_not_introduce_and_says_why(town: Town) -> None:
    """J19 for the leader: a reason is asked for, a bare "không" is none."""
    code = await files(town, "lan")
    await town.hung.says("chờ duyệt")
    assert "Vì sao" in await town.hung.taps("Chưa giới thiệu")
    assert "hai từ" in await town.hung.says("không")
    assert await status_of(town, code) is RequestStatus.SUBMITTED
    await town.hung.says("nhà ở thôn khác")
    assert await status_of(town, code) is RequestStatus.DECLINED
    assert "Tổ trưởng chưa giới thiệu" in town.lan.heard[-1]
    assert "nhà ở thôn khác" in town.lan.heard[-1]


async def test_the_chairman_refuses_with_a_reason_in_one_sentence(town: Town) -> None:
    """J19: the applicant hears it softened, the leader hears it too."""
    code = await introduced(town, "lan")
    await town.chairman.says(f"từ chối {code}, chưa đủ tuổi")
    assert await status_of(town, code) is RequestStatus.REJECTED
    assert (await request_of(town, code)).steps[-1].reason == "chưa đủ tuổi"
    assert "UBND xã chưa đồng ý" in town.lan.heard[-1]
    assert "chưa đủ tuổi" in town.lan.heard[-1]
    assert "Hoàng Minh Tuấn" in town.lan.heard[-1]
    assert town.lan.buttons == ["Cộng tác viên"]
    assert "chưa đủ tuổi" in town.hung.heard[-1]
    assert not any("chưa đủ tuổi" in one for one in town.commune_group)


async def test_a_refusal_without_reason_is_not_recorded(town: Town) -> None:
    """J19: "không" is no reason, the question stays open; giving up leaves the request waiting."""
    code = await introduced(town, "lan")
    await town.chairman.taps("Từ chối")
    await town.chairman.says("không")
    await town.chairman.says("không đồng ý")
    assert await status_of(town, code) is RequestStatus.INTRODUCED
    await town.chairman.says("hủy")
    assert await status_of(town, code) is RequestStatus.INTRODUCED
    await town.chairman.taps("Từ chối")
    await town.chairman.says("đang làm việc xa nhà")
    assert await status_of(town, code) is RequestStatus.REJECTED


async def test_sent_back_for_more_and_sent_again(town: Town) -> None:
    code = await introduced(town, "lan")
    await town.chairman.says(f"trả lại {code} bổ sung giấy tờ")
    assert await status_of(town, code) is RequestStatus.RETURNED
    assert "bổ sung" in town.lan.heard[-1]
    await town.lan.taps("Bổ sung")
    assert "gửi lại" in await town.lan.says("em dạy ở trường tiểu học trong thôn")
    assert await status_of(town, code) is RequestStatus.INTRODUCED
    assert "trường tiểu học" in town.chairman.heard[-1]
    await town.chairman.taps("Đồng ý")
    assert await status_of(town, code) is RequestStatus.APPROVED


async def test_added_by_a_message_that_names_the_code(town: Town) -> None:
    code = await introduced(town, "lan")
    await town.chairman.says(f"xem {code}")
    await town.chairman.taps("Trả lại bổ sung")
    await town.chairman.says("cần ghi rõ nơi đang công tác")
    assert "nơi đang công tác" in town.lan.heard[-1]
    assert "đang chờ người làm đơn bổ sung" in await town.lan.says(f"xem {code}")
    assert "gửi lại" in await town.lan.says(f"bổ sung {code}: em dạy ở trường mầm non")
    assert "trường mầm non" in town.chairman.heard[-1]
    assert "không còn chờ" in await town.lan.taps("Bổ sung")


async def test_a_second_thought_is_not_taken_for_a_reason(town: Town) -> None:
    """Asked why he refuses, the chairman decides something else after all: nothing is refused."""
    code = await introduced(town, "lan")
    await town.chairman.taps("Từ chối")
    await town.chairman.says("thôi đồng ý đi")
    assert await status_of(town, code) is not RequestStatus.REJECTED


async def test_another_request_in_the_middle_of_a_reason(town: Town) -> None:
    await vacates(town, "P053", XOM_5)
    lan, khoa = await introduced(town, "lan"), await introduced(town, "khoa", XOM_5, "trang")
    await town.chairman.says(f"từ chối {lan}")
    await town.chairman.says(f"đồng ý {khoa}")
    assert await status_of(town, khoa) is RequestStatus.APPROVED
    assert "Vì sao" in town.chairman.heard[-1]
    await town.chairman.says("chưa đủ tuổi tham gia")
    assert await status_of(town, lan) is RequestStatus.REJECTED


async def test_somebody_nobody_has_heard_of(town: Town) -> None:
    answer = await town.hung.says("Tổ tui giới thiệu anh Võ Quang Huy thay ông Lý")
    assert "chưa có đơn của Võ Quang Huy" in answer


# --- twice, by the wrong one, at the same moment -------------------------------------------------------------------


async def test_pressed_twice_it_happens_once(town: Town) -> None:
    code = await introduced(town, "lan")
    await town.chairman.taps("Đồng ý")
    told = len(town.lan.heard)
    again = await town.chairman.taps("Đồng ý")
    assert "đã xong" in again
    assert len(town.lan.heard) == told
    assert len((await request_of(town, code)).steps) == 2


async def test_the_wrong_people_decide_nothing(town: Town) -> None:
    code = await files(town, "lan")
    for who in (town.nga, town.binh, town.minh, town.khoa, town.giot, town.bay):
        answer = await who.says(f"đồng ý {code}")
        assert "Lan" not in answer
    assert "chưa đến bước" in await town.chairman.says(f"đồng ý {code}")
    assert await status_of(town, code) is RequestStatus.SUBMITTED
    await town.hung.says(f"giới thiệu {code}")
    await town.tan.says(f"đồng ý {code}")
    await town.hung.says(f"đồng ý {code}")
    assert await status_of(town, code) is RequestStatus.INTRODUCED


async def test_a_settled_request_stays_settled(town: Town) -> None:
    code = await introduced(town, "lan")
    await town.chairman.says(f"từ chối {code}, ở ngoài xã")
    assert "đã xong" in await town.chairman.says(f"đồng ý {code}")
    assert await status_of(town, code) is RequestStatus.REJECTED


async def test_two_decisions_at_the_same_moment_have_one_effect(town: Town) -> None:
    code = await introduced(town, "lan")
    town.chairman.phone.say(f"đồng ý {code}")
    town.chairman.phone.say(f"từ chối {code}, chưa đủ tuổi")
    await town.settle()
    assert await status_of(town, code) is RequestStatus.APPROVED
    assert len((await request_of(town, code)).steps) == 2


async def test_an_unknown_code_is_answered(town: Town) -> None:
    assert "không thấy đơn" in await town.chairman.says("đồng ý X9Q")


@pytest.mark.parametrize(
    "words", ["đồng ý {}", "từ chối {}, chưa đủ tuổi", "duyệt {}", "trả lại {} bổ sung giấy tờ"]
)
def test_every_code_that_is_given_is_read_again(words: str) -> None:
    """No code looks like a word with a Telex or VNI mark, or like "xóm 9", whichever way it is typed."""
    chance = random.Random(7)
    for code in {new_code(chance.choice) for _ in range(250)}:
        for typed in (code, code.lower()):
            message = {
                "text": words.format(typed),
                "speaker": "chairman",
                "asked": None,
                "form": None,
                "pending": 2,
                "today": "2026-11-16",
            }
            assert vietnamese.understand(message)["slots"].get("codes") == [code], typed


# --- plain words, lists, several at once ---------------------------------------------------------------------------


async def test_one_waiting_and_a_clear_word_is_read_back_first(town: Town) -> None:
    code = await introduced(town, "lan")
    answer = await town.chairman.says("đồng ý")
    assert "Nguyễn Thị Lan" in answer
    assert town.chairman.buttons == ["Làm", "Thôi"]
    assert await status_of(town, code) is RequestStatus.INTRODUCED
    await town.chairman.taps("Làm")
    assert await status_of(town, code) is RequestStatus.APPROVED


async def test_several_waiting_and_a_bare_word_shows_the_list(town: Town) -> None:
    codes = [await introduced(town, "lan"), await introduced(town, "khoa", LIEN_GIANG, "lai")]
    for word in ("ừ", "đồng ý", "ok"):
        answer = await town.chairman.says(word)
        assert "1. " in answer
        assert "2. " in answer
    assert [await status_of(town, code) for code in codes] == [RequestStatus.INTRODUCED] * 2


async def test_what_says_not_yet_decides_nothing(town: Town) -> None:
    code = await introduced(town, "lan")
    for word in ("chưa đồng ý đâu", "để tôi hỏi bí thư đã", "👍", "có nên duyệt không nhỉ"):
        await town.chairman.says(word)
    assert await status_of(town, code) is RequestStatus.INTRODUCED


async def test_a_range_without_one_of_it(town: Town) -> None:
    """ "duyệt 1-3 trừ 2" means the list last shown and is read back with names."""
    await vacates(town, "P053", XOM_5)
    codes = [
        await introduced(town, "lan"),
        await introduced(town, "khoa", LIEN_GIANG, "lai"),
        await introduced(town, "cuc", XOM_5, "trang"),
    ]
    assert "Có 3 đơn" in await town.chairman.says("chờ duyệt")
    read_back = await town.chairman.says("duyệt 1-3 trừ 2")
    assert "đồng ý 2 đơn" in read_back
    assert "Lan" in read_back
    assert "Khoa" not in read_back
    await town.chairman.taps("Thôi")
    assert await status_of(town, codes[0]) is RequestStatus.INTRODUCED
    await town.chairman.says("duyệt 1-3 trừ 2")
    await town.chairman.taps("Làm")
    yes, waits = RequestStatus.APPROVED, RequestStatus.INTRODUCED
    assert [await status_of(town, code) for code in codes] == [yes, waits, yes]


async def test_numbers_mean_the_list_that_was_shown(town: Town) -> None:
    """A request that came in since does not shift them; without a list nothing is done."""
    first = await introduced(town, "lan")
    second = await introduced(town, "khoa", LIEN_GIANG, "lai")
    assert "không thấy đơn" in await town.chairman.says("duyệt 2")
    await town.chairman.says(f"từ chối {first}, chưa đúng đối tượng")
    assert "Khoa" in await town.chairman.says("duyệt 2")
    assert town.chairman.buttons == ["Làm", "Thôi"]
    await town.chairman.says("gửi lên")  # of a consolidation
    assert await status_of(town, second) is RequestStatus.INTRODUCED


async def test_by_name(town: Town) -> None:
    await introduced(town, "lan")
    await introduced(town, "khoa", LIEN_GIANG, "lai")
    read_back = await town.chairman.says("đồng ý cho chị Lan")
    assert "1. " in read_back
    assert "Khoa" not in read_back or town.chairman.buttons == []


async def test_all_at_once_makes_no_fourth_member(town: Town) -> None:
    """J2, J16: Liên Giang and Đông Trung have one member's seat each at most; the full team takes nobody."""
    lan, khoa = await introduced(town, "lan"), await introduced(town, "khoa", LIEN_GIANG, "lai")
    await town.chairman.says("duyệt hết")
    assert "2 đơn" in town.chairman.heard[-1]
    await town.chairman.taps("Làm")
    assert await status_of(town, lan) is RequestStatus.APPROVED
    assert await status_of(town, khoa) is RequestStatus.INTRODUCED
    assert "đủ" in town.chairman.heard[-1] or "chưa có chỗ trống" in town.khoa.heard[-1]
    assert len(await seats(town, LIEN_GIANG)) == 2


async def test_several_refused_at_once_need_one_reason(town: Town) -> None:
    codes = [await introduced(town, "lan"), await introduced(town, "khoa", LIEN_GIANG, "lai")]
    await town.chairman.says("từ chối hết")
    await town.chairman.says("chưa đúng đối tượng")
    assert "chưa đúng đối tượng" in town.chairman.heard[-1]
    await town.chairman.taps("Làm")
    assert [await status_of(town, code) for code in codes] == [RequestStatus.REJECTED] * 2


# --- seats that have gone ------------------------------------------------------------------------------------------


async def test_two_for_one_seat(town: Town) -> None:
    """J16, J2: one is appointed, the other is offered to help and is accepted by the leader alone."""
    lan, khoa = await introduced(town, "lan"), await introduced(town, "khoa")
    await town.chairman.says(f"đồng ý {lan}")
    assert "chưa có chỗ trống" in town.khoa.heard[-1]
    answer = await town.chairman.says(f"đồng ý {khoa}")
    assert "đã đủ 3 thành viên" in answer
    assert await status_of(town, khoa) is RequestStatus.INTRODUCED
    assert len(await seats(town)) == 3
    assert "danh sách chờ" in await town.khoa.taps("Chờ có chỗ")
    assert "cộng tác viên" in await town.khoa.taps("Cộng tác viên")
    assert await status_of(town, khoa) is RequestStatus.WITHDRAWN
    assert town.hung.buttons == ["Nhận", "Chưa nhận"]
    await town.hung.taps("Nhận")
    assert (await seats(town))[RESIDENTS["khoa"].id] is Office.CONG_TAC_VIEN
    assert "cộng tác viên" in town.khoa.heard[-1]
    for official in (town.tan, town.tuan):
        assert "vừa nhận cộng tác viên" in official.heard[-1]
    assert not any("Khoa" in one for one in town.commune_group)


# --- who introduces whom -------------------------------------------------------------------------------------------


async def test_the_leader_cannot_introduce_himself(town: Town) -> None:
    """J4: whoever is to lead is introduced by the commune team's leader, then the chairman decides."""
    await vacates(town, "P011", DONG_TRUNG, Office.TO_TRUONG)
    code = await files(town, "lan", office=Office.TO_TRUONG)
    await town.tan.says("chờ duyệt")
    assert "làm Tổ trưởng" in town.tan.heard[-1]
    await town.tan.taps("Giới thiệu")
    await town.chairman.taps("Đồng ý")
    assert await status_of(town, code) is RequestStatus.APPROVED
    assert (await seats(town))[RESIDENTS["lan"].id] is Office.TO_TRUONG


async def chairman_leads_the_commune_team(town: Town) -> None:
    """A very common reading of "đại diện lãnh đạo cấp xã"."""
    await vacates(town, "P002", COMMUNE, Office.TO_TRUONG)
    await takes(town, "P001", COMMUNE, Office.TO_TRUONG)


async def test_one_person_in_both_steps(town: Town) -> None:
    """J6 a: he answers twice, is told that he does, and the audit shows both roles."""
    await chairman_leads_the_commune_team(town)
    await vacates(town, "P011", DONG_TRUNG, Office.TO_TRUONG)
    code = await files(town, "lan")
    await town.chairman.says(f"giới thiệu {code}")
    assert await status_of(town, code) is RequestStatus.INTRODUCED
    assert any("cũng là người đã giới thiệu" in one for one in town.chairman.heard[-2:])
    await town.chairman.taps("Đồng ý")
    assert await status_of(town, code) is RequestStatus.APPROVED
    async with town.rows() as rows:
        found = [row.detail for row in await rows.all(audit.select()) if row.object == f"request:{code}"]
    assert found[-1]["both_roles"] is True


async def test_ones_own_seat_needs_the_number_first(town: Town) -> None:
    """J6 b: the chairman gives up his own seat: number and date first, and the level above is told."""
    await chairman_leads_the_commune_team(town)
    await town.chairman.says("tôi xin thôi làm tổ trưởng")
    if "Vì sao" in town.chairman.heard[-1]:
        await town.chairman.says("bỏ qua")
    await town.chairman.taps("Gửi")
    answer = await town.chairman.taps("Chấp thuận")
    assert "cần số quyết định trước" in answer
    assert "P001" in await seats(town, COMMUNE)
    await town.chairman.says("09/QĐ-UBND", "13/11")
    assert "P001" not in await seats(town, COMMUNE)
    async with town.rows() as rows:
        told = [row.to for row in await rows.all(outbox.select())]
    assert "person:P900" in told


async def test_moving_to_another_village_takes_both_leaders(town: Town) -> None:
    """J13: the old team's leader proposes, the new one's introduces, one chairman agrees; full, so as collaborator."""
    async with town.database.write() as rows:
        draft = Request(
            code="",
            kind=RequestKind.TRANSFER,
            applicant="Phan Văn Minh",
            unit_code=LIEN_GIANG,
            from_unit_code=HOA_BINH,
            created_at=town.now.astimezone(UTC),
            person_id="P023",
        )
        code = (await requests.create(rows, draft)).code
    await town.binh.says("chờ duyệt")
    assert town.binh.buttons == ["Đề xuất", "Chưa đề xuất"]
    await town.binh.taps("Đề xuất")
    assert await status_of(town, code) is RequestStatus.SUBMITTED
    assert town.lai.buttons == ["Giới thiệu", "Chưa giới thiệu"]
    await town.lai.taps("Giới thiệu")
    await town.chairman.taps("Đồng ý")
    assert "P023" not in await seats(town, HOA_BINH)
    assert (await seats(town, LIEN_GIANG))["P023"] is Office.CONG_TAC_VIEN
    assert "cộng tác viên của Tổ thôn Liên Giang" in town.minh.heard[-1]


# --- the numbered decision -----------------------------------------------------------------------------------------


async def test_the_number_makes_it_decided(town: Town) -> None:
    code = await introduced(town, "lan")
    await town.chairman.taps("Đồng ý")
    read_back = await town.tuan.says("số 05/QĐ-UBND ngày 12/11")
    assert "05/QĐ-UBND" in read_back
    assert "thứ Năm, 12/11/2026" in read_back
    assert "Lan" in read_back
    await town.tuan.taps("Làm")
    decided = await request_of(town, code)
    assert (decided.status, decided.decision_no) == (RequestStatus.DECIDED, "05/QĐ-UBND")
    assert (await places(town))[RESIDENTS["lan"].id].status is AppointmentStatus.DECIDED
    assert "05/QĐ-UBND" in town.lan.heard[-1]


async def test_a_number_typed_without_marks_is_written_with_them_and_twice_in_a_year_is_told(
    town: Town,
) -> None:
    await vacates(town, "P053", XOM_5)
    codes = [await introduced(town, "lan"), await introduced(town, "khoa", XOM_5, "trang")]
    await town.chairman.says("duyệt hết")
    await town.chairman.taps("Làm")
    assert "05/QĐ-UBND, thứ Năm, 12/11/2026" in await town.chairman.says(
        f"so 05/QD-UBND ngay 12/11 cho {codes[0]}"
    )
    await town.chairman.taps("Làm")
    assert (await request_of(town, codes[0])).decision_no == "05/QĐ-UBND"
    twice = await town.chairman.says(f"số 05/QĐ-UBND ngày 13/11 cho {codes[1]}")
    assert "xã đã ghi số này cho quyết định ngày thứ Năm, 12/11/2026" in twice
    await town.chairman.taps("Thôi")
    same = await town.chairman.says(f"số 5/qd-ubnd ngày 12/11 cho {codes[1]}")
    assert "cùng quyết định ấy" in same
    await town.chairman.taps("Thôi")
    assert await status_of(town, codes[1]) is RequestStatus.APPROVED
    assert "đã ghi" not in await town.chairman.says(f"số 6/QĐ-UBND ngày 12/11 cho {codes[1]}")


async def test_a_code_alone_chooses_and_what_got_its_number_meanwhile_is_offered_no_more(town: Town) -> None:
    await vacates(town, "P053", XOM_5)
    codes = [await introduced(town, "lan"), await introduced(town, "khoa", XOM_5, "trang")]
    await town.chairman.says("duyệt hết")
    await town.chairman.taps("Làm")
    assert "những đơn nào" in await town.chairman.says("số 07/QĐ-UBND ngày 13/11")
    await town.tuan.says(f"số 08/QĐ-UBND ngày 13/11 cho {codes[0]}")
    await town.tuan.taps("Làm")
    again = await town.chairman.says("9")
    assert codes[1] in again
    assert codes[0] not in again
    assert "Quyết định số 07/QĐ-UBND" in await town.chairman.says(codes[1].lower())


async def test_one_decision_for_several_and_questions_where_it_is_unclear(town: Town) -> None:
    await vacates(town, "P053", XOM_5)
    codes = [await introduced(town, "lan"), await introduced(town, "khoa", XOM_5, "trang")]
    await town.chairman.says("duyệt hết")
    await town.chairman.taps("Làm")
    assert [await status_of(town, code) for code in codes] == [RequestStatus.APPROVED] * 2
    assert "ngày nào" in await town.chairman.says("quyết định số 7/QĐ-UBND")
    assert "chưa tới" in await town.chairman.says("30/11")
    assert "những đơn nào" in await town.chairman.says("13/11")
    assert "số thứ tự" in await town.chairman.says("5")
    assert "Lan" in await town.chairman.says("1, 2")
    await town.chairman.taps("Làm")
    assert [await status_of(town, code) for code in codes] == [RequestStatus.DECIDED] * 2


async def test_a_proposed_team_is_established_with_its_number(town: Town) -> None:
    async with town.database.write() as rows:
        await rows.run(teams.update().where(teams.c.unit_code == XOM_5).values(status="proposed"))
        draft = Request(
            code="",
            kind=RequestKind.ESTABLISH,
            applicant="Đinh Công Tráng",
            unit_code=XOM_5,
            created_at=town.now.astimezone(UTC),
            person_id="P051",
        )
        code = (await requests.create(rows, draft)).code
    await town.tan.says(f"giới thiệu {code}")
    assert "thành lập Tổ" in town.chairman.heard[-1]
    await town.chairman.taps("Đồng ý")
    assert "đồng ý thành lập" in town.trang.heard[-1]
    await town.chairman.says("số 21/QĐ-UBND ngày 16/11")
    await town.chairman.taps("Làm")
    async with town.rows() as rows:
        [row] = await rows.all(teams.select().where(teams.c.unit_code == XOM_5))
    assert (row.status, row.decision_no) == ("established", "21/QĐ-UBND")


async def test_no_number_without_an_agreed_request(town: Town) -> None:
    assert "không có đơn nào" in await town.chairman.says("số 05/QĐ-UBND ngày 12/11")
    code = await introduced(town, "lan")
    await town.chairman.taps("Đồng ý")
    await town.chairman.says("số 05/QĐ-UBND ngày 12/11")
    assert "chưa ghi gì" in await town.chairman.taps("Thôi")
    assert await status_of(town, code) is RequestStatus.APPROVED


async def test_who_may_not_enter_a_number(town: Town) -> None:
    code = await introduced(town, "lan")
    await town.chairman.taps("Đồng ý")
    for who in (town.hung, town.tan, town.lan, town.giot):
        await who.says(f"số 05/QĐ-UBND ngày 12/11 cho {code}")
    assert await status_of(town, code) is RequestStatus.APPROVED


async def test_the_commune_leader_hands_over_to_himself(town: Town) -> None:
    """J5: nobody could introduce the commune team's leader: his leave goes straight to the chairman."""
    answer = await town.tan.says("tôi xin thôi tham gia tổ")
    if "Vì sao" in answer:
        await town.tan.says("bỏ qua")
    receipt = await town.tan.taps("Gửi")
    assert "Chủ tịch UBND xã" in receipt
    await town.chairman.taps("Chấp thuận")
    assert "P002" not in await seats(town, COMMUNE)
    assert "thôi tham gia" in town.tan.heard[-1]


async def test_everything_is_traced_without_names(town: Town) -> None:
    code = await introduced(town, "lan")
    await town.chairman.taps("Đồng ý")
    async with town.rows() as rows:
        found = [row for row in await rows.all(audit.select()) if row.object == f"request:{code}"]
    assert [row.who for row in found] == ["P011", "P001"]
    assert "Lan" not in str([row.detail for row in found])
    assert (await case_of(town, code)).told["occupation"] == "giáo viên"


# --- what people also say ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["đồng ý {code} từ 1/12", "dong y {code} hieu luc 1/12/2026"])
async def test_a_day_to_come_is_kept_and_the_calendar_makes_it_effective(town: Town, words: str) -> None:
    code = await introduced(town, "lan")
    assert "Có hiệu lực từ thứ Ba, 1/12/2026." in await town.chairman.says(words.format(code=code))
    assert await status_of(town, code) is RequestStatus.INTRODUCED
    await town.chairman.taps("Làm")
    assert await status_of(town, code) is RequestStatus.APPROVED
    assert "từ thứ Ba, 1/12" in town.lan.heard[-1]
    assert any("từ thứ Ba, 1/12" in one for one in town.commune_group)
    assert RESIDENTS["lan"].id not in await seats(town)
    await town.until(town.now.replace(month=12, day=1, hour=7))
    assert (await seats(town))[RESIDENTS["lan"].id] is Office.THANH_VIEN


async def test_a_seat_that_is_agreed_from_a_later_day_is_not_given_twice(town: Town) -> None:
    code = await introduced(town, "lan")
    await town.chairman.says(f"đồng ý {code} từ 1/12")
    await town.chairman.taps("Làm")
    other = await introduced(town, "khoa")
    await town.chairman.says(f"đồng ý {other}")
    assert await status_of(town, other) is not RequestStatus.APPROVED


@pytest.mark.parametrize(
    "words",
    [
        "dong y {code} tu thang 12",
        "đồng ý {code} nhưng sang tháng 12 mới vào",
    ],
)
async def test_a_day_to_take_effect_is_never_passed_over_in_silence(town: Town, words: str) -> None:
    code = await introduced(town, "lan")
    read_back = await town.chairman.says(words.format(code=code))
    assert "có hiệu lực ngay hôm nay, thứ Hai, 16/11" in read_back
    assert await status_of(town, code) is RequestStatus.INTRODUCED
    assert "vẫn chờ" in await town.chairman.taps("Thôi")
    assert await status_of(town, code) is RequestStatus.INTRODUCED


async def test_the_newest_word_on_a_request_counts(town: Town) -> None:
    code = await introduced(town, "lan")
    assert "đồng ý 1 đơn" in await town.chairman.says("đồng ý")
    await town.chairman.taps("Từ chối")
    await town.chairman.taps("Từ chối")
    heard = len(town.chairman.heard)
    await town.chairman.taps("Đồng ý")
    assert await status_of(town, code) is RequestStatus.APPROVED
    assert len(town.chairman.heard) == heard + 1, "nothing is asked any more about what is settled"


@pytest.mark.parametrize("word", ["có", "ừ", "duoc", "khong", "ok bot"])
async def test_a_bare_word_with_a_request_waiting_shows_it_and_does_nothing(town: Town, word: str) -> None:
    code = await files(town, "lan")
    answer = await town.hung.says(word)
    assert "chưa làm gì" in answer
    assert code in answer
    assert town.hung.buttons == ["Giới thiệu", "Chưa giới thiệu"]
    assert await status_of(town, code) is RequestStatus.SUBMITTED


async def test_a_leader_reads_back_his_own_verb(town: Town) -> None:
    await files(town, "lan")
    assert "giới thiệu 1 đơn" in await town.hung.says("giới thiệu")
