"""What a report does to rows and outbox: filed, corrected, proposed, drafted, taken back; who is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.authority import Action, may
from domain.deadlines import DueDates
from domain.forms import ReportTemplate, Value
from domain.messages import MessageKind
from domain.people import Office, address
from domain.periods import Period
from domain.reports import Arrival, Report, ReportStatus, arrival, changes, locked_at
from domain.units import label
from handlers import chain_news, report_resent
from handlers import report_words as words
from handlers.turn import Turn
from storage import attachments, people, reports
from storage.reports import Kept
from vietnamese.writing import sentence

OFFICERS = (Office.CAN_BO_CNTT_XA, Office.TRUONG_PHONG_VHXH_XA)


@dataclass(frozen=True, slots=True)
class Filing:
    """A report as somebody wants to send it; ``onto`` is the revision he has seen, None: he sees it as it stands.

    ``brought`` are the ids of photos, files and places that came with it. ``given_by``: who of the team gave the
    figures to the officer who types them in; empty: whoever answers for the team.
    """

    unit_code: str
    period: Period
    values: Mapping[str, Value]
    nil: bool
    template: ReportTemplate
    brought: Sequence[int] = ()
    onto: int | None = None
    given_by: str = ""


async def leaders_of(turn: Turn, unit_code: str) -> list[str]:
    """Who answers for a team's report: its leader; its deputy where there is none (J7)."""
    held = await people.offices_in(turn.rows, [unit_code], turn.today, (Office.TO_TRUONG, Office.TO_PHO))
    leaders = [one.person_id for one in held if one.office is Office.TO_TRUONG]
    return leaders or [one.person_id for one in held]


async def confirmers_of(turn: Turn, unit_code: str) -> list[str]:
    """Who confirms what others of the team wrote: its leader; where nobody leads it, or none who leads it can be
    asked because they have no Zalo, the commune's officers.
    """
    leaders = await leaders_of(turn, unit_code)
    asked = await people.accounts_of(turn.rows, leaders)
    commune = None if asked else turn.tree.commune_of(unit_code)
    if commune is None:
        return leaders
    held = await people.offices_in(turn.rows, [commune.code], turn.today, OFFICERS)
    return list(dict.fromkeys(one.person_id for one in held))


async def officers_of(turn: Turn, unit_code: str) -> list[str]:
    """Whom the commune has for its teams: the leader of the commune's team and its officers."""
    commune = turn.tree.commune_of(unit_code)
    if commune is None:
        return []
    held = await people.offices_in(turn.rows, [commune.code], turn.today, (Office.TO_TRUONG, *OFFICERS))
    return list(dict.fromkeys(one.person_id for one in held))


async def name_of(turn: Turn, person_id: str) -> str:
    """ "bác Hùng": how a third person is named."""
    person = await people.by_id(turn.rows, person_id)
    return "một thành viên" if person is None else f"{address(person, turn.today)} {person.given_name()}"


async def sent_by(turn: Turn, person_id: str) -> str:
    """ "do bác Hùng gửi"; of a report from a file that names nobody: "nạp từ tệp"."""
    return f"do {await name_of(turn, person_id)} gửi" if person_id else "nạp từ tệp"


def team_of(turn: Turn, unit_code: str) -> str:
    """ "Tổ thôn Đông Trung"."""
    return words.team_label(turn.tree.get(unit_code), unit_code)


async def file(turn: Turn, filing: Filing) -> Kept | None:
    """Send a report. None when it became a draft or a proposal.

    1. A member's is a draft that the leader confirms. 2. The row is held. 3. What it means beside the report that
    stands is judged anew. 4. First, correction or amendment is written; a second person's is proposed to the leader.
    """
    speaker = turn.speaker.person_id or ""
    standing = await reports.hold(turn.rows, filing.unit_code, filing.period, speaker, filing.template)
    await attachments.attach(turn.rows, filing.brought, standing.id)
    if not may_send(turn, filing.unit_code):
        await _leave_to_leader(turn, filing, standing)
        return None
    due = reports.due_of(turn.directory, filing.unit_code, filing.period, turn.house.window)
    by_leader = speaker in await leaders_of(turn, filing.unit_code)
    means = arrival(standing.report, filing.values, speaker, turn.at, locked_at(due), by_leader)
    if means is Arrival.SAME and standing.report.nil == filing.nil:
        turn.say(f"Xã đã có đúng các số này rồi, mã {standing.report.code}. Không cần gửi lại ạ.")
        return None
    if means is Arrival.PROPOSED_CHANGE or _has_moved(filing, standing.report):
        await _propose(turn, filing, standing)
        return None
    return await _send(turn, filing, standing, means)


def _has_moved(filing: Filing, standing: Report) -> bool:
    """Whether somebody else's figures came in while these were being written: they are never overwritten unseen."""
    return standing.counts and filing.onto is not None and filing.onto != standing.revision


def may_send(turn: Turn, unit_code: str) -> bool:
    """Whether what the speaker sends counts at once; a member only drafts."""
    held = turn.speaker.offices
    return may(Action.REPORT, held, unit_code, turn.tree) or may(
        Action.REPORT_FOR, held, unit_code, turn.tree
    )


