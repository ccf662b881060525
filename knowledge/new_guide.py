"""A new guide: its folder, with a file to fill in for every language."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Final

from knowledge.model.guide import TOPICS
from nlu.languages import FULL_LANGUAGES, NATIVE_NAMES

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HEADER: Final = """\
# The rules for a guide stand in docs/content.md. `assistant knowledge check` says what is missing.
facts: []
places: []
articles: []
related: []
"""
_TEXT: Final = """\
---
# {language}: a title, and 8 to 32 phrasings as people type them. Then the answer, below the line.
title: ""
ask: []
---
"""


class NewGuideError(ValueError):
    """The guide cannot be made; the message says why."""


def make_guide(name: str, corpus: Path) -> Path:
    """Make `guides/<topic>/<id>` for `topic/id`; its folder.

    Raises:
        NewGuideError: the name has another form, the topic is unknown, or a guide has this id.
    """
    topic, _, identity = name.partition("/")
    if topic not in TOPICS:
        raise NewGuideError(f"unknown topic {topic!r}; one of {', '.join(TOPICS)}")
    if not _ID.fullmatch(identity):
        raise NewGuideError(f"an id is small letters, digits and hyphens, not {identity!r}")
    taken = sorted((corpus / "guides").glob(f"*/{identity}"))
    if taken:
        raise NewGuideError(f"there is a guide {identity!r} already: {taken[0]}")
    folder = corpus / "guides" / topic / identity
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as draft:
        staged = Path(draft) / identity
        staged.mkdir()
        _write_skeleton(staged)
        staged.rename(folder)
    return folder


def _write_skeleton(folder: Path) -> None:
    (folder / "guide.yaml").write_text(_HEADER, encoding="utf-8")
    for code in FULL_LANGUAGES:
        text = _TEXT.format(language=NATIVE_NAMES[code])
        (folder / f"{code}.md").write_text(text, encoding="utf-8")
