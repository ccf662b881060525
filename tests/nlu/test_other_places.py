"""Other places than Hangzhou: which a message names."""

from __future__ import annotations

import pytest

from nlu.other_places import Elsewhere, elsewhere_said, other_places_said

CITIES = {
    "beijing": """visum in peking | à pékin | en pekín | em pequim | где продлить в Пекине
        北京 | 베이징에서 | ở bắc kinh | o bac kinh | ที่ปักกิ่ง | عايز اجدد اقامة بكين | बीजिंग में""",
    "shanghai": """renew my permit in Shanghai | 上海居住证 | シャンハイで | 상하이 | в шанхае
        thượng hải | شنغهاي""",
    "moscow": "продление визы в москве | in Moscow | à moscou | 莫斯科 | موسكو",
    "seoul": "서울에서 전입신고 | Seoul | séoul | ソウル",
    "istanbul": "istanbulda oturma izni | İstanbul'da | استانبول | इस्तांबुल में",
    "izmir": "izmirden geliyorum | İzmir'de avukat | ازمیر",
    "guangzhou": "guangzhouda ev kiralamak | kantonda polis kaydı",
    "barcelona": "la questura a Barcellona | barselonada",
    "yogyakarta": "bikin paspor di jogja | Yogyakarta",
    "isfahan": "بیمارستان در اصفهان",
    "karachi": "کراچی میں سکول | कराची",
    "lucknow": "लखनऊ में पासपोर्ट | لکھنؤ",
    "xian": "i'm in Xi'an | 西安 | в сиане",
    "dubai": "driving licence in Dubai | دبي | в дубае",
}
NO_PLACE = """burs başvurusu | surat nikah | solo italiano | cuma namazı kalk قم
my permit ends in may | je me sens seul | 5 năm kinh nghiệm | hộ chiếu cháu tôi
porto de entrada | con mình bị sốt | چطور برم بیمارستان | kartu bintang lima
health center | pedir cita | mudei de nome | утечка газа | บริการชุมชน | 쓸모없는 놈"""
HERE = (
    "I moved from Shanghai to Hangzhou | 从上海搬到杭州 | из Москвы в Ханчжоу | binjiang or beijing"
)


def _each(text: str) -> list[str]:
    return [one.strip() for line in text.splitlines() for one in line.split(" | ") if one.strip()]


@pytest.mark.parametrize(
    ("city", "text"), [(c, t) for c, all_ in CITIES.items() for t in _each(all_)]
)
def test_a_city_is_known_in_every_language(city: str, text: str) -> None:
    assert city in [name for name, _, _ in other_places_said(text)]


@pytest.mark.parametrize("text", [*_each(NO_PLACE), *_each(HERE)])
def test_no_other_place_is_named(text: str) -> None:
    assert elsewhere_said(text) == Elsewhere()


def test_a_country_is_told_from_its_people() -> None:
    for text in ("work permit in Germany", "виза в США", "アメリカのビザ", "visa schengen"):
        assert elsewhere_said(text).country
    assert not elsewhere_said("my German passport").country
