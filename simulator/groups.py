"""Group chats owned by the account (GMF): their making, their people, what is sent (Zalo reference 4)."""

import secrets

from simulator import content, events, lifecycle
from simulator.errors import OaError, invalid
from simulator.gate import Call, oa_route
from simulator.messages import check_window
from simulator.profiles import AVATAR
from simulator.world import ASSET_SIZES, GROUP_GRACE, Asset, Group, Json, Message, World, new_message_id

MOST_NAME = 30
_SWITCHES = ("lock_send_msg", "join_appr", "enable_msg_history", "enable_link_join")


def create(call: Call) -> Json:
    """POST creategroupwithoa: takes one asset; an admin of the account must be among the first members."""
    world, name = call.world, _name(call)
    asset = _free_asset(call)
    members = addressees(call)
    check_reachable(world, members)
    if not any(world.people[person_id].admin for person_id in members):
        raise invalid("member_user_ids")
    if len(members) > ASSET_SIZES[asset.product_type]:
        raise OaError(-210)
    about = str(call.params.get("group_description", ""))
    group = Group(secrets.token_hex(10), name, asset.id, members=members, description=about)
    world.add_group(group)
    events.group_changed(world, "create_group", group)
    events.group_changed(world, "user_join_group", group, members)
    return _brief(world, group)


def _name(call: Call) -> str:
    name = call.text("group_name")
    if len(name) > MOST_NAME:
        raise OaError(-210)
    return name


def _free_asset(call: Call) -> Asset:
    asset = call.world.assets.get(call.text("asset_id"))
    if asset is None:
        raise invalid("asset_id")
    if asset.used_by is not None:
        raise OaError(-241 if asset.quota_type == "reward_quota" else -238)
    if asset.expired(call.world.clock.now()):
        raise OaError(-238, "asset_id is disabled")
    return asset


