"""A leader without Zalo: somebody beside him hears his word and writes it down, under both names."""

from __future__ import annotations

from datetime import UTC, timedelta

from domain.people import Office
from domain.requests import RequestStatus, Verdict
from storage import people, requests
from storage.tables import audit
from tests.handlers.cases import DONG_TRUNG, files, request_of, status_of
from tests.handlers.test_join import fills_in
from tests.town import Town


async def without_zalo(town: Town, *person_ids: str) -> None:
    """No account speaks for these people."""
    async with town.database.write() as rows:
        for one in person_ids:
            await people.unbind(rows, one, town.now.astimezone(UTC))


async def asks(town: Town, office: Office = Office.THANH_VIEN) -> str:
    """Lan asks in the chat to join Đông Trung; the request's code."""
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Thành viên" if office is Office.THANH_VIEN else "Cộng tác viên")
    await fills_in(town.lan)
    await town.lan.taps("Gửi")
    async with town.rows() as rows:
        [case] = await requests.open_in(rows, [DONG_TRUNG])
    return case.code


async def test_the_deputy_is_asked_and_both_names_are_kept(town: Town) -> None:
    await without_zalo(town, "P011")
    code = await asks(town)
    assert "chưa kết nối Zalo nên có người hỏi và ghi hộ" in town.lan.heard[-1]
    assert "Bác Nguyễn Văn Hùng, Tổ trưởng, chưa kết nối Zalo" in town.nga.heard[-1]
    assert town.nga.buttons == ["Ghi hộ: giới thiệu", "Ghi hộ: chưa"]
    said = await town.nga.taps("Ghi hộ: giới thiệu")
    assert f"bác Nguyễn Văn Hùng giới thiệu đơn {code}" in said
    assert "ghi hộ bởi Trần Thị Nga" in said
    step = (await request_of(town, code)).steps[-1]
    assert (step.by, step.recorded_by, step.verdict) == ("P011", "P012", Verdict.YES)
    asked = town.chairman.heard[-1]
    assert "bác Nguyễn Văn Hùng (Tổ trưởng) giới thiệu ngày 16/11, ghi hộ bởi" in asked
    async with town.rows() as rows:
        found = await rows.all(audit.select().where(audit.c.action == "introduction_yes"))
    assert (found[-1].who, found[-1].detail["on_behalf"]) == ("P012", "P011")
    await town.nga.says("em xin thôi tham gia tổ vì sức khỏe yếu")
    assert "Tổ trưởng chưa kết nối Zalo nên có người hỏi và ghi hộ" in await town.nga.taps("Gửi")


async def test_without_a_deputy_the_commune_leader_is_asked_and_types_it(town: Town) -> None:
    await without_zalo(town, "P011", "P012")
    code = await files(town, "lan")
    await ask_next(town, code)
    assert "ghi hộ câu trả lời" in town.tan.heard[-1]
    await town.tan.says("chờ duyệt")
    assert town.tan.buttons == ["Ghi hộ: giới thiệu", "Ghi hộ: chưa"]
    back = await town.tan.says(f"giới thiệu {code}")
    assert "Bác Nguyễn Văn Hùng, Tổ trưởng, chưa kết nối Zalo: đây là ghi hộ" in back
    assert await status_of(town, code) is RequestStatus.SUBMITTED
    await town.tan.taps("Làm")
    assert await status_of(town, code) is RequestStatus.INTRODUCED
    step = (await request_of(town, code)).steps[-1]
    assert (step.by, step.recorded_by) == ("P011", "P002")


async def test_the_officer_records_that_the_leader_does_not_introduce(town: Town) -> None:
    await without_zalo(town, "P011", "P012", "P002")
    code = await files(town, "lan")
    await ask_next(town, code)
    assert "ghi hộ câu trả lời" in town.tuan.heard[-1]
    assert "Vì sao" in await town.tuan.taps("Ghi hộ: chưa")
    said = await town.tuan.says("nhà ở thôn khác")
    assert "ghi hộ bởi anh Hoàng Minh Tuấn" in said
    assert await status_of(town, code) is RequestStatus.DECLINED
    assert "nhà ở thôn khác" in town.lan.heard[-1]


async def test_a_leader_with_zalo_answers_himself(town: Town) -> None:
    code = await files(town, "lan")
    for somebody in (town.nga, town.tan, town.tuan):
        await somebody.says(f"giới thiệu {code}")
        assert code not in await somebody.says("chờ duyệt")
    assert await status_of(town, code) is RequestStatus.SUBMITTED


async def test_once_the_leader_has_zalo_nobody_records_for_him_any_more(town: Town) -> None:
    await without_zalo(town, "P011")
    code = await files(town, "lan")
    await ask_next(town, code)
    at = town.now.astimezone(UTC)
    async with town.database.write() as rows:
        await people.bind(rows, town.world.oa.id, "8001000000000000011", "P011", "code", at)
    assert "chờ chính Tổ trưởng trả lời" in await town.nga.taps("Ghi hộ: giới thiệu")
    assert await status_of(town, code) is RequestStatus.SUBMITTED
    await town.hung.says(f"giới thiệu {code}")
    step = (await request_of(town, code)).steps[-1]
    assert (step.by, step.recorded_by) == ("P011", None)


async def test_own_requests_do_not_promise_a_day_that_has_passed(town: Town) -> None:
    code = await files(town, "lan")
    assert "trả lời chậm nhất hết thứ Năm, 19/11" in await town.lan.says("đơn của tôi")
    town.world.clock.jump_to(town.now + timedelta(days=5))
    told = await town.lan.says("đơn của tôi")
    assert "chậm nhất" not in told
    assert (
        f"{code}: xin tham gia Tổ thôn Đông Trung; chờ Tổ trưởng, đã quá hạn trả lời (thứ Năm, 19/11)" in told
    )


async def ask_next(town: Town, code: str) -> None:
    """Whoever is to answer now is asked, by a turn of the applicant's: the request is sent again."""
    async with town.database.write() as rows:
        case = await requests.load(rows, code)
        assert case is not None
        returned = case.request.returned("P011", town.now.astimezone(UTC), "thiếu năm sinh", None)
        await requests.save(rows, case, returned, town.now.astimezone(UTC))
    await town.lan.says(f"bổ sung {code}: em sinh năm 1995")
