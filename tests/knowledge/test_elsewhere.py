"""What is asked about another city than Hangzhou is not answered as if it were Hangzhou's."""

from __future__ import annotations

import pytest

from knowledge.decide import Outcome
from knowledge.search import Searcher

ELSEWHERE = {
    "en": "how do I renew my residence permit in Shanghai",
    "zh": "在广州怎么办理居留许可延期",
    "de": "wo melde ich mich in Peking bei der Polizei an",
    "ru": "где продлить вид на жительство в Пекине",
    "ar": "تجديد الاقامة في شنغهاي",
}
ABOUT_IT = {
    "en": ("how do I get to Shanghai by train", "guide:trains"),
    "es": ("dónde está el consulado en Shanghái", "guide:consulates"),
    "zh": ("去上海的高铁票怎么买", "guide:trains"),
}


@pytest.mark.parametrize("language", ELSEWHERE)
def test_another_city_is_not_answered(searcher: Searcher, language: str) -> None:
    result = searcher.search(ELSEWHERE[language], language)
    assert result.outcome is not Outcome.ANSWER
    assert result.elsewhere


@pytest.mark.parametrize("language", ABOUT_IT)
def test_guides_that_lead_there_are_found(searcher: Searcher, language: str) -> None:
    question, entry = ABOUT_IT[language]
    result = searcher.search(question, language)
    assert result.hits[0].entry == entry
    assert not result.elsewhere


def test_who_came_from_there_is_answered(searcher: Searcher) -> None:
    result = searcher.search("I moved from Shanghai to Hangzhou, do I register again", "en")
    assert result.outcome is not Outcome.ABSTAIN
    assert not result.elsewhere
