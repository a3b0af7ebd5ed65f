"""What our own service asks of Zalo is what the reference asks for, and what it gets is understood."""

from typing import Any

from bot.zalo.client import ZaloClient
from simulator.sample import SAMPLE
from simulator.world import World
from tests.clients.conftest import MINH, Asked
from tests.clients.reference import OPERATIONS, complaints

OA, VILLAGE = SAMPLE["oa"]["id"], SAMPLE["groups"][0]["id"]
GIVEN = {"ten": "ông Minh", "ky": "tháng 11", "han": "18/11"}


def wrong(asked: Asked) -> list[str]:
    """What is wrong with the calls that were made."""
    found = []
    for method, path, params in asked:
        [one] = [one for one in OPERATIONS.values() if (one.method, one.path) == (method.lower(), path)]
        schema = one.query or one.body
        found += [f"{path}: {text}" for text in (complaints(schema, params) if schema else [])]
    return found


async def test_messages_are_asked_for_in_the_words_of_the_reference(
    service: ZaloClient, world: World, asked: Asked
) -> None:
    buttons: list[dict[str, Any]] = [
        {"title": "Đồng ý", "payload": "#a1", "visible": False},
        {"title": "Xem danh sách", "payload": "danh sách"},
    ]
    sent = await service.send_to_user(OA, MINH, "Chào bác ạ", buttons)
    assert world.messages[sent.message_id].buttons[0]["type"] == "oa.query.hide"
    await service.send_to_user(OA, MINH, "Dạ vâng ạ")
    await service.send_to_group(OA, VILLAGE, "Chào cả nhóm ạ")
    assert [path for _, path, _ in asked].count("/v3.0/oa/message/cs") == 2
    assert wrong(asked) == []


async def test_templates_go_by_user_id_and_by_phone(service: ZaloClient, world: World, asked: Asked) -> None:
    by_uid = await service.send_template(OA, MINH, "321450", GIVEN)
    by_phone = await service.send_template_to_phone(OA, "84912000001", "321450", GIVEN, "nhac-" + "1" * 60)
    assert {by_uid.message_id, by_phone.message_id} == set(world.sent)
    assert len(world.sent[by_phone.message_id].tracking_id) == 48
    assert (await service.template_info(OA, "321450"))["price_uid"] == "560"
    assert wrong(asked) == []


async def test_what_is_looked_up(service: ZaloClient, world: World, asked: Asked) -> None:
    sent = await service.send_to_user(OA, MINH, "a")
    posted = await service.send_to_group(OA, VILLAGE, "b")
    world.settings.numeric_ids = True
    assert [one.message_id for one in await service.past_of_user(OA, MINH)] == [sent.message_id]
    assert [one.message_id for one in await service.past_of_group(OA, VILLAGE)] == [posted.message_id]
    assert (await service.account_info(OA))["oa_id"] == OA
    assert (await service.group_info(OA, VILLAGE))["group_info"]["group_id"] == VILLAGE
    assert wrong(asked) == []
