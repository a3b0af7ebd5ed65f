"""Packages, wallets, expiring assets, spellings, and faults on any path."""

import asyncio
import time
from datetime import timedelta

import aiohttp
import pytest

from simulator.clock import VIETNAM
from tests.simulator.stage import Json, Listener, Who, Zalo

ASSET = "5001000000000000001"
VILLAGE = "a1b2c3d4e5f6a7b8c9d0"


async def group_text(zalo: Zalo, text: str = "a") -> Json:
    body = {"recipient": {"group_id": VILLAGE}, "message": {"text": text}}
    return await zalo.post("/v3.0/oa/group/message", body)


async def test_the_package_sets_rate_and_quota_and_may_lapse(zalo: Zalo) -> None:
    async with zalo.session.get(zalo.url + "/v2.0/oa/getoa", headers={"access_token": zalo.token}) as answer:
        assert answer.headers["X-RateLimit-Limit"] == "100"
    until = zalo.world.clock.now() + timedelta(hours=2)
    await zalo.sim("account", package="comprehensive", package_until=until.isoformat())
    async with zalo.session.get(zalo.url + "/v2.0/oa/getoa", headers={"access_token": zalo.token}) as answer:
        assert answer.headers["X-RateLimit-Limit"] == "2000"
        assert (await answer.json())["data"]["package_name"] == "Toàn diện"
    asked = {"quota_owner": "OA", "product_type": "cs", "quota_type": "sub_quota"}
    assert (await zalo.post("/v3.0/oa/quota/message", asked))["data"][0]["total"] == 2000
    await zalo.clock(advance="2h")
    assert (await zalo.post("/v3.0/oa/quota/message", asked))["error"] == -224
    assert (await group_text(zalo))["error"] == -224
    assert (await zalo.get("/v2.0/oa/getoa"))["data"]["package_name"] == "Cơ bản"
    await zalo.sim("account", package_until=None)
    assert (await group_text(zalo))["error"] == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"package": "gold"},
        {"wallet": -1},
        {"wallet": True},
        {"linked_zca": 1},
        {"package_until": "mai"},
        {"oa": "1"},
    ],
)
async def test_what_the_console_does_not_take(zalo: Zalo, wrong: Json) -> None:
    async with zalo.session.post(zalo.url + "/sim/account", json=wrong) as answer:
        assert answer.status == 400
    assert zalo.world.oa.wallet == 1_000_000


async def test_eight_replies_then_311_or_the_package_then_211_or_the_wallet(zalo: Zalo, person: Who) -> None:
    minh = person("Minh")
    await zalo.sim("settings", reply_quota=8, package_quota=1)
    codes = [(await zalo.text(minh, "a"))["error"] for _ in range(9)]
    assert codes == [0] * 8 + [-311]
    await zalo.sim("settings", replies_then_package=True)
    assert (await zalo.text(minh, "a"))["data"]["quota"]["quota_type"] == "sub_quota"
    assert (await zalo.text(minh, "a"))["error"] == -211
    await zalo.sim("settings", pay_beyond_quota=True)
    assert (await zalo.text(minh, "a"))["data"]["quota"]["quota_type"] == "purchase_quota"
    assert zalo.world.oa.wallet == 1_000_000 - 55
    await zalo.sim("account", wallet=10)
    assert (await zalo.text(minh, "a"))["error"] == -321
    await zalo.sim("say", person=minh, text="tôi đây")
    assert (await zalo.text(minh, "a"))["data"]["quota"]["remain"] == "7"


async def test_both_codes_past_seven_days(zalo: Zalo, person: Who) -> None:
    await zalo.clock(advance="8d")
    await zalo.keep_token()
    assert (await zalo.text(person("Minh"), "a"))["error"] == -230
    await zalo.sim("settings", old_window_code=True)
    assert (await zalo.text(person("Minh"), "a"))["error"] == -232


async def test_a_group_expires_with_its_asset_and_is_disbanded(zalo: Zalo, listener: Listener) -> None:
    group = zalo.world.groups[VILLAGE]
    through = zalo.world.clock.now() + timedelta(days=2)
    await zalo.sim("asset", id=group.asset_id, valid_through=through.isoformat())
    info = (await zalo.get("/v3.0/oa/group/getgroup", group_id=VILLAGE))["data"]
    assert info["group_info"]["auto_delete_date"] == f"{through + timedelta(days=45):%d/%m/%Y}"
    assert info["asset_info"]["valid_through"] == f"{through:%d/%m/%Y}"
    await zalo.clock(advance="3d")
    await zalo.keep_token()
    assert (await group_text(zalo))["error"] == -237
    disabled = (await zalo.get("/v3.0/oa/group/getgroup", group_id=VILLAGE))["data"]
    assert disabled["group_info"]["status"] == "disabled"
    await zalo.clock(advance="45d")
    await zalo.world.webhooks.settled()
    assert listener.named("delete_group")[0]["group_id"] == VILLAGE
    await zalo.keep_token()
    assert (await group_text(zalo))["error"] == -403


async def test_an_asset_renews_while_the_wallet_pays(zalo: Zalo) -> None:
    group = zalo.world.groups[VILLAGE]
    through = zalo.world.clock.now().astimezone(VIETNAM) + timedelta(days=1)
    await zalo.sim("asset", id=group.asset_id, valid_through=through.isoformat(), auto_renew=True)
    await zalo.sim("account", wallet=150_000)
    await zalo.clock(advance="40d")
    await zalo.keep_token()
    assert zalo.world.oa.wallet == 0
    assert (await group_text(zalo))["error"] == 0
    await zalo.clock(advance="30d")
    await zalo.keep_token()
    assert (await group_text(zalo))["error"] == -237


