"""spaCy without torch.

What spaCy computes with looks for torch and loads it where it is installed: two seconds and two
hundred megabytes a process, for tokenizers that have no use for it. Import spaCy from here.
"""

from __future__ import annotations

import sys
from typing import Any

_modules: dict[str, Any] = sys.modules
_is_absent = "torch" not in _modules
if _is_absent:
    _modules["torch"] = None  # what Python does not import, then

import spacy  # noqa: E402
from spacy.lang.char_classes import ALPHA  # noqa: E402
from spacy.matcher import PhraseMatcher  # noqa: E402
from spacy.tokens import Doc  # noqa: E402
from spacy.util import compile_infix_regex  # noqa: E402
from spacy.vocab import Vocab  # noqa: E402

if _is_absent:
    del _modules["torch"]

__all__ = ["ALPHA", "Doc", "PhraseMatcher", "Vocab", "compile_infix_regex", "spacy"]
