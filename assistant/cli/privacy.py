"""`assistant privacy`: how well personal data is found."""

from __future__ import annotations

import json
from typing import Annotated

import typer

app = typer.Typer(help="How well personal data is found.", no_args_is_help=True)


@app.callback()
def _privacy() -> None:
    """How well personal data is found."""


@app.command()
def evaluate(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Measure redaction on made-up data in eighteen languages; 1 below a recall of 0.98."""
    from knowledge.evaluation.personal_data import LEAST_RECALL, evaluate_redaction

    measured = evaluate_redaction()
    if as_json:
        typer.echo(json.dumps(measured, ensure_ascii=False, indent=1))
    else:
        typer.echo(f"recall     {measured['recall']:.4f} of {measured['planted']} planted")
        typer.echo(f"precision  {measured['precision']:.4f}")
        for kind, recall in measured["by_kind"].items():
            typer.echo(f"  {kind:9}{recall:.4f}")
        questions = measured["in_questions"]
        typer.echo(f"{questions['findings']} findings in {questions['texts']} real questions")
    if measured["recall"] < LEAST_RECALL:
        raise typer.Exit(1)
