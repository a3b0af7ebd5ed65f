"""`oa`: the Official Accounts of this deployment: enter, list, have authorised, take out of service."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands import CommandRefused

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.accounts import Account, Tokens
    from storage.apps import App
    from storage.database import Rows

COLUMNS = ("oa_id", "name", "app_id", "unit_code", "package", "valid_until", "token", "health", "since")
_ID = re.compile(r"[\w.-]{1,40}", re.ASCII)


def add_parser(subparsers: Any) -> None:
    """Register the command and its four parts."""
    parser = subparsers.add_parser("oa", help="add, list, authorize or remove Official Accounts")
    parts = parser.add_subparsers(dest="part", required=True, metavar="add|list|authorize|remove")
    add = parts.add_parser(
        "add", help="enter an account and its app, or change them; secrets come from files"
    )
    add.add_argument("--app", metavar="ID", help="its app (default: ZALO_APP_ID)")
    add.add_argument("--oa", metavar="ID", help="the account; without it only the app is entered")
    add.add_argument("--unit", metavar="CODE", help="the unit it serves, and what is below")
    for name in ("app-secret", "oa-secret", "code-verifier", "access-token", "refresh-token"):
        add.add_argument(f"--{name}-file", type=Path, metavar="FILE")
    listed = parts.add_parser("list", help="every account, its tokens and how it is")
    listed.add_argument("--json", action="store_true", help="one object a line")
    ask = parts.add_parser("authorize", help="the link by which an administrator of the account agrees")
    ask.add_argument("oa", nargs="?", metavar="OA", help="an account that is known")
    ask.add_argument("--app", metavar="ID", help="for a new account, or to move one to another app")
    ask.add_argument("--unit", metavar="CODE", help="the unit that a new account serves")
    gone = parts.add_parser("remove", help="take an account out of service; nothing else is lost")
    gone.add_argument("oa", metavar="OA")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do one part; what to do next is printed."""
    parts = {"add": _add, "list": _list, "authorize": _authorize, "remove": _remove}
    lines = asyncio.run(parts[args.part](args, settings))
    for line in lines:
        print(line)
    return 0


# --- add --------------------------------------------------------------------------------------------------


async def _add(args: argparse.Namespace, settings: Settings) -> list[str]:
    from bot.commands.ground import moment
    from storage import accounts, outbox

    now = await moment(settings)
    oa_id = None if args.oa is None else _id("--oa", args.oa)
    pair = _pair(args)
    async with _rows(settings) as rows:
        known = None if oa_id is None else await accounts.account(rows, oa_id)
        app_id = args.app or (settings.zalo_app_id if known is None else known.app_id)
        unit = await _unit(rows, args.unit, now)
        app = await _app(rows, _id("--app", app_id), args, settings)
        if oa_id is not None and unit is None and (known is None or _wants_unit(known, settings)):
            raise CommandRefused("--unit: which unit does the account serve?")
        said = await _entered_app(rows, app, now)
        if oa_id is None:
            return [*said, f"a new account: `python -m bot oa authorize --app {app.app_id} --unit CODE`"]
        said.append(await _entered(rows, app.app_id, oa_id, unit, now))
        if pair is not None:
            await accounts.renew(rows, oa_id, pair)
            await outbox.resume(rows, oa_id, now)
        has_tokens = pair is not None or (known is not None and known.tokens is not None)
        what_next = "check" if has_tokens else f"oa authorize {oa_id}"
        return [*said, f"running processes see it within a minute; next: `python -m bot {what_next}`"]


def _wants_unit(known: Account, settings: Settings) -> bool:
    """Whether a unit has to be named for it; the account of the settings serves whoever has no nearer one."""
    return known.unit_code is None and known.oa_id != settings.zalo_oa_id


async def _entered_app(rows: Rows, app: App, now: datetime) -> list[str]:
    from storage import apps

    is_changed = await apps.put(rows, app, now)
    return [f"app {app.app_id}: {'entered' if is_changed else 'unchanged'}"]


