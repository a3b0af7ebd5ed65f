"""The documents are true: what they tell to type works, what they link to and name is there."""

from __future__ import annotations

import asyncio
import io
import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from bot import demo
from bot.__main__ import main
from bot.commands import COMMANDS
from bot.metrics import REGISTRY
from domain.people import Office
from handlers import CONVERSATIONS
from handlers.delegation import _LONGEST as LONGEST_DELEGATION
from handlers.heard import Heard
from handlers.report import OLDEST
from handlers.router import Router
from handlers.snooze import LONGEST, USUAL
from handlers.turn import TAP_LIVES
from storage import attachments, codes, dialogs, handouts, inbox, outbox
from storage.imports.people import TIER_OF
from tests.databases import Server, _binaries
from vietnamese import understand

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "domain", "handlers", "scheduler", "storage", "vietnamese")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
MARKED = re.compile(
    r"^<!-- (?P<what>run|run: postgresql|file: (?P<file>[\w.-]+)) -->\n```\w+\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
PLAIN = re.compile(r"python -m bot [\w ./:+-]+")
PICTURE = ROOT / "docs" / "images" / "web-chat.png"


def name_of(document: Path) -> str:
    """The document as the tests call it."""
    return str(document.relative_to(ROOT))


documents = pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)


# ---- what is told to type is run ----


@dataclass(frozen=True)
class Told:
    """What a document tells: files to write and a script to run."""

    files: dict[str, str]
    script: str


