"""The clock of November 2026 from outside, against a calendar worked out here from the plan's one rule."""

from __future__ import annotations

from datetime import date, timedelta

from tests.acceptance.field import Platform, Product
from tests.acceptance.world import settle_in

DAY = timedelta(days=1)


def _works(day: date) -> bool:
    return day.weekday() < 5


def _back(day: date, steps: int) -> date:
    while steps or not _works(day):
        steps -= _works(day)
        day -= DAY
    return day


def _due() -> tuple[date, date]:
    """Due dates of the teams and of the last tier: plan, part 1; 24/11 counts as a working day."""
    last = _back(date(2026, 11, 24), 0)
    return _back(last, 4), last


def test_who_gets_what_in_november(on_sqlite: Product, platform: Platform) -> None:
    on_sqlite.good("migrate")
    settle_in(on_sqlite)
    teams, last = _due()
    assert (teams, last) == (date(2026, 11, 18), date(2026, 11, 24))
    assert _sweeps(on_sqlite, platform, f"{date(2026, 11, 14)}T18:59") - {"7101", "7102", "7202"} == set()
    owing = {"7102", "7111", "7121", "7202", "7211"}
    groups = {"gx18685", "gt1868501"}
    assert _sweeps(on_sqlite, platform, f"{teams - 4 * DAY}T19:00") == groups | {"7121", "7202"}
    assert _sweeps(on_sqlite, platform, f"{teams - 3 * DAY}T19:00", look=True) == groups | owing
    report = {"unit_code": "18685-01", "period": "2026-11", "submitted_at": "2026-11-16T08:00:00+07:00"}
    assert on_sqlite.load("reports", [{**report, "submitted_by": "111", "nil": "1"}]).returncode == 0
    assert _sweeps(on_sqlite, platform, f"{teams - 1 * DAY}T23:00") == set()
    evening = _sweeps(on_sqlite, platform, f"{teams - 1 * DAY}T19:00")
    assert evening == groups | owing - {"7111"}
    assert _sweeps(on_sqlite, platform, f"{teams - 1 * DAY}T19:00") == set()
    assert "7111" not in _sweeps(on_sqlite, platform, f"{teams + DAY}T08:00")
    assert "cảm ơn" in platform.texts("gt1868501")[-1].lower()
    for group in ("gx18685", "gt1868501"):
        assert not any(name in text for text in platform.texts(group) for name in ("Hùng", "Minh", "0912"))
    assert {"7102", "7103"} <= _sweeps(on_sqlite, platform, f"{last - DAY}T19:00")


def _sweeps(product: Product, platform: Platform, moment: str, look: bool = False) -> set[str]:
    """Who got something from a pass of the clock at that moment; first only looked at, where asked."""
    platform.now, since = f"{moment}:00+07:00", len(platform.sent)
    if look:
        product.good("sweep", "--now", platform.now, "--dry-run")
        assert len(platform.sent) == since
    product.good("sweep", "--now", f"{moment}:00+07:00")
    return {str(one) for _, body in platform.sent[since:] for one in body["recipient"].values()}
