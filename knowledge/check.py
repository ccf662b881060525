"""Whether the content is in order: every rule of `docs/content.md`, all faults at once.

problems = check_corpus(Path("knowledge/corpus"), today=date.today())
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

from knowledge.guides import (
    PLACEHOLDER,
    count_points,
    count_steps,
    placeholders,
    plain_words,
    stray_digits,
)
from knowledge.library import CORPUS, Library, Problem, read_library
from knowledge.model.article import Article
from knowledge.model.fact import Fact
from knowledge.model.guide import Guide, GuideText
from knowledge.model.place import Place
from knowledge.phrasebook import check_phrasebook
from nlu.identify import identify
from nlu.languages import FULL_LANGUAGES, LANGUAGES
from nlu.normalise import fold

ASK_COUNT: Final = (8, 40)
WORD_COUNT: Final = (60, 180)
"""Of an answer in English; other languages that separate words may be a third longer or shorter."""
CHARACTER_COUNT: Final = {"zh": (90, 420), "ja": (90, 560), "th": (150, 1100)}
_SLACK: Final = 1.5
_FORBIDDEN: Final = re.compile(r"^#|<[a-zA-Z/]|\]\(|^\||https?://", re.MULTILINE)
_BRACE: Final = re.compile(r"[{}]")
_TRANSLATED_ARTICLES: Final = range(32, 48)


def check_corpus(root: Path = CORPUS, *, today: date) -> list[Problem]:
    """Everything that is wrong with the corpus, by file and line; warnings are marked as such."""
    library, problems = read_library(root)
    problems = list(problems)
    for guide in library.guides.values():
        problems += _check_guide(library, guide, root / "guides" / guide.topic / guide.id)
    problems += _check_phrasings(library, root)
    problems += _check_references(library.places.values(), library, root)
    problems += _check_regulation(library.articles.values(), root / "regulation")
    problems += _check_ages(library.facts.values(), root / "facts", today)
    problems += check_phrasebook(library, root)
    return sorted(problems, key=lambda p: (p.warning, str(p.path), p.line))


def _check_guide(library: Library, guide: Guide, folder: Path) -> Iterator[Problem]:
    header = folder / "guide.yaml"
    known: tuple[tuple[str, Iterable[object], Callable[[object], bool]], ...] = (
        ("fact", guide.header.facts, lambda x: x in library.facts),
        ("place", guide.header.places, lambda x: x in library.places),
        ("article", guide.header.articles, lambda x: x in library.articles),
        ("related guide", guide.header.related, lambda x: x in library.guides),
    )
    for what, names, exists in known:
        for name in names:
            if not exists(name):
                yield Problem(header, _line_of(header, str(name)), f"no such {what}: {name}")
    for language in FULL_LANGUAGES:
        if language not in guide.texts:
            yield Problem(folder / f"{language}.md", 1, f"{guide.id} has no text in {language}")
    english = guide.texts["en"]
    for language, text in guide.texts.items():
        path = folder / f"{language}.md"
        yield from _check_text(library, guide, text, path)
        yield from _check_same_shape(english, text, path)


def _check_text(library: Library, guide: Guide, text: GuideText, path: Path) -> Iterator[Problem]:
    low, high = ASK_COUNT
    if not low <= len(text.ask) <= high:
        yield Problem(path, 3, f"{len(text.ask)} phrasings; {low} to {high} are wanted")
    for phrasing, count in Counter(fold(one) for one in text.ask).items():
        if count > 1:
            yield Problem(path, _line_of(path, phrasing), f"phrasing stands twice: {phrasing}")
    for placeholder in placeholders(text.body):
        fault = _unresolved(library, guide, placeholder.kind, placeholder.name)
        if fault:
            yield Problem(path, _line_of(path, placeholder.name), fault)
    if _BRACE.search(PLACEHOLDER.sub("", text.body)):
        yield Problem(path, 1, "a brace that belongs to no placeholder")
    for digits in stray_digits(text.body):
        yield Problem(path, _line_of(path, digits, body=True), f"digits typed by hand: {digits}")
    for match in _FORBIDDEN.finditer(text.body):
        line = _line_of(path, match.group(0), body=True)
        yield Problem(path, line, f"not allowed in an answer: {match.group(0)!r}")
    yield from _check_length(text, path)
    yield from _check_language(text, path)


def _unresolved(library: Library, guide: Guide, kind: str, name: str) -> str | None:
    if kind == "fact":
        try:
            library.figure(name)
        except KeyError:
            return f"no such fact value: {name}"
        fact_id = name.partition(".")[0]
        listed = fact_id in guide.header.facts
        return None if listed else f"guide.yaml does not list the fact {fact_id}"
    if kind == "phone":
        place = library.places.get(name)
        return None if place and place.phones else f"no place with a phone: {name}"
    if kind == "article":
        known = name.isdecimal() and int(name) in library.articles
        return None if known else f"no such article: {name}"
    return f"unknown placeholder: {kind}:{name}"


def _check_same_shape(english: GuideText, text: GuideText, path: Path) -> Iterator[Problem]:
    wanted = Counter((p.kind, p.name) for p in placeholders(english.body))
    found = Counter((p.kind, p.name) for p in placeholders(text.body))
    for (kind, name), count in ((wanted - found) + (found - wanted)).items():
        side = "misses" if wanted[kind, name] > found[kind, name] else "adds"
        line = _line_of(path, name)
        yield Problem(path, line, f"{side} {{{kind}:{name}}} ({count}x) against en.md")
    for what, counted in (("steps", count_steps), ("points", count_points)):
        here, there = counted(text.body), counted(english.body)
        if here != there:
            yield Problem(path, 1, f"{here} {what}, {there} in en.md")


def _check_length(text: GuideText, path: Path) -> Iterator[Problem]:
    plain = plain_words(text.body)
    if text.language in CHARACTER_COUNT:
        low, high = CHARACTER_COUNT[text.language]
        size, unit = len("".join(plain.split())), "characters"
    else:
        slack = 1.0 if text.language == "en" else _SLACK
        low, high = int(WORD_COUNT[0] / slack), int(WORD_COUNT[1] * slack)
        size, unit = len(plain.split()), "words"
    if not low <= size <= high:
        yield Problem(path, 1, f"the answer has {size} {unit}; {low} to {high} are wanted")


def _check_language(text: GuideText, path: Path) -> Iterator[Problem]:
    bare = re.sub(r"[((][^))]*[))]", " ", plain_words(text.body))
    found = identify(bare, expected=LANGUAGES).language
    if found != text.language:
        yield Problem(path, 1, f"the answer reads as {found}, not {text.language}")


def _check_phrasings(library: Library, root: Path) -> Iterator[Problem]:
    owners: dict[str, list[tuple[Guide, str]]] = defaultdict(list)
    for guide in library.guides.values():
        for language, phrasings in guide.phrasings.items():
            for phrasing in {fold(one) for one in phrasings}:
                owners[phrasing].append((guide, language))
    for phrasing, found in owners.items():
        names = sorted({guide.id for guide, _ in found})
        if len(names) > 1:
            guide, language = found[0]
            file = f"{language}.md" if language in guide.texts else "ask.yaml"
            path = root / "guides" / guide.topic / guide.id / file
            message = f"phrasing stands in {' and '.join(names)}: {phrasing}"
            yield Problem(path, _line_of(path, phrasing), message)


def _check_references(places: Iterable[Place], library: Library, root: Path) -> Iterator[Problem]:
    for place in places:
        for number in place.articles:
            if number not in library.articles:
                message = f"{place.id}: no such article: {number}"
                yield Problem(root / "places", 1, message)


def _check_regulation(articles: Iterable[Article], folder: Path) -> Iterator[Problem]:
    for article in articles:
        for language in FULL_LANGUAGES:
            path = folder / f"{language}.yaml"
            found = article.translations.get(language)
            if found is None:
                yield Problem(path, 1, f"Article {article.number} is missing")
                continue
            needs_text = language == "en" or article.number in _TRANSLATED_ARTICLES
            wanted = len(article.blocks) if needs_text and language != "zh" else 0
            if len(found.blocks) not in {wanted, len(article.blocks) if wanted == 0 else wanted}:
                message = f"Article {article.number}: {len(found.blocks)} blocks, not {wanted}"
                yield Problem(path, _line_of(path, f"number: {article.number}"), message)


def _check_ages(facts: Iterable[Fact], folder: Path, today: date) -> Iterator[Problem]:
    for fact in facts:
        if fact.review_by < today:
            message = f"{fact.id} was to be reviewed by {fact.review_by}"
            yield Problem(folder, 1, message, warning=True)


def _line_of(path: Path, needle: str, *, body: bool = False) -> int:
    """The first line that holds `needle`, 1 if none does."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return 1
    start = 0
    if body:
        fences = [i for i, line in enumerate(lines) if line == "---"]
        start = fences[1] + 1 if len(fences) > 1 else 0
    folded = fold(needle)
    found = (i for i, line in enumerate(lines) if i >= start and folded in fold(line))
    return next(found, 0) + 1


def main() -> int:
    """Print every problem of the corpus named on the command line; 1 if there is an error."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    problems = check_corpus(root, today=date.today())
    for problem in problems:
        print(problem)
    return 1 if any(not problem.warning for problem in problems) else 0


if __name__ == "__main__":
    sys.exit(main())
