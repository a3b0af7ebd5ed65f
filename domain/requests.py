"""Requests to join, leave, change, replace or establish, and the steps they go through."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.errors import Malformed, ReasonRequired, WrongState
from domain.people import Office


class RequestKind(StrEnum):
    """What is asked for; `replace` is a leave and a join in one case, `transfer` the same over two teams."""

    JOIN = "join"
    LEAVE = "leave"
    TRANSFER = "transfer"
    REPLACE = "replace"
    ESTABLISH = "establish"


class RequestStatus(StrEnum):
    """Where a request stands (`show requests`)."""

    SUBMITTED = "submitted"
    INTRODUCED = "introduced"
    DECLINED = "declined"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DECIDED = "decided"


class StepKind(StrEnum):
    """The leader's step (giới thiệu, đề xuất) and the chairman's (đồng ý, chấp thuận)."""

    INTRODUCTION = "introduction"
    APPROVAL = "approval"


class Verdict(StrEnum):
    """What somebody said to a step."""

    YES = "yes"
    NO = "no"
    RETURN = "return"


OPEN = frozenset({RequestStatus.SUBMITTED, RequestStatus.INTRODUCED, RequestStatus.RETURNED})
"""States in which somebody still has to do something."""

WAITING = frozenset({RequestStatus.SUBMITTED, RequestStatus.INTRODUCED})
"""States in which a leader or the chairman has to answer."""

EXPIRES_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Step:
    """One answer to a request: who, what, why, when, for which unit (a transfer concerns two).

    `recorded_by`: who wrote it down for a leader whom no message reaches; the answer is the leader's, `by`.
    """

    step: StepKind
    by: str
    verdict: Verdict
    reason: str
    at: datetime
    unit_code: str
    recorded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """An answer a request still waits for."""

    step: StepKind
    unit_code: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request; transitions return the new value or raise WrongState.

    `applicant` is the name as given, `person_id` empty for somebody not known yet. `unit_code` is the team joined,
    left or established; for a transfer the new team, `from_unit_code` the old one. `office` is the seat asked for
    or given up. `replaces` is whose seat a `replace` takes. `seats`: who is to sit where in a team that is to be
    established, nobody twice (J11). `one_chairman`: both teams of a transfer lie in one
    commune, so one agreement is enough (J13). `self_proposed`: no leader stands between applicant and chairman (J5).
    """

    code: str
    kind: RequestKind
    applicant: str
    unit_code: str
    created_at: datetime
    office: Office = Office.THANH_VIEN
    person_id: str | None = None
    from_unit_code: str | None = None
    replaces: str | None = None
    reason: str = ""
    after_replacement: bool = False
    one_chairman: bool = True
    self_proposed: bool = False
    status: RequestStatus = RequestStatus.SUBMITTED
    steps: tuple[Step, ...] = ()
    seats: tuple[tuple[str, Office], ...] = ()
    decision_no: str | None = None
    decision_date: date | None = None

    def __post_init__(self) -> None:
        if self.kind is RequestKind.TRANSFER and self.from_unit_code in (None, self.unit_code):
            raise Malformed("a transfer needs the team it leaves, another than the one it joins")
        if self.kind is RequestKind.REPLACE and self.replaces in (None, self.person_id):
            raise Malformed("a replacement needs the person who goes, another than the one who comes")
        if len({person for person, _ in self.seats}) < len(self.seats):
            raise Malformed("one person holds one seat of a team")

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status in OPEN

    @property
    def is_collaboration(self) -> bool:
        """A join as collaborator: the leader accepts it, the commune is told, no chairman is asked."""
        return self.kind is RequestKind.JOIN and self.office is Office.CONG_TAC_VIEN

    @property
    def changed_at(self) -> datetime:
        """When it last moved."""
        return self.steps[-1].at if self.steps else self.created_at

    @property
    def introduction_units(self) -> tuple[str, ...]:
        """Whose leaders have to say yes: for a transfer the old team's first (đề xuất), then the new one's."""
        return (*self._old_unit(), self.unit_code)

    @property
    def approval_units(self) -> tuple[str, ...]:
        """In whose communes the chairman has to say yes."""
        return (self.unit_code,) if self.one_chairman else (*self._old_unit(), self.unit_code)

    def needs(self) -> tuple[Need, ...]:
        """The answers it waits for now."""
        if self.status is RequestStatus.SUBMITTED and not self.self_proposed:
            return self._missing(StepKind.INTRODUCTION, self.introduction_units)
        if self.status in (RequestStatus.SUBMITTED, RequestStatus.INTRODUCED):
            return self._missing(StepKind.APPROVAL, self.approval_units)
        return ()

    def introduced(self, by: str, at: datetime, unit_code: str | None = None, reason: str = "") -> Request:
        """The leader introduces (join) or proposes (leave); a collaborator is thereby accepted."""
        self._expect(StepKind.INTRODUCTION, unit_code)
        if self.is_collaboration:
            return self._stepped(
                StepKind.APPROVAL, by, Verdict.YES, reason, at, unit_code, RequestStatus.APPROVED
            )
        done = len(self.needs()) == 1
        status = RequestStatus.INTRODUCED if done else self.status
        return self._stepped(StepKind.INTRODUCTION, by, Verdict.YES, reason, at, unit_code, status)

    def declined(self, by: str, at: datetime, reason: str, unit_code: str | None = None) -> Request:
        """The leader does not introduce; needs a reason."""
        self._expect(StepKind.INTRODUCTION, unit_code)
        require_reason(reason)
        return self._stepped(
            StepKind.INTRODUCTION, by, Verdict.NO, reason, at, unit_code, RequestStatus.DECLINED
        )

    def approved(self, by: str, at: datetime, unit_code: str | None = None, reason: str = "") -> Request:
        """The chairman agrees (join) or accepts (leave)."""
        self._expect(StepKind.APPROVAL, unit_code)
        status = RequestStatus.APPROVED if len(self.needs()) == 1 else self.status
        return self._stepped(StepKind.APPROVAL, by, Verdict.YES, reason, at, unit_code, status)

    def rejected(self, by: str, at: datetime, reason: str, unit_code: str | None = None) -> Request:
        """The chairman refuses; needs a reason of two words or more (J19)."""
        self._expect(StepKind.APPROVAL, unit_code)
        require_reason(reason)
        return self._stepped(StepKind.APPROVAL, by, Verdict.NO, reason, at, unit_code, RequestStatus.REJECTED)

    def returned(self, by: str, at: datetime, reason: str, unit_code: str | None = None) -> Request:
        """Whoever it waits for asks the applicant for more; needs to say what."""
        step = self._waiting_step()
        self._expect(step, unit_code)
        require_reason(reason)
        return self._stepped(step, by, Verdict.RETURN, reason, at, unit_code, RequestStatus.RETURNED)

    def resubmitted(self, at: datetime, reason: str = "") -> Request:
        """The applicant answered what it was returned for: it waits for the same step again."""
        self._from(RequestStatus.RETURNED)
        introduced = not self._missing(StepKind.INTRODUCTION, self.introduction_units)
        status = (
            RequestStatus.INTRODUCED if introduced and not self.self_proposed else RequestStatus.SUBMITTED
        )
        return replace(self, status=status, reason=reason or self.reason)

    def recorded(self, by: str) -> Request:
        """Its newest answer was written down by somebody else on behalf of the one whose answer it is."""
        return replace(self, steps=(*self.steps[:-1], replace(self.steps[-1], recorded_by=by)))

    def without_introduction(self) -> Request:
        """Nobody is left who could introduce it (J5, J8): it goes straight to the chairman, and says so."""
        self._from(RequestStatus.SUBMITTED)
        return replace(self, self_proposed=True)

    def withdrawn(self) -> Request:
        """The applicant takes it back, which is possible until it is approved."""
        self._from(*OPEN)
        return replace(self, status=RequestStatus.WITHDRAWN)

    def is_expired(self, at: datetime) -> bool:
        """Whether nothing has moved for 30 days (J20)."""
        return self.is_open and at >= self.changed_at + EXPIRES_AFTER

    def expired(self, at: datetime) -> Request:
        """Closed because nothing moved for 30 days (J20); never approved by silence."""
        self._from(*OPEN)
        if not self.is_expired(at):
            raise WrongState("it moved less than 30 days ago")
        return replace(self, status=RequestStatus.EXPIRED)

    def decided(self, number: str, on: date) -> Request:
        """The numbered decision of the chairman is entered."""
        self._from(RequestStatus.APPROVED)
        if not number.strip() or not any(char.isdigit() for char in number):
            raise Malformed("a decision has a number, such as 05/QĐ-UBND")
        return replace(self, status=RequestStatus.DECIDED, decision_no=number.strip(), decision_date=on)

    def _old_unit(self) -> tuple[str, ...]:
        is_transfer = self.kind is RequestKind.TRANSFER and self.from_unit_code is not None
        return (self.from_unit_code,) if is_transfer and self.from_unit_code else ()

    def _missing(self, step: StepKind, units: tuple[str, ...]) -> tuple[Need, ...]:
        given = {one.unit_code for one in self.steps if one.step is step and one.verdict is Verdict.YES}
        return tuple(Need(step, unit) for unit in units if unit not in given)

    def _waiting_step(self) -> StepKind:
        needs = self.needs()
        if not needs:
            raise WrongState(f"{self.code} is {self.status}", status=self.status)
        return needs[0].step

    def _expect(self, step: StepKind, unit_code: str | None) -> None:
        if Need(step, unit_code or self.unit_code) not in self.needs():
            raise WrongState(f"{self.code} is {self.status}, it does not wait for {step}", status=self.status)

    def _from(self, *statuses: RequestStatus) -> None:
        if self.status not in statuses:
            raise WrongState(f"{self.code} is {self.status}", status=self.status)

    def _stepped(
        self,
        kind: StepKind,
        by: str,
        verdict: Verdict,
        reason: str,
        at: datetime,
        unit_code: str | None,
        status: RequestStatus,
    ) -> Request:
        step = Step(kind, by, verdict, reason.strip(), at, unit_code or self.unit_code)
        return replace(self, status=status, steps=(*self.steps, step))


