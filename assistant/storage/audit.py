"""The audit log: what agents did, in a chain of hashes that shows any later change.

Each row's hash is SHA-256 over its canonical JSON (RFC 8785 in so far as it matters here: sorted
keys, no white space, UTF-8), which holds the hash of the row before. Whoever changes or takes out a
row breaks the chain there. Rows cut off at the end leave a whole but shorter chain: note the newest
hash elsewhere (`assistant audit verify` prints it) to see that too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import Any, Final

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Engine

from assistant.storage.tables.account import audit
from assistant.storage.turns import in_turn

_LOCK: Final = 7310234
_PAGE: Final = 1000
RETIRED: Final = "retired"
"""The action of rows which stand for those that were deleted because of their age."""
BEGINNING: Final = "0" * 64
"""What stands as the hash before the first row."""


@dataclass(frozen=True)
class AuditRow:
    """One action. `subject` is what it was done to (the id of a conversation, message, account);
    `details` hold no words of anybody. `at` is ISO 8601 in UTC."""

    number: int
    at: str
    agent_id: str | None
    agent_name: str | None
    action: str
    subject: str | None
    details: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True)
class Verdict:
    """How the log was found: `bad` is the first row that does not fit, None where all do."""

    rows: int
    head: str
    bad: int | None = None


class AuditRepository:
    """All SQL about the audit log. It can only add and read. Calls block."""

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._engine = engine

    def append(
        self,
        at: datetime,
        action: str,
        *,
        agent_id: str | None,
        agent_name: str | None,
        subject: str | None,
        details: Mapping[str, Any],
    ) -> AuditRow:
        """Add a row after the newest one; writers of all processes take turns."""
        newest = select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)
        with in_turn(self._engine(), _LOCK) as connection:
            last = connection.execute(newest).first()
            number, previous = (last.number + 1, last.hash) if last else (1, BEGINNING)
            fields = {
                "number": number,
                "at": at.astimezone(timezone.utc).isoformat(timespec="microseconds"),
                "agent_id": agent_id,
                "agent_name": agent_name,
                "action": action,
                "subject": subject,
                "details": dict(details),
                "previous": previous,
            }
            row = AuditRow(**fields, hash=_hash(fields))  # type: ignore[arg-type]
            connection.execute(insert(audit).values(**asdict(row)))
        return row

    def retire(self, before: datetime, at: datetime) -> int:
        """Delete the rows from before a moment; how many.

        A row `retired` takes their place in the chain: it names the last one that went, by number
        and hash, so that no other beginning is taken for the true one.
        """
        old = audit.c.at < before.astimezone(timezone.utc).isoformat(timespec="microseconds")
        newest = select(audit.c.number, audit.c.hash).where(old).order_by(audit.c.number.desc())
        with self._engine().connect() as connection:
            last = connection.execute(newest.limit(1)).first()
        if last is None:
            return 0
        details = {"number": last.number, "hash": last.hash}
        self.append(at, RETIRED, agent_id=None, agent_name=None, subject=None, details=details)
        with in_turn(self._engine(), _LOCK) as connection:
            gone = connection.execute(delete(audit).where(audit.c.number <= last.number))
        return int(gone.rowcount)

    def after(self, number: int, limit: int) -> list[AuditRow]:
        """The rows after `number`, oldest first."""
        query = select(audit).where(audit.c.number > number).order_by(audit.c.number).limit(limit)
        with self._engine().connect() as connection:
            return [AuditRow(**row) for row in connection.execute(query).mappings()]

    def newest(self, limit: int) -> list[AuditRow]:
        """The newest rows, oldest first."""
        query = select(audit).order_by(audit.c.number.desc()).limit(limit)
        with self._engine().connect() as connection:
            return [AuditRow(**row) for row in connection.execute(query).mappings()][::-1]

    def all(self, number: int = 0) -> Iterator[AuditRow]:
        """Every row after `number`, oldest first, read a page at a time."""
        while page := self.after(number, _PAGE):
            yield from page
            number = page[-1].number

    def verify(self) -> Verdict:
        """Follow the chain from its beginning to the first row that does not fit, or the end.

        Where rows were retired, the beginning is what a later row says of the last of them.
        """
        first = next(iter(self.after(0, 1)), None)
        number, head = (0, BEGINNING) if first is None else self._beginning(first)
        began = number
        for row in self.all():
            fields = asdict(row)
            stated = fields.pop("hash")
            if row.number != number + 1 or row.previous != head or _hash(fields) != stated:
                return Verdict(number - began, head, bad=row.number)
            number, head = row.number, row.hash
        return Verdict(number - began, head)

    def _beginning(self, first: AuditRow) -> tuple[int, str]:
        """Number and hash of the row before the first one that is kept."""
        said = (row.details for row in self.all() if row.action == RETIRED)
        known = {(int(one["number"]), str(one["hash"])) for one in said}
        before = (first.number - 1, first.previous)
        return before if before in known else (0, BEGINNING)


def _hash(fields: Mapping[str, Any]) -> str:
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
