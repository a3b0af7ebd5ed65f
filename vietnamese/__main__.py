"""`python -m vietnamese`: JSON messages in, one a line; what they mean out, in order (`--why`: by which rules)."""

import json
import sys

from vietnamese.understanding import explain


def main(arguments: list[str]) -> int:
    """Reads standard input to its end; a line that is no JSON object is answered like an empty message."""
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    for line in sys.stdin:
        if not line.strip():
            continue
        understood, why = explain(_message(line))
        if "--why" in arguments:
            understood = {**understood, "why": why}
        print(json.dumps(understood, ensure_ascii=False), flush=True)
    return 0


def _message(line: str) -> dict[str, object]:
    try:
        given = json.loads(line)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
