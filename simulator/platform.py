"""What all accounts of the local Zalo share: clock, journal, settings, faults, apps, chats, bots."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from simulator.clock import Clock
from simulator.courier import Courier
from simulator.journal import Journal
from simulator.rate import CallsThisMinute
from simulator.records import App, Circle, Json, Message, Upload, ZaloBot
from simulator.settings import Faults, Settings
from simulator.webhooks import Webhooks

if TYPE_CHECKING:
    from simulator.world import World


class Platform:
    """The ground on which the accounts stand."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.journal = Journal()
        clock.when_moved.append(lambda now: self.journal.write("clock", now=now.isoformat()))
        self.settings = Settings()
        self.faults = Faults()
        self.apps: dict[str, App] = {}
        self.webhooks: dict[str, Webhooks] = {}
        self.app_calls: dict[str, CallsThisMinute] = {}
        self.accounts: dict[str, World] = {}
        self.bots: dict[str, ZaloBot] = {}
        self.ears: dict[str, Courier] = {}  # by the bot's id: its webhook
        self.updates: dict[str, list[Json]] = {}  # by the bot's id: what getUpdates has not given yet
        self.circles: dict[str, Circle] = {}
        self.uploads: dict[str, Upload] = {}
        self.chats: dict[str, list[Message]] = {}
        self.messages: dict[str, Message] = {}
        self.phones: list[str] = []
        self.warnings: list[str] = []
        self.base_url = ""
        self.running = False  # whether the couriers post

    def add_app(self, app: App) -> App:
        """An app of the developers' console, with a webhook of its own."""
        if app.id not in self.apps:
            self.apps[app.id] = app
            self.webhooks[app.id] = Webhooks(app.id, app.secret_key, self.clock, self.settings, self.journal)
            self.app_calls[app.id] = CallsThisMinute()
        return self.apps[app.id]

    def add_apps(self, apps: Iterable[App]) -> None:
        """Several of them."""
        for app in apps:
            self.add_app(app)

    def add_bot(self, bot: ZaloBot) -> ZaloBot:
        """A bot made in the Zalo app."""
        self.bots[bot.id] = bot
        self.ears[bot.id] = Courier(self.clock, self.settings, self.journal)
        self.ears[bot.id].url = bot.url
        self.updates[bot.id] = []
        if self.running:
            self.ears[bot.id].open()
        return bot

    async def settled(self, timeout: float = 10.0) -> None:
        """Returns when no event of any app or bot waits; raises TimeoutError after that many real seconds."""
        for courier in self.couriers():
            await courier.settled(timeout)

    def couriers(self) -> list[Courier]:
        """Everything that posts: the apps' webhooks and the bots'."""
        return [*self.webhooks.values(), *self.ears.values()]
