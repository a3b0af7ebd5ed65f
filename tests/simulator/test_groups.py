"""Group chats of the account: who may be in them and what may be sent."""

from typing import Any

import pytest

from tests.simulator.stage import Json, Listener, Who, Zalo

BASE = "/v3.0/oa/group/"
ASSET = "5001000000000000001"
VILLAGE = "a1b2c3d4e5f6a7b8c9d0"


async def create(zalo: Zalo, members: list[str], **more: Any) -> Json:
    fields = {
        "group_name": "Tổ CĐS xã",
        "group_description": "",
        "asset_id": ASSET,
        "member_user_ids": members,
    }
    return await zalo.post(BASE + "creategroupwithoa", fields | more)


async def group_text(zalo: Zalo, group: str, **message: Any) -> Json:
    return await zalo.post(BASE + "message", {"recipient": {"group_id": group}, "message": message})


async def test_a_group_is_made_with_an_admin_of_the_account(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    made = await create(zalo, [person("Mai"), person("Minh")])
    group = made["data"]
    assert made["error"] == 0
    assert len(group["group_id"]) == 20
    assert group["status"] == "enabled"
    assert group["group_link"].startswith("https://zalo.me/g/")
    await zalo.world.webhooks.settled()
    assert "users" not in listener.named("create_group")[0]
    [joined] = listener.named("user_join_group")
    assert joined["group_id"] == group["group_id"]
    assert joined["users"] == [{"id": person("Mai")}, {"id": person("Minh")}]
    shown = (await zalo.get(BASE + "getgroup", group_id=group["group_id"]))["data"]
    assert shown["group_info"]["max_member"] == "100"
    assert shown["asset_info"]["asset_id"] == ASSET
    assert shown["group_setting"]["join_appr"] is False


async def test_what_hinders_a_group(zalo: Zalo, person: Who) -> None:
    assert (await create(zalo, [person("Minh")]))["error"] == -201  # no admin of the account
    assert (await create(zalo, [person("Mai"), person("Lan")]))["error"] == -213
    assert (await create(zalo, [person("Mai")], group_name="T" * 31))["error"] == -210
    assert (await create(zalo, [person("Mai")], asset_id="khong-co"))["error"] == -201
    assert (await create(zalo, []))["error"] == -201
    assert (await create(zalo, [person("Mai")]))["error"] == 0
    assert (await create(zalo, [person("Mai")]))["error"] == -238
    await zalo.clock(advance="8d")
    await zalo.keep_token()
    assert (await create(zalo, [person("Mai")]))["error"] == -238


async def test_who_does_not_follow_and_was_silent_for_a_week_cannot_be_invited(
    zalo: Zalo, person: Who
) -> None:
    lan = person("Lan")
    await zalo.sim("say", person=lan, text="xin chào")
    await zalo.clock(advance="8d")
    await zalo.keep_token()
    invite = {"group_id": VILLAGE, "member_user_ids": [lan, person("Mai")]}
    assert (await zalo.post(BASE + "invite", invite))["error"] == -230
    assert person("Mai") not in zalo.world.groups[VILLAGE].members
    await zalo.sim("say", person=lan, text="tôi đây")
    assert (await zalo.post(BASE + "invite", invite))["error"] == 0
    assert {lan, person("Mai")} <= set(zalo.world.groups[VILLAGE].members)


async def test_an_invitation_may_wait_for_the_persons_answer(zalo: Zalo, person: Who) -> None:
    await zalo.sim("settings", invite_asks=True)
    await zalo.post(BASE + "invite", {"group_id": VILLAGE, "member_user_ids": [person("Mai")]})
    assert person("Mai") not in zalo.world.groups[VILLAGE].members
    await zalo.sim("group/join", person=person("Mai"), group=VILLAGE)
    assert person("Mai") in zalo.world.groups[VILLAGE].members


async def test_members_are_listed_by_pages(zalo: Zalo, person: Who) -> None:
    first = (await zalo.get(BASE + "listmember", group_id=VILLAGE, offset="0", count="2"))["data"]
    assert first["total"] == 4
    assert first["members"][0]["oa_id"] == zalo.world.oa.id
    rest = (await zalo.get(BASE + "listmember", group_id=VILLAGE, offset="2", count="50"))["data"]
    assert [one["user_id"] for one in rest["members"]] == [person("Hoa"), person("Tuấn")]
    many = await zalo.get(BASE + "listmember", group_id=VILLAGE, offset="0", count="51")
    assert many["error"] == -210


async def test_a_group_is_made_to_ask_before_anybody_joins(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    await zalo.sim("group/approval", group=VILLAGE)
    await zalo.sim("group/join", person=person("Lan"), group=VILLAGE)
    assert zalo.world.groups[VILLAGE].pending == [person("Lan")]
    await zalo.sim("group/approval", group=VILLAGE, asks=False)
    await zalo.sim("group/join", person=person("Mai"), group=VILLAGE)
    assert zalo.world.groups[VILLAGE].members[-1] == person("Mai")
    await zalo.world.webhooks.settled()
    assert len(listener.named("update_group_info")) == 2
    assert listener.named("user_request_join_group")[0]["users"] == [{"id": person("Lan")}]


async def test_joining_with_approval(zalo: Zalo, listener: Listener, person: Who) -> None:
    switched = await zalo.post(BASE + "updateinfo", {"group_id": VILLAGE, "join_appr": True})
    assert switched["data"]["group_setting"]["join_appr"] is True
    for name in ("Lan", "Mai"):
        await zalo.sim("group/join", person=person(name), group=VILLAGE)
    waiting = (await zalo.get(BASE + "listpendinginvite", group_id=VILLAGE, offset="0", count="5"))["data"]
    assert [one["user_id"] for one in waiting["members"]] == [person("Lan"), person("Mai")]
    accept = {"group_id": VILLAGE, "member_user_ids": [person("Lan")]}
    assert (await zalo.post(BASE + "acceptpendinginvite", accept))["error"] == 0
    assert (await zalo.post(BASE + "acceptpendinginvite", accept))["error"] == -201
    reject = {"group_id": VILLAGE, "member_user_ids": [person("Mai")]}
    assert (await zalo.post(BASE + "rejectpendinginvite", reject))["error"] == 0
    group = zalo.world.groups[VILLAGE]
    assert group.pending == []
    assert group.members[-1] == person("Lan")
    await zalo.world.webhooks.settled()
    assert len(listener.named("user_request_join_group")) == 2
    assert listener.named("user_join_group")[0]["users"] == [{"id": person("Lan")}]
    assert listener.named("reject_request_join_group")[0]["users"] == [{"id": person("Mai")}]


async def test_people_are_removed_leave_and_become_admins(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    hoa = {"group_id": VILLAGE, "member_user_ids": [person("Hoa")]}
    assert (await zalo.post(BASE + "addadmins", hoa))["error"] == 0
    assert zalo.world.groups[VILLAGE].admins == [person("Hoa")]
    assert (await zalo.post(BASE + "removeadmins", hoa))["error"] == 0
    assert (await zalo.post(BASE + "removemembers", hoa))["error"] == 0
    assert (await zalo.post(BASE + "removemembers", hoa))["error"] == -201
    await zalo.sim("group/leave", person=person("Tuấn"), group=VILLAGE)
    await zalo.world.webhooks.settled()
    assert [one["users"][0]["id"] for one in listener.named("user_out_group")] == [
        person("Hoa"),
        person("Tuấn"),
    ]


async def test_a_text_to_a_group_reaches_it(zalo: Zalo, listener: Listener, person: Who) -> None:
    answer = await group_text(zalo, VILLAGE, text=f"Cảm ơn [@{person('Minh')}]")
    assert answer["data"].keys() == {"message_id", "group_id"}
    assert zalo.world.heard(f"group:{VILLAGE}")[0].text == f"Cảm ơn [@{person('Minh')}]"
    await zalo.clock(advance="30d")
    await zalo.keep_token()
    assert (await group_text(zalo, VILLAGE, text="không có cửa sổ 7 ngày"))["error"] == 0
    await zalo.world.webhooks.settled()
    assert listener.named("oa_send_group_text")[0]["recipient"] == {"id": VILLAGE}


async def test_what_members_write_arrives_with_the_group_as_recipient(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    await zalo.sim("group/say", person=person("Hoa"), group=VILLAGE, text="chào cả nhóm")
    await zalo.sim("photo", person=person("Hoa"), group=VILLAGE)
    await zalo.world.webhooks.settled()
    [text, image] = listener.events
    assert text["event_name"] == "user_send_group_text"
    assert text["recipient"] == {"id": VILLAGE}
    assert text["oa_id"] == zalo.world.oa.id
    assert image["event_name"] == "user_send_group_image"
    assert zalo.world.people[person("Hoa")].last_interaction is not None


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"text": "a" * 2001}, -210),
        ({"text": "", "attachment": {"type": "template", "payload": {"template_type": "list"}}}, -233),
        (
            {
                "text": "chọn",
                "attachment": {
                    "type": "template",
                    "payload": {"buttons": [{"title": "A", "type": "oa.query.show", "payload": "a"}]},
                },
            },
            -233,
        ),
        (
            {"attachment": {"type": "template", "payload": {"template_type": "request_user_info"}}},
            -233,
        ),
        ({}, -201),
    ],
)
async def test_what_a_group_does_not_take(zalo: Zalo, message: Json, code: int) -> None:
    assert (await group_text(zalo, VILLAGE, **message))["error"] == code


