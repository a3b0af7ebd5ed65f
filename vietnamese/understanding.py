"""Says what a message means: intent, slots, and whether it may be acted on without asking back."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from vietnamese.answers import is_count, read_answer
from vietnamese.dates import read_date, read_duration, read_moment, read_period
from vietnamese.decisions import Decision, read_decision
from vietnamese.figures import Figures, in_order, read_figures
from vietnamese.fields import CORE
from vietnamese.message import LEADERS, Message, message_from
from vietnamese.private import find_id_number, find_phone
from vietnamese.rules import Scores, score
from vietnamese.slots import birth_year, commune, people, quoted, reason, self_name, village_spans, villages

__all__ = ["explain", "understand"]

Understood = dict[str, Any]
DECIDERS = ("chairman",)
COMMANDS = ("cancel", "back", "skip", "help", "handover")
DECISIONS = ("approve", "reject", "defer", "return_for_info")


def understand(message: Mapping[str, object]) -> Understood:
    """Reads one message of the language contract; never raises."""
    return explain(message)[0]


def explain(message: Mapping[str, object]) -> tuple[Understood, list[str]]:
    """`understand`, and which rule read what."""
    read = message_from(message if isinstance(message, Mapping) else {})
    return _understand(read), read.why


def _understand(message: Message) -> Understood:
    """In this order: danger, bare signs, the open form's commands, decisions, answers, figures, everything else."""
    if not message.words:
        return _bare_sign(message)
    scores = score(message)
    for step in (_danger, _commands, _decision, _asked, _figures):
        found = step(message, scores)
        if found is not None:
            message.why.append(f"read by {step.__name__.strip('_')}")
            return found
    return _by_score(message, scores)


def _given(slots: Mapping[str, object]) -> dict[str, object]:
    """Only the slots that hold something; 0 is something."""
    return {
        key: value
        for key, value in slots.items()
        if value is not None and value is not False and value != "" and value != []
    }


def _result(intent: str, slots: Mapping[str, object] | None = None, *, sure: bool = True) -> Understood:
    return {"intent": intent, "slots": _given(slots or {}), "sure": sure}


def _unclear(*choices: str) -> Understood:
    return _result("unclear", {"choices": list(choices)}, sure=False)


def _bare_sign(message: Message) -> Understood:
    """Emoji and punctuation decide nothing."""
    text = message.raw.strip()
    if message.asked and text in ("-", "–") and is_count(message):
        return _result("answer", {"value": 0})
    if "?" in text:
        return _result("help", sure=False)
    emoji = any(unicodedata.category(char) in ("So", "Sk") for char in text)
    if emoji and not message.form and not message.pending and message.speaker != "chairman":
        return _result("smalltalk")
    return _unclear("help")


# --- danger ---------------------------------------------------------------------------------------------------------

_TRUSTED = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*(?:gov\.vn|zalo\.me|zaloapp\.com|zalo\.vn|edu\.vn)(?:[/:?].*)?$", re.I
)


def _danger(message: Message, scores: Scores) -> Understood | None:
    injection = [rule for rule in (scores.rules.get("suspicious"),) if rule]
    kind = scores.kind("suspicious")
    if kind == "injection":
        return _result("suspicious", {"kind": kind}, sure=True)
    links = [token.raw for token in message.text.tokens if token.kind == "url"]
    if any(not _TRUSTED.match(link) for link in links):
        return _result("suspicious", {"kind": "link"})
    asked_number = message.asked and any(
        part in message.asked for part in ("id_number", "cccd", "phone", "sdt")
    )
    if find_id_number(message.raw) and not asked_number and not _only_phone(message):
        return _result("suspicious", {"kind": "id_number"})
    if injection:
        return _result("suspicious", {"kind": kind})
    return None


def _only_phone(message: Message) -> bool:
    phone, number = find_phone(message.raw), find_id_number(message.raw)
    return bool(phone and number and number in phone)


