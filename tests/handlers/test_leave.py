"""Leaving: people who want out, or whose leader proposes it, and everything that is not leaving."""

from __future__ import annotations

from datetime import date

from domain.people import Office
from storage import people, requests, teams
from tests.town import Somebody, Town

HOA_BINH, LIEN_GIANG = "18685-02", "18685-03"


async def seats(town: Town, unit: str = HOA_BINH) -> dict[str, Office]:
    """Who sits where in a team today."""
    from storage import directory

    async with town.rows() as rows:
        tree = (await directory.load(rows)).tree(town.now.date())
        roster = await teams.roster(rows, unit, tree)
        assert roster is not None
        return {place.person_id: place.office for place in roster.active}


async def asks_to_leave(who: Somebody, words: str = "em xin thôi tham gia tổ vì sức khỏe yếu") -> str:
    """Says so, gives no more reason, sends."""
    answer = await who.says(words)
    if "Vì sao" in answer:
        answer = await who.says("bỏ qua")
    assert "Gửi nhé" in answer
    return await who.taps("Gửi")


async def test_a_deputy_leaves_and_two_of_three_are_left(town: Town) -> None:
    """J12: the chairman sees that two of three are left before he accepts."""
    receipt = await asks_to_leave(town.tham)
    assert "vẫn ở trong Tổ thôn Hòa Bình" in receipt
    assert "Lê Thị Thắm" in town.binh.heard[-1]
    assert town.binh.buttons == ["Đề xuất", "Chưa đề xuất"]
    await town.binh.taps("Đề xuất")
    assert "đề xuất" in town.tham.heard[-1]
    assert "Tổ sẽ còn 2/3 người" in town.chairman.heard[-1]
    assert town.chairman.buttons == ["Chấp thuận", "Không", "Xem"]
    assert await seats(town) == {"P021": Office.TO_TRUONG, "P022": Office.TO_PHO, "P023": Office.THANH_VIEN}
    await town.chairman.taps("Chấp thuận")
    assert await seats(town) == {"P021": Office.TO_TRUONG, "P023": Office.THANH_VIEN}
    assert "thôi tham gia Tổ thôn Hòa Bình" in town.tham.heard[-1]
    assert any("thôi làm Tổ phó" in one and "2/3" in one for one in town.commune_group)
    assert "sức khỏe" not in "".join(town.commune_group)
