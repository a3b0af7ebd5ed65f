"""The service under the bench: as in production, with the bench's conversation: `python -m tests.bench.service`."""

from __future__ import annotations

import asyncio

from bot.house import open_house, running
from bot.logs import set_up_logs
from bot.settings import load_settings
from tests.bench.conversation import bench


async def main() -> None:
    """Serve until killed."""
    async with open_house(load_settings(), conversations=(bench,)) as house, running(house):
        await asyncio.Event().wait()


if __name__ == "__main__":
    set_up_logs()
    try:
        import uvloop
    except ModuleNotFoundError:
        asyncio.run(main())
    else:
        uvloop.run(main())
