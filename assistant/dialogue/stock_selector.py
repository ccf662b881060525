"""Stock Rasa's way to answer many questions, for comparison: its ResponseSelector.

A light pipeline (words at spaces, letter n-grams, ResponseSelector) is trained in a temporary
folder on the same phrasings, one response an entry. `assistant evaluate --stock-rasa` uses it.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from knowledge.evaluation.ranking import Rank

EPOCHS: Final = 20
FEATURES: Final = 5000
"""Letter n-grams that are kept, the most frequent."""

_MARKUP: Final = re.compile(r"[\[\]{}\s]+")
"""What Rasa's training data would read as an entity."""

_CONFIG: Final = {
    "recipe": "default.v1",
    "assistant_id": "response-selector",
    "language": "en",
    "pipeline": [
        {"name": "WhitespaceTokenizer"},
        {
            "name": "CountVectorsFeaturizer",
            "analyzer": "char_wb",
            "min_ngram": 1,
            "max_ngram": 4,
            "max_features": FEATURES,
        },
        {
            "name": "ResponseSelector",
            "epochs": EPOCHS,
            "batch_size": 64,
            "constrain_similarities": True,
        },
    ],
    "policies": [],
}


@contextlib.contextmanager
def trained_selector(phrasings: Mapping[str, Sequence[str]]) -> Iterator[Rank]:
    """A selector of the entries (keys) that was shown the texts of each.

    Raises:
        RuntimeError: Rasa made no model.
    """
    entries = [entry for entry, texts in phrasings.items() if len(texts) > 1]
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), entries, phrasings)
        agent = _train(Path(folder))

        def rank(text: str, _: str) -> list[str]:
            parsed: dict[str, Any] = asyncio.run(agent.parse_message(text))
            found = parsed["response_selector"]["default"]["ranking"]
            keys = [one["intent_response_key"].partition("/e")[2] for one in found]
            return [entries[int(key)] for key in keys]

        yield rank


def _write(folder: Path, entries: Sequence[str], phrasings: Mapping[str, Sequence[str]]) -> None:
    examples = [
        {"intent": f"entry/e{n}", "examples": "".join(map(_line, phrasings[entry]))}
        for n, entry in enumerate(entries)
    ]
    responses = {f"utter_entry/e{n}": [{"text": entry}] for n, entry in enumerate(entries)}
    files: dict[str, Any] = {
        "config.yml": _CONFIG,
        "nlu.yml": {"version": "3.1", "nlu": examples},
        "domain.yml": {"version": "3.1", "intents": ["entry"], "responses": responses},
    }
    for name, content in files.items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10**6)
        (folder / name).write_text(text, encoding="utf-8")


def _line(text: str) -> str:
    return f"- {_MARKUP.sub(' ', text).strip()}\n"


def _train(folder: Path) -> Any:
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    # Rasa prints to standard output, which belongs to the results of our commands.
    with contextlib.redirect_stdout(sys.stderr):
        model = train_nlu(
            config=str(folder / "config.yml"),
            nlu_data=str(folder / "nlu.yml"),
            output=str(folder),
            domain=str(folder / "domain.yml"),
        )
    if model is None:
        raise RuntimeError("Rasa made no model of the response selector")
    return Agent.load(model)
