"""Words of a text, by spaCy's tokenizer for its language.

Chinese is segmented by jieba, Japanese by Sudachi, Thai by PyThaiNLP, Vietnamese by Pyvi; Korean by
spaCy's rules, since its own tokenizer needs a system library. All of them work offline. French and
Indonesian have spaCy's rules for any language, French with its elisions: its own list of fifteen
thousand words with hyphens takes seconds to compile, and a word's parts are as good for a search.
"""

from __future__ import annotations

import logging
import threading
from functools import lru_cache
from typing import Any, Final

import jieba

from nlu.languages import LANGUAGES
from nlu.normalise import fold, simplify_chinese
from nlu.spacy_alone import ALPHA, compile_infix_regex, spacy

_RULES_ONLY: Final = {"nlp": {"tokenizer": {"@tokenizers": "spacy.Tokenizer.v1"}}}
_CONFIGURATIONS: Final[dict[str, dict[str, Any]]] = {
    "zh": {"nlp": {"tokenizer": {"segmenter": "jieba"}}},
    "ko": _RULES_ONLY,
}
_FALLBACK: Final = "xx"
_BY_COMMON_RULES: Final = {"fr": (rf"(?<=[{ALPHA}]['’])(?=[{ALPHA}])",), "id": ()}
"""Where words are also parted, in a language that has the rules of any language."""

_LONGEST: Final = 2000
_loading = threading.Lock()


@lru_cache(maxsize=32)
def _pipeline(language: str) -> spacy.Language:
    jieba.setLogLevel(logging.WARNING)
    if language not in _BY_COMMON_RULES:
        return spacy.blank(language, config=_CONFIGURATIONS.get(language, {}))
    common = spacy.blank(_FALLBACK)
    infixes = [*common.Defaults.infixes, *_BY_COMMON_RULES[language]]
    common.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    return common


def pipeline(language: str) -> spacy.Language:
    """The blank spaCy pipeline of a language; of no language in particular for an unknown one."""
    with _loading:
        return _pipeline(language if language in LANGUAGES else _FALLBACK)


def words(text: str, language: str) -> list[str]:
    """The words of the text, folded, without punctuation; at most 2000 characters are read.

    >>> words("Where is the exit-entry office?", "en")
    ['where', 'is', 'the', 'exit', 'entry', 'office']
    >>> words("居留許可到期", "zh")
    ['居留', '许可', '到期']
    """
    folded = fold(text[:_LONGEST])
    if language == "zh":
        folded = simplify_chinese(folded)
    if not folded:
        return []
    document = pipeline(language)(folded)
    return [token.text for token in document if any(letter.isalnum() for letter in token.text)]


def warm_up(languages: tuple[str, ...] = LANGUAGES) -> None:
    """Load every tokenizer before the first question."""
    for language in languages:
        words("a", language)
