"""What messages name, in many languages, and where."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nlu.catalogues import sentences
from nlu.languages import FULL_LANGUAGES, LANGUAGES, NATIVE_NAMES
from nlu.mentions import Mention, mentions_in, values_of

TODAY = date(2026, 11, 27)

TABLE: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("mentions.yaml").read_text(encoding="utf-8")
)
CASES = [
    (kind, str(value), text)
    for kind, values in TABLE["named"].items()
    for value, texts in values.items()
    for text in texts
]


def read(text: str, language: str | None = None) -> tuple[Mention, ...]:
    return mentions_in(text, TODAY, language)


@pytest.mark.parametrize(("kind", "value", "text"), CASES)
def test_it_is_found(kind: str, value: str, text: str) -> None:
    expected = [value, "visa"] if kind == "permit" and len(value) <= 2 else [value]
    assert sorted(values_of(kind, read(text))) == sorted(expected)


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in TABLE["not_named"].items() for text in texts]
)
def test_what_is_not_named_is_not_found(kind: str, text: str) -> None:
    language = {"ich bin neu hier": "de", "5 out of 10": "en"}.get(text)
    assert values_of(kind, read(text, language)) == []


def test_spans_are_what_was_said() -> None:
    text = "我是美国人，想3个月后把Z签证换成居留许可，月薪２万元，住滨江"
    said = {one.kind: text[one.start : one.end] for one in read(text, "zh")}
    assert said["nationality"] == "美国"
    assert said["date"] == "3个月后"
    assert said["money"] == "２万元"
    assert said["district"] == "滨江"
    assert said["permit"] == "居留许可"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_is_known_by_its_own_name(code: str) -> None:
    assert values_of("language", read(NATIVE_NAMES[code])) == [code]


@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_our_own_names_of_languages_are_understood(language: str) -> None:
    for code in FULL_LANGUAGES:
        name = sentences().say(f"language.{code}", language)
        assert code in values_of("language", read(name)), name


pieces = st.sampled_from([text for _, _, text in CASES])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(pieces, st.text(max_size=40)), max_size=6), st.sampled_from(LANGUAGES))
@example(["ﬁ 3 days ago ß İ", "e\u0301 8岁"], "en")
@example(["1 " * 300], "en")
def test_any_text_is_read_and_spans_lie_in_it(parts: list[str], language: str) -> None:
    text = " ".join(parts)
    found = read(text, language)
    assert list(found) == sorted(found, key=lambda one: (one.start, one.end, one.kind))
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CASES), st.sampled_from(["… ", "（", "» ", "\n"]))
def test_what_stands_before_moves_the_span_and_nothing_else(
    case: tuple[str, str, str], before: str
) -> None:
    kind, _, text = case
    alone = [(one.value, one.start, one.end) for one in read(text) if one.kind == kind]
    moved = [
        (one.value, one.start - len(before), one.end - len(before))
        for one in read(before + text)
        if one.kind == kind
    ]
    assert moved == alone
