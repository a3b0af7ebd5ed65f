"""A request that a leader files: with his introduction already in it, so that the next step is asked at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from domain.authority import Route, introducer
from domain.people import Office
from domain.requests import Request, RequestKind
from handlers.announcing import prompt_next
from handlers.turn import Turn
from storage import requests, teams
from storage.requests import Case


async def route_of(turn: Turn, kind: RequestKind, unit_code: str, concerned: Iterable[str]) -> Route:
    """Whose introduction it takes: the team's leader or the commune's."""
    around = await teams.around(turn.rows, [unit_code], turn.tree)
    return introducer(unit_code, turn.tree, around, tuple(concerned), kind)


async def send_up(
    turn: Turn,
    draft: Request,
    by: str,
    *,
    asked_by: str | None,
    told: Mapping[str, Any] | None = None,
    **detail: bool,
) -> Case:
    """File it, introduced by ``by`` if it is for him to introduce; the next step is asked.

    The caller holds the lock of the team's roster: all concerned may speak at the same moment, one request is enough.
    """
    case = await requests.create(turn.rows, draft, told=told, asked_by=asked_by, detail=detail)
    turn.audit("filed", f"request:{case.code}", kind=str(draft.kind), unit=draft.unit_code, **detail)
    concerned = {draft.person_id, draft.replaces, *(person for person, _ in draft.seats)}
    route = await route_of(turn, draft.kind, draft.unit_code, sorted(filter(None, concerned)))
    if by in route.persons:
        introduced = case.request.introduced(by, turn.at, draft.unit_code)
        case = await requests.save(
            turn.rows, case, introduced, turn.at, office=Office.TO_TRUONG, event_key=turn.incoming.key
        )
    return await prompt_next(turn, case)
