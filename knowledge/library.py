"""The whole knowledge base, read from `knowledge/corpus` into memory, or refused whole.

library = load_library(Path("knowledge/corpus"))
library.guides["register-address"].text("ko").title
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.guides import GuideError, parse_guide_text
from knowledge.model.article import Article, ArticleTranslation
from knowledge.model.fact import Fact, FactValue
from knowledge.model.guide import TOPICS, Guide, GuideHeader, GuideText
from knowledge.model.place import Place
from knowledge.regulation import RegulationError, parse_regulation
from nlu.languages import LANGUAGES

CORPUS: Final = Path(__file__).resolve().parent / "corpus"
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Problem:
    """Something wrong with the content: where, and what."""

    path: Path
    line: int
    message: str
    warning: bool = False

    def __str__(self) -> str:
        kind = "warning: " if self.warning else ""
        return f"{self.path}:{self.line}: {kind}{self.message}"


class LibraryError(ValueError):
    """The content cannot be loaded. `problems` lists everything that is wrong with its form."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Library:
    """Everything the assistant knows, by id."""

    facts: Mapping[str, Fact]
    places: Mapping[str, Place]
    guides: Mapping[str, Guide]
    articles: Mapping[int, Article]
    regulation_version: Mapping[str, Any]

    def figure(self, name: str) -> FactValue:
        """The value that `fact-id.value-name` names.

        Raises:
            KeyError: there is no such fact or value.
        """
        fact_id, _, value_name = name.partition(".")
        return self.facts[fact_id].values[value_name]


@dataclass
class _Reading:
    """What has been read so far, and what was wrong."""

    root: Path
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, path: Path, line: int, message: str) -> None:
        self.problems.append(Problem(path, line, message))


def load_library(root: Path = CORPUS) -> Library:
    """Read the whole corpus.

    Raises:
        LibraryError: anything in it has a wrong form; every such place is named.
    """
    library, problems = read_library(root)
    if problems:
        raise LibraryError(problems)
    return library


@lru_cache(maxsize=1)
def shared_library() -> Library:
    """The shipped corpus, read once in a process. Raises LibraryError, as `load_library`."""
    return load_library()


def read_library(root: Path = CORPUS) -> tuple[Library, list[Problem]]:
    """Read what can be read of the corpus, and say everything that is wrong with the rest."""
    reading = _Reading(root)
    library = Library(
        facts=_by_id(reading, root / "facts", Fact),
        places=_by_id(reading, root / "places", Place),
        guides=_read_guides(reading, root / "guides"),
        articles=_read_regulation(reading, root / "regulation"),
        regulation_version=_read_mapping(reading, root / "regulation" / "version.yaml"),
    )
    return library, sorted(reading.problems, key=lambda p: (str(p.path), p.line))


def _by_id(reading: _Reading, folder: Path, model: type[Model]) -> dict[str, Any]:
    records: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yaml")):
        for line, record in _read_records(reading, path, model):
            identity = getattr(record, "id")  # noqa: B009
            if identity in records:
                reading.wrong(path, line, f"the id {identity!r} is used twice")
            records[identity] = record
    return records


def _read_records(reading: _Reading, path: Path, model: type[Model]) -> Iterator[tuple[int, Model]]:
    data = _read_yaml(reading, path)
    if data is None:
        return
    if not isinstance(data, list):
        reading.wrong(path, 1, "the file is not a list of records")
        return
    lines = _item_lines(path)
    for index, item in enumerate(data):
        record = _parse(reading, path, lines[index], model, item)
        if record is not None:
            yield lines[index], record


def _parse(
    reading: _Reading, path: Path, line: int, model: type[Model], item: object
) -> Model | None:
    try:
        return model.parse_obj(item)
    except ValidationError as error:
        name = item.get("id", "?") if isinstance(item, dict) else "?"
        for fault in error.errors():
            where = ".".join(str(part) for part in fault["loc"])
            reading.wrong(path, line, f"{name}: {where}: {fault['msg']}")
        return None


def _read_guides(reading: _Reading, folder: Path) -> dict[str, Guide]:
    guides: dict[str, Guide] = {}
    for path in sorted(folder.glob("*/*/guide.yaml")):
        header = _parse(reading, path, 1, GuideHeader, _read_yaml(reading, path) or {})
        topic, identity = path.parent.parent.name, path.parent.name
        texts = _read_texts(reading, path.parent)
        if topic not in TOPICS:
            reading.wrong(path, 1, f"unknown topic {topic!r}; one of {', '.join(TOPICS)}")
        if identity in guides:
            reading.wrong(path, 1, f"the guide {identity!r} stands in two topics")
        if "en" not in texts:
            reading.wrong(path, 1, "the guide has no readable en.md")
        elif header is not None:
            further = path.parent / "ask.yaml"
            record = {
                "id": identity,
                "topic": topic,
                "header": header,
                "texts": texts,
                "ask": _read_yaml(reading, further) if further.is_file() else {},
            }
            guide = _parse(reading, further, 1, Guide, record)
            if guide is not None:
                guides[identity] = guide
    return guides


def _read_texts(reading: _Reading, folder: Path) -> dict[str, GuideText]:
    texts: dict[str, GuideText] = {}
    for path in sorted(folder.glob("*.md")):
        if path.stem not in LANGUAGES:
            reading.wrong(path, 1, f"unknown language {path.stem!r}")
            continue
        try:
            texts[path.stem] = parse_guide_text(path.stem, path.read_text(encoding="utf-8"))
        except (GuideError, UnicodeDecodeError) as error:
            reading.wrong(path, 1, str(error))
        except ValidationError as error:
            reading.wrong(path, 1, "; ".join(fault["msg"] for fault in error.errors()))
    return texts


def _read_regulation(reading: _Reading, folder: Path) -> dict[int, Article]:
    path = folder / "zh.txt"
    try:
        articles = parse_regulation(path.read_text(encoding="utf-8")).articles
    except (OSError, UnicodeDecodeError, RegulationError) as error:
        reading.wrong(path, 1, str(error))
        return {}
    translations: dict[int, dict[str, ArticleTranslation]] = {a.number: {} for a in articles}
    for file in sorted(folder.glob("??.yaml")):
        for line, record in _read_records(reading, file, ArticleTranslation):
            if record.number in translations:
                translations[record.number][file.stem] = record
            else:
                reading.wrong(file, line, f"there is no Article {record.number}")
    return {a.number: a.copy(update={"translations": translations[a.number]}) for a in articles}


def _read_mapping(reading: _Reading, path: Path) -> dict[str, Any]:
    data = _read_yaml(reading, path)
    if isinstance(data, dict):
        return data
    reading.wrong(path, 1, "the file is not a mapping")
    return {}


def _read_yaml(reading: _Reading, path: Path) -> object:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        reading.wrong(path, 1, "the file is missing")
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        reading.wrong(path, line, f"not YAML: {getattr(error, 'problem', None) or error}")
    return None


def _item_lines(path: Path) -> list[int]:
    """The line on which each item of a YAML list begins."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    return [item.start_mark.line + 1 for item in items]
