"""What the evaluation computes, on cases whose answer is known."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.evaluation.charts import Axis, Interval, Series, intervals, lines
from knowledge.evaluation.confidence import calibration_error, reliability, trade_off
from knowledge.evaluation.identification import accuracy, other_identifiers
from knowledge.evaluation.ranking import Ranked, bootstrap, rank_all, score_ranking
from knowledge.evaluation.sets import Question, read_languages
from knowledge.evaluation.xquad_r import (
    BenchmarkError,
    average_precision,
    mean_average_precision,
    read_xquad_r,
)
from nlu.encoder import Vectors

SHARES = st.floats(0, 1)


@dataclass(frozen=True)
class Message:
    confidence: float
    is_right: bool


MESSAGES = st.lists(st.builds(Message, SHARES, st.booleans()), min_size=1, max_size=60)


def _question(*gold: str) -> Question:
    return Question("q", "en", "how", frozenset(gold), "topic")


def test_ranking_measures() -> None:
    ranked = [
        Ranked(_question("a"), ("a", "b", "c")),
        Ranked(_question("a"), ("b", "a", "c")),
        Ranked(_question("a"), ("b", "c", "d", "a")),
        Ranked(_question("a"), ("b",)),
    ]
    scores = score_ranking(ranked)
    assert (scores.count, scores.hit1, scores.hit3) == (4, 0.25, 0.5)
    assert scores.mrr == pytest.approx((1 + 1 / 2 + 1 / 4) / 4, abs=1e-4)
    assert scores.ndcg10 == pytest.approx((1 + 0.6309 + 0.4307) / 4, abs=1e-4)


def test_all_right_entries_first_is_the_best_ndcg() -> None:
    assert score_ranking([Ranked(_question("a", "b"), ("b", "a", "c"))]).ndcg10 == 1
    assert score_ranking([Ranked(_question("a", "b"), ("a", "c", "b"))]).ndcg10 < 1


def test_only_the_first_ten_count() -> None:
    late = (*tuple(f"x{n}" for n in range(10)), "a")
    assert score_ranking(rank_all(lambda *_: late, [_question("a")])).mrr == 0


def test_no_questions_have_no_score() -> None:
    with pytest.raises(ValueError, match="no questions"):
        score_ranking([])


@given(st.lists(SHARES, min_size=1, max_size=50))
def test_the_interval_holds_only_what_was_seen(values: list[float]) -> None:
    low, high = bootstrap(values)
    assert min(values) - 1e-4 <= low <= high <= max(values) + 1e-4


def test_the_interval_narrows_with_more_questions() -> None:
    few, many = bootstrap([0.0, 1.0] * 10), bootstrap([0.0, 1.0] * 500)
    assert many[1] - many[0] < few[1] - few[0]


def test_confidence_that_means_what_it_says_has_no_error() -> None:
    sure = [Message(0.75, number % 4 != 0) for number in range(40)]
    assert calibration_error(reliability(sure)) == 0
    assert calibration_error(reliability([Message(0.9, False)] * 5)) == pytest.approx(0.9)


@given(MESSAGES)
def test_every_message_is_in_one_bin(messages: list[Message]) -> None:
    bins = reliability(messages)
    assert sum(one.count for one in bins) == len(messages)
    assert all(one.low - 1e-4 <= one.confidence <= one.high + 1e-4 for one in bins)
    assert 0 <= calibration_error(bins) <= 1


@given(MESSAGES, MESSAGES)
def test_a_higher_threshold_answers_less(questions: list[Message], outside: list[Message]) -> None:
    points = trade_off(questions, outside)
    assert (points[0].answered, points[0].answered_out_of_scope) == (1, 1)
    for before, after in itertools.pairwise(points):
        assert before.threshold < after.threshold
        assert after.answered <= before.answered
        assert after.wrong <= before.wrong
        assert after.answered_out_of_scope <= before.answered_out_of_scope
    assert all(point.wrong <= point.answered for point in points)


def test_identification_counts_messages_without_a_language_apart() -> None:
    always_english = accuracy(lambda _: "en")
    languages = [language for _, language in read_languages()]
    english, spoken = languages.count("en"), len(languages) - languages.count("und")
    assert always_english["accuracy"] == round(english / len(languages), 4)
    assert always_english["accuracy where there is a language"] == round(english / spoken, 4)
    assert len(always_english["wrong"]) == len(languages) - english


@pytest.mark.parametrize("name", other_identifiers())
def test_others_name_clear_cases_and_survive_what_has_no_language(name: str) -> None:
    named = other_identifiers()[name]
    assert named("Wie kann ich meine Aufenthaltserlaubnis verlängern?") == "de"
    assert named("在哪里可以办理居留许可延期？") == "zh"
    assert named("ขอต่ออายุวีซ่าได้ที่ไหน") == "th"
    for text in ("", "12345", "👍", "https://t.cn/x7"):
        assert named(text)


@given(st.lists(st.integers(0, 1), min_size=1, max_size=30).filter(any))
def test_average_precision_by_its_definition(relevant: list[int]) -> None:
    similar = np.linspace(1, 0, len(relevant), dtype=np.float32)
    right = frozenset(at for at, one in enumerate(relevant) if one)
    precisions = [sum(relevant[: at + 1]) / (at + 1) for at in sorted(right)]
    assert average_precision(similar, right) == pytest.approx(np.mean(precisions))


class FirstLetters:
    """Encodes a text by the letter it begins with, whatever else it says."""

    name = "first letters"
    dimension = 26

    def encode(self, texts: Sequence[str], kind: str = "query") -> Vectors:
        return np.eye(26, dtype=np.float32)[[ord(text[0].lower()) - ord("a") for text in texts]]


def _documents(language: str) -> list[dict]:
    def document(letter: str) -> dict:
        sentences = [f"{letter}{language} one.", f"x{language} two."]
        first = len(sentences[0])
        return {
            "paragraphs": [
                {
                    "sentences": sentences,
                    "sentence_breaks": [[0, first], [first, first + len(sentences[1])]],
                    "qas": [
                        {
                            "id": letter,
                            "question": f"{letter} {language}?",
                            "answers": [{"answer_start": 3, "text": "one"}],
                        }
                    ],
                }
            ]
        }

    return [document(letter) for letter in "abcd"]


def test_xquad_r_reads_odd_documents_in_all_languages(tmp_path: Path) -> None:
    path = tmp_path / "xquad_r.json.gz"
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        json.dump({language: _documents(language) for language in ("en", "zh")}, stream)
    benchmark = read_xquad_r(path)
    assert benchmark.documents == 2
    assert {text[0] for text in benchmark.sentences} == {"b", "d", "x"}
    assert [len(right) for _, _, right in benchmark.questions] == [2, 2, 2, 2]
    scores = mean_average_precision(FirstLetters(), benchmark)
    assert scores == {"en": 1.0, "zh": 1.0, "all": 1.0}
    assert read_xquad_r(path, documents=1).documents == 1


OTHER_FILES = {
    "empty": b"",
    "not compressed": b"{}",
    "no languages": gzip.compress(b"{}"),
    "a list": gzip.compress(b"[1]"),
    "not text": gzip.compress(b"\xff"),
    "no paragraphs": gzip.compress(b'{"en": [{}, {}]}'),
    "cut off": gzip.compress(b'{"en": []}')[:-4],
}


@pytest.mark.parametrize("name", OTHER_FILES)
def test_another_file_is_not_taken_for_xquad_r(tmp_path: Path, name: str) -> None:
    path = tmp_path / "other.json.gz"
    path.write_bytes(OTHER_FILES[name])
    with pytest.raises(BenchmarkError, match="does not hold XQuAD-R"):
        read_xquad_r(path)


def test_charts_are_well_formed_whatever_the_names() -> None:
    axis = Axis("a < b & c", (0.0, 0.5, 1.0))
    wide = Axis("passages", (1000.0, 10_000.0), logarithmic=True)
    hostile = '<script>"&'
    pictures = [
        lines(hostile, wide, axis, [Series(hostile, ((1000, 0.1), (10_000, 2.0)))]),
        intervals(hostile, axis, [Interval(hostile, 0.5, 0.4, 0.6)]),
    ]
    for picture in pictures:
        root = ElementTree.fromstring(picture)
        assert root.tag.endswith("svg")
        assert not [one for one in root.iter() if one.tag.endswith("script")]
        assert any(hostile in (one.text or "") for one in root.iter())


@given(st.floats(-10, 10))
def test_axes_keep_to_their_ends(value: float) -> None:
    assert 0 <= Axis("x", (0.0, 1.0)).place(value) <= 1
    assert 0 <= Axis("x", (0.1, 10.0), logarithmic=True).place(value) <= 1
