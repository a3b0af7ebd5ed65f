"""The command line: `python -m bot COMMAND …`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from bot.commands import COMMANDS, CommandRefused


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status. What an operator can mend is one clear line, never a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    args = parser(_named(given)).parse_args(given)
    from bot.settings import SettingsWrong, load_settings

    try:
        command = import_module(f"bot.commands.{args.module}")
        # Most commands need the settings; one that does without them, or without them for what is asked, says so.
        does_without = getattr(command, "does_without_settings", lambda _args: False)
        settings = None if does_without(args) else load_settings()
        status: int = command.run(args, settings)
        sys.stdout.flush()  # here and not at the end of the interpreter, where a broken pipe would be a traceback
    except (CommandRefused, SettingsWrong) as refused:
        return _say(str(refused))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return _nobody_reads()
    except Exception as error:
        line = _mendable(error)
        if line is None:
            raise
        return _say(line)
    return status


def parser(modules: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """The parser of these commands; only their modules are imported."""
    top = argparse.ArgumentParser(prog="python -m bot", description="Trợ lý Tổ chuyển đổi số cộng đồng.")
    subparsers = top.add_subparsers(required=True, metavar="COMMAND")
    for module in modules:
        import_module(f"bot.commands.{module}").add_parser(subparsers)
        subparsers.choices[module.rstrip("_")].set_defaults(module=module)
    return top


def _named(given: Sequence[str]) -> Sequence[str]:
    """The one command that is asked for, or all of them (for the help and for a wrong name)."""
    asked = [module for module in COMMANDS if given and module.rstrip("_") == given[0]]
    return asked or COMMANDS


def _mendable(error: Exception) -> str | None:
    """One line for what is wrong outside the program: the database away, a key missing; None for our own faults."""
    from sqlalchemy.exc import DBAPIError

    from storage.migrate import SchemaDamaged
    from storage.vault import SealBroken

    if isinstance(error, SealBroken):
        return str(error)
    if isinstance(error, SchemaDamaged):
        return f"migrate: {error.__doc__}"
    if isinstance(error, DBAPIError) and error.orig is not None:
        return f"DATABASE_URL: {str(error.orig).splitlines()[0]}"
    if isinstance(error, OSError):
        return f"DATABASE_URL: the database does not answer ({error.strerror or error})"
    return None


def _nobody_reads() -> int:
    """Whoever read the output has gone, as with `| head -3`: what is left goes nowhere, in silence."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _say(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
