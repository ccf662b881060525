"""The panel's files: headers, sentences in both languages, nothing that makes markup of text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from connectors.panel.pages import PAGE, create_page_router

SCRIPTS = sorted(PAGE.rglob("*.js"))


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(create_page_router())
    with TestClient(app) as client:
        yield client


@lru_cache
def sentences(language: str) -> dict[str, str]:
    found = json.loads((PAGE / "strings" / f"{language}.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


@lru_cache
def sources() -> str:
    return "\n".join(path.read_text("utf-8") for path in SCRIPTS)


def test_the_page_is_strict(client: TestClient) -> None:
    page = client.get("/panel")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "trusted-types 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in page.headers
    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=|https?://", page.text)


def test_every_file_that_the_page_names_is_served(client: TestClient) -> None:
    named = re.findall(r'(?:href|src)="(/panel/page/[^"]+)"', client.get("/panel").text)
    for path in SCRIPTS:
        for found in re.findall(r"""from '(\.[^']+)'""", path.read_text("utf-8")):
            address = (path.parent / found).resolve().relative_to(PAGE.resolve()).as_posix()
            named.append(f"/panel/page/{address}")
    assert len(named) > 20
    for address in named:
        response = client.get(address)
        assert response.status_code == 200, address
        assert response.headers["x-content-type-options"] == "nosniff"


def test_files_are_not_sent_again(client: TestClient) -> None:
    tag = client.get("/panel/page/main.js").headers["etag"]
    again = client.get("/panel/page/main.js", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "name", ["tsconfig.json", "types.d.ts", "nothing.js", "..%2fpages.py", "%2e%2e/pages.py"]
)
def test_other_files_are_not_served(client: TestClient, name: str) -> None:
    assert client.get(f"/panel/page/{name}").status_code == 404


def test_data_never_becomes_markup_or_code() -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", sources())
    assert not re.search(r"\beval\(|new Function|setAttribute\('style'", sources())


def test_both_languages_say_everything() -> None:
    assert sentences("zh").keys() == sentences("en").keys()
    for language in ("zh", "en"):
        assert all(text.strip() for text in sentences(language).values())


def test_both_languages_name_the_same_values() -> None:
    for key, english in sentences("en").items():
        chinese = sentences("zh")[key]
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", chinese)), key


def test_every_sentence_that_is_asked_for_is_there() -> None:
    asked = set(re.findall(r"\bt\(\s*'([\w.-]+)'", sources()))
    asked |= set(re.findall(r"[?:] '([a-z_]+\.[\w.]+)'", sources()))
    assert len(asked) > 150
    assert asked - sentences("en").keys() == set()


def test_every_sentence_is_used() -> None:
    """By its whole key, or as one of a set (`t(`queue.${group}`)`, `word('topic', …)`)."""
    sets = set(re.findall(r"t\(`([\w.]+)\.\$\{", sources()))
    sets |= set(re.findall(r"word\('(\w+)'", sources())) | {"problem"}
    unused = [
        key
        for key in sentences("en")
        if f"'{key}'" not in sources() and not any(key.startswith(f"{name}.") for name in sets)
    ]
    assert unused == []


def test_every_shortcut_says_what_it_does() -> None:
    named = re.findall(r"\bid: '([\w-]+)', keys: '", sources())
    assert len(named) > 15
    assert {f"shortcut.{name}" for name in named} - sentences("en").keys() == set()
