"""The description of `/api/v1/` in OpenAPI 3.1; a test checks real answers against it."""

from __future__ import annotations

from typing import Any

USUAL = 100
MOST = 500

_TEXT: dict[str, Any] = {"type": "string"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_DAY: dict[str, Any] = {"type": "string", "format": "date"}
_DAY_OR_NONE: dict[str, Any] = {"type": ["string", "null"], "format": "date"}
_MOMENT: dict[str, Any] = {"type": "string", "format": "date-time"}
_TEXT_OR_NONE: dict[str, Any] = {"type": ["string", "null"]}
_PERIOD: dict[str, Any] = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """Every property is always there, and there are no others."""
    required = sorted(properties)
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


_ITEMS: dict[str, dict[str, Any]] = {
    "Unit": _object(
        {
            "code": _TEXT,
            "valid_from": _DAY,
            "parent_code": _TEXT_OR_NONE,
            "kind": {"enum": ["tinh", "huyen", "xa", "thon"]},
            "name": _TEXT,
            "valid_to": _DAY_OR_NONE,
        }
    ),
    "Team": _object(
        {
            "unit_code": _TEXT,
            "valid_from": _DAY,
            "decision_no": _TEXT_OR_NONE,
            "decision_date": _DAY_OR_NONE,
            "status": {"enum": ["proposed", "established", "closed"]},
            "valid_to": _DAY_OR_NONE,
            "team_kind": _TEXT_OR_NONE,
            "active": {"type": "string", "description": "seats held / seats", "pattern": "^[0-9]+/[0-9]+$"},
        }
    ),
    "Report": _object(
        {
            "code": _TEXT,
            "unit_code": _TEXT,
            "period": _PERIOD,
            "status": {"enum": ["submitted", "returned", "locked", "amended", "retracted"]},
            "nil": {"type": "boolean", "description": "nothing happened; every figure counts as 0"},
            "figures": {"type": "object", "additionalProperties": {"type": "integer"}},
            "revision": _COUNT,
            "first_submitted_at": _MOMENT,
            "submitted_at": _MOMENT,
            "on_time": {"type": ["boolean", "null"]},
        }
    ),
    "Consolidation": _object(
        {
            "unit_code": _TEXT,
            "period": _PERIOD,
            "expected": _COUNT,
            "received": _COUNT,
            "on_time": _COUNT,
            "nil": _COUNT,
            "missing": {"type": "array", "items": _TEXT},
            "figures": {
                "type": "object",
                "additionalProperties": _object({"sum": _COUNT, "teams": _COUNT}),
            },
        }
    ),
}
_LISTS = {
    "units": ("Unit", "Units of the day (the end of the period's window, else today)"),
    "teams": ("Team", "Teams of the day"),
    "reports": ("Report", "Sent monthly reports of a period; figures alone, no texts and no names"),
    "consolidations": ("Consolidation", "Sums of the unit and of each unit below it that has units below"),
}
_PARAMETERS = [
    {"name": "unit", "in": "query", "schema": _TEXT, "description": "this unit and below; else the token's"},
    {
        "name": "period",
        "in": "query",
        "schema": _PERIOD,
        "description": "for figures else the period whose window closed last",
    },
    {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    },
    {"name": "after", "in": "query", "schema": _TEXT, "description": "`next` of the page before"},
]
PARAMETERS = tuple(str(one["name"]) for one in _PARAMETERS)
"""What may stand behind the question mark; anything else is refused."""


def _answer(schema: str, words: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": words, "content": content}


def _path(item: str, words: str) -> dict[str, Any]:
    answers = {
        "200": _answer(f"{item}Page", "one page"),
        "400": _answer("Error", "a parameter is wrong, or there is none of that name"),
        "401": _answer("Error", "no token, or one that is not ours or has ended"),
        "404": _answer("Error", "no such unit within those of the token"),
    }
    return {"get": {"summary": words, "parameters": _PARAMETERS, "responses": answers}}


def _page(item: str) -> dict[str, Any]:
    items = {"type": "array", "items": {"$ref": f"#/components/schemas/{item}"}}
    return _object({"items": items, "next": _TEXT_OR_NONE})


DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Community digital-transformation teams: figures", "version": "1"},
    "security": [{"token": []}],
    "paths": {f"/api/v1/{name}": _path(*what) for name, what in _LISTS.items()},
    "components": {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            **_ITEMS,
            **{f"{item}Page": _page(item) for item in _ITEMS},
            "Error": _object({"error": _TEXT}),
        },
    },
}
