"""The phrasebook: sentences that agents pick in Chinese and people get in their own language.

`knowledge/corpus/phrasebook.yaml` is a list of groups `{id, title: {zh, en}, phrases: [{id, texts:
{lang: text}}]}`; each phrase has a text in `zh` and in `en` at least.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

PHRASEBOOK: Final = Path(__file__).resolve().parents[2] / "knowledge" / "corpus" / "phrasebook.yaml"


class Phrasebook:
    """The phrases, read once. Empty where the file is not there.

    Raises:
        ValueError: the file has another form.
    """

    def __init__(self, path: Path = PHRASEBOOK) -> None:
        groups = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else []
        try:
            self._groups = [_group(group) for group in groups or []]
        except (KeyError, TypeError) as error:
            raise ValueError(f"{path.name}: a group or phrase lacks {error}") from error
        self._texts: dict[str, Mapping[str, str]] = {
            phrase["id"]: phrase["texts"] for group in self._groups for phrase in group["phrases"]
        }

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
    return Phrasebook()


def _group(group: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(group["id"]),
        "title_zh": str(group["title"]["zh"]),
        "title_en": str(group["title"]["en"]),
        "phrases": [_phrase(phrase) for phrase in group["phrases"]],
    }


def _phrase(phrase: Mapping[str, Any]) -> dict[str, Any]:
    texts = {str(language): str(text) for language, text in phrase["texts"].items()}
    if not {"zh", "en"} <= texts.keys():
        raise KeyError("zh and en")
    return {"id": str(phrase["id"]), "key": str(phrase["id"]), "texts": texts}
