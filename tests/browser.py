"""The browser of the tests: one in each process of the suite, and patience enough for a slow machine under load.

Whoever tests pages takes the fixture `browser` and runs in its loop, the session's:

    pytestmark = pytest.mark.asyncio(loop_scope="session")
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, async_playwright, expect

PATIENCE = 30.0
"""Seconds until what must come is given up. Only a failing test waits that long."""

expect.set_options(timeout=PATIENCE * 1_000)


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A Chromium without a window."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    arguments = ["--no-sandbox", "--headless=new", "--disable-background-networking"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        await browser.close()


@asynccontextmanager
async def open_page(browser: Browser, width: int = 1280, height: int = 900) -> AsyncIterator[Page]:
    """A page of its own, with no memory of other tests."""
    context = await browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
    context.set_default_timeout(PATIENCE * 1_000)
    yield await context.new_page()
    await context.close()


async def until(true: Callable[[], bool]) -> None:
    """Waits until something is so that no page shows."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.02)
