"""Figures as each language writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.figures import format_figure
from knowledge.library import load_library
from knowledge.model.fact import FactValue
from knowledge.render import render_body
from nlu.languages import FULL_LANGUAGES

CASES = [
    (24, "hour", "en", "24 hours"),
    (24, "hour", "zh", "24小时"),
    (1, "day", "ru", "1 день"),
    (3, "day", "ru", "3 дня"),
    (30, "day", "ru", "30 дней"),
    (2000, "cny", "en", "CNY 2,000"),
    (2000, "cny", "zh", "2,000元"),
    (10, "working_day", "en", "10 working days"),
    (1, "working_day", "en", "1 working day"),
    (2, "working_day", "ru", "2 рабочих дня"),
    (80, "percent", "en", "80%"),
    (0.05, "percent", "en", "0.05%"),
    ("2026-01-01", "date", "en", "1 January 2026"),
    ("2026-01-01", "date", "ja", "2026年1月1日"),
    ("03-31", "month_day", "en", "31 March"),
    ("2026-12-01", "date", "fr", "1er décembre 2026"),
    ("2026-12-31", "date", "fr", "31 décembre 2026"),
    ("03-01", "month_day", "fr", "1er mars"),
    ("2026-12-31", "date", "vi", "31 tháng 12 năm 2026"),
    (80, "percent", "de", "80\xa0%"),
    (2039, "calendar_year", "en", "2039"),
    ([5, 15], "day", "en", "5–15 days"),
    ("0571", "text", "ar", "0571"),
]


@pytest.mark.parametrize(("value", "unit", "language", "text"), CASES)
def test_a_figure(value: object, unit: str, language: str, text: str) -> None:
    assert format_figure(FactValue(value=value, unit=unit), language) == text


@given(
    st.integers(0, 10_000_000),
    st.sampled_from(["hour", "day", "month", "year", "cny", "usd", "working_day", "count"]),
    st.sampled_from(FULL_LANGUAGES),
)
def test_no_language_states_another_number(value: int, unit: str, language: str) -> None:
    bare = format_figure(FactValue(value=value, unit=unit), language, bare=True)
    assert int("".join(c for c in bare if c.isdecimal())) == value
    printed = format_figure(FactValue(value=value, unit=unit), language)
    digits = "".join(c for c in printed if c.isdecimal())
    if digits or language != "ar":  # Arabic writes one and two as words
        assert int(digits) == value


def test_every_answer_renders_in_every_language() -> None:
    library = load_library()
    for guide in library.guides.values():
        for language, text in guide.texts.items():
            rendered = render_body(library, text.body, language)
            assert "{" not in rendered, (guide.id, language)
            assert "}" not in rendered
