"""`assistant train`: the dialogue model and the index; `… emergencies`: the safety net."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(help="Train what is learnt from examples.", invoke_without_command=True)


def _say(text: str) -> None:
    typer.echo(text, err=True)


@app.callback()
def dialogue(
    context: typer.Context,
    force: Annotated[bool, typer.Option(help="Train even if nothing has changed.")] = False,
) -> None:
    """Train the dialogue model and build the index, where their sources have changed."""
    if context.invoked_subcommand is not None:
        return
    from assistant.cli.knowledge import build
    from assistant.dialogue.preparation import prepare_rasa
    from assistant.settings import Settings

    settings = Settings()
    prepare_rasa()
    from assistant.dialogue.training import ensure_model, train

    _say(f"index: {build(settings, force)}")
    make = train if force else ensure_model
    _say(f"dialogue model: {make(settings.dialogue_folder, _say)}")


@app.command()
def emergencies(
    folds: Annotated[
        int, typer.Option(min=0, max=20, help="Also cross-validate in so many parts.")
    ] = 0,
) -> None:
    """Train the model of emergencies, which stands in the repository."""
    from knowledge.evaluation.emergencies import cross_validated_as_markdown
    from knowledge.harmless_messages import harmless_messages
    from knowledge.library import load_library
    from nlu.emergencies.evidence import MODEL_PATH
    from nlu.training.emergencies import read_emergency_examples, train_emergencies

    examples, harmless = read_emergency_examples(), harmless_messages(load_library())
    if folds > 1:
        typer.echo(cross_validated_as_markdown(examples, harmless, folds))
    train_emergencies(examples, harmless).save(MODEL_PATH)
    _say(f"trained on {len(examples)} examples and {len(harmless)} harmless messages")