# --- commands within a form -----------------------------------------------------------------------------------------


def _commands(message: Message, scores: Scores) -> Understood | None:
    """What works everywhere while a question is open; long texts are answers, not commands."""
    if not (message.asked or message.form):
        return None
    if message.asked and len(message.words) > 12:
        return None
    chosen = max(COMMANDS, key=scores.of)
    if (
        scores.of(chosen) >= 7
        and scores.of(chosen) >= scores.of("retract")
        and not _is_text_answer(message, scores, chosen)
    ):
        return _with_slots(chosen, message, scores, sure=True)
    return None


def _is_text_answer(message: Message, scores: Scores, command: str) -> bool:
    field = message.field(message.asked)
    is_text = field is not None and field.kind == "text"
    return is_text and command in ("help", "handover", "cancel") and len(message.words) > 6


# --- decisions ------------------------------------------------------------------------------------------------------


def _decision(message: Message, scores: Scores) -> Understood | None:
    decider = message.speaker in DECIDERS
    if message.asked and is_count(message):
        return None
    if message.form and not message.pending and message.asked:
        return None
    if not decider and not message.pending and not _claims_decision(message):
        return None
    if message.speaker in ("resident", "member") and message.plain.startswith("dong y cho"):
        scores.weights.pop("join", None)
    decision = read_decision(message)
    if not decision.verdict:
        return None
    if message.form and decision.verdict == "approve" and not (decision.codes or decision.all):
        return None
    if _something_else(message, scores, decision):
        return None
    message.why.append(
        f"decision {decision.verdict} codes={decision.codes} except={decision.excepted} all={decision.all}"
    )
    if decider:
        return _chairmans(message, decision)
    return _of_others(message, scores, decision)


def _claims_decision(message: Message) -> bool:
    return bool(re.search(r"\b(?:duyet|chap thuan)\b|^(?:da |a )?dong y cho\b", message.plain)) or (
        message.speaker not in ("resident", "member")
        and bool(re.search(r"\b(?:dong y|tu choi) (?:don\b|[a-z]*\d+[a-z]+\d*)", message.plain))
    )


_RIVALS = ("privacy", "leave", "absence", "retract", "correct", "adhoc_request", "report_status", "join", "transfer", "commendation",
           "initiative", "training", "zalo_group", "member_list", "verify_member", "snooze", "handover", "complaint", "report_adhoc",
           "deadline", "task_update", "help", "report_nil", "cancel")  # fmt: skip


def _something_else(message: Message, scores: Scores, decision: Decision) -> bool:
    """Whether another reading is at least as strong as the decision."""
    rival = max(_RIVALS, key=scores.of)
    if decision.codes or decision.all:
        return scores.of(rival) >= 10 or (rival == "retract" and scores.of(rival) >= 9)
    if message.speaker in DECIDERS and message.pending:
        strong = rival in (
            "privacy",
            "adhoc_request",
            "commendation",
            "initiative",
            "training",
            "zalo_group",
            "retract",
            "member_list",
        )
        return strong and scores.of(rival) >= 8
    if decision.weak:
        return True
    return scores.of(rival) >= 7


def _chairmans(message: Message, decision: Decision) -> Understood:
    if decision.verdict == "unclear":
        return _unclear(*DECISIONS)
    if decision.verdict == "approve":
        named = bool(decision.codes or decision.all)
        if not named and message.pending != 1:
            return _unclear("approve", "defer", "reject") if message.pending else _nothing_waits(decision)
        sure = decision.sure and not decision.weak
        return _result("approve", _decision_slots(decision), sure=sure)
    one = message.pending <= 1 or bool(decision.codes or decision.all)
    return _result(decision.verdict, _decision_slots(decision), sure=decision.sure and one)


def _nothing_waits(decision: Decision) -> Understood:
    return _result("ack") if decision.weak else _unclear("approve", "ack")


