"""Uploads of the account (Zalo reference, section 3) and the addresses from which files are fetched."""

import mimetypes
from datetime import timedelta

from aiohttp import BodyPartReader, web

from simulator.errors import OaError, invalid
from simulator.gate import WORLD, Call, oa_route
from simulator.world import Json, Upload, World, keep

UPLOAD_LIFE = timedelta(days=7)
MONTHLY = 5000
_LIMITS = {"image": 1024 * 1024, "gif": 5 * 1024 * 1024, "file": 5 * 1024 * 1024}
_BEGINNINGS = {
    "image": {".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".png": b"\x89PNG"},
    "gif": {".gif": b"GIF8"},
    "file": {".pdf": b"%PDF", ".doc": b"\xd0\xcf\x11\xe0", ".docx": b"PK\x03\x04", ".csv": b""},
}


async def take_image(call: Call) -> Json:
    """POST /v2.0/oa/upload/image: jpg or png up to 1 MB."""
    return {"attachment_id": (await _take(call, "image")).id}


async def take_gif(call: Call) -> Json:
    """POST /v2.0/oa/upload/gif: up to 5 MB."""
    return {"attachment_id": (await _take(call, "gif")).id}


async def take_file(call: Call) -> Json:
    """POST /v2.0/oa/upload/file: pdf, doc, docx, csv up to 5 MB."""
    return {"token": (await _take(call, "file")).id}


async def _take(call: Call, kind: str) -> Upload:
    name, content = await part(call.request)
    ending = "." + name.rpartition(".")[2].lower()
    beginning = _BEGINNINGS[kind].get(ending)
    if beginning is None or not content.startswith(beginning) or not content:
        raise invalid("file")
    if len(content) > _LIMITS[kind]:
        raise OaError(-210)
    _count(call.world, kind)
    return keep(call.world, f"oa_{kind}", name, content)


async def part(request: web.Request) -> tuple[str, bytes]:
    """Name and bytes of the multipart field `file`; raises -201 when there is none."""
    if request.content_type != "multipart/form-data":
        raise invalid("file")
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "file":
            return part.filename or "", bytes(await part.read())
    raise invalid("file")


def _count(world: World, kind: str) -> None:
    month = f"upload {kind} {world.clock.now():%Y-%m}"
    if world.used.get(month, 0) >= MONTHLY:
        raise OaError(-211)
    world.used[month] = world.used.get(month, 0) + 1


def usable(world: World, upload_id: object, kind: str) -> Upload:
    """The account's own upload, not older than seven days (-100)."""
    upload = world.uploads.get(upload_id) if isinstance(upload_id, str) else None
    if upload is None or upload.kind != f"oa_{kind}" or upload.owner != world.oa.id:
        raise invalid("token" if kind == "file" else "attachment_id")
    if upload.at + UPLOAD_LIFE <= world.clock.now():
        raise OaError(-100)
    return upload


async def fetch(request: web.Request) -> web.Response:
    """GET /cdn/ID/NAME: what a phone or the account sent."""
    upload = request.app[WORLD].uploads.get(request.match_info["id"])
    if upload is None:
        raise web.HTTPNotFound(text="no such file")
    kind = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
    return web.Response(body=upload.content, content_type=kind)


ROUTES = [
    oa_route("POST", "/v2.0/oa/upload/image", take_image),
    oa_route("POST", "/v2.0/oa/upload/gif", take_gif),
    oa_route("POST", "/v2.0/oa/upload/file", take_file),
    web.get("/cdn/{id}/{name}", fetch),
]
