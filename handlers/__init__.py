"""CONVERSATIONS: one file each, and the small frame they hang in."""

from handlers.absence import absence, out_of_group
from handlers.activation import activation
from handlers.answering import answering
from handlers.asking import asking, tallying
from handlers.attachments import attachments
from handlers.broadcast import broadcast
from handlers.chain_acts import chain_acts
from handlers.chain_orders import forwarding, reopening, sending_back, taking_back
from handlers.chain_texts import team_texts
from handlers.consolidating import consolidating
from handlers.conversation import Conversation
from handlers.correction import correction, retract
from handlers.deadline import deadline
from handlers.deciding_applicants import supplement
from handlers.deciding_number import number
from handlers.decisions import decisions, verdict
from handlers.delegation import delegation, ending
from handlers.establishing import establishing
from handlers.handover import handover
from handlers.help import help_
from handlers.incident import incident
from handlers.join import join
from handlers.leave import leave
from handlers.leave_of_others import leave_how, proposal
from handlers.link_group import link_group
from handlers.members import members, verify
from handlers.mine import mine
from handlers.not_yet import not_yet
from handlers.notes import complaint, noted, suspicious
from handlers.page_link import page_link
from handlers.paper_number import paper_number
from handlers.paperwork import paperwork
from handlers.pause import pause, resuming
from handlers.pending import pending, view
from handlers.privacy import privacy
from handlers.rebinding import new_number, rebinding
from handlers.receiving import receiving
from handlers.replacing import replacing
from handlers.report import report, which_report
from handlers.report_choices import report_choices
from handlers.report_status import report_status
from handlers.returning import returning
from handlers.smalltalk import elsewhere, enough, smalltalk
from handlers.snooze import snooze
from handlers.team_figures import team_figures
from handlers.team_work import team_work
from handlers.transfer import transfer
from handlers.unreminded import unreminded
from handlers.welcome import welcome, whose
from handlers.why import stated, why
from handlers.withdrawal import withdrawal

CONVERSATIONS: tuple[Conversation, ...] = (
    activation,
    page_link,
    team_work,
    join,
    whose,
    suspicious,
    new_number,
    rebinding,
    mine,
    privacy,
    enough,
    pause,
    resuming,
    unreminded,
    not_yet,
    snooze,
    consolidating,
    team_figures,
    chain_acts,
    receiving,
    forwarding,
    sending_back,
    reopening,
    taking_back,
    team_texts,
    returning,
    why,
    stated,
    pending,
    view,
    paper_number,
    paperwork,
    number,
    delegation,
    ending,
    broadcast,
    tallying,
    asking,
    answering,
    establishing,
    replacing,
    supplement,
    decisions,
    verdict,
    leave_how,
    leave,
    proposal,
    withdrawal,
    absence,
    out_of_group,
    link_group,
    report_status,
    report,
    which_report,
    report_choices,
    correction,
    retract,
    deadline,
    incident,
    attachments,
    transfer,
    members,
    verify,
    handover,
    welcome,
    help_,
    complaint,
    noted,
    elsewhere,
    smalltalk,
)
