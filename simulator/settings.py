"""The switches and faults that tests and the page may set."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from simulator.errors import Impossible


@dataclass
class Settings:
    """How the platform behaves where documentation leaves it open or a tester wants it otherwise."""

    echo: bool = True  # oa_send_* after every successful send
    receipts: bool = False  # user_received_message and user_seen_message after every send to a person
    rate_per_minute: int = 100  # calls a minute; 0 = no limit and no headers
    reply_quota: int = 0  # free replies per interaction; 0 = unlimited, as since 2026
    package_quota: int = 500  # messages a month outside the 48 hours
    old_token_dies: bool = True  # the former access token is invalid after a refresh
    invite_asks: bool = False  # an invitation into a group waits for the person's answer
    outside_vietnam: bool = False  # profile, history and members answer -501
    retry_scale: float = 1.0  # 0.001 turns the ladder's 30 s into 30 ms
    retry_on_non_200: bool = True  # False: only a failed connection or a time-out is retried
    unsubscribe: bool = True  # after the last retry no event is posted until switched on again
    webhook_timeout: float = 2.0  # real seconds
    escape_json: bool = False  # webhook bodies with \u and \/ escapes
    group_spelling: int = 0  # lifecycle events of groups: 0 usual, 1 user_leave_group…, 2 disperse_group…
    replies_then_package: bool = False  # past the free replies the package pays, instead of -311
    pay_beyond_quota: bool = False  # past the package the wallet pays, instead of -211
    old_window_code: bool = False  # past seven days -232 instead of -230
    app_rate_per_minute: int = 4000  # calls a minute of one app over all its accounts; 0 = no limit
    zbs_night_rule: bool = True  # template messages by phone are refused from 22:00 to 06:00
    zbs_delivers: bool = True  # False: they are taken and paid for, and arrive nowhere
    bot_wrapper: bool = True  # webhooks of a Zalo Bot inside {"ok": true, "result": …}
    bot_statuses: bool = False  # refusals to a Zalo Bot bear their code as HTTP status too, as Telegram's do
    answer_delay: float = 0.0  # real seconds before every answer of the API
    duplicates: int = 0  # this many of the next events are posted twice
    reorders: int = 0  # this many of the next events are overtaken by their successor
    bad_signatures: int = 0  # this many of the next events bear a signature that is wrong
    signature_spelling: int = 0  # 0 "mac=…", 1 "MAC = …" in capitals; both are seen
    numeric_ids: bool = False  # history with ids as JSON numbers, which readers of floats break
    old_info: bool = False  # user_submit_info in the shape of older captures, the phone as a number
    proof_required: bool = False  # calls without appsecret_proof are refused (-242)

    def change(self, wanted: dict[str, Any]) -> None:
        """Sets the named switches; raises Impossible for an unknown name or a value of the wrong type."""
        checked = {name: _fitting(name, value) for name, value in wanted.items()}
        for name, value in checked.items():
            setattr(self, name, value)

    def shown(self) -> dict[str, Any]:
        """The switches by name."""
        return asdict(self)


_TYPES: dict[str, type] = {name: type(value) for name, value in asdict(Settings()).items()}


def _fitting(name: str, value: Any) -> Any:
    wanted = _TYPES.get(name)
    if wanted is None:
        raise Impossible(f"unknown setting {name!r} (known: {', '.join(sorted(_TYPES))})")
    if wanted is bool and isinstance(value, bool):
        return value
    if wanted is not bool and not isinstance(value, bool) and isinstance(value, int | float) and value >= 0:
        return wanted(value)
    raise Impossible(f"setting {name!r} expects {wanted.__name__}, not {value!r}")


FAULT_KINDS = ("error", "http", "html", "reset", "timeout", "garbage", "slow", "redirect")


@dataclass
class Fault:
    """The next `calls` calls whose path contains `path` go wrong; 0 calls: all, until they are cleared.

    A path written "^/message/template" is meant from its beginning; `oa` means the calls of one account only.
    kind: error (`code` as the API's error), http (`code` as status), html (a 502 page), reset (the
    connection breaks), timeout (`seconds` of silence, then a reset), garbage (half a JSON object), slow
    (the right answer, the effect at once, after `seconds`), redirect (302 to the address `to`).
    `after`: the call has had its effect all the same.
    """

    kind: str
    calls: int = 1
    path: str = ""
    code: int = -200
    after: bool = False
    seconds: float = 60.0
    oa: str = ""
    to: str = "https://example.com/anh.png"

    def meets(self, path: str, oa: str) -> bool:
        """Whether a call of that path, made for that account, is meant."""
        fits = path.startswith(self.path[1:]) if self.path.startswith("^") else self.path in path
        return fits and self.oa in ("", oa)

    def __post_init__(self) -> None:
        if self.kind not in FAULT_KINDS:
            raise Impossible(f"unknown fault kind {self.kind!r} (known: {', '.join(FAULT_KINDS)})")
        for entry in fields(self):
            value = getattr(self, entry.name)
            number = entry.type is float and isinstance(value, int) and not isinstance(value, bool)
            if not number and type(value) is not entry.type:
                raise Impossible(f"the fault's {entry.name!r} has the wrong type: {value!r}")


@dataclass
class Faults:
    """The faults still to come."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, wanted: dict[str, Any]) -> None:
        """Arms one more fault, described by Fault's fields."""
        known = {entry.name for entry in fields(Fault)}
        if unknown := wanted.keys() - known:
            raise Impossible(f"unknown fault field {min(unknown)!r} (known: {', '.join(sorted(known))})")
        if "kind" not in wanted:
            raise Impossible("a fault needs its kind")
        self.waiting.append(Fault(**wanted))

    def take(self, path: str, oa: str = "") -> Fault | None:
        """The fault this call meets, counted down."""
        for fault in self.waiting:
            if fault.meets(path, oa):
                if fault.calls == 1:
                    self.waiting.remove(fault)
                fault.calls -= fault.calls > 0
                return fault
        return None
