"""Template messages: what a template asks for, and the sending of one to a user id (Zalo reference 2.7, 6)."""

import re
from datetime import datetime, timedelta

from simulator import events, purse
from simulator.errors import OaError, invalid, zbs
from simulator.gate import Call, oa_route, zbs_route
from simulator.records import Json, Message, Person, Template, TemplateMessage
from simulator.world import World, new_message_id

YEAR = timedelta(days=365)
PROMOTION = 3
USUAL_LENGTH = 100
STATUSES = {"1": "ENABLE", "2": "PENDING_REVIEW", "3": "REJECT", "4": "DISABLE"}
_PLACE = re.compile(r"<(\w+)>")


def send(call: Call) -> Json:
    """POST /v3.0/oa/message/template: to who interacted within a year (the stricter reading of 2.7)."""
    world = call.world
    template = world.templates.get(call.text("template_id"))
    person = world.people.get(call.text("user_id"))
    if template is None or person is None:
        raise invalid("template_id" if template is None else "user_id")
    if not template.by_uid or template.status != "ENABLE":
        raise OaError(-249)
    _check_person(world, person, template)
    text = filled(template, call.params.get("template_data"), OaError(-201, "template_data is invalid!"))
    purse.pay(world, template.price_uid)
    message = show(world, f"person:{person.id}", text)
    remember(world, message, template, person.id, "", template.price_uid)
    events.echo(world, person, message)
    events.receipts(world, person, message)
    return {
        "message_id": message.id,
        "user_id": person.id,
        "sent_time": str(message.at),
        "quota": {"quota_type": "purchase_quota", "remain": str(world.oa.wallet // template.price_uid)},
    }


def _check_person(world: World, person: Person, template: Template) -> None:
    if person.refuses:
        raise OaError(person.refuses)
    if person.last_interaction is None:
        raise OaError(-232 if person.follower else -213)
    if world.clock.now() - person.last_interaction > YEAR:
        raise OaError(-232)
    if template.tag == PROMOTION and is_night(world.clock.now()):
        raise OaError(-234)


def is_night(now: datetime) -> bool:
    """From 22:00 to 06:00 in Vietnam."""
    return not 6 <= now.hour < 22


def lengths(template: Template) -> dict[str, int]:
    """The parameters and how long they may be."""
    return template.params or dict.fromkeys(_PLACE.findall(template.content), USUAL_LENGTH)


def filled(template: Template, given: object, refusal: OaError | None = None) -> str:
    """The text with its parameters put in; raises the codes of 8.3, or `refusal` instead."""
    try:
        values = _checked(template, given)
    except OaError as error:
        raise refusal or error from error
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), template.content)


def _checked(template: Template, given: object) -> dict[str, str]:
    if not isinstance(given, dict):
        raise zbs(-112)
    for name, most in lengths(template).items():
        if name not in given:
            raise zbs(-1122)
        if not isinstance(given[name], str | int | float) or isinstance(given[name], bool):
            raise zbs(-1121)
        if len(str(given[name])) > most:
            raise zbs(-1123)
    return {name: str(value) for name, value in given.items()}


def show(world: World, chat: str, text: str) -> Message:
    """Puts the message on the phone."""
    now = world.clock.millis()
    return world.post(Message(new_message_id(), chat, world.oa.id, True, now, "template", text))


def remember(
    world: World, message: Message, template: Template, recipient: str, tracking: str, price: int
) -> TemplateMessage:
    """Keeps what the status and the feedback refer to."""
    sent = TemplateMessage(message.id, template.id, recipient, tracking, message.at, price)
    world.sent[sent.id] = sent
    return sent


def listed(call: Call) -> list[Json]:
    """GET /template/all, of one `status` or of all."""
    offset, count = call.number("offset", 0, 10**6), call.number("limit", 10, 100)
    wanted = STATUSES.get(str(call.params.get("status", "")))
    every = [one for one in call.world.templates.values() if wanted in (None, one.status)]
    return [_brief(one) for one in every[offset : offset + count]]


def _brief(template: Template) -> Json:
    return {
        "templateId": template.id,
        "templateName": template.name,
        "status": template.status,
        "templateQuality": "HIGH",
    }


def info(call: Call) -> Json:
    """GET /template/info/v2: parameters and prices."""
    template = asked(call)
    params = [
        {
            "name": name,
            "require": True,
            "type": "STRING",
            "maxLength": most,
            "minLength": 0,
            "acceptNull": False,
        }
        for name, most in lengths(template).items()
    ]
    price = str(template.price_phone)
    prices = {"price": price, "price_sdt": price, "price_uid": str(template.price_uid)}
    return _brief(template) | prices | {"listParams": params, "templateTag": template.tag, "timeout": 7200000}


def sample(call: Call) -> Json:
    """GET /template/sample-data."""
    return {name: f"<{name}>" for name in lengths(asked(call))}


def asked(call: Call) -> Template:
    """The template of `template_id`; -109 when there is none."""
    template = call.world.templates.get(str(call.params.get("template_id")))
    if template is None:
        raise zbs(-109)
    return template


ROUTES = [
    oa_route("POST", "/v3.0/oa/message/template", send),
    zbs_route("GET", "/template/all", listed),
    zbs_route("GET", "/template/info/v2", info),
    zbs_route("GET", "/template/sample-data", sample),
]
