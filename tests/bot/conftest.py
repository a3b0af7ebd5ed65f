"""Fixtures of the service with several accounts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.province import Province, open_province


@pytest.fixture
async def province(
    database_url: str,
    settled: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> AsyncIterator[Province]:
    """Three accounts of two apps at the local Zalo; only the first is known to the service, from its settings."""
    folder = tmp_path / "desk"
    folder.mkdir()
    async with open_province(database_url, folder, monkeypatch, capsys) as opened:
        yield opened
