"""A greeting, a thank-you, a question for somebody else: one kind line back, and nothing is done."""

import pytest

from handlers.heard import Heard
from handlers.mine import mine
from handlers.smalltalk import enough
from handlers.welcome import welcome
from tests.town import Town


async def test_what_is_not_our_matter_is_told_where_to_ask(town: Town) -> None:
    said = await town.lan.says("làm giấy khai sinh ở đâu")
    assert "ngoài phạm vi của Trợ lý" in said
    assert "một cửa của UBND xã" in said
    assert "gặp cán bộ" in said


async def test_who_greets_first_is_told_who_this_is_and_the_second_time_only_greeted(town: Town) -> None:
    assert "Trợ lý tự động" in await town.lan.says("chào Trợ lý")
    assert "trợ giúp" in await town.lan.says("chào Trợ lý")


async def test_thanks_are_answered_and_a_machine_says_that_it_is_one(town: Town) -> None:
    assert "không có gì" in await town.hung.says("cảm ơn nhé")
    assert "chương trình máy tính" in await town.hung.says("bạn là người hay máy")


async def test_a_bare_yes_without_a_question_does_nothing(town: Town) -> None:
    assert "không có câu hỏi nào" in await town.hung.says("đúng rồi")
    assert "muốn xem gì" in await town.hung.says("xem")
    assert town.hung.buttons[:1] == ["Báo cáo"]


async def test_who_asks_what_this_is_is_told(town: Town) -> None:
    assert "Trợ lý tự động của Tổ chuyển đổi số" in await town.khoa.says("day la gi the")
    assert "Trợ lý tự động của Tổ chuyển đổi số" in await town.khoa.says("đây là gì vậy ạ?")


async def test_who_has_had_enough_is_told_the_way_out_and_no_officer_is_called(town: Town) -> None:
    assert "Bỏ quan tâm" in await town.khoa.says("cho toi ra khoi day")
    heard = len(town.tuan.heard)
    assert "ngừng lời nhắc" in await town.minh.says("sao cu nhan hoai vay, phien qua")
    assert town.minh.buttons == ["Đừng nhắc nữa"]
    assert len(town.tuan.heard) == heard


@pytest.mark.parametrize(
    ("said", "whose"),
    [
        ("bao gio co ket qua", mine),
        ("khi nào thì có kết quả ạ", mine),
        ("có kết quả chưa", mine),
        ("cái gì đây", welcome),
        ("này là gì thế", welcome),
        ("nhắn hoài phiền quá", enough),
        ("rời khỏi đây", enough),
        ("cho tôi ra khỏi tổ", None),
        ("bà con phiền vì mạng chậm", None),
    ],
)
def test_what_is_asked_in_few_words(said: str, whose: object) -> None:
    heard = Heard(said, "unclear", {}, False)
    found = [one for one in (mine, welcome, enough) if one.claims(heard)]
    assert found == ([] if whose is None else [whose])


@pytest.mark.parametrize(
    "words",
    [
        "co phai lua dao khong",
        "zalo nay cua ai day",
        "tài khoản này của đơn vị nào",
        "lừa đảo à",
        "đây là lừa đảo phải không",
    ],
)
async def test_whether_this_is_a_fraud_is_answered_and_nothing_begins(town: Town, words: str) -> None:
    answer = await town.hung.says(words)
    assert "Trợ lý tự động của Tổ chuyển đổi số cộng đồng xã Cẩm Bình" in answer
    assert "không bao giờ hỏi mật khẩu, mã OTP" in answer
    assert "mời hỏi" in answer
    await town.lan.says("chào em")
    assert "Trợ lý tự động của Tổ chuyển đổi số cộng đồng, không phải người thật" in await town.lan.says(
        words
    )


async def test_of_a_person_it_is_asked_of_the_team(town: Town) -> None:
    assert "không phải người thật" in await town.lan.says("zalo này của ai")
    answer = await town.lan.says("anh Hùng có phải người của tổ thôn Đông Trung không hay lừa đảo")
    assert answer.startswith("Có ạ")
