"""The search index: built by one command into one versioned folder, loaded whole or refused.

    folder = build_index(library, encoder, root)        # root/<fingerprint>, root/CURRENT names it
    index = load_index(root, encoder)

A folder holds the passages, the FAISS index, the BM25 index, the fitted decider and a manifest with
the hash of every file. It is written under another name and renamed when it is complete.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from knowledge.affinity import DIALOGUE_DATA, Affinity
from knowledge.calibrate import calibrate, held_out_phrasings, read_development_set
from knowledge.candidates import PassageTable
from knowledge.decide import Decider
from knowledge.dense import Dense, build_dense, load_dense, save_dense
from knowledge.entries import speaking_of_elsewhere, tabulate
from knowledge.lexical import LexicalIndex, terms
from knowledge.library import CORPUS, Library
from knowledge.passages import Passage, passages_of
from knowledge.teaching import Teacher
from knowledge.wording import Wording
from nlu.catalogues import LOCALE_FOLDER
from nlu.encoder import Encoder
from nlu.other_places import OTHER_PLACES

FORMAT: Final = 4
CURRENT: Final = "CURRENT"
_MANIFEST: Final = "manifest.json"
_PASSAGES: Final = "passages.jsonl"
_DENSE: Final = "dense.index"
_LEXICAL: Final = "lexical"
_DECIDER: Final = "decider.json"
_AFFINITY: Final = "affinity.npz"
_WORDING: Final = "wording.npz"
_KEPT_VERSIONS: Final = 2

_PROGRAMS: Final = (
    "passages",
    "entries",
    "lexical",
    "affinity",
    "wording",
    "teaching",
    "candidates",
    "decide",
    "fitting",
    "calibrate",
)
_WORDS: Final = ("character_grams", "normalise", "tokenize")
"""Modules of `nlu` that make words of texts."""

Progress = Callable[[str], None]


class SearchIndexError(Exception):
    """The index is missing, incomplete, altered, or made for another encoder or program."""


@dataclass(frozen=True)
class SearchIndex:
    """A loaded index. `table` says which entry (a number, see `entries`) each passage leads to."""

    version: str
    passages: tuple[Passage, ...]
    entries: tuple[str, ...]
    table: PassageTable
    dense: Dense
    lexical: LexicalIndex
    affinity: Affinity
    wording: Wording
    decider: Decider


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


def build_index(
    library: Library,
    encoder: Encoder,
    root: Path,
    version: str,
    progress: Progress = lambda _: None,
) -> Path:
    """Build the index into `root/version` and make it the current one."""
    root.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{version}-", dir=root))
    try:
        _write_index(library, encoder, workshop, version, progress)
        folder = root / version
        if folder.exists():
            shutil.rmtree(folder)
        workshop.rename(folder)
    except BaseException:
        shutil.rmtree(workshop, ignore_errors=True)
        raise
    _point_to(root, version)
    _remove_old(root, version)
    return folder


def _write_index(
    library: Library, encoder: Encoder, folder: Path, version: str, progress: Progress
) -> None:
    passages = tuple(passages_of(library))
    progress(f"{len(passages)} passages: encoding")
    vectors = encoder.encode([passage.text for passage in passages], "passage")
    dense = build_dense(vectors)
    progress("counting words")
    words = [terms(p.text, p.language) for p in passages]
    lexical = LexicalIndex.build(words)
    speaking = speaking_of_elsewhere(passages)
    entries, table = tabulate(passages, speaking)
    progress("teaching the classifiers")
    teacher = Teacher(passages, vectors, words, table, encoder)
    held_out = held_out_phrasings(passages)
    taught = teacher.teach(held_out)
    progress("choosing thresholds")
    decider = calibrate(
        passages, table, dense, lexical, taught, encoder, held_out, read_development_set(entries)
    )
    final = teacher.teach()
    final.affinity.save(folder / _AFFINITY)
    final.wording.save(folder / _WORDING)
    with (folder / _PASSAGES).open("w", encoding="utf-8") as stream:
        for passage in passages:
            stream.write(json.dumps(asdict(passage), ensure_ascii=False) + "\n")
    save_dense(dense, folder / _DENSE)
    lexical.save(folder / _LEXICAL)
    decider.save(folder / _DECIDER)
    manifest = {
        "format": FORMAT,
        "version": version,
        "encoder": encoder.name,
        "dimension": encoder.dimension,
        "passages": len(passages),
        "entries": len(entries),
        "speaks of": speaking,
        "files": {str(path.relative_to(folder)): _hash(path) for path in _files(folder)},
    }
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def load_index(root: Path, encoder: Encoder) -> SearchIndex:
    """Load the current index, after checking every file against the manifest.

    Raises:
        SearchIndexError: there is none, or it cannot be trusted.
    """
    version = current_version(root)
    if version is None:
        raise SearchIndexError(f"no index in {root}: run `assistant knowledge index`")
    folder = root / version
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if not isinstance(manifest, dict):
            raise SearchIndexError(f"the index {version} has a broken manifest")
        _verify(folder, manifest, encoder)
        with (folder / _PASSAGES).open(encoding="utf-8") as stream:
            passages = tuple(Passage(**json.loads(line)) for line in stream)
        entries, table = tabulate(passages, manifest["speaks of"])
        return SearchIndex(
            version=version,
            passages=passages,
            entries=entries,
            table=table,
            dense=load_dense(folder / _DENSE),
            lexical=LexicalIndex.load(folder / _LEXICAL),
            affinity=Affinity.load(folder / _AFFINITY),
            wording=Wording.load(folder / _WORDING),
            decider=Decider.load(folder / _DECIDER),
        )
    except SearchIndexError:
        raise
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise SearchIndexError(f"the index {version} is damaged: {error}") from error


def _verify(folder: Path, manifest: dict[str, Any], encoder: Encoder) -> None:
    if manifest.get("format") != FORMAT:
        raise SearchIndexError(f"the index has format {manifest.get('format')}, not {FORMAT}")
    if manifest.get("encoder") != encoder.name:
        raise SearchIndexError(
            f"the index was made with {manifest.get('encoder')}, not {encoder.name}"
        )
    present = {str(path.relative_to(folder)) for path in _files(folder)} - {_MANIFEST}
    if present != set(manifest["files"]):
        raise SearchIndexError("the index has other files than its manifest says")
    for name, expected in manifest["files"].items():
        if _hash(folder / name) != expected:
            raise SearchIndexError(f"the index's file {name} was altered")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _point_to(root: Path, version: str) -> None:
    new = root / f"{CURRENT}.new"
    new.write_text(version + "\n", encoding="utf-8")
    new.replace(root / CURRENT)


def _remove_old(root: Path, current: str) -> None:
    """Keep the current version and the one before, for workers that still have it open."""
    versions = sorted(
        (path for path in root.iterdir() if path.is_dir() and path.name != current),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for path in versions[_KEPT_VERSIONS - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
