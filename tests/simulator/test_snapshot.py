"""The world can be stopped and goes on where it was."""

import asyncio
import json
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from simulator.__main__ import main
from simulator.phones import Phone
from simulator.sample import SAMPLE
from simulator.snapshot import SnapshotError, dump, read, restore, write
from simulator.world import World
from simulator.worldfile import build

MINH = "8001000000000000001"


async def test_a_dump_restores_everything(world: World, tmp_path: Path) -> None:
    world.settings.change({"reply_quota": 3})
    world.tokens.rotate("ma-lam-moi-dau-tien", world.clock.now())
    Phone(world, MINH).photo("ảnh.png", b"\x89PNG", "buổi tối")
    Phone(world, MINH).say("chào", group="a1b2c3d4e5f6a7b8c9d0")
    world.clock.advance(timedelta(days=3))
    write(world, tmp_path / "state.json")
    again = read(tmp_path / "state.json")
    first, second = dump(world), dump(again)
    assert abs(again.clock.now() - world.clock.now()) < timedelta(seconds=5)
    assert first | {"now": ""} == second | {"now": ""}
    assert again.tokens.refresh["ma-lam-moi-dau-tien"].spent


async def test_the_clock_went_on_while_the_world_was_stopped() -> None:
    world = build(SAMPLE | {"now": "2026-01-01T00:00:00+07:00"})
    again = restore(dump(world))
    assert again.clock.now() > world.clock.now()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 1}', '{"format": 2}'])
def test_what_is_no_state_is_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)
    with pytest.raises(SnapshotError, match=r"state\.json"):
        read(path)
    assert main(["--state", str(path)]) == 2
    assert "state.json" in capsys.readouterr().err


async def test_the_server_goes_on_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    async with ClientSession() as session:
        process, address = await start(path)
        said = {"person": MINH, "text": "còn nhớ không"}
        await (await session.post(address + "sim/say", json=said)).release()
        await (await session.post(address + "clock", json={"advance": "5d"})).release()
        await stop(process)
        assert json.loads(path.read_text(encoding="utf-8"))["format"] == 2
        process, address = await start(path)
        async with session.get(f"{address}sim/chat?key=person:{MINH}") as answer:
            assert [one["text"] for one in (await answer.json())["messages"]] == ["còn nhớ không"]
        await stop(process)


async def start(path: Path) -> tuple[asyncio.subprocess.Process, str]:
    arguments = ["-m", "simulator", "--port", "0", "--state", str(path)]
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    return process, line.split()[3]


async def stop(process: asyncio.subprocess.Process) -> None:
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0
