"""The Zalo Cloud Account that pays for what is not free."""

from simulator.errors import OaError
from simulator.world import World


def pay(world: World, price: int) -> None:
    """Takes đồng from the wallet and notes what the month cost; -320 without one, -321 when it is empty."""
    if not world.oa.linked_zca:
        raise OaError(-320)
    if world.oa.wallet < price:
        raise OaError(-321)
    world.oa.wallet -= price
    month = f"spent {world.clock.now():%Y-%m}"
    world.used[month] = world.used.get(month, 0) + price
