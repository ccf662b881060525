"""The languages the assistant speaks, by ISO 639-1 code."""

from __future__ import annotations

from typing import Final

FULL_LANGUAGES: Final = ("zh", "en", "ja", "ko", "fr", "de", "es", "pt", "ru", "ar", "vi", "th")
"""Answered in full in the language itself."""

UNDERSTOOD_LANGUAGES: Final = ("hi", "id", "it", "tr", "fa", "ur")
"""Understood; answered in English with the Chinese beside it."""

LANGUAGES: Final = FULL_LANGUAGES + UNDERSTOOD_LANGUAGES
UNDETERMINED: Final = "und"
"""ISO 639-2 code for "undetermined"."""

DEFAULT_LANGUAGE: Final = "en"
RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "ur"})

NATIVE_NAMES: Final[dict[str, str]] = {
    "zh": "中文",
    "en": "English",
    "ja": "日本語",
    "ko": "한국어",
    "fr": "Français",
    "de": "Deutsch",
    "es": "Español",
    "pt": "Português",
    "ru": "Русский",
    "ar": "العربية",
    "vi": "Tiếng Việt",
    "th": "ไทย",
    "hi": "हिन्दी",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "tr": "Türkçe",
    "fa": "فارسی",
    "ur": "اردو",
}


def answer_language(language: str) -> str:
    """The language an answer is given in for a person who speaks `language`.

    >>> answer_language("ko"), answer_language("hi"), answer_language("und")
    ('ko', 'en', 'en')
    """
    return language if language in FULL_LANGUAGES else DEFAULT_LANGUAGE


def normalise_code(code: str) -> str | None:
    """The supported language that a BCP 47 tag means, or None.

    >>> normalise_code("zh-Hant-TW"), normalise_code("PT_br"), normalise_code("xx")
    ('zh', 'pt', None)
    """
    base = code.replace("_", "-").split("-", 1)[0].lower()
    return base if base in LANGUAGES else None
