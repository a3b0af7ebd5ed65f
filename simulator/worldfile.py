"""The world file: one JSON object that says who lives in the local Zalo.

    {"app_id": "1234567890", "app_secret": "…",
     "redirect_uri": "http://127.0.0.1:8080/zalo/oauth/callback",      (optional: the only one accepted)
     "code_challenge": "…",                                            (optional: fixed PKCE of the console)
     "now": "2026-11-18T08:00:00+07:00",                               (optional: the clock starts here)
     "oa": {"id": "…", "name": "Chuyển đổi số xã …", "secret_key": "…",
            "access_token": "…", "refresh_token": "…"},                (tokens optional, both or none)
     "people": [{"id": "8001000000000000001", "name": "Nguyễn Văn Minh", "phone": "0912345678",
                 "note": "Trưởng thôn Đông Trung", "follower": true, "admin": false,
                 "last_interaction": "2026-11-18T07:00:00+07:00" | "now" | null}],
     "groups": [{"id": "a1b2c3d4e5f6a7b8c9d0", "name": "Tổ CĐS thôn …", "kind": "gmf|personal",
                 "members": ["8001…"], "admins": ["8001…"], "asset_id": "…", "description": "…"}],
     "assets": [{"id": "…", "type": "gmf10|gmf50|gmf100|gmf1000", "valid_through": "2027-06-30T00:00+07:00",
                 "quota_type": "sub_quota|purchase_quota|reward_quota", "auto_renew": false}],
     "templates": [{"id": "321456", "name": "Nhắc nộp báo cáo", "content": "Kính gửi <ten>, …", "tag": 1,
                    "params": {"ten": 30}, "status": "ENABLE", "by_uid": true,
                    "price_uid": 560, "price_phone": 800}],
     "apps": [{"id": "…", "secret": "…", "secret_key": "…", "redirect_uri": "…", "code_challenge": "…",
               "webhook_url": "http://…"}],                            (more apps, each with its own webhook)
     "accounts": [{"id": "…", "name": "…", "app_id": "…", "access_token": "…", "refresh_token": "…",
                   "package": "basic|standard|growth|comprehensive", "package_until": "2027-06-30T00:00+07:00",
                   "wallet": 1000000, "linked_zca": true, "daily_quota": 500,
                   "people": […], "assets": […], "groups": […], "templates": […]}],
     "bots": [{"id": "…", "name": "Bot Tổ CĐS", "token": "123456789:abc…", "can_join_groups": true}],
     "phones": ["8001…"],                    (people and groups first on the page; default: six people, two groups)
     "settings": {"rate_per_minute": 100, …}}                          (see simulator.settings.Settings)

Required are app_id, app_secret, oa.id, oa.name, oa.secret_key, and id and name of people and groups.
`oa` takes `package`, `package_until`, `wallet`, `linked_zca` and `daily_quota` too. `accounts` stand beside it:
each has people of its own, for Zalo's ids are scoped by account; `"same_as": "8001…"` in a person says that it
is the same human as one described before. An account without `app_id` belongs to the first app. A group of
`"kind": "personal"` was made by people in their own Zalo: no account sees it, `"bots": ["…"]` were added to it.
`note` is what the page shows under the name. A follower without `last_interaction` is taken to have followed
just now; a person with `"follower": false` has never interacted. A group without an asset gets one that fits.
Unknown keys are refused.
"""

import json
import re
from pathlib import Path

from simulator.errors import Impossible
from simulator.filepart import Part, WorldFileError
from simulator.packages import PACKAGES
from simulator.records import App, Asset, Circle, Group, OfficialAccount, Person, Template, ZaloBot
from simulator.world import ASSET_SIZES, World, new_number

__all__ = ["WorldFileError", "build", "load"]
TOKEN = re.compile(r"\d+:[\w-]+")
FIRST_PEOPLE = 6
FIRST_GROUPS = 2


def load(path: Path) -> World:
    """Reads a world file; raises WorldFileError that names what is wrong."""
    try:
        described = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise WorldFileError(f"{path}: cannot be read: {error}") from error
    except ValueError as error:
        raise WorldFileError(f"{path}: not JSON: {error}") from error
    try:
        return build(described)
    except WorldFileError as error:
        raise WorldFileError(f"{path}: {error}") from error


def build(described: object) -> World:
    """The world of a description; raises WorldFileError that names what is wrong."""
    top = Part("", described)
    app = App(
        top.text("app_id"), top.text("app_secret"), top.maybe("redirect_uri"), top.maybe("code_challenge")
    )
    oa = Part("oa", top.take("oa", dict))
    start = top.instant("now", None)
    world = World(app, _account(oa, oa.text("secret_key")), start)
    _add_tokens(world, oa)
    oa.finish()
    for part in top.parts("apps"):
        _add_app(world, part)
    for part in top.parts("bots"):
        _add_bot(world, part)
    _add_all(world, top)
    for part in top.parts("accounts"):
        _add_account(world, part)
    _finish(world, top)
    return world


def _account(part: Part, secret_key: str) -> OfficialAccount:
    package = part.maybe("package") or ""
    if package and package not in PACKAGES:
        raise WorldFileError(f"{part.at('package')}: {package!r} is none of {', '.join(PACKAGES)}")
    return OfficialAccount(
        part.text("id"),
        part.text("name"),
        secret_key,
        package,
        part.instant("package_until", None),
        part.take("linked_zca", bool, True),
        part.count("wallet", 1_000_000),
        part.count("daily_quota", 500),
    )