def addressees(call: Call) -> list[str]:
    """The known people of `member_user_ids`, 1 to 99, each once."""
    ids = call.params.get("member_user_ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 99:
        raise invalid("member_user_ids")
    if not all(isinstance(one, str) and one in call.world.people for one in ids):
        raise invalid("member_user_ids")
    return list(dict.fromkeys(ids))


def check_reachable(world: World, people: list[str]) -> None:
    """Followers, and who interacted in the last seven days, may be put into a group (4.2)."""
    for person in (world.people[one] for one in people):
        if not person.follower or person.refuses:
            check_window(world, person)


def owned(call: Call) -> Group:
    """The group of `group_id`; -403 when the account has no such group."""
    group = call.world.groups.get(call.text("group_id"))
    if group is None:
        raise OaError(-403)
    return group


def opened(call: Call) -> Group:
    """The same, still enabled; -237 otherwise."""
    group = owned(call)
    if not call.world.group_is_open(group):
        raise OaError(-237)
    return group


def _brief(world: World, group: Group) -> Json:
    return {
        "group_id": group.id,
        "name": group.name,
        "avatar": group.avatar or AVATAR,
        "group_link": link(group),
        "group_description": group.description,
        "total_member": len(group.members) + 1,
        "status": "enabled" if world.group_is_open(group) else "disabled",
    }


def link(group: Group) -> str:
    """The address by which people join."""
    return f"https://zalo.me/g/{group.id[:9]}"


def show(call: Call) -> Json:
    """GET getgroup."""
    return _full(call.world, owned(call))


def _full(world: World, group: Group) -> Json:
    asset = world.assets[group.asset_id]
    through = asset.valid_through
    info = _brief(world, group) | {
        "max_member": str(ASSET_SIZES[asset.product_type]),
        "auto_delete_date": f"{through + GROUP_GRACE:%d/%m/%Y}" if through else "",
    }
    owner = {
        "asset_type": asset.product_type,
        "asset_id": asset.id,
        "valid_through": f"{through:%d/%m/%Y}" if through else "",
        "auto_renew": str(asset.auto_renew).lower(),
    }
    return {"group_info": info, "asset_info": owner, "group_setting": dict(group.settings)}


def update(call: Call) -> Json:
    """POST updateinfo: name, description, avatar, switches."""
    group = opened(call)
    name = _name(call) if "group_name" in call.params else group.name
    switches = {name: call.params[name] for name in _SWITCHES if name in call.params}
    if not all(isinstance(value, bool) for value in switches.values()):
        raise invalid(next(iter(switches)))
    group.name = name
    group.settings |= switches
    group.description = str(call.params.get("group_description", group.description))
    group.avatar = str(call.params.get("group_avatar", group.avatar))
    changed(call.world, "update_group_info", group)
    return _full(call.world, group)


def update_asset(call: Call) -> Json:
    """POST updateasset: the group moves to another asset, which also revives it."""
    group, asset = owned(call), _free_asset(call)
    if len(group.members) > ASSET_SIZES[asset.product_type]:
        raise OaError(-210)
    call.world.assets[group.asset_id].used_by = None
    group.asset_id, asset.used_by, group.disabled = asset.id, group.id, False
    call.world.journal.write("groups")
    return _full(call.world, group)


def changed(world: World, name: str, group: Group, users: list[str] | None = None) -> None:
    """Tells the bot and the page."""
    world.journal.write("groups")
    events.group_changed(world, name, group, users)


def delete(call: Call) -> None:
    """POST delete: the group is gone, its asset is free again."""
    world, group = call.world, owned(call)
    lifecycle.disband(world, group)


def listed(call: Call) -> Json:
    """GET getgroupsofoa."""
    offset, count = call.number("offset", 0, 10**6), call.number("count", 5, 50)
    every = [_brief(call.world, group) for group in call.world.groups.values()]
    page = every[offset : offset + count]
    return {
        "offset": offset,
        "count": count,
        "total": len(every),
        "group_count": len(page),
        "groups": page,
    }


def send(call: Call) -> Json:
    """POST message: no window and no quota, only an enabled group of the account; no buttons."""
    world = call.world
    target = call.params.get("recipient")
    if not isinstance(target, dict) or not isinstance(target.get("group_id"), str):
        raise invalid("group_id")
    group = opened(Call(world, target, call.request))
    read = content.read(world, call.params.get("message"), in_group=True)
    message = Message(
        new_message_id(), f"group:{group.id}", world.oa.id, True, world.clock.millis(), **vars(read)
    )
    world.post(message)
    events.group_echo(world, group, message)
    return {"message_id": message.id, "group_id": group.id}


def quota(call: Call) -> list[Json]:
    """POST /v3.0/oa/quota/group: the assets, which are free and which are used."""
    wanted_type, wanted_quota = call.params.get("product_type"), call.params.get("quota_type")
    if wanted_type not in ASSET_SIZES:
        raise invalid("product_type")
    return [
        _asset_shown(asset)
        for asset in call.world.assets.values()
        if asset.product_type == wanted_type and wanted_quota in (None, asset.quota_type)
    ]


def _asset_shown(asset: Asset) -> Json:
    return {
        "product_type": asset.product_type,
        "quota_type": asset.quota_type,
        "asset_id": asset.id,
        "valid_through": f"{asset.valid_through:%d/%m/%Y}" if asset.valid_through else "",
        "auto_renew": asset.auto_renew,  # here a boolean, in getgroup a text
        "status": "used" if asset.used_by else "available",
        "used_id": asset.used_by or "",
    }


BASE = "/v3.0/oa/group/"
ROUTES = [
    oa_route("POST", BASE + "creategroupwithoa", create),
    oa_route("GET", BASE + "getgroup", show),
    oa_route("POST", BASE + "updateinfo", update),
    oa_route("POST", BASE + "updateasset", update_asset),
    oa_route("POST", BASE + "delete", delete),
    oa_route("GET", BASE + "getgroupsofoa", listed),
    oa_route("POST", BASE + "message", send),
    oa_route("POST", "/v3.0/oa/quota/group", quota),
]
