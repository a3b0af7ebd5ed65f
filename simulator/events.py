"""The bodies of webhook events (Zalo reference, sections 5.3 to 5.6)."""

from simulator.records import TemplateMessage
from simulator.world import Group, Json, Message, Person, World

_TEMPLATES = {"request_user_info": "template"}


# Zalo reference 5.5: the documents disagree on these names.
_SPELLINGS: tuple[dict[str, str], ...] = (
    {},
    {
        "accept_request_join_group": "react_request_join_group_accept",
        "reject_request_join_group": "react_request_join_group_reject",
        "user_out_group": "user_leave_group",
    },
    {
        "accept_request_join_group": "react_request_join_group",
        "reject_request_join_group": "react_request_join_group",
        "user_out_group": "user_leave_group",
        "delete_group": "disperse_group",
    },
)


def emit(world: World, name: str, lane: str, **body: object) -> None:
    """Sends the event on its way; every event has the app's id and a time in milliseconds as text."""
    world.webhooks.emit(_event(world, name, body), lane)


def emit_zbs(world: World, name: str, lane: str, **body: object) -> None:
    """The same for what concerns template messages: with a header of its own (Zalo reference 5.2)."""
    world.webhooks.emit(_event(world, name, body), lane, **{"X-ZEvent-Server": "ZNS"})


def _event(world: World, name: str, body: dict[str, object]) -> Json:
    return {"app_id": world.app.id, "event_name": name, **body, "timestamp": str(world.clock.millis())}


def from_person(world: World, person: Person, message: Message) -> None:
    """user_send_text, _image, _file …"""
    emit(
        world,
        f"user_send_{message.kind}",
        person.id,
        user_id_by_app=world.by_app(person),
        sender={"id": person.id},
        recipient={"id": world.oa.id},
        message=_content(message),
    )


def from_member(world: World, person: Person, group: Group, message: Message) -> None:
    """user_send_group_text, _image …: the recipient is the group."""
    emit(
        world,
        f"user_send_group_{message.kind}",
        person.id,
        oa_id=world.oa.id,
        sender={"id": person.id},
        recipient={"id": group.id},
        message=_content(message),
    )


def echo(world: World, person: Person, message: Message, admin_id: str | None = None) -> None:
    """oa_send_text …; `admin_id` when a human wrote it in the account's inbox."""
    if not world.settings.echo:
        return
    sender = {"id": world.oa.id} | ({"admin_id": admin_id} if admin_id else {})
    emit(
        world,
        f"oa_send_{_TEMPLATES.get(message.kind, message.kind)}",
        person.id,
        user_id_by_app=world.by_app(person),
        sender=sender,
        recipient={"id": person.id},
        message=_content(message),
    )


def group_echo(world: World, group: Group, message: Message) -> None:
    """oa_send_group_text …"""
    if not world.settings.echo:
        return
    emit(
        world,
        f"oa_send_group_{message.kind}",
        group.id,
        oa_id=world.oa.id,
        sender={"id": world.oa.id},
        recipient={"id": group.id},
        message=_content(message),
    )


def receipts(world: World, person: Person, message: Message) -> None:
    """user_received_message and user_seen_message, when switched on."""
    if not world.settings.receipts:
        return
    both = {
        "sender": {"id": world.oa.id},
        "recipient": {"id": person.id},
        "user_id_by_app": world.by_app(person),
    }
    emit(world, "user_received_message", person.id, **both, message={"msg_id": message.id})
    emit(world, "user_seen_message", person.id, **both, message={"msg_ids": [message.id]})


def follow(world: World, person: Person) -> None:
    """follow, from the account's profile."""
    emit(world, "follow", person.id, **_follower(world, person), source="oa_profile")


def unfollow(world: World, person: Person) -> None:
    """unfollow."""
    emit(world, "unfollow", person.id, **_follower(world, person))


def _follower(world: World, person: Person) -> Json:
    return {"oa_id": world.oa.id, "follower": {"id": person.id}, "user_id_by_app": world.by_app(person)}


def about_person(world: World, name: str, person: Person) -> None:
    """user_click_chatnow, user_withdraw: the account and the person, no message."""
    emit(world, name, person.id, oa_id=world.oa.id, user_id=person.id, user_id_by_app=world.by_app(person))


def submitted_info(world: World, person: Person) -> None:
    """user_submit_info: the person answered the card that asks for contact details."""
    emit(
        world,
        "user_submit_info",
        person.id,
        user_id_by_app=world.by_app(person),
        sender={"id": person.id},
        recipient={"id": world.oa.id},
        info=_info(world, person),
    )


