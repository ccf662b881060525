"""Names that are looked up in tables, found in a text with their places.

spaCy's PhraseMatcher finds whole words, however many names there are. Beginnings of words, and
names in scripts that put no space between words, are looked up letter by letter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from nlu.patterns import compiled
from nlu.spacy_alone import Doc, PhraseMatcher, Vocab
from nlu.word_table import UNSPACED, aligned

_BREAKS: Final = str.maketrans("'’-‐‑/", "      ")
"""What joins words that are told apart here: "Côte d'Ivoire", "Almanya'dan", "Z-visa"."""

_STEM: Final = "*"
_WORD: Final = compiled(r"[\p{L}\p{M}\p{Nd}]+")
_ARABIC: Final = compiled(r"\p{Arabic}")
_ARABIC_FRONT: Final = ("", "ال", "و", "ب", "ل", "بال", "لل", "وال", "ك", "ف")
_HANGUL: Final = compiled(r"\p{Hangul}")
_KATAKANA: Final = compiled(r"[\p{Katakana}ー]")

_VOCABULARY: Final = Vocab()
"""The words of all tables."""

Found = tuple[str, int, int]
"""What is named, and where: `text[start:end]`."""


class Phrases:
    """A table of names: for each value the ways to write it. A name that ends in `*` stands for
    all the words that begin so; one in Korean may have any ending.

    >>> names = Phrases({"FR": ["france", "法国", "french*"], "KR": ["韩国"]})
    >>> names.find("A Frenchman from France 在法國")
    [('FR', 2, 11), ('FR', 17, 23), ('FR', 25, 27)]
    """

    def __init__(self, table: Mapping[str, Iterable[str]]) -> None:
        self._whole = PhraseMatcher(_VOCABULARY)
        self._beginnings: dict[str, str] = {}
        self._unspaced: dict[str, str] = {}
        for value, names in table.items():
            self._whole.add(value, [_document(name) for name in self._sorted_in(value, names)])
        self._begun_lengths = _Lengths(self._beginnings)
        self._lengths = _Lengths(self._unspaced)

    def _sorted_in(self, value: str, names: Iterable[str]) -> Iterator[str]:
        """Keep the names that are looked up here; those for spaCy come back."""
        for name in dict.fromkeys(names):
            plain = _plain(name.rstrip(_STEM)).strip()
            if name.endswith(_STEM) or _HANGUL.search(plain):
                for front in _fronts(plain):
                    self._beginnings.setdefault(front + plain, value)
            elif UNSPACED.search(plain):
                self._unspaced.setdefault(plain, value)
            else:
                yield from (front + plain for front in _fronts(plain))

    def find(self, text: str) -> list[Found]:
        """The names in a text, in order; of those that overlap the longest."""
        said = _plain(text)
        found = [*self._found_whole(said), *self._found_in_words(said)]
        if len(found) < 2:
            return found
        kept: list[Found] = []
        for one in sorted(found, key=lambda one: one[1] - one[2]):
            if not any(one[1] < end and start < one[2] for _, start, end in kept):
                kept.append(one)
        return sorted(kept, key=lambda one: one[1])

    def _found_whole(self, said: str) -> Iterator[Found]:
        document, words = _read(said)
        for name, first, last in self._whole(document):
            yield _VOCABULARY.strings[name], words[first].start, words[last - 1].end

    def _found_in_words(self, said: str) -> Iterator[Found]:
        for word in _read(said)[1]:
            begun = self._begun(said, word.start)
            if begun is not None:
                yield begun
            if word.is_unspaced and self._unspaced:
                yield from self._found_inside(said[word.start : word.end], word.start)

    def _begun(self, said: str, at: int) -> Found | None:
        """What begins at a word, up to the end of its last word; of Korean the name alone."""
        for length in self._begun_lengths.at(said, at):
            value = self._beginnings.get(said[at : at + length])
            end = at + length
            if value is not None and end <= len(said):
                rest = None if _HANGUL.match(said, end - 1) else _WORD.match(said, end)
                return value, at, rest.end() if rest else end
        return None

    def _found_inside(self, word: str, at: int) -> Iterator[Found]:
        start = 0
        while start < len(word):
            end = self._end(word, start)
            if end > start:
                yield self._unspaced[word[start:end]], at + start, at + end
            start = max(end, start + 1)

    def _end(self, word: str, start: int) -> int:
        """Where the longest name ends that begins at `start`, or `start`; a katakana word is a name
        only as a whole."""
        for length in self._lengths.at(word, start):
            end = start + length
            if word[start:end] in self._unspaced and end <= len(word):
                inner = _KATAKANA.match(word, start) and (
                    _KATAKANA.match(word, start - 1) if start else None
                )
                goes_on = _KATAKANA.match(word, end - 1) and _KATAKANA.match(word, end)
                if not (inner or goes_on):
                    return end
        return start


class _Lengths:
    """How long the names are that begin with the same letters: most words begin none of them."""

    def __init__(self, names: Collection[str]) -> None:
        self._letters = min((2, *map(len, names)))
        lengths: dict[str, set[int]] = {}
        for name in names:
            lengths.setdefault(name[: self._letters], set()).add(len(name))
        self._lengths = {first: sorted(known, reverse=True) for first, known in lengths.items()}

    def at(self, text: str, start: int) -> Sequence[int]:
        """The lengths of names that may stand at `start`, the longest first."""
        return self._lengths.get(text[start : start + self._letters], ())


class _Word(NamedTuple):
    """`said[start:end]`; `is_unspaced`: names may stand inside it."""

    start: int
    end: int
    is_unspaced: bool


@lru_cache(maxsize=64)
def _read(said: str) -> tuple[Doc, list[_Word]]:
    """The words of a text, which several tables are looked up for, and where they stand."""
    found = [(match.group(), *match.span()) for match in _WORD.finditer(said)]
    words = [
        _Word(start, end, not word.isascii() and UNSPACED.search(word) is not None)
        for word, start, end in found
    ]
    return Doc(_VOCABULARY, [word for word, _, _ in found]), words


def _document(said: str) -> Doc:
    return Doc(_VOCABULARY, _WORD.findall(said))


def _plain(text: str) -> str:
    return aligned(text).translate(_BREAKS)


def _fronts(name: str) -> tuple[str, ...]:
    return _ARABIC_FRONT if _ARABIC.search(name) else ("",)
