"""The contents of objects as items: CSV, JSON, JSON Lines and the manifests that name other objects."""

import csv
import gzip
import io
import json
from collections.abc import Mapping
from typing import Final, NamedTuple, cast

from lakeflow.asl.states import Json

DELIMITERS: Final = {"COMMA": ",", "PIPE": "|", "SEMICOLON": ";", "SPACE": " ", "TAB": "\t"}


class FormatError(Exception):
    """A content that is not in the format it should be in; the message says what is wrong."""


class CsvOptions(NamedTuple):
    """How to read CSV; ``headers`` None takes them from the first row."""

    headers: tuple[str, ...] | None = None
    delimiter: str = ","


def csv_items(content: bytes, options: CsvOptions) -> list[Json]:
    """Return the rows as objects of texts; raises FormatError."""
    try:
        rows = list(csv.reader(io.StringIO(_text(content), newline=""), delimiter=options.delimiter, strict=True))
    except csv.Error as error:
        raise FormatError(f"it is no CSV: {error}") from error
    rows = [row for row in rows if row]
    headers = options.headers
    if headers is None:
        if not rows:
            return []
        headers, rows = tuple(rows[0]), rows[1:]
    return [dict(zip(headers, row, strict=False)) for row in rows]


def json_items(content: bytes, pointer: str = "") -> list[Json]:
    """Return the items of an array, or of an object as ``{"Key": ..., "Value": ...}``; ``pointer`` says where it is.

    Raises FormatError.
    """
    try:
        value: Json = json.loads(_text(content))
    except ValueError as error:
        raise FormatError(f"it is no JSON: {error}") from error
    for name in pointer.split("/")[1:]:
        value = _inside(value, name.replace("~1", "/").replace("~0", "~"), pointer)
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return [{"Key": key, "Value": item} for key, item in value.items()]
    raise FormatError("it holds neither an array nor an object of items")


def json_lines(content: bytes) -> list[Json]:
    """Return the value of each line that is not blank; raises FormatError."""
    items: list[Json] = []
    for number, line in enumerate(_text(content).split("\n"), 1):
        if line.strip():
            try:
                items.append(json.loads(line))
            except ValueError as error:
                raise FormatError(f"line {number} is no JSON: {error}") from error
    return items


def inventory_files(content: bytes) -> tuple[str, tuple[str, ...], list[str]]:
    """Return what an S3 inventory's manifest.json says: the bucket, the columns and the keys of its files.

    Raises FormatError.
    """
    try:
        manifest = cast("Mapping[str, Json]", json.loads(_text(content)))
        if manifest["fileFormat"] != "CSV":
            raise FormatError(f"an inventory in the format {manifest['fileFormat']} cannot be read; only CSV can")
        columns = tuple(name.strip() for name in cast("str", manifest["fileSchema"]).split(","))
        files = cast("list[Mapping[str, str]]", manifest["files"])
        bucket = cast("str", manifest["destinationBucket"]).removeprefix("arn:aws:s3:::")
        return bucket, columns, [file["key"] for file in files]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError(f"it is no inventory manifest: {error}") from error


def manifest_addresses(content: bytes) -> list[tuple[str, str]]:
    """Return bucket and key of each object that a manifest of Athena's UNLOAD names, one ``s3://`` address a line.

    Raises FormatError.
    """
    addresses = []
    for line in _text(content).split():
        bucket, _, key = line.removeprefix("s3://").partition("/")
        if not line.startswith("s3://") or not key:
            raise FormatError(f"{line} is no s3:// address")
        addresses.append((bucket, key))
    return addresses


def _text(content: bytes) -> str:
    if content.startswith(b"\x1f\x8b"):
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError) as error:
            raise FormatError(f"it is no gzip: {error}") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"it is not in UTF-8: {error}") from error


def _inside(value: Json, name: str, pointer: str) -> Json:
    if isinstance(value, dict) and name in value:
        return value[name]
    if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
        return value[int(name)]
    raise FormatError(f"nothing is at the ItemsPointer {pointer}")
