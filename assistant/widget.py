"""The web chat put into the application: what its widget says, and the releases of its files."""

from __future__ import annotations

from typing import Final

from assistant.settings import Settings
from connectors.webchat import Release, Releases, WidgetContent
from knowledge.help_numbers import help_numbers
from knowledge.library import shared_library
from nlu.catalogues import sentences

DOMAIN: Final = "widget"

_EMERGENCY: Final = {
    "police": "police",
    "ambulance": "ambulance",
    "fire": "fire",
    "traffic": "traffic",
    "city": "city_hotline",
    "immigration": "immigration_hotline",
}
"""The widget's emergency bar: its own names for them, and those of `help_numbers`."""


def widget_content(settings: Settings, *, link: bool = False) -> WidgetContent:
    """What the widget says before a conversation begins; `link`: whether it can go on in WeChat."""
    numbers = help_numbers(shared_library())
    return WidgetContent(
        sentences(DOMAIN),
        {kind: numbers[name] for kind, name in _EMERGENCY.items()},
        settings.retention_days,
        person_payload="/request_human",
        link=link,
    )


def widget_release(content: WidgetContent) -> Release:
    """The widget of this code."""
    return Release.build(content.strings, content.config_for)


def widget_releases(settings: Settings, content: WidgetContent) -> Releases:
    """This release and those served before, which the data folder keeps."""
    return Releases(widget_release(content), settings.data_folder / "widget")
