"""A whole province for drills: many accounts at once, each with its people, groups and tokens."""

from typing import Any

APP = {"app_id": "1234567890123456789", "app_secret": "bi-mat-cua-ung-dung"}
KEY = "khoa-bi-mat-cua-oa"


def described(accounts: int = 70, people: int = 12, groups: int = 2) -> dict[str, Any]:
    """A world file with that many accounts of one app; `people` and `groups` are meant for each of them."""
    first, *others = [_account(number, people, groups) for number in range(1, accounts + 1)]
    living = {name: first.pop(name) for name in ("people", "assets", "groups")}
    # One app over many accounts meets the app's own limit long before a drill has said anything.
    settings = {"app_rate_per_minute": 0, "rate_per_minute": 0}
    return APP | living | {"oa": first | {"secret_key": KEY}, "accounts": others, "settings": settings}


def oa_id(account: int) -> str:
    """The id of the account of that number, from 1 on."""
    return f"27{account:017}"


def person_id(account: int, person: int) -> str:
    """The Zalo user id of a person in that account; 1 is an admin of it."""
    return f"8{account:06}{person:012}"


def group_id(account: int, group: int) -> str:
    """The id of a group of that account."""
    return f"{account:06x}{group:014x}"


def _account(number: int, people: int, groups: int) -> dict[str, Any]:
    crowd = [_person(number, one) for one in range(1, people + 1)]
    return {
        "id": oa_id(number),
        "name": f"Chuyển đổi số xã {number}",
        "access_token": f"ma-truy-cap-{number}",
        "refresh_token": f"ma-lam-moi-{number}",
        "people": crowd,
        "groups": [_group(number, one, [person["id"] for person in crowd]) for one in range(1, groups + 1)],
        "assets": [],
    }


def _person(account: int, number: int) -> dict[str, Any]:
    return {
        "id": person_id(account, number),
        "name": f"Người {account}.{number}",
        "phone": f"09{account:04}{number:04}",
        "admin": number == 1,
    }


def _group(account: int, number: int, members: list[str]) -> dict[str, Any]:
    return {"id": group_id(account, number), "name": f"Tổ CĐS {account}.{number}", "members": members[:50]}
