"""The tester's switches under /sim/: state, what was heard, webhooks, settings, faults."""

from collections.abc import Mapping
from dataclasses import asdict

from aiohttp import web

from simulator import consoles, events, groups
from simulator.errors import MESSAGES, ZBS_MESSAGES, SimulatorError
from simulator.gate import WORLD
from simulator.rare import BODIES
from simulator.requests import Wanted, action
from simulator.tokens import OAUTH_ERRORS
from simulator.webhooks import Webhooks
from simulator.world import Circle, Group, Json, Person, World

MOST_WAIT = 60.0


def disable_group(wanted: Wanted) -> None:
    """{group, disabled?}: the account's group stops (or works again)."""
    group: Group = wanted.world.group(wanted.text("group"))
    group.disabled = bool(wanted.fields.get("disabled", True))
    wanted.world.journal.write("groups")


def ask_before_joining(wanted: Wanted) -> None:
    """{group, asks?}: who comes by the link of the account's group waits to be let in (or comes straight in again)."""
    group: Group = wanted.world.group(wanted.text("group"))
    group.settings["join_appr"] = bool(wanted.fields.get("asks", True))
    groups.changed(wanted.world, "update_group_info", group)


def console_test(wanted: Wanted) -> None:
    """{oa?}: the test button in the console of the account's app."""
    events.console_test(wanted.account)


def raw_event(wanted: Wanted) -> None:
    """{event_name, oa?, …}: any signed event, for what people here cannot do; app_id and timestamp are added."""
    name = wanted.text("event_name")
    body = {
        key: value
        for key, value in wanted.fields.items()
        if key not in ("event_name", "oa", "app_id", "timestamp")
    }
    events.emit(wanted.account, name, "raw", **body)


def webhook(wanted: Wanted) -> Json:
    """{oa?, url?, subscribed?, hurry?}: where events of the account's app go; `hurry` tries the waiting ones."""
    world = wanted.account
    if "url" in wanted.fields:
        world.webhooks.url = wanted.maybe("url")
    if "subscribed" in wanted.fields:
        world.webhooks.subscribed = bool(wanted.fields["subscribed"])
    if wanted.fields.get("hurry"):
        world.webhooks.hurry()
    world.journal.write("webhook")
    return webhook_state(world)


def settings(wanted: Wanted) -> Json:
    """{name: value, …}: changes switches; answers with all of them."""
    wanted.world.settings.change(wanted.fields)
    wanted.world.journal.write("settings")
    return wanted.world.settings.shown()


def arm_fault(wanted: Wanted) -> Json:
    """{kind, calls?, path?, oa?, code?, after?, seconds?, to?}, or {"clear": true}; answers with what waits."""
    if wanted.fields.get("clear"):
        wanted.world.faults.waiting.clear()
    else:
        wanted.world.faults.add(wanted.fields)
    wanted.world.journal.write("settings")
    return {"faults": [asdict(fault) for fault in wanted.world.faults.waiting]}


def webhook_state(world: World) -> Json:
    """Where events go and how the recent ones fared."""
    return _hooks_shown(world.webhooks)


def _hooks_shown(hooks: Webhooks) -> Json:
    recent = [delivery.shown() for delivery in list(hooks.recent)[-30:]]
    return {
        "url": hooks.url,
        "subscribed": hooks.subscribed,
        "counts": dict(hooks.counts),
        "recent": recent[::-1],
    }


def state(world: World) -> Json:
    """All but the chats."""
    accounts = world.platform.accounts.values()
    return {
        "seq": world.journal.number,
        "now": world.clock.now().isoformat(timespec="milliseconds"),
        "oa": {"id": world.oa.id, "name": world.oa.name},
        "accounts": [consoles.described(account) for account in accounts],
        "people": [_person(account, person) for account in accounts for person in account.people.values()],
        "groups": [
            *[_group(account, group) for account in accounts for group in account.groups.values()],
            *[_circle(circle) for circle in world.platform.circles.values()],
        ],
        "bots": [
            {
                "id": bot.id,
                "name": bot.name,
                "token": bot.token,
                "url": bot.url,
                "can_join_groups": bot.can_join_groups,
            }
            for bot in world.platform.bots.values()
        ],
        "phones": world.phones,
        "settings": world.settings.shown(),
        "faults": [asdict(fault) for fault in world.faults.waiting],
        "webhook": webhook_state(world),
        "apps": {app_id: _hooks_shown(hooks) for app_id, hooks in world.platform.webhooks.items()},
        "warnings": world.warnings[-20:],
    }


