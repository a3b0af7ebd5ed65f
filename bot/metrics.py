"""Metrics for Prometheus; no label ever names a person, a team or a group."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from scheduler.clock import Ticked

REGISTRY = CollectorRegistry()

EVENTS = Counter(
    "tocds_webhook_events",
    "Events posted to the webhook, by what became of them",
    ["result"],
    registry=REGISTRY,
)
TURNS = Counter("tocds_turns", "Turns, by outcome", ["result"], registry=REGISTRY)
BATCH = Histogram("tocds_turn_batch_seconds", "Time of one batch of turns", registry=REGISTRY)
LETTERS = Counter("tocds_letters", "Messages, by kind and outcome", ["kind", "result"], registry=REGISTRY)
DOUBTS = Counter(
    "tocds_doubts",
    "Messages whose answer was lost, by how that was settled (repeated: one may have come twice;"
    " knocked: it was a template's, the message waits as after any)",
    ["result"],
    registry=REGISTRY,
)
FILES = Counter(
    "tocds_files",
    "Files that people sent, by what became of them: stored, again, failed, cleared",
    ["result"],
    registry=REGISTRY,
)
HANDOUTS = Counter(
    "tocds_handouts",
    "Files that we hand out: uploaded to Zalo, sent as a link, loaded by that link",
    ["result"],
    registry=REGISTRY,
)
SWEEPS = Counter("tocds_sweeps", "Sweeps of the clock, by outcome", ["result"], registry=REGISTRY)
INBOX_WAITING = Gauge("tocds_inbox_waiting", "Events that wait to be handled", registry=REGISTRY)
OUTBOX_WAITING = Gauge("tocds_outbox_waiting", "Messages that wait to be sent", registry=REGISTRY)
ACCOUNTS_NEEDING_CONSENT = Gauge(
    "tocds_accounts_needing_consent",
    "Official Accounts that can send nothing until their administrator consents again",
    registry=REGISTRY,
)


class Counted:
    """Something that ticks, its ticks counted by outcome."""

    def __init__(self, ticked: Ticked) -> None:
        self._ticked = ticked

    async def tick(self) -> None:
        """Tick, and count it."""
        try:
            await self._ticked.tick()
        except Exception:
            SWEEPS.labels("failed").inc()
            raise
        SWEEPS.labels("done").inc()
