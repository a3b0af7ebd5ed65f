"""Who is not written to and why, who is on the call list, and the chain with a district."""

from __future__ import annotations

from datetime import timedelta

from scheduler.lines import Line
from tests.scheduler.conftest import Commune, on, texts, things, to

OA = "2718281828459045235"
DISTRICT_UNITS = """code,kind,name,parent_code,valid_from,valid_to
42,tinh,Tỉnh Hà Tĩnh,,2025-07-01,
446,huyen,Huyện Cẩm Xuyên,42,2025-07-01,
18685,xa,Xã Cẩm Bình,446,2025-07-01,
18748,xa,Xã Cẩm Lạc,446,2025-07-01,
"""
DISTRICT_OFFICER = """person_id,name,birth_year,sex,phone,unit_code,office,zalo_user_id,valid_from
P300,Trần Thị Thu Hà,1980,nu,0912000300,446,truong_phong_vhtt,8001000000000000300,2025-07-01
"""


async def _wrote(commune: Commune, user_id: str, days_ago: int) -> None:
    at = on(15) - timedelta(days=days_ago)
    values = {"oa_id": OA, "user_id": user_id, "first_seen_at": at, "last_seen_at": at, "follows": True}
    await commune.add("contacts", **values)


def _of(lines: list[Line], address: str) -> str:
    [line] = [str(one) for one in lines if one.to == address and one.rule.startswith("private")]
    return line


async def test_who_asked_for_peace_gets_none_until_that_day(commune: Commune) -> None:
    await commune.change("people", {"id": "P041"}, snoozed_until=on(17).date())
    assert "P041" not in to(await commune.sweep(on(15)))
    assert "P041" in to(await commune.sweep(on(17)))


async def test_who_withdrew_his_consent_is_not_written_to_nor_listed(commune: Commune) -> None:
    said = {"address": "person:P041", "purpose": "membership", "text_version": "1", "at": on(1)}
    await commune.add("consents", **said, verdict="given")
    await commune.add("consents", **said, verdict="withdrawn")
    first = await commune.sweep(on(15))
    assert "P041" not in to(first)
    assert not any("Sáu" in one.text for one in first)


async def test_whom_no_message_reaches_stands_on_the_call_list_with_the_reason(commune: Commune) -> None:
    await commune.change("bindings", {"person_id": "P041"}, valid_to=on(1))
    await _wrote(commune, "8001000000000000061", days_ago=8)
    await _wrote(commune, "8001000000000000011", days_ago=6)
    first = await commune.sweep(on(15))
    assert {"P041", "P061"} & to(first) == set()
    assert "P011" in to(first)
    [calls] = [one for one in things(first) if one.kind == "escalation" and ":calls:" in one.key]
    assert calls.to == "person:P002"
    assert "- thôn Bắc Hải: Trương Văn Sáu, 0912000041 (chưa kết nối Zalo)" in calls.text
    assert "- thôn Tân Phong: Hoàng Thị Xuân, 0912000061 (lâu chưa nhắn Trợ lý)" in calls.text
    assert await commune.sweep(on(15, 20)) == []


async def test_a_reminder_that_could_not_be_delivered_is_called_about_next_time(commune: Commune) -> None:
    await commune.sweep(on(15))
    await commune.change("outbox", {"to": "person:P041"}, status="failed")
    eve = await commune.sweep(on(17))
    [calls] = [one for one in things(eve) if ":calls:" in one.key]
    assert "(tin trước không gửi được)" in calls.text


async def test_a_dry_run_explains_every_line_and_writes_nothing(commune: Commune) -> None:
    await commune.change("people", {"id": "P041"}, snoozed_until=on(30).date())
    await commune.change("bindings", {"person_id": "P051"}, valid_to=on(1))
    await commune.reports("18685-06", at=on(15, 9))
    lines = await commune.explained(on(15))
    assert await commune.outbox() == []
    assert _of(lines, "person:P011") == (
        "write   person:P011 · private/team first_evening · 19:00 ngày 15/11"
        " · 18685-01: owes 2026-11, due 2026-11-18"
    )
    assert "asked not to be reminded until 2026-11-30" in _of(lines, "person:P041")
    assert "no Zalo account is bound" in _of(lines, "person:P051")
    [reported] = [str(one) for one in lines if one.about == "18685-06" and one.rule.startswith("private")]
    assert reported.startswith("nobody  - ")
    assert "2026-11 is reported already" in reported
    await commune.sweep(on(15))
    assert _of(await commune.explained(on(15, 20)), "person:P011").startswith("written person:P011")
    [quiet] = await commune.explained(on(15, 23))
    assert "quiet hours · 06:30 ngày 16/11" in str(quiet)


async def test_what_somebody_asked_to_be_called(commune: Commune) -> None:
    await commune.change("people", {"id": "P041"}, call_me="thầy")
    assert texts(await commune.sweep(on(15)), "person:P041")[0].startswith("⏰ Thưa thầy Sáu,")


async def test_with_a_district_the_commune_is_due_earlier_and_the_district_last(commune: Commune) -> None:
    await commune.imports("units", DISTRICT_UNITS)
    await commune.imports("people", DISTRICT_OFFICER)
    assert (
        "còn 1 ngày (hạn thứ Sáu, 20/11) xã gửi tổng hợp báo cáo kỳ tháng 11 (15/10–14/11) lên huyện"
        in "".join(texts(things(await commune.sweep(on(19))), "person:P002"))
    )
    evening = await commune.sweep(on(20))
    assert "xã gửi tổng hợp tháng 11 lên huyện" in texts(evening, "group:c1b2c3d4e5f6a7b8c9d0")[0]
    next_day = await commune.sweep(on(21, 8))
    assert to(next_day, "escalation") == {"P300"}
    assert "đã hết hạn (thứ Sáu, 20/11) gửi tổng hợp" in texts(next_day, "person:P300")[0]
    assert "còn 2 ngày (hạn thứ Ba, 24/11) huyện gửi" in texts(await commune.sweep(on(22)), "person:P300")[0]
    assert "P300" in to(await commune.sweep(on(23)))
    assert to(await commune.sweep(on(24, 8)), "escalation") == {"P900"}
