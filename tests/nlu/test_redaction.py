"""Personal data is found in any script and any wording, and nothing else is; marks come back."""

from __future__ import annotations

import subprocess
import sys

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlu.personal_data.cards import has_identity_check, has_luhn_check
from nlu.personal_data.find import find_personal_data
from nlu.redaction import LostMark, redact, without_personal_data

FOUND = [
    ("护照E12345678丢了", "document", "E12345678"),
    ("passport no. C01X00T47 and", "document", "C01X00T47"),
    ("паспорт 71 1234567", "document", "71 1234567"),
    ("居留许可编号12345678", "document", "12345678"),
    ("身份证11010519491231002x。", "identity-card", "11010519491231002x"),
    ("110105 19491231 002X", "identity-card", "110105 19491231 002X"),
    ("USA110085010112", "identity-card", "USA110085010112"),
    ("我的手机是１３８０００１２３４５！", "phone", "１３８０００１２３４５"),
    ("هاتفي ٠٩١٢٣٤٥٦٧٨٩", "phone", "٠٩١٢٣٤٥٦٧٨٩"),
    ("شماره من ۰۹۱۲ ۳۴۵ ۶۷۸۹", "phone", "۰۹۱۲ ۳۴۵ ۶۷۸۹"),
    ("मेरा नंबर +९१ ९८७६५ ४३२१०", "phone", "+९१ ९८७६५ ४३२१०"),
    ("โทร ๐๘๑-๒๓๔-๕๖๗๘", "phone", "๐๘๑-๒๓๔-๕๖๗๘"),
    ("call me: 138\u200b0001\u200b2345", "phone", "138\u200b0001\u200b2345"),
    ("tel 87654321", "phone", "87654321"),
    ("write to o'neil+x@mail.example.org.", "email", "o'neil+x@mail.example.org"),
    ("пишите иван@пример.рф", "email", "иван@пример.рф"),
    ("ｍｅ＠ｅｘａｍｐｌｅ．ｏｒｇ", "email", "ｍｅ＠ｅｘａｍｐｌｅ．ｏｒｇ"),
    ("4111 1111 1111 1111", "bank-card", "4111 1111 1111 1111"),
    ("卡号6222021234567890123", "bank-card", "6222021234567890123"),
    ("微信：zhangwei", "wechat", "zhangwei"),
    ("my wechat is maria_90", "wechat", "maria_90"),
    ("wxid_a1b2c3d4e5", "wechat", "wxid_a1b2c3d4e5"),
    ("order 123456789012", "number", "123456789012"),
]


@pytest.mark.parametrize(("text", "kind", "value"), FOUND)
def test_personal_data_is_found_whole(text: str, kind: str, value: str) -> None:
    (finding,) = find_personal_data(text)
    assert (finding.kind, text[finding.start : finding.end]) == (kind, value)


LEFT = [
    "Call 12345 or 12367, in an emergency 110, 119, 120 or 122",
    "0571-12345，领事保护热线+86-10-12308，银行95588",
    "400-123-4567",
    "第39条、第四十条，2013年7月1日起施行",
    "Articles 36, 37 and 38 of 2012",
    "2026-05-01, 01.05.2026, 5/1/2026, 20260501, 2025-2026, 09:00-17:30",
    "1 000 000 yuan, 1,000,000元, ¥2500000, 100000000 VND, 800.00 RMB",
    "train G7385, flight CA1701, room 1203, bus 290, visa S2, 33 x 48 mm",
    "邮编310000，33个工作日",
    "our WeChat account is blocked, WeChat official account, wechat payment",
    "passport fee 160, passport valid 2026-05-03, passport office 12367",
    "护照2026年到期",
]


@pytest.mark.parametrize("text", LEFT)
def test_numbers_of_everybody_are_left(text: str) -> None:
    assert find_personal_data(text) == ()


EXAMPLES = {
    region: number
    for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    if (number := phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE))
}


def test_a_mobile_number_of_nearly_every_country_is_known() -> None:
    assert len(EXAMPLES) > 230


@pytest.mark.parametrize("region", EXAMPLES)
def test_a_mobile_number_of_every_country_is_found(region: str) -> None:
    number = EXAMPLES[region]
    for form in (phonenumbers.PhoneNumberFormat.E164, phonenumbers.PhoneNumberFormat.INTERNATIONAL):
        written = phonenumbers.format_number(number, form)
        assert redact(f"ring {written} now").text == "ring [#1] now", written


texts = st.text(max_size=200) | st.lists(
    st.sampled_from([text for text, _, _ in FOUND] + LEFT + ["[#1]", "［＃２］", "\u200b", "()-+"]),
    max_size=4,
).map(" ".join)


@given(texts)
@example("[#1] 13800012345")
@example("[#99999] 13800012345")
def test_restoring_what_was_redacted_gives_the_text(text: str) -> None:
    hidden = redact(text)
    assert hidden.restore(hidden.text) == text


@given(texts)
def test_findings_stand_in_order_within_the_text_and_apart(text: str) -> None:
    at = 0
    for finding in find_personal_data(text):
        assert at <= finding.start < finding.end <= len(text)
        at = finding.end


@given(st.lists(st.sampled_from(FOUND), min_size=1, max_size=4))
def test_nothing_that_was_found_is_left(rows: list[tuple[str, str, str]]) -> None:
    text = "\n".join(row[0] for row in rows)
    kept = redact(text).text + without_personal_data(text)
    assert not any(value in kept for _, _, value in rows)


@given(st.text(alphabet="0123456789 ()+-.@xX", max_size=4000))
def test_any_heap_of_digits_is_worked_through(text: str) -> None:
    find_personal_data(text)


def test_marks_come_back_however_a_translator_writes_them() -> None:
    hidden = redact("a@example.org, 13800012345")
    assert hidden.text == "[#1], [#2]"
    assert hidden.restore("［＃２］ و [# ١ ]") == "13800012345 و a@example.org"
    assert hidden.restore("[#1] [#1] [#2] [#3]") == "a@example.org a@example.org 13800012345 [#3]"
    with pytest.raises(LostMark):
        hidden.restore("[#1] only")


@given(st.integers(10**16, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_check_digits_see_a_wrong_digit(number: int, place: int, by: int) -> None:
    body = str(number)
    luhn = next(body + check for check in "0123456789" if has_luhn_check(body + check))
    wrong = luhn[:place] + str((int(luhn[place]) + by) % 10) + luhn[place + 1 :]
    assert not has_luhn_check(wrong)
    born = "11010519491231" + body[:3]
    whole = next(born + check for check in "0123456789X" if has_identity_check(born + check))
    place = place % 6
    wrong = whole[:place] + str((int(whole[place]) + by) % 10) + whole[place + 1 :]
    assert not has_identity_check(wrong)


def test_the_command_measures_and_passes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "privacy", "evaluate"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("recall")
