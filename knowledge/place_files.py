"""The files of the service directory: read, and written in one style, so that only changes show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import ValidationError

from knowledge.model.place import Place
from nlu.languages import LANGUAGES

KEYS: Final = tuple(Place.__fields__)
"""The keys of a record, in the order in which they stand."""

_NAME_ORDER: Final = ("en", "zh", *(code for code in LANGUAGES if code not in {"en", "zh"}))
_WIDTH: Final = 110


class _Inline:
    """A value that is written on one line: `[39]`, `{number: '110', label: free}`."""

    def __init__(self, value: object) -> None:
        self.value = value


class _Dumper(yaml.SafeDumper):
    """YAML without anchors, lists indented under their key."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 (PyYAML's signature)
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        return super().increase_indent(flow, False)


def _represent_inline(dumper: _Dumper, inline: _Inline) -> yaml.Node:
    node = dumper.represent_data(inline.value)
    if isinstance(node, yaml.CollectionNode):
        node.flow_style = True
    return node


_Dumper.add_representer(_Inline, _represent_inline)


class PlaceFileError(ValueError):
    """A file of places cannot be read; the message names it."""


def read_place_files(folder: Path) -> dict[Path, list[Place]]:
    """The places of each file of a folder, in order.

    Raises:
        PlaceFileError: a file is not a list of places.
    """
    return {path: _read_places(path) for path in sorted(folder.glob("*.yaml"))}


def _read_places(path: Path) -> list[Place]:
    try:
        records = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return [Place.parse_obj(record) for record in records]
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError, TypeError) as error:
        raise PlaceFileError(f"{path} is not in order (run `assistant knowledge check`)") from error


def place_record(place: Place) -> dict[str, Any]:
    """A place as plain values, keys in order, without those that are empty."""
    values = {key: _plain(value) for key, value in place.dict().items()}
    values["names"] = {c: values["names"][c] for c in _NAME_ORDER if c in values["names"]}
    return {key: values[key] for key in KEYS if values[key] not in (None, [], {})}


def format_places(places: Iterable[Place]) -> str:
    """The content of a file of places."""
    records = [_styled(place_record(place)) for place in places]
    text: str = yaml.dump(
        records, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )
    return text


def _styled(record: Mapping[str, Any]) -> dict[str, Any]:
    styled = dict(record)
    for key in ("languages", "offers", "ages", "grades", "position", "articles"):
        if key in styled:
            styled[key] = _Inline(styled[key])
    if "phones" in styled:
        styled["phones"] = [_Inline(phone) for phone in styled["phones"]]
    return styled


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
