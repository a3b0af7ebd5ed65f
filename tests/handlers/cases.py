"""Requests for the scenarios of deciding: people who have filed one already, and what the rows say afterwards."""

from __future__ import annotations

from datetime import UTC, date

from domain.people import Appointment, Office, Person, Sex
from domain.requests import Request, RequestKind, RequestStatus
from domain.teams import Place
from storage import directory, people, requests, teams
from storage.requests import Case
from tests.town import CAST, Town

DONG_TRUNG, HOA_BINH, LIEN_GIANG, XOM_5, COMMUNE = "18685-01", "18685-02", "18685-03", "18685-05", "18685"
RESIDENTS = {
    "lan": Person("R-lan", "Nguyễn Thị Lan", 1995, Sex.NU, "0912345501"),
    "khoa": Person("R-khoa", "Trần Đăng Khoa", 1988, Sex.NAM, "0912345502"),
    "cuc": Person("R-cuc", "Hoàng Thị Cúc", 1972, Sex.NU, "0912345503"),
}


async def files(
    town: Town, name: str, unit: str = DONG_TRUNG, office: Office = Office.THANH_VIEN, **facts: object
) -> str:
    """A resident is known and has asked to join. The request's code."""
    person, at = RESIDENTS[name], town.now.astimezone(UTC)
    if not getattr(town, name).messages:
        await getattr(town, name).does("follow")
        await getattr(town, name).says("chào Trợ lý")
    async with town.database.write() as rows:
        if await people.by_id(rows, person.id) is None:
            await people.add(rows, person, "request", at)
            await people.bind(rows, town.world.oa.id, CAST[name], person.id, "request", at)
        asked = {"kind": RequestKind.JOIN, "unit_code": unit, "person_id": person.id, "created_at": at}
        draft = Request(code="", applicant=person.name, office=office, **(asked | facts))  # type: ignore[arg-type]
        case = await requests.create(
            rows, draft, told={"birth_year": person.birth_year, "occupation": "giáo viên"}
        )
        return case.code


async def introduced(town: Town, name: str, unit: str = DONG_TRUNG, by: str = "hung") -> str:
    """A resident whom the leader has introduced already: the chairman has been asked."""
    code = await files(town, name, unit)
    await getattr(town, by).says(f"giới thiệu {code}")
    return code


async def vacates(town: Town, person_id: str, unit: str, office: Office = Office.THANH_VIEN) -> None:
    """Somebody's seat has become free."""
    async with town.database.write() as rows:
        await people.end(rows, Appointment(person_id, unit, office, date(2025, 8, 15)), town.now.date())


async def takes(town: Town, person_id: str, unit: str, office: Office) -> None:
    """Somebody holds an office from long ago."""
    async with town.database.write() as rows:
        await people.appoint(rows, Appointment(person_id, unit, office, date(2025, 9, 1)))


async def request_of(town: Town, code: str) -> Request:
    """The request as it stands."""
    return (await case_of(town, code)).request


async def case_of(town: Town, code: str) -> Case:
    """The request as it is kept."""
    async with town.rows() as rows:
        case = await requests.load(rows, code)
    assert case is not None
    return case


async def status_of(town: Town, code: str) -> RequestStatus:
    """Where the request stands."""
    return (await request_of(town, code)).status


async def places(town: Town, unit: str = DONG_TRUNG) -> dict[str, Place]:
    """Who stands where in a team today, by person."""
    async with town.rows() as rows:
        tree = (await directory.load(rows)).tree(town.now.date())
        roster = await teams.roster(rows, unit, tree)
    assert roster is not None
    return {place.person_id: place for place in roster.everybody}


async def seats(town: Town, unit: str = DONG_TRUNG) -> dict[str, Office]:
    """The holders of seats and collaborators of a team today."""
    return {person: place.office for person, place in (await places(town, unit)).items()}
