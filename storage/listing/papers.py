"""Listings of requests and reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from storage.database import Rows
from storage.listing.scene import Listed, Scene, columns
from storage.tables import (
    reports,
    request_steps,
    requests,
)


async def list_requests(rows: Rows, scene: Scene) -> list[Listed]:
    """Requests with every step taken."""
    steps: dict[str, list[Listed]] = {}
    for row in await rows.all(
        select(request_steps).order_by(request_steps.c.request_code, request_steps.c.position)
    ):
        steps.setdefault(row.request_code, []).append(_step(rows, row))
    shown = []
    for row in await rows.all(select(requests).order_by(requests.c.created_at, requests.c.code)):
        mine = scene.shows(row.unit_code) or scene.shows(row.from_unit_code)
        if mine and scene.view.is_within(row.created_at):
            applicant = rows.vault.open_json("requests.applicant", row.code, row.applicant)
            recorded = rows.vault.open_json("requests.detail", row.code, row.detail)["request"].get(
                "recorded", {}
            )
            shown.append(
                columns(row, ("code", "kind", "status"))
                | {"applicant": applicant["name"]}
                | columns(row, ("unit_code", "created_at"))
                | {"steps": _with_recorders(steps.get(row.code, []), recorded)}
            )
    return shown


def _with_recorders(steps: list[Listed], recorded: Mapping[str, str]) -> list[Listed]:
    """The steps, with who wrote an answer down for a leader where somebody did."""
    return [
        one | ({"recorded_by": recorded[str(n)]} if str(n) in recorded else {}) for n, one in enumerate(steps)
    ]


def _step(rows: Rows, row: Any) -> Listed:
    place = f"{row.request_code}/{row.position}"
    reason = None if row.reason is None else rows.vault.open("request_steps.reason", place, row.reason)
    return {"step": row.step, "by": row.by, "verdict": row.verdict, "reason": reason, "at": row.at}


async def list_reports(rows: Rows, scene: Scene) -> list[Listed]:
    """Reports as they stand, drafts included."""
    query = select(reports).order_by(reports.c.period, reports.c.unit_code, reports.c.id)
    if scene.view.period is not None:
        query = query.where(reports.c.period == str(scene.view.period))
    names = ("submitted_at", "submitted_by", "revision", "on_time")
    shown = []
    for row in await rows.all(query):
        if scene.shows(row.unit_code):
            texts = (
                rows.vault.open_json("reports.texts", row.code, row.texts) if row.texts is not None else {}
            )
            shown.append(
                columns(row, ("code", "unit_code", "period", "kind", "status"))
                | {"values": {**row.figures, **texts}, "nil": row.nil}
                | columns(row, names)
            )
    return shown
