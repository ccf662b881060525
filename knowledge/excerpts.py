"""The sentences of a guide that answer "how much?", "how long?", "which papers?"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from knowledge.guides import PLACEHOLDER
from knowledge.library import Library
from knowledge.model.fact import Fact
from knowledge.model.guide import Guide
from knowledge.render import render_body
from nlu.follow_ups import Said, says, says_free
from nlu.patterns import compiled

Figure = Literal["cost", "time"]
UNITS: Final[Mapping[Figure, frozenset[str]]] = {
    "cost": frozenset({"cny", "usd"}),
    "time": frozenset({"hour", "day", "working_day", "month", "year", "date", "month_day"}),
}

_LINES: Final = compiled(r"\n+")
_MARK: Final = compiled(r"^(?:\d+\.|-)\s+")
_SENTENCE_END: Final = compiled(r"(?<=[.!?؟]\*{0,2})\s+(?=[\p{Lu}\p{Lo}\*«„“\"¿¡])|(?<=[。！？])")


@dataclass(frozen=True)
class Excerpt:
    """Sentences with the figures asked for, filled in, and the facts behind those."""

    sentences: tuple[str, ...]
    facts: tuple[Fact, ...]


def excerpt(library: Library, guide: Guide, language: str, wanted: Figure | Said) -> Excerpt:
    """What a guide says of this: with figures of the sort, or with words for it; no sentences where
    it says nothing of it."""
    text = guide.text(language)
    found: list[str] = []
    facts: dict[str, Fact] = {}
    for sentence in _sentences(text.body):
        named = [m["name"] for m in PLACEHOLDER.finditer(sentence) if m["kind"] == "fact"]
        if not _is_about(library, sentence, text.language, named, wanted):
            continue
        found.append(_whole(render_body(library, sentence, text.language)))
        facts.update(
            {name.partition(".")[0]: library.facts[name.partition(".")[0]] for name in named}
        )
    return Excerpt(tuple(found), tuple(facts.values()))


def _is_about(
    library: Library, sentence: str, language: str, named: list[str], wanted: Figure | Said
) -> bool:
    if wanted != "cost" and wanted != "time":
        return says(sentence, language, wanted)
    if any(library.figure(name).unit in UNITS[wanted] for name in named):
        return True
    return wanted == "cost" and says_free(sentence, language)


def _sentences(body: str) -> Iterator[str]:
    for line in _LINES.split(body):
        bare = _MARK.sub("", line.strip())
        yield from (part.strip() for part in _SENTENCE_END.split(bare) if part and part.strip())


def _whole(sentence: str) -> str:
    """Without a bold mark whose other half stands in another sentence."""
    return sentence if sentence.count("**") % 2 == 0 else sentence.replace("**", "")