def told(document: Path, what: str) -> Told:
    """The marked blocks of a document, in their order."""
    found = list(MARKED.finditer(document.read_text(encoding="utf-8")))
    files = {one["file"]: one["text"] for one in found if one["file"]}
    return Told(files, "".join(one["text"] for one in found if one["what"] == what))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like a clone with its settings; no database yet."""
    monkeypatch.chdir(tmp_path)
    for room in ROOMS:
        (tmp_path / room).symlink_to(ROOT / room)
    (tmp_path / "data").mkdir()
    (tmp_path / "programs").mkdir()
    python = tmp_path / "programs" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/programs:{os.environ['PATH']}")
    monkeypatch.setenv("DATABASE_URL", "sqlite+aiosqlite:///data/bot.db")
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    monkeypatch.setenv("DATA_KEY", b64encode(b"k" * 32).decode())
    monkeypatch.setenv("ZALO_OA_ID", demo.OA_ID)
    monkeypatch.delenv("CLOCK_URL", raising=False)
    return tmp_path


@pytest.fixture
def clone(folder: Path) -> Path:
    """The same with an empty database of the newest schema."""
    assert main(["migrate"]) == 0
    return folder


def run(script: str) -> str:
    """Run a script as the document tells it; its standard output. Our own plain commands run in this process."""
    if "export" in script:
        return shell(script)
    return "".join(command(line) if PLAIN.fullmatch(line) else shell(line) for line in script.splitlines())


def command(line: str) -> str:
    """Run `python -m bot …`."""
    heard = io.StringIO()
    with redirect_stdout(heard):
        status = main(line.split()[3:])
    assert status == 0, line
    return heard.getvalue()


def shell(script: str) -> str:
    """Run it in a shell that stops at the first error."""
    done = subprocess.run(["sh", "-eu", "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def load_demo() -> None:
    """The demo commune, as a service that has been set up has its own."""
    for name in demo.FILES:
        assert main(["import", name, str(demo.DATA / f"{name}.csv")]) == 0


def follow(document: str, clone: Path) -> str:
    """Do what a document tells, on a service that is set up unless the document does that itself."""
    what = told(ROOT / document, "run")
    if "import units" not in what.script:
        load_demo()
    for name, text in what.files.items():
        (clone / name).write_text(text, encoding="utf-8")
    return run(what.script)


def test_the_imports_are_read_one_after_the_other(clone: Path) -> None:
    said = follow("docs/imports.md", clone)
    assert "units: 7 new, 0 changed, 0 unchanged (dry run, nothing written)" in said
    assert "units: 0 new, 0 changed, 7 unchanged" in said
    assert "Đã nhận 2/2 Tổ" in said


def test_a_service_is_set_up_as_the_deployment_tells(clone: Path) -> None:
    said = follow("docs/deploy.md", clone)
    assert "SECRET_KEY=" in said
    assert "messages due (dry run, nothing written)" in said
    assert "PHIẾU KÍCH HOẠT" in (clone / "slips.txt").read_text(encoding="utf-8")


def test_a_backup_opens_with_its_keys_and_with_no_others(clone: Path) -> None:
    said = follow("docs/backup.md", clone)
    assert "ok\n" in said
    assert "Nguyễn Văn Hùng" in said
    other = {**os.environ, "DATA_KEY": b64encode(b"o" * 32).decode()}
    look = "DATABASE_URL=sqlite+aiosqlite:///backup/bot.db python -m bot show members"
    refused = subprocess.run(["sh", "-c", look], cwd=clone, env=other, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "a key that DATA_KEY does not hold" in refused.stderr


def test_a_lost_token_pair_is_removed(clone: Path) -> None:
    follow("docs/incident.md", clone)


def test_a_data_key_is_put_in_front_of_the_old_one(clone: Path) -> None:
    assert "Nguyễn Văn Hùng" in follow("docs/privacy.md", clone)


def test_a_second_migration_has_nothing_to_do(clone: Path) -> None:
    assert "nothing to do" in follow("docs/upgrade.md", clone)


def test_no_document_that_tells_to_run_something_is_left_out() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    telling = [name_of(one) for one in DOCUMENTS if told(one, "run").script]
    assert [name for name in telling if f'follow("{name}"' not in source] == []


@pytest.fixture
async def on_postgresql(
    postgres: Server, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Server]:
    """The same folder, with a database `tocds` on PostgreSQL, and the client programs that go with the server."""
    await _drop(postgres)
    await postgres.run("CREATE DATABASE tocds TEMPLATE template0")
    monkeypatch.setenv("DATABASE_URL", postgres.url("tocds"))
    monkeypatch.setenv("PATH", f"{_binaries()}:{os.environ['PATH']}")
    reached = {
        "HOST": "127.0.0.1",
        "PORT": str(postgres.port),
        "USER": "postgres",
        "PASSWORD": postgres.password,
    }
    for name, value in reached.items():
        monkeypatch.setenv(f"PG{name}", value)
    yield postgres
    await _drop(postgres)


async def _drop(postgres: Server) -> None:
    for name in ("tocds", "tocds_restored"):
        await postgres.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


async def test_a_postgresql_backup_is_restored_whole(
    on_postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(run, "python -m bot migrate")
    await asyncio.to_thread(load_demo)
    await asyncio.to_thread(run, told(ROOT / "docs" / "backup.md", "run: postgresql").script)
    counts = [await _count(on_postgresql, name) for name in ("tocds", "tocds_restored")]
    assert counts[0] == counts[1] > 0
    monkeypatch.setenv("DATABASE_URL", on_postgresql.url("tocds_restored"))
    look = "python -m bot migrate\npython -m bot show members --unit 18685"
    said = await asyncio.to_thread(run, look)
    assert "nothing to do" in said
    assert "Nguyễn Văn Hùng" in said


async def _count(postgres: Server, name: str) -> int:
    connection = await postgres.connect(name)
    try:
        count: int = await connection.fetchval("SELECT count(*) FROM offices")
        return count
    finally:
        await connection.close()


# ---- conversations ----

ROLES = {"Anybody": "resident", "Members, deputies, leaders": "leader", "Leaders": "leader"}
IN_GROUPS = "In groups"
SECTION = re.compile(r"^## (?P<title>.+)\n(?P<text>(?:(?!## ).*\n)*)", re.MULTILINE)
OPENED_BY = {"leave_of_others": "leave", "welcome": "smalltalk"}
"""Conversations that another one opens: leaving is read first, then it turns out who is to leave."""
UNTYPED = {"verdict"}
"""Opened by a button on what the decisions show; the same as typing an answer with the code."""


def typed() -> Iterator[tuple[str, str, str]]:
    """Role, sentence and help line of every row of docs/conversations.md."""
    text = (ROOT / "docs" / "conversations.md").read_text(encoding="utf-8")
    for section in SECTION.finditer(text):
        role = ROLES.get(section["title"], "chairman")
        if section["title"] == IN_GROUPS:
            continue  # tests/handlers/test_in_groups.py
        for sentence, help_line in re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", section["text"], re.MULTILINE):
            yield role, sentence, help_line


def opened_by(sentence: str, role: str) -> str | None:
    """The name of the conversation that a sentence opens."""
    message = {"text": sentence, "speaker": role, "today": "2026-11-16", "pending": 2}
    read = understand(message)
    heard = Heard(sentence, read["intent"], read["slots"], read["sure"])
    found = Router(CONVERSATIONS).claimed(heard)
    return None if found is None else found.name


@pytest.mark.parametrize(("role", "sentence", "help_line"), list(typed()))
def test_a_sentence_opens_the_conversation_it_stands_for(role: str, sentence: str, help_line: str) -> None:
    meant = [one.name for one in CONVERSATIONS if one.help == help_line]
    assert meant, f"no conversation says «{help_line}» in the help"
    assert opened_by(sentence, role) in {OPENED_BY.get(name, name) for name in meant}


def test_every_conversation_of_the_help_is_documented() -> None:
    told_of = {help_line for _, _, help_line in typed()}
    offered = {one.help for one in CONVERSATIONS if one.help and one.name not in UNTYPED}
    assert offered - told_of == set()


@pytest.mark.parametrize(
    ("readme", "title"), [("README.md", "What works"), ("README.vi.md", "Mỗi người gõ gì")]
)
def test_what_the_readme_says_to_type_is_understood(readme: str, title: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    [section] = [one["text"] for one in SECTION.finditer(text) if one["title"] == title]
    rows = [row for row in section.splitlines() if row.startswith("|")]
    sentences = {one for row in rows for one in re.findall(r"`([^`]+)`", row)}
    assert len(sentences) > 20
    roles = ("resident", "leader", "chairman")
    lost = [one for one in sentences if not any(opened_by(one, role) for role in roles)]
    assert lost == []


# ---- names, links, figures ----


@documents
def test_what_a_document_links_to_is_there(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link.replace("\\", "")).exists()] == []


@documents
def test_the_files_and_folders_a_document_names_are_there(document: Path) -> None:
    rooms = "|".join([*ROOMS, "simulator", "tests", "docs", "scripts"])
    named = re.findall(rf"`((?:{rooms})/[\w./-]*)`", document.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


@documents
def test_the_settings_a_document_names_exist(document: Path) -> None:
    known = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    text = document.read_text(encoding="utf-8")
    prefixes = r"ZALO|DATABASE|LISTEN|PUBLIC|SECRET|DATA|FILES|REPORT|CLOCK"
    named = set(re.findall(rf"`((?:{prefixes})_[A-Z_]+)\b", text))
    assert named - known == set()


@documents
def test_a_document_names_only_commands_and_columns_of_its_own_project(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    commands = {name.rstrip("_") for name in COMMANDS}
    assert set(re.findall(r"python -m bot ([a-z]+)", text)) - commands == set()
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", text)) - targets == set()


def test_the_metrics_to_watch_exist() -> None:
    exposed = generate_latest(REGISTRY).decode()
    text = "".join(one.read_text(encoding="utf-8") for one in DOCUMENTS)
    named = set(re.findall(r"\btocds_[a-z_]*(?:waiting|total)\b", text))
    assert len(named) > 2
    assert [name for name in named if f"# HELP {name.removesuffix('_total')}" not in exposed] == []


def test_the_offices_of_the_imports_are_all_told() -> None:
    text = (ROOT / "docs" / "imports.md").read_text(encoding="utf-8")
    assert [office for office in Office if f"`{office}`" not in text] == []
    for office, kind in TIER_OF.items():
        [row] = [one for one in text.splitlines() if one.startswith("|") and f"`{office}`" in one]
        assert row.endswith(f"| `{kind}` |")


def test_our_own_limits_are_those_of_the_code() -> None:
    text = (ROOT / "docs" / "assumptions.md").read_text(encoding="utf-8")
    for line in (
        f"{codes.LENGTH} characters, {codes.VALID.days} days, one use; {codes.WRONG_A_SENDER} wrong tries an hour",
        f"a sender, {codes.WRONG_A_UNIT} a unit",
        f"| an open form | {dialogs.LIVES.days} days |",
        f"| a button | {TAP_LIVES.days} days",
        f"{USUAL.days} days unless said otherwise, {LONGEST.days} at most",
        f"| a delegation | {LONGEST_DELEGATION.days} days at most |",
        f"up to {OLDEST} periods before the one that closed last",
    ):
        assert line in text
    privacy = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    assert f"emptied {inbox.KEPT.days} days after they are done" in privacy
    assert f"emptied {outbox.KEPT.days} days after they were written" in privacy
    assert f"anything else {attachments.STRAY_KEPT.days} days" in privacy
    assert f"{handouts.LINK_LIVES.days} days, as long as the link is good" in privacy


def test_the_picture_is_small_enough_for_a_slow_line() -> None:
    assert 20_000 < PICTURE.stat().st_size < 400_000
