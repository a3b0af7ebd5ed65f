"""The demo as `make run` starts it, played by one person in a real browser: the whole main job in one sitting."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from domain.calendar import VN
from tests.browser import open_page
from tests.town import CAST, GROUPS

pytestmark = pytest.mark.asyncio(loop_scope="session")
ROOT = Path(__file__).parents[2]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The demo, in processes of its own, in an empty folder."""
    port = _free_port()
    words = [sys.executable, "-m", "bot", "demo", "--port", str(port), "--bot-port", str(_free_port())]
    demo = subprocess.Popen(
        words,
        cwd=tmp_path_factory.mktemp("demo"),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert demo.stdout is not None
    try:
        line = ""
        while "browser" not in line:
            line = await asyncio.to_thread(demo.stdout.readline)
            assert demo.poll() is None, "the demo did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        demo.send_signal(signal.SIGINT)
        assert await asyncio.to_thread(demo.wait, 20) == 0
        demo.stdout.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    """The web chat, with the phones of this story."""
    phones = [CAST[name] for name in ("hung", "lan", "chairman", "tan")] + list(GROUPS.values())
    async with open_page(browser, 1400, 1000) as page:
        await page.goto(f"{address}/?phones={','.join(phones)}")
        await expect(page.locator("body[data-ready]")).to_be_attached()
        yield page


def phone(page: Page, name: str) -> Locator:
    """Somebody's phone."""
    return page.locator(f'[data-person="{CAST[name]}"]')


def group(page: Page, name: str) -> Locator:
    """A group chat."""
    return page.locator(f'[data-group="{GROUPS[name]}"]')


async def says(page: Page, name: str, text: str) -> None:
    """Type a message and send it, then wait for an answer below it."""
    bubbles = phone(page, name).get_by_test_id("bubble")
    before = await bubbles.count()
    await phone(page, name).get_by_test_id("composer").fill(text)
    await phone(page, name).get_by_test_id("composer").press("Enter")
    await expect(bubbles.nth(before + 1)).to_be_attached()


async def taps(page: Page, name: str, title: str) -> None:
    """Press the newest button of that title."""
    button = phone(page, name).get_by_test_id("bubble").get_by_role("button", name=title, exact=True)
    await button.last.click()


async def reads(page: Page, name: str, text: str) -> None:
    """The newest message of the account says this."""
    newest = phone(page, name).get_by_test_id("bubble").last
    await expect(newest).to_contain_text(text)


async def test_a_resident_joins_and_is_a_member_from_the_chairmans_word_on(page: Page) -> None:
    await says(page, "lan", "em muon vao to thon Dong Trung")
    await reads(page, "lan", "còn 1 chỗ thành viên")
    await taps(page, "lan", "Thành viên")
    await taps(page, "lan", "Đồng ý")
    for answer in ("Nguyễn Thị Lan", "1990", "nữ", "0912345678", "giáo viên"):
        await says(page, "lan", answer)
    await taps(page, "lan", "Đang ở đây")
    await reads(page, "lan", "Trợ lý đọc lại đơn")
    await taps(page, "lan", "Gửi")
    await reads(page, "lan", "đã nhận đơn")

    await reads(page, "hung", "xin tham gia")
    await taps(page, "hung", "Giới thiệu")
    await reads(page, "chairman", "Nguyễn Thị Lan")
    await taps(page, "chairman", "Đồng ý")
    await reads(page, "lan", "đồng ý")
    for name in ("dong_trung_group", "commune_group"):
        told = group(page, name).get_by_test_id("bubble").last
        await expect(told).to_contain_text("Nguyễn Thị Lan")

    await says(page, "hung", "danh sach to")
    await reads(page, "hung", "Nguyễn Thị Lan")
    await reads(page, "hung", "3/3")


async def test_a_leader_reports_in_two_messages_and_gets_a_receipt(page: Page) -> None:
    await says(
        page,
        "hung",
        f"bao cao thang {closed_last(datetime.now(VN))}: 5 buoi 120 nguoi du, huong dan 86 luot, vneid 14,"
        " dvc 9 ho so, thanh toan so 21",
    )
    await reads(page, "hung", "có thêm nội dung nào")
    await taps(page, "hung", "Không có thêm")
    for _ in range(3):
        await says(page, "hung", "bỏ qua")
    await taps(page, "hung", "Gửi")
    await reads(page, "hung", "Mã BC-")


async def test_the_clock_moves_and_the_groups_are_reminded(page: Page) -> None:
    opening = next_opening(datetime.now(VN))
    await page.get_by_test_id("clock-input").fill(opening.strftime("%Y-%m-%dT%H:%M"))
    await page.get_by_test_id("clock-set").click()
    newest = group(page, "commune_group").get_by_test_id("bubble").last
    await expect(newest).to_contain_text(f"báo cáo tháng {opening.month}", timeout=60_000)


def closed_last(now: datetime) -> int:
    """The month whose period closed last: named, for from the 25th on two periods are in question."""
    return now.month if now.day > 14 else (now.replace(day=1) - timedelta(days=1)).month


def next_opening(now: datetime) -> datetime:
    """Two minutes after the next 14th, 19:00, when a period opens."""
    this = now.replace(day=14, hour=19, minute=2, second=0, microsecond=0)
    return this if this > now else (this + timedelta(days=31)).replace(day=14)
