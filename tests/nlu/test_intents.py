"""The nearest examples beside the linear model, and that both are the same after loading."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nlu.encoder import load_encoder
from nlu.familiar_words import keep_words, word_stems
from nlu.intent_model import fit_intents
from nlu.intents import Intents, learn_intents
from nlu.nearest_examples import keep_examples

TEXTS = ["yes", "yes please", "ok", "of course", "no", "no thanks", "never", "not at all"]
LABELS = ["affirm"] * 4 + ["deny"] * 4


@pytest.fixture(scope="module")
def learnt() -> Intents:
    return learn_intents(TEXTS, load_encoder().encode(TEXTS), LABELS, steps=20)


def test_an_example_is_nearest_to_its_own_intent(learnt: Intents) -> None:
    for text, label in zip(TEXTS, LABELS, strict=True):
        nearness = learnt.examples.nearness(load_encoder().encode([text])[0])
        assert learnt.names[nearness.argmax()] == label
        assert nearness.max() == pytest.approx(1.0, abs=1e-3)


def test_what_was_taught_word_for_word_is_known(learnt: Intents) -> None:
    for text, label in zip(TEXTS, LABELS, strict=True):
        likely = learnt.probabilities(text, load_encoder().encode([text])[0])
        assert likely[learnt.names.index(label)] > 0.9


def test_what_was_learnt_is_the_same_after_loading(learnt: Intents, tmp_path: Path) -> None:
    learnt.save(tmp_path)
    again = Intents.load(tmp_path)
    for text in (*TEXTS, "sure", "什么"):
        vector = load_encoder().encode([text])[0]
        before, after = learnt.probabilities(text, vector), again.probabilities(text, vector)
        assert np.allclose(before, after, atol=1e-2)
        assert before.sum() == pytest.approx(1.0, abs=1e-4)


@given(arrays(np.float32, (6, 8), elements=st.sampled_from([-1.0, -0.5, 0.0, 0.25, 1.0])))
def test_nearness_is_a_cosine(vectors: np.ndarray) -> None:
    kept = keep_examples(vectors, ["a", "b", "a", "b", "a", "b"], ["a", "b"], directions=4)
    nearness = kept.nearness(vectors[0])
    assert nearness.shape == (2,)
    assert (np.abs(nearness) <= 1.001).all()  # of vectors in 16 bits


def test_an_intent_of_more_importance_is_likelier() -> None:
    texts, vectors = ["yes", "no"], load_encoder().encode(["yes", "no"])
    even = fit_intents(texts, vectors, texts, steps=20)
    heavy = fit_intents(texts, vectors, texts, steps=20, importance={"no": 9.0})
    unknown = load_encoder().encode(["tomorrow"])[0]
    at = even.intents.index("no")
    assert heavy.probabilities("?", unknown)[at] > even.probabilities("?", unknown)[at]


def test_a_word_that_no_example_has_is_a_question() -> None:
    texts = [*TEXTS, "where is the office", "how do i register", "which permit", "how much is it"]
    labels = [*LABELS, *["ask_residence"] * 4]
    encoder = load_encoder()
    learnt = learn_intents(texts, encoder.encode(texts), labels, steps=20)

    def taken(text: str) -> str:
        return learnt.names[learnt.choose(text, encoder.encode([text])[0])[0]]

    assert [taken(text) for text in ("rats", "กุญแจ", "зонт")] == ["ask_residence"] * 3
    assert [taken(text) for text in ("yes yes", "never ever")] == ["affirm", "deny"]


@given(st.text(max_size=60))
def test_a_text_shares_its_own_words(text: str) -> None:
    kept = keep_words([text, "other"], ["a", "b"], ["a", "b", "c"])
    assert kept.shares(text, 0) == any(word_stems(text))
    assert not kept.shares(text, 2)
