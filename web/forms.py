"""Versions of the report form: which holds from which period; a new one is a copy, changed line by line."""

from __future__ import annotations

from datetime import time
from typing import Any

from domain.authority import Action
from domain.calendar import moment
from domain.errors import Malformed
from domain.form_changes import MOST_FIELDS, MOST_LABEL, Standing, added, field_of, line_of
from domain.forms import Field, FieldKind, ReportTemplate, default_template
from domain.periods import Period
from handlers.report_preview import questions, reading
from storage import report_forms as kept
from vietnamese import fold
from web.about import by_form, by_top
from web.crumbs import Crumb
from web.page import Again, Context, Elsewhere, Page, Refused
from web.visit import Visit

forms = Page(
    "forms",
    "/cai-dat/mau-bao-cao",
    "Mẫu báo cáo",
    sees=(Action.SET_RULES,),
    about=by_top,
    menu="Mẫu báo cáo",
)
form = Page("form", "/cai-dat/mau-bao-cao/{version}", "Mẫu báo cáo", sees=(Action.SET_RULES,), about=by_form)
FIRST = "tu-ky"
OFFERED = 12
MOST_TRIED = 500
STANDINGS = {Standing.CORE: "luôn hỏi", Standing.OPTIONAL: "hỏi thêm", Standing.ENDED: "thôi dùng"}
_BEGUN = "Kỳ đầu của bản này đã bắt đầu nên bản này giữ nguyên. Mời lập bản mới cho một kỳ sau."


@forms.shows
async def show(visit: Visit) -> Context:
    """The versions, newest first, and the periods for which a new one may begin."""
    listed = [template for _, template in reversed(visit.directory.forms)]
    built_in = default_template()
    if all(one.version != built_in.version for one in listed):
        listed.append(built_in)
    return {
        "versions": [(one, since(visit, one.version), is_open(visit, one.version)) for one in listed],
        "coming": _coming(visit),
        "most": OFFERED,
    }


def _coming(visit: Visit) -> list[Period]:
    """Nobody can have reported yet for a period whose window has not begun."""
    running = Period.running(visit.at, visit.site.window)
    return [running.shifted(by) for by in range(1, OFFERED + 1)]


def first_period(visit: Visit, version: str) -> Period | None:
    """The first period for which a version is asked; None for the built-in one."""
    began = visit.directory.form_began(version)
    return None if began is None else Period.running(moment(began, time()), visit.site.window)


def since(visit: Visit, version: str) -> str:
    """ "từ kỳ tháng 1/2027"."""
    first = first_period(visit, version)
    return "có sẵn từ đầu" if first is None else f"từ kỳ {first.label()}/{first.year}"


def is_open(visit: Visit, version: str) -> bool:
    """Whether a version may still be changed: its first period has not begun."""
    first = first_period(visit, version)
    return first is not None and first.window(visit.site.window)[0] > visit.today


@forms.does("begin", Action.SET_RULES)
async def begin(visit: Visit, form: Any) -> str:
    """A new version from a period on: a copy of what would hold then; twice is once."""
    try:
        first = Period.parse(str(form.get(FIRST, "")))
    except Malformed:
        first = None
    if first is None or first not in _coming(visit):
        told = "Kỳ này đã bắt đầu hoặc không có trong danh sách. Mời chọn một kỳ sau."
        raise Refused("Chưa lập được bản mới.", {FIRST: told})
    valid_from = first.window(visit.site.window)[1]
    version, is_new = await kept.begin(visit.rows, visit.directory, valid_from)
    here = visit.link("form", version=version)
    if not is_new:
        raise Elsewhere(here, "Đã có bản cho kỳ này: mời sửa tiếp.")
    visit.turn.audit("form_begun", f"form:{version}", after=f"từ kỳ {first.label()}/{first.year}")
    raise Elsewhere(
        here, f"Đã lập bản {version}, dùng từ kỳ {first.label()}/{first.year}. Mời sửa từng dòng."
    )


# --- one version --------------------------------------------------------------------------------------------------


