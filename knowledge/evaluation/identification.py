"""How often the language of a short message is named right: by us, and by others alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import langdetect
from langdetect.detector import Detector
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from knowledge.evaluation.ranking import bootstrap
from knowledge.evaluation.sets import read_languages
from nlu.identify import identify
from nlu.languages import LANGUAGES, UNDETERMINED, normalise_code

_PROFILES: Final = Path(langdetect.__file__).parent / "profiles"

Identify = Callable[[str], str]


def ours(text: str) -> str:
    """The language by `nlu.identify`, without a conversation before it."""
    return identify(text).language


def accuracy(identified: Identify) -> dict[str, Any]:
    """Over all messages; and over those that have a language, which others are made for."""
    rows = read_languages()
    found = [(text, right, identified(text)) for text, right in rows]
    hits = [float(right == named) for _, right, named in found]
    spoken = [float(right == named) for _, right, named in found if right != UNDETERMINED]
    return {
        "count": len(rows),
        "accuracy": round(sum(hits) / len(hits), 4),
        "interval": bootstrap(hits),
        "accuracy where there is a language": round(sum(spoken) / len(spoken), 4),
        "wrong": [
            {"text": text, "language": right, "identified": named}
            for text, right, named in found
            if right != named
        ],
    }


def other_identifiers() -> dict[str, Identify]:
    """Langdetect (Nakatani 2010) with all its languages and held to ours; lingua, where it is
    installed."""
    everything = (path.name for path in _PROFILES.iterdir())
    held = ("zh-cn" if language == "zh" else language for language in LANGUAGES)
    identifiers: dict[str, Identify] = {
        "langdetect alone": _langdetect(everything),
        "langdetect, held to our languages": _langdetect(held),
    }
    if find_spec("lingua") is not None:
        identifiers["lingua, held to our languages"] = _lingua()
    return identifiers


def _langdetect(profiles: Iterable[str]) -> Identify:
    factory = DetectorFactory()
    factory.set_seed(0)
    factory.load_json_profile([(_PROFILES / name).read_text("utf-8") for name in sorted(profiles)])

    def named(text: str) -> str:
        detector = factory.create()
        detector.append(text)
        try:
            code: str = detector.detect()
        except LangDetectException:
            return UNDETERMINED
        return UNDETERMINED if code == Detector.UNKNOWN_LANG else _ours_of(code)

    return named


def _ours_of(code: str) -> str:
    return normalise_code(code) or code


def _lingua() -> Identify:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, language.upper()) for language in LANGUAGES]
    detector = LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()

    def named(text: str) -> str:
        found = detector.detect_language_of(text)
        return UNDETERMINED if found is None else str(found.iso_code_639_1.name).lower()

    return named
