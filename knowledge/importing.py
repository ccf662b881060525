"""Places from a table: every row validated, the difference shown, and only then written.

plan = plan_import(Path("places.csv"), CORPUS)
print("\n".join(plan.lines()))
write_import(plan)

The columns are described in `docs/content.md`. A column that the table does not have leaves that
part of a known place as it is; an empty cell empties it. Nothing is ever deleted.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.model.place import Place
from knowledge.place_files import format_places, place_record, read_place_files
from knowledge.place_rows import parse_rows
from knowledge.regulation import parse_regulation
from knowledge.tables import read_table


@dataclass(frozen=True)
class PlaceChange:
    """A place that is added or changed: by field, what it was and what it will be."""

    place: str
    path: Path
    fields: Mapping[str, tuple[object, object]]


@dataclass
class ImportPlan:
    """What an import would do. `files` are the places of each file that it would write."""

    added: list[PlaceChange] = field(default_factory=list)
    changed: list[PlaceChange] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    files: dict[Path, list[Place]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The difference, for programs."""
        return {
            "added": [change.place for change in self.added],
            "changed": {
                change.place: {
                    name: {"before": before, "after": after}
                    for name, (before, after) in change.fields.items()
                }
                for change in self.changed
            },
            "unchanged": self.unchanged,
        }

    def lines(self) -> Iterator[str]:
        """The difference, for people."""
        for change in self.added:
            yield f"added: {change.place} ({change.path.name})"
        for change in self.changed:
            yield f"changed: {change.place} ({change.path.name})"
            for name, (before, after) in change.fields.items():
                yield f"  {name}: {_shown(before)} → {_shown(after)}"
        counts = len(self.added), len(self.changed), len(self.unchanged)
        yield "{} added, {} changed, {} unchanged".format(*counts)


def plan_import(table: Path, corpus: Path) -> ImportPlan:
    """What the import of a table would change in the corpus.

    Raises:
        ImportFaultsError: a row or a column is wrong; all faults are named.
        TableError: the file cannot be read as a table.
        PlaceFileError: the corpus itself is not in order.
        OSError: a file cannot be opened.
    """
    rows = read_table(table)
    files = read_place_files(corpus / "places")
    homes = {place.id: path for path, places in files.items() for place in places}
    known = {place.id: place for places in files.values() for place in places}
    places = parse_rows(rows, known, _article_numbers(corpus))
    plan = ImportPlan()
    for place in places:
        _plan_place(plan, place, known.get(place.id), homes, corpus / "places")
    for path in sorted({change.path for change in plan.added + plan.changed}):
        plan.files[path] = _merged(files.get(path, []), places, path, homes)
    return plan


def write_import(plan: ImportPlan) -> None:
    """Write the files of a plan: all of them beside the old ones first, then in their place.

    Raises:
        OSError: a file cannot be written; then no file has changed.
    """
    written: list[tuple[str, Path]] = []
    try:
        for path, places in plan.files.items():
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
            written.append((name, path))
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(format_places(places))
            Path(name).chmod(0o644)
        for name, path in written:
            Path(name).replace(path)
    finally:
        for name, _ in written:
            Path(name).unlink(missing_ok=True)


def _plan_place(
    plan: ImportPlan, place: Place, before: Place | None, homes: Mapping[str, Path], folder: Path
) -> None:
    old, new = _fields(place_record(before)) if before else {}, _fields(place_record(place))
    keys = list(dict.fromkeys([*old, *new]))
    fields = {key: (old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)}
    if before is None:
        plan.added.append(PlaceChange(place.id, folder / f"{place.kind}.yaml", fields))
    elif fields:
        plan.changed.append(PlaceChange(place.id, homes[place.id], fields))
    else:
        plan.unchanged.append(place.id)


def _fields(record: Mapping[str, Any]) -> dict[str, object]:
    """A record with the parts of its mappings as fields of their own (`names.ko`)."""
    fields: dict[str, object] = {}
    for key, value in record.items():
        parts = value.items() if isinstance(value, Mapping) else [("", value)]
        fields |= {f"{key}.{part}".rstrip("."): item for part, item in parts}
    return fields


def _merged(
    present: list[Place], places: list[Place], path: Path, homes: Mapping[str, Path]
) -> list[Place]:
    imported = {place.id: place for place in places}
    fresh = [p for p in places if p.id not in homes and path.stem == p.kind]
    return [imported.get(place.id, place) for place in present] + fresh


def _article_numbers(corpus: Path) -> set[int]:
    text = (corpus / "regulation" / "zh.txt").read_text(encoding="utf-8")
    return {article.number for article in parse_regulation(text).articles}


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value)
