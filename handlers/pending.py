"""What waits for somebody's word."""

from __future__ import annotations

from handlers.turn import Turn


async def count(turn: Turn) -> int:
    """How many requests wait for this speaker's decision."""
    return 0
