"""The two models of the decider, fitted to examples whose law is known."""

from __future__ import annotations

import numpy as np

from knowledge.fitting import Choice, fit_logistic, fit_quadratic, fit_ranking


def _choices(generator: np.random.Generator, weights: list[float], count: int) -> list[Choice]:
    choices = []
    for _ in range(count):
        features = generator.normal(size=(8, len(weights))).astype(np.float32)
        right = np.zeros(8, dtype=bool)
        right[int(np.argmax(features @ weights))] = True
        # What is the same for all candidates of a question says nothing about which is right.
        features[:, -1] = generator.normal() * 5
        choices.append(Choice(features, right, 1.0))
    return choices


def test_ranking_learns_what_tells_the_candidates_of_one_question_apart() -> None:
    generator = np.random.default_rng(0)
    model = fit_ranking(_choices(generator, [2.0, -1.0, 0.0, 0.0], 200))
    fresh = _choices(generator, [2.0, -1.0, 0.0, 0.0], 200)
    hits = [one.right[int(np.argmax(model.logits(one.features)))] for one in fresh]
    assert np.mean(hits) > 0.95
    assert abs(model.weights[3]) < 0.1 * model.weights[0]


def test_a_question_without_a_right_candidate_changes_nothing() -> None:
    choices = _choices(np.random.default_rng(1), [1.0, 1.0, 0.0], 50)
    lost = Choice(choices[0].features, np.zeros(8, dtype=bool), 100.0)
    assert fit_ranking([*choices, lost]) == fit_ranking(choices)


def test_probabilities_are_those_of_the_examples() -> None:
    generator = np.random.default_rng(2)
    features = generator.normal(size=(5000, 2))
    chance = 1 / (1 + np.exp(-(features @ [1.5, 0.0] - 1)))
    labels = generator.random(5000) < chance
    model = fit_logistic(features, labels, np.ones(5000))
    fitted = 1 / (1 + np.exp(-model.logits(features.astype(np.float32))))
    assert abs(fitted - chance).mean() < 0.02


def test_what_a_feature_is_worth_may_depend_on_another() -> None:
    generator = np.random.default_rng(3)
    features = generator.normal(size=(4000, 2)).astype(np.float32)
    labels = features[:, 0] * features[:, 1] > 0
    weights = np.ones(len(labels))
    alone = fit_logistic(features, labels, weights).logits(features) > 0
    in_pairs = fit_quadratic(features, labels, weights).logits(features) > 0
    assert (alone == labels).mean() < 0.7
    assert (in_pairs == labels).mean() > 0.9


def test_a_feature_that_no_example_had_does_not_run_away() -> None:
    generator = np.random.default_rng(4)
    features = generator.normal(size=(500, 2)).astype(np.float32)
    model = fit_quadratic(features, features[:, 0] > 0, np.ones(500))
    far, further = model.logits(np.asarray([[1e3, 0.0], [1e6, 0.0]], dtype=np.float32))
    assert far == further
