"""Settings: from the environment and `.env`, every secret also as a file (`…_FILE`)."""

from __future__ import annotations

import base64
import binascii
import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from storage.database import Database
from storage.vault import Vault

OURS = ("ZALO_", "FILES_")
"""How names begin that only this service uses."""
NEAR = 0.8
"""So alike are a setting and its misspelling, from 0 to 1."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsWrong(Exception):
    """The settings do not hold together; the message names each one that is wrong, never its value."""


class Settings(BaseSettings):
    """What can be set. Names are those of the environment, in lower case (see `.env.example`)."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    database_url: str = "sqlite+aiosqlite:///data/bot.db"
    listen_host: str = "127.0.0.1"
    listen_port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""
    timezone: str = "Asia/Ho_Chi_Minh"
    secret_key: SecretStr = SecretStr("")
    data_key: SecretStr = SecretStr("")
    zalo_api_url: str = "https://openapi.zalo.me"
    zalo_oauth_url: str = "https://oauth.zaloapp.com"
    zalo_zbs_url: str = "https://business.openapi.zalo.me"
    zalo_bot_url: str = "https://bot-api.zaloplatforms.com"
    clock_url: str = ""
    documents_path: str = ""
    files_path: str = "data/files"
    files_s3_url: str = ""
    files_s3_bucket: Annotated[str, Field(validate_default=True)] = ""
    files_s3_key_id: Annotated[str, Field(validate_default=True)] = ""
    files_s3_secret: SecretStr = Field(default=SecretStr(""), validate_default=True)
    files_s3_region: str = "us-east-1"
    zalo_rate_per_minute: Annotated[int | None, Field(ge=0)] = None
    zalo_verifier_codes: Annotated[tuple[str, ...], NoDecode] = ()
    zalo_file_hosts: Annotated[tuple[str, ...], NoDecode] = (
        ".zdn.vn",
        ".zadn.vn",
        ".zalo.me",
        ".zaloapp.com",
    )
    report_window: Literal["15-14", "calendar"] = "15-14"
    zalo_app_id: str = ""
    zalo_app_secret: SecretStr = SecretStr("")
    zalo_oa_id: str = ""
    zalo_oa_secret_key: SecretStr = SecretStr("")
    zalo_access_token: SecretStr = SecretStr("")
    zalo_refresh_token: SecretStr = SecretStr("")
    zalo_appsecret_proof: bool = False

    @field_validator("zalo_rate_per_minute", mode="before")
    @classmethod
    def _empty_is_none(cls, value: Any) -> Any:
        return None if value == "" else value

    @field_validator("zalo_verifier_codes", "zalo_file_hosts", mode="before")
    @classmethod
    def _comma_separated(cls, value: Any) -> Any:
        return tuple(filter(None, value.replace(" ", "").split(","))) if isinstance(value, str) else value

    @field_validator("zalo_verifier_codes")
    @classmethod
    def _plain_codes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(r"[\w-]+", code, re.ASCII) for code in value):
            raise ValueError("may hold letters, digits, - and _ only, codes separated by commas")
        return value

    @field_validator("zalo_file_hosts")
    @classmethod
    def _endings(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(r"(?:\.[a-z0-9-]+){2,}", one) for one in value):
            raise ValueError("holds endings of host names such as .zdn.vn, separated by commas")
        return value

    @field_validator("files_s3_bucket", "files_s3_key_id", "files_s3_secret")
    @classmethod
    def _with_the_store(cls, value: Any, given: ValidationInfo) -> Any:
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        if given.data.get("files_s3_url") and not plain:
            raise ValueError("is needed where FILES_S3_URL is set")
        return value

    @field_validator(
        "public_url", "files_s3_url", "zalo_api_url", "zalo_oauth_url", "zalo_zbs_url", "zalo_bot_url"
    )
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("is no web address such as https://zalo.hatinh.gov.vn")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_driver(cls, value: str) -> str:
        if not value.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
            raise ValueError("must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("is not a time zone") from error
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < 32:
            raise ValueError("needs 32 characters or more (for example: openssl rand -hex 32)")
        return value

    @field_validator("data_key")
    @classmethod
    def _whole_keys(cls, value: SecretStr) -> SecretStr:
        decode_keys(value.get_secret_value())
        return value

    @field_validator("clock_url")
    @classmethod
    def _loopback_clock(cls, value: str) -> str:
        if value and urlsplit(value).hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("is for drills on this machine: it must be a loopback address")
        return value

    @property
    def templates_folder(self) -> Path | None:
        """The folder of DOCUMENTS_PATH, where one is set."""
        return Path(self.documents_path) if self.documents_path else None

    @property
    def is_private_on_the_way(self) -> bool:
        """Whether PUBLIC_URL can be used: by https, or by http on this machine itself."""
        parts = urlsplit(self.public_url)
        return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)

    @property
    def data_keys(self) -> list[bytes]:
        """The keys of DATA_KEY; the first one writes."""
        return decode_keys(self.data_key.get_secret_value())


def decode_keys(text: str) -> list[bytes]:
    """32-byte keys from base64, plain or URL-safe, separated by commas. Raises ValueError."""
    keys = [_decode(part.strip()) for part in text.split(",") if part.strip()]
    if not keys:
        raise ValueError("is missing: 32 random bytes in base64 (for example: openssl rand -base64 32)")
    return keys


def _decode(part: str) -> bytes:
    plain = part.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        key = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("is not base64") from error
    if len(key) != 32:
        raise ValueError(f"needs 32 bytes in base64, has {len(key)}")
    return key


def load_settings(env_file: str | Path = ".env") -> Settings:
    """The settings in force. The environment wins over the file. Raises SettingsWrong naming each fault."""
    given = {**dotenv_values(env_file, encoding="utf-8"), **os.environ}
    values = {
        name: value for name in Settings.model_fields if (value := _value_of(name.upper(), given)) is not None
    }
    # An absent key is reported like a wrong one.
    required = {name: values.get(name, "") for name in ("secret_key", "data_key")}
    try:
        return Settings.model_validate({**values, **required})
    except ValidationError as error:
        raise SettingsWrong("; ".join(_fault(one) for one in error.errors())) from error


def misspelt(env_file: str | Path = ".env") -> list[str]:
    """A line for each name in the file that is no setting and looks like one of ours, with the nearest right name.

    Only the file is judged: the environment is full of what concerns others.
    """
    known = {name.upper() for name in Settings.model_fields}
    known |= {f"{name}_FILE" for name in known}
    lines = []
    for name in dotenv_values(env_file, encoding="utf-8"):
        near = get_close_matches(name.upper(), sorted(known), n=1, cutoff=NEAR)
        if name not in known and (near or name.upper().startswith(OURS)):
            meant = f"; did you mean {near[0]}?" if near else " (see .env.example)"
            lines.append(f"{name} in {env_file} is no setting and is not read{meant}")
    return lines


def _value_of(name: str, given: dict[str, str | None]) -> str | None:
    path = given.get(f"{name}_FILE")
    if not path:
        return given.get(name) or None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsWrong(f"{name}_FILE: {path} cannot be read ({error.strerror})") from error


def _fault(error: Any) -> str:
    name = str(error["loc"][0]).upper()
    message = error["msg"].removeprefix("Value error, ")
    return f"{name} {message}"


def open_database(settings: Settings) -> Database:
    """The database of these settings."""
    vault = Vault(settings.data_keys, settings.secret_key.get_secret_value().encode())
    return Database(settings.database_url, vault)
