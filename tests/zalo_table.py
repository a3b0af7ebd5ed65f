"""The tables of docs/zalo.md: what the code says is written into them, what a person wrote is kept.

python -m tests.zalo_table      (after a change of what the service calls, hears or does about a code)
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.zalo.codes import CODES, Host
from bot.zalo.events import arrived, echoed, incoming, matters
from tests.clients.reference import CODES as CODES_OF_REFERENCE
from tests.clients.reference import EVENTS, OPERATIONS, TEXT, Operation
from tests.clients.samples import every_event

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "zalo.md"
TESTS = ROOT / "tests"
HEADS = {
    "oa": "openapi.zalo.me",
    "zbs": "business.openapi.zalo.me",
    "oauth": "oauth.zaloapp.com",
    "bot": "Zalo Bot",
}


@dataclass(frozen=True)
class Row:
    """One line of a table: its key, what the code says, and the tests, which a person names."""

    key: str
    computed: tuple[str, ...]
    tests: str = ""

    def text(self) -> str:
        """The line."""
        return f"| {' | '.join([self.key, *self.computed, self.tests])} |"


@dataclass(frozen=True)
class Table:
    """A table between its two marks."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]

    def text(self) -> str:
        """The table with its marks."""
        head = f"| {' | '.join(self.heads)} |\n|{'---|' * len(self.heads)}"
        lines = "\n".join(row.text() for row in self.rows)
        return f"<!-- {self.name}: begin -->\n\n{head}\n{lines}\n\n<!-- {self.name}: end -->"


def tables(page: str) -> Iterator[Table]:
    """The tables as they ought to be, with the tests that the page names."""
    yield Table(
        "endpoints", ("call", "§", "the service", "local Zalo", "tested where"), _kept(page, _endpoints())
    )
    yield Table("events", ("event", "the service", "tested where"), _kept(page, _events()))
    for host in Host:
        yield Table(
            f"codes {host}", ("code", "meaning", "deed", "tested where"), _kept(page, _codes(host), host)
        )


def _kept(page: str, rows: Iterable[Row], host: Host | None = None) -> tuple[Row, ...]:
    within = page.partition(f"<!-- codes {host}: begin")[2].partition("<!-- codes")[0] if host else page
    named = {cells[0]: cells[-1] for cells in _cells(within)}
    return tuple(Row(row.key, row.computed, named.get(row.key) or row.tests) for row in rows)


def _cells(page: str) -> Iterator[list[str]]:
    for line in page.splitlines():
        if line.startswith("| "):
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def _endpoints() -> Iterator[Row]:
    sources = source_of_the_service()
    for one in OPERATIONS.values():
        served = "plays it" if one.closed is None else f"refuses it, {one.closed}"
        section = TEXT["paths"][one.path][one.method]["section"]
        key = f"`{one.method.upper()} {one.path}`"
        yield Row(key, (section, "calls it" if called(one, sources) else "–", served), TOUR)


def source_of_the_service() -> list[str]:
    """Every Python file of bot/."""
    return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot").rglob("*.py"))]


def called(one: Operation, sources: list[str]) -> bool:
    """Whether a file of the service names the path: whole, or its beginning and its last word apart."""
    beginning, _, last = one.path.rpartition("/")
    whole = re.compile(rf"(?<![\w.]){re.escape(last if one.host == 'bot' else one.path)}(?=[\"'?])")
    word = re.compile(rf"[\"'}}]{last}[\"'?]")
    start = re.compile(rf"{re.escape(beginning)}/[\"{{]")
    apart = [text for text in sources if one.host == "oa" and start.search(text) and word.search(text)]
    return bool(apart) or any(whole.search(text) for text in sources)


def _events() -> Iterator[Row]:
    samples, sources = every_event(), source_of_the_service()
    for name in EVENTS:
        test = BOT_EVENT if name.startswith("message.") else TAKEN
        yield Row(f"`{name}`", (_effect(name, samples[name], sources),), test)


def _effect(name: str, event: dict[str, Any], sources: list[str]) -> str:
    if name.startswith("message."):
        return "reads it" if any(f'"{name}"' in text for text in sources) else "–"
    if not name.startswith("oa_send_"):
        return _kind(event) or "–"
    by_hand = _kind(event | {"sender": event.get("sender", {}) | {"admin_id": "1"}})
    found = ["echo" if echoed(event) is not None else None, by_hand]
    return ", ".join(filter(None, found)) or "–"


def _kind(event: dict[str, Any]) -> str | None:
    """What the service takes it for; None: it is acknowledged and forgotten."""
    return incoming(arrived(event, _written(event), datetime.now(UTC))).kind if matters(event) else None


def is_kept(event: dict[str, Any]) -> bool:
    """Whether the event goes into the inbox."""
    return matters(event)


def _written(event: dict[str, Any]) -> bytes:
    return json.dumps(event).encode()


def _codes(host: Host) -> Iterator[Row]:
    everywhere = "clients/test_codes.py::test_every_code_becomes_its_deed"
    one_by_one = "bot/test_client.py::test_every_code_has_a_meaning"
    test = everywhere if host in (Host.OA, Host.ZBS) else one_by_one
    for code in sorted({*CODES[host], *CODES_OF_REFERENCE[host]}, key=abs):
        known = CODES[host][code]
        yield Row(f"`{code}`", (known.meaning, known.deed), f"`{test}`")


TOUR = "`clients/test_reference.py::test_a_call_is_asked_and_answered_as_the_reference_says`"
TAKEN = "`clients/test_events.py::test_every_event_of_the_reference_is_taken_and_handled`"
BOT_EVENT = "`simulator/test_bots.py::test_a_private_chat_hears_everything`"


def named_tests(page: str) -> set[str]:
    """Every file::function that the page names."""
    return set(re.findall(r"`([\w/]+\.py::\w+)`", page))


def existing_tests() -> set[str]:
    """Every file::function there is, relative to tests/."""
    return {
        f"{path.relative_to(TESTS)}::{one.name}"
        for path in TESTS.rglob("test_*.py")
        for one in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name.startswith("test_")
    }


def renewed(page: str) -> str:
    """The page with its tables as they ought to be."""
    for table in tables(page):
        page = _put(page, table)
    return page


def _put(page: str, table: Table) -> str:
    marks = re.compile(rf"<!-- {table.name}: begin -->.*?<!-- {table.name}: end -->", re.DOTALL)
    text = table.text()
    found, count = marks.subn(lambda _: text, page)
    assert count == 1, f"docs/zalo.md has no place for the table «{table.name}»"
    return found


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
