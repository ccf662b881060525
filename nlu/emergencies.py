"""Whether a message tells of an emergency, by rules, before any model reads it.

The table beside this module holds, for each language, rows of words. Of three kinds of row speak
for an emergency: `signs` (what happens: "not breathing"), `mentions` (what is called for: "call an
ambulance"; nothing where the sentence asks about it) and `cries` (a message of nothing else:
"help, fire!!"). Two kinds speak against one, in the same sentence: `unreal` (figures of speech,
fiction, negation) and `distant` (what is past, supposed, insured against or only being learnt;
not against self-harm, which is taken seriously in any tense). Each sentence is judged by itself.

How a row is written: words in their order, at most a few others between them; `a|b` for either,
`stem*` for any ending, `two_words` for words that stand together, `<name>` for a list of words
named under `lists`, `&` between parts that may stand in any order, `!` before what must not occur.

    >>> recognise("help fire!!")
    Emergency(kind='fire', language='en')
    >>> recognise("my husband isnt breathing").kind, recognise("我老公晕倒了").kind
    ('medical', 'medical')
    >>> recognise("is 120 free?"), recognise("how do i call an ambulance in china?")
    (None, None)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

import regex
import yaml

from nlu.normalise import fold, simplify_chinese, without_accents
from nlu.typing_errors import Lookalikes

Kind = Literal["fire", "traffic", "crime", "self_harm", "medical"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""In the order in which they count where a message tells of several."""

_TABLE: Final = Path(__file__).resolve().parent / "tables" / "emergencies.yaml"
_FUNCTION_WORDS: Final = _TABLE.with_name("function_words.yaml")
_LONGEST: Final = 600
"""Characters that are read: the first and, of a longer message, the last half of them."""

_UNSPACED: Final = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Hangul}ー々"
_SENTENCES: Final = regex.compile(r"[.!?。！？؟;；।۔\n]")
_QUESTION: Final = regex.compile(r"[?？؟]")
_UNITS: Final = regex.compile(
    rf"(?P<sign>[{_UNSPACED}])|[\p{{L}}\p{{M}}\p{{N}}'--[{_UNSPACED}]]+", regex.VERSION1
)
"""A word, or one sign of a script that does not (or, Korean, not reliably) part words."""

_RUN: Final = regex.compile(r"(\p{L})\1\1+")
_ARABIC: Final = regex.compile(r"\p{Arabic}")
_SAME_LETTERS: Final = str.maketrans(
    "أإآٱىیېكۀةہھےؤئ\u0901’‘`´",
    "ااااييييكههههييويء"[:4] + "يييكههههيوي\u0902''''",
    "\u200c\u200d\u0640\u093c\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0654\u0670",
)
