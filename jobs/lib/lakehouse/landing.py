"""Landing files: where the file of a dataset and a date lies, and what can be known of it before Spark reads it."""

import csv
import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from lakehouse.storage import Storage

INCOMING = "incoming"
ARCHIVE = "archive"


class LandingFileError(Exception):
    """A landing file that is not the CSV file it should be."""


@dataclass(frozen=True, slots=True)
class LandingFile:
    """A file that has arrived: its path below the lake's root, and what changes when its content does."""

    path: str
    etag: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What one pass over a file tells: ``lines`` counts its data lines, blank lines and headers left out."""

    header: str
    lines: int
    content_hash: str

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns that the header names, in the file's order."""
        return tuple(name.strip() for name in next(csv.reader([self.header])))


def locate(storage: Storage, landing_path: str) -> LandingFile | None:
    """Return the file if it has arrived: a new delivery is preferred to an archived one."""
    for area in (INCOMING, ARCHIVE):
        path = f"{area}/{landing_path}"
        etag = storage.etag(path)
        if etag is not None:
            return LandingFile(path, etag)
    return None


def inspect(stream: BinaryIO) -> Contents:
    """Read a CSV file once; a header that comes again (files put one after the other) is no data line."""
    digest = hashlib.sha256()
    header: bytes | None = None
    lines = 0
    for raw in stream:
        digest.update(raw)
        line = raw.rstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        header = header or line
        lines += line != header
    if header is None:
        raise LandingFileError("the file is empty: a CSV file starts with a header")
    return Contents(_text(header), lines, digest.hexdigest())


def _text(header: bytes) -> str:
    if b"\r" in header:
        raise LandingFileError("its lines end with a carriage return alone: save it with line feeds")
    try:
        return header.decode()
    except UnicodeDecodeError as error:
        raise LandingFileError(f"it is no text in UTF-8, at byte {error.start} of its header: {error.reason}") from None


def check_header(contents: Contents, expected: tuple[str, ...]) -> None:
    """Raise LandingFileError unless the header names every expected column, once, in whatever order."""
    found = contents.column_names
    missing = [name for name in expected if name not in found]
    if missing:
        raise LandingFileError(f"the header lacks {', '.join(missing)}; it has {contents.header}")
    if len(set(found)) < len(found):
        raise LandingFileError(f"the header names a column twice: {contents.header}")
