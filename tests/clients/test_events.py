"""Every event of the reference comes through the real webhook and is handled to its end, or forgotten at once."""

from storage import tables
from tests.bot.stage import rows_of
from tests.clients.samples import cause_all, every_event
from tests.town import Town
from tests.zalo_table import is_kept


async def test_every_event_of_the_reference_is_taken_and_handled(town: Town) -> None:
    hook = town.world.webhooks
    cause_all(town.world)
    await hook.settled()
    assert (hook.counts["failed"], hook.counts["lost"]) == (0, 0)
    assert {delivery.attempts for delivery in hook.recent} == {1}
    await town.settle()
    kept = {(row.event, row.status) for row in await rows_of(town.database, tables.inbox)}
    expected = {name for name, event in every_event().items() if "app_id" in event and is_kept(event)}
    assert kept == {(name, "done") for name in expected}
