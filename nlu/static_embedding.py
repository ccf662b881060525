"""Sentence vectors as sums of token vectors, stored as eight-bit integers.

The method is that of static embedding models, such as Model2Vec and the ``StaticEmbedding`` of
sentence-transformers: no network runs when a text is encoded, every token has one vector, and the
length of that vector tells how much the token matters. Tokens come from a unigram language model
(Kudo 2018, "Subword Regularization") whose normalizer applies NFKC and case folding.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from sentence_transformers.models.Module import Module
from tokenizers import Tokenizer

WEIGHTS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"
CONFIGURATION_FILE = "static_embedding.json"
LARGEST_LEVEL = 127


class QuantizedStaticEmbedding(Module):  # type: ignore[misc]
    """A sentence-transformers module: the sum of the vectors of a text's tokens.

    ``table`` has one row of int8 levels for each token, shape (tokens, dimension); ``scale`` has
    one float16 for each row, shape (tokens,). A token's vector is its row times its scale.
    A text without any known token gets the zero vector.
    """

    save_in_root = True

    def __init__(self, tokenizer: Tokenizer, table: torch.Tensor, scale: torch.Tensor) -> None:
        super().__init__()
        _check_shapes(tokenizer, table, scale)
        self.tokenizer = tokenizer
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.register_buffer("table", table)
        self.register_buffer("scale", scale)

    @classmethod
    def quantized(cls, tokenizer: Tokenizer, vectors: torch.Tensor) -> QuantizedStaticEmbedding:
        """Round float vectors of shape (tokens, dimension) to 127 levels either side of zero."""
        scale = (vectors.abs().amax(dim=1) / LARGEST_LEVEL).clamp(min=1e-6).to(torch.float16)
        levels = torch.round(vectors / scale.float().unsqueeze(1))
        table = levels.clamp(-LARGEST_LEVEL, LARGEST_LEVEL).to(torch.int8)
        return cls(tokenizer, table, scale)

    def get_sentence_embedding_dimension(self) -> int:
        """The number of columns of a sentence vector."""
        return int(self.table.shape[1])

    @property
    def max_seq_length(self) -> None:
        """Texts of any length are taken whole."""
        return None

    def tokenize(self, texts: Sequence[str], **_: Any) -> dict[str, torch.Tensor]:
        """Token ids of all texts in one row, and for each id the number of its text."""
        encodings = self.tokenizer.encode_batch(
            [_without_surrogates(text) for text in texts], add_special_tokens=False
        )
        token_ids = [token for encoding in encodings for token in encoding.ids]
        counts = torch.tensor([len(encoding.ids) for encoding in encodings], dtype=torch.long)
        return {
            "input_ids": torch.tensor(token_ids, dtype=torch.long),
            "text_numbers": torch.repeat_interleave(torch.arange(len(encodings)), counts),
            "token_counts": counts,
        }

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Add ``sentence_embedding``, float32 of shape (texts, dimension), not normalised."""
        token_ids = features["input_ids"]
        scale = self.scale[token_ids].float().unsqueeze(1)
        token_vectors = self.table[token_ids].float() * scale
        sums = token_vectors.new_zeros((len(features["token_counts"]), self.table.shape[1]))
        features["sentence_embedding"] = sums.index_add_(0, features["text_numbers"], token_vectors)
        return features

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Write weights, tokenizer and the checksum of the weights into the folder."""
        folder = Path(output_path)
        tensors = {"table": self.table.contiguous(), "scale": self.scale.contiguous()}
        save_file(tensors, str(folder / WEIGHTS_FILE))
        self.tokenizer.save(str(folder / TOKENIZER_FILE), pretty=False)
        configuration = {
            "dimension": self.get_sentence_embedding_dimension(),
            "weights_sha256": _checksum(folder / WEIGHTS_FILE),
        }
        content = json.dumps(configuration, indent=2) + "\n"
        (folder / CONFIGURATION_FILE).write_text(content, encoding="utf-8")

    @classmethod
    def load(
        cls, model_name_or_path: str, subfolder: str = "", **_: Any
    ) -> QuantizedStaticEmbedding:
        """Read a folder that ``save`` wrote. ValueError: the weights are not those saved."""
        folder = Path(model_name_or_path) / subfolder
        configuration = json.loads((folder / CONFIGURATION_FILE).read_text(encoding="utf-8"))
        if _checksum(folder / WEIGHTS_FILE) != configuration["weights_sha256"]:
            raise ValueError(f"{folder / WEIGHTS_FILE} differs from its checksum")
        tensors = load_file(str(folder / WEIGHTS_FILE))
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        return cls(tokenizer, tensors["table"], tensors["scale"])


def _check_shapes(tokenizer: Tokenizer, table: torch.Tensor, scale: torch.Tensor) -> None:
    tokens = tokenizer.get_vocab_size()
    if table.dtype != torch.int8 or table.dim() != 2 or len(table) != tokens:
        raise ValueError(f"token table of {tuple(table.shape)} for {tokens} tokens")
    if scale.dtype != torch.float16 or tuple(scale.shape) != (tokens,):
        raise ValueError(f"token scales of {tuple(scale.shape)} for {tokens} tokens")


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
