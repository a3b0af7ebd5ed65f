"""Figures for other programs: answers as described, within the token's units only, page by page, nothing personal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession
from jsonschema import Draft202012Validator

from storage import api_tokens
from storage.database import Database
from tests.web.province import (
    COMMUNE,
    DISTRICT,
    NOW,
    OTHER_COMMUNE,
    PROVINCE,
    VILLAGE,
    Province,
    open_province,
)
from web.api import ANSWERS
from web.api_description import DESCRIPTION


@pytest.fixture
async def province(database: Database) -> AsyncIterator[Province]:
    """The small province, on both kinds of database in turn."""
    async with open_province(database) as opened:
        yield opened


async def token_for(province: Province, unit: str) -> tuple[int, str]:
    """A fresh token."""
    async with province.site.database.write() as rows:
        return await api_tokens.issue(rows, unit, "kho dữ liệu", NOW)


async def asked(province: Province, path: str, token: str = "") -> tuple[int, Any]:
    """What comes back: status, JSON."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with ClientSession() as session, session.get(province.address + path, headers=headers) as answer:
        return answer.status, await answer.json()


def faults(name: str, body: Any) -> list[str]:
    """Where an answer is not as the description says."""
    [answer] = [DESCRIPTION["paths"][f"/api/v1/{name}"]["get"]["responses"]["200"]]
    schema = {**answer["content"]["application/json"]["schema"], "components": DESCRIPTION["components"]}
    checker = Draft202012Validator.FORMAT_CHECKER
    return [
        str(one.message) for one in Draft202012Validator(schema, format_checker=checker).iter_errors(body)
    ]


async def test_every_answer_is_as_described_and_names_nobody(province: Province) -> None:
    _, token = await token_for(province, PROVINCE)
    for name in ANSWERS:
        status, body = await asked(province, f"/api/v1/{name}?period=2026-10", token)
        assert (status, faults(name, body)) == (200, []), name
        assert body["items"], name
        assert "Người" not in str(body)
        assert "mạng yếu" not in str(body)
        assert "m-18673" not in str(body)
    _, today = await asked(province, "/api/v1/teams", token)
    assert faults("teams", today) == []
    status, described = await asked(province, "/api/openapi.json")
    assert (status, described["openapi"]) == (200, "3.1.0")
    assert {f"/api/v1/{name}" for name in ANSWERS} == set(described["paths"])


async def test_a_token_reads_its_own_subtree_alone(province: Province) -> None:
    _, token = await token_for(province, COMMUNE)
    for name in ANSWERS:
        _, body = await asked(province, f"/api/v1/{name}?period=2026-10", token)
        codes = {one.get("unit_code") or one["code"] for one in body["items"]}
        assert codes
        assert all(code.startswith(COMMUNE) for code in codes)
        for unit in (OTHER_COMMUNE, DISTRICT, PROVINCE, "nowhere"):
            status, _ = await asked(province, f"/api/v1/{name}?period=2026-10&unit={unit}", token)
            assert status == 404
    _, below = await asked(province, f"/api/v1/reports?period=2026-10&unit={VILLAGE}", token)
    assert [one["unit_code"] for one in below["items"]] == [VILLAGE]
    assert below["items"][0]["figures"]["luot_tuyen_truyen"] == 1250


async def test_a_misspelt_parameter_is_refused_and_not_passed_over(province: Province) -> None:
    _, token = await token_for(province, COMMUNE)
    for name in ANSWERS:
        status, body = await asked(province, f"/api/v1/{name}?perod=2026-10&unit={VILLAGE}", token)
        assert status == 400
        assert body == {"error": "unknown parameter perod; there are unit, period, limit, after"}
    assert (await asked(province, "/api/v1/reports?perod=2026-10"))[0] == 401


async def test_whoever_looks_for_the_lists_is_told_where_they_are(province: Province) -> None:
    for path in ("/api/v1/", "/api/v1"):
        status, body = await asked(province, path)
        assert (status, body["description"]) == (200, "/api/openapi.json")
        assert body["lists"] == [f"/api/v1/{name}" for name in ANSWERS]
    for path in ("/api/v1/reprots", "/api/", "/api/v2/reports"):
        status, body = await asked(province, path)
        assert status == 404
        assert "/api/v1/reports" in body["error"]
        assert "/api/openapi.json" in body["error"]


async def test_page_after_page_is_the_whole(province: Province) -> None:
    _, token = await token_for(province, PROVINCE)
    for name in ANSWERS:
        path = f"/api/v1/{name}?period=2026-10"
        _, whole = await asked(province, path, token)
        found: list[Any] = []
        after: str | None = ""
        while after is not None:
            _, page = await asked(province, f"{path}&limit=2&after={after}", token)
            assert len(page["items"]) <= 2
            found += page["items"]
            after = page["next"]
        assert found == whole["items"]


async def test_without_a_token_or_with_one_that_ended_nothing_is_told(province: Province) -> None:
    number, token = await token_for(province, PROVINCE)
    assert (await asked(province, "/api/v1/units", token))[0] == 200
    assert (await asked(province, "/api/v1/units?limit=0", token))[0] == 400
    assert (await asked(province, "/api/v1/units?period=2026-13", token))[0] == 400
    async with province.site.database.write() as rows:
        assert await api_tokens.end(rows, number, NOW)
        assert not await api_tokens.end(rows, number, NOW)
    for given in ("", token, "tocds_x"):
        status, body = await asked(province, "/api/v1/units", given)
        assert (status, list(body)) == (401, ["error"])
