"""Translation by LibreTranslate or a service with the same interface.

https://docs.libretranslate.com: `POST /translate`, `GET /languages`.
"""

from __future__ import annotations

from assistant.translation.exchange import exchange
from assistant.translation.protocol import NoSuchPair, TranslationError


class LibreTranslate:
    """A LibreTranslate server at `url`. Its own codes for languages (`zh-Hans`) are asked once."""

    provider = "libretranslate"

    def __init__(self, url: str, key: str | None, timeout: float) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._timeout = timeout
        self._codes: tuple[str, ...] | None = None

    async def translate(self, text: str, source: str | None, target: str) -> str:
        """See `Translator`."""
        if self._codes is None:
            self._codes = await self._languages()
        body = {
            "q": text,
            "source": _code(source, self._codes) if source else "auto",
            "target": _code(target, self._codes),
            "format": "text",
        }
        if self._key:
            body["api_key"] = self._key
        answer = await exchange("POST", f"{self._url}/translate", self._timeout, body)
        translated = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(translated, str):
            raise TranslationError("the answer has no translated text")
        return translated

    async def _languages(self) -> tuple[str, ...]:
        answer = await exchange("GET", f"{self._url}/languages", self._timeout)
        rows = answer if isinstance(answer, list) else []
        codes = [row.get("code") for row in rows if isinstance(row, dict)]
        known = tuple(code for code in codes if isinstance(code, str))
        if not known:
            raise TranslationError("the service names no languages")
        return known


def _code(language: str, known: tuple[str, ...]) -> str:
    """The service's code for a language: the same, or one of its scripts ("zh-Hans")."""
    for code in known:
        if code == language:
            return code
    for code in known:
        if code.split("-")[0] == language:
            return code
    raise NoSuchPair(language)
