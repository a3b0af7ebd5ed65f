"""What a page is about: the units that the thing named in its address belongs to."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from domain.form_changes import field_of
from domain.forms import default_template
from storage import people, reports, requests
from storage.series import answerable
from web.visit import Visit

Names = Mapping[str, str]


async def by_unit(visit: Visit, names: Names) -> Collection[str] | None:
    """The unit itself."""
    return [names["unit"]] if names["unit"] in visit.tree else None


async def by_top(visit: Visit, _names: Names) -> Collection[str] | None:
    """The unit that has all others below it: what holds for everybody is changed there and nowhere else."""
    return [] if visit.tree.top is None else [visit.tree.top.code]


async def by_form(visit: Visit, names: Names) -> Collection[str] | None:
    """A version of the report form, the built-in one too."""
    known = {default_template().version, *(template.version for _, template in visit.directory.forms)}
    return await by_top(visit, names) if names["version"] in known else None


async def by_line(visit: Visit, names: Names) -> Collection[str] | None:
    """A line of a version, also one that has ended in it."""
    template = visit.directory.form_version(names["version"])
    return await by_form(visit, names) if field_of(template, names["line"]) is not None else None


async def by_report(visit: Visit, names: Names) -> Collection[str] | None:
    """The unit that reported, or what it has gone into since; what was never sent is the team's, and not on pages."""
    found = await reports.by_code(visit.rows, names["code"])
    if found is None or found.report.first_submitted_at is None:
        return None
    report = found.report
    ended = report.period.window(visit.site.window)[1]
    return await answerable(visit.rows, visit.directory, report.unit_code, ended, visit.today)


async def by_request(visit: Visit, names: Names) -> Collection[str] | None:
    """The unit that somebody wants to join, and the one to leave."""
    found = await requests.load(visit.rows, names["code"])
    if found is None:
        return None
    return [one for one in (found.request.unit_code, found.request.from_unit_code) if one is not None]


async def by_person(visit: Visit, names: Names) -> Collection[str] | None:
    """The units in which the person holds an office or a seat today."""
    held = await people.offices_of(visit.rows, [names["person"]], visit.today)
    return [one.unit_code for one in held.get(names["person"], ())] or None
