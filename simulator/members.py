"""Who is in the account's groups: invitations, requests to join, removal, admins (Zalo reference 4.1, 4.2)."""

from simulator.errors import OaError, invalid
from simulator.gate import Call, oa_route
from simulator.groups import BASE, addressees, changed, check_reachable, opened, owned
from simulator.profiles import AVATAR, check_address
from simulator.world import ASSET_SIZES, Group, Json, World


def invite(call: Call) -> None:
    """POST invite: at once, or after the person's answer (`invite_asks`; the platform's way is unknown)."""
    world, group = call.world, opened(call)
    new = [one for one in addressees(call) if one not in group.members]
    check_reachable(world, new)
    _check_room(world, group, new)
    if world.settings.invite_asks:
        group.invited += [one for one in new if one not in group.invited]
        world.journal.write("groups")
    elif new:
        _admit(world, group, new)


def _admit(world: World, group: Group, people: list[str]) -> None:
    group.members += people
    group.pending = [one for one in group.pending if one not in people]
    changed(world, "user_join_group", group, people)


def pending(call: Call) -> Json:
    """GET listpendinginvite: who asked to join."""
    check_address(call.world)
    group = owned(call)
    return _page(call, [_shown(call.world, one) for one in group.pending])


def _shown(world: World, person_id: str) -> Json:
    return {"user_id": person_id, "name": world.people[person_id].name, "avatar": AVATAR}


def _page(call: Call, members: list[Json]) -> Json:
    offset, count = call.number("offset", 0, 10**6), call.number("count", 5, 50)
    page = members[offset : offset + count]
    total = len(members)
    return {"offset": offset, "count": count, "total": total, "member_count": len(page), "members": page}


def decide(world: World, group: Group, people: list[str], accepted: bool) -> None:
    """Who asked to join comes in, or not; a full group takes nobody (-210)."""
    if not accepted:
        group.pending = [one for one in group.pending if one not in people]
        changed(world, "reject_request_join_group", group, people)
        return
    _check_room(world, group, people)
    changed(world, "accept_request_join_group", group, people)
    _admit(world, group, people)


def _check_room(world: World, group: Group, new: list[str]) -> None:
    if len(group.members) + len(new) > ASSET_SIZES[world.assets[group.asset_id].product_type]:
        raise OaError(-210)


def accept(call: Call) -> None:
    """POST acceptpendinginvite."""
    group, people = opened(call), addressees(call)
    if not set(people) <= set(group.pending):
        raise invalid("member_user_ids")
    decide(call.world, group, people, accepted=True)


def reject(call: Call) -> None:
    """POST rejectpendinginvite."""
    group, people = opened(call), addressees(call)
    if not set(people) <= set(group.pending):
        raise invalid("member_user_ids")
    decide(call.world, group, people, accepted=False)


def members(call: Call) -> Json:
    """GET listmember: the account itself, then its people."""
    check_address(call.world)
    world, group = call.world, owned(call)
    account = {"oa_id": world.oa.id, "name": world.oa.name, "avatar": AVATAR}
    return _page(call, [account] + [_shown(world, one) for one in group.members])


def _insiders(call: Call, group: Group) -> list[str]:
    people = addressees(call)
    if not set(people) <= set(group.members):
        raise invalid("member_user_ids")
    return people


def remove(call: Call) -> None:
    """POST removemembers."""
    group = opened(call)
    people = _insiders(call, group)
    group.members = [one for one in group.members if one not in people]
    group.admins = [one for one in group.admins if one not in people]
    changed(call.world, "user_out_group", group, people)


def add_admins(call: Call) -> None:
    """POST addadmins."""
    group = opened(call)
    people = [one for one in _insiders(call, group) if one not in group.admins]
    group.admins += people
    changed(call.world, "add_group_admin", group, people)


def remove_admins(call: Call) -> None:
    """POST removeadmins."""
    group = opened(call)
    people = _insiders(call, group)
    group.admins = [one for one in group.admins if one not in people]
    changed(call.world, "remove_group_admin", group, people)


ROUTES = [
    oa_route("POST", BASE + "invite", invite),
    oa_route("GET", BASE + "listpendinginvite", pending),
    oa_route("POST", BASE + "acceptpendinginvite", accept),
    oa_route("POST", BASE + "rejectpendinginvite", reject),
    oa_route("GET", BASE + "listmember", members),
    oa_route("POST", BASE + "removemembers", remove),
    oa_route("POST", BASE + "addadmins", add_admins),
    oa_route("POST", BASE + "removeadmins", remove_admins),
]
