"""What Zalo's error codes mean for us (Zalo reference 8.2).

ZaloError(permanent)
├── TokenRefused    refresh once, then once more
├── Busy            transient: tried again after a pause
├── Unreachable     no answer, or none that is Zalo's: tried again after a pause
├── NotNow          tried again when its time comes
├── WindowClosed    this way to the person is closed
├── NeedsHuman      an administrator has to do something first
└── Refused         will never go through
"""

from __future__ import annotations

from typing import ClassVar


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
    """A limit was reached or the platform hiccuped."""

    permanent = False


class Unreachable(ZaloError):
    """No answer reached us; whether the call had its effect is not known."""

    permanent = False


class NotNow(ZaloError):
    """Not at this hour or not yet again."""

    permanent = False


class WindowClosed(ZaloError):
    """The person has not written for too long, or does not want messages: another way is needed."""


class NeedsHuman(ZaloError):
    """Something about the account, the app or the package has to be put right first."""

    permanent = False


class Refused(ZaloError):
    """The message or its recipient is not acceptable."""


_MEANINGS: tuple[tuple[type[ZaloError], tuple[int, ...]], ...] = (
    (TokenRefused, (-216, -220, -124)),
    (Busy, (-32, -200)),
    (NotNow, (-133, -234, -144, -147, -218)),
    (WindowClosed, (-213, -230, -232, -217, -227, -244)),
    (NeedsHuman, (-204, -205, -209, -211, -212, -219, -221, -223, -224, -235, -237, -242, -320, -321)),
)
_BY_CODE = {code: kind for kind, codes in _MEANINGS for code in codes}


def error_of(code: int, message: str) -> ZaloError:
    """The error for a code that Zalo answered with."""
    return _BY_CODE.get(code, Refused)(code, message)
