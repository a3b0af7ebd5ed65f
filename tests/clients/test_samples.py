"""The local Zalo can send every event of the reference."""

from tests.clients.reference import EVENTS
from tests.clients.samples import every_event


def test_every_event_of_the_reference_can_happen_here_and_no_other() -> None:
    found = every_event()
    assert set(EVENTS) - set(found) == set()
    assert set(found) - set(EVENTS) == set()
    assert all(event["app_id"] and event["timestamp"] for event in found.values() if "app_id" in event)
