""" "And for my wife?" after an answer: which entry is meant, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from knowledge.decide import Outcome
from knowledge.library import Library
from knowledge.search import Searcher, SearchResult
from nlu.people import people_named

_CANDIDATES: Final = 10
_MOST_CHOICES: Final = 3
_RELATED: Final = 0.5
"""What it counts (beside probabilities) that the last answer names an entry as coming next."""

_SURE: Final = 1.2
_AHEAD: Final = 0.25
_QUESTION_OF_ITS_OWN: Final = 0.85


@dataclass(frozen=True)
class Guess:
    """Entries, best first. `sure`: the first is meant; else it is to be asked which."""

    entries: tuple[str, ...]
    sure: bool
    confidence: float


def guess_related(
    library: Library, searcher: Searcher, last: str, about: str, text: str, language: str
) -> Guess:
    """The entry that a follow-up asks for after the entry `last`.

    `about` is what the follow-up names ("my wife"), `text` the whole message. It is searched for
    alone, and together with the title of the last entry; entries that come next to that count more.
    """
    alone = searcher.search(about, language, limit=_CANDIDATES)
    whole = searcher.search(text, language, limit=_CANDIDATES)
    if (
        whole.outcome is Outcome.ANSWER
        and whole.confidence >= _QUESTION_OF_ITS_OWN
        and whole.hits[0].entry != last
    ):
        return Guess((whole.hits[0].entry,), True, whole.confidence)
    joined = searcher.search(f"{_title(library, last, language)} {about}", language, limit=20)
    scores = _scores(library, last, alone, joined, *_in_english(library, searcher, last, about))
    order = sorted(scores, key=lambda entry: -scores[entry])
    if not order:
        return Guess((last,), False, 0.0)
    best = scores[order[0]]
    second = scores[order[1]] if len(order) > 1 else 0.0
    sure = best >= _SURE and best - second >= _AHEAD
    entries = (order[0],) if sure else (*order[:_MOST_CHOICES], last)
    return Guess(entries, sure, min(1.0, best / 2))


def _in_english(
    library: Library, searcher: Searcher, last: str, about: str
) -> tuple[SearchResult, ...]:
    """What the people whom the follow-up names come to, whatever language names them."""
    people = people_named(about)
    if people is None:
        return ()
    return (searcher.search(f"{_title(library, last, 'en')}: {people}", "en", limit=20),)


def _scores(library: Library, last: str, *results: SearchResult) -> dict[str, float]:
    """What speaks for each entry other than the last one."""
    near = _next_to(library, last)
    scores: dict[str, float] = {}
    for result in results:
        for hit in result.hits:
            if hit.entry != last and hit.entry.startswith("guide:"):
                scores[hit.entry] = scores.get(hit.entry, 0.0) + hit.score
    return {e: score + (_RELATED if e in near else 0.0) for e, score in scores.items()}


def _next_to(library: Library, entry: str) -> frozenset[str]:
    """Entries that the guide names as coming next, or that name it so."""
    identity = entry.partition(":")[2]
    guide = library.guides.get(identity) if entry.startswith("guide:") else None
    if guide is None:
        return frozenset()
    back = (other.id for other in library.guides.values() if identity in other.header.related)
    return frozenset(f"guide:{name}" for name in (*guide.header.related, *back))


def _title(library: Library, entry: str, language: str) -> str:
    kind, _, identity = entry.partition(":")
    if kind == "guide":
        return library.guides[identity].text(language).title
    return library.places[identity].name(language) if kind == "place" else ""
