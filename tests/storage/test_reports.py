"""Reports as rows: one a team and period, revisions kept, texts sealed, two writers at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select

from domain.forms import Value, default_template
from domain.periods import Period
from domain.reports import ReportStatus
from storage import attachments, directory, reports
from storage.database import Database
from storage.reports import Kept
from storage.tables import report_revisions
from storage.tables import reports as table

AT = datetime(2026, 11, 16, 1, tzinfo=UTC)
NOVEMBER = Period(2026, 11)
FORM = default_template()


async def send(database: Database, unit: str, by: str, so_buoi: int) -> Kept:
    """One report sent the way conversations do it."""
    async with database.write() as rows:
        known = await directory.load(rows)
        due = reports.due_of(known, unit, NOVEMBER, "15-14")
        standing = await reports.hold(rows, unit, NOVEMBER, by, FORM)
        values: dict[str, Value] = {"so_buoi": so_buoi, "kho_khan": "mạng yếu"}
        if standing.report.status is ReportStatus.DRAFT:
            report = replace(standing.report, values=values).submitted(by, AT)
        else:
            report = standing.report.amended(values, by, AT)
        return await reports.change(rows, standing, report, due, event_key=f"{by}:{so_buoi}")


async def test_a_report_is_found_as_it_was_written(database: Database) -> None:
    written = await send(database, "T1", "P1", 5)
    async with database.read() as rows:
        kept = await reports.find(rows, "T1", NOVEMBER)
        assert kept == written
        assert kept == await reports.by_code(rows, written.report.code)
        assert kept is not None
        assert kept.report.values == {"so_buoi": 5, "kho_khan": "mạng yếu"}
        assert kept.on_time is True
        assert str(kept.due_on) == "2026-11-18"
        assert await reports.find(rows, "T1", Period(2026, 10)) is None


async def test_words_are_sealed_and_figures_are_not(database: Database) -> None:
    written = await send(database, "T1", "P1", 5)
    async with database.read() as rows:
        [row] = await rows.all(select(table))
        [revision] = await rows.all(select(report_revisions))
    assert row.figures == {"so_buoi": 5}
    assert "mạng yếu".encode() not in row.texts + revision.texts
    vault = database.vault
    assert vault.open_json("reports.texts", written.report.code, row.texts) == {"kho_khan": "mạng yếu"}


async def test_two_at_once_make_one_report_with_two_revisions(database: Database) -> None:
    await asyncio.gather(send(database, "T1", "P1", 5), send(database, "T1", "P2", 6))
    async with database.read() as rows:
        [row] = await rows.all(select(table))
        assert row.revision == 2
        assert await reports.revisions_of(rows, row.code) == 2


async def test_history_is_what_counted_newest_first(database: Database) -> None:
    await send(database, "T1", "P1", 5)
    async with database.read() as rows:
        assert await reports.history(rows, "T1", Period(2026, 12)) == [{"so_buoi": 5}]
        assert await reports.history(rows, "T1", NOVEMBER) == []
        assert [one.report.unit_code for one in await reports.newest(rows, ["T1", "T2"])] == ["T1"]
        assert [one.report.unit_code for one in await reports.of_person(rows, "P1")] == ["T1"]
        assert set(await reports.of_teams(rows, ["T1", "T2"], NOVEMBER)) == {"T1"}


async def test_a_proposal_waits_beside_the_report_and_a_newer_one_takes_its_place(database: Database) -> None:
    written = await send(database, "T1", "P1", 5)
    async with database.write() as rows:
        first = await reports.propose(rows, written, {"so_buoi": 6}, False, "P2", AT, "e1")
        second = await reports.propose(
            rows, written, {"so_buoi": 7, "kho_khan": "x y"}, False, "P3", AT, "e2"
        )
        assert first == second
        found = await reports.proposal(rows, second)
        assert found is not None
        assert (found.values, found.by, found.onto) == ({"so_buoi": 7, "kho_khan": "x y"}, "P3", 1)
        assert await reports.revisions_of(rows, written.report.code) == 1
        await reports.settle(rows, found)
        assert await reports.proposal(rows, second) is None


async def test_what_is_told_between_reports_has_its_own_place(database: Database) -> None:
    await send(database, "T1", "P1", 5)
    async with database.write() as rows:
        for key in ("e1", "e2"):
            await reports.add_adhoc(rows, "T1", NOVEMBER, {"noi_dung": "mất mạng"}, "P1", AT, key)
        assert len(await rows.all(select(table))) == 3
        assert await reports.history(rows, "T1", Period(2026, 12)) == [{"so_buoi": 5}]


async def test_attachments_are_kept_once_sealed_and_attached(database: Database) -> None:
    written = await send(database, "T1", "P1", 5)
    given = [("image", {"url": "https://photo/1.jpg"}), ("image", {"url": "https://photo/2.jpg"})]
    async with database.write() as rows:
        ids = await attachments.keep(rows, "e1", "person:P1", given, AT)
        assert ids == await attachments.keep(rows, "e1", "person:P1", given, AT)
        await attachments.attach(rows, ids, written.id)
        assert await attachments.count_of(rows, written.id) == 2
        assert [one["url"] for one in await attachments.details_of(rows, written.id)] == [
            "https://photo/1.jpg",
            "https://photo/2.jpg",
        ]
