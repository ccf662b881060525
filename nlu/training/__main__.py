"""``python -m nlu.training``: train the sentence encoder and print how good it is."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from nlu.training.options import TrainingOptions
from nlu.training.recipe import train_encoder
from nlu.training.terms import GLOSSARY


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and train."""
    given = _parser().parse_args(arguments)
    options = TrainingOptions(
        data=given.data,
        output=given.output,
        cache=given.cache,
        teacher=given.teacher,
        corpus=given.corpus,
        start=given.start,
        terms=given.terms,
        glossaries=tuple(given.domain),
        steps=given.steps,
        domain_steps=given.domain_steps,
        further_steps=given.further_steps,
        seed=given.seed,
    )
    train_encoder(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nlu.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the parallel data")
    parser.add_argument("--output", type=Path, required=True, help="model folder to replace")
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path("var/encoder-training"),
        help="folder for the teacher's vectors and other intermediate results",
    )
    parser.add_argument(
        "--corpus", type=Path, help="folder of the product's content, whose guides are trained on"
    )
    parser.add_argument(
        "--from",
        dest="start",
        type=Path,
        help="an encoder's folder: take the further step from it, instead of beginning anew",
    )
    parser.add_argument(
        "--terms", type=Path, default=GLOSSARY, help="glossary: a list of language → variants"
    )
    parser.add_argument(
        "--domain",
        type=Path,
        action="append",
        default=[],
        help="a further glossary: lines of '|' separated texts under a line of languages",
    )
    parser.add_argument("--teacher", type=Path, help="folder of the English teacher model")
    parser.add_argument("--steps", type=int, default=TrainingOptions.steps)
    parser.add_argument("--domain-steps", type=int, default=TrainingOptions.domain_steps)
    parser.add_argument("--further-steps", type=int, default=TrainingOptions.further_steps)
    parser.add_argument("--seed", type=int, default=TrainingOptions.seed)
    return parser


if __name__ == "__main__":
    main()
