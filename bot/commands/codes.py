"""`codes`: one-time activation codes for a subtree, as slips to print, cut and hand over."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.commands import CommandRefused

if TYPE_CHECKING:
    from bot.settings import Settings
    from domain.units import UnitTree
    from storage.codes import Slip
    from storage.database import Rows

SLIPS_A_PAGE = 4
WIDTH = 76

SLIP = """\
{cut}

        PHIẾU KÍCH HOẠT TRỢ LÝ TỔ CHUYỂN ĐỔI SỐ CỘNG ĐỒNG

Kính gửi: {name}
{offices}

        Mã kích hoạt:   {code}

1. Mở Zalo trên điện thoại của mình, tìm {account}, bấm Quan tâm.
2. Gõ mã trên vào ô tin nhắn rồi gửi. Gõ chữ thường hay chữ hoa đều được.
3. Trợ lý chào đúng họ tên là xong.

Mã chỉ dùng một lần, đến hết {until}. Không đưa mã cho người khác.
"""


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("codes", help="one-time activation codes, as printable slips")
    parser.add_argument("--unit", metavar="CODE", required=True, help="for this unit and what is below it")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the slips; how many there are goes to standard error."""
    slips = asyncio.run(_slips(args.unit, settings))
    for index, slip in enumerate(slips):
        sys.stdout.write(slip)
        sys.stdout.write("\f" if (index + 1) % SLIPS_A_PAGE == 0 and index + 1 < len(slips) else "\n")
    print(f"slips: {len(slips)}" if slips else "nobody to activate: all are bound", file=sys.stderr)
    return 0


async def _slips(unit: str, settings: Settings) -> list[str]:
    from bot.commands.ground import current_database, moment
    from domain.calendar import in_vietnam
    from storage import audit, codes, directory
    from storage.audit import OPERATOR, Entry

    now = await moment(settings)
    today = in_vietnam(now).date()
    async with current_database(settings) as database, database.write() as rows:
        tree = (await directory.load(rows)).tree(today)
        if unit not in tree:
            raise CommandRefused(f"--unit: no unit {unit} today")
        slips = await codes.issue(rows, [one.code for one in tree.subtree(unit)], now, today)
        persons = [slip.person_id for slip in slips]
        await audit.note(rows, Entry(now, OPERATOR, "issue_codes", f"unit:{unit}", {"persons": persons}))
        named = [await _account(rows, tree, slip, settings) for slip in slips]
    return [written(slip, tree, account) for slip, account in zip(slips, named, strict=True)]


async def _account(rows: Rows, tree: UnitTree, slip: Slip, settings: Settings) -> str:
    """How people find the account that serves their unit: by its name where it is known."""
    from storage import accounts

    oa_id = await accounts.serving(rows, tree, slip.offices[0][1]) or settings.zalo_oa_id
    account = await accounts.account(rows, oa_id)
    return f"«{account.name}»" if account is not None and account.name else "trang Zalo OA của xã"


def written(slip: Slip, tree: UnitTree, account: str) -> str:
    """The slip as it is printed."""
    from domain.calendar import in_vietnam, weekday_and_date

    last_day = in_vietnam(slip.expires_at).date() - timedelta(days=1)  # the last whole one
    return SLIP.format(
        cut=" -" * (WIDTH // 2),
        name=slip.name,
        offices="\n".join(_offices(slip, tree)),
        code=f"{slip.code[:4]} {slip.code[4:]}",
        account=account,
        until=f"{weekday_and_date(last_day)}/{last_day.year}",
    )


def _offices(slip: Slip, tree: UnitTree) -> Sequence[str]:
    from domain.people import OFFICE_LABEL
    from domain.units import full_label

    lines = []
    for office, code in slip.offices:
        unit = tree.get(code)
        where = code if unit is None else f"{full_label(unit, tree)} ({code})"
        lines.append(f"{OFFICE_LABEL[office]}, {where}")
    return lines
