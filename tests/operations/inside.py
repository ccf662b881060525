"""A person and an agent, in the same closed network as the service: prints what they saw as JSON.

nsenter --net=… python -m tests.operations.inside http://127.0.0.1:8000
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import httpx

PATIENCE = 540.0


def visit(url: str) -> dict[str, Any]:
    """Wait for the service, ask it, look at its pages."""
    deadline = time.monotonic() + PATIENCE
    with httpx.Client(base_url=url, timeout=60) as client:
        while not _is_ready(client):
            if time.monotonic() > deadline:
                return {"ready": False}
            time.sleep(0.5)
        asked = {"sender": "u-1", "message": "my number is 13812345678, what does Article 39 say?"}
        answer = client.post("/webhooks/rest/webhook", json=asked)
        search = client.get("/api/knowledge/search", params={"q": "비자 연장"})
        pages = {path: client.get(path) for path in ("/panel", "/demo", "/docs", "/widget.js")}
        session = client.get("/panel/api/session")
    return {
        "ready": True,
        "answer": answer.json(),
        "search": search.json(),
        "pages": {path: page.status_code for path, page in pages.items()},
        "session": session.status_code,
    }


def _is_ready(client: httpx.Client) -> bool:
    try:
        return client.get("/health/ready").status_code == 200
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    print(json.dumps(visit(sys.argv[1])))
