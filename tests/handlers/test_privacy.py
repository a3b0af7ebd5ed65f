"""One's own data: seen, consent withdrawn, erased; and reminders put off."""

from datetime import timedelta

from sqlalchemy import select

from storage.requests import of_person
from storage.tables import bindings, consents, dialogs, inbox, notes, outbox, people, requests
from tests.handlers.test_join import fills_in
from tests.town import Town


async def applies(town: Town) -> None:
    """Lan applies for the open seat of Đông Trung."""
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Thành viên")
    await fills_in(town.lan)
    await town.lan.taps("Gửi")


async def test_everybody_sees_what_is_kept(town: Town) -> None:
    said = await town.hung.says("bot lưu những thông tin gì của tôi")
    for part in ("Nguyễn Văn Hùng", "1962", "0912000011", "Tổ trưởng thôn Đông Trung"):
        assert part in said
    assert "chưa lưu" in await town.lan.says("xem du lieu cua toi")


async def test_withdrawing_consent_withdraws_the_application(town: Town) -> None:
    await applies(town)
    assert "chắc không" in await town.lan.says("tôi rút lại đồng ý xử lý dữ liệu")
    said = await town.lan.taps("Tôi chắc chắn")
    assert "thứ Tư, 18/11" in said
    assert "thứ Ba, 1/12" in said
    assert "đã được người làm đơn rút" in town.hung.heard[-1]
    assert "rút đồng ý" in town.tuan.heard[-1]
    async with town.rows() as rows:
        assert await rows.scalar(select(requests.c.status)) == "withdrawn"
        verdicts = [one.verdict for one in await rows.all(select(consents).order_by(consents.c.id))]
        bodies = await rows.all(select(inbox).where(inbox.c.sender == town.lan.id))
    assert verdicts[-1] == "withdrawn"
    assert all(one.empty_at - one.done_at <= timedelta(days=1) for one in bodies)
    assert "quyết" not in await town.hung.taps("Giới thiệu")


async def test_second_thoughts_change_nothing(town: Town) -> None:
    await applies(town)
    await town.lan.says("xóa thông tin của tôi")
    assert "giữ nguyên" in await town.lan.taps("Thôi")
    async with town.rows() as rows:
        assert await rows.scalar(select(requests.c.status)) == "submitted"
        assert await rows.all(select(notes)) == []


async def test_who_holds_nothing_is_erased_at_once(town: Town) -> None:
    await applies(town)
    await town.lan.says("xóa thông tin của tôi")
    assert "Đã xóa" in await town.lan.taps("Tôi chắc chắn")
    async with town.rows() as rows:
        [row] = await rows.all(select(people).where(people.c.origin == "chat"))
        assert rows.vault.open("people.name", row.id, row.name) == "(đã xóa)"
        assert row.phone is None
        assert row.birth_year is None
        [bound] = await rows.all(select(bindings).where(bindings.c.person_id == row.id))
        [case] = await of_person(rows, row.id)
        assert (case.told, case.detail) == ({"name": "(đã xóa)"}, {})
        said = await rows.all(select(outbox).where(outbox.c.to == f"person:{row.id}"))
        assert [one.body for one in said] == [None] * len(said)
    assert bound.valid_to is not None
    assert "chưa lưu" in await town.lan.says("xem dữ liệu của tôi")


async def test_who_holds_a_seat_is_erased_by_the_officer_after_leaving(town: Town) -> None:
    await town.minh.says("xóa hết thông tin của tui")
    assert "phải lưu theo luật" in await town.minh.taps("Tôi chắc chắn")
    assert "cho thôi trước" in await town.tuan.taps("Xóa")
    await town.import_csv(
        "people",
        "person_id,name,birth_year,sex,phone,unit_code,office,valid_from,valid_to\n"
        "P023,Phan Văn Minh,1989,nam,0912000023,18685-02,thanh_vien,2025-08-15,2026-11-15\n",
    )
    assert "Đã xóa dữ liệu" in await town.tuan.taps("Xóa")
    async with town.rows() as rows:
        row = await rows.first(select(people).where(people.c.id == "P023"))
        assert row is not None
        assert rows.vault.open("people.name", row.id, row.name) == "Phan Văn Minh"
    assert row.phone is None
    assert row.erased_at is not None


