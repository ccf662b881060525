"""`/docs`: the HTTP interface to read, made from the OpenAPI description.

Written here and not by a script from a content delivery network: the page loads nothing, so that it
opens without the internet and under the same policy as every other page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse

from assistant.edge.headers import style_policy

_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color:#111;background:#fff}code,pre{font:14px/1.4 ui-monospace,monospace}"
    "pre{background:#f4f4f4;padding:.6rem;overflow:auto}h3{margin-bottom:.2rem}"
    "details{margin:.4rem 0;border:1px solid #ccc;padding:.4rem .8rem}"
    "summary{cursor:pointer}.method{font-weight:700;text-transform:uppercase}"
    "td,th{text-align:start;padding:.1rem .8rem .1rem 0;vertical-align:top}"
)
_HEADERS: Final = {"Content-Security-Policy": style_policy(_STYLE), "Cache-Control": "no-cache"}


def reference_router(app: FastAPI) -> APIRouter:
    """The page, made once, when it is first asked for."""
    router = APIRouter()

    @lru_cache(maxsize=1)
    def made() -> str:
        return _page(app.openapi())

    @router.get("/docs", include_in_schema=False)
    async def page() -> HTMLResponse:
        return HTMLResponse(made(), headers=_HEADERS)

    return router


def _page(described: Mapping[str, Any]) -> str:
    title = escape(described["info"]["title"])
    groups: dict[str, list[str]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            groups.setdefault(tag, []).append("".join(_operation(path, method, operation)))
    sections = (f"<h2>{escape(tag)}</h2>{''.join(made)}" for tag, made in groups.items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>"
        f"<p>{escape(described['info'].get('description', ''))} "
        'The same for programs: <a href="/openapi.json">openapi.json</a>.</p>'
        f"{''.join(sections)}</body></html>"
    )


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f'<details><summary><span class="method">{escape(method)}</span> '
    yield f"<code>{escape(path)}</code> {escape(operation.get('summary', ''))}</summary>"
    if operation.get("description"):
        yield f"<p>{escape(operation['description'])}</p>"
    yield _parameters(operation.get("parameters", ()))
    if body := operation.get("requestBody"):
        yield f"<h3>Request</h3>{_contents(body)}"
    yield "<h3>Answers</h3>"
    for status, answer in operation.get("responses", {}).items():
        yield f"<p><b>{escape(status)}</b> {escape(answer.get('description', ''))}</p>"
        yield _contents(answer)
    yield "</details>"


def _parameters(parameters: Any) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(one['in'])}</td>"
        f"<td>{'needed' if one.get('required') else ''}</td>"
        f"<td>{escape(one.get('description', ''))}</td></tr>"
        for one in parameters
    )
    return f"<table>{rows}</table>" if rows else ""


def _contents(holder: Mapping[str, Any]) -> str:
    made = []
    for media_type, content in holder.get("content", {}).items():
        shown = content.get("example", content.get("schema"))
        if shown:
            text = json.dumps(shown, ensure_ascii=False, indent=1)
            made.append(f"<p><code>{escape(media_type)}</code></p><pre>{escape(text)}</pre>")
    return "".join(made)
