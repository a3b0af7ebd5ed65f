"""PAGES for leaders and officers: one file each, its template beside it, and the frame they hang in."""

from web.audit import audit
from web.chart import chart
from web.consolidation import consolidation
from web.deadlines import deadlines
from web.enclosed import enclosed
from web.entry import entry
from web.form_line import form_line
from web.forms import form, forms
from web.groups import groups
from web.holidays import holidays
from web.imports import OF_KIND, imports
from web.lineage import former
from web.messages import messages
from web.overview import overview
from web.page import Page
from web.papers import OF_REQUEST, OF_UNIT
from web.person import person
from web.report import report
from web.request import request
from web.requests import requests
from web.sessions import sessions
from web.team import team
from web.unbound import unbound
from web.unit import unit
from web.unread import unread

PAGES: tuple[Page, ...] = (
    overview,
    unit,
    team,
    entry,
    person,
    report,
    enclosed,
    consolidation,
    requests,
    request,
    groups,
    messages,
    audit,
    imports,
    *OF_KIND,
    holidays,
    deadlines,
    forms,
    form,
    form_line,
    unread,
    chart,
    former,
    unbound,
    *OF_UNIT,
    *OF_REQUEST,
    sessions,
)
"""Every page: one line each. The order is that of the menu."""
