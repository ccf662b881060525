"""A list of documents as a page to print, or as a text to keep.

The address holds the answers of the form, which are choices and say nothing of who asks; so nothing
is stored and the page can be opened again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse

from actions.forms.checklist import (
    PAGE,
    checklist_hotline,
    checklist_title,
    offered_answers,
)
from assistant.edge.headers import style_policy
from connectors.errors import Unprocessable
from connectors.problems import ProblemRoute
from knowledge.checklists import Line, checklist_facts, checklist_lines
from knowledge.clock import today
from knowledge.figures import format_day
from knowledge.help_numbers import help_numbers
from knowledge.library import Library
from nlu.catalogues import sentences
from nlu.languages import DEFAULT_LANGUAGE, RIGHT_TO_LEFT, answer_language, normalise_code

_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;"
    "color:#111;background:#fff}li{list-style:none;margin:.5rem 0;break-inside:avoid}"
    "ul{padding:0}.zh{color:#444}.box{display:inline-block;width:1em;height:1em;"
    "border:1.5px solid #111;margin-inline-end:.6em;vertical-align:-.1em}"
    "footer{font-size:.85em;color:#444;overflow-wrap:anywhere}"
)
_HEADERS: Final = {"Content-Security-Policy": style_policy(_STYLE), "Cache-Control": "no-store"}


def checklist_router(library: Callable[[], Library]) -> APIRouter:
    """The page and the text."""
    router = APIRouter(route_class=ProblemRoute, tags=["checklists"])

    @router.get(PAGE, response_class=HTMLResponse, summary="A list of documents, to print")
    async def page(request: Request, lang: str = Query("en", max_length=20)) -> HTMLResponse:
        answers, language = _answers(request), _language(lang)
        return HTMLResponse(_html(library(), answers, language), headers=_HEADERS)

    @router.get(f"{PAGE}.txt", response_class=PlainTextResponse, summary="The same, to keep")
    async def text(request: Request, lang: str = Query("en", max_length=20)) -> PlainTextResponse:
        answers, language = _answers(request), _language(lang)
        kept = {**_HEADERS, "Content-Disposition": 'attachment; filename="checklist.txt"'}
        return PlainTextResponse(_text(library(), answers, language), headers=kept)

    return router


def _answers(request: Request) -> dict[str, str]:
    """The answers in the address, each one that the form offers.

    Raises:
        Unprocessable: one is not, or the case is missing.
    """
    answers = {name: value for name, value in request.query_params.items() if name != "lang"}
    offered = offered_answers()
    if not all(value in offered.get(name, ()) for name, value in answers.items()):
        raise Unprocessable("no-such-answer", "The address has an answer that is not offered.")
    if "case" not in answers:
        raise Unprocessable("no-case", "The address does not say which case the list is for.")
    return answers


def _language(code: str) -> str:
    return answer_language(normalise_code(code) or DEFAULT_LANGUAGE)


def _html(library: Library, answers: Mapping[str, str], language: str) -> str:
    title = escape(checklist_title(answers, language))
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    sure, open_lines = _parts(library, answers, language)
    perhaps = sentences("forms").say("checklist.perhaps", language).strip("*")
    lists = _list(sure) + (f"<h2>{escape(perhaps)}</h2>{_list(open_lines)}" if open_lines else "")
    notes = "".join(f"<p>{escape(note)}</p>" for note in _notes(library, answers, language))
    sources = "".join(f"<li>{escape(one)}</li>" for one in _sources(library, answers))
    heading = escape(sentences("forms").say("checklist.sources", language))
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>{lists}{notes}"
        f"<footer><h2>{heading}</h2><ul>{sources}</ul></footer></body></html>"
    )


def _list(lines: list[Line]) -> str:
    items = (
        f'<li><span class="box"></span>{escape(line.text)}'
        f' <span class="zh" lang="zh">{escape(line.chinese)}</span></li>'
        for line in lines
    )
    return f"<ul>{''.join(items)}</ul>"


def _text(library: Library, answers: Mapping[str, str], language: str) -> str:
    sure, open_lines = _parts(library, answers, language)
    parts = [checklist_title(answers, language), "", *map(_row, sure)]
    if open_lines:
        perhaps = sentences("forms").say("checklist.perhaps", language).strip("*")
        parts += ["", perhaps, *map(_row, open_lines)]
    parts += ["", *_notes(library, answers, language), ""]
    parts += [sentences("forms").say("checklist.sources", language), *_sources(library, answers)]
    return "\n".join(parts) + "\n"


def _row(line: Line) -> str:
    return f"[ ] {line.text} ({line.chinese})"


def _parts(
    library: Library, answers: Mapping[str, str], language: str
) -> tuple[list[Line], list[Line]]:
    lines = checklist_lines(library, answers, language)
    return [line for line in lines if line.sure], [line for line in lines if not line.sure]


def _notes(library: Library, answers: Mapping[str, str], language: str) -> list[str]:
    say = sentences("forms").say
    phone = help_numbers(library)[checklist_hotline(answers)]
    return [
        say("checklist.decides", language, phone=phone),
        say("checklist.as_of", language, day=format_day(today(), language)),
    ]


def _sources(library: Library, answers: Mapping[str, str]) -> list[str]:
    named = (library.facts[fact].source for fact in checklist_facts(answers))
    return list(dict.fromkeys(f"{source.title} ({source.date}) {source.url}" for source in named))
