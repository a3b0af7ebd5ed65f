"""The packages an account can have: calls a minute, messages outside the window, access to the API."""

from dataclasses import dataclass

from simulator.errors import OaError
from simulator.world import World


@dataclass(frozen=True)
class Package:
    """`rate` calls a minute (0 = unlimited), `quota` messages a month outside the 48 hours."""

    name: str
    rate: int
    quota: int
    api: bool = True


# Zalo reference 0b. Whether Standard has the API is disputed there: the strict reading is played.
PACKAGES = {
    "basic": Package("Cơ bản", 10, 0, api=False),
    "standard": Package("Tiêu chuẩn", 10, 0, api=False),
    "growth": Package("Tăng trưởng", 100, 500),
    "comprehensive": Package("Toàn diện", 2000, 2000),
}
ALWAYS = "/v2.0/oa/getoa"  # tells an account without the API why


def of(world: World) -> Package:
    """What holds now: the account's package, Basic once it lapsed, or the numbers of the settings."""
    oa = world.oa
    if oa.package_until is not None and oa.package_until <= world.clock.now():
        return PACKAGES["basic"]
    if oa.package:
        return PACKAGES[oa.package]
    return Package("Tăng trưởng", world.settings.rate_per_minute, world.settings.package_quota)


def check(world: World, path: str) -> None:
    """Raises -224 when the package has no API."""
    if path != ALWAYS and not of(world).api:
        raise OaError(-224)
