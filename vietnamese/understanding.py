"""Says what a message means: intent, slots, and whether it may be acted on without asking back."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from vietnamese.answers import is_count, read_answer
from vietnamese.decisions import Decision, read_decision
from vietnamese.details import details
from vietnamese.expressions import Expression, expression
from vietnamese.fields import CORE
from vietnamese.figures import Figures, in_order, read_figures
from vietnamese.likeness import guess
from vietnamese.mentions import find_mentions
from vietnamese.message import LEADERS, Message, message_from
from vietnamese.numbers import reading_of
from vietnamese.private import find_id_number, find_phone
from vietnamese.rules import Scores, score
from vietnamese.weighing import weigh

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
    read = message_from(message)
    return _understand(read), read.why


def _understand(message: Message) -> Understood:
    """In this order: danger, bare signs, the open form's commands, decisions, answers, figures, everything else."""
    if not message.words:
        return _bare_sign(message)
    found = _by_rules(message)
    return found if found["intent"] != "unclear" else _likelier(message) or found


def _by_rules(message: Message) -> Understood:
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

_TRUSTED = Expression(
    r"(?:https?://)?(?:[\w-]+\.)*(?:gov\.vn|zalo\.me|zaloapp\.com|zalo\.vn|edu\.vn)(?:[/:?].*)?$",
    re.IGNORECASE,
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
    if kind == "impersonation" and _TELLS_OF_SWINDLERS.search(message.plain):
        scores.weights.pop("suspicious")
        scores.weights["report_adhoc"] = max(scores.of("report_adhoc"), 12)
    elif kind == "impersonation" and scores.of("join") >= 7:
        scores.weights.pop("suspicious")  # a village policeman may well wish to join
    elif injection:
        return _result("suspicious", {"kind": kind})
    return None


# "có đứa xưng công an, bảo chuyển tiền": told of others, and to be passed on
_TELLS_OF_SWINDLERS = Expression(
    r"\b(?:co (?:dua|ke|nguoi|thang|con|so la)|dua|ke) (?:\S+ ){0,8}?(?:xung|gia danh|mao danh)\b"
)


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
    if (
        expression(r"(?:da |a |u |vang )?dung (?:gui|nop|ghi|chot|voi)\b").match(message.plain)
        and not message.text.marked
    ):
        return _unclear("yes", "no")  # "đúng, gửi" or "đừng gửi"
    chosen = scores.strongest(COMMANDS)
    if (
        scores.of(chosen) >= 7
        and scores.of(chosen) >= scores.of("retract")
        and not _is_text_answer(message, scores, chosen)
    ):
        return _with_slots(chosen, message, sure=True)
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
    if (message.speaker in ("resident", "member") or message.pending) and _AGREES_FOR.match(message.plain):
        scores.weights.pop("join", None)
    if not decider and not message.pending and not _claims_decision(message):
        return None
    decision = read_decision(message)
    if not decision.verdict:
        return None
    if message.form and decision.verdict == "approve" and not (decision.codes or decision.all):
        return None
    if _something_else(message, scores, decision):
        return None
    message.why.append(decision.told())
    if decider:
        return _chairmans(message, decision)
    return _of_others(message, scores, decision)


_AGREES_FOR = Expression(r"(?:(?:toi|tui|em|minh|bac) )?(?:dong y|duyet) cho\b")


def _claims_decision(message: Message) -> bool:
    if not any(words in message.plain for words in ("duyet", "chap thuan", "dong y", "tu choi")):
        return False
    return bool(
        expression(
            r"\b(?:duyet|chap thuan)\b|^(?:(?:da|a|toi|tui|em|minh|bac|anh|chi|chu) )*dong y cho\b"
            r"|\bdong y (?:cho |voi )?(?:tat ca|het|cac don)\b"
        ).search(
            message.plain,
        )
    ) or (
        message.speaker not in ("resident", "member")
        and bool(expression(r"\b(?:dong y|tu choi) (?:don\b|[a-z]*\d+[a-z]+\d*)").search(message.plain))
    )


_RIVALS = tuple(
    (
        "privacy leave absence retract correct adhoc_request report_status join transfer commendation initiative "
        "training zalo_group member_list verify_member snooze handover complaint report_adhoc deadline "
        "task_update help report_nil cancel"
    ).split()
)


def _something_else(message: Message, scores: Scores, decision: Decision) -> bool:
    """Whether another reading is at least as strong as the decision."""
    rival = scores.strongest(_RIVALS)
    if (
        decision.verdict == "return_for_info"
        and rival == "adhoc_request"
        and not _TO_TEAMS.search(message.plain)
    ):
        return False  # "hồ sơ mờ quá, gửi lại cho tôi"
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


_TO_TEAMS = Expression(
    r"\b(?:cac|toan|moi|tung|may|tat ca) (?:\S+ )?(?:to|thon|xom|don vi|dong chi|xa|anh em)\b"
)


def _chairmans(message: Message, decision: Decision) -> Understood:
    if decision.verdict == "unclear":
        return _unclear(*DECISIONS)
    if decision.verdict == "approve":
        named = bool(decision.codes or decision.all)
        mistyped = [word for word in message.mistyped if not _begins_code(word, decision)]
        if mistyped:
            message.why.append(f"mistyped, nothing is approved: {', '.join(mistyped)}")
            return _unclear("approve", "defer", "reject")
        if decision.all and not message.pending:
            decision.sure = False
        if not named and message.pending != 1:
            return _unclear("approve", "defer", "reject") if message.pending else _nothing_waits(decision)
        sure = decision.sure and not decision.weak
        return _result("approve", _decision_slots(decision), sure=sure)
    one = message.pending <= 1 or bool(decision.codes or decision.all)
    return _result(decision.verdict, _decision_slots(decision), sure=decision.sure and one)


def _begins_code(word: str, decision: Decision) -> bool:
    """The "tg" of "tg-1043" is no slip."""
    return any(code.startswith(f"{word.upper()}-") for code in decision.codes)


def _nothing_waits(decision: Decision) -> Understood:
    return _result("ack") if decision.weak else _unclear("approve", "ack")


def _of_others(message: Message, scores: Scores, decision: Decision) -> Understood | None:
    leader = message.speaker in LEADERS
    if leader and (message.pending or scores.of("introduce") >= 7):
        if decision.verdict == "unclear":
            asks = not message.is_question and _ASKS_TO_APPROVE.search(message.plain)
            return _introduce(message, scores, decision) if asks else _unclear("introduce", "help")
        if decision.weak:
            return _unclear("introduce", "ack") if message.pending != 1 else _result("introduce", sure=False)
        if scores.of("introduce") >= 6 or not expression(r"\b(?:duyet|chap thuan)\b").search(message.plain):
            return _introduce(message, scores, decision)
    if decision.weak or not (message.pending or _claims_decision(message)):
        return None
    if decision.verdict == "unclear" or message.is_question:
        return None if scores.best() else _unclear("help", "report_status")
    return _result(decision.verdict, _decision_slots(decision), sure=False)


_ASKS_TO_APPROVE = Expression(
    r"\b(?:de nghi|de xuat|mong|kinh de nghi) (?:\S+ ){0,3}(?:duyet|chap thuan|dong y|nhat tri)\b"
)


def _introduce(message: Message, scores: Scores, decision: Decision) -> Understood:
    slots: dict[str, object] = details("introduce", message)
    if decision.codes or decision.all:
        slots |= {"codes": decision.codes, "all": decision.all, "except": decision.excepted}
    declined = decision.verdict in ("reject",) or bool(
        expression(r"\b(?:khong|chua) (?:gioi thieu|de xuat|de cu)\b").search(message.plain)
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

_STRONGER = (
    "correct", "retract", "privacy", "snooze", "complaint", "deadline", "report_adhoc", "leave", "report_status"
)  # fmt: skip


def _asked(message: Message, scores: Scores) -> Understood | None:
    if not message.asked:
        return None
    if message.asked == "all":
        return _whole_form(message)
    if is_count(message):
        return _of_months(message) if message.months else _asked_count(message, scores)
    rival = scores.strongest(_STRONGER)
    field = message.field(message.asked)
    free = field is not None and field.kind == "text"
    if not free and scores.of(rival) >= 9 and len(message.words) <= 10:
        return None
    if scores.of("cancel") >= 9 and message.form and not free:
        return None  # no name is as long as "cháu nghịch máy của ông, bỏ hết cái đang dở đi giùm ông"
    simple = scores.strongest(("yes", "no"))
    if not free and scores.of(simple) >= 8 and len(message.words) <= 4:
        return _result(simple)
    return read_answer(message)


_EARLIER = Expression(
    r"\b(?:cau|muc|dong|so) (?:truoc|tren|vua roi|hoi nay|luc nay|nay|khi nay)\b.*\b(?:sai|nham|lon|sua|doi|dung)\b"
)


def _asked_count(message: Message, scores: Scores) -> Understood | None:
    if _EARLIER.search(message.plain):
        return _with_slots("correct", message, sure=False)
    if scores.of("correct") >= 8 and expression(r"\b(?:sua|dinh chinh|doi)\b").search(message.plain):
        return None
    figures = read_figures(message.text, message.fields, message.numbers)
    if scores.of("correct") >= 7 and figures.values and message.asked not in figures.values:
        return _with_slots("correct", message, sure=bool(_NOT_BUT.search(message.plain)))
    if figures.texts and not figures.values:
        return _report(message, figures)
    others = [key for key in figures.values if key != message.asked]
    if len(figures.values) > 1 and others:
        return _report(message, figures)
    if (
        others
        and not figures.loose
        and message.asked not in figures.values
        and not _fits_any(message, others[0])
    ):
        return _report(message, figures, sure=False)
    rival = scores.strongest(_STRONGER)
    answer = _count_answered(message, figures)
    if answer is not None and answer["intent"] == "answer":
        return answer
    if scores.of(rival) >= 8:
        return None
    if answer is not None:
        return answer
    return None if scores.best() else _unclear("answer", "skip", "help")


def _count_answered(message: Message, figures: Figures) -> Understood | None:
    """ "hồ sơ thì nỏ có cái mô": that there was none of what is asked answers it too."""
    answer = read_answer(message)
    if (answer is None or answer["intent"] != "answer") and figures.values == {message.asked: 0}:
        return _result("answer", {"value": 0})
    return answer


_NOT_BUT = Expression(r"\b(?:khong phai|dau phai|chu khong|sua|doi|dinh chinh)\b")


def _fits_any(message: Message, key: str) -> bool:
    """Whether a figure that seems to name another field still is the answer ("12 hồ sơ" to a question about files)."""
    field = message.field(key)
    return field is not None and field.general


def _whole_form(message: Message) -> Understood | None:
    integers = tuple(one.key for one in message.fields if one.kind == "int")
    core = tuple(key for key in CORE if key in integers) or integers
    if reading_of(message.text).problem == "same":
        return _result("answer", {"same_as_last": True}, sure=False)
    values = in_order(message.text, core) or in_order(message.text, integers)
    return _result("report", values, sure=False) if values else None


# --- figures --------------------------------------------------------------------------------------------------------

_NOT_REPORTS = tuple(
    (
        "profile adhoc_request task_update join transfer absence introduce report_adhoc deadline report_status "
        "commendation initiative help verify_member member_list out_of_scope leave snooze training zalo_group "
        "retract complaint handover privacy cancel"
    ).split()
)


def _figures(message: Message, scores: Scores) -> Understood | None:
    if message.speaker == "resident" and scores.of("report") < 4:
        return None
    figures = read_figures(message.text, message.fields, message.numbers)
    message.why.extend(figures.why)
    if _is_no_report(message, scores, figures):
        return None
    if not figures.values and not figures.doubtful and not (figures.texts and message.speaker in LEADERS):
        values = in_order(message.text) if scores.of("report") >= 3 else None
        return _report(message, Figures(values=values, confirm=True)) if values else None
    if message.speaker != "resident" and figures.values:
        for weaker in ("out_of_scope", "help"):
            scores.weights[weaker] = scores.of(weaker) - 6
    if scores.of("profile") and _of_a_field(message):
        scores.weights.pop("profile")
    if _is_outweighed(message, scores, figures):
        return None
    vague = figures.doubtful and message.speaker in LEADERS and message.period is not None
    if not figures.values and not figures.texts and scores.of("report") < 3 and not vague:
        return _unclear("report", "help")
    return _report(message, figures)


def _is_no_report(message: Message, scores: Scores, figures: Figures) -> bool:
    """Corrections, nil reports and tasks done carry numbers of their own."""
    nil = scores.of("report_nil") >= 8 and not any(figures.values.values())
    task = scores.of("task_update") >= 8 and any(one.reading.of for one in message.numbers)
    within = _SLIP_WITHIN.search(message.counted) or _IF_WRONG.search(message.plain)
    corrects = scores.of("correct") >= 7 and not (within and len(figures.values) > 1)
    return corrects or nil or task


# "có chi sai bác tổ trưởng sẽ báo lại"
_IF_WRONG = Expression(r"\b(?:co|neu) (?:chi|gi) (?:sai|nham)\b")
# "3 buổi à nhầm 2 buổi, 60 người": said and mended in one breath
_SLIP_WITHIN = Expression(r"\d\S* (?:\S+ ){1,4}(?:a|y|u) (?:khong|nham|quen|lon) (?:phai |la )*\d")


def _is_outweighed(message: Message, scores: Scores, figures: Figures) -> bool:
    rival = scores.of(scores.strongest(_NOT_REPORTS))
    strength = 3.5 * len(figures.values) + 2 * len(figures.doubtful) + scores.of("report") * 0.7
    if figures.texts and (figures.values or scores.of("report") >= 3):
        strength += 6
    if len(figures.values) > 1 and not message.is_question:
        strength += 2
    if figures.texts and (message.form == "report" or _is_labelled(message, figures)):
        strength += 12
    return rival > strength or (message.raw.rstrip().endswith("?") and strength < 8)


_HOW_MANY = Expression(
    r"\bso (?:ho|nha|nguoi)(?: dan)?(?: (?:co|da|dung|xai|su|lam|quet|len|tham|gia|ban|dan|cai|duoc))* $"
)


def _of_a_field(message: Message) -> bool:
    """ "số hộ QR là 6": the households of a field of the report, not those of the village."""
    tokens = message.text.tokens
    return any(
        not one.general
        and _HOW_MANY.search(
            "".join(f"{token.plain} " for token in tokens[max(0, one.start - 6) : one.start])
        )
        for one in find_mentions(message.text, message.fields)
    )


def _is_labelled(message: Message, figures: Figures) -> bool:
    """A leader's "khó khăn: …" with its colon is a line of the report, whatever the trouble is."""
    label = expression(r"\s*([^:\n]{3,30}):").match(message.raw)
    return bool(label and message.speaker in LEADERS and "kho_khan" in figures.texts)


_MORE = Expression(r"\bthem (?:\S+ ){0,3}\d|\d\S* (?:\S+ ){0,4}nua\b|\bbo sung (?:\S+ ){0,3}\d")


def _report(message: Message, figures: Figures, *, sure: bool = True) -> Understood:
    if message.months:
        return _of_months(message)
    slots: dict[str, object] = {"period": message.period}
    slots |= {**figures.values, **figures.texts}
    slots["approximate"] = [key for key in figures.approximate if key in figures.values]
    slots["add"] = bool(_MORE.search(message.plain))
    return _result("report", slots, sure=sure and figures.sure and not slots["approximate"])


def _of_months(message: Message) -> Understood:
    """Which of several months comes first is asked; no figure is taken."""
    message.why.append(
        f"figures of several months (as «t10 3 buổi, t11 2 buổi»): {', '.join(message.months)}"
    )
    return _result("report", {"periods": message.months}, sure=False)


# --- everything else ------------------------------------------------------------------------------------------------


def _by_score(message: Message, scores: Scores) -> Understood:
    weights = dict(scores.weights)
    weigh(message, weights)
    best = max(weights, key=lambda intent: weights[intent], default="")
    if not best or weights[best] < 5:
        return _leftover(message, weights)
    if message.speaker == "chairman" and message.pending and best in ("leave", "absence", "join", "transfer"):
        return _unclear("approve", "defer", "reject")
    second = max((weight for intent, weight in weights.items() if intent != best), default=0.0)
    if best == "leave" and _may_only_rest(message):
        message.why.append("«nghỉ» alone: for a while or for good (as «xin nghỉ»)")
        return _unclear("leave", "absence")
    if (
        weights[best] < 10
        and best not in ("correct", "retract")
        and (other := _likely_intent(message, _OVERRULES))
        and other != best
        and not _is_settled(other, scores, weights)
    ):
        return _as_guessed(other, message)
    message.why.append(f"read by weight: {best} {weights[best]:.2f}, the next {second:.2f}")
    return _with_slots(best, message, sure=weights[best] >= 6 and weights[best] - second >= 1)


def _is_settled(intent: str, scores: Scores, weights: Mapping[str, float]) -> bool:
    """Whether the rules have weighed an intent and found it too light."""
    return intent in scores.weights and (intent not in weights or intent in _TAKES_MORE)


def _leftover(message: Message, weights: Mapping[str, float]) -> Understood:
    """Too little was understood: what it is most like, or between what one would choose."""
    message.why.append("no reading weighs enough")
    if _RESTS.search(message.plain) and not (message.form or message.pending):
        return _unclear("leave", "absence")
    alike = _by_likeness(message)
    if alike is not None and not (alike["intent"] in _TAKES_MORE or len(message.words) < _SHORT):
        return alike
    if alike is not None and _by_likeness(message, _LEAD_OF_FEW_WORDS):
        return alike
    found = sorted(weights, key=lambda intent: -weights[intent])[:3]
    if message.form and not message.asked and weights.get("ack"):
        return _result("yes", sure=False)
    if message.speaker == "chairman" and message.pending:
        found = ["approve", "defer", "reject"]
    return _unclear(*(found or ["help", "handover"]))


def _may_only_rest(message: Message) -> bool:
    """Whether a wish to leave is no more than "cho em nghỉ", with nothing beside it that tells for how long."""
    if message.form in ("leave", "absence") or not _OWN_REST.search(message.plain):
        return False
    return not _HOW_LONG.search(_WHO_SPEAKS.sub("", message.plain))


_OWN_REST = Expression(
    r"\b(?:xin|cho|muon|duoc)(?: (?:xin|cho|muon|duoc|phep|toi|tui|em|minh|chau|con|bac|chu|anh|chi|o|chung toi))* nghi"
    r"(?: (?:a|em|chau|bac|anh|chi|chu|nhe|nha|nghe|voi|bot|da|di|cai|vi|do|ban|qua|lam|roi))*[^a-z]*$"
)
# what says of a rest that it is for good, or till when
_HOW_LONG = Expression(
    r"\b(?:khoi|han|luon|viec (?!nha)|to|lam (?!$)|chuc|vien|thay|the|nua|gia (?!dinh)|yeu|tuoi|suc"
    r"|(?:lay|theo) chong|nam|(?:di|lam|an|o|hoc) xa|nuoc ngoai"
    r"|ngay|tuan|thang|hom|bua|mai|toi (?:nay|mai|het|ra)|den|chieu|sang|hop|tet)\b|\d"
)
_WHO_SPEAKS = Expression(
    r"\b(?:em|toi|tui|chau) (?:\S+ ){0,4}?la (?:thanh vien|to pho|to truong|cong tac vien)(?: (?:cua )?to\b)?"
)
# "em muốn nghỉ", "em nghỉ được không": for a while or for good
_RESTS = Expression(
    r"\b(?:xin|cho|muon) (?:\S+ ){0,2}nghi(?: a| em| nhe| nha| voi| bot| da)*$"
    r"|\b(?:em|toi|tui|chau|minh) nghi duoc khong\b"
)
# what is denied or compared is not like its affirmation, however alike the words
_DENIES = Expression(
    r"\b(?:khong|chua|dung|dau) (?:co )?(?:muon|can|thich|dinh|he|phai|tham gia|vao|dang ky|ghi)\b"
    r"|\b(?:toi|tui|em|minh) no \w|\b(?:khong phai|dau phai) |\bchua (?:co so|tong hop|dem|cong)|\bkhong nho\b"
    r"|\b(?:gap|nhieu hon|it hon|hon) (?:doi|ba|thang|ky)\b"
)
# from which lead a likeness counts: chosen on messages that neither rules nor weights knew
_LEAD, _OVERRULES, _OF_A_QUESTION, _WITH_AN_OPEN_QUESTION = 0.14, 0.5, 0.4, 0.9
_SHORT, _LEAD_OF_FEW_WORDS = 5, 0.3
_TAKES_MORE = frozenset({"adhoc_request", "report", "retract", "leave"})  # what goes to others or takes back
_WHILE_ASKED = frozenset("help skip back snooze handover complaint deadline report_status".split())


def _by_likeness(message: Message, least: float = _LEAD) -> Understood | None:
    """What a message is most like; unsure, and only where that is clear enough to be asked back."""
    intent = _likely_intent(message, least)
    return _as_guessed(intent, message) if intent else None


def _likely_intent(message: Message, least: float) -> str:
    if len(message.words) < 3 or message.asked or _DENIES.search(message.plain):
        return ""
    found = guess(message)
    open_question = bool(message.form or message.pending)
    if found is None or found.lead < (_WITH_AN_OPEN_QUESTION if open_question else least):
        return ""
    if found.intent == "report" and not _tells_figures(message):
        return ""
    message.why.append(f"like known messages: {found.intent} leads by {found.lead:.2f}")
    return found.intent


def _as_guessed(intent: str, message: Message) -> Understood:
    if intent == "report":
        figures = read_figures(message.text, message.fields, message.numbers)
        if figures.values:
            return _report(message, figures, sure=False)
    return _with_slots(intent, message, sure=False)


def _likelier(message: Message) -> Understood | None:
    """What no answer to the question asked is most like: a question, or a wish to leave it."""
    found = guess(message) if message.asked and len(message.words) >= 3 else None
    if found is None or found.intent not in _WHILE_ASKED or found.lead < _OF_A_QUESTION:
        return None
    message.why.append(f"like known messages: {found.intent} leads by {found.lead:.2f}")
    return _with_slots(found.intent, message, sure=False)


def _tells_figures(message: Message) -> bool:
    """Whether there is a number, or at least a word of the report: without either nothing is reported."""
    if expression(r"\b(?:bao cao|so lieu)\b").search(message.plain):
        return True
    figures = read_figures(message.text, message.fields, message.numbers)
    return bool(figures.values or figures.doubtful or figures.loose)


def _with_slots(intent: str, message: Message, *, sure: bool) -> Understood:
    slots = details(intent, message)
    unsure = slots.pop("_unsure", False)
    return _result(intent, slots, sure=sure and not unsure)
