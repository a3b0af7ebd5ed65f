"""A team of fewer than three: every fifteen days, to the chairman and the commune team's leader."""

from __future__ import annotations

from scheduler.judging import still_true
from storage.outbox import Letter
from tests.scheduler.conftest import Commune, on, texts


def _alerts(letters: list[Letter], person: str) -> list[str]:
    return [one.text for one in letters if one.key.startswith("vacant:") and one.to == f"person:{person}"]


async def _full(commune: Commune) -> None:
    """Only the teams that the test makes short are short."""
    for code in ("18685-01", "18685-03", "18748", "18748-01"):
        await commune.change("teams", {"unit_code": code}, status="proposed")


async def test_fifteen_days_after_the_leave_and_again_until_it_is_filled(commune: Commune) -> None:
    await _full(commune)
    await commune.change("offices", {"person_id": "P043"}, valid_to=on(2).date(), status="ended")
    assert _alerts(await commune.sweep(on(16, 20)), "P001") == []
    day = await commune.sweep(on(17, 8))
    assert _alerts(day, "P001") == [
        (
            "Kính gửi đồng chí Đức, các Tổ sau chưa đủ người: thôn Bắc Hải 2/3."
            " Nhờ đồng chí xem xét giới thiệu, kiện toàn để Tổ đủ người ạ."
        )
    ]
    assert len(_alerts(day, "P002")) == 1
    assert _alerts(await commune.sweep(on(30)), "P001") == []
    assert len(_alerts(await commune.sweep(on(2, 8, month=12)), "P001")) == 1
    await commune.change("offices", {"person_id": "P043"}, valid_to=None, status="decided")
    assert _alerts(await commune.sweep(on(17, 8, month=12)), "P001") == []


async def test_the_chairman_is_asked_once_for_the_new_village_leader(commune: Commune) -> None:
    await _full(commune)
    await commune.change("offices", {"person_id": "P041"}, valid_to=on(2).date(), status="ended")
    asked = [one for one in await commune.sweep(on(2, 9)) if one.key.startswith("succession:")]
    assert [one.to for one in asked] == ["person:P001"]
    assert "Trong khi chờ, Tổ phó phụ trách việc báo cáo." in asked[0].text
    assert [one for one in await commune.sweep(on(9, 9)) if one.key.startswith("succession:")] == []
    async with commune.database.read() as rows:
        assert await still_true(rows, asked[0], on(2, 9))
    await commune.change("offices", {"person_id": "P041"}, valid_to=None, status="decided")
    async with commune.database.read() as rows:
        assert not await still_true(rows, asked[0], on(2, 10))


async def test_the_alert_is_true_as_long_as_one_team_is_short(commune: Commune) -> None:
    [alert] = [
        one for one in await commune.sweep(on(14)) if one.key.startswith("vacant:18685") and "P001" in one.to
    ]
    assert texts([alert], "person:P001")
    async with commune.database.read() as rows:
        assert await still_true(rows, alert, on(14, 20))
    await _full(commune)
    await commune.change("teams", {"unit_code": "18685-01"}, status="closed", valid_to=on(1).date())
    await commune.change("teams", {"unit_code": "18685-03"}, status="closed", valid_to=on(1).date())
    async with commune.database.read() as rows:
        assert not await still_true(rows, alert, on(14, 20))
