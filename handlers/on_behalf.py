"""The word of a leader whom no message reaches, written down for him: who is asked to, and how both names are said."""

from __future__ import annotations

from domain.authority import Entitled, Route
from domain.calendar import in_vietnam
from domain.messages import Button
from domain.people import Office, Person, address
from domain.requests import Need, Request, RequestKind, Step, StepKind, Verdict
from handlers.naming import called
from handlers.request_words import introduction_words, matter, reason_words
from handlers.turn import Turn
from storage import people
from storage.requests import Case
from vietnamese.writing import join_vi, sentence


def records(turn: Turn, route: Route) -> bool:
    """Whether the speaker would not answer himself but write down the leader's answer."""
    return turn.speaker.person_id in route.recorders and turn.speaker.person_id not in route.persons


async def asked_instead(turn: Turn, route: Route) -> list[str]:
    """Who is asked to find out and write it down: the nearest of those whom a message reaches."""
    unreached = await people.unreached(turn.rows, route.recorders)
    return [one for one in route.recorders if one not in unreached][:1]


async def leader_words(turn: Turn, route: Route) -> str:
    """ "bác Nguyễn Văn Ba, Tổ trưởng"."""
    persons = await people.by_ids(turn.rows, route.persons)
    names = join_vi([called(one, turn.today, [Office.TO_TRUONG]) for one in persons.values()])
    return f"{names}, {'Tổ trưởng' if route.quality is Entitled.TEAM_LEADER else 'Tổ trưởng cấp xã'}"


async def short_words(turn: Turn, route: Route) -> str:
    """ "bác", how the leader is spoken of once he was named; his name where that says nothing."""
    first = (await people.by_ids(turn.rows, route.persons)).get(route.persons[0])
    how = address(first, turn.today, [Office.TO_TRUONG])
    return how if how in ("bác", "anh", "chị") else "Tổ trưởng"


async def question(
    turn: Turn, case: Case, need: Need, route: Route, asked: Person
) -> tuple[str, tuple[Button, ...]]:
    """What somebody beside the leader is asked: to hear his answer and write it down."""
    held = (await people.offices_of(turn.rows, [asked.id], turn.today)).get(asked.id, [])
    you = address(asked, turn.today, [one.office for one in held])
    what = sentence(await matter(turn, case))
    leader, he = await leader_words(turn, route), await short_words(turn, route)
    _, _, ask = introduction_words(case.request, need)
    text = (
        f"{what}.{reason_words(case)} {sentence(leader)}, chưa kết nối Zalo nên Trợ lý không hỏi được.\n"
        f"Nhờ {you} hỏi {he} có {ask} không, rồi ghi hộ câu trả lời ạ.\nMã đơn: {case.code}."
    )
    where = {"step": str(need.step), "unit": need.unit_code}
    titles = zip(titles_of(case.request, need), ("say_yes", "say_no"), strict=True)
    to = f"person:{asked.id}"
    return text, tuple(turn.tap(title, verb, case.code, to, **where) for title, verb in titles)


def titles_of(request: Request, need: Need) -> tuple[str, str]:
    """The buttons: "Ghi hộ: giới thiệu", "Ghi hộ: chưa"."""
    return f"Ghi hộ: {introduction_words(request, need)[0].lower()}", "Ghi hộ: chưa"


async def warning(turn: Turn, route: Route) -> str:
    """What is said before somebody writes down the answer of another."""
    leader = sentence(await leader_words(turn, route))
    return f"{leader}, chưa kết nối Zalo: đây là ghi hộ câu trả lời của {await short_words(turn, route)}."


async def both_names(turn: Turn, step: Step) -> tuple[str, str]:
    """ "bác Nguyễn Văn Ba " and ", ghi hộ bởi chị Trần Thị Nga"; nothing where the leader answered himself."""
    if step.recorded_by is None:
        return "", ""
    persons = await people.by_ids(turn.rows, [step.by, step.recorded_by])
    leader, by = persons.get(step.by), persons.get(step.recorded_by)
    who = "" if leader is None else f"{called(leader, turn.today, [Office.TO_TRUONG])} "
    return who, f", ghi hộ bởi {'người khác' if by is None else called(by, turn.today)}"


async def steps_words(turn: Turn, case: Case) -> str:
    """ "; Tổ trưởng giới thiệu ngày 16/11", with both names where somebody wrote it down for him."""
    said = [
        one for one in case.request.steps if one.step is StepKind.INTRODUCTION and one.verdict is Verdict.YES
    ]
    if not said:
        return ""
    step, on = said[-1], in_vietnam(said[-1].at)
    founds = case.request.kind is RequestKind.ESTABLISH
    goes = founds or case.request.kind is RequestKind.LEAVE
    usual = "Tổ trưởng cấp xã" if founds or case.detail.get("by_commune") else "Tổ trưởng"
    who, recorded = await both_names(turn, step)
    leader = f"{who}({usual})" if who else usual
    return f"; {leader} {'đề xuất' if goes else 'giới thiệu'} ngày {on.day}/{on.month}{recorded}"
