"""The figures of the monthly form and the words by which people mean them (plan, part 4.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vietnamese.folding import fold
from vietnamese.patterns import Pattern, compile_pattern

__all__ = ["CORE", "DEFAULT_FIELDS", "Field", "fields_from"]


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the form. `phrases` name it; `general` ones yield to any more exact field beside them."""

    key: str
    kind: str  # "int", "text" or "photo"
    phrases: tuple[Pattern, ...]
    general: bool = False


_WORDS: tuple[tuple[str, str, str], ...] = (
    ("so_buoi", "int", "so buoi | cuộc họp | buổi"),
    ("luot_tuyen_truyen", "int",
     "tuyên truyền | tuyen tr | tt | truyền thông | vận động | phổ biến | (người|lượt|bà con|dân)? (tham)? (dự|gia) "
     "| (người)? nghe | đến nghe | tập huấn | tập trung"),
    ("luot_huong_dan", "int", "(lượt)? hướng dẫn | hd | hdan | hỗ trợ (trực tiếp)? | trực tiếp | giúp đỡ | cầm tay chỉ việc"),
    ("vneid", "int",
     "vneid | vnied | vnid | vned | vnei | vn (eid|id) | vne | v neid | định danh (điện tử)? | đdđt | dddt | đinh danh | "
     "cccd điện tử | căn cước điện tử | (mức|cấp) (2|hai|02|độ 2)"),
    ("ho_so_dvc", "int",
     "(bộ)? hồ sơ | hs | dvc | dvctt | dvcttt | dich vu cong (trực tuyến)? | dv công | một cửa | nộp (online|trực tuyến)"),
    ("tt_khong_tien_mat", "int",
     "(mã)? qr | quét mã | thanh toán (số|điện tử)? | (tt|thanh toán)? (không)? (dùng)? tiền mặt | ttktm | ttkdtm | tt ktm | tt kdtm | "
     "kdtm | ktm | ttkd | tài khoản (ngân hàng)? | tk (ngân hàng|nh) | ngân hàng | ví (điện tử|momo)? | momo | chuyển khoản | ck | "
     "viettel money | mobile money | ttđt | tt số | tt điện tử | vnpay | zalopay"),
    ("ho_tan_nha", "int",
     "(đến|tới|tận|vào|đi|về|ghé|qua) (tận|từng|các|được|#)? (nhà|hộ) | tại nhà | gõ cửa | tận (nơi|hộ|nhà) | ho tan nha | "
     "(đi|đến|tới|vào|ghé|thăm|ra) (được)? # (nhà|hộ)"),
    ("chu_ky_so", "int", "(chữ)? (ký|kí) số | cks | chu ky dien tu | chữ ký"),
    ("san_tmdt", "int",
     "(lên)? sàn | tmdt | thương mại điện tử | bán hàng | bán (online|qua mạng|trên mạng|mạng) | voso | postmart | shopee | "
     "tiktok | gian hàng | ocop | livestream"),
    ("suc_khoe_so", "int", "(sổ)? sức (khỏe|khoẻ) (điện tử|số)? | sskdt | sskđt | vssid | bhxh số | bảo hiểm xã hội | ssk"),
    ("hoc_ky_nang_so", "int",
     "(học)? (kỹ|kĩ) năng (số)? | bình dân học vụ (số)? | bdhvs | bdhv | one touch | onetouch | kns | mooc | học viên"),
    ("canh_bao_lua_dao", "int",
     "lừa đảo | lua dao | an toàn (thông tin|mạng|tt) | attt | an ninh mạng | anm | cảnh báo | phòng chống lừa"),
    ("cong_dan_so", "int",
     "công dân số | phản ánh (hiện trường)? | paht | (app|ứng dụng) (của)? tỉnh | hà tĩnh (số|g) | cds app | ihatinh"),
    ("kho_khan", "text", "khó khăn | kiến nghị | vướng mắc | đề xuất | đề nghị | kk | khó khăn kiến nghị"),
    ("cach_lam_hay", "text", "sáng kiến | cách làm hay | mô hình hay | mô hình"),
    ("anh", "photo", ""),
)  # fmt: skip
CORE = tuple(key for key, _, _ in _WORDS[:6])
_GENERAL = frozenset({"so_buoi", "luot_tuyen_truyen", "luot_huong_dan"})


def _field(key: str, kind: str, words: str) -> Field:
    phrases = tuple(compile_pattern(phrase.strip()) for phrase in _alternatives(words) if phrase.strip())
    return Field(key, kind, phrases, key in _GENERAL)


def _alternatives(words: str) -> list[str]:
    """Cut at the bars that stand between spaces ("a | b"), not at those inside parentheses."""
    return words.split(" | ")


DEFAULT_FIELDS: tuple[Field, ...] = tuple(_field(*row) for row in _WORDS)
_DEFAULT = {field.key: field for field in DEFAULT_FIELDS}


def fields_from(described: Sequence[Mapping[str, object]]) -> tuple[Field, ...]:
    """The form as the context describes it (key, label, synonyms, kind); known keys keep their usual words too."""
    rows = []
    for one in described:
        synonyms = one.get("synonyms") or ()
        words = [str(word) for word in synonyms] if isinstance(synonyms, list | tuple) else [str(synonyms)]
        label = str(one.get("label") or "").split("(")[0]
        rows.append((str(one.get("key") or ""), str(one.get("kind") or "int"), (label, *words)))
    return _described(tuple(row for row in rows if row[0]))


@lru_cache(maxsize=64)
def _described(rows: tuple[tuple[str, str, tuple[str, ...]], ...]) -> tuple[Field, ...]:
    fields = []
    for key, kind, words in rows:
        usual = _DEFAULT.get(key)
        cleaned = [
            " ".join(w for w in "".join(c if c.isalnum() else " " for c in word).split()) for word in words
        ]
        phrases = tuple(compile_pattern(word) for word in cleaned if fold(word))
        kind = (
            "text"
            if kind in ("text", "str", "string")
            else "photo"
            if kind in ("photo", "file", "image")
            else "int"
        )
        fields.append(Field(key, kind, phrases + (usual.phrases if usual else ()), key in _GENERAL))
    return tuple(fields)
