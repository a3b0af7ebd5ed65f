"""Reads what somebody decides about waiting requests; anything with two readings decides nothing."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vietnamese.dates import read_date
from vietnamese.expressions import Expression, expression
from vietnamese.folding import marked_key
from vietnamese.message import Message
from vietnamese.patterns import Pattern, compile_pattern, counts, signs
from vietnamese.tokens import Token

__all__ = ["Decision", "read_decision"]


@dataclass(slots=True)
class Decision:
    """`verdict`: approve · reject · defer · return_for_info · "unclear" (but some decision) · "" (none)."""

    verdict: str = ""
    codes: list[str] = field(default_factory=list)
    excepted: list[str] = field(default_factory=list)
    all: bool = False
    reason: str = ""
    effective: str = ""
    sure: bool = True
    weak: bool = False  # only "ok", "ừ", "được": agrees to whatever stands in the room

    def told(self) -> str:
        """What `--why` says of it, with a message that is decided likewise."""
        example = _EXAMPLES["weakly" if self.weak else _SAYS[self.verdict]]
        return f"decision {self.verdict} (as «{example}») codes={self.codes} except={self.excepted} all={self.all}"


def _read_phrases() -> Iterator[tuple[str, Pattern, str]]:
    with Path(__file__).with_name("decisions.toml").open("rb") as file:
        kinds = tomllib.load(file)
    classes = kinds.pop("classes")
    for name, kind in kinds.items():
        yield name, compile_pattern("(" + "|".join(kind["phrases"]) + ")", classes), kind["example"]


_KINDS = tuple(_read_phrases())
SAID = {name: pattern for name, pattern, _ in _KINDS}
"""The phrases of decisions.toml, by what they say."""
_EXAMPLES = {name: example for name, _, example in _KINDS}
_SAYS = {
    "approve": "agrees",
    "reject": "refuses",
    "defer": "later",
    "return_for_info": "asks_more",
    "unclear": "undecided",
}
_YES = SAID["agrees"]
_WEAK = SAID["weakly"]
_WITH_CODE = SAID["with_code"]
_NO = SAID["refuses"]
_LATER = SAID["later"]
_MORE = SAID["asks_more"]
_UNDECIDED = SAID["undecided"]
_WHAT_WAITS = SAID["what_waits"]
_DOUBT = SAID["doubted"]
_ALL = SAID["all"]
_BUT = SAID["but"]
_PREFIXED = r"[a-zđ]{1,5}\d{0,4}(?:[-–_./]\d{1,5})+"  # "YC-118", "TN-2026/14"
CODE = Expression(rf"(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{{2,8}}|{_PREFIXED}")
_NOT_CODES = Expression(
    r"\d+(?:h\d*|g|k\d?|tr\d?|p|m2|kg|km|tuoi|st|nd|th)|(?:[34]g)|t\d{1,2}|vneid\d?|covid19|d9"
)
_NUMBER_WORDS = {
    "mot": "1", "nhat": "1", "dau": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "sau": "6",
    "bay": "7", "tam": "8", "chin": "9", "muoi": "10",
}  # fmt: skip


def read_decision(message: Message) -> Decision:
    """What the message decides, whoever sent it (who may decide is the caller's question)."""
    line = message.line
    if _UNDECIDED.search(line) and (_YES.search(line) or _NO.search(line)):
        return Decision("return_for_info" if _asks_for_papers(message) else "unclear", sure=False)
    first = _YES.search(line)
    if _WHAT_WAITS.search(line) and (message.is_question or first is None or first.start()):
        return Decision("unclear", sure=False)
    clauses = [_Clause(tokens, message) for tokens in _clauses(message)]
    said = [clause for clause in clauses if clause.verdict or clause.codes or clause.all or clause.but]
    _hear_no_verdict_in_reasons(clauses)
    verdicts = [clause.verdict for clause in said if clause.verdict]
    if not verdicts and _WITH_CODE.search(line):
        codes = [code for clause in clauses for code in clause.codes]
        if codes:
            return Decision("approve", codes=codes, sure=False)
    if not verdicts:
        weak = bool(_WEAK.search(line))
        return Decision("approve", sure=False, weak=True) if weak else Decision()
    if any(clause.mixed for clause in said):
        return Decision(
            "unclear", sure=False
        )  # "đồng ý K4T từ chối M2P" without a comma: asked, never guessed
    if any(clause.spared for clause in clauses):
        return Decision("unclear", sure=False)  # "đừng bác đơn số 2": neither refused nor agreed to
    decision = _combined(said, verdicts)
    if decision.all and _miscounted(message):
        decision.sure = False
    decision.reason = _reason(message, clauses, decision)
    decision.effective = _effective(message)
    return _agreed(decision, message, clauses) if decision.verdict == "approve" else decision


def _agreed(decision: Decision, message: Message, clauses: list["_Clause"]) -> Decision:
    """An agreement, unless something in the message gives it a second reading."""
    if message.raw.rstrip().endswith("?") or _doubted(clauses):
        return Decision("unclear", sure=False)
    if any(_TAKES_BACK.match(clause.plain) for clause in clauses):
        return Decision("unclear", sure=False)  # "đồng ý nhưng chưa"
    if decision.all and any(_excepts_somebody(clause) for clause in clauses):
        return Decision("unclear", sure=False)  # "duyệt hết trừ chị Hoa": which request is hers?
    hedged = [clause for clause in clauses if _hedges(clause)]
    if hedged:
        # "đồng ý, tuy nhiên đề nghị …": what it hangs on was not understood
        asks = any(expression(r"\b(?:de nghi|yeu cau|can|phai)\b").search(clause.plain) for clause in hedged)
        return Decision("return_for_info" if asks else "unclear", sure=False)
    return decision


def _excepts_somebody(clause: "_Clause") -> bool:
    """Whether a clause excepts by a name, not by the number of a request."""
    named = clause.but and not clause.codes and len(clause.plain.split()) > 1
    return named and not clause.plain.startswith("ngoai ra ")  # "besides"


def _miscounted(message: Message) -> bool:
    """Whether "cả 3" is said of another number of requests than wait: all of them, or number 3?"""
    said = expression(r"\bca (\d)\b(?! (?:va|lan|voi)\b)").search(message.plain)
    return bool(said and message.pending and int(said[1]) != message.pending)


def _hedges(clause: "_Clause") -> bool:
    return not clause.verdict and not clause.codes and _HEDGE.match(clause.plain) is not None


_HEDGE = Expression(
    r"(?:tuy (?:nhien|vay|the)|(?:nhung|song) (?:ma )?(?:de nghi|phai|can|xem|nho|yeu cau))(?: \S+){2}"
)


_TAKES_BACK = Expression(
    r"(?:a |ay )?(?:nhung|ma|a) (?:ma )?(?:chua|khong|khoan|dung|thoi)\b(?! (?:sao|van de|can))"
)


def _hear_no_verdict_in_reasons(clauses: list["_Clause"]) -> None:
    """ "Không chấp thuận. Lý do: chưa có ý kiến chi bộ": what follows says why, not what else is to be done."""
    decided = False
    for clause in clauses:
        if decided and _WHY.match(clause.plain):
            clause.verdict = ""
        decided = decided or bool(clause.verdict)


_WHY = Expression(r"(?:ly do|vi|do|boi|tai)\b")


def _doubted(clauses: list["_Clause"]) -> bool:
    return any(clause.verdict == "approve" and _DOUBT.search(clause.line) for clause in clauses)


def _asks_for_papers(message: Message) -> bool:
    return bool(
        expression(r"\b(?:giay|don|bo me|phu huynh|gia dinh|cha me|ba me|nguoi nha)\b").search(message.plain)
    ) and bool(_MORE.search(message.line))


def _combined(said: list["_Clause"], verdicts: list[str]) -> Decision:
    decision = Decision(verdicts[0])
    kinds = list(dict.fromkeys(verdicts))
    targeted = [clause for clause in said if clause.codes or clause.all]
    if "return_for_info" in kinds and not _splits(said, "approve"):
        decision.verdict = "return_for_info"
    elif "approve" in kinds and len(kinds) > 1:
        if not _splits(said, "approve"):
            if sum(any(token.plain in _PERSONS for token in clause.tokens) for clause in said) > 1:
                return Decision("unclear", sure=False)  # "đồng ý cho chị Thắm, còn anh Đạt khoan"
            later = "defer" in kinds
            return Decision("defer" if later and "reject" not in kinds else "unclear", sure=False)
        decision.verdict = "approve"
        decision.sure = "reject" not in kinds
    elif "defer" in kinds and len(kinds) > 1:
        decision.verdict = "defer" if not targeted else kinds[0]
        decision.sure = False
    # "số 5 … để đó, còn lại duyệt": what is named before any verdict waits for the first
    current = verdicts[0] if decision.verdict == "approve" else decision.verdict
    for clause in said:
        current = clause.verdict or current
        away = clause.but or current != decision.verdict
        (decision.excepted if away else decision.codes).extend(clause.codes)
        left = bool(decision.codes) and not clause.verdict and not _LIKEWISE.search(clause.plain)
        decision.all = decision.all or (clause.all and not away and not left)
    decision.codes = [
        code for code in dict.fromkeys(decision.codes) if code not in decision.excepted or not decision.all
    ]
    decision.excepted = list(dict.fromkeys(decision.excepted))
    if any(clause.but and _SAVE.search(clause.plain) for clause in said) and not decision.codes:
        decision.all = decision.all or bool(decision.excepted)  # "duyệt trừ đơn số 2"
    if decision.codes and decision.all and not decision.excepted:
        decision.sure = False
    return decision


_SAVE = Expression(r"\btru\b")
# "duyệt số 2, mấy cái còn lại …": of the rest nothing was decided, unless it says "as well"
_LIKEWISE = Expression(r"\b(?:cung|luon|nhu (?:the|vay|rua)|nua)\b")
_PERSONS = frozenset("anh chi em ong ba bac chu co o cau chau".split())


def _splits(said: list["_Clause"], verdict: str) -> bool:
    """Whether the clauses of one verdict name their own requests ("duyệt số 2, số 3 để xem lại")."""
    current, mine, others = "", False, False
    for clause in said:
        current = clause.verdict or current
        if clause.codes or clause.all:
            mine = mine or (current == verdict and not clause.but)
            others = others or current != verdict or clause.but
        elif current != verdict:
            others = others or _THE_OTHER.match(clause.plain) is not None
    return mine and others


_THE_OTHER = Expression(r"(?:con )?(?:don|so|cai|nguoi|ho so|truong hop) (?:kia|no|con lai|khac)\b")


_ONE = r"(?<!khong )(?<!chua )\b(?:dong y|duyet|chap thuan|nhat tri)\b"
_OTHER = r"\b(?:tu choi|khong (?:dong y|duyet|chap thuan|duoc))\b"
_AGREES_AND_REFUSES = Expression(rf"{_ONE}.*{_OTHER}|{_OTHER}.*{_ONE}")


_BOTH = r"\bca (?:so |don )*\d+ (?:va|lan|voi) (?:so |don )*\d"  # "cả 1 lẫn 3" is not all


_NOT_ALL = Expression(  # "hết hạn", "anh đọc cả rồi"
    r"\bhet (?:han|nam|thang|tuoi|suc|long|minh)\b|"
    r"\b(?:doc|xem|coi|nghe|biet) (?:ky )?(?:ca|het|tat ca) (?:roi|ca)\b|" + _BOTH
)


class _Clause:
    """A stretch between commas: its verdict and the requests it names."""

    def __init__(self, tokens: list[Token], message: Message) -> None:
        self.tokens = tokens
        self.line = signs(message.text, tokens)
        self.plain = " ".join(t.plain for t in tokens if t.kind in ("w", "n"))
        first = tokens[0].plain if tokens else ""
        self.but = first in ("tru", "rieng", "ngoai") or bool(_BUT.search(self.line))
        self.codes = _codes(tokens)
        self.all = bool(_ALL.search(self.line)) and not self.but
        if self.all and _NOT_ALL.search(self.plain):
            self.all = False
        seen = [token.plain for token in tokens if counts(token)]
        self.verdict = _verdict(self.line, seen, self.but) or self._short_verdict()
        self.spared = any(_spares(seen[: match.start()]) for match in _NO.finditer(self.line))
        self.mixed = bool(self.codes) and bool(_AGREES_AND_REFUSES.search(self.plain))

    def _short_verdict(self) -> str:
        """ "A7K ok", "B2M không": nothing but codes and a word."""
        codes = {code.lower() for code in self.codes}
        rest = [word for word in self.plain.split() if word not in codes and word not in _NOTHING_SAID]
        if codes and len(rest) == 2 and rest[0] == "khong":
            return "reject"  # "số 2 không đợc": whatever was meant, no agreement
        if not codes or not rest:
            return ""
        if len(rest) <= _FEW and rest[0] in _HELD_BACK and not self._says_right():
            return _HELD_BACK[rest[0]]  # "duyệt YC-1, YC-2 chưa được"
        return _SHORT.get(rest[0], "") if len(rest) == 1 else ""

    def _says_right(self) -> bool:
        return any(token.key == _RIGHT for token in self.tokens)


_RIGHT, _FEW = marked_key("đúng"), 4
# with what a request of several is held back in a few words
_HELD_BACK = {
    **dict.fromkeys(("chua", "thoi", "dung", "khoan", "cho", "hoan", "ngung", "treo", "tam", "tu"), "defer"),
    **dict.fromkeys(("khong", "bo", "tra", "loai", "bac", "gat", "huy", "miem", "rot", "truot"), "reject"),
    "thieu": "return_for_info",
}
_NOTHING_SAID = frozenset("so don thi va cung con rieng nhe nha nghe em a luon di".split())
_SHORT = {
    "ok": "approve",
    "duoc": "approve",
    "khong": "reject",
    "loai": "reject",
    "bac": "reject",
    "chua": "defer",
}


def _verdict(line: str, words: list[str], but: bool) -> str:
    """`words`: what the signs of the line stand for."""
    more, no = _MORE.search(line), _NO.search(line)
    later = _LATER.search(_without_waiting(_without_from_when(line)))
    yes = [_polarity(line, words, match) for match in _YES.finditer(line)]
    if more:
        return "return_for_info"
    if "defer" in yes:
        return "defer"
    if "reject" in yes:
        return "defer" if later and "approve" not in yes and words[0] in ("khoan", "tu") else "reject"
    if later:
        return "defer"
    if no:
        return "reject"
    return "approve" if yes and not but else ""


def _spares(before: list[str]) -> bool:
    """Whether a refusal itself is denied: "đừng (có) bác", "chưa bác", "khỏi từ chối"."""
    while before and before[-1] in ("co", "nen", "voi", "phai", "duoc", "ai"):
        before = before[:-1]
    return before[-1:] in (["dung"], ["chua"], ["khong"], ["khoi"], ["khoan"])


def _without_from_when(line: str) -> str:
    """ "từ đầu tháng sau" says from when, not later."""
    said = _FROM_WHEN.search(line)
    return line[: said.start()] if said else line


def _without_waiting(line: str) -> str:
    """ "danh sách đang chờ" names requests, it does not put them off."""
    left, at = [], 0
    for said in _WAITING.finditer(line):
        left.append(line[at : said.start()])
        at = said.end()
    return "".join([*left, line[at:]])


_SHUN = compile_pattern("chớ!")
_FROM_WHEN = compile_pattern("(hieu luc|tu (ngay|dau|thu|mai|hom|#))")
_WAITING = compile_pattern(
    "((doi|cho!) (chi|gi) nua|(dang|con|danh sach) (dang|con)? cho (duyet|xet|ky)?|don cho (duyet|xet|ky|nay|ni))"
)
_DENIED = compile_pattern("(đâu|dau!|mo)")  # "đồng ý đâu", "đồng ý mô"; but "hai đơn đầu"


def _polarity(line: str, words: list[str], match: re.Match[str]) -> str:
    first, end = max(0, match.start() - 4), match.end()
    before, after = words[first : match.start()], words[end:]
    shunned = _SHUN.search(line[first : match.start()])  # "chớ có duyệt"
    if shunned or any(word in ("chua", "dung", "khoan", "hoan") for word in before) or after[:1] == ["sau"]:
        return "defer"
    if expression(r"\bkhong (?:van de|co van de|thac mac)\b").search(" ".join(before)):
        before = []  # "không vấn đề gì, duyệt A7K": the negation is of something else
    if any(word in ("khong", "chang", "cha", "kho", "bat") for word in before):
        return "reject"
    if after and _DENIED.search(line[-1]):
        return "reject"
    return "approve"


def _clauses(message: Message) -> list[list[Token]]:
    """The message cut at commas and turning words ("nhưng", "còn", "riêng", "trừ"); lists of numbers stay whole."""
    clauses: list[list[Token]] = [[]]
    tokens = _with_whole_codes(message.text.tokens)
    for at, token in enumerate(tokens):
        between = 0 < at < len(tokens) - 1 and _codelike(tokens[at - 1]) and (
            _codelike(tokens[at + 1]) or (tokens[at + 1].plain == "so" and not _turns(tokens, at + 1)))  # fmt: skip
        turns = (
            token.plain == "so" and 0 < at < len(tokens) - 2 and tokens[at - 1].kind == tokens[at + 1].kind == "n"
            and _turns(tokens, at)
        )  # fmt: skip
        if turns:
            clauses.append([token])
        elif token.kind == "nl" or (
            token.plain in (",", ";", ".", "!") and not (between and not _turns_at(tokens, at))
        ):
            clauses.append([])
        elif clauses[-1] and (
            token.plain in _TURNING
            or (token.plain == "ly" and at + 1 < len(tokens) and tokens[at + 1].plain == "do")
            or _begins_anew(clauses[-1], tokens, at)
        ):
            clauses.append([token])
        else:
            clauses[-1].append(token)
    return [clause for clause in clauses if clause]


_NO_PREFIX = frozenset(
    "so don ma stt muc cau dong thang ngay tu den toi va tru duyet vneid dvc t q xom thon "
    "to khoi tdp lop buoi nam va voi bac covid".split()
)
_SIGNS = frozenset("-–_./")


def _with_whole_codes(tokens: list[Token]) -> list[Token]:
    """The tokens with "YC", "-" and "118" of one code put together, as typed."""
    whole: list[Token] = []
    for token in tokens:
        last = whole[-1] if whole else None
        glued = last is not None and last.end == token.start
        if glued and last is not None and token.kind == "p" and token.plain in _SIGNS and _begins_code(last):
            while len(whole) > 1 and whole[-2].start == last.start:
                whole.pop()  # "HS" was opened to "hồ sơ"
            whole[-1] = _joined(last, token)
        elif (
            glued
            and last is not None
            and token.kind == "n"
            and last.kind == "w"
            and last.plain[-1:] in _SIGNS
        ):
            whole[-1] = _joined(last, token)
        elif last is not None and last.kind == "w" and last.plain[-1:] in _SIGNS:
            whole[-1:] = [*_parted(last), token]
        else:
            whole.append(token)
    if whole and whole[-1].kind == "w" and whole[-1].plain[-1:] in _SIGNS:
        whole[-1:] = _parted(whole[-1])
    return whole


def _begins_code(token: Token) -> bool:
    letters = token.kind == "w" and len(token.raw) <= 5 and token.raw.isascii() and token.raw.isalpha()
    return (letters and token.raw.lower() not in _NO_PREFIX) or bool(
        expression(_PREFIXED).fullmatch(token.plain)
    )


def _joined(first: Token, second: Token) -> Token:
    raw = first.raw + second.raw
    return Token("w", raw, raw.lower(), "", first.start, second.end)


def _parted(token: Token) -> list[Token]:
    """A word with a sign behind it, parted again: no number followed."""
    at = token.end - 1
    word = Token("w", token.raw[:-1], token.plain[:-1], token.key, token.start, at)
    return [word, Token("p", token.raw[-1], token.plain[-1], "", at, token.end)]


_TURNING = frozenset({"nhung", "con", "rieng", "tru", "ngoai"})


def _begins_anew(clause: list[Token], tokens: list[Token], at: int) -> bool:
    """Whether another request is named after "A7K duyệt": its verdict follows, though nobody typed a comma."""
    if not (_is_code(clause[0]) or (clause[0].plain in ("so", "don") and len(clause) > 2)):
        return False
    spoken = [token for token in clause[1:] if token.kind == "w" and not _is_code(token)]
    if not spoken or (len(spoken) == 1 and spoken[0].plain in _BETWEEN_CODES):
        return False
    another = _is_code(tokens[at]) or (
        tokens[at].plain in ("so", "don", "may", "cac")
        and at + 1 < len(tokens)
        and (tokens[at + 1].kind == "n" or tokens[at + 1].plain in ("khac", "lai", "kia"))
    )
    return another and tokens[at - 1].plain not in _BETWEEN_CODES


_BETWEEN_CODES = frozenset(
    {"va", "voi", "so", "don", "cung", "den", "toi", "-", ",", "tu", "ngay", "thang", "ma"}
)


def _is_code(token: Token) -> bool:
    return token.kind == "w" and bool(CODE.fullmatch(token.plain)) and not _NOT_CODES.fullmatch(token.plain)


def _turns(tokens: list[Token], at: int) -> bool:
    """Whether "số 3 …" is followed by words of its own ("số 3 để xem lại"), so that a new clause begins."""
    return (
        at + 2 < len(tokens)
        and tokens[at + 2].kind == "w"
        and tokens[at + 2].plain not in ("va", "so", "voi", "cung")
    )


def _turns_at(tokens: list[Token], at: int) -> bool:
    """ "nhất trí YC-31, YC-32; YC-33 trả lại", "duyệt 1, 2 thì chưa": whether what follows has words of its own."""
    if tokens[at].plain == ";" and _turns(tokens, at):
        return True
    code = at + 2 if tokens[at + 1].plain in ("so", "don") else at + 1
    said = [token for token in tokens[code + 1 : code + 3] if token.plain not in _NOTHING_SAID]
    return bool(said) and said[0].plain in _HELD_BACK and said[0].key != _RIGHT


def _codelike(token: Token) -> bool:
    return token.kind == "n" or (token.kind == "w" and bool(CODE.fullmatch(token.plain)))


# what may stand before the number of a request
_NEAR_CODE = frozenset(
    (
        "bac ca cau chap cho choi con cung de den don dong duyet hai ho hoan lai loai ma muc ngoai nhan ok qua "
        "rieng sau so stt thanh thu thuan toi tra trang tri tru tu va voi y yc yeu # & + , - . /"
    ).split()
)


def _codes(tokens: list[Token]) -> list[str]:
    """Request codes, or numbers that stand where requests are named; ages, dates and lengths of time are not."""
    codes: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        before = tokens[at - 1].plain if at else ""
        after = tokens[at + 1].plain if at + 1 < len(tokens) else ""
        if token.kind == "w" and CODE.fullmatch(token.plain) and not _NOT_CODES.fullmatch(token.plain):
            codes.append(token.raw.upper())
        elif (
            token.kind == "n"
            and (
                before in _NEAR_CODE
                or not at
                or _follows_number(tokens, at, codes)
                or _is_second_of_both(tokens, at)
            )
            and _is_request_number(token, before, after, tokens, at)
        ):
            skip = 1 if at + 3 < len(tokens) and tokens[at + 2].plain == "so" else 0
            last = (
                tokens[at + 2 + skip]
                if after in ("-", "–", "den", "toi", "→") and at + 2 < len(tokens)
                else None
            )
            if (
                last is not None
                and token.raw.isdecimal()
                and last.raw.isdecimal()
                and int(token.raw) < int(last.raw) < int(token.raw) + 50
            ):
                codes.extend(str(number) for number in range(int(token.raw), int(last.raw) + 1))
                at += 2 + skip
            else:
                codes.extend(str(int(part)) for part in expression("[.,]").split(token.raw) if part)
        elif before == "so" and token.plain in _NUMBER_WORDS and token.plain != "sau":
            codes.append(_NUMBER_WORDS[token.plain])
        elif before == "don" and token.plain in ("dau", "nhat"):
            codes.extend(str(number) for number in range(1, _how_many(tokens, at - 2) + 1))
        elif (
            before == "thu"
            and token.plain in _NUMBER_WORDS
            and at > 1
            and tokens[at - 2].plain in _COUNTED_OFF
        ):
            codes.append(_NUMBER_WORDS[token.plain])
        at += 1
    return codes


def _is_second_of_both(tokens: list[Token], at: int) -> bool:
    """The 3 of "cả 1 lẫn 3"."""
    return at > 2 and [tokens[at - 3].plain, tokens[at - 1].plain] == ["ca", "lan"]


def _follows_number(tokens: list[Token], at: int, codes: list[str]) -> bool:
    """ "duyệt 1 4": a bare number right after one that was a request."""
    before = tokens[at - 1]
    return bool(codes) and before.kind == "n" and codes[-1] == before.raw


def _how_many(tokens: list[Token], at: int) -> int:
    """The 2 of "2 đơn đầu", the hai of "hai đơn đầu"; 1 when nothing is said."""
    said = tokens[at].plain if at >= 0 else ""
    return int(_NUMBER_WORDS.get(said, said if said.isdecimal() and len(said) < 3 else "1"))


_UNIT_AFTER = frozenset(
    "tuoi thang nam tuan ngay gio h buoi nguoi ho trieu % / phut don nhan thanh lan ban nguoi, dua bac "
    "dong nguoi. truong".split()
)


def _is_request_number(token: Token, before: str, after: str, tokens: list[Token], at: int) -> bool:
    agreed = after == "dong" and at + 2 < len(tokens) and tokens[at + 2].plain in ("y", "tinh")
    both = before == "ca" and after == "lan"
    if not expression(r"\d{1,3}(?:[.,]\d{1,3})*").fullmatch(token.raw) or (
        after in _UNIT_AFTER and not agreed and not both
    ):
        return False
    if (
        before in ("tu", "den", "toi", "-", "sau")
        and at > 1
        and tokens[at - 2].plain in ("ngay", "ke", "thang")
    ):
        return False
    if before == "thu" and (at < 2 or tokens[at - 2].plain not in _COUNTED_OFF):
        return False  # "còn lại để thứ 6" names a day, "đơn thứ 2" a request
    if before == "ca" and after not in ("va", "lan", "voi", ","):
        return False  # "từ chối cả 3" counts them
    return before not in ("thang", "ngay", "lop", "thon", "xom") and "/" not in (before, after)


_COUNTED_OFF = frozenset({"don", "nguoi", "cai", "so"})


def _reason(message: Message, clauses: list["_Clause"], decision: Decision) -> str:
    if decision.verdict == "approve" or decision.verdict == "unclear":
        return ""
    marked = expression(
        r"(?i)(?:\bvì\b|\blý do\b:?|\bdo\b|\bly do\b:?|\bvi\b|\btại\b|:)\s*(.+)", re.DOTALL
    ).search(message.raw)
    if marked:
        return marked[1].strip(" .,!\n")
    for clause in clauses:
        if clause.verdict and decision.verdict == "return_for_info":
            return _written(message, clause.tokens[0].start)
        if clause.verdict:
            return _written(message, clause.tokens[-1].end)
    return ""


def _written(message: Message, start: int) -> str:
    return message.raw[start:].strip(" .,;!:\n-–")


def _effective(message: Message) -> str:
    match = expression(
        r"(?i)(?:sang(?= tháng| thang| năm| nam)|hiệu lực|hieu luc|kể từ|ke tu|bắt đầu từ|bat dau tu|"
        r"hiệu lực từ|hieu luc tu|từ|tu)\s+((?:ngày|"
        r"ngay|mai|hôm nay|hom nay|đầu tháng|dau thang|tháng|thang|thứ|thu|\d(?!\d? ?(?:đến|den|tới|toi|-|–)\s*\d)).*)"
    ).search(
        message.raw,
    )
    found = read_date(match[1], message.today) if match else None
    month = (
        expression(r"(?i)(?:đầu |dau )?(?:tháng|thang) (\d{1,2})(?:/(\d{4}))?").match(match[1])
        if match and not found
        else None
    )
    if month and 1 <= int(month[1]) <= 12:
        today = message.today
        year = int(month[2]) if month[2] else today.year + (int(month[1]) < today.month)
        return f"{year:04}-{int(month[1]):02}-01"
    return found.isoformat() if found else ""
