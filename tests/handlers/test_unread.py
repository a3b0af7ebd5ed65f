"""What was not understood is kept for labelling: masked, never from forms that ask for personal data."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.commands.unread import as_json, as_talk
from storage import unread
from storage.unread import Kept, Line
from tests.town import Town
from tests.vietnamese.score import matches_talk

LOST = "cối xay mốc meo anh Tèo ơi 0912345678"


async def kept(town: Town) -> list[Line]:
    async with town.database.read() as rows:
        return [one.line for one in await unread.kept(rows)]


async def test_what_was_lost_is_kept_without_names(town: Town) -> None:
    assert "chưa hiểu" in await town.hung.says(LOST)
    [line] = await kept(town)
    assert line.speaker == "leader"
    assert not {"teo", "0912345678"} & set(line.text.split())


async def test_an_answer_to_the_report_that_was_not_understood_is_kept_with_its_question(town: Town) -> None:
    await town.hung.says("báo cáo")
    await town.hung.says("cấy cối xay mốc meo")
    [line] = await kept(town)
    assert (line.form, line.asked) == ("report", "so_buoi")


async def test_what_is_typed_where_names_are_asked_is_not_kept(town: Town) -> None:
    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.lan.taps("Thành viên")
    await town.lan.says("12 ổi 34 mận 56")
    assert await kept(town) == []


@pytest.mark.parametrize(
    "line",
    [Line("thang ni to toi khong hoat dong", "leader"), Line("ba muoi", "deputy", "vneid", "report", 1)],
)
def test_a_labelled_line_is_a_test(line: Line) -> None:
    waiting, meaning = Kept(line, 3, date(2026, 11, 16)), "answer" if line.asked else "report_nil"
    assert as_talk(waiting).endswith("| ?")
    assert matches_talk(as_talk(replace(waiting, meaning=meaning)))
    assert (json.loads(as_json(waiting))["times"], json.loads(as_json(waiting))["meaning"]) == (3, None)
