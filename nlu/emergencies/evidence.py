"""What speaks for an emergency in a message: a trained model, phrases, and marks of "not now"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, get_args
from zipfile import BadZipFile

import yaml

from nlu.emergencies.terms import Terms, prepare
from nlu.encoder import shared_encoder
from nlu.intent_model import IntentModel

EmergencyKind = Literal["medical", "fire", "crime", "traffic", "self_harm"]
KINDS: Final[tuple[EmergencyKind, ...]] = get_args(EmergencyKind)
NONE: Final = "none"
"""The class of messages that report no emergency."""

NOT_NOW: Final = "not"
"""The category of what makes a phrase harmless: the past, prices, films, figures of speech."""

MODEL_PATH: Final = Path(__file__).resolve().parent / "model.npz"
TABLE: Final = Path(__file__).resolve().parent.parent / "tables" / "emergencies.yaml"


class EmergencyModelError(Exception):
    """The model of emergencies can't be used; the message says why and what helps."""

    code: Final = "emergency_model_unusable"


@dataclass(frozen=True)
class Phrases:
    """How many phrases of each kind a message holds that nothing makes harmless.

    `marked`: something in the message says "not now" in some language; `doubted`: so much that
    there were phrases, which are not counted.
    """

    counts: Mapping[EmergencyKind, int]
    marked: bool
    doubted: bool = False


def find_phrases(text: str) -> Phrases:
    """The phrases of `nlu/tables/emergencies.yaml` in a text, of all languages.

    A mark of "not now" counts only beside phrases of its own language: French "hier" is yesterday,
    German "hier" is here. Then it speaks against all phrases.
    """
    found = _terms().find(prepare(text))
    marked = {language for language, category in found if category == NOT_NOW}
    said: Counter[str] = Counter()
    speaking = {language for language, category in found if category != NOT_NOW}
    doubted = bool(marked & speaking)
    if not doubted:
        for (_, category), count in found.items():
            said[category] += count
    return Phrases({kind: said[kind] for kind in KINDS if said[kind]}, bool(marked), doubted)


def probabilities(text: str, model: IntentModel | None = None) -> dict[EmergencyKind, float]:
    """The model's probability of each kind; what is missing to 1 is that of none."""
    model = model or _model()
    vector = shared_encoder().encode([text])[0]
    found = dict(zip(model.intents, model.probabilities(text, vector).tolist(), strict=True))
    return {kind: found[kind] for kind in KINDS}


def load_model(path: Path = MODEL_PATH) -> IntentModel:
    """The model of emergencies, if it belongs to the encoder in use.

    Raises:
        EmergencyModelError: there is none, or none for this encoder.
    """
    remedy = (
        "train it with `assistant train emergencies`, then check `assistant evaluate emergencies`"
    )
    try:
        model = IntentModel.load(path)
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise EmergencyModelError(f"{path} holds no model: {remedy} ({error})") from error
    encoder = shared_encoder().name
    if model.encoder != encoder:
        raise EmergencyModelError(
            f"{path} was trained with the encoder {model.encoder or '(not stated)'}, "
            f"but the encoder in use is {encoder}: {remedy}"
        )
    return model


def warm_up() -> None:
    """Read the table, the model and the encoder. Raises EmergencyModelError, EncoderError."""
    _terms()
    probabilities("")


@lru_cache(maxsize=1)
def _model() -> IntentModel:
    return load_model()


@lru_cache(maxsize=1)
def _terms() -> Terms:
    with TABLE.open(encoding="utf-8") as stream:
        table: dict[str, dict[str, str]] = yaml.load(stream, yaml.CSafeLoader)
    return Terms(
        (language, category, lines)
        for language, categories in table.items()
        for category, lines in categories.items()
    )
