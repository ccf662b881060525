"""`assistant desk`: what the desk leaves for others to work with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="What the desk leaves for others to work with.", no_args_is_help=True)


@app.callback()
def desk() -> None:
    """Keeps the commands below this name, also while there is only one."""


@app.command("export-judgements")
def export_judgements(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file; by default, standard output.")
    ] = None,
) -> None:
    """Write what agents made of suggestions as JSON Lines, for evaluation."""
    from assistant.desk.judgements import judgement_lines
    from assistant.settings import Settings
    from assistant.storage.database import connect, migrate
    from assistant.storage.desk.files import SuggestionRepository

    engine = connect(Settings().database)
    migrate(engine)
    lines = list(judgement_lines(SuggestionRepository(lambda: engine)))
    engine.dispose()
    text = "".join(f"{line}\n" for line in lines)
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        typer.echo(f"{len(lines)} judgements in {output}", err=True)
