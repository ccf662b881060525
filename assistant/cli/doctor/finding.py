"""What is found where something was looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    warning: bool = False


class Worth(Exception):
    """Something that ought to be mended, though the service runs well without."""
