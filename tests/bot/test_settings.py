"""Settings: from the environment and a file, every fault named, never a value."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsWrong, decode_keys, load_settings

KEY = base64.b64encode(b"\xff" * 32).decode()


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing set but the two keys that have to be."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    monkeypatch.setenv("DATA_KEY", KEY)
    monkeypatch.chdir(tmp_path)


def test_the_defaults_are_those_of_the_contract() -> None:
    settings = load_settings()
    assert settings.database_url == "sqlite+aiosqlite:///data/bot.db"
    assert (settings.listen_host, settings.listen_port) == ("127.0.0.1", 8080)
    assert settings.timezone == "Asia/Ho_Chi_Minh"
    assert settings.zalo_api_url == "https://openapi.zalo.me"
    assert settings.zalo_oauth_url == "https://oauth.zaloapp.com"
    assert settings.zalo_rate_per_minute is None
    assert settings.report_window == "15-14"


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "LISTEN_PORT=9001\nZALO_APP_ID=từ-tệp\nZALO_VERIFIER_CODES=ab, cd\n", "utf-8"
    )
    monkeypatch.setenv("LISTEN_PORT", "9002")
    settings = load_settings()
    assert (settings.listen_port, settings.zalo_app_id) == (9002, "từ-tệp")
    assert settings.zalo_verifier_codes == ("ab", "cd")


def test_an_empty_line_means_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZALO_RATE_PER_MINUTE", "")
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("CLOCK_URL", "")
    settings = load_settings()
    assert settings.zalo_rate_per_minute is None
    assert settings.database_url.startswith("sqlite")


def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("t" * 40 + "\n")
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "secret"))
    assert load_settings().secret_key.get_secret_value() == "t" * 40
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(SettingsWrong, match="SECRET_KEY_FILE"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "quá-ngắn"),
        ("SECRET_KEY", ""),
        ("DATA_KEY", ""),
        ("DATA_KEY", "không phải base64"),
        ("DATA_KEY", base64.b64encode(b"k" * 31).decode()),
        ("DATABASE_URL", "mysql://bi-mat@host/db"),
        ("DATABASE_URL", "postgresql://bi-mat@host/db"),
        ("LISTEN_PORT", "bi-mat"),
        ("LISTEN_PORT", "70000"),
        ("TIMEZONE", "Asia/Bi-mat"),
        ("TIMEZONE", "../bi-mat"),
        ("CLOCK_URL", "http://bi-mat.example/clock"),
        ("ZALO_RATE_PER_MINUTE", "-1"),
        ("ZALO_RATE_PER_MINUTE", "bi-mat"),
        ("REPORT_WINDOW", "bi-mat"),
    ],
)
def test_a_fault_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsWrong) as raised:
        load_settings()
    assert name in str(raised.value)
    assert "bi-mat" not in str(raised.value).removeprefix(name).replace("Bi-mat", "bi-mat")
    assert "\n" not in str(raised.value)


def test_all_faults_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("DATA_KEY", "x")
    monkeypatch.setenv("LISTEN_PORT", "x")
    with pytest.raises(SettingsWrong) as raised:
        load_settings()
    assert all(name in str(raised.value) for name in ("SECRET_KEY", "DATA_KEY", "LISTEN_PORT"))


@pytest.mark.parametrize("host", ["127.0.0.1:9/clock", "localhost:9/clock", "[::1]:9/clock"])
def test_a_clock_on_this_machine_may_be_asked(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("CLOCK_URL", f"http://{host}")
    assert load_settings().clock_url.endswith("/clock")


def test_keys_are_plain_or_url_safe_padded_or_not_and_several() -> None:
    urlsafe = base64.urlsafe_b64encode(b"\xfb" * 32).decode()
    assert decode_keys(f"{KEY}, {urlsafe.rstrip('=')}") == [b"\xff" * 32, b"\xfb" * 32]
    assert decode_keys(KEY.rstrip("=")) == [b"\xff" * 32]


def test_secrets_do_not_show_themselves() -> None:
    settings = load_settings()
    assert "s" * 32 not in repr(settings)
    assert KEY not in repr(settings)