def is_on_behalf(turn: Turn, unit_code: str) -> bool:
    """Whether the speaker is an officer who types it in for the team."""
    return not may(Action.DRAFT_REPORT, turn.speaker.offices, unit_code, turn.tree)


async def _send(turn: Turn, filing: Filing, standing: Kept, means: Arrival) -> Kept:
    speaker = turn.speaker.person_id or ""
    leaders = await leaders_of(turn, filing.unit_code)
    behalf = None
    if is_on_behalf(turn, filing.unit_code):
        behalf = filing.given_by or next(iter(leaders), None)
    written = await _write(turn, filing, standing, speaker, behalf)
    turn.audit(
        "report_sent", f"report:{written.report.code}", revision=written.report.revision, means=str(means)
    )
    due = reports.due_of(turn.directory, filing.unit_code, filing.period, turn.house.window)
    is_again = standing.report.status is ReportStatus.RETURNED
    by = words.Receipt(due, turn.at, turn.you, turn.house.window, written.on_time, is_again)
    text = words.receipt(written.report, by)
    turn.say(f"{text}\nNhập hộ {team_of(turn, filing.unit_code)}." if behalf else text)
    if behalf and leaders:
        await _tell_leader_of_officer(turn, written, leaders[0], behalf)
    await _tell_chain(turn, standing, written)
    return written


async def _tell_chain(turn: Turn, standing: Kept, written: Kept) -> None:
    """Who has used the number, or passed on without it, hears of it; who only watches over the team hears it too."""
    if written.report.status is ReportStatus.AMENDED:
        told = await chain_news.amended(turn, written)
        await tell_amended(turn, standing.report, written.report, told)
    elif not standing.report.counts:
        if standing.report.status is ReportStatus.RETURNED:
            await report_resent.tell_who_asked(turn, standing, written)
        await chain_news.late(turn, written)
        await chain_news.all_in(turn, written)


async def _write(turn: Turn, filing: Filing, standing: Kept, by: str, behalf: str | None) -> Kept:
    due = reports.due_of(turn.directory, filing.unit_code, filing.period, turn.house.window)
    report = _next(turn, standing.report, filing, by, due)
    return await reports.change(
        turn.rows, standing, report, due, event_key=turn.incoming.key, on_behalf_of=behalf
    )


def _next(turn: Turn, standing: Report, filing: Filing, by: str, due: DueDates) -> Report:
    """The revision that follows: what was a draft, or was taken back, is sent as a first one."""
    form = replace(standing, form_version=filing.template.version)
    if standing.status is ReportStatus.RETRACTED:
        form = replace(form, status=ReportStatus.DRAFT, first_submitted_at=None)
    if form.status is ReportStatus.DRAFT:
        sent = replace(form, values=dict(filing.values)).submitted(by, turn.at)
    else:
        sent = form.corrected(filing.values, by, turn.at, locked_at(due))
    return replace(sent, nil=filing.nil)


async def _tell_leader_of_officer(turn: Turn, written: Kept, leader: str, behalf: str) -> None:
    officer = await name_of(turn, turn.speaker.person_id or "")
    template = turn.directory.form_version(written.report.form_version)
    shown = words.brief(template, written.report.values, written.report.nil)
    source = "" if behalf == leader else f" (số do {await name_of(turn, behalf)} cho)"
    turn.tell(
        f"person:{leader}",
        f"Cán bộ xã ({officer}) đã nhập hộ báo cáo {written.report.period.label()} của "
        f"{team_of(turn, written.report.unit_code)}{source}: {shown}. "
        f"Mã {written.report.code}. Nếu chưa đúng, gõ SỬA ạ.",
        about=f"{written.report.code}:behalf:{written.report.revision}",
    )


async def tell_amended(turn: Turn, before: Report, after: Report, told: Sequence[str] = ()) -> None:
    """The commune hears of every amendment: what it passed on already was another figure."""
    template = turn.directory.form_version(after.form_version)
    differ = "\n".join(words.changed(template, changes(before.values, after.values)))
    for officer in await officers_of(turn, after.unit_code):
        if officer in told:
            continue
        turn.tell(
            f"person:{officer}",
            f"Báo cáo đính chính {after.period.label()} của {team_of(turn, after.unit_code)} "
            f"(mã {after.code}), sau khi kỳ đã khóa:\n{differ}",
            about=f"{after.code}:amended:{after.revision}",
        )


# --- a member's draft -------------------------------------------------------------------------------------------------


async def save_draft(turn: Turn, filing: Filing) -> Kept | None:
    """Keep what is not sent yet. None when a report stands already: it is never overwritten by a draft."""
    speaker = turn.speaker.person_id or ""
    standing = await reports.hold(turn.rows, filing.unit_code, filing.period, speaker, filing.template)
    await attachments.attach(turn.rows, filing.brought, standing.id)
    return await _draft(turn, filing, standing)


