"""The widget's loader and the demo page, filled from the catalogues at start-up."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from connectors.webchat.files import MEDIA_TYPES, StaticFile
from connectors.webchat.languages import BY_CODE, OFFERED, Language
from connectors.webchat.strings import Strings

ConfigFor = Callable[[str], Mapping[str, object]]

STATIC = Path(__file__).parent / "static"

DEMO_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'"
    ),
    "Referrer-Policy": "same-origin",
}
"""As strict as a city's own site would be: nothing inline, nothing from elsewhere."""

_LOADER_LABELS = ("open", "close", "unreachable", "retry")
_LOADER_MARK = "/* labels */ {}"
_PLACEHOLDER = re.compile(r"\{\{ ([a-z.0-9]+) \}\}")


def loader(strings: Strings, config_for: ConfigFor) -> StaticFile:
    """`widget.js` with what it must be able to say when nothing else can be loaded.

    That is few sentences, and the emergency numbers.
    """
    labels = {
        language.code: {
            **{label: strings.of(language.code)[f"widget.{label}"] for label in _LOADER_LABELS},
            "direction": language.direction,
            "emergency": config_for(language.code)["emergency"],
        }
        for language in OFFERED
    }
    source = (STATIC / "widget.js").read_text("utf-8")
    if _LOADER_MARK not in source:
        raise ValueError("widget.js has no place for its labels")
    compact = json.dumps(labels, ensure_ascii=False, separators=(",", ":"))
    script = source.replace(_LOADER_MARK, compact)
    return StaticFile(script.encode("utf-8"), MEDIA_TYPES[".js"])


def demo_pages(strings: Strings) -> dict[str, StaticFile]:
    """The demo page in each language that has a catalogue."""
    template = (STATIC / "demo" / "demo.html").read_text("utf-8")
    return {language: _demo_page(template, strings, language) for language in strings.languages}


def _demo_page(template: str, strings: Strings, language: str) -> StaticFile:
    sentences = strings.starting_with("demo.", language)
    page = _PLACEHOLDER.sub(lambda mark: html.escape(sentences[mark[1]]), template)
    page = page.replace("[[language]]", language)
    page = page.replace("[[direction]]", BY_CODE[language].direction)
    page = page.replace("[[languages]]", _language_links(strings, language))
    return StaticFile(page.encode("utf-8"), MEDIA_TYPES[".html"])


def _language_links(strings: Strings, current: str) -> str:
    offered = [language for language in OFFERED if language.code in strings.languages]
    return "\n".join(_language_link(language, language.code == current) for language in offered)


def _language_link(language: Language, is_current: bool) -> str:
    code, current = language.code, ' aria-current="true"' if is_current else ""
    link = f'<a href="?lang={code}" lang="{code}" hreflang="{code}"{current}>{language.name}</a>'
    return f"<li>{link}</li>"
