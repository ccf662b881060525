"""Days in people's words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from babel.dates import format_date, format_timedelta
from hypothesis import given
from hypothesis import strategies as st

from nlu.dates import day_in
from nlu.languages import FULL_LANGUAGES, LANGUAGES

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "I moved in on 5 March", "2026-03-05"),
        ("en", "March 5th, 2025", "2025-03-05"),
        ("en", "in 3 weeks", "2026-03-31"),
        ("en", "two days ago", "2026-03-08"),
        ("en", "yesterday", "2026-03-09"),
        ("en", "13/02/2026", "2026-02-13"),
        ("en", "02/13/2026", "2026-02-13"),
        ("zh", "我3月5日搬进来的", "2026-03-05"),
        ("zh", "三周后到期", "2026-03-31"),
        ("zh", "昨天", "2026-03-09"),
        ("ja", "3か月後", "2026-06-10"),
        ("ko", "3월 5일에 이사했어요", "2026-03-05"),
        ("fr", "il y a 3 jours", "2026-03-07"),
        ("fr", "le 1er mars 2026", "2026-03-01"),
        ("de", "am 5. März eingezogen", "2026-03-05"),
        ("es", "hace 5 días", "2026-03-05"),
        ("es", "5 de marzo de 2026", "2026-03-05"),
        ("pt", "há 2 semanas", "2026-02-24"),
        ("ru", "5 марта 2026", "2026-03-05"),
        ("ru", "через 2 недели", "2026-03-24"),
        ("ar", "قبل يومين", "2026-03-08"),
        ("ar", "٥ مارس ٢٠٢٦", "2026-03-05"),
        ("vi", "ngày 5 tháng 3 năm 2026", "2026-03-05"),
        ("th", "5 มีนาคม", "2026-03-05"),
        ("th", "5 มีนาคม พ.ศ. 2569", "2026-03-05"),
        ("th", "5/3/2569", "2026-03-05"),
        ("en", "31 December", "2025-12-31"),
        ("en", "today I saw that it ends on 5 March", "2026-03-05"),
        ("ar", "خلال أسبوعين", "2026-03-24"),
        ("fr", "arrivé hier", "2026-03-09"),
        ("pt", "5 out 2027", "2027-10-05"),
    ],
)
def test_a_day_is_read(language: str, text: str, day: str) -> None:
    assert day_in(text, TODAY, language) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "next March"),
        ("zh", "明年三月"),
        ("en", "I am 35 years old"),
        ("en", "I may have 5 children"),
        ("zh", "年薪30万"),
        ("en", "2026-02-30"),
        ("en", "99 January"),
        ("en", ""),
        ("en", "5 out of 10 people"),
        ("de", "ich bin neu hier"),
        ("de", "Guten Morgen, wann muss ich mich anmelden?"),
    ],
)
def test_what_names_no_day_is_not_read(language: str, text: str) -> None:
    assert day_in(text, TODAY, language) is None


@given(st.sampled_from(FULL_LANGUAGES), st.dates(date(2000, 1, 1), date(2049, 12, 31)))
def test_a_day_as_the_language_writes_it_is_read(language: str, day: date) -> None:
    text = str(format_date(day, "long", locale=language))
    assert day_in(text, TODAY, language) == day


@given(st.sampled_from(LANGUAGES), st.integers(3, 90), st.sampled_from(["day", "week"]))
def test_so_long_ago_or_from_now(language: str, many: int, unit: str) -> None:
    days = many * (7 if unit == "week" else 1)
    for sign in (-1, 1):
        delta = timedelta(days=days * sign)
        text = str(
            format_timedelta(delta, unit, threshold=1e9, add_direction=True, locale=language)
        )
        assert day_in(text, TODAY, language) == TODAY + delta


@given(st.sampled_from(LANGUAGES), st.text(max_size=200))
def test_any_text_can_be_read(language: str, text: str) -> None:
    found = day_in(text, TODAY, language)
    assert found is None or isinstance(found, date)
