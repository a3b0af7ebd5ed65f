"""The product from outside: its commands, its webhook with our own signature, and a platform of ours it sends to."""

from __future__ import annotations

import base64
import csv
import hashlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ROOT = Path(__file__).parents[2]
APP_ID, OA_ID, OA_KEY = "1234567890", "998877", "khoa-bi-mat-cua-trang-webhook"
SECRETS = {"SECRET_KEY": "s" * 40, "DATA_KEY": base64.b64encode(b"q" * 32).decode()}

Row = dict[str, Any]


def free_port() -> int:
    """A port nobody listens on, below those the kernel gives away by itself."""
    while True:
        port = random.randrange(15_000, 32_000)
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port


class Platform:
    """Zalo's sending side as we play it: keeps what was sent, and tells the time the drill is at."""

    def __init__(self, now: str) -> None:
        self._base, self._since = now, time.monotonic()
        self.sent: list[tuple[str, Row]] = []
        self.calls: list[str] = []
        self.answer: Callable[[str, Row], Row | None] = lambda path, body: None
        self.members: dict[str, list[str]] = {}
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: Any) -> None:
                pass

            def do_GET(self) -> None:
                self._reply(platform.get(self.path))

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with suppress(ValueError):
                    return self._reply(platform.post(self.path, json.loads(raw)))
                return self._reply(platform.post(self.path, {}))

            def _reply(self, value: Row) -> None:
                raw = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A client that was killed in the middle of a call is no fault of ours."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server_thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._server_thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def now(self) -> str:
        """The drill's moment; it runs on by itself."""
        began = datetime.fromisoformat(self._base)
        return (began + timedelta(seconds=time.monotonic() - self._since)).isoformat()

    @now.setter
    def now(self, moment: str) -> None:
        self._base, self._since = moment, time.monotonic()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server_thread.join()
        self._server.server_close()

    def get(self, path: str) -> Row:
        """The clock, a group's members, or an empty success."""
        self.calls.append(path)
        parts = urlsplit(path)
        if parts.path == "/clock":
            return {"now": self.now}
        if parts.path.endswith("/group/listmember"):
            query = dict(parse_qsl(parts.query))
            there = self.members.get(query.get("group_id", ""), [])
            offset, count = int(query.get("offset", 0)), int(query.get("count", 50))
            page = [{"user_id": user} for user in there[offset : offset + count]]
            return {"error": 0, "data": {"members": page, "total": len(there), "offset": offset}}
        if parts.path.endswith("/getoa"):
            return {"error": 0, "data": {"oa_id": OA_ID, "name": "OA thử"}}
        return {"error": 0, "data": {}}

    def post(self, path: str, body: Row) -> Row:
        """What was sent is kept; the answer is a success unless `answer` gives another."""
        self.calls.append(path)
        if other := self.answer(path, body):
            return other
        if "access_token" in path:
            return {"access_token": "a2", "refresh_token": "r2", "expires_in": "90000"}
        number = len(self.sent) + 1
        self.sent.append((path, body))
        return {
            "error": 0,
            "message": "Success",
            "data": {"message_id": f"gui-{number}", **body.get("recipient", {})},
        }

    def heard(self, recipient: str, since: int = 0) -> list[Row]:
        """The messages that this user or group got, oldest first."""
        return [
            body["message"]
            for _, body in self.sent[since:]
            if recipient in body.get("recipient", {}).values()
        ]

    def texts(self, recipient: str, since: int = 0) -> list[str]:
        """Their texts."""
        return [message.get("text", "") for message in self.heard(recipient, since)]

    def button(self, recipient: str, title: str) -> str:
        """The payload of the newest button of theirs with this title."""
        for message in reversed(self.heard(recipient)):
            for one in message.get("attachment", {}).get("payload", {}).get("buttons", []):
                if one["title"] == title:
                    return str(one["payload"])
        raise AssertionError(f"{recipient} has no button {title!r}; last heard {self.texts(recipient)[-1:]}")


