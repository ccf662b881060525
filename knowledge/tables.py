"""Tables that editors keep: CSV (UTF-8) and XLSX, read as text, row by row.

for row in read_table(Path("places.csv")):
    print(row.number, row.cells["id"])
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MAX_BYTES: Final = 10_000_000
MAX_UNPACKED_BYTES: Final = 200_000_000
"""Of an XLSX file, which is a packed archive."""
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 200
_DELIMITERS: Final = ",;\t"
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    SyntaxError,  # of the XML parsers
    LookupError,
    TypeError,
    ValueError,
    EOFError,
    RuntimeError,  # a packed file with a password
)
"""What openpyxl raises for a file that is none of its own."""


class TableError(ValueError):
    """The file is not a table that can be read; the message says why."""


@dataclass(frozen=True)
class TableRow:
    """A row by column name. `number` is the one a spreadsheet shows; the header is row 1."""

    number: int
    cells: dict[str, str]


def read_table(path: Path) -> list[TableRow]:
    """The rows of a CSV or XLSX file (of its first sheet) that are not empty.

    Formulas are not evaluated: a cell has the value that the file keeps for it.

    Raises:
        TableError: the file is too big, of another kind, damaged, not UTF-8, has no header,
            has the same column twice, or a row with more cells than the header.
        OSError: it cannot be opened.
    """
    if path.stat().st_size > MAX_BYTES:
        raise TableError(f"the file is larger than {MAX_BYTES // 1_000_000} MB")
    readers = {".csv": _csv_rows, ".xlsx": _xlsx_rows}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise TableError(f"not a .csv or .xlsx file: {path.name}")
    rows = _bounded(reader(path.read_bytes()))
    header = _header(next(rows, []))
    return [
        TableRow(number, _cells(header, row, number))
        for number, row in enumerate(rows, start=2)
        if any(row)
    ]


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TableError(f"line {line} is not UTF-8; save the file as CSV UTF-8") from error
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise TableError(f"not CSV: {error}") from error


def _xlsx_rows(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise TableError(f"the file unpacks to more than {MAX_UNPACKED_BYTES // 1_000_000} MB")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(max_col=MAX_COLUMNS + 1):
            yield [_cell_text(cell) for cell in row]
    except TableError:
        raise
    except _DAMAGED as error:
        raise TableError("the file is damaged, or is not XLSX") from error


def _cell_text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        raise TableError(f"row {cell.row}: a formula ends in the error {value}")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _bounded(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS + 1:
            raise TableError(f"the table has more than {MAX_ROWS:,} rows")
        yield row


def _header(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row = row[:-1]
    if not row:
        raise TableError("the table is empty; its first row names the columns")
    if len(row) > MAX_COLUMNS:
        raise TableError(f"the table has more than {MAX_COLUMNS} columns")
    names = [name.lower() for name in row]
    if "" in names:
        raise TableError(f"column {names.index('') + 1} has no name")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise TableError(f"the table has a column twice: {', '.join(twice)}")
    return names


def _cells(header: list[str], row: list[str], number: int) -> dict[str, str]:
    if any(row[len(header) :]):
        raise TableError(f"row {number} has more cells than the header")
    padded = row + [""] * (len(header) - len(row))
    return dict(zip(header, padded, strict=False))
