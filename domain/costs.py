"""What a month costs in đồng for a mix of channels, by the prices of Zalo's reference (0b, 2.4, 4.2, 6)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum

from domain.ways import PAID_MESSAGE


class Price(IntEnum):
    """Đồng; each from one source, so indicative only."""

    ACCOUNT_MONTH = 208_333
    """The Growth package, 2.5 million a year: 100 calls a minute, one group of 100, 500 messages past 48 hours."""
    GROUP_OF_TEN = 25_000
    GROUP_OF_HUNDRED = 75_000
    TEMPLATE_UID = 560
    TEMPLATE_PHONE = 800


INCLUDED_MESSAGES = 500
"""Messages between 48 hours and seven days that an account's package includes."""
REMINDERS = 4
"""Private messages a month that a leader gets unasked when the report comes late: three reminders, one escalation."""
LATE = 0.4
"""Share of leaders who still owe when the reminders go out."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How a province is set up.

    ``accounts``: Official Accounts. ``village_groups``, ``commune_groups``: paid groups of accounts (one for each
    account is in its package). ``silent``: share of the leaders whose window is closed for longer than seven days,
    ``resting`` for 48 hours to seven days. ``templates``: whether the silent ones get template messages by id.
    """

    name: str
    teams: int = 2000
    communes: int = 69
    accounts: int = 1
    village_groups: int = 0
    commune_groups: int = 0
    silent: float = 0.3
    resting: float = 0.4
    templates: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month's cost by what it is for."""

    packages: int = 0
    groups: int = 0
    messages: int = 0
    templates: int = 0
    called: int = 0
    """Messages a month that no way carries: somebody has to call."""

    @property
    def total(self) -> int:
        """All of it."""
        return self.packages + self.groups + self.messages + self.templates


def month(mix: Mix) -> Month:
    """What a month of this mix costs, by how many unasked messages there are and which ways they take."""
    unasked = round(mix.teams * LATE * REMINDERS)
    resting, silent = round(unasked * mix.resting), round(unasked * mix.silent)
    paid_groups = max(0, mix.commune_groups - mix.accounts)
    knocked = silent if mix.village_groups or mix.commune_groups else 0
    left = silent - knocked
    return Month(
        packages=mix.accounts * Price.ACCOUNT_MONTH,
        groups=mix.village_groups * Price.GROUP_OF_TEN + paid_groups * Price.GROUP_OF_HUNDRED,
        messages=max(0, resting - mix.accounts * INCLUDED_MESSAGES) * PAID_MESSAGE,
        templates=left * Price.TEMPLATE_UID if mix.templates else 0,
        called=0 if mix.templates else left,
    )


@dataclass(frozen=True, slots=True)
class Mixes:
    """The mixes that are compared."""

    base: Mix = field(default_factory=lambda: Mix("one account for the province, groups by card"))

    def all(self) -> tuple[Mix, ...]:
        """From the cheapest set-up to a paid group for every village."""
        one, communes, teams = self.base, self.base.communes, self.base.teams
        own = replace(one, accounts=communes, commune_groups=communes)
        return (
            one,
            replace(one, name="the same, templates for those who are silent", templates=True),
            replace(one, name="one account, a paid group for each commune", commune_groups=communes),
            replace(own, name="an account and its included group for each commune, village groups by card"),
            replace(own, name="the same, Zalo Bots in the villages' own groups"),
            replace(own, name="the same, a paid group for each village", village_groups=teams - communes),
        )
