"""A new phone, number or Zalo account: the leader who knows the person confirms, or the officer's code does (J22)."""

from __future__ import annotations

from typing import Any

from domain.authority import Action, Route, introducer, may
from domain.people import PLACES, Appointment, Person
from handlers.activation import tell_of_change
from handlers.conversation import Conversation
from handlers.forms import Form
from handlers.naming import called, held, team_of
from handlers.officers import Officer, officer_of
from handlers.personal import FullName, Phone
from handlers.places import PlaceForm
from handlers.turn import Turn
from storage import people, teams
from vietnamese import names
from vietnamese.writing import sentence

_MINE = r"(?:(?:toi|tui|em|bac|minh|cho|chau|vua|moi|bi|muon|xin|da) )*"
_THING = r"(?:dien thoai|dt|zalo|may|tai khoan|nick|sim)"


class NewAccount(PlaceForm):
    """Who somebody says to be who writes from an account nobody knows."""

    name = FullName("Họ và tên của mình như trong danh sách Tổ ạ?", marked=False, slot="name")


class NewNumber(Form):
    """The new number of somebody we know."""

    phone = Phone("Số điện thoại mới của mình là gì ạ? Đổi tài khoản Zalo thì mời nhắn từ tài khoản mới.")


rebinding = Conversation(
    "rebinding",
    NewAccount,
    words=(
        rf"{_MINE}(?:doi|thay|mat|hong|lap|dung)(?: sang)? {_THING}(?: zalo)?(?: (?:moi|khac|roi|cu))*"
        rf"|(?:day la )?{_THING} moi cua (?:toi|tui|em|minh|bac).*"
    ),
    help="đổi Zalo, đổi máy",
    example="tôi đổi zalo mới",
    title="Đổi Zalo",
)
new_number = Conversation(
    "new_number",
    NewNumber,
    words=(
        r"(toi |tui |em |bac )?(muon |xin )?(doi|cap nhat|sua) (so|sdt|so dien thoai)( dien thoai)?( moi)?"
        r"( cua (toi|tui|em|minh))?"
    ),
    help="đổi số điện thoại",
    example="đổi số điện thoại",
    title="Đổi số điện thoại",
)


@new_number.opens
async def ask_number(turn: Turn) -> Form | None:
    """Whoever is known just tells the number; others are asked who they are."""
    if turn.speaker.person is not None:
        return NewNumber()
    return await begin(turn)


@new_number.completes
async def keep_number(form: NewNumber, turn: Turn) -> None:
    """The new number replaces the old one."""
    known = turn.speaker.person
    if known is None:
        return
    await people.change(turn.rows, Person(known.id, known.name, known.birth_year, known.sex, form.phone))
    turn.audit("phone_changed", f"person:{known.id}")
    turn.say("✅ Trợ lý đã đổi số điện thoại của mình trong danh sách Tổ ạ.")


@rebinding.opens
async def begin(turn: Turn) -> Form | None:
    """Ask who it is; who is known already has nothing to prove."""
    if turn.speaker.person is not None:
        turn.say(
            f"Tài khoản này đang đúng là của {called(turn.speaker.person, turn.today)} ạ. Đổi sang Zalo khác, mời nhắn"
            " «tôi đổi zalo mới» từ tài khoản mới; đổi số, gõ «đổi số điện thoại»."
        )
        return None
    return NewAccount()


@rebinding.completes
async def ask_the_leader(form: NewAccount, turn: Turn) -> None:
    """Ask whoever knows the person. The answer here is the same whether such a person exists or not."""
    unit_code = form.unit_code or ""
    found = await _meant(turn, unit_code, form.name)
    if found is not None:
        await _ask(turn, *found)
    else:
        await _nobody(turn, unit_code, form.name)
    turn.audit("rebinding_asked", turn.speaker.account, unit=unit_code)
    turn.say(
        "Trợ lý đã báo người phụ trách gọi lại số quen của mình để xác nhận; xong sẽ có tin ở đây ạ."
        " Có mã kích hoạt của xã thì gõ mã là được ngay."
    )


async def _meant(turn: Turn, unit_code: str, name: str) -> tuple[Person, Appointment] | None:
    """The one person of that full name with a place in that team; two of one name are for the officer."""
    roster = await teams.roster(turn.rows, unit_code, turn.tree)
    places = [] if roster is None else roster.everybody
    persons = await people.by_ids(turn.rows, [place.person_id for place in places])
    wanted = names.fold_name(name)
    same = [place for place in places if names.fold_name(persons[place.person_id].name) == wanted]
    if len(same) != 1:
        return None
    place = same[0]
    return persons[place.person_id], Appointment(place.person_id, unit_code, place.office, place.valid_from)


