"""What the account may send to a person, and until when."""

from typing import Any

import pytest

from tests.simulator.stage import Json, Listener, Who, Zalo

CS = "/v3.0/oa/message/cs"


def to(person: str | int, **message: Any) -> dict[str, Any]:
    return {"recipient": {"user_id": person}, "message": message}


def template(**payload: Any) -> dict[str, Any]:
    return {"type": "template", "payload": payload}


def button(title: str = "Đồng ý", kind: str = "oa.query.hide", payload: Any = "#a1") -> dict[str, Any]:
    return {"title": title, "type": kind, "payload": payload}


def media(**element: Any) -> dict[str, Any]:
    return template(template_type="media", elements=[element])


def card(**element: Any) -> dict[str, Any]:
    return template(template_type="request_user_info", elements=[element])


async def test_a_text_arrives_and_the_answer_has_its_quota(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    answer = await zalo.text(person("Minh"), "Trợ lý chào bác ạ")
    data = answer["data"]
    assert answer["error"] == 0
    assert answer["message"] == "Success"
    assert data["user_id"] == person("Minh")
    assert data["sent_time"].isdigit()
    assert data["quota"]["quota_type"] == "reply"
    assert data["quota"]["owner_id"] == zalo.world.oa.id
    assert [message.text for message in zalo.world.heard(f"person:{person('Minh')}")] == ["Trợ lý chào bác ạ"]
    await zalo.world.webhooks.settled()
    [echo] = listener.named("oa_send_text")
    assert echo["message"] == {"msg_id": data["message_id"], "text": "Trợ lý chào bác ạ"}
    assert echo["sender"] == {"id": zalo.world.oa.id}


async def test_echoes_can_be_switched_off_and_receipts_on(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    await zalo.sim("settings", echo=False, receipts=True)
    await zalo.text(person("Minh"), "chào")
    await zalo.world.webhooks.settled()
    names = [event["event_name"] for event in listener.events]
    assert names == ["user_received_message", "user_seen_message"]


async def test_who_writes_in_the_inbox_is_named_in_the_echo(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    await zalo.sim("officer", person=person("Minh"), text="Cán bộ xã chào bác", admin_id="9001")
    await zalo.world.webhooks.settled()
    [echo] = listener.named("oa_send_text")
    assert echo["sender"]["admin_id"] == "9001"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"text": "a" * 2000}, 0),
        ({"text": "a" * 2001}, -210),
        ({"text": ""}, -201),
        ({"text": 5}, -201),
        ({}, -201),
        ({"attachment": template(template_type="list", elements=[])}, -233),
        ({"attachment": {"type": "image", "payload": {"url": "https://a.vn/b.jpg"}}}, -201),
        ({"text": "chọn", "attachment": template(buttons=[button()] * 5)}, 0),
        ({"text": "chọn", "attachment": template(buttons=[button()] * 6)}, -210),
        ({"attachment": template(buttons=[button()])}, -201),
        ({"text": "chọn", "attachment": template(buttons=[button(payload="x" * 1001)])}, -210),
        ({"text": "chọn", "attachment": template(buttons=[button(payload={})])}, -201),
        ({"text": "chọn", "attachment": template(buttons=[button(title="")])}, -201),
        ({"text": "chọn", "attachment": template(buttons=[button(kind="postback")])}, -201),
        ({"text": "mở", "attachment": template(buttons=[button(kind="oa.open.url")])}, -201),
        (
            {
                "text": "mở",
                "attachment": template(
                    buttons=[
                        button(kind="oa.open.url", payload={"url": "https://a.vn"}),
                        button(kind="oa.open.phone", payload={"phone_code": "84912345678"}),
                    ]
                ),
            },
            0,
        ),
        (
            {
                "attachment": template(
                    template_type="media", elements=[{"media_type": "image", "url": "https://a.vn/b.jpg"}]
                )
            },
            0,
        ),
        ({"attachment": template(template_type="media", elements=[])}, -201),
        (
            {
                "attachment": template(
                    template_type="media", elements=[{"media_type": "image", "attachment_id": "x"}]
                )
            },
            -201,
        ),
        ({"attachment": {"type": "file", "payload": {"token": "x"}}}, -201),
        ({"attachment": "a"}, -201),
        ({"attachment": {"type": "template"}}, -201),
        ({"text": "a", "attachment": template(buttons={"title": "a"})}, -201),
        ({"text": "a", "attachment": template(buttons=["a"])}, -201),
        ({"text": "a", "attachment": template()}, -233),
        ({"text": "gọi", "attachment": template(buttons=[button(kind="oa.open.phone", payload={})])}, -201),
        ({"attachment": media(media_type="sticker", attachment_id="bfe458bf64fa8da4d4eb")}, 0),
        ({"attachment": media(media_type="sticker")}, -201),
        ({"attachment": media(media_type="gif", url="https://a.vn/b.gif")}, 0),
        ({"attachment": media(media_type="article", url="https://a.vn")}, -233),
        ({"attachment": media(media_type="video")}, -201),
        ({"attachment": media(media_type="image", url="ftp://a.vn/b.jpg")}, -201),
        ({"attachment": card(title="", subtitle="b", image_url="https://a.vn/b.png")}, -201),
        ({"attachment": card(title="a", subtitle="b" * 501, image_url="https://a.vn/b.png")}, -210),
        ({"attachment": card(title="a", subtitle="b", image_url="b.png")}, -201),
    ],
)
async def test_shapes_of_messages(zalo: Zalo, person: Who, message: Json, code: int) -> None:
    assert (await zalo.post(CS, to(person("Minh"), **message)))["error"] == code


