"""The caretaker's list: what is leased stays leased, what went wrong stops nobody else, what is stale is not said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot import groups as caretaker
from bot.groups import Caretaker
from bot.zalo.errors import Busy, NotReached, Unreachable
from bot.zalo.gmf import DISABLED, SIZES
from domain.messages import MessageKind
from storage import group_tasks, groups, outbox, tables
from storage.outbox import Letter
from tests.bot.stage import rows_of
from tests.bot.test_gmf import DONG_TRUNG, MINE, XOM_5, free_asset, inside, looks, of, stored, wants
from tests.handlers.test_leave import asks_to_leave
from tests.town import CAST, Town

SECOND = timedelta(seconds=1)


async def test_asking_anew_leaves_the_lease_alone(town: Town) -> None:
    await town.house.groups.settle()
    now = town.now
    async with town.database.write() as rows:
        await group_tasks.look_again(rows, [DONG_TRUNG], now)
        task = await group_tasks.claim(rows, now)
        assert task is not None
        await group_tasks.look_again(rows, [DONG_TRUNG], now + SECOND)
        assert await group_tasks.claim(rows, now + 2 * SECOND) is None, "it is under way"
        await group_tasks.finish(rows, task, now + 3 * SECOND)
        again = await group_tasks.claim(rows, now + 3 * SECOND)
        assert again is not None
        assert (again.id, again.attempts) == (task.id, 0), (
            "what was asked meanwhile begins afresh, and at once"
        )
        await group_tasks.finish(rows, again, now + 4 * SECOND)
        assert await group_tasks.count_waiting(rows) == 0


async def test_asking_anew_ends_a_pause_after_a_failure(town: Town) -> None:
    await town.house.groups.settle()
    now = town.now
    async with town.database.write() as rows:
        await group_tasks.look_again(rows, [DONG_TRUNG], now)
        task = await group_tasks.claim(rows, now)
        assert task is not None
        await group_tasks.postpone(rows, task, now + timedelta(hours=12), "-32: busy")
        await group_tasks.look_again(rows, [DONG_TRUNG], now + SECOND)
        assert await group_tasks.claim(rows, now + SECOND) is not None


async def test_a_lease_that_ran_out_after_being_asked_anew_is_taken_up(town: Town) -> None:
    await town.house.groups.settle()
    now = town.now
    async with town.database.write() as rows:
        await group_tasks.look_again(rows, [DONG_TRUNG], now)
        await group_tasks.claim(rows, now)
        await group_tasks.look_again(rows, [DONG_TRUNG], now + SECOND)
        assert await group_tasks.claim(rows, now + group_tasks.LEASE) is not None


async def test_an_asset_that_may_be_ours_already_is_not_left_for_another(town: Town) -> None:
    """The group was made and the answer lost; for a while Zalo's list still calls the asset free."""
    noted, other = free_asset(town), free_asset(town, "3002")
    await wants(town, XOM_5)
    async with town.database.write() as rows:
        await groups.change(rows, await stored(town, XOM_5), asset_id=noted.id)
    noted.valid_through = town.now - timedelta(days=1)  # what makes the local Zalo say that it is taken
    await looks(town, XOM_5)
    assert other.used_by is None
    noted.valid_through = None
    town.world.clock.jump_to(town.now + timedelta(minutes=2))
    await town.house.groups.settle()
    assert of(town, noted).id == (await stored(town, XOM_5)).group_id
    assert other.used_by is None


async def test_an_asset_that_stays_taken_is_left_in_the_end(town: Town) -> None:
    noted, other = free_asset(town), free_asset(town, "3002")
    await wants(town, XOM_5)
    async with town.database.write() as rows:
        await groups.change(rows, await stored(town, XOM_5), asset_id=noted.id)
    noted.valid_through = town.now - timedelta(days=1)
    await looks(town, XOM_5)
    for _ in range(4):
        town.world.clock.jump_to(town.now + timedelta(minutes=20))
        await town.house.groups.settle()
    assert other.used_by == (await stored(town, XOM_5)).group_id


