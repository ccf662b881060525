"""Which language a message is in: what everyone types first, and what must never flip it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.identify import identify
from nlu.languages import LANGUAGES, UNDETERMINED

MESSAGES = {
    "zh": [
        "怎么办居留许可",
        "我的visa到期了",
        "居留許可怎麼延期",
        "医院",
        "work permit 怎么办",
        "死亡证明",
        "完税证明",
        "医保",
        "消防",
        "租房合同",
        "教授",
        "数学",
        "家庭",
    ],
    "en": ["how to renew 居留许可", "best pizza recipe?", "hospital near me", "where hospital"],
    "ja": [
        "ビザの更新",
        "病院はどこですか",
        "在留許可を延長したい",
        "病院",
        "空港",
        "入管",
        "銀行口座開設",
    ],
    "ko": ["wechat 결제", "비자 연장", "병원 어디 있어요"],
    "fr": ["où est l'hôpital", "je dois m'enregistrer ?", "permis de conduire"],
    "de": ["wie verlängere ich mein visum", "Führerschein umschreiben", "wo ist ein Arzt"],
    "es": ["¿dónde está el hospital?", "perdí mi pasaporte", "necesito un médico"],
    "pt": ["onde fica o hospital", "perdi meu passaporte", "preciso de um médico"],
    "ru": ["где больница", "как продлить визу"],
    "ar": ["أين المستشفى", "كيف أمدد التأشيرة"],
    "vi": ["bệnh viện ở đâu", "gia hạn visa thế nào"],
    "th": ["โรงพยาบาลอยู่ที่ไหน", "ต่อวีซ่าที่ไหน"],
    "hi": [
        "अस्पताल कहाँ है",
        "work permit चाहिए",
        "mera visa khatam ho gaya kya karun",
        "taxi mein saman chhoot gaya",
        "naukri chhodne ke baad permit ka kya hoga",
    ],
    "id": ["visa habis", "di mana rumah sakit", "bagaimana cara memperpanjang visa"],
    "it": ["dov'è l'ospedale", "come rinnovo il permesso di soggiorno"],
    "tr": ["hastane", "hastane nerede", "oturma iznimi nasıl uzatırım"],
    "fa": ["بیمارستان کجاست", "چگونه ویزا را تمدید کنم"],
    "ur": ["ہسپتال کہاں ہے", "میں ویزا کیسے بڑھاؤں"],
}


@pytest.mark.parametrize(
    ("language", "message"), [(code, text) for code, texts in MESSAGES.items() for text in texts]
)
def test_a_message_is_recognised(language: str, message: str) -> None:
    assert identify(message).language == language


@pytest.mark.parametrize("prior", LANGUAGES)
@pytest.mark.parametrize("message", ["ok", "hi", "12345", "Maria", "👍", "???", "Z", "OK!!"])
def test_what_says_nothing_does_not_flip_the_conversation(prior: str, message: str) -> None:
    assert identify(message, prior=prior).language == prior


@pytest.mark.parametrize(
    ("language", "message"), [(c, t[-1]) for c, t in MESSAGES.items() if c != "zh"]
)
def test_a_clear_sentence_in_another_language_switches(language: str, message: str) -> None:
    prior = "ko" if language != "ko" else "fr"
    assert identify(message, prior=prior).language == language


@pytest.mark.parametrize("message", ["医保", "消防", "租房合同", "最高", "教授"])
def test_chinese_words_leave_a_japanese_conversation_japanese(message: str) -> None:
    assert identify(message, prior="ja").language == "ja"


@given(st.text(max_size=200), st.sampled_from([None, *LANGUAGES]))
def test_any_text_has_an_answer(text: str, prior: str | None) -> None:
    found = identify(text, prior=prior)
    assert found.language in (*LANGUAGES, UNDETERMINED)
    assert 0 <= found.confidence <= 1
    assert all(0 <= probability <= 1 for _, probability in found.candidates)
    assert identify(text, prior=prior) == found


@given(st.text("0123456789 .,!?-+()😀", max_size=40))
def test_without_letters_there_is_no_language(text: str) -> None:
    assert identify(text).language == UNDETERMINED
