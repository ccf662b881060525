"""Whether a short text is nothing but common Chinese words, by jieba's dictionary.

Japanese writes many of them with the same characters, and the letters of one or two words don't
tell the languages apart: "医保" (health insurance) and "消防" (the fire service) look Japanese.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Final

import jieba

_COMMON: Final = 60
"""So often a word stands in jieba's corpus that Chinese people may be thought to type it. What
Japanese alone says stands there less often or not at all: 病院 3, 空港 25, 入院 50, 会社 57."""

_LONGEST: Final = 12
_LONGEST_WORD: Final = 6
_SHORTEST_WORD: Final = 2
_SIMPLIFIED: Final = "gb2312"


def is_chinese_words(text: str) -> bool:
    """Whether these Chinese characters, twelve at most, are simplified, and either one alone or
    a row of common words of two or more.

    >>> [is_chinese_words(one) for one in ("租房合同", "医保", "病院", "離婚")]
    [True, True, False, False]
    """
    if len(text) > _LONGEST or not _is_simplified(text):
        return False
    ends = [True, *(False for _ in text)]
    for end in range(_SHORTEST_WORD, len(text) + 1):
        starts = range(max(0, end - _LONGEST_WORD), end - _SHORTEST_WORD + 1)
        ends[end] = any(ends[start] and _is_common(text[start:end]) for start in starts)
    return len(text) == 1 or (len(text) > 1 and ends[-1])


def _is_simplified(text: str) -> bool:
    try:
        text.encode(_SIMPLIFIED)
    except UnicodeEncodeError:
        return False
    return True


def _is_common(word: str) -> bool:
    _load()
    return bool(jieba.get_FREQ(word, 0) >= _COMMON)


@lru_cache(maxsize=1)
def _load() -> None:
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
