"""What the rules refuse.

RuleBroken
├── WrongState         the thing has moved on meanwhile
├── Malformed          it cannot be read as what it should be
├── ReasonRequired     a refusal without a reason
├── NumberRequired     a decision that needs its number first
├── NoSuchSeat         this kind of team has no such seat
├── SeatTaken          the seat is held by somebody
├── AlreadyMember      this person already sits in this team
├── NotMember          this person does not sit in this team
├── NotFromHere        neither lives nor works in the commune
└── ConsentRequired    a guardian or the person has to consent first
"""

from __future__ import annotations

from typing import ClassVar


class RuleBroken(Exception):
    """A rule of the plan forbids this; `code` names which, `facts` say about what."""

    code: ClassVar[str] = "rule_broken"

    def __init__(self, detail: str = "", **facts: object) -> None:
        super().__init__(detail or self.meaning())
        self.facts = facts

    @classmethod
    def meaning(cls) -> str:
        """The developer's message: the docstring."""
        return (cls.__doc__ or cls.__name__).strip()


class WrongState(RuleBroken):
    """The transition does not start from the state the thing is in."""

    code = "wrong_state"


class Malformed(RuleBroken):
    """The text cannot be read as what it should be."""

    code = "malformed"


class ReasonRequired(RuleBroken):
    """A refusal needs a reason of two words or more (J19)."""

    code = "reason_required"


class NumberRequired(RuleBroken):
    """Who decides on his own seat needs the number of the decision first (J6)."""

    code = "number_required"


class NoSuchSeat(RuleBroken):
    """This kind of team has no such seat (plan II.3.1 b, c)."""

    code = "no_such_seat"


class SeatTaken(RuleBroken):
    """The seat is held: a team keeps three active members, never a fourth (plan II.3.1 d, J2)."""

    code = "seat_taken"


class AlreadyMember(RuleBroken):
    """One person has at most one place in one team (J1, J11)."""

    code = "already_member"


class NotMember(RuleBroken):
    """This person has no place in this team."""

    code = "not_member"


class NotFromHere(RuleBroken):
    """The applicant neither lives nor works in the commune (plan II.3.1 c, J17)."""

    code = "not_from_here"


class ConsentRequired(RuleBroken):
    """Somebody has to consent first: a guardian (J21) or the member concerned (J14)."""

    code = "consent_required"
