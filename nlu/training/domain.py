"""Text of the assistant's own field: glossary, questions and the guides of the product."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from nlu.training.parallel import ENGLISH, comparison_key

GLOSSARY_FILES = ("indomain_glossary_17langs.psv", "indomain_questions_17langs.psv")
PHRASINGS_PER_PHRASING = 3
"""English phrasings of the same guide that each phrasing is paired with."""

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class DomainPair:
    """A text and the English text whose teacher vector it should get.

    Pairs of one ``group`` mean the same and are no counterexamples for one another.
    """

    text: str
    english: str
    group: str
    language: str


@dataclass(frozen=True)
class GuideText:
    """One language of a guide: its title, how people ask for it, and its first paragraph.

    An article of the regulation has the form of a guide, with its summary as title and no topic.
    """

    guide: str
    language: str
    title: str
    phrasings: tuple[str, ...]
    summary: str
    topic: str = ""


@dataclass(frozen=True)
class HeldOutPhrasing:
    """A phrasing that is kept out of training, to measure whether it finds its guide."""

    language: str
    text: str
    guide: str


def read_glossary(folder: Path, further: Iterable[Path] = ()) -> Iterator[DomainPair]:
    """Terms and questions of the field, each line in all languages."""
    for path in (*(folder / name for name in GLOSSARY_FILES), *further):
        languages, *lines = _cells(path)
        for line in lines:
            english = line[languages.index(ENGLISH)]
            for language, text in zip(languages, line, strict=True):
                yield DomainPair(text, english, english, language)


def read_guides(corpus: Path) -> list[GuideText]:
    """Every guide of the corpus that has an English file, in all its languages.

    Of the languages that a guide is only asked in, and not answered, there are phrasings alone.
    """
    folder = corpus / "guides"
    texts = [_read_guide(path) for path in sorted(folder.glob("*/*/*.md"))]
    found = [text for text in texts if text is not None]
    with_english = {text.guide for text in found if text.language == ENGLISH}
    found += [text for path in sorted(folder.glob("*/*/ask.yaml")) for text in _only_asked(path)]
    return [text for text in found if text.guide in with_english]


def read_articles(corpus: Path) -> list[GuideText]:
    """How people ask for each article of the regulation, in every language."""
    return [
        GuideText(
            guide=f"article:{article['number']}",
            language=path.stem,
            title=str(article["summary"]),
            phrasings=tuple(map(str, article.get("ask", ()))),
            summary="",
        )
        for path in sorted((corpus / "regulation").glob("??.yaml"))
        for article in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def split_guides(guides: list[GuideText]) -> tuple[list[GuideText], list[HeldOutPhrasing]]:
    """Take the last phrasing of every guide and language out of training."""
    held_out = [
        HeldOutPhrasing(text.language, text.phrasings[-1], text.guide)
        for text in guides
        if len(text.phrasings) > 1
    ]
    hidden = {comparison_key(phrasing.text) for phrasing in held_out}
    return [_without(text, hidden) for text in guides], held_out


def guide_pairs(guides: list[GuideText], seed: int) -> Iterator[DomainPair]:
    """Pairs of the guides' texts with English texts of the same guide.

    Titles and first paragraphs are translations of one another. Phrasings are not: each is paired
    with the English title and with some English phrasings of its guide.
    """
    generator = random.Random(seed)
    english = {text.guide: text for text in guides if text.language == ENGLISH}
    for text in guides:
        original = english[text.guide]
        for source, target in _guide_matches(text, original, generator):
            if source and target:
                yield DomainPair(source, target, text.guide, text.language)


def _guide_matches(
    text: GuideText, original: GuideText, generator: random.Random
) -> Iterator[tuple[str, str]]:
    yield text.title, original.title
    yield text.summary, original.summary
    yield text.title, original.summary
    count = min(PHRASINGS_PER_PHRASING, len(original.phrasings))
    for phrasing in text.phrasings:
        yield phrasing, original.title
        for match in generator.sample(original.phrasings, count):
            yield phrasing, match


def _read_guide(path: Path) -> GuideText | None:
    match = _FRONT_MATTER.match(path.read_text(encoding="utf-8"))
    if match is None:
        return None
    header = yaml.safe_load(match[1])
    phrasings = tuple(str(phrasing) for phrasing in header.get("ask") or ())
    return GuideText(
        guide=path.parent.name,
        language=path.stem,
        title=str(header["title"]),
        phrasings=phrasings,
        summary=_first_paragraph(match[2]),
        topic=path.parent.parent.name,
    )


def _only_asked(path: Path) -> Iterator[GuideText]:
    asked: dict[str, list[object]] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    for language, phrasings in asked.items():
        guide, topic = path.parent.name, path.parent.parent.name
        yield GuideText(guide, language, "", tuple(map(str, phrasings)), "", topic)


def _first_paragraph(body: str) -> str:
    paragraph = body.strip().split("\n\n", 1)[0]
    plain = _PLACEHOLDER.sub(" ", paragraph).replace("**", "")
    return " ".join(plain.split())


def _without(text: GuideText, hidden: set[str]) -> GuideText:
    kept = tuple(phrasing for phrasing in text.phrasings if comparison_key(phrasing) not in hidden)
    return replace(text, phrasings=kept)


def _cells(path: Path) -> list[list[str]]:
    return [line.split("|") for line in path.read_text(encoding="utf-8").splitlines()]
