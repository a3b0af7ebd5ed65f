"""What waits: the list, one request in full, and nothing to those whom it does not concern."""

from __future__ import annotations

from tests.handlers.cases import LIEN_GIANG, files, introduced
from tests.town import Town


async def test_nothing_waits(town: Town) -> None:
    assert "không có đơn nào" in await town.chairman.says("chờ duyệt")
    assert "không có đơn nào" in await town.lai.says("đơn chờ")


async def test_a_leader_sees_only_what_waits_for_him(town: Town) -> None:
    code = await files(town, "lan")
    assert code in await town.hung.says("đơn nào đang chờ")
    for who in (town.nga, town.binh, town.chairman, town.giot):
        assert code not in await who.says("chờ duyệt")


async def test_a_numbered_list_and_one_in_full(town: Town) -> None:
    await introduced(town, "lan")
    second = await introduced(town, "khoa", LIEN_GIANG, "lai")
    listed = await town.chairman.says("danh sách chờ duyệt")
    assert listed.index("1. ") < listed.index("2. ")
    full = await town.chairman.says("xem 2")
    assert second in full
    assert "Tổ thôn Liên Giang có 2/3 người" in full
    assert town.chairman.buttons == ["Đồng ý", "Từ chối", "Trả lại bổ sung"]
    assert "không thấy đơn" in await town.hung.says(f"xem {second}")


async def test_the_list_in_the_middle_of_a_report(town: Town) -> None:
    """Asked in between, it is answered, and the open question stands again."""
    code = await files(town, "lan")
    question = await town.hung.says("báo cáo")
    await town.hung.says("chờ duyệt")
    assert any(code in one for one in town.hung.heard[-2:])
    assert question.splitlines()[-1] in town.hung.heard[-1]
