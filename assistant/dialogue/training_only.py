"""What Rasa imports only to train waits until somebody trains.

`rasa.utils.train_utils` brings TensorFlow, which nothing that answers here needs: a quarter of a
gigabyte of each worker and more than a second of each start. `rasa.core.test` brings matplotlib.
Rasa imports both wherever it loads a component or a policy. Its configuration of the training
graph, stored with a model, brings TensorFlow as well.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from rasa.engine.graph import GraphSchema
from rasa.engine.storage.local_model_storage import MODEL_ARCHIVE_METADATA_FILE, LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.utils.io import read_json_file

_MODULES: Final = ("rasa.utils.train_utils", "rasa.core.test")


class _Waiting(ModuleType):
    """Stands for a module; what is asked of it is asked of the module, imported then."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def let_training_wait() -> None:
    """Let these modules wait. Call it before a component of Rasa is imported: those that are there
    by then stay."""
    for name in _MODULES:
        if name not in sys.modules:
            sys.modules[name] = waiting = _Waiting(name)
            package, _, last = name.rpartition(".")
            setattr(importlib.import_module(package), last, waiting)


class ServedModel(LocalModelStorage):  # type: ignore[misc]
    """A trained model without the graph that trained it, whose components bring TensorFlow."""

    @staticmethod
    def _load_metadata(directory: Path) -> ModelMetadata:
        stored = read_json_file(directory / MODEL_ARCHIVE_METADATA_FILE)
        return ModelMetadata.from_dict({**stored, "train_schema": GraphSchema({}).as_dict()})
