"""Train the dialogue model when what it is made from has changed, and only then."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from assistant.settings import ROOT
from knowledge.library import CORPUS
from nlu.encoder import SHIPPED_MODEL

_SOURCES: Final = ("config.yml", "domain.yml")
_DATA: Final = ROOT / "nlu" / "data"
_COMPONENTS: Final = ROOT / "nlu"

_KEPT_MODELS: Final = 2

Progress = Callable[[str], None]


class TrainingError(Exception):
    """Rasa did not produce a model."""


class AlteredModel(Exception):
    """The model is not the file that was trained."""


def fingerprint() -> str:
    """The version of the dialogue model that the present sources make: 16 hexadecimal digits."""
    digest = hashlib.sha256()
    paths = [ROOT / name for name in _SOURCES]
    paths += sorted(_DATA.rglob("*.yml")) + sorted(_COMPONENTS.rglob("*.py"))
    paths += sorted((CORPUS / "guides").rglob("*.md")) + sorted(
        (CORPUS / "guides").rglob("ask.yaml")
    )
    paths += sorted(path for path in SHIPPED_MODEL.glob("*") if path.is_file())
    for path in paths:
        if "training" not in path.parts:
            digest.update(path.name.encode() + b"\n" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def model_path(folder: Path) -> Path:
    """Where the model of the present sources stands, whether it is there yet or not."""
    return folder / f"{fingerprint()}.tar.gz"


def train(folder: Path, progress: Progress = lambda _: None) -> Path:
    """Train the model into `folder` and remove older ones.

    Raises:
        TrainingError: Rasa did not produce a model.
    """
    from rasa.model_training import train as rasa_train

    path = model_path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    progress("training the dialogue model (about a minute)")
    # Rasa prints to standard output, which belongs to the results of our commands.
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix=".") as workshop,
        contextlib.redirect_stdout(sys.stderr),
    ):
        result = rasa_train(
            domain=str(ROOT / "domain.yml"),
            config=str(ROOT / "config.yml"),
            training_files=[str(_DATA)],
            output=workshop,
            fixed_model_name="model",
            force_training=True,
        )
        if not result.model:
            raise TrainingError(f"Rasa made no model (code {result.code})")
        _hash_path(path).write_text(f"{_hash(Path(result.model))}  {path.name}\n", "utf-8")
        shutil.move(result.model, path)
        _remove_old(folder)
    return path


def _remove_old(folder: Path) -> None:
    """Keep the newest models, for workers that are still loading the one before."""
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in models[_KEPT_MODELS:]:
        old.unlink()
        _hash_path(old).unlink(missing_ok=True)


def ensure_model(folder: Path, progress: Progress = lambda _: None) -> Path:
    """The model of the present sources, trained first if it is not there with its hash.

    Raises:
        AlteredModel: as `check_model`.
    """
    path = model_path(folder)
    if not _is_there(path):
        with _in_turn(folder):
            if not _is_there(path):
                return train(folder, progress)
    check_model(path)
    return path


def _is_there(path: Path) -> bool:
    return path.is_file() and _hash_path(path).is_file()


@contextlib.contextmanager
def _in_turn(folder: Path) -> Iterator[None]:
    """Of several processes that find no model, one trains and the others wait for it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".training").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def check_model(path: Path) -> None:
    """Hold a model to the hash that was written when it was trained.

    Raises:
        AlteredModel: it is another file, or its hash is missing. It must not be loaded.
    """
    try:
        stated = _hash_path(path).read_text("utf-8").split()[0]
    except (OSError, IndexError):
        stated = ""
    if stated != _hash(path):
        raise AlteredModel(
            f"{path} is not the model that was trained: delete it and run `assistant train`"
        )


def _hash_path(path: Path) -> Path:
    """Where a model's hash stands, in the form of sha256sum."""
    return path.with_name(f"{path.name}.sha256")


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while part := stream.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()
