"""`check`: configuration, database, token, webhook, files, groups, bots: a line each; exit status 1 if one is wrong."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from bot.commands import CommandRefused
from bot.commands.serve import _check

if TYPE_CHECKING:
    from pathlib import Path

    from bot.house import House
    from bot.settings import Settings

ALMOST = 3
"""Days before the end of a package from which on `check` finds it wrong."""


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    subparsers.add_parser(
        "check", help="check configuration, database, token, webhook, files, groups and bots"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print a line for each thing checked."""
    return asyncio.run(_run(settings))


async def _run(settings: Settings) -> int:
    from bot.logs import silence

    with silence():  # what went wrong is said in the lines
        return await _printed(settings)


async def _printed(settings: Settings) -> int:
    wrong = 0
    # Closed here when printing fails: left to the loop, the house and its parts would be closed across each other.
    async with aclosing(findings(settings)) as found:
        async for name, fault in found:
            print(f"{name}: {fault or 'ok'}")
            wrong += fault is not None
    return 1 if wrong else 0


async def findings(settings: Settings) -> AsyncGenerator[tuple[str, str | None], None]:
    """What is checked, one after the other, and what is wrong with it; None: nothing."""
    from bot.house import SchemaOld, open_house
    from bot.zalo.register import enter_first
    from storage.vault import SealBroken

    for finding in _of_settings(settings):
        yield finding
    if not _is_id(settings.zalo_oa_id):
        return  # a mistyped account would be entered
    try:
        async with open_house(settings, enters=False) as house:
            yield "database", None
            fault = await _whose_token(house)
            if fault is not None:
                yield "token", fault
                return
            await enter_first(house.database, settings)
            async for finding in _in_the_house(house):
                yield finding
    except SchemaOld:
        yield "database", str(SchemaOld.__doc__)
    except SealBroken:
        yield "database", "sealed with a key that DATA_KEY does not hold (docs/incident.md)"
    except Exception as error:  # noqa: BLE001 - any fault of the database is the finding
        yield "database", f"does not answer ({type(error).__name__})"


async def _in_the_house(house: House) -> AsyncIterator[tuple[str, str | None]]:
    fault = await _clock(house)
    if fault is not None:  # what follows asks what time it is
        yield "clock", fault
        return
    async for finding in _accounts(house):
        yield finding
    yield "webhook", await _webhook(house)
    yield "files", await _files(house)
    async for finding in _groups(house):
        yield finding
    async for finding in _bots(house):
        yield finding


async def _whose_token(house: House) -> str | None:
    """Of which other account the first token of the settings is; where Zalo does not say, what follows does."""
    from bot.zalo.errors import ZaloError
    from bot.zalo.register import first_pair
    from bot.zalo.watch import id_in
    from storage.apps import App

    ours = house.settings
    async with house.database.read() as rows:
        pair = await first_pair(rows, ours)
    if pair is None or not ours.zalo_oa_id:
        return None
    app = App(ours.zalo_app_id, ours.zalo_app_secret.get_secret_value(), "")
    try:
        theirs = id_in(await house.client.account_behind(app, pair.access))
    except ZaloError:
        return None
    if theirs in ("", ours.zalo_oa_id):
        return None
    return (
        f"ZALO_ACCESS_TOKEN is of account {theirs}, ZALO_OA_ID is {ours.zalo_oa_id}: mend the id, or take the tokens of"
        " that account (docs/zalo-console.md)"
    )


def _of_settings(settings: Settings) -> Iterator[tuple[str, str | None]]:
    from bot.settings import misspelt

    yield "configuration", _configuration(settings)
    for line in misspelt():
        yield "configuration", line
    if settings.templates_folder is not None:
        yield "documents", _documents(settings.templates_folder)
    if not _is_id(settings.zalo_oa_id):
        yield (
            "token",
            f"ZALO_OA_ID {settings.zalo_oa_id}: an account's id is digits only, as its console shows it",
        )


def _is_id(text: str) -> bool:
    return not text or text.isdecimal()


async def _clock(house: House) -> str | None:
    try:
        await house.clock.now()
    except Exception as error:  # noqa: BLE001 - any fault of the address is the finding
        return f"CLOCK_URL {house.settings.clock_url}: no time there ({type(error).__name__})"
    return None


def _configuration(settings: Settings) -> str | None:
    try:
        _check(settings)
    except CommandRefused as refused:
        return str(refused)
    return None


def _documents(folder: Path) -> str | None:
    """What is wrong with the folder of own templates: where nothing of ours is in it the built-in ones are taken."""
    from documents import own_files

    if not folder.is_dir():
        return f"DOCUMENTS_PATH {folder}: no such folder; make it, or leave the setting empty (docs/documents.md)"
    if not any((folder / name).is_file() for name in own_files()):
        names = ", ".join(own_files())
        return f"DOCUMENTS_PATH {folder}: holds none of {names}; the built-in ones serve (docs/documents.md)"
    return None


async def _accounts(house: House) -> AsyncIterator[tuple[str, str | None]]:
    """A line for each account: the one of the settings is called "token", as it always was, the others by their id."""
    from storage import accounts

    first = house.settings.zalo_oa_id
    async with house.database.read() as rows:
        ours = await accounts.all_accounts(rows)
    if first not in [one.oa_id for one in ours]:
        yield (
            "token",
            f"account {first or '(ZALO_OA_ID is not set)'} is not in service: `python -m bot oa add`",
        )
    for one in sorted(ours, key=lambda one: one.oa_id != first):
        yield "token" if one.oa_id == first else f"token {one.oa_id}", await _account(house, one.oa_id)


