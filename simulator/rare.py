"""Events that nobody here can cause by hand, each with a body of its kind, so that a tester may let it happen."""

from collections.abc import Callable

from simulator import events
from simulator.errors import Impossible
from simulator.media import PHOTO
from simulator.records import Json
from simulator.requests import Wanted, action
from simulator.world import Person, World, keep, new_message_id

Body = Callable[[World, Person], Json]


def _between(world: World, person: Person, **more: object) -> Json:
    """Somebody and the account, as in messages."""
    sides = {"sender": {"id": person.id}, "recipient": {"id": world.oa.id}}
    return {"user_id_by_app": world.by_app(person), **sides, **more}


def _about(world: World, person: Person, **more: object) -> Json:
    return {"oa_id": world.oa.id, "user_id": person.id, "user_id_by_app": world.by_app(person), **more}


def _of_account(world: World, **more: object) -> Json:
    return {"oa_id": world.oa.id, **more}


def _visitor(kind: str, by_oa: bool = False) -> Body:
    """A visitor of the web widget who is not logged in: two ids stand for the person (5.4)."""

    def body(world: World, person: Person) -> Json:
        visitor, account = {"id": f"vang-lai-{person.id[-4:]}"}, {"id": world.oa.id}
        message = {
            "msg_id": new_message_id(),
            "conversation_id": f"cuoc-{person.id[-4:]}",
            **_content(world, kind),
        }
        sides = (account, visitor) if by_oa else (visitor, account)
        return {"sender": sides[0], "recipient": sides[1], "message": message}

    return body


def _content(world: World, kind: str) -> Json:
    if kind == "text":
        return {"text": "Cho hỏi xã có trực không ạ"}
    payload: Json = {"url": f"{world.base_url}/cdn/mau/{kind}"}
    if kind == "file":
        payload |= {"name": "don.docx", "size": "9", "type": "docx", "checksum": "0" * 32}
    return {"attachments": [{"type": kind, "payload": payload}]}


def _sent(kind: str, group: bool = False, by_oa: bool = False) -> Body:
    """A message of a kind that phones here do not write."""

    def body(world: World, person: Person) -> Json:
        message = {"msg_id": new_message_id(), **_odd_content(world, person, kind)}
        place = {"id": next(iter(world.groups), "0" * 20)} if group else {"id": world.oa.id}
        if by_oa:
            place = place if group else {"id": person.id}
            return {
                "oa_id": world.oa.id,
                "sender": {"id": world.oa.id},
                "recipient": place,
                "message": message,
            }
        if group:
            return {"oa_id": world.oa.id, "sender": {"id": person.id}, "recipient": place, "message": message}
        return _between(world, person, message=message)

    return body


def _odd_content(world: World, person: Person, kind: str) -> Json:
    url = f"{world.base_url}/cdn/mau/{kind}"
    card = f'{{"phone":"{person.phone}","qrCodeUrl":"{url}"}}'
    payloads: dict[str, Json] = {
        "business_card": {"thumbnail": url, "description": card, "url": url},
        "video": {"thumbnail": url, "description": "", "url": url},
        "location": {"coordinates": {"latitude": "18.3428", "longitude": "105.9057"}},
        "list": {"thumbnail": url, "description": "", "url": url},
    }
    usual = {"thumbnail": url, "url": url}
    shown = "link" if kind in ("business_card", "list") else kind
    return {"attachments": [{"type": shown, "payload": payloads.get(kind, usual)}]}


def _album(group: bool = False) -> Body:
    """Two pictures in one event: whether Zalo sends an album so is not known, but it may (5.3)."""

    def body(world: World, person: Person) -> Json:
        urls = [keep(world, "image", f"anh{place}.png", PHOTO).url(world.base_url) for place in (1, 2)]
        pictures = [{"type": "image", "payload": {"thumbnail": url, "url": url}} for url in urls]
        told = _between(world, person, message={"msg_id": new_message_id(), "attachments": pictures})
        if group:
            told |= {"oa_id": world.oa.id, "recipient": {"id": next(iter(world.groups), "0" * 20)}}
        return told

    return body


