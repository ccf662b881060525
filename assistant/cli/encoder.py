"""`assistant encoder …`: train the sentence encoder, and measure it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="The sentence encoder: how it was made, and how good it is (docs/model-card.md).",
    no_args_is_help=True,
)

DataOption = Annotated[
    Path,
    typer.Option(
        exists=True,
        file_okay=False,
        help="Folder of the parallel text, whose files docs/model-card.md names.",
    ),
]
CacheOption = Annotated[Path, typer.Option(help="Folder for intermediate results, kept for later.")]
CorpusOption = Annotated[
    Path | None, typer.Option(exists=True, file_okay=False, help="Another corpus folder.")
]


@app.command()
def train(
    data: DataOption,
    output: Annotated[
        Path, typer.Option(help="Model folder to write; what stands there is replaced.")
    ],
    start: Annotated[
        Path | None,
        typer.Option(
            "--from",
            exists=True,
            file_okay=False,
            help="A model folder to train further, such as nlu/model: minutes instead of an hour.",
        ),
    ] = None,
    terms: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Another glossary than the program's own."),
    ] = None,
    corpus: CorpusOption = None,
    cache: CacheOption = Path("var/encoder-training"),
    steps: Annotated[
        int | None, typer.Option(min=1, help="How many further steps, with --from.")
    ] = None,
) -> None:
    """Train an encoder on parallel text, the glossary, the guides and the examples of intents.

    Prints how good it is, as tables. A new encoder needs a new index and new models of intents and
    emergencies: `assistant train emergencies`, then `assistant train`.
    """
    from knowledge.library import CORPUS
    from nlu.training.options import TrainingOptions
    from nlu.training.recipe import train_encoder
    from nlu.training.terms import GLOSSARY

    options = TrainingOptions(
        data=data,
        output=output,
        cache=cache,
        corpus=corpus or CORPUS,
        start=start,
        terms=terms or GLOSSARY,
        further_steps=steps or TrainingOptions.further_steps,
    )
    with _missing_files_said():
        train_encoder(options, _report)


@app.command()
def evaluate(
    data: DataOption,
    model: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Another model folder than the shipped."),
    ] = None,
    corpus: CorpusOption = None,
    cache: CacheOption = Path("var/encoder-training"),
) -> None:
    """Measure an encoder on text that it was not trained on; prints the model card's tables."""
    from knowledge.library import CORPUS
    from nlu.encoder import SHIPPED_MODEL
    from nlu.training.options import TrainingOptions
    from nlu.training.recipe import measure_encoder

    options = TrainingOptions(
        data=data, output=model or SHIPPED_MODEL, cache=cache, corpus=corpus or CORPUS
    )
    with _missing_files_said():
        measure_encoder(options, _report)


@contextmanager
def _missing_files_said() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        typer.echo(f"{error.filename} is not there: see docs/model-card.md", err=True)
        raise typer.Exit(2) from error


def _report(text: str) -> None:
    """Tables on standard output, progress on standard error."""
    typer.echo(text, err=not text.startswith("|"))
