"""The slots of each intent: what a message says beside what it wants."""

import re
from collections.abc import Callable
from typing import Any

from vietnamese.dates import read_date, read_duration, read_moment
from vietnamese.expressions import Expression, expression
from vietnamese.figures import read_figures
from vietnamese.folding import fold
from vietnamese.mentions import find_mentions
from vietnamese.message import LEADERS, Message
from vietnamese.names import LOWER, UPPER
from vietnamese.numbers import reading_of
from vietnamese.patterns import compile_pattern
from vietnamese.slots import (
    birth_year,
    commune,
    people,
    quoted,
    reason,
    self_name,
    spoken_birth_year,
    village_spans,
    villages,
)

__all__ = ["Slots", "details"]

Slots = dict[str, Any]


def details(intent: str, message: Message) -> Slots:
    """The slots of an intent (None, "" and False: not said); "_unsure" when one that matters is missing."""
    maker = _SLOTS.get(intent)
    return maker(message) if maker else {}


_ON_BEHALF = Expression(
    r"\b(?:cho|giup|gium|ho|dum) (?:han|no|chong|vo|bo|me|ban|thang|ong xa|ba xa|(?:con|"
    r"chau|dua) (?:em|toi|tui|minh|trai|gai|nha|dau|re|chu|bac))\b"
    r"|\b(?:thang|con|dua) (?:cu|be|lon|nho|ut|chau) (?:nha|em|toi|tui|con|bac)\b"
    r"|^(?:da |a )?(?:con|chong|vo|chau|bo|me|thang) (?:em|toi|tui|minh|chu|bac|nha|co|trai|gai)\b|\bcho (?:han|no)\b"
    r"|\bnho (?:toi|tui|em|minh) (?:ghi|dang ky)\b|\bghi ten (?:o|anh|chi|ong|ba|bac|chu|chau)\b"
    r"|\b(?:cho|giup|gium|ho|ghi danh|ghi ten|dang ky) (?:o|anh|chi|ong|ba|bac|chu|co|em|chau|thang|con|dua) "
    r"(?:\S+ ){1,3}(?:nha|ben nha|ben|cua) (?:toi|tui|em|minh|con)\b"
    r"|\b(?:ghi ten|ghi danh|them ten|dang ky|cho) (?:thang|con|chau|em|o|anh|chi) (?:\S+ ){1,2}(?:con|chau) "
    r"(?:toi|tui)\b|\bcho (?:thang |con )?chau (?:ngoai|noi) (?:toi|tui|em|minh)\b"
    r"|\bcho (?:ong|ba) nha\b|\b(?:dang ky|dang ki|ghi danh|ghi ten) (?:cho|giup|gium|ho) (?:me|bo|chong|vo|con|chau)\b"
    r"|\b(?:em|anh|chi|con) (?:trai|gai|ho|dau|re|chong|vo) (?:em|toi|tui|minh)\b|\b(?:dang ky|xin) (?:giup|gium|ho)\b"
)
_ANOTHER_NAMED = Expression(  # "xin cho chị Mai vào tổ"; "cho em Mai vào tổ" may be Mai herself
    rf"\b[Cc]ho (?:chị|chi|anh|ông|ong|bà|ba|o|cô|chú|bác|cháu|em (?:trai|gái))(?: [{UPPER}]\w*){{1,4}} "
    r"(?:(?:sinh|sn)(?: năm)? \d{4} )?(?:vào|vô|vao|vo|tham gia)\b"
)
_RELUCTANT = Expression(r"\b(?:chua|khong) (?:thich|muon|chac|biet co nen|ham)\b")
_NOT_AS = Expression(r"\bkhong (?:phai |muon |lam |la |xin )*(?:cong tac|tinh nguyen|thanh|to) vien\b")
"""What one does not want to be: "không làm cộng tác viên"; but "có làm cộng tác viên được không"."""
_JOBS = (
    "giáo viên", "giáo viên mầm non", "y tá", "bác sĩ", "công an viên", "bộ đội", "sinh viên", "học sinh",
    "nhân viên y tế", "kế toán",
    "nhân viên bưu điện", "bưu tá", "thợ điện", "kỹ sư", "cán bộ đoàn", "buôn bán", "làm ruộng", "nông dân",
)  # fmt: skip


