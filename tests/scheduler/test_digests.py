"""One message a person however many things are due; what is no longer true by then is not in it."""

from __future__ import annotations

from datetime import timedelta

from domain.people import Office, Person
from domain.requests import Request, RequestKind
from scheduler.judging import judged
from storage import people, requests
from storage.outbox import Letter
from tests.quick import LONG_AGO
from tests.scheduler.conftest import COMMUNE, VILLAGES, Commune, on, things


async def _leads_two(commune: Commune) -> None:
    await commune.change("offices", {"person_id": "P051"}, valid_to=LONG_AGO.date(), status="ended")
    await commune.add(
        "offices",
        person_id="P041",
        unit_code="18685-05",
        office="to_truong",
        valid_from=LONG_AGO.date(),
        status="decided",
    )


async def _as_sent(commune: Commune, letter: Letter, minutes: int = 5) -> Letter | None:
    async with commune.database.read() as rows:
        return await judged(rows, letter, letter.created_at + timedelta(minutes=minutes))


async def test_a_leader_of_two_teams_gets_one_message(commune: Commune) -> None:
    await _leads_two(commune)
    [told] = [
        one for one in await commune.sweep(on(15)) if one.to == "person:P041" and one.kind == "reminder"
    ]
    assert told.text == (
        "Thưa bác Sáu, có 2 việc ạ:\n"
        "1. Còn 3 ngày (hạn thứ Tư, 18/11) gửi báo cáo kỳ tháng 11 (15/10–14/11) của Tổ thôn Bắc Hải.\n"
        "2. Còn 3 ngày (hạn thứ Tư, 18/11) gửi báo cáo kỳ tháng 11 (15/10–14/11) của Tổ xóm 5."
    )
    assert [one["title"] for one in told.buttons] == ["Báo cáo", "Không phát sinh"]
    assert not any(one.to == "person:P041" for one in await commune.sweep(on(15, 20))), (
        "nothing is told again"
    )


async def test_at_delivery_only_what_is_still_owed_is_told(commune: Commune) -> None:
    await _leads_two(commune)
    [told] = [
        one for one in await commune.sweep(on(15)) if one.to == "person:P041" and one.kind == "reminder"
    ]
    await commune.reports("18685-05", at=on(15, 19, 1))
    sent = await _as_sent(commune, told)
    assert sent is not None
    assert sent.text.startswith("⏰ Thưa bác Sáu, còn 3 ngày")
    assert "xóm 5" not in sent.text
    await commune.reports("18685-04", at=on(15, 19, 2))
    assert await _as_sent(commune, told) is None


async def test_who_hears_of_a_request_and_owes_a_consolidation_gets_one_message(commune: Commune) -> None:
    async with commune.database.write() as rows:
        await people.add(rows, Person("P777", "Trần Văn Khoa", 1999), "chat", on(18, 9))
        draft = Request(
            "", RequestKind.JOIN, "Trần Văn Khoa", "18685-02", on(18, 9), Office.THANH_VIEN, "P777"
        )
        code = (await requests.create(rows, draft)).code
    await commune.sweep(on(22))
    eve = [one for one in await commune.sweep(on(23)) if one.to == "person:P002"]
    assert len(eve) == 1, "the clock was down since the request's end at 09:00"
    assert f"đơn {code}".casefold() in eve[0].text.casefold()
    assert "tổng hợp báo cáo kỳ tháng 11 (15/10–14/11)" in eve[0].text


async def test_a_commune_leader_is_told_of_all_in_one_message_after_downtime(commune: Commune) -> None:
    late = await commune.sweep(on(19, 8))
    mine = [one for one in late if one.to == "person:P002" and one.kind != "prompt"]
    assert len(mine) == 1
    assert len(things(mine)) >= 2, "missing teams and vacant seats"
    assert mine[0].text.count(" ạ") == 1
    await commune.reports(COMMUNE, *VILLAGES, at=on(19, 8))
    sent = await _as_sent(commune, mine[0])
    assert sent is not None
    assert "Chưa nhận được" not in sent.text
