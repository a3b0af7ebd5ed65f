"""Changing the key: everything sealed is sealed anew with the first one, and opens without the older one."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import LargeBinary, select

from storage import resealing, tables
from storage.database import Database
from storage.resealing import SEALED, Resealed, reseal
from storage.vault import Vault
from tests.bot.stage import START
from tests.conftest import VAULT
from tests.handlers.test_join import fills_in
from tests.handlers.test_report import FIGURES, stored
from tests.town import SECRET_KEY, Town

OLD, NEW = b"k" * 32, os.urandom(32)
ROTATING, ROTATED = (Vault(keys, SECRET_KEY.encode()) for keys in ([NEW, OLD], [NEW]))
BESIDE_THE_STORY = {
    "apps.secret",
    "apps.oa_secret_key",
    "apps.code_verifier",
    "consent_links.verifier",
    "groups.link",
    "bots.token",
    "bots.webhook_secret",
    "uploads.token",
    "handouts.name",
    "handouts.content",
    "unread.line",
}
"""Sealed by commands and by the postman: what writes them has a test of its own."""
NOT_SEALED = {
    "people.phone_index",
    "activation_codes.code_hash",
    "page_links.token_hash",
    "page_sessions.token_hash",
    "api_tokens.token_hash",
}


def test_every_sealed_column_is_known() -> None:
    binary = {
        f"{table.name}.{column.name}"
        for table in tables.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert binary - NOT_SEALED == {one.place for one in SEALED}


async def test_whatever_the_service_has_sealed_is_sealed_anew(town: Town) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Thành viên")
    await fills_in(town.lan)
    await town.lan.taps("Gửi")
    await town.hung.taps("Chưa giới thiệu")
    await town.hung.says("hộ khẩu ở nơi khác")
    await town.hung.says("báo cáo", *FIGURES, "không", "mạng yếu ở xóm trên", "không")
    await town.hung.sends_photo()
    await town.hung.says("xong", "gửi")
    await town.nga.says("tổ tôi có sáng kiến mới", "báo cáo")
    await town.binh.says("thay chị Thắm bằng bà Trần Thị Hoa, 1990", "chuyển vào Nam làm ăn", "làm")
    await town.binh.says("báo cáo")
    await town.tuan.says("ý kiến các Tổ")
    await town.tuan.taps("Sửa một dòng")
    await town.tuan.says("1", "mạng yếu ở xóm trên, cần thêm trạm phát")
    await town.tuan.says("tổng hợp")
    await town.tuan.taps("Duyệt")
    await town.tuan.taps("Vẫn duyệt")
    await town.tuan.taps("Gửi lên")
    await town.son.taps("Trả lại")
    await town.son.says("thiếu số các thôn")
    await town.chairman.says("hỏi các tổ: mấy nhà văn hóa có wifi? trước 17h thứ Sáu", "gửi")
    town.database.vault = ROTATING
    done = [one async for one in reseal(town.database)]
    assert [one.place for one in done if one.unreadable] == []
    assert {one.place for one in done if not one.anew} <= BESIDE_THE_STORY
    town.database.vault = ROTATED
    assert "mạng yếu" in "\n".join(one["values"].get("kho_khan", "") for one in await stored(town))


async def person(database: Database, number: int, vault: Vault = VAULT) -> None:
    """Somebody with a name."""
    key = f"P{number:04d}"
    async with database.write() as rows:
        values = {"id": key, "name": vault.seal("people.name", key, f"tên {number}")}
        await rows.add(tables.people, values | {"origin": "test", "created_at": START})


def of(done: list[Resealed], place: str) -> tuple[int, int]:
    """Sealed anew and unreadable in one column."""
    [one] = [one for one in done if one.place == place]
    return one.anew, one.unreadable


async def names(database: Database, vault: Vault) -> list[str]:
    """The names, opened."""
    async with database.read() as rows:
        found = await rows.all(select(tables.people).order_by(tables.people.c.id))
    return [vault.open("people.name", row.id, row.name) for row in found]


async def test_many_rows_are_sealed_anew_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resealing, "AT_ONCE", 3)
    for number in range(7):
        await person(database, number)
    await person(database, 7, ROTATED)
    database.vault = ROTATING
    assert of([one async for one in reseal(database)], "people.name") == (7, 0)
    assert await names(database, ROTATED) == [f"tên {number}" for number in range(8)]
    assert of([one async for one in reseal(database)], "people.name") == (0, 0)


async def test_what_no_key_opens_is_counted_and_left(database: Database) -> None:
    await person(database, 1, Vault([b"z" * 32], SECRET_KEY.encode()))
    await person(database, 2)
    database.vault = ROTATING
    assert of([one async for one in reseal(database)], "people.name") == (1, 1)
