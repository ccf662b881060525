"""Parallel sentences: reading, weighing and keeping held-out text out of training."""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SENTENCE_WEIGHT = 1.0
SOURCE_WEIGHTS: dict[str, float] = {
    "tatoeba_laser": SENTENCE_WEIGHT,
    "tatoeba_anki": SENTENCE_WEIGHT,
    "tatoeba_more": SENTENCE_WEIGHT,
    "ntrex": 1.5,
    "tico19": SENTENCE_WEIGHT,
    "tico19_terms": SENTENCE_WEIGHT,
    "xquad": 1.5,
    "osm_id_tagging": 0.6,
    "cldr": 0.3,
    "mozilla_www": SENTENCE_WEIGHT,
    "bloom_housing": SENTENCE_WEIGHT,
    "login_gov": SENTENCE_WEIGHT,
    "openmrs": SENTENCE_WEIGHT,
    "refugee_phrasebook": SENTENCE_WEIGHT,
    "xsid": 1.5,
    "omw_wiktionary": 0.25,
}
"""How much one row of a source counts when rows are drawn."""

ENGLISH = "en"
STS_FILE = "eval_stsb_multi_mt_test.jsonl.gz"
PROBE_QUESTIONS_FILE = "probe_questions.tsv"
_IGNORED_CATEGORIES = frozenset("PZSC")


@dataclass(frozen=True)
class ParallelRow:
    """One text of a language beside its English."""

    language: str
    text: str
    english: str
    source: str

    @property
    def weight(self) -> float:
        """How much the row counts when rows are drawn."""
        return SOURCE_WEIGHTS[self.source]


@dataclass(frozen=True)
class ParallelData:
    """Rows to train on and rows that are only for measuring."""

    training: list[ParallelRow]
    held_out: list[ParallelRow]
    dropped: int
    """Training rows left out because their text or English is held out."""


def comparison_key(text: str) -> str:
    """The text without case, punctuation, symbols and white space, to find copies of it."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = [
        letter for letter in folded if unicodedata.category(letter)[0] not in _IGNORED_CATEGORIES
    ]
    return "".join(kept)


def read_json_lines(path: Path) -> Iterator[dict[str, object]]:
    """The objects of a gzip file of JSON lines, in the order of the file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_parallel_data(folder: Path) -> ParallelData:
    """Read every source of the folder and apply the guard against leaks.

    A row is held out when its file says ``split: test``. A training row is dropped when its text
    or its English stands in a held-out row of its language, in the similarity sentences of that
    language, or in a probe question of any language.
    """
    candidates: list[ParallelRow] = []
    held_out: list[ParallelRow] = []
    for source in SOURCE_WEIGHTS:
        for row, is_test in _read_source(folder, source):
            (held_out if is_test else candidates).append(row)
    guarded = _guarded_keys(folder, held_out)
    probe = set(_probe_keys(folder))
    training = [row for row in candidates if not _leaks(row, guarded[row.language], probe)]
    return ParallelData(training, held_out, len(candidates) - len(training))


def _read_source(folder: Path, source: str) -> Iterator[tuple[ParallelRow, bool]]:
    for entry in read_json_lines(folder / f"{source}.jsonl.gz"):
        row = ParallelRow(str(entry["lang"]), str(entry["text"]), str(entry["en"]), source)
        yield row, entry.get("split") == "test"


def _guarded_keys(folder: Path, held_out: Iterable[ParallelRow]) -> dict[str, set[str]]:
    guarded: dict[str, set[str]] = defaultdict(set)
    for row in held_out:
        guarded[row.language].update((comparison_key(row.text), comparison_key(row.english)))
    for entry in read_json_lines(folder / STS_FILE):
        sentences = (str(entry[name]) for name in ("s1", "s2", "e1", "e2"))
        guarded[str(entry["lang"])].update(comparison_key(sentence) for sentence in sentences)
    return guarded


def _probe_keys(folder: Path) -> Iterator[str]:
    for line in (folder / PROBE_QUESTIONS_FILE).read_text(encoding="utf-8").splitlines():
        yield comparison_key(line.split("\t")[2])


def _leaks(row: ParallelRow, guarded: set[str], probe: set[str]) -> bool:
    keys = {comparison_key(row.text), comparison_key(row.english)}
    return not keys.isdisjoint(guarded) or not keys.isdisjoint(probe)
