"""What was sent up, seen from above: received or sent back from its card, whatever arises below meanwhile."""

from __future__ import annotations

from tests.handlers.test_consolidating import sent, statuses
from tests.handlers.test_receiving import stages
from tests.handlers.test_report import FIGURES
from tests.town import Town


async def late(town: Town) -> None:
    """One more report comes in after the sending."""
    await town.trang.says("báo cáo", *FIGURES, "không", "không", "không", "xong", "gửi")


async def approves(town: Town, title: str = "Duyệt") -> None:
    """The officer approves, also where teams are missing."""
    await town.tuan.taps(title)
    if "Vẫn duyệt" in town.tuan.buttons:
        await town.tuan.taps("Vẫn duyệt")


async def test_the_card_of_what_waits_has_the_steps_of_the_receiver(town: Town) -> None:
    await sent(town)
    card = await town.son.says("tong hop cam binh")
    assert "đang chờ xác nhận" in card
    assert town.son.buttons == ["Đã nhận", "Trả lại", "Ý kiến các Tổ"]
    await town.son.taps("Đã nhận")
    assert [str(one) for one in await stages(town)] == ["received"]
    await town.son.says("tổng hợp xã Cẩm Bình")
    assert town.son.buttons == ["Ý kiến các Tổ"]


async def test_who_only_watches_has_no_such_buttons(town: Town) -> None:
    await sent(town)
    await town.tuan.says("tổng hợp")
    assert "Đã nhận" not in town.tuan.buttons
    assert "Trả lại" not in town.tuan.buttons


async def test_what_was_sent_is_received_while_an_addendum_arises(town: Town) -> None:
    await sent(town)
    await late(town)
    card = await town.son.says("tổng hợp xã Cẩm Bình")
    assert "Mới gửi (nộp muộn): xóm 5" in card
    assert "Chưa duyệt." not in card
    assert "đang chờ xác nhận" in card
    assert town.son.buttons == ["Đã nhận", "Xem số liệu", "Trả lại"]
    assert "4/7" in await town.son.taps("Xem số liệu")
    await town.son.taps("Đã nhận")
    assert [str(one) for one in await stages(town)] == ["received"]


async def test_what_was_sent_is_received_while_an_addendum_is_approved_and_not_sent(town: Town) -> None:
    await sent(town)
    await late(town)
    await town.tuan.says("tổng hợp")
    await approves(town, "Duyệt bổ sung")
    assert [str(one) for one in await stages(town)] == ["forwarded", "approved"]
    await town.son.taps("Đã nhận")
    assert [str(one) for one in await stages(town)] == ["received", "approved"]


async def test_all_that_waits_is_received_while_an_addendum_is_approved_and_not_sent(town: Town) -> None:
    await sent(town)
    await late(town)
    await town.tuan.says("tổng hợp")
    await approves(town, "Duyệt bổ sung")
    await town.son.says("nhận hết")
    await town.son.taps("Nhận hết")
    assert [str(one) for one in await stages(town)] == ["received", "approved"]


async def test_what_was_sent_is_sent_back_while_an_addendum_is_approved_and_not_sent(town: Town) -> None:
    await sent(town)
    await late(town)
    await town.tuan.says("tổng hợp")
    await approves(town, "Duyệt bổ sung")
    assert "lý do" in (await town.son.says("trả lại tổng hợp xã Cẩm Bình")).lower()
    await town.son.says("thiếu số của 3 thôn")
    assert [str(one) for one in await stages(town)] == ["returned", "approved"]
    await town.tuan.says("gửi lên")
    await town.tuan.taps("Gửi lên")
    assert [str(one) for one in await stages(town)] == ["returned", "forwarded"]


async def test_what_was_sent_back_is_open_to_correction_again(town: Town) -> None:
    await sent(town)
    await town.son.taps("Trả lại")
    await town.son.says("số VNeID hơi lớn")
    heard = len(town.hung.heard)
    await town.hung.says("sửa báo cáo", "4", "40", "gửi")
    assert "đã khóa" not in "\n".join(town.hung.heard[heard:])
    assert (await statuses(town))["18685-01"] == "submitted"
    assert "Đã trả lại báo cáo" in await town.tuan.says("trả lại báo cáo thôn Hòa Bình, thiếu số buổi")


