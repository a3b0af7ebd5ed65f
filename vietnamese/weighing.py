"""What the circumstances and the other words of a message say for or against a reading."""

from vietnamese.dates import read_duration
from vietnamese.expressions import Expression, expression
from vietnamese.message import LEADERS, Message

__all__ = ["weigh"]

Weights = dict[str, float]
_FRIENDLY = ("smalltalk", "ack")


def weigh(message: Message, weights: Weights) -> None:
    """Settles, in place, which of several readings found in one message is meant."""
    for settle in (
        _denied,
        _asked_by_officers,
        _friendly,
        _away_or_gone,
        _joining,
        _like_before,
        _taken_back,
        _leaving,
        _reports,
        _groups,
        _in_a_form,
    ):
        settle(message, weights)


def _denied(message: Message, weights: Weights) -> None:
    """What is expressly not wanted or not so."""
    if ("leave" in weights or "absence" in weights) and _says(
        message, "khong phai (?:la )?(?:xin )?(?:nghi|thoi|rut|ra khoi)"
    ):
        weights.pop("leave", None)
        if read_duration(message.raw) is None:
            weights.pop("absence", None)
    if "retract" in weights and _says(
        message, "(?:dung|khong|khoi|khoan|cho) (?:co )?(?:rut|thu hoi|xoa|huy)"
    ):
        weights.pop("retract")
    if "snooze" in weights and _says(message, "(?:khong|chua) biet nhan"):
        weights.pop("snooze")
    if "report_nil" in weights and _says(message, "khong phai (?:la )?(?:khong|chua)"):
        weights.pop("report_nil")
    if "report_adhoc" in weights and _PHONES.search(message.plain) and not _says(message, _BROKEN):
        weights.pop("report_adhoc")
    if "cancel" in weights and _says(message, "bac bo"):
        weights.pop("cancel")  # "bác bỏ đơn của ông Hùng" takes back nothing of one's own
    if "complaint" in weights and _says(message, "khong (?:phan doi|khieu nai|to cao)"):
        weights.pop("complaint")
    if "privacy" in weights and _says(message, "(?:dung|khong|khoi|cho|khoan) (?:co )?(?:xoa|huy|go)"):
        weights["privacy"] = 4


_PHONES = Expression(r"\bkhong co (?:\S+ ){0,2}?dien thoai\b")  # no power cut
_BROKEN = "dien(?! thoai)|mang|wifi|song|[34]g|lua|bao|lut|mat|hong"


def _asked_by_officers(message: Message, weights: Weights) -> None:
    """An officer who asks the teams for something does not tell of it."""
    if message.speaker == "commune_leader" and "adhoc_request" in weights:
        weights.pop("absence", None)
    if message.speaker not in ("chairman", "commune_leader", "district", "department"):
        return
    if weights.get("adhoc_request", 0) >= 8:
        for intent in ("report_adhoc", "snooze"):
            weights.pop(intent, None)
    if message.speaker != "commune_leader" and "adhoc_request" in weights:
        for intent in ("absence", "report", "deadline"):
            if weights.get(intent, 0) < weights["adhoc_request"] + 1:
                weights.pop(intent, None)


def _friendly(message: Message, weights: Weights) -> None:
    """Thanks and "dạ" around a matter do not count."""
    if any(weight >= 7 for intent, weight in weights.items() if intent not in _FRIENDLY):
        for intent in _FRIENDLY:
            weights.pop(intent, None)


def _away_or_gone(message: Message, weights: Weights) -> None:
    """ "nghỉ 1 tháng" is an absence, "nghỉ hẳn" is leaving."""
    if "absence" in weights and "leave" in weights:
        weights.pop("absence" if _for_good(message, weights) else "leave")
    if "absence" in weights and not _says(
        message, "nghi|vang|tam|di|tham|vao|ra|vien|phep|bau|de|sinh|han|gat|hoc|que|cuoi|cham|khong tham gia"
    ):
        weights["absence"] -= 4
    if (
        "absence" in weights
        and "training" in weights
        and read_duration(message.raw)
        and "?" not in message.raw
    ):
        weights["training"] -= 3
    if "absence" in weights and "task_update" in weights and read_duration(message.raw):
        weights.pop("task_update")
    if "snooze" in weights and "absence" in weights and _says(message, "nua (?:bao|gui|nop|lam|nhac)"):
        weights.pop("absence")
    if "transfer" in weights and "leave" in weights and not _says(message, "to|thon|xom|tdp|khoi"):
        weights.pop("transfer")


def _for_good(message: Message, weights: Weights) -> bool:
    unmeasured = read_duration(message.raw) is None and weights["absence"] < weights["leave"]
    return unmeasured or _says(
        message, "han|luon|thoi viec|rut ten|khong lam nua|(?:rut|ra|roi) khoi|thoi tham gia"
    )


def _joining(message: Message, weights: Weights) -> None:
    if "join" not in weights:
        return
    refuses = (
        _says(
            message, "khong (?:muon|tham gia|dang ky|vao|them|tiep tuc|theo|lam)|(?:dung|ngung|thoi) tham gia"
        )
        and "cong tac vien" not in message.plain
        and not _says(message, "(?:ghi ten|ghi danh|dang ky) (?:cho )?(?:no|chau|con) vao")
    )
    shuts_out = _says(
        message,
        "(?<!duoc )(?:khong (?:nen )?(?:cho|nhan|ket nap)|dung (?:nhan|ket nap)) (?:ong|ba|anh|thang)"
        "|khong dong y (?:cho|nhan|ket nap)",
    ) and not _says(message, "sao|rang")
    if refuses or shuts_out or ("introduce" in weights and message.speaker in LEADERS):
        weights.pop("join")
    elif "leave" in weights:
        leaves = _says(
            message,
            "nghi(?! huu)|rut|ra khoi|khong (?:lam|tham gia)|thoi (?:lam|tham gia|chuc|nhiem vu|viec)"
            "|(?:tu|mien) (?:chuc|nhiem)",
        )
        weights.pop("join" if leaves else "leave")


