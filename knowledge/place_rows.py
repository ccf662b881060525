"""Rows of a table as places: which column is which part of a record, and every fault by its row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from knowledge.model.place import Place
from knowledge.place_files import place_record
from knowledge.tables import TableRow
from nlu.languages import LANGUAGES

MAX_PHONES: Final = 9
_PARTS: Final[Mapping[str, tuple[str, str]]] = {
    **{f"name_{language}": ("names", language) for language in LANGUAGES},
    **{f"address_{language}": ("address", language) for language in ("en", "zh")},
    **{f"source_{key}": ("source", key) for key in ("title", "url", "date")},
}
_LISTS: Final = {
    "languages": re.compile(r"[\s,;]+"),
    "services": re.compile(r"\s*[;\n]\s*"),
    "offers": re.compile(r"[\s,;]+"),
    "ages": re.compile(r"[\s,;]+"),
    "grades": re.compile(r"[\s,;]+"),
    "urls": re.compile(r"\s+"),
    "articles": re.compile(r"[\s,;]+"),
    "position": re.compile(r"[\s,;]+"),
}
_SINGLE: Final = ("id", "kind", "district", "hours", "confidence", "as_of", "note")
_PHONE: Final = re.compile(rf"phone_([1-{MAX_PHONES}])(_label)?")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row; row 1 is the header."""

    row: int
    message: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.message}"


class ImportFaultsError(ValueError):
    """The table cannot be imported. `faults` lists everything that is wrong, row by row."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def parse_rows(rows: list[TableRow], known: Mapping[str, Place], articles: set[int]) -> list[Place]:
    """The places of a table's rows. `known` are those there are; `articles` those that exist.

    Raises:
        ImportFaultsError: a row or a column is wrong; all faults are named.
    """
    if not rows:
        raise ImportFaultsError([Fault(1, "the table has no rows under its header")])
    faults = list(_column_faults(rows[0].cells))
    if faults:
        raise ImportFaultsError(faults)
    uses = Counter(row.cells["id"] for row in rows)
    places = []
    for row in rows:
        identity = row.cells["id"]
        if identity and uses[identity] > 1:
            faults.append(Fault(row.number, f"the id {identity!r} stands in more than one row"))
        try:
            place = Place.parse_obj(_record(row.cells, known.get(identity)))
        except ValidationError as error:
            messages = (f"{_column(e['loc'])}: {e['msg']}" for e in error.errors())
            faults += [Fault(row.number, message) for message in messages]
            continue
        unknown = sorted(set(place.articles) - articles)
        faults += [Fault(row.number, f"articles: no such article: {n}") for n in unknown]
        places.append(place)
    if faults:
        raise ImportFaultsError(faults)
    return places


def _column_faults(cells: Mapping[str, str]) -> Iterator[Fault]:
    known = {*_SINGLE, *_LISTS, *_PARTS}
    for name in cells:
        if name not in known and not _PHONE.fullmatch(name):
            yield Fault(1, f"unknown column: {name}")
    if "id" not in cells:
        yield Fault(1, "there is no column id")


def _record(cells: Mapping[str, str], known: Place | None) -> dict[str, Any]:
    record = place_record(known) if known else {}
    for name, cell in cells.items():
        if name in _PARTS:
            key, part = _PARTS[name]
            _put(record.setdefault(key, {}), part, cell)
        elif name in _LISTS:
            _put(record, name, [item for item in _LISTS[name].split(cell) if item])
        elif name in _SINGLE:
            _put(record, name, cell)
    if any(_PHONE.fullmatch(name) for name in cells):
        _put(record, "phones", list(_phones(cells)))
    return record


def _put(record: dict[str, Any], key: str, value: object) -> None:
    if value:
        record[key] = value
    else:
        record.pop(key, None)


def _phones(cells: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for n in range(1, MAX_PHONES + 1):
        number, label = cells.get(f"phone_{n}", ""), cells.get(f"phone_{n}_label", "")
        if number or label:
            yield {"number": number, **({"label": label} if label else {})}


def _column(location: tuple[int | str, ...]) -> str:
    """The column that a part of a record comes from."""
    head, *rest = location
    if head == "phones" and rest:
        return f"phone_{int(rest[0]) + 1}" + ("_label" if "label" in rest else "")
    if rest and isinstance(rest[0], str):
        return f"{ {'names': 'name'}.get(str(head), head) }_{rest[0]}"
    return {"names": "name_en, name_zh", "source": "source_title"}.get(str(head), str(head))
