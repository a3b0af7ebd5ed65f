"""An announcement to all team leaders: who may, what is shown before, and that it reaches everybody once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import update

from domain.ways import Template
from simulator.records import Template as SimTemplate
from storage import contacts, purse, tables
from tests.bot.stage import rows_of
from tests.town import CAST, Town

WORDS = "thông báo cho các Tổ trưởng: sáng mai họp lúc 8 giờ ở nhà văn hóa"


async def test_everybody_is_told_once_after_a_read_back_with_the_price(town: Town) -> None:
    read_back = await town.chairman.says(WORDS)
    assert "«sáng mai họp lúc 8 giờ ở nhà văn hóa»" in read_back
    assert "không tốn tiền" in read_back
    await town.chairman.taps("Gửi")
    for leader in (town.tan, town.hung, town.binh, town.lai, town.sau):
        assert [one for one in leader.heard if "sáng mai họp" in one] == [
            "Thông báo của xã Cẩm Bình:\nsáng mai họp lúc 8 giờ ở nhà văn hóa"
        ]
    assert not any("sáng mai họp" in one for one in town.bay.heard)


async def test_what_is_missing_is_asked_and_no_means_no(town: Town) -> None:
    assert "Nội dung thông báo" in await town.tuan.says("gui thong bao cho cac to truong")
    await town.tuan.says("nhớ nộp báo cáo đúng hạn")
    await town.tuan.taps("Thôi")
    assert not any("đúng hạn" in one for one in town.hung.heard)


async def test_a_village_leader_may_not(town: Town) -> None:
    assert "do Chủ tịch" in await town.hung.says(WORDS)


async def test_what_it_would_cost_is_shown_before(town: Town) -> None:
    for leader in (town.hung, town.binh):
        await leader.says("chào")
    town.world.clock.advance(timedelta(days=8))
    oa = tables.accounts.c.oa_id == town.world.oa.id
    async with town.database.write() as rows:
        await rows.run(update(tables.accounts).where(oa).values(monthly_budget=5000))
        await purse.keep_template(rows, town.world.oa.id, Template("1", price_uid=1250), town.now)
    read_back = await town.chairman.says(WORDS)
    assert "2 tin theo mẫu" in read_back
    assert "dự kiến tốn 2.500 đồng" in read_back


async def test_what_was_shown_is_what_is_spent(town: Town) -> None:
    """Two leaders rest: the first message is the package's, the second is paid; the others are silent."""
    for name in ("tan", "hung", "binh", "lai", "sau", "trang", "xuan"):
        await wrote(town, name, town.now - timedelta(days=3 if name in ("lai", "sau") else 8))
    oa = tables.accounts.c.oa_id == town.world.oa.id
    async with town.database.write() as rows:
        values = {"monthly_budget": 10_000, "package_left": 1}
        await rows.run(update(tables.accounts).where(oa).values(values))
        await purse.keep_template(rows, town.world.oa.id, Template("1", price_uid=1250), town.now)
    town.world.oa.linked_zca, town.world.oa.wallet = True, 10_000
    town.world.templates["1"] = SimTemplate("1", "Nhắc", "Có tin mới.", price_uid=1250)
    read_back = await town.chairman.says(WORDS)
    shown = re.search(r"dự kiến tốn ([\d.]+) đồng", read_back)
    assert shown is not None
    assert "2 nhắn bằng gói tin" in read_back
    await town.chairman.taps("Gửi")
    spent = [one.cost for one in await rows_of(town.database, tables.spendings)]
    assert sum(spent) == int(shown[1].replace(".", "")), spent


async def wrote(town: Town, name: str, at: datetime) -> None:
    """Somebody of the cast wrote to the account then, and not since."""
    town.world.people[CAST[name]].last_interaction = at
    values = {"oa_id": town.world.oa.id, "user_id": CAST[name], "follows": True}
    values |= dict.fromkeys(("first_seen_at", "last_seen_at", "greeted_at", "last_interaction_at"), at)
    async with town.database.write() as rows:
        await contacts.keep(rows, [values])
