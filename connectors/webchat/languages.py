"""The languages which the widget offers, each by its own name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nlu.languages import FULL_LANGUAGES, LANGUAGES, NATIVE_NAMES, RIGHT_TO_LEFT


@dataclass(frozen=True)
class Language:
    """A language of the picker.

    `answered` is `full` where questions get their answer in this language, `english` where they are
    understood and answered in English until there are translations.
    """

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    answered: Literal["full", "english"]


def _offered(code: str) -> Language:
    return Language(
        code,
        NATIVE_NAMES[code],
        "rtl" if code in RIGHT_TO_LEFT else "ltr",
        "full" if code in FULL_LANGUAGES else "english",
    )


OFFERED: tuple[Language, ...] = tuple(_offered(code) for code in LANGUAGES)
BY_CODE = {language.code: language for language in OFFERED}
CODES = frozenset(BY_CODE)
