"""The knowledge base that the actions ask: set by the service, or loaded when first needed.

Rasa makes its actions itself, without arguments; so they find the knowledge base here.
"""

from __future__ import annotations

import logging
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from knowledge.index import SearchIndex, SearchIndexError, build_index, load_index
from knowledge.index_version import current_version, fingerprint
from knowledge.library import Library, shared_library
from knowledge.search import Searcher
from nlu.encoder import SHIPPED_MODEL, Encoder, shared_encoder

logger = logging.getLogger(__name__)

INDEX_FOLDER: Final = Path(__file__).resolve().parent.parent / "models" / "index"


@dataclass(frozen=True)
class KnowledgeBase:
    """The library and the search over it, loaded together so that they fit each other."""

    library: Library
    searcher: Searcher


class _Holder:
    def __init__(self) -> None:
        self.current: KnowledgeBase | None = None
        self.lock = threading.Lock()


_holder = _Holder()


def use(knowledge_base: KnowledgeBase) -> None:
    """Let every action answer from this knowledge base from now on."""
    _holder.current = knowledge_base


def knowledge_base() -> KnowledgeBase:
    """The one in use; under `rasa run actions`, where nobody set one, the default is loaded."""
    if _holder.current is None:
        with _holder.lock:
            if _holder.current is None:
                _holder.current = open_knowledge_base(
                    Path(os.environ.get("ASSISTANT_INDEX_FOLDER", INDEX_FOLDER)),
                    os.environ.get("ASSISTANT_ENCODER", str(SHIPPED_MODEL)),
                )
    return _holder.current


def open_knowledge_base(index_folder: Path, encoder_name: str) -> KnowledgeBase:
    """Load library and index; build the index first where there is none for this content, or only
    a damaged one.

    Raises:
        LibraryError, EncoderError, SearchIndexError: something is missing or wrong.
        OSError: the index cannot be written.
    """
    library = shared_library()
    encoder = shared_encoder(encoder_name)
    index = open_index(library, encoder, index_folder, fingerprint(encoder))
    return KnowledgeBase(library, Searcher(library, index, encoder))


def open_index(library: Library, encoder: Encoder, index_folder: Path, version: str) -> SearchIndex:
    """The index of this version, built first where it is not there or damaged.

    Raises:
        SearchIndexError, OSError: there is none, and none can be built.
    """
    if current_version(index_folder) == version:
        try:
            return load_index(index_folder, encoder)
        except SearchIndexError:
            logger.exception("The index is built anew")
    build_index(library, encoder, index_folder, version)
    return load_index(index_folder, encoder)
