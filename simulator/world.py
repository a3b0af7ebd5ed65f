"""Everything the local Zalo knows: the account, people, groups, chats, and what was sent."""

import hashlib
import secrets
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from simulator.clock import Clock
from simulator.errors import Impossible
from simulator.journal import Journal
from simulator.rate import CallsThisMinute
from simulator.settings import Faults, Settings
from simulator.tokens import Tokens
from simulator.webhooks import Webhooks

Json = dict[str, Any]
ASSET_SIZES = {"gmf10": 10, "gmf50": 50, "gmf100": 100, "gmf1000": 1000}
GROUP_GRACE = timedelta(days=45)


@dataclass
class App:
    """The developer's app as its console shows it."""

    id: str
    secret: str
    redirect_uri: str | None = None
    code_challenge: str | None = None


@dataclass
class OfficialAccount:
    """The account everybody writes to."""

    id: str
    name: str
    secret_key: str


@dataclass
class Person:
    """Somebody with a phone; `id` is the Zalo user id in this account."""

    id: str
    name: str
    phone: str = ""
    note: str = ""
    follower: bool = True
    admin: bool = False
    last_interaction: datetime | None = None
    replies: int = 0  # free replies since the last interaction
    refuses: int = 0  # an error code every message to this person is answered with
    tags: list[str] = field(default_factory=list)
    shared_info: Json = field(default_factory=dict)

    @property
    def by_app(self) -> str:
        """The id of the same person towards the app."""
        return str(10**17 + int(hashlib.sha256(self.id.encode()).hexdigest()[:14], 16) % 10**17)


@dataclass
class Asset:
    """The right to one group of a certain size."""

    id: str
    product_type: str
    quota_type: str = "sub_quota"
    valid_through: datetime | None = None
    used_by: str | None = None

    def expired(self, now: datetime) -> bool:
        """Whether its paid time is over."""
        return self.valid_through is not None and self.valid_through < now


@dataclass
class Group:
    """A group chat owned by the account (GMF)."""

    id: str
    name: str
    asset_id: str
    members: list[str] = field(default_factory=list)
    admins: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)
    description: str = ""
    avatar: str = ""
    disabled: bool = False
    settings: dict[str, bool] = field(
        default_factory=lambda: {
            "lock_send_msg": False,
            "join_appr": False,
            "enable_msg_history": True,
            "enable_link_join": True,
        }
    )


@dataclass
class Message:
    """One bubble in a chat; `chat` is person:ID or group:ID, `at` milliseconds since 1970."""

    id: str
    chat: str
    sender: str
    by_oa: bool
    at: int
    kind: str = "text"
    text: str = ""
    attachments: list[Json] = field(default_factory=list)
    buttons: list[Json] = field(default_factory=list)
    quote: str | None = None
    hidden: bool = False
    tapped: list[int] = field(default_factory=list)
    reactions: list[Json] = field(default_factory=list)


@dataclass
class Upload:
    """Bytes kept by the platform, from the account or from a phone."""

    id: str
    kind: str
    name: str
    content: bytes
    at: datetime

    def url(self, base: str) -> str:
        """Where it is fetched from."""
        return f"{base}/cdn/{self.id}/{quote(self.name)}"


def keep(world: "World", kind: str, name: str, content: bytes) -> Upload:
    """Stores the bytes under a new id."""
    upload = Upload(new_message_id(), kind, name, content, world.clock.now())
    world.uploads[upload.id] = upload
    return upload


class World:
    """The state of the platform; tests may poke it directly."""

    def __init__(self, app: App, oa: OfficialAccount, start: datetime | None = None) -> None:
        self.app = app
        self.oa = oa
        self.clock = Clock(start)
        self.journal = Journal()
        self.clock.when_moved.append(lambda now: self.journal.write("clock", now=now.isoformat()))
        self.settings = Settings()
        self.faults = Faults()
        self.tokens = Tokens(self.settings)
        self.webhooks = Webhooks(app.id, oa.secret_key, self.clock, self.settings, self.journal)
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.assets: dict[str, Asset] = {}
        self.uploads: dict[str, Upload] = {}
        self.chats: dict[str, list[Message]] = {}
        self.messages: dict[str, Message] = {}
        self.phones: list[str] = []
        self.used: dict[str, int] = {}
        self.calls = CallsThisMinute()
        self.base_url = ""
        self.warnings: list[str] = []

    def person(self, person_id: str) -> Person:
        """Who has this id; raises Impossible for a stranger to the world."""
        if person_id not in self.people:
            raise Impossible(f"không có ai mang mã {person_id!r}")
        return self.people[person_id]

    def group(self, group_id: str) -> Group:
        """Which group has this id; raises Impossible if none."""
        if group_id not in self.groups:
            raise Impossible(f"không có nhóm nào mang mã {group_id!r}")
        return self.groups[group_id]

    def add_person(self, person: Person) -> Person:
        """A new phone comes into the world."""
        if person.id in self.people:
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
