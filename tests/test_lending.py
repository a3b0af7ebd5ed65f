"""Databases that are lent to one test after another begin each time as the template; what is spoilt is ended."""

from __future__ import annotations

from typing import Any

import pytest

from tests.databases import Server, drop_database, postgres_server, template_database
from tests.lending import MOST_GROWTH, give_back, lend

NAME = "lending_template"
TABLES = (
    "CREATE TABLE houses (id serial PRIMARY KEY, name text, length int GENERATED ALWAYS AS (length(name)) STORED)",
    "CREATE TABLE rooms (house int REFERENCES houses, number int)",
    "INSERT INTO houses (name) VALUES ('Hòa Bình'), ('Đông Trung')",
    "INSERT INTO rooms VALUES (1, 1), (2, 7)",
)
SEEN = "SELECT h.id, name, length, number FROM houses h LEFT JOIN rooms ON house = h.id ORDER BY h.id"
BEGINNING = [(1, "Hòa Bình", 8, 1), (2, "Đông Trung", 10, 7)]


@pytest.fixture(scope="module")
def server() -> Server:
    return postgres_server()


async def build(url: str) -> None:
    await run(postgres_server(), url, *TABLES)


async def run(server: Server, url: str, *statements: str) -> None:
    connection = await server.connect(url.rpartition("/")[2])
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def seen(server: Server, url: str) -> list[tuple[Any, ...]]:
    connection = await server.connect(url.rpartition("/")[2])
    try:
        return [tuple(row) for row in await connection.fetch(SEEN)]
    finally:
        await connection.close()


async def lent(server: Server) -> str:
    return await lend(server, await template_database(server, NAME, build))


async def test_the_next_one_finds_it_as_it_began(server: Server) -> None:
    url = await lent(server)
    assert await seen(server, url) == BEGINNING
    await run(
        server,
        url,
        "DELETE FROM rooms",
        "DELETE FROM houses WHERE id = 1",
        "INSERT INTO houses (name) VALUES ('A')",
    )
    await give_back(server, url)
    again = await lent(server)
    assert again == url
    assert await seen(server, again) == BEGINNING
    await run(server, again, "INSERT INTO houses (name) VALUES ('B')")
    assert (await seen(server, again))[-1] == (3, "B", 1, None), "numbers are given as the first time"
    await give_back(server, again)


async def test_two_at_a_time_are_two(server: Server) -> None:
    one, other = await lent(server), await lent(server)
    assert one != other
    await give_back(server, one)
    await give_back(server, other)


async def test_whoever_is_still_in_it_is_cut_off(server: Server) -> None:
    url = await lent(server)
    stray = await server.connect(url.rpartition("/")[2])
    await stray.execute("BEGIN; UPDATE houses SET name = 'C'")
    await give_back(server, url)
    again = await lent(server)
    assert await seen(server, again) == BEGINNING
    assert stray.is_closed()
    await give_back(server, again)


@pytest.mark.parametrize(
    "spoils",
    [
        "CREATE TABLE more (id int)",
        "ALTER TABLE rooms ADD COLUMN colour text",
        "CREATE INDEX rooms_number ON rooms (number)",
        "ANALYZE houses",
        f"INSERT INTO houses (name) SELECT repeat('x', 1000) FROM generate_series(1, {MOST_GROWTH // 1000})",
        "DROP TABLE rooms",
    ],
)
async def test_what_rows_do_not_tell_ends_it(server: Server, spoils: str) -> None:
    url = await lent(server)
    await run(server, url, spoils)
    await give_back(server, url)
    again = await lent(server)
    assert again != url
    assert await seen(server, again) == BEGINNING
    await give_back(server, again)
    await drop_database(server, url)
