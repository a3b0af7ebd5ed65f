"""Requests that wait: reminders after half of the working days and at their end, and what expires."""

from __future__ import annotations

from domain.authority import Delegation
from domain.people import Office, Person
from domain.requests import Request, RequestKind, RequestStatus
from scheduler.judging import still_true
from storage import audit, delegations, people, requests
from tests.scheduler.conftest import Commune, on, texts, to


async def _asks(commune: Commune, kind: RequestKind = RequestKind.JOIN) -> str:
    """Khoa asks to join Hòa Bình on Monday, 2 November, at 09:00; the request's code."""
    async with commune.database.write() as rows:
        await people.add(rows, Person("P777", "Trần Văn Khoa", 1999), "chat", on(2, 9))
        await people.bind(rows, "2718281828459045235", "8001000000000000502", "P777", "chat", on(2, 9))
        draft = Request("", kind, "Trần Văn Khoa", "18685-02", on(2, 9), Office.THANH_VIEN, "P777")
        return (await requests.create(rows, draft)).code


async def _introduced(commune: Commune, code: str) -> None:
    async with commune.database.write() as rows:
        case = await requests.load(rows, code)
        assert case is not None
        await requests.save(rows, case, case.request.introduced("P021", on(3, 10)), on(3, 10))


async def test_the_leader_is_reminded_half_way_and_at_the_end(commune: Commune) -> None:
    code = await _asks(commune)
    assert to(await commune.sweep(on(3, 12))) == set()
    half = await commune.sweep(on(3, 21 - 1, 59))
    assert to(half) == set()
    half = await commune.sweep(on(4, 6, 30))
    assert to(half) == {"P021"}
    assert texts(half, "person:P021") == [
        (
            f"Thưa bác Bính, đơn {code} của Trần Văn Khoa (xin tham gia Tổ thôn Hòa Bình) đang chờ, hạn thứ Năm, 5/11."
            " Nhờ bác xem và giới thiệu hoặc từ chối giúp ạ."
        )
    ]
    end = await commune.sweep(on(5, 9))
    assert to(end) == {"P021"}
    assert to(end, "escalation") == {"P002"}
    assert "đã đến hạn trả lời" in texts(end, "person:P021")[0]
    assert "đã chờ Tổ trưởng trả lời đến hết hạn" in texts(end, "person:P002")[0]
    assert await commune.sweep(on(6, 9)) == []


async def test_the_chairman_has_five_days(commune: Commune) -> None:
    code = await _asks(commune)
    await _introduced(commune, code)
    half = await commune.sweep(on(6, 6, 30))
    assert to(half) == {"P001"}
    assert "Kính gửi đồng chí Đức" in texts(half, "person:P001")[0]
    assert to(await commune.sweep(on(10, 10))) == {"P001"}


async def test_while_a_delegation_is_in_force_its_holder_is_reminded(commune: Commune) -> None:
    await _introduced(commune, await _asks(commune))
    async with commune.database.write() as rows:
        given = Delegation("P001", "P002", "18685", on(5).date(), on(12).date())
        await delegations.give(rows, given, on(5), "event")
    assert to(await commune.sweep(on(6, 7))) == {"P002"}


async def test_what_has_moved_is_no_longer_reminded(commune: Commune) -> None:
    code = await _asks(commune)
    await _introduced(commune, code)
    assert "P021" not in to(await commune.sweep(on(4, 12)))


async def test_after_thirty_days_it_expires_with_notice_once(commune: Commune) -> None:
    code = await _asks(commune)
    await commune.sweep(on(20))
    gone = await commune.sweep(on(2, 9, month=12))
    assert texts(gone, "person:P777") == [
        (
            f"Chào bạn Khoa, đơn {code} của Trần Văn Khoa (xin tham gia Tổ thôn Hòa Bình) đã khép lại vì 30 ngày"
            " chưa có kết quả. Bạn vẫn có nguyện vọng thì nhắn lại, Trợ lý lập đơn mới ngay ạ."
        )
    ]
    async with commune.database.read() as rows:
        case = await requests.load(rows, code)
        traces = await audit.about(rows, f"request:{code}")
    assert case is not None
    assert case.request.status is RequestStatus.EXPIRED
    assert [(one.who, one.action) for one in traces] == [("clock", "expired")]
    assert await commune.sweep(on(3, 9, month=12)) == []


async def test_in_quiet_hours_nobody_is_reminded(commune: Commune) -> None:
    await _asks(commune)
    assert await commune.sweep(on(4, 0)) == []


async def test_who_asked_for_peace_still_hears_of_requests(commune: Commune) -> None:
    await _asks(commune)
    await commune.change("people", {"id": "P021"}, snoozed_until=on(30).date())
    [half] = [one for one in await commune.sweep(on(4, 7)) if one.to == "person:P021"]
    async with commune.database.read() as rows:
        assert await still_true(rows, half, on(4, 8))


async def test_where_no_leader_is_left_it_goes_to_the_chairman(commune: Commune) -> None:
    code = await _asks(commune)
    for person in ("P021", "P002"):
        await commune.change(
            "offices", {"person_id": person, "office": "to_truong"}, valid_to=on(3).date(), status="ended"
        )
    assert to(await commune.sweep(on(4, 7))) == set()
    assert to(await commune.sweep(on(5, 7))) == {"P001"}
    async with commune.database.read() as rows:
        case = await requests.load(rows, code)
    assert case is not None
    assert case.request.self_proposed


async def test_where_nobody_holds_the_office_the_dry_run_says_so(commune: Commune) -> None:
    await _introduced(commune, await _asks(commune))
    await commune.change("offices", {"office": "chu_tich_xa"}, valid_to=on(1).date(), status="ended")
    lines = await commune.explained(on(6, 7))
    assert any("nobody holds the office that answers" in one.why for one in lines)


async def _without_zalo(commune: Commune, *persons: str) -> None:
    async with commune.database.write() as rows:
        for one in persons:
            await people.unbind(rows, one, on(1))


async def test_a_leader_without_zalo_is_heard_by_somebody_beside_him(commune: Commune) -> None:
    code = await _asks(commune)
    await _without_zalo(commune, "P021")
    half = await commune.sweep(on(4, 6, 30))
    assert to(half) == {"P022"}
    [letter] = [one for one in half if one.to == "person:P022"]
    assert "Bác Bùi Xuân Bính chưa kết nối Zalo: nhờ chị hỏi rồi ghi hộ câu trả lời ạ." in letter.text
    assert [(one["title"], one["payload"]) for one in letter.buttons] == [
        ("Ghi hộ: giới thiệu", f"giới thiệu {code}"),
        ("Xem đơn", f"xem {code}"),
    ]
    end = await commune.sweep(on(5, 9))
    assert (to(end), to(end, "escalation")) == ({"P022"}, {"P002"})
    [told] = texts(end, "person:P002")
    assert "đã chờ Tổ trưởng trả lời đến hết hạn. Bác Bùi Xuân Bính chưa kết nối Zalo" in told
    assert "nhắc giúp" not in told


async def test_without_a_deputy_the_commune_leader_is_asked_once(commune: Commune) -> None:
    await _asks(commune)
    await _without_zalo(commune, "P021", "P022")
    assert to(await commune.sweep(on(4, 6, 30))) == {"P002"}
    end = await commune.sweep(on(5, 9))
    assert (to(end), to(end, "escalation")) == ({"P002"}, set())
