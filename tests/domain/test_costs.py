"""The cost of a month for each mix of channels, against sums made by hand."""

from __future__ import annotations

from pathlib import Path

from bot.commands.costs import plan_table
from domain.costs import Mix, Mixes, month


def test_one_account_pays_for_its_package_and_the_messages_past_it() -> None:
    found = month(Mix("one"))
    # 2,000 leaders, 40 % late, 4 messages each: 3,200; 40 % resting (1,280, 500 included), 30 % silent (960).
    assert (found.packages, found.groups, found.messages) == (208_333, 0, 780 * 55)
    assert (found.templates, found.called) == (0, 960)


def test_templates_replace_the_calls() -> None:
    found = month(Mix("one", templates=True))
    assert (found.templates, found.called) == (960 * 560, 0)


def test_a_paid_group_for_every_village_is_beyond_a_commune_s_purse() -> None:
    by_name = {mix.name: month(mix) for mix in Mixes().all()}
    most = by_name["the same, a paid group for each village"]
    assert most.groups == 1931 * 25_000
    assert most.total > 3 * by_name["the same, Zalo Bots in the villages' own groups"].total
    assert most.called == 0


def test_an_account_for_each_commune_includes_its_group() -> None:
    found = month(Mix("own", accounts=69, commune_groups=69))
    assert found.groups == 0
    assert found.packages == 69 * 208_333


def test_the_document_shows_what_is_computed() -> None:
    text = (Path(__file__).parents[2] / "docs" / "zalo.md").read_text(encoding="utf-8")
    shown = text.partition("<!-- costs: begin -->\n")[2].partition("<!-- costs: end -->")[0]
    assert shown.splitlines() == plan_table(2000, 69)
