"""docs/zalo.md says what the code does about every call, event and error code, and names tests that exist."""

import pytest

from bot.zalo.codes import CODES, Deed, Host, deed_of
from tests.clients.reference import CODES as CODES_OF_REFERENCE
from tests.clients.reference import EVENTS, OPERATIONS
from tests.zalo_table import PAGE, Table, existing_tests, named_tests, renewed, tables

TEXT = PAGE.read_text(encoding="utf-8")
TABLES = {table.name: table for table in tables(TEXT)}


def test_the_tables_say_what_the_code_does() -> None:
    assert renewed(TEXT) == TEXT, "run: python -m tests.zalo_table"


def test_every_call_event_and_code_of_the_reference_has_its_line() -> None:
    keys = {name: {row.key.strip("`") for row in table.rows} for name, table in TABLES.items()}
    assert keys["endpoints"] == {f"{one.method.upper()} {one.path}" for one in OPERATIONS.values()}
    assert keys["events"] == set(EVENTS)
    for host in Host:
        assert {str(code) for code in CODES_OF_REFERENCE[host]} <= keys[f"codes {host}"]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_line_names_a_test(table: Table) -> None:
    assert [row.key for row in table.rows if not named_tests(row.tests)] == []


def test_the_tests_that_are_named_exist() -> None:
    assert named_tests(TEXT) - existing_tests() == set()


def test_every_deed_and_every_effect_is_explained() -> None:
    explained = TEXT.partition("## Error codes")[2].partition("<!--")[0]
    assert [deed for deed in Deed if f"*{deed}*" not in explained] == []
    effects = {effect for row in TABLES["events"].rows for effect in row.computed[0].split(", ")}
    told = TEXT.partition("## Events")[2].partition("<!--")[0]
    assert [effect for effect in effects if f"*{effect}*" not in told] == []


def test_the_deed_of_a_line_is_what_is_done() -> None:
    for host in Host:
        for row in TABLES[f"codes {host}"].rows:
            code = int(row.key.strip("`"))
            assert row.computed == (CODES[host][code].meaning, deed_of(host, code))


def test_what_the_service_calls_is_tested_with_the_service() -> None:
    used = [row for row in TABLES["endpoints"].rows if "calls it" in row.computed]
    assert len(used) >= 10
    alone = [
        row.key
        for row in used
        if all(one.startswith(("clients/test_reference.py", "simulator/")) for one in named_tests(row.tests))
    ]
    assert alone == [], "name a test of the service itself in docs/zalo.md"
