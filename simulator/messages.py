"""Messages of the account to people: to whom, until when, counted how (Zalo reference, section 2)."""

import hashlib
from datetime import timedelta

from simulator import content, events, packages, purse
from simulator.errors import OaError, invalid
from simulator.gate import Call, oa_route
from simulator.world import Json, Message, Person, World, new_message_id

FREE = timedelta(hours=48)
WINDOW = timedelta(days=7)
PRICE = 55  # đồng for a message beyond the package (2.4)
SHOWN_REPLIES = 8  # what the quota block reads while replies are unlimited
ICONS = ("/-strong", "/-heart", ":>", ":o", ":-((", "--b", ":-h", "/-remove")


def send(call: Call) -> Json:
    """POST /v3.0/oa/message/cs."""
    world = call.world
    person = recipient(call)
    read = content.read(world, call.params.get("message"))
    quota = _charge(world, person)
    message = say_as_account(world, person, read)
    events.receipts(world, person, message)
    return {
        "message_id": message.id,
        "user_id": person.id,
        "sent_time": str(message.at),
        "quota": quota | {"owner_type": "OA", "owner_id": world.oa.id},
    }


def say_as_account(
    world: World, person: Person, read: content.Content, admin_id: str | None = None
) -> Message:
    """Puts the content into the person's chat and echoes it; `admin_id` when a human writes in the inbox."""
    message = Message(
        new_message_id(), f"person:{person.id}", world.oa.id, True, world.clock.millis(), **vars(read)
    )
    world.post(message)
    events.echo(world, person, message, admin_id)
    return message


def recipient(call: Call) -> Person:
    """The person of `recipient.user_id`; raises -201 for an unknown id."""
    target = call.params.get("recipient")
    user_id = target.get("user_id") if isinstance(target, dict) else None
    if not isinstance(user_id, str) or user_id not in call.world.people:
        raise invalid("user_id")
    return call.world.people[user_id]


def check_window(world: World, person: Person) -> timedelta:
    """How long ago the person interacted; raises when the account may not write any more (2.4)."""
    if person.refuses:
        raise OaError(person.refuses)
    if person.last_interaction is None:
        raise OaError(-232 if person.follower else -213)
    since = world.clock.now() - person.last_interaction
    if since > WINDOW:
        raise OaError(-232 if world.settings.old_window_code else -230)
    return since


def _charge(world: World, person: Person) -> Json:
    since = check_window(world, person)
    total = world.settings.reply_quota
    if since > FREE:
        return _from_package(world)
    if total and person.replies >= total:
        if world.settings.replies_then_package:
            return _from_package(world)
        raise OaError(-311)
    return _free_reply(world, person)


def _free_reply(world: World, person: Person) -> Json:
    assert person.last_interaction is not None
    person.replies += 1
    until = person.last_interaction + FREE
    return {
        "quota_type": "reply",
        "remain": str(_replies_left(world, person)),
        "total": str(world.settings.reply_quota or SHOWN_REPLIES),
        "expired_date": f"{until:%d/%m/%Y}",
    }


def _from_package(world: World) -> Json:
    total, left = packages.of(world).quota, _package_left(world) - 1
    if left >= 0:
        world.used[_month(world)] = total - left
        return {"quota_type": "sub_quota", "remain": str(left), "total": str(total)}
    if not world.settings.pay_beyond_quota:
        raise OaError(-211)
    purse.pay(world, PRICE)
    return {"quota_type": "purchase_quota", "remain": "0", "total": "0"}


def _replies_left(world: World, person: Person) -> int:
    """Free replies left: none once the 48 hours are over or where the person has never written (2.4)."""
    last, total = person.last_interaction, world.settings.reply_quota
    if last is None or world.clock.now() - last > FREE:
        return 0
    return max(0, total - person.replies) if total else SHOWN_REPLIES


def _month(world: World) -> str:
    return f"messages {world.clock.now():%Y-%m}"


