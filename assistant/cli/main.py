"""`assistant`: serve, train, chat, ask, doctor, and the knowledge base's own commands.

Exit codes: 0 done, 1 something is wrong with what was asked for, 2 the command line was wrong.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.cli import (
    agents,
    audit,
    desk,
    encoder,
    evaluate,
    knowledge,
    privacy,
    train,
    wechat,
    widget,
)

app = typer.Typer(
    name="assistant",
    help="The Hangzhou assistant: run it, train it, ask it, and keep its content.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(train.app, name="train")
app.add_typer(encoder.app, name="encoder")
app.add_typer(wechat.app, name="wechat")
app.add_typer(widget.app, name="widget")
app.add_typer(agents.app, name="agents")
app.add_typer(audit.app, name="audit")
app.add_typer(privacy.app, name="privacy")
app.add_typer(desk.app, name="desk")

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
LanguageOption = Annotated[str | None, typer.Option("--lang", "-l", help="Language code, e.g. ko.")]


def say(text: str) -> None:
    """Progress, on standard error, so that standard output stays for results."""
    typer.echo(text, err=True)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the database.")] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Processes; several need PostgreSQL and Redis.")
    ] = 1,
) -> None:
    """Start the assistant; trains and builds what is not there yet."""
    from assistant.settings import Settings
    from assistant.workers import WorkersError
    from assistant.workers import serve as serve_settings

    given: dict[str, Any] = {"host": host, "port": port, "data_folder": data}
    settings = Settings(**{key: value for key, value in given.items() if value is not None})
    try:
        serve_settings(settings, workers, say)
    except WorkersError as error:
        say(str(error))
        raise typer.Exit(1) from None


@app.command()
def migrate() -> None:
    """Bring the database's tables to the newest form; safe to repeat, and while workers run."""
    from sqlalchemy.exc import SQLAlchemyError

    from assistant.settings import Settings
    from assistant.storage.database import connect
    from assistant.storage.database import migrate as migrate_engine

    engine = connect(Settings().database)
    try:
        migrate_engine(engine)
    except SQLAlchemyError as error:
        say(f"the database does not answer or refuses: {type(error).__name__}")
        raise typer.Exit(1) from None
    finally:
        engine.dispose()
    say("the tables are in the newest form")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in any language.")],
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask one question, through the whole dialogue."""
    replies = asyncio.run(_converse([question], language))[0]
    if as_json:
        typer.echo(json.dumps(replies, ensure_ascii=False, indent=1))
    else:
        _print(replies)


@app.command()
def chat(language: LanguageOption = None) -> None:
    """Talk to the assistant in the terminal; an empty line ends it."""
    asyncio.run(_chat(language))


@app.command()
def doctor(as_json: JsonOption = False) -> None:
    """Check that everything is in place, and say how to mend what is not."""
    from assistant.cli.doctor import examine

    findings = examine()
    if as_json:
        typer.echo(json.dumps([vars(finding) for finding in findings], indent=1))
    else:
        for finding in findings:
            mark = "warn" if finding.warning else "ok  " if finding.ok else "BAD "
            typer.echo(f"{mark} {finding.name}: {finding.detail}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@app.command()
def settings() -> None:
    """Print every setting with its default and meaning, as Markdown."""
    from assistant.cli.configuration import settings_reference

    typer.echo(settings_reference())


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
) -> None:
    """Write the data folder into one file, while the service runs."""
    from assistant.backup import BackupError, back_up
    from assistant.clock import now
    from assistant.settings import Settings

    try:
        made = back_up(Settings(), file, now())
    except (BackupError, OSError) as error:
        say(str(error))
        raise typer.Exit(1) from None
    say(f"{file}: {len(made['files'])} files; it holds what people wrote, so guard it")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `assistant backup` wrote.")],
    replace: Annotated[bool, typer.Option(help="Replace the database that is there.")] = False,
) -> None:
    """Put a backup back, while the service is stopped."""
    from assistant.backup import BackupError
    from assistant.backup import restore as put_back
    from assistant.settings import Settings

    try:
        held = put_back(Settings(), file, replace=replace)
    except (BackupError, OSError) as error:
        say(str(error))
        raise typer.Exit(1) from None
    say(f"{len(held['files'])} files of {held['made_at']} are back; check with `assistant doctor`")


async def _converse(questions: list[str], language: str | None) -> list[list[dict[str, Any]]]:
    service = await asyncio.to_thread(_load)
    return [await _one(service, question, language) for question in questions]


async def _chat(language: str | None) -> None:
    service = await asyncio.to_thread(_load)
    say("Ask something. An empty line ends the conversation.")
    while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
        _print(await _one(service, line, language))


def _load() -> Any:
    from assistant.dialogue.preparation import prepare_rasa
    from assistant.settings import Settings

    prepare_rasa()
    from assistant.between_workers import BetweenWorkers
    from assistant.panel import desk_alone
    from assistant.service import Service, load_service

    service = Service(Settings())
    desk = desk_alone(service.require_engine, service.require_knowledge, service.settings)
    load_service(service, desk, BetweenWorkers.by(service.settings), lambda _: None)
    return service


async def _one(service: Any, question: str, language: str | None) -> list[dict[str, Any]]:
    from connectors.errors import ConnectorError
    from connectors.protocol import InboundMessage
    from connectors.rest import as_rasa
    from connectors.text import clean_message

    try:
        message = InboundMessage("terminal", "terminal", clean_message(question), language=language)
        return as_rasa("terminal", await service.conversations.handle(message))
    except ConnectorError as error:
        say(error.detail)
        raise typer.Exit(1) from None


def _print(replies: list[dict[str, Any]]) -> None:
    for reply in replies:
        typer.echo(reply["text"])
        for number, button in enumerate(reply.get("buttons", ()), 1):
            typer.echo(f"  [{number}] {button['title']}")
        for cited in reply["custom"].get("citations", ()):
            typer.echo(f"  · {cited['title']} {cited.get('url') or ''} {cited.get('as_of') or ''}")


def main() -> None:
    """The entry point of the installed command."""
    app()
