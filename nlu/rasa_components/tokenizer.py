"""Tokens by spaCy's tokenizer for the message's language."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from nlu.rasa_components.language import language_of
from nlu.tokenize import pipeline


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SpacyLanguageTokenizer(Tokenizer):  # type: ignore[misc]
    """Splits a message by the blank spaCy pipeline of its language."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        text: str = message.get(attribute)
        document = pipeline(language_of(message))(text)
        return [Token(token.text, token.idx) for token in document if not token.is_space]
