"""The caretaker with groups of the account: made, filled, mended, told of; against the local Zalo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from bot.commands import check
from bot.groups import Caretaker
from domain.calendar import VN
from domain.people import Person
from simulator.records import Asset, Group
from storage import group_tasks, groups, people
from storage.listing import View, listed
from tests.handlers.cases import introduced
from tests.handlers.test_leave import asks_to_leave
from tests.town import CAST, GROUPS, Town

XOM_5, DONG_TRUNG = "18685-05", "18685-01"
MINE = GROUPS["dong_trung_group"]


async def looks(town: Town, *units: str) -> None:
    """The caretaker looks at these units' groups, and what it has to say is delivered."""
    async with town.database.write() as rows:
        await group_tasks.look_again(rows, units, town.now)
    await town.house.groups.settle()
    await town.settle()


async def wants(town: Town, unit: str, kind: str = "thon") -> None:
    """The unit asks for a group of the account."""
    await town.import_csv("groups", f"unit_code,kind,channel\n{unit},{kind},gmf\n")


async def checked(town: Town) -> dict[str, str | None]:
    """What `python -m bot check` finds."""
    return {name: fault async for name, fault in check.findings(town.house.settings)}


def inside(town: Town, group_id: str = MINE) -> set[str]:
    """Who is in a group, by the names of the cast."""
    names = {user: name for name, user in CAST.items()}
    return {names.get(one, one) for one in town.world.groups[group_id].members}


def free_asset(town: Town, name: str = "3001", **more: object) -> Asset:
    """An asset nobody uses yet."""
    town.world.assets[name] = Asset(name, "gmf10", **more)  # type: ignore[arg-type]
    return town.world.assets[name]


async def stored(town: Town, unit: str) -> groups.Group:
    """The row of a unit's group."""
    async with town.rows() as rows:
        [found] = await groups.of_units(rows, [unit])
        return found


def of(town: Town, asset: Asset) -> Group:
    """The group that uses an asset."""
    return town.world.groups[asset.used_by or ""]


async def test_a_group_is_made_with_a_free_asset_and_everybody_is_brought_in(town: Town) -> None:
    asset = free_asset(town)
    await wants(town, XOM_5)
    await looks(town, XOM_5)
    made, row = of(town, asset), await stored(town, XOM_5)
    assert (made.name, made.id) == ("Tổ CĐS xóm 5", row.group_id)
    assert {"trang", "tan", "tuan"} <= inside(town, made.id)
    assert (row.status, row.address) == ("enabled", f"group:{made.id}")
    assert "vừa lập nhóm Zalo xóm 5" in town.trang.heard[-1]


async def test_looking_again_makes_no_second_group_and_tells_nothing_new(town: Town) -> None:
    free_asset(town)
    free_asset(town, "3002")
    await wants(town, XOM_5)
    await looks(town, XOM_5)
    heard, count = len(town.trang.heard), len(town.world.groups)
    await looks(town, XOM_5)
    assert (len(town.trang.heard), len(town.world.groups)) == (heard, count)


async def test_a_group_made_before_a_crash_is_found_again_by_its_asset(town: Town) -> None:
    asset, other = free_asset(town), free_asset(town, "3002")
    await wants(town, XOM_5)
    await looks(town, XOM_5)
    async with town.database.write() as rows:
        await groups.change(rows, await stored(town, XOM_5), group_id=None, status=None)
    await looks(town, XOM_5)
    assert (await stored(town, XOM_5)).group_id == asset.used_by
    assert other.used_by is None


async def test_without_a_free_asset_the_officer_hears_of_it_once_a_month(town: Town) -> None:
    await wants(town, XOM_5)
    await looks(town, XOM_5)
    await looks(town, XOM_5)
    assert sum("không còn gói nhóm" in one for one in town.tuan.heard) == 1
    assert (await stored(town, XOM_5)).group_id is None


async def test_without_an_administrator_nothing_is_made_and_the_officer_is_asked(town: Town) -> None:
    asset = free_asset(town)
    town.world.people[CAST["tuan"]].admin = False
    await wants(town, XOM_5)
    await looks(town, XOM_5)
    assert asset.used_by is None
    assert "quản trị viên" in town.tuan.heard[-1]


