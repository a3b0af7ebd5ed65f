"""The pages in a real browser: at 360 and 1,280 points, by axe-core, by weight; with script switched off throughout."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from domain.calendar import VN
from storage import directory, people, report_forms, unread
from storage.database import Rows
from storage.unread import Line
from tests.handlers.cases import introduced
from tests.quick import the_town
from tests.town import Somebody, Town
from tests.web.stage import Browser as Reader
from tests.web.stage import link_of, open_paged_town
from tests.web.test_lineage import code_of, merge
from tests.web.test_pages import reports
from web.rendering import FILES, STATIC

pytestmark = pytest.mark.asyncio(loop_scope="session")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WIDTHS = (360, 1280)
MOST_BYTES = 60_000
ADDRESSES = (
    "/",
    "/don-vi/18685",
    "/don-vi/18685-01",
    "/don-vi/18685?ky=2025-08",
    "/don-vi/18685/truoc-day",
    "/bao-cao/{former}",
    "/to/18685-01",
    "/nguoi/{person}",
    "/bao-cao/{report}",
    "/tong-hop/18685",
    "/van-ban/18685/bao-cao",
    "/bieu-do/18685",
    "/chua-co-zalo/18685",
    "/don",
    "/don/{request}",
    "/nhom",
    "/tin-nhan",
    "/nhat-ky",
    "/phien",
)
"""Every page that somebody may look at, as the chairman sees it; the names in braces are those of the story."""
OFFICERS = (
    "/nap-du-lieu",
    "/nap-du-lieu/don-vi",
    "/cai-dat/ngay-nghi",
    "/cai-dat/ngay-nghi?ngay=2026-12-24&ten=&loai=nghi",
    "/cai-dat/ngay-nghi?bo=2027-01-01",
    "/cai-dat/han-nop",
    "/cai-dat/han-nop?tu-ky=2026-12&last_day=30&team_before_last=5&team_after_close=2",
    "/cai-dat/han-nop?tu-ky=2026-12&last_day=24&team_before_last=5&team_after_close=2",
    "/cai-dat/mau-bao-cao",
    "/cai-dat/mau-bao-cao/1",
    "/cai-dat/mau-bao-cao/2",
    "/cai-dat/mau-bao-cao/1/vneid",
    "/cai-dat/mau-bao-cao/2/vneid",
    "/cai-dat/cau-chua-hieu",
)
"""What only the department's officer sees."""
LOOKS = {"chairman": ADDRESSES, "son": OFFICERS}
"""Who looks at what: the chairman, the department's officer."""
EVERYBODY = pytest.mark.parametrize("who", list(LOOKS))
PICTURES = os.environ.get("PICTURES", "")
"""A folder to leave pictures in, for whoever wants to look at them."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Town, dict[str, str]]]:
    """The town after a report and a request that waits for the chairman, two reminders later."""
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('pages') / 'bot.db'}"
    await the_town(url)
    async with open_paged_town(url) as town:
        names = {"report": await reports(town), "request": await introduced(town, "lan")}
        await town.passes(days=1, hours=12)
        await merge(town)
        names["former"] = await code_of(town, "18697")
        async with town.database.write() as rows:
            await report_forms.begin(rows, await directory.load(rows), date(2027, 1, 14))
            await lose(rows)
        async with town.rows() as rows:
            account = (town.world.oa.id, town.hung.id)
            names["person"] = (await people.bindings_of(rows, [account]))[account].person_id
        yield town, names


async def lose(rows: Rows) -> None:
    """Lines that were not understood: a long one, one that is an answer, one that is labelled."""
    lines = [
        Line("thang ni " + "bua mo cung mua, duong sa lay loi " * 5, "leader"),
        Line("mot mo ba mo", "deputy", "luot_huong_dan", "report"),
        Line("thung mung dan sang", "resident"),
    ]
    for line in lines:
        await unread.keep(rows, line, date(2026, 11, 16))
    await unread.label(rows, lines[-1].digest, "smalltalk", datetime(2026, 11, 16, 8, 0, tzinfo=VN))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def cookies(story: tuple[Town, dict[str, str]]) -> dict[str, list[Any]]:
    """The chairman and the department's officer are logged in."""
    town, _ = story
    return {who: await cookies_of(town, getattr(town, who)) for who in LOOKS}


async def cookies_of(town: Town, person: Somebody) -> list[Any]:
    """What a browser holds in which this person is logged in."""
    reader = Reader(town.house.settings.public_url)
    await reader.enter(person)
    held = [{"name": one.key, "value": one.value, "url": reader.address} for one in reader.session.cookie_jar]
    await reader.close()
    return held


async def opened(browser: Browser, width: int, cookies: list[Any], *, script: bool = False) -> BrowserContext:
    """A window of that width; for axe-core script is let in, which the pages themselves forbid."""
    context = await browser.new_context(
        viewport={"width": width, "height": 800},
        locale="vi-VN",
        java_script_enabled=script,
        bypass_csp=script,
    )
    await context.add_cookies(cookies)
    return context


