"""Who may do what, and who exactly introduces and decides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest

from domain.authority import (
    GRANTS,
    Action,
    Delegation,
    Entitled,
    Route,
    concerned,
    decider,
    entitled_to,
    introducer,
    is_member,
    may,
    needs_number_first,
    reach,
)
from domain.people import Appointment, Office
from domain.requests import Need, RequestKind, StepKind
from domain.units import UnitKind, UnitTree
from tests.domain.cast import (
    CHAIRMAN,
    COMMUNE,
    COMMUNE_LEADER,
    DISTRICT,
    DONG_TRUNG,
    ELSEWHERE,
    FULL_TEAM,
    HOA_BINH,
    HUNG,
    LAN,
    MINH,
    OFFICES,
    OLD_TREE,
    PROVINCE,
    TAN_PHONG,
    THAM,
    TODAY,
    TREE,
    VICE,
    asks,
    at,
    holds,
    unit,
)

EVERYBODY = (*FULL_TEAM, *OFFICES)
DELEGATION = Delegation(CHAIRMAN, VICE, COMMUNE, TODAY, TODAY + timedelta(7))


def as_(office: Office, unit_code: str = COMMUNE) -> list[Appointment]:
    return [holds("p", office, unit_code)]


def without(*people: str) -> tuple[Appointment, ...]:
    return tuple(one for one in EVERYBODY if one.person_id not in people)


# ── what an office allows ────────────────────────────────────────────────────────────────────────────────────


def test_every_office_is_judged() -> None:
    assert set(GRANTS) == set(Office)


def test_only_the_chairman_decides_and_only_in_his_commune() -> None:
    for office in Office:
        assert may(Action.DECIDE, as_(office), DONG_TRUNG, TREE) is (office is Office.CHU_TICH_XA)
    assert not may(Action.DECIDE, as_(Office.CHU_TICH_XA), TAN_PHONG, TREE)
    assert not may(Action.DECIDE, as_(Office.CHU_TICH_XA), PROVINCE, TREE)


def test_a_village_leader_acts_in_his_own_team_only() -> None:
    leader = as_(Office.TO_TRUONG, DONG_TRUNG)
    for action in (Action.INTRODUCE, Action.PROPOSE_LEAVE, Action.ACCEPT_COLLABORATOR, Action.REPORT):
        assert may(action, leader, DONG_TRUNG, TREE)
        assert not may(action, leader, HOA_BINH, TREE)
        assert not may(action, leader, COMMUNE, TREE)


def test_a_commune_leader_introduces_below_but_reports_for_his_own_team_only() -> None:
    leader = as_(Office.TO_TRUONG)
    assert may(Action.INTRODUCE, leader, DONG_TRUNG, TREE)
    assert may(Action.REPORT, leader, COMMUNE, TREE)
    assert not may(Action.REPORT, leader, DONG_TRUNG, TREE)
    assert not may(Action.INTRODUCE, leader, TAN_PHONG, TREE)


def test_a_deputy_reports_but_does_not_introduce() -> None:
    deputy = as_(Office.TO_PHO, DONG_TRUNG)
    assert may(Action.REPORT, deputy, DONG_TRUNG, TREE)
    assert not may(Action.INTRODUCE, deputy, DONG_TRUNG, TREE)


def test_a_member_drafts_and_a_collaborator_does_not() -> None:
    assert may(Action.DRAFT_REPORT, as_(Office.THANH_VIEN, DONG_TRUNG), DONG_TRUNG, TREE)
    assert not may(Action.REPORT, as_(Office.THANH_VIEN, DONG_TRUNG), DONG_TRUNG, TREE)
    assert not may(Action.CONFIRM_REPORT, as_(Office.THANH_VIEN, DONG_TRUNG), DONG_TRUNG, TREE)
    assert not may(Action.DRAFT_REPORT, as_(Office.CONG_TAC_VIEN, DONG_TRUNG), DONG_TRUNG, TREE)


def test_the_member_list_is_seen_by_the_own_team_and_those_above() -> None:
    for office in (Office.TO_TRUONG, Office.TO_PHO, Office.THANH_VIEN, Office.CONG_TAC_VIEN):
        assert may(Action.SEE_MEMBERS, as_(office, DONG_TRUNG), DONG_TRUNG, TREE)
        assert not may(Action.SEE_MEMBERS, as_(office, HOA_BINH), DONG_TRUNG, TREE)
    assert may(Action.SEE_MEMBERS, as_(Office.CHU_TICH_XA), DONG_TRUNG, TREE)
    assert may(Action.SEE_MEMBERS, as_(Office.CAN_BO_HUYEN, DISTRICT), DONG_TRUNG, OLD_TREE)
    assert not may(Action.SEE_MEMBERS, as_(Office.CHU_TICH_XA, ELSEWHERE), DONG_TRUNG, TREE)
    assert not may(Action.SEE_MEMBERS, [], DONG_TRUNG, TREE)


def test_a_commune_officer_reports_on_behalf_and_never_decides() -> None:
    for office in (Office.CAN_BO_CNTT_XA, Office.TRUONG_PHONG_VHXH_XA):
        assert may(Action.REPORT_FOR, as_(office), DONG_TRUNG, TREE)
        assert not may(Action.DECIDE, as_(office), DONG_TRUNG, TREE)


def test_the_administrator_of_the_system_has_no_say_in_the_matter() -> None:
    for action in (Action.DECIDE, Action.INTRODUCE, Action.REPORT, Action.SEE_PHONES):
        assert not may(action, as_(Office.QUAN_TRI, PROVINCE), DONG_TRUNG, TREE)


def test_what_is_no_longer_held_allows_nothing() -> None:
    ended = [holds("p", Office.CHU_TICH_XA, COMMUNE, to=TODAY)]
    assert not may(Action.DECIDE, ended, DONG_TRUNG, TREE)


def test_an_office_in_a_unit_that_no_longer_stands_allows_nothing() -> None:
    assert not may(Action.SEE_MEMBERS, as_(Office.CAN_BO_HUYEN, DISTRICT), DONG_TRUNG, TREE)


def test_only_the_chairman_delegates() -> None:
    assert may(Action.DELEGATE, as_(Office.CHU_TICH_XA), COMMUNE, TREE)
    assert not may(Action.DELEGATE, as_(Office.PHO_CHU_TICH_XA), COMMUNE, TREE)


def test_the_reach_of_somebody_is_a_set_of_units() -> None:
    assert reach(Action.SEE_MEMBERS, as_(Office.CHU_TICH_XA), TREE) == {COMMUNE, DONG_TRUNG, HOA_BINH}
    assert reach(Action.SEE_MEMBERS, as_(Office.TO_PHO, DONG_TRUNG), TREE) == {DONG_TRUNG}
    assert reach(Action.DECIDE, as_(Office.TO_PHO, DONG_TRUNG), TREE) == set()


def test_a_member_sits_in_that_very_team() -> None:
    assert is_member(as_(Office.TO_PHO, DONG_TRUNG), DONG_TRUNG, TODAY)
    assert not is_member(as_(Office.TO_PHO, DONG_TRUNG), HOA_BINH, TODAY)
    assert not is_member(as_(Office.CONG_TAC_VIEN, DONG_TRUNG), DONG_TRUNG, TODAY)


# ── delegation ───────────────────────────────────────────────────────────────────────────────────────────────


def test_j18_a_vice_chairman_decides_only_while_it_is_delegated_to_him() -> None:
    vice = [holds(VICE, Office.PHO_CHU_TICH_XA, COMMUNE)]
    assert not may(Action.DECIDE, vice, DONG_TRUNG, TREE)
    assert may(Action.DECIDE, vice, DONG_TRUNG, TREE, [DELEGATION])
    over = Delegation(CHAIRMAN, VICE, COMMUNE, TODAY - timedelta(7), TODAY)
    assert not may(Action.DECIDE, vice, DONG_TRUNG, TREE, [over])
    assert not may(Action.DELEGATE, vice, COMMUNE, TREE, [DELEGATION])


def test_a_delegation_is_for_one_person_in_one_commune() -> None:
    somebody_else = [holds("other", Office.PHO_CHU_TICH_XA, COMMUNE)]
    assert not may(Action.DECIDE, somebody_else, DONG_TRUNG, TREE, [DELEGATION])
    elsewhere = [holds(VICE, Office.PHO_CHU_TICH_XA, ELSEWHERE)]
    assert not may(Action.DECIDE, elsewhere, TAN_PHONG, TREE, [DELEGATION])
    assert not may(Action.DECIDE, as_(Office.TO_TRUONG), DONG_TRUNG, TREE, [DELEGATION])


def test_j18_chairman_and_delegate_are_both_entitled() -> None:
    route = decider(DONG_TRUNG, TREE, EVERYBODY, [DELEGATION])
    assert (route.quality, route.persons) == (Entitled.DELEGATE, (CHAIRMAN, VICE))


@pytest.mark.parametrize("gone", [CHAIRMAN, VICE])
def test_a_delegation_falls_with_either_office(gone: str) -> None:
    assert VICE not in decider(DONG_TRUNG, TREE, without(gone), [DELEGATION]).persons


def test_a_delegate_does_not_decide_about_himself() -> None:
    assert decider(COMMUNE, TREE, EVERYBODY, [DELEGATION], [VICE]).persons == (CHAIRMAN,)


# ── who introduces ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_teams_leader_introduces() -> None:
    assert introducer(DONG_TRUNG, TREE, EVERYBODY, [LAN]) == Route(Entitled.TEAM_LEADER, (HUNG,))


def test_j4_j7_nobody_introduces_himself_or_proposes_his_own_leave() -> None:
    route = introducer(DONG_TRUNG, TREE, EVERYBODY, [HUNG])
    assert route == Route(Entitled.COMMUNE_LEADER, (COMMUNE_LEADER,))


def test_j8_without_a_leader_the_commune_leader_introduces_not_the_deputy() -> None:
    route = introducer(DONG_TRUNG, TREE, without(HUNG), [LAN])
    assert route.persons == (COMMUNE_LEADER,)
    assert MINH not in route.persons


def test_j5_the_commune_leaders_own_request_goes_straight_to_the_chairman() -> None:
    route = introducer(COMMUNE, TREE, EVERYBODY, [COMMUNE_LEADER])
    assert (route.persons, route.skip) == ((), True)


def test_for_the_commune_team_its_leader_introduces() -> None:
    assert introducer(COMMUNE, TREE, EVERYBODY, [LAN]).persons == (COMMUNE_LEADER,)


def test_without_any_leader_it_goes_straight_to_the_chairman() -> None:
    assert introducer(DONG_TRUNG, TREE, without(HUNG, COMMUNE_LEADER)).skip
    assert introducer("nowhere", TREE, EVERYBODY).skip


def test_a_team_is_proposed_for_establishment_by_the_commune_leader() -> None:
    assert introducer(DONG_TRUNG, TREE, EVERYBODY, kind=RequestKind.ESTABLISH).persons == (COMMUNE_LEADER,)


# ── who decides ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_chairman_of_the_commune_decides_for_village_and_commune() -> None:
    for unit_code in (DONG_TRUNG, COMMUNE):
        assert decider(unit_code, TREE, EVERYBODY) == Route(Entitled.CHAIRMAN, (CHAIRMAN,))


def test_nobody_decides_where_there_is_no_chairman() -> None:
    assert decider(DONG_TRUNG, TREE, without(CHAIRMAN)).persons == ()
    assert decider(PROVINCE, TREE, EVERYBODY).persons == ()


def both_hats() -> tuple[Appointment, ...]:
    """The chairman leads the commune team himself."""
    return (*without(COMMUNE_LEADER), holds(CHAIRMAN, Office.TO_TRUONG, COMMUNE))


def test_j6_the_chairman_who_introduced_is_shown_in_both_roles() -> None:
    request = asks(unit_code=DONG_TRUNG, person_id=HUNG).introduced(CHAIRMAN, at(16))
    route = entitled_to(request.needs()[0], request, TREE, both_hats())
    assert (route.persons, route.both_roles, route.own_seat) == ((CHAIRMAN,), True, False)


def test_j6_on_his_own_seat_the_number_comes_first() -> None:
    request = asks(RequestKind.LEAVE, unit_code=COMMUNE, person_id=CHAIRMAN)
    assert introducer(COMMUNE, TREE, both_hats(), concerned(request)).skip
    route = entitled_to(Need(StepKind.APPROVAL, COMMUNE), request, TREE, both_hats())
    assert route.own_seat
    assert needs_number_first(route, CHAIRMAN, concerned(request))
    assert not needs_number_first(route, VICE, concerned(request))


def test_only_beside_a_leader_whom_no_message_reaches_others_record_his_word() -> None:
    request = asks(unit_code=DONG_TRUNG)
    [need] = request.needs()
    reached = entitled_to(need, request, TREE, EVERYBODY)
    assert (reached.persons, reached.recorders) == ((HUNG,), ())
    route = entitled_to(need, request, TREE, EVERYBODY, unreached=[HUNG])
    assert route.persons == (HUNG,)
    assert route.recorders[-1] == COMMUNE_LEADER or COMMUNE_LEADER in route.recorders
    assert HUNG not in route.recorders
    assert CHAIRMAN not in route.recorders
    assert entitled(route.recorders, Action.RECORD_INTRODUCTION, DONG_TRUNG)


def test_who_recorded_it_and_decides_is_shown_in_both_roles() -> None:
    request = asks(unit_code=DONG_TRUNG).introduced(HUNG, at(16)).recorded(CHAIRMAN)
    assert entitled_to(request.needs()[0], request, TREE, both_hats()).both_roles


def test_j13_each_side_of_a_transfer_has_its_own_leader() -> None:
    other = holds("leader-b", Office.TO_TRUONG, HOA_BINH)
    request = asks(RequestKind.TRANSFER, from_unit_code=HOA_BINH)
    persons = [entitled_to(need, request, TREE, [*EVERYBODY, other]).persons for need in request.needs()]
    assert persons == [("leader-b",), (HUNG,)]


def test_a_replacement_concerns_who_comes_and_who_goes() -> None:
    assert concerned(asks(RequestKind.REPLACE, replaces=THAM)) == (LAN, THAM)
    assert concerned(asks(person_id=None)) == ()


def test_a_new_team_concerns_everybody_who_is_to_sit_in_it() -> None:
    seats = ((HUNG, Office.TO_TRUONG), (LAN, Office.THANH_VIEN))
    assert concerned(asks(RequestKind.ESTABLISH, person_id=HUNG, seats=seats)) == (HUNG, LAN)


def entitled(route: Iterable[str], action: Action, unit_code: str) -> bool:
    return all(
        may(action, [one for one in EVERYBODY if one.person_id == person], unit_code, TREE, [DELEGATION])
        for person in route
    )


@pytest.mark.parametrize("unit_code", [DONG_TRUNG, COMMUNE])
@pytest.mark.parametrize("about", [LAN, HUNG, COMMUNE_LEADER, CHAIRMAN, VICE])
def test_whoever_is_routed_to_is_allowed_by_office(unit_code: str, about: str) -> None:
    assert entitled(introducer(unit_code, TREE, EVERYBODY, [about]).persons, Action.INTRODUCE, unit_code)
    assert entitled(
        decider(unit_code, TREE, EVERYBODY, [DELEGATION], [about]).persons, Action.DECIDE, unit_code
    )


def test_what_holds_for_everybody_is_set_by_the_officer_at_the_top_alone() -> None:
    for office in Office:
        for code in (PROVINCE, COMMUNE, DONG_TRUNG):
            allowed = office is Office.CAN_BO_SO and code == PROVINCE
            assert may(Action.SET_RULES, as_(office, code), code, TREE) is allowed, (office, code)
            assert bool(reach(Action.SET_RULES, as_(office, code), TREE)) is allowed
    assert not may(Action.SET_RULES, as_(Office.CAN_BO_SO, PROVINCE), COMMUNE, TREE)


def test_of_two_provinces_neither_sets_what_holds_for_both() -> None:
    other = unit("40", UnitKind.TINH, "Tỉnh Nghệ An", None)
    assert not may(
        Action.SET_RULES, as_(Office.CAN_BO_SO, PROVINCE), PROVINCE, UnitTree([*TREE, other], TODAY)
    )
