"""Learns the weights of vietnamese/likeness.py anew: `python -m tests.vietnamese.learn` writes vietnamese/learned.tsv,
and vocabulary.tsv and neighbours.tsv, the words by which slips are mended, and phrases.json, the phrases taken apart.

Learned are the phrasebook, the examples of the rules, talk.txt and the sets of examples, but for the messages that
are held out (README.md). A test compares the first line of the file with what is there to learn.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer
from sklearn.svm import LinearSVC

from tests.vietnamese.score import EXAMPLES, MORE, held_out
from vietnamese import decisions, spelling, tokens
from vietnamese.fields import DEFAULT_FIELDS
from vietnamese.likeness import LEARNED, features, known_messages
from vietnamese.message import message_from
from vietnamese.neighbours import NEIGHBOURS, written
from vietnamese.patterns import PREPARED, prepared
from vietnamese.rules import all_rules

__all__ = ["digest", "known", "learned", "phrases"]

_LEAST = 0.04  # smaller weights are left out
Known = tuple[list[str], str]


def known(leaving_out: str = "") -> list[Known]:
    """Features and intent of everything that is learned; one set may be left out, to be measured on."""
    rows = [(_features({"text": text}, bare=True), intent) for intent, text in known_messages()]
    rows += list(_talk())
    for file in (EXAMPLES, *MORE):
        rows += _examples(file) if file.stem != leaving_out else []
    return rows


def _examples(file: Path) -> Iterator[Known]:
    for line in file.read_text(encoding="utf-8").splitlines():
        example = json.loads(line)
        if not (file.stem.startswith("unseen") and held_out(example["id"])):
            yield _features(example["input"]), example["expect"]["intent"][0]


def _talk() -> Iterator[Known]:
    for line in EXAMPLES.with_name("talk.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        circumstances, text, meaning = (part.strip() for part in line.split("|"))
        speaker, *pairs = circumstances.split()
        given: dict[str, object] = {"text": text.replace("\\n", "\n"), "speaker": speaker}
        for key, _, value in (pair.partition("=") for pair in pairs):
            given[key] = int(value) if key == "pending" else value
        yield _features(given), re.split(r"[/ {]", meaning)[0]


def _features(given: dict[str, object], *, bare: bool = False) -> list[str]:
    message = message_from(given)
    return features(replace(message, speaker="") if bare else message)


def learned(rows: list[Known]) -> Iterator[str]:
    """The lines of learned.tsv."""
    model = make_pipeline(
        CountVectorizer(analyzer=list, binary=True),
        Normalizer(),
        LinearSVC(C=1.0, fit_intercept=False, random_state=0),
    )
    model.fit([row for row, _ in rows], [intent for _, intent in rows])
    classifier = model[-1]
    yield digest(rows)
    yield "\t".join(classifier.classes_)
    for place, feature in enumerate(model[0].get_feature_names_out()):
        column = classifier.coef_[:, place]
        cells = [f"{at}:{round(weight * 100)}" for at, weight in enumerate(column) if abs(weight) >= _LEAST]
        if cells:
            yield "\t".join([feature, *cells])


def digest(rows: Iterable[Known]) -> str:
    """A mark of what was learned, so that a test can tell when the weights are older than the messages."""
    return hashlib.sha256(json.dumps(list(rows), ensure_ascii=False).encode()).hexdigest()


def write_words() -> None:
    """Writes the known words, and then the pairs of them, for which the words must be known."""
    rows = ("\t".join((plain, spelled, str(count))) for plain, (spelled, count) in spelling.counted().items())
    spelling.VOCABULARY.write_text("\n".join(rows) + "\n", encoding="utf-8")
    NEIGHBOURS.write_text(written(tokens.cut_known()), encoding="utf-8")


def phrases() -> str:
    """What phrases.json holds: what the phrases of rules, fields and decisions need, as they are now."""
    named = [phrase for field in DEFAULT_FIELDS for phrase in field.phrases]
    return prepared([*(rule.pattern for rule in all_rules()), *named, *decisions.SAID.values()])


if __name__ == "__main__":
    PREPARED.write_text(phrases(), encoding="utf-8")
    write_words()
    LEARNED.write_text("\n".join(learned(known())) + "\n", encoding="utf-8")
