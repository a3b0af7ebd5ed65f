"""The demo commune: Cẩm Bình in Hà Tĩnh as it could be today, six villages, invented people, groups of both kinds."""

from __future__ import annotations

import csv
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.people import OFFICE_LABEL, Office

DATA = Path(__file__).parent
FILES = ("units", "aliases", "people", "teams", "groups")
"""What is imported, in this order; each is a CSV file of the contract."""

OA_ID = "2718281828459045235"
APP_ID = "1234567890123456789"
STRANGERS = (
    ("8001000000000000501", "Nguyễn Thị Lan", "Người dân thôn Đông Trung"),
    ("8001000000000000502", "Trần Văn Khoa", "Người dân thôn Hòa Bình"),
    ("8001000000000000503", "Lê Thị Cúc", "Người dân xã khác"),
)
"""Residents who are in no list yet: Zalo id, the name they show in Zalo, and who they are."""

FIRST_PHONES = (
    "8001000000000000011",
    "8001000000000000012",
    "8001000000000000023",
    "8001000000000000501",
    "8001000000000000001",
    "8001000000000000002",
)
"""The phones shown first: village leader, deputy, member, resident, chairman, commune leader."""


def read(name: str) -> list[dict[str, str]]:
    """The rows of one of the demo's files."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def world(now: datetime | None = None) -> dict[str, Any]:
    """The world file of the local Zalo for these people (its format: `simulator/worldfile.py`)."""
    described: dict[str, Any] = {
        "app_id": APP_ID,
        "app_secret": secrets.token_hex(16),
        "oa": {
            "id": OA_ID,
            "name": "Chuyển đổi số xã Cẩm Bình",
            "secret_key": secrets.token_hex(16),
            "access_token": secrets.token_urlsafe(32),
            "refresh_token": secrets.token_urlsafe(32),
        },
        "people": [*_officials(), *_strangers()],
        "groups": [_group(row) for row in read("groups") if row["group_id"]],
        "phones": [*FIRST_PHONES, "a1b2c3d4e5f6a7b8c9d1", "c1b2c3d4e5f6a7b8c9d0"],
    }
    return described if now is None else {**described, "now": now.isoformat()}


def _officials() -> list[dict[str, Any]]:
    places = {row["code"]: row["name"] for row in read("units")}
    people: dict[str, dict[str, Any]] = {}
    for row in read("people"):
        user_id = row["zalo_user_id"] or f"80020{row['person_id'][1:]:0>14}"
        note = f"{OFFICE_LABEL[Office(row['office'])]}, {places[row['unit_code']]}"
        known = people.setdefault(
            user_id,
            {
                "id": user_id,
                "name": row["name"],
                "phone": row["phone"],
                "note": note,
                "last_interaction": "now",
            },
        )
        if known["note"] != note:
            known["note"] = f"{known['note']}; {OFFICE_LABEL[Office(row['office'])]} Tổ xã"
        known["admin"] = row["office"] == "can_bo_cntt_xa" or known.get("admin", False)
    return list(people.values())


def _strangers() -> list[dict[str, Any]]:
    return [{"id": one, "name": name, "note": note, "follower": False} for one, name, note in STRANGERS]


def _group(row: dict[str, str]) -> dict[str, Any]:
    """A group with the seats of its unit that are bound, and for the commune those of its villages."""
    below = row["unit_code"] + "-"
    inside = [
        one["zalo_user_id"]
        for one in read("people")
        if one["zalo_user_id"]
        and (one["unit_code"] == row["unit_code"] or (row["kind"] == "xa" and _leads(one, below)))
    ]
    place = next(one["name"] for one in read("units") if one["code"] == row["unit_code"])
    name = f"Tổ CĐS {place[0].lower()}{place[1:]}"
    return {"id": row["group_id"], "name": name[:30], "members": list(dict.fromkeys(inside))}


def _leads(one: dict[str, str], below: str) -> bool:
    return one["unit_code"].startswith(below) and one["office"] in ("to_truong", "to_pho")
