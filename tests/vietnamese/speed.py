"""How many messages a second are read: `python -m tests.vietnamese.speed`, in seven processes of one core each.

Each process reads the published examples and the sets A to F first, as a service does that has run for a while, and is
timed on the messages of the other sets that were not among them; then on the same once more. Last, how long one
message takes from the start of a process to its answer.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.vietnamese.score import EXAMPLES, MORE, UNREAD

PROCESSES = 7
_FIRST = 6  # sets that are read before it is timed


def main(arguments: list[str]) -> int:
    """The figures of one process with `--one`, else the medians of several."""
    if "--one" in arguments:
        print(*_rates())
        return 0
    rates = [_of_a_process() for _ in range(PROCESSES)]
    for name, values in zip(("first", "never seen", "seen"), zip(*rates, strict=True), strict=True):
        print(f"{name:>10}: {median(values):,.0f} messages/s, {min(values):,.0f} to {max(values):,.0f}")
    seconds = sorted(_start() for _ in range(PROCESSES))
    print(f"one message, from the start to the answer: {median(seconds):.2f} s of CPU")
    return 0


def _messages(*files: Path) -> list[dict[str, Any]]:
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    return [json.loads(line)["input"] for line in lines]


def _rates() -> tuple[float, float, float]:
    from vietnamese import understand

    first = _messages(EXAMPLES, *MORE[:_FIRST])
    new = [one for one in _messages(*MORE[_FIRST:], UNREAD) if one not in first]
    rates = []
    for messages in (first, new, new):
        began = time.process_time()
        for one in messages:
            understand(one)
        rates.append(len(messages) / (time.process_time() - began))
    return rates[0], rates[1], rates[2]


def _of_a_process() -> tuple[float, ...]:
    command = [sys.executable, "-m", "tests.vietnamese.speed", "--one"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return tuple(map(float, said.split()))


def _start() -> float:
    before = _children()
    message = json.dumps({"text": "bc thang 10 thon Dong Trung. tt 3 buoi 95 nguoi", "speaker": "leader"})
    subprocess.run(
        [sys.executable, "-m", "vietnamese"], input=message, text=True, stdout=subprocess.DEVNULL, check=True
    )
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
