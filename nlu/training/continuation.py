"""The further step: train a finished encoder on tasks, without its forgetting what it knows.

Half of each batch is translations and their English, held to the vectors that the encoder gave
them before (1 - cosine). The rest teaches several tasks at once: a softmax over learnt prototypes
for the entries of the corpus, for intents and, if wanted, for kinds of emergencies (cross-entropy),
and a contrast of terms (InfoNCE): two variants of a term, of any languages, against other terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from tokenizers import Tokenizer
from torch import nn

from nlu.static_embedding import QuantizedStaticEmbedding
from nlu.training.mixture import EMERGENCIES, ENTRIES, INTENTS, Mixture, Rows, Task
from nlu.training.student import TEMPERATURE, Schedule

HEAD_RATE: Final = 0.02
"""The learning rate of the prototypes."""

HEAD_TEMPERATURE: Final = 0.1
"""What the cosine to a class's prototype, the mean of its texts, is divided by at the start."""

Report = Callable[[str], None]


@dataclass(frozen=True)
class Weights:
    """What the losses count for."""

    kept: float = 4.0
    entries: float = 1.0
    intents: float = 1.0
    emergencies: float = 0.0
    """Their texts keep their vectors, but are not taught: a model fitted to vectors that know its
    examples by heart misses more of others (docs/retrieval.md, what was tried)."""

    terms: float = 0.5
    anchor: float = 0.3
    """1 - cosine of a task's text to its vector before."""


def start_from(folder: Path) -> tuple[Tokenizer, nn.EmbeddingBag]:
    """The tokenizer of a model folder, and its token vectors as a table to train."""
    model = QuantizedStaticEmbedding.load(str(folder))
    vectors = model.table.float() * model.scale.float().unsqueeze(1)
    return model.tokenizer, _table(vectors, freeze=False)


def continue_training(
    table: nn.EmbeddingBag,
    mixture: Mixture,
    schedule: Schedule,
    report: Report,
    weights: Weights = Weights(),
) -> None:
    """Change the table in place, one step for each batch."""
    before = _table(table.weight.detach().clone(), freeze=True)
    heads = nn.ModuleDict({name: _head(task, before) for name, task in mixture.tasks.items()})
    vectors = torch.optim.SparseAdam(list(table.parameters()), lr=schedule.learning_rate)
    prototypes = torch.optim.Adam(heads.parameters(), lr=HEAD_RATE)
    for step in range(schedule.steps):
        share = schedule.rate(step) / schedule.learning_rate
        for optimizer, rate in ((vectors, schedule.learning_rate), (prototypes, HEAD_RATE)):
            optimizer.param_groups[0]["lr"] = rate * share
            optimizer.zero_grad()
        losses = dict(_losses(table, before, heads, mixture, schedule.token_dropout, weights))
        torch.stack(list(losses.values())).sum().backward()
        vectors.step()
        prototypes.step()
        if step % 100 == 99 or step + 1 == schedule.steps:
            shown = ", ".join(f"{name} {loss.item():.3f}" for name, loss in losses.items())
            report(f"step {step + 1} of {schedule.steps}: {shown}")


def contrast(vectors: torch.Tensor) -> torch.Tensor:
    """InfoNCE both ways: row i of the first half belongs to row i of the second, and to no other.

    ``vectors``: unit vectors of shape (2 n, dimension).
    """
    first, second = vectors.chunk(2)
    logits = first @ second.T / TEMPERATURE
    right = torch.arange(len(first))
    both = nn.functional.cross_entropy(logits, right) + nn.functional.cross_entropy(logits.T, right)
    return both / 2


def _losses(
    table: nn.EmbeddingBag,
    before: nn.EmbeddingBag,
    heads: nn.ModuleDict,
    mixture: Mixture,
    token_dropout: float,
    weights: Weights,
) -> Iterator[tuple[str, torch.Tensor]]:
    """The loss of each part of a batch, weighed."""
    kept = mixture.kept()
    yield "kept", weights.kept * _distance(_unit(table, kept), before, kept)
    for name in (ENTRIES, INTENTS, EMERGENCIES):
        rows = mixture.of_task(name, token_dropout)
        vectors = _unit(table, rows)
        missed = nn.functional.cross_entropy(heads[name](vectors), rows.classes)
        anchored = weights.anchor * _distance(vectors, before, rows)
        yield name, getattr(weights, name) * missed + anchored
    yield "terms", weights.terms * contrast(_unit(table, mixture.pairs_of_terms()))


def _unit(table: nn.EmbeddingBag, rows: Rows) -> torch.Tensor:
    return nn.functional.normalize(table(*rows.seen), dim=1)


def _distance(vectors: torch.Tensor, before: nn.EmbeddingBag, rows: Rows) -> torch.Tensor:
    """1 - cosine to what the whole texts were before, on average."""
    targets = nn.functional.normalize(before(*rows.whole), dim=1)
    return 1 - (vectors * targets).sum(dim=1).mean()


def _head(task: Task, before: nn.EmbeddingBag) -> nn.Linear:
    """A linear layer that begins with the mean vector of each class's texts as its prototype."""
    starts = torch.from_numpy(task.texts.starts[:-1])
    tokens = torch.from_numpy(task.texts.token_ids.astype("int64"))
    vectors = nn.functional.normalize(before(tokens, starts), dim=1)
    sums = vectors.new_zeros(len(task.names), vectors.shape[1])
    sums.index_add_(0, torch.from_numpy(task.classes), vectors)
    head = nn.Linear(sums.shape[1], len(sums))
    head.weight.data.copy_(nn.functional.normalize(sums, dim=1) / HEAD_TEMPERATURE)
    head.bias.data.zero_()
    return head


def _table(vectors: torch.Tensor, freeze: bool) -> nn.EmbeddingBag:
    return nn.EmbeddingBag.from_pretrained(vectors, freeze=freeze, mode="sum", sparse=not freeze)
