"""Terms of many languages found in a text in one pass: a trie, and terms of several parts.

A term is written as `nlu/tables/emergencies.yaml` explains: `a & b` in any order, `a ~ b` in this
order, `(a|b)` either, `bleed*` every word that begins so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import regex

from nlu.normalise import fold, simplify_chinese, without_accents
from nlu.patterns import compiled

_ARABIC_FORMS: Final = str.maketrans("أإآٱىيئكةۀ", "اااایییکهه", "ـ\u200c")
_ARABIC_MARKS: Final = compiled(r"[\u064b-\u0655\u0670]")
_REPEATED: Final = compiled(r"(\p{L})\1{2,}")
_NO_WORD: Final = compiled(r"[^\p{L}\p{M}\p{N}]+")
_UNSPACED: Final = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Hangul}"
_SPACE_BETWEEN: Final = compiled(rf"(?<=[{_UNSPACED}]) | (?=[{_UNSPACED}])")
_IS_UNSPACED: Final = compiled(rf"[{_UNSPACED}]")
_IS_ARABIC: Final = compiled(r"\p{Arabic}")
_PARTICLES: Final = frozenset(
    joined + preposition + article
    for joined in ("", *"وف")
    for preposition in ("", *"بکلسهحع")
    for article in ("", "ال", "ل")
)
"""What Arabic writes at the front of a word: "and", "by", "will", "the", …, as `prepare` leaves it.
Any other beginning is part of the word: "ماذا" is "what", "اذا" is "if"."""

_GAP: Final = 40
_UNSPACED_GAP: Final = 15
_TERM: Final = compiled(r"(?:[^,()]|\([^()]*\))+")

Span = tuple[int, int]


def prepare(text: str) -> str:
    """The text as terms are compared: folded, bare of accents and signs, one space between words.

    >>> prepare("HEEELP!! J'étouffe…"), prepare("救 命啊！！")
    ('help j etouffe', '救命啊')
    """
    plain = without_accents(simplify_chinese(fold(text)))
    plain = _ARABIC_MARKS.sub("", plain.translate(_ARABIC_FORMS))
    plain = _NO_WORD.sub(" ", _REPEATED.sub(r"\1", plain)).strip()
    return _SPACE_BETWEEN.sub("", plain)


@dataclass(frozen=True)
class _Term:
    """The parts of a term, each a number under which the trie knows its alternatives."""

    owner: tuple[str, str]
    parts: tuple[int, ...]
    ordered: bool
    gap: int


class Terms:
    """Terms, each owned by a language and a category.

    >>> terms = Terms([("en", "medical", "chest & (pain*|hurt*)"), ("zh", "fire", "着火")])
    >>> terms.find(prepare("my chest really hurts!"))
    {('en', 'medical'): 1}
    """

    def __init__(self, written: Iterable[tuple[str, str, str]]) -> None:
        self._trie: dict[str, Any] = {}
        self._terms_of: dict[int, list[_Term]] = defaultdict(list)
        self._parts = 0
        for language, category, lines in written:
            for term in _TERM.findall(lines):
                if term.strip():
                    self._add((language, category), term.strip())

    def find(self, prepared: str) -> dict[tuple[str, str], int]:
        """How many terms of each owner the prepared text holds."""
        spans = self._spans(prepared)
        found: dict[tuple[str, str], int] = defaultdict(int)
        for part in spans:
            for term in self._terms_of.get(part, ()):
                if _holds(term, spans):
                    found[term.owner] += 1
        return dict(found)

    def _add(self, owner: tuple[str, str], written: str) -> None:
        ordered = "~" in written
        pieces = [piece.strip() for piece in regex.split(r"\s[~&]\s", written)]
        unspaced = bool(_IS_UNSPACED.search(written))
        parts = []
        for piece in pieces:
            parts.append(self._parts)
            for phrase in _alternatives(piece):
                self._add_phrase(phrase, self._parts)
            self._parts += 1
        gap = _UNSPACED_GAP if unspaced else _GAP
        self._terms_of[parts[0]].append(_Term(owner, tuple(parts), ordered, gap))

    def _add_phrase(self, phrase: str, part: int) -> None:
        wildcard = phrase.endswith("*")
        for form in {phrase, phrase.replace("'", "").replace("’", "")}:
            key = prepare(form.rstrip("*"))
            if key:
                node = self._trie
                for letter in key:
                    node = node.setdefault(letter, {})
                node.setdefault("", []).append((part, wildcard or _unspaced(key[-1])))

    def _spans(self, text: str) -> dict[int, list[Span]]:
        spans: dict[int, list[Span]] = defaultdict(list)
        length = len(text)
        for start in _starts(text):
            node, at = self._trie, start
            while at < length and (follower := node.get(text[at])) is not None:
                node, at = follower, at + 1
                for part, open_end in node.get("", ()):
                    if open_end or at == length or text[at] == " ":
                        spans[part].append((start, at))
        return spans


def _alternatives(piece: str) -> Iterator[str]:
    """The phrases that a part of a term stands for: `a (b|c)` is "a b" and "a c"."""
    before, bracket, rest = piece.partition("(")
    if not bracket:
        yield piece.strip()
        return
    within, _, after = rest.partition(")")
    for choice in within.split("|"):
        yield f"{before} {choice} {after}".strip()


def _unspaced(letter: str) -> bool:
    return letter > "\u0dff" and _IS_UNSPACED.match(letter) is not None


def _starts(text: str) -> Iterator[int]:
    """Where a term may begin: at a word, at any letter of a script without spaces."""
    word = 0
    for at, letter in enumerate(text):
        if letter == " ":
            word = at + 1
        elif at == word or _unspaced(letter) or text[word:at] in _PARTICLES:
            yield at


def _holds(term: _Term, spans: dict[int, list[Span]]) -> bool:
    if len(term.parts) == 1:
        return True
    if any(part not in spans for part in term.parts):
        return False
    return any(_reaches(term, spans, span, 1) for span in spans[term.parts[0]])


def _reaches(term: _Term, spans: dict[int, list[Span]], last: Span, index: int) -> bool:
    """Whether the parts from `index` on follow close to `last`."""
    if index == len(term.parts):
        return True
    return any(
        _close(last, span, term) and _reaches(term, spans, span, index + 1)
        for span in spans[term.parts[index]]
    )


def _close(one: Span, other: Span, term: _Term) -> bool:
    if other[0] >= one[1]:
        return other[0] - one[1] <= term.gap
    return not term.ordered and one[0] >= other[1] and one[0] - other[1] <= term.gap
