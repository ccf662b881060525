"""Numbers in people's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.answers import is_marked_question, yes_or_no
from nlu.numbers import numbers_in, only_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("300000", 300_000),
        ("300,000", 300_000),
        ("300.000", 300_000),
        ("300 000", 300_000),
        ("1,234,567", 1_234_567),
        ("30万", 300_000),
        ("三十万", 300_000),
        ("一百零五", 105),
        ("兩千", 2_000),
        ("30만", 300_000),
        ("300k", 300_000),
        ("2,5 mio", 2_500_000),
        ("300 тыс", 300_000),
        ("٣٠٠٠٠٠", 300_000),
        ("۲۵", 25),
        ("२५", 25),
        ("๓๕", 35),
        ("３５", 35),
        ("3 lakh", 300_000),
        ("3 แสน", 300_000),
        ("five", 5),
        ("пять", 5),
        ("0,5", 0.5),
        ("12.5", 12.5),
    ],
)
def test_a_number_alone(text: str, value: float) -> None:
    assert only_number(text) == value


@pytest.mark.parametrize("text", ["", "hello", "3 rooms", "someone", "-", "...", "九号线在哪里"])
def test_no_number_alone(text: str) -> None:
    assert only_number(text) is None


@given(st.integers(0, 10**9))
def test_every_way_of_grouping_is_the_same_number(number: int) -> None:
    for sign in (",", ".", " ", "'"):
        assert only_number(f"{number:,}".replace(",", sign)) == number


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for found in numbers_in(text):
        assert found.value >= 0
        assert found.start < found.end
    yes_or_no(text)
    is_marked_question(text)


@pytest.mark.parametrize("text", ["yes", "是的", "はい！", "да", "نعم", "có", "네.", "evet", "OUI"])
def test_yes(text: str) -> None:
    assert yes_or_no(text) is True


@pytest.mark.parametrize("text", ["no", "没有", "いいえ", "нет", "لا", "không", "아니요", "hayır"])
def test_no(text: str) -> None:
    assert yes_or_no(text) is False


@pytest.mark.parametrize("digit", ["\U0001e4f0", "\U00011f55"])  # Nag Mundari, Kawi
def test_digits_that_python_does_not_know_are_no_numbers(digit: str) -> None:
    assert [found.value for found in numbers_in(f"{digit} and 12")] == [12.0]
    assert only_number(digit) is None
