"""What the tester plays under /sim/: people who write, tap, send, follow, come and go."""

from simulator import content, events, messages
from simulator.errors import Impossible
from simulator.media import PHOTO, SILENCE
from simulator.phones import Phone
from simulator.records import TemplateMessage
from simulator.requests import Wanted, action
from simulator.world import Json, Person, World, new_number


def say(wanted: Wanted) -> Json:
    """{person, text, group?, quote?}."""
    sent = wanted.phone.say(wanted.text("text"), wanted.group, wanted.maybe("quote"))
    return {"message_id": sent.id}


def tap(wanted: Wanted) -> Json:
    """{person, message_id, button}: the button's place from 0, or its title."""
    return wanted.phone.tap(wanted.text("message_id"), wanted.fields.get("button", 0))


def photo(wanted: Wanted) -> Json:
    """{person, group?, text?, name?, content?}."""
    name = wanted.text("name", "anh.png")
    sent = wanted.phone.photo(name, wanted.content(PHOTO), wanted.text("text", ""), wanted.group)
    return {"message_id": sent.id}


def file(wanted: Wanted) -> Json:
    """{person, group?, name?, content?}."""
    name = wanted.text("name", "bao_cao.txt")
    return {"message_id": wanted.phone.file(name, wanted.content(b"Bao cao"), wanted.group).id}


def voice(wanted: Wanted) -> Json:
    """{person, group?, content?}."""
    return {"message_id": wanted.phone.voice(wanted.content(SILENCE), wanted.group).id}


def sticker(wanted: Wanted) -> Json:
    """{person, group?}."""
    return {"message_id": wanted.phone.sticker(wanted.group).id}


def location(wanted: Wanted) -> Json:
    """{person, group?, latitude?, longitude?}: Hà Tĩnh unless told."""
    latitude, longitude = wanted.number("latitude", 18.3428), wanted.number("longitude", 105.9057)
    return {"message_id": wanted.phone.location(latitude, longitude, wanted.group).id}


def link(wanted: Wanted) -> Json:
    """{person, url, group?}."""
    return {"message_id": wanted.phone.link(wanted.text("url"), wanted.group).id}


def react(wanted: Wanted) -> None:
    """{person, message_id, icon?}."""
    wanted.phone.react(wanted.text("message_id"), wanted.text("icon", "/-strong"))


def share_info(wanted: Wanted) -> None:
    """{person, info?}: answers the card that asks for contact details."""
    info = wanted.fields.get("info")
    if info is not None and not isinstance(info, dict):
        raise Impossible("the field 'info' must be an object")
    wanted.phone.share_info(info)


def follow(wanted: Wanted) -> None:
    """{person}."""
    wanted.phone.follow()


def unfollow(wanted: Wanted) -> None:
    """{person}."""
    wanted.phone.unfollow()


def chatnow(wanted: Wanted) -> None:
    """{person}."""
    wanted.phone.click_chatnow()


def withdraw(wanted: Wanted) -> None:
    """{person}: asks for the erasure of their data."""
    wanted.phone.withdraw()


def add_person(wanted: Wanted) -> Json:
    """{name, phone?, note?, id?, follower?, oa?, same_as?}: a new phone; not a follower unless told."""
    name = wanted.text("name").strip()
    if not name:
        raise Impossible("a person needs a name")
    person_id = wanted.maybe("id") or new_number(wanted.world.people)
    same = wanted.maybe("same_as") or ""
    person = Person(
        person_id, name, wanted.text("phone", ""), wanted.text("note", ""), follower=False, same_as=same
    )
    wanted.account.add_person(person)
    if wanted.fields.get("follower"):
        Phone(wanted.world, person_id).follow()
    return {"person": person_id}


def change_person(wanted: Wanted) -> None:
    """{person, refuses?, refuses_zbs?}: messages to this person get that error code; 0 ends it.

    `refuses_zbs` is the code of template messages by phone.
    """
    person = wanted.phone.person
    person.refuses = int(wanted.number("refuses", person.refuses))
    wanted.world.journal.write("people")
    person.refuses_zbs = int(wanted.number("refuses_zbs", person.refuses_zbs))


def write_by_hand(wanted: Wanted) -> Json:
    """{person, text, admin_id?}: an officer writes in the account's inbox; the echo bears admin_id."""
    phone, admin = wanted.phone, wanted.text("admin_id", "9000000000000000001")
    read = content.read(phone.world, {"text": wanted.text("text")})
    return {"message_id": messages.say_as_account(phone.world, phone.person, read, admin).id}


def join(wanted: Wanted) -> None:
    """{person, group}."""
    wanted.phone.join(wanted.text("group"))


def leave(wanted: Wanted) -> None:
    """{person, group}."""
    wanted.phone.leave(wanted.text("group"))


def add_to_group(wanted: Wanted) -> None:
    """{person, group, added}: a member brings somebody in."""
    wanted.phone.add(wanted.text("group"), wanted.text("added"))


def feedback(wanted: Wanted) -> None:
    """{message_id, rate?, note?, feedbacks?}: somebody rates a template message, by UID or by phone."""
    account, sent = _template_message(wanted)
    texts = wanted.fields.get("feedbacks", [])
    if not isinstance(texts, list):
        raise Impossible("the field 'feedbacks' must be a list")
    rating = {"rate": wanted.count("rate", 5), "note": wanted.text("note", ""), "feedbacks": texts}
    sent.rating = rating | {"submitDate": account.clock.millis()}
    events.feedback(account, sent, rating)


def response(wanted: Wanted) -> None:
    """{message_id, data}: somebody presses the response button of a template message."""
    account, sent = _template_message(wanted)
    sent.response = {"data": wanted.text("data"), "submitDate": account.clock.millis()}
    events.response_button(account, sent, wanted.text("data"))


def _template_message(wanted: Wanted) -> tuple[World, TemplateMessage]:
    message_id = wanted.text("message_id")
    for account in wanted.world.platform.accounts.values():
        if message_id in account.sent:
            return account, account.sent[message_id]
    raise Impossible(f"{message_id!r} không phải là tin mẫu")


ROUTES = [
    action("group/add", add_to_group),
    action("feedback", feedback),
    action("response", response),
    action("say", say),
    action("tap", tap),
    action("photo", photo),
    action("file", file),
    action("voice", voice),
    action("sticker", sticker),
    action("location", location),
    action("link", link),
    action("react", react),
    action("share-info", share_info),
    action("follow", follow),
    action("unfollow", unfollow),
    action("chatnow", chatnow),
    action("withdraw", withdraw),
    action("person", add_person),
    action("person/change", change_person),
    action("officer", write_by_hand),
    action("group/say", say),
    action("group/join", join),
    action("group/leave", leave),
]
