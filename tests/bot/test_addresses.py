"""Settings that hold an address or a code for one are named at the start when they cannot be one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SettingsWrong, load_settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "nonsense"),
        ("ZALO_API_URL", "ftp://openapi.zalo.me"),
        ("ZALO_OAUTH_URL", "oauth.zaloapp.com"),
        ("ZALO_VERIFIER_CODES", "abc,{x}"),
    ],
)
def test_an_address_that_is_none_is_named(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    monkeypatch.setenv("DATA_KEY", "cXFxcXFxcXFxcXFxcXFxcXFxcXFxcXFxcXFxcXFxcXE=")
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsWrong, match=name):
        load_settings(tmp_path / "none")