async def test_a_full_group_makes_room_first(town: Town) -> None:
    """Nga has left the team; Lan, who comes for her, finds the group full until Nga is out."""
    group = town.world.groups[MINE]
    await looks(town, DONG_TRUNG)
    assert {"tan", "nga"} <= inside(town)
    group.members.remove(CAST["tan"])
    town.world.assets[group.asset_id].product_type = "gmf10"
    while len(group.members) < SIZES["gmf10"]:
        group.members.append(f"80020000000000001{len(group.members):02d}")
        town.world.people[group.members[-1]] = town.world.people[CAST["khoa"]]
    await asks_to_leave(town.nga, "tôi xin thôi tham gia Tổ vì sức khỏe")
    await town.hung.taps("Đề xuất")
    await town.chairman.taps("Chấp thuận")
    await town.house.groups.settle()
    await town.settle()
    assert "nga" not in inside(town)
    assert "tan" in inside(town)
    assert not any("đã đủ số người" in one for one in town.tuan.heard)


class Mouth:
    """A Zalo Bot's voice that fails as it is told, and keeps what it was to say."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.tried: list[str] = []

    async def send(self, bot_id: str, chat_id: str, text: str) -> str:
        """Say it, or fail."""
        self.tried.append(text)
        if self.errors:
            raise self.errors.pop(0)
        return "m1"


def care_of(town: Town, mouth: Mouth) -> Caretaker:
    """A caretaker with that voice."""
    return Caretaker(
        town.database, town.house.client, mouth, town.house.clock, default_oa=town.world.oa.id, rate=0
    )


async def is_to_say(town: Town, text: str, key: str = "1") -> None:
    """An answer in a chat that no unit has."""
    detail = {"bot": "4242", "chat": "c1", "text": text}
    async with town.database.write() as rows:
        await group_tasks.order(rows, "say", key, ("4242", "bot"), town.now, **detail)


async def statuses(town: Town) -> dict[str, str]:
    """What became of the answers."""
    found = await rows_of(town.database, tables.group_tasks)
    return {row.detail["text"]: row.status for row in found if row.action == "say"}


async def test_an_answer_that_comes_too_late_is_not_given(town: Town) -> None:
    await town.house.groups.settle()
    mouth = Mouth()
    await is_to_say(town, "chào")
    town.world.clock.jump_to(town.now + caretaker.SAID_WITHIN + SECOND)
    await care_of(town, mouth).settle()
    assert mouth.tried == []
    assert await statuses(town) == {"chào": "done"}


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (Unreachable(None, "TimeoutError"), 1),  # it may have been said
        (NotReached(None, "ClientConnectorError"), 2),
        (Busy(-32, "too many"), 2),
    ],
)
async def test_what_may_have_been_said_is_not_said_again(town: Town, error: Exception, tries: int) -> None:
    await town.house.groups.settle()
    mouth = Mouth(error)
    care = care_of(town, mouth)
    await is_to_say(town, "chào")
    await care.settle()
    town.world.clock.jump_to(town.now + timedelta(minutes=2))
    await care.settle()
    assert len(mouth.tried) == tries
    assert await statuses(town) == {"chào": "done"}


async def test_one_poisoned_task_stops_nobody_elses(town: Town) -> None:
    await town.house.groups.settle()
    mouth = Mouth(KeyError("token"))
    await is_to_say(town, "một")
    async with town.database.write() as rows:
        detail = {"bot": "4343", "chat": "c2", "text": "hai"}
        await group_tasks.order(rows, "say", "2", ("4343", "bot"), town.now, **detail)
    await care_of(town, mouth).settle()
    assert mouth.tried == ["một", "hai"]
    assert await statuses(town) == {"một": "waiting", "hai": "done"}


async def waiting_looks(town: Town) -> list[Any]:
    """The looks that wait for the caretaker."""
    found = await rows_of(town.database, tables.group_tasks)
    return [row for row in found if row.action == "look" and row.status == "waiting"]


async def test_a_post_that_meets_a_disabled_group_lets_the_caretaker_look(town: Town) -> None:
    await town.house.groups.settle()
    await town.settle()
    town.world.groups[MINE].disabled = True
    kind, now = MessageKind.REMINDER, town.now
    async with town.database.write() as rows:
        await outbox.owe(rows, [Letter("x", f"group:{MINE}", kind, kind.lane, "Chào cả nhóm", now, now)])
    await town.settle()
    assert [row.unit_code for row in await waiting_looks(town)] == [DONG_TRUNG]
    await town.house.groups.settle()
    assert (await stored(town, DONG_TRUNG)).status == "disabled"
    assert DISABLED == -237
