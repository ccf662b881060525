"""Which language a chat message is in.

Scripts decide what scripts can. Among the languages that share a script, three voices decide
together: small words, a letter model of our own, and langdetect (Nakatani 2010) held to those
languages. The language of the conversation so far is a prior that a name, a number or an "ok"
does not overturn.

    >>> identify("شكرا، كيف أسجل عنواني؟").language
    'ar'
    >>> identify("how to renew 居留许可").language
    'en'
    >>> identify("ok", prior="ko").language
    'ko'
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import langdetect
import yaml
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from nlu.chinese_words import is_chinese_words
from nlu.languages import DEFAULT_LANGUAGE, LANGUAGES, UNDETERMINED
from nlu.letter_model import score_letters
from nlu.normalise import clean, without_accents
from nlu.patterns import compiled

_SCRIPTS: Final = {
    "Kana": compiled(r"[\p{Hiragana}\p{Katakana}]"),
    "Hangul": compiled(r"\p{Hangul}"),
    "Han": compiled(r"\p{Han}"),
    "Thai": compiled(r"\p{Thai}"),
    "Devanagari": compiled(r"\p{Devanagari}"),
    "Cyrillic": compiled(r"\p{Cyrillic}"),
    "Arabic": compiled(r"\p{Arabic}"),
    "Latin": compiled(r"\p{Latin}"),
}
_LANGUAGES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "Kana": ("ja",),
    "Hangul": ("ko",),
    "Thai": ("th",),
    "Devanagari": ("hi",),
    "Cyrillic": ("ru",),
    "Han": ("zh", "ja"),
    "Arabic": ("ar", "fa", "ur"),
    "Latin": ("en", "fr", "de", "es", "pt", "it", "id", "tr", "vi", "hi"),
}
_LETTERS_PER_WORD: Final = {"Han": 1.7, "Kana": 2.5, "Thai": 4.0, "Hangul": 2.5}
"""Scripts that do not separate words, or hardly: how many letters count as one."""

_JAPANESE_FORMS: Final = (
    "駅気図営検済歳円楽県払険証変続転効応験売両乗帰戻込働仮価労単薬覧観譲関鉄銭黒総経継訳読対発実専巻"
    "帯広庁廃弁徴恵悪戦拡択拝挙掲摂桜様毎浄滞焼縦聴脳臓芸荘蔵豊軽辺遅釈隠雑霊顔顕騒"
)
"""Characters in the form that only Japanese writes: neither simplified nor traditional Chinese."""

_CHINESE_WORDS: Final = compiled(
    "我|你|您|的|怎|吗|嗎|了|是|在|能|可以|要|什么|什麼|哪|多少|请|請|如何|想|需|呢|吧|办|辦|没|沒|不|有"
    "|给|給|把|让|讓|这|這|那|几|幾|谁|誰|为|為|还|還|都|就|去|找"
)
"""Words that make a sentence Chinese, and not a foreign one with a Chinese term in it."""

_MARKS: Final[Mapping[str, tuple[str, float]]] = {
    # Letters that tell languages of one script apart, and the evidence of one of them (nats).
    "de": ("äöüß", 1.0),
    "fr": ("çœèêëàùîïû", 1.0),
    "es": ("ñ¿¡", 2.5),
    "pt": ("ãõ", 2.5),
    "tr": ("ğışİ", 2.0),
    "vi": ("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ", 2.5),
    "ar": ("ةىيكإأؤ", 0.8),
    "fa": ("پچژگیک", 0.7),
    "ur": ("ٹڈڑےںہھ", 1.5),
    "ja": (_JAPANESE_FORMS, 1.5),
}
_CHINESE: Final = 1.5
"""Without kana, Chinese is likelier."""

_CHINESE_BY_WORDS: Final = 4.0
"""That much likelier still, where all of it is common Chinese words: a newcomer in China copies
them from a sign or a form. Not in a conversation that was Japanese."""

_NOT_JAPANESE: Final = 2.5
_PRIOR: Final = 2.5
_WORD: Final = 1.6
_LETTERS: Final = 0.4
_LINGUA_FRANCA: Final = 1.5
_LANGDETECT: Final = 2.0
_LOWER_WORD: Final = compiled(r"\p{Latin}\p{Ll}")
"""Two letters of a word, not a code such as R, A or HSK."""

_WORDS: Final = compiled(r"[\p{L}\p{M}]+(?:['’][\p{L}]+)?")
_FUNCTION_WORDS: Final = Path(__file__).resolve().parent / "tables" / "function_words.yaml"
_SENTENCE_LETTERS: Final = 4
_CLEAR: Final = 0.45
"""Under this probability a message without a prior is called undetermined."""


@dataclass(frozen=True)
class Identification:
    """The language, its probability, and the languages considered, most probable first."""

    language: str
    confidence: float
    candidates: tuple[tuple[str, float], ...]


def identify(
    text: str, *, prior: str | None = None, expected: Collection[str] = LANGUAGES
) -> Identification:
    """The language of a message; `prior` is that of the conversation so far.

    Without letters, or without evidence, the answer is the prior, or "und" where there is none.
    """
    text = clean(text)[:1000]
    script = _main_script(text)
    if script is None:
        return _fallback(prior)
    possible = [language for language in _LANGUAGES_OF[script] if language in expected]
    if prior is not None and not _is_sentence(text, script, possible):
        return _fallback(prior)
    if len(possible) == 1:
        return Identification(possible[0], 0.99, ((possible[0], 0.99),))
    evidence = _evidence(text, script, possible)
    if script == "Han" and prior != "ja" and is_chinese_words(_han(text)):
        evidence["zh"] += _CHINESE_BY_WORDS
    if prior in evidence:
        evidence[prior] += _PRIOR
    elif prior is None and DEFAULT_LANGUAGE in evidence:
        evidence[DEFAULT_LANGUAGE] += _LINGUA_FRANCA
    if possible[0] != "zh":
        _ask_langdetect(text, evidence)
    return _decide(evidence, prior)


def _main_script(text: str) -> str | None:
    """The script that carries the message, by words; a foreign term in it does not decide."""
    letters = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    if letters["Kana"]:
        letters["Kana"] += letters.pop("Han")
    words = {
        name: count / _LETTERS_PER_WORD[name]
        if name in _LETTERS_PER_WORD
        else float(_count_words(text, name))
        for name, count in letters.items()
        if count
    }
    if "Han" in words and len(words) > 1 and not _CHINESE_WORDS.search(text):
        others = {name: count for name, count in words.items() if name != "Han"}
        if others != {"Latin": others.get("Latin")} or _LOWER_WORD.search(text):
            words = others
    if "Latin" in words and len(words) > 1 and not _has_small_word(text):
        del words["Latin"]
    return max(words, key=lambda name: words[name]) if words else None


def _has_small_word(text: str) -> bool:
    """Whether a small word of a language in Latin letters makes more of them than names and terms:
    "work permit 怎么办" has none."""
    return not _words_in_latin_letters().isdisjoint(_WORDS.findall(text.lower()))


@lru_cache(maxsize=1)
def _words_in_latin_letters() -> frozenset[str]:
    known = function_words()
    return frozenset().union(*(known[language] for language in _LANGUAGES_OF["Latin"]))


def _is_sentence(text: str, script: str, languages: list[str]) -> bool:
    """Whether there is more than a greeting, a name or a number: enough to change the language."""
    letters = len(_SCRIPTS[script].findall(text))
    if script in _LETTERS_PER_WORD:
        return letters >= _SENTENCE_LETTERS
    words = [word for word in _WORDS.findall(text.lower()) if _SCRIPTS[script].search(word)]
    known = {word for language in languages for word in function_words().get(language, ())}
    return len(words) >= 3 or (len(words) == 2 and any(word in known for word in words))


def _count_words(text: str, script: str) -> int:
    return sum(1 for word in _WORDS.findall(text) if _SCRIPTS[script].search(word))


def _evidence(text: str, script: str, possible: list[str]) -> dict[str, float]:
    lowered = text.lower()
    words = Counter(_WORDS.findall(lowered.replace("’", "'")))
    in_script = " ".join(word for word in words.elements() if _SCRIPTS[script].search(word))
    evidence = dict.fromkeys(possible, 0.0)
    for language in possible:
        known = function_words().get(language, frozenset())
        hits = sum(count for word, count in words.items() if word in known)
        letters, weight = _MARKS.get(language, ("", 0.0))
        marks = sum(lowered.count(letter) for letter in letters)
        evidence[language] = _WORD * hits + weight * min(marks, 4)
    if "zh" in evidence:
        evidence["zh"] += _CHINESE + _NOT_JAPANESE * min(4, _count_unknown_in_japan(text))
    letters_say = score_letters(in_script)
    for language in possible:
        evidence[language] += _LETTERS * letters_say[language]
    return evidence


def _count_unknown_in_japan(text: str) -> int:
    """How many characters the Japanese standard set (JIS X 0208) does not have: most of those that
    were simplified."""
    han = _han(text)
    return len(han) - len(han.encode("shift_jis", errors="ignore")) // 2


def _han(text: str) -> str:
    return "".join(_SCRIPTS["Han"].findall(text))


def _ask_langdetect(text: str, evidence: dict[str, float]) -> None:
    """Add what langdetect says, where that can change the language: it takes far longer than all
    else together."""
    letters = sum(map(len, set(_WORDS.findall(text.lower().replace("’", "'")))))
    most = min(1.0, letters / 60) * _LANGDETECT
    best = max(evidence, key=lambda language: evidence[language])
    rivals = (evidence[one] + most for one in evidence if one != best)
    if sum(math.exp(rival - evidence[best]) for rival in rivals) < 1:
        return
    for language, probability in _langdetect(text, tuple(evidence)).items():
        evidence[language] += most * probability


def _decide(evidence: dict[str, float], prior: str | None) -> Identification:
    top = max(evidence.values())
    weights = {language: math.exp(value - top) for language, value in evidence.items()}
    total = sum(weights.values())
    ranked = sorted(((name, w / total) for name, w in weights.items()), key=lambda p: -p[1])
    language, probability = ranked[0]
    candidates = tuple((name, round(p, 4)) for name, p in ranked[:4])
    if probability < _CLEAR:
        if prior is not None:
            return Identification(prior, round(probability, 4), candidates)
        return Identification(UNDETERMINED, round(probability, 4), candidates)
    return Identification(language, round(probability, 4), candidates)


def _fallback(prior: str | None) -> Identification:
    if prior is None:
        return Identification(UNDETERMINED, 0.0, ())
    return Identification(prior, 0.5, ((prior, 0.5),))


@lru_cache(maxsize=1)
def function_words() -> dict[str, frozenset[str]]:
    """The small words of each language, with and without accents."""
    with _FUNCTION_WORDS.open(encoding="utf-8") as stream:
        table: dict[str, str] = yaml.load(stream, yaml.CSafeLoader)
    return {
        language: frozenset(words.split()) | frozenset(without_accents(words).split())
        for language, words in table.items()
    }


@lru_cache(maxsize=4)
def _factory(languages: tuple[str, ...]) -> DetectorFactory:
    """A langdetect factory with the profiles of these languages alone."""
    folder = Path(langdetect.__file__).parent / "profiles"
    factory = DetectorFactory()
    factory.set_seed(0)
    factory.load_json_profile([(folder / name).read_text("utf-8") for name in languages])
    return factory


def _langdetect(text: str, languages: tuple[str, ...]) -> dict[str, float]:
    detector = _factory(languages).create()
    detector.append(text)
    try:
        return {found.lang: found.prob for found in detector.get_probabilities()}
    except LangDetectException:
        return {}