def _join(message: Message) -> Slots:
    places, plain = villages(message), message.plain
    wanted = _NOT_AS.sub(" ", plain)
    collaborator = bool(expression(r"\b(?:cong tac|tinh nguyen) vien\b").search(wanted))
    member = bool(expression(r"\b(?:thanh|to) vien\b").search(wanted)) and not collaborator
    behalf = bool(_ON_BEHALF.search(plain) or _ANOTHER_NAMED.search(message.raw))
    name = self_name(message)
    if not name and behalf:
        named = people(message)
        name = named[0].name if named else ""
    kind = "collaborator" if collaborator else "member" if member else ""
    return {"name": name, "village": places[0] if places else "", "commune": commune(message), "kind": kind,
            "birth_year": _born(message), "on_behalf": behalf, "occupation": _job(message),
            "_unsure": bool(_RELUCTANT.search(plain))}  # fmt: skip


def _born(message: Message) -> int | None:
    return birth_year(message.raw) or spoken_birth_year(message)


def _job(message: Message) -> str:
    found = [job for job in _JOBS if f" {fold(job)} " in f" {message.plain} "]
    return max(found, key=len, default="")


def _transfer(message: Message) -> Slots:
    spans = village_spans(message)
    left = _LEFT.search(message.raw)
    slots: Slots = {"from_village": left[1]} if left else {}
    for name, at in spans:
        before = [token.plain for token in message.text.tokens[max(0, at - 4) : at]]
        backwards = next((word for word in reversed(before) if word in _DIRECTIONS), "")
        earlier = [token.plain for token in message.text.tokens[max(0, at - 7) : at]]
        if backwards == "o" and len(spans) == 1 and {"ve", "sang", "qua"} & set(earlier):
            backwards = "ve"
        key = "from_village" if backwards in ("tu", "o", "khoi", "roi") else "to_village"
        if not left or name != left[1]:
            slots.setdefault(key, name)
    between = _FROM_TO.search(message.raw)
    if between and len(slots) < 2:
        slots = {"from_village": between[1], "to_village": between[2]}
    return {**slots, "_unsure": "to_village" not in slots}


_TEAM = r"(?:t[ổo] |th[ôo]n )*"
_CAPITALS = rf"[{UPPER}]\w*(?: [{UPPER}]\w*)*"
_FROM_TO = Expression(rf"\b[Tt][ừu] {_TEAM}({_CAPITALS})\s+(?:sang|v[ềe]|qua|[đd][ếe]n) {_TEAM}({_CAPITALS})")
# "em không ở Bắc Hải nữa"
_LEFT = Expression(
    rf"\b(?:[Kk]hông (?:còn )?(?:ở|sống ở|sinh hoạt ở|sinh hoạt|làm ở)|[Hh]ết ở|[Rr]ời|"
    rf"(?:đang|vốn|[Tt]rước|cũ|hiện)(?: (?:em|tui|tôi|mình|cháu))? ở|là thành viên) "
    rf"(?:bên |tổ |thôn |xóm )*({_CAPITALS})"
)


_DIRECTIONS = ("tu", "o", "khoi", "roi", "sang", "ve", "qua", "den", "toi", "vao")


