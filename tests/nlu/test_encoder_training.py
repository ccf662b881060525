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

from knowledge.library import CORPUS
from nlu.encoder import SHIPPED_MODEL
from nlu.examples import read_examples
from nlu.static_embedding import QuantizedStaticEmbedding
from nlu.training.continuation import continue_training, contrast, start_from
from nlu.training.domain import (
    guide_pairs,
    read_articles,
    read_glossary,
    read_guides,
    split_guides,
)
from nlu.training.emergencies import read_emergency_examples
from nlu.training.material import principal_directions
from nlu.training.misspelling import misspelt, without_accents
from nlu.training.mixture import Mixture, Shares
from nlu.training.parallel import (
    SOURCE_WEIGHTS,
    ParallelRow,
    comparison_key,
    read_parallel_data,
)
from nlu.training.student import (
    Schedule,
    TokenizedTexts,
    distillation_loss,
    leave_out_tokens,
)
from nlu.training.tasks import OUTSIDE, Tasks, is_held_out, read_tasks
from nlu.training.terms import Term

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


def test_languages_that_a_guide_is_only_asked_in_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "guides" / "residence" / "visa"
    folder.mkdir(parents=True)
    (folder / "en.md").write_text(GUIDE.format(title="visa en"), encoding="utf-8")
    (folder / "ask.yaml").write_text("id: [visa saya, visa habis]\n", encoding="utf-8")
    guides, held_out = split_guides(read_guides(tmp_path))
    assert {phrasing.text for phrasing in held_out} == {"visa en two", "visa habis"}
    assert {guide.topic for guide in guides} == {"residence"}
    from_indonesian = {
        (pair.text, pair.english) for pair in guide_pairs(guides, seed=1) if pair.language == "id"
    }
    assert from_indonesian == {("visa saya", "visa en"), ("visa saya", "visa en one")}


def test_what_is_held_out_is_in_no_task() -> None:
    texts, held_out = split_guides([*read_guides(CORPUS), *read_articles(CORPUS)])
    hidden = {comparison_key(phrasing.text) for phrasing in held_out}
    tasks = read_tasks(CORPUS, texts, [])
    of_guides = {text for text, name in tasks.entries if name != OUTSIDE}
    assert not {comparison_key(text) for text in of_guides} & hidden
    examples = [*read_examples(), *read_emergency_examples()]
    kept = {one.text for one in examples if is_held_out(one.text)}
    assert 0.08 < len(kept) / len({one.text for one in examples}) < 0.12
    assert not kept & {text for text, _ in tasks.emergencies}
    asked = {text for guide in texts for text in guide.phrasings}
    assert not (kept - asked) & {text for text, _ in (*tasks.intents, *tasks.harmless)}


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


def test_the_first_token_of_every_text_stays() -> None:
    token_ids, offsets = np.arange(6), np.array([0, 1, 4])
    kept, starts = leave_out_tokens(token_ids, offsets, 0.999, np.random.default_rng(0))
    assert kept.tolist() == [0, 1, 4]
    assert starts.tolist() == [0, 1, 2]


def test_the_contrast_is_least_where_each_row_finds_its_own() -> None:
    rows = torch.eye(3)
    own = contrast(torch.cat([rows, rows]))
    another = contrast(torch.cat([rows, rows.roll(1, 0)]))
    assert own < 1e-6 < another


def test_the_further_step_joins_terms_and_keeps_translations() -> None:
    tokenizer, table = start_from(SHIPPED_MODEL)
    before = table.weight.detach().clone()
    tasks = Tasks(
        entries=[("extend my visa", "guide:visa"), ("open an account", "guide:bank")],
        intents=[("hello there", "greet"), ("thank you", "thanks")],
        emergencies=[("there is a fire", "fire"), ("he cannot breathe", "medical")],
        harmless=[("I like films", "none")],
    )
    terms = [
        Term("居留许可", {"zh": ("居留许可",), "en": ("quokka permit",)}),
        Term("医院", {"zh": ("医院",), "en": ("wombat house",)}),
    ]
    rows = [ParallelRow("de", "Guten Morgen", "Good morning", "tatoeba_laser")]
    shares = Shares(kept=8, entries=4, intents=4, emergencies=4, terms=2)
    mixture = Mixture(tokenizer, rows, tasks, terms, shares, seed=1)
    schedule = Schedule(30, batch_size=0, learning_rate=0.01, warm_up_steps=2)
    continue_training(table, mixture, schedule, lambda _: None)

    def cosine(weights: torch.Tensor, other: torch.Tensor, left: str, right: str) -> float:
        sums = [
            of[tokenizer.encode(text, add_special_tokens=False).ids].sum(dim=0)
            for of, text in ((weights, left), (other, right))
        ]
        return float(torch.nn.functional.cosine_similarity(*sums, dim=0))

    after = table.weight.detach()
    assert cosine(after, after, "医院", "wombat house") > 0.5
    assert cosine(before, before, "医院", "wombat house") < 0.4
    assert cosine(before, after, "Guten Morgen", "Guten Morgen") > 0.9
