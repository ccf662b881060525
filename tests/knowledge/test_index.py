"""The search index on disk: complete or refused, swapped whole."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from knowledge.decide import Outcome
from knowledge.index import SearchIndexError, build_index, load_index
from knowledge.index_version import CURRENT, current_version, fingerprint
from knowledge.library import Library
from knowledge.search import Filters, Searcher
from nlu.encoder import Encoder


@pytest.fixture
def root(small_index: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_index, tmp_path / "index")


def test_it_loads_and_finds(root: Path, small_library: Library, encoder: Encoder) -> None:
    searcher = Searcher(small_library, load_index(root, encoder), encoder)
    guide = small_library.guides[sorted(small_library.guides)[0]]
    for language, text in guide.texts.items():
        result = searcher.search(text.ask[0], language)
        assert result.hits[0].entry == f"guide:{guide.id}"
    assert searcher.search("", "en").outcome is Outcome.ABSTAIN
    assert searcher.search("😀😀😀", "en").outcome is Outcome.ABSTAIN


def test_an_article_is_found_by_its_number(
    root: Path, small_library: Library, encoder: Encoder
) -> None:
    searcher = Searcher(small_library, load_index(root, encoder), encoder)
    for question in ("Article 36", "第三十六条", "المادة ٣٦", "статья 36", "제36조", "มาตรา 36"):
        result = searcher.search(question, "en")
        assert (result.outcome, result.hits[0].entry) == (Outcome.ANSWER, "article:36")
    assert searcher.search("article 7", "en").hits[0].entry != "article:7"


def test_filters_hold(root: Path, small_library: Library, encoder: Encoder) -> None:
    searcher = Searcher(small_library, load_index(root, encoder), encoder)
    for hit in searcher.search("office", "en", filters=Filters(kind="place"), limit=20).hits:
        assert hit.entry.startswith("place:")


DAMAGES = {
    "a changed file": lambda f: (f / "decider.json").write_text("{}"),
    "a truncated file": lambda f: (f / "dense.index").write_bytes(b"x"),
    "a missing file": lambda f: (f / "passages.jsonl").unlink(),
    "a foreign file": lambda f: (f / "evil.pickle").write_bytes(b"x"),
    "no manifest": lambda f: (f / "manifest.json").unlink(),
    "a broken manifest": lambda f: (f / "manifest.json").write_text("[]"),
    "another format": lambda f: _manifest(f, format=99),
    "another encoder": lambda f: _manifest(f, encoder="other"),
}


def _manifest(folder: Path, **values: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_index_is_refused(root: Path, encoder: Encoder, name: str) -> None:
    DAMAGES[name](root / "v1")
    with pytest.raises(SearchIndexError):
        load_index(root, encoder)


def test_no_index_is_said_so(tmp_path: Path, encoder: Encoder) -> None:
    with pytest.raises(SearchIndexError, match="assistant knowledge index"):
        load_index(tmp_path, encoder)


def test_a_new_version_replaces_the_current_one_whole(
    root: Path, small_library: Library, encoder: Encoder
) -> None:
    open_before = load_index(root, encoder)
    build_index(small_library, encoder, root, "v2")
    assert current_version(root) == "v2"
    assert load_index(root, encoder).version == "v2"
    vector = encoder.encode(["visa"])
    assert open_before.dense.search(vector, 3)[0].shape == (3,)
    build_index(small_library, encoder, root, "v3")
    assert not (root / "v1").exists()


def test_a_failed_build_leaves_the_current_index(
    root: Path, small_library: Library, encoder: Encoder
) -> None:
    class Failing:
        name, dimension = encoder.name, encoder.dimension

        def encode(self, texts: object, kind: str = "query") -> np.ndarray:
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        build_index(small_library, Failing(), root, "v2")  # type: ignore[arg-type]
    assert current_version(root) == "v1"
    assert {path.name for path in root.iterdir()} == {"v1", CURRENT}


def test_the_version_follows_content_and_encoder(encoder: Encoder, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one")
    first = fingerprint(encoder, tmp_path)
    assert fingerprint(encoder, tmp_path) == first
    (tmp_path / "a.md").write_text("two")
    assert fingerprint(encoder, tmp_path) != first