@form.shows
async def show_one(visit: Visit, version: str) -> Context:
    """Its lines in their order, how the assistant asks by them, and how it reads a message."""
    template = visit.directory.form_version(version)
    first = first_period(visit, version) or Period.current(visit.at, visit.site.window)
    text = visit.sent.get("tin", "") if visit.sent.get("viec") == "try" else ""
    return {
        "title": f"Mẫu báo cáo, bản {version}",
        "version": version,
        "ended": template.ended,
        "since": since(visit, version),
        "is_open": is_open(visit, version),
        "lines": [(one, standing_words(template, one)) for one in template.fields],
        "asked": questions(template, first, visit.site.window),
        "tried": text,
        "read": reading(template, text, visit.today) if text else [],
        "name": visit.sent.get("ten", ""),
        "most": MOST_LABEL,
        "crumbs": (Crumb("Mẫu báo cáo", visit.link("forms")), Crumb(f"Bản {version}")),
    }


def standing_words(template: ReportTemplate, field: Field) -> str:
    """ "luôn hỏi", "hỏi thêm"; what takes words or photos is simply asked."""
    standing = line_of(template, field).standing
    if standing is Standing.OPTIONAL and field.kind is not FieldKind.INT:
        return "hỏi"
    return STANDINGS[standing]


async def changeable(visit: Visit, version: str) -> ReportTemplate:
    """The version as it stands now, held until it is written, if it may be changed. Raises Refused, Elsewhere."""
    visit.directory = await kept.held(visit.rows, visit.directory)
    built_in = version == default_template().version
    there(visit, version, built_in or visit.directory.form_began(version) is not None)
    if not is_open(visit, version):
        raise Refused(_BEGUN)
    return visit.directory.form_version(version)


def there(visit: Visit, version: str, is_there: bool) -> None:
    """Say so where somebody else has dropped the version meanwhile. Raises Elsewhere."""
    if not is_there:
        raise Elsewhere(visit.link("forms"), f"Bản {version} vừa được bỏ ở nơi khác nên chưa ghi gì.")


@form.does("add", Action.SET_RULES)
async def add(visit: Visit, form: Any, version: str) -> str:
    """One figure more; with the name of one that is there its page is opened."""
    template = await changeable(visit, version)
    label = " ".join(str(form.get("ten", "")).split())
    if not label or len(label) > MOST_LABEL or not any(one.isalpha() for one in label):
        raise Refused("Chưa thêm được.", {"ten": f"Mời ghi tên dòng, tối đa {MOST_LABEL} chữ."})
    if len(template.fields) >= MOST_FIELDS:
        raise Refused(
            "Chưa thêm được.", {"ten": f"Mẫu đã có {MOST_FIELDS} dòng. Mời thôi dùng bớt một dòng."}
        )
    key = "muc_" + "_".join(fold("".join(one if one.isalnum() else " " for one in label)).split())[:40]
    listed = (*template.fields, *template.ended)
    known = next((one for one in listed if one.label.casefold() == label.casefold()), field_of(template, key))
    if known is not None:
        raise Elsewhere(visit.link("form_line", version=version, line=known.key), "Đã có dòng này: mời sửa.")
    there(visit, version, await kept.change(visit.rows, added(template, key, label)))
    visit.turn.audit("form_line_added", f"form:{version}/{key}", after=label)
    here = visit.link("form_line", version=version, line=key)
    raise Elsewhere(here, f"Đã thêm dòng «{label}». Mời ghi đơn vị tính và cách bà con hay gọi.")


@form.does("try", Action.SET_RULES)
async def attempt(visit: Visit, form: Any, version: str) -> str:
    """How a message would be read; nothing is kept of it."""
    if not str(form.get("tin", "")).strip() or len(str(form.get("tin", ""))) > MOST_TRIED:
        raise Refused("Chưa thử được.", {"tin": f"Mời gõ một tin báo cáo, tối đa {MOST_TRIED} chữ."})
    raise Again


@form.does("discard", Action.SET_RULES)
async def discard(visit: Visit, _form: Any, version: str) -> str:
    """Let a version never begin."""
    await changeable(visit, version)
    there(visit, version, await kept.discard(visit.rows, version))
    visit.turn.audit("form_discarded", f"form:{version}", before=since(visit, version))
    raise Elsewhere(visit.link("forms"), f"Đã bỏ bản {version}. Mẫu đang dùng giữ nguyên.")
