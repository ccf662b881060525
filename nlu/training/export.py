"""Writing the trained token vectors as a sentence-transformers model folder."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import Normalize
from tokenizers import Tokenizer

from nlu.encoder import content_hash, hash_path, load_encoder
from nlu.static_embedding import QuantizedStaticEmbedding

UNKNOWN_TOKEN = 0


def export_model(tokenizer: Tokenizer, vectors: torch.Tensor, output: Path) -> None:
    """Round the vectors, of shape (tokens, dimension), and replace the folder ``output``."""
    known = vectors.clone()
    known[UNKNOWN_TOKEN] = 0
    module = QuantizedStaticEmbedding.quantized(tokenizer, known)
    model = SentenceTransformer(modules=[module, Normalize()], device="cpu")
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent) as scratch:
        written = Path(scratch) / output.name
        model.save(str(written), create_model_card=False)
        if output.exists():
            shutil.rmtree(output)
        shutil.move(str(written), str(output))
    write_hash(output)


def write_hash(model: Path) -> None:
    """Pin a model: what is loaded later must have this content."""
    hash_path(model).write_text(f"{content_hash(model)}\n", encoding="utf-8")


def encode_with(model: Path) -> Callable[[Sequence[str]], npt.NDArray[np.float32]]:
    """The encoding function of a model folder, as the product will load it."""
    return load_encoder(str(model)).encode
