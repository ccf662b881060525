"""Which version the content and the programs ask for, and which one a folder serves."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from knowledge.library import CORPUS
from knowledge.outside import DIALOGUE_DATA
from nlu.catalogues import LOCALE_FOLDER
from nlu.encoder import Encoder
from nlu.other_places import OTHER_PLACES

FORMAT: Final = 6
CURRENT: Final = "CURRENT"
_KEPT_VERSIONS: Final = 2

_PROGRAMS: Final = (
    "passages",
    "entries",
    "dense",
    "lexical",
    "affinity",
    "wording",
    "outside",
    "teaching",
    "candidates",
    "decide",
    "fitting",
    "calibrate",
)
_WORDS: Final = ("character_grams", "normalise", "tokenize")
"""Modules of `nlu` that make words of texts."""


def fingerprint(encoder: Encoder, corpus: Path = CORPUS) -> str:
    """The version an index over this content with this encoder has: 16 hexadecimal digits."""
    digest = hashlib.sha256(f"{FORMAT}\n{encoder.name}\n".encode())
    files = [*corpus.rglob("*"), *LOCALE_FOLDER.rglob("messages.po"), *_programs()]
    for path in sorted(path for path in files if path.is_file()):
        digest.update(f"{path.name}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _programs() -> Iterable[Path]:
    """The code, the development set and the dialogue's examples that the index depends on."""
    here = Path(__file__).resolve().parent
    yield from (here / f"{name}.py" for name in _PROGRAMS)
    yield from (DIALOGUE_DATA.parent / f"{name}.py" for name in _WORDS)
    yield from OTHER_PLACES
    yield from (here / "evaluation" / "development").glob("*.*l*")
    yield from DIALOGUE_DATA.glob("??.yml")


def current_version(root: Path) -> str | None:
    """The version that `root` serves, if any."""
    try:
        return (root / CURRENT).read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def point_to(root: Path, version: str) -> None:
    """Make `root` serve a version."""
    new = root / f"{CURRENT}.new"
    new.write_text(version + "\n", encoding="utf-8")
    new.replace(root / CURRENT)


def remove_old(root: Path, current: str) -> None:
    """Keep the current version and the one before, for workers that still have it open."""
    versions = sorted(
        (path for path in root.iterdir() if path.is_dir() and path.name != current),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for path in versions[_KEPT_VERSIONS - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