def _package_left(world: World) -> int:
    return packages.of(world).quota - world.used.get(_month(world), 0)


def send_v2(call: Call) -> Json:
    """POST /v2.0/oa/message: reactions work; anything else is shut down."""
    action = call.params.get("sender_action")
    if not isinstance(action, dict):
        raise OaError(_code_of_v2(call.params.get("recipient")))
    person = recipient(call)
    message = call.world.messages.get(str(action.get("react_message_id")))
    if message is None or message.chat != f"person:{person.id}":
        raise invalid("react_message_id")
    if action.get("react_icon") not in ICONS:
        raise invalid("react_icon")
    message.reactions.append({"by": call.world.oa.id, "icon": action["react_icon"]})
    call.world.journal.write("reacted", chat=message.chat, message_id=message.id, icon=action["react_icon"])
    events.oa_reacted(call.world, person, message, action["react_icon"])
    return {"message_id": message.id, "user_id": person.id}


def _code_of_v2(recipient: object) -> int:
    """Texts to people are shut down; broadcasts and anonymous visitors are API groups of their own, not played."""
    apart = isinstance(recipient, dict) and recipient.keys() & {"target", "anonymous_id"}
    return -212 if apart else -240


def status(call: Call) -> Json:
    """GET /v3.0/oa/message/status, which one client library knows of."""
    message = call.world.messages.get(call.text("message_id"))
    if message is None or not message.by_oa or not call.world.has_chat(message.chat):
        raise invalid("message_id")
    return {"message_id": message.id, "status": "sent", "sent_time": str(message.at)}


def quota_of_message(call: Call) -> Json:
    """POST /v2.0/oa/quota/message: free replies left to the writer of a message, the older way to ask."""
    message = call.world.messages.get(call.text("message_id"))
    person = call.world.people.get(message.sender) if message else None
    if person is None:
        raise invalid("message_id")
    total = call.world.settings.reply_quota or SHOWN_REPLIES
    return {"type": "reply", "remain": _replies_left(call.world, person), "total": total}


def message_quota(call: Call) -> object:
    """POST /v3.0/oa/quota/message: of one person, or of the package."""
    if "user_id" in call.params:
        return _quota_of_person(call)
    if call.params.get("quota_owner") not in ("OA", "App"):
        raise invalid("quota_owner")
    kind = call.params.get("quota_type", "sub_quota")
    owned = kind == "sub_quota"
    until = call.world.oa.package_until or call.world.clock.now() + timedelta(days=180)
    return [
        {
            "asset_id": hashlib.sha256(f"{call.world.oa.id} {kind}".encode()).hexdigest()[:20],
            "product_type": call.params.get("product_type", "cs"),
            "quota_type": kind,
            "valid_through": f"{until:%d/%m/%Y}",
            "total": packages.of(call.world).quota if owned else 0,
            "remain": max(0, _package_left(call.world)) if owned else 0,
        }
    ]


def _quota_of_person(call: Call) -> Json:
    person = call.world.people.get(call.text("user_id"))
    if person is None:
        raise invalid("user_id")
    last = person.last_interaction
    total = call.world.settings.reply_quota or SHOWN_REPLIES
    none = {"daily_remain": 0, "daily_total": 0, "monthly_remain": 0, "monthly_total": 0}
    return {
        "last_interaction": str(int(last.timestamp() * 1000)) if last else "",
        "cs_reply": {"remain": _replies_left(call.world, person), "total": total},
        "promotion": none,
    }


ROUTES = [
    oa_route("POST", "/v3.0/oa/message/cs", send),
    oa_route("POST", "/v2.0/oa/message", send_v2),
    oa_route("GET", "/v3.0/oa/message/status", status),
    oa_route("POST", "/v3.0/oa/quota/message", message_quota),
    oa_route("POST", "/v2.0/oa/quota/message", quota_of_message),
]