async def test_ids_are_strings_and_known(zalo: Zalo) -> None:
    assert (await zalo.post(CS, to(8001000000000000001, text="a")))["error"] == -201
    assert (await zalo.post(CS, to("8001", text="a")))["error"] == -201


async def test_the_windows_of_48_hours_and_7_days(zalo: Zalo, person: Who) -> None:
    await zalo.keep_token()
    assert (await zalo.text(person("Minh"), "a"))["data"]["quota"]["quota_type"] == "reply"
    await zalo.clock(advance="48h 1m")
    await zalo.keep_token()
    assert (await zalo.text(person("Minh"), "b"))["data"]["quota"]["quota_type"] == "sub_quota"
    await zalo.clock(advance="5d")
    await zalo.keep_token()
    assert (await zalo.text(person("Minh"), "c"))["error"] == -230
    await zalo.sim("say", person=person("Minh"), text="bác đây")
    assert (await zalo.text(person("Minh"), "d"))["data"]["quota"]["quota_type"] == "reply"


async def test_a_stranger_a_silent_follower_and_one_who_left(zalo: Zalo, person: Who) -> None:
    assert (await zalo.text(person("Lan"), "a"))["error"] == -213
    await zalo.sim("follow", person=person("Lan"))
    assert (await zalo.text(person("Lan"), "a"))["error"] == 0
    await zalo.sim("unfollow", person=person("Lan"))
    assert (await zalo.text(person("Lan"), "a"))["error"] == -213
    zalo.world.people[person("Hoa")].last_interaction = None
    assert (await zalo.text(person("Hoa"), "a"))["error"] == -232


async def test_the_package_runs_out_and_free_replies_may(zalo: Zalo, person: Who) -> None:
    await zalo.sim("settings", package_quota=1, reply_quota=2)
    answers = [await zalo.text(person("Minh"), "a") for _ in range(3)]
    assert [answer["error"] for answer in answers] == [0, 0, -311]
    assert answers[1]["data"]["quota"]["remain"] == "0"
    await zalo.clock(advance="3d")
    await zalo.keep_token()
    assert [(await zalo.text(person("Hoa"), "a"))["error"] for _ in range(2)] == [0, -211]


async def test_a_person_may_refuse(zalo: Zalo, person: Who) -> None:
    await zalo.sim("person/change", person=person("Minh"), refuses=-244)
    assert (await zalo.text(person("Minh"), "a"))["error"] == -244


