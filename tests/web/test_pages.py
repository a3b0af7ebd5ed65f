"""What stands on the pages: teams, persons, reports, groups, messages, audit; phones for those who need them."""

from __future__ import annotations

import re
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest

from bot.routes import NO_WAY, NOT_BOUND
from domain.people import Appointment, AppointmentStatus, Office
from storage import groups, outbox, people
from storage.outbox import Letter, Outcome
from storage.tables import group_people
from tests.town import Town
from tests.web.conftest import Enter
from web.audit_words import DEEDS

REPORT = "báo cáo tháng 11: 5 buổi 1250 người dự, hướng dẫn 86 lượt, vneid 14, dvc 9 hồ sơ, thanh toán số 21"
ROOT = Path(__file__).parents[2]


async def reports(town: Town) -> str:
    """Hùng sends November's report; its code."""
    await town.hung.says(REPORT)
    await town.hung.taps("Không có thêm")
    await town.hung.says("bỏ qua", "bỏ qua", "bỏ qua")
    said = await town.hung.taps("Gửi")
    found = re.search(r"BC-\w+", said)
    assert found, said
    return found[0]


@pytest.mark.parametrize(("who", "sees"), [("hung", True), ("nga", False), ("tuan", True)])
async def test_phones_are_for_those_whose_office_needs_them(
    paged: Town, enter: Enter, who: str, sees: bool
) -> None:
    browser, _ = await enter(who)
    team = await browser.get("/to/18685-01")
    assert team.status == 200
    assert bool(re.search(r"\b0\d{9}\b", team.text)) is sees
    assert bool(re.search(r"\b0\d{3}\*\*\*\d{3}\b", team.text)) is not sees
    [person] = [one for one in dict.fromkeys(team.links) if one.startswith("/nguoi/")][:1]
    shown = await browser.get(person)
    assert bool(re.search(r"\b0\d{9}\b", shown.text)) is sees


async def test_a_report_with_its_history(paged: Town, enter: Enter) -> None:
    code = await reports(paged)
    browser, first = await enter("chairman")
    assert "1/" in first.text
    shown = await browser.get(f"/bao-cao/{code}")
    assert "1.250" in shown.text
    assert "đúng hạn" in shown.text
    await paged.hung.says("sửa báo cáo")
    await paged.hung.says("vneid 41")
    for _ in range(4):
        if "Gửi" in paged.hung.buttons:
            await paged.hung.taps("Gửi")
            break
        await paged.hung.says("đúng")
    again = await browser.get(f"/bao-cao/{code}")
    assert "bản thứ 2" in again.text
    assert re.search(r"14 .*→ 41", again.text)
    team = await browser.get("/to/18685-01")
    assert f"/bao-cao/{code}" in team.links


async def test_a_report_is_sent_back_with_a_reason(paged: Town, enter: Enter) -> None:
    code = await reports(paged)
    browser, _ = await enter("tuan")
    shown = await browser.get(f"/bao-cao/{code}")
    assert (await browser.does(shown, "return", ly_do="sai")).status == 400
    assert "đang chờ Tổ" not in shown.text
    back = await browser.does(shown, "return", ly_do="số VNeID chưa khớp")
    now = await browser.get(f"/bao-cao/{code}")
    assert re.search(r"Xã đã trả lại lúc .*, đang chờ Tổ gửi lại. Lý do: số VNeID chưa khớp", now.text)
    assert "Đã trả lại báo cáo tháng 11" in back.text
    assert "trả lại để bổ sung" in back.text
    assert "Lý do: số VNeID chưa khớp" in back.text
    await paged.settle()
    assert "số VNeID chưa khớp" in paged.hung.heard[-1]
    assert (await browser.does(shown, "return", ly_do="số VNeID chưa khớp")).status == 400


