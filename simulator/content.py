"""Reads the `message` of a send: text, media, file, contact card, buttons (Zalo reference 2.1, 2.2, 4.3)."""

from dataclasses import dataclass, field

from simulator.errors import OaError, invalid
from simulator.uploads import usable
from simulator.world import Json, World

MOST_TEXT = 2000
MOST_BUTTONS = 5
MOST_PAYLOAD = 1000
USUAL_TITLE = 20


@dataclass
class Content:
    """What a message of the account consists of."""

    kind: str = "text"
    text: str = ""
    attachments: list[Json] = field(default_factory=list)
    buttons: list[Json] = field(default_factory=list)
    quote: str | None = None


def read(world: World, message: object, in_group: bool = False) -> Content:
    """The content of a send; raises OaError as the platform would."""
    if not isinstance(message, dict):
        raise invalid("message")
    content = Content(text=_text(message))
    quote = message.get("quote_message_id")
    if isinstance(quote, str) and _known(world, quote):  # an unknown one is silently ignored
        content.quote = quote
    attachment = message.get("attachment")
    if attachment is not None:
        _read_attachment(world, content, attachment, in_group)
    if content.kind == "text" and not content.text:
        raise invalid("text")
    return content


def _known(world: World, message_id: str) -> bool:
    return message_id in world.messages and world.has_chat(world.messages[message_id].chat)


def _text(message: Json) -> str:
    text = message.get("text", "")
    if not isinstance(text, str):
        raise invalid("text")
    if len(text) > MOST_TEXT:
        raise OaError(-210)
    return text


def _read_attachment(world: World, content: Content, attachment: object, in_group: bool) -> None:
    payload = attachment.get("payload") if isinstance(attachment, dict) else None
    if not isinstance(attachment, dict) or not isinstance(payload, dict):
        raise invalid("attachment")
    if attachment.get("type") == "file":
        _read_file(world, content, payload)
    elif attachment.get("type") == "template":
        _read_template(world, content, payload, in_group)
    else:
        raise invalid("attachment.type")
    content.buttons = _buttons(world, payload.get("buttons", []), in_group)


def _read_file(world: World, content: Content, payload: Json) -> None:
    upload = usable(world, payload.get("token") or payload.get("attachment_id"), "file")
    if content.text:
        world.warn("Chữ kèm tệp không đến được người nhận: hãy gửi thành hai tin.")
    content.kind, content.text = "file", ""
    shown = {
        "name": upload.name,
        "size": str(len(upload.content)),
        "type": upload.name.rpartition(".")[2].lower(),
        "url": upload.url(world.base_url),
    }
    content.attachments = [{"type": "file", "payload": shown}]


def _read_template(world: World, content: Content, payload: Json, in_group: bool) -> None:
    template = payload.get("template_type")
    if template == "media":
        _read_media(world, content, _only_element(payload))
    elif template == "request_user_info" and not in_group:
        _read_card(content, _only_element(payload))
    elif template is None and payload.get("buttons"):
        return
    else:
        raise OaError(-233)


def _only_element(payload: Json) -> Json:
    elements = payload.get("elements")
    if not isinstance(elements, list) or len(elements) != 1 or not isinstance(elements[0], dict):
        raise invalid("elements")
    element: Json = elements[0]
    return element


def _read_media(world: World, content: Content, element: Json) -> None:
    kind = element.get("media_type")
    if kind not in ("image", "gif", "sticker"):
        raise OaError(-233) if kind == "article" else invalid("media_type")
    content.kind = kind
    content.attachments = [{"type": kind, "payload": _media_payload(world, kind, element)}]
    if kind == "gif" and not ("width" in element and "height" in element):
        world.warn("Ảnh động nên có width và height.")


def _media_payload(world: World, kind: str, element: Json) -> Json:
    if kind == "sticker":
        sticker = element.get("attachment_id")
        if not isinstance(sticker, str) or not sticker:
            raise invalid("attachment_id")
        return {"id": sticker, "url": ""}
    url = element.get("url")
    if url is None:
        url = usable(world, element.get("attachment_id"), kind).url(world.base_url)
    elif not isinstance(url, str) or not url.startswith(("https://", "http://")):
        raise invalid("url")
    return {"thumbnail": url, "url": url}


def _read_card(content: Content, element: Json) -> None:
    for name, most in (("title", 100), ("subtitle", 500)):
        value = element.get(name)
        if not isinstance(value, str) or not value:
            raise invalid(name)
        if len(value) > most:
            raise OaError(-210)
    if not str(element.get("image_url", "")).startswith(("https://", "http://")):
        raise invalid("image_url")
    content.kind = "request_user_info"
    content.attachments = [{"type": "request_user_info", "payload": element}]


def _buttons(world: World, buttons: object, in_group: bool) -> list[Json]:
    if not isinstance(buttons, list):
        raise invalid("buttons")
    if buttons and in_group:
        raise OaError(-233)
    if len(buttons) > MOST_BUTTONS:
        raise OaError(-210)
    return [_button(world, button) for button in buttons]


def _button(world: World, button: object) -> Json:
    if not isinstance(button, dict):
        raise invalid("buttons")
    title = button.get("title")
    if not isinstance(title, str) or not title.strip():
        raise invalid("title")
    if len(title) > USUAL_TITLE:
        world.warn(f"Nút «{title}» dài hơn {USUAL_TITLE} ký tự.")
    _check_payload(button.get("type"), button.get("payload"))
    return button


def _check_payload(kind: object, payload: object) -> None:
    fitting = payload if isinstance(payload, dict) else {}
    match kind:
        case "oa.query.show" | "oa.query.hide":
            if not isinstance(payload, str) or not payload:
                raise invalid("payload")
            if len(payload) > MOST_PAYLOAD:
                raise OaError(-210)
        case "oa.open.url":
            if not str(fitting.get("url", "")).startswith(("https://", "http://")):
                raise invalid("payload.url")
        case "oa.open.phone" | "oa.open.sms":
            if not str(fitting.get("phone_code", "")).isdigit():
                raise invalid("payload.phone_code")
        case _:
            raise invalid("buttons.type")
