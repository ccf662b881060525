"""The districts that a message names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import regex
import yaml

from nlu.normalise import level
from nlu.patterns import Pattern, compiled

_DISTRICTS: Final = Path(__file__).resolve().parent / "tables" / "districts.yaml"
_LONGEST: Final = 500


@lru_cache(maxsize=1)
def _district_patterns() -> tuple[tuple[str, Pattern], ...]:
    with _DISTRICTS.open(encoding="utf-8") as stream:
        table: dict[str, list[str]] = yaml.load(stream, yaml.CSafeLoader)
    patterns = []
    for district, names in table.items():
        folded = sorted({regex.escape(level(name)) for name in names}, key=len, reverse=True)
        unspaced = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Hangul}"
        joined = "|".join(folded)
        ending = r"(?:(?<=\p{Cyrillic})[аеуоюя]м?)?"
        pattern = rf"(?<![\p{{L}}--[{unspaced}]])(?:{joined}){ending}(?![\p{{L}}--[{unspaced}]])"
        patterns.append((district, compiled(pattern, regex.VERSION1)))
    return tuple(patterns)


def district(text: str) -> str | None:
    """The district a message names first, by its id, or None.

    >>> district("hospital in Binjiang?"), district("滨江区有国际学校吗"), district("linear")
    ('binjiang', 'binjiang', None)
    """
    found = districts_said(text)
    return found[0][0] if found else None


def districts_said(text: str) -> list[tuple[str, int, int]]:
    """The districts a message names, in order, and where: (id, start, end) of the first time."""
    said = level(text[:_LONGEST])
    found = [
        (name, match.start(), match.end())
        for name, pattern in _district_patterns()
        if (match := pattern.search(said))
    ]
    return sorted(found, key=lambda one: one[1])


@lru_cache(maxsize=1)
def district_names() -> dict[str, str]:
    """What each district is called in Chinese, by its id.

    >>> district_names()["binjiang"]
    '滨江区'
    """
    with _DISTRICTS.open(encoding="utf-8") as stream:
        table: dict[str, list[str]] = yaml.load(stream, yaml.CSafeLoader)
    full = {name: [one for one in names if one[-1] in "区县市"] for name, names in table.items()}
    return {name: (full[name] or names)[0] for name, names in table.items()}