async def test_an_asset_that_was_taken_meanwhile_is_left_for_the_next_one(town: Town) -> None:
    taken, free = free_asset(town), free_asset(town, "3002")
    taken.valid_through = town.now - timedelta(days=1)
    await wants(town, XOM_5)
    await looks(town, XOM_5)
    assert taken.used_by is None
    assert free.used_by == (await stored(town, XOM_5)).group_id


async def test_after_an_approval_the_new_member_is_brought_into_the_group(town: Town) -> None:
    await introduced(town, "lan")
    await town.chairman.taps("Đồng ý")
    assert "lan" not in inside(town)
    await town.house.groups.settle()
    assert "lan" in inside(town)


async def test_who_left_the_team_is_put_out_and_nobody_else(town: Town) -> None:
    await looks(town, DONG_TRUNG)
    assert "nga" in inside(town)
    town.world.groups[MINE].members.append(CAST["khoa"])
    await asks_to_leave(town.nga, "tôi xin thôi tham gia Tổ vì sức khỏe")
    await town.hung.taps("Đề xuất")
    await town.chairman.taps("Chấp thuận")
    await town.house.groups.settle()
    assert "nga" not in inside(town)
    assert {"hung", "tan", "khoa"} <= inside(town)


async def test_one_who_cannot_be_invited_holds_up_nobody(town: Town) -> None:
    """Bính has not written for long and does not follow: the others come, Hòa Bình's leader hears of him."""
    group_id = (await stored(town, "18685-02")).group_id or ""
    town.world.groups[group_id].members.clear()
    minh = town.world.people[CAST["minh"]]
    minh.follower, minh.last_interaction = False, town.now - timedelta(days=30)
    await looks(town, "18685-02")
    assert inside(town, group_id) == {"binh", "tham", "tan"}
    assert "Hoàng" in town.binh.heard[-1] or "Minh" in town.binh.heard[-1]
    assert "https://zalo.me/g/" in town.binh.heard[-1]
    heard = len(town.binh.heard)
    await looks(town, "18685-02")
    assert len(town.binh.heard) == heard, "told once"
    await town.minh.says("chào Trợ lý")
    await looks(town, "18685-02")
    assert "minh" in inside(town, group_id)


async def test_an_invitation_that_waits_for_an_answer_is_no_membership(town: Town) -> None:
    town.world.settings.invite_asks = True
    await looks(town, DONG_TRUNG)
    assert (await shown(town))["missing"] == ["P002"]
    town.tan.phone.join(MINE)
    await looks(town, DONG_TRUNG)
    assert (await shown(town))["missing"] == []


async def test_who_belongs_and_asks_is_let_in_and_a_stranger_waits_for_the_leader(town: Town) -> None:
    group = town.world.groups[MINE]
    group.settings["join_appr"] = True
    for one in (town.tan, town.khoa, town.cuc):
        one.phone.join(MINE)
    await town.settle()
    await town.house.groups.settle()
    await town.settle()
    assert "tan" in inside(town)
    assert set(group.pending) == {CAST["khoa"], CAST["cuc"]}
    assert town.hung.buttons == ["Cho vào", "Không"]
    await town.hung.taps("Cho vào")
    await town.house.groups.settle()
    assert len(group.pending) == 1


async def shown(town: Town, unit: str = DONG_TRUNG) -> dict[str, object]:
    """What `show groups` has of the unit's group."""
    async with town.rows() as rows:
        [found] = await listed(rows, "groups", View(town.now.date(), unit=unit))
        return found


async def test_the_officer_hears_once_of_a_stranger_who_is_in_a_group(town: Town) -> None:
    """By his name at Zalo, to the officer alone: in the group nothing is said."""
    await looks(town, DONG_TRUNG)
    posts = len(town.dong_trung_group)
    assert (await shown(town))["strangers"] == []
    town.khoa.phone.join(MINE)
    await town.settle()
    assert (await shown(town))["strangers"] == [CAST["khoa"]]
    await looks(town, DONG_TRUNG)
    await looks(town, DONG_TRUNG)
    told = [one for one in town.tuan.heard if "chưa biết là ai" in one]
    assert len(told) == 1
    name = town.world.people[CAST["khoa"]].name
    assert (
        f"trong nhóm Zalo thôn Đông Trung có 1 người Trợ lý chưa biết là ai: «{name}» (tên trên Zalo)"
        in told[0]
    )
    assert "mã kích hoạt" in told[0]
    assert len(town.dong_trung_group) == posts
    assert not any("chưa biết là ai" in one for one in town.hung.heard)
    town.cuc.phone.join(MINE)
    await looks(town, DONG_TRUNG)
    told = [one for one in town.tuan.heard if "chưa biết là ai" in one]
    assert "có 1 người" in told[-1]
    assert name not in told[-1]


