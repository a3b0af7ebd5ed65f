"""`costs`: what each account has spent this month; its budget and its template are set here; what a province costs."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING, Any

from bot.commands import CommandRefused

if TYPE_CHECKING:
    from bot.settings import Settings


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("costs", help="what messages cost: ledger, budget, template, plan")
    parser.add_argument("--oa", metavar="ID", help="only this account")
    parser.add_argument("--budget", metavar="DONG", type=int, help="what --oa may spend a month; 0: nothing")
    parser.add_argument(
        "--template",
        metavar="ID",
        help="the approved template with which --oa asks people to write; it may have ten, viec, ngay",
    )
    parser.add_argument(
        "--plan", action="store_true", help="compare what a month costs for mixes of channels"
    )
    parser.add_argument("--teams", metavar="N", type=int, default=2000, help="teams, for --plan [2000]")
    parser.add_argument("--communes", metavar="N", type=int, default=69, help="communes, for --plan [69]")


def does_without_settings(args: argparse.Namespace) -> bool:
    """The plan is arithmetic."""
    return bool(args.plan)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print, or set and print."""
    if args.plan:
        for name in ("teams", "communes"):
            if getattr(args, name) < 1:
                raise CommandRefused(f"--{name}: a whole number, 1 or more")
        sys.stdout.writelines(f"{line}\n" for line in plan_table(args.teams, args.communes))
        return 0
    if (args.budget is not None or args.template) and not args.oa:
        raise CommandRefused("--budget and --template need --oa ID: the account they are for")
    if args.budget is not None and args.budget < 0:
        raise CommandRefused("--budget: đồng a month, 0 or more")
    asyncio.run(_run(args, settings))
    return 0


def plan_table(teams: int, communes: int) -> list[str]:
    """The mixes as a Markdown table; đồng a month."""
    from domain.costs import Mix, Mixes, month
    from vietnamese.writing import number

    base = Mix("one account for the province, groups by card", teams=teams, communes=communes)
    head = [
        "| set-up | packages | groups | messages | templates | total, đồng | calls to make |",
        "|---|" + "--:|" * 6,
    ]
    rows = []
    for mix in Mixes(base).all():
        found = month(mix)
        money = (found.packages, found.groups, found.messages, found.templates, found.total, found.called)
        rows.append(f"| {mix.name} | " + " | ".join(number(one) for one in money) + " |")
    return head + rows


async def _run(args: argparse.Namespace, settings: Settings) -> None:
    from bot.house import open_house
    from storage import accounts, purse

    async with open_house(settings) as house:
        now = await house.clock.now()
        async with house.database.read() as rows:
            known = [one.oa_id for one in await accounts.all_accounts(rows) if args.oa in (None, one.oa_id)]
        if args.oa and not known:
            raise CommandRefused(f"--oa: account {args.oa} is not known here")
        if args.budget is not None:
            async with house.database.write() as rows:
                await purse.set_budget(rows, args.oa, args.budget)
        if args.template:
            found = await _template(house, args.oa, args.template)
            async with house.database.write() as rows:
                await purse.keep_template(rows, args.oa, found, now)
        async with house.database.read() as rows:
            for line in await _ledger(rows, known, now):
                print(line)


async def _template(house: Any, oa_id: str, template_id: str) -> Any:
    """The template as Zalo knows it. Refused when it is not approved or asks for what we do not fill in."""
    from bot.zalo.errors import ZaloError
    from domain.ways import Template
    from scheduler.knocking import TEMPLATE_PARAMS

    try:
        info = await house.client.template_info(oa_id, template_id)
    except ZaloError as error:
        raise CommandRefused(f"--template: Zalo says {error}") from error
    status = str(info.get("status", ""))
    if status != "ENABLE":
        raise CommandRefused(
            f"--template: {template_id} is {status or 'unknown'}, it has to be approved (ENABLE)"
        )
    params = tuple(str(one.get("name")) for one in info.get("listParams", []))
    strange = sorted(set(params) - set(TEMPLATE_PARAMS))
    if strange:
        raise CommandRefused(
            f"--template: {template_id} asks for {', '.join(strange)}; only {', '.join(TEMPLATE_PARAMS)} are filled in"
        )
    return Template(template_id, params, _price(info, "price_uid"), _price(info, "price_sdt"))


def _price(info: dict[str, Any], name: str) -> int | None:
    value = str(info.get(name) or "").partition(".")[0]
    return int(value) if value.isdecimal() else None


async def _ledger(rows: Any, oa_ids: list[str], now: Any) -> list[str]:
    from storage import purse
    from vietnamese.writing import number

    lines = []
    for one in await purse.ledger(rows, oa_ids, now):
        budget = "no budget" if one.budget is None else f"budget {number(one.budget)} đồng a month"
        template = one.template or "none"
        lines.append(f"{one.oa_id}: {budget}, spent {number(one.spent)}, template {template}")
        lines += [
            f"  {way}: {number(count)} messages, {number(cost)} đồng" for way, count, cost in one.by_way
        ]
    return lines or ["(no account)"]
