"""The licences of what is installed for the running service, as their packages state them.

python -m tests.docs.licences > table.md
"""

from __future__ import annotations

import importlib.metadata
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from assistant.settings import ROOT

_SAME: Final = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "BSD": "BSD License",
    "3-Clause BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL with exceptions",
    "Apache Software License; MIT License": "Apache-2.0 OR MIT",
    "Apache Software License; BSD License": "Apache-2.0 OR BSD",
    "BSD License; Apache Software License": "Apache-2.0 OR BSD",
    "MIT OR Apache-2.0": "Apache-2.0 OR MIT",
}
"""Other names of the same; the LGPL's exceptions are psycopg2's own."""


def locked() -> list[str]:
    """The names in the lock of the running service."""
    text = (ROOT / "requirements" / "runtime.txt").read_text("utf-8")
    return re.findall(r"^([a-z0-9][a-z0-9.-]*)==", text, re.MULTILINE)


def licence_of(package: str) -> str:
    """What an installed package says of itself."""
    told = importlib.metadata.metadata(package)
    classified = [
        line.split(" :: ")[-1]
        for line in told.get_all("Classifier") or ()
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    stated = told.get("License-Expression") or "; ".join(classified)
    stated = stated or (told.get("License") or "not stated").strip().splitlines()[0]
    return _SAME.get(stated, stated)


def table() -> Iterator[str]:
    """Markdown rows, the most frequent licence first."""
    by_licence: dict[str, list[str]] = defaultdict(list)
    for package in locked():
        by_licence[licence_of(package)].append(package)
    yield "| licence | packages |"
    yield "| --- | --- |"
    for licence, packages in sorted(by_licence.items(), key=lambda row: (-len(row[1]), row[0])):
        yield f"| {licence} | {', '.join(packages)} |"


if __name__ == "__main__":
    print("\n".join(table()))
