"""Fixtures: the town with its pages, and browsers without script."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.town import Town
from tests.web.stage import Browser, Read, open_paged_town

Enter = Callable[[str], Awaitable[tuple[Browser, Read]]]


@pytest.fixture
async def paged(database_url: str, settled: None) -> AsyncIterator[Town]:
    """The town with its pages, on both kinds of database in turn."""
    async with open_paged_town(database_url) as town:
        yield town


@pytest.fixture
async def stranger(paged: Town) -> AsyncIterator[Browser]:
    """A browser of somebody who is not logged in."""
    browser = Browser(paged.house.settings.public_url)
    yield browser
    await browser.close()


@pytest.fixture
async def enter(paged: Town) -> AsyncIterator[Enter]:
    """Lets somebody of the cast in: (browser, first page)."""
    opened: list[Browser] = []

    async def let_in(name: str) -> tuple[Browser, Read]:
        browser = Browser(paged.house.settings.public_url)
        opened.append(browser)
        return browser, await browser.enter(getattr(paged, name))

    yield let_in
    for browser in opened:
        await browser.close()
