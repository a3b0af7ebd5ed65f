"""The making of templates over the API, and what people answered to them (Zalo reference 6)."""

import re

from simulator.errors import OaError, zbs
from simulator.gate import Call, zbs_route
from simulator.records import Json, Template
from simulator.templates import asked
from simulator.uploads import part
from simulator.world import World, keep, new_number

A_DAY = 100  # templates made or changed
MOST_PICTURE = 500 * 1024
KINDS = {1: "TRANSACTION", 2: "CUSTOMER_CARE", 3: "PROMOTION"}
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG")


def create(call: Call) -> Json:
    """POST /template/create: waits for Zalo's approval, which the tester gives."""
    world = call.world
    name, content, tag = _described(call)
    _count(world)
    template = Template(new_number(world.templates)[:6], name, content, tag, status="PENDING_REVIEW")
    world.templates[template.id] = template
    world.journal.write("settings")
    return _shown(template)


def edit(call: Call) -> Json:
    """POST /template/edit: only what was refused may be changed (-1091)."""
    template = asked(call)
    if template.status != "REJECT":
        raise zbs(-1091)
    name, content, tag = _described(call)
    _count(call.world)
    template.name, template.content, template.tag, template.status = name, content, tag, "PENDING_REVIEW"
    call.world.journal.write("settings")
    return _shown(template)


def _described(call: Call) -> tuple[str, str, int]:
    name, tag = call.params.get("template_name"), call.params.get("tag")
    if not isinstance(name, str) or not name or str(tag) not in ("1", "2", "3"):
        raise zbs(-132)
    content = _texts(call.params.get("layout"))
    if not content:
        raise zbs(-116)
    return name, re.sub(r"\s+", " ", content), int(str(tag))


def _texts(layout: object) -> str:
    """Every text of a layout, wherever it stands: the wording is what counts here."""
    if isinstance(layout, dict):
        own = layout.get("value")
        rest = [_texts(value) for name, value in layout.items() if name != "value"]
        return " ".join(filter(None, [own if isinstance(own, str) else _texts(own), *rest]))
    return " ".join(filter(None, map(_texts, layout))) if isinstance(layout, list) else ""


def _count(world: World) -> None:
    day = f"templates {world.clock.now():%Y-%m-%d}"
    if world.used.get(day, 0) >= A_DAY:
        raise zbs(-160)
    world.used[day] = world.used.get(day, 0) + 1


def _shown(template: Template) -> Json:
    return {"template_id": template.id, "template_name": template.name, "template_status": template.status}


async def take_picture(call: Call) -> Json:
    """POST /upload/image: a logo or picture for a template, up to 500 KB."""
    try:
        name, content = await part(call.request)
    except OaError as error:
        raise zbs(-159) from error
    if not content.startswith(_PICTURES):
        raise zbs(-159)
    if len(content) > MOST_PICTURE:
        raise zbs(-158)
    return {"media_id": keep(call.world, "zbs_image", name, content).id}


def quality(call: Call) -> Json:
    """GET /quality: how well the account's templates are liked."""
    return {"oaCurrentQuality": "HIGH", "oa7dayQuality": "HIGH"}


def responses(call: Call) -> Json:
    """GET /response/get: which response buttons of a template were pressed."""
    template = asked(call)
    found = [
        {"msgId": one.id, "trackingId": one.tracking_id, **one.response}
        for one in call.world.sent.values()
        if one.template_id == template.id and one.response
    ]
    offset, count = call.number("offset", 0, 10**6), call.number("limit", 10, 100)
    return {"total": len(found), "data": found[offset : offset + count]}


ROUTES = [
    zbs_route("POST", "/template/create", create),
    zbs_route("POST", "/template/edit", edit),
    zbs_route("POST", "/upload/image", take_picture),
    zbs_route("GET", "/quality", quality),
    zbs_route("GET", "/response/get", responses),
]
