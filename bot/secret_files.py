"""Secrets handed to a command: from files, the terminal or standard input, never on the command line."""

from __future__ import annotations

import getpass
import re
import sys
from pathlib import Path

from bot.commands import CommandRefused

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def secret(file: Path | None, what: str, old: str = "") -> str:
    """From the file; else what is known already; else typed in, or a line of standard input."""
    if file is not None:
        return read(file)
    if old:
        return old
    typed = getpass.getpass(f"{what}: ") if sys.stdin.isatty() else sys.stdin.readline()
    if not typed.strip():
        raise CommandRefused(f"{what}: is missing; give a file, or a line on standard input")
    return typed.strip()


def verifier(file: Path) -> str:
    """A PKCE code verifier (Zalo reference 1.2)."""
    found = read(file)
    if not _VERIFIER.fullmatch(found):
        raise CommandRefused(f"{file}: a code verifier has 43 to 128 letters, digits and -._~")
    return found


def read(file: Path) -> str:
    """What the file holds, without the white space around it."""
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandRefused(f"{file}: cannot be read ({type(error).__name__})") from error
    if not text:
        raise CommandRefused(f"{file}: is empty")
    return text
