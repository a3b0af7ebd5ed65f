"""What an account's owner does by hand under /sim/: package, wallet, assets, templates, members, grant."""

from simulator import events, lifecycle, members
from simulator.errors import Impossible
from simulator.packages import PACKAGES
from simulator.records import Template
from simulator.requests import Wanted, action
from simulator.world import ASSET_SIZES, Asset, Json, World, new_number


def account(wanted: Wanted) -> Json:
    """{oa?, package?, package_until?, wallet?, linked_zca?, daily_quota?}: what the account has paid for."""
    world = wanted.account
    oa, former = world.oa, world.oa.daily_quota
    package = wanted.text("package", oa.package)
    if package and package not in PACKAGES:
        raise Impossible(f"không có gói {package!r} (có: {', '.join(PACKAGES)})")
    until = wanted.instant("package_until", oa.package_until)
    wallet, linked = wanted.count("wallet", oa.wallet), wanted.switch("linked_zca", oa.linked_zca)
    oa.daily_quota = wanted.count("daily_quota", former)
    oa.package, oa.package_until, oa.wallet, oa.linked_zca = package, until, wallet, linked
    if oa.daily_quota != former:
        events.daily_quota(world, former)
    world.journal.write("settings")
    return described(world)


def described(world: World) -> Json:
    """The account as the page and the tests see it."""
    oa = world.oa
    until = oa.package_until
    return {
        "id": oa.id,
        "name": oa.name,
        "app": world.app.id,
        "package": oa.package,
        "package_until": until.isoformat() if until else None,
        "wallet": oa.wallet,
        "linked_zca": oa.linked_zca,
        "daily_quota": oa.daily_quota,
        "used": world.used,
        "assets": [_asset(asset) for asset in world.assets.values()],
        "templates": [
            {"id": one.id, "name": one.name, "status": one.status} for one in world.templates.values()
        ],
    }


def _asset(asset: Asset) -> Json:
    through = asset.valid_through
    return {
        "id": asset.id,
        "type": asset.product_type,
        "valid_through": through.isoformat() if through else None,
        "auto_renew": asset.auto_renew,
        "used_by": asset.used_by,
    }


def change_asset(wanted: Wanted) -> Json:
    """{oa?, id?, type?, quota_type?, valid_through?, auto_renew?}: a new asset, or the change of one."""
    world = wanted.account
    kind = wanted.text("type", "gmf100")
    if kind not in ASSET_SIZES:
        raise Impossible(f"không có loại {kind!r} (có: {', '.join(ASSET_SIZES)})")
    asset_id = wanted.maybe("id") or new_number(world.assets)
    asset = world.assets.get(asset_id) or Asset(asset_id, kind, wanted.text("quota_type", "purchase_quota"))
    asset.valid_through = wanted.instant("valid_through", asset.valid_through)
    asset.auto_renew = wanted.switch("auto_renew", asset.auto_renew)
    world.assets[asset_id] = asset
    lifecycle.go_on(world)
    world.journal.write("groups")
    return {"asset": asset_id}


def change_template(wanted: Wanted) -> Json:
    """{oa?, id?, name?, content?, tag?, by_uid?, status?, reason?}: a new template, or another status."""
    world = wanted.account
    template = world.templates.get(wanted.maybe("id") or "")
    if template is None:
        template = _new_template(wanted)
        world.templates[template.id] = template
    former = template.status
    template.status = wanted.text("status", former)
    if template.status != former:
        events.template_status(world, template.id, former, template.status, wanted.text("reason", ""))
    world.journal.write("settings")
    return {"template": template.id}


def _new_template(wanted: Wanted) -> Template:
    template_id = wanted.maybe("id") or new_number(wanted.account.templates)[:6]
    template = Template(template_id, wanted.text("name"), wanted.text("content"), wanted.count("tag", 1))
    template.by_uid = wanted.switch("by_uid", True)
    template.price_uid = wanted.count("price_uid", template.price_uid)
    template.price_phone = wanted.count("price_phone", template.price_phone)
    return template


def decide(wanted: Wanted) -> None:
    """{group, person, accepted?}: an admin answers in the app who asked to join."""
    world = wanted.world.owner(wanted.text("group"))
    group, person = world.group(wanted.text("group")), wanted.phone.person
    if person.id not in group.pending:
        raise Impossible(f"{person.name} không xin vào nhóm này")
    members.decide(world, group, [person.id], wanted.switch("accepted", True))


def revoke_tokens(wanted: Wanted) -> None:
    """{oa?, grant?}: access tokens stop working; with `grant` the whole grant ends, and the app is told."""
    world = wanted.account
    world.tokens.revoke_access()
    if wanted.switch("grant", False):
        world.tokens.revoke_grant()
        events.permission_revoked(world)


ROUTES = [
    action("account", account),
    action("asset", change_asset),
    action("template", change_template),
    action("group/decide", decide),
    action("tokens/revoke", revoke_tokens),
]