async def test_whom_the_leader_let_in_is_no_news_to_the_officer(town: Town) -> None:
    """The page still counts him; whoever came in otherwise is told, and him alone."""
    await looks(town, DONG_TRUNG)
    group = town.world.groups[MINE]
    group.settings["join_appr"] = True
    town.khoa.phone.join(MINE)
    await looks(town, DONG_TRUNG)
    await town.hung.taps("Cho vào")
    await looks(town, DONG_TRUNG)
    await looks(town, DONG_TRUNG)
    assert (await shown(town))["strangers"] == [CAST["khoa"]]
    assert not any("chưa biết là ai" in one for one in town.tuan.heard)
    town.world.clock.jump_to(town.now + timedelta(days=31))
    async with town.database.write() as rows:
        await group_tasks.forget(rows, town.now)
    group.settings["join_appr"] = False
    town.cuc.phone.join(MINE)
    await town.tuan.says("chào")
    await looks(town, DONG_TRUNG)
    told = [one for one in town.tuan.heard if "chưa biết là ai" in one]
    assert ["có 1 người" in one for one in told] == [True]


async def test_a_stranger_who_is_bound_is_none_any_more(town: Town) -> None:
    town.khoa.phone.join(MINE)
    await looks(town, DONG_TRUNG)
    async with town.database.write() as rows:
        await people.add(rows, Person("P999", "Khoa", None, None, None), "test", town.now)
        await people.bind(rows, town.world.oa.id, CAST["khoa"], "P999", "code", town.now)
    now = await shown(town)
    assert (now["strangers"], now["extra"]) == ([], ["P999"])
    heard = len(town.tuan.heard)
    await looks(town, DONG_TRUNG)
    assert len(town.tuan.heard) == heard


async def test_a_group_that_zalo_switched_off_is_told_once_and_its_owner_gets_the_posts(town: Town) -> None:
    await looks(town, DONG_TRUNG)
    town.world.groups[MINE].disabled = True
    await looks(town, DONG_TRUNG)
    await looks(town, DONG_TRUNG)
    assert sum("tạm khóa" in one for one in town.tuan.heard) == 1
    assert (await stored(town, DONG_TRUNG)).address is None
    town.world.groups[MINE].disabled = False
    await looks(town, DONG_TRUNG)
    assert (await stored(town, DONG_TRUNG)).address == f"group:{MINE}"


@pytest.mark.parametrize(
    ("days", "said", "unsaid"),
    [
        (
            226,
            "tạm khóa, dù gói nhóm còn hạn đến thứ Tư, 30/6/2027. Mời xem lý do trong OA Manager",
            "giải tán",
        ),
        (
            -3,
            "vì gói nhóm đã hết hạn. Quá thứ Hai, 28/12/2026, Zalo sẽ giải tán nhóm. Mời gia hạn",
            "còn hạn",
        ),
        (None, "đang bị Zalo tạm khóa. Mời xem lý do trong OA Manager", "gói nhóm"),
    ],
)
async def test_the_officer_is_told_why_a_group_is_off_only_where_it_is_known(
    town: Town, days: int | None, said: str, unsaid: str
) -> None:
    town.world.groups[MINE].disabled = True
    asset = town.world.assets[town.world.groups[MINE].asset_id]
    asset.valid_through = None if days is None else town.now + timedelta(days=days)
    await looks(town, DONG_TRUNG)
    assert said in town.tuan.heard[-1]
    assert unsaid not in town.tuan.heard[-1]


