"""The one place where the parts are put together: a service of one or more roles."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import structlog
from aiohttp import ClientSession, TCPConnector, web

from bot.bot_webhook import BotWebhook
from bot.carrier import Carrier
from bot.clock import Clock, MachineClock, RemoteClock
from bot.consent import ConsentDesk
from bot.doubts import Doubts
from bot.files.fetching import Fetcher
from bot.files.hosts import Hosts, session_for
from bot.files.sending import FileSender
from bot.files.store import Cabinet, store_of
from bot.groups import Caretaker
from bot.intake import Intake
from bot.metrics import Counted
from bot.postman import MOST_CONNECTIONS, Postman, counter
from bot.printer import Printer
from bot.settings import Settings, open_database
from bot.turns import Turns
from bot.web import make_app
from bot.webhook import Doorman, Webhook
from bot.zalo.bots import BotClient
from bot.zalo.client import ZaloClient
from bot.zalo.register import Register, enter_first
from bot.zalo.tokens import TokenKeeper
from bot.zalo.uploads import Uploader
from bot.zalo.watch import Watch
from handlers import CONVERSATIONS
from handlers.conversation import Conversation
from handlers.router import Router
from scheduler.clock import Metronome
from scheduler.judging import judged
from scheduler.sweep import Sweeper
from storage.database import Database
from storage.migrate import is_current

ROLES = ("webhook", "turns", "postman", "clock")
_GRACE = 5.5
GC_THRESHOLD = 50_000
_log = structlog.get_logger("house")


class SchemaOld(Exception):
    """The database is not at the newest schema: run `python -m bot migrate` first."""


@dataclass(slots=True)
class House:
    """The parts of one process, wired to each other."""

    settings: Settings
    database: Database
    session: ClientSession
    clock: Clock
    register: Register
    tokens: TokenKeeper
    client: ZaloClient
    watch: Watch
    bots: BotClient
    groups: Caretaker
    postman: Postman
    turns: Turns
    intake: Intake
    sweeper: Sweeper
    cabinet: Cabinet
    fetcher: Fetcher
    printer: Printer
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


@asynccontextmanager
async def open_house(
    settings: Settings,
    clock: Clock | None = None,
    conversations: Sequence[Conversation] = CONVERSATIONS,
    roles: Sequence[str] = ROLES,
    *,
    enters: bool = True,
) -> AsyncIterator[House]:
    """Everything but the running roles: database, sessions, clients. Raises SchemaOld.

    ``clock`` replaces the one that the settings name (a sweep "as of" a moment); ``enters``: whether the account of the
    settings is entered, as nearly everybody needs it.
    """
    async with AsyncExitStack() as stack:
        database = open_database(settings)
        stack.push_async_callback(database.dispose)
        if not await is_current(database):
            raise SchemaOld
        connector = TCPConnector(limit=MOST_CONNECTIONS, ttl_dns_cache=300)
        session = await stack.enter_async_context(ClientSession(connector=connector))
        if enters:
            await enter_first(database, settings)
        time = clock or _clock(settings, session)
        outside = await stack.enter_async_context(session_for(hosts_of(settings)))
        yield _wire(settings, database, session, outside, time, conversations, roles)


def hosts_of(settings: Settings) -> Hosts:
    """From where files are fetched."""
    return Hosts.of(settings.zalo_file_hosts, settings.zalo_api_url)


def _clock(settings: Settings, session: ClientSession) -> Clock:
    return RemoteClock(settings.clock_url, session) if settings.clock_url else MachineClock()


def postman_of(
    settings: Settings, database: Database, client: ZaloClient, bots: BotClient, clock: Clock
) -> Postman:
    """A postman at the rate that is set; else at what Zalo's answers say, the smallest package's until they have."""
    # What goes beside the letters asks nobody's leave, but is counted.
    beside = client.counted(counter(database, clock, settings.zalo_rate_per_minute))
    files = FileSender(database, beside, Uploader(database, beside, clock), settings.public_url)
    return Postman(
        database,
        Carrier(client, clock, Doubts(database, beside), files, bots),
        clock,
        judged,
        default_oa=settings.zalo_oa_id,
        rate=settings.zalo_rate_per_minute,
        heard_rate=client.rate,
    )


def caretaker_of(
    settings: Settings,
    database: Database,
    client: ZaloClient,
    bots: BotClient,
    clock: Clock,
    wake: Callable[[], None],
) -> Caretaker:
    """Who does what is to be done with the groups, within the calls that the postman leaves."""
    rate, oa_id = settings.zalo_rate_per_minute, settings.zalo_oa_id
    return Caretaker(database, client, bots, clock, default_oa=oa_id, rate=rate, wake=wake)


def _wire(
    settings: Settings,
    database: Database,
    session: ClientSession,
    outside: ClientSession,
    clock: Clock,
    conversations: Sequence[Conversation],
    roles: Sequence[str],
) -> House:
    register = Register(database)
    oauth_url, proves = settings.zalo_oauth_url, settings.zalo_appsecret_proof
    first_app = settings.zalo_app_id
    tokens = TokenKeeper(database, session, clock, oauth_url, register, proves=proves, first_app=first_app)
    client = ZaloClient(session, tokens, settings.zalo_api_url, settings.zalo_zbs_url)
    bots = BotClient(database, session, settings.zalo_bot_url)
    postman = postman_of(settings, database, client, bots, clock)
    express = postman if "postman" in roles else None
    cabinet = Cabinet(store_of(settings), database.vault)
    fetcher = Fetcher(database, cabinet, outside, hosts_of(settings), clock, postman.wake)
    turns = Turns(
        database,
        Router(conversations),
        clock,
        postman.wake,
        window=settings.report_window,
        public_url=settings.public_url,
        express=express,
        brought=fetcher.wake,
    )
    return House(
        settings=settings,
        database=database,
        session=session,
        clock=clock,
        register=register,
        tokens=tokens,
        client=client,
        watch=Watch(database, client, tokens, clock),
        bots=bots,
        groups=caretaker_of(settings, database, client, bots, clock, postman.wake),
        postman=postman,
        turns=turns,
        intake=Intake(database, turns.wake),
        sweeper=Sweeper(database, clock, postman.wake, settings.report_window),
        cabinet=cabinet,
        fetcher=fetcher,
        printer=printer_of(settings, database, clock, postman.wake),
    )


def printer_of(settings: Settings, database: Database, clock: Clock, wake: Callable[[], None]) -> Printer:
    """Who sets the documents that are ordered in chat."""
    window, templates = settings.report_window, settings.templates_folder
    return Printer(database, clock, wake, window=window, templates=templates)


async def serve(
    settings: Settings, roles: tuple[str, ...] = ROLES, ready: Callable[[str], None] = print
) -> None:
    """Run the roles until SIGTERM or SIGINT; what is under way is finished within the grace period."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with open_house(settings, roles=roles) as house, running(house, roles):
        ready(f"http://{settings.listen_host}:{settings.listen_port}")
        await stop.wait()
        _log.info("stopping")


