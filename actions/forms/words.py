"""How people name a form's questions and answers: `words/<form>.yaml`.

For each slot: `names` (how the question is named: "my salary"), `cues` (patterns around a number:
"{n} years old"), `times` (the same for a number that is to be multiplied, by how much: "{n} a
month" is twelve times that a year) and `choices` (words for each choice), each as lists of words by
language. Where none of these is there, `papers` says which choice a permit or visa that the message
names (`nlu.permits`) means, if one of the words `beside` it is in the message, where there are any.
Words of every language are looked for, whatever language a message is in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import regex
import yaml

from actions.forms.definition import Answer, FormDefinition, Question
from nlu.clock import today
from nlu.mentions import mentions_in, values_of
from nlu.numbers import FoundNumber, numbers_in, readable
from nlu.patterns import Pattern, compiled
from nlu.permits import permits_said

_FOLDER: Final = Path(__file__).resolve().parent / "words"
_UNSPACED: Final = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Hangul}"
_YUAN: Final = "CNY"
_BEFORE: Final = rf"(?<![\p{{L}}\p{{N}}--[{_UNSPACED}]])"
_AFTER: Final = rf"(?![\p{{L}}\p{{N}}--[{_UNSPACED}]])"


@dataclass(frozen=True)
class SlotWords:
    """The compiled words of one slot."""

    names: Pattern | None = None
    cues: tuple[tuple[Pattern, int], ...] = ()
    """Patterns around a number, and by how much it is multiplied."""

    choices: Mapping[str, Pattern] = field(default_factory=dict)
    papers: Mapping[str, str] = field(default_factory=dict)
    beside: Pattern | None = None


def mentioned(form: FormDefinition, text: str) -> str | None:
    """The slot whose question a message names, if it names just one."""
    said = readable(text)
    found = [
        slot
        for slot, words in _words(form.name).items()
        if words.names and words.names.search(said)
    ]
    return found[0] if len(found) == 1 else None


def given_in(form: FormDefinition, text: str) -> dict[str, Answer]:
    """The answers that a message gives of itself: "I'm 35 and have a master's"."""
    said, numbers = readable(text), numbers_in(text)
    marked = _marked(said, numbers)
    answers: dict[str, Answer] = {}
    for question in form.questions:
        words = _words(form.name).get(question.slot, SlotWords())
        value = (
            _choice_of_words(words, text) if question.choices else _number(words, marked, numbers)
        )
        if value is None and question.mention:
            value = _named(question.mention, text)
        if value is not None:
            answers[question.slot] = value
    return answers


def choice_in(form: FormDefinition, question: Question, text: str) -> str | None:
    """The one choice of a question that a message has words of, or None."""
    return _choice_of_words(_words(form.name).get(question.slot, SlotWords()), text)


def _choice_of_words(words: SlotWords, text: str) -> str | None:
    said = readable(text)
    return _choice(words, said) or _choice_of_papers(words, text, said)


def _choice_of_papers(words: SlotWords, text: str, said: str) -> str | None:
    """The choice that the one permit or visa means which the message names, or None."""
    if not words.papers or (words.beside and not words.beside.search(said)):
        return None
    named = {words.papers[name] for name, _, _ in permits_said(text) if name in words.papers}
    return named.pop() if len(named) == 1 else None


def _choice(words: SlotWords, said: str) -> str | None:
    """The choice whose words stand in the text; of overlapping words the longest counts."""
    spans = [
        (match.start(), match.end(), choice)
        for choice, pattern in words.choices.items()
        for match in pattern.finditer(said)
    ]
    kept = {
        choice
        for start, end, choice in spans
        if not any(s <= start and end <= e and (s, e) != (start, end) for s, e, _ in spans)
    }
    return kept.pop() if len(kept) == 1 else None


def _number(words: SlotWords, marked: str, numbers: list[FoundNumber]) -> float | None:
    for cue, times in words.cues:
        match = cue.search(marked)
        if match:
            return numbers[int(match["n"])].value * times
    return None


def _named(kind: str, text: str) -> float | None:
    """The one age, or the one amount in yuan, that a message names."""
    named = [one.split() for one in values_of(kind, mentions_in(text, today()))]
    amounts = {float(amount) for amount, *unit in named if unit in ([], [_YUAN])}
    return amounts.pop() if len(amounts) == 1 else None


def _marked(said: str, numbers: list[FoundNumber]) -> str:
    """The text with each number replaced by its place in the list, between marks."""
    parts, at = [], 0
    for place, number in enumerate(numbers):
        parts += [said[at : number.start], f"\ue000{place}\ue001"]
        at = number.end
    return "".join(parts) + said[at:]


@lru_cache(maxsize=64)
def _words(form: str) -> dict[str, SlotWords]:
    path = _FOLDER / f"{form}.yaml"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8") as stream:
        table: dict[str, dict[str, Any]] = yaml.load(stream, yaml.CSafeLoader)
    return {slot: _slot_words(entry) for slot, entry in table.items()}


def _slot_words(entry: Mapping[str, Any]) -> SlotWords:
    names = _any(_flat(entry.get("names", {})))
    scaled = [*entry.get("times", {}).items(), (1, entry.get("cues", {}))]
    cues = tuple((_cue(cue), int(times)) for times, cues in scaled for cue in _flat(cues))
    choices = {
        choice: pattern
        for choice, words in entry.get("choices", {}).items()
        if (pattern := _any(_flat(words)))
    }
    beside = _any(_flat(entry.get("beside", {})))
    return SlotWords(names, cues, choices, entry.get("papers", {}), beside)


def _flat(by_language: Mapping[str, Iterable[str]]) -> list[str]:
    return [readable(str(word)) for words in by_language.values() for word in words]


def _any(words: list[str]) -> Pattern | None:
    if not words:
        return None
    longest_first = sorted(set(words), key=len, reverse=True)
    joined = "|".join(regex.escape(word) for word in longest_first)
    return compiled(rf"{_BEFORE}(?:{joined}){_AFTER}", regex.VERSION1)


def _cue(cue: str) -> Pattern:
    before, _, after = cue.partition("{n}")
    start = rf"{_BEFORE}{regex.escape(before.strip())}\s*" if before.strip() else ""
    end = rf"\s*{regex.escape(after.strip())}{_AFTER}" if after.strip() else ""
    return compiled(rf"{start}\ue000(?P<n>\d+)\ue001{end}", regex.VERSION1)
