"""`demo`: the local Zalo and the service with the demo commune, on SQLite; Ctrl-C stops both."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands import CommandRefused

if TYPE_CHECKING:
    from bot.settings import Settings

FOLDER = Path("data/demo")
WAIT_SECONDS = 180  # one that dies is noticed at once; a slow machine is waited for
"""It makes its own: keys and tokens that live as long as the demo."""


def does_without_settings(args: argparse.Namespace) -> bool:
    """The demo commune has settings of its own."""
    return True


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("demo", help="start the local Zalo and the service with a demo commune")
    parser.add_argument("--port", type=int, default=8081, help="of the web chat")
    parser.add_argument("--bot-port", type=int, default=8080, help="of the service")


def run(args: argparse.Namespace, settings: Settings | None) -> int:
    """Set everything up anew, start both, wait for Ctrl-C."""
    from bot import demo

    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    world = demo.world()
    (FOLDER / "world.json").write_text(json.dumps(world, ensure_ascii=False, indent=1), encoding="utf-8")
    environment = _environment(world, args.port, args.bot_port)
    _bot(environment, "migrate")
    for name in demo.FILES:
        _bot(environment, "import", name, str(demo.DATA / f"{name}.csv"))
    zalo = [sys.executable, "-m", "simulator", "--port", str(args.port)]
    zalo += ["--bot-url", f"http://127.0.0.1:{args.bot_port}", "--world", str(FOLDER / "world.json")]
    processes = [
        subprocess.Popen(zalo, stdout=subprocess.DEVNULL),
        subprocess.Popen(_command("serve"), env=environment, stdout=subprocess.DEVNULL),
    ]
    return _watch(processes, args)


def _environment(world: dict[str, Any], port: int, bot_port: int) -> dict[str, str]:
    zalo = f"http://127.0.0.1:{port}"
    oa = world["oa"]
    own = {
        "DATABASE_URL": f"sqlite+aiosqlite:///{FOLDER / 'bot.db'}",
        "FILES_PATH": str(FOLDER / "files"),
        "FILES_S3_URL": "",
        "LISTEN_HOST": "127.0.0.1",
        "LISTEN_PORT": str(bot_port),
        "PUBLIC_URL": f"http://127.0.0.1:{bot_port}",
        "SECRET_KEY": secrets.token_hex(32),
        "DATA_KEY": b64encode(secrets.token_bytes(32)).decode(),
        "ZALO_API_URL": zalo,
        "ZALO_OAUTH_URL": zalo,
        "CLOCK_URL": f"{zalo}/clock",
        "ZALO_APP_ID": world["app_id"],
        "ZALO_APP_SECRET": world["app_secret"],
        "ZALO_OA_ID": oa["id"],
        "ZALO_OA_SECRET_KEY": oa["secret_key"],
        "ZALO_ACCESS_TOKEN": oa["access_token"],
        "ZALO_REFRESH_TOKEN": oa["refresh_token"],
    }
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_FILE")}
    return {**kept, **own}


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "bot", *words]


def _bot(environment: dict[str, str], *words: str) -> None:
    # The local Zalo is not up yet, and what is loaded here needs no simulated time.
    done = subprocess.run(
        _command(*words), env={**environment, "CLOCK_URL": ""}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise CommandRefused(f"{' '.join(words)}: {done.stderr.strip()}")


def _watch(processes: list[subprocess.Popen[bytes]], args: argparse.Namespace) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        _wait_for(f"http://127.0.0.1:{args.bot_port}/readyz", processes)
        _wait_for(f"http://127.0.0.1:{args.port}/clock", processes)
        print(
            f"\nMở trình duyệt tại / open in a browser:  http://127.0.0.1:{args.port}\n(Ctrl-C để dừng)",
            flush=True,
        )
        while all(one.poll() is None for one in processes):
            time.sleep(0.3)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        for one in processes:
            one.terminate()
        for one in processes:
            one.wait(timeout=15)


def _wait_for(url: str, processes: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if any(one.poll() is not None for one in processes):
            raise CommandRefused("one of the two did not start; is its port taken? (--port, --bot-port)")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    raise CommandRefused(f"{url} does not answer")
