"""Codes of the commune, and new phones and accounts (J22)."""

from datetime import timedelta

from sqlalchemy import select

from storage import codes
from storage.tables import activation_codes, audit, bindings
from tests.town import Town

BICH = "P063"


async def slip(town: Town, person_id: str = BICH, unit: str = "18685-06") -> str:
    """A fresh code for somebody who has no account."""
    async with town.database.write() as rows:
        slips = await codes.issue(rows, [unit], town.now, town.now.date())
    return next(one.code for one in slips if one.person_id == person_id)


async def bound_to(town: Town, user_id: str) -> str | None:
    async with town.rows() as rows:
        open_now = bindings.c.valid_to.is_(None)
        found: str | None = await rows.scalar(
            select(bindings.c.person_id).where(bindings.c.user_id == user_id, open_now)
        )
    return found


async def test_a_code_makes_known_who_writes(town: Town) -> None:
    code = await slip(town)
    said = await town.cuc.says(f"ma {code[:4].lower()} {code[4:].lower()}")
    assert "Đã kích hoạt" in said
    assert "Nguyễn Thị Bích, thành viên thôn Tân Phong" in said
    assert "3/3" in await town.cuc.says("danh sách tổ")
    assert "đã được dùng" in await town.khoa.says(code)
    assert await bound_to(town, town.khoa.id) is None


async def test_a_code_in_the_middle_of_a_form_ends_the_strangers_form(town: Town) -> None:
    code = await slip(town)
    await town.cuc.says("xin vào tổ thôn Đông Trung")
    assert "Đã kích hoạt" in await town.cuc.says(code)
    assert await bound_to(town, town.cuc.id) == BICH


async def test_who_takes_over_a_relatives_phone_is_answered(town: Town) -> None:
    code = await slip(town)
    said = await town.hung.says(code)
    assert "Nguyễn Thị Bích, thành viên thôn Tân Phong" in said
    assert await bound_to(town, town.hung.id) == BICH
    assert "thôn Tân Phong, xã Cẩm Bình: 3/3" in await town.hung.says("danh sách tổ")


async def test_guessing_is_stopped(town: Town) -> None:
    for _ in range(5):
        assert "không đúng" in await town.lan.says("mã CFHJ2345")
    assert "chờ một giờ" in await town.lan.says("mã CFHJ2345")
    code = await slip(town)
    assert "chờ một giờ" in await town.lan.says(code)
    town.world.clock.jump_to(town.now + timedelta(hours=2))
    assert "Đã kích hoạt" in await town.lan.says(code)


async def test_an_old_code_is_refused(town: Town) -> None:
    code = await slip(town)
    town.world.clock.jump_to(town.now + timedelta(days=31))
    assert "hết hạn" in await town.lan.says(code)


async def test_the_word_alone_is_explained(town: Town) -> None:
    assert "8 ký tự" in await town.lan.says("kích hoạt")


async def test_j22_the_leader_confirms_a_new_account(town: Town) -> None:
    await town.cuc.says("tui đổi zalo mới", "thôn Đông Trung xã Cẩm Bình", "Trần Thị Nga")
    assert "báo người phụ trách" in town.cuc.heard[-1]
    assert "Trần Thị Nga" in town.hung.heard[-1]
    await town.hung.taps("Đúng người")
    assert "Đã xác nhận" in town.cuc.heard[-1]
    assert await bound_to(town, town.cuc.id) == "P012"
    assert await bound_to(town, town.nga.id) is None
    assert "không còn gắn" in town.nga.heard[-1]
    assert "tài khoản Zalo mới" in town.tuan.heard[-1]
    async with town.rows() as rows:
        actions = [one.action for one in await rows.all(select(audit))]
    assert "bound" in actions


async def test_j22_a_leader_is_confirmed_from_above_and_a_liar_is_refused(town: Town) -> None:
    await town.cuc.says("điện thoại mới của tui", "thôn Đông Trung xã Cẩm Bình", "Nguyễn Văn Hùng")
    assert "Nguyễn Văn Hùng" in town.tan.heard[-1]
    assert town.hung.heard == []
    await town.tan.taps("Không phải")
    assert "chưa xác nhận" in town.cuc.heard[-1]
    assert await bound_to(town, town.cuc.id) is None
    assert "cảnh giác" in town.tuan.heard[-1]


async def test_j22_the_answer_does_not_tell_who_is_on_the_list(town: Town) -> None:
    real = await town.cuc.says("tôi đổi zalo mới", "thôn Đông Trung xã Cẩm Bình", "Trần Thị Nga")
    unreal = await town.lan.says("tôi đổi zalo mới", "thôn Đông Trung xã Cẩm Bình", "Phạm Văn Quyết")
    assert real == unreal
    assert "không có tên này" in town.tuan.heard[-1]


async def test_a_known_person_changes_the_number(town: Town) -> None:
    assert "đúng là của" in await town.hung.says("tôi đổi zalo")
    await town.hung.says("đổi số điện thoại")
    assert "đã đổi" in await town.hung.says("0977 123 456")
    assert "0977123456" in await town.hung.says("danh sách tổ")


async def test_codes_are_kept_as_hashes(town: Town) -> None:
    code = await slip(town)
    async with town.rows() as rows:
        [row] = await rows.all(select(activation_codes))
    assert code.encode() not in bytes(row.code_hash)
