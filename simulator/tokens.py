"""The tokens of an Official Account: codes, access tokens, rotating refresh tokens."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.errors import OaError, SimulatorError
from simulator.settings import Settings

CODE_LIFE = timedelta(minutes=10)
ACCESS_LIFE = timedelta(hours=25)
REFRESH_LIFE = timedelta(days=90)

# Zalo reference 1.3. The numbering is partly guesswork there; change it here when a real one is seen.
OAUTH_ERRORS = {
    "app_id": (-14002, "Invalid app id"),
    "redirect_uri": (-14003, "Invalid redirect uri"),
    "secret_key": (-14004, "Invalid secret key"),
    "code_used": (-14005, "Authorization code was used"),
    "code_expired": (-14010, "Authorization code is invalid or expired"),
    "verifier": (-14011, "Invalid code verifier"),
    "refresh_used": (-14019, "Refresh token was used"),
    "refresh_expired": (-14020, "Refresh token is invalid or expired"),
    "owner": (-14012, "The app does not own this grant"),
    "grant_type": (-14001, "Invalid grant type"),
}


class OAuthError(SimulatorError):
    """The token endpoint or the consent page refuses."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.code, self.message = OAUTH_ERRORS[name]
        super().__init__(self.message)


def challenge_of(verifier: str) -> str:
    """PKCE: base64url(SHA-256(verifier)), unpadded (Zalo reference 1.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass
class Ticket:
    """A code or token: until when it is good, whether it was used or replaced."""

    expires: datetime
    spent: bool = False
    challenge: str | None = None
    app_id: str = ""


@dataclass
class Tokens:
    """Everything issued for the account so far."""

    settings: Settings
    codes: dict[str, Ticket] = field(default_factory=dict)
    access: dict[str, Ticket] = field(default_factory=dict)
    refresh: dict[str, Ticket] = field(default_factory=dict)

    def new_code(self, now: datetime, challenge: str | None, app_id: str = "") -> str:
        """Issues an authorization code, good once within ten minutes."""
        code = secrets.token_urlsafe(24)
        self.codes[code] = Ticket(now + CODE_LIFE, challenge=challenge, app_id=app_id)
        return code

    def add_pair(self, access: str, refresh: str, now: datetime) -> None:
        """Makes this pair valid from now on."""
        self.access[access] = Ticket(now + ACCESS_LIFE)
        self.refresh[refresh] = Ticket(now + REFRESH_LIFE)

    def exchange(self, code: str, verifier: str, now: datetime) -> tuple[str, str]:
        """Code → (access token, refresh token)."""
        ticket = self.codes.get(code)
        if ticket is None or (ticket.expires <= now and not ticket.spent):
            raise OAuthError("code_expired")
        if ticket.spent:
            raise OAuthError("code_used")
        if ticket.challenge and ticket.challenge != challenge_of(verifier):
            raise OAuthError("verifier")
        ticket.spent = True
        return self._next_pair(now)

    def rotate(self, refresh: str, now: datetime) -> tuple[str, str]:
        """Refresh token → new (access token, refresh token); the used one is dead."""
        ticket = self.refresh.get(refresh)
        if ticket is None:
            raise OAuthError("refresh_expired")
        if ticket.spent:
            raise OAuthError("refresh_used")
        if ticket.expires <= now:
            raise OAuthError("refresh_expired")
        ticket.spent = True
        return self._next_pair(now)

    def _next_pair(self, now: datetime) -> tuple[str, str]:
        if self.settings.old_token_dies:
            self.revoke_access()
        pair = secrets.token_urlsafe(48), secrets.token_urlsafe(48)
        self.add_pair(*pair, now)
        return pair

    def revoke_access(self) -> None:
        """All access tokens stop working at once (-220)."""
        for ticket in self.access.values():
            ticket.spent = True

    def revoke_grant(self) -> None:
        """Nothing issued so far works any more: only a new consent helps."""
        for tickets in (self.codes, self.access, self.refresh):
            for ticket in tickets.values():
                ticket.spent = True

    def check(self, access: str | None, now: datetime) -> None:
        """Raises -216 for an unknown token, -220 for one expired or replaced."""
        ticket = self.access.get(access or "")
        if ticket is None:
            raise OaError(-216)
        if ticket.spent or ticket.expires <= now:
            raise OaError(-220)
