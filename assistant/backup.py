"""The data folder in one file, taken while the service runs, and put back.

A backup is a ZIP archive: the database as SQLite's online backup API copies it, the secret that
session tokens and people's hashes are made with, the widget's earlier versions, and a manifest with
the hash of each. It holds everything that people wrote: guard it as the database itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from sqlalchemy.engine.url import make_url

from assistant.settings import Settings

FORMAT: Final = 1
DATABASE: Final = "assistant.db"
_MANIFEST: Final = "manifest.json"
_BESIDES: Final = ("-wal", "-shm", "-journal")
_LARGEST_MANIFEST: Final = 4 * 1024 * 1024
_MODE: Final = 0o600


class BackupError(Exception):
    """A backup cannot be made or put back; the message says why and what to do."""


def back_up(settings: Settings, target: Path, at: datetime) -> Mapping[str, Any]:
    """Write a backup; what it holds. Raises BackupError."""
    database = _sqlite_file(settings)
    if not database.is_file():
        raise BackupError(f"There is no database at {database}: has the service ever run?")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as scratch:
        copy = Path(scratch) / DATABASE
        _copy_database(database, copy)
        files = {DATABASE: copy, **dict(_other_files(settings.data_folder, database))}
        manifest = {
            "format": FORMAT,
            "made_at": at.isoformat(timespec="seconds"),
            "revision": _revision(copy),
            "files": {name: _hash(path) for name, path in files.items()},
        }
        written = Path(scratch) / "backup.zip"
        with (
            os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT, _MODE), "wb") as stream,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
            for name, path in files.items():
                archive.write(path, name)
        written.replace(target)
    return manifest


def restore(settings: Settings, source: Path, *, replace: bool = False) -> Mapping[str, Any]:
    """Put a backup back into the data folder; what it held.

    Everything is checked before anything is changed. Raises BackupError: the file is no backup, is
    damaged, is of a newer program, or would replace a database and `replace` does not say so.
    """
    database = _sqlite_file(settings)
    if database.exists() and not replace:
        raise BackupError(f"{database} is there already: move it away, or say --replace.")
    folder = settings.data_folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".restore-") as scratch:
        manifest = _unpack(source, Path(scratch))
        for name in manifest["files"]:
            target = database if name == DATABASE else folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if name == DATABASE:
                for besides in _BESIDES:
                    Path(f"{database}{besides}").unlink(missing_ok=True)
            path = Path(scratch) / name
            path.chmod(_MODE)
            path.replace(target)
    return manifest


def _sqlite_file(settings: Settings) -> Path:
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BackupError(
            "The database is PostgreSQL: use its own tools (pg_dump --format=custom, pg_restore), "
            f"and keep {settings.data_folder / 'secret.key'} or ASSISTANT_SECRET with the dump."
        )
    return Path(url.database)


def _copy_database(source: Path, target: Path) -> None:
    """A consistent copy, also while others write (https://www.sqlite.org/backup.html)."""
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as before,
        closing(sqlite3.connect(target)) as after,
    ):
        before.backup(after)
    _check_database(target)


def _check_database(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as database:
            verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    if verdict != "ok":
        raise BackupError(f"The database is damaged: {verdict}")


def _revision(path: Path) -> str | None:
    with closing(sqlite3.connect(path)) as database:
        row = database.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def _other_files(folder: Path, database: Path) -> Iterator[tuple[str, Path]]:
    own = {database.absolute(), *(Path(f"{database.absolute()}{end}") for end in _BESIDES)}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        is_plain = path.is_file() and not path.is_symlink() and path.absolute() not in own
        if is_plain and not any(part.startswith(".") for part in name.parts):
            yield name.as_posix(), path


def _unpack(source: Path, folder: Path) -> Mapping[str, Any]:
    try:
        with zipfile.ZipFile(source) as archive:
            if archive.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
                raise BackupError(f"{source} is no backup of the assistant.")
            manifest: Mapping[str, Any] = json.loads(archive.read(_MANIFEST))
            if manifest["format"] != FORMAT:
                raise BackupError(f"{source} was made by another version of the assistant.")
            for name, stated in manifest["files"].items():
                target = folder / _safe(name)
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as packed, target.open("wb") as stream:
                    shutil.copyfileobj(packed, stream)
                if _hash(target) != stated:
                    raise BackupError(f"{source} is damaged: {name} does not have its hash.")
    except (OSError, KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise BackupError(f"{source} is no backup of the assistant, or damaged: {error}") from error
    if DATABASE not in manifest["files"]:
        raise BackupError(f"{source} holds no database.")
    _check_database(folder / DATABASE)
    return manifest


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or not path.parts:
        raise BackupError(f"The backup names a file outside of the data folder: {name!r}.")
    return path


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while part := stream.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()
