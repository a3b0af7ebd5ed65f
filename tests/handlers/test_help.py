"""Help names every conversation; small talk and lost words are answered kindly."""

import pytest

from handlers import CONVERSATIONS
from handlers.help import line
from tests.town import Town


async def test_help_names_every_conversation(town: Town) -> None:
    await town.lan.says("trợ giúp")
    before = len(town.lan.heard)
    await town.lan.taps("Xem tất cả")
    everything = "\n".join(town.lan.heard[before:])  # too long for one message of Zalo
    missing = [one.name for one in CONVERSATIONS if one.example and line(one) not in everything]
    assert missing == []
    assert len(everything) <= 4000


def test_whatever_people_come_for_has_help_and_an_example() -> None:
    assert [
        one.name for one in CONVERSATIONS if (one.intents or one.words) and not (one.help and one.example)
    ] == []


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("lan", "xin vào tổ"),
        ("hung", "«báo cáo»"),
        ("chairman", "«chờ duyệt»"),
        ("chairman", "«tổng hợp»"),
        ("hong", "«ai chưa gửi»"),
        ("tuan", "«mở trang»"),
        ("son", "«nhận hết»"),
    ],
)
async def test_help_begins_with_what_the_role_needs(town: Town, who: str, expected: str) -> None:
    assert expected in await getattr(town, who).says("tro giup")


async def test_help_in_the_middle_of_a_form_comes_back_to_the_question(town: Town) -> None:
    await town.lan.says("em muốn vào tổ", "trợ giúp")
    assert "thôn nào" in town.lan.heard[-1]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("cảm ơn em nhiều", "không có gì"),
        ("bot là người hay máy", "tự động"),
        ("làm căn cước ở mô", "Công an xã"),
        ("vâng ạ", "vâng"),
    ],
)
async def test_small_talk_is_answered_in_one_line(town: Town, said: str, expected: str) -> None:
    assert expected in await town.hung.says(said)


async def test_the_first_hello_tells_who_this_is(town: Town) -> None:
    assert "Trợ lý tự động" in await town.lan.says("chào em")
    assert "Trợ lý tự động" not in await town.lan.says("chào em")


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        ("hong", ["Báo cáo", "Tổng hợp", "Trợ giúp"]),
        ("mai", ["Báo cáo", "Danh sách Tổ", "Trợ giúp"]),
        ("son", ["Tổng hợp", "Ai chưa gửi", "Trợ giúp"]),
    ],
)
async def test_the_greeting_offers_what_the_role_needs(town: Town, who: str, titles: list[str]) -> None:
    await getattr(town, who).says("chào em")
    assert getattr(town, who).buttons == titles
