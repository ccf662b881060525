"""The phrasebook as the desk uses it: shown in Chinese, said in the person's own language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from knowledge.phrasebook import Phrase, PhraseGroup, load_phrasebook


class Phrasebook:
    """The phrases of `knowledge.phrasebook`, by id."""

    def __init__(self, groups: Sequence[PhraseGroup]) -> None:
        self._groups = [_group(group) for group in groups]
        self._texts = {phrase.id: phrase.texts for group in groups for phrase in group.phrases}

    def groups(self) -> list[dict[str, Any]]:
        """The groups as the panel shows them."""
        return self._groups

    def say(self, phrase: str, language: str) -> tuple[str, str] | None:
        """A phrase in a language, else in English, and which it is; None where it is unknown."""
        texts = self._texts.get(phrase)
        if texts is None:
            return None
        used = language if language in texts else "en"
        return texts[used], used


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """The phrasebook of the content, read on first use."""
    return Phrasebook(load_phrasebook())


def _group(group: PhraseGroup) -> dict[str, Any]:
    return {
        "id": group.id,
        "title_zh": group.title.zh,
        "title_en": group.title.en,
        "phrases": [_phrase(phrase) for phrase in group.phrases],
    }


def _phrase(phrase: Phrase) -> dict[str, Any]:
    return {"id": phrase.id, "key": phrase.id, "texts": phrase.texts}
