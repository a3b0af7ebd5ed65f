"""Fixtures: a fresh database of either kind with the newest schema, and the town on it."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
import pytest_asyncio
from playwright.async_api import Browser

from storage.database import Database
from tests.browser import open_browser
from tests.databases import Server, postgres_server, template_database
from tests.lending import give_back, lend
from tests.quick import VAULT as VAULT
from tests.quick import beginning, hurry
from tests.town import Town, open_town, sqlite_url

# The suite tries the same examples every time, on machines that may be busy; the drill looks for new ones.
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis.settings.register_profile("drill", max_examples=1_000, deadline=None)
hypothesis.settings.load_profile("drill" if os.environ.get("DRILL") == "long" else "suite")


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Whatever is started from here can be ended by Ctrl-C, also where the tests run in the background of a shell."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def hurried() -> Iterator[None]:
    """Quick engines for the whole session."""
    with pytest.MonkeyPatch.context() as patch:
        hurry(patch)
        yield


@pytest.fixture(scope="session")
def postgres() -> Server:
    """The PostgreSQL server of this test session."""
    return postgres_server()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The browser of this process, in the session's loop, which its tests share."""
    async with open_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of database files, to be copied."""
    return tmp_path_factory.mktemp("templates")


@pytest.fixture
def settled() -> None:
    """Whoever needs this has a fresh database with the demo commune in it, as of the town's morning."""


@pytest.fixture
def settled_long_ago() -> None:
    """Whoever needs this has a fresh database with the demo commune in it, as of long ago."""


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_templates: Path
) -> AsyncIterator[str]:
    """The address of a fresh database with the newest schema, on both kinds in turn."""
    build = beginning(request.node, request.fixturenames)
    if request.param == "sqlite":
        template_file = sqlite_templates / f"{build.__name__}.db"
        if not template_file.exists():
            await build(f"sqlite+aiosqlite:///{template_file}")
        shutil.copy(template_file, tmp_path / "bot.db")
        yield sqlite_url(tmp_path)
        return
    server: Server = request.getfixturevalue("postgres")
    template = await template_database(server, build.__name__, build)
    url = await lend(server, template)
    yield url
    await give_back(server, url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database, on both kinds in turn."""
    opened = Database(database_url, VAULT)
    yield opened
    await opened.dispose()


@pytest.fixture
async def town(database_url: str, settled: None) -> AsyncIterator[Town]:
    """The demo commune on Monday, 16 November 2026, 08:00, on both kinds of database in turn."""
    async with open_town(database_url) as opened:
        yield opened
