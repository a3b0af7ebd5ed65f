"""A turn: one event of one person, and everything that follows from it inside one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from domain.calendar import VN
from domain.messages import Button, MessageKind
from domain.people import Appointment, Office, Person, address
from domain.units import UnitTree
from handlers.forms import Form, Prompt
from handlers.heard import Heard, Incoming
from storage.database import Rows
from storage.directory import Directory
from storage.outbox import KEY_LENGTH, Letter

TAP_LIVES = timedelta(days=45)
REPLY_LIVES = timedelta(days=2)
PROMPT_LIVES = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class House:
    """What is the same for every turn of a batch: the directory and the settings that conversations need."""

    directory: Directory
    window: str = "15-14"
    public_url: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """What we know of a Zalo account besides who it is."""

    first_seen_at: datetime
    last_seen_at: datetime
    greeted_at: datetime | None = None
    officer_until: datetime | None = None
    is_new: bool = False
    """Nobody has been greeted there yet."""
    is_first: bool = False
    """This is the first we hear of the account."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the account, and the person bound to it with the offices held today, if anybody is."""

    oa_id: str
    user_id: str
    contact: Contact
    person: Person | None = None
    offices: tuple[Appointment, ...] = ()

    @property
    def account(self) -> str:
        """Address of the Zalo account itself."""
        return f"user:{self.oa_id}/{self.user_id}"

    @property
    def address(self) -> str:
        """Where what is meant for this speaker goes: to the person, or to the account of a stranger."""
        return self.account if self.person is None else f"person:{self.person.id}"

    @property
    def person_id(self) -> str | None:
        """Id of the person, or None for a stranger."""
        return None if self.person is None else self.person.id

    def units_with(self, *held: Office) -> list[str]:
        """Codes of the units in which one of these offices is held."""
        return list(dict.fromkeys(one.unit_code for one in self.offices if one.office in held))


@dataclass(slots=True)
class Open:
    """A conversation that is under way: its name and its form."""

    conversation: str
    form: Form
    opened_at: datetime
    offer: str | None = None
    """What the person wrote that seems to ask for something else, while we ask whether to change over."""


@dataclass(slots=True)
class Effects:
    """What a turn does besides rows written by hand: kept when it succeeds, dropped when it fails."""

    letters: list[Letter] = field(default_factory=list)
    taps: list[dict[str, Any]] = field(default_factory=list)
    audits: list[dict[str, Any]] = field(default_factory=list)
    contact: dict[str, Any] = field(default_factory=dict)


def fitting(key: str) -> str:
    """The key as the outbox can hold it: of a longer one the beginning and a digest of the whole."""
    return key if len(key) <= KEY_LENGTH else f"{key[:130]}:{sha256(key.encode()).hexdigest()}"


