"""What the local Zalo keeps: apps, accounts, people, groups, templates, bots, messages, files."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

Json = dict[str, Any]


@dataclass
class App:
    """The developer's app as its console shows it."""

    id: str
    secret: str
    redirect_uri: str | None = None
    code_challenge: str | None = None
    secret_key: str = ""  # "OA Secret Key" of its webhook page


@dataclass
class OfficialAccount:
    """An account that people write to; `package` "" = the numbers of the settings (see packages)."""

    id: str
    name: str
    secret_key: str
    package: str = ""
    package_until: datetime | None = None
    linked_zca: bool = True
    wallet: int = 1_000_000  # đồng in the Zalo Cloud Account
    daily_quota: int = 500  # template messages by phone a day


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
    same_as: str = ""  # the id of the same human in the account that was described first
    alias: str = ""  # how the account calls the person
    external_id: str = ""
    refuses_zbs: int = 0  # an error code every template message by phone is answered with

    @property
    def human(self) -> str:
        """One id for the same human in all accounts."""
        return self.same_as or self.id


@dataclass
class Asset:
    """The right to one group of a certain size."""

    id: str
    product_type: str
    quota_type: str = "sub_quota"
    valid_through: datetime | None = None
    used_by: str | None = None
    auto_renew: bool = False  # another 30 days from the wallet when its time is over

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
class Template:
    """A template approved by Zalo; `<name>` in its content stands for a parameter (Zalo reference 6)."""

    id: str
    name: str
    content: str
    tag: int = 1  # 1 transaction, 2 customer care, 3 promotion
    params: dict[str, int] = field(default_factory=dict)  # name → most characters; empty: as in the content
    status: str = "ENABLE"
    by_uid: bool = True  # False: older than 2025-12-10, or OTP
    price_uid: int = 560  # đồng for a message that was delivered
    price_phone: int = 800


@dataclass
class TemplateMessage:
    """A template message on its way: what its status and its webhooks tell."""

    id: str
    template_id: str
    recipient: str
    tracking_id: str
    delivered: int | None  # milliseconds since 1970; None: not delivered
    price: int
    rating: Json = field(default_factory=dict)
    response: Json = field(default_factory=dict)


@dataclass
class ZaloBot:
    """A bot of the Zalo Bot Platform: no Official Account, a token that stays (Zalo reference 9)."""

    id: str
    name: str
    token: str
    can_join_groups: bool = True
    url: str | None = None
    secret: str = ""
    updated_at: int = 0


@dataclass
class Circle:
    """A chat of personal accounts, which no Official Account sees: a group they made, or one with a bot."""

    id: str
    name: str
    members: list[str] = field(default_factory=list)
    bots: list[str] = field(default_factory=list)
    private: bool = False


@dataclass
class Upload:
    """Bytes kept by the platform, from the account or from a phone."""

    id: str
    kind: str
    name: str
    content: bytes
    at: datetime
    owner: str = ""  # the account that uploaded it

    def url(self, base: str) -> str:
        """Where it is fetched from."""
        return f"{base}/cdn/{self.id}/{quote(self.name)}"
