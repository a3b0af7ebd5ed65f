"""A unit's consolidation: sums beside how many gave them, texts, what stands out; approved, sent and received here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson

from domain.authority import Action
from domain.consolidations import SENT, Consolidation, Course, Passage, Stage, went_up
from domain.requests import has_reason
from domain.units import Unit, UnitKind
from handlers import chain_words as words
from handlers.chain_acts import SendBackForm, sent_back
from handlers.chain_acts import approve as press_approve
from handlers.chain_acts import forward as press_forward
from handlers.chain_acts import receive as press_receive
from handlers.chain_acts import reopen as press_reopen
from handlers.chain_acts import send_back as press_send_back
from handlers.chain_parts import receiver, tree_of, unit_of
from handlers.chain_texts import AFTER_SENDING, is_sent
from handlers.consolidating import course_of, waits_for
from handlers.desk import replies
from handlers.pressing import Tap
from handlers.report_words import short_label
from storage import chain, chain_texts, sources
from storage.chain_texts import UnitText
from storage.listing import NoSuchUnit
from vietnamese.writing import sentence
from web.about import by_unit
from web.crumbs import Crumb, up_from
from web.page import Again, Context, NotFound, Page, Refused
from web.papers import offered, reminder_paper, report_paper
from web.visit import Visit

consolidation = Page(
    "consolidation",
    "/tong-hop/{unit}",
    "Tổng hợp",
    sees=(Action.CONSOLIDATE,),
    about=by_unit,
    by_period=True,
)
MOST_TEXTS = 200


@consolidation.shows
async def show(visit: Visit, unit: str) -> Context:
    """As on the card in the chat, in full."""
    turn = visit.turn
    try:
        course = await course_of(turn, unit, visit.period)
        standing = unit_of(turn, unit, visit.period)
    except NoSuchUnit:
        raise NotFound from None
    tree = tree_of(turn, visit.period)
    template = visit.directory.form(tree.on)
    above, waits = receiver(turn, unit, visit.period), await waits_for(turn, course)
    found = await chain_texts.texts_of(visit.rows, unit, visit.period, visit.site.window, visit.directory)
    return {
        "title": sentence(f"Tổng hợp {words.of_whom(standing)}"),
        "unit": standing,
        "course": course,
        "window": visit.period.window_label(visit.site.window),
        "fields": [(one.label, one.key, one.unit or "") for one in template.counts],
        "missing": [name for code in course.now.missing if (name := tree.get(code)) is not None],
        "unusual": await _unusual(visit, standing, course),
        "changed": [] if not course.change else words.changed(course.change, template, tree, unit),
        "standing": words.standing(course, words.above_words(above))
        if waits is None
        else words.waits(waits, moved=False),
        "waits": waits,
        "receives": above,
        "texts": [
            (_field(template, one), words.name(one.about, tree, unit), one) for one in found[:MOST_TEXTS]
        ],
        "below": await _below(visit, standing),
        "step": await _next(visit, course),
        "sure": _asked_again(visit, course),
        "above": words.above_words(above),
        "seen": _digest(course.now),
        "edits": visit.may(Action.PASS_UPWARD, unit),
        "offers": await offered(visit, (report_paper, reminder_paper), unit=unit),
        "crumbs": up_from(visit, unit, Crumb("Tổng hợp")),
    }


def _field(template: Any, one: UnitText) -> str:
    return short_label(template.field(one.field)) if one.field in template else one.field


async def _unusual(visit: Visit, unit: Unit, course: Course) -> Sequence[str]:
    """What stands out against the team's own last months; asked of communes only, as in the chat."""
    if unit.kind is not UnitKind.XA:
        return ()
    window, period = visit.site.window, visit.period
    given = await sources.sources(visit.rows, unit.code, period, window, visit.directory)
    odd = await sources.standing_out(visit.rows, given, period, visit.directory)
    tree = tree_of(visit.turn, period)
    return words.unusual(odd, visit.directory.form(tree.on), tree, unit.code)


async def _next(visit: Visit, course: Course) -> str:
    """The step that this visitor may take now: "approve", "forward" or nothing."""
    if not visit.may(Action.PASS_UPWARD, course.now.unit_code):
        return ""
    current = course.current
    if current.stage is Stage.APPROVED and current.figures == course.now:
        return "forward"
    return "approve" if current.stage in (Stage.OPEN, Stage.APPROVED) and course.now.received else ""


def _asked_again(visit: Visit, course: Course) -> str:
    """What is asked before figures are approved while teams are missing; "" where nothing is to be asked."""
    if visit.sent.get("viec") != "approve" or not course.now.missing:
        return ""
    return words.still_missing(course.now, tree_of(visit.turn, visit.period))


async def _below(visit: Visit, unit: Unit) -> list[tuple[Unit, str, bool]]:
    """The units that send theirs here: how far each has come, and whether it waits to be received."""
    tree = tree_of(visit.turn, visit.period)
    units = [one for one in tree.children(unit.code) if one.kind is not UnitKind.THON]
    parts = await chain.passages(visit.rows, [one.code for one in units], visit.period)
    shown = []
    for one in units:
        stage = _stage(parts.get(one.code, []))
        shown.append((one, STAGES[stage], stage is Stage.FORWARDED))
    return shown


