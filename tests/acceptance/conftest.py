"""The product from outside, on a fresh database, with a platform of ours to send to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.field import Platform, Product
from tests.acceptance.world import settle_in


@pytest.fixture
def platform() -> Iterator[Platform]:
    """Zalo's sending side, on Monday, 16 November 2026, 09:00."""
    opened = Platform("2026-11-16T09:00:00+07:00")
    yield opened
    opened.close()


@pytest.fixture
def product(database_url: str, platform: Platform, tmp_path: Path) -> Iterator[Product]:
    """The product with the small province in it, on both kinds of database in turn; not serving yet."""
    opened = Product(tmp_path, database_url, platform)
    settle_in(opened)
    yield opened
    opened.kill()


@pytest.fixture
def on_sqlite(platform: Platform, tmp_path: Path) -> Iterator[Product]:
    """The product on an SQLite file that does not exist yet."""
    opened = Product(tmp_path, f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}", platform)
    yield opened
    opened.kill()
