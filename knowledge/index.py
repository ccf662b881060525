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
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from knowledge.affinity import Affinity
from knowledge.calibrate import calibrate, held_out_phrasings, read_development_set
from knowledge.candidates import PassageTable
from knowledge.decide import Decider
from knowledge.dense import Dense, build_dense, load_dense, save_dense
from knowledge.entries import speaking_of_elsewhere, tabulate
from knowledge.index_version import FORMAT, current_version, point_to, remove_old
from knowledge.lexical import LexicalIndex, terms
from knowledge.library import Library
from knowledge.outside import OutsideMessages
from knowledge.passages import Passage, passages_of
from knowledge.teaching import Teacher
from knowledge.wording import Wording
from nlu.encoder import Encoder

_MANIFEST: Final = "manifest.json"
_PASSAGES: Final = "passages.jsonl"
_DENSE: Final = "dense.index"
_LEXICAL: Final = "lexical"
_DECIDER: Final = "decider.json"
_AFFINITY: Final = "affinity.npz"
_WORDING: Final = "wording.npz"
_OUTSIDE: Final = "outside"
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
    outside: OutsideMessages
    decider: Decider


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
    point_to(root, version)
    remove_old(root, version)
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
    taught, outside = teacher.teach(held_out), teacher.outside()
    progress("choosing thresholds")
    development = read_development_set(entries)
    decider = calibrate(
        passages, table, dense, lexical, taught, outside, encoder, held_out, development
    )
    final = teacher.teach()
    final.affinity.save(folder / _AFFINITY)
    final.wording.save(folder / _WORDING)
    outside.save(folder / _OUTSIDE)
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
            outside=OutsideMessages.load(folder / _OUTSIDE),
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
