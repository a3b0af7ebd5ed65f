"""`bot`: the bots of the Zalo Bot platform that people add to their own groups: entered, listed, removed."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands import CommandRefused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from bot.settings import Settings
    from bot.zalo.bots import BotClient
    from storage.database import Database

PATH = "/webhook/zalo-bot"


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("bot", help="bots of the Zalo Bot platform: add, list, remove")
    deeds = parser.add_subparsers(required=True, metavar="add|list|remove", dest="deed")
    add = deeds.add_parser("add", help="enter a bot, or its new token; the platform is told our address")
    add.add_argument("--unit", metavar="CODE", help="it serves this unit and what is below it; without: all")
    add.add_argument(
        "--token-file", type=Path, metavar="FILE", help="where its token stands; else standard input"
    )
    deeds.add_parser("list", help="the bots, the unit each serves, and whether the platform knows it")
    deeds.add_parser("remove", help="forget a bot with its token").add_argument("bot_id", metavar="ID")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it and say in a line what was done."""
    if args.deed == "add":
        token = _token(args.token_file)
        return asyncio.run(_add(settings, token, args.unit))
    return asyncio.run(_list(settings) if args.deed == "list" else _remove(settings, args.bot_id))


def _token(file: Path | None) -> str:
    """From a file or standard input: a token on the command line would stand in everybody's list of processes."""
    from bot.zalo.bots import TOKEN

    try:
        given = (sys.stdin.readline() if file is None else file.read_text(encoding="utf-8")).strip()
    except OSError as error:
        raise CommandRefused(f"{file}: {error.strerror}") from error
    if TOKEN.fullmatch(given) is None:
        raise CommandRefused("bot add: that is no token of the Bot platform (digits, a colon, letters)")
    return given


def _opened(settings: Settings) -> AbstractAsyncContextManager[tuple[Database, BotClient]]:
    from contextlib import asynccontextmanager

    from aiohttp import ClientSession

    from bot.commands.ground import current_database
    from bot.zalo.bots import BotClient

    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[Database, BotClient]]:
        async with current_database(settings) as database, ClientSession() as session:
            yield database, BotClient(database, session, settings.zalo_bot_url)

    return opened()


async def _add(settings: Settings, token: str, unit: str | None) -> int:
    """1. ask whose token it is; 2. keep it with a new secret; 3. only then tell the platform our address."""
    from bot.commands.ground import moment
    from bot.zalo.errors import ZaloError
    from domain.calendar import in_vietnam
    from storage import audit, bots, directory, groups
    from storage.audit import OPERATOR, Entry

    if not settings.is_private_on_the_way:
        raise CommandRefused("PUBLIC_URL must be the https address of this service: the platform posts there")
    now = await moment(settings)
    async with _opened(settings) as (database, client):
        try:
            me = await client.me(token)
            async with database.write() as rows:
                tree = (await directory.load(rows)).tree(in_vietnam(now).date())
                if unit is not None and unit not in tree:
                    raise CommandRefused(f"--unit: no unit {unit} today")
                one = bots.Bot(me.bot_id, me.name, token, secrets.token_urlsafe(32), unit, None)
                await bots.keep(rows, one, now)
                served = None if unit is None else [below.code for below in tree.subtree(unit)]
                linked = await groups.serve_with(rows, me.bot_id, served)
                await audit.note(rows, Entry(now, OPERATOR, "bot_added", f"bot:{me.bot_id}", {"unit": unit}))
            await client.listen(token, f"{settings.public_url.rstrip('/')}{PATH}", one.webhook_secret)
        except ZaloError as error:
            raise CommandRefused(f"bot add: the Bot platform answers {error}") from None
    joins = "" if me.can_join_groups else "; it cannot be added to groups: allow that in Zalo Bot Manager"
    print(f"bot {me.bot_id} ({me.name}) serves {unit or 'all units'}, groups linked: {linked}{joins}")
    return 0


async def _list(settings: Settings) -> int:
    from bot.zalo.errors import ZaloError
    from storage import bots

    wrong = 0
    async with _opened(settings) as (database, client):
        async with database.read() as rows:
            every = await bots.everything(rows)
        if not every:
            print("(no bot)")
        for one in every:
            fault = None
            try:
                await client.me(one.token)
            except ZaloError as error:
                fault = str(error)
            wrong += fault is not None
            print(f"bot {one.bot_id} ({one.name}), {one.unit_code or 'all units'}: {fault or 'ok'}")
    return 1 if wrong else 0


async def _remove(settings: Settings, bot_id: str) -> int:
    """The platform is told first; one that it no longer knows is forgotten all the same."""
    from bot.commands.ground import moment
    from bot.zalo.errors import ZaloError
    from storage import audit, bots
    from storage.audit import OPERATOR, Entry

    now = await moment(settings)
    async with _opened(settings) as (database, client):
        async with database.read() as rows:
            one = await bots.bot(rows, bot_id)
        if one is None:
            raise CommandRefused(f"bot remove: no bot {bot_id} (python -m bot bot list)")
        try:
            await client.be_deaf(one.token)
        except ZaloError as error:
            print(f"bot {bot_id}: the platform was not told ({error})", file=sys.stderr)
        async with database.write() as rows:
            await bots.remove(rows, bot_id)
            await audit.note(rows, Entry(now, OPERATOR, "bot_removed", f"bot:{bot_id}"))
    print(f"bot {bot_id} is forgotten; its groups are looked after by their owners")
    return 0