def _add_app(world: World, part: Part) -> None:
    app_id, secret = part.text("id"), part.text("secret")
    app = App(
        app_id, secret, part.maybe("redirect_uri"), part.maybe("code_challenge"), part.text("secret_key")
    )
    if app.id in world.platform.apps:
        raise WorldFileError(f"{part.place}.id: {app.id} is given twice")
    world.platform.add_app(app)
    world.platform.webhooks[app.id].url = part.maybe("webhook_url")
    part.finish()


def _add_account(first: World, part: Part) -> None:
    app_id = part.maybe("app_id") or first.app.id
    if app_id not in first.platform.apps:
        raise WorldFileError(f"{part.at('app_id')}: no app {app_id!r} in this file")
    app = first.platform.apps[app_id]
    oa = _account(part, app.secret_key)
    if oa.id in first.platform.accounts:
        raise WorldFileError(f"{part.place}.id: {oa.id} is given twice")
    world = World(app, oa, platform=first.platform)
    _add_tokens(world, part)
    _add_all(world, part)
    part.finish()


def _add_bot(world: World, part: Part) -> None:
    join = part.take("can_join_groups", bool, True)
    bot = ZaloBot(part.text("id"), part.text("name"), part.text("token"), join)
    part.finish()
    if not TOKEN.fullmatch(bot.token):
        raise WorldFileError(f"{part.place}.token: expected <digits>:<secret>")
    world.platform.add_bot(bot)


def _add_tokens(world: World, part: Part) -> None:
    access, refresh = part.maybe("access_token"), part.maybe("refresh_token")
    if (access is None) != (refresh is None):
        raise WorldFileError(f"{part.place}: access_token and refresh_token belong together")
    if access is not None and refresh is not None:
        world.tokens.add_pair(access, refresh, world.clock.now())


def _add_all(world: World, part: Part) -> None:
    for one in part.parts("people"):
        _add_person(world, one)
    for one in part.parts("assets"):
        _add_asset(world, one)
    for one in part.parts("groups"):
        _add_group(world, one)
    for one in part.parts("templates"):
        _add_template(world, one)


def _finish(world: World, top: Part) -> None:
    accounts = world.platform.accounts.values()
    known = {key for account in accounts for key in (*account.people, *account.groups)}
    phones = top.ids("phones", known | set(world.platform.circles))
    world.phones[:] = phones or [*list(world.people)[:FIRST_PEOPLE], *list(world.groups)[:FIRST_GROUPS]]
    try:
        world.settings.change(top.take("settings", dict, {}))
    except Impossible as error:
        raise WorldFileError(f"settings: {error}") from error
    top.finish()


def _add_template(world: World, part: Part) -> None:
    template = Template(
        part.text("id"),
        part.text("name"),
        part.text("content"),
        part.count("tag", 1),
        part.take("params", dict, {}),
        part.maybe("status") or "ENABLE",
        part.take("by_uid", bool, True),
        part.count("price_uid", 560),
        part.count("price_phone", 800),
    )
    part.finish()
    world.templates[template.id] = template


def _add_person(world: World, part: "Part") -> None:
    follower = part.take("follower", bool, True)
    person = Person(
        id=part.text("id"),
        name=part.text("name"),
        phone=part.maybe("phone") or "",
        note=part.maybe("note") or "",
        follower=follower,
        admin=part.take("admin", bool, False),
        last_interaction=part.instant("last_interaction", world.clock.now() if follower else None),
    )
    person.same_as = part.maybe("same_as") or ""
    part.finish()
    if any(person.id in account.people for account in world.platform.accounts.values()):
        raise WorldFileError(f"{part.place}.id: {person.id} is given twice")
    world.add_person(person)


def _add_asset(world: World, part: "Part") -> None:
    asset = Asset(part.text("id"), part.text("type"), valid_through=part.instant("valid_through", None))
    asset.quota_type = part.maybe("quota_type") or asset.quota_type
    asset.auto_renew = part.take("auto_renew", bool, False)
    part.finish()
    if asset.product_type not in ASSET_SIZES:
        raise WorldFileError(f"{part.place}.type: {asset.product_type!r} is none of {', '.join(ASSET_SIZES)}")
    world.assets[asset.id] = asset


def _add_group(world: World, part: Part) -> None:
    if (kind := part.maybe("kind") or "gmf") == "personal":
        _add_circle(world, part)
        return
    if kind != "gmf":
        raise WorldFileError(f"{part.place}.kind: {kind!r} is not known (only 'gmf' and 'personal')")
    members = part.ids("members", world.people)
    group = Group(
        id=part.text("id"),
        name=part.text("name"),
        asset_id=part.maybe("asset_id") or _fitting_asset(world, len(members)),
        members=members,
        admins=part.ids("admins", world.people),
        description=part.maybe("description") or "",
    )
    part.finish()
    if any(group.id in account.groups for account in world.platform.accounts.values()):
        raise WorldFileError(f"{part.place}.id: {group.id} is given twice")
    if group.asset_id not in world.assets:
        raise WorldFileError(f"{part.place}.asset_id: no asset {group.asset_id!r}")
    world.add_group(group)


def _add_circle(world: World, part: Part) -> None:
    bots = part.ids("bots", world.platform.bots)
    circle = Circle(part.text("id"), part.text("name"), part.ids("members", world.people), bots)
    part.finish()
    world.platform.circles[circle.id] = circle


def _fitting_asset(world: World, size: int) -> str:
    kind = next((kind for kind, most in ASSET_SIZES.items() if most >= max(size, 100)), "gmf1000")
    asset = Asset(new_number(world.assets), kind)
    world.assets[asset.id] = asset
    return asset.id
