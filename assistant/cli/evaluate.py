"""`assistant evaluate`: search and languages; `… nlu`, `… emergencies`, `… everyday`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Measure on the evaluation sets.", invoke_without_command=True)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@app.callback()
def search(
    context: typer.Context,
    as_json: JsonOption = False,
    baselines: Annotated[
        bool, typer.Option("--baselines", help="Measure other ways of searching beside it.")
    ] = False,
    stock_rasa: Annotated[
        bool,
        typer.Option(
            "--stock-rasa",
            help="Train Rasa's ResponseSelector on the same phrasings and measure it: about half "
            "an hour.",
        ),
    ] = False,
    xquad_r: Annotated[
        Path | None,
        typer.Option("--xquad-r", exists=True, help="Measure the encoder on XQuAD-R (.json.gz)."),
    ] = None,
    documents: Annotated[
        int | None, typer.Option(min=1, help="Only so many documents of XQuAD-R.")
    ] = None,
    plots: Annotated[Path | None, typer.Option(help="Folder to write charts (SVG) to.")] = None,
) -> None:
    """Measure search and language identification; `nlu` measures intents."""
    if context.invoked_subcommand is not None:
        return
    from assistant.cli.search_evaluation import measure
    from knowledge.evaluation.report import as_markdown
    from knowledge.evaluation.xquad_r import BenchmarkError

    try:
        measured = measure(
            lambda line: typer.echo(line, err=True),
            baselines=baselines,
            stock_rasa=stock_rasa,
            xquad_r=xquad_r,
            documents=documents,
            plots=plots,
        )
    except BenchmarkError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(
        json.dumps(measured, ensure_ascii=False, indent=1) if as_json else as_markdown(measured)
    )


@app.command()
def nlu(
    folds: Annotated[
        int, typer.Option(min=0, max=20, help="Also cross-validate the examples in so many parts.")
    ] = 0,
    as_json: JsonOption = False,
) -> None:
    """Measure intents; 1 if a language misses the least macro F1."""
    from knowledge.evaluation.understanding import LEAST_MACRO_F1, evaluate_understanding
    from knowledge.evaluation.understanding_report import understanding_as_markdown
    from knowledge.library import load_library
    from nlu.encoder import load_encoder

    measured = evaluate_understanding(load_library(), load_encoder(), folds)
    typer.echo(
        json.dumps(measured, ensure_ascii=False, indent=1)
        if as_json
        else understanding_as_markdown(measured)
    )
    if any(row["macro_f1"] < LEAST_MACRO_F1 for row in measured["held out"].values()):
        raise typer.Exit(1)


@app.command()
def emergencies(as_json: JsonOption = False) -> None:
    """Count emergencies recognised and false alarms; 1 if one is missed or alarms are many."""
    from knowledge.evaluation.emergencies import (
        emergencies_as_markdown,
        good_enough,
        measure_emergencies,
    )

    measured = measure_emergencies()
    typer.echo(
        json.dumps(measured, ensure_ascii=False, indent=1)
        if as_json
        else emergencies_as_markdown(measured)
    )
    if not good_enough(measured):
        raise typer.Exit(1)


@app.command()
def everyday(as_json: JsonOption = False) -> None:
    """Ask what newcomers need most, in their own words; 1 if fewer are answered than were."""
    from actions.knowledge_base import open_knowledge_base
    from assistant.settings import Settings
    from knowledge.evaluation.everyday import everyday_as_markdown, good_enough, measure_everyday

    settings = Settings()
    measured = measure_everyday(
        open_knowledge_base(settings.index_folder, settings.encoder).searcher
    )
    typer.echo(
        json.dumps(measured, ensure_ascii=False, indent=1)
        if as_json
        else everyday_as_markdown(measured)
    )
    if not good_enough(measured):
        raise typer.Exit(1)
