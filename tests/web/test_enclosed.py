"""Photos and files that came with a report: whoever may see the report may open them, and nobody else."""

from __future__ import annotations

from pathlib import Path

from tests.handlers.test_attachments import PDF, kept
from tests.handlers.test_report import FIGURES, only
from tests.town import Town
from tests.web.conftest import Enter
from tests.web.stage import Browser

PHOTO = b"\xff\xd8\xff\xe0photo"


async def load(browser: Browser, path: str) -> tuple[int, bytes, str, str]:
    """Status, bytes, type, and how it is to be shown."""
    async with browser.session.get(browser.address + path) as answer:
        way = answer.headers.get("Content-Disposition", "")
        return answer.status, await answer.read(), answer.content_type, way


async def test_what_came_with_a_report_opens_from_its_page(paged: Town, enter: Enter) -> None:
    await paged.hung.says("báo cáo", *FIGURES, "không", "không")
    await paged.hung.sends_photo(content=PHOTO)
    await paged.hung.does("file", "Danh sách.pdf", PDF)
    await paged.hung.says("không", "xong", "gửi")
    code = (await only(paged))["code"]
    photo, paper = (f"/bao-cao/{code}/tep/{which}" for which in (1, 2))
    chairman, _ = await enter("chairman")
    page = await chairman.get(f"/bao-cao/{code}")
    assert '<th scope="row">Ảnh minh chứng</th><td class="number">1 ảnh</td>' in page.html
    assert "Ảnh 1 (1 KB)" in page.text
    assert "Tệp 2 (1 KB)" in page.text
    assert {photo, paper} <= set(page.links)
    assert await load(chairman, photo) == (200, PHOTO, "image/jpeg", f'inline; filename="{code}-1.jpg"')
    assert await load(chairman, paper) == (
        200,
        PDF,
        "application/pdf",
        f'attachment; filename="{code}-2.pdf"',
    )
    assert "xem ảnh, tệp kèm báo cáo" in (await chairman.get("/nhat-ky")).text
    for path in (f"/bao-cao/{code}/tep/3", f"/bao-cao/{code}/tep/0", f"/bao-cao/{code}/tep/x"):
        assert (await chairman.get(path)).status == 404
    elsewhere, _ = await enter("giot")
    assert (await elsewhere.get(photo)).status == 404


async def test_a_file_that_the_store_has_lost_is_said_to_be_missing(paged: Town, enter: Enter) -> None:
    await paged.hung.says("báo cáo", *FIGURES, "không", "không")
    await paged.hung.sends_photo(content=PHOTO)
    await paged.hung.says("không", "xong", "gửi")
    code = (await only(paged))["code"]
    [row] = await kept(paged)
    place = Path(paged.house.settings.files_path) / row.sha256[:2] / row.sha256[2:]
    place.unlink()
    chairman, _ = await enter("chairman")
    lost = await chairman.get(f"/bao-cao/{code}/tep/1")
    assert lost.status == 404
    assert "Mời báo người quản trị hệ thống" in lost.text
