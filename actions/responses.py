"""Rasa's responses (`utter_…`) out of the catalogues, in the language of the message."""

from __future__ import annotations

from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from nlu.catalogues import sentences
from nlu.languages import DEFAULT_LANGUAGE, LANGUAGES, answer_language


class CatalogueResponses(NaturalLanguageGenerator):  # type: ignore[misc]
    """`utter_greet` is the catalogue's message "greet"."""

    def __init__(
        self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None
    ) -> None:
        del endpoint_config, domain

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any]:
        message = tracker.latest_message
        metadata = (message.metadata if message else None) or {}
        language = metadata.get("language") or (message.parse_data or {}).get("language")
        language = answer_language(language if language in LANGUAGES else DEFAULT_LANGUAGE)
        text = sentences().say(utter_action.removeprefix("utter_"), language)
        return {"text": text, "custom": {"type": "notice", "language": language}}