def _info(world: World, person: Person) -> Json:
    """What the card gave; in older captures the phone was a number and the address flat (Zalo reference 5.4)."""
    phone = str(person.shared_info.get("phone", ""))
    if not world.settings.old_info or not phone.isdigit():
        return person.shared_info
    return (
        {"address": "", "city": "Hà Tĩnh", "district": "", "ward": ""}
        | person.shared_info
        | {"phone": int(phone)}
    )


def oa_reacted(world: World, person: Person, message: Message, icon: str) -> None:
    """oa_reacted_message: the echo of the account's own reaction."""
    if not world.settings.echo:
        return
    emit(
        world,
        "oa_reacted_message",
        person.id,
        user_id_by_app=world.by_app(person),
        sender={"id": world.oa.id},
        recipient={"id": person.id},
        message={"msg_id": message.id, "react_icon": icon},
    )


def tagged(world: World, name: str, tag: str, users: list[str]) -> None:
    """add_user_to_tag, remove_user_from_tag; remove_tag without anybody."""
    told: Json = {"name": tag} | ({"user_ids": users} if users else {})
    emit(world, name, "tags", oa_id=world.oa.id, tag=told)


def reacted(world: World, person: Person, message: Message, icon: str) -> None:
    """user_reacted_message."""
    emit(
        world,
        "user_reacted_message",
        person.id,
        user_id_by_app=world.by_app(person),
        sender={"id": person.id},
        recipient={"id": world.oa.id},
        message={"msg_id": message.id, "react_icon": icon},
    )


def group_changed(world: World, name: str, group: Group, users: list[str] | None = None) -> None:
    """create_group, user_join_group, user_out_group …; `users` only where people are concerned."""
    body: Json = {"oa_id": world.oa.id, "group_id": group.id}
    if users is not None:
        body["users"] = [{"id": person_id} for person_id in users]
    spelling = _SPELLINGS[world.settings.group_spelling % len(_SPELLINGS)]
    emit(world, spelling.get(name, name), group.id, **body)


def template_received(world: World, sent: TemplateMessage) -> None:
    """user_received_message of a template message by phone."""
    told = {"delivery_time": str(sent.delivered), "msg_id": sent.id, "tracking_id": sent.tracking_id}
    who = {"sender": {"id": world.oa.id}, "recipient": {"id": sent.recipient}}
    emit_zbs(world, "user_received_message", sent.recipient, **who, message=told)


def feedback(world: World, sent: TemplateMessage, rating: Json) -> None:
    """user_feedback: somebody rated a template message (rate, note, feedbacks)."""
    told = rating | {
        "submit_time": str(world.clock.millis()),
        "msg_id": sent.id,
        "tracking_id": sent.tracking_id,
    }
    emit_zbs(world, "user_feedback", sent.recipient, oa_id=world.oa.id, message=told)


def response_button(world: World, sent: TemplateMessage, data: str) -> None:
    """user_click_response_button."""
    told = {
        "submit_time": str(world.clock.millis()),
        "button_type": "response",
        "data": data,
        "tracking_id": sent.tracking_id,
    }
    emit_zbs(
        world, "user_click_response_button", sent.recipient, oa_id=world.oa.id, msg_id=sent.id, message=told
    )


def template_status(world: World, template_id: str, former: str, new: str, reason: str) -> None:
    """change_template_status."""
    status = {"prev_status": former, "new_status": new}
    body: Json = {"oa_id": world.oa.id, "template_id": template_id, "status": status, "reason": reason}
    emit_zbs(world, "change_template_status", template_id, **body)


def daily_quota(world: World, former: int) -> None:
    """change_oa_daily_quota."""
    quota = {"prev_value": str(former), "new_value": str(world.oa.daily_quota)}
    emit_zbs(world, "change_oa_daily_quota", "quota", oa_id=world.oa.id, quota=quota)


def permission_revoked(world: World) -> None:
    """permission_revoked: the account took the grant back."""
    emit(world, "permission_revoked", "grant", oa_id=world.oa.id)


def console_test(world: World) -> None:
    """What the console's test button posts: signed, with ids foreign to the account."""
    emit(
        world,
        "user_send_text",
        "console",
        user_id_by_app="552177279717587730",
        sender={"id": "246845883529197922"},
        recipient={"id": "388613280878808645"},
        message={"text": "This is testing message", "msg_id": "This is message id"},
    )


def _content(message: Message) -> Json:
    content: Json = {"msg_id": message.id}
    if message.text or message.kind == "text":
        content["text"] = message.text
    if message.attachments:
        content["attachments"] = message.attachments
    if message.quote:
        content["quote_msg_id"] = message.quote
    return content
