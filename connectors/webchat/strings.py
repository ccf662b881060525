"""The sentences of the widget and its demo page, from the gettext catalogues of domain `widget`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

DOMAIN = "widget"
FALLBACK = "en"


class Strings:
    """The catalogues, read once: a mapping of dotted keys to sentences for each language."""

    def __init__(self, catalogues: Mapping[str, Mapping[str, str]]) -> None:
        if FALLBACK not in catalogues:
            raise ValueError(f"There is no '{DOMAIN}' catalogue for '{FALLBACK}'")
        self._catalogues = catalogues

    @classmethod
    def load(cls, folder: Path) -> Strings:
        """Read `<folder>/<language>/LC_MESSAGES/widget.po` of every language there is.

        Raises ValueError where the fallback language is missing, and where a catalogue lacks a
        sentence that the fallback has.
        """
        files = sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
        catalogues = {file.parent.parent.name: dict(_sentences(file)) for file in files}
        strings = cls(catalogues)
        strings._require_complete()
        return strings

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have a catalogue."""
        return tuple(self._catalogues)

    def of(self, language: str) -> Mapping[str, str]:
        """All sentences in a language, or in the fallback where it has no catalogue."""
        return self._catalogues.get(language, self._catalogues[FALLBACK])

    def starting_with(self, prefix: str, language: str) -> dict[str, str]:
        """The sentences whose key begins with the prefix, by their whole key."""
        return {key: text for key, text in self.of(language).items() if key.startswith(prefix)}

    def _require_complete(self) -> None:
        for language, catalogue in self._catalogues.items():
            missing = self._catalogues[FALLBACK].keys() - catalogue.keys()
            if missing:
                keys = ", ".join(sorted(missing))
                raise ValueError(f"The '{DOMAIN}' catalogue of '{language}' lacks: {keys}")


def _sentences(file: Path) -> Iterator[tuple[str, str]]:
    with file.open("rb") as opened:
        for message in read_po(opened):
            if _is_translated(message):
                yield str(message.id), str(message.string)


def _is_translated(message: Message) -> bool:
    return bool(message.id) and bool(message.string) and not message.fuzzy
