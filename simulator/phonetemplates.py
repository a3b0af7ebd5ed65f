"""Template messages to phone numbers: sending, status, quota, and what people answer (Zalo reference 6)."""

import hashlib
import re
from functools import lru_cache

from simulator import events, packages, purse
from simulator.errors import OaError, zbs
from simulator.gate import Call, zbs_route
from simulator.records import Json, Person, Template, TemplateMessage
from simulator.templates import asked, filled, is_night, remember, show
from simulator.world import World

MOST_TRACKING = 48
_NUMBER = re.compile(r"84\d{9,10}")
_HASH = re.compile(r"[0-9a-f]{64}")


def send(call: Call) -> Json:
    """POST /message/template: `phone` as 84…"""
    phone = str(call.params.get("phone"))
    if not _NUMBER.fullmatch(phone):
        raise zbs(-108)
    return _send(call, phone, phone)


def send_hashed(call: Call) -> Json:
    """POST /message/template/hashphone: `hash_phone` is the SHA-256 of 84…"""
    wanted = str(call.params.get("hash_phone")).lower()
    if not _HASH.fullmatch(wanted):
        raise zbs(-108)
    phones = (international(person) for person in _everybody(call.world))
    phone = next((one for one in phones if hashlib.sha256(one.encode()).hexdigest() == wanted), None)
    if phone is None:
        raise zbs(-118)
    return _send(call, phone, wanted)


def _everybody(world: World) -> list[Person]:
    """The account's own people first: whoever has Zalo can be reached by number."""
    others = [one for one in world.platform.accounts.values() if one is not world]
    return [person for account in (world, *others) for person in account.people.values()]


def international(person: Person) -> str:
    """The number as 84…"""
    return _international(person.phone)


@lru_cache(maxsize=100_000)
def _international(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    return "84" + digits[1:] if digits.startswith("0") else digits


def _send(call: Call, phone: str, recipient: str) -> Json:
    world, template = call.world, asked(call)
    tracking = _tracking(call)
    text = filled(template, call.params.get("template_data"))
    person = next((one for one in _everybody(world) if international(one) == phone), None)
    test = call.params.get("mode") == "development"
    _check(world, template, person, test)
    price = 0 if test else template.price_phone
    _pay(world, price)
    known = person is not None and person.id in world.people
    message = show(world, f"person:{person.id}" if known and person else f"phone:{phone}", text)
    sent = remember(world, message, template, recipient, tracking, price)
    _deliver(world, sent)
    return {
        "msg_id": sent.id,
        "sent_time": str(message.at),
        "sending_mode": str(call.params.get("sending_mode", "1")),
        "quota": _quota(world),
    }


def _tracking(call: Call) -> str:
    tracking = call.params.get("tracking_id", "")
    if not isinstance(tracking, str) or len(tracking) > MOST_TRACKING:
        raise zbs(-132)
    if not tracking:
        call.world.warn("Tin mẫu theo số điện thoại phải có tracking_id.")
    return tracking


def _check(world: World, template: Template, person: Person | None, test: bool) -> None:
    if not packages.of(world).api:
        raise zbs(-135)
    if template.status != "ENABLE":
        raise zbs(-131)
    if world.settings.zbs_night_rule and is_night(world.clock.now()):
        raise zbs(-133)
    if person is None:
        raise zbs(-118)
    if person.refuses_zbs:
        raise zbs(person.refuses_zbs)
    if test and not person.admin:
        raise zbs(-127)
    if _used_today(world) >= world.oa.daily_quota:
        raise zbs(-144)


def _pay(world: World, price: int) -> None:
    try:
        purse.pay(world, price)
    except OaError as error:
        raise zbs(-136 if error.code == -320 else -137) from error
    world.used[_day(world)] = _used_today(world) + 1


def _day(world: World) -> str:
    return f"zbs {world.clock.now():%Y-%m-%d}"


def _used_today(world: World) -> int:
    return world.used.get(_day(world), 0)


def _deliver(world: World, sent: TemplateMessage) -> None:
    if world.settings.zbs_delivers:
        events.template_received(world, sent)
    else:
        sent.delivered = None


def _quota(world: World) -> Json:
    total = world.oa.daily_quota
    return {"dailyQuota": str(total), "remainingQuota": str(max(0, total - _used_today(world)))}


def quota(call: Call) -> Json:
    """GET /message/quota."""
    return _quota(call.world)


def status(call: Call) -> Json:
    """GET /message/status: 1 delivered, 0 sent but not delivered, -1 not found."""
    sent = call.world.sent.get(str(call.params.get("message_id")))
    if sent is None:
        return {"delivery_time": "", "status": -1, "message": "Message not found"}
    if sent.delivered is None:
        return {"delivery_time": "", "status": 0, "message": "The message was not delivered to the user"}
    return {"delivery_time": str(sent.delivered), "status": 1, "message": "The message was delivered"}


def ratings(call: Call) -> Json:
    """GET /rating/get: of one template, between two moments in milliseconds."""
    template = asked(call)
    begin = call.number("from_time", 0, 10**14)
    end = call.number("to_time", 10**14, 10**14)
    found = [
        one.rating | {"msgId": one.id, "trackingId": one.tracking_id}
        for one in call.world.sent.values()
        if one.template_id == template.id and one.rating and begin <= one.rating["submitDate"] <= end
    ]
    offset, count = call.number("offset", 0, 10**6), call.number("limit", 10, 100)
    return {"total": len(found), "data": found[offset : offset + count]}


def tags(call: Call) -> list[str]:
    """GET /message/template-tag: the kinds this account may send."""
    return ["TRANSACTION", "CUSTOMER_CARE"]


ROUTES = [
    zbs_route("POST", "/message/template", send),
    zbs_route("POST", "/message/template/hashphone", send_hashed),
    zbs_route("GET", "/message/status", status),
    zbs_route("GET", "/message/quota", quota),
    zbs_route("GET", "/message/template-tag", tags),
    zbs_route("GET", "/rating/get", ratings),
]
