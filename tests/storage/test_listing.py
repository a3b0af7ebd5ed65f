"""Listings: the keys of the contract, the subtree, the period, and no phone anywhere."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.calendar import VN
from domain.people import Appointment, Office
from domain.periods import Period
from domain.requests import Request, RequestKind
from storage import audit, groups, inbox, outbox, people, requests
from storage.audit import Entry
from storage.database import Database
from storage.imports import Circumstances, import_csv
from storage.inbox import Arrived
from storage.listing import LISTINGS, NoSuchUnit, View, listed
from storage.outbox import Letter

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=VN)
FILES = {
    "units": """\
code,valid_from,parent_code,kind,name,valid_to
42,1991-01-01,,tinh,Hà Tĩnh,
18676,1991-01-01,42,xa,Xã Cẩm Bình,
18676.01,1991-01-01,18676,thon,Thôn Đông Trung,
18676.02,1991-01-01,18676,thon,Thôn Hòa Bình,2026-07-01
""",
    "people": """\
person_id,name,phone,unit_code,office,zalo_user_id,valid_from,valid_to
tan,Phan Tân,0912345678,18676,to_truong,z-tan,2025-08-01,
tuan,Võ Tuấn,,18676,can_bo_cntt_xa,,2025-08-01,
hung,Nguyễn Văn Hùng,0912345678,18676.01,to_truong,z-hung,,
nga,Trần Thị Nga,,18676.01,to_pho,,2026-01-01,
an,Lê An,,18676.01,thanh_vien,,2026-01-01,2026-11-01
binh,Bình,,18676.02,to_truong,z-binh,2026-01-01,2026-07-01
""",
    "teams": """\
unit_code,status,valid_from,decision_no,decision_date,valid_to
18676,established,2025-08-01,12/QĐ-UBND,2025-08-01,
18676.01,proposed,2026-02-01,,,
18676.02,established,2026-02-01,14/QĐ-UBND,2026-02-01,2026-07-01
""",
    "groups": """\
unit_code,kind,channel,group_id
18676,xa,manual,
18676.01,thon,gmf,g-east
""",
    "reports": """\
