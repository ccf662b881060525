"""Other ways to find entries, measured on the same questions as ours."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence

import pytest

from knowledge.evaluation.baselines import compare_by_language
from knowledge.evaluation.ranking import Rank
from knowledge.evaluation.sets import read_questions
from knowledge.search import Searcher
from nlu.languages import FULL_LANGUAGES

NAME = "the first that was taught"


@pytest.fixture(scope="module")
def taught() -> list[Mapping[str, Sequence[str]]]:
    return []


@pytest.fixture(scope="module")
def compared(searcher: Searcher, taught: list[Mapping[str, Sequence[str]]]) -> dict:
    @contextlib.contextmanager
    def train(texts: Mapping[str, Sequence[str]]) -> Iterator[Rank]:
        taught.append(texts)
        yield lambda _text, _language: [next(iter(texts))]

    return compare_by_language(searcher, NAME, train, lambda _: None)


def test_each_language_is_learnt_from_its_own_texts(
    compared: dict, taught: list[Mapping[str, Sequence[str]]], searcher: Searcher
) -> None:
    assert list(compared["by language"]) == list(FULL_LANGUAGES)
    for language, texts in zip(FULL_LANGUAGES, taught, strict=True):
        own = {p.text for p in searcher.index.passages if p.language == language}
        assert {text for of_entry in texts.values() for text in of_entry} <= own
        assert compared["by language"][language]["texts"] == sum(map(len, texts.values()))


def test_both_are_asked_the_same_questions(
    compared: dict, taught: list[Mapping[str, Sequence[str]]]
) -> None:
    questions = [q for q in read_questions("questions") if q.language in FULL_LANGUAGES]
    first = {code: next(iter(texts)) for code, texts in zip(FULL_LANGUAGES, taught, strict=True)}
    hits = sum(first[question.language] in question.gold for question in questions)
    ours, other = (compared["twelve languages"][way]["questions"] for way in ("ours", NAME))
    assert ours["count"] == other["count"] == len(questions)
    assert other["hit1"] == pytest.approx(hits / len(questions), abs=1e-3)
    assert ours["hit1"] > 0.8