async def test_check_has_a_line_for_a_group_that_zalo_switched_off(town: Town) -> None:
    """At once, before the service itself has looked at it."""
    assert (await checked(town))["group 18685-01 thon"] is None
    asset = town.world.assets[town.world.groups[MINE].asset_id]
    asset.valid_through = town.now + timedelta(days=226)
    town.world.groups[MINE].disabled = True
    fault = (await checked(town))["group 18685-01 thon"]
    assert fault == "Zalo has switched it off (asset valid until 2027-06-30): see OA Manager"
    asset.valid_through = town.now - timedelta(days=3)
    fault = (await checked(town))["group 18685-01 thon"]
    assert fault == "Zalo has switched it off (asset ended on 2026-11-13): renew it in OA Manager"


async def test_check_says_when_the_server_is_not_in_vietnam(town: Town) -> None:
    town.world.settings.outside_vietnam = True
    told = [fault for fault in (await checked(town)).values() if fault and "not in Vietnam" in fault]
    assert len(told) == 1
    assert told[0].startswith("Zalo withholds names, members and history (-501)")


async def test_a_server_outside_vietnam_is_told_to_whoever_runs_the_house_once_a_month(town: Town) -> None:
    """Groups go on being looked at; when the address is mended nothing more has to be done."""
    town.world.settings.outside_vietnam = True
    await looks(town, *units(town))
    await looks(town, DONG_TRUNG)
    told = [one for one in town.son.heard if "không có địa chỉ mạng ở Việt Nam" in one]
    assert len(told) == 1
    assert "python -m bot check" in told[0]
    assert not any("địa chỉ mạng" in one for one in (*town.hung.heard, *town.tuan.heard))
    town.world.clock.jump_to(datetime(2026, 12, 1, 9, tzinfo=VN))
    await town.son.says("chào")
    await looks(town, DONG_TRUNG)
    assert sum("không có địa chỉ mạng" in one for one in town.son.heard) == 2
    town.world.settings.outside_vietnam = False
    await looks(town, DONG_TRUNG)
    assert "tan" in inside(town)


@pytest.mark.parametrize("row", ["manual,", "zalo_bot,abcdef0123"])
async def test_a_group_that_is_no_longer_the_accounts_keeps_nothing_of_its_asset(
    town: Town, row: str
) -> None:
    asset = town.world.assets[town.world.groups[MINE].asset_id]
    asset.valid_through = town.now + timedelta(days=226)
    await looks(town, DONG_TRUNG)
    town.world.groups[MINE].disabled = True
    await looks(town, DONG_TRUNG)
    assert (await stored(town, DONG_TRUNG)).status == "disabled"
    await town.import_csv("groups", f"unit_code,kind,channel,group_id\n{DONG_TRUNG},thon,{row}\n")
    now = await stored(town, DONG_TRUNG)
    assert (now.status, now.expires_on, now.asset_id, now.told_at) == (None, None, None, None)


async def test_a_group_that_is_gone_is_told_once(town: Town) -> None:
    del town.world.groups[MINE]
    await looks(town, DONG_TRUNG)
    await looks(town, DONG_TRUNG)
    assert sum("không còn trên trang OA" in one for one in town.tuan.heard) == 1


async def test_the_officer_is_warned_before_the_asset_runs_out(town: Town) -> None:
    asset = town.world.assets[town.world.groups[MINE].asset_id]
    asset.valid_through = datetime(2026, 12, 15, 12, tzinfo=VN)
    await looks(town, DONG_TRUNG)
    assert (await stored(town, DONG_TRUNG)).expires_on == date(2026, 12, 15)
    await town.tuan.says("chào")
    await town.until(datetime(2026, 11, 30, 9, tzinfo=VN))
    assert not any("hết hạn" in one for one in town.tuan.heard)
    await town.tuan.says("chào")
    for hour in (9, 10):
        await town.until(datetime(2026, 12, 1, hour, tzinfo=VN))
    assert sum("hết hạn thứ Ba, 15/12" in one for one in town.tuan.heard) == 1
    await town.until(datetime(2026, 12, 7, 9, tzinfo=VN))
    await town.tuan.says("chào")
    await town.until(datetime(2026, 12, 12, 9, tzinfo=VN))
    assert sum("hết hạn thứ Ba, 15/12" in one for one in town.tuan.heard) == 2


