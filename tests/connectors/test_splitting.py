"""Long texts in parts, and answers as plain text."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.plain_text import chosen, plain_text, render
from connectors.protocol import Button, OutboundMessage
from connectors.splitting import Unit, size, split
from nlu.choices import by_number
from tests.connectors.answers import full_answer

PIECES = st.sampled_from(
    [
        "你好。",
        "Hello there. ",
        "a",
        " ",
        "\n",
        "\n\n",
        "👨‍👩‍👧‍👦",
        "🇨🇳",
        "e\u0301",
        "سلام؟ ",
        "สวัสดี",
        "0571-8526 3333",
        "https://www.example.org/a/b?c=d&e=1.5",
        "CNY 2,000.50",
        "3.5",
        "न्द्र",
        "!",
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def squeezed(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.integers(40, 300))
def test_parts_fit_and_lose_nothing(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert squeezed("".join(parts)) == squeezed(text)
    assert all(part.strip() == part and part for part in parts)
    assert all(size(part) <= limit for part in parts)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(60, 300))
def test_no_character_is_cut(text: str, limit: int) -> None:
    parts = split(text, limit)
    whole = regex.findall(r"\X", squeezed(text))
    assert [g for part in parts for g in regex.findall(r"\X", squeezed(part))] == whole


@pytest.mark.parametrize("limit", range(60, 200, 7))
@pytest.mark.parametrize(
    "whole", ["https://www.example.org/a/b?c=d", "0571-8526 3333", "1,234,567.89"]
)
def test_urls_and_numbers_stay_whole(whole: str, limit: int) -> None:
    text = " ".join(["电话和网址", whole] * 12)
    assert sum(part.count(whole) for part in split(text, limit)) == 12


@settings(deadline=None)
@given(st.text(max_size=400), st.integers(8, 80))
def test_any_text_is_split(text: str, limit: int) -> None:
    assert all(size(part) <= limit for part in split(text, limit))


def test_cuts_where_a_reader_pauses() -> None:
    text = "First paragraph here.\n\nSecond one. It has two sentences."
    assert split(text, 36) == ["First paragraph here.", "Second one. It has two sentences."]
    assert split("One sentence. Another sentence.", 20) == ["One sentence.", "Another sentence."]
    assert split("1. take the bus\n2. walk on", 17) == ["1. take the bus", "2. walk on"]


def test_long_and_odd_texts_make_few_parts() -> None:
    for text in ("a" * 200_000, "1 " * 100_000, "https://" + "x" * 100_000, "\u0301" * 100_000):
        parts = split(text, 2000)
        assert all(size(part) <= 2000 for part in parts)
        assert len(parts) <= 2 * size(text) / 2000 + 1


def test_markdown_becomes_plain() -> None:
    assert plain_text("# T\n**within 24 hours**\n\n\n1. one\n- two") == (
        "T\nwithin 24 hours\n\n1. one\n• two"
    )


def test_an_answer_has_places_sources_and_choices() -> None:
    answer = OutboundMessage(
        "1", "Text", (Button("Where?", "/w"), Button("When?", "/x")), full_answer("en").custom
    )
    rendered = render([answer])
    assert rendered is not None
    for expected in (
        "杭州市上城区婺江路169号",
        "0571-87280185",
        "Article 39",
        "1. Where?",
        "2. When?",
    ):
        assert expected in rendered.text
    assert "**" not in rendered.text
    assert rendered.choices == answer.buttons
    assert render([]) is None


def test_choices_of_several_messages_are_numbered_on() -> None:
    one, two = (OutboundMessage(n, n, (Button(n, f"/{n}"),), {"language": "zh"}) for n in "ab")
    rendered = render([one, two])
    assert rendered is not None
    assert "1. a" in rendered.text
    assert "2. b" in rendered.text
    assert chosen("2", rendered.choices) == Button("b", "/b")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2", 2),
        (" 2. ", 2),
        ("２", 2),
        ("٢", 2),
        ("๒", 2),
        ("②", 2),
        ("(2)", 2),
        ("2、", 2),
        ("12", 12),
        ("2 days", None),
        ("120", None),
        ("two", None),
        ("", None),
        ("²x", None),
    ],
)
def test_numbers_as_people_type_them(typed: str, number: int | None) -> None:
    assert by_number(typed) == number


def test_titles_are_recognised() -> None:
    choices = [Button("Wo ist das?", "/a"), Button("Ｔalk to a person", "/b")]
    assert chosen("wo ist das", choices) == choices[0]
    assert chosen("Talk to a PERSON", choices) == choices[1]
    assert chosen("3", choices) is None
    assert chosen("something else", choices) is None


@settings(deadline=None)
@given(st.text(), st.integers(20, 200), st.sampled_from(["bytes", "utf-16", "characters"]))
def test_no_part_is_longer_than_the_limit_in_its_unit(text: str, limit: int, unit: Unit) -> None:
    parts = split(text, limit, unit)
    assert all(part and size(part, unit) <= limit for part in parts)
    joined = "".join("".join(parts).split())
    assert joined == "".join(text.encode("utf-8", "replace").decode().split())
