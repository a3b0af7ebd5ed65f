"""A small province of our own, in today's shape: two communes, codes that were another unit's before July 2025."""

from __future__ import annotations

from tests.acceptance.field import Product, Row

SINCE = "2025-07-01"


def _unit(code: str, parent: str, kind: str, name: str, valid_from: str = SINCE, valid_to: str = "") -> Row:
    return {
        "name": name, "kind": kind, "code": code, "parent_code": parent, "valid_from": valid_from, "valid_to": valid_to
    }  # fmt: skip


def _seat(
    person: str, name: str, unit: str, office: str, born: str = "1970", sex: str = "nam", phone: str = ""
) -> Row:
    return {
        "person_id": person, "name": name, "birth_year": born, "sex": sex, "phone": phone, "unit_code": unit,
        "office": office, "zalo_user_id": "" if person == "131" else f"7{person}", "valid_from": SINCE,
    }  # fmt: skip


def _team(unit: str, number: str, status: str = "established") -> Row:
    known = {"decision_no": number, "decision_date": "2025-08-01"} if number else {"valid_from": "2025-09-01"}
    return {"unit_code": unit, "status": status, **known}


UNITS = [
    _unit("42", "", "tinh", "Tỉnh Hà Tĩnh", "1991-08-12"),
    _unit("446", "42", "huyen", "Huyện Cẩm Xuyên", "1991-08-12", SINCE),
    _unit("18685", "446", "xa", "Xã Cẩm Bình", "2020-01-01", SINCE),
    _unit("18697", "446", "xa", "Xã Cẩm Vịnh", "2020-01-01", SINCE),
    _unit("18685-01", "18685", "thon", "Thôn Cũ", "2020-01-01", SINCE),
    _unit("18685", "42", "xa", "Xã Cẩm Bình"),
    _unit("18685-01", "18685", "thon", "Thôn Đông Trung"),
    _unit("18685-02", "18685", "thon", "Thôn Hòa Bình"),
    _unit("18685-03", "18685", "thon", "Thôn Bắc Hải"),
    _unit("18700", "42", "xa", "Xã Thạch Lạc"),
    _unit("18700-01", "18700", "thon", "Thôn Hòa Bình"),
]
SUCCESSIONS = [{"old_code": "18697", "new_code": "18685", "date": SINCE, "kind": "merge"}]
PEOPLE = [
    _seat("101", "Nguyễn Văn Đức", "18685", "chu_tich_xa"),
    _seat("102", "Trần Thị Mai", "18685", "pho_chu_tich_xa", sex="nu"),
    _seat("102", "Trần Thị Mai", "18685", "to_truong", sex="nu"),
    _seat("103", "Lê Quang Huy", "18685", "can_bo_cntt_xa", "1990"),
    _seat("103", "Lê Quang Huy", "18685", "thanh_vien", "1990"),
    _seat("111", "Nguyễn Văn Hùng", "18685-01", "to_truong", "1962", phone="0912345678"),
    _seat("112", "Võ Thị Hạnh", "18685-01", "to_pho", "1998", "nu", "0987000112"),
    _seat("121", "Đặng Xuân Minh", "18685-02", "to_truong", "1966"),
    _seat("122", "Lê Thị Thắm", "18685-02", "to_pho", "1996", "nu"),
    _seat("123", "Hoàng Văn Nam", "18685-02", "thanh_vien", "1985"),
    _seat("131", "Bùi Đình Tứ", "18685-03", "to_truong", "1960"),
    _seat("202", "Đinh Công Lý", "18700", "to_truong"),
    _seat("211", "Lương Văn Bảy", "18700-01", "to_truong"),
]
TEAMS = [
    _team("18685", "01/QĐ-UBND"),
    _team("18685-01", "02/QĐ-UBND"),
    _team("18685-02", "03/QĐ-UBND"),
    _team("18685-03", "", "proposed"),
    _team("18700", "04/QĐ-UBND"),
    _team("18700-01", "05/QĐ-UBND"),
]
GROUPS = [
    {"unit_code": "18685", "kind": "xa", "channel": "gmf", "group_id": "gx18685"},
    {"unit_code": "18685-01", "kind": "thon", "channel": "gmf", "group_id": "gt1868501"},
    {"unit_code": "18685-02", "kind": "thon", "channel": "manual", "group_id": ""},
    {"unit_code": "18700", "kind": "xa", "channel": "zalo_bot", "group_id": "zb18700"},
]
ORDER = {"units": UNITS, "successions": SUCCESSIONS, "people": PEOPLE, "teams": TEAMS, "groups": GROUPS}


def settle_in(product: Product) -> None:
    """Everything imported in the order of the contract."""
    for kind, rows in ORDER.items():
        done = product.load(kind, rows)
        assert done.returncode == 0, f"{kind}: {done.stdout}{done.stderr}"
