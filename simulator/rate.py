"""How many calls were made in the running minute."""

from datetime import datetime


class CallsThisMinute:
    """Counts calls in windows of one simulated minute (Zalo reference 8.1)."""

    def __init__(self) -> None:
        self._minute = -1
        self._calls = 0

    def count(self, now: datetime, limit: int) -> int:
        """Counts one call; how many are left, below 0 when there were too many."""
        minute = int(now.timestamp() // 60)
        if minute != self._minute:
            self._minute, self._calls = minute, 0
        self._calls += 1
        return limit - self._calls
