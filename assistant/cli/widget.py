"""`assistant widget …`: the tag that puts the chat on a page."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(help="The chat widget.", no_args_is_help=True)


@app.callback()
def _widget() -> None:
    """The chat widget."""


@app.command()
def snippet(
    url: Annotated[
        str, typer.Option(help="Where browsers reach the assistant.")
    ] = "http://127.0.0.1:8000",
    language: Annotated[
        str | None, typer.Option("--lang", "-l", help="Language of the page, e.g. en.")
    ] = None,
) -> None:
    """Print the script tag of this version; the hash in it holds for this version only."""
    from assistant.settings import Settings
    from assistant.widget import widget_content, widget_release
    from connectors.webchat.releases import snippet as tag
    from nlu.languages import LANGUAGES

    if language is not None and language not in LANGUAGES:
        raise typer.BadParameter(f"one of {', '.join(LANGUAGES)}", param_hint="--lang")
    if not url.startswith(("http://", "https://")) or any(c in url for c in "\"'<> "):
        raise typer.BadParameter("an http or https address", param_hint="--url")
    typer.echo(tag(widget_release(widget_content(Settings())), url, language))
