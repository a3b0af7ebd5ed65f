"""Who issues a document: the names of committees, departments and teams as they stand in a letterhead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.paper import Letterhead, Signature
from documents.typography import upper
from domain.units import Unit, UnitKind, UnitTree, label, short_name

SCIENCE_SINCE = date(2025, 3, 1)
"""Since then the department of science and technology has the matter (plan, 5.1)."""
TEAM = "Tổ chuyển đổi số cộng đồng"


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body that issues documents: how it is called, where it stands, how its numbers end, who signs.

    `name`: inside a sentence ("Ủy ban nhân dân xã Cẩm Bình"). `above`: to whom it reports. `file`: where its copy is
    kept ("VT, VHXH").
    """

    name: str
    head: Letterhead
    mark: str
    signs: tuple[str, ...]
    above: str
    file: str

    def symbol(self, kind: str) -> str:
        """ "BC-UBND"."""
        return f"{kind}-{self.mark}"

    def signed(self, name: str = "", deputy: bool = False) -> Signature:
        """By its head, or by a deputy for him (KT.)."""
        if not deputy:
            return Signature(self.signs, name)
        *quality, head = self.signs
        return Signature((*quality, f"KT. {head}", f"PHÓ {head}"), name)


def committee(unit: Unit) -> str:
    """ "Ủy ban nhân dân xã Cẩm Bình"."""
    return f"Ủy ban nhân dân {label(unit)}"


def department(on: date) -> str:
    """ "Sở Khoa học và Công nghệ", before March 2025 "Sở Thông tin và Truyền thông"."""
    return "Sở Khoa học và Công nghệ" if on >= SCIENCE_SINCE else "Sở Thông tin và Truyền thông"


def issuer_of(unit: Unit, tree: UnitTree) -> Issuer:
    """Who issues for a unit: its committee; for a district its office, for the province its department."""
    if unit.kind is UnitKind.THON:
        return _team(unit, tree)
    if unit.kind is UnitKind.XA:
        return _commune(unit, tree)
    return _district(unit, tree) if unit.kind is UnitKind.HUYEN else _province(unit, tree)


def team_issuer(unit: Unit, tree: UnitTree) -> Issuer:
    """The team of a village or of a commune, which is no agency and keeps no register."""
    return _team(unit, tree)


def _commune(unit: Unit, tree: UnitTree) -> Issuer:
    kind, name = label(unit).removesuffix(short_name(unit)).strip(), short_name(unit)
    district = tree.district_of(unit.code)
    return Issuer(
        name=committee(unit),
        head=Letterhead(
            ("ỦY BAN NHÂN DÂN", upper(label(unit))), name if not name.isdigit() else f"{kind} {name}"
        ),
        mark="UBND",
        signs=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        above=department(tree.on) if district is None else committee(district),
        file="VT, VHXH" if district is None else "VT",
    )


def _district(unit: Unit, tree: UnitTree) -> Issuer:
    return Issuer(
        name=f"Phòng Văn hóa và Thông tin {label(unit)}",
        head=Letterhead(("PHÒNG VĂN HÓA VÀ THÔNG TIN",), short_name(unit), f"UBND {upper(label(unit))}"),
        mark="VHTT",
        signs=("TRƯỞNG PHÒNG",),
        above=department(tree.on),
        file="VT",
    )


def _province(unit: Unit, tree: UnitTree) -> Issuer:
    name = department(tree.on)
    lines = ("SỞ KHOA HỌC VÀ CÔNG NGHỆ",) if tree.on >= SCIENCE_SINCE else ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG",)
    return Issuer(
        name=name,
        head=Letterhead(lines, short_name(unit), f"UBND {upper(label(unit))}"),
        mark="SKHCN" if tree.on >= SCIENCE_SINCE else "STTTT",
        signs=("GIÁM ĐỐC",),
        above=committee(unit),
        file="VT, CĐS",
    )


def _team(unit: Unit, tree: UnitTree) -> Issuer:
    commune = tree.commune_of(unit.code) or unit
    return Issuer(
        name=team_name(unit),
        head=Letterhead(
            ("TỔ CHUYỂN ĐỔI SỐ", "CỘNG ĐỒNG", upper(label(unit))),
            short_name(commune),
            f"UBND {upper(label(commune))}",
        ),
        mark="",
        signs=("TỔ TRƯỞNG",),
        above=committee(commune),
        file="Tổ",
    )


def team_name(unit: Unit) -> str:
    """ "Tổ chuyển đổi số cộng đồng thôn Đông Trung"."""
    return f"{TEAM} {label(unit)}"


def plan_line(tree: UnitTree, unit: Unit) -> str:
    """The plan by its name; its number is for whoever signs to add."""
    province = tree.province_of(unit.code)
    where = "tỉnh" if province is None else label(province)
    return f"Kế hoạch của Ủy ban nhân dân {where} về triển khai {TEAM} trên địa bàn tỉnh"
