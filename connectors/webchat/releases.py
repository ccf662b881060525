"""The widget's files as they are served: a release under an address that names its content.

A page may pin the loader by its hash (`integrity`). So an address with a version always gives the
same bytes: each release that was ever served is kept in a folder, and a page that pins an older one
works on after an update. The loader in its turn pins every module by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from connectors.webchat.files import MEDIA_TYPES, StaticFile
from connectors.webchat.languages import OFFERED
from nlu.catalogues import Sentences

ConfigFor = Callable[[str], Mapping[str, object]]

STATIC: Final = Path(__file__).parent / "static"
LOADER: Final = "widget.js"

_LABELS: Final = ("open", "close", "unreachable", "retry")
_MARKS: Final = {"labels": "/* labels */ {}", "modules": "/* modules */ {}", "version": "/* v */"}
_COMMENT: Final = re.compile(
    r"^[ \t]*(?://[^\n]*|/\*\*(?:(?!\*/).)*\*/[ \t]*)\n", re.MULTILINE | re.DOTALL
)
_VERSION: Final = re.compile(r"([0-9a-f]{16})(~\d{1,13})?")
"""A version; what follows the tilde only makes a browser ask anew for what failed to load."""


@dataclass(frozen=True)
class Release:
    """One version of the loader and its modules, by name."""

    version: str
    files: Mapping[str, StaticFile]

    @property
    def loader(self) -> StaticFile:
        """The script that a page loads."""
        return self.files[LOADER]

    @property
    def integrity(self) -> str:
        """What a page writes into the script tag's `integrity` (Subresource Integrity, W3C)."""
        return _integrity(self.loader.content)

    @classmethod
    def build(cls, strings: Sentences, config_for: ConfigFor) -> Release:
        """The release of this code: the loader can say a few sentences before anything is loaded.

        Those are the labels, and the emergency numbers, in each language.
        """
        contents = {
            path.name: without_comments(path.read_text("utf-8")).encode()
            for path in sorted((STATIC / "widget").glob("*.js"))
        }
        hashes = {name: _integrity(content) for name, content in contents.items()}
        source = without_comments((STATIC / LOADER).read_text("utf-8"))
        source = _fill(source, "labels", _compact(_labels(strings, config_for)))
        source = _fill(source, "modules", _compact(hashes))
        version = hashlib.sha256(source.encode()).hexdigest()[:16]
        contents[LOADER] = _fill(source, "version", version).encode()
        return cls(version, {name: _script(content) for name, content in contents.items()})


class Releases:
    """The current release, and those served before, which `folder` keeps (nothing, without it)."""

    def __init__(self, current: Release, folder: Path | None = None) -> None:
        self.current = current
        self._known = {current.version: current}
        if folder is not None:
            _keep(current, folder)
            self._known |= {path.name: _read(path) for path in _kept(folder)}

    def find(self, version: str, name: str) -> StaticFile | None:
        """A file of a release, if it is known."""
        match = _VERSION.fullmatch(version)
        release = self._known.get(match[1]) if match else None
        return release.files.get(name) if release else None


def without_comments(source: str) -> str:
    """A script without the comments that have lines of their own, a third of its bytes.

    >>> without_comments("// Says so.\\nsay('// so');\\n/** @type {X} */\\nconst x = 1; // one\\n")
    "say('// so');\\nconst x = 1; // one\\n"
    """
    return _COMMENT.sub("", source)


def snippet(release: Release, address: str, language: str | None = None) -> str:
    """The tag that puts the chat on a page, with the hash of what is served at `address`."""
    source = f"{address.rstrip('/')}/widget/{release.version}/{LOADER}"
    chosen = f' data-language="{language}"' if language else ""
    pinned = f'integrity="{release.integrity}" crossorigin="anonymous"'
    return f'<script src="{source}" {pinned}{chosen} defer></script>'


def _keep(release: Release, folder: Path) -> None:
    """Write a release, whole or not at all; another worker may be doing the same."""
    place = folder / release.version
    if place.is_dir():
        return
    making = folder / f".{release.version}.{id(release)}"
    making.mkdir(parents=True, exist_ok=True)
    for name, file in release.files.items():
        (making / name).write_bytes(file.content)
    try:
        making.rename(place)
    except OSError:
        for name in release.files:
            (making / name).unlink(missing_ok=True)
        making.rmdir()


def _kept(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if _VERSION.fullmatch(path.name) and path.is_dir()]


def _read(folder: Path) -> Release:
    return Release(
        folder.name, {path.name: _script(path.read_bytes()) for path in folder.glob("*.js")}
    )


def _labels(strings: Sentences, config_for: ConfigFor) -> dict[str, dict[str, object]]:
    return {
        language.code: {
            **{label: strings.say(f"widget.{label}", language.code) for label in _LABELS},
            "direction": language.direction,
            "emergency": config_for(language.code)["emergency"],
        }
        for language in OFFERED
    }


def _fill(source: str, name: str, value: str) -> str:
    mark = _MARKS[name]
    if source.count(mark) != 1:
        raise ValueError(f"widget.js has no place for its {name}")
    return source.replace(mark, value)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _integrity(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode("ascii")


def _script(content: bytes) -> StaticFile:
    return StaticFile(content, MEDIA_TYPES[".js"])
