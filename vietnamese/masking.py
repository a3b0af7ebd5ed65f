"""Takes names, places, numbers and links out of a message, so that it can be kept and labelled."""

from vietnamese.expressions import expression
from vietnamese.folding import fold, marked_key
from vietnamese.message import Message, message_from
from vietnamese.names import FAMILIES, TITLES
from vietnamese.slots import people, self_name, villages
from vietnamese.tokens import Token

__all__ = ["masked"]

NAME, NUMBER, CODE, LINK = "Bính", "7", "A7K", "vidu.vn"
"""What stands in: an invented name, an invented number, so that a masked line can be read and tested as it is."""
_LONGEST = 200  # characters of a masked line
_GIVEN = (
    "Lan Hùng Đức Bính Thắm Hoa Mai Lài Nam Tuấn Hương Nhung Tuyết Phương Trang Thủy Thúy Yến Oanh Loan Quỳnh Đạt Huy "
    "Khánh Vy Nga Huệ Hằng Hạnh Hiền Hiếu Hòa Hồng Khoa Kiên Lâm Linh Loan Long Lộc Lý Minh Mỹ Nghĩa Ngọc Nguyên Nhàn "
    "Nhi Phong Phú Phúc Quân Quang Quốc Quý Sơn Tài Tâm Tân Thanh Thành Thảo Thắng Thịnh Thu Thư Tiến Toàn Trinh Trung "
    "Trường Tú Tùng Tuyên Uyên Vân Việt Vinh Vũ Xuân Ánh Bảo Bích Cường Châu Chi Chung Cúc Dũng Dung Duyên Dương Giang"
)
_MARKED = frozenset((fold(name), marked_key(name)) for name in _GIVEN.split() if marked_key(name))
# Without marks most given names are everyday words as well ("tuan", "minh"); these are not.
_BARE = frozenset(
    "huong nhung tuyet trang thuy yen oanh loan quynh khanh nga hue hieu uyen bich cuc duyen trinh thinh".split()
)
_MIDDLE = frozenset({"thi", "van"})
_ASKS_NAME = frozenset({"ten"})


def masked(text: str) -> str:
    """The message folded, at most 200 characters, with stand-ins for names, places, numbers, codes and links.

    "Nhờ chị Lan thôn Đông Trung gọi 0912345678" → "nho chi binh thon binh goi 7".
    """
    message = message_from({"text": text})
    tokens = message.text.tokens
    hidden = _hidden(message)
    said: list[str] = []
    for at, token in enumerate(tokens):
        if token.kind == "nl":
            continue
        word = fold(NAME) if at in hidden else _shown(token)
        if word != fold(NAME) or said[-1:] != [word]:
            said.append(word)
    line = " ".join(said).replace("|", " ")
    return expression(r"\s+").sub(" ", line).strip()[:_LONGEST]


def _shown(token: Token) -> str:
    if token.kind == "url":
        return LINK
    if token.kind == "n":
        return NUMBER
    plain = fold(token.raw) if token.kind == "w" else token.raw
    if not any(char.isdigit() for char in plain):
        return plain
    short = len(plain) <= 3 and plain[0].isalpha() and plain[1:].isdigit()  # "t10", "x3"
    return plain[0] + NUMBER if short else CODE


def _hidden(message: Message) -> set[int]:
    """The places of the words that may be a name."""
    tokens, found = message.text.tokens, _named(message)
    capitals = any(token.raw[:1].islower() for token in tokens if token.kind == "w")
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else None
        if token.kind == "w" and (
            _is_given(token, marked=message.text.marked)
            or (capitals and _is_capital(token, before))
            or (before is not None and before.plain in _ASKS_NAME)
            or (before is not None and before.plain in TITLES and token.raw[:1].isupper())
        ):
            found.add(at)
        if token.plain == "@":
            found |= {at - 1, at + 1}
        if token.plain in _MIDDLE and before is not None and before.plain in FAMILIES:
            found |= {at - 1, at, at + 1, at + 2}
    return found


def _named(message: Message) -> set[int]:
    """The words of the persons and villages that the language package finds itself; titles and numbers stay."""
    found = {at for one in people(message) for at in range(one.start + bool(one.title), one.end)}
    said = [token.plain for token in message.text.tokens]
    for name in (self_name(message), *villages(message)):
        words = [word for word in fold(name).split() if word.isalpha() and word not in _KINDS]
        size = len(words)
        for at in range(len(said) - size + 1 if size else 0):
            if said[at : at + size] == words:
                found |= set(range(at, at + size))
    return found


_KINDS = frozenset("thon xom to tdp khoi ban lang ap khu pho dan".split())


def _is_given(token: Token, *, marked: bool) -> bool:
    if token.key:
        return (token.plain, token.key) in _MARKED and token.raw[:1].isupper()
    return token.plain in _BARE or (not marked and token.raw[:1].isupper() and len(token.raw) < 7)


def _is_capital(token: Token, before: Token | None) -> bool:
    """A capital inside a sentence; "VNeID" and "UBND" are no names."""
    begins = before is None or before.kind == "nl" or before.plain in (".", "!", "?", ":", "-", "•")
    return not begins and token.raw[:1].isupper() and token.raw[1:].islower()