_BARE_WORDS = (
    "không khong ko k no chưa chua thôi thoi từ tu chối choi đồng dong ý y duyệt duyet được duoc chấp chap thuận"
    " thuan nhận nhan giới gioi thiệu thieu ạ a nhé nhe nha dạ da đâu dau ok bác bac anh chị chi em tôi toi tui"
)
_BARE = frozenset(_BARE_WORDS.split())
"""Words that refuse without saying why."""


def has_reason(text: str) -> bool:
    """Whether a refusal gives a reason: two words or more that say more than "không", "không đồng ý" (J19)."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return len(words) >= 2 and any(word not in _BARE for word in words)


def require_reason(text: str) -> None:
    """Raises ReasonRequired unless the text gives a reason."""
    if not has_reason(text):
        raise ReasonRequired


CODE_LETTERS = "ACDEFHJKLMNPQRTUVXY"
CODE_DIGITS = "2345679"
CODE_ALPHABET = CODE_LETTERS + CODE_DIGITS
"""Without what is mistaken on a small screen: B/8, G/6, I/1, O/0, S/5, W, Z."""


_FIRST = "CDFHJLMNPQRV"
_REST = "".join(char for char in CODE_ALPHABET if char not in "AEUY")
"""What new codes are made of: a vowel beside a digit reads as a Telex or VNI mark ("E2N"), X, K and T as abbreviations
of "xóm", "khối", "tháng" ("X96")."""


_VNI_DD = "D9"
"""How "đ" is typed in VNI: "D9C" would be read as "đc" (được)."""


def new_code(choice: Callable[[str], str], length: int = 3) -> str:
    """A short code such as "H7K": a letter, a digit, then either; never digits only, never a plain word.

    `choice` picks one character of a string (`random.choice`, `secrets.choice`).
    """
    if length < 3:
        raise Malformed("a request code has three characters or more")
    code = _VNI_DD
    while code.startswith(_VNI_DD):
        rest = "".join(choice(_REST) for _ in range(length - 2))
        code = choice(_FIRST) + choice(CODE_DIGITS) + rest
    return code


def is_code(text: str) -> bool:
    """Whether the text has the shape of a request code."""
    return (
        re.fullmatch(rf"[{CODE_LETTERS}][{CODE_DIGITS}][{CODE_ALPHABET}]+", text.strip().upper()) is not None
    )


def by_code(requests: Mapping[str, Request], typed: str) -> Request | None:
    """The request with this code, however it was typed."""
    return requests.get(typed.strip().upper())


def expiry_of(request: Request) -> datetime:
    """When it expires if nothing moves."""
    return request.changed_at + EXPIRES_AFTER
