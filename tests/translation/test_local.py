"""Models in a folder: small real ones, which the test trains to know four words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("USE_TF", "0")

from assistant.translation.local import LocalTranslator
from assistant.translation.translations import Translations
from connectors.errors import Unprocessable


def train(path: Path, pairs: dict[str, str]) -> None:
    """A T5 with random weights, taught these lines by heart (a second of work)."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration

    torch.manual_seed(0)
    torch.set_num_threads(1)  # for so small a model more only wait for one another
    words = sorted({word for pair in pairs.items() for line in pair for word in line.split()})
    vocabulary = {word: n for n, word in enumerate(["<pad>", "</s>", "<unk>", *words])}
    base = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    base.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    base.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", 1)]
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=base, pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    )
    config = T5Config(
        vocab_size=len(vocabulary),
        d_model=32,
        d_kv=8,
        d_ff=64,
        num_layers=1,
        num_heads=4,
        dropout_rate=0.0,
        decoder_start_token_id=0,
    )
    model = T5ForConditionalGeneration(config)
    given = tokenizer(list(pairs), return_tensors="pt", padding=True)
    wanted = tokenizer(list(pairs.values()), return_tensors="pt", padding=True).input_ids
    wanted[wanted == 0] = -100
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(200):
        loss = model(
            input_ids=given.input_ids, attention_mask=given.attention_mask, labels=wanted
        ).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if loss.item() < 0.01:
            break
    model.save_pretrained(path, safe_serialization=True)
    tokenizer.save_pretrained(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    models = tmp_path_factory.mktemp("models")
    train(models / "en-zh", {"thanks": "谢谢", "bring [#1]": "带 [#1]"})
    train(models / "ko-en", {"고마워요": "thanks", "안녕": "hello"})
    (models / "notes").mkdir()
    return models


async def test_a_pair_with_a_model_line_by_line(folder: Path) -> None:
    translations = Translations(LocalTranslator(folder), 60)
    made = await translations("thanks\n\nthanks", "en", "zh")
    assert (made.text, made.provider) == ("谢谢\n\n谢谢", "local")
    assert (await translations("bring E12345678", "en", "zh")).text == "带 E12345678"


async def test_a_pair_without_one_goes_through_english(folder: Path) -> None:
    translations = Translations(LocalTranslator(folder), 60)
    assert (await translations("고마워요", "ko", "zh")).text == "谢谢"


async def test_a_pair_that_no_way_leads_to_is_refused(folder: Path) -> None:
    translations = Translations(LocalTranslator(folder), 60)
    with pytest.raises(Unprocessable):
        await translations("谢谢", "zh", "ru")


def test_a_folder_without_models_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ko-zh"):
        LocalTranslator(tmp_path)
