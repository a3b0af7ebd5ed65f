"""The application: all routes of the local Zalo around one world."""

from collections.abc import AsyncIterator

from aiohttp import web

from simulator import (
    botapi,
    botplays,
    clock,
    closed,
    consoles,
    controls,
    groups,
    history,
    lifecycle,
    members,
    messages,
    oauth,
    page,
    phonetemplates,
    plays,
    profiles,
    rare,
    templates,
    templatework,
    uploads,
)
from simulator.gate import WORLD, Handler, faulty
from simulator.world import World

MOST_BODY = 12 * 1024 * 1024


def create_app(world: World, bot_url: str | None = None) -> web.Application:
    """The server of this world; events go to `bot_url`/webhook/zalo, or nowhere without it."""
    app = web.Application(middlewares=[addressed, faulty], client_max_size=MOST_BODY)
    app[WORLD] = world
    app[clock.CLOCK] = world.clock
    if bot_url is not None:
        for webhooks in world.platform.webhooks.values():
            webhooks.url = webhooks.url or bot_url.rstrip("/") + "/webhook/zalo"
    for room in (
        oauth,
        messages,
        uploads,
        profiles,
        history,
        groups,
        members,
        templates,
        phonetemplates,
        templatework,
        closed,
        botapi,
        plays,
        rare,
        botplays,
        consoles,
        controls,
        page,
    ):
        app.add_routes(room.ROUTES)
    app.add_routes([web.get("/clock", clock.show), web.post("/clock", clock.move)])
    world.clock.when_moved.append(lambda now: _catch_up(world))
    app.on_shutdown.append(_close_feed)
    app.cleanup_ctx.append(_posting)
    return app


@web.middleware
async def addressed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Learns from the first request where this server is reached, for the addresses of files."""
    world = request.app[WORLD]
    world.base_url = world.base_url or str(request.url.origin())
    return await handler(request)


def _catch_up(world: World) -> None:
    for account in world.platform.accounts.values():
        lifecycle.go_on(account)


async def _posting(app: web.Application) -> AsyncIterator[None]:
    platform = app[WORLD].platform
    platform.running = True
    for courier in platform.couriers():
        await courier.start()
    yield
    platform.running = False
    for courier in platform.couriers():
        await courier.stop()


async def _close_feed(app: web.Application) -> None:
    app[WORLD].journal.close()
