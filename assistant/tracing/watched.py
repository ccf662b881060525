"""Putting something around a method of a class, for a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Undo = Callable[[], None]


def replace_method(owner: type, name: str, around: Callable[[Any], Any]) -> Undo:
    """Put `around(original)` in the place of a method; what is returned puts it back.

    >>> class Greeter:
    ...     def greet(self) -> str:
    ...         return "hello"
    >>> undo = replace_method(Greeter, "greet", lambda greet: lambda self: greet(self) + "!")
    >>> Greeter().greet()
    'hello!'
    >>> undo()
    >>> Greeter().greet()
    'hello'
    """
    original = getattr(owner, name)
    setattr(owner, name, around(original))

    def undo() -> None:
        setattr(owner, name, original)

    return undo