async def _account(house: House, oa_id: str) -> str | None:
    """What is wrong with an account: Zalo refuses it, a refresh was not answered, its package ends."""
    from domain.calendar import in_vietnam
    from storage import accounts
    from storage.accounts import WELL

    now = await house.clock.now()
    health = await house.watch.check(oa_id, now)
    async with house.database.read() as rows:
        account = await accounts.account(rows, oa_id)
    if health != WELL or account is None:
        return health
    if account.is_unanswered(now):
        return f"a refresh was not answered; before the token ends: `python -m bot oa authorize {oa_id}`"
    until = account.package_until
    if until is not None and (until - in_vietnam(now).date()).days <= ALMOST:
        return f"the package {account.package or ''} ends on {until}: renew it in OA Manager"
    return None


async def _webhook(house: House) -> str | None:
    from aiohttp import ClientError, ClientTimeout

    settings = house.settings
    if settings.public_url and not settings.is_private_on_the_way:
        return f"PUBLIC_URL {settings.public_url} must begin with https://: nobody can log in to the pages over http"
    base = settings.public_url or f"http://{settings.listen_host}:{settings.listen_port}"
    try:
        async with house.session.get(f"{base}/readyz", timeout=ClientTimeout(total=5)) as response:
            return None if response.status == 200 else f"{base}/readyz answers {response.status}"
    except (ClientError, TimeoutError, ValueError) as error:
        return (
            f"{base} cannot be reached ({type(error).__name__}); is PUBLIC_URL right and the service running?"
        )


async def _files(house: House) -> str | None:
    settings = house.settings
    try:
        await house.cabinet.check()
    except Exception as error:  # noqa: BLE001 - any fault of the folder or the bucket is the finding
        if settings.files_s3_url:
            return f"FILES_S3_URL, bucket {settings.files_s3_bucket}: {type(error).__name__} (address, bucket, keys?)"
        return f"FILES_PATH {settings.files_path}: {getattr(error, 'strerror', None) or type(error).__name__}"
    return None


async def _groups(house: House) -> AsyncIterator[tuple[str, str | None]]:
    from bot.zalo.errors import ZaloError
    from storage import groups

    async with house.database.read() as rows:
        known = await groups.everything(rows)
    seen: set[str] = set()
    for group in known:
        if group.channel != "gmf" or group.group_id is None:
            continue
        oa_id = group.oa_id or house.settings.zalo_oa_id
        try:
            fault = await _group(house, oa_id, group.group_id)
            if fault is None and oa_id not in seen:
                seen.add(oa_id)
                fault = await _withheld(house, oa_id, group.group_id)
        except ZaloError as error:
            fault = str(error)
        yield f"group {group.unit_code} {group.kind}", fault


async def _group(house: House, oa_id: str, group_id: str) -> str | None:
    """What is wrong with a group that Zalo knows: it is switched off, with what is known of its asset."""
    from bot.zalo.gmf import Gmf
    from domain.calendar import in_vietnam

    info = await Gmf(house.client, oa_id).info(group_id)
    if info.enabled:
        return None
    if info.is_lapsed(in_vietnam(await house.clock.now()).date()):
        return f"Zalo has switched it off (asset ended on {info.valid_through}): renew it in OA Manager"
    valid = f" (asset valid until {info.valid_through})" if info.valid_through else ""
    return f"Zalo has switched it off{valid}: see OA Manager"


async def _withheld(house: House, oa_id: str, group_id: str) -> str | None:
    """Whether Zalo keeps back who is in a group: asked once for each account, as one server has one address."""
    from bot.zalo.codes import ABROAD
    from bot.zalo.errors import ZaloError
    from bot.zalo.gmf import Gmf

    try:
        await Gmf(house.client, oa_id).members(group_id)
    except ZaloError as error:
        if error.code != ABROAD:
            raise
        return (
            f"Zalo withholds names, members and history ({ABROAD}): this server's address is not in Vietnam; groups are"
            " not looked after until it is (docs/deploy.md)"
        )
    return None


async def _bots(house: House) -> AsyncIterator[tuple[str, str | None]]:
    from bot.zalo.errors import ZaloError
    from storage import bots

    async with house.database.read() as rows:
        known = await bots.everything(rows)
    for one in known:
        try:
            fault = await _bot(house, one.token)
        except ZaloError as error:
            fault = str(error)
        yield f"bot {one.bot_id}", fault


async def _bot(house: House, token: str) -> str | None:
    """What is wrong with a bot: nobody can add it to a group, or its events are posted elsewhere."""
    from bot.commands.bot import PATH

    if not (await house.bots.me(token)).can_join_groups:
        return "it cannot be added to groups: allow that in Zalo Bot Manager"
    ours, posted = f"{house.settings.public_url.rstrip('/')}{PATH}", await house.bots.heard_at(token)
    if posted != ours:
        return f"its events go to {posted or 'nowhere'}, not to {ours}: enter it again with `python -m bot bot add`"
    return None
