"""Profiles, lists, tags and history as the account reads them."""

import json

from tests.simulator.stage import Listener, Who, Zalo


async def test_a_profile_is_asked_with_data_or_plain(zalo: Zalo, person: Who) -> None:
    asked = json.dumps({"user_id": person("Minh")})
    shown = (await zalo.get("/v3.0/oa/user/detail", data=asked))["data"]
    assert shown["display_name"] == "Nguyễn Văn Minh"
    assert shown["user_is_follower"] is True
    assert (await zalo.get("/v3.0/oa/user/detail", user_id=person("Minh")))["data"] == shown
    assert (await zalo.get("/v3.0/oa/user/detail", user_id=person("Lan")))["error"] == -213
    assert (await zalo.get("/v3.0/oa/user/detail", user_id="1"))["error"] == -201
    assert (await zalo.get("/v3.0/oa/user/detail", data="{"))["error"] == -201
    assert (await zalo.get("/v3.0/oa/user/detail", data="[]"))["error"] == -201


async def test_people_are_listed_and_chosen(zalo: Zalo, person: Who) -> None:
    every = (await zalo.get("/v3.0/oa/user/getlist", data='{"offset":0,"count":50}'))["data"]
    assert every["total"] == 5
    assert {"user_id": person("Lan")} not in every["users"]
    too_many = await zalo.get("/v3.0/oa/user/getlist", data='{"offset":0,"count":51}')
    assert too_many["error"] == -210
    await zalo.post("/v2.0/oa/tag/tagfollower", {"user_id": person("Minh"), "tag_name": "trưởng thôn"})
    tagged = (await zalo.get("/v3.0/oa/user/getlist", tag_name="trưởng thôn"))["data"]
    assert tagged["users"] == [{"user_id": person("Minh")}]
    today = (await zalo.get("/v3.0/oa/user/getlist", last_interaction_period="TODAY"))["data"]
    assert today["total"] == 5
    await zalo.clock(advance="40d")
    await zalo.keep_token()
    month = (await zalo.get("/v3.0/oa/user/getlist", last_interaction_period="L30D"))["data"]
    assert month["total"] == 0
    day = f"{zalo.world.clock.now():%Y_%m_%d}"
    span = (await zalo.get("/v3.0/oa/user/getlist", last_interaction_period=f"2020_01_01:{day}"))["data"]
    assert span["total"] == 5
    assert (await zalo.get("/v3.0/oa/user/getlist", last_interaction_period="LAST"))["error"] == -201
    assert (await zalo.get("/v3.0/oa/user/getlist", is_follower="false"))["data"]["total"] == 0


async def test_tags_are_made_taken_off_and_removed(zalo: Zalo, person: Who) -> None:
    minh, hoa = person("Minh"), person("Hoa")
    for who in (minh, hoa):
        await zalo.post("/v2.0/oa/tag/tagfollower", {"user_id": who, "tag_name": "tổ"})
    assert (await zalo.get("/v2.0/oa/tag/gettagsofoa"))["data"] == ["tổ"]
    off = {"user_id": minh, "tag_name": "tổ"}
    assert (await zalo.post("/v2.0/oa/tag/rmfollowerfromtag", off))["error"] == 0
    assert (await zalo.post("/v2.0/oa/tag/rmfollowerfromtag", off))["error"] == -201
    await zalo.post("/v2.0/oa/tag/rmtag", {"tag_name": "tổ"})
    assert (await zalo.get("/v2.0/oa/tag/gettagsofoa"))["data"] == []


