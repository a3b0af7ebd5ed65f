"""The tables. Sealed columns (``LargeBinary``) hold personal data encrypted for their row; ids, figures are plain."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)

from storage.types import FigureOf, Instant, Json

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# SQLite gives row ids to INTEGER keys only.
Serial = BigInteger().with_variant(Integer(), "sqlite")

# --- the plan's world: units, teams, holidays, forms -------------------------------------------------------------
units = Table(
    "units",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("code", String(32), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("name", String(200), nullable=False),
    Column("parent_code", String(32)),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    UniqueConstraint("code", "valid_from"),
)
unit_aliases = Table(
    "unit_aliases",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("unit_code", String(32), nullable=False, index=True),
    Column("alias", String(200), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
)
successions = Table(
    "successions",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("old_code", String(32), nullable=False),
    Column("new_code", String(32), nullable=False),
    Column("date", Date, nullable=False),
    Column("kind", String(8), nullable=False),
    UniqueConstraint("old_code", "new_code", "date"),
)
holidays = Table(
    "holidays",
    metadata,
    Column("date", Date, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("working", Boolean, nullable=False),
)
# From which day which settings of `domain/deadlines.py` hold; before the first row the built-in ones.
deadlines = Table(
    "deadlines",
    metadata,
    Column("valid_from", Date, primary_key=True),
    Column("last_day", Integer, nullable=False),
    Column("commune_before_last", Integer, nullable=False),
    Column("team_before_last", Integer, nullable=False),
    Column("team_after_close", Integer, nullable=False),
)
report_forms = Table(
    "report_forms",
    metadata,
    Column("version", String(40), primary_key=True),
    Column("valid_from", Date, nullable=False),
    Column("definition", Json, nullable=False),
)
stamps = Table(
    "stamps",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
teams = Table(
    "teams",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("unit_code", String(32), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("status", String(16), nullable=False),
    Column("decision_no", String(80)),
    Column("decision_date", Date),
    UniqueConstraint("unit_code", "valid_from"),
)
unit_facts = Table(
    "unit_facts",
    metadata,
    Column("unit_code", String(32), primary_key=True),
    Column("households", Integer),
    Column("people", Integer),
    Column("told_by", String(40), nullable=False),
    Column("told_at", Instant, nullable=False),
)

# --- people --------------------------------------------------------------------------------------------------------
people = Table(
    "people",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", LargeBinary, nullable=False),
    Column("birth_year", LargeBinary),
    Column("sex", String(4)),
    Column("phone", LargeBinary),
    Column("phone_index", LargeBinary, index=True),
    Column("call_me", String(40)),
    Column("snoozed_until", Date),
    Column("origin", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("erased_at", Instant),
)
offices = Table(
    "offices",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("person_id", String(40), ForeignKey("people.id"), nullable=False, index=True),
    Column("unit_code", String(32), nullable=False, index=True),
    Column("office", String(24), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("status", String(8), nullable=False),
    Column("request_code", String(16)),
    Column("decision_id", BigInteger),
    UniqueConstraint("person_id", "unit_code", "office", "valid_from"),
)
bindings = Table(
    "bindings",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("oa_id", String(40), nullable=False),
    Column("user_id", String(40), nullable=False),
    Column("person_id", String(40), ForeignKey("people.id"), nullable=False, index=True),
    Column("how", String(16), nullable=False),
    Column("valid_from", Instant, nullable=False),
    Column("valid_to", Instant),
    Index(
        "uq_bindings_open_account",
        "oa_id",
        "user_id",
        unique=True,
        sqlite_where=text("valid_to IS NULL"),
        postgresql_where=text("valid_to IS NULL"),
    ),
)
contacts = Table(
    "contacts",
    metadata,
    Column("oa_id", String(40), primary_key=True),
    Column("user_id", String(40), primary_key=True),
    Column("first_seen_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("follows", Boolean, nullable=False, default=False),
    Column("greeted_at", Instant),
    Column("officer_until", Instant),
    Column("last_interaction_at", Instant),
    Column("replies_left", Integer),
    Column("unreachable", String(120)),
    Column("unreachable_at", Instant),
    Column("knocked_at", Instant),
)
consents = Table(
    "consents",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("address", String(100), nullable=False, index=True),
    Column("purpose", String(24), nullable=False),
    Column("text_version", String(24), nullable=False),
    Column("verdict", String(12), nullable=False),
    Column("at", Instant, nullable=False),
    Column("event_key", String(120)),
)
activation_codes = Table(
    "activation_codes",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    Column("person_id", String(40), ForeignKey("people.id"), nullable=False, index=True),
    Column("unit_code", String(32), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("used_by", String(100)),
)
code_attempts = Table(
    "code_attempts",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("address", String(100), nullable=False, index=True),
    Column("unit_code", String(32)),
    Column("at", Instant, nullable=False),
    Column("succeeded", Boolean, nullable=False),
)

# --- conversations -----------------------------------------------------------------------------------------------
accounts = Table(
    "accounts",
    metadata,
    Column("oa_id", String(40), primary_key=True),
    Column("app_id", String(40), nullable=False),
    Column("name", String(200)),
    Column("access_token", LargeBinary),
    Column("refresh_token", LargeBinary),
    Column("expires_at", Instant),
    Column("refreshing_since", Instant),
    Column("refresh_after", Instant),
    Column("needs_consent", Boolean, nullable=False, default=False),
    Column("rate_limit", Integer),
    Column("rate_left", Float),
    Column("rate_at", Instant),
    Column("rate_log", Json),
    Column("unit_code", String(32)),
    Column("removed_at", Instant),
    Column("package", String(80)),
    Column("package_until", Date),
    Column("checked_at", Instant),
    Column("health", String(200)),
    Column("told_at", Instant),
    Column("monthly_budget", Integer),
    Column("package_left", Integer),
)
# Apps of the platform: one app has one webhook address and one signing key, and serves one account or many.
apps = Table(
    "apps",
    metadata,
    Column("app_id", String(40), primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("oa_secret_key", LargeBinary, nullable=False),
    Column("code_verifier", LargeBinary),
    Column("added_at", Instant, nullable=False),
)
# A consent that an administrator was asked for: the state that comes back with it, good once and for a short time.
consent_links = Table(
    "consent_links",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("app_id", String(40), nullable=False),
    Column("oa_id", String(40)),
    Column("unit_code", String(32)),
    Column("verifier", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
)
# Echoes of what we sent: they tell whether a message whose answer was lost has arrived.
echoes = Table(
    "echoes",
    metadata,
    Column("message_id", String(80), primary_key=True),
    Column("oa_id", String(40), nullable=False),
    Column("recipient", String(60), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_echoes_recipient", "recipient", "digest"),
    Index("ix_echoes_at", "at"),
)
# What was spent, a line for each attempt that costs something or uses up a quota; `at` is when it was chosen.
spendings = Table(
    "spendings",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("letter_key", String(200), nullable=False),
    Column("oa_id", String(40), nullable=False),
    Column("unit_code", String(32)),
    Column("way", String(16), nullable=False),
    Column("cost", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("letter_key", "way", "at"),
    Index("ix_spendings_account", "oa_id", "at"),
)
# Template messages that Zalo has approved for an account: what they are for, what they take and cost (in đồng).
message_templates = Table(
    "message_templates",
    metadata,
    Column("oa_id", String(40), primary_key=True),
    Column("purpose", String(24), primary_key=True),
    Column("template_id", String(40), nullable=False),
    Column("params", Json, nullable=False),
    Column("price_uid", Integer),
    Column("price_phone", Integer),
    Column("checked_at", Instant),
)
# Files handed to Zalo for sending: the token it gave, good for seven days.
uploads = Table(
    "uploads",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("oa_id", String(40), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("token", LargeBinary, nullable=False),
    Column("uploaded_at", Instant, nullable=False),
    UniqueConstraint("oa_id", "sha256", "kind"),
)
inbox = Table(
    "inbox",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("key", String(160), nullable=False, unique=True),
    Column("oa_id", String(40), nullable=False),
    Column("event", String(60), nullable=False),
    Column("sender", String(40), nullable=False),
    Column("event_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("body", LargeBinary),
    Column("status", String(8), nullable=False, default="waiting"),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("retry_at", Instant),
    Column("done_at", Instant),
    Column("empty_at", Instant),
    Column("error", String(200)),
    Index(
        "ix_inbox_waiting_oldest",
        "event_at",
        "id",
        sqlite_where=text("status = 'waiting'"),
        postgresql_where=text("status = 'waiting'"),
    ),
    Index(
        "ix_inbox_waiting",
        "oa_id",
        "sender",
        "event_at",
        sqlite_where=text("status = 'waiting'"),
        postgresql_where=text("status = 'waiting'"),
    ),
)
outbox = Table(
    "outbox",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("to", String(100), nullable=False),
    Column("oa_id", String(40)),
    Column("kind", String(12), nullable=False),
    Column("lane", SmallInteger, nullable=False),
    Column("body", LargeBinary),
    Column("check", Json),
    Column("status", String(8), nullable=False, default="waiting"),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("claimed_by", String(60)),
    Column("claimed_until", Instant),
    Column("sent_at", Instant),
    Column("settled_at", Instant),
    Column("message_id", String(80), index=True),
    Column("error", String(200)),
    Column("unit_code", String(32)),
    Column("way", String(80)),
    Column("cost", Integer),
    Column("parts_sent", SmallInteger),
    Column("uncertain_since", Instant),
    Column("doubtful_ways", String(80)),
    Index(
        "ix_outbox_waiting",
        "lane",
        "not_before",
        sqlite_where=text("status = 'waiting'"),
        postgresql_where=text("status = 'waiting'"),
    ),
    Index(
        "ix_outbox_waiting_to",
        "to",
        "lane",
        "id",
        sqlite_where=text("status = 'waiting'"),
        postgresql_where=text("status = 'waiting'"),
    ),
)
# What was told within another letter (a digest), so that it is not told again.
told_within = Table(
    "told_within",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("letter_key", String(200), nullable=False),
)
dialogs = Table(
    "dialogs",
    metadata,
    Column("address", String(100), primary_key=True),
    Column("conversation", String(40), nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)
taps = Table(
    "taps",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("address", String(100), nullable=False),
    Column("verb", String(24), nullable=False),
    Column("object", String(100), nullable=False),
    Column("detail", Json),
    Column("words", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)
notes = Table(
    "notes",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("code", String(16), nullable=False, unique=True),
    Column("kind", String(24), nullable=False),
    Column("address", String(100), nullable=False),
    Column("unit_code", String(32)),
    Column("text", LargeBinary),
    Column("at", Instant, nullable=False),
    Column("event_key", String(160)),
    Column("passed_to", String(40)),
)
attachments = Table(
    "attachments",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("event_key", String(160), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("address", String(100), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("detail", LargeBinary),
    Column("report_id", BigInteger),
    Column("at", Instant, nullable=False),
    Column("fetch", String(8)),
    Column("fetch_attempts", SmallInteger),
    Column("fetch_at", Instant),
    Column("fetch_error", String(120)),
    Column("sha256", String(64), index=True),
    Column("size", BigInteger),
    Column("content_type", String(80)),
    UniqueConstraint("event_key", "position"),
    Index(
        "ix_attachments_waiting",
        "fetch_at",
        sqlite_where=text("\"fetch\" = 'waiting'"),
        postgresql_where=text("\"fetch\" = 'waiting'"),
    ),
)
# Files that we hand out: written with the turn that owes them, kept as long as their link is good.
handouts = Table(
    "handouts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("content_type", String(80), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

# --- requests and decisions --------------------------------------------------------------------------------------
requests = Table(
    "requests",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("status", String(12), nullable=False),
    Column("seat", String(24)),
    Column("unit_code", String(32), nullable=False, index=True),
    Column("from_unit_code", String(32)),
    Column("person_id", String(40), ForeignKey("people.id"), nullable=False, index=True),
    Column("asked_by", String(40)),
    Column("applicant", LargeBinary, nullable=False),
    Column("detail", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("waiting_since", Instant),
    Column("version", Integer, nullable=False, default=0),
    Column("decision_id", BigInteger),
)
request_steps = Table(
    "request_steps",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("request_code", String(16), ForeignKey("requests.code"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("step", String(12), nullable=False),
    Column("unit_code", String(32)),
    Column("by", String(40), nullable=False),
    Column("office", String(24)),
    Column("verdict", String(8), nullable=False),
    Column("reason", LargeBinary),
    Column("at", Instant, nullable=False),
    Column("event_key", String(160)),
    UniqueConstraint("request_code", "position"),
)
decisions = Table(
    "decisions",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("unit_code", String(32), nullable=False),
    Column("number", String(80), nullable=False),
    Column("date", Date, nullable=False),
    Column("entered_by", String(40), nullable=False),
    Column("entered_at", Instant, nullable=False),
    UniqueConstraint("unit_code", "number", "date"),
)
delegations = Table(
    "delegations",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("unit_code", String(32), nullable=False, index=True),
    Column("chairman_id", String(40), ForeignKey("people.id"), nullable=False),
    Column("delegate_id", String(40), ForeignKey("people.id"), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("event_key", String(160)),
    Column("entered_at", Instant, nullable=False),
)

# Where an officer stopped the reminders for a time (storm, flood): of the unit and everything below it.
pauses = Table(
    "pauses",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("unit_code", String(32), nullable=False, index=True),
    Column("since", Instant, nullable=False),
    Column("until", Date, nullable=False),
    Column("by", String(40), nullable=False),
    Column("reason", String(80)),
    Column("ended_at", Instant),
    Column("ended_by", String(40)),
)
shown_lists = Table(
    "shown_lists",
    metadata,
    Column("address", String(100), primary_key=True),
    Column("codes", Json, nullable=False),
    Column("at", Instant, nullable=False),
)

# The figures of the built-in form as columns, which the database computes from the document: sums over a country are
# taken from these, those of figures that a province has added from the document.
FIGURES = (
    "so_buoi",
    "luot_tuyen_truyen",
    "luot_huong_dan",
    "vneid",
    "ho_so_dvc",
    "tt_khong_tien_mat",
    "ho_tan_nha",
    "chu_ky_so",
    "san_tmdt",
    "suc_khoe_so",
    "hoc_ky_nang_so",
    "canh_bao_lua_dao",
    "cong_dan_so",
)

# --- reports -------------------------------------------------------------------------------------------------------
reports = Table(
    "reports",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("code", String(24), nullable=False, unique=True),
    Column("slot", String(80), nullable=False, unique=True),
    Column("unit_code", String(32), nullable=False, index=True),
    Column("period", String(7), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("status", String(12), nullable=False),
    Column("nil", Boolean, nullable=False, default=False),
    Column("figures", Json, nullable=False),
    Column("texts", LargeBinary),
    Column("form_version", String(40), nullable=False),
    Column("revision", Integer, nullable=False, default=1),
    Column("first_submitted_at", Instant),
    Column("submitted_at", Instant),
    Column("submitted_by", String(40)),
    Column("on_behalf_of", String(40)),
    Column("due_on", Date),
    Column("on_time", Boolean),
    *(Column(f"f_{key}", BigInteger, Computed(FigureOf(key), persisted=True)) for key in FIGURES),
)
# What an officer asks all teams of a unit between the monthly reports; each answer is a report of kind "adhoc".
questions = Table(
    "questions",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("unit_code", String(32), nullable=False, index=True),
    Column("text", LargeBinary, nullable=False),
    Column("asked_by", String(40), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
    Column("event_key", String(160)),
)
question_teams = Table(
    "question_teams",
    metadata,
    Column("question_code", String(16), ForeignKey("questions.code"), primary_key=True),
    Column("unit_code", String(32), primary_key=True),
    Column("report_code", String(24)),
    Column("answered_at", Instant),
)
report_revisions = Table(
    "report_revisions",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("report_id", BigInteger, ForeignKey("reports.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("nil", Boolean, nullable=False),
    Column("figures", Json, nullable=False),
    Column("texts", LargeBinary),
    Column("by", String(40)),
    Column("at", Instant, nullable=False),
    Column("reason", String(200)),
    Column("event_key", String(160)),
    UniqueConstraint("report_id", "revision", "status"),
)

# Number and date that the clerk's office gave a report or a letter; a decision of the chairman has its own table.
issued_papers = Table(
    "issued_papers",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("unit_code", String(32), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("about", String(40), nullable=False),
    Column("number", String(80), nullable=False),
    Column("date", Date, nullable=False),
    Column("entered_by", String(40), nullable=False),
    Column("entered_at", Instant, nullable=False),
    UniqueConstraint("unit_code", "kind", "about"),
)
# Documents that somebody asked for in chat: set by the printer after the turn, then sent.
paper_orders = Table(
    "paper_orders",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("address", String(100), nullable=False),
    Column("wanted", Json, nullable=False),
    Column("at", Instant, nullable=False),
    Column("status", String(8), nullable=False, default="waiting"),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("not_before", Instant, nullable=False),
    Column("error", String(200)),
    Index(
        "ix_paper_orders_waiting",
        "not_before",
        sqlite_where=text("status = 'waiting'"),
        postgresql_where=text("status = 'waiting'"),
    ),
)

# --- the chain upward -----------------------------------------------------------------------------------------------
# A part of a consolidation: what was approved, from the sending on what was sent. Without a row it is still open.
consolidations = Table(
    "consolidations",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("unit_code", String(32), nullable=False),
    Column("period", String(7), nullable=False),
    Column("part", SmallInteger, nullable=False),
    Column("stage", String(12), nullable=False),
    Column("figures", Json),
    Column("texts", LargeBinary),
    Column("updated_at", Instant, nullable=False),
    UniqueConstraint("unit_code", "period", "part"),
)
consolidation_steps = Table(
    "consolidation_steps",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("consolidation_id", BigInteger, ForeignKey("consolidations.id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("act", String(8), nullable=False),
    Column("by", String(40), nullable=False),
    Column("office", String(24)),
    Column("reason", LargeBinary),
    Column("at", Instant, nullable=False),
    Column("event_key", String(160)),
    UniqueConstraint("consolidation_id", "position"),
)
# Which revision of which report a sent part has consumed.
consolidation_sources = Table(
    "consolidation_sources",
    metadata,
    Column("consolidation_id", BigInteger, ForeignKey("consolidations.id"), primary_key=True),
    Column("report_id", BigInteger, ForeignKey("reports.id"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Index("ix_consolidation_sources_report_id", "report_id"),
)
# What an officer made of a team's text, for the consolidation of his unit; the team's own text stays as it was sent.
consolidation_edits = Table(
    "consolidation_edits",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("unit_code", String(32), nullable=False),
    Column("period", String(7), nullable=False),
    Column("field", String(40), nullable=False),
    Column("about", String(32), nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("by", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("event_key", String(160)),
    Index("ix_consolidation_edits_unit_code_period", "unit_code", "period"),
)

# --- groups --------------------------------------------------------------------------------------------------------
groups = Table(
    "groups",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("unit_code", String(32), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("channel", String(12), nullable=False),
    Column("group_id", String(60)),
    Column("oa_id", String(40)),
    Column("name", String(100)),
    Column("status", String(12)),
    Column("link", LargeBinary),
    Column("asset_id", String(60)),
    Column("expires_on", Date),
    Column("reconciled_at", Instant),
    Column("told_at", Instant),
    Column("bot_id", String(40)),
    UniqueConstraint("unit_code", "kind"),
)
group_members = Table(
    "group_members",
    metadata,
    Column("group_id", String(60), primary_key=True),
    Column("user_id", String(40), primary_key=True),
    Column("oa_id", String(40), nullable=False),
    Column("since", Instant, nullable=False),
)
# Who is in a group that no account can look into, as its owner has told us (channels "manual" and "zalo_bot").
group_people = Table(
    "group_people",
    metadata,
    Column("unit_code", String(32), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("person_id", String(40), ForeignKey("people.id"), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("told_by", String(40), nullable=False),
)
# Offices that are invited to a kind of group (plan II.3.3), with dates; empty: the defaults of `domain/groups.py`.
invited_roles = Table(
    "invited_roles",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("office", String(24), nullable=False),
    Column("level", String(8), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    UniqueConstraint("kind", "office", "level", "valid_from"),
)
# What has to be done with Zalo's own groups: create, invite, accept, remove, rename.
group_tasks = Table(
    "group_tasks",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("key", String(160), nullable=False, unique=True),
    Column("unit_code", String(32), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("action", String(12), nullable=False),
    Column("detail", Json),
    Column("status", String(8), nullable=False, default="waiting"),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("not_before", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("error", String(200)),
    Index(
        "ix_group_tasks_waiting",
        "not_before",
        sqlite_where=text("status = 'waiting'"),
        postgresql_where=text("status = 'waiting'"),
    ),
)
# Bots of the Zalo Bot platform, which people add to their own groups.
bots = Table(
    "bots",
    metadata,
    Column("bot_id", String(40), primary_key=True),
    Column("name", String(100)),
    Column("token", LargeBinary, nullable=False),
    Column("webhook_secret", LargeBinary, nullable=False),
    Column("unit_code", String(32)),
    Column("added_at", Instant, nullable=False),
    Column("checked_at", Instant),
    Column("health", String(200)),
)
audit = Table(
    "audit",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", String(100), nullable=False),
    Column("action", String(40), nullable=False),
    Column("object", String(120), nullable=False),
    Column("detail", Json),
    Index("ix_audit_object", "object", "id"),
)
# Lines that were not understood, masked, for the officers to label; nothing tells who wrote them.
unread = Table(
    "unread",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("line", LargeBinary, nullable=False),
    Column("speaker", String(16), nullable=False),
    Column("asked", String(40), nullable=False),
    Column("form", String(24), nullable=False),
    Column("pending", SmallInteger, nullable=False),
    Column("times", Integer, nullable=False),
    Column("last_on", Date, nullable=False, index=True),
    Column("meaning", String(24)),
    Column("labelled_at", Instant),
)

# --- pages -----------------------------------------------------------------------------------------------------------
# One-time links to the pages, asked for in the chat: good for minutes, kept as a hash, used up by a press of a button.
page_links = Table(
    "page_links",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("person_id", String(40), ForeignKey("people.id"), nullable=False, index=True),
    Column("binding_id", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)
# Who is logged in to the pages; it ends with the binding of the Zalo account in which the link was asked for.
page_sessions = Table(
    "page_sessions",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("person_id", String(40), ForeignKey("people.id"), nullable=False, index=True),
    Column("binding_id", BigInteger, nullable=False),
    Column("device", String(40), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
)
# Tokens with which other programs read figures (web/api.py): the hash alone, for the subtree of one unit.
api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("unit_code", String(32), nullable=False),
    Column("name", String(80), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
)
