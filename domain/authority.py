"""The one place that says who may do what, by office and unit subtree (least privilege)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.people import SEATS, Appointment, Office
from domain.recipients import COMMUNE_OFFICERS
from domain.requests import Need, Request, RequestKind, StepKind
from domain.units import UnitKind, UnitTree


class Action(StrEnum):
    """What the bot lets somebody do."""

    INTRODUCE = "introduce"
    RECORD_INTRODUCTION = "record_introduction"
    PROPOSE_LEAVE = "propose_leave"
    ACCEPT_COLLABORATOR = "accept_collaborator"
    DECIDE = "decide"
    ENTER_DECISION = "enter_decision"
    DELEGATE = "delegate"
    DRAFT_REPORT = "draft_report"
    REPORT = "report"
    CONFIRM_REPORT = "confirm_report"
    REPORT_FOR = "report_for"
    RETURN_REPORT = "return_report"
    SEE_MEMBERS = "see_members"
    SEE_PHONES = "see_phones"
    SEE_REPORTS = "see_reports"
    CONSOLIDATE = "consolidate"
    PASS_UPWARD = "pass_upward"
    SEE_REQUESTS = "see_requests"
    SEE_GROUPS = "see_groups"
    SEE_MESSAGES = "see_messages"
    SEE_AUDIT = "see_audit"
    BIND_PERSON = "bind_person"
    ANSWER_PEOPLE = "answer_people"
    ERASE_PERSON = "erase_person"
    UPDATE_GROUP = "update_group"
    ANNOUNCE = "announce"
    ADMINISTER = "administer"
    SET_RULES = "set_rules"
    IMPORT_UNITS = "import_units"
    IMPORT_PEOPLE = "import_people"


class Scope(StrEnum):
    """How far an office reaches: its own unit, or that and everything below."""

    OWN = "own"
    SUBTREE = "subtree"


_A, _O = Action, Scope.OWN
_S = Scope.SUBTREE

# Approving and forwarding the consolidation of one's own unit, and receiving those of the units directly below.
_PASSES = {_A.PASS_UPWARD: _O}
_WATCHES = {_A.SEE_MEMBERS: _S, _A.SEE_REPORTS: _S, _A.CONSOLIDATE: _S}
_LEADS = {**_WATCHES, _A.ANNOUNCE: _S, _A.SEE_GROUPS: _S, _A.SEE_MESSAGES: _S}
_COMMUNE_OFFICER = {
    **_LEADS,
    **_PASSES,
    _A.SEE_PHONES: _S,
    _A.SEE_REQUESTS: _S,
    _A.RECORD_INTRODUCTION: _S,
    _A.REPORT_FOR: _S,
    _A.RETURN_REPORT: _S,
    _A.ENTER_DECISION: _S,
    _A.BIND_PERSON: _S,
    _A.ANSWER_PEOPLE: _S,
    _A.ERASE_PERSON: _S,
    _A.SEE_AUDIT: _S,
    _A.IMPORT_PEOPLE: _S,
}
_CHAIRMAN = {
    **_LEADS,
    **_PASSES,
    _A.SEE_PHONES: _S,
    _A.SEE_REQUESTS: _S,
    _A.DECIDE: _S,
    _A.ENTER_DECISION: _S,
    _A.RETURN_REPORT: _S,
    _A.SEE_AUDIT: _S,
}
_LEADER = {
    _A.INTRODUCE: _O,
    _A.PROPOSE_LEAVE: _O,
    _A.ACCEPT_COLLABORATOR: _O,
    _A.DRAFT_REPORT: _O,
    _A.REPORT: _O,
    _A.CONFIRM_REPORT: _O,
    _A.SEE_MEMBERS: _O,
    _A.SEE_PHONES: _O,
    _A.SEE_REPORTS: _O,
    _A.SEE_REQUESTS: _O,
    _A.UPDATE_GROUP: _O,
    _A.SEE_GROUPS: _O,
}
_COMMUNE_LEADER = {
    **_LEADER,
    **_LEADS,
    **_PASSES,
    _A.INTRODUCE: _S,
    _A.RECORD_INTRODUCTION: _S,
    _A.PROPOSE_LEAVE: _S,
    _A.ACCEPT_COLLABORATOR: _S,
    _A.SEE_PHONES: _S,
    _A.SEE_REQUESTS: _S,
    _A.REPORT_FOR: _S,
    _A.RETURN_REPORT: _S,
    _A.ANSWER_PEOPLE: _S,
    _A.ERASE_PERSON: _S,
}
_DEPUTY = {
    _A.RECORD_INTRODUCTION: _O,
    _A.DRAFT_REPORT: _O,
    _A.REPORT: _O,
    _A.CONFIRM_REPORT: _O,
    _A.SEE_MEMBERS: _O,
    _A.SEE_REPORTS: _O,
}
_MEMBER = {_A.DRAFT_REPORT: _O, _A.SEE_MEMBERS: _O, _A.SEE_REPORTS: _O}

GRANTS: Mapping[Office, Mapping[Action, Scope]] = {
    Office.CHU_TICH_XA: {**_CHAIRMAN, _A.DELEGATE: _O},
    Office.PHO_CHU_TICH_XA: {**_WATCHES, _A.SEE_REQUESTS: _S},
    Office.TO_TRUONG: _LEADER,
    Office.TO_PHO: _DEPUTY,
    Office.THANH_VIEN: _MEMBER,
    Office.CONG_TAC_VIEN: {_A.SEE_MEMBERS: _O},
    Office.BI_THU_DOAN_XA: {},
    Office.PHO_BI_THU_DOAN_XA: {},
    Office.CAN_BO_CNTT_XA: _COMMUNE_OFFICER,
    Office.TRUONG_PHONG_VHXH_XA: _COMMUNE_OFFICER,
    Office.TRUONG_PHONG_VHTT: {**_LEADS, **_PASSES},
    Office.TRUONG_PHONG_GDDT: {},
    Office.BI_THU_DOAN_HUYEN: {},
    Office.CAN_BO_HUYEN: {**_LEADS, **_PASSES},
    Office.CAN_BO_SO: {
        **_LEADS,
        **_PASSES,
        _A.ERASE_PERSON: _S,
        _A.SEE_AUDIT: _S,
        _A.SET_RULES: _O,
        _A.IMPORT_UNITS: _S,
    },
    Office.QUAN_TRI: {
        **_WATCHES,
        _A.SEE_REQUESTS: _S,
        _A.SEE_GROUPS: _S,
        _A.SEE_MESSAGES: _S,
        _A.SEE_AUDIT: _S,
        _A.BIND_PERSON: _S,
        _A.ERASE_PERSON: _S,
        _A.ADMINISTER: _S,
        _A.IMPORT_UNITS: _S,
    },
}
"""What each office allows in its unit; a team leader of a commune has `_COMMUNE_LEADER` instead."""

# Holidays, deadlines, the report form and what lines mean hold for everybody who is served: whoever sets them answers
# for all of it.
_OFFICER_BELOW_THE_TOP: Mapping[Action, Scope] = {
    action: scope for action, scope in GRANTS[Office.CAN_BO_SO].items() if action is not _A.SET_RULES
}

_BY_DELEGATION = {
    _A.DECIDE,
    _A.PASS_UPWARD,
    _A.ENTER_DECISION,
    _A.SEE_REQUESTS,
    _A.SEE_PHONES,
    _A.RETURN_REPORT,
}


@dataclass(frozen=True, slots=True)
class Delegation:
    """The chairman lets a vice chairman sign for a time (KT. CHỦ TỊCH, J18); first day and first day no longer."""

    chairman_id: str
    delegate_id: str
    unit_code: str
    valid_from: date
    valid_to: date

    def in_force(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.valid_from <= day < self.valid_to


def may(
    action: Action,
    actor: Iterable[Appointment],
    unit_code: str,
    tree: UnitTree,
    delegations: Collection[Delegation] = (),
) -> bool:
    """Whether somebody holding these appointments on the tree's day may do this in that unit.

    Necessary for every action; for introductions and decisions `introducer` and `decider` say who exactly.
    """
    return any(one.holds_on(tree.on) and _allows(one, action, unit_code, tree, delegations) for one in actor)


def _allows(
    one: Appointment, action: Action, unit_code: str, tree: UnitTree, delegations: Collection[Delegation]
) -> bool:
    scope = _grants_of(one, tree).get(action)
    if scope is None and action in _BY_DELEGATION and _signs_for_chairman(one, tree.on, delegations):
        scope = _S
    if scope is None:
        return False
    return one.unit_code == unit_code if scope is _O else tree.contains(one.unit_code, unit_code)


def _grants_of(one: Appointment, tree: UnitTree) -> Mapping[Action, Scope]:
    unit = tree.get(one.unit_code)
    if unit is None:
        return {}
    if one.office is Office.TO_TRUONG and unit.kind is UnitKind.XA:
        return _COMMUNE_LEADER
    if one.office is Office.CAN_BO_SO and tree.top != unit:
        return _OFFICER_BELOW_THE_TOP
    return GRANTS[one.office]


def _signs_for_chairman(one: Appointment, day: date, delegations: Collection[Delegation]) -> bool:
    return one.office is Office.PHO_CHU_TICH_XA and any(
        given.in_force(day) and given.delegate_id == one.person_id and given.unit_code == one.unit_code
        for given in delegations
    )


def reach(action: Action, actor: Iterable[Appointment], tree: UnitTree) -> set[str]:
    """The units in which somebody may do this, for lists and pages."""
    units: set[str] = set()
    for one in actor:
        scope = _grants_of(one, tree).get(action) if one.holds_on(tree.on) else None
        if scope is _O:
            units.add(one.unit_code)
        elif scope is _S:
            units.update(unit.code for unit in tree.subtree(one.unit_code))
    return units


class Entitled(StrEnum):
    """In which quality somebody is entitled to a step."""

    TEAM_LEADER = "team_leader"
    COMMUNE_LEADER = "commune_leader"
    CHAIRMAN = "chairman"
    DELEGATE = "delegate"


@dataclass(frozen=True, slots=True)
class Route:
    """Who answers a step: persons in that quality; nobody when the office is vacant.

    `skip`: there is no leader between applicant and chairman, the request goes straight on (J5).
    `both_roles`: the one who decides has also introduced (J6 a). `own_seat`: he decides on his own seat, which needs
    the decision's number first and is told to the superior level (J6 b). `recorders`: who may write down the word of
    a leader whom no message reaches, the nearest first; the word stays the leader's.
    """

    quality: Entitled
    persons: tuple[str, ...]
    skip: bool = False
    both_roles: bool = False
    own_seat: bool = False
    recorders: tuple[str, ...] = ()


def introducer(
    unit_code: str,
    tree: UnitTree,
    appointments: Collection[Appointment],
    concerns: Collection[str] = (),
    kind: RequestKind = RequestKind.JOIN,
) -> Route:
    """Who introduces (join) or proposes (leave) in a unit (plan II.3.1 d; J4, J5, J7, J8).

    The team's leader; the commune team's leader where there is none, where the leader himself is concerned, or to
    establish a team. Where that one is concerned or missing too, nobody: straight to the chairman.
    `concerns`: whom the request is about, as far as known.
    """
    unit = tree.get(unit_code)
    if unit is not None and unit.kind is UnitKind.THON and kind is not RequestKind.ESTABLISH:
        leaders = _leaders(unit_code, tree, appointments, concerns)
        if leaders:
            return Route(Entitled.TEAM_LEADER, leaders)
    commune = tree.commune_of(unit_code)
    above = () if commune is None else _leaders(commune.code, tree, appointments, concerns)
    return Route(Entitled.COMMUNE_LEADER, above, skip=not above)


def _leaders(
    unit_code: str, tree: UnitTree, appointments: Iterable[Appointment], concerns: Collection[str]
) -> tuple[str, ...]:
    holders = _holders(appointments, unit_code, (Office.TO_TRUONG,), tree.on)
    return tuple(one for one in holders if one not in concerns)


def decider(
    unit_code: str,
    tree: UnitTree,
    appointments: Collection[Appointment],
    delegations: Collection[Delegation] = (),
    concerns: Collection[str] = (),
    introduced_by: Collection[str] = (),
) -> Route:
    """Who decides in a unit: the chairman of its commune as a person, and his delegate for a time (J6, J18)."""
    commune = tree.commune_of(unit_code)
    if commune is None:
        return Route(Entitled.CHAIRMAN, ())
    chairmen = _holders(appointments, commune.code, (Office.CHU_TICH_XA,), tree.on)
    vices = _holders(appointments, commune.code, (Office.PHO_CHU_TICH_XA,), tree.on)
    delegates = tuple(
        given.delegate_id
        for given in delegations
        if given.in_force(tree.on)
        and given.unit_code == commune.code
        and given.chairman_id in chairmen
        and given.delegate_id in vices
        and given.delegate_id not in concerns
    )
    persons = tuple(dict.fromkeys((*chairmen, *delegates)))
    return Route(
        Entitled.DELEGATE if delegates else Entitled.CHAIRMAN,
        persons,
        both_roles=any(one in introduced_by for one in persons),
        own_seat=any(one in concerns for one in persons),
    )


def entitled_to(
    need: Need,
    request: Request,
    tree: UnitTree,
    appointments: Collection[Appointment],
    delegations: Collection[Delegation] = (),
    unreached: Collection[str] = (),
) -> Route:
    """Who may give the answer that a request waits for.

    `unreached`: those whom no message reaches. Where every leader who could introduce is one of them, others may
    record his word.
    """
    concerns = concerned(request)
    if need.step is StepKind.INTRODUCTION:
        route = introducer(need.unit_code, tree, appointments, concerns, request.kind)
        if not route.persons or not set(route.persons) <= set(unreached):
            return route
        return replace(route, recorders=_recorders(need.unit_code, tree, appointments, concerns, route))
    introductions = [step for step in request.steps if step.step is StepKind.INTRODUCTION]
    introduced_by = {one for step in introductions for one in (step.by, step.recorded_by) if one}
    return decider(need.unit_code, tree, appointments, delegations, concerns, introduced_by)


def _recorders(
    unit_code: str,
    tree: UnitTree,
    appointments: Collection[Appointment],
    concerns: Collection[str],
    route: Route,
) -> tuple[str, ...]:
    """Who stands beside a leader: deputy, the commune team's leader, the commune's officers; none introduces (J8)."""
    commune = tree.commune_of(unit_code)
    near: tuple[str, ...] = ()
    if route.quality is Entitled.TEAM_LEADER:
        near += _holders(appointments, unit_code, (Office.TO_PHO,), tree.on)
    if commune is not None:
        near += _holders(appointments, commune.code, (Office.TO_TRUONG,), tree.on)
        near += _holders(appointments, commune.code, COMMUNE_OFFICERS, tree.on)
    return tuple(one for one in dict.fromkeys(near) if one not in (*concerns, *route.persons))


def concerned(request: Request) -> tuple[str, ...]:
    """Whom a request is about: who comes, who goes, who is to sit in a new team."""
    seated = (person for person, _ in request.seats)
    return tuple(dict.fromkeys(one for one in (request.person_id, request.replaces, *seated) if one))


def needs_number_first(route: Route, decided_by: str, concerns: Collection[str]) -> bool:
    """Whether this person decides on his own seat, so that the number must come first (J6)."""
    return route.own_seat and decided_by in concerns


def is_member(actor: Iterable[Appointment], unit_code: str, day: date) -> bool:
    """Whether somebody holds a seat in that very team."""
    return any(one.holds_on(day) and one.unit_code == unit_code and one.office in SEATS for one in actor)


def _holders(
    appointments: Iterable[Appointment], unit_code: str, offices: Collection[Office], day: date
) -> tuple[str, ...]:
    return tuple(
        one.person_id
        for one in appointments
        if one.unit_code == unit_code and one.office in offices and one.holds_on(day)
    )