async def test_history_fills_gaps_newest_first(zalo: Zalo, person: Who) -> None:
    await zalo.sim("say", person=person("Minh"), text="một")
    await zalo.text(person("Minh"), "hai")
    await zalo.sim("location", person=person("Minh"))
    asked = json.dumps({"user_id": person("Minh"), "offset": 0, "count": 10})
    items = (await zalo.get("/v2.0/oa/conversation", data=asked))["data"]
    assert [(item["src"], item["type"], item["message"]) for item in items] == [
        (1, "location", ""),
        (0, "text", "hai"),
        (1, "text", "một"),
    ]
    assert items[1]["to_display_name"] == "Nguyễn Văn Minh"
    assert items[0]["location"]["latitude"] == "18.3428"
    recent = (await zalo.get("/v2.0/oa/listrecentchat", data='{"offset":0,"count":5}'))["data"]
    assert [item["from_id"] for item in recent] == [person("Minh")]
    over = json.dumps({"user_id": person("Minh"), "offset": 0, "count": 11})
    assert (await zalo.get("/v2.0/oa/conversation", data=over))["error"] == -210


async def test_history_of_groups(zalo: Zalo, person: Who) -> None:
    group = "a1b2c3d4e5f6a7b8c9d0"
    await zalo.sim("photo", person=person("Hoa"), group=group)
    items = (await zalo.get("/v3.0/oa/group/conversation", group_id=group, offset="0", count="5"))["data"]
    assert (items[0]["type"], items[0]["group_id"]) == ("photo", group)
    recent = (await zalo.get("/v3.0/oa/group/listrecentchat", offset="0", count="5"))["data"]
    assert recent == items


async def test_from_abroad_people_are_withheld_but_messages_pass(zalo: Zalo, person: Who) -> None:
    await zalo.sim("settings", outside_vietnam=True)
    assert (await zalo.get("/v3.0/oa/user/detail", user_id=person("Minh")))["error"] == -501
    assert (await zalo.get("/v2.0/oa/listrecentchat"))["error"] == -501
    assert (await zalo.text(person("Minh"), "a"))["error"] == 0


async def test_following_and_the_chat_button_are_reported(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    lan = person("Lan")
    await zalo.sim("chatnow", person=lan)
    await zalo.sim("chatnow", person=lan)
    await zalo.sim("follow", person=lan)
    await zalo.sim("unfollow", person=lan)
    await zalo.sim("withdraw", person=lan)
    await zalo.world.webhooks.settled()
    names = [event["event_name"] for event in listener.events]
    assert names == ["user_click_chatnow", "follow", "unfollow", "user_withdraw"]
    assert listener.events[1]["follower"] == {"id": lan}
    assert listener.events[1]["source"] == "oa_profile"


async def test_the_account_notes_and_forgets_what_it_knows(zalo: Zalo, person: Who) -> None:
    minh = person("Minh")
    noted = {"user_id": minh, "user_alias": "Trưởng thôn", "shared_info": {"phone": "84912000001"}}
    assert (await zalo.post("/v3.0/oa/user/update", noted))["error"] == 0
    shown = (await zalo.get("/v3.0/oa/user/detail", user_id=minh))["data"]
    assert (shown["user_alias"], shown["shared_info"]["phone"]) == ("Trưởng thôn", "84912000001")
    assert (await zalo.post("/v3.0/oa/user/update", noted | {"shared_info": []}))["error"] == -201
    assert (await zalo.post("/v2.0/oa/deletefollowerinfo", {"user_id": minh}))["error"] == 0
    shown = (await zalo.get("/v3.0/oa/user/detail", user_id=minh))["data"]
    assert (shown["user_alias"], shown["shared_info"]) == ("Nguyễn Văn Minh", {})


async def test_tags_are_told(zalo: Zalo, listener: Listener, person: Who) -> None:
    both = {"user_id": person("Minh"), "tag_name": "tổ"}
    for path, body in (("tagfollower", both), ("rmfollowerfromtag", both), ("rmtag", {"tag_name": "tổ"})):
        assert (await zalo.post(f"/v2.0/oa/tag/{path}", body))["error"] == 0
    await zalo.world.webhooks.settled()
    assert [(event["event_name"], event["tag"]) for event in listener.events] == [
        ("add_user_to_tag", {"name": "tổ", "user_ids": [person("Minh")]}),
        ("remove_user_from_tag", {"name": "tổ", "user_ids": [person("Minh")]}),
        ("remove_tag", {"name": "tổ"}),
    ]
