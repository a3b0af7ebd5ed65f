"""The Zalo reference in a form that tests can read: calls, events, codes, schemas (reference.yaml)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

HERE = Path(__file__).parent
TEXT: dict[str, Any] = yaml.safe_load((HERE / "reference.yaml").read_text(encoding="utf-8"))
EVENTS: list[str] = [name for names in TEXT["events"].values() for name in names]
CODES: dict[str, list[int]] = TEXT["codes"]


@dataclass(frozen=True)
class Operation:
    """One call of the reference."""

    name: str
    method: str
    path: str
    host: str
    query: str | None = None
    body: str | None = None
    data: str | None = None
    answer: str | None = None
    closed: int | None = None


def _operations() -> Iterator[Operation]:
    for path, methods in TEXT["paths"].items():
        for method, one in methods.items():
            known = {name: one.get(name) for name in ("query", "body", "data", "answer", "closed")}
            yield Operation(one["operationId"], method, path, one["host"], **known)


OPERATIONS: dict[str, Operation] = {one.name: one for one in _operations()}


def complaints(schema: str, value: object) -> list[str]:
    """What is wrong with a value that ought to be of that schema."""
    whole = {"$ref": f"#/components/schemas/{schema}", "components": TEXT["components"]}
    return [
        f"{'.'.join(map(str, one.absolute_path))}: {one.message}"
        for one in Draft202012Validator(whole).iter_errors(value)
    ]
