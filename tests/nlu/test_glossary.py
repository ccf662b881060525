"""The glossary of the field: complete in every language, in the form in which it is compared."""

from __future__ import annotations

import unicodedata
from collections import Counter

from nlu.languages import LANGUAGES
from nlu.training.terms import read_terms, term_pairs


def test_every_term_has_every_language() -> None:
    terms = read_terms()
    assert len(terms) > 300
    for term in terms:
        assert set(term.variants) == set(LANGUAGES), term.name
        assert all(term.variants.values()), term.name


def test_every_variant_is_a_text_in_composed_form() -> None:
    for term in read_terms():
        for language, texts in term.variants.items():
            for text in texts:
                assert isinstance(text, str), (term.name, language, text)
                assert text, (term.name, language)
                assert text == " ".join(text.split()), (term.name, language, text)
                assert unicodedata.is_normalized("NFC", text), (term.name, language, text)


def test_no_term_stands_twice_and_no_variant_twice_in_one() -> None:
    terms = read_terms()
    assert [name for name, count in Counter(t.name for t in terms).items() if count > 1] == []
    for term in terms:
        for language, texts in term.variants.items():
            folded = [text.casefold() for text in texts]
            assert len(set(folded)) == len(folded), (term.name, language, texts)


def test_variants_of_a_term_are_one_group_beside_its_english() -> None:
    term = next(term for term in read_terms() if term.name == "居留许可")
    pairs = list(term_pairs([term]))
    assert {pair.group for pair in pairs} == {"居留许可"}
    assert {pair.english for pair in pairs} == {"residence permit"}
    assert {pair.language for pair in pairs} == set(LANGUAGES)
    assert {"居留证", "titre de séjour"} <= {pair.text for pair in pairs}