class Product:
    """`python -m bot` on one database, run in a folder of its own."""

    def __init__(self, place: Path, database_url: str, platform: Platform, **settings: str) -> None:
        self.place, self.platform = place, platform
        self.port = free_port()
        self.log = place / "service.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.settings = {
            "DATABASE_URL": database_url,
            "LISTEN_PORT": str(self.port),
            "ZALO_API_URL": platform.url,
            "ZALO_OAUTH_URL": platform.url,
            "CLOCK_URL": f"{platform.url}/clock",
            "ZALO_RATE_PER_MINUTE": "0",
            "ZALO_APP_ID": APP_ID,
            "ZALO_APP_SECRET": "bi-mat-ung-dung",
            "ZALO_OA_ID": OA_ID,
            "ZALO_OA_SECRET_KEY": OA_KEY,
            "ZALO_ACCESS_TOKEN": "a1",
            "ZALO_REFRESH_TOKEN": "r1",
            **SECRETS,
            **settings,
        }
        self._messages = 0

    def environment(self, **more: str) -> dict[str, str]:
        """The machine's own environment, the code's place and our settings; an empty value removes one."""
        given = {**os.environ, "PYTHONPATH": str(ROOT), **self.settings, **more}
        return {name: value for name, value in given.items() if value or name not in self.settings}

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """One command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.place, env=self.environment(**more), capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def good(self, *arguments: str, **more: str) -> str:
        """One command that must succeed; its standard output."""
        done = self.run(*arguments, **more)
        assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def rows(self, what: str, *options: str) -> list[Row]:
        """`show WHAT --json`."""
        return [json.loads(line) for line in self.good("show", what, "--json", *options).splitlines()]

    def load(
        self, kind: str, rows: list[Row], *options: str, bom: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """`import KIND` of a file with these rows."""
        path = self.place / f"{kind}.csv"
        columns = list(dict.fromkeys(key for row in rows for key in row))
        with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return self.run("import", kind, str(path), *options)

    # ---- the service ----

    def start(self, *arguments: str, **more: str) -> None:
        """`serve`, until it answers /readyz."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve", *arguments],
                cwd=self.place, env=self.environment(**more), stdout=log, stderr=log,
            )  # fmt: skip
        until = time.monotonic() + 30
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            with suppress(OSError, http.client.HTTPException):
                if self.http("GET", "/readyz")[0] == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"not ready after 30 s: {self.log.read_text()[-3000:]}")

    def stop(self, how: int = signal.SIGTERM) -> tuple[int, float]:
        """Its exit status and how many seconds it took."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.send_signal(how)
        status = self.process.wait(30)
        self.process = None
        return status, time.monotonic() - begun

    def kill(self) -> None:
        """No service is left behind, whatever became of it."""
        if self.process is not None:
            self.stop(signal.SIGKILL)

    def http(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """Status and body of one HTTP call."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()

    def post(self, event: Row | bytes, **options: Any) -> int:
        """A signed webhook; `key` and `app_id` of the signature may be others than ours."""
        raw = event if isinstance(event, bytes) else json.dumps(event, ensure_ascii=False).encode()
        stamp = str(json.loads(raw).get("timestamp", "")) if options.get("signed", True) else ""
        headers = {"Content-Type": "application/json"}
        if options.get("signed", True):
            headers["X-ZEvent-Signature"] = signature(
                raw, stamp, options.get("key", OA_KEY), options.get("app_id", APP_ID)
            )
        return self.http("POST", "/webhook/zalo", raw, **headers)[0]

    def event(self, user: str, name: str = "user_send_text", at: int | None = None, **message: Any) -> Row:
        """A one-to-one event of this user as Zalo shapes it, at the platform's moment."""
        self._messages += 1
        stamp = millis(self.platform.now) if at is None else at
        return {
            "app_id": APP_ID, "user_id_by_app": f"app-{user}", "event_name": name,
            "sender": {"id": user}, "recipient": {"id": OA_ID},
            "message": {"msg_id": f"m-{user}-{self._messages}", **message}, "timestamp": str(stamp),
        }  # fmt: skip

    def says(self, user: str, text: str, **more: Any) -> list[str]:
        """Types a text; the texts that this user then got. Waits until the turn is done and its reply has come."""
        return self.does(user, self.event(user, text=text, **more))

    def does(self, user: str, event: Row) -> list[str]:
        """Posts an event; the texts its sender then got."""
        since = len(self.platform.sent)
        assert self.post(event) == 200
        until = time.monotonic() + 15
        while not self.platform.heard(user, since):
            assert time.monotonic() < until, f"no reply to {event}\n{self.log.read_text()[-3000:]}"
            time.sleep(0.01)
        self.settle()
        return self.platform.texts(user, since)

    def settle(self, quiet: float = 0.15) -> None:
        """Waits until nothing more is sent for a moment."""
        count, since = len(self.platform.sent), time.monotonic()
        while time.monotonic() - since < quiet:
            time.sleep(0.02)
            if len(self.platform.sent) != count:
                count, since = len(self.platform.sent), time.monotonic()

    def taps(self, user: str, title: str) -> list[str]:
        """Presses the newest button with this title."""
        return self.says(user, self.platform.button(user, title))


def signature(raw: bytes, timestamp: str, key: str = OA_KEY, app_id: str = APP_ID) -> str:
    """`X-ZEvent-Signature`: SHA-256 over application, raw body, time and the account's key (Zalo reference 5.2)."""
    return "mac=" + hashlib.sha256(app_id.encode() + raw + timestamp.encode() + key.encode()).hexdigest()


def millis(moment: str) -> int:
    """ISO 8601 with offset as Zalo's milliseconds."""
    return int(datetime.fromisoformat(moment).timestamp() * 1000)
