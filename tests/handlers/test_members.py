"""Who sees a team's list, with which numbers, and who is told whether somebody is of the team."""

import pytest

from tests.town import Town


async def test_the_leader_sees_the_numbers_of_his_team_and_the_open_seat(town: Town) -> None:
    said = await town.hung.says("danh sach to")
    assert "Tổ thôn Đông Trung, xã Cẩm Bình: 2/3 người." in said
    assert "2. Tổ phó: Trần Thị Nga, 0912000012" in said
    assert "3. Thành viên: còn trống" in said


async def test_a_deputy_sees_masked_numbers(town: Town) -> None:
    said = await town.nga.says("danh sách tổ")
    assert "0912***011" in said
    assert "0912000011" not in said


async def test_another_team_is_for_its_own_people_and_the_commune(town: Town) -> None:
    assert "2/3" not in await town.hung.says("danh sách tổ thôn Hòa Bình")
    assert "Bùi Xuân Bính" not in town.hung.heard[-1]
    assert "Bùi Xuân Bính, 0912000021" in await town.chairman.says("cho xem danh sách tổ thôn Hòa Bình")


async def test_a_chairman_of_another_commune_does_not_see_it(town: Town) -> None:
    said = await town.giot.says("danh sách tổ thôn Đông Trung xã Cẩm Bình")
    assert "Hùng" not in said


async def test_an_officer_is_asked_which_team(town: Town) -> None:
    assert "thôn nào" in await town.hong.says("danh sách tổ")
    assert "Trương Văn Sáu" in await town.hong.says("bac hai")


async def test_somebody_in_two_teams_chooses(town: Town) -> None:
    await town.import_csv(
        "people",
        "person_id,name,birth_year,sex,phone,unit_code,office,valid_from\n"
        "P012,Trần Thị Nga,1998,nu,0912000012,18685-03,to_pho,2026-01-01\n",
    )
    await town.nga.says("danh sách tổ")
    assert len(town.nga.buttons) == 3
    assert "Tổ thôn Liên Giang" in await town.nga.says("Liên Giang")


@pytest.mark.parametrize("said", ["danh sách gọi", "danh sach goi", "cho xem danh sách cần gọi"])
async def test_the_call_list_is_said_to_be_where_it_comes(town: Town, said: str) -> None:
    """The words of the assistant's own answer after an announcement."""
    told = await town.tuan.says(said)
    assert "sáng hôm sau nhắn cán bộ xã" in told
    assert "trang «Tin nhắc»: gõ «mở trang» ạ." in told
    assert "chỉ dành cho cán bộ phụ trách" in await town.nga.says(said)
    assert "chỉ dành cho" in await town.lan.says(said)


async def test_strangers_get_no_list(town: Town) -> None:
    said = await town.lan.says("danh sách tổ thôn Đông Trung")
    assert "chỉ dành cho người của Tổ" in said
    assert "Hùng" not in said.split("mời gõ")[0]


@pytest.mark.parametrize(
    "said",
    [
        "anh Hùng có phải người của tổ thôn Đông Trung không",
        "anh hung co phai nguoi cua to thon dong trung khong",
    ],
)
async def test_whoever_fears_a_fraud_hears_yes_and_the_seat(town: Town, said: str) -> None:
    answer = await town.lan.says(said)
    assert answer.startswith("Có ạ")
    assert "Tổ trưởng thôn Đông Trung" in answer
    assert "0912" not in answer
    assert "Nguyễn Văn" not in answer


async def test_whoever_fears_a_fraud_hears_no(town: Town) -> None:
    answer = await town.lan.says("anh Quyết có phải người của tổ thôn Đông Trung không")
    assert "Không có ai tên Quyết" in answer
    assert "OTP" in answer


async def test_a_homonymous_village_is_asked_apart(town: Town) -> None:
    await town.lan.says("ông Bính có phải người của tổ thôn Hòa Bình không")
    assert town.lan.buttons == ["xã Cẩm Bình", "xã Cẩm Lạc", "Thôn khác"]
    assert "Có ạ" in await town.lan.taps("xã Cẩm Bình")
