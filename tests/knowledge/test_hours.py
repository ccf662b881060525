"""Opening hours: what is read, what is refused, how they read in other languages."""

from __future__ import annotations

import pytest

from knowledge.hours import HoursError, format_hours, parse_hours
from nlu.languages import FULL_LANGUAGES


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00", "en", None),
        ("Mo-Fr", "zh", "周一–周五"),
        ("Mo,We,Fr 14:00-17:00", "ko", "월, 수, 금 14:00–17:00"),
        ("Tu-Su 09:00-24:00", "de", "Di–So 09:00–24:00"),
        ("24/7", "en", "24 hours a day, every day"),
    ],
)
def test_hours_read_in_the_language(text: str, language: str, shown: str | None) -> None:
    wanted = shown or "Mon–Fri 09:00–12:00, 14:00–17:00; Sat 09:00–12:00"
    assert format_hours(text, language) == wanted


@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_round_the_clock_is_said_in_every_language(language: str) -> None:
    said = {format_hours("24/7", other) for other in FULL_LANGUAGES}
    assert format_hours("24/7", language)
    assert len(said) == len(FULL_LANGUAGES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24 h",
        "Mon-Fri 9:00-12:00",
        "Fr-Mo 09:00-12:00",
        "Mo 9:00-12:00",
        "Mo 12:00-09:00",
        "Mo 09:00",
        "Mo 09:00-25:00",
        "Mo;",
        "Mo-Fr 09:00-12:00, 14:00-17:00",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(HoursError):
        parse_hours(text)