BODIES: dict[str, Body] = {
    "user_send_image": _album(),
    "user_send_group_image": _album(group=True),
    **{f"user_send_{kind}": _sent(kind) for kind in ("video", "gif", "business_card")},
    **{f"user_send_group_{kind}": _sent(kind, group=True) for kind in ("video", "gif", "business_card")},
    **{
        f"oa_send_group_{kind}": _sent(kind, group=True, by_oa=True)
        for kind in ("link", "audio", "video", "business_card", "gif", "location")
    },
    "oa_send_list": _sent("list", by_oa=True),
    "oa_send_gif": _sent("gif", by_oa=True),
    **{f"anonymous_send_{kind}": _visitor(kind) for kind in ("text", "image", "file", "sticker")},
    **{
        f"oa_send_anonymous_{kind}": _visitor(kind, by_oa=True)
        for kind in ("text", "image", "file", "sticker")
    },
    "update_user_info": lambda world, person: _about(world, person, data={"method": "update"}),
    "oa_send_consent": lambda world, person: _about(
        world, person, phone=person.phone, request_type="SENT", create_time="1", expired_time="2"
    ),
    "user_reply_consent": lambda world, person: _about(
        world, person, phone=person.phone, user_consent="ALLOW", confirmed_time="1"
    ),
    "user_call_oa": lambda world, person: _about(world, person, **_CALL),
    "oa_call_user": lambda world, person: _about(world, person, **_CALL),
    "widget_interaction_accepted": lambda world, person: _of_account(
        world, data={"user_id": person.id, "user_external_id": "ngoai-1", "url": "https://hatinh.gov.vn"}
    ),
    "widget_failed_to_sync_user_external_id": lambda world, person: _of_account(
        world, data={"user_id": person.id, "user_external_id": "ngoai-1", "message": "duplicated"}
    ),
    "shop_has_order": lambda world, person: _of_account(world, order={"id": "don-1"}),
    "extension_purchased": lambda world, person: _of_account(world, extension={"id": "tien-ich-1"}),
    "change_template_quality": lambda world, person: _of_account(
        world, template_id="321450", quality={"prev_quality": "HIGH", "new_quality": "MEDIUM"}
    ),
    "change_template_quota": lambda world, person: _of_account(
        world, template_id="321450", quota={"prev_value": "500", "new_value": "1000"}
    ),
    "change_oa_template_tags": lambda world, person: _of_account(
        world, tags={"prev": ["1"], "new": ["1", "2"]}
    ),
    "event_journey_time_out": lambda world, person: _of_account(world, journey_id="hanh-trinh-1"),
    "event_journey_acknowledged": lambda world, person: _of_account(world, journey_id="hanh-trinh-1"),
}
_CALL: Json = {
    "call_id": "goi-1",
    "call_type": "AUDIO",
    "init_time": "1",
    "call_duration": "30",
    "waiting_time": "5",
    "talk_time": "25",
    "status_code": "0",
}
_OF_TEMPLATES = ("change_", "event_journey_")


def happen(wanted: Wanted) -> None:
    """{event_name, person?, oa?}: one of the events of BODIES, from or about that person (else the first one)."""
    name, account = wanted.text("event_name"), wanted.account
    if name not in BODIES:
        raise Impossible(f"không có sự kiện mẫu {name!r} (có: {', '.join(sorted(BODIES))})")
    person = wanted.phone.person if wanted.maybe("person") else next(iter(account.people.values()), None)
    if person is None or person.id not in account.people:
        raise Impossible("tài khoản này không có người ấy")
    tell = events.emit_zbs if name.startswith(_OF_TEMPLATES) else events.emit
    tell(account, name, person.id, **BODIES[name](account, person))


ROUTES = [action("rare", happen)]
