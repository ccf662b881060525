"""What stands in deploy/ is valid by the schemas of its tools, and fits the program."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import tomli as tomllib
import yaml

from assistant.cli.main import app
from assistant.settings import ROOT, Settings
from assistant.workers import DRAIN_SECONDS

DEPLOY = ROOT / "deploy"
SCHEMAS = Path(__file__).resolve().parent / "schemas"
SETTINGS = {f"ASSISTANT_{name.upper()}" for name in Settings.__fields__}
COMMANDS = {
    command.name or command.callback.__name__  # type: ignore[union-attr]
    for command in app.registered_commands
}
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
MANIFESTS = [
    pytest.param(document, id=f"{path.stem}-{document['kind']}-{document['metadata']['name']}")
    for path in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
]
BY_KIND: dict[str, list[dict[str, Any]]] = {}
for _one in MANIFESTS:
    BY_KIND.setdefault(_one.values[0]["kind"], []).append(_one.values[0])


def pods() -> Iterator[dict[str, Any]]:
    for kind in ("Deployment", "Job"):
        for manifest in BY_KIND[kind]:
            yield manifest["spec"]["template"]


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_a_manifest_is_valid(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, "1.28", strict=True)


def test_a_wrong_manifest_is_refused() -> None:
    wrong = {**BY_KIND["Service"][0], "spec": {"ports": "http"}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, "1.28", strict=True)


def test_compose_is_valid() -> None:
    schema = json.loads((SCHEMAS / "compose-spec.json").read_text(encoding="utf-8"))
    jsonschema.validate(COMPOSE, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**COMPOSE, "services": {"app": {"imag": "x"}}}, schema)


def test_every_setting_that_is_set_is_one() -> None:
    files = [path for path in DEPLOY.rglob("*") if path.is_file()]
    named = {
        name
        for path in files
        for name in re.findall(r"ASSISTANT_[A-Z_]+", path.read_text(encoding="utf-8"))
    }
    assert "ASSISTANT_REDIS_URL" in named
    assert named <= SETTINGS


def test_commands_are_there() -> None:
    services = COMPOSE["services"]
    started = [services[name]["command"][0] for name in ("app", "migrate")]
    started += [pod["spec"]["containers"][0]["args"][0] for pod in pods()]
    assert sorted(started) == ["migrate", "migrate", "serve", "serve"]
    assert set(started) <= COMMANDS


def test_secrets_are_referred_to_and_never_written() -> None:
    assert "Secret" not in BY_KIND
    for pod in pods():
        for variable in pod["spec"]["containers"][0]["env"]:
            assert "secretKeyRef" in variable["valueFrom"]
    for service in COMPOSE["services"].values():
        for name, value in (service.get("environment") or {}).items():
            if "PASSWORD" in name or name == "ASSISTANT_SECRET":
                assert re.fullmatch(r"\$\{[A-Z_]+:\?.+\}", value)


def test_containers_have_no_rights_they_do_not_need() -> None:
    for pod in pods():
        spec, (container,) = pod["spec"], pod["spec"]["containers"]
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["automountServiceAccountToken"] is False
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]


def test_a_worker_ends_after_its_answers() -> None:
    (deployment,) = BY_KIND["Deployment"]
    spec = deployment["spec"]["template"]["spec"]
    pause = int(spec["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][1])
    assert spec["terminationGracePeriodSeconds"] > pause + DRAIN_SECONDS
    grace = COMPOSE["services"]["app"]["stop_grace_period"]
    assert int(grace.removesuffix("s")) > DRAIN_SECONDS
    assert Settings().answer_timeout < DRAIN_SECONDS


def test_probes_ask_for_what_is_served() -> None:
    (deployment,) = BY_KIND["Deployment"]
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    paths = {
        kind: container[f"{kind}Probe"]["httpGet"]["path"]
        for kind in ("startup", "readiness", "liveness")
    }
    source = (ROOT / "assistant" / "watching.py").read_text(encoding="utf-8")
    assert all(f'"{path}"' in source for path in paths.values())
    assert paths["liveness"] == "/health/live"


def test_nothing_goes_out_by_default() -> None:
    denied = [p for p in BY_KIND["NetworkPolicy"] if not {"ingress", "egress"} & p["spec"].keys()]
    (nothing,) = denied
    assert nothing["spec"]["policyTypes"] == ["Ingress", "Egress"]
    for policy in BY_KIND["NetworkPolicy"]:
        for rule in policy["spec"].get("egress", ()):
            assert rule["to"], "a rule without an addressee lets everything out"
            assert rule["ports"]
    for name in COMPOSE["services"]["app"]["networks"]:
        assert COMPOSE["networks"][name]["internal"] is True


def test_selectors_find_their_pods() -> None:
    (worker,) = (m["spec"]["template"]["metadata"]["labels"] for m in BY_KIND["Deployment"])
    (service,) = BY_KIND["Service"]
    selectors = [service["spec"]["selector"]]
    selectors += [p["spec"]["podSelector"]["matchLabels"] for p in BY_KIND["NetworkPolicy"]]
    selectors += [p["spec"]["selector"]["matchLabels"] for p in BY_KIND["PodDisruptionBudget"]]
    for selector in selectors:
        assert selector.items() <= worker.items()
    (scaler,) = BY_KIND["HorizontalPodAutoscaler"]
    assert scaler["spec"]["scaleTargetRef"]["name"] == BY_KIND["Deployment"][0]["metadata"]["name"]
    assert scaler["spec"]["minReplicas"] >= 2


def test_the_image() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    words = [line.split() for line in lines if line and not line.startswith(("#", " "))]
    (base,) = [word[1] for word in words if word[0] == "FROM"]
    assert ":" in base
    assert not base.endswith(":latest")
    copied = [word[1] for word in words if word[0] == "COPY"]
    assert all((ROOT / path).exists() for path in copied)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [
        name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]
    ]
    needed = {
        *parts,
        project["project"]["readme"],
        "pyproject.toml",
        "config.yml",
        "locale",
        "data",
    }
    assert needed & set(ignored) == set()
    assert all((ROOT / name).exists() for name in needed)
    (user,) = [word[1] for word in words if word[0] == "USER"]
    assert user == "10001"
    python = (ROOT / ".python-version").read_text(encoding="utf-8").strip()
    assert base.split(":")[1].startswith(".".join(python.split(".")[:2]) + "-")
    for service in COMPOSE["services"].values():
        assert re.search(r":\d", service["image"])
