"""Where files lie: a folder and an S3-compatible bucket keep the same promises; what lies there is sealed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.commands import check
from bot.files.bucket import Bucket
from bot.files.store import Cabinet, FileLost, Folder, Store, store_of
from bot.settings import Settings
from storage.vault import SealBroken, Vault
from tests.town import DATA_KEY, SECRET_KEY, Town

KEY_ID, SECRET, REGION, BUCKET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG", "vn-north-1", "tocds"
BUCKET_SETTINGS = {name for name in Settings.model_fields if name.startswith("files_s3")}
VAULT = Vault([b"k" * 32], SECRET_KEY.encode())


def settings(url: str = "", **more: Any) -> Settings:
    """Settings of a service with this bucket."""
    values: dict[str, Any] = {"secret_key": SECRET_KEY, "data_key": DATA_KEY, "files_s3_url": url}
    values |= {"files_s3_bucket": BUCKET, "files_s3_key_id": KEY_ID, "files_s3_region": REGION}
    return Settings.model_validate(values | {"files_s3_secret": SECRET} | more)


class S3:
    """A small S3: keeps objects, and takes a request only with the signature that AWS prescribes (SigV4)."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self._is_signed(request, body):
            return web.Response(status=403, text="<Error><Code>SignatureDoesNotMatch</Code></Error>")
        return self._act(request.method, request.path, body)

    def _act(self, method: str, path: str, body: bytes) -> web.Response:
        if method == "PUT":
            self.objects[path] = body
            return web.Response(headers={"ETag": '"1"'})
        if method == "DELETE":
            self.objects.pop(path, None)
            return web.Response(status=204)
        if path not in self.objects:
            return web.Response(status=404, text="<Error><Code>NoSuchKey</Code></Error>")
        headers = {"ETag": '"1"', "Last-Modified": "Thu, 26 Nov 2026 00:00:00 GMT"}
        return web.Response(body=self.objects[path], headers=headers)

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        said = request.headers.get("Authorization", "").removeprefix("AWS4-HMAC-SHA256 ")
        parts = dict(one.strip().split("=", 1) for one in said.split(",") if "=" in one)
        day, at = request.headers["x-amz-date"][:8], request.headers["x-amz-date"]
        scope = f"{day}/{REGION}/s3/aws4_request"
        if parts.get("Credential") != f"{KEY_ID}/{scope}":
            return False
        digest = request.headers["x-amz-content-sha256"]
        if digest not in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest()):
            return False
        to_sign = "\n".join(["AWS4-HMAC-SHA256", at, scope, self._canonical(request, parts, digest)])
        return hmac.compare_digest(
            parts["Signature"], hmac.digest(_key(day), to_sign.encode(), "sha256").hex()
        )

    def _canonical(self, request: web.Request, parts: dict[str, str], digest: str) -> str:
        names = parts["SignedHeaders"].split(";")
        headers = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in names)
        query = "&".join(
            sorted(f"{quote(name, '-_.~')}={quote(value, '-_.~')}" for name, value in request.query.items())
        )
        path = quote(request.path, "/-_.~")
        whole = "\n".join([request.method, path, query, headers, parts["SignedHeaders"], digest])
        return hashlib.sha256(whole.encode()).hexdigest()


