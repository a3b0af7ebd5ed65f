"""World files are read, and wrong ones refused by the place of the mistake."""

import asyncio
import copy
import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from simulator.__main__ import main
from simulator.sample import SAMPLE
from simulator.worldfile import WorldFileError, build, load

Json = dict[str, Any]
DELETE = object()


def changed(*path: str | int, to: object) -> Json:
    described: Json = copy.deepcopy(SAMPLE)
    place: Any = described
    for step in path[:-1]:
        place = place[step]
    if to is DELETE:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return described


def test_a_world_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    described = changed("people", 1, "last_interaction", to="2026-11-10T08:00:00+07:00") | {
        "now": "2026-11-18T08:00:00+07:00",
        "settings": {"rate_per_minute": 0},
        "phones": [SAMPLE["people"][0]["id"], SAMPLE["groups"][0]["id"]],
    }
    path.write_text(json.dumps(described), encoding="utf-8-sig")
    world = load(path)
    assert world.clock.now().isoformat().startswith("2026-11-18T08:00")
    assert world.settings.rate_per_minute == 0
    assert len(world.phones) == 2
    silent = world.people[SAMPLE["people"][1]["id"]].last_interaction
    assert silent is not None
    assert silent.day == 10
    assert all(world.group_is_open(group) for group in world.groups.values())


@pytest.mark.parametrize(
    ("described", "place"),
    [
        ([], "the file: expected an object"),
        (changed("app_id", to=DELETE), "app_id: is missing"),
        (changed("app_id", to=12), "app_id: expected text, not 12"),
        (changed("app_id", to=" "), "app_id: is empty"),
        (changed("app", to=[]), "app: unknown key"),
        (changed("oa", "secret_key", to=DELETE), "oa.secret_key: is missing"),
        (changed("oa", "refresh_token", to=DELETE), "oa: access_token and refresh_token belong together"),
        (changed("people", to={}), "people: expected a list"),
        (changed("people", 2, to="Minh"), "people[2]: expected an object"),
        (changed("people", 2, "name", to=DELETE), "people[2].name: is missing"),
        (changed("people", 2, "phones", to="09"), "people[2].phones: unknown key"),
        (changed("people", 2, "follower", to="yes"), "people[2].follower: expected true or false"),
        (
            changed("people", 2, "last_interaction", to="2026-11-18"),
            "people[2].last_interaction: the instant has no",
        ),
        (
            changed("people", 2, "id", to="8001000000000000001"),
            "people[2].id: 8001000000000000001 is given twice",
        ),
        (changed("groups", 0, "members", to=["1"]), "groups[0].members: '1' is not in this file"),
        (
            changed("groups", 1, "id", to="a1b2c3d4e5f6a7b8c9d0"),
            "groups[1].id: a1b2c3d4e5f6a7b8c9d0 is given twice",
        ),
        (changed("groups", 0, "kind", to="zalo_bot"), "groups[0].kind: 'zalo_bot' is not known"),
        (changed("groups", 0, "asset_id", to="1"), "groups[0].asset_id: no asset '1'"),
        (changed("assets", 0, "type", to="gmf5"), "assets[0].type: 'gmf5' is none of"),
        (changed("settings", to={"speed": 1}), "settings: unknown setting 'speed'"),
        (changed("phones", to=["1"]), "phones: '1' is not in this file"),
        (changed("now", to="bây giờ"), "now: not an ISO 8601 instant"),
    ],
)
def test_the_place_of_a_mistake_is_named(described: object, place: str) -> None:
    with pytest.raises(WorldFileError) as caught:
        build(described)
    assert str(caught.value).startswith(place)


def test_unreadable_files_end_with_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--world", str(tmp_path / "none.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "half.json").write_text("{")
    assert main(["--world", str(tmp_path / "half.json")]) == 2
    assert "not JSON" in capsys.readouterr().err


async def test_the_server_starts_alone_and_stops_on_sigterm(tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    path.write_text(json.dumps(SAMPLE), encoding="utf-8")
    arguments = ["-m", "simulator", "--port", "0", "--world", str(path)]
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    address = line.split()[3]
    told = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    assert "docs/zalo.md, mục «Rehearsing a deployment»" in told
    async with ClientSession() as session:
        async with session.get(address + "clock") as answer:
            assert answer.status == 200
        async with session.get(address) as answer:
            assert "Zalo trên máy" in await answer.text()
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0
