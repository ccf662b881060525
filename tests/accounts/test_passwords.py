"""Which passwords are taken, and how they are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.accounts.password_rules import LONGEST, SHORTEST, password_fault
from assistant.accounts.passwords import Passwords
from tests.accounts.conftest import cheap_passwords

NAMES = ("li.wei", "Li Wei 李伟", "wei.li@example.cn")

REFUSED = [
    "password1234",
    "Password2026!",
    "P@ssw0rd12345",
    "qwertyuiop123",
    "1qaz2wsx3edc",
    "!QAZ2wsx#EDC4rfv",
    "asdfghjkl;'[]",
    "йцукенгшщзхъ",
    "123456789012345",
    "abcdefghijklmn",
    "aaaaaaaaaaaaaaaa",
    "abcabcabcabcabc",
    "hangzhou2026!!",
    "woaini1314520",
    "iloveyou-iloveyou",
    "admin.admin.admin",
    "Welcome2026Spring",
    "liwei.liwei.2026",
    "LiWei!!!20262026",
    "wei.li@example.cn",
    "zhejiang-12345678",
    "qwerty 123456 abc",
    "li.wei li.wei !",
]
TAKEN = [
    "river-lantern-osprey",
    "vier graue Katzen am Teich",
    "七只灰猫在西塘边上晒太阳呢吗",
    "tJ8$kq02-Vnw",
    "серый кот у пруда спит",
    "teapot velvet ninety oars",
    "9fQz!mLw72uB",
]


@pytest.mark.parametrize("password", REFUSED)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    assert password_fault(password, NAMES) == "too-common"


@pytest.mark.parametrize("password", TAKEN)
def test_a_phrase_or_a_random_one_is_taken(password: str) -> None:
    assert password_fault(password, NAMES) is None


@given(st.text(max_size=SHORTEST - 1))
def test_a_short_one_is_too_short(password: str) -> None:
    assert password_fault(password[: SHORTEST // 4]) == "too-short"


@given(st.text(max_size=2 * LONGEST), st.lists(st.text(max_size=40), max_size=3))
def test_any_text_gets_a_judgement(password: str, names: list[str]) -> None:
    assert password_fault(password, names) in (None, "too-short", "too-long", "too-common")


@given(st.sampled_from(TAKEN), st.integers(1, 3))
def test_longer_is_never_worse(password: str, times: int) -> None:
    assert password_fault(password + " " + "rivet.oatmeal" * times) is None


@given(st.text(alphabet=st.characters(), max_size=60))
def test_a_hash_matches_its_password_alone(password: str) -> None:
    passwords = cheap_passwords()
    stored = passwords.hash(password)
    assert passwords.check(stored, password)
    assert not passwords.check(stored, password + "x")
    assert not passwords.check(None, password)
    assert stored != passwords.hash(password), "salted"


def test_a_damaged_hash_matches_nothing_and_parameters_are_renewed() -> None:
    passwords = cheap_passwords()
    assert not passwords.check("$argon2id$nonsense", "x")
    assert Passwords().is_outdated(passwords.hash("x"))
    assert not passwords.is_outdated(passwords.hash("x"))
    assert passwords.hash("x").startswith("$argon2id$")
    assert passwords.check(passwords.hash("Ⅳ e\u0301"), "IV é"), "one form for the same characters"
