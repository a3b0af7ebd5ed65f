"""In groups of the account: silent until called, then general answers; and what owners of groups without a bot do."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.people import Office
from storage import group_tasks, groups, tables
from storage.listing import View, listed
from storage.listing.scene import Listed
from tests.handlers.cases import introduced, vacates
from tests.handlers.test_leave import asks_to_leave
from tests.town import GROUPS, Town

MINE = GROUPS["dong_trung_group"]
LIEN_GIANG = "18685-03"
REPORTED = (("18685-01", "2026-11"), ("18685-02", "2026-10"), ("18685-06", "2026-11"))


async def says(town: Town, name: str, text: str, group: str = MINE) -> list[str]:
    """Somebody writes into a group; what the account has said there so far."""
    getattr(town, name).phone.say(text, group=group)
    await town.settle()
    return town.posts(group)


@pytest.mark.parametrize(
    "text",
    [
        "tối nay họp nhé các bác",
        "báo cáo tháng 11 có hạn chưa các bác",
        "nhờ trợ lý của anh Nam gửi giúp danh sách",
        "đồng ý A7K",
        "trợ giúp",
    ],
)
async def test_the_bot_is_silent_when_nobody_calls_it(town: Town, text: str) -> None:
    heard = len(town.hung.heard)
    assert await says(town, "hung", text) == []
    assert len(town.hung.heard) == heard


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Trợ lý ơi bao giờ đến hạn?", "thứ Tư, 18/11 (còn 2 ngày). Gửi về UBND xã Cẩm Bình"),
        ("tro ly, han bao cao ngay nao", "Hạn gửi báo cáo tháng 11"),
        ("[@{oa}] tình hình thế nào rồi", "0/7 Tổ đã gửi báo cáo tháng 11"),
        ("chị ơi, hỏi trợ lý ơi tiến độ đến đâu", "0/7 Tổ"),
        ("Trợ lý trợ giúp", "«hạn báo cáo», «tình hình»"),
        ("Trợ lý cho xem danh sách tổ viên", "nhắn riêng"),
        ("Trợ lý ơi tổ nào chưa gửi", "nhắn riêng"),
        ("Trợ lý ơi số điện thoại bác Hùng", "nhắn riêng"),
        ("Trợ lý báo cáo 5 buổi 120 người", "Số liệu báo cáo mời nhắn riêng"),
        ("Trợ lý ơi anh Bình nghỉ ốm", "nhắn riêng"),
    ],
)
async def test_called_by_name_or_mention_it_answers_in_general(town: Town, text: str, answer: str) -> None:
    [said] = await says(town, "nga", text.replace("{oa}", town.world.oa.id))
    assert answer in said


async def test_nothing_that_was_typed_is_repeated_and_nobody_is_named(town: Town) -> None:
    typed = "Trợ lý ơi báo cáo 987 buổi của [@123] Nguyễn Văn Hùng, tình hình ai chưa gửi"
    said = "".join(await says(town, "nga", typed))
    assert said
    assert not any(one in said for one in ("987", "[@", "Hùng", "Nga"))


async def test_a_report_typed_in_the_group_is_not_read(town: Town) -> None:
    await says(town, "hung", "Trợ lý báo cáo 5 buổi 120 người")
    assert await town.hung.says("xã đã nhận chưa")
    assert "chưa nhận" in town.hung.heard[-1]


async def test_the_same_question_is_answered_once_a_minute(town: Town) -> None:
    await says(town, "nga", "Trợ lý ơi bao giờ đến hạn")
    await says(town, "hung", "Trợ lý ơi hạn báo cáo")
    assert len(await says(town, "hung", "Trợ lý ơi tình hình")) == 2
    await town.passes(minutes=2)
    before = len(town.posts(MINE))
    assert len(await says(town, "hung", "Trợ lý ơi hạn báo cáo")) == before + 1


async def test_the_commune_group_hears_of_all_its_teams(town: Town) -> None:
    [said] = await says(town, "binh", "Trợ lý ơi tình hình", GROUPS["commune_group"])
    assert said.startswith("Xã Cẩm Bình: 0/7 Tổ đã gửi")


async def test_where_no_team_owes_a_report_nothing_is_counted(town: Town) -> None:
    async with town.database.write() as rows:
        await rows.run(update(tables.teams).values(status="proposed"))
    [said] = await says(town, "nga", "Trợ lý ơi tình hình")
    assert said == "Chưa có Tổ nào của xã Cẩm Bình phải gửi báo cáo tháng 11 (15/10–14/11) ạ."


async def test_only_teams_that_owe_a_report_of_this_commune_are_counted_and_thanked(town: Town) -> None:
    """A report of a dissolved team, of another commune or of another period is not one of the seven."""
    lines = [f"{unit},{period},2026-11-16T07:00:00+07:00,5" for unit, period in REPORTED]
    text = "\n".join(["unit_code,period,submitted_at,so_buoi", *lines])
    await town.import_csv("reports", text)
    async with town.database.write() as rows:
        await rows.run(
            update(tables.teams)
            .where(tables.teams.c.unit_code == "18685-06")
            .values(valid_to=date(2026, 11, 1))
        )
    [said] = await says(town, "nga", "Trợ lý ơi tình hình")
    assert said == "Xã Cẩm Bình: 1/6 Tổ đã gửi báo cáo tháng 11 (15/10–14/11). Cảm ơn các Tổ!"


async def test_the_group_of_a_village_newer_than_the_period_hears_of_its_commune(town: Town) -> None:
    async with town.database.write() as rows:
        mine = tables.units.c.code == "18685-01"
        await rows.run(update(tables.units).where(mine).values(valid_from=date(2026, 11, 15)))
    [said] = await says(town, "nga", "Trợ lý ơi tình hình")
    assert said.startswith("Xã Cẩm Bình: 0/6 Tổ")


async def test_comings_and_goings_greet_nobody(town: Town) -> None:
    """Who asks to come in, or becomes an administrator of the group, has not written to the account."""
    group = town.world.groups[MINE]
    group.settings["join_appr"] = True
    town.cuc.phone.join(MINE)
    await town.settle()
    assert town.cuc.heard == []


# --- groups that people look after themselves ----------------------------------------------------------------------


async def roll(town: Town) -> Listed:
    """The group of Liên Giang as `show groups` has it."""
    async with town.rows() as rows:
        [shown] = await listed(rows, "groups", View(town.now.date(), unit=LIEN_GIANG))
        return shown


async def test_the_owner_confirms_and_the_roll_is_what_he_confirmed(town: Town) -> None:
    await asks_to_leave(town.dat, "em xin thôi tham gia tổ vì đi học xa")
    await town.lai.taps("Đề xuất")
    await town.chairman.taps("Chấp thuận")
    assert (await roll(town))["known"] == []
    await town.lai.taps("Đã làm xong")
    shown = await roll(town)
    assert shown["known"] == shown["expected"]
    assert (shown["missing"], shown["extra"]) == ([], [])


async def test_changes_before_he_confirms_come_in_one_message_and_the_old_button_tells_what_is_left(
    town: Town,
) -> None:
    await asks_to_leave(town.dat, "em xin thôi tham gia tổ vì đi học xa")
    await town.lai.taps("Đề xuất")
    await town.chairman.taps("Chấp thuận")
    await introduced(town, "lan", LIEN_GIANG, by="lai")
    await town.chairman.taps("Đồng ý")
    asked = [one for one in town.lai.heard if one.startswith("Nhóm Zalo")]
    assert "Mời ra: Trần Quốc Đạt" in asked[-1]
    assert "Mời vào: Nguyễn Thị Lan" in asked[-1]
    old, new = [one for one in town.lai.messages if any(b["title"] == "Đã làm xong" for b in one.buttons)]
    town.lai.phone.tap(old.id, "Đã làm xong")
    await town.settle()
    assert "Mời vào: Nguyễn Thị Lan" in town.lai.heard[-1]
    assert "Mời ra" not in town.lai.heard[-1]
    town.lai.phone.tap(new.id, "Đã làm xong")
    await town.settle()
    assert (await roll(town))["missing"] == []


async def test_he_is_reminded_after_a_week_and_twice_at_most(town: Town) -> None:
    await asks_to_leave(town.dat, "em xin thôi tham gia tổ vì đi học xa")
    await town.lai.taps("Đề xuất")
    await town.chairman.taps("Chấp thuận")
    for count in (2, 3, 3, 3):
        for days in (3, 3, 2):
            await town.passes(days=days)
            await town.lai.says("chào")
        assert sum("Mời ra: Trần Quốc Đạt" in one for one in town.lai.heard) == count
    await town.lai.taps("Đã làm xong")
    assert (await roll(town))["extra"] == []


async def test_a_change_that_no_chat_made_is_found_by_the_clock(town: Town) -> None:
    """An import, an office that ends on its day: the sweep sees the difference and asks the owner once."""
    await town.passes(hours=1)
    assert not any("Mời ra" in one for one in town.lai.heard)
    await vacates(town, "P033", LIEN_GIANG, Office.THANH_VIEN)
    await town.passes(hours=1)
    await town.passes(hours=1)
    assert sum("Mời ra: Trần Quốc Đạt" in one for one in town.lai.heard) == 1


async def test_what_was_undone_before_anybody_acted_is_not_asked_any_more(town: Town) -> None:
    async with town.rows() as rows:
        [group] = await groups.of_units(rows, [LIEN_GIANG])
    done = group_tasks.ToDo(("P031",), ("P033",), (), ("P031", "P033"), version=3)
    async with town.database.write() as rows:
        await group_tasks.keep_todo(rows, group, done, town.now)
        assert await group_tasks.is_current_todo(rows, LIEN_GIANG, "thon", 3)
        assert not await group_tasks.is_current_todo(rows, LIEN_GIANG, "thon", 2)


async def test_the_news_of_the_team_comes_as_a_card_to_forward(town: Town) -> None:
    await asks_to_leave(town.dat, "em xin thôi tham gia tổ vì đi học xa")
    await town.lai.taps("Đề xuất")
    await town.chairman.taps("Chấp thuận")
    [card] = [one for one in town.lai.heard if "chuyển giúp vào nhóm Zalo" in one]
    assert "Trần Quốc Đạt thôi làm thành viên" in card
    assert "học xa" not in card


async def test_a_leader_without_a_bot_in_the_commune_is_told_so(town: Town) -> None:
    assert "chưa có Zalo Bot" in await town.lai.says("liên kết nhóm")


async def test_what_the_document_says_to_type_in_a_group_is_answered(town: Town) -> None:
    text = (Path(__file__).parents[2] / "docs" / "conversations.md").read_text(encoding="utf-8")
    typed = re.findall(r"^\| `(Trợ lý ơi[^`]*)`", text.partition("## In groups")[2], re.MULTILINE)
    assert len(typed) >= 4
    for number, sentence in enumerate(typed, 1):
        assert len(await says(town, "nga", sentence)) == number
