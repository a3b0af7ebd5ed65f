"""What the account may know of people, and of itself: profiles, lists, tags (Zalo reference 7)."""

from datetime import date, datetime, timedelta

from simulator import events, packages
from simulator.errors import OaError, invalid
from simulator.gate import Call, oa_route
from simulator.world import Json, Person, World

_PERIODS = {"TODAY": (0, 0), "YESTERDAY": (1, 1), "L7D": (7, 0), "L30D": (30, 0)}
AVATAR = "https://s240-ava-talk.zadn.vn/default"


def detail(call: Call) -> Json:
    """GET /v3.0/oa/user/detail."""
    check_address(call.world)
    person = _known(call)
    if person.last_interaction is None and not person.follower:
        raise OaError(-213)
    last = person.last_interaction
    return {
        "user_id": person.id,
        "user_id_by_app": call.world.by_app(person),
        "user_external_id": person.external_id,
        "display_name": person.name,
        "user_alias": person.alias or person.name,
        "is_sensitive": False,
        "user_last_interaction_date": f"{last:%d/%m/%Y}" if last else "",
        "user_is_follower": person.follower,
        "avatar": AVATAR,
        "avatars": {"120": AVATAR, "240": AVATAR},
        "dynamic_param": "",
        "tags_and_notes_info": {"notes": [], "tag_names": person.tags},
        "shared_info": person.shared_info,
    }


def check_address(world: World) -> None:
    """Raises -501 while the caller is taken to be outside Vietnam."""
    if world.settings.outside_vietnam:
        raise OaError(-501)


def _known(call: Call) -> Person:
    person = call.world.people.get(call.text("user_id"))
    if person is None:
        raise invalid("user_id")
    return person


def listed(call: Call) -> Json:
    """GET /v3.0/oa/user/getlist."""
    check_address(call.world)
    offset, count = call.number("offset", 0, 9951), call.number("count", 50, 50)
    found = [person for person in call.world.people.values() if _wanted(call, person)]
    page = [{"user_id": person.id} for person in found[offset : offset + count]]
    return {"total": len(found), "count": len(page), "offset": offset, "users": page}


def _wanted(call: Call, person: Person) -> bool:
    if person.last_interaction is None and not person.follower:
        return False
    follower, tag = call.params.get("is_follower"), call.params.get("tag_name")
    if follower is not None and person.follower != (str(follower).lower() == "true"):
        return False
    if tag and tag not in person.tags:
        return False
    period = call.params.get("last_interaction_period")
    return period is None or _within(person.last_interaction, str(period), call.world.clock.now())


def _within(last: datetime | None, period: str, now: datetime) -> bool:
    if last is None:
        return False
    if period in _PERIODS:
        first, final = _PERIODS[period]
        days = (now.date() - timedelta(days=first), now.date() - timedelta(days=final))
        return days[0] <= last.date() <= days[1]
    try:
        begin, end = (date.fromisoformat(day.replace("_", "-")) for day in period.split(":"))
    except ValueError as error:
        raise invalid("last_interaction_period") from error
    return begin <= last.date() <= end


def update(call: Call) -> None:
    """POST /v3.0/oa/user/update: the account's own name for a person, and the shared details."""
    person = _known(call)
    shared = call.params.get("shared_info", {})
    if not isinstance(shared, dict):
        raise invalid("shared_info")
    person.alias = str(call.params.get("user_alias", person.alias))
    person.external_id = str(call.params.get("user_external_id", person.external_id))
    person.shared_info |= shared
    call.world.journal.write("people")


def forget(call: Call) -> None:
    """POST /v2.0/oa/deletefollowerinfo: what the account noted about a person is erased."""
    person = _known(call)
    person.alias, person.external_id, person.shared_info = "", "", {}


def account(call: Call) -> Json:
    """GET /v2.0/oa/getoa."""
    world = call.world
    return {
        "oa_id": world.oa.id,
        "name": world.oa.name,
        "description": "",
        "oa_alias": "",
        "is_verified": True,
        "oa_type": 2,
        "cate_name": "Cơ quan nhà nước",
        "num_follower": sum(person.follower for person in world.people.values()),
        "avatar": AVATAR,
        "cover": "",
        "package_name": packages.of(world).name,
        "package_valid_through_date": f"{world.oa.package_until or world.clock.now() + timedelta(days=180):%d/%m/%Y}",
        "package_auto_renew_date": "",
        "linked_ZCA": str(world.oa.linked_zca).lower(),
    }


def tags(call: Call) -> list[str]:
    """GET /v2.0/oa/tag/gettagsofoa."""
    return sorted({tag for person in call.world.people.values() for tag in person.tags})


def tag(call: Call) -> None:
    """POST /v2.0/oa/tag/tagfollower: creates the tag if missing."""
    person, name = _tagged(call), call.text("tag_name")
    if name not in person.tags:
        person.tags.append(name)
        events.tagged(call.world, "add_user_to_tag", name, [person.id])


def untag(call: Call) -> None:
    """POST /v2.0/oa/tag/rmfollowerfromtag."""
    person, name = _tagged(call), call.text("tag_name")
    if name not in person.tags:
        raise invalid("tag_name")
    person.tags.remove(name)
    events.tagged(call.world, "remove_user_from_tag", name, [person.id])


def _tagged(call: Call) -> Person:
    # The documentation's own sample writes this id as a number, so both pass here.
    person = call.world.people.get(str(call.params.get("user_id")))
    if person is None:
        raise invalid("user_id")
    return person


def remove_tag(call: Call) -> None:
    """POST /v2.0/oa/tag/rmtag."""
    name = call.text("tag_name")
    for person in call.world.people.values():
        person.tags = [tag for tag in person.tags if tag != name]
    events.tagged(call.world, "remove_tag", name, [])


ROUTES = [
    oa_route("GET", "/v3.0/oa/user/detail", detail),
    oa_route("GET", "/v3.0/oa/user/getlist", listed),
    oa_route("POST", "/v3.0/oa/user/update", update),
    oa_route("POST", "/v2.0/oa/deletefollowerinfo", forget),
    oa_route("GET", "/v2.0/oa/getoa", account),
    oa_route("GET", "/v2.0/oa/tag/gettagsofoa", tags),
    oa_route("POST", "/v2.0/oa/tag/tagfollower", tag),
    oa_route("POST", "/v2.0/oa/tag/rmfollowerfromtag", untag),
    oa_route("POST", "/v2.0/oa/tag/rmtag", remove_tag),
]
