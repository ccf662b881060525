"""One question in, the best entries and what to do about them out.

searcher = Searcher(library, index, encoder)
result = searcher.search("how do i register my address", language="en")
result.outcome, result.hits[0].entry
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from knowledge.candidates import FEATURES, Candidates, Floats, find_candidates
from knowledge.decide import Outcome, outcome_features
from knowledge.hotlines import hotline_asked, hotlines_by_number
from knowledge.index import SearchIndex, SearchIndexError
from knowledge.lexical import count_words, terms
from knowledge.library import Library
from nlu.articles import article_number
from nlu.encoder import Encoder
from nlu.entities import district
from nlu.normalise import clean, simplify_chinese
from nlu.other_places import NOWHERE, elsewhere_said

LONGEST_QUESTION: Final = 1000
_CHOICES: Final = 4
_CLOSE: Final = 2.5
"""How far behind the best (in logits) a choice may stand that is offered when asking back."""

_TOPIC_WEIGHT: Final = 1.5
_DISTRICT_WEIGHT: Final = 2.0


@dataclass(frozen=True)
class Hit:
    """An entry that was found; `score` is the probability (0-1) given to it as the right one."""

    entry: str
    score: float
    snippet: str


@dataclass(frozen=True)
class SearchResult:
    """What to do, how sure that the first hit answers, and the hits, best first; `elsewhere` where
    another city is named, of which the first hit never speaks."""

    outcome: Outcome
    confidence: float
    hits: tuple[Hit, ...]
    elsewhere: bool = False

    @property
    def choices(self) -> tuple[Hit, ...]:
        """The entries to offer when asking back: two to four."""
        return self.hits[:_CHOICES]


@dataclass(frozen=True)
class Filters:
    """Which entries may be found: all, where nothing is given."""

    topic: str | None = None
    kind: str | None = None
    district: str | None = None
    language_served: str | None = None

    @property
    def any(self) -> bool:
        """Whether anything is filtered."""
        return self != Filters()


class Searcher:
    """Search over one loaded index. Threads may share it; nothing in it changes."""

    def __init__(self, library: Library, index: SearchIndex, encoder: Encoder) -> None:
        self.library = library
        self.index = index
        self.encoder = encoder
        self._hotlines = hotlines_by_number(library)
        self._topic_of = np.asarray([self.topic(entry) for entry in index.entries])
        self._district_of = np.asarray([self._entry_district(entry) for entry in index.entries])

    def search(
        self,
        question: str,
        language: str,
        *,
        topics: Mapping[str, float] | None = None,
        out_of_scope: float = 0.0,
        filters: Filters = Filters(),
        limit: int = 10,
    ) -> SearchResult:
        """The entries that may answer `question`, and whether the first does.

        `topics` and `out_of_scope` are probabilities from the dialogue's classifier: that the
        question is of a topic, and that it is none of our business. A prior, never a wall.
        """
        question = clean(question)[:LONGEST_QUESTION]
        asked = article_number(question)
        if asked in self.library.articles and not filters.any:
            return self._article(f"article:{asked}")
        hotline = hotline_asked(question, language, self._hotlines)
        if hotline is not None and not filters.any:
            return SearchResult(Outcome.ANSWER, 1.0, (Hit(hotline, 1.0, question),))
        candidates, query_terms = self._candidates(question, language)
        if not len(candidates.entries):
            return SearchResult(Outcome.ABSTAIN, 0.0, ())
        decider = self.index.decider
        scores = decider.rank(candidates) + self._priors(question, candidates, topics or {})
        order = np.argsort(-scores, kind="stable")
        features = outcome_features(candidates, scores, order, len(query_terms))
        confidence = decider.probability(features)
        confidence *= min(1.0, 2 * (1 - out_of_scope))
        allowed = order.tolist()
        if filters.any:
            allowed = [at for at in allowed if self._passes(int(candidates.entries[at]), filters)]
        hits = tuple(self._hit(candidates, scores, at) for at in allowed[:limit])
        lead = scores[allowed[0]] - scores[allowed[1]] if len(allowed) > 1 else np.inf
        words = count_words(query_terms)
        outcome = decider.outcome_of(confidence, lead, words) if hits else Outcome.ABSTAIN
        if outcome is Outcome.CLARIFY:
            close = [at for at in allowed[:limit] if scores[at] >= scores[allowed[0]] - _CLOSE]
            if len(close) < 2:
                hits = hits[:2]
        elsewhere = candidates.elsewhere.city and not candidates.speaks_of[order[0], 0]
        return SearchResult(outcome, confidence, hits, elsewhere)

    def _candidates(self, question: str, language: str) -> tuple[Candidates, list[str]]:
        text = simplify_chinese(question) if language == "zh" else question
        query_terms = terms(text, language)
        if not query_terms:
            nothing = np.zeros(0, dtype=np.int64)
            empty = np.zeros((0, len(FEATURES)), dtype=np.float32)
            none = np.zeros((0, 2), dtype=np.bool_)
            return Candidates(nothing, empty, nothing, (0.0, 0.0, 0.0, 0.0), NOWHERE, none), []
        vector = self.encoder.encode([text], "query")
        index = self.index
        found = find_candidates(
            vector,
            query_terms,
            index.dense,
            index.lexical,
            index.affinity,
            index.wording,
            index.outside,
            index.table,
            elsewhere=elsewhere_said(text),
        )
        return found, query_terms

    def _priors(self, question: str, candidates: Candidates, topics: Mapping[str, float]) -> Floats:
        prior: Floats = np.zeros(len(candidates.entries), dtype=np.float32)
        entries = candidates.entries
        for topic, probability in topics.items():
            prior += _TOPIC_WEIGHT * probability * (self._topic_of[entries] == topic)
        named = district(question)
        if named is not None:
            prior += _DISTRICT_WEIGHT * (self._district_of[entries] == named)
        return prior

    def _hit(self, candidates: Candidates, scores: Floats, at: int) -> Hit:
        row = int(candidates.passages[at])
        snippet = self.index.passages[row].text if row >= 0 else ""
        probability = float(1 / (1 + np.exp(-scores[at])))
        return Hit(self.index.entries[int(candidates.entries[at])], probability, snippet)

    def _article(self, entry: str) -> SearchResult:
        article = self.library.articles[int(entry.partition(":")[2])]
        return SearchResult(Outcome.ANSWER, 1.0, (Hit(entry, 1.0, article.blocks[0]),))

    def _passes(self, number: int, filters: Filters) -> bool:
        entry = self.index.entries[number]
        kind, _, identity = entry.partition(":")
        if filters.topic is not None and self._topic_of[number] != filters.topic:
            return False
        if filters.district is not None and self._district_of[number] != filters.district:
            return False
        if filters.kind is not None and filters.kind != kind:
            place = self.library.places.get(identity) if kind == "place" else None
            return place is not None and place.kind == filters.kind
        if filters.language_served is not None:
            place = self.library.places.get(identity) if kind == "place" else None
            return place is not None and filters.language_served in place.languages
        return True

    def topic(self, entry: str) -> str:
        """The topic of an entry."""
        kind, _, identity = entry.partition(":")
        if kind == "guide":
            return self.library.guides[identity].topic
        if kind == "place":
            return PLACE_TOPICS[self.library.places[identity].kind]
        return ARTICLE_TOPICS.get(int(identity), "")

    def _entry_district(self, entry: str) -> str:
        kind, _, identity = entry.partition(":")
        return (self.library.places[identity].district or "") if kind == "place" else ""


PLACE_TOPICS: Final[Mapping[str, str]] = {
    "hotline": "government",
    "exit_entry": "residence",
    "work_permit": "work",
    "government": "government",
    "hospital": "health",
    "school": "education",
    "university": "education",
    "legal": "legal",
    "consulate": "government",
    "transport": "transport",
    "payment": "money",
    "telecom": "connectivity",
    "portal": "government",
    "community": "housing",
    "culture": "culture",
    "faith": "culture",
}
ARTICLE_TOPICS: Final[Mapping[int, str]] = {
    32: "government",
    34: "talent",
    35: "education",
    36: "health",
    37: "housing",
    38: "transport",
    39: "residence",
    40: "legal",
    **dict.fromkeys(range(41, 48), "culture"),
}


class NoSearch(Searcher):
    """Stands where a searcher would, while there is no index: the library is there, nothing is
    found in it."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def search(self, *_: object, **__: object) -> SearchResult:
        """Raises SearchIndexError, always."""
        raise SearchIndexError("there is no index now")
