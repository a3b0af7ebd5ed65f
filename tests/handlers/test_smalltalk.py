"""A greeting, a thank-you, a question for somebody else: one kind line back, and nothing is done."""

from tests.town import Town


async def test_what_is_not_our_matter_is_told_where_to_ask(town: Town) -> None:
    said = await town.lan.says("làm căn cước ở đâu")
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