def _stage(parts: Sequence[Passage]) -> Stage:
    """How far it has come: an addendum that was not sent takes nothing from what was."""
    sent = went_up(parts)
    if sent is not None and sent.stage in SENT:
        return sent.stage
    return parts[-1].stage if parts else Stage.OPEN


STAGES = {
    Stage.OPEN: "chưa gửi",
    Stage.APPROVED: "đã duyệt, chưa gửi",
    Stage.FORWARDED: "đã gửi, chờ xác nhận",
    Stage.RECEIVED: "đã nhận",
    Stage.RETURNED: "đã trả lại",
}


def _digest(found: Consolidation) -> str:
    """Which figures were looked at: what is approved must be what was seen."""
    return hashlib.sha256(orjson.dumps(found.to_json(), option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]


# --- steps: the very buttons of the chat ----------------------------------------------------------------------------


async def _course(visit: Visit, unit: str) -> Course:
    try:
        return await course_of(visit.turn, unit, visit.period)
    except NoSuchUnit:
        raise NotFound from None


@consolidation.does("approve", Action.PASS_UPWARD)
async def approve(visit: Visit, form: Any, unit: str) -> str:
    """The figures that were seen are agreed to."""
    course = await _course(visit, unit)
    seen = course.now.to_json() if str(form.get("seen", "")) == _digest(course.now) else {}
    if seen and course.now.missing and form.get("chac") != "1":
        raise Again
    detail = {"seen": seen, "part": course.current.part, "sure": True}
    await press_approve(visit.turn, Tap("approve_sums", f"{unit}/{visit.period}", detail))
    return replies(visit.turn)


@consolidation.does("reopen", Action.PASS_UPWARD)
async def reopen(visit: Visit, form: Any, unit: str) -> str:
    """The approval is taken back before anything was sent."""
    course = await _course(visit, unit)
    tap = Tap("reopen_sums", f"{unit}/{visit.period}", {"part": course.current.part})
    await press_reopen(visit.turn, tap)
    return replies(visit.turn)


@consolidation.does("forward", Action.PASS_UPWARD)
async def forward(visit: Visit, form: Any, unit: str) -> str:
    """What was approved is sent to the level above."""
    course = await _course(visit, unit)
    tap = Tap("forward_sums", f"{unit}/{visit.period}", {"part": course.current.part})
    await press_forward(visit.turn, tap)
    return replies(visit.turn)


@consolidation.does("receive", Action.PASS_UPWARD)
async def receive(visit: Visit, form: Any, unit: str) -> str:
    """What a unit below has sent is there; its sender hears so."""
    await press_receive(visit.turn, await _sent(visit, form, unit))
    return replies(visit.turn)


@consolidation.does("send_back", Action.PASS_UPWARD)
async def send_back(visit: Visit, form: Any, unit: str) -> str:
    """Sent back to a unit below, with a reason."""
    reason = str(form.get("ly_do", "")).strip()
    if not has_reason(reason):
        raise Refused("Mời ghi rõ lý do trả lại, từ hai từ trở lên.")
    asked = await press_send_back(visit.turn, await _sent(visit, form, unit))
    if isinstance(asked, SendBackForm):
        asked.take("reason", reason)
        await sent_back(asked, visit.turn)
    return replies(visit.turn)


async def _sent(visit: Visit, form: Any, unit: str) -> Tap:
    """The newest part of a unit directly below."""
    code = str(form.get("don_vi", ""))
    below = visit.tree.get(code)
    if below is None or below.parent_code != unit:
        raise Refused("Đơn vị này không gửi tổng hợp về đây ạ.")
    parts = (await chain.passages(visit.rows, [code], visit.period)).get(code, [])
    sent = went_up(parts)
    if sent is None or sent.stage not in SENT:
        raise Refused("Đơn vị này chưa gửi tổng hợp kỳ này ạ.")
    return Tap("receive_sums", f"{code}/{visit.period}", {"part": sent.part})


@consolidation.does("edit", Action.PASS_UPWARD)
async def edit(visit: Visit, form: Any, unit: str) -> str:
    """How a text reads in the consolidation; the team's own words stay."""
    window, text = visit.site.window, str(form.get("text", "")).strip()
    found = await chain_texts.texts_of(visit.rows, unit, visit.period, window, visit.directory)
    mine = [one for one in found if f"{one.field}/{one.about}" == str(form.get("dong", ""))]
    if not mine or not text or len(text) > 1_000:
        raise Refused("Dòng này không còn nữa, hoặc nội dung trống hay quá 1.000 chữ cái ạ.")
    changed = replace(mine[0], edited=text, edited_by=visit.person.id)
    await chain_texts.edit(visit.rows, unit, visit.period, changed, visit.person.id, visit.at, visit.key)
    visit.turn.audit(
        "text_edited", f"consolidation:{unit}/{visit.period}", field=changed.field, about=changed.about
    )
    sent = f" {AFTER_SENDING}" if await is_sent(visit.turn, unit, visit.period) else ""
    return f"Đã biên tập; bản gốc của Tổ vẫn giữ.{sent}"
