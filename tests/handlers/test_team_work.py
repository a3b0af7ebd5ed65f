"""What a team does, asked by somebody who thinks of joining and by somebody who leads one."""

import pytest

from tests.town import Town


@pytest.mark.parametrize(
    "asked",
    [
        "tổ này làm gì",
        "tổ công nghệ số làm những việc gì",
        "cho em hỏi tổ chuyển đổi số cộng đồng làm gì ạ?",
        "to ni lam chi rua",
        "nhiệm vụ của tổ là gì",
        "tổ làm những việc gì cho bà con",
    ],
)
async def test_what_a_team_does_is_told_by_the_plan_and_then_what_to_type(town: Town, asked: str) -> None:
    for somebody, then in ((town.lan, "«xin vào tổ»"), (town.hung, "«trợ giúp»")):
        said = await somebody.says(asked)
        assert "Kế hoạch của UBND tỉnh" in said
        assert "hướng dẫn" in said
        assert then in said.splitlines()[-1]
        assert len(said.splitlines()) <= 4


async def test_asked_in_the_middle_of_joining_the_question_stands_again(town: Town) -> None:
    await town.lan.says("em muốn vào tổ")
    before = len(town.lan.heard)
    await town.lan.says("tổ này làm gì")
    assert "Kế hoạch của UBND tỉnh" in town.lan.heard[before]
    assert "thôn nào" in town.lan.heard[-1]


async def test_what_a_team_has_done_is_another_question(town: Town) -> None:
    assert "Kế hoạch của UBND tỉnh" not in await town.hung.says("tổ làm được những gì rồi")