def _of_others(message: Message, scores: Scores, decision: Decision) -> Understood | None:
    leader = message.speaker in LEADERS
    if leader and (message.pending or scores.of("introduce") >= 7):
        if decision.verdict == "unclear":
            return _unclear("introduce", "help")
        if decision.weak:
            return _unclear("introduce", "ack") if message.pending != 1 else _result("introduce", sure=False)
        if scores.of("introduce") >= 6 or not re.search(r"\b(?:duyet|chap thuan)\b", message.plain):
            return _introduce(message, scores, decision)
    if decision.weak or not (message.pending or _claims_decision(message)):
        return None
    if decision.verdict == "unclear" or message.is_question:
        return None if scores.best() else _unclear("help", "report_status")
    return _result(decision.verdict, _decision_slots(decision), sure=False)


def _introduce(message: Message, scores: Scores, decision: Decision) -> Understood:
    slots: dict[str, object] = _introduced(message, scores)
    if decision.codes or decision.all:
        slots |= {"codes": decision.codes, "all": decision.all, "except": decision.excepted}
    declined = decision.verdict in ("reject",) or bool(
        re.search(r"\b(?:khong|chua) (?:gioi thieu|de xuat|de cu)\b", message.plain)
    )
    slots["declined"] = declined
    slots["reason"] = decision.reason if decision.verdict != "approve" else ""
    return _result(
        "introduce",
        slots,
        sure=decision.sure and decision.verdict in ("approve", "reject") and message.pending <= 1,
    )


def _decision_slots(decision: Decision) -> dict[str, object]:
    return {
        "codes": decision.codes,
        "except": decision.excepted,
        "all": decision.all,
        "reason": decision.reason,
        "effective": decision.effective,
    }


# --- the question asked ---------------------------------------------------------------------------------------------

_STRONGER = ("correct", "retract", "privacy", "snooze", "complaint", "deadline", "report_adhoc", "leave")


def _asked(message: Message, scores: Scores) -> Understood | None:
    if not message.asked:
        return None
    if message.asked == "all":
        return _whole_form(message)
    if is_count(message):
        return _asked_count(message, scores)
    rival = max(_STRONGER, key=scores.of)
    field = message.field(message.asked)
    free = field is not None and field.kind == "text"
    if not free and scores.of(rival) >= 9 and len(message.words) <= 10:
        return None
    simple = max(("yes", "no"), key=scores.of)
    if not free and scores.of(simple) >= 8 and len(message.words) <= 4:
        return _result(simple)
    return read_answer(message)


def _asked_count(message: Message, scores: Scores) -> Understood | None:
    if scores.of("correct") >= 8 and re.search(r"\b(?:sua|dinh chinh|doi)\b", message.plain):
        return None
    figures = read_figures(message.text, message.fields, message.numbers)
    others = [key for key in figures.values if key != message.asked]
    if len(figures.values) > 1 and others:
        return _report(message, figures, scores)
    if (
        others
        and not figures.loose
        and message.asked not in figures.values
        and not _fits_any(message, others[0])
    ):
        return _report(message, figures, scores, sure=False)
    rival = max(_STRONGER, key=scores.of)
    answer = read_answer(message)
    if answer is not None and answer["intent"] == "answer":
        return answer
    if scores.of(rival) >= 8:
        return None
    if answer is not None:
        return answer
    return None if scores.best() else _unclear("answer", "skip", "help")


def _fits_any(message: Message, key: str) -> bool:
    """Whether a figure that seems to name another field still is the answer ("12 hồ sơ" to a question about files)."""
    field = message.field(key)
    return field is not None and field.general


def _whole_form(message: Message) -> Understood | None:
    integers = tuple(one.key for one in message.fields if one.kind == "int")
    core = tuple(key for key in CORE if key in integers) or integers
    values = in_order(message.text, core) or in_order(message.text, integers)
    return _result("report", values, sure=False) if values else None


# --- figures --------------------------------------------------------------------------------------------------------