async def test_tapping_a_query_button_sends_its_payload_as_text(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    buttons = [
        button(),
        button("Xem", "oa.query.show", "xem"),
        button("Mở", "oa.open.url", {"url": "https://a.vn"}),
    ]
    answer = await zalo.post(CS, to(person("Minh"), text="chọn", attachment=template(buttons=buttons)))
    message_id = answer["data"]["message_id"]
    await zalo.sim("tap", person=person("Minh"), message_id=message_id, button="Đồng ý")
    await zalo.sim("tap", person=person("Minh"), message_id=message_id, button=1)
    opened = await zalo.sim("tap", person=person("Minh"), message_id=message_id, button="Mở")
    assert opened == {"opened": "https://a.vn"}
    await zalo.world.webhooks.settled()
    assert [event["message"]["text"] for event in listener.named("user_send_text")] == ["#a1", "xem"]
    said = [message for message in zalo.world.chat(f"person:{person('Minh')}") if not message.by_oa]
    assert [message.hidden for message in said] == [True, False]


async def test_quotes_of_known_messages_are_kept_and_others_ignored(zalo: Zalo, person: Who) -> None:
    said = await zalo.sim("say", person=person("Minh"), text="báo cáo")
    await zalo.post(CS, to(person("Minh"), text="đã nhận", quote_message_id=said["message_id"]))
    answer = await zalo.post(CS, to(person("Minh"), text="đã nhận", quote_message_id="khong-co"))
    assert answer["error"] == 0
    assert [message.quote for message in zalo.world.heard(f"person:{person('Minh')}")] == [
        said["message_id"],
        None,
    ]


async def test_the_card_that_asks_for_contact_details(zalo: Zalo, listener: Listener, person: Who) -> None:
    element = {"title": "Số điện thoại", "subtitle": "Để xã liên hệ", "image_url": "https://a.vn/b.png"}
    card = template(template_type="request_user_info", elements=[element])
    assert (await zalo.post(CS, to(person("Minh"), attachment=card)))["error"] == 0
    long = template(template_type="request_user_info", elements=[element | {"title": "a" * 101}])
    assert (await zalo.post(CS, to(person("Minh"), attachment=long)))["error"] == -210
    await zalo.sim("share-info", person=person("Minh"))
    await zalo.world.webhooks.settled()
    [event] = listener.named("user_submit_info")
    assert event["info"] == {"name": "Nguyễn Văn Minh", "phone": "84912000001"}
    await zalo.sim("settings", old_info=True)
    await zalo.sim("share-info", person=person("Minh"))
    await zalo.world.webhooks.settled()
    old = listener.named("user_submit_info")[1]["info"]
    assert (old["phone"], old["city"]) == (84912000001, "Hà Tĩnh")


async def test_v2_only_reacts(zalo: Zalo, listener: Listener, person: Who) -> None:
    said = await zalo.sim("say", person=person("Minh"), text="xong")
    target = {"recipient": {"user_id": person("Minh")}}
    react = target | {"sender_action": {"react_icon": "/-heart", "react_message_id": said["message_id"]}}
    assert (await zalo.post("/v2.0/oa/message", react))["error"] == 0
    assert (await zalo.post("/v2.0/oa/message", target | {"message": {"text": "a"}}))["error"] == -240
    for apart in ({"target": {"gender": "0"}}, {"anonymous_id": "a", "conversation_id": "b"}):
        assert (await zalo.post("/v2.0/oa/message", {"recipient": apart, "message": {}}))["error"] == -212
    await zalo.world.webhooks.settled()
    [echo] = listener.named("oa_reacted_message")
    assert echo["message"] == {"msg_id": said["message_id"], "react_icon": "/-heart"}


async def test_what_cannot_be_reacted_to(zalo: Zalo, person: Who) -> None:
    said = await zalo.sim("say", person=person("Minh"), text="xong")
    for message_id, icon in (("khong-co", "/-heart"), (said["message_id"], "❤")):
        action = {"react_icon": icon, "react_message_id": message_id}
        body = {"recipient": {"user_id": person("Minh")}, "sender_action": action}
        assert (await zalo.post("/v2.0/oa/message", body))["error"] == -201


async def test_what_the_real_platform_may_mind_is_noted(zalo: Zalo, person: Who) -> None:
    long = template(buttons=[button(title="Một nút có tên dài quá hai mươi chữ")])
    assert (await zalo.post(CS, to(person("Minh"), text="chọn", attachment=long)))["error"] == 0
    assert "dài hơn 20 ký tự" in zalo.world.warnings[-1]


async def test_the_message_itself_must_be_an_object(zalo: Zalo, person: Who) -> None:
    for body in ({"recipient": {"user_id": person("Minh")}, "message": "chào"}, {"message": {"text": "a"}}):
        assert (await zalo.post(CS, body))["error"] == -201


async def test_the_quota_of_a_person_and_of_the_package(zalo: Zalo, person: Who) -> None:
    one = await zalo.post("/v3.0/oa/quota/message", {"user_id": person("Minh")})
    assert one["data"]["last_interaction"].isdigit()
    assert one["data"]["cs_reply"] == {"remain": 8, "total": 8}
    asked = {"quota_owner": "OA", "product_type": "cs", "quota_type": "sub_quota"}
    package = await zalo.post("/v3.0/oa/quota/message", asked)
    assert package["data"][0]["remain"] == 500
    assert (await zalo.post("/v3.0/oa/quota/message", {"user_id": "1"}))["error"] == -201
    assert (await zalo.post("/v3.0/oa/quota/message", {}))["error"] == -201


async def test_after_48_hours_no_free_reply_is_left(zalo: Zalo, person: Who) -> None:
    await zalo.clock(advance="47h")
    await zalo.keep_token()
    one = await zalo.post("/v3.0/oa/quota/message", {"user_id": person("Minh")})
    assert one["data"]["cs_reply"]["remain"] == 8
    await zalo.clock(advance="2h")
    await zalo.keep_token()
    one = await zalo.post("/v3.0/oa/quota/message", {"user_id": person("Minh")})
    assert one["data"]["cs_reply"] == {"remain": 0, "total": 8}


async def test_the_rate_is_told_and_enforced_and_can_be_switched_off(zalo: Zalo, person: Who) -> None:
    await zalo.sim("settings", rate_per_minute=2)
    url, headers = zalo.url + CS, {"access_token": zalo.token}
    seen = []
    for _ in range(3):
        async with zalo.session.post(url, json=to(person("Minh"), text="a"), headers=headers) as answer:
            left = answer.headers["X-RateLimit-Remain"]
            seen.append(((await answer.json())["error"], answer.headers["X-RateLimit-Limit"], left))
    assert seen == [(0, "2", "1"), (0, "2", "0"), (-32, "2", "0")]
    await zalo.clock(advance="1m")
    assert (await zalo.text(person("Minh"), "a"))["error"] == 0
    await zalo.sim("settings", rate_per_minute=0)
    async with zalo.session.post(url, json=to(person("Minh"), text="a"), headers=headers) as answer:
        assert "X-RateLimit-Limit" not in answer.headers


async def test_the_older_ways_to_ask_for_quota_and_status(zalo: Zalo, person: Who) -> None:
    said = (await zalo.sim("say", person=person("Minh"), text="a"))["message_id"]
    assert (await zalo.post("/v2.0/oa/quota/message", {"message_id": said}))["data"]["remain"] == 8
    assert (await zalo.post("/v2.0/oa/quota/message", {"message_id": "x"}))["error"] == -201
    sent = (await zalo.text(person("Minh"), "b"))["data"]["message_id"]
    assert (await zalo.get("/v3.0/oa/message/status", message_id=sent))["data"]["message_id"] == sent
    assert (await zalo.get("/v3.0/oa/message/status", message_id=said))["error"] == -201