def _reports(message: Message, weights: Weights) -> None:
    if "retract" in weights and "correct" in weights and not message.numbers:
        weights.pop("correct")
    if weights.get("task_update", 0) >= 8 and any(one.reading.of for one in message.numbers):
        weights["task_update"] += 2
    if "initiative" in weights and message.speaker in LEADERS:
        weights.pop("out_of_scope", None)
    if "report_nil" in weights:
        weights.pop("report_adhoc", None)
        if _says(message, "hoat dong") and not _says(message, "(?<!hoat )dong|xu|tien|luong|phu cap|thu lao"):
            weights.pop("complaint", None)  # "khong co hoat dong chi": no money is missed
        if not message.asked:
            weights.pop("skip", None)
    if weights.get("privacy", 0) >= 9 and "dong y" in message.plain:
        weights.pop("retract", None)
    if "retract" in weights:
        weights.pop("report_status", None)


def _leaving(message: Message, weights: Weights) -> None:
    """Who leaves the team is no list of members, and that somebody did nothing is no report of the team."""
    if "leave" not in weights and "introduce" not in weights:
        return
    leave = weights.get("leave", 0)
    if leave >= 9 and _says(message, "(?:khoi|ra|trong) (?:\\S+ ){0,2}danh sach"):
        weights.pop("member_list", None)
    if leave >= 9 and _says(message, "khoi to"):
        weights.pop("report_nil", None)
    proposed = max(leave, weights.get("introduce", 0)) >= 8
    if proposed and message.period is None and _IDLE.search(message.plain):
        weights.pop("report_nil", None)


# "cho chị Thắm nghỉ, lâu ni không hoạt động": it is she who does nothing, not the team
_IDLE = Expression(
    r"\b(?:de nghi|de xuat|cho|xin) (?:\S+ ){0,2}(?:anh|chi|ong|ba|bac|chu|co|o|em|chau|dong chi) "
    r"(?:\S+ ){1,4}?(?:nghi|thoi|rut|ra)\b"
)


def _like_before(message: Message, weights: Weights) -> None:
    """ "như tháng trước, chỉ đổi dòng 3 thành 40": last month's figures are shown first, then a line is mended."""
    if "report" in weights and "correct" in weights and not message.form and _LIKE_LAST.match(message.plain):
        weights.pop("correct")


_LIKE_LAST = Expression(
    r"(?:cu |giu |van |lay |ghi |nguyen |bao cao |(?:thang|ky) (?:nay|ni) |to (?:toi |tui |em )?)*"
    r"(?:y )?(?:nhu|giong|het|bang)\b(?!.*\b(?:cu hon|it hon|nhieu hon)\b)"
)


def _taken_back(message: Message, weights: Weights) -> None:
    """ "rút lại đơn xin nghỉ" takes a request back, no report."""
    if "cancel" in weights and _says(message, "(?:rut|huy|bo) (?:lai |cai |to |la )*don (?:do|nay|ni|no)"):
        for intent in ("leave", "join", "retract", "absence"):
            weights.pop(intent, None)
    if "retract" not in weights:
        return
    data = _says(message, "thong tin|du lieu|ca nhan") and not _says(message, "bao cao|so lieu|ban")
    if data:
        weights["privacy"] = max(weights.pop("retract"), weights.get("privacy", 0))
        return
    request = _says(message, "xin (?:nghi|thoi|vao|tham gia|chuyen)")
    if request and not _says(message, "bao cao|so lieu|ban"):
        weights["cancel"] = max(weights.pop("retract"), weights.get("cancel", 0))


def _groups(message: Message, weights: Weights) -> None:
    if "commendation" in weights and not _says(message, "(?:vao|lam) (?:\\S+ )?to|thay|the cho|tham gia"):
        weights.pop("introduce", None)  # "đề cử chị Hiền khen cuối năm"
    if "zalo_group" in weights and _says(message, "sang k\\S{1,3}n|cach lam hay|y tuong"):
        weights.pop("zalo_group")
    if weights.get("join", 0) >= 7:
        for weaker in ("report_adhoc", "complaint", "out_of_scope"):
            if weights.get(weaker, 0) <= weights["join"] + 1:
                weights.pop(weaker, None)
    if "zalo_group" in weights and ("leave" in weights or "join" in weights):
        weights["zalo_group"] += 1.5
    if "privacy" in weights and "leave" in weights:
        weights["privacy"] += 1
    if "profile" in weights and "%" in message.raw:
        weights.pop("profile")  # "vneid đạt 85% dân số rồi" says nothing of how many live there
    if "out_of_scope" in weights and message.speaker == "resident":
        weights["out_of_scope"] += 0.5


def _in_a_form(message: Message, weights: Weights) -> None:
    if not message.form:
        return
    if "cancel" in weights and "leave" in weights and message.form == "leave":
        weights["cancel"] += 2
    if "complaint" in weights:
        weights["complaint"] += 0.5
    if "yes" in weights:
        weights.pop("ack", None)


def _says(message: Message, words: str) -> bool:
    return bool(expression(rf"\b(?:{words})\b").search(message.plain))
