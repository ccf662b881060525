"""The languages which the widget offers, each by its own name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

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


def accepted_languages(request: Request) -> list[str]:
    """ISO 639 codes of the browser's languages, the dearest first (RFC 9110, section 12.5.4)."""
    accepted = parse_accept_header(request.headers.get("accept-language"), LanguageAccept)
    return [tag.split("-")[0].lower() for tag in accepted.values()]
