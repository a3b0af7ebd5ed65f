"""Who is invited to the groups is data with dates, which a province changes by a file."""

from __future__ import annotations

from datetime import date

import pytest

from domain.groups import INVITED_ROLES, GroupKind, InvitedRole
from domain.people import Office
from domain.units import UnitKind
from storage import group_rolls, group_tasks
from storage.imports import ImportRefused
from tests.town import Town

HEADER = "kind,office,level,valid_from,valid_to\n"


async def test_the_province_says_who_is_invited(town: Town) -> None:
    async with town.rows() as rows:
        assert await group_rolls.roles_of(rows) == INVITED_ROLES
    text = f"{HEADER}xa,bi_thu_doan_xa,xa,2026-11-01,\nthon,can_bo_cntt_xa,xa,,\n"
    assert await town.import_csv("invitees", text) == "invitees: 2 new, 0 changed, 0 unchanged"
    ended = text.replace("2026-11-01,", "2026-11-01,2026-12-01")
    assert await town.import_csv("invitees", ended) == "invitees: 0 new, 1 changed, 1 unchanged"
    async with town.rows() as rows:
        assert await group_rolls.roles_of(rows) == [
            InvitedRole(
                GroupKind.XA, Office.BI_THU_DOAN_XA, UnitKind.XA, date(2026, 11, 1), date(2026, 12, 1)
            ),
            InvitedRole(GroupKind.THON, Office.CAN_BO_CNTT_XA, UnitKind.XA),
        ]
        assert await group_tasks.is_due(rows, town.now), "the groups are compared with who belongs in them"


async def test_what_is_wrong_is_named_by_line_and_column(town: Town) -> None:
    with pytest.raises(ImportRefused) as refused:
        await town.import_csv(
            "invitees", f"{HEADER}xa,nobody,xa,,\nhuyen,to_truong,xa,2026-02-01,2026-01-01\n"
        )
    assert [(one.line, one.column) for one in refused.value.faults] == [
        (2, "office"),
        (3, "kind"),
        (3, "valid_to"),
    ]
