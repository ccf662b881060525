"""The dialogue's rules, as files: every intent has its rule, and no two rules contradict."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import yaml

from assistant.settings import ROOT

ANYWHERE: Final = "anywhere"


def _rules() -> list[dict[str, Any]]:
    return [
        rule
        for path in sorted((ROOT / "nlu" / "data").glob("rules*.yml"))
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
    ]


def _domain() -> dict[str, Any]:
    domain: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return domain


def _begins(rule: dict[str, Any]) -> tuple[str, str]:
    conditions = rule.get("condition") or [{"active_loop": ANYWHERE}]
    return rule["steps"][0]["intent"], str(conditions[0]["active_loop"])


def test_an_intent_has_one_rule_for_each_place() -> None:
    begins = Counter(map(_begins, _rules()))
    assert [begin for begin, count in begins.items() if count > 1] == []
    everywhere = {intent for intent, where in begins if where == ANYWHERE}
    elsewhere = {intent for intent, where in begins if where != ANYWHERE}
    assert everywhere & elsewhere == set()


def test_every_intent_has_a_rule() -> None:
    named = {name if isinstance(name, str) else next(iter(name)) for name in _domain()["intents"]}
    assert named - {intent for intent, _ in map(_begins, _rules())} == set()


def test_every_action_of_a_rule_is_in_the_domain() -> None:
    domain = _domain()
    known = {*domain["actions"], *domain["forms"], *domain["responses"]}
    used = {step["action"] for rule in _rules() for step in rule["steps"] if "action" in step}
    assert used <= known
