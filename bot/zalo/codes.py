"""Zalo's error codes: what each means and what is done about it, one table for all hosts (Zalo reference 1.3, 8, 9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Host(StrEnum):
    """Which of Zalo's hosts has answered: the same number may mean another thing there (-100 does)."""

    OA = "oa"
    ZBS = "zbs"
    BOT = "bot"
    OAUTH = "oauth"


class Deed(StrEnum):
    """What is done when a call was answered with a code."""

    REFRESH = "refresh"
    """Get a new access token, then try once more."""
    TRANSIENT = "transient"
    """Try again after a pause that grows."""
    RESCHEDULE = "reschedule"
    """Try again when its time comes: not at night, not above a quota of the day."""
    FALLBACK = "fallback"
    """This way to the person is closed: take the next one."""
    HUMAN = "human"
    """Somebody has to put something right first; the letter waits until its own time is over."""
    PERMANENT = "permanent"
    """Will never go through: given up, with the reason."""
    UPLOAD_AGAIN = "upload_again"
    """The uploaded file has lapsed: hand it over anew, then try once more."""


@dataclass(frozen=True, slots=True)
class Code:
    """A platform code: what it says, and the deed that follows."""

    meaning: str
    deed: Deed


ABROAD = -501
"""Zalo keeps personal data back, whatever else it lets us do."""


def _table(rows: Iterable[tuple[int, str, Deed]]) -> dict[int, Code]:
    return {number: Code(meaning, deed) for number, meaning, deed in rows}


_OA = _table(
    (
        (-32, "the account's or the app's calls a minute are used up", Deed.TRANSIENT),
        (-100, "attachment_id was expired", Deed.UPLOAD_AGAIN),
        (-200, "sending failed at Zalo", Deed.TRANSIENT),
        (-201, "a field is invalid; a text that speaks of the token means the token", Deed.PERMANENT),
        (-202, "invalid mac (old SDKs)", Deed.PERMANENT),
        (-204, "the account is disabled", Deed.HUMAN),
        (-205, "the account does not exist", Deed.HUMAN),
        (-207, "old code, unexplained", Deed.PERMANENT),
        (-208, "old code, unexplained", Deed.PERMANENT),
        (-209, "not supported: the app is not active", Deed.HUMAN),
        (-210, "a parameter exceeds its limit", Deed.PERMANENT),
        (-211, "out of quota", Deed.FALLBACK),
        (-212, "the app has not registered this group of calls", Deed.HUMAN),
        (-213, "the person does not follow the account", Deed.FALLBACK),
        (-214, "an article, or a group's picture, is being processed", Deed.TRANSIENT),
        (-215, "old code, unexplained", Deed.PERMANENT),
        (-216, "the access token is invalid", Deed.REFRESH),
        (-217, "the person has blocked invitations of the account", Deed.FALLBACK),
        (-218, "the person receives no more for now", Deed.RESCHEDULE),
        (-219, "the app was removed or disabled", Deed.HUMAN),
        (-220, "the access token has expired or was removed", Deed.REFRESH),
        (-221, "the account is not verified", Deed.HUMAN),
        (-222, "old code, unexplained", Deed.PERMANENT),
        (-223, "the account has not granted this permission", Deed.HUMAN),
        (-224, "the account's package does not include this", Deed.HUMAN),
        (-227, "the person is banned or has been away for over 45 days", Deed.FALLBACK),
        (-230, "the person has not written for seven days", Deed.FALLBACK),
        (-232, "the person has never written, or too long ago", Deed.FALLBACK),
        (-233, "this kind of message is not supported", Deed.PERMANENT),
        (-234, "not between 22:00 and 06:00", Deed.RESCHEDULE),
        (-235, "this call is not for this kind of account", Deed.HUMAN),
        (-237, "the group is disabled", Deed.HUMAN),
        (-238, "the group asset is used or disabled", Deed.PERMANENT),
        (-240, "the old message call was shut down", Deed.PERMANENT),
        (-241, "the free group asset is used already", Deed.PERMANENT),
        (-242, "appsecret_proof is wrong", Deed.HUMAN),
        (-244, "the person has restricted this kind of message", Deed.FALLBACK),
        (-248, "violates the platform's standards", Deed.PERMANENT),
        (-249, "the template cannot be sent by user id", Deed.FALLBACK),
        (-305, "beyond 48 hours (old)", Deed.FALLBACK),
        (-311, "out of free replies (old)", Deed.FALLBACK),
        (-320, "the app has no Zalo Cloud Account for what costs money", Deed.HUMAN),
        (-321, "the Zalo Cloud Account is out of money", Deed.HUMAN),
        (-403, "the account is not in that group", Deed.PERMANENT),
        (ABROAD, "personal data is withheld: the server's address is not in Vietnam", Deed.HUMAN),
        (-1340, "the form does not exist", Deed.PERMANENT),
        (-1341, "the account has no access to the form", Deed.PERMANENT),
    )
)

