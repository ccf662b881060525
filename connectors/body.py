"""Request bodies read within bounds, and their fields checked one by one."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from starlette.requests import Request

from connectors.errors import BadRequest, TooLarge, Unprocessable
from connectors.text import clean_text

LARGEST_BODY = 64 * 1024
"""Bytes of a request body or a WebSocket frame."""

DEEPEST = 32
"""Levels of objects and lists within one another."""

LONGEST_IDENTIFIER = 128
LONGEST_PAYLOAD = 1000


async def read_object(request: Request) -> dict[str, object]:
    """The body as a JSON object.

    Raises TooLarge as soon as the limit is passed, without reading on; BadRequest where the body is
    not a JSON object.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise TooLarge("body-too-large", f"The body is larger than {LARGEST_BODY} bytes.")
    return parse_object(bytes(body))


def parse_object(body: bytes) -> dict[str, object]:
    """A JSON object from UTF-8 bytes. Raises BadRequest where it is anything else."""
    try:
        value = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadRequest("not-json", "The body is not valid JSON in UTF-8.") from error
    if not isinstance(value, dict):
        raise BadRequest("not-an-object", "The body is not a JSON object.")
    if _is_deeper(value, DEEPEST):
        raise BadRequest("too-deep", f"The body is nested more than {DEEPEST} levels deep.")
    return value


def _is_deeper(value: object, levels: int) -> bool:
    """Whether more than so many objects and lists stand within one another."""
    layer = [value]
    for _ in range(levels):
        inner: list[object] = []
        for one in layer:
            if isinstance(one, dict):
                inner += one.values()
            elif isinstance(one, list):
                inner += one
        if not inner:
            return False
        layer = inner
    return any(isinstance(one, (dict, list)) for one in layer)


def required_text(fields: Mapping[str, object], name: str) -> str:
    """A field that must be a string. Raises Unprocessable."""
    value = fields.get(name)
    if not isinstance(value, str):
        raise Unprocessable("invalid-field", f"The field '{name}' must be a string.")
    return value


def optional_text(fields: Mapping[str, object], name: str) -> str | None:
    """A field that is a string, null or absent. Raises Unprocessable."""
    return None if fields.get(name) is None else required_text(fields, name)


def identifier(fields: Mapping[str, object], name: str, longest: int = LONGEST_IDENTIFIER) -> str:
    """A string of 1 to `longest` visible characters. Raises Unprocessable."""
    value = required_text(fields, name)
    if not 1 <= len(value) <= longest or clean_text(value) != value:
        raise Unprocessable(
            "invalid-field",
            f"The field '{name}' must have 1 to {longest} characters, none of them invisible.",
        )
    return value


def optional_identifier(
    fields: Mapping[str, object], name: str, longest: int = LONGEST_IDENTIFIER
) -> str | None:
    """As `identifier`, or None where the field is null or absent."""
    return None if fields.get(name) is None else identifier(fields, name, longest)


def optional_object(fields: Mapping[str, object], name: str) -> dict[str, object]:
    """A field that is an object; empty where it is null or absent. Raises Unprocessable."""
    value = fields.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unprocessable("invalid-field", f"The field '{name}' must be an object.")
    return value


def optional_language(
    fields: Mapping[str, object], known: Collection[str], name: str = "language"
) -> str | None:
    """The field as one of the known codes of languages, or None where it is null or absent.

    A BCP 47 tag is taken by its first part: `pt-BR` is `pt`. Raises Unprocessable for others.
    """
    tag = optional_text(fields, name)
    if tag is None:
        return None
    code = tag.replace("_", "-").split("-")[0].lower()
    if code not in known:
        raise Unprocessable(
            "unknown-language", f"The field '{name}' must be one of: " + ", ".join(sorted(known))
        )
    return code
