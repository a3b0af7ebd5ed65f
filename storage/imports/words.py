"""What officers call the columns of a file and the words in them, beside the names of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from domain.people import OFFICE_LABEL, Office, Sex
from domain.successions import SuccessionKind
from domain.teams import TeamStatus
from domain.units import UnitKind
from vietnamese import fold

_DAYS = {"valid_from": "Từ ngày", "valid_to": "Đến trước ngày"}
COLUMN_LABELS: Mapping[str, Mapping[str, str]] = {
    "units": {
        "code": "Mã đơn vị",
        "name": "Tên đơn vị",
        "kind": "Cấp",
        "parent_code": "Mã đơn vị cấp trên",
        **_DAYS,
    },
    "successions": {
        "old_code": "Mã đơn vị cũ",
        "new_code": "Mã đơn vị mới",
        "date": "Ngày thay đổi",
        "kind": "Hình thức",
    },
    "aliases": {"unit_code": "Mã đơn vị", "alias": "Tên gọi khác", **_DAYS},
    "people": {
        "person_id": "Mã người",
        "name": "Họ và tên",
        "birth_year": "Năm sinh",
        "sex": "Giới tính",
        "phone": "Điện thoại",
        "unit_code": "Mã đơn vị",
        "office": "Vai trò",
        **_DAYS,
    },
    "teams": {
        "unit_code": "Mã đơn vị",
        "status": "Tình trạng",
        "decision_no": "Số quyết định",
        "decision_date": "Ngày quyết định",
        **_DAYS,
    },
}
"""By kind of import and column: what stands in the first row of a form that an officer fills in."""

CHOICE_LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Office: {one: OFFICE_LABEL[one] for one in Office},
    Sex: {Sex.NAM: "Nam", Sex.NU: "Nữ"},
    UnitKind: {
        UnitKind.TINH: "Tỉnh",
        UnitKind.HUYEN: "Huyện",
        UnitKind.XA: "Xã",
        UnitKind.THON: "Thôn",
    },
    SuccessionKind: {
        SuccessionKind.MERGE: "Gộp",
        SuccessionKind.SPLIT: "Tách",
        SuccessionKind.RENAME: "Đổi tên",
        SuccessionKind.PARTIAL: "Chuyển một phần",
    },
    TeamStatus: {
        TeamStatus.PROPOSED: "Đang đề nghị",
        TeamStatus.ESTABLISHED: "Đã thành lập",
        TeamStatus.CLOSED: "Đã giải thể",
    },
}
"""How each value may be written in words."""


def column_called(name: str, labels: Mapping[str, str]) -> str:
    """The column that is called so, with or without marks; the name itself where no label is meant."""
    wanted = fold(name)
    return next((column for column, label in labels.items() if fold(label) == wanted), name)


def value_called(cell: str, choices: type[StrEnum]) -> str:
    """The value that is called so, with or without marks; the cell itself where none is meant."""
    return _values(choices).get(fold(cell), cell)


@cache
def _values(choices: type[StrEnum]) -> Mapping[str, str]:
    return {fold(label): str(value) for value, label in CHOICE_LABELS.get(choices, {}).items()}
