"""A code copied with a letter that stands on no slip is called wrong, not left without an answer."""

from __future__ import annotations

from tests.town import Town


async def test_a_misread_code_is_called_wrong(town: Town) -> None:
    for said in ("mã ABCD2345", "ma abcd 2345", "Mã kích hoạt là 8BCD-2345."):
        assert "không đúng" in await town.cuc.says(said)
    assert "không đúng" not in await town.cuc.says("mã đơn của tôi là gì")
