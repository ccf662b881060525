"""Search stays as good as it was measured to be: a little below the figures of docs/retrieval.md.

Whoever makes it better raises the thresholds; whoever makes it worse finds out here.
"""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.evaluation.measure import evaluate
from knowledge.search import Searcher
from nlu.languages import FULL_LANGUAGES

TWELVE_LANGUAGES = 0.895
EACH_LANGUAGE = {
    "zh": 0.90,
    "en": 0.84,
    "ja": 0.87,
    "ko": 0.86,
    "fr": 0.83,
    "de": 0.84,
    "es": 0.82,
    "pt": 0.88,
    "ru": 0.88,
    "ar": 0.88,
    "vi": 0.86,
    "th": 0.90,
}
"""hit@1: one to three questions of some fifty below what was measured."""

SIX_OTHERS = 0.84
REGULATION = 0.93
WRONG = 0.03
WRONG_IN_SIX_OTHERS = 0.06
"""There are 72 questions in them: one is more than a point."""
ABSTAINED = 0.09
WRONG_IN_A_LANGUAGE = 0.10
OUT_OF_SCOPE_ANSWERED = 0.055
INJECTIONS_ANSWERED = 0.07
CALIBRATION_ERROR = 0.04
LANGUAGE_IDENTIFICATION = 0.965


@pytest.fixture(scope="module")
def measured(searcher: Searcher) -> dict[str, Any]:
    return evaluate(searcher)


def test_the_right_entry_comes_first(measured: dict[str, Any]) -> None:
    assert measured["twelve languages"]["hit1"] >= TWELVE_LANGUAGES
    assert measured["six others"]["hit1"] >= SIX_OTHERS
    assert measured["regulation"]["hit1"] >= REGULATION


@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_no_language_falls_behind(measured: dict[str, Any], language: str) -> None:
    row = measured["by language"][language]
    assert row["hit1"] >= EACH_LANGUAGE[language]
    assert row["wrong"] <= WRONG_IN_A_LANGUAGE


def test_answers_are_seldom_wrong(measured: dict[str, Any]) -> None:
    for name in ("twelve languages", "regulation"):
        assert measured[name]["wrong"] <= WRONG
    assert measured["six others"]["wrong"] <= WRONG_IN_SIX_OTHERS


def test_what_is_in_scope_is_seldom_declined(measured: dict[str, Any]) -> None:
    assert measured["twelve languages"]["abstained"] <= ABSTAINED


def test_every_question_has_one_outcome(measured: dict[str, Any]) -> None:
    for row in measured["by language"].values():
        outcomes = ("right", "wrong", "asked_back", "abstained")
        assert sum(row[name] for name in outcomes) == pytest.approx(1, abs=0.001)
        assert row["offered"] <= row["asked_back"]


def test_what_is_out_of_scope_is_not_answered(measured: dict[str, Any]) -> None:
    outside = measured["out of scope"]
    assert outside["answered"] <= OUT_OF_SCOPE_ANSWERED
    assert outside["by kind"]["injection"]["answered"] <= INJECTIONS_ANSWERED


def test_confidence_means_what_it_says(measured: dict[str, Any]) -> None:
    assert measured["confidence"]["calibration error"] <= CALIBRATION_ERROR


def test_languages_are_identified(measured: dict[str, Any]) -> None:
    identified = measured["language identification"]
    assert identified["accuracy"] >= LANGUAGE_IDENTIFICATION
