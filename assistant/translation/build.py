"""The translation service that the settings ask for."""

from __future__ import annotations

from pathlib import Path

from assistant.settings import Settings
from assistant.translation.chat import ChatTranslator
from assistant.translation.libretranslate import LibreTranslate
from assistant.translation.local import LocalTranslator
from assistant.translation.protocol import Translator
from assistant.translation.translations import Translations


def build_translations(settings: Settings) -> Translations | None:
    """None where no service is configured. Loading local models takes a while.

    Raises:
        ValueError: a setting that the service needs is missing.
    """
    translator = _translator(settings)
    return Translations(translator, settings.translator_timeout) if translator else None


def _translator(settings: Settings) -> Translator | None:
    key = settings.translator_key.get_secret_value() if settings.translator_key else None
    if settings.translator == "libretranslate":
        url = _needed(settings.translator_url, "URL")
        return LibreTranslate(url, key, settings.translator_timeout)
    if settings.translator == "chat":
        url = _needed(settings.translator_url, "URL")
        model = _needed(settings.translator_model, "MODEL")
        return ChatTranslator(url, model, key, settings.translator_timeout)
    if settings.translator == "local":
        return LocalTranslator(Path(_needed(settings.translator_model, "MODEL")))
    return None


def _needed(value: str | None, name: str) -> str:
    if not value:
        raise ValueError(f"ASSISTANT_TRANSLATOR_{name} is needed")
    return value