def _key(day: str) -> bytes:
    key = f"AWS4{SECRET}".encode()
    for part in (day, REGION, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


@pytest.fixture
def s3() -> S3:
    return S3()


@pytest.fixture
async def s3_url(s3: S3) -> AsyncIterator[str]:
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", s3.answer)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, s3_url: str) -> Store:
    return Folder(tmp_path / "files") if request.param == "folder" else Bucket(settings(s3_url))


async def test_a_store_keeps_gives_and_takes_away(store: Store) -> None:
    content = os.urandom(7 * 1024 * 1024)
    assert await store.get("ab/cdef") is None
    assert not await store.has("ab/cdef")
    await store.put("ab/cdef", content)
    await store.put("ab/cdef", content)
    assert await store.has("ab/cdef")
    assert await store.get("ab/cdef") == content
    await store.remove("ab/cdef")
    await store.remove("ab/cdef")
    assert await store.get("ab/cdef") is None


async def test_what_lies_in_a_store_is_sealed_for_its_place(store: Store) -> None:
    cabinet = Cabinet(store, VAULT)
    sha256 = await cabinet.keep(b"Le Thi Lan")
    sealed = await store.get(f"{sha256[:2]}/{sha256[2:]}")
    assert sealed is not None
    assert b"Lan" not in sealed
    assert await cabinet.open(sha256) == b"Le Thi Lan"
    other = "0" * 64
    await store.put(f"{other[:2]}/{other[2:]}", sealed)
    with pytest.raises(SealBroken):
        await cabinet.open(other)
    with pytest.raises(FileLost, match="is not in the store"):
        await cabinet.open("1" * 64)
    await cabinet.check()


async def test_a_file_is_sealed_anew_once(store: Store) -> None:
    sha256 = await Cabinet(store, VAULT).keep(b"photo")
    new = os.urandom(32)
    rotating = Cabinet(store, Vault([new, b"k" * 32], SECRET_KEY.encode()))
    assert await rotating.reseal(sha256)
    assert not await rotating.reseal(sha256)
    assert await Cabinet(store, Vault([new], SECRET_KEY.encode())).open(sha256) == b"photo"


async def test_a_bucket_with_another_key_is_refused(s3: S3, s3_url: str) -> None:
    wrong = Cabinet(Bucket(settings(s3_url, files_s3_secret="other")), VAULT)
    with pytest.raises(Exception, match="SignatureDoesNotMatch"):
        await wrong.check()
    assert s3.objects == {}


async def test_a_broken_write_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    await folder.put("ab/c", b"first")
    (tmp_path / "ab" / "d").mkdir()
    with pytest.raises(OSError, match="d"):
        await folder.put("ab/d", b"second")
    assert sorted(one.name for one in (tmp_path / "ab").iterdir()) == ["c", "d"]


def test_the_settings_choose_the_store(tmp_path: Path) -> None:
    assert isinstance(store_of(settings(files_path=str(tmp_path))), Folder)
    assert isinstance(store_of(settings("https://s3.example.vn")), Bucket)
    with pytest.raises(ValueError, match="is needed where FILES_S3_URL is set"):
        settings("https://s3.example.vn", files_s3_bucket="")


async def findings(settings: Settings) -> dict[str, str | None]:
    """What `python -m bot check` finds."""
    return {name: fault async for name, fault in check.findings(settings)}


async def test_check_says_whether_files_can_be_kept(town: Town, tmp_path: Path) -> None:
    ours = town.house.settings
    assert (await findings(ours))["files"] is None
    (tmp_path / "taken").write_text("a file stands where the folder should be")
    wrong = ours.model_copy(update={"files_path": str(tmp_path / "taken")})
    assert str((await findings(wrong))["files"]).startswith(f"FILES_PATH {tmp_path}/taken: ")


async def test_check_says_whether_the_bucket_is_reached(town: Town, s3_url: str) -> None:
    bucket = settings(s3_url).model_dump(include=BUCKET_SETTINGS)
    ours = town.house.settings.model_copy(update=bucket)
    assert (await findings(ours))["files"] is None
    wrong = ours.model_copy(update={"files_s3_key_id": "other"})
    found = str((await findings(wrong))["files"])
    assert found.startswith("FILES_S3_URL, bucket tocds: ")
    assert SECRET not in found


async def test_pages_over_plain_http_are_told_to_the_operator(town: Town) -> None:
    """Their cookies go over https only, so that nobody could log in."""
    ours = town.house.settings.model_copy(update={"public_url": "http://tocds.example.vn"})
    assert str((await findings(ours))["webhook"]).startswith("PUBLIC_URL http://tocds.example.vn must begin")


async def test_a_clock_that_does_not_answer_is_not_the_database(town: Town) -> None:
    wrong = town.house.settings.model_copy(update={"clock_url": "http://127.0.0.1:9/clock"})
    found = await findings(wrong)
    assert list(found) == ["configuration", "database", "clock"]
    assert (found["database"], str(found["clock"]).partition(":")[0]) == (None, "CLOCK_URL http")


async def test_data_sealed_with_another_key_are_told(town: Town) -> None:
    other = SecretStr(base64.b64encode(b"o" * 32).decode())
    found = await findings(town.house.settings.model_copy(update={"data_key": other}))
    assert "DATA_KEY" in str(found["database"])
