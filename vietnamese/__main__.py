"""`python -m vietnamese`: JSON messages in, one a line; what they mean out, in order (`--why`: by which rules).

`python -m vietnamese --why "bc t11: 3 buoi 40 nguoi"` reads one message given on the command line.
"""

import json
import sys

from vietnamese.understanding import Understood, explain


def main(arguments: list[str]) -> int:
    """Reads standard input to its end, or the one message given; a line that is no JSON object counts as empty."""
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    why = "--why" in arguments
    if set(arguments) - {"--why"}:
        print(json.dumps(_read(_given(arguments), why=why), ensure_ascii=False, indent=2))
        return 0
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(_read(_message(line), why=why), ensure_ascii=False), flush=True)
    return 0


def _read(message: dict[str, object], *, why: bool) -> Understood:
    understood, rules = explain(message)
    return {**understood, "why": rules} if why else understood


def _message(line: str) -> dict[str, object]:
    try:
        given = json.loads(line)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _given(arguments: list[str]) -> dict[str, object]:
    """The message of the command line. Ends the process with a word of help where it cannot be read."""
    import argparse  # not needed for lines of JSON, which are to start fast

    parser = argparse.ArgumentParser(
        "python -m vietnamese", description="What a message in Vietnamese means."
    )
    parser.add_argument(
        "text", help="the message, in quotes; without one, JSON lines are read from standard input"
    )
    parser.add_argument("--why", action="store_true", help="tell by which rules")
    parser.add_argument("--speaker", default="leader", help="resident, member, leader, chairman … (leader)")
    parser.add_argument("--asked", help="the field just asked: vneid, village, all …")
    parser.add_argument("--form", help="the open form: report, join …")
    parser.add_argument(
        "--pending", type=int, default=0, help="how many requests wait for the speaker's decision"
    )
    parser.add_argument("--today", help="YYYY-MM-DD, from which «tháng này», «mai» are counted")
    given = vars(parser.parse_args(arguments))
    return {key: value for key, value in given.items() if key != "why"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
