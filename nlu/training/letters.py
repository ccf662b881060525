"""Train the letter model from parallel data: `python -m nlu.training.letters --data FOLDER`."""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
import regex
import yaml

from nlu.identify import function_words
from nlu.letter_model import BUCKETS, MODEL_PATH, SCALE, grams
from nlu.normalise import without_accents
from nlu.training.romanise import romanise

LANGUAGES = (
    *("en", "fr", "de", "es", "pt", "it", "id", "tr", "vi", "hi"),
    *("ar", "fa", "ur"),
    *("zh", "ja"),
)
"""Those that share a script with another: Latin letters (Hindi is typed in them too), Arabic ones
and Chinese characters."""

_HAN = regex.compile(r"\p{Han}{2,}")
TEXTS = 40_000
PHRASING_WEIGHT = 5
_EXCLUDED = ("eval_", "cldr")
_SMOOTHING = 0.3
_CLIP = 15.0


def read_texts(data: Path, corpus: Path) -> dict[str, list[str]]:
    """Training texts by language, from parallel data and guides; held-out rows are left out."""
    texts: dict[str, set[str]] = defaultdict(set)
    for path in sorted(data.glob("*.jsonl.gz")):
        if path.name.startswith(_EXCLUDED):
            continue
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            for line in stream:
                row = json.loads(line)
                if row.get("split") != "test":
                    texts[row["lang"].partition("-")[0]].add(row["text"][:200])
                    texts["en"].add(row["en"][:200])
    chooser = random.Random(0)
    chosen = {
        language: chooser.sample(sorted(texts[language]), min(TEXTS, len(texts[language])))
        for language in LANGUAGES
    }
    for language, phrasings in read_phrasings(corpus).items():
        chosen.setdefault(language, []).extend(phrasings * PHRASING_WEIGHT)
    chosen["hi"] = [text for text in map(romanise, chosen["hi"]) if is_romanised(text)]
    chinese = [run for text in chosen["zh"] for run in _HAN.findall(text)]
    # Japanese phrasings name Chinese papers by their Chinese names.
    japanese = (run for text in chosen["ja"] for run in _HAN.findall(text))
    known = frozenset(chinese)
    chosen |= {"zh": chinese, "ja": [run for run in japanese if run not in known]}
    return {language: as_typed(chosen[language]) for language in LANGUAGES}


def is_romanised(text: str) -> bool:
    """Whether a text of Hindi has Hindi words, not English ones alone ("school documents")."""
    return not function_words()["hi"].isdisjoint(text.lower().split())


def read_phrasings(corpus: Path) -> dict[str, list[str]]:
    """How people ask, from the guides; the last phrasing of each language is held out."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(corpus.glob("guides/*/*/*.md")):
        header = path.read_text(encoding="utf-8").split("---")[1]
        found[path.stem] += yaml.safe_load(header)["ask"][:-1]
    for path in sorted(corpus.glob("guides/*/*/ask.yaml")):
        for language, phrasings in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            found[language] += phrasings[:-1]
    return found


def as_typed(texts: list[str]) -> list[str]:
    """The texts, and for every second one a copy without accents, where that differs."""
    bare = (without_accents(text) for text in texts[::2])
    return texts + [copy for copy, text in zip(bare, texts[::2], strict=True) if copy != text]


def train(texts: dict[str, list[str]]) -> npt.NDArray[np.int8]:
    """Weights of shape (BUCKETS, languages), int8 in eighths of a nat."""
    logarithms = np.empty((BUCKETS, len(LANGUAGES)), dtype=np.float64)
    for column, language in enumerate(LANGUAGES):
        counts = np.full(BUCKETS, _SMOOTHING)
        for text in texts[language]:
            np.add.at(counts, grams(text), 1.0)
        logarithms[:, column] = np.log(counts / counts.sum())
        print(f"{language}: {len(texts[language])} texts", flush=True)
    centred = logarithms - logarithms.mean(axis=1, keepdims=True)
    weights: npt.NDArray[np.int8]
    weights = np.round(np.clip(centred, -_CLIP, _CLIP) * SCALE).astype(np.int8)
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=Path("knowledge/corpus"))
    parser.add_argument("--output", type=Path, default=MODEL_PATH)
    options = parser.parse_args()
    weights = train(read_texts(options.data, options.corpus))
    np.savez_compressed(options.output, languages=np.array(LANGUAGES), weights=weights)
    print(f"{options.output}: {options.output.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
