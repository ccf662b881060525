"""The shipped kind of encoder in plain NumPy: the sum of the vectors of a text's tokens, made unit.

The same as `nlu.static_embedding`, which is its form for sentence-transformers, without that
library and torch: they take seconds to import and hundreds of megabytes, and a message a
millisecond of calls for a hundredth of a millisecond of work.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file
from tokenizers import Tokenizer

MODULES: Final = (
    "nlu.static_embedding.QuantizedStaticEmbedding",
    "sentence_transformers.models.Normalize",
)
"""What the folder of such a model is made of."""

WEIGHTS_FILE: Final = "model.safetensors"
TOKENIZER_FILE: Final = "tokenizer.json"
CONFIGURATION_FILE: Final = "static_embedding.json"
_BATCH: Final = 256
_KEPT: Final = 4096
_SHORTEST: Final = 1e-12

Vectors = npt.NDArray[np.float32]


def is_static(folder: Path) -> bool:
    """Whether a folder holds such a model. Raises ValueError: it is damaged."""
    listed = folder / "modules.json"
    if not listed.is_file():
        return False
    modules = json.loads(listed.read_text(encoding="utf-8"))
    return tuple(module["type"] for module in modules) == MODULES


class StaticEncoder:
    """A model of token vectors. `table` has a row of int8 levels for each token (tokens, d) and
    `scale` a float16 for each row (tokens,): a token's vector is its row times its scale.

    Threads may share one instance. A text without known tokens gets the zero vector.
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        table: npt.NDArray[np.int8],
        scale: npt.NDArray[np.float16],
        name: str,
    ) -> None:
        self._tokenizer = tokenizer
        self._table = table
        self._scale = scale.astype(np.float32)[:, None]
        self.name = name
        self.dimension = int(table.shape[1])
        # Of one message several parts of the service want the vector.
        self._one = lru_cache(maxsize=_KEPT)(self._encode_one)

    @classmethod
    def load(cls, folder: Path, name: str) -> StaticEncoder:
        """Read a folder that `QuantizedStaticEmbedding` wrote.

        Raises:
            OSError, ValueError, KeyError: it holds no such model, or other weights than were saved.
        """
        configuration = json.loads((folder / CONFIGURATION_FILE).read_text(encoding="utf-8"))
        weights = folder / WEIGHTS_FILE
        if hashlib.sha256(weights.read_bytes()).hexdigest() != configuration["weights_sha256"]:
            raise ValueError(f"{weights} differs from its checksum")
        tensors = load_file(str(weights))
        table, scale = tensors["table"], tensors["scale"]
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        tokens = tokenizer.get_vocab_size()
        if table.dtype != np.int8 or table.ndim != 2 or len(table) != tokens:
            raise ValueError(f"token table of {table.shape} for {tokens} tokens")
        if scale.dtype != np.float16 or scale.shape != (tokens,):
            raise ValueError(f"token scales of {scale.shape} for {tokens} tokens")
        return cls(tokenizer, table, scale, name)

    def encode(self, texts: Sequence[str], kind: Literal["query", "passage"] = "query") -> Vectors:
        """Unit vectors, float32, shape (number of texts, dimension); `kind` changes nothing. That
        of a single text cannot be written to."""
        del kind
        if len(texts) == 1:
            return self._one(texts[0])
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            part = [_encodable(text) for text in texts[start : start + _BATCH]]
            encoded = self._tokenizer.encode_batch(part, add_special_tokens=False)
            for row, encoding in enumerate(encoded, start):
                vectors[row] = self._vector(encoding.ids)
        return vectors

    def _encode_one(self, text: str) -> Vectors:
        encoding = self._tokenizer.encode(_encodable(text), add_special_tokens=False)
        vector = self._vector(encoding.ids)[None, :]
        vector.flags.writeable = False
        return vector

    def _vector(self, ids: list[int]) -> Vectors:
        total: Vectors = (self._table[ids] * self._scale[ids]).sum(axis=0, dtype=np.float32)
        total /= max(float(np.sqrt(total @ total)), _SHORTEST)
        return total


def _encodable(text: str) -> str:
    """Without lone surrogates, which are no characters."""
    return text.encode("utf-8", "replace").decode("utf-8")