def address_of(story: tuple[Town, dict[str, str]], path: str) -> str:
    """The whole address of a page of the story."""
    town, names = story
    return town.house.settings.public_url + path.format(**names)


@EVERYBODY
@pytest.mark.parametrize("width", WIDTHS)
async def test_no_page_is_wider_than_the_window(
    browser: Browser, story: tuple[Town, dict[str, str]], cookies: dict[str, list[Any]], width: int, who: str
) -> None:
    context = await opened(browser, width, cookies[who], script=True)
    page = await context.new_page()
    for path in LOOKS[who]:
        answer = await page.goto(address_of(story, path))
        assert answer is not None
        assert answer.status == 200, path
        await picture(page, f"{width}{path}")
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide"
    await context.close()


async def picture(page: Page, name: str) -> None:
    """Leave a picture for whoever asked for them."""
    if PICTURES:
        file = re.sub(r"[^\w-]+", "_", name).strip("_")
        await page.screenshot(path=f"{PICTURES}/{file}.png", full_page=True)


@EVERYBODY
async def test_twice_the_size_of_letters_still_fits(
    browser: Browser, story: tuple[Town, dict[str, str]], cookies: dict[str, list[Any]], who: str
) -> None:
    """200 % zoom of a 1,280 points wide window leaves 640."""
    context = await opened(browser, 640, cookies[who], script=True)
    page = await context.new_page()
    for path in LOOKS[who]:
        await page.goto(address_of(story, path))
        assert await page.evaluate("document.documentElement.scrollWidth") <= 640, path
    await context.close()


@EVERYBODY
@pytest.mark.parametrize("width", WIDTHS)
async def test_axe_finds_nothing(
    browser: Browser, story: tuple[Town, dict[str, str]], cookies: dict[str, list[Any]], width: int, who: str
) -> None:
    context = await opened(browser, width, cookies[who], script=True)
    page = await context.new_page()
    found = {}
    for path in LOOKS[who]:
        await page.goto(address_of(story, path))
        if faults := await axe_faults(page):
            found[path] = faults
    await context.close()
    assert found == {}


async def axe_faults(page: Page) -> list[str]:
    """What axe-core finds on the page that is open."""
    await page.add_script_tag(path=AXE)
    said = await page.evaluate("axe.run({resultTypes: ['violations']})")
    return [f"{one['impact']} {one['id']}: {one['nodes'][0]['html'][:120]}" for one in said["violations"]]


async def judged(page: Page, name: str, width: int) -> None:
    """A page that comes only after a form was sent: its width, its weight, axe-core."""
    await page.wait_for_load_state()
    await picture(page, f"{width} {name}")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width, name
    css = sum(len(gzip.compress((STATIC / file).read_bytes())) for file in FILES)
    assert len(gzip.compress((await page.content()).encode())) + css < MOST_BYTES, name
    assert await axe_faults(page) == [], name


@pytest.mark.parametrize("width", WIDTHS)
async def test_an_officer_types_in_a_report(
    browser: Browser, story: tuple[Town, dict[str, str]], width: int
) -> None:
    """The form, the form with faults, the read-back."""
    town, _ = story
    context = await opened(browser, width, await cookies_of(town, town.tuan), script=True)
    page = await context.new_page()
    await page.goto(address_of(story, "/don-vi/18685"))
    await page.get_by_role("link", name="Nhập báo cáo cho Tổ thôn Hòa Bình").click()
    await judged(page, "entry", width)
    await page.get_by_label("Số buổi tuyên truyền").fill("500")
    await page.get_by_label("Khó khăn, kiến nghị").fill("mạng yếu ở nhà văn hóa")
    await page.get_by_role("button", name="Xem lại trước khi gửi").click()
    await judged(page, "entry faults", width)
    field = page.get_by_label("Số buổi tuyên truyền")
    assert await field.get_attribute("aria-invalid") == "true"
    told = await page.locator(f"#{await field.get_attribute('aria-describedby')}").inner_text()
    assert "trong khoảng 0 đến 100" in told
    await field.fill("60")
    await page.get_by_role("button", name="Xem lại trước khi gửi").click()
    assert await page.get_by_role("heading", name="Xem lại trước khi gửi").is_visible()
    await judged(page, "entry read back", width)
    await context.close()


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_file_is_looked_at_before_it_is_taken(
    browser: Browser, story: tuple[Town, dict[str, str]], width: int
) -> None:
    """The faults of a file, and what another would do."""
    town, _ = story
    context = await opened(browser, width, await cookies_of(town, town.tuan), script=True)
    page = await context.new_page()
    await page.goto(address_of(story, "/"))
    await page.get_by_role("link", name="Nạp dữ liệu").click()
    await page.get_by_role("link", name="Người của các Tổ").click()
    head = "person_id,name,phone,unit_code,office,valid_from\n"
    row = "P901,Lê Thị Thu,0912345601,18685-03,to_pho,2026-11-01\n"
    for name, text in (
        ("faults", f"{head}{row}P902,,09,18685-03,to_pho,2026-13-01\n"),
        ("preview", head + row),
    ):
        file: Any = {"name": "nguoi.csv", "mimeType": "text/csv", "buffer": text.encode()}
        await page.get_by_label("Tệp Excel (.xlsx) hoặc CSV UTF-8").set_input_files(file)
        await page.get_by_role("button", name="Xem trước").click()
        await judged(page, f"import {name}", width)
    assert await page.get_by_role("heading", name="Xem trước").is_visible()
    assert await page.get_by_role("button", name="Nạp", exact=True).is_visible()
    await context.close()


