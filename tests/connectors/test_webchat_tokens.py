"""Session tokens."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import Unauthorised
from connectors.webchat.tokens import SessionTokens

TOKENS = SessionTokens(b"a secret only for tests, 32 bytes")


def test_a_token_stands_for_one_sender() -> None:
    token = TOKENS.issue()
    assert TOKENS.sender(token) == TOKENS.sender(token)
    assert TOKENS.sender(token) != TOKENS.sender(TOKENS.issue())


def test_the_identity_has_128_random_bits() -> None:
    senders = {TOKENS.sender(TOKENS.issue()) for _ in range(200)}
    assert len(senders) == 200
    assert all(len(bytes.fromhex(sender)) == 16 for sender in senders)


def test_another_secret_does_not_sign() -> None:
    other = SessionTokens(b"another secret for tests, 32 bytes")
    with pytest.raises(Unauthorised):
        TOKENS.sender(other.issue())


@given(st.integers(0, 65), st.sampled_from("AZaz09-_.+/=é\ud800"))
def test_no_character_can_be_changed(place: int, character: str) -> None:
    token = TOKENS.issue()
    forged = token[:place] + character + token[place + 1 :]
    if forged != token:
        with pytest.raises(Unauthorised):
            TOKENS.sender(forged)


@given(st.integers(0, 65))
def test_truncated(length: int) -> None:
    with pytest.raises(Unauthorised):
        TOKENS.sender(TOKENS.issue()[:length])


@given(st.text(max_size=100) | st.sampled_from([".", "..", "a.b", "AAAA.AAAA"]))
def test_anything_else(token: str) -> None:
    with pytest.raises(Unauthorised):
        TOKENS.sender(token)


def test_an_identity_of_another_length() -> None:
    for length in (0, 15, 17):
        identity = base64.urlsafe_b64encode(b"x" * length).rstrip(b"=").decode()
        with pytest.raises(Unauthorised):
            TOKENS.sender(TOKENS._signed(b"x" * length) or identity)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        SessionTokens(b"short")