_NOT_REPORTS = ("profile", "adhoc_request", "task_update", "join", "transfer", "absence", "introduce", "report_adhoc", "deadline",
                "report_status", "commendation", "initiative", "help", "verify_member", "member_list", "out_of_scope", "leave", "snooze",
                "training", "zalo_group", "retract", "complaint", "handover", "privacy", "cancel")  # fmt: skip


def _figures(message: Message, scores: Scores) -> Understood | None:
    if message.speaker == "resident" and scores.of("report") < 4:
        return None
    figures = read_figures(message.text, message.fields, message.numbers)
    message.why.extend(figures.why)
    if scores.of("correct") >= 7:
        return None
    if scores.of("report_nil") >= 8 and not any(figures.values.values()):
        return None
    if scores.of("task_update") >= 8 and any(one.reading.of for one in message.numbers):
        return None
    if message.speaker in LEADERS and figures.values:
        scores.weights["out_of_scope"] = scores.of("out_of_scope") - 6
    rival = max(_NOT_REPORTS, key=scores.of)
    strength = 3.5 * len(figures.values) + 2 * len(figures.doubtful) + scores.of("report") * 0.7
    if figures.texts and scores.of("report") >= 3:
        strength += 4
    if not figures.values and not figures.doubtful:
        values = in_order(message.text)
        if values and scores.of("report") >= 3:
            return _report(message, Figures(values=values, confirm=True), scores)
        return None
    question = message.is_question and message.raw.rstrip().endswith("?")
    if scores.of(rival) > strength or (question and strength < 8):
        return None
    if not figures.values and scores.of("report") < 3:
        return _unclear("report", "help")
    return _report(message, figures, scores)


_MORE = re.compile(r"\bthem (?:\S+ ){0,3}\d|\d\S* (?:\S+ ){0,4}nua\b|\bbo sung (?:\S+ ){0,3}\d")


def _report(message: Message, figures: Figures, scores: Scores, *, sure: bool = True) -> Understood:
    slots: dict[str, object] = {"period": read_period(message.raw, message.today)}
    slots |= {**figures.values, **figures.texts}
    slots["approximate"] = [key for key in figures.approximate if key in figures.values]
    slots["add"] = bool(_MORE.search(message.plain))
    return _result("report", slots, sure=sure and figures.sure and not slots["approximate"])


# --- everything else ------------------------------------------------------------------------------------------------


def _by_score(message: Message, scores: Scores) -> Understood:
    weights = dict(scores.weights)
    _adjust(message, weights)
    best = max(weights, key=lambda intent: weights[intent], default="")
    if not best or weights[best] < 5:
        return _leftover(message, weights)
    second = max((weight for intent, weight in weights.items() if intent != best), default=0.0)
    return _with_slots(best, message, scores, sure=weights[best] >= 6 and weights[best] - second >= 1)


_FRIENDLY = ("smalltalk", "ack")