def _person(world: World, person: Person) -> Json:
    last = person.last_interaction
    return {
        "id": person.id,
        "name": person.name,
        "phone": person.phone,
        "note": person.note,
        "oa": world.oa.id,
        "refuses": person.refuses,
        "refuses_zbs": person.refuses_zbs,
        "follower": person.follower,
        "last_interaction": last.isoformat(timespec="seconds") if last else None,
    }


def _group(world: World, group: Group) -> Json:
    return {
        "id": group.id,
        "name": group.name,
        "members": group.members,
        "admins": group.admins,
        "pending": group.pending,
        "invited": group.invited,
        "open": world.group_is_open(group),
        "asks": group.settings["join_appr"],
        "kind": "gmf",
        "oa": world.oa.id,
    }


def _circle(circle: Circle) -> Json:
    return {
        "id": circle.id,
        "name": circle.name,
        "members": circle.members,
        "admins": [],
        "pending": [],
        "invited": [],
        "open": True,
        "asks": False,
        "kind": "private" if circle.private else "personal",
        "bots": circle.bots,
    }


async def heard(request: web.Request) -> web.Response:
    """GET /sim/heard?person=ID|group=ID|phone=84…[&after=N][&wait=SECONDS]: what the account said, from place N on."""
    world, query = request.app[WORLD], request.query
    try:
        key = _chat_of(world, query)
        after, wait = int(query.get("after", "0")), min(float(query.get("wait", "0")), MOST_WAIT)
    except (SimulatorError, ValueError) as error:
        return web.json_response({"error": str(error)}, status=400)
    try:
        found = await world.hears(key, after, wait)
    except TimeoutError:
        found = []
    return web.json_response({"messages": [asdict(one) for one in found], "next": len(world.heard(key))})


def _chat_of(world: World, query: Mapping[str, str]) -> str:
    if "phone" in query:
        return f"phone:{query['phone']}"
    if query.get("group") in world.platform.circles:
        return f"group:{query['group']}"
    if "group" in query:
        return f"group:{world.group(query['group']).id}"
    return f"person:{world.person(query.get('person', '')).id}"


async def chat(request: web.Request) -> web.Response:
    """GET /sim/chat?key=person:ID|group:ID: the whole chat, newest 200."""
    messages = request.app[WORLD].chat(request.query.get("key", ""))[-200:]
    return web.json_response({"messages": [asdict(message) for message in messages]})


async def known(request: web.Request) -> web.Response:
    """GET /sim/known: every error code with its words, every path, every event of `rare`, to choose from."""
    resources = {route.resource.canonical for route in request.app.router.routes() if route.resource}
    paths = sorted(
        one for one in resources if one != "/" and not one.startswith(("/sim/", "/static", "/clock"))
    )
    oauth = {str(code): text for code, text in OAUTH_ERRORS.values()}
    codes = {"oa": _texts(MESSAGES), "zbs": _texts(ZBS_MESSAGES), "oauth": oauth}
    return web.json_response({"codes": codes, "paths": paths, "events": sorted(BODIES)})


def _texts(codes: dict[int, str]) -> dict[str, str]:
    return {str(code): text for code, text in codes.items()}


async def show_state(request: web.Request) -> web.Response:
    """GET /sim/state."""
    return web.json_response(state(request.app[WORLD]))


ROUTES = [
    web.get("/sim/state", show_state),
    web.get("/sim/known", known),
    web.get("/sim/heard", heard),
    web.get("/sim/chat", chat),
    action("group/disable", disable_group),
    action("group/approval", ask_before_joining),
    action("test-event", console_test),
    action("event", raw_event),
    action("webhook", webhook),
    action("settings", settings),
    action("faults", arm_fault),
]
