"""The training of the sentence encoder: its data, its domain text and its arithmetic."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch

from nlu.encoder import SHIPPED_MODEL
from nlu.static_embedding import QuantizedStaticEmbedding
from nlu.training.domain import guide_pairs, read_glossary, read_guides, split_guides
from nlu.training.material import principal_directions
from nlu.training.misspelling import misspelt, without_accents
from nlu.training.parallel import SOURCE_WEIGHTS, comparison_key, read_parallel_data
from nlu.training.student import TokenizedTexts, distillation_loss

GUIDE = """---
title: {title}
ask:
  - {title} one
  - {title} two
---
You have **{{fact:reg-01.deadline}}** to do it.

1. A step.
"""


def _write_rows(path: Path, rows: list[dict[str, object]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    for source in SOURCE_WEIGHTS:
        _write_rows(tmp_path / f"{source}.jsonl.gz", [])
    similar = {"lang": "de", "s1": "Ein Hund.", "s2": "Hund", "e1": "A dog.", "e2": "Dog"}
    _write_rows(tmp_path / "eval_stsb_multi_mt_test.jsonl.gz", [similar])
    (tmp_path / "probe_questions.tsv").write_text("fr\tvisa\tOù est le visa ?\n", encoding="utf-8")
    return tmp_path


def test_no_training_row_copies_a_held_out_one(data_folder: Path) -> None:
    rows = [
        {"lang": "de", "text": "Guten Tag", "en": "Good day", "split": "test"},
        {"lang": "de", "text": "guten tag!", "en": "Hello", "split": "train"},
        {"lang": "de", "text": "Schönen Tag", "en": "Good day.", "split": "train"},
        {"lang": "de", "text": "ein Hund", "en": "A hound"},
        {"lang": "fr", "text": "Bonjour", "en": "Good day"},
        {"lang": "fr", "text": "OU EST LE VISA", "en": "Where is it"},
        {"lang": "fr", "text": "Où est le visa", "en": "Where is the visa"},
    ]
    _write_rows(data_folder / "tatoeba_laser.jsonl.gz", rows)
    data = read_parallel_data(data_folder)
    assert [row.text for row in data.training] == ["Bonjour", "OU EST LE VISA"]
    assert [row.text for row in data.held_out] == ["Guten Tag"]
    assert data.dropped == 4


def test_comparison_ignores_case_width_and_punctuation() -> None:
    assert comparison_key("Wo, bitte?  ＡＢＣ") == comparison_key("wobitte abc!")
    assert comparison_key("मुझे") != comparison_key("मझ")


def test_guides_pair_every_text_with_english_of_the_same_guide(tmp_path: Path) -> None:
    for guide in ("visa", "bank"):
        folder = tmp_path / "guides" / "residence" / guide
        folder.mkdir(parents=True)
        for language in ("en", "fr"):
            title = f"{guide} {language}"
            (folder / f"{language}.md").write_text(GUIDE.format(title=title), encoding="utf-8")
    guides, held_out = split_guides(read_guides(tmp_path))
    pairs = list(guide_pairs(guides, seed=1))
    assert {phrasing.text for phrasing in held_out} == {
        f"{guide} {language} two" for guide in ("visa", "bank") for language in ("en", "fr")
    }
    assert all(pair.english.startswith((pair.group, "You have")) for pair in pairs)
    assert not {pair.text for pair in pairs} & {phrasing.text for phrasing in held_out}
    assert guides[0].summary == "You have to do it."


def test_a_glossary_line_is_one_group(tmp_path: Path) -> None:
    for name in ("indomain_glossary_17langs.psv", "indomain_questions_17langs.psv"):
        (tmp_path / name).write_text("en|fr\nresidence permit|titre de séjour\n", encoding="utf-8")
    pairs = list(read_glossary(tmp_path))
    assert Counter(pair.group for pair in pairs) == {"residence permit": 4}
    assert {pair.english for pair in pairs} == {"residence permit"}


def test_gathered_tokens_keep_their_order() -> None:
    texts = TokenizedTexts(np.arange(6, dtype=np.int32), np.array([0, 2, 2, 6]))
    token_ids, offsets = texts.gather(np.array([2, 0, 1]))
    assert token_ids.tolist() == [2, 3, 4, 5, 0, 1]
    assert offsets.tolist() == [0, 4, 6]


def test_the_loss_of_the_teachers_own_vectors_is_the_least() -> None:
    targets = torch.eye(4)
    groups = torch.full((4,), -1)
    right = distillation_loss(targets * 3, targets, groups, 0.2)
    wrong = distillation_loss(targets.flip(0), targets, groups, 0.2)
    assert right < 1e-4 < wrong


def test_rows_of_one_group_are_no_counterexamples() -> None:
    targets = torch.eye(2)
    sums = torch.tensor([[1.0, 1.0], [1.0, 1.0]])
    apart = distillation_loss(sums, targets, torch.tensor([-1, -1]), 0.2)
    together = distillation_loss(sums, targets, torch.tensor([5, 5]), 0.2)
    assert together < apart


def test_principal_directions_are_orthogonal() -> None:
    vectors = np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32)
    basis = principal_directions(vectors, 3)
    np.testing.assert_allclose(basis.T @ basis, np.eye(3), atol=1e-5)


def test_rounding_changes_a_vector_by_half_a_level_at_most() -> None:
    tokenizer = QuantizedStaticEmbedding.load(str(SHIPPED_MODEL)).tokenizer
    vectors = torch.randn(tokenizer.get_vocab_size(), 4)
    rounded = QuantizedStaticEmbedding.quantized(tokenizer, vectors)
    restored = rounded.table.float() * rounded.scale.float().unsqueeze(1)
    levels = vectors.abs().amax(dim=1, keepdim=True) / 127
    assert ((restored - vectors).abs() <= 0.6 * levels).all()


def test_misspelling_leaves_scripts_without_letters_alone() -> None:
    generator = random.Random(3)
    for text in ("办理居留许可需要多长时间", "वीज़ा की अवधि", "วีซ่าหมดอายุ"):
        assert misspelt(text, generator) == text
    assert without_accents("thị thực đường Öl ışık") == "thi thuc duong Ol isik"
