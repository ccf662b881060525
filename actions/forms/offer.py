"""Buttons that start a form, beside the answers of the guides that it belongs to."""

from __future__ import annotations

from actions.forms.definition import all_forms
from nlu.catalogues import sentences


def form_buttons(entry: str, language: str) -> list[dict[str, str]]:
    """The buttons of the forms that an entry offers: title and payload of each.

    >>> form_buttons("guide:points-table", "en")
    [{'title': 'Count my points', 'payload': '/work_permit_points'}]
    """
    guide = entry.removeprefix("guide:")
    return [
        {
            "title": sentences(form.catalogue).say(f"button.{form.name}", language),
            "payload": f"/{form.name}",
        }
        for form in all_forms()
        if guide in form.guides
    ]