@asynccontextmanager
async def running(house: House, roles: tuple[str, ...] = ROLES) -> AsyncIterator[None]:
    """The roles at work: the door is shut first, then what came in is committed, then the rest stops."""
    works = {
        "turns": (house.turns.run, house.fetcher.run, house.printer.run),
        "postman": (house.postman.run,),
        "webhook": (house.intake.run,),
        "clock": (house.watch.run, house.groups.run),
    }
    _rest_the_collector()
    async with AsyncExitStack() as stack:
        house.tasks = [
            asyncio.create_task(work()) for role, some in works.items() if role in roles for work in some
        ]
        stack.push_async_callback(_stop, house.tasks)
        runner = _door(house, "webhook" in roles)
        stack.push_async_callback(runner.cleanup)
        await runner.setup()
        await web.TCPSite(runner, house.settings.listen_host, house.settings.listen_port).start()
        if "clock" in roles:
            metronome = Metronome(Counted(house.sweeper))
            metronome.start()
            stack.callback(metronome.stop)
        yield


def _rest_the_collector() -> None:
    """What is loaded by now lives as long as the process: the garbage collector need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, 20, 50)


def app_of(house: House, webhook: bool) -> web.Application:
    """What the process answers over HTTP."""
    if not webhook:
        wake, cabinet = house.postman.wake, house.cabinet
        return make_app(house.database, house.settings, None, clock=house.clock, owed=wake, cabinet=cabinet)
    hook = Webhook(Doorman(house.register), house.intake, house.clock, house.watch.revoked)
    desk = ConsentDesk(
        house.database,
        house.session,
        house.clock,
        house.settings.zalo_oauth_url,
        house.register,
        house.tokens,
        house.client,
    )
    bot_hook = BotWebhook(house.database, house.intake, house.clock)
    wake = house.postman.wake
    return make_app(house.database, house.settings, hook, desk, house.clock, bot_hook, wake, house.cabinet)


def _door(house: House, webhook: bool) -> web.AppRunner:
    # The signature is over the bytes as they came: nothing is unpacked on the way in.
    return web.AppRunner(app_of(house, webhook), access_log=None, shutdown_timeout=2.0, auto_decompress=False)


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=_GRACE)
