"""The commands of `python -m bot`: one module each, with `add_parser(subparsers)` and `run(args, settings)`."""

from __future__ import annotations

COMMANDS = (
    "demo",
    "serve",
    "check",
    "migrate",
    "import_",
    "invitees",
    "show",
    "codes",
    "bot",
    "consolidate",
    "document",
    "sweep",
    "costs",
    "unread",
    "reseal",
    "oa",
    "token",
)
"""The modules, in the order of the help. A trailing underscore is not part of the command's name."""


class CommandRefused(Exception):
    """The command cannot do what it was asked; the message is the one line (or more) for the operator."""