async def test_new_assets_and_those_that_are_used(zalo: Zalo, person: Who) -> None:
    gift = (await zalo.sim("asset", type="gmf10", quota_type="reward_quota"))["asset"]
    fields = {"group_name": "Tổ", "asset_id": gift, "member_user_ids": [person("Mai")]}
    made = await zalo.post("/v3.0/oa/group/creategroupwithoa", fields)
    assert made["error"] == 0
    assert (await zalo.post("/v3.0/oa/group/creategroupwithoa", fields))["error"] == -241
    async with zalo.session.post(zalo.url + "/sim/asset", json={"type": "gmf5"}) as answer:
        assert answer.status == 400


@pytest.mark.parametrize(
    ("spelling", "left", "accepted", "deleted"),
    [
        (0, "user_out_group", "accept_request_join_group", "delete_group"),
        (1, "user_leave_group", "react_request_join_group_accept", "delete_group"),
        (2, "user_leave_group", "react_request_join_group", "disperse_group"),
    ],
)
async def test_every_spelling_of_the_group_events(
    zalo: Zalo, listener: Listener, person: Who, spelling: int, left: str, accepted: str, deleted: str
) -> None:
    await zalo.sim("settings", group_spelling=spelling)
    await zalo.sim("group/leave", person=person("Tuấn"), group=VILLAGE)
    await zalo.post("/v3.0/oa/group/updateinfo", {"group_id": VILLAGE, "join_appr": True})
    await zalo.sim("group/add", person=person("Minh"), group=VILLAGE, added=person("Lan"))
    await zalo.sim("group/decide", person=person("Lan"), group=VILLAGE)
    await zalo.post("/v3.0/oa/group/delete", {"group_id": VILLAGE})
    await zalo.world.webhooks.settled()
    names = [event["event_name"] for event in listener.events if not event["event_name"].startswith("oa_")]
    assert names == [
        left,
        "update_group_info",
        "user_request_join_group",
        accepted,
        "user_join_group",
        deleted,
    ]


async def test_who_may_bring_and_decide(zalo: Zalo, listener: Listener, person: Who) -> None:
    zalo.world.groups[VILLAGE].settings["join_appr"] = True
    await zalo.sim("group/add", person=person("Minh"), group=VILLAGE, added=person("Lan"))
    await zalo.sim("group/decide", person=person("Lan"), group=VILLAGE, accepted=False)
    assert zalo.world.groups[VILLAGE].pending == []
    impossible: list[tuple[str, Json]] = [
        ("group/decide", {"person": person("Lan"), "group": VILLAGE}),
        ("group/decide", {"person": person("Lan"), "group": "x"}),
        ("group/add", {"person": person("Lan"), "group": VILLAGE, "added": person("Mai")}),
        ("feedback", {"message_id": "x"}),
    ]
    for path, body in impossible:
        async with zalo.session.post(f"{zalo.url}/sim/{path}", json=body) as answer:
            assert answer.status == 400, path


async def test_a_full_group_admits_nobody_more(zalo: Zalo, person: Who) -> None:
    small = (await zalo.sim("asset", type="gmf10"))["asset"]
    group = zalo.world.groups[VILLAGE]
    group.asset_id, zalo.world.assets[small].used_by = small, group.id
    group.members += [f"x{number}" for number in range(7)]
    group.pending = [person("Lan")]
    accept = {"group_id": VILLAGE, "member_user_ids": [person("Lan")]}
    assert (await zalo.post("/v3.0/oa/group/acceptpendinginvite", accept))["error"] == -210
    assert group.pending == [person("Lan")]


async def test_two_refreshes_at_once_one_wins_and_the_old_token_is_dead_at_once(zalo: Zalo) -> None:
    await zalo.sim("faults", kind="slow", path="/v4/oa/access_token", seconds=0.2)

    async def refresh() -> Json:
        form = {
            "app_id": zalo.world.app.id,
            "grant_type": "refresh_token",
            "refresh_token": "ma-lam-moi-dau-tien",
        }
        headers = {"secret_key": zalo.world.app.secret}
        address = zalo.url + "/v4/oa/access_token"
        async with zalo.session.post(address, data=form, headers=headers) as answer:
            found: Json = await answer.json()
            return found

    first = asyncio.create_task(refresh())
    await asyncio.sleep(0.05)
    assert (await zalo.get("/v2.0/oa/getoa"))["error"] == -220  # before the new pair has arrived
    assert (await refresh())["error"] == -14019
    zalo.token = (await first)["access_token"]
    assert (await zalo.get("/v2.0/oa/getoa"))["error"] == 0


async def test_faults_without_end_and_on_files(zalo: Zalo, person: Who) -> None:
    await zalo.sim("faults", kind="http", code=503, calls=0, path="/cdn/")
    sent = await zalo.sim("photo", person=person("Minh"))
    payload = zalo.world.messages[sent["message_id"]].attachments[0]["payload"]
    for _ in range(3):
        async with zalo.session.get(payload["url"]) as answer:
            assert answer.status == 503
    await zalo.sim("faults", clear=True)
    async with zalo.session.get(payload["url"]) as answer:
        assert answer.status == 200


async def test_silence_after_the_effect(zalo: Zalo, person: Who) -> None:
    await zalo.sim("faults", kind="timeout", after=True, seconds=0.1)
    begun = time.monotonic()
    with pytest.raises(aiohttp.ClientError):
        await zalo.text(person("Minh"), "đã tới nơi")
    assert time.monotonic() - begun >= 0.1
    assert [one.text for one in zalo.world.heard(f"person:{person('Minh')}")] == ["đã tới nơi"]
