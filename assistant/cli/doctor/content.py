"""What is answered from: the content, the encoder, the index, the dialogue model."""

from __future__ import annotations

from typing import Final

from assistant.cli.doctor.finding import Worth
from assistant.clock import today
from assistant.settings import Settings

_STALE_NAMED: Final = 5


def content(_: Settings) -> str:
    """Whether it can be loaded."""
    from knowledge.library import load_library

    library = load_library()
    return f"{len(library.guides)} guides, {len(library.places)} places"


def facts(_: Settings) -> str:
    """Whether any is past its review."""
    from knowledge.library import load_library

    facts = load_library().facts.values()
    late = sorted(fact.id for fact in facts if fact.review_by < today())
    if late:
        named = ", ".join(late[:_STALE_NAMED])
        raise Worth(
            f"{len(late)} are past their review ({named}…): `assistant knowledge stale` lists them"
        )
    return f"{len(facts)}, none past its review"


def encoder(settings: Settings) -> str:
    """Whether it can be loaded."""
    from nlu.encoder import load_encoder

    return load_encoder(settings.encoder).name


def index(settings: Settings) -> str:
    """Whether it is there, whole and of this content."""
    from knowledge.index import load_index
    from knowledge.index_version import fingerprint
    from nlu.encoder import load_encoder

    encoder = load_encoder(settings.encoder)
    index = load_index(settings.index_folder, encoder)
    if index.version != fingerprint(encoder):
        raise RuntimeError("is older than the content: run `assistant knowledge index`")
    return f"{index.version}, {len(index.passages)} passages"


def dialogue(settings: Settings) -> str:
    """Whether the model is there and whole."""
    from assistant.dialogue.training import check_model, model_path

    path = model_path(settings.dialogue_folder)
    if not path.is_file():
        raise RuntimeError("is missing or older than its sources: run `assistant train`")
    check_model(path)
    return path.name
