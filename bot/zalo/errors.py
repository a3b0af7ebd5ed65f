"""What went wrong at Zalo, as far as it matters to us; which code is which says `bot/zalo/codes.py`.

ZaloError(permanent)
├── TokenRefused    refresh once, then once more
├── Busy            transient: tried again after a pause
├── NotReached      the call never left: tried again after a pause
├── NotServed       answered with HTTP 4xx and nothing of Zalo's: the call had no effect
├── Unreachable     no answer, or none that is Zalo's: the call may have had its effect
├── NotNow          tried again when its time comes
├── WayClosed       this way to the person is closed: the next one is taken
├── NeedsHuman      an administrator has to do something first
├── Lapsed          an uploaded file is too old: upload it anew
└── Refused         will never go through
"""

from __future__ import annotations

from typing import ClassVar

from bot.zalo.codes import Deed, Host, deed_of


class ZaloError(Exception):
    """Zalo did not do what was asked. ``permanent``: it never will, for this message."""

    permanent: ClassVar[bool] = True

    def __init__(self, code: int | None, message: str) -> None:
        super().__init__(f"{code}: {message}" if code is not None else message)
        self.code = code


class TokenRefused(ZaloError):
    """The access token is invalid or expired."""

    permanent = False


class Busy(ZaloError):
    """A limit was reached or the platform hiccuped; the call had no effect."""

    permanent = False


class Unreachable(ZaloError):
    """No answer reached us; whether the call had its effect is not known."""

    permanent = False


class NotReached(Unreachable):
    """Zalo was not reached: the call had no effect."""


class NotServed(NotReached):
    """Whatever answered does not know the call."""


class NotNow(ZaloError):
    """Not at this hour or not yet again."""

    permanent = False


class WayClosed(ZaloError):
    """The person has not written for too long, or does not want messages: another way is needed."""


class NeedsHuman(ZaloError):
    """Something about the account, the app or the package has to be put right first."""

    permanent = False


class Lapsed(ZaloError):
    """An uploaded file has lapsed at Zalo."""

    permanent = False


class Refused(ZaloError):
    """The message or its recipient is not acceptable."""


_KINDS: dict[Deed, type[ZaloError]] = {
    Deed.REFRESH: TokenRefused,
    Deed.TRANSIENT: Busy,
    Deed.RESCHEDULE: NotNow,
    Deed.FALLBACK: WayClosed,
    Deed.HUMAN: NeedsHuman,
    Deed.UPLOAD_AGAIN: Lapsed,
    Deed.PERMANENT: Refused,
}


def error_of(code: int, message: str, host: Host = Host.OA) -> ZaloError:
    """The error for a code that one of Zalo's hosts answered with."""
    return _KINDS[deed_of(host, code, message)](code, message)