class Turn:
    """One event on its way through a conversation. Handlers say and tell; nothing is sent from here."""

    def __init__(
        self, incoming: Incoming, speaker: Speaker, rows: Rows, house: House, dialogs: list[Open]
    ) -> None:
        self.incoming = incoming
        self.speaker = speaker
        self.rows = rows
        self.house = house
        self.dialogs = dialogs
        self.at = incoming.at
        self.effects = Effects()
        self.asked = False
        self._heard: Heard | None = None

    # --- when and where ---------------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The day of the event in Vietnam."""
        return self.at.astimezone(VN).date()

    @property
    def tree(self) -> UnitTree:
        """The units valid today."""
        return self.house.directory.tree(self.today)

    @property
    def directory(self) -> Directory:
        """Units, aliases, calendar and forms."""
        return self.house.directory

    @property
    def you(self) -> str:
        """How this speaker is addressed."""
        return address(self.speaker.person, self.today, [one.office for one in self.speaker.offices])

    @property
    def open(self) -> Open | None:
        """The conversation on top, if one is under way."""
        return self.dialogs[-1] if self.dialogs else None

    # --- what is said -----------------------------------------------------------------------------------------

    def say(self, text: str, *buttons: Button) -> None:
        """Answer the speaker."""
        self._owe(
            self.speaker.address, text, buttons, MessageKind.REPLY, self._reply_key(), oa=self.speaker.oa_id
        )

    def ask(self, prompt: Prompt, before: str = "") -> None:
        """Put a question to the speaker, after a sentence that leads to it."""
        self.asked = True
        self.say(f"{before}\n{prompt.text}" if before else prompt.text, *prompt.buttons)

    def tell(
        self,
        to: str,
        text: str,
        *buttons: Button,
        about: str,
        kind: MessageKind = MessageKind.PROMPT,
        not_before: datetime | None = None,
        lives: timedelta = PROMPT_LIVES,
        check: dict[str, Any] | None = None,
        detail: dict[str, Any] | None = None,
    ) -> None:
        """Write to somebody else ("person:ID", "user:OA/ID", "group:ID").

        ``about`` makes the message's identity: the same thing is told to the same address once.
        """
        key = f"{kind}:{to}:{about}"
        self._owe(
            to, text, buttons, kind, key, not_before=not_before, lives=lives, check=check, detail=detail
        )

    def _owe(
        self,
        to: str,
        text: str,
        buttons: Iterable[Button],
        kind: MessageKind,
        key: str,
        *,
        oa: str | None = None,
        not_before: datetime | None = None,
        lives: timedelta = REPLY_LIVES,
        check: dict[str, Any] | None = None,
        detail: dict[str, Any] | None = None,
    ) -> None:
        self.effects.letters.append(
            Letter(
                key=fitting(key),
                to=to,
                kind=str(kind),
                lane=int(kind.lane),
                text=text,
                buttons=tuple(asdict(one) for one in buttons),
                created_at=self.at,
                not_before=not_before or self.at,
                expires_at=(not_before or self.at) + lives,
                check=check,
                oa_id=oa,
                detail=detail or {},
            )
        )

    def _reply_key(self) -> str:
        return f"reply:{self.incoming.key}:{len(self.effects.letters)}"

    def tap(
        self, title: str, verb: str, subject: str, to: str, words: str | None = None, **detail: Any
    ) -> Button:
        """A button that does something for exactly one address, once: its payload is a random key of a row.

        ``detail`` are ids and figures; what somebody typed goes into ``words``, which are sealed.
        """
        key = secrets.token_urlsafe(18)
        self.effects.taps.append(
            {
                "key": key,
                "address": to,
                "verb": verb,
                "object": subject,
                "detail": detail or None,
                "words": words,
                "created_at": self.at,
                "expires_at": self.at + TAP_LIVES,
            }
        )
        return Button(title, f"#{key}", visible=False)

    def audit(self, action: str, subject: str, **detail: Any) -> None:
        """Leave a trace about a thing such as "request:A7K": ids only, no names."""
        who = self.speaker.person_id or self.speaker.account
        self.effects.audits.append(
            {"at": self.at, "who": who, "action": action, "object": subject, "detail": detail or None}
        )

    # --- what was heard ---------------------------------------------------------------------------------------

    def hear(self, heard: Heard) -> None:
        """Set the reading (tests and taps give their own)."""
        self._heard = heard

    @property
    def heard(self) -> Heard:
        """The reading of the text; the router has set it before any conversation runs."""
        if self._heard is None:
            raise LookupError(f"event {self.incoming.key} has not been read")
        return self._heard

    @property
    def is_read(self) -> bool:
        """Whether the text has been read."""
        return self._heard is not None

    # --- what is open -----------------------------------------------------------------------------------------

    def begin(self, conversation: str, form: Form) -> Open:
        """Open a form on top of whatever is open."""
        self.dialogs.append(Open(conversation, form, self.at))
        return self.dialogs[-1]

    def close(self) -> None:
        """The conversation on top is over."""
        self.dialogs.pop()
