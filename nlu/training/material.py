"""What the student learns from: token ids, targets and how often each row is drawn."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from nlu.training.domain import DomainPair
from nlu.training.misspelling import misspelt, share_of_accents, without_accents
from nlu.training.parallel import ParallelRow
from nlu.training.student import Floats, Integers, TokenizedTexts, TrainingPairs
from nlu.training.teacher import TeacherCache, Vectors

DIMENSION = 256
ENGLISH_SHARE = 0.2
"""Share of a batch that pairs an English text with its own vector."""

MISSPELT_SHARE = 0.05
"""Share of a batch that is misspelt copies of translations; of English texts a quarter of it."""

UNACCENTED_SHARE = 0.1
"""Share of a batch that is copies of translations without accents."""

MISSPELT_COPIES = 150_000
"""How many misspelt copies are made of the translations, and of the English texts."""

LONGEST_COUNTED_TEXT = 200
"""Characters beyond which a longer English text is not drawn more often."""

NO_GROUP = -1

SharedSets = list[tuple[TrainingPairs, float]]
"""Sets of pairs, each with its share of a batch."""


@dataclass(frozen=True)
class Material:
    """Sets of pairs over one table of targets, float32 of shape (English texts, DIMENSION)."""

    tokenizer: Tokenizer
    teacher: TeacherCache
    basis: Vectors
    """Directions the teacher's vectors are projected on, shape (teacher's columns, DIMENSION)."""
    targets: torch.Tensor
    sets: SharedSets

    def fingerprint(self) -> str:
        """Changes when a text, its weight or a target changes."""
        digest = hashlib.sha256(self.targets.numpy().tobytes())
        for pairs, share in self.sets:
            digest.update(repr(share).encode())
            digest.update(pairs.texts.token_ids.tobytes())
            digest.update(pairs.probabilities.tobytes())
        return digest.hexdigest()

    def with_domain(self, parts: Sequence[tuple[Sequence[DomainPair], float]]) -> Material:
        """The same material with domain pairs in every batch; each part has its share of it."""
        english = list(dict.fromkeys(pair.english for pairs, _ in parts for pair in pairs))
        position = {text: len(self.targets) + row for row, text in enumerate(english)}
        rest = 1 - sum(share for _, share in parts)
        sets = [(pairs, share * rest) for pairs, share in self.sets]
        sets += [(_domain_set(self.tokenizer, pairs, position), share) for pairs, share in parts]
        added = _project(self.teacher.vectors(english), self.basis)
        targets = torch.cat([self.targets, added])
        return Material(self.tokenizer, self.teacher, self.basis, targets, sets)


def general_material(
    tokenizer: Tokenizer, teacher: TeacherCache, rows: Sequence[ParallelRow], seed: int
) -> Material:
    """Translations, English texts with themselves, and copies of them as people mistype them.

    The teacher must know all the English.
    """
    english = list(dict.fromkeys(row.english for row in rows))
    vectors = teacher.vectors(english)
    basis = principal_directions(vectors, DIMENSION)
    position = {text: row for row, text in enumerate(english)}
    texts = [row.text for row in rows]
    targets = np.array([position[row.english] for row in rows], dtype=np.int64)
    lengths = np.array([min(len(text), LONGEST_COUNTED_TEXT) for text in english], dtype=float)
    translations = _pairs(tokenizer, texts, targets, row_weights(rows))
    originals = _pairs(tokenizer, english, np.arange(len(english)), lengths)
    copies = [
        (_misspelt_pairs(tokenizer, texts, translations, seed), MISSPELT_SHARE),
        (_misspelt_pairs(tokenizer, english, originals, seed), MISSPELT_SHARE / 4),
        (_unaccented_pairs(tokenizer, texts, translations), UNACCENTED_SHARE),
    ]
    rest = 1 - ENGLISH_SHARE - sum(share for _, share in copies)
    sets = [(translations, rest), (originals, ENGLISH_SHARE), *copies]
    return Material(tokenizer, teacher, basis, _project(vectors, basis), sets)


def _misspelt_pairs(
    tokenizer: Tokenizer, texts: Sequence[str], pairs: TrainingPairs, seed: int
) -> TrainingPairs:
    """Misspelt copies of rows drawn by their weight; each copy is drawn as often as the others."""
    generator = np.random.default_rng(seed)
    rows = generator.choice(len(texts), size=MISSPELT_COPIES, p=pairs.probabilities)
    letters = random.Random(seed)
    copies = [misspelt(texts[row], letters) for row in rows]
    return _pairs(tokenizer, copies, pairs.targets[rows], np.ones(len(rows)), pairs.groups[rows])


def _unaccented_pairs(
    tokenizer: Tokenizer, texts: Sequence[str], pairs: TrainingPairs
) -> TrainingPairs:
    """Copies without accents, drawn the more often the more accents are gone."""
    lost = np.array([share_of_accents(text) for text in texts])
    rows = np.flatnonzero(lost)
    copies = [without_accents(texts[row]) for row in rows]
    weights = pairs.probabilities[rows] * lost[rows]
    return _pairs(tokenizer, copies, pairs.targets[rows], weights, pairs.groups[rows])


def principal_directions(vectors: Vectors, dimension: int) -> Vectors:
    """The directions of the most energy, without centring; shape (columns, dimension)."""
    moments = vectors.T.astype(np.float64) @ vectors.astype(np.float64)
    values, directions = np.linalg.eigh(moments)
    order = np.argsort(values)[::-1][:dimension]
    strongest: Vectors = directions[:, order].astype(np.float32)
    return strongest


def _project(vectors: Vectors, basis: Vectors) -> torch.Tensor:
    return nn.functional.normalize(torch.from_numpy(vectors @ basis), dim=1)


def row_weights(rows: Sequence[ParallelRow]) -> Floats:
    """Weight of the source, over the square root of that of the language: how often to draw it."""
    totals: dict[str, float] = {}
    for row in rows:
        totals[row.language] = totals.get(row.language, 0.0) + row.weight
    return np.array([row.weight / totals[row.language] ** 0.5 for row in rows])


def _domain_set(
    tokenizer: Tokenizer, pairs: Sequence[DomainPair], position: dict[str, int]
) -> TrainingPairs:
    pairs = [*pairs, *_unaccented(pairs)]
    names = sorted({pair.group for pair in pairs})
    number = {name: row for row, name in enumerate(names)}
    return _pairs(
        tokenizer,
        [pair.text for pair in pairs],
        np.array([position[pair.english] for pair in pairs], dtype=np.int64),
        np.ones(len(pairs)),
        np.array([number[pair.group] for pair in pairs], dtype=np.int64),
    )


def _unaccented(pairs: Sequence[DomainPair]) -> Iterator[DomainPair]:
    for pair in pairs:
        copy = without_accents(pair.text)
        if copy != pair.text:
            yield replace(pair, text=copy)


def _pairs(
    tokenizer: Tokenizer,
    texts: Sequence[str],
    targets: Integers,
    weights: Floats,
    groups: Integers | None = None,
) -> TrainingPairs:
    return TrainingPairs(
        texts=tokenized(tokenizer, texts),
        targets=targets,
        probabilities=weights / weights.sum(),
        groups=np.full(len(texts), NO_GROUP) if groups is None else groups,
    )


def tokenized(tokenizer: Tokenizer, texts: Sequence[str]) -> TokenizedTexts:
    """The token ids of the texts."""
    encodings = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    lengths = [len(encoding.ids) for encoding in encodings]
    ids = [token for encoding in encodings for token in encoding.ids]
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    return TokenizedTexts(np.array(ids, dtype=np.int32), starts)