unit_code,period,submitted_at,submitted_by,nil,so_buoi,kho_khan
18676.01,2026-11,2026-11-17T08:00:00+07:00,hung,0,5,Mạng yếu
18676.01,2026-10,2026-10-30T08:00:00+07:00,hung,1,,
""",
}


async def settled(database: Database) -> None:
    for kind, text in FILES.items():
        await import_csv(database, kind, text.encode(), Circumstances(NOW, "oa-1"))


async def shown(database: Database, what: str, **view: Any) -> list[dict[str, Any]]:
    async with database.read() as rows:
        return await listed(rows, what, View(NOW.date(), **view))


async def test_units_teams_and_groups_have_the_columns_of_their_files(database: Database) -> None:
    await settled(database)
    for kind in ("units", "teams", "groups"):
        header = FILES[kind].partition("\n")[0].split(",")
        for row in await shown(database, kind):
            assert set(header) <= set(row)


async def test_a_team_says_how_many_of_how_many(database: Database) -> None:
    await settled(database)
    found = {row["unit_code"]: (row["team_kind"], row["active"]) for row in await shown(database, "teams")}
    assert found == {"18676": ("xa", "2/3"), "18676.01": ("thon", "2/3"), "18676.02": ("thon", "0/3")}


async def test_members_with_seat_and_status(database: Database) -> None:
    await settled(database)
    found = {
        (row["person_id"], row["unit_code"]): (row["seat"], row["status"])
        for row in await shown(database, "members")
    }
    assert found == {
        ("tan", "18676"): ("to_truong", "decided"),
        ("tuan", "18676"): ("thanh_vien", "decided"),
        ("hung", "18676.01"): ("to_truong", "agreed"),
        ("nga", "18676.01"): ("to_pho", "agreed"),
        ("an", "18676.01"): ("thanh_vien", "ended"),
        ("binh", "18676.02"): ("to_truong", "ended"),
    }
    [hung] = [row for row in await shown(database, "members") if row["person_id"] == "hung"]
    assert (hung["name"], hung["team_kind"], hung["valid_from"]) == ("Nguyễn Văn Hùng", "thon", None)


async def test_who_left_is_ended_at_once_and_stays_in_the_list(database: Database) -> None:
    await settled(database)
    async with database.write() as rows:
        nga = Appointment("nga", "18676.01", Office.TO_PHO, date(2026, 1, 1))
        await people.end(rows, nga, NOW.date() + timedelta(days=3))
    [row] = [row for row in await shown(database, "members") if row["person_id"] == "nga"]
    assert (row["status"], row["valid_to"]) == ("ended", date(2026, 11, 19))


async def test_a_subtree_is_that_of_the_day_and_of_a_closed_unit_its_last(database: Database) -> None:
    await settled(database)
    assert {row["code"] for row in await shown(database, "units", unit="18676")} == {"18676", "18676.01"}
    assert "18676.02" not in {row["code"] for row in await shown(database, "units", period=Period(2026, 11))}
    june = Period(2026, 6)
    assert {row["code"] for row in await shown(database, "units", unit="18676", period=june)} == {
        "18676",
        "18676.01",
        "18676.02",
    }
    assert [row["person_id"] for row in await shown(database, "members", unit="18676.02")] == ["binh"]
    with pytest.raises(NoSuchUnit, match="no unit 999"):
        await shown(database, "units", unit="999")


async def test_reports_with_texts_nil_and_period(database: Database) -> None:
    await settled(database)
    october, november = await shown(database, "reports", unit="18676")
    assert november["values"] == {"so_buoi": 5, "kho_khan": "Mạng yếu"}
    assert (november["nil"], november["on_time"], november["status"]) == (False, True, "submitted")
    assert (november["kind"], november["revision"], november["submitted_by"]) == ("periodic", 1, "hung")
    assert (october["nil"], october["on_time"]) == (True, False)
    assert [row["period"] for row in await shown(database, "reports", period=Period(2026, 10))] == ["2026-10"]


async def test_groups_know_who_is_missing(database: Database) -> None:
    await settled(database)
    async with database.write() as rows:
        await groups.joined(rows, "oa-1", "g-east", ["z-hung", "z-binh", "z-stranger"], NOW)
    found = {row["unit_code"]: row for row in await shown(database, "groups")}
    east = found["18676.01"]
    assert (east["expected"], east["known"]) == (["hung", "nga", "tan"], ["binh", "hung"])
    assert (east["missing"], east["extra"]) == (["nga", "tan"], ["binh"])
    assert found["18676"]["expected"] == ["hung", "nga", "tan", "tuan"]


async def test_requests_with_their_steps(database: Database) -> None:
    await settled(database)
    draft = Request("", RequestKind.JOIN, "Lê An", "18676.01", NOW, person_id="an")
    async with database.write() as rows:
        case = await requests.create(rows, draft)
        declined = case.request.declined("hung", NOW, "chưa đủ tuổi", "18676.01")
        await requests.save(rows, case, declined, NOW)
    [row] = await shown(database, "requests", unit="18676")
    assert (row["code"], row["kind"], row["status"]) == (case.code, "join", "declined")
    assert (row["applicant"], row["unit_code"], row["created_at"]) == ("Lê An", "18676.01", NOW)
    assert row["steps"] == [
        {"step": "introduction", "by": "hung", "verdict": "no", "reason": "chưa đủ tuổi", "at": NOW}
    ]
    assert await shown(database, "requests", period=Period(2026, 10)) == []


async def test_inbox_outbox_and_audit_of_a_subtree(database: Database) -> None:
    await settled(database)
    async with database.write() as rows:
        for number, sender in enumerate(("z-hung", "z-tan", "z-stranger")):
            event = Arrived(f"e{number}", "oa-1", "user_send_text", sender, NOW, NOW, b'{"text": "xin chao"}')
            await inbox.store(rows, [event])
        letters = [
            Letter(f"k{to}", to, "reply", 0, f"Kính gửi {to}", NOW, NOW)
            for to in ("person:hung", "person:tan", "user:oa-1/z-stranger", "group:g-east")
        ]
        await outbox.owe(rows, letters)
        await audit.note(rows, Entry(NOW, "person:hung", "introduce", "request:A7K", {"unit": "18676.01"}))
        await audit.note(rows, Entry(NOW, "operator", "import", "units"))
    assert [row["sender"] for row in await shown(database, "inbox")] == ["z-hung", "z-tan", "z-stranger"]
    assert [row["sender"] for row in await shown(database, "inbox", unit="18676.01")] == ["z-hung"]
    assert [row["to"] for row in await shown(database, "outbox", unit="18676.01")] == [
        "person:hung",
        "group:g-east",
    ]
    [first, *_] = await shown(database, "outbox", texts=True)
    assert (first["text"], first["status"], first["attempts"]) == ("Kính gửi person:hung", "waiting", 0)
    assert "text" not in (await shown(database, "outbox"))[0]
    assert [row["action"] for row in await shown(database, "audit")] == ["import"] * 5 + [
        "introduce",
        "import",
    ]
    assert [row["who"] for row in await shown(database, "audit", unit="18676.01")] == ["person:hung"]
    async with database.read() as rows:
        assert await audit.about(rows, "request:A7K") == [
            Entry(NOW, "person:hung", "introduce", "request:A7K", {"unit": "18676.01"})
        ]


@pytest.mark.parametrize("what", list(LISTINGS))
async def test_no_phone_is_ever_listed(database: Database, what: str) -> None:
    await settled(database)
    assert "0912345678" not in repr(await shown(database, what, texts=True))
