"""Guide files: parsing never fails in an untyped way, digits are always found."""

from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge.guides import GuideError, parse_guide_text, placeholders, stray_digits

NAMES = st.from_regex(r"[a-z]{1,8}-\d{1,2}\.[a-z_]{1,12}", fullmatch=True)


@given(st.text())
def test_any_text_is_parsed_or_refused(content: str) -> None:
    with contextlib.suppress(GuideError, ValidationError):
        parse_guide_text("en", content)


@given(st.text())
def test_any_front_matter_is_parsed_or_refused(header: str) -> None:
    with contextlib.suppress(GuideError, ValidationError):
        parse_guide_text("en", f"---\n{header}\n---\nBody")


@given(st.lists(st.tuples(NAMES, st.booleans())), st.text("abc .\n"))
def test_placeholders_are_found_in_order(names: list[tuple[str, bool]], between: str) -> None:
    body = between.join(f"{{fact:{name}{':n' if bare else ''}}}" for name, bare in names)
    assert [(p.name, p.bare) for p in placeholders(body)] == names
    assert stray_digits(body) == []


@given(st.text("abc {}:.\n"), st.from_regex(r"[0-9٠-٩๐-๙०-९０-９]{1,4}", fullmatch=True))
def test_a_digit_typed_by_hand_is_found(before: str, digits: str) -> None:
    assert stray_digits(f"{before} within {digits} days")


def test_names_with_a_digit_are_no_figures() -> None:
    assert stray_digits("1. An X1 or S2 visa, licence C1") == []
    assert stray_digits("X123 or 3 days") == ["123", "3"]
