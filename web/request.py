"""One request: what is asked, how far it has come, and the buttons of whoever has to answer."""

from __future__ import annotations

from typing import Any

from domain.authority import Action
from domain.requests import StepKind, Verdict
from handlers.naming import called
from handlers.on_behalf import both_names
from storage import people, requests, teams
from web.about import by_request
from web.crumbs import Crumb, up_from
from web.deciding import (
    ANSWERS,
    SEES,
    buttons,
    decide,
    for_another,
    own_seat,
    standing,
    used_number,
    words_on,
)
from web.page import Context, NotFound, Page, Refused
from web.papers import OF_REQUEST, offered
from web.visit import Visit

request = Page("request", "/don/{code}", "Đơn", sees=SEES, about=by_request)
_SAID = {
    (StepKind.INTRODUCTION, Verdict.YES): "giới thiệu hoặc đề xuất",
    (StepKind.INTRODUCTION, Verdict.NO): "chưa giới thiệu",
    (StepKind.INTRODUCTION, Verdict.RETURN): "trả lại để bổ sung",
    (StepKind.APPROVAL, Verdict.YES): "đồng ý",
    (StepKind.APPROVAL, Verdict.NO): "chưa đồng ý",
    (StepKind.APPROVAL, Verdict.RETURN): "trả lại để bổ sung",
}


@request.shows
async def show(visit: Visit, code: str) -> Context:
    """Everything that who decides may know."""
    case = await requests.load(visit.rows, code)
    if case is None:
        raise NotFound
    roster = await teams.roster(visit.rows, case.request.unit_code, visit.tree)
    persons = await people.by_ids(visit.rows, [one.by for one in case.request.steps])
    visit.turn.audit("saw_request", f"request:{case.code}")
    return {
        "title": f"Đơn {case.code}",
        "case": case,
        "words": await words_on(visit, case),
        "standing": standing(case),
        "steps": [
            (
                called(persons[one.by], visit.today) if one.by in persons else one.by,
                _SAID[one.step, one.verdict] + (await both_names(visit.turn, one))[1],
                one,
            )
            for one in case.request.steps
        ],
        "roster": roster,
        "buttons": await buttons(visit, case),
        "for_another": await for_another(visit, case),
        "own_seat": await own_seat(visit, case),
        "used": await used_number(visit, [code]),
        "sent": visit.sent,
        "today": visit.today.isoformat(),
        # A collaborator is taken in by the leader: there is nothing to propose or to decide on paper.
        "offers": [] if case.request.is_collaboration else await offered(visit, OF_REQUEST, code=case.code),
        "crumbs": up_from(visit, case.request.unit_code, Crumb(f"Đơn {case.code}")),
    }


@request.does("decide", *ANSWERS)
async def decide_one(visit: Visit, form: Any, code: str) -> str:
    """The word on this request."""
    return await decide(visit, form, [code])


# A deputy, who may write down his leader's word too, does so in the chat: the page is not for his eyes.
@request.does("record", Action.REPORT_FOR)
async def record(visit: Visit, form: Any, code: str) -> str:
    """The word of a leader whom no message reaches, written down for him."""
    case = await requests.load(visit.rows, code)
    if case is None or not await for_another(visit, case):
        raise Refused("Đơn này không chờ ai ghi hộ ạ.")
    return await decide(visit, form, [code])