async def test_foreign_disabled_and_deleted_groups(zalo: Zalo, listener: Listener) -> None:
    assert (await group_text(zalo, "f" * 20, text="a"))["error"] == -403
    await zalo.sim("group/disable", group=VILLAGE)
    assert (await group_text(zalo, VILLAGE, text="a"))["error"] == -237
    revived = await zalo.post(BASE + "updateasset", {"group_id": VILLAGE, "asset_id": ASSET})
    assert revived["data"]["group_info"]["status"] == "enabled"
    assert (await zalo.post(BASE + "delete", {"group_id": VILLAGE}))["error"] == 0
    assert (await group_text(zalo, VILLAGE, text="a"))["error"] == -403
    listed = (await zalo.get(BASE + "getgroupsofoa", offset="0", count="5"))["data"]
    assert [one["name"] for one in listed["groups"]] == ["Tổ CĐS xã"]
    await zalo.world.webhooks.settled()
    assert listener.named("delete_group")[0]["group_id"] == VILLAGE


async def test_the_assets_are_listed_free_and_used(zalo: Zalo, person: Who) -> None:
    asked = {"quota_owner": "OA", "product_type": "gmf100", "quota_type": "sub_quota"}
    before = (await zalo.post("/v3.0/oa/quota/group", asked))["data"]
    assert [one["status"] for one in before if one["asset_id"] == ASSET] == ["available"]
    await create(zalo, [person("Mai")])
    after = (await zalo.post("/v3.0/oa/quota/group", asked))["data"]
    assert [one["status"] for one in after if one["asset_id"] == ASSET] == ["used"]
    assert (await zalo.post("/v3.0/oa/quota/group", {"product_type": "gmf5"}))["error"] == -201


async def test_locked_groups_hear_their_admins_only(zalo: Zalo, person: Who) -> None:
    group = zalo.world.groups[VILLAGE]
    group.settings["lock_send_msg"] = True
    body = {"person": person("Hoa"), "group": VILLAGE, "text": "a"}
    async with zalo.session.post(zalo.url + "/sim/say", json=body) as answer:
        assert answer.status == 400
    group.admins.append(person("Hoa"))
    await zalo.sim("say", **body)
    assert (await group_text(zalo, VILLAGE, text="OA vẫn gửi được"))["error"] == 0
