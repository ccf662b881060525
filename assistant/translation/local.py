"""Translation on this machine, by sequence-to-sequence models in a folder.

Each model stands in a subfolder named by its pair of languages (`ko-zh`), as `save_pretrained` of
transformers writes it, with safetensors weights. A pair without a model goes through English.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from assistant.translation.protocol import NoSuchPair, TranslationError
from nlu.languages import LANGUAGES

_PIVOT: Final = "en"
_MOST_TOKENS: Final = 512


class LocalTranslator:
    """The models of a folder, all loaded when it is made (slowly), each line translated by itself.

    One text at a time: a model takes whole cores, and the chat needs them too.
    """

    provider = "local"

    def __init__(self, folder: Path) -> None:
        self._models = {pair: _load(path) for pair, path in _pairs(folder).items()}
        if not self._models:
            raise ValueError(f"{folder} has no folder such as ko-zh with a model")
        self._worker = ThreadPoolExecutor(1, "translation")

    async def translate(self, text: str, source: str | None, target: str) -> str:
        """See `Translator`."""
        steps = self._steps(source, target)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, self._run, text, steps)

    def _steps(self, source: str | None, target: str) -> list[tuple[str, str]]:
        if source is None:
            raise NoSuchPair("the language is not known")
        for steps in ([(source, target)], [(source, _PIVOT), (_PIVOT, target)]):
            if all(step in self._models for step in steps):
                return steps
        raise NoSuchPair(f"{source}-{target}")

    def _run(self, text: str, steps: list[tuple[str, str]]) -> str:
        lines = text.split("\n")
        at = [number for number, line in enumerate(lines) if line.strip()]
        try:
            for step in steps:
                for number, line in zip(
                    at, self._models[step]([lines[n] for n in at]), strict=True
                ):
                    lines[number] = line
        except (RuntimeError, ValueError, IndexError) as error:
            raise TranslationError(f"the model failed: {type(error).__name__}") from error
        return "\n".join(lines)


class _Model:
    def __init__(self, tokenizer: Any, model: Any) -> None:
        self._tokenizer = tokenizer
        self._model = model

    def __call__(self, lines: list[str]) -> list[str]:
        import torch

        given = self._tokenizer(
            lines, return_tensors="pt", padding=True, truncation=True, max_length=_MOST_TOKENS
        )
        given.pop("token_type_ids", None)
        with torch.no_grad():
            made = self._model.generate(**given, max_new_tokens=_MOST_TOKENS)
        return [str(line) for line in self._tokenizer.batch_decode(made, skip_special_tokens=True)]


def _pairs(folder: Path) -> dict[tuple[str, str], Path]:
    pairs = {}
    for path in sorted(folder.iterdir() if folder.is_dir() else ()):
        source, _, target = path.name.partition("-")
        if source in LANGUAGES and target in LANGUAGES and (path / "config.json").is_file():
            pairs[source, target] = path
    return pairs


def _load(path: Path) -> _Model:
    os.environ.setdefault("USE_TF", "0")
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    model = AutoModelForSeq2SeqLM.from_pretrained(
        path, local_files_only=True, use_safetensors=True
    ).eval()
    return _Model(AutoTokenizer.from_pretrained(path, local_files_only=True), model)
