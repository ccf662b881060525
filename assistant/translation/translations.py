"""Translations as the desk asks for them: redacted, bounded in time, kept, and marked."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from typing import Final

from assistant.translation.breaker import CircuitBreaker
from assistant.translation.protocol import NoSuchPair, Translation, TranslationError, Translator
from connectors.errors import ConnectorError, Unavailable, Unprocessable
from connectors.text import clean_text
from nlu.identify import identify
from nlu.languages import LANGUAGES
from nlu.redaction import LostMark, Redacted, redact

logger = logging.getLogger(__name__)

_KEPT: Final = 2000
_AT_ONCE: Final = 8
_MOST_GROWTH: Final = 8
_MOST_MORE: Final = 400
"""A translation may have so many times the characters of its text, and so many more."""

Key = tuple[str, str | None, str]


class Translations:
    """Asks one service. Personal data is taken out before and put back after; what is kept for the
    next time has none. No call takes longer than `timeout` seconds.
    """

    def __init__(
        self, translator: Translator, timeout: float, breaker: CircuitBreaker | None = None
    ) -> None:
        self._translator = translator
        self._timeout = timeout
        self._breaker = breaker or CircuitBreaker(failures=5, seconds=30)
        self._kept: OrderedDict[Key, str] = OrderedDict()
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def __call__(self, text: str, source: str | None, target: str) -> Translation:
        """The text in the language `target`.

        Raises:
            Unprocessable: `no-such-pair`: the service does not know these languages.
            Unavailable: `translation-failed`, or `translation-resting` after several failures.
        """
        source = source or _spoken(text)
        hidden = redact(text)
        provider = self._translator.provider
        if source == target or not any(map(str.isalpha, hidden.text)):
            return Translation(text, provider)
        key = (hidden.text, source, target)
        made = self._kept.get(key)
        if made is None:
            made = await self._ask(key, hidden)
        else:
            self._kept.move_to_end(key)
        return Translation(hidden.restore(made), provider)

    async def _ask(self, key: Key, hidden: Redacted) -> str:
        if not self._breaker.allows():
            raise Unavailable("translation-resting", "The translation service keeps failing.")
        try:
            made = _usable(await asyncio.wait_for(self._send(key), self._timeout), hidden)
        except NoSuchPair as error:
            self._breaker.succeeded()
            raise Unprocessable(
                "no-such-pair", "The translation service does not know these languages."
            ) from error
        except (TranslationError, asyncio.TimeoutError) as error:
            self._breaker.failed()
            raise self._failure(error) from error
        except LostMark as error:  # the service works; this one translation is of no use
            self._breaker.succeeded()
            raise self._failure(error) from error
        self._breaker.succeeded()
        self._kept[key] = made
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return made

    async def _send(self, key: Key) -> str:
        async with self._turns:
            return await self._translator.translate(*key)

    def _failure(self, error: Exception) -> ConnectorError:
        reason = "timeout" if isinstance(error, asyncio.TimeoutError) else str(error)
        logger.warning("No translation by %s: %s", self._translator.provider, reason)
        return Unavailable("translation-failed", "The translation service gave no answer.")


def _spoken(text: str) -> str | None:
    found = identify(text).language
    return found if found in LANGUAGES else None


def _usable(made: str, hidden: Redacted) -> str:
    cleaned = clean_text(made)
    if not cleaned:
        raise TranslationError("the translation is empty")
    if len(cleaned) > _MOST_GROWTH * len(hidden.text) + _MOST_MORE:
        raise TranslationError("the translation is too long")
    hidden.restore(cleaned)
    return cleaned