async def _entered(rows: Rows, app_id: str, oa_id: str, unit: str | None, now: datetime) -> str:
    from storage import accounts

    is_new = await accounts.enter(rows, oa_id, app_id, unit)
    await _note(rows, now, "account_added", oa_id, app=app_id, unit=unit)
    return f"account {oa_id}: {'entered' if is_new else 'changed'}"


async def _app(rows: Rows, app_id: str, args: argparse.Namespace, settings: Settings) -> App:
    """The app as it is to be stored: known, of the settings, or new with secrets from files or typed in."""
    from bot.secret_files import secret, verifier
    from storage import apps
    from storage.apps import App

    known = await apps.app(rows, app_id)
    old = known or App(app_id, "", "")
    given = App(
        app_id,
        secret(args.app_secret_file, f"App secret of {app_id}", old.secret),
        secret(args.oa_secret_file, f"OA secret key of {app_id} (webhook page)", old.oa_secret_key),
        verifier(args.code_verifier_file) if args.code_verifier_file else old.code_verifier,
    )
    is_of_settings = app_id == settings.zalo_app_id and known is not None
    if is_of_settings and (given.secret, given.oa_secret_key) != (old.secret, old.oa_secret_key):
        raise CommandRefused(
            f"app {app_id} is that of the settings: change ZALO_APP_SECRET and ZALO_OA_SECRET_KEY there"
        )
    return given


def _pair(args: argparse.Namespace) -> Tokens | None:
    from bot.secret_files import read
    from storage.accounts import Tokens

    given = (args.access_token_file, args.refresh_token_file)
    if given == (None, None):
        return None
    if None in given or args.oa is None:
        raise CommandRefused("--access-token-file, --refresh-token-file: both or neither, with --oa")
    return Tokens(read(given[0]), read(given[1]), None)


# --- list -------------------------------------------------------------------------------------------------


async def _list(args: argparse.Namespace, settings: Settings) -> list[str]:
    from bot.commands.ground import moment
    from storage import accounts

    now = await moment(settings)
    async with _rows(settings) as rows:
        found = [described(one, now) for one in await accounts.all_accounts(rows, removed=True)]
    if args.json:
        return [json.dumps(one, ensure_ascii=False) for one in found]
    return _columns(found) if found else ["(nothing)"]


def described(one: Account, now: datetime) -> dict[str, Any]:
    """An account as it is listed; `since`: when Zalo was asked last, `valid_until`: the end of its package."""
    return {
        "oa_id": one.oa_id,
        "name": one.name,
        "app_id": one.app_id,
        "unit_code": one.unit_code,
        "package": one.package,
        "valid_until": None if one.package_until is None else one.package_until.isoformat(),
        "token": _token_state(one, now),
        "token_until": _iso(None if one.tokens is None else one.tokens.expires_at),
        "health": one.health if one.removed_at is None else "out of service",
        "since": _iso(one.checked_at),
        "removed_at": _iso(one.removed_at),
    }


def _token_state(one: Account, now: datetime) -> str:
    if one.removed_at is not None:
        return "removed"
    if one.tokens is None:
        return "none"
    if one.needs_consent:
        return "needs_consent"
    return "unanswered" if one.is_unanswered(now) else "ok"


def _iso(at: datetime | None) -> str | None:
    from domain.calendar import in_vietnam

    return None if at is None else in_vietnam(at).isoformat(timespec="seconds")


def _columns(found: list[dict[str, Any]]) -> list[str]:
    table = [COLUMNS, *(tuple(str(one[name] or "-") for name in COLUMNS) for one in found)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in table]


# --- authorize --------------------------------------------------------------------------------------------


async def _authorize(args: argparse.Namespace, settings: Settings) -> list[str]:
    from bot.commands.ground import moment
    from bot.zalo import oauth
    from storage import apps

    if not settings.public_url:
        raise CommandRefused(
            "PUBLIC_URL: not set; Zalo sends the administrator back to PUBLIC_URL/zalo/oauth/callback"
        )
    now = await moment(settings)
    async with _rows(settings) as rows:
        app_id, unit = await _wanted(rows, args, settings, now)
        app = await apps.app(rows, app_id)
        if app is None:
            raise CommandRefused(f"no app {app_id}: `python -m bot oa add --app {app_id} …` first")
        link = oauth.new_link(app, args.oa, unit)
        await apps.open_link(rows, link, now)
        await _note(rows, now, "consent_asked", args.oa or "new", app=app_id, unit=unit)
    address = oauth.address_of(link, app, settings.zalo_oauth_url, settings.public_url)
    return _what_to_do(address, oauth.redirect_uri(settings.public_url), args.oa)


