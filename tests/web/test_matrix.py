"""The authorization matrix: every page and every deed × every role × own and other units, asked over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from domain.authority import _COMMUNE_LEADER, GRANTS, Action, Scope
from domain.people import Office
from storage.database import Database
from tests.web.province import (
    COMMUNE,
    DISTRICT,
    OTHER_COMMUNE,
    OTHER_VILLAGE,
    PROVINCE,
    ROLES,
    SIBLING,
    UNITS,
    VILLAGE,
    Province,
    Things,
    open_province,
)
from web import PAGES, door
from web.page import Page

TARGETS = (PROVINCE, DISTRICT, COMMUNE, VILLAGE, SIBLING, OTHER_COMMUNE, OTHER_VILLAGE)
EXAMPLES: dict[str, Callable[[Things, str], str | None]] = {
    "unit": lambda _, unit: f"/don-vi/{unit}",
    "team": lambda things, unit: f"/to/{unit}" if unit in things.reports else None,
    "entry": lambda things, unit: f"/to/{unit}/nhap-bao-cao" if unit in things.reports else None,
    "person": lambda things, unit: _at("/nguoi/", things.persons.get(unit)),
    "report": lambda things, unit: _at("/bao-cao/", things.reports.get(unit)),
    "enclosed": lambda things, unit: _at("/bao-cao/", things.reports.get(unit), "/tep/1"),
    "consolidation": lambda _, unit: f"/tong-hop/{unit}",
    "unbound": lambda _, unit: f"/chua-co-zalo/{unit}",
    "chart": lambda _, unit: f"/bieu-do/{unit}",
    "report_paper": lambda _, unit: f"/van-ban/{unit}/bao-cao",
    "team_paper": lambda _, unit: f"/van-ban/{unit}/bao-cao-to" if "." in unit else None,
    "members_paper": lambda _, unit: f"/van-ban/{unit}/danh-sach",
    "reminder_paper": lambda _, unit: f"/van-ban/{unit}/cong-van",
    "adhoc_paper": lambda _, unit: f"/van-ban/{unit}/dot-xuat" if "." not in unit else None,
    "decision_paper": lambda things, unit: _at("/don/", things.requests.get(unit), "/quyet-dinh"),
    "proposal_paper": lambda things, unit: _at("/don/", things.requests.get(unit), "/to-trinh"),
    "holidays": lambda _, unit: "/cai-dat/ngay-nghi" if unit == PROVINCE else None,
    "deadlines": lambda _, unit: "/cai-dat/han-nop" if unit == PROVINCE else None,
    "forms": lambda _, unit: "/cai-dat/mau-bao-cao" if unit == PROVINCE else None,
    "form": lambda _, unit: "/cai-dat/mau-bao-cao/1" if unit == PROVINCE else None,
    "form_line": lambda _, unit: "/cai-dat/mau-bao-cao/1/vneid" if unit == PROVINCE else None,
    "unread": lambda _, unit: "/cai-dat/cau-chua-hieu" if unit == PROVINCE else None,
    "former": lambda _, unit: f"/don-vi/{unit}/truoc-day",
    "request": lambda things, unit: _at("/don/", things.requests.get(unit)),
}
"""Where the page is for a thing of a unit; None: a unit of that kind has no such thing."""


def _at(path: str, code: str | None, rest: str = "") -> str | None:
    return None if code is None else path + code + rest


def grants(role: str) -> dict[Action, Scope]:
    """What the role is granted, by the table of `domain/authority.py`."""
    office, _ = ROLES[role]
    return dict(_COMMUNE_LEADER if role == "to_truong_xa" else GRANTS[office])


def reaches(role: str, unit: str, scope: Scope) -> bool:
    """Own unit, or in the subtree of it; worked out here anew, from the table of units alone."""
    own = ROLES[role][1]
    if scope is Scope.OWN:
        return unit == own
    above: str | None = unit
    while above is not None and above != own:
        above = UNITS[above][2]
    return above == own


def allowed(role: str, needs: tuple[Action, ...], unit: str | None) -> bool:
    """Whether the role may, in this unit (None: anywhere at all)."""
    given = grants(role)
    if not needs:
        return True
    return any(unit is None or reaches(role, unit, scope) for action in needs if (scope := given.get(action)))


@pytest.fixture
async def province(database: Database) -> AsyncIterator[Province]:
    """The small province, on both kinds of database in turn."""
    async with open_province(database) as opened:
        yield opened


def asked(page: Page, things: Things) -> list[tuple[str | None, str]]:
    """Every address of the page to be tried: with the unit it is about."""
    if page.about is None:
        return [(None, page.path)]
    return [(unit, path) for unit in TARGETS if (path := EXAMPLES[page.name](things, unit))]


def test_every_page_about_something_has_an_example() -> None:
    assert {page.name for page in PAGES if page.about is not None} <= EXAMPLES.keys()


async def test_every_page_and_deed_for_every_role(province: Province) -> None:
    wrong = [fault for role in ROLES for fault in await faults_of(province, role)]
    assert wrong == []


async def faults_of(province: Province, role: str) -> list[tuple[str, str, str]]:
    """Where the pages let this role see or do what the table does not grant, or the other way round."""
    browser, wrong = province.browser(role), []
    csrf = door.csrf_of(province.site, province.tokens[role])
    for page in PAGES:
        for unit, path in asked(page, province.things):
            sees = allowed(role, page.sees, unit)
            if (await browser.get(path)).status != (200 if sees else 404):
                wrong.append((role, "see", path))
            for deed in page.deeds.values():
                does = sees and allowed(role, deed.needs, unit)
                # One that needs no right is about oneself; here only that nobody else gets in.
                if does and not deed.needs:
                    continue
                answer = await browser.post(path, {"viec": deed.name, "csrf": csrf})
                if (answer.status != 404) is not does:
                    wrong.append((role, deed.name, path))
    await browser.close()
    return wrong


async def test_what_is_unknown_and_what_is_forbidden_look_the_same(province: Province) -> None:
    browser = province.browser("to_truong")
    pages = [
        await browser.get(path)
        for path in (f"/to/{SIBLING}", "/to/99999", "/don-vi/x", "/bao-cao/BC-NOBODY", "/nguoi/x", "/no-such")
    ]
    assert {(one.status, one.html) for one in pages} == {(404, pages[0].html)}
    await browser.close()


def test_the_documented_table_is_the_one_of_the_code() -> None:
    text = (Path(__file__).parents[2] / "docs" / "pages.md").read_text(encoding="utf-8")
    table = documented()
    assert table in text, f"docs/pages.md needs this table:\n{table}"


def documented() -> str:
    """Page or deed by role: • own unit, ▼ own unit and below."""
    columns = [*Office, "to_truong_xa"]
    lines = ["| page, deed | " + " | ".join(f"`{one}`" for one in columns) + " |"]
    lines.append("|---|" + "---|" * len(columns))
    for page in PAGES:
        lines.append(_line(f"`{page.path}`", page.sees))
        lines += [_line(f"`{page.path}` {deed.name}", deed.needs) for deed in page.deeds.values()]
    return "\n".join(lines)


def _line(name: str, needs: tuple[Action, ...]) -> str:
    return (
        f"| {name} | " + " | ".join(_mark(role, needs) for role in [*map(str, Office), "to_truong_xa"]) + " |"
    )


def _mark(role: str, needs: tuple[Action, ...]) -> str:
    if not needs:
        return "•"
    scopes = {scope for action in needs if (scope := grants(role).get(action))}
    return "▼" if Scope.SUBTREE in scopes else "•" if scopes else ""


if __name__ == "__main__":
    print(documented())
