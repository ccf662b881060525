"""What the guides teach the dialogue: their titles and phrasings as examples of intents."""

from __future__ import annotations

from typing import Final

from knowledge.library import Library
from nlu.examples import Example, read_examples

_OWN_INTENTS: Final = {"talk-to-person": "request_human"}
"""Guides whose phrasings are not questions but requests."""

_SEVERAL_INTENTS: Final = frozenset({"how-it-works", "privacy"})
"""Guides whose phrasings belong to several intents (who_are_you and ask_assistant; privacy,
delete_my_data and export_my_data), which have their own examples in `nlu/data`."""


def guide_examples(library: Library) -> list[Example]:
    """Titles and phrasings of the guides, as examples of `ask_<topic>`.

    What stands in `nlu/data` as well is left out: there it was given its intent on purpose.
    """
    told = {one.text for one in read_examples()}
    return [one for one in _of_guides(library) if one.text not in told]


def _of_guides(library: Library) -> list[Example]:
    examples: list[Example] = []
    for guide in library.guides.values():
        if guide.id in _SEVERAL_INTENTS:
            continue
        intent = _OWN_INTENTS.get(guide.id, f"ask_{guide.topic}")
        examples += [Example(text.title, intent, text.language) for text in guide.texts.values()]
        examples += [
            Example(phrasing, intent, language)
            for language, phrasings in guide.phrasings.items()
            for phrasing in phrasings
        ]
    return examples