async def _ask(turn: Turn, person: Person, seat: Appointment) -> None:
    around = await teams.around(turn.rows, [seat.unit_code], turn.tree)
    route = introducer(seat.unit_code, turn.tree, around, [person.id])
    asked = list(route.persons)
    officer = await _officer(turn, seat.unit_code)
    if not asked and officer is not None:
        asked = [officer.person.id]
    who = f"{called(person, turn.today)}, {held(seat.office, turn.tree.get(seat.unit_code))}"
    for person_id in asked:
        to = f"person:{person_id}"
        detail = {"oa": turn.speaker.oa_id, "user": turn.speaker.user_id, "unit": seat.unit_code}
        turn.tell(
            to,
            f"Có tài khoản Zalo mới xưng là {who}.\nMời gọi số quen của người đó để hỏi; chắc chắn mới bấm"
            " «Đúng người» ạ.",
            turn.tap("Đúng người", "rebind_yes", person.id, to, **detail),
            turn.tap("Không phải", "rebind_no", person.id, to, **detail),
            about=f"rebind:{turn.speaker.account}:{person.id}:{turn.today}",
        )


async def _nobody(turn: Turn, unit_code: str, name: str) -> None:
    officer = await _officer(turn, unit_code)
    if officer is not None:
        unit = turn.tree.get(unit_code)
        team = "Tổ" if unit is None else team_of(unit)
        text = (
            f"Có tài khoản Zalo lạ xưng là {name}, {team}, xin đổi Zalo; danh sách không có tên này hoặc có hai"
            " người. Mời đồng chí kiểm tra, cần thì cấp mã."
        )
        turn.tell(officer.address, text, about=f"rebind:{turn.speaker.account}:{unit_code}:{turn.today}")


async def _officer(turn: Turn, unit_code: str) -> Officer | None:
    commune = turn.tree.commune_of(unit_code)
    return None if commune is None else await officer_of(turn, commune)


@rebinding.presses("rebind_yes")
async def confirmed(turn: Turn, tap: Any) -> None:
    """The leader knows the person: the new account speaks for that person from now on."""
    person = await people.by_id(turn.rows, tap.object)
    if person is None or not await _still_asked(turn, person, tap.detail["unit"]):
        turn.say("Việc này không còn cần xác nhận ạ.")
        return
    ended = await people.bind(turn.rows, tap.detail["oa"], tap.detail["user"], person.id, "leader", turn.at)
    turn.audit("bound", f"person:{person.id}", how="leader")
    turn.say(f"✅ Đã xác nhận: tài khoản Zalo mới là của {called(person, turn.today)}. Cảm ơn {turn.you} ạ.")
    text = (
        f"✅ Đã xác nhận, kính chào {called(person, turn.today)}. Từ nay mình dùng tài khoản này."
        " Gõ «trợ giúp» để xem các việc ạ."
    )
    turn.tell(f"user:{tap.detail['oa']}/{tap.detail['user']}", text, about=f"rebound:{turn.incoming.key}")
    await tell_of_change(turn, person, tuple(ended), tap.detail["unit"], always=True)


async def _still_asked(turn: Turn, person: Person, unit_code: str) -> bool:
    """Whether the speaker is (still) the one who may vouch for this person, and the person still has a place."""
    held_by = (await people.offices_of(turn.rows, [person.id], turn.today)).get(person.id, [])
    around = await teams.around(turn.rows, [unit_code], turn.tree)
    route: Route = introducer(unit_code, turn.tree, around, [person.id])
    may_bind = may(Action.BIND_PERSON, turn.speaker.offices, unit_code, turn.tree)
    knows = may_bind or turn.speaker.person_id in route.persons
    return knows and any(one.office in PLACES and one.unit_code == unit_code for one in held_by)


@rebinding.presses("rebind_no")
async def refused(turn: Turn, tap: Any) -> None:
    """Nothing changes; the officer hears that somebody tried."""
    turn.audit("rebinding_refused", f"person:{tap.object}")
    turn.say(f"Dạ, Trợ lý không đổi gì và đã báo cán bộ xã. Cảm ơn {turn.you} ạ.")
    officer = await _officer(turn, tap.detail["unit"])
    person = await people.by_id(turn.rows, tap.object)
    if officer is not None and person is not None:
        text = (
            f"Có người dùng Zalo lạ xưng là {person.name} nhưng không đúng. Mời đồng chí nhắc Tổ cảnh giác."
        )
        turn.tell(officer.address, text, about=f"rebind_no:{turn.incoming.key}")
    text = "Người phụ trách chưa xác nhận được tài khoản này ạ. Mời mang giấy tờ đến UBND xã để được cấp mã kích hoạt."
    turn.tell(
        f"user:{tap.detail['oa']}/{tap.detail['user']}",
        sentence(text),
        about=f"rebind_no:{turn.incoming.key}",
    )