async def test_what_a_part_that_stands_has_used_stays_locked(town: Town) -> None:
    await sent(town)
    await town.son.taps("Đã nhận")
    await late(town)
    await town.tuan.says("tổng hợp")
    await approves(town, "Duyệt bổ sung")
    await town.tuan.taps("Gửi lên")
    await town.son.taps("Trả lại")
    await town.son.says("thiếu số của 2 thôn")
    found = await statuses(town)
    assert (found.pop("18685-05"), set(found.values())) == ("submitted", {"locked"})


async def test_a_reason_given_up_leaves_both_words_to_be_typed(town: Town) -> None:
    await sent(town)
    await town.son.taps("Trả lại")
    await town.son.taps("Trả lại")
    await town.son.says("hủy")
    assert "Lý do trả lại" in await town.son.taps("Trả lại")
    await town.son.says("hủy")
    assert "Đã ghi nhận tổng hợp tháng 11" in await town.son.says("đã nhận")
    assert [str(one) for one in await stages(town)] == ["received"]


async def test_who_has_to_mend_it_hears_that_it_was_sent_back(town: Town) -> None:
    await sent(town)
    await town.son.says("tra lai")
    await town.son.says("thiếu số của 3 thôn")
    for phone in (town.tuan, town.hong, town.tan):
        assert "Lý do: thiếu số của 3 thôn" in phone.heard[-1]
    assert not any("thiếu số của 3 thôn" in one for one in town.hung.heard)


async def test_what_goes_up_again_says_what_differs_from_what_was_sent_back(town: Town) -> None:
    await sent(town)
    await town.son.taps("Trả lại")
    await town.son.says("số VNeID hơi lớn")
    await town.hung.says("sửa 4 = 40", "gửi")
    await town.tuan.says("tổng hợp")
    await approves(town)
    await town.tuan.taps("Gửi lên")
    letter = town.son.heard[-1]
    assert "tổng hợp (bản gửi lại) tháng 11 của xã Cẩm Bình" in letter
    assert "So với bản đã trả lại:" in letter
    assert "412 → 52" in letter


async def test_what_goes_up_again_as_it_was_says_so(town: Town) -> None:
    await sent(town)
    await town.son.taps("Trả lại")
    await town.son.says("số VNeID hơi lớn")
    await town.tuan.says("tổng hợp")
    await approves(town)
    await town.tuan.taps("Gửi lên")
    assert "Số liệu vẫn như bản đã trả lại." in town.son.heard[-1]
    # What comes after it is the first addendum, and sent back that one is sent again.
    await town.hung.says("sửa 4 = 40", "gửi")
    for version in ("bản bổ sung 1", "bản bổ sung 1, gửi lại"):
        await town.tuan.says("tổng hợp")
        await approves(town, "Duyệt bổ sung")
        await town.tuan.taps("Gửi lên")
        assert f"tổng hợp ({version}) tháng 11" in town.son.heard[-1]
        await town.son.taps("Trả lại")
        await town.son.says("xem lại VNeID")
    assert "trả lại: xem lại VNeID" in await town.tuan.says("tổng hợp")


async def test_a_sending_is_not_taken_back_and_the_way_is_told(town: Town) -> None:
    await sent(town)
    said = await town.tuan.says("huy gui")
    assert "đã gửi Sở Khoa học và Công nghệ" in said
    assert "không rút lại được" in said
    assert "trả lại" in said
    assert [str(one) for one in await stages(town)] == ["forwarded"]


async def test_what_was_not_sent_yet_needs_no_taking_back(town: Town) -> None:
    assert "chưa gửi lên" in await town.tuan.says("hủy gửi tổng hợp")
    assert "tổng hợp" not in (await town.hung.says("hủy gửi")).lower()
