"""`assistant audit`: check and export what agents did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.storage.audit import AuditRepository

app = typer.Typer(help="The log of what agents did.", no_args_is_help=True)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@app.command()
def verify(
    head: Annotated[
        str | None,
        typer.Option(help="A hash noted earlier: 1 where the log no longer contains it."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Follow the chain of hashes; 1 and the first bad row where it breaks."""
    with _log() as log:
        verdict = log.verify()
        is_cut = head is not None and not any(row.hash == head for row in log.all())
    if as_json:
        typer.echo(json.dumps({**asdict(verdict), "head_found": not is_cut}))
    elif verdict.bad is not None:
        typer.echo(f"Row {verdict.bad} does not fit the chain; {verdict.rows} rows before it do.")
    elif is_cut:
        typer.echo(f"The chain is whole, but has no row with the hash {head}.")
    else:
        typer.echo(f"{verdict.rows} rows, unbroken. Newest hash: {verdict.head}")
    if verdict.bad is not None or is_cut:
        raise typer.Exit(1)


@app.command()
def export(
    as_json: JsonOption = False,
    after: Annotated[int, typer.Option(min=0, help="Only rows after this number.")] = 0,
) -> None:
    """Print every row, oldest first: tab-separated, or with --json one object a line."""
    with _log() as log:
        for row in log.all(after):
            if as_json:
                typer.echo(json.dumps(asdict(row), ensure_ascii=False, sort_keys=True))
            else:
                who = row.agent_name or "-"
                details = json.dumps(row.details, ensure_ascii=False, sort_keys=True)
                shown = (row.number, row.at, who, row.action, row.subject or "-", details)
                typer.echo("\t".join(map(str, shown)))


@contextmanager
def _log() -> Iterator[AuditRepository]:
    from assistant.settings import Settings
    from assistant.storage.audit import AuditRepository
    from assistant.storage.database import connect, migrate

    engine = connect(Settings().database)
    try:
        migrate(engine)
        yield AuditRepository(lambda: engine)
    finally:
        engine.dispose()
