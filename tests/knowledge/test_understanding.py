"""Intents on the held-out messages: what each of the twelve languages must reach."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.evaluation.sets import SECOND, read_intents
from knowledge.evaluation.understanding import LEAST_MACRO_F1, evaluate_understanding
from knowledge.evaluation.understanding_report import understanding_as_markdown
from knowledge.library import load_library
from nlu.encoder import load_encoder
from nlu.examples import read_examples
from nlu.intent_choice import QUESTION_PREFIX
from nlu.intent_model import IntentModel, fit_intents
from nlu.languages import FULL_LANGUAGES, UNDERSTOOD_LANGUAGES
from nlu.normalise import fold

LEAST_EXAMPLES = {**dict.fromkeys(FULL_LANGUAGES, 15), **dict.fromkeys(UNDERSTOOD_LANGUAGES, 6)}
FEWER = {"delete_my_data": 5, "export_my_data": 5, "ask_assistant": 5}


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    return evaluate_understanding(load_library(), load_encoder())


@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_every_language_reaches_the_least_macro_f1(measured: dict[str, Any], language: str) -> None:
    assert measured["held out"][language]["macro_f1"] >= LEAST_MACRO_F1


def test_questions_reach_the_search(measured: dict[str, Any]) -> None:
    assert measured["questions"]["searched"] >= 0.92


def test_the_report_names_every_language(measured: dict[str, Any]) -> None:
    report = understanding_as_markdown(measured)
    for part in report.split("## ")[1:3]:
        assert all(f"| {language} |" in part for language in FULL_LANGUAGES)


def test_the_second_set_has_every_intent_of_the_first_in_every_language() -> None:
    first, second = read_intents(), read_intents(f"intents{SECOND}")
    wanted = {(one.language, one.intent): 5 for one in first}
    assert Counter((one.language, one.intent) for one in second) == wanted
    assert not {fold(one.text) for one in first} & {fold(one.text) for one in second}


def test_the_second_set_is_measured_apart(measured: dict[str, Any]) -> None:
    second = measured["second set"]
    assert {row["count"] for row in second["held out"].values()} == {165}
    assert second["by intent"].keys() == measured["by intent"].keys()
    assert second["in the examples"] < measured["in the examples"]
    assert {row["count"] for row in measured["held out"].values()} == {66}


@pytest.mark.parametrize("language", LEAST_EXAMPLES)
def test_every_intent_has_examples_in_every_language(language: str) -> None:
    examples = [one for one in read_examples() if not is_taught_by_guides(one.intent)]
    counts = Counter(one.intent for one in examples if one.language == language)
    least = LEAST_EXAMPLES[language]
    assert {name: n for name, n in counts.items() if n < FEWER.get(name, least)} == {}
    assert {one.intent for one in examples} == set(counts)


def is_taught_by_guides(intent: str) -> bool:
    return intent.startswith(QUESTION_PREFIX) and intent != "ask_assistant"


def test_a_model_is_the_same_after_loading(tmp_path: Path) -> None:
    texts = ["yes", "yes please", "no", "no thanks"]
    vectors = load_encoder().encode(texts)
    model = fit_intents(texts, vectors, ["affirm", "affirm", "deny", "deny"], steps=20)
    model.save(tmp_path / "intents.npz")
    again = IntentModel.load(tmp_path / "intents.npz")
    for text, vector in zip(texts, vectors, strict=True):
        assert np.allclose(model.probabilities(text, vector), again.probabilities(text, vector))
    assert model.intents[model.probabilities(texts[0], vectors[0]).argmax()] == "affirm"
