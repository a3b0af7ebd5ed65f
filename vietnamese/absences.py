"""Who is said to be away: whoever speaks, or somebody else who is named or called by an office."""

from vietnamese.expressions import Expression
from vietnamese.folding import fold
from vietnamese.names import fold_name

__all__ = ["is_of_another"]

_TITLES = r"(?:ong|ba|anh|chi|co|chu|bac|o|mu|cau|thay|dong chi|dc)"
_OFFICES = (
    r"(?:to truong|to pho|thanh vien|cong tac vien|ctv|truong thon|bi thu|truong ban|chi hoi|hoi vien|can bo)"
)
_AWAY = (
    r"(?:xin |bao |se |phai |dang |vua |moi |da |muon |can )*(?:phep |duoc )*"
    r"(?:nghi|vang|bao vang|om|di (?:vang|xa|vien|cong tac|hoc|lam an|nuoc ngoai|cap cuu)|nam vien|sinh em be|de)\b"
)
_ANOTHER = Expression(
    rf"(?<!la )\b(?:{_TITLES}|(?P<office>{_OFFICES})) (?P<name>(?:[a-z0-9]+ ){{1,5}}?){_AWAY}(?! tiep)"
)
_ONESELF = Expression(rf"\b(?:toi|tui|em|minh|chau|con) {_AWAY}")
_NO_NAME = frozenset(
    "a ah oi cho xin phep em toi tui con chau duoc muon can phai se da do la va voi den di nghi vang duoi tren nay"
    " len khong co viec met benh".split()
)
"""Words after "anh" that show that he is spoken to, or that the speaker means himself."""
_NOT_FIRST = _NO_NAME | frozenset("anh chi bac ong ba chu co da vang thua kinh nhu bao mai".split())
_YOUNGER = Expression(
    r"\b(?:[Ee]m|[Cc]háu|[Cc]hau)((?: [A-ZĐÀ-Ỹ][^\W\d_]+){1,4})(?= (?:xin|báo|bao|nghỉ|nghi|vắng|vang|ốm|đi|di)\b)"
)
_NAMED_FIRST = Expression(r"(?:[A-ZĐÀ-Ỹ][^\W\d_]+ ){1,4}(?=(?:xin |bao |báo )?(?:ngh[iỉ]|v[aắ]ng|[oố]m)\b)")


def is_of_another(text: str, own: str) -> bool:
    """Whether it is somebody else who is said to be away ("anh Tuấn xin nghỉ 2 tuần")."""
    said, mine = fold(text), fold_name(own).split()
    younger = _YOUNGER.search(text)
    if younger is not None:
        return not _is_own(fold(younger[1]).split(), mine)
    found = next((one for one in _ANOTHER.finditer(said) if _is_name(one["name"], one["office"])), None)
    if found is None:
        first = _NAMED_FIRST.match(text.strip())
        if first is None or first[0].startswith("Mình"):
            return False
        named = fold(first[0]).split()
        return not set(named) & _NOT_FIRST and not _is_own(named, mine)
    oneself = _ONESELF.search(said)
    if oneself is not None and oneself.start() < found.start():
        return False
    return bool(found["office"]) or not _is_own(found["name"].split(), mine)


def _is_name(words: str, office: str | None) -> bool:
    return bool(office) or not set(words.split()) & _NO_NAME


def _is_own(named: list[str], mine: list[str]) -> bool:
    return mine[-len(named) :] == named