def _adjust(message: Message, weights: dict[str, float]) -> None:
    """What the circumstances say for or against a reading."""
    matters = [intent for intent in weights if intent not in _FRIENDLY and weights[intent] >= 7]
    if matters:
        for intent in _FRIENDLY:
            weights.pop(intent, None)
    if "absence" in weights and "leave" in weights:
        keeper = (
            "leave"
            if re.search(r"\b(?:han|luon|thoi viec|rut ten|khong lam nua)\b", message.plain)
            else "absence"
        )
        if read_duration(message.raw) is None and weights["absence"] < weights["leave"]:
            keeper = "leave"
        weights.pop("leave" if keeper == "absence" else "absence")
    if "absence" in weights and not re.search(
        r"\b(?:nghi|vang|tam|di|vien|phep|bau|de|sinh|han|gat|hoc)\b", message.plain
    ):
        weights["absence"] -= 4
    if "cancel" in weights and "leave" in weights and message.form == "leave":
        weights["cancel"] += 2
    if "out_of_scope" in weights and message.speaker == "resident":
        weights["out_of_scope"] += 0.5
    if "complaint" in weights and message.form:
        weights["complaint"] += 0.5
    if "retract" in weights and message.form:
        weights["cancel"] = weights.get("cancel", 0) + 0.1
    if message.form and weights.get("yes", 0) and "ack" in weights:
        weights.pop("ack")
    if (
        "transfer" in weights
        and "leave" in weights
        and not re.search(r"\b(?:to|thon|xom|tdp|khoi)\b", message.plain)
    ):
        weights.pop("transfer")
    if "zalo_group" in weights and ("leave" in weights or "join" in weights):
        weights["zalo_group"] += 1.5
    if "join" in weights and re.search(r"\bkhong (?:muon|tham gia|dang ky|vao|them)\b", message.plain):
        if "cong tac vien" not in message.plain:
            weights.pop("join")
    if "join" in weights and "leave" in weights:
        leaves = re.search(
            r"\b(?:nghi|rut|ra khoi|khong (?:lam|tham gia)|thoi (?:lam|tham gia|chuc))\b", message.plain
        )
        weights.pop("join" if leaves else "leave")
    if "report_nil" in weights:
        weights.pop("report_adhoc", None)
    if "report_status" in weights and "retract" in weights:
        weights.pop("report_status")
    if "join" in weights and "introduce" in weights and message.speaker in LEADERS:
        weights.pop("join")
    if "privacy" in weights and "leave" in weights:
        weights["privacy"] += 1


def _leftover(message: Message, weights: Mapping[str, float]) -> Understood:
    """Too little was understood: say between what one would choose."""
    found = sorted(weights, key=lambda intent: -weights[intent])[:3]
    if re.search(r"\b(?:xin|cho) (?:\S+ ){0,2}nghi(?: a| em| nhe| nha)*$", message.plain):
        found = ["leave", "absence"]
    if message.form and not message.asked and weights.get("ack"):
        return _result("yes", sure=False)
    if message.speaker == "chairman" and message.pending:
        found = ["approve", "defer", "reject"]
    return _unclear(*(found or ["help", "handover"]))


def _with_slots(intent: str, message: Message, scores: Scores, *, sure: bool) -> Understood:
    maker = _SLOTS.get(intent)
    slots = maker(message, scores) if maker else {}
    unsure = slots.pop("_unsure", False)
    return _result(intent, slots, sure=sure and not unsure)


Slots = dict[str, Any]
_ON_BEHALF = re.compile(
    r"\b(?:cho|giup|gium|ho|dum) (?:han|no|chong|vo|bo|me|ban|thang|ong xa|ba xa|(?:con|chau|dua) (?:em|toi|tui|minh|trai|gai|nha|dau|re|chu|bac))\b"
    r"|^(?:da |a )?(?:con|chong|vo|chau|bo|me|thang) (?:em|toi|tui|minh|chu|bac|nha|co|trai|gai)\b|\bcho (?:han|no)\b"
    r"|\b(?:em|anh|chi|con) (?:trai|gai|ho|dau|re|chong|vo) (?:em|toi|tui|minh)\b|\b(?:dang ky|xin) (?:giup|gium|ho)\b"
)
_JOBS = (
    "giáo viên", "giáo viên mầm non", "y tá", "bác sĩ", "công an viên", "bộ đội", "sinh viên", "học sinh", "nhân viên y tế", "kế toán",
    "nhân viên bưu điện", "bưu tá", "thợ điện", "kỹ sư", "cán bộ đoàn", "buôn bán", "làm ruộng", "nông dân",
)  # fmt: skip