async def test_only_who_still_answers_for_the_commune_finishes_an_erasure(town: Town) -> None:
    await town.minh.says("xóa hết thông tin của tui")
    await town.minh.taps("Tôi chắc chắn")
    await town.import_csv(
        "people",
        "person_id,name,birth_year,sex,phone,unit_code,office,valid_from,valid_to\n"
        "P023,Phan Văn Minh,1989,nam,0912000023,18685-02,thanh_vien,2025-08-15,2026-11-15\n"
        "P004,Hoàng Minh Tuấn,1993,nam,0912000004,18685,can_bo_cntt_xa,2025-07-01,2026-11-15\n"
        "P004,Hoàng Minh Tuấn,1993,nam,0912000004,18685,thanh_vien,2025-08-15,\n",
    )
    assert "không thuộc phần" in await town.tuan.taps("Xóa")
    async with town.rows() as rows:
        row = await rows.first(select(people).where(people.c.id == "P023"))
    assert row is not None
    assert row.erased_at is None


async def test_what_zalo_passes_on_is_carried_out(town: Town) -> None:
    await applies(town)
    await town.lan.does("withdraw")
    assert "Đã xóa" in town.lan.heard[-1]
    async with town.rows() as rows:
        [row] = await rows.all(select(people).where(people.c.origin == "chat"))
        assert row.erased_at is not None
        assert await rows.scalar(select(requests.c.status)) == "withdrawn"
        assert await rows.all(select(dialogs)) == []


async def test_a_half_filled_form_goes_with_the_consent(town: Town) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Thành viên")
    await town.lan.says("đồng ý", "Nguyễn Thị Lan")
    await town.lan.says("tôi rút lại đồng ý xử lý dữ liệu")
    if "chắc" not in town.lan.heard[-1]:
        await town.lan.taps("Chuyển")
    await town.lan.taps("Tôi chắc chắn")
    async with town.rows() as rows:
        assert await rows.all(select(dialogs)) == []


async def test_a_stranger_who_wants_erasure_hears_that_there_is_nothing(town: Town) -> None:
    assert "không lưu thông tin" in await town.lan.says("xóa thông tin của tôi")


async def test_reminders_are_put_off_and_come_again(town: Town) -> None:
    assert "thứ Ba, 15/12" in await town.hung.says("đừng nhắc nữa")
    await town.until(town.now.replace(day=17, hour=19))
    assert "báo cáo" not in town.hung.heard[-1]
    assert "nhắc lại" in await town.hung.says("bật nhắc")
    async with town.rows() as rows:
        assert await rows.scalar(select(people.c.snoozed_until).where(people.c.id == "P011")) is None
    assert "thứ Ba, 17/11" in await town.hung.says("mai tui gửi") or "18/11" in town.hung.heard[-1]
    assert "thứ Năm, 19/11" in await town.hung.says("đừng nhắc tui đến thứ sáu")
    assert "không gửi lời nhắc" in await town.lan.says("đừng nhắc nữa")


async def test_nothing_is_erased_by_a_word_that_means_something_else(town: Town) -> None:
    await applies(town)
    for said in ("gửi", "ok", "ừ", "làm đi"):
        await town.lan.says("xóa thông tin của tôi")
        assert "không lấy lại được" in await town.lan.says(said)
        await town.lan.says("thôi")
    async with town.rows() as rows:
        assert await rows.scalar(select(requests.c.status)) == "submitted"
    await town.lan.says("xoa thong tin cua toi")
    assert "Đã xóa" in await town.lan.says("chac chan a")
