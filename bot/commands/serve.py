"""`serve`: the service, all roles in one process unless told otherwise."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from bot.commands import CommandRefused

if TYPE_CHECKING:
    from bot.settings import Settings

ROLES = ("webhook", "turns", "postman", "clock")
NEEDED = ("zalo_app_id", "zalo_app_secret", "zalo_oa_id", "zalo_oa_secret_key")


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("serve", help="run the service until SIGTERM")
    parser.add_argument("--roles", default=",".join(ROLES), help="comma separated, of " + ", ".join(ROLES))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Serve; 0 after a clean stop."""
    from bot.house import SchemaOld, serve
    from bot.logs import set_up_logs

    roles = _roles(args.roles)
    _check(settings)
    set_up_logs()
    _warn_of_names()
    try:
        run_loop(serve(settings, roles, _say))
    except SchemaOld as old:
        raise CommandRefused(str(SchemaOld.__doc__)) from old
    except OSError as error:
        raise CommandRefused(
            f"LISTEN_HOST {settings.listen_host}, LISTEN_PORT {settings.listen_port}: {error.strerror or error}"
        ) from error
    return 0


def _warn_of_names() -> None:
    """A setting that is not read is no reason not to start, but is said."""
    import structlog

    from bot.settings import misspelt

    for line in misspelt():
        structlog.get_logger("settings").warning("unknown_setting", what=line)


def _say(address: str) -> None:
    print(f"Trợ lý đang chạy tại {address}", flush=True)


def _roles(text: str) -> tuple[str, ...]:
    roles = tuple(filter(None, (one.strip() for one in text.split(","))))
    unknown = [one for one in roles if one not in ROLES]
    if unknown or not roles:
        raise CommandRefused(f"--roles: {', '.join(unknown) or 'nothing'} is not one of {', '.join(ROLES)}")
    return roles


def _check(settings: Settings) -> None:
    values = settings.model_dump()
    missing = [name.upper() for name in NEEDED if not str(_plain(values[name]))]
    if missing:
        raise CommandRefused(f"{', '.join(missing)}: not set (see .env.example)")


def _plain(value: Any) -> Any:
    return value.get_secret_value() if hasattr(value, "get_secret_value") else value


def run_loop(main: Coroutine[Any, Any, None]) -> None:
    """Run on uvloop where it is installed, else on the standard loop."""
    if sys.platform != "win32":
        try:
            import uvloop
        except ModuleNotFoundError:
            pass
        else:
            uvloop.run(main)
            return
    asyncio.run(main)