async def _draft(turn: Turn, filing: Filing, standing: Kept) -> Kept | None:
    if standing.report.counts or standing.report.status is ReportStatus.RETURNED:
        return None
    draft = replace(
        standing.report,
        status=ReportStatus.DRAFT,
        values=dict(filing.values),
        nil=filing.nil,
        submitted_by=turn.speaker.person_id or "",
        submitted_at=None,
        first_submitted_at=None,
        form_version=filing.template.version,
    )
    return await reports.change(turn.rows, standing, draft, None)


async def _leave_to_leader(turn: Turn, filing: Filing, standing: Kept) -> None:
    drafted = await _draft(turn, filing, standing)
    if drafted is None:
        await _propose(turn, filing, standing)
        return
    turn.audit("report_drafted", f"report:{drafted.report.code}")
    who = await name_of(turn, turn.speaker.person_id or "")
    shown = words.brief(filing.template, filing.values, filing.nil)
    for leader in await confirmers_of(turn, filing.unit_code):
        to = f"person:{leader}"
        seen = {key: value for key, value in filing.values.items() if isinstance(value, int)}
        turn.tell(
            to,
            f"{sentence(who)} đã soạn báo cáo {filing.period.label()} của "
            f"{team_of(turn, filing.unit_code)}: {shown}.\nGửi UBND xã ạ?",
            turn.tap("Gửi", "send_draft", drafted.report.code, to, seen=seen),
            turn.tap("Sửa", "edit_draft", drafted.report.code, to),
            about=f"{drafted.report.code}:draft:{turn.incoming.key}",
        )
    turn.say(
        f"Trợ lý đã chuyển bản soạn cho Tổ trưởng xem; Tổ trưởng bấm Gửi thì xã mới nhận. Mã {drafted.report.code}."
    )


# --- a second reporter --------------------------------------------------------------------------------------------


async def _propose(turn: Turn, filing: Filing, standing: Kept) -> None:
    """Other figures than those that stand: the leader chooses, nothing is overwritten."""
    speaker = turn.speaker.person_id or ""
    if await _waits(turn, filing, standing):
        turn.say("Trợ lý đã chuyển các số này để Tổ trưởng chọn rồi; có kết quả sẽ báo lại ạ.")
        return
    proposal = await reports.propose(
        turn.rows, standing, filing.values, filing.nil, speaker, turn.at, turn.incoming.key
    )
    turn.audit("report_proposed", f"report:{standing.report.code}", proposal=proposal)
    first, second = await sent_by(turn, standing.report.submitted_by), await name_of(turn, speaker)
    differ = words.changed(filing.template, changes(standing.report.values, filing.values))
    head = f"Báo cáo {filing.period.label()} của {team_of(turn, filing.unit_code)}"
    for leader in await confirmers_of(turn, filing.unit_code):
        to, key = f"person:{leader}", str(proposal)
        stamp = {"code": standing.report.code, "at": turn.at.isoformat()}
        turn.tell(
            to,
            "\n".join(
                [
                    f"{head} {first}; nay {second} gửi số khác:",
                    *differ,
                    "Dùng số nào ạ?",
                ]
            ),
            turn.tap("Dùng số mới", "use_new", key, to, **stamp),
            turn.tap("Giữ số cũ", "keep_old", key, to, **stamp),
            about=f"{standing.report.code}:proposal:{turn.incoming.key}",
        )
    if speaker not in await confirmers_of(turn, filing.unit_code):
        turn.say(
            f"Kỳ này đã có báo cáo {first} (mã {standing.report.code}). "
            "Trợ lý đã chuyển số mới để Tổ trưởng chọn; có kết quả sẽ báo lại ạ."
        )


async def _waits(turn: Turn, filing: Filing, standing: Kept) -> bool:
    """Whether the leader has been asked about these very figures of this person: he is not asked twice."""
    asked = await reports.waiting(turn.rows, standing)
    same = asked is not None and (dict(asked.values), asked.nil) == (dict(filing.values), filing.nil)
    return same and asked is not None and asked.by == turn.speaker.person_id


async def accept(turn: Turn, kept: Kept, proposal: reports.Proposal) -> Kept:
    """The leader takes the proposed figures: a new revision by the one who proposed them."""
    template = turn.directory.form_version(kept.report.form_version)
    filing = Filing(kept.report.unit_code, kept.report.period, proposal.values, proposal.nil, template)
    written = await _write(turn, filing, kept, proposal.by, None)
    await reports.settle(turn.rows, proposal)
    turn.audit("report_proposal_accepted", f"report:{kept.report.code}", proposal=proposal.id)
    await _tell_chain(turn, kept, written)
    return written


def tell_proposer(turn: Turn, proposal: reports.Proposal, text: str) -> None:
    """What became of a proposal, told to the one who made it."""
    if proposal.by != turn.speaker.person_id:
        turn.tell(
            f"person:{proposal.by}", text, about=f"proposal:{proposal.id}:{proposal.at.isoformat()}",
            kind=MessageKind.PROMPT,
        )  # fmt: skip


def commune_label(turn: Turn, unit_code: str) -> str:
    """ "UBND xã Cẩm Bình": to whom a team reports."""
    commune = turn.tree.commune_of(unit_code)
    return "UBND xã" if commune is None else f"UBND {label(commune)}"
