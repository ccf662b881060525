"""The sentences people read, by language: gettext catalogues read once with Babel.

A catalogue stands at `locale/<language>/LC_MESSAGES/<domain>.po`. Its message ids are dotted keys
("handoff.waiting"); a message may name values in braces ("{count}").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from nlu.languages import FULL_LANGUAGES, answer_language

LOCALE_FOLDER: Final = Path(__file__).resolve().parent.parent / "locale"


class CatalogueError(LookupError):
    """A catalogue is missing, or has no such key."""


class Sentences:
    """The messages of one domain in every language.

    >>> Sentences("messages").say("article", "en", number=36)
    'Article 36'
    """

    def __init__(self, domain: str, folder: Path = LOCALE_FOLDER) -> None:
        self.domain = domain
        self._catalogues = {
            language: _read(folder / language / "LC_MESSAGES" / f"{domain}.po", language)
            for language in FULL_LANGUAGES
        }

    def say(self, key: str, language: str, **values: object) -> str:
        """The message `key` in `language` (in English for a language without a catalogue).

        Raises:
            CatalogueError: there is no such message.
        """
        return self._message(key, language).format(**values)

    def say_plural(self, key: str, language: str, count: int, **values: object) -> str:
        """The plural form of `key` for `count`, by the language's CLDR plural rule."""
        forms = self._forms(key, language)
        index = _plural_rule(answer_language(language))(count)
        return forms[min(index, len(forms) - 1)].format(count=count, **values)

    def all(self, language: str) -> Mapping[str, str]:
        """Every singular message of the domain in `language`."""
        catalogue = self._catalogues[answer_language(language)]
        return {m.id: m.string for m in catalogue if m.id and isinstance(m.id, str)}

    def keys(self, language: str) -> set[str]:
        """The keys that have a text in exactly this language."""
        catalogue = self._catalogues[language]
        return {_key(m.id) for m in catalogue if m.id and all(_texts(m.string))}

    def _message(self, key: str, language: str) -> str:
        text = self._forms(key, language)[0]
        if not text:
            raise CatalogueError(f"{self.domain}: no text for {key!r} in {language}")
        return text

    def _forms(self, key: str, language: str) -> tuple[str, ...]:
        message = self._catalogues[answer_language(language)].get(key)
        if message is None:
            raise CatalogueError(f"{self.domain}: no message {key!r} in {language}")
        return _texts(message.string)


@lru_cache(maxsize=8)
def sentences(domain: str = "messages") -> Sentences:
    """The catalogues of a domain, read on first use and kept."""
    return Sentences(domain)


@lru_cache(maxsize=32)
def _plural_rule(language: str) -> Callable[[int], int]:
    rule: Callable[[int], int] = c2py(get_plural(language).plural_expr)
    return rule


def _read(path: Path, language: str) -> Catalog:
    if not path.is_file():
        raise CatalogueError(f"no catalogue at {path}")
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def _texts(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (str(string),)


def _key(message_id: object) -> str:
    return message_id[0] if isinstance(message_id, tuple | list) else str(message_id)
