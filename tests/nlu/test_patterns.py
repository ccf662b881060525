"""Patterns find what `regex` finds, and leave Python's lock where it is."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from nlu.patterns import compiled

_WRITTEN = r"(?P<digits>\p{Nd}+)|[\p{Han}a-c]{2,}"
_TEXTS = st.text(alphabet="ab3٣ 办证-\n", max_size=30)


@given(_TEXTS)
def test_every_method_gives_what_regex_gives(text: str) -> None:
    own, other = compiled(_WRITTEN), regex.compile(_WRITTEN)
    assert own.pattern == other.pattern
    for method in ("search", "match", "fullmatch"):
        found, expected = getattr(own, method)(text), getattr(other, method)(text)
        assert (found and found.span()) == (expected and expected.span())
    assert own.findall(text) == other.findall(text)
    assert own.split(text) == other.split(text)
    assert own.sub("-", text) == other.sub("-", text)
    assert [one.span() for one in own.finditer(text)] == [
        one.span() for one in other.finditer(text)
    ]


@pytest.fixture
def lock_is_kept() -> Iterator[None]:
    """No thread has to give the lock away while others wait for it."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(60)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("lock_is_kept")
def test_no_other_thread_runs_while_a_text_is_searched() -> None:
    turns, is_over = 0, False

    def run() -> None:
        nonlocal turns
        while not is_over:
            turns += 1
            time.sleep(0)  # gives the lock away of its own accord

    thread = threading.Thread(target=run)
    thread.start()
    pattern, text = compiled(r"(?:a|b)+\p{Nd}"), "ab" * 1000
    before = turns
    for _ in range(20):
        pattern.search(text, endpos=1000)
        pattern.sub("-", text, endpos=1000)
        list(pattern.finditer(text, endpos=1000))
    after = turns
    is_over = True
    thread.join()
    assert after == before
