"""The words people use: folding, numbers, dates, names, intents, and how we write back."""

from vietnamese import dates, names, numbers, writing
from vietnamese.folding import fold
from vietnamese.names import looks_like_name, match_places, tidy_name
from vietnamese.numbers import read_number, say_number
from vietnamese.private import find_id_number, find_phone, redact
from vietnamese.tokens import normalise
from vietnamese.understanding import explain, understand

__all__ = [
    "dates",
    "explain",
    "find_id_number",
    "find_phone",
    "fold",
    "looks_like_name",
    "match_places",
    "names",
    "normalise",
    "numbers",
    "read_number",
    "redact",
    "say_number",
    "tidy_name",
    "understand",
    "writing",
]
