"""The student: one vector for each token, trained to give the teacher's vectors when summed.

The loss follows knowledge distillation into several languages (Reimers and Gurevych 2020, "Making
Monolingual Sentence Embeddings Multilingual using Knowledge Distillation"): a sentence and its
translation should both get the teacher's vector of the English sentence. To it comes a contrast
against the other English sentences of the batch (InfoNCE, van den Oord et al. 2018).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

TEMPERATURE = 0.05
SAME_MEANING = 0.9
"""Teacher similarity above which two English sentences are no counterexamples."""

INITIAL_DEVIATION = 0.02


@dataclass(frozen=True)
class Schedule:
    """How long and how fast to learn."""

    steps: int
    batch_size: int
    learning_rate: float
    contrast_weight: float = 0.2
    """What the contrast within the batch counts for, beside the distance to the teacher."""
    token_dropout: float = 0.0
    warm_up_steps: int = 100
    last_rate_share: float = 0.03

    def rate(self, step: int) -> float:
        """The learning rate of a step: linear warm-up, then half a cosine."""
        if step < self.warm_up_steps:
            return self.learning_rate * (step + 1) / self.warm_up_steps
        progress = (step - self.warm_up_steps) / max(1, self.steps - self.warm_up_steps)
        share = self.last_rate_share
        return self.learning_rate * (share + (1 - share) * (1 + math.cos(math.pi * progress)) / 2)


@dataclass(frozen=True)
class TokenizedTexts:
    """Token ids of many texts in one array; text ``i`` has ``starts[i]`` to ``starts[i + 1]``."""

    token_ids: npt.NDArray[np.int32]
    starts: Integers

    def __len__(self) -> int:
        return len(self.starts) - 1

    def gather(self, rows: Integers) -> tuple[Integers, Integers]:
        """Token ids of the rows, one after another, and where each row begins."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        offsets = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        within = np.arange(int(lengths.sum())) - np.repeat(offsets, lengths)
        return self.token_ids[np.repeat(self.starts[rows], lengths) + within].astype(
            np.int64
        ), offsets


@dataclass(frozen=True)
class TrainingPairs:
    """Texts beside the number of the English sentence whose vector they should get."""

    texts: TokenizedTexts
    targets: Integers
    probabilities: Floats
    """How often a row is drawn; sums to 1."""
    groups: Integers
    """Rows of one group are no counterexamples for one another; -1: no group."""


@dataclass(frozen=True)
class Batch:
    """Token ids with the start of each text, the vectors to reach and the groups of the rows."""

    token_ids: torch.Tensor
    offsets: torch.Tensor
    targets: torch.Tensor
    groups: torch.Tensor


class Sampler:
    """Draws batches from several sets of pairs, each with its share of the batch."""

    def __init__(
        self,
        sets: list[tuple[TrainingPairs, float]],
        teacher: torch.Tensor,
        schedule: Schedule,
        seed: int,
    ) -> None:
        self._sets = sets
        self._teacher = teacher
        self._schedule = schedule
        self._generator = np.random.default_rng(seed)
        self._cumulative = [np.cumsum(pairs.probabilities) for pairs, _ in sets]

    def batches(self) -> Iterator[Batch]:
        """As many batches as the schedule has steps."""
        for _ in range(self._schedule.steps):
            yield self._batch()

    def _batch(self) -> Batch:
        token_ids, offsets, targets, groups, start = [], [], [], [], 0
        for (pairs, share), cumulative in zip(self._sets, self._cumulative, strict=True):
            count = round(self._schedule.batch_size * share)
            draws = self._generator.random(count) * cumulative[-1]
            rows = np.minimum(np.searchsorted(cumulative, draws), len(cumulative) - 1)
            ids, row_offsets = leave_out_tokens(
                *pairs.texts.gather(rows), self._schedule.token_dropout, self._generator
            )
            token_ids.append(ids)
            offsets.append(row_offsets + start)
            targets.append(pairs.targets[rows])
            groups.append(pairs.groups[rows])
            start += len(ids)
        target_rows = torch.from_numpy(np.concatenate(targets))
        return Batch(
            torch.from_numpy(np.concatenate(token_ids)),
            torch.from_numpy(np.concatenate(offsets)),
            self._teacher[target_rows],
            torch.from_numpy(np.concatenate(groups)),
        )


def leave_out_tokens(
    token_ids: Integers, offsets: Integers, share: float, generator: np.random.Generator
) -> tuple[Integers, Integers]:
    """The tokens without this share of them, and where each text begins then; the first of each
    text stays."""
    if not share:
        return token_ids, offsets
    kept = generator.random(len(token_ids)) >= share
    kept[offsets[offsets < len(kept)]] = True
    before = np.concatenate(([0], np.cumsum(kept)))
    return token_ids[kept], before[offsets]


def new_table(tokens: int, dimension: int, seed: int) -> nn.EmbeddingBag:
    """A table of small random token vectors, shape (tokens, dimension)."""
    torch.manual_seed(seed)
    table = nn.EmbeddingBag(tokens, dimension, mode="sum", sparse=True)
    nn.init.normal_(table.weight, std=INITIAL_DEVIATION)
    return table


def train(
    table: nn.EmbeddingBag, sampler: Sampler, schedule: Schedule, report: Callable[[str], None]
) -> None:
    """Change the table in place, one step for each batch."""
    optimizer = torch.optim.SparseAdam(list(table.parameters()), lr=schedule.learning_rate)
    for step, batch in enumerate(sampler.batches()):
        for group in optimizer.param_groups:
            group["lr"] = schedule.rate(step)
        optimizer.zero_grad()
        sums = table(batch.token_ids, batch.offsets)
        loss = distillation_loss(sums, batch.targets, batch.groups, schedule.contrast_weight)
        loss.backward()
        optimizer.step()
        if step % 100 == 99 or step + 1 == schedule.steps:
            report(f"step {step + 1} of {schedule.steps}: loss {loss.item():.4f}")


def distillation_loss(
    sums: torch.Tensor, targets: torch.Tensor, groups: torch.Tensor, contrast_weight: float
) -> torch.Tensor:
    """1 - cosine to the teacher's vector, and the contrast within the batch.

    ``sums`` and ``targets`` have shape (batch, dimension), ``groups`` has shape (batch,).
    """
    students = nn.functional.normalize(sums, dim=1)
    distance = 1 - (students * targets).sum(dim=1).mean()
    logits = students @ targets.T / TEMPERATURE
    ignored = targets @ targets.T > SAME_MEANING
    ignored |= (groups.unsqueeze(0) == groups.unsqueeze(1)) & (groups.unsqueeze(0) >= 0)
    ignored.fill_diagonal_(False)
    contrast = nn.functional.cross_entropy(
        logits.masked_fill(ignored, -torch.inf), torch.arange(len(targets))
    )
    return distance + contrast_weight * contrast
