"""What agents say often, in every language that is answered in full.

    groups = load_phrasebook()
    groups[0].phrases[0].texts["ko"]

The phrases stand in `knowledge/corpus/phrasebook.yaml`. An agent picks in Chinese, the person reads
their own language: so each phrase must say the same in all of them. It states no figure of its own:
telephone numbers come from the directory, `{phone:hotline-110-police}`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import Field

from knowledge.guides import PLACEHOLDER
from knowledge.library import CORPUS, Library, Problem, shared_library
from knowledge.model.fact import Bilingual
from knowledge.model.record import Record
from knowledge.render import render_body
from nlu.languages import FULL_LANGUAGES

FILE: Final = "phrasebook.yaml"
LONGEST: Final = 400
"""Characters of a phrase: a sentence or three, to be read at a glance."""

_ID: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_DIGIT: Final = re.compile(r"\d")
_MARKUP: Final = re.compile(r"[<>{}\n]|\*\*|https?://")


class Phrase(Record):
    """One thing to say, by language code."""

    id: str = Field(regex=_ID)
    texts: dict[str, str]


class PhraseGroup(Record):
    """Phrases for one occasion, in the order in which they are offered."""

    id: str = Field(regex=_ID)
    title: Bilingual
    phrases: list[Phrase] = Field(min_items=1)


@lru_cache(maxsize=1)
def load_phrasebook() -> tuple[PhraseGroup, ...]:
    """The phrasebook as it is said, its numbers filled in; read once. ValueError where it is not
    as it must be."""
    return fill_phrasebook(read_phrasebook(), shared_library())


def read_phrasebook(root: Path = CORPUS) -> tuple[PhraseGroup, ...]:
    """The phrasebook as it is written. Raises ValueError where a record is not as it must be."""
    path = root / FILE
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if not isinstance(data, list):
        raise ValueError("not a list of groups")
    return tuple(PhraseGroup.parse_obj(record) for record in data)


def fill_phrasebook(groups: tuple[PhraseGroup, ...], library: Library) -> tuple[PhraseGroup, ...]:
    """The groups with every placeholder filled from the library."""

    def filled(phrase: Phrase) -> Phrase:
        texts = {code: render_body(library, text, code) for code, text in phrase.texts.items()}
        return Phrase(id=phrase.id, texts=texts)

    return tuple(
        group.copy(update={"phrases": [filled(phrase) for phrase in group.phrases]})
        for group in groups
    )


def check_phrasebook(library: Library, root: Path = CORPUS) -> list[Problem]:
    """Everything that is wrong with the phrasebook, by line; a corpus need not have one."""
    path = root / FILE
    if not path.is_file():
        return []
    try:
        source = path.read_text(encoding="utf-8")
        groups = read_phrasebook(root)
    except (yaml.YAMLError, ValueError) as error:
        return [Problem(path, 1, " ".join(str(error).split()))]
    lines = _Lines(source)
    problems = [
        Problem(path, lines.of(phrase.id), f"{phrase.id}: {fault}")
        for group in groups
        for phrase in group.phrases
        for fault in _faults(phrase, library)
    ]
    named = [group.id for group in groups] + [p.id for group in groups for p in group.phrases]
    repeated = [name for name, count in Counter(named).items() if count > 1]
    return problems + [Problem(path, lines.of(name), f"{name} stands twice") for name in repeated]


def _faults(phrase: Phrase, library: Library) -> Iterator[str]:
    missing = [code for code in FULL_LANGUAGES if not phrase.texts.get(code, "").strip()]
    unknown = phrase.texts.keys() - set(FULL_LANGUAGES)
    if missing:
        yield f"no text in {', '.join(missing)}"
    if unknown:
        yield f"unknown languages: {', '.join(sorted(unknown))}"
    named = {code: _placeholders(text) for code, text in phrase.texts.items()}
    for name in sorted(set[str]().union(*named.values())):
        if not name.startswith("phone:") or name.removeprefix("phone:") not in library.places:
            yield f"no such telephone: {name}"
    for code, text in phrase.texts.items():
        bare = PLACEHOLDER.sub("", text)
        if named[code] != named.get("zh"):
            yield f"{code}: not the numbers of the Chinese"
        if _DIGIT.search(bare):
            yield f"{code}: a digit; numbers come from the directory"
        if _MARKUP.search(bare):
            yield f"{code}: markup or an address"
        if len(text) > LONGEST:
            yield f"{code}: longer than {LONGEST} characters"


def _placeholders(text: str) -> set[str]:
    return {f"{match['kind']}:{match['name']}" for match in PLACEHOLDER.finditer(text)}


class _Lines:
    """The line on which an id stands."""

    def __init__(self, source: str) -> None:
        self._lines: dict[str, int] = {}
        for number, line in enumerate(source.splitlines(), 1):
            found: Any = re.search(r"\bid: (\S+)", line)
            if found:
                self._lines.setdefault(found[1].strip("'\""), number)

    def of(self, identity: str) -> int:
        return self._lines.get(identity, 1)
