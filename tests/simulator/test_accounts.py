"""Several accounts and apps in one world: their people, tokens, groups and webhooks do not mix."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlparse

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from simulator.sample import SAMPLE
from simulator.server import create_app
from simulator.snapshot import dump, restore
from simulator.worldfile import WorldFileError, build
from tests.simulator.stage import Json, Listener, Who, Zalo

SECOND, THIRD = "2718281828459045236", "2718281828459045237"
OTHER_APP = "9876543210987654321"
MINH_THERE = "8002000000000000001"
HER_GROUP = "c1b2c3d4e5f6a7b8c9d2"


def account(oa_id: str, token: str, **more: object) -> Json:
    tokens = {"access_token": token, "refresh_token": f"refresh {token}"}
    return {"id": oa_id, "name": f"Chuyển đổi số xã {token}", **tokens, **more}


MANY: Json = SAMPLE | {
    "apps": [{"id": OTHER_APP, "secret": "app-secret-2", "secret_key": "webhook-key-2"}],
    "accounts": [
        account(
            SECOND,
            "second",
            people=[{"id": MINH_THERE, "name": "Nguyễn Văn Minh", "same_as": "8001000000000000001"}],
            groups=[{"id": HER_GROUP, "name": "Tổ CĐS xã bên", "members": [MINH_THERE]}],
        ),
        account(
            THIRD, "third", app_id=OTHER_APP, people=[{"id": "8003000000000000001", "name": "Ngô Thị Sáu"}]
        ),
    ],
}


@pytest.fixture
async def other_bot() -> AsyncIterator[tuple[Listener, str]]:
    listener = Listener()
    app = web.Application()
    app.router.add_post("/webhook/zalo", listener.hear)
    async with TestServer(app) as server:
        yield listener, str(server.make_url("/webhook/zalo"))


@pytest.fixture
async def many(bot: tuple[Listener, str], session: ClientSession) -> AsyncIterator[Zalo]:
    world = build(MANY)
    async with TestServer(create_app(world, bot[1])) as server:
        yield Zalo(world, session, str(server.make_url("")).rstrip("/"))


async def test_a_token_reaches_its_own_account_only(many: Zalo, person: Who) -> None:
    assert (await many.get("/v2.0/oa/getoa"))["data"]["oa_id"] == SAMPLE["oa"]["id"]
    many.token = "second"
    assert (await many.get("/v2.0/oa/getoa"))["data"]["oa_id"] == SECOND
    assert (await many.text(person("Minh"), "mã của tài khoản khác"))["error"] == -201
    assert (await many.text(MINH_THERE, "chào bác"))["error"] == 0
    assert [one.text for one in many.world_phone(MINH_THERE).heard()] == ["chào bác"]
    foreign = {"recipient": {"group_id": "a1b2c3d4e5f6a7b8c9d0"}, "message": {"text": "a"}}
    assert (await many.post("/v3.0/oa/group/message", foreign))["error"] == -403
    assert (await many.get("/v2.0/oa/listrecentchat"))["data"][0]["from_id"] == SECOND


async def test_one_human_has_one_id_towards_the_app(many: Zalo, person: Who, listener: Listener) -> None:
    await many.sim("say", person=person("Minh"), text="ở xã nhà")
    await many.sim("say", person=MINH_THERE, text="ở xã bên")
    await many.sim("say", person=MINH_THERE, group=HER_GROUP, text="vào nhóm")
    await many.world.webhooks.settled()
    here, there = listener.named("user_send_text")
    assert here["user_id_by_app"] == there["user_id_by_app"]
    assert (here["recipient"]["id"], there["recipient"]["id"]) == (SAMPLE["oa"]["id"], SECOND)
    assert listener.named("user_send_group_text")[0]["oa_id"] == SECOND
    body = {"person": person("Minh"), "text": "nhầm mã", "group": HER_GROUP}
    async with many.session.post(many.url + "/sim/say", json=body) as answer:
        assert answer.status == 400


async def test_each_app_hears_of_its_own_accounts(
    many: Zalo, listener: Listener, other_bot: tuple[Listener, str]
) -> None:
    other, url = other_bot
    await many.sim("webhook", oa=THIRD, url=url)
    await many.sim("say", person="8003000000000000001", text="xin chào")
    await many.world.platform.settled()
    assert listener.events == []
    [event] = other.events
    assert (event["app_id"], event["recipient"]["id"]) == (OTHER_APP, THIRD)
    await many.sim("test-event", oa=THIRD)
    await many.world.platform.webhooks[OTHER_APP].settled()
    assert len(other.events) == 2


async def consented(zalo: Zalo, app_id: str, oa_id: str) -> str:
    form = {"app_id": app_id, "redirect_uri": "http://127.0.0.1/back", "verdict": "yes", "oa_id": oa_id}
    address = zalo.url + "/v4/oa/permission"
    async with zalo.session.post(address, data=form, allow_redirects=False) as answer:
        query = parse_qs(urlparse(answer.headers["Location"]).query)
        assert query["oa_id"] == [oa_id]
        return query["code"][0]


async def granted(zalo: Zalo, app_id: str, secret: str, **form: str) -> Json:
    address = zalo.url + "/v4/oa/access_token"
    headers = {"secret_key": secret}
    async with zalo.session.post(address, data={"app_id": app_id} | form, headers=headers) as answer:
        found: Json = await answer.json()
        return found


async def test_consent_for_another_app_ends_the_first_ones_grant(many: Zalo, listener: Listener) -> None:
    query = {"app_id": OTHER_APP, "redirect_uri": "http://127.0.0.1/back"}
    async with many.session.get(many.url + "/v4/oa/permission", params=query) as answer:
        assert (await answer.text()).count('type="radio"') == 3
    code = await consented(many, OTHER_APP, SECOND)
    exchange = {"grant_type": "authorization_code", "code": code}
    wrong = await granted(many, many.world.app.id, many.world.app.secret, **exchange)
    assert wrong["error"] == -14012
    pair = await granted(many, OTHER_APP, "app-secret-2", **exchange)
    many.token = "second"
    assert (await many.get("/v2.0/oa/getoa"))["error"] == -220
    refresh = {"grant_type": "refresh_token", "refresh_token": "refresh second"}
    assert (await granted(many, many.world.app.id, many.world.app.secret, **refresh))["error"] == -14012
    many.token = pair["access_token"]
    assert (await many.get("/v2.0/oa/getoa"))["error"] == 0
    await many.sim("say", person=MINH_THERE, text="ai nghe")
    await many.world.platform.webhooks[OTHER_APP].settled()
    assert listener.events[-1]["app_id"] == OTHER_APP


async def test_a_grant_is_taken_back(many: Zalo, listener: Listener) -> None:
    await many.sim("tokens/revoke", oa=SECOND, grant=True)
    await many.world.webhooks.settled()
    assert listener.named("permission_revoked")[0]["oa_id"] == SECOND
    assert (await many.get("/v2.0/oa/getoa"))["error"] == 0
    many.token = "second"
    assert (await many.get("/v2.0/oa/getoa"))["error"] == -220
    refresh = {"grant_type": "refresh_token", "refresh_token": "refresh second"}
    assert (await granted(many, many.world.app.id, many.world.app.secret, **refresh))["error"] == -14019


async def test_rates_are_counted_for_each_account_and_for_the_app(many: Zalo) -> None:
    await many.sim("settings", rate_per_minute=1)
    assert (await many.get("/v2.0/oa/getoa"))["error"] == 0
    assert (await many.get("/v2.0/oa/getoa"))["message"] == "Your OA reached limit call api"
    many.token = "second"
    assert (await many.get("/v2.0/oa/getoa"))["error"] == 0
    await many.sim("settings", app_rate_per_minute=2, rate_per_minute=0)
    assert (await many.get("/v2.0/oa/getoa"))["message"] == "Your application reached limit call api"


async def test_all_accounts_are_in_the_state_and_in_the_dump(many: Zalo) -> None:
    async with many.session.get(many.url + "/sim/state") as answer:
        state = await answer.json()
    assert [one["id"] for one in state["accounts"]] == [SAMPLE["oa"]["id"], SECOND, THIRD]
    assert {one["oa"] for one in state["people"]} == {SAMPLE["oa"]["id"], SECOND, THIRD}
    assert set(state["apps"]) == {many.world.app.id, OTHER_APP}
    many.world.platform.webhooks[OTHER_APP].url = "http://127.0.0.1:9/webhook/zalo"
    again = restore(dump(many.world))
    assert again.webhooks.url is None
    assert dump(again) | {"now": ""} == dump(many.world) | {"now": ""}
    assert again.platform.accounts[THIRD].app.id == OTHER_APP


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"accounts": [account(SAMPLE["oa"]["id"], "x")]}, "accounts[0].id"),
        ({"accounts": [account(SECOND, "x", app_id="1")]}, "accounts[0].app_id: no app '1'"),
        ({"accounts": [account(SECOND, "x", package="gold")]}, "accounts[0].package: 'gold' is none of"),
        ({"accounts": [account(SECOND, "x", wallet=-1)]}, "accounts[0].wallet: expected a number"),
        (
            {"accounts": [account(SECOND, "x", people=[{"id": "1"}])]},
            "accounts[0].people[0].name: is missing",
        ),
        ({"accounts": [account(SECOND, "x", people=SAMPLE["people"])]}, "accounts[0].people[0].id"),
        ({"accounts": [account(SECOND, "x", colour="red")]}, "accounts[0].colour: unknown key"),
        ({"apps": [{"id": SAMPLE["app_id"], "secret": "s", "secret_key": "k"}]}, "apps[0].id"),
        ({"bots": [{"id": "1", "name": "Bot", "token": "x"}]}, "bots[0].token"),
    ],
)
def test_the_place_of_a_mistake_is_named(change: Json, place: str) -> None:
    with pytest.raises(WorldFileError) as caught:
        build(SAMPLE | change)
    assert str(caught.value).startswith(place)


async def test_a_state_of_one_account_from_before_is_still_read() -> None:
    world = build(SAMPLE)
    new = dump(world)
    [one] = new["accounts"]
    plain = {name: one["oa"][name] for name in ("id", "name", "secret_key")}
    app = {
        name: value
        for name, value in new["apps"][0].items()
        if name not in ("subscribed", "url", "secret_key")
    }
    kept = {name: new[name] for name in ("now", "messages", "uploads", "settings", "phones")}
    parts = {name: one[name] for name in ("people", "assets", "groups", "tokens", "used")}
    again = restore({"format": 1, "app": app, "oa": plain, "subscribed": False} | kept | parts)
    assert again.people.keys() == world.people.keys()
    assert not again.webhooks.subscribed
    assert again.webhooks.secret_key == world.oa.secret_key
