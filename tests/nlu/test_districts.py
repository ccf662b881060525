"""Each district is recognised by the name that we ourselves give it in every language."""

from __future__ import annotations

import pytest

from knowledge.model.place_words import DISTRICTS
from nlu.catalogues import sentences
from nlu.entities import district
from nlu.languages import FULL_LANGUAGES


@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_our_own_names_are_understood(language: str) -> None:
    for name in DISTRICTS:
        title = sentences().say(f"district.{name}", language)
        assert district(title) == name, title
