"""The demonstration page, filled from the catalogues at start-up."""

from __future__ import annotations

import html
import re

from connectors.webchat.files import MEDIA_TYPES, StaticFile
from connectors.webchat.languages import BY_CODE, OFFERED, Language
from connectors.webchat.releases import STATIC, Release
from nlu.catalogues import Sentences
from nlu.languages import FULL_LANGUAGES

DEMO_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'"
    ),
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Language",
}
"""As strict as a city's own site would be: nothing inline, nothing from elsewhere."""

_PLACEHOLDER = re.compile(r"\{\{ ([a-z.0-9]+) \}\}")


def demo_pages(strings: Sentences, release: Release) -> dict[str, StaticFile]:
    """The page in each language that has a catalogue; it pins the widget as other sites would."""
    template = (STATIC / "demo" / "demo.html").read_text("utf-8")
    template = template.replace("[[version]]", release.version)
    template = template.replace("[[integrity]]", release.integrity)
    return {language: _demo_page(template, strings, language) for language in FULL_LANGUAGES}


def _demo_page(template: str, strings: Sentences, language: str) -> StaticFile:
    sentences = strings.all(language)
    page = _PLACEHOLDER.sub(lambda mark: html.escape(sentences[mark[1]]), template)
    page = page.replace("[[language]]", language)
    page = page.replace("[[direction]]", BY_CODE[language].direction)
    page = page.replace("[[languages]]", _language_links(language))
    return StaticFile(page.encode("utf-8"), MEDIA_TYPES[".html"])


def _language_links(current: str) -> str:
    offered = [language for language in OFFERED if language.answered == "full"]
    return "\n".join(_language_link(language, language.code == current) for language in offered)


def _language_link(language: Language, is_current: bool) -> str:
    code, current = language.code, ' aria-current="true"' if is_current else ""
    link = f'<a href="?lang={code}" lang="{code}" hreflang="{code}"{current}>{language.name}</a>'
    return f"<li>{link}</li>"
