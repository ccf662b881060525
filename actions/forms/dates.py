"""Dates in a person's words."""

from __future__ import annotations

from datetime import date

from actions.forms.reading import iso_date_in


def read_date(text: str, language: str, today: date) -> date | None:
    """The date that a message names, or None."""
    del language, today
    return iso_date_in(text)