async def _wanted(
    rows: Rows, args: argparse.Namespace, settings: Settings, now: datetime
) -> tuple[str, str | None]:
    """The app and unit of the consent: those of a known account, or as given for a new one."""
    from storage import accounts

    if args.oa is None:
        if args.app is None or args.unit is None:
            raise CommandRefused("authorize: give an account, or --app and --unit for a new one")
        return args.app, await _unit(rows, args.unit, now)
    if args.unit is not None:
        raise CommandRefused(
            "--unit: is for a new account; `python -m bot oa add` changes the unit of a known one"
        )
    known = await accounts.account(rows, args.oa)
    if known is None or known.removed_at is not None:
        unit = " --unit CODE" if known is None else _unit_option(known, settings)
        raise CommandRefused(f"no account {args.oa}: `python -m bot oa add --oa {args.oa}{unit}` first")
    return args.app or known.app_id, None


def _what_to_do(address: str, callback: str, oa_id: str | None) -> list[str]:
    which = "the new account" if oa_id is None else f"account {oa_id}"
    return [
        f"1. In the console of the app the callback address must be, letter by letter: {callback}",
        f"2. Within ten minutes an administrator of {which} opens this link, chooses the account and agrees:",
        "",
        address,
        "",
        "3. The page that follows says whether it worked; then: `python -m bot check`",
    ]


# --- remove -----------------------------------------------------------------------------------------------


async def _remove(args: argparse.Namespace, settings: Settings) -> list[str]:
    from bot.commands.ground import moment
    from storage import accounts

    now = await moment(settings)
    async with _rows(settings) as rows:
        known = await accounts.account(rows, args.oa)
        if known is None or not await accounts.remove(rows, args.oa, now):
            raise CommandRefused(f"no account {args.oa} in service")
        await _note(rows, now, "account_removed", args.oa)
        unit = _unit_option(known, settings)
    said = [
        f"account {args.oa}: out of service, its tokens are emptied; people, messages and history stay",
        "running processes stop using it within a minute",
        "in OA Manager: take the app's permission away (Quản lý ứng dụng), and its webhook if no account is left",
        f"back again: `python -m bot oa add --oa {args.oa}{unit}` and `python -m bot oa authorize {args.oa}`",
    ]
    if args.oa == settings.zalo_oa_id:
        said.append("it is the account of the settings: empty ZALO_OA_ID and its tokens there, too")
    return said


def _unit_option(known: Account, settings: Settings) -> str:
    return " --unit CODE" if _wants_unit(known, settings) else ""


# --- what all stand on ------------------------------------------------------------------------------------


def _rows(settings: Settings) -> Any:
    """One transaction in which the account of the settings is entered already."""
    from contextlib import asynccontextmanager

    from bot.commands.ground import current_database
    from bot.zalo.register import enter_first

    @asynccontextmanager
    async def opened() -> Any:
        async with current_database(settings) as database:
            await enter_first(database, settings)
            async with database.write() as rows:
                yield rows

    return opened()


async def _unit(rows: Rows, code: str | None, now: datetime) -> str | None:
    from domain.calendar import in_vietnam
    from storage import directory

    if code is not None and code not in (await directory.load(rows)).tree(in_vietnam(now).date()):
        raise CommandRefused(f"--unit: no unit {code} today")
    return code


async def _note(rows: Rows, now: datetime, action: str, oa_id: str, **detail: Any) -> None:
    from storage import audit
    from storage.audit import OPERATOR, Entry

    await audit.note(rows, Entry(now, OPERATOR, action, f"account:{oa_id}", detail or None))


def _id(option: str, text: str) -> str:
    if not _ID.fullmatch(text):
        raise CommandRefused(f"{option}: {text!r} is no id of Zalo")
    return text