async def test_a_unit_that_was_renamed_renames_its_group(town: Town) -> None:
    await looks(town, DONG_TRUNG)
    async with town.database.write() as rows:
        await groups.change(rows, await stored(town, DONG_TRUNG), name="Tổ CĐS thôn Trung Đông")
    town.world.groups[MINE].name = "Tổ CĐS thôn Trung Đông"
    await looks(town, DONG_TRUNG)
    assert town.world.groups[MINE].name == "Tổ CĐS thôn Đông Trung"


async def test_nobody_is_brought_in_at_night(town: Town) -> None:
    town.world.clock.jump_to(datetime(2026, 11, 16, 23, 0, tzinfo=VN))
    await looks(town, DONG_TRUNG)
    assert "tan" not in inside(town)
    town.world.clock.jump_to(datetime(2026, 11, 17, 9, 0, tzinfo=VN))
    await town.house.groups.settle()
    assert "tan" in inside(town)


class Counting:
    """Calls whose times are noted on their way."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self.at: list[datetime] = []

    async def get(self, oa_id: str, path: str, params: dict[str, str]) -> object:
        """Note and ask."""
        self.at.append(self._town.now)
        return await self._town.house.client.get(oa_id, path, params)

    async def post(self, oa_id: str, path: str, body: dict[str, object]) -> object:
        """Note and do."""
        self.at.append(self._town.now)
        return await self._town.house.client.post(oa_id, path, body)

    async def rest(self, seconds: float) -> None:
        """Time passes at once."""
        self._town.world.clock.jump_to(self._town.now + timedelta(seconds=seconds))


async def test_the_groups_keep_the_accounts_pace(town: Town) -> None:
    calls, oa_id = Counting(town), town.world.oa.id
    care = Caretaker(
        town.database, calls, town.house.bots, town.house.clock, default_oa=oa_id, rate=20, rest=calls.rest
    )
    async with town.database.write() as rows:
        await group_tasks.look_again(rows, units(town), town.now)
    await care.settle()
    assert len(calls.at) > 20
    for first, last in zip(calls.at, calls.at[20:], strict=False):
        assert last - first >= timedelta(seconds=60), "never more than twenty in a minute"
    async with town.rows() as rows:
        assert await group_tasks.count_waiting(rows) == 0


def units(town: Town) -> Sequence[str]:
    """Units of the demo that have a group of the account."""
    return ["18685", DONG_TRUNG, "18685-02", "18685-04", "18685-06"]


async def test_two_machines_do_a_task_once(town: Town) -> None:
    await town.house.groups.settle()
    async with town.database.write() as rows:
        await group_tasks.look_again(rows, [DONG_TRUNG], town.now)
        first = await group_tasks.claim(rows, town.now)
    async with town.database.write() as rows:
        assert first is not None
        assert await group_tasks.claim(rows, town.now) is None
        await group_tasks.order(rows, "accept", "x", (DONG_TRUNG, "thon"), town.now, users=["1"])
        assert await group_tasks.claim(rows, town.now) is None, "one group's tasks one after the other"
        later = await group_tasks.claim(rows, town.now + group_tasks.LEASE)
        assert later is not None


async def test_what_is_asked_while_it_is_under_way_is_done_again(town: Town) -> None:
    await town.house.groups.settle()
    async with town.database.write() as rows:
        await group_tasks.look_again(rows, [DONG_TRUNG], town.now)
        task = await group_tasks.claim(rows, town.now)
        assert task is not None
        await group_tasks.look_again(rows, [DONG_TRUNG], town.now + timedelta(seconds=1))
        await group_tasks.finish(rows, task, town.now)
        assert await group_tasks.count_waiting(rows) == 1


async def test_a_full_group_is_told_to_the_officer(town: Town) -> None:
    group = town.world.groups[MINE]
    town.world.assets[group.asset_id].product_type = "gmf10"
    group.members += [f"80020000000000000{number}" for number in range(10)]
    for one in group.members[-10:]:
        town.world.people[one] = town.world.people[CAST["khoa"]]
    await looks(town, DONG_TRUNG)
    assert any("đã đủ số người" in one for one in town.tuan.heard)
