"""Was it received, when is it due; incidents; whatever is no text."""

from __future__ import annotations

from storage.listing import View, listed
from tests.handlers.test_correction import sent
from tests.handlers.test_report import only, stored
from tests.town import Town


async def test_received_with_code_time_and_figures(town: Town) -> None:
    assert "Xã chưa nhận được báo cáo tháng 11" in await town.hung.says("xã nhận báo cáo chưa")
    await sent(town.hung)
    answer = await town.hung.says("đã nhận chưa")
    assert (await only(town))["code"] in answer
    assert "đúng hạn" in answer
    assert "5 buổi · 120 lượt dự" in answer
    for words in ("xem báo cáo", "xem số liệu của tổ", "so lieu to minh"):
        assert "✅" in await town.nga.says(words)


async def test_figures_of_a_month_are_those_of_ones_own_team_or_unit(town: Town) -> None:
    await sent(town.hung)
    code = (await only(town))["code"]
    for words in (
        "số liệu tháng 11",
        "cho em xem so lieu t11 cua to",
        "số liệu tháng này",
        "xem số liệu báo cáo kỳ này",
    ):
        answer = await town.nga.says(words)
        assert code in answer
        assert "5 buổi · 120 lượt dự" in answer
    assert "Xã chưa nhận được báo cáo tháng 10" in await town.nga.says("số liệu tháng 10")
    for phone in (town.tuan, town.tan, town.chairman):
        answer = await phone.says("số liệu tháng 11")
        assert "tháng 11" in answer
        assert "1/7 Tổ" in answer


async def test_who_never_reported_is_told_so(town: Town) -> None:
    assert "chưa thấy báo cáo" in await town.lan.says("xã nhận báo cáo chưa")


async def test_asking_in_the_middle_of_the_form_leaves_it_open(town: Town) -> None:
    await town.hung.says("báo cáo", "5")
    await town.hung.says("bao giờ đến hạn")
    assert any("thứ Tư, 18/11 (còn 2 ngày)" in text for text in town.hung.heard[-2:])
    assert "lượt người dự" in town.hung.heard[-1]


async def test_the_deadline_with_weekday_and_to_whom(town: Town) -> None:
    answer = await town.hung.says("khi mô hạn")
    assert "thứ Tư, 18/11 (còn 2 ngày)" in answer
    assert "UBND xã" in answer
    assert "vẫn nhận" not in answer
    assert "vẫn nhận và ghi là nộp muộn" in await town.hung.says("nop muon co sao khong")
    assert "Tổng hợp của xã" in await town.tan.says("nộp cho ai")
    await sent(town.hung)
    assert "đã gửi rồi" in await town.hung.says("bao giờ đến hạn")
    await town.passes(days=4)
    assert "đã qua 2 ngày" in await town.binh.says("bao gio den han")


async def test_an_incident_reaches_the_commune_at_once_by_night(town: Town) -> None:
    await town.passes(hours=15)
    receipt = await town.hung.says("mất mạng cả thôn rồi")
    report = await only(town)
    assert (report["kind"], report["unit_code"], report["status"]) == ("adhoc", "18685-01", "submitted")
    assert report["code"] in receipt
    for officer in (town.tan, town.tuan, town.hong):
        assert f"mã {report['code']}" in officer.heard[-1]
        assert "mất mạng cả thôn" in officer.heard[-1]


async def test_the_commune_passes_an_incident_on_to_the_level_above(town: Town) -> None:
    await town.passes(hours=15)
    await town.hung.says("mất mạng cả thôn rồi")
    code = (await only(town))["code"]
    assert await town.tuan.taps("Báo cấp trên") == f"Đã báo cấp trên tin {code}."
    async with town.rows() as rows:
        above = [
            one for one in await listed(rows, "outbox", View(town.now.date())) if one["to"] == "person:P900"
        ]
    assert [one["kind"] for one in above] == ["prompt"]


async def test_an_incident_leaves_the_monthly_report_alone(town: Town) -> None:
    await town.hung.says("có kẻ lừa đảo giả danh công an gọi điện")
    await sent(town.hung)
    kinds = sorted(one["kind"] for one in await stored(town, "18685-01"))
    assert kinds == ["adhoc", "periodic"]


async def test_photos_without_a_report_are_kept_and_receipted(town: Town) -> None:
    assert "nhận 1 ảnh" in await town.hung.sends_photo()


async def test_what_is_no_text_is_answered_kindly(town: Town) -> None:
    await town.hung.does("voice", b"voice")
    assert "chưa nghe được tin thoại" in town.hung.heard[-1]
    await town.hung.does("sticker")
    assert "Cảm ơn bác" in town.hung.heard[-1]
    await town.hung.does("location", 18.34, 105.9)
    assert "đã nhận vị trí" in town.hung.heard[-1]


async def test_an_incident_that_may_be_something_else_is_asked_back(town: Town) -> None:
    await town.hung.says("báo cáo")
    await town.hung.says("hủy")
    await town.hung.says("hình như mạng có vấn đề gì đó")
    assert (await stored(town)) == []


async def test_an_incident_without_words_is_asked_for_and_interrupts_a_report(town: Town) -> None:
    # The name of a kind of report is no news that wakes three people at night.
    assert "Việc gì, ở đâu" in await town.hung.says("bao cao dot xuat")
    await town.hung.says("hủy", "báo cáo", "5")
    assert "Việc gì, ở đâu" in await town.hung.says("bao cao dot xuat")
    assert "lượt người dự" in await town.hung.says("hủy")
    assert "Việc gì, ở đâu" in await town.hung.says("báo tin khẩn")
    assert (await stored(town)) == []
    await town.hung.says("bão làm ngập nhà văn hóa rồi")
    report = await only(town)
    assert "ngập nhà văn hóa" in report["values"]["noi_dung"]
    assert "lượt người dự" in town.hung.heard[-1]


async def test_a_difficulty_told_in_a_report_raises_no_alarm_unasked(town: Town) -> None:
    await town.hung.says("báo cáo", "5", "12", "20", "1", "2", "3")
    assert "Báo ngay" not in await town.hung.says("khó khăn: mạng yếu")
    assert (await stored(town)) == []
    assert town.tuan.heard == []


async def test_an_incident_is_no_report_to_mend(town: Town) -> None:
    await town.hung.says("mất mạng cả thôn rồi")
    assert "Chưa có báo cáo nào" in await town.hung.says("sửa báo cáo")


async def test_the_figures_of_two_months_are_shown_one_month_at_a_time(town: Town) -> None:
    for phone in (town.nga, town.tuan):
        assert "từng tháng một" in await phone.says("số liệu tháng 10 và tháng 11")
        assert phone.buttons == ["Tháng 10", "Tháng 11"]
        assert "tháng 10 (15/9–14/10)" in await phone.taps("Tháng 10")
    assert "từng tháng một" in await town.tuan.says("tổng hợp tháng 9, tháng 10 và 11")
    assert town.tuan.buttons == ["Tháng 9", "Tháng 10", "Tháng 11"]
    assert (await town.tuan.taps("Tháng 11")).startswith("Tổng hợp tháng 11")


async def test_there_is_no_month_thirteen(town: Town) -> None:
    told = "Không có tháng 13. Mình muốn xem tháng mấy ạ? Mời gõ lại, ví dụ «{} tháng 11»."
    for phone in (town.nga, town.tuan):
        assert await phone.says("số liệu tháng 13") == told.format("số liệu")
    assert await town.tuan.says("tổng hợp tháng 13") == told.format("tổng hợp")