def _leave(message: Message) -> Slots:
    plain = message.plain
    others = [one for one in people(message) if one.title not in ("em",) or message.speaker in LEADERS]
    after = bool(
        expression(
            r"\b(?:co|tim|kiem) (?:\S+ ){0,3}thay\b|\b(?:tim|kiem) (?:duoc|ra) nguoi\b"
            r"|\bnguoi (?:thay|moi|khac)\b|\bban giao\b"
        ).search(
            plain,
        )
    )
    subject = (
        others[0].name
        if others and not expression(r"^(?:da |a )?(?:toi|tui|em|minh)\b").search(plain)
        else ""
    )
    role = expression(
        r"\b(?:lam|chuc|chuc vu|nhiem vu|thoi|nghi|vai) (?:\S+ )?(to (?:pho|truong)|thanh vien|cong tac vien)\b"
    ).search(
        plain,
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


def _absence(message: Message) -> Slots:
    length = read_duration(message.raw)
    if length is None:
        return {"_unsure": True}
    return {"months": length.months, "days": length.days}


def _introduced(message: Message) -> Slots:
    named = people(message)
    tokens = message.text.tokens
    slots: Slots = {}
    for one in named:
        before = [token.plain for token in tokens[max(0, one.start - 2) : one.start]]
        replaced = "thay" in before or before[-2:] in (["the", "chan"], ["the", "cho"])
        slots.setdefault("replaces" if replaced else "candidate", one.name)
    if "candidate" not in slots:
        slots["candidate"] = self_name(message)
    slots["birth_year"] = _born(message)
    slots["declined"] = bool(
        expression(r"\b(?:khong|chua) (?:gioi thieu|de xuat|de cu)\b").search(message.plain)
    )
    return slots


def _member_list(message: Message) -> Slots:
    places = villages(message)
    scope = "commune" if expression(r"\b(?:to|toan|ca|cap) xa\b").search(message.plain) and not places else ""
    return {"village": places[0] if places else "", "commune": commune(message), "scope": scope}


def _verify(message: Message) -> Slots:
    named, places = people(message), villages(message)
    called = _CALLED.search(message.raw)
    first = called[1].strip() if called else named[0].name if named else self_name(message)
    return {"name": first, "village": places[0] if places else ""}


_CALLED = Expression(rf"\b(?:tên|ten|[Xx]ưng(?: danh| tên)?|xung|[Gg]ọi)(?: là| la)? ({_CAPITALS})")


def _period(message: Message) -> Slots:
    return {"period": message.period}


def _one_period(message: Message) -> Slots:
    """The period; of several at once none is taken."""
    return {"periods": message.months, "_unsure": True} if message.months else _period(message)


def _report_intent(message: Message) -> Slots:
    figures = read_figures(message.text, message.fields, message.numbers)
    same = reading_of(message.text).problem == "same"
    return {"_unsure": same, **_one_period(message), **figures.texts, "same_as_last": same}


def _nil(message: Message) -> Slots:
    return {**_one_period(message), "reason": reason(message)}


_WRONGLY = Expression(
    r"\b(?:ghi|bao|go|nhap|danh|noi|khai|viet|dem|bam) (?:nham|sai|lon|lo)(?: thanh)? (\d[\d.]*)"
    r"(?! (?:[a-z]+ )?moi (?:dung|phai|chuan|chinh xac|du))(?: [a-z]+){0,2}$"
)
"""What was typed by mistake, said last: "hồ sơ là 17, tui gõ nhầm 71"; "nhập sai 7" does not say what is right."""
_WAS = tuple(
    Expression(pattern)
    for pattern in (
        r"\b(?:khong phai|dau phai|chu khong|khong|khoi)(?: la)? (\d[\d.]*)\b",
        r"\bchu (\d[\d.]*) (?:mo|dau)\b",
        (
            r"\b(?:(?:luc|hoi|khi|hom|bua|toi|sang|chieu) "
            r"(?:nay|truoc|sang|trua|chieu|toi|tui|mai|hom|qua|te|kia)|truoc) "
            r"(?:toi |tui |em |minh |bac )?"
            r"(?:ghi|bao|go|nhap|danh|noi|khai|nhan)(?: nham| la)? (\d[\d.]*)\b"
        ),
        (
            r"\b(?:nham|sai|lon) (?:(?!dung |phai |moi |sua |doi |chinh )\S+ ){0,2}?"
            r"(?:thanh|la) (\d[\d.]*)\b(?! (?:[a-z]+ )?moi (?:dung|phai|chuan|chinh xac|du))"
        ),
        r"(\d[\d.]*) (?:la )?(?:thieu|sai|nham|lon|du|thua)\b.*\d",
        (
            r"\b(?:(?:luc|hoi|khi|hom|bua|sang|chieu) (?:nay|truoc|sang|trua|chieu|toi|tui|mai|hom|qua))"
            r" (?:[a-z]+ )?(?:ghi|bao|go|nhap|khai)(?: [a-z]+){1,4}? (\d[\d.]*) (?:[a-z]+ )*?"
            r"(?:nay|gio|chu|bay gio|(?:thuc|that|thiet|dung) ra|(?:tinh|dem|sua|cong) lai|thanh|moi la) (?:.* )?\d"
        ),
        r"\b(?:tu|doi|sua) (\d[\d.]*) (?:thanh|sang|len|xuong|lai|ve|con)\b",
    )
)
_LINE = Expression(
    r"(?:^|\b(?:sua|chinh|doi|dieu chinh) (?:lai |giup |cho |toi |em )*)(?:(?:cau|muc|"
    r"dong|so|y|cai|phan|o) (?:so |thu )?)?"
    r"(\d{1,2})(?: (?:sua|doi|chinh))?(?: (?:thanh|la|lai|con|xuong|len|bang|bi|sai|nham|lon|roi))*(?: "
    r"(\d[\d.]*))?(?: (?:a|nhe|nha|nghe|voi|em|oi|gium|giup|di|dum|thoi))*$"
)


def _correct(message: Message) -> Slots:
    if message.months:
        return _one_period(message)
    numbered = _LINE.search(message.plain)
    others = (
        [
            one
            for one in message.numbers
            if one.reading.value is not None and one.reading.value != int(numbered[1])
        ]
        if numbered
        else []
    )
    spoken = bool(numbered and numbered[2] is None and others)
    if numbered and not spoken and not message.period:
        slots: Slots = {"line": int(numbered[1])}
        return {**slots, "value": int(expression(r"\D").sub("", numbered[2]))} if numbered[2] else slots
    return _corrected_figures(message)


def _corrected_figures(message: Message) -> Slots:
    wrongly = _WRONGLY.search(message.counted)
    match = wrongly or next((found for pattern in _WAS if (found := pattern.search(message.counted))), None)
    was = int(expression(r"\D").sub("", match[1])) if match else None
    usable = list(message.numbers)
    if was is None:
        was = _replaced(message)
    if was is not None:
        old = [n for n in usable if n.reading.value == was]
        usable = [n for n in usable if n not in old[-1:]] if wrongly or len(usable) > 1 else usable
    fields = message.fields
    if _ASKS.match(message.plain):  # the "đề nghị" of an officer is no label of the report
        fields = tuple(one for one in fields if one.kind != "text")
    figures = read_figures(message.text, fields, usable)
    if figures.summed and len(figures.values) == 1:
        counted = [one for one in usable if one.reading.value is not None]
        was = counted[0].reading.value
        figures.values = dict.fromkeys(figures.values, counted[-1].reading.value or 0)
    named = {one.key for one in find_mentions(message.text, fields) if one.key not in figures.texts}
    good = [n.reading.value for n in usable if n.reading.value is not None]
    if not figures.values and was is not None and len(good) == 1 == len(named):
        figures.values[named.pop()] = good[0] or 0  # "chỉnh hồ sơ từ năm lên bảy"
    slots: Slots = {"period": message.period, **figures.values, "was": was}
    slots["approximate"] = [key for key in figures.approximate if key in figures.values]
    if not figures.values:
        slots["value"] = good[0] if len(good) == 1 else None
    slots["_unsure"] = not figures.values or (figures.summed and len(figures.values) > 1)
    return slots


_ASKS = Expression(r"(?:kinh |toi |em |xin )*(?:de nghi|de xuat|kien nghi) (?!:)")
_REPLACED_BY = Expression(
    r"\b(?:(?:thiet|that|thuc) (?:ra|te)|chi (?:co|la)|nham|sai|lon|sua|chinh|doi|moi dung|phai la|dung ra"
    r"|dung la|thanh)\b(?!.*\b(?:buoi|luot|nguoi|ho so|ho)\b)"
)


def _replaced(message: Message) -> int | None:
    """The first of exactly two numbers when the words between them say that the second takes its place."""
    counted = [one for one in message.numbers if one.reading.value is not None]
    if len(counted) != 2:
        return None
    tokens = message.text.tokens[counted[0].end : counted[1].start]
    between = " ".join(token.plain for token in tokens if token.kind == "w")
    return counted[0].reading.value if _REPLACED_BY.search(between) else None


def _adhoc(message: Message) -> Slots:
    plain = message.plain
    kinds = (
        (
            "scam",
            (
                r"\b(?:lua|gia danh|mao danh|gia mao|tu xung|xung la|xung (?:danh )?(?:can bo|cong an|nhan vien)"
                r"|gia (?:lam )?(?:cong an|can bo|nhan vien|ngan hang|dien luc|buu dien|thue|bhxh|toa an)"
                r"|(?:doi tuong|ke|nguoi|app|link|phan mem|ung dung|duong dan|so) la|chuyen tien|otp|thu tien|thu phi"
                r"|hack|chiem doat|ke (?:xau|gian(?! (?:pha|cay|dot nhap|lay|vao)))"
                r"|mat (?:sach |het |may |hon |gan )?(?:tien|trieu|\d+ ?(?:tr|trieu))"
                r"|(?:rut|lay|bi mat) (?:sach|het) tien"
                r"|(?:tang|nhan|trung) (?:qua|thuong)|nguoi la mat|nhom la)\b"
            ),
        ),
        (
            "disaster",
            (
                r"\b(?:(?:toc|bay|lat|sap) (?:mai|ngoi|ton|nha|tuong|cau|cong)|nuoc (?:len|dang|tran|xiet|cuon|lon)"
                r"|co lap|chia cat|(?:lo|sat|sut) (?:nui|doi|dat|lo)|cay (?:do|gay|bat)|do cay|mua (?:da|to|lon)"
                r"|(?:cuon|nuoc) troi"
                r"|gio (?:giat|loc|lon|manh)|bao (?:giat|ve|do bo|quat|to|lon|manh|lam)|giong|"
                r"set danh|dich ta|bao so|con bao|bao lu|lu|lut|ngap|sat lo|chay (?:nha|rung|no)|hoa hoan|loc|"
                r"vo de|duoi nuoc)\b"
            ),
        ),
        (
            "network",
            (
                r"\b(?:mang|wifi|internet|song|bts|4g|3g|duong truyen|cap quang|data)\b"
                r"|\b(?:tram|cot|tru) (?:vien thong|viettel|vinaphone|mobifone)\b"
            ),
        ),
    )
    kind = next((name for name, pattern in kinds if expression(pattern).search(plain)), "other")
    if kind not in ("scam", "disaster") and _STORM.search(message.raw):
        kind = "disaster"
    urgent = bool(
        expression(
            r"^khan\b|\b(?:khan cap|(?:bao|tin|bao cao) khan|gap|cuu|nguy|ngay lap|cap bach)\b"
        ).search(plain)
    )
    return {"kind": kind, "urgent": urgent}


_STORM = Expression(r"(?i)\b(?:bão|lũ|lụt|cháy)\b")  # as typed: hỏi and ngã count as one tone elsewhere


def _adhoc_request(message: Message) -> Slots:
    moment = read_moment(message.raw, message.today)
    day = read_date(message.raw, message.today)
    deadline = moment.isoformat(timespec="minutes") if moment else day.isoformat() if day else ""
    return {"deadline": deadline, "question": message.raw.strip(), "scope": commune(message)}


def _initiative(message: Message) -> Slots:
    said = expression(
        r"(?i)(?:sáng kiến|mô hình|cách làm hay|ý tưởng|sang kien|mo hinh|cach lam hay|y tuong)[^:]{0,30}:\s*(.+)"
    ).search(
        message.raw,
    )
    return {"title": quoted(message) or (said[1].strip(" .") if said else "")}


def _commendation(message: Message) -> Slots:
    named, plain = people(message), message.plain
    team = _TEAM_OF.search(plain)
    if team and named and plain.find(fold(named[0].name)) > team.start():
        named = []  # "tổ thôn Bắc Sơn" is no person
    kind = "person" if named else ""
    if _HOUSEHOLD.search(message.line):
        kind = "household"
    elif expression(r"\b(?:doanh nghiep|cong ty|htx|hop tac xa|cua hang|quan|co so|tiem)\b").search(plain):
        kind = "business"
    elif not named and expression(r"\b(?:to|doi|nhom)\b").search(plain):
        kind = "team"
    nominee = named[0].name if named else _nominee(message, kind)
    return {"nominee": nominee, "nominee_kind": kind}


_TEAM_OF = Expression(r"\b(?:to|doi) (?:thon|xom|tdp|khoi|ban|lang|cong nghe|so hoa|cnscd|cds|chuyen doi)\b")
_HOUSEHOLD = compile_pattern(
    "(hộ (ông|bà|anh|chị|gia đình|dân|nhà|cụ|chú|o|bác)|gia đình|nhà (ông|bà|anh|chị|cụ|o))"
)


def _nominee(message: Message, kind: str) -> str:
    words = {
        "team": r"tổ|đội|nhóm|to|doi",
        "business": r"công ty|doanh nghiệp|cửa hàng|hợp tác xã|htx|cơ sở|quán|tiệm",
        "household": r"hộ|gia đình|nhà",
    }
    pattern = words.get(kind)
    match = (
        expression(rf"(?:(?i:{pattern}))\s+(?:[{LOWER}]\w*\s+){{0,3}}?((?:[{UPPER}]\w*\s?)+)").search(
            message.raw,
        )
        if pattern
        else None
    )
    return match[1].strip() if match else ""


def _task(message: Message) -> Slots:
    ratio = [one.reading for one in message.numbers if one.reading.of]
    plain = expression(r"(?<![\d/])(\d{1,5})\s*/\s*(\d{1,5})(?![\d/])").search(message.raw)
    if ratio:
        return {"done": ratio[0].value, "total": ratio[0].of}
    return {"done": int(plain[1]), "total": int(plain[2])} if plain else {}


def _profile(message: Message) -> Slots:
    def grouped(found: re.Match[str] | None) -> int | None:
        return int(expression(r"\D").sub("", found[1])) if found else None

    plain = " ".join(token.plain for token in message.in_digits if token.kind != "nl")
    households = expression(r"(\d[\d.,]*) (?:ho|nha|noc nha)\b(?! so| tro)").search(plain) or expression(
        r"so ho[^\d]{0,15}(\d[\d.,]*)"
    ).search(plain)
    persons = expression(r"(\d[\d.,]*) (?:nhan khau|khau|nguoi|dan\b(?! so)|nhan)").search(
        plain
    ) or expression(r"(?:nhan khau|dan so)[^\d]{0,20}(\d[\d.,]*)").search(plain)
    return {"households": grouped(households), "people": grouped(persons)}


def _privacy(message: Message) -> Slots:
    plain = message.plain
    if expression(r"\b(?:xoa|go)\b").search(plain):
        return {"right": "erase"}
    if expression(r"\brut\b|\b(?:khong|thoi|chua) (?:dong y|cho (?:phep|dung|luu|bot)|muon)\b").search(plain):
        return {"right": "withdraw"}
    if expression(r"\bhuy\b").search(plain):
        return {"right": "erase"}
    return {"right": "access"}


_TOPICS = (
    ("correct", r"\b(?:sua|dinh chinh)\b"), ("retract", r"\b(?:rut|thu hoi) (?:\S+ )?bao cao\b"),
    ("deadline", r"\bhan\b"), ("report", r"\b(?:bao cao|so lieu)\b"), ("join", r"\b(?:tham gia|vao to|dang ky)\b"),
    ("leave", r"\b(?:nghi|thoi|rut|ra khoi)\b"), ("transfer", r"\bchuyen (?:to|sang)\b"),
    ("approve", r"\bduyet\b"), ("commendation", r"\bkhen\b"), ("initiative", r"\bsang kien\b"),
)  # fmt: skip


def _help(message: Message) -> Slots:
    return {
        "topic": next((topic for topic, pattern in _TOPICS if expression(pattern).search(message.plain)), "")
    }


def _snooze(message: Message) -> Slots:
    found = read_date(message.raw, message.today)
    stops = expression(r"\b(?:dung|thoi|khong) (?:nhan|nhac|gui)\b").search(message.plain)
    named = expression(r"\b(?:den|toi|het|qua|cho|sau|mai)\b").search(message.plain)
    if found is None or (stops and not named):
        return {}
    if found < message.today:
        return {"_unsure": True}  # "họp ngày 12/11, gọi tui": what is past puts nothing off
    return {"until": found.isoformat()}


_SLOTS: dict[str, Callable[[Message], Slots]] = {
    "join": _join, "transfer": _transfer, "leave": _leave, "absence": _absence, "introduce": _introduced,
    "member_list": _member_list,
    "verify_member": _verify, "report": _report_intent, "report_nil": _nil, "correct": _correct, "retract": _period,
    "report_status": _period, "report_adhoc": _adhoc, "adhoc_request": _adhoc_request, "initiative": _initiative,
    "commendation": _commendation, "task_update": _task, "profile": _profile, "privacy": _privacy, "snooze": _snooze,
    "help": _help,
}  # fmt: skip