def _join(message: Message, scores: Scores) -> Slots:
    places, plain = villages(message), message.plain
    collaborator = bool(re.search(r"\b(?:cong tac|tinh nguyen) vien\b", plain))
    member = bool(re.search(r"\b(?:thanh|to) vien\b", plain)) and not collaborator
    behalf = bool(_ON_BEHALF.search(plain))
    name = self_name(message)
    if not name and behalf:
        named = people(message)
        name = named[0].name if named else ""
    kind = "collaborator" if collaborator else "member" if member else ""
    return {"name": name, "village": places[0] if places else "", "commune": commune(message), "kind": kind,
            "birth_year": birth_year(message.raw), "on_behalf": behalf, "occupation": _job(message)}  # fmt: skip


def _job(message: Message) -> str:
    from vietnamese.folding import fold

    found = [job for job in _JOBS if f" {fold(job)} " in f" {message.plain} "]
    return max(found, key=len, default="")


def _transfer(message: Message, scores: Scores) -> Slots:
    spans = village_spans(message)
    slots: Slots = {}
    for name, at in spans:
        before = [token.plain for token in message.text.tokens[max(0, at - 4) : at]]
        backwards = next((word for word in reversed(before) if word in _DIRECTIONS), "")
        key = "from_village" if backwards in ("tu", "o", "khoi", "roi") else "to_village"
        slots.setdefault(key, name)
    return {**slots, "_unsure": "to_village" not in slots}


_DIRECTIONS = ("tu", "o", "khoi", "roi", "sang", "ve", "qua", "den", "toi", "vao")


def _leave(message: Message, scores: Scores) -> Slots:
    plain = message.plain
    others = [one for one in people(message) if one.title not in ("em",) or message.speaker in LEADERS]
    after = bool(re.search(r"\b(?:co|tim|kiem) (?:\S+ ){0,3}thay\b|\bnguoi thay\b", plain))
    subject = others[0].name if others and not re.search(r"^(?:da |a )?(?:toi|tui|em|minh)\b", plain) else ""
    role = re.search(
        r"\b(?:lam|chuc|chuc vu|nhiem vu) (?:\S+ )?(to (?:pho|truong)|thanh vien|cong tac vien)\b", plain
    )
    words = {
        "to pho": "tổ phó",
        "to truong": "tổ trưởng",
        "thanh vien": "thành viên",
        "cong tac vien": "cộng tác viên",
    }
    return {
        "subject": subject,
        "reason": reason(message),
        "after_replacement": after,
        "role": words[role[1]] if role else "",
    }


def _absence(message: Message, scores: Scores) -> Slots:
    length = read_duration(message.raw)
    if length is None:
        return {"_unsure": True}
    return {"months": length.months, "days": length.days}


def _introduced(message: Message, scores: Scores) -> Slots:
    named = people(message)
    tokens = message.text.tokens
    slots: Slots = {}
    for one in named:
        before = [token.plain for token in tokens[max(0, one.start - 2) : one.start]]
        replaced = "thay" in before or before[-2:] == ["thay", "the"] or before[-2:] == ["thay", "cho"]
        slots.setdefault("replaces" if replaced else "candidate", one.name)
    if "candidate" not in slots:
        slots["candidate"] = self_name(message)
    slots["birth_year"] = birth_year(message.raw)
    slots["declined"] = bool(re.search(r"\b(?:khong|chua) (?:gioi thieu|de xuat|de cu)\b", message.plain))
    return slots


def _member_list(message: Message, scores: Scores) -> Slots:
    places = villages(message)
    scope = "commune" if re.search(r"\b(?:to|toan|ca|cap) xa\b", message.plain) and not places else ""
    return {"village": places[0] if places else "", "commune": commune(message), "scope": scope}


def _verify(message: Message, scores: Scores) -> Slots:
    named, places = people(message), villages(message)
    return {"name": named[0].name if named else self_name(message), "village": places[0] if places else ""}


def _period(message: Message, scores: Scores) -> Slots:
    return {"period": read_period(message.raw, message.today)}


def _report_intent(message: Message, scores: Scores) -> Slots:
    figures = read_figures(message.text, message.fields, message.numbers)
    return {**_period(message, scores), **figures.texts}


