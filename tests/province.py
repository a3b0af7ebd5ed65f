"""The whole province as data: units of 2022 and of today, villages and people made up, as the files of the imports.

    python -m tests.province > units.csv

prints the province, its 13 districts and 216 communes until 30 June 2025 and its 69 communes since, for
`python -m bot import units units.csv`. Source: `tests/data/hatinh_units.json`, from public lists of administrative
units; cross-check them with the official decisions. Villages and which old commune went into which new one are no
part of it: an officer imports them (`units`, `successions`). The tests make them up.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "hatinh_units.json"
MERGER = date(2025, 7, 1)
BEGAN = date(2022, 1, 1)
PROVINCE = "42"
VILLAGES = 1940
UNITS = ("code", "valid_from", "valid_to", "parent_code", "kind", "name")
PEOPLE = ("person_id", "name", "unit_code", "office", "zalo_user_id", "valid_from", "valid_to")
TEAMS = ("unit_code", "valid_from", "decision_no", "decision_date", "status", "valid_to")

Row = tuple[str, ...]


@cache
def published() -> Any:
    """The lists as published."""
    return json.loads(DATA.read_text(encoding="utf-8"))


def csv_of(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A file of the imports."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def unit_rows() -> list[Row]:
    """Province, districts and communes of 2022, and the communes since 1 July 2025, which reuse the codes."""
    known, begun, merged = published(), BEGAN.isoformat(), MERGER.isoformat()
    rows: list[Row] = [(PROVINCE, begun, "", "", "tinh", known["province"]["name"])]
    for district in known["y2022"]["districts"]:
        code = str(district["code"])
        rows.append((code, begun, merged, PROVINCE, "huyen", district["name"]))
        rows += [(str(one["code"]), begun, merged, code, "xa", one["name"]) for one in district["communes"]]
    rows += [
        (str(one["code"]), merged, "", PROVINCE, "xa", one["name"])
        for one in known["since_2025_07_01"]["communes"]
    ]
    return rows


@dataclass(frozen=True)
class Province:
    """A province that is made up below the communes: villages, who leads them, into which commune each old one went.

    `old` is the communes until the merger with their districts, `new` those since; `villages` by old commune.
    """

    old: dict[str, str]
    new: tuple[str, ...]
    villages: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def whole(cls) -> Province:
        """Hà Tĩnh: 216 communes with some 1,940 villages, since the merger 69."""
        known = published()["y2022"]["districts"]
        return cls.of({str(one["code"]): str(d["code"]) for d in known for one in d["communes"]}, VILLAGES)

    @classmethod
    def of(cls, old: dict[str, str], villages: int) -> Province:
        """These communes with so many villages, spread evenly."""
        codes = sorted(old)
        spread = [villages // len(codes) + (place < villages % len(codes)) for place in range(len(codes))]
        today = {str(one["code"]) for one in published()["since_2025_07_01"]["communes"]}
        made = {
            code: [f"{code}-{number:02d}" for number in range(1, many + 1)]
            for code, many in zip(codes, spread, strict=True)
        }
        return cls(old, tuple(sorted(today & set(codes))) or tuple(codes[:1]), made)

    @property
    def districts(self) -> list[str]:
        """Codes of the districts."""
        return sorted(set(self.old.values()))

    def since(self, commune: str) -> str:
        """Into which commune of today an old one went: made up, the one with the next lower code."""
        return self.new[max(bisect_right(self.new, commune) - 1, 0)]

    def commune_of(self, village: str, day: date) -> str:
        """The commune of a village on a day."""
        old = village.partition("-")[0]
        return old if day < MERGER else self.since(old)

    def all_villages(self) -> list[str]:
        """Codes of all villages."""
        return [one for codes in self.villages.values() for one in codes]

    def communes(self, day: date) -> list[str]:
        """Codes of the communes of a day."""
        return sorted(self.old) if day < MERGER else list(self.new)

    # --- the files ------------------------------------------------------------------------------------------------

    def units(self) -> str:
        """units.csv: of the published lists what belongs here, and the villages, which change their parent."""
        mine = {PROVINCE, *self.districts, *self.old}
        rows = [one for one in unit_rows() if one[0] in mine]
        for commune, villages in self.villages.items():
            for place, code in enumerate(villages, 1):
                name = f"Thôn {place}"
                rows.append((code, BEGAN.isoformat(), MERGER.isoformat(), commune, "thon", name))
                rows.append((code, MERGER.isoformat(), "", self.since(commune), "thon", name))
        return csv_of(UNITS, rows)

    def successions(self) -> str:
        """successions.csv: every old commune went into one of today."""
        rows = [(code, self.since(code), MERGER.isoformat(), "merge") for code in sorted(self.old)]
        return csv_of(("old_code", "new_code", "date", "kind"), rows)

    def teams(self) -> str:
        """teams.csv: a team in every village and commune; those of the old communes closed with them."""
        begun, merged = "2022-06-01", MERGER.isoformat()
        rows = [(code, begun, "1/QĐ-UBND", begun, "established", "") for code in self.all_villages()]
        rows += [(code, begun, "1/QĐ-UBND", begun, "established", merged) for code in sorted(self.old)]
        rows += [(code, merged, "2/QĐ-UBND", merged, "established", "") for code in self.new]
        return csv_of(TEAMS, rows)

    def people(self) -> str:
        """people.csv: three in every team, an officer in every district, one at the department."""
        rows: list[Row] = []
        for code in self.all_villages():
            rows += _seats(code, "V", "2022-06-01", "", "to_pho")
        for code in sorted(self.old):
            rows += _seats(code, "C", "2022-06-01", MERGER.isoformat(), "thanh_vien")
        for code in self.new:
            rows += _seats(code, "N", MERGER.isoformat(), "", "thanh_vien")
        for code in self.districts:
            rows.append(_person(f"H{code}", code, "truong_phong_vhtt", "2022-06-01", MERGER.isoformat()))
        rows.append(_person("S42", PROVINCE, "can_bo_so", "2022-06-01", ""))
        return csv_of(PEOPLE, rows)


def _seats(code: str, kind: str, since: str, until: str, second: str) -> list[Row]:
    return [
        _person(f"{kind}{code}-{place}", code, office, since, until)
        for place, office in enumerate(("to_truong", second, "thanh_vien"), 1)
    ]


def _person(person_id: str, unit: str, office: str, since: str, until: str) -> Row:
    digits = "".join(one if one.isdigit() else str(ord(one) % 10) for one in person_id)
    return (person_id, f"Nguyễn Văn {person_id}", unit, office, f"9{digits:0>18}", since, until)


if __name__ == "__main__":
    sys.stdout.write(csv_of(UNITS, unit_rows()))
