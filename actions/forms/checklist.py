"""The papers of a permit case: what the form's answers come to, to save or to print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.follow_up import answer_follow_up
from actions.forms.commands import YES_NO
from actions.forms.definition import load_form
from actions.forms.guided import Case, GuidedForm, Result
from actions.forms.sources import authority_note, cite
from actions.forms.state import as_word
from actions.forms.stored import closing, remembered
from actions.forms.turn import turn_language
from knowledge.checklists import Line, checklist_facts, checklist_lines
from nlu.catalogues import sentences
from nlu.follow_ups import follow_up

PAGE: Final = "/checklist"
"""Where the service shows the list as a page of its own."""

_PREFIX: Final = "checklist_"
_ARTICLE: Final = 39


class DocumentChecklist(GuidedForm):
    """Lists the papers, with their Chinese names, and where to print the list."""

    form: ClassVar[str] = "document_checklist"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        """As every form; but "which papers?" after an answer is about that answer."""
        text = str(tracker.latest_message.get("text") or "")
        before = remembered(tracker, load_form(self.form))
        is_new = before is None or before.done
        found = follow_up(text, turn_language(tracker))
        if is_new and found and found.asked == "documents" and not text.startswith("/"):
            told = await answer_follow_up(dispatcher, tracker)
            if told is not None:
                return [*told, *closing()]
        return await super().run(dispatcher, tracker, domain)

    def result(self, case: Case) -> Result:
        answers = {
            slot[len(_PREFIX) :]: as_word(answer)
            for slot, answer in case.answers.items()
            if slot.startswith(_PREFIX)
        }
        lines = checklist_lines(case.library, answers, case.language)
        query = urlencode({**answers, "lang": case.language})
        return Result(
            "\n\n".join(_paragraphs(case, answers, lines)),
            {
                "items": [_field(line) for line in lines],
                "title": checklist_title(answers, case.language),
                "print_url": f"{PAGE}?{query}",
                "download_url": f"{PAGE}.txt?{query}",
            },
            cite(case, checklist_facts(answers), (_ARTICLE,)),
        )


def checklist_title(answers: Mapping[str, str], language: str) -> str:
    """What the list is for: the case, and the stage where there is one."""
    say = sentences("forms").say
    parts = [
        say(f"document_checklist.checklist_{name}.choice.{answers[name]}", language)
        for name in ("case", "stage")
        if name in answers
    ]
    return " · ".join(parts)


def checklist_hotline(answers: Mapping[str, str]) -> str:
    """Whom to ask about the case."""
    return "immigration_hotline" if answers["case"].startswith("residence") else "city_hotline"


@lru_cache(maxsize=1)
def offered_answers() -> dict[str, tuple[str, ...]]:
    """The answers that the form offers, by question, as the page's address has them."""
    return {
        question.slot[len(_PREFIX) :]: question.choices or YES_NO
        for question in load_form(DocumentChecklist.form).questions
    }


def _paragraphs(case: Case, answers: Mapping[str, str], lines: tuple[Line, ...]) -> Iterator[str]:
    say = sentences("forms").say
    yield f"**{checklist_title(answers, case.language)}**"
    yield "\n".join(f"- {line_text(line, case.language)}" for line in lines if line.sure)
    open_lines = [line for line in lines if not line.sure]
    if open_lines:
        head = say("checklist.perhaps", case.language)
        yield "\n".join([head, *(f"- {line_text(line, case.language)}" for line in open_lines)])
    yield authority_note(case, checklist_hotline(answers), "checklist.decides")


def line_text(line: Line, language: str) -> str:
    """An item with its Chinese name beside it, unless it is Chinese anyhow."""
    return line.text if language == "zh" else f"{line.text} ({line.chinese})"


def _field(line: Line) -> dict[str, Any]:
    return {"id": line.id, "text": line.text, "text_zh": line.chinese, "sure": line.sure}
