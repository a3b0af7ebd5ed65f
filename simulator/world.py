"""One account of the local Zalo: its people, groups and tokens, and the ground it shares with the others."""

import hashlib
import secrets
import time
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from simulator.clock import Clock
from simulator.errors import Impossible
from simulator.platform import Platform
from simulator.rate import CallsThisMinute
from simulator.records import (
    App,
    Asset,
    Circle,
    Group,
    Json,
    Message,
    OfficialAccount,
    Person,
    Template,
    TemplateMessage,
    Upload,
)
from simulator.tokens import Tokens
from simulator.webhooks import Webhooks

__all__ = [
    "ASSET_SIZES",
    "GROUP_GRACE",
    "App",
    "Asset",
    "Circle",
    "Group",
    "Json",
    "Message",
    "OfficialAccount",
    "Person",
    "Upload",
    "World",
    "keep",
    "new_message_id",
    "new_number",
]

ASSET_SIZES = {"gmf10": 10, "gmf50": 50, "gmf100": 100, "gmf1000": 1000}
GROUP_GRACE = timedelta(days=45)


def keep(world: "World", kind: str, name: str, content: bytes) -> Upload:
    """Stores the bytes under a new id."""
    upload = Upload(new_message_id(), kind, name, content, world.clock.now(), world.oa.id)
    world.uploads[upload.id] = upload
    return upload


class World:
    """The state of one account; the first one of a platform answers for the tester. Tests may poke it."""

    def __init__(
        self,
        app: App,
        oa: OfficialAccount,
        start: datetime | None = None,
        platform: Platform | None = None,
    ) -> None:
        self.platform = ground = platform or Platform(Clock(start))
        app.secret_key = app.secret_key or oa.secret_key
        self.app = ground.add_app(app)
        self.oa = oa
        self.clock, self.journal = ground.clock, ground.journal
        self.settings, self.faults = ground.settings, ground.faults
        self.uploads, self.chats, self.messages = ground.uploads, ground.chats, ground.messages
        self.phones, self.warnings = ground.phones, ground.warnings
        self.tokens = Tokens(self.settings)
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.assets: dict[str, Asset] = {}
        self.templates: dict[str, Template] = {}
        self.sent: dict[str, TemplateMessage] = {}
        self.used: dict[str, int] = {}
        self.calls = CallsThisMinute()
        self.looked: datetime | None = None  # when assets were last seen to
        ground.accounts[oa.id] = self

    @property
    def webhooks(self) -> Webhooks:
        """Where the account's app hears of it."""
        return self.platform.webhooks[self.app.id]

    @property
    def base_url(self) -> str:
        """Where this server is reached, for the addresses of files."""
        return self.platform.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self.platform.base_url = url

    def person(self, person_id: str) -> Person:
        """Who has this id in any account; raises Impossible for a stranger to the world."""
        return self.home(person_id).people[person_id]

    def home(self, person_id: str) -> "World":
        """The account in which somebody has this id."""
        for account in self.platform.accounts.values():
            if person_id in account.people:
                return account
        raise Impossible(f"không có ai mang mã {person_id!r}")

    def group(self, group_id: str) -> Group:
        """Which group of any account has this id; raises Impossible if none."""
        for account in self.platform.accounts.values():
            if group_id in account.groups:
                return account.groups[group_id]
        raise Impossible(f"không có nhóm nào mang mã {group_id!r}")

    def owner(self, group_id: str) -> "World":
        """The account that has this group; raises Impossible if none."""
        for account in self.platform.accounts.values():
            if group_id in account.groups:
                return account
        raise Impossible(f"không có nhóm nào mang mã {group_id!r}")

    def by_app(self, person: Person) -> str:
        """The id of the same human towards the account's app."""
        first = next(iter(self.platform.apps))
        text = person.human if self.app.id == first else f"{self.app.id} {person.human}"
        return str(10**17 + int(hashlib.sha256(text.encode()).hexdigest()[:14], 16) % 10**17)

    def has_chat(self, key: str) -> bool:
        """Whether this chat is one of the account's."""
        kind, _, place = key.partition(":")
        return place in (self.people if kind == "person" else self.groups)

    def add_person(self, person: Person) -> Person:
        """A new phone comes into the world."""
        if any(person.id in account.people for account in self.platform.accounts.values()):
            raise Impossible(f"mã {person.id!r} đã có người mang")
        self.people[person.id] = person
        self.journal.write("people")
        return person

    def add_group(self, group: Group) -> Group:
        """A new group, its asset marked as used."""
        self.groups[group.id] = group
        if group.asset_id in self.assets:
            self.assets[group.asset_id].used_by = group.id
        self.journal.write("groups")
        return group

    def post(self, message: Message) -> Message:
        """Puts a message into its chat."""
        self.chats.setdefault(message.chat, []).append(message)
        self.messages[message.id] = message
        self.journal.write("message", bell=message.chat, message=asdict(message))
        return message

    def chat(self, key: str) -> list[Message]:
        """The messages of person:ID or group:ID, oldest first."""
        return self.chats.get(key, [])

    def heard(self, key: str) -> list[Message]:
        """What the account said in the chat person:ID or group:ID, oldest first."""
        return [message for message in self.chat(key) if message.by_oa]

    async def hears(self, key: str, after: int, timeout: float) -> list[Message]:
        """What it said there from place `after` on, once there is something; else raises TimeoutError."""
        end = time.monotonic() + timeout
        while len(self.heard(key)) <= after:
            left = end - time.monotonic()
            if left <= 0 or not await self.journal.bell(key, left):
                raise TimeoutError(f"nothing more was heard in {key}")
        return self.heard(key)[after:]

    def warn(self, text: str) -> None:
        """Notes what the real platform may mind though this one lets it pass."""
        self.warnings.append(text)
        self.journal.write("warning", text=text)

    def group_is_open(self, group: Group) -> bool:
        """Whether messages may be sent there: neither disabled nor its asset expired."""
        asset = self.assets.get(group.asset_id)
        return not group.disabled and not (asset is not None and asset.expired(self.clock.now()))


def new_message_id() -> str:
    """Looks like the platform's: 20 hex digits."""
    return secrets.token_hex(10)


def new_number(taken: Iterable[str] = ()) -> str:
    """Looks like a user, account or asset id: 19 digits that no float holds."""
    known = set(taken)
    while (number := str(10**18 + secrets.randbelow(8 * 10**18))) in known:
        continue
    return number