_HUMAN = Deed.HUMAN
_NEVER = Deed.PERMANENT
_NEXT = Deed.FALLBACK
_ZBS = _table(
    (
        (-100, "unknown fault", Deed.TRANSIENT),
        (-101, "the app is invalid", _HUMAN),
        (-102, "the app does not exist", _HUMAN),
        (-103, "the app is not active", _HUMAN),
        (-104, "the app's secret is wrong", _HUMAN),
        (-105, "app and account are not linked", _HUMAN),
        (-106, "wrong method", _NEVER),
        (-107, "message id is invalid", _NEVER),
        (-108, "phone number is invalid", _NEXT),
        (-109, "template id is invalid", _HUMAN),
        (-110, "the person's Zalo is too old", _NEXT),
        (-111, "template data is empty", _NEVER),
        (-112, "a value of the template data has the wrong type", _NEVER),
        (-113, "a button is invalid", _NEVER),
        (-114, "the person cannot receive it", _NEXT),
        (-115, "out of quota or balance", _HUMAN),
        (-116, "the content is invalid", _NEVER),
        (-117, "the account may not use this template", _HUMAN),
        (-118, "no Zalo account has this number, or it is disabled", _NEXT),
        (-119, "the account cannot receive it", _NEXT),
        (-120, "the account lacks the permission", _HUMAN),
        (-121, "the body is empty", _NEVER),
        (-122, "the body is not JSON", _NEVER),
        (-123, "RSA decoding failed", _NEVER),
        (-124, "the access token is invalid", Deed.REFRESH),
        (-125, "the account's id is invalid", _HUMAN),
        (-126, "the development wallet is empty", _HUMAN),
        (-127, "a test template goes to administrators only", _HUMAN),
        (-128, "the key does not exist", _NEVER),
        (-129, "the key is invalid", _NEVER),
        (-130, "too long", _NEVER),
        (-131, "the template is not approved", _HUMAN),
        (-132, "a parameter is invalid", _NEVER),
        (-133, "not at night", Deed.RESCHEDULE),
        (-134, "retired", _NEVER),
        (-135, "the account may not send templates: not verified or no package", _HUMAN),
        (-136, "no Zalo Cloud Account is linked", _HUMAN),
        (-137, "the Zalo Cloud Account could not be charged", _HUMAN),
        (-138, "the app lacks the permission", _HUMAN),
        (-139, "the person refuses this kind of message", _NEXT),
        (-140, "the person is not eligible for it", _NEXT),
        (-141, "the person refuses messages of the account", _NEXT),
        (-142, "RSA key missing", _NEVER),
        (-143, "RSA key exists", _NEVER),
        (-144, "the day's quota is used up", Deed.RESCHEDULE),
        (-145, "this type is not allowed", _HUMAN),
        (-146, "the template was disabled for its quality", _HUMAN),
        (-147, "the template's quota of the day is used up", Deed.RESCHEDULE),
        (-148, "journey token missing", _NEVER),
        (-149, "journey token invalid", _NEVER),
        (-150, "journey token expired", _NEVER),
        (-151, "not an encrypted template", _NEVER),
        (-152, "the encryption key could not be had", _NEVER),
        (-153, "data invalid", _NEVER),
        (-158, "upload of the wrong size", _NEVER),
        (-159, "upload of the wrong format", _NEVER),
        (-160, "the day's templates or uploads are used up", Deed.RESCHEDULE),
        (-161, "sending mode invalid", _NEVER),
        (-162, "sending mode not allowed for this template", _NEVER),
        (-1091, "the template cannot be edited", _NEVER),
        (-1121, "a value is too long", _NEVER),
        (-1122, "a value is missing", _NEVER),
        (-1123, "a QR code is invalid", _NEVER),
        (-1124, "a value has the wrong format", _NEVER),
        (-1131, "a button's data is invalid", _NEVER),
        (-1201, "the account lacks a permission", _HUMAN),
        (-1202, "the account lacks a permission", _HUMAN),
        (-1241, "appsecret_proof is wrong", _HUMAN),
        (-1351, "the account is blocked from sending", _HUMAN),
        (-1381, "the app lacks a permission", _HUMAN),
        (-1441, "the month's promotions are used up", _NEXT),
        (-1471, "too many follow-ups to this person this month", _NEXT),
        (-1472, "too many promotions to this person today", _NEXT),
        (-1491, "journey token used", _NEVER),
    )
)

_BOT = _table(
    (
        (400, "the request is wrong", Deed.PERMANENT),
        (401, "the bot's token is wrong", Deed.HUMAN),
        (403, "the bot may not write there", Deed.PERMANENT),
        (404, "the bot or the chat does not exist", Deed.PERMANENT),
        (408, "nothing came in the time asked for", Deed.TRANSIENT),
        (429, "too many calls, or the month's messages are used up", Deed.TRANSIENT),
    )
)

_OAUTH = _table(
    (
        (-14002, "the app's id is invalid, or the app is not active", Deed.HUMAN),
        (-14003, "the callback address differs from the console's", Deed.HUMAN),
        (-14004, "the app's secret is wrong", Deed.HUMAN),
        (-14005, "the authorization code is used or expired", Deed.HUMAN),
        (-14010, "the authorization code is used or expired", Deed.HUMAN),
        (-14012, "app and account do not belong together", Deed.HUMAN),
        (-14019, "the refresh token is used or expired", Deed.HUMAN),
        (-14020, "the refresh token is used or expired", Deed.HUMAN),
        (-14024, "app and account do not belong together", Deed.HUMAN),
        (-14029, "the app is not approved", Deed.HUMAN),
    )
)

CODES: Mapping[Host, Mapping[int, Code]] = {
    Host.OA: _OA,
    Host.ZBS: _ZBS,
    Host.BOT: _BOT,
    Host.OAUTH: _OAUTH,
}
"""Meaning and deed of every code of the reference. One that is not here is permanent: what it wants is not known."""


def deed_of(host: Host, number: int, message: str = "") -> Deed:
    """What is done about a code.

    -201 may speak of the token (Zalo reference 1.4), and a Zalo Bot answers with HTTP's numbers.
    """
    if host is Host.OA and number == -201 and "token" in message.lower():
        return Deed.REFRESH
    if host is Host.BOT and number >= 500:
        return Deed.TRANSIENT
    known = CODES[host].get(number)
    return Deed.PERMANENT if known is None else known.deed