def _nil(message: Message, scores: Scores) -> Slots:
    return {**_period(message, scores), "reason": reason(message)}


_WAS = re.compile(
    r"\b(?:khong phai|dau phai|chu khong|khong|khoi)(?: la)? (\d[\d.]*)\b|\b(?:nham|sai|lon) (?:\S+ ){0,2}?(?:thanh|la) (\d[\d.]*)\b|"
    r"\btu (\d[\d.]*) (?:thanh|sang|len|xuong|lai|ve)\b"
)
_LINE = re.compile(
    r"(?:^|\b(?:sua|chinh|doi|dieu chinh) (?:lai |giup |cho |toi |em )*)(?:(?:cau|muc|dong|so|y|cai|phan|o) (?:so |thu )?)?"
    r"(\d{1,2})(?: (?:sua|doi|chinh))?(?: (?:thanh|la|lai|con|xuong|len|bang))*(?: (\d[\d.]*))?(?: (?:a|nhe|nha|nghe|voi|em|oi|gium|giup|di|dum|thoi))*$"
)


def _correct(message: Message, scores: Scores) -> Slots:
    numbered = _LINE.search(message.plain)
    if numbered and not read_period(message.raw, message.today):
        slots: Slots = {"line": int(numbered[1])}
        return {**slots, "value": int(re.sub(r"\D", "", numbered[2]))} if numbered[2] else slots
    return _corrected_figures(message)


def _corrected_figures(message: Message) -> Slots:
    match = _WAS.search(message.plain)
    was = next((int(re.sub(r"\D", "", group)) for group in match.groups() if group), None) if match else None
    usable = list(message.numbers)
    if was is not None:
        old = [n for n in usable if n.reading.value == was]
        usable = [n for n in usable if n not in old[-1:]] if len(usable) > 1 else usable
    figures = read_figures(message.text, message.fields, usable)
    if figures.summed and len(figures.values) == 1:
        good = [one for one in usable if one.reading.value is not None]
        was = good[0].reading.value
        figures.values = dict.fromkeys(figures.values, good[-1].reading.value or 0)
    slots: Slots = {"period": read_period(message.raw, message.today), **figures.values, "was": was}
    if not figures.values:
        good = [n.reading.value for n in usable if n.reading.value is not None]
        slots["value"] = good[0] if len(good) == 1 else None
        slots["_unsure"] = True
    return slots


def _adhoc(message: Message, scores: Scores) -> Slots:
    plain = message.plain
    kinds = (
        (
            "scam",
            r"\b(?:lua|gia danh|mao danh|gia mao|tu xung|xung la|chuyen tien|otp|thu tien|thu phi|hack|chiem doat)\b",
        ),
        (
            "disaster",
            r"\b(?:bao so|con bao|bao lu|lu|lut|ngap|sat lo|chay (?:nha|rung|no|lon)|hoa hoan|dong dat|loc|vo de|duoi nuoc|chet duoi)\b",
        ),
        ("network", r"\b(?:mang|wifi|internet|song|4g|3g|duong truyen|cap quang|data)\b"),
    )
    kind = next((name for name, pattern in kinds if re.search(pattern, plain)), "other")
    urgent = bool(re.search(r"\b(?:khan|gap|cuu|nguy|ngay lap|cap bach)\b", plain))
    return {"kind": kind, "urgent": urgent}


def _adhoc_request(message: Message, scores: Scores) -> Slots:
    moment = read_moment(message.raw, message.today)
    day = read_date(message.raw, message.today)
    deadline = moment.isoformat(timespec="minutes") if moment else day.isoformat() if day else ""
    return {"deadline": deadline, "question": message.raw.strip(), "scope": commune(message)}


def _initiative(message: Message, scores: Scores) -> Slots:
    said = re.search(
        r"(?i)(?:sáng kiến|mô hình|cách làm hay|ý tưởng|sang kien|mo hinh|cach lam hay|y tuong)[^:]{0,30}:\s*(.+)",
        message.raw,
    )
    return {"title": quoted(message) or (said[1].strip(" .") if said else "")}