async def test_groups_say_who_is_missing(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    shown = await browser.get("/nhom")
    assert "nhóm đã đủ người" in shown.text
    assert "chưa đối chiếu lần nào" in shown.text
    assert "Cần mời vào" not in shown.text
    there = {"unit_code": "18685-05", "kind": "thon", "person_id": "P051", "told_by": "P051"}
    async with paged.database.write() as rows:
        await rows.add(group_people, there | {"since": paged.now})
    assert "Có 1/4 người cần có. thiếu 3" in (await browser.get("/nhom")).text


@pytest.mark.parametrize(
    ("status", "said"),
    [("disabled", "Zalo đã khóa nhóm"), ("gone", "không còn trên trang Zalo"), ("enabled", None)],
)
async def test_groups_say_first_which_are_off(
    paged: Town, enter: Enter, status: str, said: str | None
) -> None:
    browser, _ = await enter("tuan")
    async with paged.rows() as rows:
        mine = [one for one in await groups.of_units(rows, ["18685-02"]) if one.channel == "gmf"]
    async with paged.database.write() as rows:
        await groups.change(rows, mine[0], status=status)
    shown = (await browser.get("/nhom")).text
    first = shown.split("nhóm đã đủ người")[1].split("Thôn")[1]
    assert said in first if said else "khóa" not in shown, shown


async def test_who_is_in_a_group_beside_its_invited_is_not_called_gone(paged: Town, enter: Enter) -> None:
    """The chairman in office has no seat in a team: he is in the group, and nobody is to take him out."""
    there = {"unit_code": "18685-05", "kind": "thon", "person_id": "P001", "told_by": "P051"}
    async with paged.database.write() as rows:
        await rows.add(group_people, there | {"since": paged.now})
    browser, _ = await enter("tuan")
    shown = (await browser.get("/nhom")).text
    assert "Đang ở trong nhóm, ngoài diện được mời: Nguyễn Văn Đức." in shown
    assert "Không còn thuộc nhóm" not in shown


async def test_strangers_in_a_group_are_counted(paged: Town, enter: Enter) -> None:
    """Nobody we know: no name of theirs is kept, OA Manager shows it."""
    async with paged.database.write() as rows:
        [mine] = [one for one in await groups.of_units(rows, ["18685-02"]) if one.channel == "gmf"]
        await groups.joined(rows, paged.world.oa.id, mine.group_id or "", ["999", "998"], paged.now)
    browser, _ = await enter("tuan")
    shown = (await browser.get("/nhom")).text
    assert "người lạ 2" in shown
    assert "Có 2 người trong nhóm mà Trợ lý chưa biết là ai" in shown
    assert "999" not in shown


async def test_a_report_that_came_again_shows_when_it_first_came(paged: Town, enter: Enter) -> None:
    code = await reports(paged)
    browser, _ = await enter("tuan")
    first = (await browser.get(f"/bao-cao/{code}")).text
    assert "Gửi lại" not in first
    [came] = re.findall(r"Gửi lần đầu (\S+ ngày \S+);", first)
    await browser.does(await browser.get(f"/bao-cao/{code}"), "return", ly_do="số VNeID chưa khớp")
    await paged.settle()
    await paged.passes(hours=3)
    await paged.hung.says("sửa 4 = 41")
    for _ in range(5):
        if "Gửi" in paged.hung.buttons:
            await paged.hung.taps("Gửi")
            break
        await paged.hung.says("đúng")
    again = (await browser.get(f"/bao-cao/{code}")).text
    assert f"Gửi lần đầu {came};" in again
    assert re.search(r"Gửi lại \S+ ngày", again)


async def test_the_list_of_messages_is_of_the_days_that_are_counted(paged: Town, enter: Enter) -> None:
    now = paged.now.astimezone(UTC)
    old = now - timedelta(days=31)
    async with paged.database.write() as rows:
        letters = [
            Letter(key, "person:P011", "reminder", 2, "Mật", at, at, unit_code="18685")
            for key, at in (("old", old), ("new", now))
        ]
        await outbox.owe(rows, letters)
        await outbox.settle(rows, [Outcome(one.key, "failed", now, error=NO_WAY) for one in letters])
    browser, _ = await enter("tuan")
    shown = (await browser.get("/tin-nhan")).text
    assert "1 không gửi được" in shown
    assert shown.count("quá bảy ngày người nhận chưa nhắn") == 1


async def test_messages_that_did_not_arrive_say_why(paged: Town, enter: Enter) -> None:
    faults = {
        "a": ("failed", NOT_BOUND, "người nhận chưa kích hoạt Zalo"),
        "b": ("failed", NO_WAY, "quá bảy ngày người nhận chưa nhắn cho trang"),
        "c": ("dropped", "no longer true", "việc đã xong hoặc đã đổi trước khi gửi"),
        "d": ("failed", "-213: user is not visible", "Zalo báo lỗi -213"),
    }
    now = paged.now.astimezone(UTC)
    async with paged.database.write() as rows:
        letters = [
            Letter(key, "person:P011", "reminder", 2, "Mật: 0912345678", now, now, unit_code="18685")
            for key in (*faults, "sent")
        ]
        await outbox.owe(rows, letters)
        ends = [Outcome(key, status, now, error=error) for key, (status, error, _) in faults.items()]
        await outbox.settle(rows, [*ends, Outcome("sent", "sent", now)])
    browser, _ = await enter("tuan")
    shown = await browser.get("/tin-nhan")
    assert [words for _, _, words in faults.values() if words not in shown.text] == []
    assert "Mật" not in shown.text
    sent = await browser.get("/tin-nhan?xem=gui")
    assert "Tin đã gửi" in sent.text
    giot, _ = await enter("giot")
    assert "Zalo báo lỗi" not in (await giot.get("/tin-nhan")).text


async def test_the_audit_names_deeds_in_words(paged: Town, enter: Enter) -> None:
    await reports(paged)
    browser, _ = await enter("tuan")
    await browser.get("/to/18685-01")
    shown = await browser.get("/nhat-ky")
    assert "xem danh sách Tổ" in shown.text
    assert "gửi báo cáo" in shown.text
    assert "vào trang quản lý" in shown.text


def test_every_deed_of_the_audit_has_words() -> None:
    rooms = ("handlers", "web", "bot", "storage")
    text = "\n".join(
        path.read_text(encoding="utf-8") for room in rooms for path in ROOT.glob(f"{room}/**/*.py")
    )
    written = set(re.findall(r"\.audit\(\s*\"([a-z_]+)\"", text))
    written |= set(re.findall(r"Entry\([^\"\n]*?\"([a-z_]+)\"", text)) - {"clock"}
    assert written - DEEDS.keys() == set()


async def test_a_collaborator_waits_for_no_decision(paged: Town, enter: Enter) -> None:
    helper = Appointment(
        "P053", "18685-01", Office.CONG_TAC_VIEN, date(2026, 11, 1), None, AppointmentStatus.AGREED
    )
    async with paged.database.write() as rows:
        await people.appoint(rows, helper)
    browser, _ = await enter("tuan")
    team = await browser.get("/to/18685-01")
    assert "Lê Văn Cường" in team.text
    assert "chờ số quyết định" not in team.text
    assert "chờ số quyết định" not in (await browser.get("/nguoi/P053")).text
    table = await browser.get("/to/18685-01?tep=csv&bang=1")
    assert "không cần quyết định" in table.html


async def test_a_locked_report_that_was_asked_about_says_so_until_the_team_answers(
    paged: Town, enter: Enter
) -> None:
    code = await reports(paged)
    await paged.tuan.says("tổng hợp")
    await paged.tuan.taps("Duyệt")
    await paged.tuan.taps("Vẫn duyệt")
    await paged.tuan.taps("Gửi lên")
    await paged.tuan.says("trả lại báo cáo thôn Đông Trung, số VNeID chưa khớp")
    browser, _ = await enter("chairman")
    waits = "Xã đã nhờ Tổ gửi số đính chính lúc"
    assert waits in (await browser.get(f"/bao-cao/{code}")).text
    await paged.hung.says("sửa 4 = 41", "gửi")
    assert waits not in (await browser.get(f"/bao-cao/{code}")).text
