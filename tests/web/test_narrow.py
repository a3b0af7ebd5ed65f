"""On a phone of 360 points nothing is cut: a team's list with its phones, charts with their titles, lists of faults."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.handlers.cases import introduced
from tests.quick import the_town
from tests.town import Town
from tests.web.stage import open_paged_town
from tests.web.test_browser import axe_faults, cookies_of, opened, picture
from tests.web.test_pages import reports

pytestmark = pytest.mark.asyncio(loop_scope="session")
NARROW = 360
REACHES = """selector => [...document.querySelectorAll(selector)]
    .filter(one => one.getBoundingClientRect().width > 0)
    .map(one => Math.ceil(one.getBoundingClientRect().right))"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def decided(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """The town after somebody was let into a team whose decision has no number yet."""
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('narrow') / 'bot.db'}"
    await the_town(url)
    async with open_paged_town(url) as town:
        await reports(town)
        await introduced(town, "lan")
        await town.chairman.taps("Đồng ý")
        yield town


async def page_of(browser: Browser, town: Town, path: str, width: int = NARROW) -> Any:
    """A page as the commune's officer sees it."""
    context = await opened(browser, width, await cookies_of(town, town.tuan), script=True)
    page = await context.new_page()
    await page.goto(town.house.settings.public_url + path)
    return page


async def test_phones_in_a_teams_list_are_seen_whole(browser: Browser, decided: Town) -> None:
    page = await page_of(browser, decided, "/to/18685-01")
    await picture(page, "narrow team")
    assert "chờ số quyết định" in await page.inner_text("main")
    wide, seen = await page.evaluate(
        "(one => [one.scrollWidth, one.clientWidth])(document.querySelector('.scrolling'))"
    )
    assert wide <= seen
    await page.context.close()


@pytest.mark.parametrize("width", [NARROW, 1280])
@pytest.mark.parametrize("unit", ["18685", "18685-01", "18685?muc=vneid"])
async def test_a_chart_and_its_title_are_seen_whole(
    browser: Browser, decided: Town, unit: str, width: int
) -> None:
    page = await page_of(browser, decided, f"/bieu-do/{unit}", width)
    await picture(page, f"{width} chart {unit}")
    edges = await page.evaluate(REACHES, ".scrolling svg, .scrolling svg text")
    inside = await page.evaluate("document.querySelector('.scrolling').getBoundingClientRect().right")
    assert edges
    assert max(edges) <= inside
    sizes = await page.evaluate(
        "[...document.querySelectorAll('.scrolling svg text')].map(one => one.getBoundingClientRect().height)"
        ".filter(one => one > 0)"
    )
    assert min(sizes) >= 12, "letters shrunk beyond reading"
    labels = await page.evaluate(
        "[...document.querySelectorAll('.period label')].map(one => one.offsetHeight)"
    )
    assert max(labels) < 30, "a label in two lines"
    assert max(await page.evaluate(REACHES, ".period select, .period button")) <= width - 16
    assert await axe_faults(page) == []
    await page.context.close()


async def test_faults_of_a_report_stand_one_below_the_other(browser: Browser, decided: Town) -> None:
    page = await page_of(browser, decided, "/to/18685-02/nhap-bao-cao")
    for label in ("Số buổi tuyên truyền", "Số lượt người dự", "VNeID"):
        await page.get_by_label(label).fill("99999999")
    await page.get_by_role("button", name="Xem lại trước khi gửi").click()
    await picture(page, "narrow faults")
    places = await page.evaluate(
        "[...document.querySelectorAll('.faults li')].map(one => [one.getBoundingClientRect().left,"
        " one.getBoundingClientRect().top])"
    )
    assert len(places) >= 3
    assert len({left for left, _ in places}) == 1
    tops = [top for _, top in places]
    assert tops == sorted(set(tops))
    await page.context.close()