async def test_a_report_is_typed_in_with_the_keyboard_alone(
    browser: Browser, story: tuple[Town, dict[str, str]]
) -> None:
    town, _ = story
    context = await opened(browser, 360, await cookies_of(town, town.tuan))
    page = await context.new_page()
    await page.goto(address_of(story, "/to/18685-03/nhap-bao-cao"))
    await page.get_by_label("Ai của Tổ cho số liệu").focus()
    for key in ("Tab", "Tab", "3", "Tab", "40", "Enter"):
        await (page.keyboard.type(key) if key.isdigit() else page.keyboard.press(key))
    await page.get_by_text("40 lượt").wait_for()
    await page.get_by_role("button", name="Gửi UBND xã").focus()
    await page.keyboard.press("Enter")
    assert "đã nhận báo cáo tháng 11" in await page.get_by_role("status").inner_text()
    await context.close()


async def test_somebody_without_script_comes_in_decides_and_goes(
    browser: Browser, story: tuple[Town, dict[str, str]]
) -> None:
    town, names = story
    context = await opened(browser, 360, [])
    page = await context.new_page()
    await page.goto(await link_of(town.chairman))
    await picture(page, "360 knock")
    await page.get_by_role("button", name="Vào trang").click()
    await page.get_by_role("link", name="Mục lục").click()
    await page.get_by_role("navigation", name="Mục lục").get_by_role("link", name="Đơn từ").click()
    await page.get_by_role("link", name=f"Xem đơn {names['request']}").click()
    await page.get_by_role("button", name="Từ chối").click()
    assert "Mời ghi rõ lý do" in await page.get_by_role("alert").inner_text()
    await picture(page, "360 refused")
    await page.get_by_role("button", name="Đồng ý").click()
    assert "Đã ghi" in await page.get_by_role("status").inner_text()
    await page.get_by_role("button", name="Ra khỏi trang").click()
    assert "Mời đăng nhập" in await page.content()
    await context.close()


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_line_is_labelled_in_two_taps_and_taken_back(
    browser: Browser, story: tuple[Town, dict[str, str]], cookies: dict[str, list[Any]], width: int
) -> None:
    context = await opened(browser, width, cookies["son"], script=True)
    page = await context.new_page()
    await page.goto(address_of(story, "/cai-dat/cau-chua-hieu"))
    asked = await page.locator("#cau").inner_text()
    await page.get_by_text("Ý khác").click()
    await judged(page, "other meanings", width)
    await page.get_by_role("button", name="Xin chuyển sang Tổ khác").click()
    assert "Đã ghi: xin chuyển sang Tổ khác." in await page.get_by_role("status").inner_text()
    assert await page.locator("#cau").inner_text() != asked
    await page.get_by_role("button", name=f"Ghi lại câu {asked}").click()
    assert await page.locator("#cau").inner_text() == asked
    await context.close()


async def test_the_keyboard_reaches_the_content_first(
    browser: Browser, story: tuple[Town, dict[str, str]], cookies: dict[str, list[Any]]
) -> None:
    context = await opened(browser, 1280, cookies["chairman"], script=True)
    page = await context.new_page()
    await page.goto(address_of(story, "/"))
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Đến nội dung"
    assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "noi-dung"
    await context.close()


@EVERYBODY
async def test_a_whole_page_weighs_little(
    story: tuple[Town, dict[str, str]], cookies: dict[str, list[Any]], who: str
) -> None:
    town, _ = story
    reader = Reader(town.house.settings.public_url)
    reader.session.cookie_jar.update_cookies({one["name"]: one["value"] for one in cookies[who]})
    for path in LOOKS[who]:
        page = await reader.get(address_of(story, path))
        assert page.headers["Content-Encoding"] in ("gzip", "deflate")
        parts = [
            page.html,
            *[(await reader.get(one)).html for one in page.links if one.startswith("/static/")],
        ]
        assert sum(len(gzip.compress(part.encode())) for part in parts) < MOST_BYTES, path
    await reader.close()
