"""What happens to groups by the passing of time: assets renew or expire, unpaid groups are disbanded."""

from datetime import timedelta

from simulator import events
from simulator.world import GROUP_GRACE, Asset, Group, World

RENEWAL = timedelta(days=30)
# đồng a month; the reference (4.2) has the range and the price of gmf100, the others lie between.
PRICES = {"gmf10": 25_000, "gmf50": 50_000, "gmf100": 75_000, "gmf1000": 300_000}


LOOK = timedelta(minutes=1)


def keep_up(world: World) -> None:
    """Catches up with the clock once a minute: on calls of the API, between jumps."""
    now = world.clock.now()
    if world.looked is None or now - world.looked >= LOOK:
        world.looked = now
        go_on(world)


def go_on(world: World) -> None:
    """Catches up with the clock: at every jump, and when an asset was changed."""
    for asset in world.assets.values():
        _renew(world, asset)
    for group in [one for one in world.groups.values() if _is_over(world, one)]:
        disband(world, group)


def _renew(world: World, asset: Asset) -> None:
    while asset.auto_renew and asset.expired(world.clock.now()) and asset.valid_through is not None:
        if world.oa.wallet < PRICES[asset.product_type]:
            return
        world.oa.wallet -= PRICES[asset.product_type]
        asset.valid_through += RENEWAL


def _is_over(world: World, group: Group) -> bool:
    asset = world.assets.get(group.asset_id)
    through = asset.valid_through if asset is not None else None
    return through is not None and through + GROUP_GRACE < world.clock.now()


def disband(world: World, group: Group) -> None:
    """The group is gone, its asset free."""
    del world.groups[group.id]
    if group.asset_id in world.assets:
        world.assets[group.asset_id].used_by = None
    world.journal.write("groups")
    events.group_changed(world, "delete_group", group)
