"""`assistant privacy`: what is stored of a person, handed out or deleted; how well personal data is
found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

app = typer.Typer(help="What is stored of people.", no_args_is_help=True)


@app.callback()
def _privacy() -> None:
    """What is stored of people, and how well personal data is found."""


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


ChannelOption = Annotated[str, typer.Option(help="rest, webchat, wechat, telegram, …")]
SenderOption = Annotated[
    str, typer.Option(help="The person: as stored, or by the platform's own id of them.")
]
LinkedOption = Annotated[
    bool, typer.Option("--linked", help="Also the conversations linked with this one.")
]


@app.command()
def export(
    channel: ChannelOption,
    sender: SenderOption,
    linked: LinkedOption = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file; by default, standard output.")
    ] = None,
) -> None:
    """Print all that is stored of a person as JSON; 1 where there is nothing."""
    found = _for_each(channel, sender, linked, "export", lambda people, c, s: people.export(c, s))
    text = json.dumps(found, ensure_ascii=False, indent=1)
    if output is None:
        typer.echo(text)
    else:
        output.write_text(f"{text}\n", encoding="utf-8")


@app.command()
def erase(channel: ChannelOption, sender: SenderOption, linked: LinkedOption = False) -> None:
    """Delete all that is stored of a person, at once; 1 where there is nothing."""
    gone = _for_each(channel, sender, linked, "erase", lambda people, c, s: people.erase(c, s))
    typer.echo(json.dumps(gone, ensure_ascii=False, indent=1))


@app.command()
def clean(
    clock_is_right: Annotated[
        bool,
        typer.Option(
            "--clock-is-right", help="Also where the last cleaning was long ago, by the clock."
        ),
    ] = False,
) -> None:
    """Delete what is over, as the service does every hour; 1 where the clock may be wrong."""
    from assistant.accounts.build import build_sign_in
    from assistant.cleaning import Cleaning, ClockJumped
    from assistant.settings import Settings

    settings = Settings()
    with _database() as engine:
        sign_in = build_sign_in(lambda: engine, settings)
        try:
            gone = Cleaning(lambda: engine, sign_in, settings).once(clock_is_right=clock_is_right)
        except ClockJumped as jumped:
            typer.echo(str(jumped), err=True)
            raise typer.Exit(1) from None
    typer.echo(json.dumps(gone, indent=1))


def _for_each(
    channel: str, sender: str, linked: bool, action: str, do: Callable[[Any, str, str], Any]
) -> list[dict[str, Any]]:
    """What is done for the person on this channel and, if asked for, on those linked with it."""
    from assistant.accounts.audit_log import AuditLog
    from assistant.storage.audit import AuditRepository
    from assistant.storage.person import PersonRepository

    with _database() as engine:
        people = PersonRepository(engine)
        name = people.known_as(channel, sender)
        others = people.family(channel, name) if linked else ()
        known = [(channel, name), *((other.channel, other.sender) for other in others)]
        done = [(one, do(people, *one)) for one in known]
        found = [
            {"channel": place, "sender": stored, "rows": rows}
            for (place, stored), rows in done
            if rows
        ]
        if not found:
            typer.echo(f"Nothing is stored of {sender} on {channel}.", err=True)
            raise typer.Exit(1)
        AuditLog(AuditRepository(lambda: engine)).record(
            None, "person-exported" if action == "export" else "person-erased", None, on=channel
        )
    return found


@contextmanager
def _database() -> Iterator[Engine]:
    from assistant.settings import Settings
    from assistant.storage.database import connect, migrate

    engine = connect(Settings().database)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()
