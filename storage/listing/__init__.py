"""Listings: what is stored, as `show` and monitoring read it; the keys of every row are fixed by the contract."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from storage import directory
from storage.database import Rows
from storage.listing import organisation, papers, traffic
from storage.listing.scene import Listed, NoSuchUnit, Scene, View, subtree

LISTINGS: Mapping[str, Callable[[Rows, Scene], Awaitable[list[Listed]]]] = {
    "units": organisation.list_units,
    "teams": organisation.list_teams,
    "members": organisation.list_members,
    "requests": papers.list_requests,
    "reports": papers.list_reports,
    "groups": organisation.list_groups,
    "inbox": traffic.list_inbox,
    "outbox": traffic.list_outbox,
    "audit": traffic.list_audit,
}


async def listed(rows: Rows, what: str, view: View) -> list[Listed]:
    """The rows of one listing. Raises NoSuchUnit; KeyError for a listing that is not there."""
    known = await directory.load(rows)
    tree = known.tree(view.day)
    codes = None if view.unit is None else frozenset(subtree(known, tree, view.unit))
    return await LISTINGS[what](rows, Scene(view, known, tree, codes))


__all__ = ["LISTINGS", "Listed", "NoSuchUnit", "Scene", "View", "listed", "subtree"]
