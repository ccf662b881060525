"""Short questions about the last answer, in every language; and questions that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import load_library
from nlu.follow_ups import follow_up, says
from nlu.languages import FULL_LANGUAGES, LANGUAGES

ASKED = {
    "en": {"how much is it?": "cost", "what's the phone number": "phone", "how long?": "time"},
    "zh": {"多少钱": "cost", "在哪里办": "where", "几点开门": "hours"},
    "ja": {"いくらですか": "cost", "どこですか": "where", "電話番号は？": "phone"},
    "ko": {"얼마예요?": "cost", "어디에 있어요?": "where", "전화번호 알려주세요": "phone"},
    "fr": {"combien ça coûte ?": "cost", "c'est où ?": "where", "horaires ?": "hours"},
    "de": {"was kostet das?": "cost", "wo ist das?": "where", "wie lange dauert das?": "time"},
    "es": {"¿cuánto cuesta?": "cost", "¿dónde está?": "where", "¿teléfono?": "phone"},
    "pt": {"quanto custa?": "cost", "onde fica?": "where", "quanto tempo leva?": "time"},
    "ru": {"сколько это стоит?": "cost", "где это?": "where", "телефон?": "phone"},
    "ar": {"كم التكلفة؟": "cost", "أين هو؟": "where", "رقم الهاتف؟": "phone"},
    "vi": {"bao nhiêu tiền?": "cost", "ở đâu vậy?": "where", "mất bao lâu?": "time"},
    "th": {"เท่าไหร่คะ": "cost", "อยู่ที่ไหน": "where", "เบอร์โทร": "phone"},
    "hi": {"कितना खर्च है?": "cost", "कहाँ है?": "where"},
    "id": {"berapa biayanya?": "cost", "di mana itu?": "where"},
    "it": {"quanto costa?": "cost", "dov'è?": "where"},
    "tr": {"ne kadar?": "cost", "nerede?": "where"},
    "fa": {"چقدر است؟": "cost", "کجاست؟": "where"},
    "ur": {"کتنے پیسے؟": "cost", "کہاں ہے؟": "where"},
}
MORE_ASKED = [
    ("en", "which papers do I need?", "documents"),
    ("en", "how much is the fine?", "fine"),
    ("en", "can i do it online?", "online"),
    ("en", "do i need an appointment?", "appointment"),
    ("en", "are they open on weekends?", "hours"),
    ("en", "do they speak English there?", "languages"),
    ("zh", "要带什么材料", "documents"),
    ("zh", "罚款多少", "fine"),
    ("zh", "网上能办吗", "online"),
    ("zh", "会说英语吗", "languages"),
    ("ja", "必要な書類は？", "documents"),
    ("ja", "オンラインでできますか", "online"),
    ("ko", "서류는 뭐가 필요해요?", "documents"),
    ("fr", "ils parlent anglais ?", "languages"),
    ("fr", "quels documents ?", "documents"),
    ("de", "geht das online?", "online"),
    ("de", "welche unterlagen brauche ich?", "documents"),
    ("es", "¿qué documentos?", "documents"),
    ("pt", "e no sábado?", "hours"),
    ("ru", "какие документы нужны?", "documents"),
    ("ar", "هل يمكن عبر الإنترنت؟", "online"),
    ("vi", "cần giấy tờ gì?", "documents"),
    ("th", "ทำออนไลน์ได้ไหม", "online"),
]
ABOUT = [
    ("en", "and for my wife?", "my wife"),
    ("zh", "那学生呢", "学生"),
    ("ja", "妻の場合は？", "妻"),
    ("ko", "제 아내는요?", "제 아내"),
    ("ru", "а студенты?", "студенты"),
    ("th", "แล้วภรรยาล่ะ", "ภรรยา"),
]


def test_every_language_is_there() -> None:
    assert ASKED.keys() == set(LANGUAGES)


@pytest.mark.parametrize(
    ("language", "said", "asked"),
    [(code, said, asked) for code, all_of_it in ASKED.items() for said, asked in all_of_it.items()],
)
def test_what_is_asked(language: str, said: str, asked: str) -> None:
    found = follow_up(said, language)
    assert found is not None
    assert found.asked == asked


@pytest.mark.parametrize(("language", "said", "asked"), MORE_ASKED)
def test_what_else_is_asked(language: str, said: str, asked: str) -> None:
    found = follow_up(said, language)
    assert found is not None
    assert found.asked == asked


@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_a_guide_says_such_things_in_its_language(language: str) -> None:
    guide = load_library().guides["register-address"].text(language)
    assert any(says(line, language, "documents") for line in guide.body.splitlines())


@pytest.mark.parametrize(("language", "said", "about"), ABOUT)
def test_for_whom_it_is_asked(language: str, said: str, about: str) -> None:
    found = follow_up(said, language)
    assert found is not None
    assert found.about == about


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "how much is the metro?"),
        ("en", "where can i buy a sim card"),
        ("en", "which papers do I need for a work permit"),
        ("en", "i need a doctor who speaks English"),
        ("en", "can i pay the tax online"),
        ("zh", "居留许可多少钱"),
        ("zh", "签证怎么办"),
        ("ko", "비자 연장은 얼마예요"),
        ("ru", "где купить симку"),
        ("de", "wo kaufe ich eine SIM-Karte?"),
    ],
)
def test_a_question_of_its_own_is_no_follow_up(language: str, said: str) -> None:
    assert follow_up(said, language) is None


@given(st.text(max_size=120), st.sampled_from(LANGUAGES))
def test_any_text_is_read(said: str, language: str) -> None:
    found = follow_up(said, language)
    assert found is None or (found.asked is None) == bool(found.about)
