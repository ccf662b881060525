"""A real PostgreSQL of a test's own, which can be stopped and started again."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pgserver

_SECONDS = 60


class PostgreSQLServer:
    """PostgreSQL at a socket in a folder of its own."""

    def __init__(self) -> None:
        # As root the server runs as another user, which a later run of pytest keeps out of its
        # temporary folders: so it has one of its own.
        self._own = tempfile.TemporaryDirectory(prefix="postgresql-")
        self._folder = Path(self._own.name)
        self._server = pgserver.get_server(self._folder, cleanup_mode="stop")
        self.url = self._server.get_uri()

    def stop(self) -> None:
        """End it at once, with all connections."""
        self._control("stop", "-m", "immediate")

    def start(self) -> None:
        self._control("start", "-l", str(self._folder / "log"), "-o", f"-h '' -k {self._folder}")

    def close(self) -> None:
        self._server.cleanup()
        self._own.cleanup()

    def _control(self, *arguments: str) -> None:
        program = Path(pgserver.__file__).parent / "pginstall" / "bin" / "pg_ctl"
        owner = self._folder.stat().st_uid
        subprocess.run(
            [str(program), "-w", "-D", str(self._folder), *arguments],
            check=True,
            timeout=_SECONDS,
            stdout=subprocess.DEVNULL,
            user=owner if os.getuid() == 0 and owner else None,
        )
