"""The tokenizer: a unigram model over text balanced by language (Kudo 2018)."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import sentencepiece
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from transformers.utils import sentencepiece_model_pb2_new as sentencepiece_model

from nlu.training.misspelling import without_accents
from nlu.training.parallel import ENGLISH, ParallelRow

VOCABULARY_SIZE = 64_000
CHARACTERS_PER_LANGUAGE = 900_000
"""Text a language contributes; more text would only let it take more of the vocabulary."""

CHARACTER_SHARE = {"zh": 0.45, "zh-Hant": 0.45, "ja": 0.45, "ko": 0.45, ENGLISH: 2.0}
"""Languages whose characters carry more than a letter contribute fewer of them."""

UNACCENTED_SHARE = {"vi": 0.5}
"""Languages often typed without accents contribute as much unaccented text besides."""

FOLDED_LETTERS = {
    "[\u0623\u0625\u0622\u0671]": "\u0627",
    "[\u0649\u06cc]": "\u064a",
    "[\u0629\u06c0\u06c1]": "\u0647",
    "\u06a9": "\u0643",
    "[\u0640\u064b-\u065f\u0670]": "",
    "\u0451": "\u0435",
}
"""Spellings that writers mix: forms of alef, yeh, heh and kaf, vowel signs, and Russian yo.

The Arabic ones are those of the normalizer of Lucene, with the Persian and Urdu forms.
"""

SCORE_DIGITS = 4
"""Decimals kept of a piece's log probability, to keep the tokenizer's file small."""

_SPACE_MARK = "▁"


def balanced_lines(rows: Iterable[ParallelRow], seed: int) -> Iterator[str]:
    """Training text in a random order, every language up to its share of characters.

    Rows of a greater weight come first (weighted sampling without replacement, Efraimidis and
    Spirakis 2006).
    """
    generator = random.Random(seed)
    order = sorted(rows, key=lambda row: -(generator.random() ** (1 / row.weight)))
    used: dict[str, float] = defaultdict(float)
    seen: set[str] = set()
    for row in order:
        for language, text in ((row.language, row.text), (ENGLISH, row.english)):
            limit = CHARACTERS_PER_LANGUAGE * CHARACTER_SHARE.get(language, 1.0)
            if text in seen or used[language] >= limit:
                continue
            seen.add(text)
            used[language] += len(text)
            yield text
            if generator.random() < UNACCENTED_SHARE.get(language, 0.0):
                yield without_accents(text)


def letter_folding() -> list[normalizers.Normalizer]:
    """The replacements of ``FOLDED_LETTERS``, in order."""
    return [normalizers.Replace(Regex(found), folded) for found, folded in FOLDED_LETTERS.items()]


def train_tokenizer(lines: Iterable[str], folder: Path) -> Tokenizer:
    """Train on the lines; ``folder`` receives the intermediate SentencePiece model."""
    prefix = folder / "sentencepiece"
    folding = normalizers.Sequence([normalizers.NFKC(), *letter_folding()])
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(folding.normalize_str(line.replace("\n", " ")) for line in lines),
        model_prefix=str(prefix),
        model_type="unigram",
        vocab_size=VOCABULARY_SIZE,
        character_coverage=0.9998,
        normalization_rule_name="nmt_nfkc_cf",
        split_digits=True,
        max_sentence_length=8192,
        unk_id=0,
        bos_id=-1,
        eos_id=-1,
        pad_id=-1,
        num_threads=2,
        minloglevel=1,
    )
    return convert_tokenizer(prefix.with_suffix(".model"))


def convert_tokenizer(model_file: Path) -> Tokenizer:
    """The same unigram model as a ``tokenizers`` tokenizer, which one JSON file holds."""
    model = sentencepiece_model.ModelProto()
    model.ParseFromString(model_file.read_bytes())
    pieces = [(piece.piece, round(piece.score, SCORE_DIGITS)) for piece in model.pieces]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=model.trainer_spec.unk_id))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(model.normalizer_spec.precompiled_charsmap),
            *letter_folding(),
            normalizers.Strip(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(_SPACE_MARK, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(_SPACE_MARK, prepend_scheme="always")
    return tokenizer
