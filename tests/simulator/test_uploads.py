"""Uploads of the account, and what phones send."""

import hashlib
import io

import pytest
from aiohttp import FormData

from simulator.media import PHOTO
from tests.simulator.stage import Json, Listener, Who, Zalo

PDF = b"%PDF-1.7\n"
TOO_BIG_PHOTO = PHOTO + bytes(1024 * 1024)
TOO_BIG_PDF = PDF + bytes(5 * 1024 * 1024)


async def upload(zalo: Zalo, kind: str, name: str, content: bytes, field: str = "file") -> Json:
    form = FormData()
    form.add_field(field, io.BytesIO(content), filename=name, content_type="application/octet-stream")
    address = f"{zalo.url}/v2.0/oa/upload/{kind}"
    async with zalo.session.post(address, data=form, headers={"access_token": zalo.token}) as answer:
        assert answer.status == 200
        found: Json = await answer.json()
        return found


def image(upload_id: str) -> Json:
    element = {"media_type": "image", "attachment_id": upload_id}
    return {"type": "template", "payload": {"template_type": "media", "elements": [element]}}


@pytest.mark.parametrize(
    ("kind", "name", "content", "code"),
    [
        ("image", "a.png", PHOTO, 0),
        ("image", "a.png", TOO_BIG_PHOTO, -210),
        ("image", "a.gif", b"GIF89a", -201),
        ("image", "a.png", b"not a picture", -201),
        ("gif", "a.gif", b"GIF89a", 0),
        ("file", "bao_cao.pdf", PDF, 0),
        ("file", "so_lieu.csv", "tổ;số\n".encode(), 0),
        ("file", "so_lieu.xlsx", b"PK\x03\x04", -201),
        ("file", "bao_cao.pdf", TOO_BIG_PDF, -210),
        ("file", "bao_cao.pdf", b"", -201),
    ],
    ids=lambda value: "bytes" if isinstance(value, bytes) else str(value),
)
async def test_types_and_sizes(zalo: Zalo, kind: str, name: str, content: bytes, code: int) -> None:
    assert (await upload(zalo, kind, name, content))["error"] == code


async def test_the_field_is_called_file(zalo: Zalo) -> None:
    assert (await upload(zalo, "image", "a.png", PHOTO, field="image"))["error"] == -201
    assert (await zalo.post("/v2.0/oa/upload/image", {}))["error"] == -201


async def test_a_picture_is_sent_and_can_be_fetched(zalo: Zalo, person: Who) -> None:
    upload_id = (await upload(zalo, "image", "ảnh.png", PHOTO))["data"]["attachment_id"]
    message = {"text": "Ảnh", "attachment": image(upload_id)}
    body = {"recipient": {"user_id": person("Minh")}, "message": message}
    assert (await zalo.post("/v3.0/oa/message/cs", body))["error"] == 0
    [heard] = zalo.world.heard(f"person:{person('Minh')}")
    assert (heard.kind, heard.text) == ("image", "Ảnh")
    async with zalo.session.get(heard.attachments[0]["payload"]["url"]) as answer:
        assert await answer.read() == PHOTO
    await zalo.clock(advance="6d 23h")
    await zalo.clock(advance="2h")
    await zalo.keep_token()
    await zalo.sim("say", person=person("Minh"), text="gửi lại")
    assert (await zalo.post("/v3.0/oa/message/cs", body))["error"] == -100


async def test_a_file_goes_to_people_and_groups(zalo: Zalo, person: Who) -> None:
    token = (await upload(zalo, "file", "bao_cao.pdf", PDF))["data"]["token"]
    message = {"attachment": {"type": "file", "payload": {"token": token}}}
    to_person = {"recipient": {"user_id": person("Minh")}, "message": message}
    assert (await zalo.post("/v3.0/oa/message/cs", to_person))["error"] == 0
    to_group = {"recipient": {"group_id": "a1b2c3d4e5f6a7b8c9d0"}, "message": message}
    assert (await zalo.post("/v3.0/oa/group/message", to_group))["error"] == 0
    with_text = {"recipient": {"user_id": person("Minh")}, "message": message | {"text": "Báo cáo đây"}}
    assert (await zalo.post("/v3.0/oa/message/cs", with_text))["error"] == 0
    assert zalo.world.heard(f"person:{person('Minh')}")[1].text == ""  # the platform drops it
    assert "thành hai tin" in zalo.world.warnings[-1]
    assert zalo.world.heard(f"person:{person('Minh')}")[0].attachments[0]["payload"]["name"] == "bao_cao.pdf"


async def test_what_a_phone_sends_can_be_fetched_and_checked(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    await zalo.sim("file", person=person("Minh"), name="số liệu.xlsx", content="UEsDBA==")
    await zalo.world.webhooks.settled()
    [event] = listener.named("user_send_file")
    payload = event["message"]["attachments"][0]["payload"]
    assert (payload["type"], payload["size"]) == ("xlsx", "4")
    async with zalo.session.get(payload["url"]) as answer:
        content = await answer.read()
    assert hashlib.md5(content, usedforsecurity=False).hexdigest() == payload["checksum"]
    async with zalo.session.get(zalo.url + "/cdn/khong/co.png") as answer:
        assert answer.status == 404


async def test_pictures_voice_stickers_places_and_links(zalo: Zalo, listener: Listener, person: Who) -> None:
    minh = person("Minh")
    await zalo.sim("photo", person=minh, text="buổi tối qua")
    await zalo.sim("voice", person=minh)
    await zalo.sim("sticker", person=minh)
    await zalo.sim("location", person=minh, latitude=18.5)
    await zalo.sim("link", person=minh, url="https://example.vn")
    await zalo.world.webhooks.settled()
    kinds = [event["message"]["attachments"][0]["type"] for event in listener.events]
    assert kinds == ["image", "audio", "sticker", "location", "link"]
    assert listener.events[0]["message"]["text"] == "buổi tối qua"
    where = listener.events[3]["message"]["attachments"][0]["payload"]["coordinates"]
    assert where == {"latitude": "18.5", "longitude": "105.9057"}


async def test_uploads_are_counted_by_the_month(zalo: Zalo) -> None:
    month = f"upload image {zalo.world.clock.now():%Y-%m}"
    zalo.world.used[month] = 5000
    assert (await upload(zalo, "image", "a.png", PHOTO))["error"] == -211
    await zalo.clock(advance="32d")
    await zalo.keep_token()
    assert (await upload(zalo, "image", "a.png", PHOTO))["error"] == 0
