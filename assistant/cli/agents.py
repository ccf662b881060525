"""`assistant agents`: who may sit at the desk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.accounts.accounts import Accounts, Invitation
    from assistant.storage.agents import AgentRecord

app = typer.Typer(help="Who may sit at the desk.", no_args_is_help=True)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
NameArgument = Annotated[str, typer.Argument(help="The name the agent signs in with.")]


@app.command()
def add(
    name: NameArgument,
    display_name: Annotated[
        str | None, typer.Option("--display-name", help="What people in the chat are shown.")
    ] = None,
    role: Annotated[str, typer.Option(help="agent, supervisor or admin.")] = "agent",
    languages: Annotated[
        str, typer.Option("--languages", help="Codes of the languages spoken, as zh,en,ko.")
    ] = "zh",
    email: Annotated[
        str | None, typer.Option(help="E-mail address at the OpenID Connect provider.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make an account; prints the one-time link by which its owner sets a password."""
    codes = [code.strip() for code in languages.split(",") if code.strip()]
    _invite(lambda a: a.add(name, display_name, role, codes, email), as_json)  # type: ignore[arg-type]


@app.command()
def reset(name: NameArgument, as_json: JsonOption = False) -> None:
    """Take away password and sessions, open a closed account again; prints a new link."""
    _invite(lambda accounts: accounts.reset(name), as_json)


@app.command()
def disable(name: NameArgument, as_json: JsonOption = False) -> None:
    """Close an account and end its sessions; what it did stays on record."""
    record = _change(lambda accounts: accounts.disable(name))
    typer.echo(json.dumps(_as_json(record)) if as_json else f"{record.name} is closed.")


@app.command("list")
def list_agents(as_json: JsonOption = False) -> None:
    """Every account: name, role, languages, state."""
    with _accounts() as accounts:
        rows = [_as_json(record) for record in accounts.records()]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        languages = ",".join(row["languages"])
        typer.echo(
            f"{row['name']:24} {row['role']:10} {row['state']:8} {languages:20} "
            f"{row['display_name']}"
        )


def _invite(make: Callable[[Accounts], Invitation], as_json: bool) -> None:
    from assistant.accounts.links import invitation_link
    from assistant.settings import Settings

    made = _change(make)
    link = invitation_link(Settings(), made.token)
    if as_json:
        shown = {"link": link, "expires_at": made.expires_at.isoformat(), **_as_json(made.agent)}
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        typer.echo(link)
        typer.echo(f"For {made.agent.name}, once, until {made.expires_at:%F %R} UTC.", err=True)


def _change(change: Callable[[Accounts], Any]) -> Any:
    from assistant.accounts.accounts import AccountError

    with _accounts() as accounts:
        try:
            return change(accounts)
        except AccountError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None


@contextmanager
def _accounts() -> Iterator[Accounts]:
    from assistant.accounts.build import build_accounts
    from assistant.settings import Settings
    from assistant.storage.database import connect, migrate

    settings = Settings()
    engine = connect(settings.database)
    try:
        migrate(engine)
        yield build_accounts(lambda: engine, settings)
    finally:
        engine.dispose()


def _as_json(record: AgentRecord) -> dict[str, Any]:
    state = "closed" if record.disabled_at else "open" if _can_sign_in(record) else "invited"
    return {
        "id": record.id,
        "name": record.name,
        "display_name": record.display_name,
        "role": record.role,
        "languages": list(record.languages),
        "email": record.email,
        "state": state,
        "created_at": record.created_at.isoformat(),
    }


def _can_sign_in(record: AgentRecord) -> bool:
    return record.password is not None or record.subject is not None
