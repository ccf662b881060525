"""The widget's files: their size, their headers, their sentences."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from connectors.webchat.files import StaticFile
from connectors.webchat.releases import STATIC, Release, Releases, snippet, without_comments
from nlu.catalogues import sentences
from nlu.languages import FULL_LANGUAGES
from tests.connectors.fakes import FakeConversation, create_app

MODULES = sorted(path.name for path in (STATIC / "widget").glob("*.js"))
KIBIBYTE = 1024


def pinned(client: TestClient) -> tuple[str, str]:
    """The folder of the present version and the loader's hash, as the demo page has them."""
    found = re.search(r'src="(widget/\w+/)widget.js" integrity="([^"]+)"', client.get("/demo").text)
    assert found
    return f"/{found[1]}", found[2]


def sizes(client: TestClient) -> dict[str, int]:
    """Bytes on the wire, compressed, of each file of the widget."""
    folder, _ = pinned(client)
    names = ["widget.js", *MODULES]
    return {name: int(client.get(folder + name).headers["content-length"]) for name in names}


def test_the_budget(client: TestClient) -> None:
    measured = sizes(client)
    assert measured["widget.js"] <= 15 * KIBIBYTE
    sentences = max(
        len(gzip.compress(client.get(f"/webhooks/webchat/config?language={code}").content))
        for code in FULL_LANGUAGES
    )
    assert sum(measured.values()) + sentences <= 40 * KIBIBYTE


def test_every_module_is_served_and_pinned(client: TestClient) -> None:
    folder, _ = pinned(client)
    loader = client.get("/widget.js").text
    for name in MODULES:
        response = client.get(folder + name)
        assert response.headers["content-type"] == "text/javascript; charset=utf-8"
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "immutable" in response.headers["cache-control"]
        assert response.text == without_comments((STATIC / "widget" / name).read_text("utf-8"))
        assert f'"{name}":"{sri(response.content)}"' in loader


def sri(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def test_the_hash_of_the_loader_is_that_of_what_is_served(client: TestClient) -> None:
    folder, integrity = pinned(client)
    for address in ("/widget.js", f"{folder}widget.js", f"{folder.rstrip('/')}~17/widget.js"):
        assert sri(client.get(address).content) == integrity
    assert client.get("/widget.js").headers["cache-control"] == "no-cache"


def test_a_version_served_before_is_served_on(tmp_path: Path) -> None:
    old = Release("0" * 16, {"widget.js": StaticFile(b"// old", "text/javascript")})
    Releases(old, tmp_path)
    Releases(old, tmp_path)
    app = create_app(FakeConversation(), folder=tmp_path)
    with TestClient(app) as client:
        assert client.get(f"/widget/{'0' * 16}/widget.js").text == "// old"
        assert client.get(f"/widget/{'1' * 16}/widget.js").status_code == 404
    assert len([path for path in tmp_path.iterdir() if path.name.startswith(".")]) == 0


def test_the_tag_for_a_page(client: TestClient) -> None:
    folder, integrity = pinned(client)
    release = Release(
        folder.split("/")[2],
        {"widget.js": StaticFile(client.get("/widget.js").content, "text/javascript")},
    )
    assert snippet(release, "https://chat.example/", "ja") == (
        f'<script src="https://chat.example{folder}widget.js" integrity="{integrity}" '
        'crossorigin="anonymous" data-language="ja" defer></script>'
    )


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
    assert client.get(f"{pinned(client)[0]}{name}").status_code == 404
    assert client.get(f"/widget/{name}/widget.js").status_code == 404


def test_the_loader_loads_nothing_by_itself() -> None:
    loader = (STATIC / "widget.js").read_text("utf-8")
    assert not re.search(r"\bfetch\(|WebSocket|XMLHttpRequest|@import|url\(", loader)
    assert loader.count("import(`") == 1


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


def test_the_demo_page_speaks_the_browsers_language(client: TestClient) -> None:
    def language(accepted: str, query: str = "") -> str:
        page = client.get(f"/demo{query}", headers={"Accept-Language": accepted})
        assert page.headers["vary"] == "Accept-Language"
        return page.text.split('<html lang="')[1][:2]

    assert language("nl, pt-BR;q=0.8, en;q=0.5") == "pt"
    assert language("zh-TW") == "zh"
    assert language("nl") == language("") == language(";;q=x") == "en"
    assert language("ja", "?lang=ar") == "ar"


def test_every_sentence_is_used_and_there() -> None:
    """Keys in the sources and keys of the catalogues are the same."""
    sources = "".join(path.read_text("utf-8") for path in STATIC.rglob("*.*"))
    python = "".join(path.read_text("utf-8") for path in STATIC.parent.glob("*.py"))
    keys = sentences("widget").keys("en")
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


def test_compression_is_deterministic(client: TestClient) -> None:
    response = client.get("/widget.js", headers={"Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(response.content, 9, mtime=0)) == int(
        response.headers["content-length"]
    )
