"""The batches of the further step: translations to keep, tasks to learn, terms to join."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from tokenizers import Tokenizer

from nlu.training.material import row_weights, tokenized
from nlu.training.misspelling import misspelt, without_accents
from nlu.training.parallel import ParallelRow
from nlu.training.student import Floats, Integers, TokenizedTexts, leave_out_tokens
from nlu.training.tasks import Labelled, Tasks, with_copies
from nlu.training.terms import Term

KEPT_TRANSLATIONS: Final = 150_000
KEPT_ENGLISH: Final = 50_000
KEPT_MISSPELT: Final = 20_000
KEPT_UNACCENTED: Final = 30_000
"""How many texts of each kind are held to their vectors; drawn once, by weight."""

ENTRIES: Final = "entries"
INTENTS: Final = "intents"
EMERGENCIES: Final = "emergencies"
BALANCE: Final = {ENTRIES: 0.5, INTENTS: 0.6}
"""A class of n texts is drawn as often as n to the power of 1 minus this."""


@dataclass(frozen=True)
class Shares:
    """How many rows of a batch are of each part."""

    kept: int = 512
    entries: int = 225
    intents: int = 143
    emergencies: int = 61
    terms: int = 40
    """Pairs of variants."""


@dataclass(frozen=True)
class Rows:
    """Some texts: token ids one after another with the start of each text, whole and with tokens
    left out, and their classes (of terms: none)."""

    whole: tuple[torch.Tensor, torch.Tensor]
    seen: tuple[torch.Tensor, torch.Tensor]
    classes: torch.Tensor


@dataclass(frozen=True)
class Task:
    """Texts with a class each, and how often each text is drawn (sums to 1)."""

    texts: TokenizedTexts
    classes: Integers
    cumulative: Floats
    names: tuple[str, ...]

    def draw(self, count: int, generator: np.random.Generator) -> Integers:
        """Numbers of texts, by their probability."""
        found = np.searchsorted(self.cumulative, generator.random(count) * self.cumulative[-1])
        rows: Integers = np.minimum(found, len(self.classes) - 1)
        return rows


class Mixture:
    """Draws the parts of each batch."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        rows: Sequence[ParallelRow],
        tasks: Tasks,
        terms: Sequence[Term],
        shares: Shares,
        seed: int,
    ) -> None:
        letters = random.Random(seed)
        self._generator = np.random.default_rng(seed)
        self._shares = shares
        self._kept = tokenized(tokenizer, _kept_texts(rows, letters))
        self.tasks = {
            ENTRIES: _task(tokenizer, tasks.entries, BALANCE[ENTRIES], letters),
            INTENTS: _task(tokenizer, tasks.intents, BALANCE[INTENTS], letters),
            EMERGENCIES: _halved(tokenizer, tasks.emergencies, tasks.harmless, letters),
        }
        self._variants, self._of_term = _term_texts(tokenizer, terms)

    def kept(self) -> Rows:
        """Texts whose vectors must stay."""
        rows = self._generator.integers(len(self._kept), size=self._shares.kept)
        return self._gather(self._kept, rows, rows, 0.0)

    def of_task(self, name: str, token_dropout: float) -> Rows:
        """Texts of a task, with their classes."""
        task = self.tasks[name]
        rows = task.draw(getattr(self._shares, name), self._generator)
        return self._gather(task.texts, rows, task.classes[rows], token_dropout)

    def pairs_of_terms(self) -> Rows:
        """Variants of some terms, then another variant of each of them in the same order."""
        count = min(self._shares.terms, len(self._of_term))
        terms = self._generator.permutation(len(self._of_term))[:count]
        pairs = [
            self._generator.choice(self._of_term[term], size=2, replace=False) for term in terms
        ]
        rows = np.concatenate([[first for first, _ in pairs], [second for _, second in pairs]])
        return self._gather(self._variants, rows, np.concatenate([terms, terms]), 0.0)

    def _gather(
        self, texts: TokenizedTexts, rows: Integers, classes: Integers, token_dropout: float
    ) -> Rows:
        whole = texts.gather(rows)
        seen = leave_out_tokens(*whole, token_dropout, self._generator)
        return Rows(_tensors(whole), _tensors(seen), torch.from_numpy(classes))


def _tensors(gathered: tuple[Integers, Integers]) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.from_numpy(gathered[0]), torch.from_numpy(gathered[1])


def _kept_texts(rows: Sequence[ParallelRow], letters: random.Random) -> list[str]:
    drawn = letters.choices(rows, weights=row_weights(rows).tolist(), k=KEPT_TRANSLATIONS)
    texts = [row.text for row in drawn] + [row.english for row in drawn[:KEPT_ENGLISH]]
    slips = [misspelt(text, letters) for text in texts[:KEPT_MISSPELT]]
    bare = [without_accents(text) for text in texts[KEPT_MISSPELT:][:KEPT_UNACCENTED]]
    return [*texts, *slips, *bare]


def _task(
    tokenizer: Tokenizer, labelled: Sequence[Labelled], balance: float, letters: random.Random
) -> Task:
    copies = with_copies(labelled, letters)
    names, classes, counts = np.unique(
        [label for _, label in copies], return_inverse=True, return_counts=True
    )
    weights = counts[classes].astype(np.float64) ** -balance
    texts = tokenized(tokenizer, [text for text, _ in copies])
    return Task(texts, classes, np.cumsum(weights / weights.sum()), tuple(names.tolist()))


def _halved(
    tokenizer: Tokenizer,
    first: Sequence[Labelled],
    second: Sequence[Labelled],
    letters: random.Random,
) -> Task:
    """One task of two sets, of which each is drawn as often as the other."""
    sets = [with_copies(labelled, letters) for labelled in (first, second)]
    copies = [pair for labelled in sets for pair in labelled]
    names, classes = np.unique([label for _, label in copies], return_inverse=True)
    weights = np.concatenate([np.full(len(labelled), 0.5 / len(labelled)) for labelled in sets])
    texts = tokenized(tokenizer, [text for text, _ in copies])
    return Task(texts, classes, np.cumsum(weights), tuple(names.tolist()))


def _term_texts(
    tokenizer: Tokenizer, terms: Sequence[Term]
) -> tuple[TokenizedTexts, list[Integers]]:
    """All variants, as they are and without accents, and which of them (rows) each term has."""
    variants: list[str] = []
    of_term: list[Integers] = []
    for term in terms:
        texts = dict.fromkeys([*term.texts, *map(without_accents, term.texts)])
        of_term.append(np.arange(len(variants), len(variants) + len(texts)))
        variants += texts
    return tokenized(tokenizer, variants), of_term
