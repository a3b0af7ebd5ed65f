"""What people send besides text: it goes with the report that is open, or is kept; what is not to be had is said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from storage import attachments, reports, tables
from tests.handlers.test_report import FIGURES, only
from tests.town import Town

PDF = b"%PDF-1.7\n%%EOF\n"


async def kept(town: Town) -> list[Any]:
    """Every attachment, oldest first."""
    async with town.rows() as rows:
        return list(await rows.all(select(tables.attachments).order_by(tables.attachments.c.id)))


async def test_files_and_places_go_with_the_open_report(town: Town) -> None:
    await town.hung.says("báo cáo", *FIGURES, "không", "không")
    await town.hung.sends_photo()
    assert "Đã kèm tệp vào báo cáo" in (await town.hung.does("file", "Danh sách.pdf", PDF))[-2]
    assert "Đã kèm vị trí vào báo cáo" in (await town.hung.does("location", 18.29, 105.9))[-2]
    await town.hung.says("không")
    back = await town.hung.says("xong")
    assert "Ảnh minh chứng: 1" in back
    assert "Kèm theo (tệp, tin thoại, vị trí): 2" in back
    await town.hung.says("gửi")
    report = await only(town)
    async with town.rows() as rows:
        stored = await reports.by_code(rows, report["code"])
        assert stored is not None
        details = await attachments.details_of(rows, stored.id)
    assert [sorted(one) for one in details][-1] == ["coordinates"]
    assert details[-1]["coordinates"] == {"latitude": "18.29", "longitude": "105.9"}
    assert [one.fetch for one in await kept(town)] == ["stored", "stored", None]


async def test_a_photo_that_is_none_leaves_the_report_and_is_asked_for_once(town: Town) -> None:
    await town.hung.says("báo cáo", *FIGURES, "không", "không", "không")
    await town.hung.sends_photo()
    await town.hung.sends_photo(content=b"<html>khong co</html>")
    asked = [one for one in town.hung.heard if "không thuộc loại" in one]
    assert (
        asked
        == [
            "Ảnh anh gửi lúc 08:00 không thuộc loại Trợ lý nhận (ảnh, PDF, Word, Excel), anh gửi lại dạng khác giúp ạ."
        ]
        or len(asked) == 1
    )
    await town.hung.says("xong", "gửi")
    report = await only(town)
    assert report["values"]["anh"] == 1


async def test_a_photo_goes_with_urgent_news(town: Town) -> None:
    await town.hung.says("báo tin khẩn")
    await town.hung.sends_photo()
    assert town.hung.heard[-2] == "Đã kèm ảnh vào tin khẩn."
    assert "Mã BC-" in await town.hung.says("cầu Đông Trung bị sập, nước lũ lên nhanh")
    [photo] = await kept(town)
    assert photo.report_id is not None


async def test_a_voice_message_is_kept_and_the_person_asked_to_type(town: Town) -> None:
    assert "gõ chữ giúp ạ" in (await town.lan.does("voice", b"#!AMR\n" + bytes(32)))[-1]
    [voice] = await kept(town)
    assert (voice.fetch, voice.content_type) == ("stored", "audio/amr")


async def test_what_nobody_needs_is_kept_for_ninety_days(town: Town) -> None:
    await town.lan.sends_photo()
    await town.hung.says("báo cáo", *FIGURES, "không", "không", "không")
    await town.hung.sends_photo()
    await town.hung.says("xong", "gửi")
    await town.until(town.now + timedelta(days=89))
    assert [one.fetch for one in await kept(town)] == ["stored", "stored"]
    await town.until(town.now + timedelta(days=2))
    stray, reported = await kept(town)
    assert (stray.fetch, stray.detail) == ("removed", None)
    assert reported.fetch == "stored"
    sha256 = reported.sha256
    await town.house.fetcher.round()
    assert (await kept(town))[0].sha256 is None
    assert await town.house.cabinet.has(sha256)


async def test_whoever_wants_to_be_forgotten_takes_the_files_along(town: Town) -> None:
    await town.lan.sends_photo(content=b"\xff\xd8\xff\xe0only hers")
    [photo] = await kept(town)
    assert await town.house.cabinet.has(photo.sha256)
    await town.lan.says("xóa thông tin của tôi")
    await town.house.fetcher.round()
    assert not await town.house.cabinet.has(photo.sha256)
    assert [(one.fetch, one.detail, one.sha256) for one in await kept(town)] == [("removed", None, None)]


async def test_nobody_fills_the_store(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_A_DAY", 2)
    for _ in range(2):
        assert "đã nhận 1 ảnh" in await town.lan.sends_photo()
    assert "mai bác/anh/chị gửi tiếp ạ" in await town.lan.sends_photo()
    assert len(await kept(town)) == 2
    await town.passes(hours=25)
    assert "đã nhận 1 ảnh" in await town.lan.sends_photo()
