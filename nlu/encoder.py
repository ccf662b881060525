"""Sentence encoders: texts in, unit vectors out.

The shipped encoder is ``SHIPPED_MODEL``; any other sentence-transformers model can take its place
by name or by folder. Only safetensors weights are read, and no code of a model's folder runs.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol

import numpy as np
import numpy.typing as npt

from nlu.static_encoder import StaticEncoder, is_static

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]
TextKind = Literal["query", "passage"]

SHIPPED_MODEL: Final = Path(__file__).parent / "model"
MODEL_FILES: Final = ("*.json", "*.txt", "*.model", "*.safetensors")
PERMITTED_MODULES: Final = ("sentence_transformers.", "nlu.static_embedding.")
UNSAFE_WEIGHTS: Final = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"})

FAMILY_PROMPTS: Final = (
    (r"e5-.*instruct", "Instruct: Retrieve passages that answer the question\nQuery: ", ""),
    (r"(^|[-_])e5-", "query: ", "passage: "),
    (r"arctic-embed-.*v2", "query: ", ""),
    (r"bge-.*-zh", "为这个句子生成表示以用于检索相关文章：", ""),
    (
        r"bge-.*-en|mxbai-embed|arctic-embed",
        "Represent this sentence for searching relevant passages: ",
        "",
    ),
    (r"nomic-embed", "search_query: ", "search_document: "),
)
"""Pattern of the model's name, prompt of a query, prompt of a passage: as their cards ask for.

Used for models whose own configuration has no prompts; the first match counts.
"""


class EncoderError(Exception):
    """The encoder cannot be loaded; the message says which one and why."""

    code: Final = "encoder_unavailable"


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is the cosine of the angle between them."""

    @property
    def dimension(self) -> int:
        """Number of columns of a vector."""

    @property
    def name(self) -> str:
        """Stable identity; changes whenever weights, tokenizer or configuration change."""

    def encode(self, texts: Sequence[str], kind: TextKind = "query") -> Vectors:
        """Unit vectors, float32, shape (number of texts, dimension)."""


class TransformerEncoder:
    """Any other sentence-transformers model; one thread encodes at a time."""

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        self._model = model
        self._prompts = _prompts(model.prompts, name)
        self._lock = threading.Lock()
        self.name = name
        self.dimension = int(model.get_sentence_embedding_dimension())

    def encode(self, texts: Sequence[str], kind: TextKind = "query") -> Vectors:
        """Unit vectors, float32, shape (number of texts, dimension), with the model's prompts."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        of_kind = self._model.encode_query if kind == "query" else self._model.encode_document
        valid = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        with self._lock:
            vectors = of_kind(
                valid,
                prompt=self._prompts[kind],
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)


def load_encoder(name_or_path: str = str(SHIPPED_MODEL)) -> Encoder:
    """Load a model folder, or a model of the hub by its name.

    A folder is read without any network. A name is looked up in the local cache of the hub, and
    downloaded unless ``HF_HUB_OFFLINE`` is set. Raises EncoderError.

    >>> encoder = load_encoder()
    >>> encoder.encode(["Where can I extend my visa?"]).shape
    (1, 256)
    """
    try:
        folder = _model_folder(name_or_path)
        _refuse_unsafe(folder)
        _refuse_altered(folder)
        name = f"{Path(name_or_path).name}@{content_hash(folder)[:12]}"
        if is_static(folder):
            return StaticEncoder.load(folder, name)
        return TransformerEncoder(_load_model(folder), name)
    except EncoderError:
        raise
    except Exception as error:
        raise EncoderError(f"cannot load the encoder {name_or_path}: {error}") from error


@lru_cache(maxsize=2)
def shared_encoder(name_or_path: str = str(SHIPPED_MODEL)) -> Encoder:
    """One encoder for the whole process, loaded on first use. Raises EncoderError."""
    return load_encoder(name_or_path)


def _model_folder(name_or_path: str) -> Path:
    if Path(name_or_path).is_dir():
        return Path(name_or_path)
    from huggingface_hub import snapshot_download

    return Path(snapshot_download(name_or_path, allow_patterns=list(MODEL_FILES)))


def _refuse_unsafe(folder: Path) -> None:
    """Refuse weights that could run code, and modules whose code lies in the folder."""
    for path in folder.rglob("*"):
        if path.suffix in UNSAFE_WEIGHTS and not any(path.parent.glob("*.safetensors")):
            raise EncoderError(f"{path} is not in the safetensors format")
    modules = folder / "modules.json"
    for module in json.loads(modules.read_text(encoding="utf-8")) if modules.exists() else ():
        if not module["type"].startswith(PERMITTED_MODULES):
            raise EncoderError(f"{modules} asks for the code of {module['type']}")


def hash_path(folder: Path) -> Path:
    """The file beside a model's folder that holds its hash; where there is one, it is checked."""
    return folder.with_name(f"{folder.name}.sha256")


def _refuse_altered(folder: Path) -> None:
    stated = hash_path(folder)
    if stated.is_file() and stated.read_text("utf-8").strip() != content_hash(folder):
        raise EncoderError(
            f"{folder} does not have the hash in {stated}: get both anew from where you got the "
            "program; `python -m nlu.training` writes both"
        )


def _load_model(folder: Path) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(folder),
        device="cpu",
        trust_remote_code=False,
        local_files_only=True,
        model_kwargs={"use_safetensors": True},
    )
    return model.eval().requires_grad_(False)


def _prompts(configured: Mapping[str, str], name: str) -> dict[TextKind, str]:
    """The prompts of the model's configuration, else those of its family, else none."""
    query = configured.get("query", "")
    names = ("document", "passage", "corpus")
    passage = next((configured[key] for key in names if configured.get(key)), "")
    if query or passage:
        return {"query": query, "passage": passage}
    for pattern, family_query, family_passage in FAMILY_PROMPTS:
        if re.search(pattern, name.lower()):
            return {"query": family_query, "passage": family_passage}
    return {"query": "", "passage": ""}


def content_hash(folder: Path) -> str:
    """SHA-256 over the names and contents of a model's files."""
    digest = hashlib.sha256()
    for path in _content_files(folder):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _content_files(folder: Path) -> Iterator[Path]:
    found = {path for pattern in MODEL_FILES for path in folder.rglob(pattern)}
    yield from sorted(found)