def _commendation(message: Message, scores: Scores) -> Slots:
    named, plain = people(message), message.plain
    kind = "person" if named else ""
    if re.search(r"\bho\b(?! (?:tro|so))|\bgia dinh\b", plain):
        kind = "household"
    elif re.search(r"\b(?:doanh nghiep|cong ty|htx|hop tac xa|cua hang|quan|co so|tiem)\b", plain):
        kind = "business"
    elif not named and re.search(r"\b(?:to|doi|nhom)\b", plain):
        kind = "team"
    nominee = named[0].name if named else _nominee(message, kind)
    return {"nominee": nominee, "nominee_kind": kind}


def _nominee(message: Message, kind: str) -> str:
    words = {
        "team": r"tổ|đội|nhóm|to|doi",
        "business": r"công ty|doanh nghiệp|cửa hàng|hợp tác xã|htx|cơ sở|quán|tiệm",
        "household": r"hộ|gia đình|nhà",
    }
    pattern = words.get(kind)
    match = (
        re.search(
            rf"(?:(?i:{pattern}))\s+(?:(?:thôn|xóm|ông|bà|anh|chị)\s+)?((?:[^\W\d_a-zà-ỹ]\w*\s?)+)",
            message.raw,
        )
        if pattern
        else None
    )
    return match[1].strip() if match else ""


def _task(message: Message, scores: Scores) -> Slots:
    ratio = [one.reading for one in message.numbers if one.reading.of]
    plain = re.search(r"(?<![\d/])(\d{1,5})\s*/\s*(\d{1,5})(?![\d/])", message.raw)
    if ratio:
        return {"done": ratio[0].value, "total": ratio[0].of}
    return {"done": int(plain[1]), "total": int(plain[2])} if plain else {}


def _profile(message: Message, scores: Scores) -> Slots:
    def grouped(found: re.Match[str] | None) -> int | None:
        return int(re.sub(r"\D", "", found[1])) if found else None

    plain = message.text.plain
    households = re.search(r"(\d[\d.,]*) (?:ho|nha|noc nha)\b(?! so| tro)", plain) or re.search(
        r"so ho[^\d]{0,15}(\d[\d.,]*)", plain
    )
    persons = re.search(r"(\d[\d.,]*) (?:nhan khau|khau|nguoi|dan\b|nhan)", plain) or re.search(
        r"(?:nhan khau|dan so)[^\d]{0,20}(\d[\d.,]*)", plain
    )
    return {"households": grouped(households), "people": grouped(persons)}


def _privacy(message: Message, scores: Scores) -> Slots:
    plain = message.plain
    if re.search(r"\b(?:xoa|go|huy)\b", plain):
        return {"right": "erase"}
    if re.search(r"\brut\b|\b(?:khong|thoi|chua) (?:dong y|cho (?:phep|dung|luu|bot)|muon)\b", plain):
        return {"right": "withdraw"}
    return {"right": "access"}


def _snooze(message: Message, scores: Scores) -> Slots:
    found = read_date(message.raw, message.today)
    if found is None or re.search(r"\b(?:dung|thoi|khong) (?:nhan|nhac|gui)\b", message.plain):
        return {}
    return {"until": found.isoformat()}


_SLOTS: dict[str, Callable[[Message, Scores], Slots]] = {
    "join": _join, "transfer": _transfer, "leave": _leave, "absence": _absence, "introduce": _introduced, "member_list": _member_list,
    "verify_member": _verify, "report": _report_intent, "report_nil": _nil, "correct": _correct, "retract": _period,
    "report_status": _period, "report_adhoc": _adhoc, "adhoc_request": _adhoc_request, "initiative": _initiative,
    "commendation": _commendation, "task_update": _task, "profile": _profile, "privacy": _privacy, "snooze": _snooze,
}  # fmt: skip
