"""All steps of the training in order: data, tokenizer, teacher, student, domain, export, tables.

Or the further step alone, from an encoder that is there: data, tasks, export, tables.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from nlu.training.continuation import continue_training, start_from
from nlu.training.domain import (
    DomainPair,
    GuideText,
    HeldOutPhrasing,
    guide_pairs,
    read_articles,
    read_glossary,
    read_guides,
    split_guides,
)
from nlu.training.evaluation import Evaluation, evaluate
from nlu.training.export import encode_with, export_model
from nlu.training.material import DIMENSION, Material, general_material
from nlu.training.mixture import Mixture, Shares
from nlu.training.options import TrainingOptions
from nlu.training.parallel import ParallelData, ParallelRow, read_parallel_data
from nlu.training.report import markdown
from nlu.training.student import Sampler, new_table, train
from nlu.training.tasks import read_tasks
from nlu.training.teacher import TeacherCache, packaged_teacher
from nlu.training.terms import Term, read_terms, term_pairs
from nlu.training.tokenizer import balanced_lines, train_tokenizer

Report = Callable[[str], None]


@dataclass(frozen=True)
class DomainText:
    """Everything of the assistant's own field, and the phrasings kept for measuring."""

    glossary: list[DomainPair]
    from_guides: list[DomainPair]
    guides: list[GuideText]
    articles: list[GuideText]
    terms: list[Term]
    held_out: list[HeldOutPhrasing]


def train_encoder(options: TrainingOptions, report: Report = print) -> Evaluation:
    """Train the encoder and write it to ``options.output`` as a sentence-transformers folder.

    From ``options.start``, where given, only the further step is taken. Else the tokenizer, the
    teacher's vectors and the table before the domain step stay in ``options.cache``: a second run
    with the same data repeats only the domain step.
    """
    options.cache.mkdir(parents=True, exist_ok=True)
    data = read_parallel_data(options.data)
    domain = read_domain(options)
    _report_sizes(data, domain, report)
    if options.start is None:
        tokenizer, table = _from_the_beginning(options, data, domain, report)
    else:
        tokenizer, table = _further(options, options.start, data, domain, report)
    export_model(tokenizer, table.weight.detach(), options.output)
    return _measure(options, data, domain, report)


def measure_encoder(options: TrainingOptions, report: Report = print) -> Evaluation:
    """Measure the encoder of ``options.output``, as the training does at its end."""
    options.cache.mkdir(parents=True, exist_ok=True)
    return _measure(options, read_parallel_data(options.data), read_domain(options), report)


def read_domain(options: TrainingOptions) -> DomainText:
    """Glossaries and guides; the last phrasing of each guide and language is held out."""
    terms = read_terms(options.terms)
    glossary = [*read_glossary(options.data, options.glossaries), *term_pairs(terms)]
    all_guides = read_guides(options.corpus) if options.corpus else []
    all_articles = read_articles(options.corpus) if options.corpus else []
    texts, held_out = split_guides([*all_guides, *all_articles])
    guides, articles = texts[: len(all_guides)], texts[len(all_guides) :]
    names = {text.guide for text in guides}
    return DomainText(
        glossary,
        list(guide_pairs(guides, options.seed)),
        guides,
        articles,
        terms,
        [phrasing for phrasing in held_out if phrasing.guide in names],
    )


def _from_the_beginning(
    options: TrainingOptions, data: ParallelData, domain: DomainText, report: Report
) -> tuple[Tokenizer, nn.EmbeddingBag]:
    teacher = TeacherCache(options.cache / "teacher", options.teacher or packaged_teacher())
    teacher.compute_missing([row.english for row in data.training], report)
    tokenizer = _tokenizer(options, data.training, domain.glossary, report)
    material = general_material(tokenizer, teacher, data.training, options.seed)
    table = _general_table(options, material, report)
    _domain_step(options, table, material, domain, report)
    return tokenizer, table


def _further(
    options: TrainingOptions, start: Path, data: ParallelData, domain: DomainText, report: Report
) -> tuple[Tokenizer, nn.EmbeddingBag]:
    if options.corpus is None:
        raise ValueError("the further step learns from the corpus: say where it is")
    tokenizer, table = start_from(start)
    tasks = read_tasks(options.corpus, domain.guides, domain.articles)
    mixture = Mixture(tokenizer, data.training, tasks, domain.terms, Shares(), options.seed)
    report(f"training further from {start}")
    continue_training(table, mixture, options.further_schedule, report)
    return tokenizer, table


def _report_sizes(data: ParallelData, domain: DomainText, report: Report) -> None:
    report(
        f"{len(data.training)} pairs to train on, {len(data.held_out)} held out, "
        f"{data.dropped} dropped as copies of held-out ones"
    )
    report(
        f"domain: {len(domain.terms)} terms, {len(domain.glossary)} pairs of glossaries, "
        f"{len(domain.from_guides)} of guides, {len(domain.held_out)} phrasings held out"
    )


def _tokenizer(
    options: TrainingOptions,
    rows: Sequence[ParallelRow],
    glossary: Sequence[DomainPair],
    report: Report,
) -> Tokenizer:
    stored = options.cache / "tokenizer.json"
    if not stored.exists():
        report("training the tokenizer")
        lines = [*balanced_lines(rows, options.seed), *(pair.text for pair in glossary)]
        train_tokenizer(lines, options.cache).save(str(stored), pretty=False)
    return Tokenizer.from_file(str(stored))


def _general_table(options: TrainingOptions, material: Material, report: Report) -> nn.EmbeddingBag:
    table = new_table(material.tokenizer.get_vocab_size(), DIMENSION, options.seed)
    schedule = options.general_schedule
    identity = repr((schedule, options.seed, material.fingerprint()))
    digest = hashlib.sha256(identity.encode()).hexdigest()[:16]
    stored = options.cache / f"general-{digest}.npy"
    if stored.exists():
        table.weight.data.copy_(torch.from_numpy(np.load(stored, allow_pickle=False)))
        return table
    report("training on general text")
    train(table, Sampler(material.sets, material.targets, schedule, options.seed), schedule, report)
    np.save(stored, table.weight.detach().numpy())
    return table


def _domain_step(
    options: TrainingOptions,
    table: nn.EmbeddingBag,
    general: Material,
    domain: DomainText,
    report: Report,
) -> None:
    parts = [(domain.glossary, options.glossary_share), (domain.from_guides, options.guide_share)]
    present = [(pairs, share) for pairs, share in parts if pairs]
    english = [pair.english for pairs, _ in present for pair in pairs]
    general.teacher.compute_missing(english, report)
    material = general.with_domain(present)
    report("training on the domain")
    schedule = options.domain_schedule
    train(table, Sampler(material.sets, material.targets, schedule, options.seed), schedule, report)


def _measure(
    options: TrainingOptions, data: ParallelData, domain: DomainText, report: Report
) -> Evaluation:
    encode = encode_with(options.output)
    evaluation = evaluate(encode, options.data, data.held_out, domain.guides, domain.held_out)
    content = json.dumps(evaluation.as_json(), indent=2, ensure_ascii=False)
    (options.cache / "evaluation.json").write_text(content + "\n", encoding="utf-8")
    report(markdown(evaluation))
    return evaluation
