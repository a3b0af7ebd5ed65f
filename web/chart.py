"""A unit's chart, drawn without script: a team's work by month, reports received by month or by commune."""

from __future__ import annotations

from markupsafe import Markup

from documents.charts import NARROW, WIDE, svg
from documents.paper import NothingToWrite
from domain.authority import Action
from domain.units import UnitKind, full_label
from handlers.paper_charts import drawn, shown
from handlers.paper_orders import NO_UNIT
from handlers.papers import Desk
from storage.listing import NoSuchUnit
from vietnamese.writing import sentence
from web.about import by_unit
from web.crumbs import Crumb, up_from
from web.page import Context, NotFound, Page
from web.visit import Visit

FIGURE = "muc"
"""`?muc=vneid`: the figure with that key instead of the reports received."""

chart = Page("chart", "/bieu-do/{unit}", "Biểu đồ", sees=(Action.SEE_REPORTS,), about=by_unit, by_period=True)


@chart.shows
async def show(visit: Visit, unit: str) -> Context:
    """The same picture that the chat sends; every number is read out too."""
    standing = visit.tree.get(unit)
    if standing is None:
        raise NotFound
    desk = Desk(visit.rows, visit.directory, visit.site.window, visit.at)
    field = shown(desk, standing, visit.period, visit.asked.get(FIGURE))
    key = "" if field is None else field.key
    picture, nothing = Markup(), ""
    try:
        # Names are escaped where the picture is drawn.
        made = await drawn(desk, unit, visit.period, key)
        picture = Markup(svg(made, WIDE) + svg(made, NARROW))
    except NothingToWrite as why:
        nothing = str(why)
    except NoSuchUnit:
        nothing = NO_UNIT
    return {
        "title": sentence(f"Biểu đồ {full_label(standing, visit.tree)}"),
        "unit": unit,
        "picture": picture,
        "nothing": nothing,
        "figures": visit.directory.form(visit.period.window(visit.site.window)[1]).counts,
        "chosen": key,
        "is_team": standing.kind is UnitKind.THON,
        "crumbs": up_from(visit, unit, Crumb("Biểu đồ")),
    }
