"""python -m simulator [--port 8081] [--bot-url URL] [--world FILE.json | --accounts N] [--host ADDRESS]."""

import argparse
import socket
import sys
from pathlib import Path

from aiohttp import web

from simulator import province
from simulator.sample import SAMPLE
from simulator.server import create_app
from simulator.snapshot import SnapshotError, keep_in, read
from simulator.world import World
from simulator.worldfile import WorldFileError, build, load


def main(arguments: list[str] | None = None) -> int:
    """Runs the server until Ctrl-C or SIGTERM; 2 when the world file is wrong or the port is taken."""
    options = _options(arguments)
    try:
        world = _world(options)
    except (WorldFileError, SnapshotError) as error:
        print(error, file=sys.stderr)
        return 2
    return _serve(world, options)


def _world(options: argparse.Namespace) -> World:
    if options.state and options.state.exists():
        return read(options.state)
    if options.accounts:
        return build(province.described(options.accounts))
    return load(options.world) if options.world else build(SAMPLE)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="The local Zalo. What the bot needs in .env: docs/zalo.md, Rehearsing a deployment.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8081, help="port to listen on (8081)")
    parser.add_argument("--bot-url", default="http://127.0.0.1:8080", help="events go to URL/webhook/zalo")
    parser.add_argument("--world", type=Path, help="world file (see simulator/worldfile.py)")
    parser.add_argument(
        "--accounts", type=int, default=0, help="a province of that many accounts, for drills"
    )
    parser.add_argument("--state", type=Path, help="keeps the world here; if it exists, goes on from there")
    return parser.parse_args(arguments)


def _serve(world: World, options: argparse.Namespace) -> int:
    try:
        door = socket.create_server((options.host, options.port))
    except OSError as error:
        print(f"{options.host}:{options.port}: {error}", file=sys.stderr)
        return 2
    world.base_url = f"http://{options.host}:{door.getsockname()[1]}"
    app = create_app(world, options.bot_url)
    if options.state:
        keep_in(app, options.state)
    print(f"Zalo trên máy: {world.base_url}/  (bot: {options.bot_url})", flush=True)
    print("Giá trị cho .env của bot: docs/zalo.md, mục «Rehearsing a deployment»", flush=True)
    web.run_app(app, sock=door, print=None, access_log=None, shutdown_timeout=2.0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
