"""The widget's files: their size, their headers, their sentences."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from connectors.webchat.pages import STATIC
from connectors.webchat.strings import Strings
from nlu.languages import FULL_LANGUAGES
from tests.connectors.fakes import LOCALE

MODULES = sorted(path.name for path in (STATIC / "widget").glob("*.js"))
KIBIBYTE = 1024


def sizes(client: TestClient) -> dict[str, int]:
    """Bytes on the wire, compressed, of each file of the widget."""
    names = ["widget.js", *(f"widget/{name}" for name in MODULES)]
    return {name: int(client.get(f"/{name}").headers["content-length"]) for name in names}


def test_the_budget(client: TestClient) -> None:
    measured = sizes(client)
    assert measured["widget.js"] <= 15 * KIBIBYTE
    assert sum(measured.values()) <= 40 * KIBIBYTE


def test_every_module_is_served(client: TestClient) -> None:
    for name in MODULES:
        response = client.get(f"/widget/{name}")
        assert response.headers["content-type"] == "text/javascript; charset=utf-8"
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.text == (STATIC / "widget" / name).read_text("utf-8")


def test_files_are_not_sent_again(client: TestClient) -> None:
    tag = client.get("/widget.js").headers["etag"]
    again = client.get("/widget.js", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    plain = client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.headers["etag"] != tag


@pytest.mark.parametrize(
    "name", ["types.d.ts", "nothing.js", "..%2fwidget.js", "%2e%2e%2f__init__.py", "%00"]
)
def test_other_files_are_not_served(client: TestClient, name: str) -> None:
    assert client.get(f"/widget/{name}").status_code == 404


def test_the_loader_loads_nothing_by_itself() -> None:
    loader = (STATIC / "widget.js").read_text("utf-8")
    assert not re.search(r"\bfetch\(|WebSocket|XMLHttpRequest|@import|url\(", loader)
    assert loader.count("import(new URL(") == 1


def test_data_never_becomes_markup_or_code() -> None:
    for path in STATIC.rglob("*.js"):
        source = path.read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", source)
        assert not re.search(r"\beval\(|new Function|setAttribute\('style'", source)


def test_the_demo_page_is_strict(client: TestClient) -> None:
    page = client.get("/demo?lang=ar")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy
    assert '<html lang="ar" dir="rtl">' in page.text
    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=|\{\{|\[\[", page.text)
    assert client.get("/demo?lang=<script>").text == client.get("/demo").text


def test_every_language_has_every_sentence() -> None:
    strings = Strings.load(LOCALE)
    assert set(strings.languages) == set(FULL_LANGUAGES)
    for language in FULL_LANGUAGES:
        assert strings.of(language).keys() == strings.of("en").keys()


def test_every_language_names_the_same_values() -> None:
    strings = Strings.load(LOCALE)
    for key, english in strings.of("en").items():
        named = set(re.findall(r"\{\w+\}", english))
        for language in FULL_LANGUAGES:
            assert set(re.findall(r"\{\w+\}", strings.of(language)[key])) == named, (language, key)


def test_every_sentence_is_used_and_there() -> None:
    """Keys in the sources and keys of the catalogues are the same."""
    sources = "".join(path.read_text("utf-8") for path in STATIC.rglob("*.*"))
    python = "".join(path.read_text("utf-8") for path in STATIC.parent.glob("*.py"))
    keys = Strings.load(LOCALE).of("en").keys()
    assert not {key for key in keys if not is_used(key, sources, python)}
    for key in re.findall(r"\bt\('([a-z.]+)'", sources):
        assert f"widget.{key}" in keys


def is_used(key: str, sources: str, python: str) -> bool:
    if key.startswith("demo."):
        return f"{{{{ {key} }}}}" in sources
    short = key.removeprefix("widget.")
    parent = short.rpartition(".")[0]
    found = [f"'{short}'" in sources, f"`{parent}.$" in sources, f'"{short}"' in python]
    return any(found) or key in python or f"widget.{parent}.{{" in python


def test_a_catalogue_that_lacks_a_sentence_is_refused(tmp_path: Path) -> None:
    for language, body in {"en": 'msgid "widget.a"\nmsgstr "A"\n', "zh": ""}.items():
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        header = f'msgid ""\nmsgstr "Language: {language}\\n"\n\n'
        (folder / "widget.po").write_text(header + body, "utf-8")
    with pytest.raises(ValueError, match=r"'zh' lacks: widget\.a"):
        Strings.load(tmp_path)


def test_compression_is_deterministic(client: TestClient) -> None:
    response = client.get("/widget.js", headers={"Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(response.content, 9, mtime=0)) == int(
        response.headers["content-length"]
    )
