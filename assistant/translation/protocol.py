"""The seam between translation services and what is done around each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class TranslationError(Exception):
    """A service gave no usable translation: it failed, or its answer was none."""


class NoSuchPair(TranslationError):
    """The service works, but does not translate between these languages."""


class Translator(Protocol):
    """One translation service. What it is given holds no personal data any more."""

    @property
    def provider(self) -> str:
        """Its name, which stands with every translation."""
        ...

    async def translate(self, text: str, source: str | None, target: str) -> str:
        """The text in the language `target`; `source` is None where it is not known.

        Raises:
            TranslationError: there is no usable translation.
        """
        ...


@dataclass(frozen=True)
class Translation:
    """A machine translation, and the provider that made it."""

    text: str
    provider: str
