"""The web chat in a real browser: one person plays everyone, a tiny bot echoes."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from simulator.errors import MESSAGES, ZBS_MESSAGES
from simulator.phones import Phone
from simulator.rare import BODIES
from simulator.sample import SAMPLE
from simulator.server import create_app
from simulator.tokens import OAUTH_ERRORS
from simulator.world import World
from simulator.worldfile import build
from tests.browser import open_page, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

MINH = "8001000000000000001"
HOA = "8001000000000000002"
LAN = "8001000000000000004"
VILLAGE = "a1b2c3d4e5f6a7b8c9d0"


class EchoBot:
    """Answers every text of a person with the same text and two buttons."""

    def __init__(self, zalo_url: str, session: ClientSession) -> None:
        self.zalo_url, self.session = zalo_url, session

    async def hear(self, request: web.Request) -> web.Response:
        event = json.loads(await request.read())
        if event["event_name"] == "user_send_text" and event["recipient"]["id"] == SAMPLE["oa"]["id"]:
            await self.answer(event["sender"]["id"], event["message"]["text"])
        if event["event_name"] == "user_send_group_text":
            body = {
                "recipient": {"group_id": event["recipient"]["id"]},
                "message": {"text": f"Nhóm đã nghe [@{event['sender']['id']}]"},
            }
            await self.call("/v3.0/oa/group/message", body)
        return web.Response()

    async def answer(self, person: str, text: str) -> None:
        buttons = [
            {"title": "Đồng ý", "type": "oa.query.hide", "payload": "#bi-mat-1"},
            {"title": "Xem danh sách", "type": "oa.query.show", "payload": "danh sách"},
        ]
        message = {"text": f"Trợ lý đã nghe: {text} ạ", "attachment": _template(buttons)}
        await self.call("/v3.0/oa/message/cs", {"recipient": {"user_id": person}, "message": message})

    async def call(self, path: str, body: object) -> None:
        headers = {"access_token": SAMPLE["oa"]["access_token"]}
        async with self.session.post(self.zalo_url + path, json=body, headers=headers) as answer:
            assert (await answer.json())["error"] == 0


def _template(buttons: list[dict[str, str]]) -> object:
    return {"type": "template", "payload": {"buttons": buttons}}


@pytest.fixture
def world() -> World:
    return build(SAMPLE | {"now": "2026-11-18T08:00:00+07:00"})


@pytest_asyncio.fixture(loop_scope="session")
async def address(world: World) -> AsyncIterator[str]:
    async with TestServer(create_app(world)) as zalo, ClientSession() as session:
        url = str(zalo.make_url("")).rstrip("/")
        app = web.Application()
        app.router.add_post("/webhook/zalo", EchoBot(url, session).hear)
        async with TestServer(app) as bot:
            world.webhooks.url = str(bot.make_url("/webhook/zalo"))
            yield url
            await world.webhooks.settled()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    problems: list[str] = []
    async with open_page(browser) as page:
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda told: problems.append(told.text) if told.type == "error" else None)
        await page.goto(address + "/")
        await expect(page.locator("body[data-ready]")).to_be_attached()
        yield page
    assert problems == []


async def test_a_person_types_is_answered_and_taps_a_button(page: Page, world: World) -> None:
    phone = page.locator(f'[data-person="{MINH}"]')
    await phone.get_by_test_id("composer").fill("báo cáo")
    await phone.get_by_test_id("composer").press("Enter")
    await expect(phone.get_by_test_id("bubble")).to_have_count(2)
    await expect(phone.get_by_test_id("bubble").last).to_contain_text("Trợ lý đã nghe: báo cáo ạ")

    await phone.get_by_role("button", name="Đồng ý").click()
    await expect(phone.get_by_test_id("bubble")).to_have_count(3)  # the hidden query itself is not shown
    await expect(phone.get_by_test_id("bubble").last).to_contain_text("#bi-mat-1")
    await expect(phone.get_by_role("button", name="✓ Đồng ý")).to_be_visible()

    await phone.get_by_role("button", name="Xem danh sách").last.click()
    await expect(phone.locator('.mine[data-testid="bubble"]').last).to_contain_text("danh sách")
    assert len(world.heard(f"person:{MINH}")) == 3


async def test_six_phones_and_the_groups_lie_on_the_table(page: Page) -> None:
    await expect(page.locator("[data-person]")).to_have_count(6)
    await expect(page.locator("[data-group]")).to_have_count(2)
    await page.get_by_role("button", name="Cất: Trần Thị Hoa").click()
    await expect(page.locator("[data-person]")).to_have_count(5)
    await page.get_by_test_id("add-phone").select_option(f"person:{HOA}")
    await expect(page.locator(f'[data-person="{HOA}"] [data-testid="composer"]')).to_be_focused()


async def test_the_clock_moves_forward_only(page: Page, world: World) -> None:
    clock = page.get_by_test_id("clock")
    await expect(clock).to_contain_text("thứ Tư, 18/11/2026, 08:00")
    await page.get_by_test_id("clock-hour").click()
    await expect(clock).to_contain_text("18/11/2026, 09:00")
    await page.get_by_test_id("clock-evening").click()
    await expect(clock).to_contain_text("18/11/2026, 19:00")
    await page.get_by_test_id("clock-day").click()
    await expect(clock).to_contain_text("thứ Năm, 19/11/2026, 19:00")
    await page.get_by_test_id("clock-input").fill("2026-11-25T07:30")
    await page.get_by_test_id("clock-set").click()
    await expect(clock).to_contain_text("thứ Tư, 25/11/2026, 07:30")
    await page.get_by_test_id("clock-input").fill("2026-11-20T07:30")
    await page.get_by_test_id("clock-set").click()
    await expect(page.get_by_test_id("notice")).to_contain_text("không lùi")
    assert world.clock.now().isoformat().startswith("2026-11-25T07:30")


async def test_in_a_group_one_chooses_as_whom_one_writes(page: Page) -> None:
    group = page.locator(f'[data-group="{VILLAGE}"]')
    await group.get_by_test_id("writer").select_option(HOA)
    await group.get_by_test_id("composer").fill("chào cả nhóm")
    await group.get_by_test_id("send").click()
    await expect(group.get_by_test_id("bubble").last).to_contain_text("Nhóm đã nghe @Trần Thị Hoa")
    await expect(group.locator(".mine")).to_have_count(1)
    await group.get_by_test_id("writer").select_option(MINH)
    await expect(group.locator(".mine")).to_have_count(0)


async def test_pictures_files_and_other_things_are_sent(page: Page, world: World, tmp_path: Path) -> None:
    phone = page.locator(f'[data-person="{MINH}"]')
    kinds = ["send-photo", "send-sticker", "send-location", "send-voice"]
    for count, kind in enumerate(kinds, start=1):
        await phone.get_by_test_id("menu").click()
        await phone.get_by_test_id(kind).click()
        await expect(phone.get_by_test_id("bubble")).to_have_count(count)
    sheet = tmp_path / "so lieu.xlsx"
    sheet.write_bytes(b"PK\x03\x04 rows")
    await phone.get_by_test_id("menu").click()
    async with page.expect_file_chooser() as chooser:
        await phone.get_by_test_id("pick-file").click()
    await (await chooser.value).set_files(sheet)
    await expect(phone.get_by_test_id("bubble").last).to_contain_text("so lieu.xlsx")
    assert world.chat(f"person:{MINH}")[-1].attachments[0]["payload"]["size"] == "9"


async def test_somebody_new_follows_and_says_hello(page: Page) -> None:
    await page.get_by_test_id("add-phone").select_option("new")
    await page.get_by_label("Họ và tên").fill("Đặng Thị Thu")
    await page.get_by_role("button", name="Thêm", exact=True).click()
    phone = page.get_by_role("region", name="Điện thoại của Đặng Thị Thu")
    await phone.get_by_test_id("follow").click()
    await expect(phone.get_by_test_id("follow")).to_be_hidden()
    await phone.get_by_test_id("composer").fill("xin chào")
    await phone.get_by_test_id("composer").press("Enter")
    await expect(phone.get_by_test_id("bubble").last).to_contain_text("Trợ lý đã nghe: xin chào ạ")


async def test_the_drawer_shows_deliveries_and_arms_faults(page: Page, world: World) -> None:
    await page.get_by_test_id("status-toggle").click()
    drawer = page.get_by_test_id("status")
    await drawer.get_by_test_id("test-event").click()
    await expect(drawer).to_contain_text("user_send_text: đã giao")
    await drawer.get_by_test_id("fault-kind").select_option("reset")
    await drawer.get_by_test_id("fault-arm").click()
    await expect(drawer.get_by_test_id("faults")).to_contain_text("Đứt kết nối × 1")
    assert world.faults.waiting[0].kind == "reset"


async def test_the_narrow_screen_does_not_scroll_sideways(browser: Browser, address: str) -> None:
    async with open_page(browser, 360, 740) as page:
        await page.goto(address + "/")
        await expect(page.locator("[data-person]")).to_have_count(6)
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_a_page_opened_later_shows_what_was_said(page: Page, address: str, world: World) -> None:
    async with ClientSession() as session:
        await session.post(address + "/sim/say", json={"person": LAN, "text": "em muốn vào tổ"})
    await page.reload()
    phone = page.locator(f'[data-person="{LAN}"]')
    await expect(phone.get_by_test_id("bubble").first).to_contain_text("em muốn vào tổ")


async def test_the_drawer_plays_the_accounts_owner_and_the_bots_maker(page: Page, world: World) -> None:
    await page.get_by_test_id("status-toggle").click()
    drawer = page.get_by_test_id("status")
    await drawer.get_by_test_id("package").select_option("comprehensive")
    await expect(drawer.get_by_test_id("package")).to_have_value("comprehensive")
    await drawer.get_by_test_id("asset-add").click()
    await expect(drawer.get_by_text("gmf100 còn trống")).to_have_count(2)
    assert world.oa.package == "comprehensive"
    await drawer.get_by_test_id("circle-name").fill("Xóm mình")
    await drawer.get_by_test_id("circle-add").click()
    await drawer.get_by_test_id("bot-name").fill("Bot Tổ")
    await drawer.get_by_test_id("bot-add").click()
    await drawer.get_by_role("button", name="Thêm vào Xóm mình").click()
    await expect(drawer.get_by_role("button", name="Đưa khỏi Xóm mình")).to_be_visible()
    [circle] = world.platform.circles.values()
    await page.get_by_test_id("add-phone").select_option(f"group:{circle.id}")
    group = page.locator(f'[data-group="{circle.id}"]')
    await group.get_by_test_id("composer").fill("@Bot Tổ ơi")
    await group.get_by_test_id("send").click()
    await expect(group.get_by_test_id("bubble").last).to_contain_text("@Bot Tổ ơi")
    [bot] = world.platform.bots.values()
    assert len(world.platform.updates[bot.id]) == 1


async def test_a_template_message_is_rated_on_the_phone(page: Page, address: str, world: World) -> None:
    given = {"ten": "ông Minh", "ky": "tháng 11/2026", "han": "18/11"}
    body = {"user_id": MINH, "template_id": "321450", "template_data": given}
    headers = {"access_token": SAMPLE["oa"]["access_token"]}
    url = address + "/v3.0/oa/message/template"
    async with ClientSession(headers=headers) as session, session.post(url, json=body) as answer:
        assert (await answer.json())["error"] == 0
    phone = page.locator(f'[data-person="{MINH}"]')
    await expect(phone.get_by_test_id("bubble").last).to_contain_text(
        "Kính gửi ông Minh, báo cáo tháng 11/2026"
    )
    await phone.get_by_test_id("rate-5").click()
    await until(lambda: [one.rating.get("rate") for one in world.sent.values()] == [5])
    await phone.get_by_test_id("respond").click()
    await until(lambda: [one.response.get("data") for one in world.sent.values()] == ["Quan tâm"])


async def test_a_phone_refuses_and_a_group_is_locked_from_its_menu(page: Page, world: World) -> None:
    phone = page.locator(f'[data-person="{MINH}"]')
    await phone.get_by_test_id("menu").click()
    await phone.get_by_test_id("refuse").click()
    await expect(phone).to_contain_text("Đang chặn tin")
    assert world.people[MINH].refuses == -244
    group = page.locator(f'[data-group="{VILLAGE}"]')
    await group.get_by_test_id("menu").click()
    await group.get_by_test_id("disable").click()
    await expect(group).to_contain_text("Nhóm đã bị khoá")
    assert not world.group_is_open(world.groups[VILLAGE])


async def test_every_switch_is_on_the_page_and_works(page: Page, world: World) -> None:
    await page.get_by_test_id("status-toggle").click()
    drawer = page.get_by_test_id("status")
    await expect(drawer.locator("[data-setting]").first).to_be_visible()
    found = await drawer.locator("[data-setting]").evaluate_all("all => all.map(one => one.dataset.setting)")
    assert sorted(found) == sorted(world.settings.shown())
    changed = {name: not value for name, value in world.settings.shown().items() if isinstance(value, bool)}
    for name, value in changed.items():
        await drawer.locator(f'[data-setting="{name}"]').set_checked(value)
    await drawer.locator('[data-setting="reply_quota"]').fill("8")
    await drawer.locator('[data-setting="reply_quota"]').press("Tab")
    await until(lambda: {name: getattr(world.settings, name) for name in changed} == changed)
    await until(lambda: world.settings.reply_quota == 8)


async def test_any_code_for_one_path_one_account_and_after_the_effect(page: Page, world: World) -> None:
    await page.get_by_test_id("status-toggle").click()
    drawer = page.get_by_test_id("status")
    await expect(drawer.locator("#known-codes option")).to_have_count(
        len(MESSAGES) + len(ZBS_MESSAGES) + len(OAUTH_ERRORS)
    )
    await drawer.get_by_test_id("fault-code").fill("-1124")
    await drawer.get_by_test_id("fault-path").fill("^/message/template")
    await drawer.get_by_test_id("fault-oa").select_option(world.oa.id)
    await drawer.get_by_test_id("fault-after").check()
    await drawer.get_by_test_id("fault-arm").click()
    await expect(drawer.get_by_test_id("faults")).to_contain_text(
        "Trả mã lỗi -1124 × 1 ở ^/message/template sau khi đã có hiệu lực"
    )
    [fault] = world.faults.waiting
    assert (fault.code, fault.path, fault.oa, fault.after) == (-1124, "^/message/template", world.oa.id, True)
    await drawer.get_by_test_id("fault-clear").click()
    await until(lambda: world.faults.waiting == [])


async def test_a_rare_event_happens_from_the_page(page: Page, world: World) -> None:
    await page.get_by_test_id("status-toggle").click()
    drawer = page.get_by_test_id("status")
    await expect(drawer.get_by_test_id("rare-name").locator("option")).to_have_count(len(BODIES))
    await drawer.get_by_test_id("rare-name").select_option("user_call_oa")
    await drawer.get_by_test_id("rare-send").click()
    await expect(drawer).to_contain_text("user_call_oa: đã giao")


async def test_package_assets_templates_and_tokens_from_the_page(page: Page, world: World) -> None:
    await page.get_by_test_id("status-toggle").click()
    drawer = page.get_by_test_id("status")
    await drawer.get_by_test_id("package-until").fill("2026-12-31")
    await until(lambda: world.oa.package_until is not None and world.oa.package_until.day == 31)
    await drawer.get_by_test_id("asset-size").select_option("gmf10")
    await drawer.get_by_test_id("asset-kind").select_option("reward_quota")
    await drawer.get_by_test_id("asset-add").click()
    await until(lambda: any(one.product_type == "gmf10" for one in world.assets.values()))
    await drawer.get_by_test_id("asset-renew").first.check()
    await until(lambda: any(one.auto_renew for one in world.assets.values()))
    await drawer.get_by_test_id("template").select_option("DISABLE")
    await until(lambda: world.templates["321450"].status == "DISABLE")
    await drawer.get_by_test_id("revoke-access").click()
    await until(lambda: all(ticket.spent for ticket in world.tokens.access.values()))


async def test_what_is_half_filled_in_outlives_the_drawers_renewal(page: Page, world: World) -> None:
    await page.get_by_test_id("status-toggle").click()
    drawer = page.get_by_test_id("status")
    await drawer.get_by_test_id("asset-size").select_option("gmf10")
    await drawer.get_by_test_id("bot-name").fill("Bot Tổ")
    await drawer.get_by_test_id("test-event").click()
    await expect(drawer).to_contain_text("user_send_text: đã giao")
    assert await drawer.get_by_test_id("asset-size").input_value() == "gmf10"
    assert await drawer.get_by_test_id("bot-name").input_value() == "Bot Tổ"


async def test_a_press_outlives_the_drawers_renewal(page: Page, address: str, world: World) -> None:
    await page.get_by_test_id("status-toggle").click()
    drawer = page.get_by_test_id("status")
    await drawer.get_by_test_id("revoke-access").hover()
    await page.mouse.down()
    async with page.expect_response("**/sim/state"), ClientSession() as session:
        await session.post(address + "/sim/say", json={"person": MINH, "text": "chào"})
    await expect(page.locator(f'[data-person="{MINH}"] [data-testid="bubble"]')).to_have_count(2)
    await page.mouse.up()
    await until(lambda: all(ticket.spent for ticket in world.tokens.access.values()))
    await expect(drawer).to_contain_text("user_send_text: đã giao")


async def test_a_person_refuses_with_any_code(page: Page, world: World) -> None:
    phone = page.locator(f'[data-person="{MINH}"]')
    await phone.get_by_test_id("menu").click()
    await phone.get_by_test_id("refuse-code").click()
    await phone.get_by_test_id("refuses").fill("-227")
    await phone.get_by_test_id("refuses_zbs").fill("-118")
    await phone.get_by_test_id("refusal-end").click()
    await until(lambda: (world.people[MINH].refuses, world.people[MINH].refuses_zbs) == (-227, -118))
    await expect(phone.get_by_test_id("refuses")).to_be_hidden()


async def test_who_asks_to_join_is_let_in_from_the_page(page: Page, world: World) -> None:
    group = world.groups[VILLAGE]
    chat = page.locator(f'[data-group="{VILLAGE}"]')
    await chat.get_by_test_id("menu").click()
    await chat.get_by_test_id("approval").click()
    await until(lambda: group.settings["join_appr"])
    Phone(world, LAN).join(VILLAGE)
    await page.get_by_test_id("status-toggle").click()
    drawer = page.get_by_test_id("status")
    await expect(drawer).to_contain_text("Phạm Thị Lan xin vào Tổ CĐS thôn Đông Trung")
    await drawer.get_by_test_id("accept").click()
    await until(lambda: LAN in group.members and group.pending == [])


async def test_events_that_were_not_taken_are_tried_again_once_the_address_is_right(
    page: Page, world: World
) -> None:
    right = str(world.webhooks.url)
    await page.get_by_test_id("status-toggle").click()
    drawer = page.get_by_test_id("status")
    await drawer.get_by_test_id("webhook-url").fill("http://127.0.0.1:9/webhook/zalo")
    await drawer.get_by_test_id("webhook-url").press("Tab")
    await until(lambda: world.webhooks.url == "http://127.0.0.1:9/webhook/zalo")
    await drawer.get_by_test_id("test-event").click()
    await expect(drawer).to_contain_text("thử lại lúc")
    await drawer.get_by_test_id("webhook-url").fill(right)
    await drawer.get_by_test_id("webhook-url").press("Tab")
    await until(lambda: world.webhooks.url == right)
    await drawer.get_by_test_id("hurry").click()
    await expect(drawer).to_contain_text("user_send_text: đã giao, 2 lần")
