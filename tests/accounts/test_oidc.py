"""Signing in at a real OpenID Connect provider, and everything that must not let anybody in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc.jwk import ECKey
from sqlalchemy.engine import Engine

from assistant.accounts.include import PanelAccess, include_accounts
from assistant.accounts.oidc_state import HOLDS_SECONDS
from assistant.settings import Settings
from tests.accounts.issuer import CLIENT, SECRET, Issuer, running

START, CALLBACK = "/panel/api/oidc/start", "/panel/api/oidc/callback"
EMAIL = "li.wei@example.cn"
PERSON = {"sub": "248289761001", "email": "Li.Wei@example.cn", "email_verified": True}


@pytest.fixture(scope="module")
def server() -> Iterator[Issuer]:
    with running(Issuer()) as issuer:
        yield issuer


@dataclass
class Scene:
    """A desk with one account, and its provider."""

    issuer: Issuer
    access: PanelAccess
    app: FastAPI

    def client(self) -> TestClient:
        return TestClient(self.app, base_url="https://desk.example", follow_redirects=False)

    def back(self, client: TestClient) -> str:
        """From the panel to the provider and back: the address to which it sends the browser."""
        start = client.get(START)
        assert start.status_code == 303
        at_provider = httpx.get(start.headers["location"])
        assert at_provider.status_code == 302
        return at_provider.headers["location"]

    def sign_in(self, client: TestClient) -> str:
        """The whole way; where it ends."""
        return client.get(self.back(client)).headers["location"]


@pytest.fixture
def scene(server: Issuer, engine: Engine, tmp_path: Path) -> Scene:
    server.mode, server.person, server.claims = "right", dict(PERSON), {}
    settings = Settings(
        data_folder=tmp_path,
        public_url="https://desk.example",
        oidc_issuer=server.url,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
    )
    app = FastAPI()
    access = include_accounts(app, lambda: engine, settings)
    access.accounts.add("li.wei", email=EMAIL)
    return Scene(server, access, app)


def test_a_person_with_an_account_signs_in(scene: Scene) -> None:
    client = scene.client()
    assert client.get("/panel/api/session").json()["oidc"] is True
    assert scene.sign_in(client) == "/panel"
    assert client.get("/panel/api/session").json()["agent"]["name"] == "li.wei"
    asked = scene.issuer.asked[-1]
    assert asked["redirect_uri"] == f"https://desk.example{CALLBACK}"
    assert asked["response_type"] == "code"
    assert "openid" in asked["scope"].split()
    assert asked["code_challenge_method"] == "S256"
    assert "panel_oidc" not in client.cookies


def test_after_the_first_time_the_subject_counts_and_not_the_address(scene: Scene) -> None:
    assert scene.sign_in(scene.client()) == "/panel"
    scene.issuer.person = {"sub": PERSON["sub"], "email": "new@example.cn"}
    assert scene.sign_in(scene.client()) == "/panel"
    scene.issuer.person = {**PERSON, "sub": "somebody-else"}
    assert scene.sign_in(scene.client()) == "/panel#oidc=refused"


def test_no_account_is_made_and_a_closed_one_stays_closed(scene: Scene) -> None:
    scene.issuer.person = {**PERSON, "email": "nobody@example.cn"}
    assert scene.sign_in(scene.client()) == "/panel#oidc=refused"
    assert len(scene.access.accounts.records()) == 1
    scene.issuer.person = dict(PERSON)
    assert scene.sign_in(scene.client()) == "/panel"
    scene.access.accounts.disable("li.wei")
    assert scene.sign_in(scene.client()) == "/panel#oidc=refused"


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": None},
        {"email": 7},
        {"iss": "http://other.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": None},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"azp": "another"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_proves_nothing_lets_nobody_in(
    scene: Scene, claims: dict[str, object]
) -> None:
    scene.issuer.claims = claims
    client = scene.client()
    assert scene.sign_in(client) == "/panel#oidc=refused"
    assert client.get("/panel/api/session").status_code == 401


@pytest.mark.parametrize(
    "mode", ["unsigned", "symmetric", "other key", "no id token", "id token 7", "denied"]
)
def test_a_token_by_somebody_else_lets_nobody_in(scene: Scene, mode: str) -> None:
    scene.issuer.mode = mode
    client = scene.client()
    assert scene.sign_in(client) == "/panel#oidc=refused"
    assert "panel_session" not in client.cookies


@pytest.mark.parametrize("mode", ["token 500", "token html", "token list"])
def test_a_provider_that_breaks_on_the_way_is_told(scene: Scene, mode: str) -> None:
    scene.issuer.mode = mode
    assert scene.sign_in(scene.client()).startswith("/panel#oidc=")


@pytest.mark.parametrize("mode", ["down", "no discovery", "other issuer"])
def test_a_provider_that_is_down_is_told(scene: Scene, mode: str) -> None:
    scene.issuer.mode = mode
    answer = scene.client().get(START)
    assert answer.headers["location"] == "/panel#oidc=unavailable"


def test_new_keys_of_the_provider_are_found(scene: Scene) -> None:
    assert scene.sign_in(scene.client()) == "/panel"
    before = scene.issuer.key
    scene.issuer.key = ECKey.generate_key("P-256", {"kid": "2", "use": "sig"})
    try:
        assert scene.sign_in(scene.client()) == "/panel"
    finally:
        scene.issuer.key = before


def test_the_way_back_belongs_to_the_browser_that_began(scene: Scene) -> None:
    victim, attacker = scene.client(), scene.client()
    back = scene.back(attacker)
    assert victim.get(back).headers["location"] == "/panel#oidc=refused"
    scene.back(victim)
    assert victim.get(back).headers["location"] == "/panel#oidc=refused"


def test_a_code_works_once(scene: Scene) -> None:
    client = scene.client()
    back = scene.back(client)
    kept = client.cookies["panel_oidc"]
    assert client.get(back).headers["location"] == "/panel"
    again = scene.client()
    again.cookies.set("panel_oidc", kept, path="/panel/api/oidc")
    assert again.get(back).headers["location"] == "/panel#oidc=refused"


def test_a_sign_in_begun_long_ago_is_over(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    client = scene.client()
    monkeypatch.setenv("ASSISTANT_NOW", "2026-03-02T12:00:00+08:00")
    start = client.get(START)
    back = httpx.get(start.headers["location"]).headers["location"]
    minutes = HOLDS_SECONDS // 60 + 1
    monkeypatch.setenv("ASSISTANT_NOW", f"2026-03-02T12:{minutes:02}:00+08:00")
    assert client.get(back).headers["location"] == "/panel#oidc=refused"


QUERIES = ("", "?code=x", "?state=x", "?code=x&state=" + "y" * 9000, "?%00")


def test_made_up_answers_are_refused(scene: Scene) -> None:
    for kept in ("", "x", "x.y", "e30=.", "." * 50, "ü"):
        headers = {"Cookie": f"panel_oidc={kept}".encode()}
        for query in QUERIES:
            answer = scene.client().get(f"{CALLBACK}{query}", headers=headers)  # type: ignore[arg-type]
            assert answer.headers["location"] == "/panel#oidc=refused", (kept, query)


def test_half_a_configuration_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="OIDC"):
        include_accounts(FastAPI(), lambda: engine, Settings(oidc_issuer="https://id.example"))


def test_without_a_provider_there_is_no_such_page(engine: Engine, tmp_path: Path) -> None:
    app = FastAPI()
    include_accounts(app, lambda: engine, Settings(data_folder=tmp_path))
    assert TestClient(app).get(START).status_code == 404
